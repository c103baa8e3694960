"""The desk in Chromium: accessible and nothing cut off, on phones and screens, light and dark; set-up from nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from notionpress.config import load_config
from notionpress.serve.cycle import Ask
from tests.accessibility import violations_in_both_colors, with_axe
from tests.crawl.workspaces import uid
from tests.emulator.served import Served
from tests.serve.desks import Desked
from tests.serve.test_desk import HOSTILE, SETTINGS, environment, notion
from tests.test_browser import browser

__all__ = ["browser", "notion"]  # Fixtures.

pytestmark = pytest.mark.browser

PAGES = (
    "",
    "pages",
    "problems",
    "setup/token",
    "setup/root",
    f"setup/properties?root={uid('Blog')}",
    f"setup/properties?root={uid('nowhere')}",
)


@pytest.fixture(scope="module")
def desk(notion: Served, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desked]:
    folder = tmp_path_factory.mktemp("desk")
    (folder / "site.yaml").write_text(SETTINGS)
    with Desked(folder, environment(notion), Ask()) as desk:
        yield desk


@pytest.mark.parametrize("width", [360, 1280])
def test_the_desk_is_accessible_and_fits(desk: Desked, browser: Any, width: int) -> None:
    page = with_axe(browser.new_page(viewport={"width": width, "height": 900}))
    for path in PAGES:
        page.goto(f"{desk.origin}/_notionpress/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert violations_in_both_colors(page) == [], path
    page.close()


def test_pages_ask_for_nothing_that_their_policy_forbids(desk: Desked, browser: Any) -> None:
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    for path in PAGES:
        page.goto(f"{desk.origin}/_notionpress/{path}")
    assert said == []
    page.close()


def test_a_page_is_copied_as_markdown(desk: Desked, browser: Any) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{desk.origin}/_notionpress/pages?state=published&words=script")
    page.get_by_role("link", name="Markdown of").click()
    page.get_by_text("The Markdown was copied.").wait_for(state="attached")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == desk.get(f"pages/{uid(HOSTILE)}.md").text
    context.close()


def test_the_buttons_work_and_the_page_follows(desk: Desked, browser: Any) -> None:
    before = len(desk.rounds.asked)
    page = browser.new_page()
    page.goto(f"{desk.origin}/_notionpress/")
    page.get_by_role("button", name="Sync now").click()
    page.locator("body:not([data-busy])").wait_for()
    assert desk.rounds.asked[before:] == [Ask(read="changes")]
    page.close()


@pytest.mark.parametrize("with_script", [True, False])
def test_a_site_is_set_up_in_the_browser(notion: Served, browser: Any, tmp_path: Path, with_script: bool) -> None:
    with Desked(tmp_path, {"NOTION_BASE_URL": notion.emulator.url}) as desk:
        context = browser.new_context(java_script_enabled=with_script)
        page = context.new_page()
        page.goto(f"{desk.origin}/_notionpress/")
        page.get_by_label("Token", exact=True).fill("ntn_wrong")
        page.get_by_role("button", name="Try and keep it").click()
        page.get_by_text("API token is invalid").wait_for()
        page.get_by_label("Token", exact=True).fill(notion.emulator.token)
        page.get_by_role("button", name="Try and keep it").click()
        page.get_by_label("Blog").check()
        page.get_by_role("button", name="Go on").click()
        assert page.get_by_label("Date").input_value() == "Day"
        page.get_by_label("Tags").select_option("")
        page.get_by_role("button", name="Show it with these choices").click()
        assert page.get_by_label("Tags").input_value() == ""
        assert "form_token" not in page.url
        page.get_by_role("button", name="Write site.yaml, and build").click()
        page.get_by_role("heading", name="Overview").or_(page.get_by_role("button", name="Sync now")).first.wait_for()
        assert notion.emulator.token not in page.content()
        desk.settle()
        assert desk.rounds.last and desk.rounds.last.built
        context.close()
    config = load_config(tmp_path / "site.yaml")
    assert (config.notion.root, config.properties.date, config.properties.tags) == ((uid("Blog"),), "Day", "")
