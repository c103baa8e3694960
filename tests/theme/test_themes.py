"""The themes: they render everything, read well in both modes, and ask nobody else for anything."""

from __future__ import annotations

import gzip
import math
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from notionpress.theme import Theme, WrongOptions
from tests.theme.contexts import FULL, LINK, MINIMAL, full_site, page, site

FOLDER = Path(__file__).parents[2] / "themes"
THEMES = sorted(path.parent.name for path in FOLDER.glob("*/theme.yaml"))
LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "ja", "zh", "ko")
COLORS = ("gray", "brown", "orange", "yellow", "green", "blue", "purple", "pink", "red")
TEXTS = ("ink", "muted", "accent", *COLORS)
BACKGROUNDS = ("paper", "surface", *(f"{color}-background" for color in COLORS))
TEMPLATES = sorted(MINIMAL)
READABLE = 4.5
"""The contrast that WCAG 2.2 asks of text (success criterion 1.4.3)."""


@pytest.fixture(params=THEMES)
def name(request: pytest.FixtureRequest) -> str:
    """Each theme in turn."""
    return str(request.param)


def loaded(name: str, **settings: Any) -> Theme:
    return Theme.load(name, folder=Path(__file__).parent, **settings)


@pytest.fixture
def css(name: str) -> str:
    """The style sheet of a theme."""
    return loaded(name).static_bytes("style.css").decode()


@pytest.mark.parametrize("template", TEMPLATES)
def test_templates_render_with_the_least(name: str, template: str) -> None:
    html = loaded(name).render(template, {**site(), **MINIMAL[template]})
    assert html.startswith("<!doctype html>")
    assert "None" not in html
    assert html.count("<h1") == 1


@pytest.mark.parametrize("template", TEMPLATES)
def test_templates_render_with_everything(name: str, template: str) -> None:
    options = {
        "accent": "#aa3300",
        "body_font": "sans",
        "color_scheme": "dark",
        "social": [{"label": "Mastodon", "url": "https://example.social/@lamp"}],
    }
    html = loaded(name, options=options).render(template, {**full_site(), **FULL[template]})
    assert "None" not in html
    assert 'data-theme="dark"' in html
    assert 'rel="me"' in html
    assert "Fog <signals>" not in html


@pytest.mark.parametrize("name", ["base", "journal", "handbook"])
def test_a_post_says_what_it_is(name: str) -> None:
    html = loaded(name, base_path="/journal/").render("post.html", {**full_site(), **FULL["post.html"]})
    for expected in (
        "Fog &lt;signals&gt;",
        '<time datetime="2026-03-12">12 March 2026</time>',
        '<span><a rel="author" href="/journal/authors/maren/">Maren Holt</a> and Idris Vaughan</span>',
        "7 min read",
        "What the horn says.",
        "Updated 14 March 2026",
        '<a rel="prev" href="/journal/tides/">',
        'property="og:image" content="https://example.org/journal/media/fog.jpg"',
        'property="og:type" content="article"',
        'type="application/atom+xml"',
        'href="#part-0"',
        'href="/journal/assets/style.',
    ):
        assert expected in html


def test_links_to_profiles_have_a_sign_where_they_are_known(name: str) -> None:
    known = ("mailto:a@example.org", "https://github.com/a", "https://www.Instagram.com/a", "https://sea.social/@lamp")
    others = ("https://example.org/", "/about/", "https://github.com.example/a")
    social = [{"label": f"<Link {at}>", "url": url} for at, url in enumerate((*known, *others))]
    html = loaded(name, options={"social": social}).render("404.html", site())
    found = re.findall(
        r'<li><a href="([^"]+)" rel="me">(<svg [^>]*aria-hidden="true">.+?</svg>)?&lt;Link \d&gt;</a>', html
    )
    assert [url for url, sign in found if sign] == list(known)
    assert [url for url, sign in found if not sign] == list(others)


def test_a_post_leads_on(name: str) -> None:
    html = loaded(name).render("post.html", {**full_site(), **FULL["post.html"]})
    for expected in (
        'href="/journal/authors/maren/"',
        'id="related-title"',
        'id="series-title"',
        '<a rel="prev" href="/journal/tides/">',
        '<a rel="next" href="/journal/tides/">',
    ):
        assert expected in html


