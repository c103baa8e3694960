"""The preview in Chromium: changes arrive in place, style sheets are swapped, failures stand over the page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browsers import chromium
from tests.conftest import PROJECT
from tests.serve.previewing import Running, local_project, previewed

pytestmark = pytest.mark.browser

LONG = "\n\n".join(f"Paragraph {number} of many." for number in range(80))
PAGE = f"# About\n\nFirst words.\n\n{LONG}\n\nLast words.\n"
PICTURE = PROJECT / "themes" / "base" / "static" / "icon.svg"
EXTRA = """{% extends "journal/page.html" %}
{% block main %}{{ super() }}
<details id="more"><summary>More</summary><input id="name" value="a"><textarea id="note">b</textarea></details>
<p id="mark">one</p>
{% endblock %}
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as instance:
        yield instance


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    project = local_project(
        tmp_path_factory.mktemp("preview"),
        **{"content/about.md": PAGE, "templates/page.html": EXTRA, "static/own.css": "#mark { color: rgb(0, 0, 1) }"},
    )
    with previewed(project) as preview:
        yield preview


@pytest.fixture
def page(browser: Any, running: Running) -> Iterator[Any]:
    running_page = browser.new_page(viewport={"width": 900, "height": 500})
    running_page.goto(f"{running.url}/about/")
    running_page.evaluate("window.sameDocument = true")
    yield running_page
    running_page.close()
    if (running.folder / "templates/page.html").read_text() != EXTRA:
        running.write("templates/page.html", EXTRA)


def is_same_document(page: Any) -> bool:
    return bool(page.evaluate("window.sameDocument === true"))


def test_a_changed_page_is_patched_in_place(page: Any, running: Running) -> None:
    page.evaluate("document.getElementById('more').open = true")
    page.fill("#name", "typed")
    page.fill("#note", "written")
    page.focus("#name")
    page.evaluate("document.getElementById('name').setSelectionRange(1, 3)")
    page.evaluate("window.lastParagraph = [...document.querySelectorAll('main p')].at(-2)")
    page.evaluate("window.scrollTo({top: 700, behavior: 'instant'})")
    place = page.get_by_text("Paragraph 20 of many.").bounding_box()["y"]
    assert page.evaluate("scrollY") > 0
    running.write("content/about.md", PAGE.replace("First words.", "Other words."))
    page.get_by_text("Other words.").wait_for()
    running.write("templates/page.html", EXTRA.replace(">one<", ">two<").replace('value="a"', 'value="c"'))
    page.locator("#mark", has_text="two").wait_for()
    assert is_same_document(page)
    assert abs(page.get_by_text("Paragraph 20 of many.").bounding_box()["y"] - place) < 1
    assert page.evaluate("document.getElementById('more').open")
    assert page.evaluate("document.activeElement.id") == "name"
    assert page.evaluate("[document.activeElement.selectionStart, document.activeElement.selectionEnd]") == [1, 3]
    assert page.input_value("#name") == "typed"
    assert page.input_value("#note") == "written"
    assert page.evaluate("window.lastParagraph.isConnected")
    running.write("content/about.md", PAGE)
    page.get_by_text("First words.").wait_for()


def test_blocks_that_come_and_go_leave_the_others_as_they_are(page: Any, running: Running) -> None:
    page.evaluate("window.kept = [...document.querySelectorAll('main p')].find(p => p.textContent.includes('40 of'))")
    running.write(
        "content/about.md",
        PAGE.replace("First words.", "# New\n\nFirst words.\n\n- a list").replace("Paragraph 60 of many.\n\n", ""),
    )
    page.locator("main li", has_text="a list").wait_for()
    assert is_same_document(page)
    assert page.get_by_text("Paragraph 60 of many.").count() == 0
    assert page.evaluate("window.kept.isConnected && window.kept.textContent.includes('40 of')")
    running.write("content/about.md", PAGE)
    page.locator("main li", has_text="a list").wait_for(state="detached")
    assert page.evaluate("window.kept.isConnected")


def test_only_pages_that_changed_are_told(page: Any, running: Running, browser: Any) -> None:
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    other = browser.new_page()
    other.goto(f"{running.url}/log/")
    running.write("content/log.md", "---\ndate: 2026-01-02\n---\n# Log\n\nSomething happened.\n")
    other.get_by_text("Something happened.").wait_for()
    assert [url for url in asked if not url.endswith(".svg")] == [], "the icon is asked for when the browser likes"
    other.close()


def test_a_changed_style_sheet_is_swapped(page: Any, running: Running) -> None:
    running.write(
        "templates/page.html", EXTRA + '{% block head %}<link rel="stylesheet" href="/own.css">{% endblock %}'
    )
    page.wait_for_function("() => getComputedStyle(document.getElementById('mark')).color === 'rgb(0, 0, 1)'")
    page.evaluate("""() => {
        window.unstyled = 0;
        const look = () => {
            if (getComputedStyle(document.getElementById('mark')).color === 'rgb(27, 28, 30)') window.unstyled += 1;
            requestAnimationFrame(look);
        };
        window.before = getComputedStyle(document.getElementById('mark')).color;
        look();
    }""")
    running.write("static/own.css", "#mark { color: rgb(0, 0, 2) }")
    page.wait_for_function("() => getComputedStyle(document.getElementById('mark')).color === 'rgb(0, 0, 2)'")
    assert is_same_document(page)
    assert page.evaluate("window.unstyled") == 0
    assert page.locator('link[href*="own.css"]').count() == 1


