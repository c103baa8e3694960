"""Comments of readers: where they stand, what they load and when, and that the site's policy allows that and no more."""

from __future__ import annotations

import functools
import http.server
import json
import re
import threading
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from notionpress.config import DiscussionSettings, load_config
from notionpress.emit.discussion import discussion, sources
from notionpress.emit.policy import allowed
from notionpress.errors import ConfigError
from tests.browsers import chromium
from tests.emit import project as from_notion
from tests.served_with_headers import served_with_headers
from tests.test_policy import COLLECT
from tests.test_redirects import SITE, Project

GISCUS = "{provider: giscus, repo: keeper/lamp, repo_id: R_1, category: Talk, category_id: DIC_2}"

STANDS_IN: dict[str, tuple[str, str]] = {
    "/js/embed.min.js": (
        "text/javascript",
        """
        const script = document.currentScript;
        const link = document.createElement("link");
        Object.assign(link, { rel: "stylesheet", href: `${script.dataset.isso}/css/isso.css` });
        document.head.append(link);
        fetch(`${script.dataset.isso}/config`).then((answer) => answer.json()).then(() => {
          document.getElementById("isso-thread").innerHTML =
            `<h4>Talk in ${script.dataset.issoLang}</h4><div class="isso-postbox"><textarea class="isso-textarea"></textarea></div>`;
        });
        """,
    ),
    "/css/isso.css": ("text/css", "#isso-thread > h4 { color: #555; }"),
    "/config": ("application/json", "{}"),
    "/web/embed.mjs": (
        "text/javascript",
        """
        const frame = document.createElement("iframe");
        const show = (theme) => { frame.src = `${remark_config.host}/web/iframe.html?theme=${theme}`; };
        show(remark_config.theme);
        frame.title = remark_config.site_id;
        document.getElementById("remark42").append(frame);
        window.REMARK42 = { changeTheme: show };
        """,
    ),
    "/web/iframe.html": ("text/html", "<!doctype html><title>Talk</title><p>Two remarks</p>"),
}
"""What the scripts of Isso and Remark42 load from their servers, in few words."""