def test_pages_say_when_they_were_changed_if_the_site_wants_it(name: str) -> None:
    for template in ("post.html", "page.html"):
        context = {**full_site(), **FULL[template]}
        assert "Updated 14 March 2026" in loaded(name).render(template, context)
        assert "Updated" not in loaded(name, options={"show_updated": False}).render(template, context)
        # The day stands there already.
        same = {**context, "page": {**context["page"], "date": context["page"]["updated"].date()}}
        assert ("Updated" in loaded(name).render(template, same)) is (name == "garden")
        front = {**context, "page": {**context["page"], "url": context["site"]["root"]}}
        assert template == "post.html" or "Updated" not in loaded(name).render(template, front)


def test_properties_without_a_value_are_not_shown(name: str) -> None:
    context = {**full_site(), **FULL["post.html"]}
    depth = {"name": "Depth", "text": "", "html": "", "value": None}
    region = context["page"]["metadata"]
    html = loaded(name).render(
        "post.html", {**context, "page": {**context["page"], "metadata": [depth, *region, depth]}}
    )
    assert "<dt>Depth</dt>" not in html
    assert "<dl" in html.partition("<dt>Region</dt><dd><em>North</em></dd>")[0]
    assert html.count("<dl") == html.count("</dl>") == 1
    assert "<dl" not in loaded(name).render("post.html", {**context, "page": {**context["page"], "metadata": [depth]}})


def test_options_change_what_is_shown(name: str) -> None:
    plain = {"show_covers": False, "show_reading_time": False, "contents_from": 0, "footer": "Made by hand"}
    html = loaded(name, options=plain).render("post.html", {**full_site(), **FULL["post.html"]})
    assert "<img" not in html
    assert "min read" not in html
    assert "#part-0" not in html
    assert "Made by hand" in html
    assert 'class="cards' not in loaded(name, options=plain).render("index.html", {**full_site(), **FULL["index.html"]})


@pytest.mark.parametrize(
    ("options", "style"),
    [
        ({}, ""),
        ({"accent": "#aa3300"}, "--own-accent: #aa3300"),
        ({"width": "narrow", "heading_font": "serif"}, "--headings: var(--serif); --width: 0.85"),
        ({"width": "41.5rem", "body_font": "slab"}, "--text: var(--slab); --column: 41.5rem"),
    ],
)
def test_fonts_and_width_stand_in_a_style_of_the_root(name: str, options: dict[str, str], style: str) -> None:
    html = loaded(name, options=options).render("404.html", site())
    found = re.search(r'<html[^>]*? style="([^"]*)"', html)
    assert (found[1] if found else "") == style
    sheet = loaded(name).static_bytes("style.css").decode()
    for variable in re.findall(r"--[a-z]+(?=\))|--(?:text|headings|width|column)", style):
        assert f"{variable}:" in sheet or f"var({variable}" in sheet


