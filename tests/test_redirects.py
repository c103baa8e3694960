"""Addresses last: where pages were, visitors are led on to where they are, and nobody learns of what is withdrawn."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote

import pytest

from notionpress.build.build import build_site
from notionpress.build.how import How
from notionpress.config import load_config
from notionpress.errors import ConfigError
from notionpress.report import BuildResult, Report
from notionpress.site.redirects import alias_address
from notionpress.store import Store
from tests.commands import notionpress
from tests.sites import files

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
SITE = "title: Lamp\nbase_url: https://lamp.example.org/sea\npictures: {formats: []}\n"


class Project:
    """A site of local pages, built in this process."""

    def __init__(self, folder: Path, **pages: str) -> None:
        self.folder = folder
        self.public = folder / "public"
        self.report = Report()
        self.put("site.yaml", SITE)
        for name, front in {"index": "", "about": "slug: about", **pages}.items():
            self.page(name, front)

    def put(self, path: str, text: str) -> None:
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_text(text)

    def page(self, name: str, front: str) -> None:
        self.put(f"content/{name}.md", f"---\n{front}\nupdated: 2026-10-01\n---\n# The {name}\n\nWords.\n")

    def build(self) -> BuildResult:
        config = load_config(self.folder / "site.yaml")
        self.report = Report()
        store = Store.open(self.folder / config.cache)
        how = How(now=NOW, jobs=1, keep_addresses="project")
        return build_site(config, store, self.report, output=self.public, how=how)

    @property
    def problems(self) -> list[str]:
        return [one.message for one in self.report.problems if one.kind.startswith(("alias", "redirect"))]

    @property
    def kept(self) -> list[str]:
        """What is remembered, without the comment."""
        lines = (self.folder / "addresses.txt").read_text().splitlines()
        return [line for line in lines if not line.startswith("#")]

    @property
    def moves(self) -> dict[str, str]:
        """Where addresses lead on to, by the pages there; what `_redirects` says must be the same."""
        found = {}
        for path, data in files(self.public).items():
            if moved := re.search(rb'<meta http-equiv="refresh" content="0; url=([^"]+)">', data):
                text = data.decode()
                new = moved[1].decode()
                assert f'<link rel="canonical" href="https://lamp.example.org{new}">' in text
                assert '<meta name="robots" content="noindex">' in text
                assert f'<a href="{new}">' in text
                found[f"/sea/{path.removesuffix('index.html')}"] = new
        assert found == self.listed
        return found

    @property
    def listed(self) -> dict[str, str]:
        """What `_redirects` says of addresses with a slash, or of a file; without the slash it says the same."""
        path = self.public / "_redirects"
        rules = [line.split() for line in path.read_text().splitlines() if line[0] != "#"] if path.exists() else []
        assert all(status == "301" for _, _, status in rules)
        every = {unquote(old): new for old, new, _ in rules}
        assert len(every) == len(rules)
        folders = {old: new for old, new in every.items() if old.endswith("/")}
        whole = {old: new for old, new in every.items() if old.endswith((".html", ".php"))}
        assert every.keys() == folders.keys() | {old[:-1] for old in folders} | whole.keys()
        return folders | whole


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = Project(tmp_path)
    assert not made.build().failed
    return made


def test_a_new_address_leaves_a_redirect_and_chains_collapse(project: Project) -> None:
    assert project.moves == {}
    assert project.kept == ["content/about.md /about/", "content/index.md /"]
    for slug in ("who", "who/we-are"):
        project.page("about", f"slug: {slug}")
        project.build()
    assert project.moves == {"/sea/about/": "/sea/who/we-are/", "/sea/who/": "/sea/who/we-are/"}
    assert project.kept[0] == "content/about.md /who/we-are/ /who/ /about/"
    assert "about" not in (project.public / "sitemap.xml").read_text()
    project.page("about", "slug: about")
    project.build()
    assert project.moves == {"/sea/who/": "/sea/about/", "/sea/who/we-are/": "/sea/about/"}
    assert "Words." in (project.public / "about/index.html").read_text()


def test_a_page_that_takes_an_old_address_wins_and_has_it_from_then_on(project: Project) -> None:
    project.page("about", "slug: who")
    project.page("news", "slug: about")
    project.build()
    assert project.moves == {}
    assert "The news" in (project.public / "about/index.html").read_text()
    project.page("news", "slug: news")
    project.build()
    assert project.moves == {"/sea/about/": "/sea/news/"}
    assert project.problems == []


def test_nothing_leads_to_a_page_that_is_withdrawn_until_it_comes_back(project: Project) -> None:
    project.page("about", "slug: who")
    project.build()
    project.page("about", "slug: who\ndraft: true")
    project.build()
    assert project.moves == {}
    assert not (project.public / "about").exists()
    assert not any(b"The about" in data or b"/who/" in data for data in files(project.public).values())
    assert project.kept[0] == "content/about.md /who/ /about/"
    project.page("about", "slug: who/again")
    project.build()
    assert project.moves == {"/sea/about/": "/sea/who/again/", "/sea/who/": "/sea/who/again/"}


def test_aliases_lead_on_in_every_form(tmp_path: Path) -> None:
    aliases = '["/2019/lamp.html", old/name, https://lamp.example.org/sea/whole/, "Größe, zwei /drei"]'
    project = Project(tmp_path, about=f"aliases: {aliases}")
    project.build()
    whole = {f"/sea/{path}/" for path in ("old/name", "whole", "Größe", "zwei", "drei")}
    assert project.moves.keys() == {"/sea/2019/lamp.html", *whole}
    assert set(project.moves.values()) == {"/sea/about/"}
    assert project.problems == []
    # They are in the front matter, and need not be remembered.
    assert project.kept[0] == "content/about.md /about/"


@pytest.mark.parametrize(
    "alias", ["/a?b=c", "/a#b", "/", "https://other.example.org/a/", "/../a", "//", "https://lamp.example.org/out/"]
)
def test_an_alias_that_cannot_lead_on_is_told(alias: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        alias_address(alias, "https://lamp.example.org/sea")


@pytest.mark.parametrize(
    ("alias", "address"),
    [("a", "/a/"), ("/a/b/", "/a/b/"), ("a.html", "/a.html"), ("/a%C3%A4b", "/aäb/"), ("v1.2/", "/v1.2/")],
)
def test_an_alias_means_an_address(alias: str, address: str) -> None:
    assert alias_address(alias, "https://lamp.example.org") == address


def test_aliases_that_belong_to_others_are_told_with_both(tmp_path: Path) -> None:
    project = Project(tmp_path, about="aliases: [/news/, /lost/, /files/a.html]", news="aliases: /lost/")
    project.put("static/files/a.html", "<p>A file.</p>")
    project.build()
    taken = sorted(project.problems)
    assert len(taken) == 3
    assert re.search(r"^/files/a\.html does not lead on to this page, .*static/files/a\.html", taken[0])
    assert "The alias /lost/ of this page leads to “The about” (content/about.md)" in taken[1]
    assert "The alias /news/ of this page leads to “The news” (content/news.md)" in taken[2]
    assert project.moves == {"/sea/lost/": "/sea/about/"}
    assert (project.public / "files/a.html").read_text() == "<p>A file.</p>"


def test_an_alias_that_can_be_no_page_is_left_to_the_host(tmp_path: Path) -> None:
    project = Project(tmp_path, about="aliases: /lamp.php")
    project.build()
    assert not (project.public / "lamp.php").exists()
    assert project.listed == {"/sea/lamp.php": "/sea/about/"}


def test_only_what_site_yaml_names_leads_on(project: Project) -> None:
    project.page("about", "slug: who")
    project.put("site.yaml", SITE + "deploy: {redirects: netlify, headers: []}\n")
    project.build()
    assert not (project.public / "about").exists()
    assert not (project.public / "_headers").exists()
    assert "/sea/about/ /sea/who/ 301!\n" in (project.public / "_redirects").read_text()
    # The owner's own file is taken as it is.
    project.put("static/_redirects", "/mine /yours\n")
    project.build()
    assert (project.public / "_redirects").read_text() == "/mine /yours\n"


def test_two_versions_may_be_merged_in_any_way(project: Project) -> None:
    project.put(
        "addresses.txt",
        "# Words.\n<<<<<<< HEAD\ncontent/about.md /about/ /one/\n=======\ncontent/about.md /about/ /two/\n>>>>>>> side\n",
    )
    project.build()
    assert project.moves.keys() == {"/sea/one/", "/sea/two/"}
    assert project.kept == ["content/about.md /about/ /one/ /two/", "content/index.md /"]


@pytest.mark.parametrize(
    "line",
    ["content/about.md about", "content/about.md", "/about/ content/about.md", "a /../../a/", "a /a/..", "a //b/"],
)
def test_a_file_that_cannot_be_understood_is_told_with_its_line(project: Project, line: str) -> None:
    project.put("addresses.txt", f"# Words.\n{line}\n")
    with pytest.raises(ConfigError, match=r"addresses\.txt:2: this is not the id of a page"):
        project.build()


def test_the_cache_remembers_what_the_repository_does_not(project: Project) -> None:
    before = (project.folder / "addresses.txt").read_text()
    project.page("about", "slug: who")
    project.build()
    # The next job has the file as it lies in the repository.
    project.put("addresses.txt", before)
    project.page("about", "slug: we")
    project.build()
    assert project.moves.keys() == {"/sea/about/", "/sea/who/"}


def test_a_folder_that_cannot_be_written_is_left_alone(project: Project) -> None:
    project.put("site.yaml", f"{SITE}addresses: site.yaml/addresses.txt\n")
    built = project.build()
    assert not built.failed
    assert (built.addresses, built.addresses_kept) == ("site.yaml/addresses.txt", False)
    project.page("about", "slug: who")
    project.build()
    assert project.moves == {"/sea/about/": "/sea/who/"}


def test_the_command_says_when_the_file_has_changed(tmp_path: Path) -> None:
    project, name = Project(tmp_path), "addresses.txt"
    for arguments in (["--base-url", "https://try.example.org"], ["--preview"]):
        assert name not in notionpress(tmp_path, "build", *arguments).stdout
        assert not (tmp_path / name).exists()
    first = notionpress(tmp_path, "build")
    assert first.returncode == 0
    assert f"\n{name} keeps the addresses of pages and has changed: put it into your repository.\n" in first.stdout
    again = notionpress(tmp_path, "build")
    assert name not in again.stdout
    assert "0 written" in again.stdout
    # It is looked at, also where nothing else is.
    project.put(name, "content/about.md /before/\n")
    assert name in notionpress(tmp_path, "build").stdout
    assert project.moves == {"/sea/before/": "/sea/about/"}
