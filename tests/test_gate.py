"""The leak gate: what must not be public is found wherever it stands, and what an author wrote is not mistaken for it."""

from __future__ import annotations

import json
import string
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notionpress.build.build import build_site
from notionpress.build.how import How
from notionpress.build.leaks import Scanner, is_distinctive
from notionpress.config import load_config
from notionpress.emulator.workspace import Workspace
from notionpress.errors import BuildError
from notionpress.report import Report
from notionpress.store import Store
from tests.crawl.workspaces import Json, below, block, data_source, database, page, row, uid, write
from tests.hidden import comment, view
from tests.sites import NOW, build, crawl_workspace, files

SITE = """\
title: The site
author: Ada Wren <ada@owner.example>
base_url: https://example.org
notion:
  root: [{posts}, {home}]
properties:
  date: Date
  metadata: [Mail, Told]
publish:
  property: Status
  values: [Live]
"""
STATUS = {"type": "status", "status": {"options": [{"name": "Live"}, {"name": "Draft"}], "groups": []}}
DRAFT = "A plan that nobody knows"
TOKEN = "ntn_" + "4f7Kq" * 9
SIGNED = (
    "https://prod-files-secure.s3.us-west-2.amazonaws.com/0b1c2d3e-4f50-4617-8829-3a4b5c6d7e8f/"
    "1b1c2d3e-4f50-4617-8829-3a4b5c6d7e8f/tide.png?X-Amz-Expires=3600&X-Amz-Signature=abc"
)
LEAKS = {
    "signed-url": f'<img src="{SIGNED}">',
    "token": f"<!-- {TOKEN} -->",
    "email": "<p>ines@keepers.example</p>",
    "unpublished-id": f"<i data-id='{uid(DRAFT)}'></i>",
    "unpublished-title": f"<li>{DRAFT}</li>",
    "notion-link": f'<a href="https://www.notion.so/One-{uid("One").replace("-", "")}">edit</a>',
}


def project(
    folder: Path,
    *blocks: Json,
    more: str = "",
    comments: Sequence[Json] = (),
    views: Sequence[Json] = (),
    **properties: Any,
) -> Path:
    """A crawled project: a post with these blocks, one that is a draft, and a page."""
    mail = {"type": "email", "email": {}}
    loaded = write(
        folder / "workspace",
        pages=[
            row("One", "posts", list(blocks), properties={"Status": "Live", **properties}),
            row(DRAFT, "posts", properties={"Status": "Draft"}),
            row("Kept & “quoted” 'draft'", "posts", properties={"Status": "Draft"}),
            row("14 March 2026", "posts", properties={"Status": "Draft"}),
            row("Notes", "posts", properties={"Status": "Draft"}),
            page("Home", [{"type": "child_page", "child_page": uid("Below")}]),
            below("Below", "Home", [block("paragraph", "Words")]),
            row("Thing", "shelf", properties={"Contact": "hal@keepers.example", "Status": "Live"}),
        ],
        databases=[database("Posts", None, "posts"), database("Shelf", "One", "shelf")],
        data_sources=[
            data_source(
                "posts",
                "Posts",
                Status=STATUS,
                Date={"type": "date", "date": {}},
                Mail=mail,
                Told={"type": "formula", "formula": {"expression": "1"}},
            ),
            data_source("shelf", "Shelf", Contact=mail, Status=STATUS),
        ],
        comments=list(comments),
        views=list(views),
    )
    (folder / "site.yaml").write_text(SITE.format(posts=uid("Posts"), home=uid("Home")) + more)
    crawl_workspace(
        Workspace.load(loaded), folder / ".notionpress", (uid("Posts"), uid("Home")), Report(), now=NOW, comments=True
    )
    return folder


def template(folder: Path, html: str, name: str = "post.html") -> None:
    """A template of the project that adds something to every post."""
    (folder / "templates").mkdir(exist_ok=True)
    raw = f"{{% raw %}}{html}{{% endraw %}}"
    (folder / "templates" / name).write_text(
        f"{{% extends 'journal/{name}' %}}\n{{% block head %}}{raw}{{% endblock %}}"
    )