def svg(path: Path, attributes: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(f'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" {attributes}/>')


def test_a_logo_stands_in_the_place_of_the_title(name: str, tmp_path: Path) -> None:
    svg(tmp_path / "static" / "big logo.svg", 'width="200" height="50"')
    svg(tmp_path / "static" / "dark.svg", 'viewBox="0 0 8 2"')

    def logos(**options: str) -> list[str]:
        html = loaded(name, static=tmp_path / "static", base_path="/journal/", options=options).render(
            "404.html", site()
        )
        title = re.search(r'(?s)<a class="site-title"[^>]*>(.*?)</a>', html)
        assert title
        return re.findall(r"<img [^>]+>", title[1]) or [title[1].strip()]

    light = 'src="/journal/big%20logo.svg" alt="Lamp &amp; Tide" width="200" height="50"'
    dark = 'src="/journal/dark.svg" alt="Lamp &amp; Tide" width="256" height="64"'
    assert logos() == ["Lamp &amp; Tide"]
    assert logos(logo="big logo.svg") == [f'<img class="logo" {light}>']
    # As seen from the folder of site.yaml, like its other paths.
    assert logos(logo="static/big logo.svg") == [f'<img class="logo" {light}>']
    both = {"logo": "big logo.svg", "logo_dark": "dark.svg"}
    assert logos(**both) == [
        f'<img class="logo for-light" {light} loading="lazy">',
        f'<img class="logo for-dark" {dark} loading="lazy">',
    ]
    assert logos(**both, color_scheme="light") == [f'<img class="logo" {light}>']
    assert logos(**both, color_scheme="dark") == [f'<img class="logo" {dark}>']


def test_a_picture_of_the_theme_may_be_a_logo(name: str) -> None:
    theme = loaded(name, options={"logo": "icon.svg"})
    assert theme.options["logo"]["url"] == theme.static("icon.svg")
    assert theme.options["logo"]["width"] == theme.options["logo"]["height"] > 0


@pytest.mark.parametrize(
    ("logo", "wrong"),
    [
        (
            "loog.svg",
            "“logo” names loog.svg, which is not in the folder static or among the theme's files; did you mean",
        ),
        ("odd.svg", "“logo” names odd.svg, whose width and height cannot be read"),
        ("broken.png", "“logo” names broken.png, whose width and height cannot be read"),
    ],
)
def test_a_logo_that_cannot_be_shown_is_told(tmp_path: Path, logo: str, wrong: str) -> None:
    svg(tmp_path / "static" / "logo.svg", 'width="2" height="2"')
    svg(tmp_path / "static" / "odd.svg", 'width="100%"')
    (tmp_path / "static" / "broken.png").write_bytes(b"\x89PNG")
    with pytest.raises(WrongOptions) as caught:
        loaded("journal", static=tmp_path / "static", options={"logo": logo})
    assert wrong in caught.value.message
    assert caught.value.mistakes[0][0] == ("logo",)


@pytest.mark.parametrize("scheme", ["auto", "light", "dark"])
def test_readers_choose_light_or_dark_where_the_site_does_not(name: str, scheme: str) -> None:
    html = loaded(name, options={"color_scheme": scheme}).render("404.html", site())
    assert ('class="scheme"' in html) is ("/assets/scheme." in html) is (scheme == "auto")
    assert (f'data-theme="{scheme}"' in html) is (scheme != "auto")


def test_the_current_entry_of_the_menu_is_marked(name: str) -> None:
    html = loaded(name).render("404.html", full_site())
    assert re.findall(r'<li><a href="([^"]+)" aria-current="page">', html) == ["/journal/"]


def test_a_standfirst_is_only_what_the_author_wrote(name: str) -> None:
    html = loaded(name).render("post.html", {**site(), "page": page(excerpt="First words", previous=LINK)})
    assert "standfirst" not in html
    assert "First words" not in html


def texts_of(name: str) -> dict[str, dict[str, str]]:
    """A theme's own words by language."""
    found: dict[str, dict[str, str]] = yaml.safe_load((FOLDER / name / "theme.yaml").read_text(encoding="utf-8")).get(
        "texts", {}
    )
    return found


def test_every_text_exists_in_every_language(name: str) -> None:
    texts = texts_of(name)
    assert sorted(texts) == (sorted(LANGUAGES) if texts or name == "base" else [])
    fields = {key: sorted(re.findall(r"{\w+}", words)) for key, words in texts.get("en", {}).items()}
    for own in texts.values():
        assert {key: sorted(re.findall(r"{\w+}", words)) for key, words in own.items()} == fields
        assert all(words.strip() for words in own.values())


def test_every_text_that_templates_use_exists_and_the_other_way_round() -> None:
    used = {
        key
        for path in FOLDER.glob("*/templates/*.html")
        for key in re.findall(r'\b(?:marked_)?text\("(\w+)"', path.read_text(encoding="utf-8"))
    }
    # The titles of these lists.
    used |= {"tags", "authors", "series", "archive"}
    assert used == {key for name in THEMES for key in texts_of(name).get("en", {})}


@pytest.mark.parametrize("template", TEMPLATES)
def test_pages_ask_nobody_else_and_hold_no_script(name: str, template: str) -> None:
    html = loaded(name).render(template, {**full_site(), **FULL[template]})
    scripts = re.findall(r"<script\b([^>]*)>(.*?)</script>", html)
    assert all(re.search(r' src="/assets/[\w.-]+"', start) and not inside for start, inside in scripts)
    asked = re.findall(r'<(?:img|link|source|iframe|video|audio)\b[^>]*\b(?:src|href)="([^"]+)"', html)
    assert asked
    assert [url for url in asked if not url.startswith("/") and url != "https://example.org/journal/a/"] == []
    assert html.count('rel="stylesheet"') == 1
    assert not re.search(r"\son\w+=", html)


def test_the_style_sheet_asks_nobody_else_and_is_small(css: str) -> None:
    sheet = css
    assert not re.search(r"https?:|url\(\s*[\"']?//|@import|@font-face", sheet)
    assert len(gzip.compress(sheet.encode())) < 12_000


def test_the_style_sheet_speaks_of_sides_by_direction_of_writing(css: str) -> None:
    sides = re.findall(r"[{;](?:(?:margin|padding|border)-(?:left|right)|left|right|float)\b[^;}]*", css)
    assert sides == []
    assert not re.search(r"text-align:(left|right)", css)


def test_every_colour_has_its_class(css: str) -> None:
    for color in COLORS:
        assert f".color-{color}{{color:var(--{color})}}" in css
        assert f".background-{color}{{background:var(--{color}-background)}}" in css


def palette(css: str, mode: int) -> dict[str, str]:
    found = re.findall(r"--([\w-]+):light-dark\((#\w{6}),(#\w{6})\)", css)
    return {name: (light, dark)[mode] for name, light, dark in found}


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
def test_every_colour_reads_well_on_every_background(css: str, mode: int) -> None:
    colors = palette(css, mode)
    pairs = [(text, back) for text in TEXTS for back in BACKGROUNDS]
    assert len(pairs) == 12 * 11
    poor = {pair: round(contrast(colors[pair[0]], colors[pair[1]]), 2) for pair in pairs}
    assert {pair: found for pair, found in poor.items() if found < READABLE} == {}


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
def test_any_accent_reads_well(css: str, mode: int) -> None:
    limits = re.search(r"oklch\(from var\(--own-accent\) min\(l,([\d.]+)\).*?max\(l,([\d.]+)\) min\(c,([\d.]+)\)", css)
    assert limits
    darkest, lightest, most = map(float, limits.groups())
    colors = palette(css, mode)
    for accent in ("#ffffff", "#000000", "#ff0000", "#00ff00", "#0000ff", "#ffff00", "#00ffff", "#ff00ff", "#ff9900"):
        lightness, chroma, hue = oklch(accent)
        if mode == 0:
            shown = from_oklch(min(lightness, darkest), chroma, hue)
        else:
            shown = from_oklch(max(lightness, lightest), min(chroma, most), hue)
        poor = [back for back in BACKGROUNDS if contrast(shown, colors[back]) < READABLE]
        assert poor == [], accent


def test_text_and_backgrounds_have_no_other_colours_than_those(css: str) -> None:
    text = set(re.findall(r"[{;]color:(?!light-dark)([^;}]+)", css))
    assert text == {"inherit", "var(--paper)", *(f"var(--{name})" for name in TEXTS)}
    behind = set(re.findall(r"[{;]background:var\(--([\w-]+)\)", css))
    assert behind - {"tint"} == {*BACKGROUNDS, "ink", "accent"}
    on_ink = re.findall(r"background:var\(--ink\);color:var\(--([\w-]+)\)", css)
    assert set(on_ink) == {"paper"}


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
def test_highlighted_code_reads_well(css: str, mode: int) -> None:
    surface = palette(css, mode)["surface"]
    found = re.findall(r"[{;]color:light-dark\((#\w{6}),(#\w{6})\)", css)
    assert len(found) > 5
    assert [pair[mode] for pair in found if contrast(pair[mode], surface) < READABLE] == []


def channels(color: str) -> list[float]:
    values = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in values]


def contrast(one: str, other: str) -> float:
    """WCAG 2.2's contrast ratio."""
    first, second = (
        sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), channels(color), strict=True))
        for color in (one, other)
    )
    return (max(first, second) + 0.05) / (min(first, second) + 0.05)


def oklch(color: str) -> tuple[float, float, float]:
    """Oklab as its author gives it, in polar form."""
    r, g, b = channels(color)
    long = math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    medium = math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    short = math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.atan2(b, a)


def from_oklch(lightness: float, chroma: float, hue: float) -> str:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    encoded = (0 if v <= 0 else 12.92 * v if v <= 0.0031308 else 1.055 * v ** (1 / 2.4) - 0.055 for v in linear)
    return "#" + "".join(f"{round(255 * min(1, max(0, value))):02x}" for value in encoded)
