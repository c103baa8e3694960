"""The desk over HTTP: what it shows, what its buttons do, who may use it, and how it sets a site up."""

from __future__ import annotations

import socket
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener, urlopen

import pytest

from notionpress.config import PublishSettings, load_config
from notionpress.emulator.workspace import Workspace
from notionpress.serve.cycle import Ask
from tests.crawl.workspaces import block, data_source, database, page, row, uid, write
from tests.emulator.served import Served
from tests.serve.desks import Desked
from tests.serve.previewing import previewed

HOSTILE = "<script>alert(1)</script>\"'&"
RULE = '["State","Published"]'
CHOICES = ("Idea", "Published", "Live: now")


def date(day: str) -> dict[str, Any]:
    return {"type": "date", "date": {"start": day, "end": None, "time_zone": None}}


@pytest.fixture(scope="module")
def notion(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A workspace with a blog that has posts in every state, and a page."""
    options = [{"id": f"o{number}", "name": name} for number, name in enumerate(CHOICES)]
    blog = data_source(
        "blog",
        "Blog",
        Day={"type": "date", "date": {}},
        Topics={"type": "multi_select", "multi_select": {"options": [{"id": "t", "name": "Tea & <b>"}]}},
        State={"type": "status", "status": {"options": options}},
        Words={"type": "number", "number": {}},
    )
    picture = block("image", {"type": "external", "external": {"url": "https://example.org/a.png"}, "caption": []})
    folder = write(
        tmp_path_factory.mktemp("notion") / "workspace",
        pages=[
            page("About", [block("button", {})]),
            row(HOSTILE, "blog", [picture], properties={"State": "Published", "Topics": ["Tea & <b>"]}),
            row("A draft", "blog", properties={"State": "Idea"}),
            row("Tomorrow", "blog", properties={"State": "Published", "Day": date("2099-01-02")}),
        ],
        databases=[database("Blog", None, "blog")],
        data_sources=[blog],
    )
    with Served(Workspace.load(folder)) as served:
        yield served


def environment(notion: Served) -> dict[str, str]:
    return {"NOTION_TOKEN": notion.emulator.token, "NOTION_BASE_URL": notion.emulator.url}


SETTINGS = f"""\
# My site
title: Mine
notion:
  root: [{uid("Blog")}, {uid("About")}] # both
properties:
  date: Day
  tags: Topics
publish:
  property: State
  values: [Published]
"""


@pytest.fixture(scope="module")
def built(notion: Served, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desked]:
    """The desk of a site that was read and built once."""
    folder = tmp_path_factory.mktemp("built")
    (folder / "site.yaml").write_text(SETTINGS)
    with Desked(folder, environment(notion), Ask()) as desk:
        assert desk.rounds.last and desk.rounds.last.error is None
        yield desk


# What it shows


def test_the_overview_tells_of_connection_checks_and_requests(built: Desked, notion: Served) -> None:
    text = built.get().text
    assert notion.emulator.token not in text
    assert "Set, from the environment." in text
    assert "2025-09-03" in text
    assert ">Blog<" in text
    assert f"https://www.notion.so/{uid('About').replace('-', '')}" in text
    assert "The token is valid" in text
    assert "since the preview began" in text and "are left." in text
    assert "<strong>2</strong> <span>published</span>" in text


def test_every_page_is_listed_with_its_state(built: Desked) -> None:
    text = built.get("pages").text
    assert "4 pages" in text
    assert text.count('<span class="badge published">') == 2
    assert '<span class="badge draft">draft</span>' in text
    assert "2099-01-02 00:00" in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "<script>alert" not in text
    assert "A draft" not in built.get("pages?state=published").text
    assert "No page is like this." in built.get("pages?words=%3Cb%3E").text


def test_problems_lead_to_their_blocks(built: Desked) -> None:
    text = built.get("problems").text
    assert f"https://www.notion.so/{uid('About').replace('-', '')}#" in text
    assert "Open the block in Notion" in text
    assert "<script>alert" not in text


def test_a_page_is_given_as_markdown(built: Desked) -> None:
    answer = built.get(f"pages/{uid(HOSTILE)}.md")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.text.startswith("# ")
    assert "(https://example.org/a.png" in answer.text
    assert built.get(f"pages/{uid('A draft')}.md").text == "# A draft\n\n"
    assert built.get(f"pages/{uid('nowhere')}.md").status == 404
    assert built.get("pages/..%2F..%2Fsite.yaml.md").status == 404


def test_buttons_ask_for_rounds(built: Desked) -> None:
    before = len(built.rounds.asked)
    for path in ("sync", "sync-fully", "rebuild"):
        answer = built.send(path)
        assert (answer.status, answer.headers["Location"]) == (303, "/_notionpress/")
    built.settle()
    assert built.rounds.asked[before:] == [Ask(read="changes"), Ask(read="all"), Ask(read="nothing", afresh=True)]
    assert built.get("busy").text in ("yes", "no")


def test_without_requests_the_desk_makes_none(notion: Served, tmp_path: Path) -> None:
    (tmp_path / "site.yaml").write_text(SETTINGS)
    with Desked(tmp_path, environment(notion), Ask()) as desk:
        assert desk.get("pages").status == 200
    before = len(notion.emulator.requests)
    with Desked(tmp_path, {}, Ask(), offline=True) as desk:
        text = desk.get().text
        assert "(--offline)" in text and "Sync now" not in text and "Rebuild" in text
        assert "4 pages" in desk.get("pages").text
    assert len(notion.emulator.requests) == before


def test_checks_follow_the_settings(notion: Served, tmp_path: Path) -> None:
    (tmp_path / "site.yaml").write_text(SETTINGS)
    with Desked(tmp_path, environment(notion), Ask()) as desk:
        assert "“Topics”" in desk.get().text
        before = len(notion.emulator.requests)
        desk.get()
        assert len(notion.emulator.requests) == before
        (tmp_path / "site.yaml").write_text(SETTINGS.replace("tags: Topics", "tags: Topcis"))
        assert "Topcis" in desk.get().text
        desk.send("check")
        assert len(notion.emulator.requests) > before


# Who may use it


def test_pages_are_kept_from_other_sites(built: Desked) -> None:
    headers = built.get().headers
    assert headers["X-Frame-Options"] == "DENY"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "no-store"
    assert not [name for name in headers if name.startswith("Access-Control")]


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "localhost.evil.example", "[", ""])
def test_foreign_hosts_are_refused(built: Desked, host: str) -> None:
    assert built.get("pages", Host=host).status in (400, 403)
    assert built.post("sync", {"form_token": built.token()}, Host=host).status in (400, 403)


def test_other_sites_may_link_here_and_nothing_else(built: Desked) -> None:
    assert built.get("pages", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="navigate").status == 200
    assert built.get("pages", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="no-cors").status == 403
    assert built.get("busy", Sec_Fetch_Site="same-site", Sec_Fetch_Mode="cors").status == 403


def test_only_our_own_forms_change_something(built: Desked) -> None:
    before = len(built.rounds.asked)
    token, origin = built.token(), built.origin
    assert built.post("sync", {"form_token": token}, Origin="https://evil.example").status == 403
    assert built.post("sync", {"form_token": token}, Origin="null").status == 403
    assert built.post("sync", {"form_token": token}, Sec_Fetch_Site="same-site").status == 403
    assert built.post("sync", {"form_token": "0" * 64}, Origin=origin).status == 403
    assert built.post("sync", {}, Origin=origin).status == 403
    assert built.post("sync", {"form_token": "ä"}, Origin=origin).status == 403
    assert built.get("sync").status == 405
    built.cookies.clear()
    assert built.post("sync", {"form_token": token}, Origin=origin).status == 403
    assert len(built.rounds.asked) == before


def test_the_cookie_is_for_the_desk_alone(built: Desked) -> None:
    built.cookies.clear()
    cookie = built.get("pages").headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie and "Path=/_notionpress/" in cookie
    assert "Set-Cookie" not in built.get("pages").headers


def own_address() -> str:
    """An address of this machine that is not loopback; the test is skipped where there is none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        try:
            one.connect(("192.0.2.1", 9))  # Nothing is sent.
        except OSError:
            pytest.skip("this machine has no other address")
        return str(one.getsockname()[0])


def test_set_up_is_done_on_this_machine_alone(notion: Served, tmp_path: Path) -> None:
    address = own_address()
    with Desked(tmp_path, environment(notion), host=address) as desk:
        assert desk.get("pages").status == 200
        for path in ("setup", "setup/token", "setup/root", f"setup/properties?root={uid('Blog')}"):
            answer = desk.get(path)
            assert answer.status == 403
            assert "on the machine on which its preview runs" in answer.text
        token = desk.get("problems").text
        assert desk.post("setup/token", {"form_token": token, "token": "x"}).status == 403


# Setting up


def test_a_new_site_is_set_up_from_nothing(notion: Served, tmp_path: Path) -> None:
    server = {"NOTION_BASE_URL": notion.emulator.url}
    token = notion.emulator.token
    with Desked(tmp_path, server, Ask()) as desk:
        assert desk.rounds.last and desk.rounds.last.error
        assert desk.get().headers["Location"] == "/_notionpress/setup"
        assert desk.get("setup").headers["Location"] == "/_notionpress/setup/token"
        refused = desk.send("setup/token", token="ntn_wrong")
        assert refused.status == 422
        assert "ntn_wrong" not in refused.text
        assert not (tmp_path / ".env").exists()
        assert desk.send("setup/token", token="").status == 422
        answer = desk.send("setup/token", token=f" {token} ")
        assert answer.headers["Location"] == "/_notionpress/setup/root"
        assert (tmp_path / ".env").read_text() == f"NOTION_TOKEN={token}\n"
        assert stat.S_IMODE((tmp_path / ".env").stat().st_mode) == 0o600
        assert (tmp_path / ".gitignore").read_text() == "/public/\n/.notionpress/\n.env\n"
        desk.send("setup/token", token=token)
        assert (tmp_path / ".env").read_text().count(token) == 1
        assert f'value="{uid("Blog")}"' in desk.get("setup/root").text
        text = desk.get(f"setup/properties?root={uid('Blog')}").text
        assert '<option value="Day" selected>Day</option>' in text
        assert text.count("It is not published.") == 1
        assert ">“State” is “Published”</option>" in text and ">“Day” has come</option>" in text
        assert "It appears at" in text
        assert "Tea &amp; &lt;b&gt;" in text and "<script>alert" not in text
        assert token not in text
        answer = desk.send(
            "setup/write", root=uid("Blog"), title="My: log", date="Day", tags="Topics", metadata="Words", rule=RULE
        )
        assert answer.headers["Location"] == "/_notionpress/"
        desk.settle()
        assert desk.rounds.last.built, desk.rounds.last.error
    config = load_config(tmp_path / "site.yaml")
    assert (config.title, config.notion.root) == ("My: log", (uid("Blog"),))
    assert (config.properties.date, config.properties.tags, config.properties.metadata) == ("Day", "Topics", ("Words",))
    assert config.publish == PublishSettings(property="State", values=("Published",))
    text = (tmp_path / "site.yaml").read_text()
    assert token not in text
    assert f"  root:\n    - {uid('Blog')} # Blog\n" in text
    assert "properties:\n  date: Day\n  # slug: Slug\n  tags: Topics\n" in text
    assert (tmp_path / ".env.example").exists()


def test_examples_follow_what_is_chosen_without_asking_again(notion: Served, tmp_path: Path) -> None:
    with Desked(tmp_path, environment(notion)) as desk:
        desk.get(f"setup/properties?root={uid('Blog')}")
        before = len(notion.emulator.requests)
        all_of_them = desk.get(f"setup/properties?root={uid('Blog')}&rule=&date=&tags=Topics").text
        assert "It is not published." not in all_of_them
        assert "It appears at" not in all_of_them
        none = desk.get(
            f"setup/properties?root={uid('Blog')}&date=&{urlencode({'rule': RULE.replace('Published', 'Live: now')})}"
        ).text
        assert none.count("It is not published.") == 3
        assert len(notion.emulator.requests) == before


def test_an_existing_site_keeps_its_words_and_remarks(notion: Served, tmp_path: Path) -> None:
    (tmp_path / "site.yaml").write_text(SETTINGS.replace("tags: Topics", "metadata: [Elsewhere]"))
    with Desked(tmp_path, environment(notion)) as desk:
        desk.send("setup/write", root=uid("Blog"), date="Day", tags="Topics", rule=RULE)
        desk.settle()
    text = (tmp_path / "site.yaml").read_text()
    assert text == SETTINGS.replace("tags: Topics", "metadata: [Elsewhere]\n  tags: Topics").replace(
        f"[{uid('Blog')}, {uid('About')}] # both", f'"{uid("Blog")}" # Blog'
    )


def test_what_cannot_be_read_is_told_and_nothing_is_written(notion: Served, tmp_path: Path) -> None:
    with Desked(tmp_path, environment(notion)) as desk:
        text = desk.get(f"setup/properties?root={uid('nowhere')}").text
        assert "does not exist or is not shared" in text
        assert "and build" not in text
        assert desk.send("setup/write", root=uid("nowhere")).status == 303
        assert desk.get("setup/properties?root=nonsense").headers["Location"] == "/_notionpress/setup/root"
        assert not (tmp_path / "site.yaml").exists()


def test_properties_that_are_not_there_are_left_out_and_rules_refused(notion: Served, tmp_path: Path) -> None:
    with Desked(tmp_path, environment(notion)) as desk:
        answer = desk.send("setup/write", root=uid("Blog"), rule='["State","Gone"]')
        assert "no longer what tells which rows are public" in answer.text
        assert not (tmp_path / "site.yaml").exists()
        desk.send("setup/write", root=[uid("Blog"), uid("About")], date="Nothing", rule="", metadata="Nothing")
        desk.settle()
    config = load_config(tmp_path / "site.yaml")
    assert config.notion.root == (uid("Blog"), uid("About"))
    assert (config.properties.date, config.properties.metadata, config.publish) == ("", (), PublishSettings())


def test_a_mistake_in_site_yaml_is_shown(notion: Served, tmp_path: Path) -> None:
    (tmp_path / "site.yaml").write_text("title: A\nthemes: <b>\n")
    with Desked(tmp_path, environment(notion)) as desk:
        text = desk.get().text
        assert "site.yaml is not right" in text
        assert "did you mean “theme”" in text


def test_a_notion_that_does_not_answer_is_explained(tmp_path: Path) -> None:
    with Desked(tmp_path, {"NOTION_TOKEN": "ntn_x", "NOTION_BASE_URL": "http://127.0.0.1:9"}) as desk:
        answer = desk.get("setup/root")
        assert answer.status == 502
        assert "This did not work" in answer.text
        assert "ntn_x" not in answer.text


# In the preview


def test_a_preview_without_a_site_leads_to_its_set_up(notion: Served, tmp_path: Path) -> None:
    with (
        previewed(tmp_path, NOTION_BASE_URL=notion.emulator.url) as running,
        urlopen(f"{running.url}/any/page", timeout=60) as answer,
    ):
        assert (answer.status, answer.url) == (200, f"{running.url}/_notionpress/setup/token")
        assert b"client.js" not in answer.read()


def test_the_desk_of_a_preview_asks_for_its_rounds(notion: Served, tmp_path: Path) -> None:
    (tmp_path / "site.yaml").write_text(f"base_url: https://example.org/blog\n{SETTINGS}")
    with previewed(tmp_path, **environment(notion)) as running:
        desk = f"http://127.0.0.1:{running.port}/_notionpress/"
        opener = build_opener(HTTPCookieProcessor())
        text = opener.open(f"{desk}pages").read().decode()
        assert '<a href="/blog/about/">' in text
        assert '<a href="/blog/">The site</a>' in text
        token = opener.open(desk).read().decode().split('name="form_token" value="')[1].partition('"')[0]
        (tmp_path / ".notionpress" / "preview" / "about" / "index.html").unlink()
        count = len(running.rounds)
        opener.open(f"{desk}rebuild", urlencode({"form_token": token}).encode())
        assert running.after(count).done.changed == ("about/index.html",)
