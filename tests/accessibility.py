"""What axe finds on a page in Chromium (https://github.com/dequelabs/axe-core/blob/develop/doc/API.md)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Final

import pytest

COLORS: Final = ("color-contrast", "link-in-text-block")
"""The rules that may come out otherwise in dark colours."""
# Of what is right axe would work out where it stands, which takes most of its time.
VIOLATIONS: Final = """\
async ({of, rules}) => {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const only = rules ? {type: "rule", values: rules} : {type: "tag", values: tags};
  const options = {runOnly: only, resultTypes: ["violations"]};
  const {violations} = await axe.run(of ? document.querySelector(of) : document, options);
  return violations.map(one => [one.id, one.nodes[0].html.slice(0, 200)]);
}
"""
OPEN: Final = "of => document.querySelectorAll(of).forEach(one => { one.open = true })"


def with_axe(place: Any) -> Any:
    """The same context or page, whose documents have axe in them; the test is skipped where there is none."""
    script = Path(os.environ.get("NOTIONPRESS_NODE_MODULES", "")) / "axe-core" / "axe.min.js"
    if not script.is_file():
        pytest.skip("needs the npm package axe-core in the folder that NOTIONPRESS_NODE_MODULES names")
    # So it is under no policy of the page.
    place.add_init_script(path=script)
    return place


def violations(page: Any, *, of: str = "", rules: tuple[str, ...] = ()) -> list[Any]:
    """What axe finds on a page or in an element of it, by all rules of WCAG 2.2 AA and its advice, or by some rules."""
    return page.evaluate(VIOLATIONS, {"of": of, "rules": list(rules) or None})


def unfold(page: Any, of: str = "details:not(.site-header details)") -> None:
    """Lay open what is folded; menus lie over what is below them, so they are looked at by themselves."""
    page.evaluate(OPEN, of)


def violations_in_both_colors(page: Any) -> list[Any]:
    """What axe finds on a page with all but its menus unfolded: in light colours, and what dark ones may change."""
    page.emulate_media(color_scheme="light")
    unfold(page)
    found = violations(page)
    page.emulate_media(color_scheme="dark")
    return found + [("dark", *one) for one in violations(page, rules=COLORS)]
