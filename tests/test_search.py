"""Search: what is found, when the index is made, and the list of all pages."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent

import pytest
from msgspec.structs import replace

from notionpress.build import pagefind
from notionpress.build.build import build_site, check_build
from notionpress.build.how import How
from notionpress.build.manifest import Manifest
from notionpress.commands import summary
from notionpress.config import Config, DiscussionSettings, load_config
from notionpress.emit.policy import allowed, policy
from notionpress.errors import ConfigError
from notionpress.report import BuildResult, Report
from notionpress.site.site import Outside, PageMeta, Route, Site
from notionpress.site.titles import PAGES_PER_LIST, by_title, letter_of, letters, listed
from notionpress.store import Store
from tests.sites import broken_pagefind, files

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
PAGES = {
    "lamp.md": """\
        ---
        title: The lamp
        date: 2026-10-01
        tags: [Light, Sea & sky]
        description: How it burns.
        ---

        It burns paraffin. `1 < 2` & more.

        | Wick | Flame |
        |---|---|
        | cotton | yellow |

        ## Trimming

        Scissors are used.
        """,
    "draft.md": """\
        ---
        title: The draft nobody reads
        draft: true
        ---

        Secretword.
        """,
    "imprint.md": """\
        ---
        title: Imprint
        noindex: true
        ---

        Who is to blame.
        """,
    "about.md": """\
        ---
        title: Über uns
        ---

        We keep watch.
        """,
}


class Project:
    """A project of local pages."""

    def __init__(self, folder: Path, search: str = "auto") -> None:
        self.folder = folder
        self.report = Report()
        for name, text in PAGES.items():
            self.write(f"content/{name}", dedent(text))
        self.write("site.yaml", f"title: The Log\nbase_url: https://example.org/log\nsearch: {search}\n")

    def write(self, path: str, text: str) -> None:
        """Write a file."""
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)

    def config(self) -> Config:
        """Its settings."""
        return load_config(self.folder / "site.yaml")

    def build(self, *, indexes: bool = True, withdraws: bool = True, output: str = "public") -> BuildResult:
        """Build it."""
        config, self.report = self.config(), Report()
        store = Store.open(self.folder / config.cache)
        how = How(now=NOW, jobs=1, indexes=indexes, withdraws=withdraws)
        return build_site(config, store, self.report, output=self.folder / output, how=how)

    def index(self) -> dict[str, bytes]:
        """The files of its index."""
        folder = self.folder / "public" / "pagefind"
        return files(folder) if folder.is_dir() else {}

    def found(self) -> dict[str, dict[str, object]]:
        """What the index knows of each page, by its address."""
        read = (json.loads(gzip.decompress(data)[12:]) for path, data in self.index().items() if "fragment" in path)
        return {one["url"]: one for one in read}

    def holding(self, word: str) -> list[str]:
        """The files of its site that hold a word, also those that are compressed."""
        found = files(self.folder / "public").items()
        plain = {path: gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data for path, data in found}
        return [path for path, data in sorted(plain.items()) if word.encode() in data.lower()]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    pytest.importorskip("pagefind_bin")
    return Project(tmp_path)


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    """A project where the extra is not installed."""
    monkeypatch.setattr(pagefind, "_PACKAGES", ())
    yield Project(tmp_path)


# The index


def test_the_index_knows_the_words_of_public_pages_and_their_tags(project: Project) -> None:
    result = project.build()
    assert result.indexed
    assert not result.index_is_behind
    found = project.found()
    assert set(found) == {"/lamp/", "/about/"}
    lamp = found["/lamp/"]
    assert lamp["filters"] == {"tag": ["Light", "Sea & sky"]}
    words = str(lamp["content"])
    assert "1 < 2 & more." in words
    assert re.search(r"\bWick\s+Flame\s+cotton\b", words)
    assert [one["id"] for one in lamp["anchors"] if one["element"] == "h2"] == ["trimming"]  # type: ignore[attr-defined]
    assert not any(
        "to blame" in str(one) or "Secretword" in str(one) or "draft nobody" in str(one) for one in found.values()
    )


def test_what_pagefind_has_for_other_dialogues_is_left_out(project: Project) -> None:
    project.build()
    names = {path.partition("/")[0] for path in project.index()}
    assert {"pagefind.js", "pagefind-worker.js", "pagefind-entry.json", "fragment", "index", "filter"} <= names
    assert not [name for name in names if "ui" in name or "highlight" in name]


def test_the_index_is_made_again_only_when_a_page_is_another(project: Project) -> None:
    assert project.build().indexed
    before = project.index()
    project.write("static/humans.txt", "The keeper.\n")
    assert not project.build().indexed
    project.write("content/about.md", "---\ntitle: Über uns\n---\n\nWe keep watch at night.\n")
    assert project.build().indexed
    assert "night" in str(project.found()["/about/"]["content"])
    assert project.index().keys() != before.keys()
    (project.folder / "content/about.md").unlink()
    assert project.build().indexed
    assert set(project.found()) == {"/lamp/"}


def test_two_builds_of_one_site_have_the_same_index(project: Project) -> None:
    tags = ", ".join(f"Tag {number}" for number in range(20))
    project.write("content/tags.md", f"---\ntitle: Tags\ndate: 2026-10-02\ntags: [{tags}]\n---\n\nMany.\n")
    project.build()
    for name in ("one", "two", "three"):
        project.build(output=name)
        assert files(project.folder / name) == files(project.folder / "public")


def test_the_index_is_the_same_in_whatever_order_a_file_system_lists_folders(project: Project) -> None:
    for number in range(30):
        project.write(f"content/{number}.md", f"---\ntitle: Page {number}\n---\n\nA lamp, and word{number}.\n")
    project.build()
    memory = Path("/dev/shm")
    if not memory.is_dir():
        pytest.skip("there is no file system in memory")
    with TemporaryDirectory(dir=memory) as folder:
        project.build(output=f"{folder}/public")
        assert files(Path(folder, "public")) == files(project.folder / "public")


UNMARKED = """\
<!doctype html>
<html lang="en"><title>{{ site.title }}</title><body><header>Top</header>{% block main %}{% endblock %}</body></html>
"""


def test_in_a_theme_without_a_mark_for_search_the_whole_page_is_found_with_its_tags_and_that_is_told(
    project: Project,
) -> None:
    project.write("templates/base.html", UNMARKED)
    assert project.build().failed == ()
    lamp = project.found()["/lamp/"]
    assert "Top" in str(lamp["content"])
    assert lamp["filters"] == {"tag": ["Light", "Sea & sky"]}
    told = [one for one in project.report.problems if one.kind == "search-unmarked"]
    assert [one.message for one in told] == [
        "No page has a part that is marked for search: it finds what stands in the header too."
    ]
    assert "<main data-pagefind-body>" in told[0].hint
    # It goes on being told while the index stays, and ends when it is mended.
    assert not project.build().indexed
    assert told[0] in project.report.problems
    (project.folder / "templates/base.html").unlink()
    project.build()
    assert "search-unmarked" not in {one.kind for one in project.report.problems}


def test_pages_that_search_does_not_find_for_want_of_a_mark_are_named(project: Project) -> None:
    project.write("templates/page.html", UNMARKED)
    assert project.build().failed == ()
    assert set(project.found()) == {"/lamp/"}
    (told,) = (one for one in project.report.problems if one.kind == "search-unmarked")
    assert told.message == (
        "Search does not find 1 page, no part of which is marked for it: “Über uns” (content/about.md)."
    )


def test_pages_at_old_addresses_are_neither_found_nor_missed(project: Project) -> None:
    project.write("content/about.md", "---\ntitle: Über uns\naliases: /who/\n---\n\nWe keep watch.\n")
    assert project.build().failed == ()
    assert (project.folder / "public/who/index.html").exists()
    assert set(project.found()) == {"/lamp/", "/about/"}
    assert "search-unmarked" not in {one.kind for one in project.report.problems}


@pytest.mark.parametrize("damage", ["delete", "scribble"])
def test_a_file_of_the_index_that_is_not_as_it_was_is_made_again(project: Project, damage: str) -> None:
    project.build()
    before = project.index()
    path = next(iter((project.folder / "public/pagefind/fragment").iterdir()))
    path.unlink() if damage == "delete" else path.write_bytes(b"x")
    assert project.build().indexed
    assert project.index() == before


def test_the_index_goes_with_the_search(project: Project) -> None:
    project.build()
    project.write("site.yaml", "title: The Log\nsearch: off\n")
    project.build()
    assert not (project.folder / "public/pagefind").exists()
    assert not (project.folder / "public/search").exists()
    assert "search" not in (project.folder / "public/lamp/index.html").read_text()


def test_a_build_may_leave_the_index_behind_and_the_next_one_brings_it_up_to_date(project: Project) -> None:
    project.build()
    before = project.index()
    project.write("content/about.md", "---\ntitle: Über uns\n---\n\nWe sleep.\n")
    result = project.build(indexes=False)
    assert (result.indexed, result.index_is_behind, result.failed) == (False, True, ())
    assert project.index() == before
    assert project.build(indexes=False).index_is_behind
    result = project.build()
    assert (result.indexed, result.index_is_behind) == (True, False)
    assert "We sleep" in str(project.found()["/about/"]["content"])


def test_an_index_that_cannot_be_made_is_told_and_the_last_one_stays(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.build()
    before = project.index()
    project.write("content/about.md", "---\ntitle: Über uns\n---\n\nWe sleep.\n")
    with monkeypatch.context() as patch:
        patch.setattr(pagefind, "program", lambda: broken_pagefind(tmp_path))
        result = project.build()
    assert result.failed == ("pagefind/pagefind-entry.json",)
    assert [one.kind for one in project.report.problems] == ["search-index-failed"]
    assert "ended with 3" in project.report.problems[0].message
    assert project.index() == before
    assert "We sleep" in (project.folder / "public/about/index.html").read_text()
    assert project.build().indexed


LAMP = "---\ntitle: The lamp\ndate: 2026-10-01\n{}---\n\nIt burns {}.\n"
GONE = {
    "deleted": {},
    "a draft": {"lamp.md": LAMP.format("draft: true\n", "paraffin")},
    "scheduled": {"lamp.md": LAMP.format("", "paraffin").replace("2026", "2027")},
    "noindex": {"lamp.md": LAMP.format("noindex: true\n", "paraffin")},
    "moved": {"lamp.md": LAMP.format("slug: light\n", "paraffin")},
    "another page in its place": {"new.md": LAMP.format("slug: lamp\n", "gas")},
}


def take_out_the_lamp(project: Project, how: str) -> None:
    """Have a page go from what is searched."""
    (project.folder / "content/lamp.md").unlink()
    for name, text in GONE[how].items():
        project.write(f"content/{name}", text)


@pytest.mark.parametrize("how", GONE)
def test_a_page_that_goes_is_not_found_any_more_even_where_the_index_may_be_left_behind(
    project: Project, how: str
) -> None:
    project.build()
    assert [path for path in project.holding("paraffin") if path.startswith("pagefind/fragment/")]
    take_out_the_lamp(project, how)
    result = project.build(indexes=False)
    assert (result.indexed, result.index_is_behind, result.failed) == (True, False, ())
    index = project.index()
    held = [path for path in project.holding("paraffin") if path.startswith("pagefind/")]
    assert len(held) == (2 if how == "moved" else 0)
    assert "/about/" in project.found()
    assert how != "moved" or set(project.found()) == {"/light/", "/about/"}
    # That was all: nothing is made twice.
    assert not project.build().indexed
    assert project.index() == index
    project.write("content/about.md", "---\ntitle: Über uns\n---\n\nWe sleep.\n")
    assert project.build(indexes=False).index_is_behind


def test_a_preview_which_nobody_else_searches_does_not_wait_for_the_index_when_a_page_goes(project: Project) -> None:
    project.build()
    take_out_the_lamp(project, "deleted")
    result = project.build(indexes=False, withdraws=False)
    assert (result.indexed, result.index_is_behind) == (False, True)
    # What is published from the same folder later does.
    assert project.build(indexes=False).indexed


@pytest.mark.parametrize("indexes", [True, False])
def test_where_no_index_can_be_made_without_a_page_that_goes_there_is_none(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, indexes: bool
) -> None:
    project.build()
    take_out_the_lamp(project, "a draft")
    with monkeypatch.context() as patch:
        patch.setattr(pagefind, "program", lambda: broken_pagefind(tmp_path))
        result = project.build(indexes=indexes)
        # Whoever wants an index is told that there is none; the site without it may go on the air otherwise.
        assert result.failed == (("pagefind/pagefind-entry.json",) if indexes else ())
        assert result.index_is_behind
        assert [one.message for one in project.report.problems] == [
            "The search index could not be made: Pagefind could not be run (it ended with 3). The last one is taken away, "
            "since it holds pages that have gone: readers search the list of all pages."
        ]
        assert project.index() == {}
        assert project.holding("paraffin") == []
        assert not project.build(indexes=False).failed
        assert project.build().failed == ("pagefind/pagefind-entry.json",)
    assert project.build().indexed
    assert set(project.found()) == {"/about/"}


def test_an_index_that_does_not_know_whose_words_it_holds_is_made_again(project: Project) -> None:
    project.build()
    config = project.config()
    store = Store.open(project.folder / config.cache)
    manifest = Manifest.read(store, project.folder / config.output, project.folder)
    traces = manifest.read_traces(store)
    assert traces.index.pages
    manifest.write_traces(store, replace(traces, index=replace(traces.index, pages={})))
    store.close()
    project.write("content/about.md", "---\ntitle: Über uns\n---\n\nWe sleep.\n")
    assert project.build(indexes=False).indexed


def test_a_site_without_pages_has_no_index(project: Project) -> None:
    for path in (project.folder / "content").iterdir():
        path.unlink()
    result = project.build()
    assert not result.failed
    assert project.index() == {}
    assert "<h1>" in (project.folder / "public/search/index.html").read_text()


# With and without the extra


def test_without_the_extra_the_list_is_searched_and_one_line_says_so(bare: Project) -> None:
    result = bare.build()
    assert not result.indexed
    assert bare.index() == {}
    page = (bare.folder / "public/about/index.html").read_text()
    assert 'data-search="list"' in page
    assert "data-pagefind" not in page.replace("data-pagefind-ignore", "")
    assert "pip install 'notionpress[search]'" in summary.of_build(result, 1)
    bare.write("site.yaml", "title: The Log\nsearch: list\n")
    assert "notionpress[search]" not in summary.of_build(bare.build(), 1)


def test_pagefind_that_is_asked_for_and_missing_stops_the_build_before_anything_is_read(bare: Project) -> None:
    bare.write("site.yaml", "title: The Log\nsearch: pagefind\n")
    with pytest.raises(ConfigError, match=r"site\.yaml: `search` is `pagefind`") as error:
        check_build(bare.config(), bare.folder / "public")
    assert "pip install 'notionpress[search]'" in error.value.hint


def test_in_a_language_without_spaces_one_line_tells_of_the_larger_program(project: Project) -> None:
    project.write("site.yaml", "title: 灯台\nlanguage: ja\n")
    if not pagefind.knows_words_without_spaces():
        assert "notionpress[search-cjk]" in summary.of_build(project.build(), 1)
    project.write("site.yaml", "title: Phare\nlanguage: fr\n")
    assert "search-cjk" not in summary.of_build(project.build(), 1)


def test_webassembly_is_allowed_only_where_it_is_needed() -> None:
    allow = {"script-src": ["https://stats.example.org"]}
    assert "https://stats.example.org 'wasm-unsafe-eval';" in policy(
        Outside(), allowed(allow, "pagefind", DiscussionSettings())
    )
    assert "wasm" not in policy(Outside(), allowed(allow, "list", DiscussionSettings())) + policy(
        Outside(), allowed({}, "off", DiscussionSettings())
    )


# The list of all pages


def test_the_list_names_every_public_page_with_its_tags_and_description(bare: Project) -> None:
    bare.build()
    html = (bare.folder / "public/search/index.html").read_text().partition('class="titles"')[2].partition("</main>")[0]
    assert re.findall(r'<h2 id="([\w-]+)">(.+?)</h2>', html) == [("letter-t", "T"), ("letter-u", "U")]
    assert re.findall(r'<li>\s*<a href="(/log/[\w-]+/)">', html) == ["/log/lamp/", "/log/about/"]
    assert "How it burns." in html
    assert "<li>Sea &amp; sky</li>" in html
    assert "draft nobody" not in html


def meta(id: str, title: str) -> PageMeta:
    return PageMeta(
        id=id, kind="page", title=title, route=Route(f"/{id}/", f"{id}/index.html"), created=NOW, updated=NOW
    )


@pytest.mark.parametrize(
    ("title", "letter"),
    [
        ("apple", "A"),
        ("Élan", "E"),
        ("“Quoted”", "Q"),
        ("ß", "S"),
        ("Ὀδύσσεια", "Ο"),
        ("маяк", "М"),
        ("منارة", "م"),
        ("灯台", "字"),
        ("あかり", "あ"),
        ("カモメ", "あ"),
        ("등대", "가"),
        ("2026", "#"),
        ("🌊", "#"),
        ("", "#"),
    ],
)
def test_a_title_stands_under_its_first_letter(title: str, letter: str) -> None:
    assert letter_of(title) == letter


def test_titles_are_in_order_whatever_their_accents_and_cases() -> None:
    titles = ["Zebra", "éclair", "Eagle", "eel", "9 lives", "灯台", "“Eek”"]
    pages = [meta(str(at), title) for at, title in enumerate(titles)]
    assert [titles[int(id)] for id in by_title(pages)] == [
        "9 lives",
        "Eagle",
        "éclair",
        "“Eek”",
        "eel",
        "Zebra",
        "灯台",
    ]


def test_a_long_list_is_divided_into_pages_and_letters_lead_to_the_right_one() -> None:
    pages = {str(at): meta(str(at), f"{'AB'[at > PAGES_PER_LIST]} {at:05}") for at in range(2 * PAGES_PER_LIST)}
    site = Site(config=Config(title=""), base_path="/", pages=pages, by_title=by_title(pages.values()))
    assert [len(listed(site, number)) for number in (1, 2, 3)] == [PAGES_PER_LIST, PAGES_PER_LIST, 0]
    assert letters(site) == (("A", 1), ("B", 2))
