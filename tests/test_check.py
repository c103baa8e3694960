"""`notionpress check`: what users get wrong, and what they are told to do."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from notionpress.check.connection import NEWEST
from notionpress.cli import run
from tests.commands import ABOUT, WORKSPACE, notionpress
from tests.crawl.workspaces import block, data_source, database, page, paragraphs, row, uid, write
from tests.emulator.served import Served, Workspace

Json = dict[str, Any]
Check = Callable[..., dict[str, Any]]

SITE = """\
title: Test
notion:
  root: [{roots}]
  {more}
properties:
  date: Date
  tags: Topics
  authors: Writers
  metadata:
    - Series
    - Rating
publish:
  property: Status
  values: [Published, Updated]
"""
STATES = ("Draft", "Published", "Updated")


def options(*names: str) -> list[Json]:
    return [{"id": f"id-{number}", "name": name} for number, name in enumerate(names)]


def posts() -> Json:
    """A data source with all that the configuration names but `Rating`."""
    return data_source(
        "posts",
        "Posts",
        Date={"id": "date", "type": "date", "date": {}},
        Topics={"id": "topi", "type": "multi_select", "multi_select": {"options": options("Tides")}},
        Writers={"id": "writ", "type": "people", "people": {}},
        Series={"id": "seri", "type": "rich_text", "rich_text": {}},
        Status={"id": "stat", "type": "status", "status": {"options": options(*STATES)}},
        Words={"id": "word", "type": "number", "number": {}},
    )


def workspace(folder: Path, **about: Any) -> Workspace:
    """A database of posts, a page with a database that has `Rating`, and a database of two data sources."""
    return Workspace.load(
        write(
            folder / "workspace",
            workspace=about,
            pages=[
                page(
                    "About", [{"type": "child_database", "child_database": uid("Books")}, block("paragraph", "Words")]
                ),
                row("First", "posts", paragraphs(1), properties={"Status": "Published"}),
                row("A book", "books"),
            ],
            databases=[
                database("Posts", None, "posts"),
                database("Books", "About", "books"),
                database("Double", None, "left", "right"),
            ],
            data_sources=[
                posts(),
                data_source("books", "Books", Rating={"id": "rate", "type": "number", "number": {}}),
                data_source("left", "Double"),
                data_source("right", "Double"),
            ],
        )
    )


class Project:
    """A site of the workspace, and the server that it is read from."""

    def __init__(self, served: Served, capsys: pytest.CaptureFixture[str]) -> None:
        self.served = served
        self.workspace = served.workspace
        self._capsys = capsys
        self.configure()

    def configure(self, *roots: str, more: str = "", site: str = SITE) -> None:
        """Write site.yaml."""
        ids = ", ".join(uid(root) for root in roots or ("Posts", "About"))
        Path("site.yaml").write_text(site.format(roots=ids, more=more))

    def change(self, old: str, new: str) -> None:
        """Change words of site.yaml."""
        text = Path("site.yaml").read_text()
        assert old in text
        Path("site.yaml").write_text(text.replace(old, new))

    def crawl(self) -> None:
        """Crawl the site."""
        assert run(["crawl"]) == 0, self._capsys.readouterr().err
        self.served.emulator.requests.clear()
        self._capsys.readouterr()

    def check(self, exit_code: int) -> list[Json]:
        """What `check --json` finds, all but what is ok."""
        self.served.emulator.requests.clear()
        assert run(["check", "--json"]) == exit_code
        shown = self._capsys.readouterr()
        assert shown.err == ""
        found = json.loads(shown.out)
        assert (found["ok"], found["exit_code"]) == (exit_code == 0, exit_code)
        assert found["requests"] == len(self.served.emulator.requests)
        assert self.served.emulator.token not in shown.out
        return [one for one in found["checks"] if one["status"] != "ok"]

    def wrong(self, exit_code: int) -> Json:
        """The only thing that is wrong."""
        found = [one for one in self.check(exit_code) if one["status"] == "wrong"]
        assert len(found) == 1, found
        assert found[0]["exit_code"] == exit_code
        return found[0]

    def notes(self, check: str) -> list[Json]:
        """What is to be known of something; nothing is wrong."""
        return [one for one in self.check(0) if one["check"] == check]

    def edit(self, change: Callable[[Json], None], source: str = "posts") -> None:
        """Change the schema of a data source as somebody in Notion does."""
        self.workspace.edit(uid(source), lambda one: change(one["properties"]))


def rename(old: str, new: str) -> Callable[[Json], None]:
    """A property gets another name; its id stays."""

    def change(properties: Json) -> None:
        properties[new] = properties.pop(old)

    return change


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Project]:
    with Served(workspace(tmp_path)) as served:
        monkeypatch.setenv("NOTION_BASE_URL", served.emulator.url)
        monkeypatch.setenv("NOTION_TOKEN", served.emulator.token)
        monkeypatch.chdir(tmp_path)
        yield Project(served, capsys)


# All is well


def test_a_site_that_is_right_costs_few_requests(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    project.crawl()
    before = {path: path.read_bytes() for path in Path(".notionpress").rglob("*") if path.is_file()}
    assert run(["check"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert project.served.emulator.requests == [
        "GET users/me",
        f"GET databases/{uid('Posts')}",
        f"GET data_sources/{uid('posts')}",
        f"GET pages/{uid('About')}",
        f"GET data_sources/{uid('books')}",
        "GET users",
    ]
    assert lines[-1] == "All is well (6 requests)."
    assert all(line.startswith(("ok ", "note ", "        ")) for line in lines[:-2])
    text = "\n".join(lines)
    for words in (
        "it is that of “Press” in the workspace “Test”",
        f"Version 2025-09-03 of the API is accepted; {NEWEST} is the newest",
        "The database “Posts” can be read.",
        "The page “About” can be read.",
        "The databases in pages can be read: “books”.",
        "may read user information",
        "These properties are there and fit: “Date”, “Topics”, “Writers”, “Series”, “Rating”.",
        "The publish rule can be met: “Status” is “Published” or “Updated”.",
        "180 requests a minute",
        "The cache holds 3 pages",
        "The theme journal loads.",
    ):
        assert words in text
    assert "\x1b" not in text
    assert {path: path.read_bytes() for path in Path(".notionpress").rglob("*") if path.is_file()} == before


def test_before_the_first_crawl_what_may_lie_in_pages_is_no_mistake(project: Project) -> None:
    found = project.check(0)
    assert [(one["check"], one["status"]) for one in found] == [("properties", "note"), ("cache", "note")]
    assert "“Rating”" in found[0]["message"]
    assert "known once it is crawled" in found[0]["hint"]
    assert not Path(".notionpress").exists()


def test_the_embedded_server_is_asked_where_site_yaml_says_so(tmp_path: Path) -> None:
    (tmp_path / "site.yaml").write_text(f"title: T\nnotion: {{root: {ABOUT}, emulator: {WORKSPACE}}}\n")
    done = notionpress(tmp_path, "check")
    assert (done.returncode, done.stderr) == (0, "")
    assert "All is well (3 requests)." in done.stdout


def test_a_site_of_local_pages_alone_asks_nothing(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOTION_TOKEN")
    Path("content").mkdir()
    Path("content/index.md").write_text("# Hello\n")
    Path("site.yaml").write_text("title: Local\n")
    found = project.check(0)
    assert "local pages alone" in found[0]["message"]
    assert project.served.emulator.requests == []


# The connection


def test_a_wrong_token(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTION_TOKEN", "ntn_wrong")
    found = project.wrong(3)
    assert found["check"] == "token"
    assert "API token is invalid" in found["message"]
    assert "https://www.notion.so/profile/integrations" in found["hint"]
    assert project.served.emulator.requests == ["GET users/me"]


def test_no_token(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOTION_TOKEN")
    found = project.wrong(3)
    assert (found["check"], found["message"]) == ("token", "There is no usable Notion token.")


def test_the_token_of_another_workspace(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = write(tmp_path / "other", workspace={"name": "Elsewhere"}, pages=[page("Diary")])
    project.configure("Posts", "About")
    with Served(Workspace.load(other)) as served:
        monkeypatch.setenv("NOTION_BASE_URL", served.emulator.url)
        monkeypatch.setenv("NOTION_TOKEN", served.emulator.token)
        project.served = served
        found = project.check(3)
    assert [one["check"] for one in found if one["status"] == "wrong"] == ["root", "root"]
    told = [one["message"] for one in found if one["status"] == "note"]
    assert "one of the workspace “Elsewhere”, and can see “Diary”: `notionpress find` lists it all." in told[0]
    assert [one["check"] for one in found if one["status"] == "skipped"] == ["properties"]


def test_nothing_is_shared_at_all(project: Project) -> None:
    for name in ("Posts", "About", "Double"):
        project.workspace.unshare(uid(name))
    told = [one["message"] for one in project.check(3) if one["status"] == "note"]
    assert "nothing at all is shared with it" in told[0]


def test_no_network(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTION_BASE_URL", "http://127.0.0.1:9")
    monkeypatch.setattr("notionpress.notion.client.backoff", lambda *_: 0.01)
    assert run(["check", "--json"]) == 3
    found = json.loads(project._capsys.readouterr().out)
    (wrong,) = (one for one in found["checks"] if one["status"] == "wrong")
    assert "the connection failed (127.0.0.1:9" in wrong["message"]
    assert "Check the network" in wrong["hint"]
    assert found["requests"] == 3
    assert {"theme", "output", "cache"} <= {one["check"] for one in found["checks"]}


def test_a_version_that_nobody_knows_and_an_old_one(project: Project) -> None:
    project.configure(more='version: "2024-01-01"')
    found = project.wrong(2)
    assert found["check"] == "configuration"
    assert "this must be one of 2022-06-28" in found["message"]
    project.configure(more=f"version: {NEWEST}")
    assert all(one["check"] != "version" for one in project.check(0))
    project.configure(more="version: 2022-06-28")
    found = project.check(0)[0]
    assert (found["check"], found["status"], found["line"]) == ("version", "note", 4)
    assert NEWEST in found["hint"]


def test_a_version_that_the_server_refuses(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("notionpress.emulator.server.VERSIONS", ("2022-06-28",))
    found = project.wrong(3)
    assert (found["check"], found["line"]) == ("version", 2)
    assert "Notion-Version header should be" in found["message"]
    assert "notion: version:" in found["hint"]


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ("read_content", "Read content"),
        ("read_comments", "Read comments"),
        ("read_users", "Read user information"),
    ],
)
def test_a_capability_that_the_site_needs_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], missing: str, words: str
) -> None:
    able = [one for one in ("read_content", "read_comments", "read_users", "read_user_email") if one != missing]
    with Served(workspace(tmp_path, capabilities=able)) as served:
        monkeypatch.setenv("NOTION_BASE_URL", served.emulator.url)
        monkeypatch.setenv("NOTION_TOKEN", served.emulator.token)
        monkeypatch.chdir(tmp_path)
        project = Project(served, capsys)
        project.change("title: Test", "title: Test\ncomments: true")
        found = project.wrong(3)
        assert found["check"] == "capabilities"
        assert f"tick “{words}”" in found["hint"]
        # Only what the site needs is asked for.
        project.configure(site="title: Test\nnotion: {{root: [{roots}]}}\n{more}")
        assert (run(["check"]) == 0) is (missing != "read_content")
        assert f"GET {'comments' if missing == 'read_comments' else 'users'}" not in served.emulator.requests[-4:]


# Roots


def test_a_root_that_is_not_shared(project: Project) -> None:
    project.workspace.unshare(uid("About"))
    found = project.wrong(3)
    assert (found["check"], found["line"]) == ("root", 3)
    assert f"the root {uid('About')} does not exist or is not shared" in found["message"].replace("The", "the", 1)
    assert "add “Press”" in found["hint"]
    assert found["url"].endswith(uid("About").replace("-", ""))


def test_a_root_in_the_trash(project: Project) -> None:
    project.workspace.trash(uid("Posts"))
    found = project.wrong(3)
    assert "is in Notion's trash" in found["message"]
    assert "Restore it" in found["hint"]


def test_several_data_sources_under_an_old_version(project: Project) -> None:
    project.configure("Double", "About", more="version: 2022-06-28")
    found = project.wrong(3)
    assert "multiple data sources" in found["message"]
    assert found["hint"] == "Set `notion: version: 2025-09-03` in site.yaml."
    project.configure("Double", "About", site="title: Test\nnotion: {{root: [{roots}]}}\n{more}")
    assert run(["check"]) == 0
    assert "“Double” can be read, with 2 data sources." in project._capsys.readouterr().out


def test_no_root(project: Project) -> None:
    Path("site.yaml").write_text("title: Test\nnotion:\n  concurrency: 4\n")
    found = project.wrong(2)
    assert (found["check"], found["line"]) == ("root", 2)
    assert "notionpress find" in found["hint"]


def test_databases_in_pages_that_are_gone(project: Project) -> None:
    project.crawl()
    project.workspace.unshare(uid("Books"))
    (found, *_) = (one for one in project.check(2) if one["check"] == "databases")
    assert "is not shared any more" in found["message"]
    project.workspace.share(uid("Books"))
    project.workspace.trash(uid("Books"))
    (found, *_) = (one for one in project.check(2) if one["check"] == "databases")
    assert "in Notion's trash" in found["message"]


def test_a_view_of_a_database_that_is_not_shared(project: Project) -> None:
    time = "2026-01-01T10:00:00.000+00:00"
    view = {
        "object": "view",
        "id": uid("view"),
        "parent": {"type": "database_id", "database_id": uid("Linked")},
        "data_source_id": uid("left"),
        "name": "A view",
        "type": "table",
        "created_time": time,
        "last_edited_time": time,
    }
    linked = {"type": "child_database", "child_database": uid("Linked")}
    project.workspace.add(database("Linked", "About"))
    project.workspace.add(view)
    project.workspace.edit(uid("About"), lambda one: one["children"].append(linked))
    project.crawl()
    assert project.notes("databases") == []
    project.workspace.unshare(uid("Double"))
    shutil.rmtree(".notionpress")
    project.crawl()
    (found,) = project.notes("databases")
    assert "A view in a page shows rows of a database that is not shared" in found["message"]
    assert found["url"].endswith(uid("Linked").replace("-", ""))


# Properties


def test_a_cache_of_another_version_knows_names_and_no_databases_in_pages(project: Project) -> None:
    project.configure(more="version: 2022-06-28")
    project.crawl()
    project.edit(rename("Date", "Day"))
    project.configure(more=f"version: {NEWEST}")
    found = project.check(2)
    assert "is called “Day” now" in next(one["message"] for one in found if one["status"] == "wrong")
    unknown = next(one for one in found if one["check"] == "properties" and one["status"] == "note")
    assert unknown["message"] == "No database that was read has “Rating”."
    project.change("date: Date", "date: Day")
    project.crawl()
    assert project.notes("properties") == []


def test_a_property_that_was_renamed_is_known_by_its_id(project: Project) -> None:
    project.crawl()
    project.edit(rename("Date", "Day of publication"))
    for _ in range(2):
        found = project.wrong(2)
        assert (found["check"], found["setting"], found["line"]) == ("properties", "properties.date", 6)
        assert found["message"] == "The property “Date” of “posts” is called “Day of publication” now."
        assert found["hint"] == "Write “Day of publication” as `date` in site.yaml."
        # A crawl afterwards does not make it forgotten.
        project.crawl()
    project.change("date: Date", "date: Day of publication")
    assert project.notes("properties") == []


def test_a_property_is_missing(project: Project) -> None:
    project.crawl()
    project.change("tags: Topics", "tags: Topic")
    found = project.wrong(2)
    assert found["message"] == "No database has the property “Topic”, which is to be `tags`."
    assert (found["hint"], found["line"]) == ("Did you mean “Topics”?", 7)
    project.change("tags: Topic\n", "tags: Zzz\n")
    found = project.wrong(2)
    assert found["hint"].startswith("Name one that is there. There is “Topics”, “Status”,")
    project.change("tags: Zzz\n", "tags: topi\n")
    assert project.wrong(2)["hint"] == "That is the id of “Topics”: write its name."
    project.change("tags: topi\n", "tags: Topics\n")
    project.change("    - Rating", "    - Ratings of all")
    found = project.wrong(2)
    assert (found["setting"], found["line"]) == ("properties.metadata.1", 11)


def test_a_property_is_of_another_type(project: Project) -> None:
    project.crawl()
    project.change("date: Date", "date: Words")
    found = project.wrong(2)
    assert found["message"] == "“Words” of “posts” cannot be `date`: it is of type number."
    assert found["hint"] == "`date` takes date, created_time, last_edited_time or formula. There is “Date”."


def test_a_name_that_one_database_has_and_another_had(project: Project) -> None:
    project.edit(lambda properties: properties.update(Series={"id": "ser2", "type": "rich_text"}), "books")
    project.crawl()
    project.edit(rename("Series", "Row"), "books")
    (found,) = project.notes("properties")
    assert (found["status"], found["message"]) == ("note", "The property “Series” of “books” is called “Row” now.")
    assert "Other databases have that name still" in found["hint"]


def test_properties_that_a_plugin_may_add_are_no_mistake(project: Project) -> None:
    project.crawl()
    Path("plugin.py").write_text("def setup(press):\n    pass\n")
    project.change("    - Rating", "    - Reading time")
    assert project.wrong(2)["check"] == "properties"
    project.change("title: Test", "title: Test\nplugins: [plugin.py]")
    (found,) = project.notes("properties")
    assert (found["status"], found["hint"]) == ("note", "It may come from a plugin.")


# The publish rule


def test_the_rows_that_are_asked_for(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    project.configure(more="where: {Status: [Published, Updated], Wrods: {greater_than: 5}}")
    found = project.wrong(2)
    assert (found["check"], found["setting"], found["line"]) == ("rows", "notion.where.Wrods", 4)
    assert found["message"] == "In “posts”, there is no property “Wrods”; did you mean “Words”?"
    project.change("Wrods", "Words")
    assert run(["check"]) == 0
    assert "The rows of “posts” can be chosen and sorted as site.yaml says." in capsys.readouterr().out
    project.crawl()
    project.edit(rename("Words", "Length"))
    assert project.wrong(2)["message"] == "In “posts”, the property “Words” is called “Length” in Notion now."
    project.configure("About", more="sorts: [{property: Words}]")
    assert "`root` names no database" in project.wrong(2)["message"]


def test_a_choice_that_was_renamed(project: Project) -> None:
    project.crawl()
    project.edit(lambda properties: properties["Status"]["status"].update(options=options("Draft", "Live", "Updated")))
    project.workspace.edit(uid("First"), lambda one: one["properties"].update(Status="Live"))
    project.crawl()
    found = project.wrong(2)
    assert (found["check"], found["setting"], found["line"]) == ("publish", "publish.values", 14)
    assert found["message"] == "“Status” of “posts” has no choice “Published”, which the publish rule names."
    assert found["hint"] == "It is called “Live” now: write that under `publish: values:`."


@pytest.mark.parametrize(
    ("old", "new", "message", "hint"),
    [
        ("[Published, Updated]", "[Publish]", "has no choice “Publish”", "Did you mean “Published”?"),
        ("[Published, Updated]", "[published]", "has no choice “published”", "Did you mean “Published”?"),
        ("[Published, Updated]", "[Zzz]", "no choice “Zzz”", "There is “Draft”, “Published”, “Updated”."),
        ("\n  values: [Published, Updated]", "", "does not say which choices of “Status”", "There is “Draft”"),
        ("property: Status", "property: State", "has no property “State”", "Did you mean “Status”?"),
        ("property: Status", "property: Zzz", "has no property “Zzz”", "There is “Date”, “Topics”, “Status”."),
        (
            "property: Status",
            "property: Writers",
            "cannot judge “Writers” of “posts”: it is of type people",
            "Name status",
        ),
    ],
)
def test_a_rule_that_cannot_be_met(project: Project, old: str, new: str, message: str, hint: str) -> None:
    project.crawl()
    project.change(old, new)
    found = project.wrong(2)
    assert found["check"] == "publish"
    assert message in found["message"]
    assert hint in found["hint"]
    assert found["line"] >= 12


def test_the_property_of_the_rule_was_renamed(project: Project) -> None:
    project.crawl()
    project.edit(rename("Status", "Stage"))
    found = project.wrong(2)
    assert "is called “Stage” now: none of its rows is public." in found["message"]
    assert found["hint"] == "Write `publish: property: Stage` in site.yaml."


def test_rows_of_databases_in_pages_that_become_public_are_told(project: Project) -> None:
    status = {"id": "stat", "type": "status", "status": {"options": options(*STATES)}}
    project.edit(lambda properties: properties.update(Status=status), "books")
    project.crawl()
    assert project.check(0) == []
    project.edit(rename("Status", "Stage"), "books")
    assert "now: each of its rows is public." in project.wrong(2)["message"]
    project.edit(lambda properties: properties.pop("Stage"), "books")
    (found,) = project.check(0)
    assert "whose rows are all public: “books”." in found["message"]


def test_values_mean_nothing_for_a_checkbox(project: Project) -> None:
    project.edit(lambda properties: properties.update(Public={"type": "checkbox", "checkbox": {}}))
    project.crawl()
    project.change("property: Status", "property: Public")
    assert "They mean nothing there" in project.check(0)[0]["hint"]
    project.change("\n  values: [Published, Updated]", "")
    assert all(one["setting"] != "publish.values" for one in project.check(0))


# The plan and the project


def test_more_requests_than_the_plan_allows(project: Project) -> None:
    project.configure(more="requests_per_minute: 600")
    (found,) = project.notes("limits")
    assert "seems to be on the free plan, which allows 180" in found["message"]
    assert found["line"] == 4


def test_the_cache_is_damaged_or_another_folder(project: Project) -> None:
    project.crawl()
    next(Path(".notionpress/pages").glob("*.json")).write_text("{")
    (found,) = project.notes("cache")
    assert "The cache holds 3 pages; 1 of them is incomplete or damaged." in found["message"]
    project.change("title: Test", "title: Test\ncache: workspace")
    found = project.wrong(4)
    assert (found["check"], found["line"]) == ("cache", 2)
    assert "is not a cache of notionpress" in found["message"]


def test_the_cache_is_of_other_roots(project: Project) -> None:
    project.crawl()
    project.configure("Posts", site=SITE.replace("    - Rating\n", ""))
    (found,) = project.notes("cache")
    assert "of other roots than site.yaml names" in found["message"]


def test_folders_that_cannot_be_written(project: Project) -> None:
    Path("file").write_text("")
    project.change("title: Test", "title: Test\noutput: file/public\ncache: file/cache")
    found = [one for one in project.check(4) if one["status"] == "wrong"]
    assert [(one["check"], one["exit_code"], one["line"]) for one in found] == [("cache", 4, 3), ("output", 1, 2)]


def test_theme_and_plugins_that_do_not_load(project: Project) -> None:
    project.crawl()
    project.change("title: Test", "title: Test\ntheme: nowhere")
    assert project.wrong(5)["check"] == "theme"
    project.change("theme: nowhere", "plugins: [nowhere.py]")
    assert project.wrong(6)["check"] == "plugins"
    project.change("plugins: [nowhere.py]", "output: .")
    assert project.wrong(2)["check"] == "output"


def test_templates_that_a_theme_lacks(project: Project) -> None:
    project.crawl()
    theme = Path("themes/lone/theme.yaml")
    theme.parent.mkdir(parents=True)
    theme.write_text("name: lone\n")
    project.change("title: Test", "title: Test\ntheme: lone")
    (note,) = (one for one in project.check(0) if one["check"] == "theme")
    assert note["status"] == "note"
    assert "redirect.html" in note["message"]
    assert "themes/lone/theme.yaml" in note["hint"]


def test_a_configuration_with_mistakes_or_none(project: Project) -> None:
    project.change("date: Date", "dates: Date")
    found = project.wrong(2)
    assert "site.yaml:6:3" in found["message"]
    assert project.served.emulator.requests == []
    Path("site.yaml").unlink()
    assert "There is no site.yaml" in project.wrong(2)["message"]


def test_what_is_wrong_stands_with_its_place_and_what_to_do(project: Project) -> None:
    project.crawl()
    project.change("tags: Topics", "tags: Topic")
    shutil.rmtree(".notionpress")
    assert run(["check"]) == 2
    text = project._capsys.readouterr().out
    url = project.served.ok(f"databases/{uid('Posts')}")["url"]
    assert (
        "wrong    No database has the property “Topic”, which is to be `tags`.\n"
        f"         site.yaml:7\n         {url}\n         Did you mean “Topics”?\n"
    ) in text
    assert text.endswith("\n\n1 thing to put right (6 requests).\n")


# A build


def test_a_build_tells_what_was_renamed_too(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    project.crawl()
    project.edit(rename("Date", "Day of publication"))
    project.edit(rename("Status", "Stage"))
    project.workspace.edit(uid("First"), lambda one: one.update(properties={"Name": "First", "Stage": "Published"}))
    assert run(["build", "--full"]) == 0
    text = capsys.readouterr().out
    assert "site.yaml names the property “Date”, which no page has." in text
    assert "It is called “Day of publication” in Notion now: write that in site.yaml." in text
    assert "It is called “Stage” in Notion now: write that as `publish: property:`." in text
