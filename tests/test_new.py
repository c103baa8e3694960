"""`notionpress new` on a terminal: choosing among what the token can see, and what becomes of a database's properties."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from notionpress.config import Config, PublishSettings, load_config
from notionpress.content.pages import DataSource, SchemaProperty
from notionpress.content.properties import Option
from notionpress.start.proposal import Proposal, Start, propose
from notionpress.start.starter import starter_files
from tests.commands import environment, notionpress
from tests.crawl.workspaces import data_source, database, page, row, uid, write
from tests.emulator.served import Served, Workspace

CHOICES = ("Idea", "Published", "Live: now")


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """A workspace with a blog, a database of two data sources, and a page."""
    options = [{"id": f"o{number}", "name": name} for number, name in enumerate(CHOICES)]
    blog = data_source(
        "blog",
        "Blog",
        Day={"type": "date", "date": {}},
        Topics={"type": "multi_select", "multi_select": {"options": []}},
        State={"type": "status", "status": {"options": options}},
        Public={"type": "checkbox", "checkbox": {}},
        Words={"type": "number", "number": {}},
    )
    folder = write(
        tmp_path / "workspace",
        pages=[page("About"), row("A post", "blog", properties={"State": "Published"})],
        databases=[database("Blog", None, "blog"), database("Double", "About", "left", "right")],
        data_sources=[blog, data_source("left", "Double"), data_source("right", "Double")],
    )
    with Served(Workspace.load(folder)) as served:
        yield served


def on_terminal(folder: Path, served: Served, *answers: str, **more: str) -> str:
    """Make a project `site` on a terminal; returns what is shown. Each answer is given to the next question."""
    ours, theirs = pty.openpty()
    variables = {"NOTION_TOKEN": served.emulator.token, "NOTION_BASE_URL": served.emulator.url, **more}
    command = [sys.executable, "-m", "notionpress", "new", "site"]
    with subprocess.Popen(
        command, cwd=folder, env=environment(**variables), stdin=theirs, stdout=theirs, stderr=theirs
    ) as process:
        os.close(theirs)
        shown = ""
        waiting = list(answers)
        try:
            while chunk := os.read(ours, 4096):
                shown += chunk.decode()
                if waiting and shown.endswith(("later: ", "[1]: ")):
                    os.write(ours, f"{waiting.pop(0)}\n".encode())
        except OSError:
            pass
        assert process.wait(30) == 0, shown
    os.close(ours)
    assert waiting == []
    assert served.emulator.token not in shown
    return shown.replace("\r", "")


def site(folder: Path) -> Config:
    return load_config(folder / "site" / "site.yaml")


def test_a_database_is_chosen_with_its_properties_and_rule(tmp_path: Path, served: Served) -> None:
    shown = on_terminal(tmp_path, served, "1", "")
    assert (
        "The token can see:\n\nDatabases, whose rows become posts:\n"
        "    1  Blog\n    2  Double  (About)\n    3    only left, a data source of Double\n"
        "    4    only right, a data source of Double\n\nPages:\n    5  About\n"
    ).replace("Blog", "blog") in shown
    assert "1  those whose “State” is “Published”\n    2  those whose “Public” is ticked\n    3  all of them" in shown
    config = site(tmp_path)
    assert config.notion.root == (uid("Blog"),)
    assert (config.properties.date, config.properties.tags) == ("Day", "Topics")
    assert config.publish == PublishSettings(property="State", values=("Published",))
    text = (tmp_path / "site" / "site.yaml").read_text()
    assert f"  root:\n    - {uid('Blog')} # blog\n" in text
    assert "  # There is also: Idea, Live: now.\n" in text
    assert "  # metadata: [Words]\n" in text
    assert "set `root`" not in shown
    done = notionpress(
        tmp_path / "site", "check", NOTION_TOKEN=served.emulator.token, NOTION_BASE_URL=served.emulator.url
    )
    assert done.returncode == 0, done.stdout
    assert "These properties are there and fit: “Day”, “Topics”." in done.stdout


def test_several_may_be_chosen_and_all_rows_published(tmp_path: Path, served: Served) -> None:
    on_terminal(tmp_path, served, "5, 1", "3")
    config = site(tmp_path)
    assert config.notion.root == (uid("About"), uid("Blog"))
    assert config.publish == PublishSettings()
    text = (tmp_path / "site" / "site.yaml").read_text()
    assert "  # property: State\n  # values: [Published]\n  # property: Public\n" in text


def test_a_rule_that_does_not_fit_all_says_so(tmp_path: Path, served: Served) -> None:
    shown = on_terminal(tmp_path, served, "1 3", "2")
    assert "2  those whose “Public” is ticked (and none of “left”)" in shown
    assert site(tmp_path).publish == PublishSettings(property="Public")


def test_a_data_source_may_be_chosen_and_words_looked_for(tmp_path: Path, served: Served) -> None:
    shown = on_terminal(tmp_path, served, "nowhere", "right", "9", "3")
    assert "Nothing that the token can see has “nowhere” in its title." in shown
    assert "The numbers go from 1 to 3." in shown
    config = site(tmp_path)
    assert config.notion.root == (uid("right"),)
    assert config.publish == PublishSettings()


def test_nothing_need_be_chosen(tmp_path: Path, served: Served) -> None:
    shown = on_terminal(tmp_path, served, "")
    assert "set `root` in site.yaml" in shown
    assert site(tmp_path).notion.root == ()


def test_nothing_can_be_seen(tmp_path: Path, served: Served) -> None:
    for name in ("Blog", "About", "Double"):
        served.workspace.unshare(uid(name))
    shown = on_terminal(tmp_path, served, "1", "")
    assert "The token can see nothing yet" in shown
    assert "There is nothing to choose from." in shown


def test_a_token_that_is_refused_does_not_hinder(tmp_path: Path, served: Served) -> None:
    served.emulator.revoke()
    shown = on_terminal(tmp_path, served)
    assert "What there is to publish is not known: " in shown
    assert "API token is invalid" in shown
    assert site(tmp_path).notion.root == ()


def test_without_a_token_or_a_terminal_nothing_is_asked(tmp_path: Path, served: Served) -> None:
    assert "Publish which?" not in on_terminal(tmp_path, served, NOTION_TOKEN="")
    variables = {"NOTION_TOKEN": served.emulator.token, "NOTION_BASE_URL": served.emulator.url}
    assert notionpress(tmp_path, "new", "other", **variables).returncode == 0
    assert served.emulator.requests == []


def test_nothing_is_asked_where_files_stand_in_the_way(tmp_path: Path, served: Served) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "site.yaml").write_text("mine")
    with pytest.raises(AssertionError, match=r"holds site\.yaml already"):
        on_terminal(tmp_path, served)
    assert served.emulator.requests == []


# Proposals


def source(*columns: tuple[str, str], **choices: tuple[str, ...]) -> DataSource:
    """A data source with columns of name and type; choices go by the name of their column."""
    properties = {
        name: SchemaProperty(
            id=name, name=name, type=kind, options=tuple(Option(name=one) for one in choices.get(name, ()))
        )
        for name, kind in columns
    }
    return DataSource(id=uid("source"), properties=properties)


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ([("Date", "date"), ("Published", "date")], {"date": "Published"}),
        ([("📅 Published on", "date"), ("Date", "date")], {"date": "📅 Published on"}),
        ([("Datum", "date")], {"date": "Datum"}),
        ([("Due date", "date")], {}),
        ([("From", "date"), ("Until", "date")], {}),
        ([("Schlagworte", "multi_select")], {"tags": "Schlagworte"}),
        ([("Topics", "multi_select"), ("Mood", "multi_select")], {"tags": "Topics"}),
        ([("Mood", "multi_select"), ("Kind", "multi_select")], {}),
        ([("Category", "select"), ("Mood", "select")], {"tags": "Category"}),
        (
            [("Slug", "rich_text"), ("Summary", "rich_text"), ("Notes", "rich_text")],
            {"slug": "Slug", "description": "Summary"},
        ),
        ([("Slug", "number"), ("Cover", "rich_text")], {}),
        ([("Author", "people"), ("Reviewer", "people")], {"authors": "Author"}),
        ([("Reviewer", "people")], {}),
        ([("Image", "files")], {"cover": "Image"}),
    ],
)
def test_properties_are_proposed_by_type_and_name(columns: list[tuple[str, str]], expected: dict[str, str]) -> None:
    assert propose([source(*columns)]).properties == expected


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (source(("Status", "status"), Status=("Draft", "Published ✅")), [("Status", ("Published ✅",))]),
        (source(("Public?", "checkbox"), ("Featured", "checkbox")), [("Public?", ())]),
        (
            source(("On", "checkbox"), ("Live", "checkbox"), ("State", "select"), State=("Live", "Off")),
            [("State", ("Live",)), ("Live", ())],
        ),
        (source(("Status", "status"), Status=("Draft", "Ready")), []),
    ],
)
def test_rules_are_proposed_by_choices_and_boxes(made: DataSource, expected: list[Any]) -> None:
    assert [(rule.property, rule.values) for rule in propose([made]).rules] == expected


def test_a_status_is_done_with_its_last_group() -> None:
    options = (Option(name="Draft", group="To-do"), Option(name="Ready", group="Complete"))
    column = SchemaProperty(id="s", name="Status", type="status", options=options)
    made = DataSource(id=uid("source"), properties={"Status": column})
    assert propose([made]).rules == (PublishSettings(property="Status", values=("Ready",)),)


def test_a_rule_that_fits_every_database_comes_first() -> None:
    one = source(("Status", "status"), ("Public", "checkbox"), Status=("Published",))
    other = source(("Status", "status"), ("Public", "checkbox"), Status=("Done",))
    assert [rule.property for rule in propose([one, other]).rules] == ["Public", "Status"]
    assert [rule.property for rule in propose([one]).rules] == ["Status", "Public"]


@pytest.mark.parametrize(
    "name", ["Tags", "null", "#1", "a: b", "- x", "Straße & Co", 'a "b"', "yes", "ends ", "{x}", "灯台"]
)
def test_any_name_survives_in_site_yaml(name: str, tmp_path: Path) -> None:
    start = Start(
        roots=((uid("Root"), "A title\nof two lines"),),
        proposal=Proposal(properties={"tags": name}, others=(name,), choices={name: (name, "other\n  x: y")}),
        rule=PublishSettings(property=name, values=(name,)),
    )
    path = tmp_path / "site.yaml"
    path.write_text(starter_files("x", start)["site.yaml"])
    config = load_config(path)
    assert (config.properties.tags, config.publish) == (name, PublishSettings(property=name, values=(name,)))
    assert config.notion.root == (uid("Root"),)