def test_a_style_sheet_of_the_theme_is_swapped(browser: Any, tmp_path: Path) -> None:
    theme = {
        "themes/own/theme.yaml": "name: own\nextends: journal\n",
        "themes/own/static/own.css": "#content { color: rgb(0, 0, 1) }",
        "themes/own/templates/page.html": '{% extends "journal/page.html" %}'
        '{% block head %}<link rel="stylesheet" href="{{ static("own.css") }}">{% endblock %}',
    }
    project = local_project(tmp_path, **theme)
    (project / "site.yaml").write_text((project / "site.yaml").read_text() + "theme: own\n")
    with previewed(project) as running:
        page = browser.new_page()
        page.goto(f"{running.url}/about/")
        page.evaluate("window.sameDocument = true")
        assert page.evaluate("getComputedStyle(document.getElementById('content')).color") == "rgb(0, 0, 1)"
        running.write("themes/own/static/own.css", "#content { color: rgb(0, 0, 2) }")
        page.wait_for_function("() => getComputedStyle(document.getElementById('content')).color === 'rgb(0, 0, 2)'")
        assert is_same_document(page)
        assert page.locator('link[href*="/own."]').count() == 1
        page.close()


def test_another_script_reloads_the_page(page: Any, running: Running) -> None:
    running.put("static/own.js", "window.ran = 7;")
    running.write("templates/page.html", EXTRA + '{% block head %}<script src="/own.js"></script>{% endblock %}')
    page.wait_for_function("() => window.ran === 7")
    assert not is_same_document(page)


def test_a_page_may_load_what_its_next_version_shows(page: Any, running: Running) -> None:
    page.route("https://pictures.example.org/*", lambda route: route.fulfill(path=PICTURE))
    running.write("content/about.md", f"{PAGE}\n![A lamp](https://pictures.example.org/lamp.svg)\n")
    page.wait_for_selector("img[src*=lamp]", state="attached")
    page.locator("img[src*=lamp]").scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector('img[src*=lamp]').naturalWidth > 0")
    assert not is_same_document(page)
    running.write("content/about.md", PAGE)


def test_what_the_host_would_refuse_the_preview_refuses_too(page: Any, running: Running) -> None:
    running.write("templates/page.html", EXTRA + "{% block head %}<script>window.ran = 8</script>{% endblock %}")
    page.wait_for_function("() => document.querySelector('head script:not([src])')")
    assert page.evaluate("window.ran") is None


def test_a_failure_stands_over_the_last_good_page_until_it_is_mended(page: Any, running: Running, browser: Any) -> None:
    page.focus("#more summary")
    running.write("templates/page.html", EXTRA.replace("one</p>", "{{ nowhere }}</p>"))
    region = page.get_by_role("region", name="This could not be built")
    region.get_by_text("“nowhere” is not defined").wait_for()
    assert region.get_by_text("templates/page.html, line").is_visible()
    assert page.get_by_text("First words.").count() == 1
    assert page.evaluate("document.activeElement.localName") == "summary"
    late = browser.new_page()
    late.goto(f"{running.url}/about/")
    late.get_by_role("region", name="This could not be built").wait_for()
    assert late.get_by_text("First words.").count() == 1
    late.keyboard.press("Escape")
    late.get_by_role("region", name="This could not be built").wait_for(state="detached")
    late.close()
    running.write("templates/page.html", EXTRA)
    region.wait_for(state="detached")
    assert is_same_document(page)


def test_a_page_that_is_missing_appears_when_it_is_written(browser: Any, running: Running) -> None:
    page = browser.new_page()
    assert page.goto(f"{running.url}/later/").status == 404
    running.write("content/later.md", "# Later\n\nHere it is.\n")
    page.get_by_text("Here it is.").wait_for()
    page.close()


def test_without_scripts_the_page_shows(browser: Any, running: Running) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{running.url}/about/")
    assert page.get_by_text("Last words.").is_visible()
    context.close()


def test_the_browser_comes_back_when_the_preview_does(browser: Any, tmp_path: Path) -> None:
    project = local_project(tmp_path)
    with previewed(project) as running:
        url, port = running.url, running.port
        page = browser.new_page()
        page.goto(f"{url}/about/")
        page.evaluate("window.sameDocument = true")
    (project / "content/about.md").write_text("# About\n\nWritten meanwhile.\n")
    with previewed(project, port=port):
        page.get_by_text("Written meanwhile.").wait_for()
        assert is_same_document(page)
        page.close()
