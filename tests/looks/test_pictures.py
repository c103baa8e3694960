"""Every theme looks as it did when somebody last looked at it and said so, at four widths, light and dark."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

pytest.importorskip("PIL")
from tests.looks.hardest import THEMES, hardest_site
from tests.looks.pictures import FOLDER, MOST, NEEDED, apart, compared, kept, photographer, taken
from tests.test_browser import served

SCENE: Final = ("/how-a-lens-learned-to-throw-light/", 1280, "light")

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if missing := [font for font in NEEDED if not Path(font).is_file()]:
        pytest.skip(f"needs the Debian packages fonts-dejavu-core and fonts-noto-cjk ({missing[0]})")
    with photographer() as instance:
        yield instance


@pytest.fixture(scope="module", params=THEMES)
def site(request: pytest.FixtureRequest, example_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A theme's name, and the address of the site with the hardest pages in it."""
    theme = request.param
    with served(hardest_site(example_site, theme, tmp_path_factory.mktemp(theme))) as address:
        yield theme, address


def test_a_theme_looks_as_it_did(site: Any, browser: Any, tmp_path: Path) -> None:
    theme, address = site
    places = Path(os.environ.get("NOTIONPRESS_PICTURES", tmp_path))
    places.mkdir(parents=True, exist_ok=True)
    now, then = taken(browser, address), kept(theme)
    differ = [
        f"{theme}{name}: {share:.1%} of it, see {compared(places, f'{theme}{name}', then[name], picture)}"
        for name, picture in now.items()
        if (share := apart(then[name], picture)) > MOST
    ]
    assert not differ, "\n".join(
        [*differ, "If it is meant: python -m tests.looks.pictures, and look at the pictures that it makes."]
    )


@pytest.mark.parametrize(
    "style",
    [
        ".site-header { display: block }",
        "h1 { font-size: 1rem }",
        "body { background: #888 }",
        ".opening { margin-block-start: 4rem }",
    ],
)
def test_a_broken_style_sheet_is_seen(site: Any, browser: Any, style: str) -> None:
    theme, address = site
    ((name, now),) = taken(browser, address, [SCENE], style=style).items()
    assert apart(kept(theme)[name], now) > MOST


def test_the_pictures_are_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.glob("*.png")) < 200_000
