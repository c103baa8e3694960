"""The page tree as HTML: one text for all pages, with each page marked in its own."""

from __future__ import annotations

import re

from notionpress.render.navigation import Navigation, titled

TREE = (
    ("Guide", "/guide/", ()),
    ("Knots & <bends>", "/guide/knots/", (("Bowline", "/guide/knots/bowline/", ()), ("", "/guide/knots/x/", ()))),
    ("Anchors", "/guide/anchors/", ()),
)


def test_a_tree_is_nested_lists_of_links() -> None:
    html = Navigation(titled(TREE, "Untitled")).at("")
    assert html == (
        '<ul>\n<li><a href="/guide/">Guide</a></li>\n'
        '<li><a href="/guide/knots/">Knots &amp; &lt;bends&gt;</a>'
        '<details><summary aria-label="Knots &amp; &lt;bends&gt;"></summary>\n'
        '<ul>\n<li><a href="/guide/knots/bowline/">Bowline</a></li>\n<li><a href="/guide/knots/x/">Untitled</a></li>\n'
        '</ul></details></li>\n<li><a href="/guide/anchors/">Anchors</a></li>\n</ul>'
    )


def test_only_the_page_itself_is_marked_and_what_is_above_it_is_open() -> None:
    navigation = Navigation(TREE)
    plain = navigation.at("/elsewhere/")
    html = navigation.at("/guide/knots/bowline/")
    assert html.count("<details open>") == 1
    assert re.findall(r'<a href="([^"]+)" aria-current="page">', html) == ["/guide/knots/bowline/"]
    assert html.replace(" open", "").replace(' aria-current="page"', "") == plain
    assert navigation.at("/guide/anchors/").count("<details open>") == 0


def test_a_page_with_others_below_it_is_open_itself() -> None:
    assert Navigation(TREE).at("/guide/knots/").count("<details open>") == 1


def test_no_pages_make_no_list() -> None:
    assert Navigation(()).at("/") == ""