def stopped(folder: Path) -> str:
    """The message of a build that the gate stops; nothing is written then."""
    with pytest.raises(BuildError) as raised:
        build(folder, Report())
    assert not (folder / "public").exists() or files(folder / "public") == {}
    assert raised.value.exit_code == 1
    return str(raised.value)


def stopped_again(folder: Path) -> str:
    """The message of a build that the gate stops after an earlier one."""
    with pytest.raises(BuildError) as raised:
        build(folder, Report())
    return str(raised.value)


@pytest.mark.parametrize("rule", LEAKS)
def test_what_a_template_gives_away_stops_the_build(tmp_path: Path, rule: str) -> None:
    folder = project(tmp_path)
    template(folder, LEAKS[rule])
    said = stopped(folder)
    assert f"\n  {rule}: " in said
    assert "one/index.html:" in said
    assert uid("One").replace("-", "") in said
    others = "Kept" if rule == "unpublished-title" else DRAFT
    assert others not in said
    for secret in (TOKEN, "ines", "X-Amz-Signature=abc", DRAFT):
        assert secret not in said


@pytest.mark.parametrize("rule", LEAKS)
def test_a_rule_can_be_switched_off_by_its_name(tmp_path: Path, rule: str) -> None:
    also = ", unpublished-id" if rule == "unpublished-title" else ""
    folder = project(tmp_path, more=f"gate:\n  skip: [{rule}{also}]\n")
    template(folder, LEAKS[rule])
    assert not build(folder, Report()).failed


def test_all_findings_are_told_at_once_and_the_site_stays(tmp_path: Path) -> None:
    folder = project(tmp_path)
    build(folder, Report())
    before = files(folder / "public")
    template(folder, "".join(LEAKS.values()))
    with pytest.raises(BuildError) as raised:
        build(folder, Report())
    assert files(folder / "public") == before
    assert all(f"\n  {rule}: " in str(raised.value) for rule in LEAKS)
    assert all(rule in raised.value.hint.partition("skip:")[2] for rule in LEAKS)


def test_the_token_of_the_connection_is_known_by_itself(tmp_path: Path) -> None:
    folder = project(tmp_path)
    template(folder, "<p>words-that-are-a-token</p>")
    config = load_config(folder / "site.yaml")
    store = Store.open(folder / ".notionpress", create=False)
    assert not build(folder, Report()).failed
    with pytest.raises(BuildError, match="token: a token") as raised:
        build_site(
            config, store, Report(), output=tmp_path / "other", how=How(now=NOW, secrets=("words-that-are-a-token",))
        )
    assert "words-that" not in str(raised.value)
    assert not (tmp_path / "other").exists()


def test_a_block_is_named_where_one_holds_it(tmp_path: Path) -> None:
    address = f"https://www.notion.so/Plan-{uid(DRAFT).replace('-', '')}"
    named = block("paragraph", f"Look at {address} for more", id=uid("the block"))
    said = stopped(project(tmp_path, block("quote", "Not here"), named))
    assert f"{uid('One').replace('-', '')}#{uid('the block').replace('-', '')}" in said
    assert "unpublished-id" in said


def test_what_an_author_or_the_owner_wrote_is_no_leak(tmp_path: Path) -> None:
    plain_id = uid("One").replace("-", "")
    words = [
        block("paragraph", "Write to mail@author.example about A plan that nobody knows."),
        block("paragraph", {"rich_text": [{"text": {"content": "a@b.example"}, "annotations": {"bold": True}}, " x"]}),
        block("code", {"rich_text": "Authorization: Bearer abcdefghijklmnopqrstuvwxyz", "language": "plain text"}),
        block(
            "code", {"rich_text": "ntn_… secret_… X-Amz-Signature @pytest.fixture icon@2x.png", "language": "python"}
        ),
        block(
            "paragraph", {"rich_text": [{"text": {"content": "mail", "link": {"url": "mailto:link@author.example"}}}]}
        ),
        block("bookmark", {"caption": [], "url": "https://bucket.example/a.png?X-Amz-Signature=abc"}),
        block("code", {"rich_text": f'{{"href": "https://www.notion.so/{plain_id}"}}', "language": "json"}),
        block("paragraph", "https://someone.notion.site/Page-0b1c2d3e4f50461788293a4b5c6d7e8f"),
    ]
    folder = project(tmp_path, *words, Mail="shown@author.example", Date="2026-03-14")
    report = Report()
    assert not build(folder, report).failed
    post = (folder / "public/one/index.html").read_text()
    for shown in ("mail@author.example", "a@b.example", "shown@author.example", "mailto:link@author.example"):
        assert shown in post
    assert "A plan that nobody knows" in (folder / "public/feed.xml").read_text()
    assert "ada@owner.example" in post


