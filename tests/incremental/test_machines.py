"""Markdown twins and llms.txt: made again when, and only when, they show what changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from tests.crawl.workspaces import uid
from tests.incremental import changes as do
from tests.incremental.changing import ChangingSite, after
from tests.incremental.test_minimal import PAGES, POSTS

LLMS: Final = {"llms.txt"}


def twins(*addresses: str) -> set[str]:
    """The twins of pages."""
    return {f"{address}/index.md" for address in addresses}


@pytest.fixture(scope="module")
def site(built: ChangingSite, tmp_path_factory: pytest.TempPathFactory) -> ChangingSite:
    """The site with all that machines read."""
    site = built.copy(tmp_path_factory.mktemp("machines") / "site")
    do.set_setting(site, "machines", {"markdown": True, "llms": True})
    assert of_machines(site.build().result.rendered) == twins(*POSTS, *PAGES) | LLMS
    return site


def of_machines(paths: tuple[str, ...]) -> set[str]:
    """What machines read among outputs."""
    return {path for path in paths if path.endswith(".md")} | LLMS.intersection(paths)


# The guide shows posts in a list, and their properties with them.
CASES: Final[dict[str, tuple[Callable[[ChangingSite], object], set[str]]]] = {
    "a body": (lambda site: do.say_at_end(site, "Gull", "No end."), twins("gull")),
    "first words": (lambda site: do.say_first(site, "Compass", "Look:"), twins("compass") | LLMS),
    "a description": (lambda site: do.set_property(site, "Ebb", "Description", "Low."), twins("ebb", "guide") | LLMS),
    "a title": (lambda site: do.retitle(site, "Beacon", "Fire"), twins("beacon", "fathom", "guide") | LLMS),
    "a tag": (lambda site: do.set_property(site, "Harbour", "Tags", ["Craft"]), twins("harbour")),
    "a cover": (lambda site: do.set_cover(site, "Gull", "wave.png"), twins("gull")),
    "a comment": (lambda site: do.say_in_comment(site, "More.", page="Ebb"), twins("ebb")),
    "a person's name": (
        lambda site: do.rename_person(site, "Ben", "Bob"),
        twins("compass", "harbour", "guide"),
    ),
    "a template": (
        lambda site: site.replace("themes/harbour/templates/post.html", "{% block main %}", "{% block main %}<hr>"),
        set(),
    ),
    "the site's title": (lambda site: do.set_setting(site, "title", "The Book"), LLMS),
    "a page that search engines are to leave out": (
        lambda site: site.replace("content/notes/sail.md", "title: Sail", "title: Sail\nnoindex: true"),
        LLMS,
    ),
    "a post that is withdrawn": (
        lambda site: do.set_property(site, "Islet", "Status", "Draft"),
        twins("about") | LLMS,
    ),
    "no twins": (lambda site: do.set_setting(site, "machines.markdown", False), LLMS),
    "an author": (lambda site: do.set_property(site, "Drift", "Authors", [uid("Ben")]), twins("drift", "guide")),
}


@pytest.mark.parametrize("case", CASES)
def test_what_shows_a_change_is_made_again_and_nothing_else(site: ChangingSite, tmp_path: Path, case: str) -> None:
    change, rendered = CASES[case]
    _, made = after(change, site, tmp_path)
    assert of_machines(made.result.rendered) == rendered