class Provider(http.server.BaseHTTPRequestHandler):
    """Stands in for the server of a provider, and notes what it is asked."""

    def __init__(self, asked: list[str], *more: Any) -> None:
        self._asked = asked
        super().__init__(*more)

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        self._asked.append(path)
        kind, text = STANDS_IN.get(path, ("text/plain", ""))
        self.send_response(200 if path in STANDS_IN else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Access-Control-Allow-Origin", "*")
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def asked() -> list[str]:
    """The paths that the provider is asked for."""
    return []


@pytest.fixture
def provider(asked: list[str]) -> Iterator[str]:
    """The address of a provider's server."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Provider, asked)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def site(folder: Path, settings: str, *, theme: str = "journal") -> Project:
    """A site with two posts, of which one is closed, and two pages, of which one is open."""
    project = Project(
        folder,
        fog="date: 2026-01-02",
        closed="date: 2026-01-03\ndiscussion: false",
        open="discussion: true\nlanguage: de",
    )
    project.put("site.yaml", f"{SITE}theme: {theme}\ndiscussion: {settings}\n")
    assert not project.build().failed
    return project


def sections(project: Project) -> dict[str, dict[str, str]]:
    """The attributes of the discussion of each page that has one."""
    found = {}
    for path in sorted(project.public.rglob("*.html")):
        if section := re.search(r'<section [^>]*id="discussion"[^>]*>', path.read_text()):
            attributes = dict(re.findall(r'([\w-]+)(?:="([^"]*)")?', section[0].removeprefix("<section")))
            found[path.parent.name] = {name: unescape(value) for name, value in attributes.items()}
    return found


@pytest.mark.parametrize("theme", ["journal", "handbook", "garden"])
def test_posts_and_pages_that_ask_for_one_have_a_discussion(tmp_path: Path, theme: str) -> None:
    project = site(tmp_path, GISCUS, theme=theme)
    found = sections(project)
    assert found.keys() == {"fog", "open"}
    assert found["fog"]["data-script"] == "https://giscus.app/client.js"
    assert (
        json.loads(found["fog"]["data-settings"]).items()
        >= {"repo": "keeper/lamp", "repoId": "R_1", "lang": "en"}.items()
    )
    assert json.loads(found["open"]["data-settings"])["lang"] == "de"
    assert (found["fog"]["data-words"], found["open"]["data-words"]) == ("Show comments", "Kommentare anzeigen")
    # Readable without JavaScript, and nothing of the provider's in the page.
    fog = (project.public / "fog/index.html").read_text()
    assert 'href="https://github.com/keeper/lamp/discussions"' in fog
    assert not re.search(r"<(?:script|link|iframe|img)[^>]+giscus", fog)
    assert "/discussion." in fog
    assert "/discussion." not in (project.public / "closed/index.html").read_text()


def test_a_checkbox_in_notion_decides(tmp_path: Path) -> None:
    folder = from_notion.project(tmp_path, settings="discussion: {provider: isso, url: https://comments.example.org}")

    def open_pages() -> set[str]:
        from_notion.made(folder)
        pages = (folder / "public").rglob("*.html")
        return {path.parent.name for path in pages if 'id="discussion"' in path.read_text()}

    assert open_pages() > {"secret-place", "waves"}
    assert "guide" not in open_pages()
    settings = (folder / "site.yaml").read_text()
    (folder / "site.yaml").write_text(settings.replace("noindex: Hidden", "discussion: Hidden"))
    # The pages that are no posts have no such checkbox.
    assert open_pages() == {"secret-place"}


def test_a_discussion_that_only_a_script_can_show_is_not_seen_without_one(tmp_path: Path) -> None:
    found = sections(site(tmp_path, "{provider: isso, url: https://comments.example.org/isso}"))
    assert "hidden" in found["fog"]
    assert found["fog"]["data-script"] == "https://comments.example.org/isso/js/embed.min.js"


def test_a_site_without_a_provider_has_no_discussion(tmp_path: Path) -> None:
    project = site(tmp_path, "{provider: none}")
    assert sections(project) == {}
    assert "'self'; style-src" in (project.public / "_headers").read_text()


@pytest.mark.parametrize(
    ("settings", "directives"),
    [
        ("{provider: isso, url: 'https://talk.example.org/isso/'}", {"script-src", "style-src", "connect-src"}),
        ("{provider: remark42, url: 'https://talk.example.org'}", {"script-src", "frame-src"}),
        (GISCUS.replace("repo:", "url: 'https://talk.example.org', repo:"), {"script-src", "style-src", "frame-src"}),
    ],
)
def test_the_policy_allows_what_the_provider_needs(tmp_path: Path, settings: str, directives: set[str]) -> None:
    project = Project(tmp_path)
    project.put("site.yaml", f"{SITE}discussion: {settings}\ndeploy: {{allow: {{script-src: https://a.example}}}}\n")
    config = load_config(tmp_path / "site.yaml")
    assert sources(config.discussion) == {one: ["https://talk.example.org"] for one in directives}
    found = allowed(config.deploy.allow, "pagefind", config.discussion)
    assert found["script-src"] == ["https://a.example", "https://talk.example.org", "'wasm-unsafe-eval'"]
    assert allowed({}, "list", DiscussionSettings()) == {}


@pytest.mark.parametrize(
    ("provider", "language", "named"),
    [
        *(
            ("giscus", "pt-BR", "pt"),
            ("giscus", "zh", "zh-CN"),
            ("giscus", "zh-Hant-TW", "zh-TW"),
            ("isso", "de-AT", "de"),
        ),
        *(("remark42", "pt", "bp"), ("remark42", "ja", "ja")),
    ],
)
def test_providers_speak_the_language_of_the_page(provider: Any, language: str, named: str) -> None:
    found = discussion(DiscussionSettings(provider=provider, url="https://a.example"), language)
    assert found
    assert named in json.loads(found["settings"]).values()


@pytest.mark.parametrize(
    ("settings", "wrong"),
    [
        ("{provider: gisscus}", "4:24: this must be one of giscus, isso, none, remark42; did you mean “giscus”?"),
        ("{url: https://a.example}", "4:13: “provider” is missing: giscus, isso, remark42"),
        ("{provider: isso}", "4:13: isso needs “url”: the address of your Isso server"),
        ("{provider: giscus, repo: a/b}", "4:13: giscus needs “repo_id”: https://giscus.app tells all four"),
        ("{provider: giscus, repo: lamp}", "4:38: “lamp” is no repository such as owner/name"),
        ("{provider: isso, url: comments}", "4:35: “comments” is no web address"),
        ("{provider: isso, url: https://a.example, site_id: x}", "4:13: isso has no “site_id”; it has url"),
        (
            "{provider: isso, rul: https://a.example}",
            "4:30: there is no setting “rul” under “discussion”; did you mean “url”?",
        ),
    ],
)
def test_what_a_provider_lacks_is_told(tmp_path: Path, settings: str, wrong: str) -> None:
    (tmp_path / "site.yaml").write_text(f"{SITE}discussion: {settings}\n")
    with pytest.raises(ConfigError) as caught:
        load_config(tmp_path / "site.yaml")
    assert f"site.yaml:{wrong}" in caught.value.message


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as instance:
        yield instance


def visit(browser: Any, scheme: str = "light") -> Any:
    """A page that notes what the policy refuses, and what went wrong in a script."""
    page = browser.new_context(color_scheme=scheme).new_page()
    page.add_init_script(COLLECT)
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    return page


@pytest.mark.browser
def test_isso_is_loaded_when_it_is_asked_for(tmp_path: Path, browser: Any, provider: str, asked: list[str]) -> None:
    project = site(tmp_path, f"{{provider: isso, url: '{provider}'}}")
    page = visit(browser, "dark")
    with served_with_headers(project.public, "/sea/") as address:
        page.goto(f"{address}/sea/open/")
        button = page.get_by_role("button", name="Kommentare anzeigen")
        button.scroll_into_view_if_needed()
        assert asked == []
        button.click()
        page.get_by_text("Talk in de").wait_for()
        page.wait_for_function("document.activeElement.id === 'isso-thread'")
        assert sorted(asked) == ["/config", "/css/isso.css", "/js/embed.min.js"]
        # It reads well in the dark, too.
        colors = page.eval_on_selector(
            ".isso-textarea",
            "one => [getComputedStyle(one).backgroundColor, getComputedStyle(document.body).backgroundColor]",
        )
        assert colors[0] == colors[1]
        # A link to a comment asks for them.
        asked.clear()
        page.goto(f"{address}/sea/fog/#isso-3")
        page.get_by_text("Talk in en").wait_for()
        assert (page.evaluate("window.refused"), page.errors) == ([], [])
    page.context.close()


@pytest.mark.browser
def test_remark42_follows_light_and_dark(tmp_path: Path, browser: Any, provider: str, asked: list[str]) -> None:
    project = site(tmp_path, f"{{provider: remark42, url: '{provider}', site_id: lamp}}", theme="garden")
    page = visit(browser)
    with served_with_headers(project.public, "/sea/") as address:
        page.goto(f"{address}/sea/fog/")
        assert asked == []
        page.get_by_role("button", name="Show comments").click()
        page.frame_locator('iframe[title="lamp"]').get_by_text("Two remarks").wait_for()
        assert page.get_attribute("#remark42 iframe", "src").endswith("?theme=light")
        page.get_by_role("button", name="Dark colours").click()
        page.wait_for_selector('#remark42 iframe[src$="?theme=dark"]')
        assert (page.evaluate("window.refused"), page.errors) == ([], [])
    page.context.close()


@pytest.mark.browser
def test_a_provider_that_does_not_answer_is_told(tmp_path: Path, browser: Any, provider: str) -> None:
    project = site(tmp_path, f"{{provider: isso, url: '{provider}/elsewhere'}}", theme="handbook")
    page = visit(browser)
    with served_with_headers(project.public, "/sea/") as address:
        page.goto(f"{address}/sea/fog/")
        page.get_by_role("button", name="Show comments").click()
        page.get_by_role("alert").get_by_text("The comments cannot be reached at the moment.").wait_for()
        assert (page.evaluate("window.refused"), page.errors) == ([], [])
    page.context.close()