def test_what_people_wrote_in_comments_is_no_leak_where_comments_are_shown(tmp_path: Path) -> None:
    words = ["Ask ines@keepers.example about A plan that nobody knows"]
    said = comment("asked", words, page_id=uid("One"))
    folder = project(tmp_path, block("paragraph", "Words"), comments=[said], more="comments: true\n")
    assert not build(folder, Report()).failed
    assert "ines@keepers.example" in (folder / "public/one/index.html").read_text()
    (folder / "site.yaml").write_text((folder / "site.yaml").read_text().replace("comments: true", "comments: false"))
    template(folder, LEAKS["email"])
    assert "one/index.html" in stopped_again(folder)


def test_what_any_view_shows_is_no_leak(tmp_path: Path) -> None:
    """Its name, and the values of each of its properties."""
    columns = [{"property_name": name, "visible": True} for name in ("Name", "Contact", "Status")]
    views = [
        view("first", "Shelf", "shelf", "table", {"properties": columns[:1]}),
        view("second", "Shelf", "shelf", "board", {"properties": columns}),
    ]
    views[1]["name"] = DRAFT
    inline = {"type": "child_database", "child_database": uid("Shelf")}
    folder = project(tmp_path, inline, views=views, more="databases:\n  properties: visible\n")
    assert not build(folder, Report()).failed
    assert "hal@keepers.example" in (folder / "public/one/index.html").read_text()


def test_a_formula_excuses_no_title(tmp_path: Path) -> None:
    told = {"formula": {"type": "string", "string": f"After {DRAFT}"}}
    said = stopped(project(tmp_path, Told=told, more=""))
    assert "unpublished-title" in said
    assert "one/index.html" in said


def test_words_of_one_page_do_not_excuse_another(tmp_path: Path) -> None:
    # Not among the first words, which lists show.
    long = block("paragraph", "Many words. " * 40)
    folder = project(tmp_path, long, block("paragraph", "A plan that nobody knows, and mail@author.example."))
    template(folder, f"{DRAFT} mail@author.example", "page.html")
    said = stopped(folder)
    assert "home/below/index.html" in said
    assert "one/index.html" not in said
    assert {"unpublished-title", "email"} <= {line.strip().partition(":")[0] for line in said.splitlines()}


def test_a_title_is_found_in_every_way_it_is_escaped(tmp_path: Path) -> None:
    folder = project(tmp_path)
    template(folder, "{% endraw %}{{ \"Kept & “quoted” 'draft'\" }}{% raw %}")
    assert "unpublished-title" in stopped(folder)


def test_the_owners_own_files_may_name_people_and_no_tokens(tmp_path: Path) -> None:
    folder = project(tmp_path)
    (folder / "static/.well-known").mkdir(parents=True)
    (folder / "static/.well-known/security.txt").write_text(f"Contact: mailto:me@owner.example, {DRAFT}")
    (folder / "static/picture.png").write_bytes(TOKEN.encode())
    assert not build(folder, Report()).failed
    (folder / "static/config.js").write_text(f"const token = '{TOKEN}'")
    with pytest.raises(BuildError, match=r"config\.js:1:16"):
        build(folder, Report())


