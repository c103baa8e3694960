"""The Content-Security-Policy: as strict as can be, and the site's own pages live with it in Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from notionpress.emit.policy import policy
from notionpress.site.outside import origin_of
from notionpress.site.site import Outside
from tests.browsers import chromium
from tests.served_with_headers import header_rules, headers_for, served_with_headers
from tests.test_browser import every_path, paths
from tests.test_redirects import SITE, Project

HOST_FILES = ("_headers", "_nginx.conf", ".htaccess", "_caddy.conf")
GIST = "https://gist.github.com/octocat/6cad326836d38bd3a7ae"
COLLECT = """
window.refused = [];
document.addEventListener("securitypolicyviolation", event => window.refused.push(
  `${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile || ""} ${event.sample || ""}`));
"""


def directives(text: str) -> dict[str, set[str]]:
    """What a policy says, by directive."""
    found = {}
    for part in text.split(";"):
        name, *sources = part.split()
        assert name not in found
        found[name] = set(sources)
    return found


def test_a_site_that_shows_nothing_of_others_loads_nothing_of_others() -> None:
    found = directives(policy(Outside(), {}))
    assert found["default-src"] == {"'none'"}
    assert found["script-src"] == {"'self'"}
    assert "frame-src" not in found
    own = {"'self'", "'none'", "data:"}
    assert set().union(*(found[name] for name in found if name != "style-src-attr")) == own
    # In attributes, and nowhere else.
    assert found["style-src-attr"] == {"'unsafe-inline'"}


def test_what_pages_show_of_others_is_allowed_and_no_more() -> None:
    outside = Outside(
        pictures=("https://pictures.example.org",),
        sounds=("https://sounds.example.org",),
        films=("https://films.example.org/a.mp4", "https://youtu.be/jNQXAC9IVRw", "https://example.org/page"),
        embeds=("https://vimeo.com/76979871", "https://example.org/no-player", "https://youtube.com.example.org/x"),
    )
    found = directives(policy(outside, {}))
    assert found["img-src"] == {"'self'", "data:", "https://pictures.example.org"}
    assert found["media-src"] == {"'self'", "https://sounds.example.org", "https://films.example.org"}
    assert found["frame-src"] == {"https://www.youtube-nocookie.com", "https://player.vimeo.com"}
    assert found["script-src"] == {"'self'"}


def test_scripts_of_others_are_allowed_only_where_a_player_is_one() -> None:
    found = directives(policy(Outside(embeds=(GIST,)), {}))
    assert found["script-src"] == {"'self'", "https://gist.github.com"}
    assert found["style-src"] == {"'self'", "https://github.githubassets.com"}
    assert "frame-src" not in found


def test_site_yaml_allows_what_it_names() -> None:
    allow = {"script-src": ["https://stats.example.org"], "worker-src": ["blob:"], "frame-src": ["https://a.example"]}
    found = directives(policy(Outside(embeds=("https://vimeo.com/76979871",)), allow))
    assert found["script-src"] == {"'self'", "https://stats.example.org"}
    assert found["worker-src"] == {"'self'", "blob:"}
    assert found["frame-src"] == {"https://player.vimeo.com", "https://a.example"}


def test_a_policy_stays_short_enough_for_hosts() -> None:
    hosts = tuple(f"https://a-long-name-of-a-server-{number}.pictures.example.org" for number in range(500))
    text = policy(Outside(pictures=hosts, sounds=hosts), {})
    assert len(text) < 1900
    assert directives(text)["img-src"] == {"'self'", "data:", "https:"}


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://Example.org:8443/a b.png", "https://example.org:8443"),
        ("https://user:secret@example.org/", "https://example.org"),
        ("https://bücher.example/a.png", "https://xn--bcher-kva.example"),
        ("https://example.org;script-src *", ""),
        ("https://a,b/", ""),
        ("https://[::1", ""),
        ("https://'unsafe-inline'/", ""),
        ("data:image/png;base64,AAAA", ""),
        ("javascript:alert(1)", ""),
        (f"https://{'a' * 70}.example", ""),
        ("", ""),
    ],
)
def test_only_hosts_get_into_a_policy(url: str, origin: str) -> None:
    assert origin_of(url) == origin


def test_the_example_site_says_what_goes_with_each_kind_of_file(example_site: Path) -> None:
    rules = header_rules((example_site / "_headers").read_text())
    page = headers_for("/about/", rules)
    assert page.keys() >= {"Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy"}
    assert "Cache-Control" not in page
    kept = [path for folder in ("assets", "media") for path in (example_site / folder).rglob("*") if path.is_file()]
    assert len(kept) > 10
    for path in kept:
        found = headers_for(f"/{path.relative_to(example_site).as_posix()}", rules)
        assert found["Cache-Control"] == "public, max-age=31536000, immutable"
        assert found["Content-Security-Policy"] == page["Content-Security-Policy"]
    assert max(map(len, (example_site / "_headers").read_text().splitlines())) < 2000


def test_files_of_the_owner_that_may_change_are_not_kept_for_ever(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.build()

    def kept(path: str) -> bool:
        rules = header_rules((project.public / "_headers").read_text())
        return "immutable" in headers_for(path, rules).get("Cache-Control", "")

    assert kept("/sea/assets/a.css")
    assert kept("/sea/media/a.png")
    # It takes the place of the theme's, and is served under a name that tells what it holds.
    project.put("static/assets/icon.svg", "<svg/>")
    project.build()
    assert kept("/sea/assets/a.css")
    project.put("static/assets/own.css", "a {}")
    project.build()
    assert not kept("/sea/assets/a.css")
    assert kept("/sea/media/a.png")
    project.put("static/media/own.png", "")
    project.put("site.yaml", f"{SITE}deploy: {{headers: [cloudflare, nginx, apache, caddy]}}\n")
    project.build()
    assert not any(b"immutable" in (project.public / name).read_bytes() for name in HOST_FILES)


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["journal", "handbook", "garden"])
def test_pages_of_each_theme_live_with_it(theme: str, tmp_path: Path, browser: Any) -> None:
    project = Project(tmp_path, about="tags: [Light]\ndate: 2026-01-02")
    project.put("site.yaml", f"{SITE}theme: {theme}\ntheme_options: {{accent: '#0b5d7a'}}\n")
    project.put("content/index.md", "# Lamp\n\n[About](about.md)\n\n## One\n\n$$\\color{red} x$$\n\n## Two\n\nB.\n")
    assert not project.build().failed
    with served_with_headers(project.public, "/sea/") as address:
        assert refused(browser, address, [f"/sea{path}" for path in every_path(project.public)]) == {}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as instance:
        yield instance


def refused(browser: Any, address: str, paths: list[str]) -> dict[str, list[str]]:
    """What pages may not load, by their path; all cards with players are clicked."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.add_init_script(COLLECT)
    page.route(
        lambda url: not url.startswith(address),
        lambda route: route.fulfill(body="<!doctype html><title>Elsewhere</title>", content_type="text/html"),
    )
    errors: list[str] = []
    page.on("console", lambda one: errors.append(one.text) if "Content Security Policy" in one.text else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    found = {}
    for path in paths:
        errors.clear()
        page.goto(address + path)
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        page.evaluate("document.querySelectorAll('[loading=lazy]').forEach(one => { one.loading = 'eager' })")
        page.evaluate("document.querySelectorAll('a[data-player]').forEach(one => one.click())")
        page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
        if told := [*page.evaluate("window.refused"), *errors]:
            found[path] = told
    context.close()
    return found


@pytest.mark.browser
def test_pages_of_the_example_live_with_it(example_site: Path, browser: Any) -> None:
    with served_with_headers(example_site) as address:
        assert refused(browser, address, paths(example_site)) == {}


@pytest.mark.browser
def test_searching_lives_with_it(example_site: Path, browser: Any) -> None:
    if not (example_site / "pagefind").is_dir():
        pytest.skip("needs the extra `search`")
    page = browser.new_page()
    page.add_init_script(COLLECT)
    with served_with_headers(example_site) as address:
        page.goto(f"{address}/about/")
        page.keyboard.press("/")
        page.keyboard.type("sextant")
        page.wait_for_selector(".search-results > li")
        assert page.evaluate("window.refused") == []
    page.close()


@pytest.mark.browser
@pytest.mark.slow
def test_every_page_of_the_example_lives_with_it(example_site: Path, browser: Any) -> None:
    every = every_path(example_site)
    assert len(every) > 30
    with served_with_headers(example_site) as address:
        assert refused(browser, address, every) == {}


@pytest.mark.browser
def test_what_others_could_write_into_a_page_is_refused(tmp_path: Path, browser: Any) -> None:
    project = Project(tmp_path)
    project.put("templates/page.html", (
        '{% extends "journal/page.html" %}{% block head %}<script>window.ran = 1</script>'
        '<script src="https://evil.example/a.js"></script><style>body { color: red }</style>{% endblock %}'
        '{% block main %}{{ super() }}<img src="https://evil.example/a.png" alt="" onerror="window.ran = 2">'
        '<iframe src="https://evil.example/" title="x"></iframe>{% endblock %}'
    ))  # fmt: skip
    assert not project.build().failed
    with served_with_headers(project.public, "/sea/") as address:
        found = refused(browser, address, ["/sea/"])["/sea/"]
        for directive in ("script-src-elem inline", "script-src-elem https://evil.example", "style-src-elem inline"):
            assert any(one.startswith(directive) for one in found), directive
        assert any(one.startswith("img-src https://evil.example") for one in found)
        assert any(one.startswith("frame-src https://evil.example") for one in found)
        page = browser.new_page()
        page.goto(f"{address}/sea/")
        assert page.evaluate("window.ran") is None
        page.close()


@pytest.mark.browser
def test_players_of_every_kind_and_redirects_live_with_it(tmp_path: Path, browser: Any) -> None:
    project = Project(tmp_path, about="aliases: /old/")
    players = (GIST, "https://vimeo.com/76979871", "https://youtu.be/jNQXAC9IVRw")
    embeds = "".join(f'<iframe src="{url}"></iframe>\n\n' for url in players)
    project.put("content/index.md", f"# Lamp\n\n![](https://pictures.example.org/a.png)\n\n{embeds}")
    project.build()
    assert (project.public / "index.html").read_text().count("data-player=") == len(players)
    with served_with_headers(project.public, "/sea/") as address:
        assert refused(browser, address, ["/sea/", "/sea/404.html"]) == {}
        page = browser.new_page()
        errors: list[str] = []
        page.on("console", lambda one: errors.append(one.text))
        page.goto(f"{address}/sea/old/")
        page.wait_for_url(f"{address}/sea/about/")
        assert [one for one in errors if "Content" in one] == []
        page.close()
