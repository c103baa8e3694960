"""Social cards: which pages have one, and what a change makes again."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from notionpress.emit.fonts import find_fonts
from notionpress.errors import ConfigError
from tests.incremental import changes as do
from tests.incremental.changing import ChangingSite, Made, check
from tests.incremental.test_minimal import html

pytestmark = pytest.mark.skipif(not find_fonts((), Path())[1], reason="no font is installed")


@pytest.fixture(scope="module")
def with_cards(plain: ChangingSite, tmp_path_factory: pytest.TempPathFactory) -> ChangingSite:
    """The site with cards for pages without a cover, built."""
    site = plain.copy(tmp_path_factory.mktemp("cards") / "site")
    do.set_setting(site, "social.cards", "without_cover")
    made = site.update()
    assert not made.result.failed
    assert rendered(made) >= cards("", "about")
    return site


def cards(*addresses: str) -> set[str]:
    return {f"cards/{address}/index.png".replace("//", "/") for address in addresses}


def rendered(made: Made) -> set[str]:
    return set(made.result.rendered)


def test_a_card_is_drawn_for_each_page_without_a_cover_and_for_the_site(
    with_cards: ChangingSite, tmp_path: Path
) -> None:
    site = with_cards.copy(tmp_path / "site")
    made = site.build()
    drawn = {path for path in made.files if path.startswith("cards/")}
    assert cards("", "about", "log") <= drawn
    covered = [path for path in cards("jetty", "islet", "harbour", "gull", "fathom") if path not in drawn]
    assert covered, "a post with a cover has no card"
    for path in drawn:
        head = made.files[path][:24]
        assert head.startswith(b"\x89PNG")
        assert (int.from_bytes(head[16:20]), int.from_bytes(head[20:24])) == (1200, 630)
    about = made.files["about/index.html"].decode()
    assert '<meta property="og:image" content="https://log.example.org/sea/cards/about/index.png">' in about
    assert '<meta property="og:image:width" content="1200">' in about
    assert "/sea/cards/index.png" in made.files["tags/index.html"].decode()
    check(site, made)


def test_a_card_is_drawn_again_when_something_on_it_changes(with_cards: ChangingSite, tmp_path: Path) -> None:
    site = with_cards.copy(tmp_path / "site")
    do.say_at_end(site, "Compass", "No end of Compass.")
    made = site.update()
    assert rendered(made) == html("compass")
    do.set_icon(site, "About", "⚓")
    made = site.update()
    assert cards("about") <= rendered(made)
    assert {path for path in rendered(made) if path.startswith("cards/")} == cards("about")
    check(site, made)


def test_a_change_of_the_template_or_the_accent_draws_all_again(with_cards: ChangingSite, tmp_path: Path) -> None:
    site = with_cards.copy(tmp_path / "site")
    every = {path for path in site.build().files if path.startswith("cards/")}
    do.set_setting(site, "theme_options.accent", "#7a0b2d")
    made = site.update()
    assert {path for path in rendered(made) if path.startswith("cards/")} == every
    site.put("templates/card.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="12" height="6"/>')
    made = site.update()
    assert rendered(made) == every
    check(site, made)


def test_a_card_whose_file_is_gone_is_taken_from_the_cache(with_cards: ChangingSite, tmp_path: Path) -> None:
    site = with_cards.copy(tmp_path / "site")
    before = site.build().files
    do.delete(site, "cards/about/index.png")
    made = site.update()
    assert rendered(made) == cards("about")
    assert made.files == before


def test_cards_are_gone_when_nobody_wants_them(with_cards: ChangingSite, tmp_path: Path) -> None:
    site = with_cards.copy(tmp_path / "site")
    do.set_setting(site, "social.cards", "none")
    made = site.update()
    assert not [path for path in made.files if path.startswith("cards/")]
    assert "og:image" not in made.files["about/index.html"].decode()
    check(site, made)


def test_without_the_extra_one_line_says_so(
    with_cards: ChangingSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = with_cards.copy(tmp_path / "site")
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    do.say_at_end(site, "Compass", "No end of Compass.")
    made = site.update()
    assert [one.message for one in made.problems if one.kind == "no-social-cards"] == [
        "Social cards are not made: they need an extra."
    ]
    assert not [path for path in made.files if path.startswith("cards/")]


def test_a_character_that_no_font_has_is_told_with_its_page(with_cards: ChangingSite, tmp_path: Path) -> None:
    site = with_cards.copy(tmp_path / "site")
    do.retitle(site, "About", "About \U000f1234")
    problems = [one for one in site.update().problems if one.kind == "missing-glyph"]
    assert [(one.page, "\U000f1234" in one.message) for one in problems] == [("About \U000f1234", True)]
    assert "notion.so" in problems[0].url


def test_a_font_that_is_not_there_is_a_mistake(with_cards: ChangingSite, tmp_path: Path) -> None:
    site = with_cards.copy(tmp_path / "site")
    do.set_setting(site, "social.fonts", ["fonts/none.ttf"])
    with pytest.raises(ConfigError, match=r"there is no font fonts/none\.ttf"):
        site.update()