def test_what_plugins_write_is_looked_at_whatever_it_is_called(tmp_path: Path) -> None:
    folder = project(tmp_path)
    (folder / "calendar.py").write_text(
        "from notionpress.emit.output import Output\n\n\n"
        "class Calendar:\n"
        "    name = 'calendar'\n"
        "    def outputs(self, workshop):\n"
        "        yield Output('events.ics', self.name)\n"
        "    def render(self, output, job):\n"
        f"        return 'SUMMARY:{DRAFT}'\n\n\n"
        "def setup(press):\n"
        "    press.emit(Calendar())\n"
    )
    with (folder / "site.yaml").open("a") as file:
        file.write("plugins: [calendar.py]\n")
    assert "events.ics:1:9" in stopped(folder)


@pytest.mark.parametrize(
    ("title", "looked_for"),
    [
        ("Secret plan", True),
        ("Lighthouses", True),
        ("灯台守の日記", True),
        ("Notes", False),
        ("To do", False),
        ("Untitled 3", False),
        ("14 March 2026", False),
        ("12 de noviembre de 2026", False),
        ("2026年3月14日", False),
        ("", False),
        ("@@@ !!!", False),
    ],
)
def test_titles_that_are_looked_for(title: str, looked_for: bool) -> None:
    assert is_distinctive(title) is looked_for


SECRETS: dict[str, Callable[[str], str]] = {
    "unpublished-id": lambda _: uid(DRAFT).replace("-", ""),
    "unpublished-title": lambda _: DRAFT,
    "token": lambda letters: f"ntn_{letters * 3}",
    "email": lambda letters: f"{letters}@example.org",
    "signed-url": lambda letters: f"https://x.example/{letters}?X-Amz-Signature=1",
    "notion-link": lambda letters: f'"https://app.notion.com/p/{letters}-{uid("One").replace("-", "")}"',
}
noise = st.text(st.characters(codec="utf-8"), max_size=80)
SCANNER = Scanner({uid(DRAFT): DRAFT}, frozenset((uid("One"), uid(DRAFT))), (), ())


@given(st.sampled_from(sorted(SECRETS)), st.text(string.ascii_lowercase, min_size=8, max_size=8), noise, noise)
def test_a_leak_is_found_in_any_surroundings(rule: str, letters: str, before: str, after: str) -> None:
    data = f"{before} {SECRETS[rule](letters)} {after}".encode()
    assert rule in {leak.rule for leak in SCANNER.scan(data)}


@given(st.lists(st.text("0123456789abcdef", min_size=33, max_size=64), max_size=8), noise)
def test_digests_are_no_ids(digests: list[str], words: str) -> None:
    held = Scanner({uid(DRAFT): ""}, frozenset(), (), ("email", "signed-url", "token"))
    inside = [f"{digest}{uid(DRAFT).replace('-', '')}" for digest in digests]
    assert held.scan(" ".join([words, *digests, *inside]).encode()) == []


@pytest.mark.parametrize("html", [False, True])
def test_a_leak_is_found_in_json_as_it_is_elsewhere(html: bool) -> None:
    signed = "https://bucket.example/a.png?X-Amz-Signature=abc&b=1"
    link = f"https://www.notion.so/{uid('One').replace('-', '')}"
    words = f'<p>A "plan" that nobody knows <a href="{link}">it</a> <img src="{signed}"></p>'
    words = words.replace('A "plan"', "A &quot;plan&quot;").replace("&b", "&amp;b") if html else words
    scanner = Scanner({uid(DRAFT): 'A "plan" that nobody knows'}, frozenset((uid("One"),)), (), ())
    found = {(leak.rule, leak.value) for leak in scanner.scan(json.dumps({"content_html": words}).encode())}
    assert found == {
        ("signed-url", signed),
        ("notion-link", link),
        ("unpublished-title", 'A "plan" that nobody knows'),
    }


def test_many_titles_are_found_as_few_are() -> None:
    titles = {uid(f"{number}"): f"The withheld title {number} of many" for number in range(2000)}
    scanner = Scanner(titles, frozenset(), (), ())
    text = "x" * 500 + "<p>The withheld title 1234 of many</p>"
    assert [(leak.rule, leak.value) for leak in scanner.scan(text.encode())] == [
        ("unpublished-title", "The withheld title 1234 of many")
    ]
