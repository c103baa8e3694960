"""Sites of the rows that site.yaml asks for, made by the command line from a workspace."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from tests.commands import notionpress
from tests.crawl.workspaces import Json, block, data_source, database, row, uid, write
from tests.sites import files

WHERE = "{Status: Published}"


def workspace(folder: Path) -> Path:
    """Twelve rows, the even ones published, with numbers that fall; the first names a draft."""
    names = [{"id": name, "name": name, "color": "default"} for name in ("Draft", "Published")]
    draft = {"type": "mention", "mention": {"type": "page", "page": {"id": uid("Row 01")}}}
    link = {"type": "text", "text": {"content": "a link", "link": {"url": f"/{uid('Row 03').replace('-', '')}"}}}
    text: list[Any] = ["See ", draft, " and ", link]
    rows = [
        row(
            f"Row {number:02}",
            "rows",
            [block("paragraph", {"rich_text": text if number == 0 else ["Words"]})],
            created_time=f"2026-01-{number + 1:02}T10:00:00.000Z",
            properties={"Status": "Draft" if number % 2 else "Published", "Number": -number},
        )
        for number in range(12)
    ]
    schema: dict[str, Json] = {
        "Status": {"type": "select", "select": {"options": names}},
        "Number": {"type": "number", "number": {}},
    }
    return write(
        folder,
        pages=rows,
        databases=[database("Rows", None, "rows")],
        data_sources=[data_source("rows", "Rows", **schema)],
    )


def settings(folder: Path, **notion: str) -> None:
    lines = [f"  root: {uid('Rows')}", f"  emulator: {folder / 'workspace'}"]
    lines += [f"  {name}: {value}" for name, value in notion.items()]
    (folder / "site.yaml").write_text("\n".join(["title: Test", "notion:", *lines, ""]))


def titles(folder: Path) -> list[str]:
    """The posts of the front page, in order."""
    page = (folder / "public" / "index.html").read_text()
    return list(dict.fromkeys(re.findall(r"Row \d\d", page)))


def test_only_what_is_asked_for_is_published_and_in_that_order(tmp_path: Path) -> None:
    workspace(tmp_path / "workspace")
    settings(tmp_path, where=WHERE, sorts="[{property: Number, direction: descending}]")
    built = notionpress(tmp_path, "build")
    assert built.returncode == 0, built.stderr
    published = [f"Row {number:02}" for number in range(0, 12, 2)]
    assert titles(tmp_path) == published
    # What is not read is told of like what is not published.
    page = (tmp_path / "public" / "row-00" / "index.html").read_text()
    assert "unpublished page" in page and "a link" in page and "Row 01" not in page
    assert uid("Row 03").replace("-", "") not in page
    feed = (tmp_path / "public" / "feed.xml").read_text()
    assert re.findall(r"<title>(Row \d\d)", feed) == published[::-1]
    # The other order alone is enough for another site.
    settings(tmp_path, where=WHERE, sorts="[{property: Number}]")
    assert notionpress(tmp_path, "build").returncode == 0
    assert titles(tmp_path) == published[::-1]


def test_another_filter_is_the_owners_will(tmp_path: Path) -> None:
    workspace(tmp_path / "workspace")
    settings(tmp_path)
    assert notionpress(tmp_path, "build").returncode == 0
    assert len(list((tmp_path / "public").glob("row-*"))) == 12
    settings(tmp_path, filter="{property: Number, number: {greater_than: -2}}")
    offline = notionpress(tmp_path, "build", "--offline")
    assert offline.returncode == 0
    assert "asks for other rows (`where`, `filter`) than those that were read" in offline.stdout
    built = notionpress(tmp_path, "build")
    assert (built.returncode, built.stderr.count("would leave")) == (0, 0)
    assert "asks for other rows" not in notionpress(tmp_path, "build", "--offline").stdout
    assert len(list((tmp_path / "public").glob("row-*"))) == 2


def test_mistakes_are_told_by_their_lines_and_the_site_stays(tmp_path: Path) -> None:
    workspace(tmp_path / "workspace")
    settings(tmp_path, where=WHERE)
    assert notionpress(tmp_path, "build").returncode == 0
    before = files(tmp_path / "public")
    settings(tmp_path, where="{Status: Publishd}", filter="{property: Number, select: {equals: x}}")
    failed = notionpress(tmp_path, "build")
    assert failed.returncode == 2
    assert failed.stderr.splitlines()[-3:] == [
        "site.yaml:5:11: “Status” has no option “Publishd”; did you mean “Published”?",
        "site.yaml:6:30: “Number” is of type number: ask for `number:`, not `select:`",
        "  docs/configuration.md explains these settings; the names and options are those of the database in Notion.",
    ]
    assert files(tmp_path / "public") == before
