"""The page tree as HTML: one text for all pages, with each page marked in its own."""

from __future__ import annotations

import re

from notionpress.render.navigation import BESIDE, MANY, Navigation, Node, titled

TREE = (
    ("Guide", "/guide/", "", ()),
    (
        "Knots & <bends>",
        "/guide/knots/",
        "",
        (("Bowline", "/guide/knots/bowline/", "", ()), ("", "/guide/knots/x/", "", ())),
    ),
    ("Anchors", "/guide/anchors/", "", ()),
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


def test_titles_in_another_language_than_the_tree_are_marked() -> None:
    tree = (("Knoten", "/knoten/", "de", (("Bend", "/bend/", "", ()),)), ("Nœud", "/noeud/", "fr", ()))
    html = Navigation(titled(tree, "Untitled", "de", "en")).at("/noeud/")
    assert html == (
        '<ul>\n<li><a href="/knoten/">Knoten</a><details><summary aria-label="Knoten"></summary>\n'
        '<ul>\n<li><a href="/bend/" lang="en" dir="auto">Bend</a></li>\n</ul></details></li>\n'
        '<li><a href="/noeud/" lang="fr" dir="auto" aria-current="page">Nœud</a></li>\n</ul>'
    )


def large(width: int, depth: int, above: str = "/") -> tuple[Node, ...]:
    """A tree with so many pages in each page."""
    if not depth:
        return ()
    return tuple((f"Page {at}", url := f"{above}{at}/", "", large(width, depth - 1, url)) for at in range(width))


def links(html: str) -> list[str]:
    return re.findall(r'<a href="([^"]+)"', html)


def test_of_a_large_tree_a_page_shows_what_is_near() -> None:
    navigation = Navigation(large(20, 3))
    html = navigation.at("/3/4/")
    top = [f"/{at}/" for at in range(20)]
    beside = [f"/3/{at}/" for at in range(20)]
    below = [f"/3/4/{at}/" for at in range(20)]
    assert links(html) == [*top[:4], *beside[:5], *below, *beside[5:], *top[4:]]
    assert re.findall(r'<a href="([^"]+)" aria-current="page">', html) == ["/3/4/"]
    assert links(navigation.at("/elsewhere/")) == top
    assert navigation.beside("/3/4/") == (("Page 19", "/3/3/19/", ""), ("Page 0", "/3/4/0/", ""))


def test_of_ten_thousand_pages_at_one_place_those_around_the_page_are_shown() -> None:
    navigation = Navigation(large(10_000, 1))
    for at, first in ((0, 0), (10, 0), (5_000, 4_975), (9_999, 9_950)):
        html = navigation.at(f"/{at}/")
        assert links(html) == [f"/{one}/" for one in range(first, first + BESIDE)]
        assert f'<a href="/{at}/" aria-current="page">' in html
        assert html.count("…") == (first > 0) + (first < 9_950)


def test_as_many_as_fit_are_shown_all() -> None:
    assert len(links(Navigation(large(MANY, 1)).at("/7/"))) == MANY
    assert len(links(Navigation(large(MANY + 1, 1)).at("/7/"))) == BESIDE
