"""After a change only those files are rendered again that show what changed, and the site equals a clean build's."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

import pytest

from tests.crawl.workspaces import block, uid
from tests.incremental import changes as do
from tests.incremental.changing import ChangingSite, after
from tests.incremental.workspace import mention

Change = Callable[[ChangingSite], object]

# In the order of the site, newest first; four stand on a page of a list.
POSTS: Final = (
    *("jetty", "islet", "harbour", "gull"),
    *("fathom", "log", "ebb", "drift"),
    *("compass", "anchor", "beacon"),
)
PAGES: Final = (
    *("about", "guide", "guide/everything", "guide/knots", "guide/knots/bowline"),
    *("guide/alfa", "guide/bravo", "guide/charlie", "notes", "notes/rope", "notes/sail"),
)
FRONT: Final = ("", "page/2", "page/3")
OF_TAGS: Final = ("tags", "tags/sea", "tags/sea/page/2", "tags/light", "tags/craft", "tags/birds")


def elsewhere(url: str) -> dict[str, object]:
    """A picture on another server."""
    return {"caption": "Far", "type": "external", "external": {"url": url}}


def html(*addresses: str) -> set[str]:
    """The files of addresses."""
    return {f"{address}/index.html".removeprefix("/") for address in addresses}


HTML: Final = html(*POSTS, *PAGES, *FRONT, *OF_TAGS, "search") | {"404.html"}
PLUGIN: Final = {"posts.json"}
"""What a plugin makes: of anything, for all that is known of it."""
LISTS: Final = PLUGIN | {"sitemap.xml"}
"""What tells of all pages; of their last edits the day alone, which is another once."""
EVERYTHING: Final = HTML | LISTS | {"feed.xml", "robots.txt", "_headers"}
ASSETS: Final = {
    f"assets/{name}"
    for name in (
        "chart.txt",
        "discussion.js",
        "harbour.css",
        "icon.svg",
        "players.js",
        "previews.js",
        "scheme.js",
        "style.css",
        "search.js",
        "searching.js",
        "zoom.js",
    )
}
LOCAL: Final = html("log", "notes", "notes/rope", "notes/sail")
CALLOUTS: Final = html("islet", "drift", "guide/everything") | {"feed.xml"}
WAVE: Final = "media/wave-*.png"


CASES: Final[dict[str, tuple[Change, set[str]] | tuple[Change, set[str], set[str]]]] = {
    "nothing": (lambda site: None, set()),
    # Pages in Notion. In the page above one, Notion gives the block for it a new time too.
    "the time of a page": (lambda site: do.touch(site, "Bowline"), html("guide/knots/bowline", "guide/knots") | PLUGIN),
    "the time of a post": (lambda site: do.touch(site, "Gull"), html("gull") | PLUGIN),
    "a body": (lambda site: do.say_at_end(site, "Compass", "No end of Compass."), html("compass") | PLUGIN),
    "more words": (lambda site: do.say_at_end(site, "Gull", "Many more words. " * 9), html("gull") | PLUGIN),
    "minutes to read": (
        # Only covers have a line that tells them, and these stand on the first page alone.
        lambda site: do.say_at_end(site, "Gull", "Many more words. " * 999),
        html("gull", "") | PLUGIN,
    ),
    "a body in the feed": (
        lambda site: do.say_at_end(site, "Jetty", "No end of Jetty."),
        html("jetty") | {"feed.xml"} | PLUGIN,
    ),
    "first words": (
        lambda site: do.say_first(site, "Compass", "Look:"),
        html("compass", "page/3", "tags/sea") | PLUGIN,
    ),
    "first words of a post with a description": (
        lambda site: do.say_first(site, "Beacon", "Look:"),
        html("beacon") | PLUGIN,
    ),
    "a description": (
        lambda site: do.set_property(site, "Beacon", "Description", "A light."),
        html("beacon", "page/3", "tags/sea/page/2", "tags/light", "guide") | PLUGIN,
    ),
    "a heading that is linked to": (
        lambda site: do.retitle_heading(site, "bearings", "Courses"),
        html("compass", "drift") | PLUGIN,
    ),
    "a title": (
        # Ebb links to it with words of its own.
        lambda site: do.retitle(site, "Beacon", "Fire"),
        html("beacon", "anchor", "fathom", "page/3", "tags/sea/page/2", "tags/light", "guide") | PLUGIN,
    ),
    "a title and with it an address": (
        lambda site: do.retitle(site, "Gull", "Tern"),
        html("tern", "harbour", "fathom", "islet", "", "tags/light", "tags/birds") | LISTS,
    ),
    "the title of a page with others below": (
        lambda site: do.retitle(site, "Knots", "Ties"),
        # Everything stands beside it in the guide, whose drawing of what is around it has both.
        html("guide/ties", "guide/ties/bowline", "guide", "about", "guide/everything") | LISTS,
    ),
    "the title of a page in the menu": (
        lambda site: do.retitle(site, "Guide", "Pilot"),
        {one.replace("guide", "pilot") for one in HTML} | LISTS,
    ),
    "an icon": (lambda site: do.set_icon(site, "Fathom", "⚓"), html("fathom", "compass") | PLUGIN),
    "an icon that stands for a cover": (
        lambda site: do.set_icon(site, "Harbour", "⚓"),
        html("harbour", "", "guide") | {"feed.xml"} | PLUGIN,
    ),
    "a cover": (lambda site: do.set_cover(site, "Gull", "wave.png"), html("gull", "") | LISTS),
    "the cover of a page": (
        lambda site: do.set_cover(site, "Knots", "wave.png"),
        html("guide/knots", "guide") | PLUGIN,
    ),
    "a picture": (
        lambda site: do.show_picture(site, "Drift", "reef.png"),
        html("drift") | LISTS,
        {"media/reef.png", "media/reef-480.webp", "media/reef-600.webp"},
    ),
    "a picture that is on the site already": (
        lambda site: do.show_picture(site, "Drift", "cover.png"),
        html("drift") | LISTS,
    ),
    "a slug": (
        lambda site: do.set_property(site, "Compass", "Slug", "needle"),
        html("needle", "drift", "anchor", "page/3", "tags/sea", "guide") | LISTS,
    ),
    "a tag": (
        lambda site: do.set_property(site, "Harbour", "Tags", ["Craft"]),
        html("harbour", *FRONT, "tags", "tags/craft") | {"feed.xml"} | LISTS,
    ),
    "a new tag": (
        lambda site: do.set_property(site, "Gull", "Tags", ["Light", "Birds", "Storm"]),
        html("gull", *FRONT, "tags", "tags/storm") | LISTS,
    ),
    "the last post of a tag": (
        lambda site: do.set_property(site, "Gull", "Tags", ["Light"]),
        html("gull", *FRONT, "tags") | LISTS,
    ),
    "a date that reorders lists": (
        lambda site: do.set_property(site, "Gull", "Date", "2026-08-20"),
        html("gull", "harbour", "islet", "fathom", "", "tags/light", "tags/birds") | {"feed.xml"} | PLUGIN,
    ),
    "a date that reorders nothing": (
        lambda site: do.set_property(site, "Gull", "Date", "2026-07-20"),
        html("gull", "", "tags/light", "tags/birds") | PLUGIN,
    ),
    "authors": (lambda site: do.set_property(site, "Ebb", "Authors", [uid("Ben")]), html("ebb", "guide") | PLUGIN),
    "a property that templates show": (
        lambda site: do.set_property(site, "Gull", "Level", "Calm"),
        html("gull") | PLUGIN,
    ),
    "a property that a plugin makes a body of": (
        lambda site: do.set_property(site, "Ebb", "Level", "Deep"),
        html("ebb", "guide") | PLUGIN,
    ),
    "a relation": (lambda site: do.set_property(site, "Gull", "Related", [uid("Ebb")]), html("gull") | PLUGIN),
    "publication": (
        lambda site: do.set_property(site, "Lagoon", "Status", "Published"),
        html("lagoon", "anchor", "fathom", "log", *FRONT, "tags", "tags/sea", "tags/sea/page/2", "tags/storm", "guide")
        # It is one step away from what links to the post that mentions it.
        | html("notes/rope")
        | LISTS,
    ),
    "withdrawal of a page that is linked to": (
        lambda site: do.set_property(site, "Fathom", "Status", "Draft"),
        html("compass", "gull", "log", *FRONT, "tags", "tags/light") | LISTS,
    ),
    "a page that is not shared any more": (
        lambda site: do.unshare(site, "Bowline"),
        html("guide/knots", "about", "guide", "guide/everything") | LISTS,
    ),
    "a page in the trash": (
        lambda site: do.trash(site, "Islet"),
        html("jetty", "harbour", "about", *FRONT, "tags", "tags/craft")
        | {"feed.xml"}
        | LISTS
        # These are connected with what mentions it.
        | html("guide", "guide/everything", "guide/knots/bowline"),
    ),
    "a page in the trash, with one below": (
        lambda site: do.trash(site, "Knots"),
        html("guide", "about", "guide/everything") | LISTS,
    ),
    "a new post": (
        lambda site: do.new_post(site, "Mole", "2026-10-20"),
        html("mole", "jetty", *FRONT) | {"feed.xml"} | LISTS,
    ),
    "a day on which a page was edited": (
        lambda site: do.touch_later(site, "Bowline"),
        html("guide/knots/bowline", "guide/knots") | LISTS,
    ),
    "a new link": (
        lambda site: do.add(site, "Bowline", block("paragraph", {"rich_text": [mention("Islet")]})),
        html("guide/knots/bowline", "guide/knots", "about") | PLUGIN,
    ),
    "a new link to a page that shows what links to it": (
        lambda site: do.add(site, "Gull", block("paragraph", {"rich_text": ["As ", mention("Alfa"), " says."]})),
        html("gull", "guide/alfa") | PLUGIN,
    ),
    "the sentence around a link": (
        lambda site: site.replace("content/notes/index.md", "first.", "at last."),
        html("notes", "notes/rope") | PLUGIN,
    ),
    "a picture that lies on another server": (
        lambda site: do.add(site, "Bowline", block("image", elsewhere("https://pictures.example.org/a.png"))),
        html("guide/knots/bowline", "guide/knots") | PLUGIN | {"_headers"},
    ),
    "a picture on a server that pages load from already": (
        lambda site: do.add(site, "Bowline", block("image", elsewhere("https://example.org/a.png"))),
        html("guide/knots/bowline", "guide/knots") | PLUGIN,
    ),
    "an embed that has a player": (
        lambda site: do.add(site, "Bowline", block("embed", {"url": "https://vimeo.com/76979871", "caption": []})),
        html("guide/knots/bowline", "guide/knots") | PLUGIN | {"_headers"},
    ),
    "a synced block": (
        lambda site: do.say_twice(site, "Said again."),
        html("guide/knots", "about", "guide") | PLUGIN,
    ),
    "a value of a row in a page": (
        lambda site: do.set_property(site, "Bravo", "Height", 40),
        html("guide", "guide/bravo") | PLUGIN,
    ),
    "the title of a row in a page": (
        lambda site: do.retitle(site, "Bravo", "Brava"),
        html("guide", "guide/brava") | LISTS,
    ),
    "the body of a row in a page": (
        lambda site: do.say_first(site, "Bravo", "Look:"),
        html("guide/bravo") | PLUGIN,
    ),
    "a new row in a page": (
        lambda site: do.new_light(site, "Delta", 7),
        html("guide", "guide/delta") | LISTS,
    ),
    "a view's filter": (lambda site: do.filter_view(site, "Light"), html("guide") | PLUGIN),
    "a comment": (lambda site: do.say_in_comment(site, "More.", page="Ebb"), html("ebb") | PLUGIN),
    "a first comment": (lambda site: do.say_in_comment(site, "First.", page="Guide"), html("guide") | PLUGIN),
    "a person's name": (
        # An author, and named in a page that the feed has.
        lambda site: do.rename_person(site, "Ben", "Bob"),
        html("compass", "harbour", "guide") | {"feed.xml"} | PLUGIN,
    ),
    # Files of the project.
    "a local page": (
        lambda site: site.replace("content/notes/rope.md", "It holds", "It keeps"),
        html("notes/rope", "notes") | PLUGIN,
    ),
    "the title of a local page": (
        lambda site: site.replace("content/notes/sail.md", "Sail", "Cloth"),
        html("notes/sail", "notes") | PLUGIN,
    ),
    "a local page that search engines are to leave out": (
        lambda site: site.replace("content/notes/sail.md", "title: Sail", "title: Sail\nnoindex: true"),
        html("notes/sail") | LISTS,
    ),
    "a local post": (
        lambda site: site.replace("content/log.md", "A post that", "A log that"),
        html("log", "page/2", "tags/craft") | PLUGIN,
    ),
    "a new local page": (
        lambda site: site.put("content/notes/knot.md", "---\nupdated: 2026-10-01\n---\n\n# Knot\n"),
        html("notes", "notes/knot") | LISTS,
    ),
    "a picture of a local page": (
        # Search engines are told where it lies.
        lambda site: do.replace_picture(site, "content/notes/rope.png"),
        html("notes/rope") | LISTS,
        {"media/rope.png", "media/rope-500.webp"},
    ),
    "a local page that is gone": (
        lambda site: (site.folder / "content/notes/sail.md").unlink(),
        html("notes") | LISTS,
    ),
    "a static file": (lambda site: site.put("static/humans.txt", "Nobody.\n"), set(), {"humans.txt"}),
    "a new static file": (lambda site: site.put("static/new.txt", "New.\n"), set(), {"new.txt"}),
    "a template": (
        lambda site: site.replace("themes/harbour/templates/post.html", "{% block main %}", "{% block main %}<hr>"),
        html(*POSTS) | PLUGIN,
    ),
    "a template that is new": (
        lambda site: site.put("templates/terms.html", '{% extends "base/terms.html" %}'),
        html("tags") | PLUGIN,
    ),
    "an included template": (
        lambda site: site.replace("themes/harbour/templates/signature.html", "<p", "<p lang=en"),
        html(*POSTS) | PLUGIN,
    ),
    "an imported template": (
        lambda site: site.replace("themes/harbour/templates/marks.html", 'class="level"', 'class="depth"'),
        html(*POSTS) | PLUGIN,
    ),
    "an included template that is overridden": (
        lambda site: site.put("templates/breadcrumbs.html", "<p>{{ page.breadcrumbs | length }}</p>"),
        html("guide/everything", "guide/knots", "guide/knots/bowline", "guide/alfa", "guide/bravo", "guide/charlie")
        | html("notes/rope", "notes/sail")
        | PLUGIN,
    ),
    "a block template": (
        lambda site: site.replace("templates/blocks/callout.html", 'class="note"', 'class="mind"'),
        CALLOUTS | PLUGIN,
    ),
    "an included part of a block template": (
        lambda site: site.put("templates/blocks/_mark.html", "<b>?</b>"),
        CALLOUTS | PLUGIN,
    ),
    "a block template of the theme": (
        lambda site: site.replace("themes/harbour/blocks/quote.html", "harbour", "port"),
        html("islet", "guide/everything") | {"feed.xml"} | PLUGIN,
    ),
    "a block template that is new": (
        lambda site: site.put("templates/blocks/to_do.html", "<li>{{ block.content }}</li>"),
        html("guide/everything") | PLUGIN,
    ),
    "static CSS": (
        lambda site: site.replace("themes/harbour/static/harbour.css", "italic", "normal"),
        html(*POSTS) | {"assets/harbour.css"} | PLUGIN,
    ),
    "imported CSS": (
        lambda site: site.replace("themes/harbour/static/_level.css", "navy", "teal"),
        html(*POSTS) | {"assets/harbour.css"} | PLUGIN,
    ),
    "a static file of the theme that nothing names": (
        lambda site: site.put("themes/harbour/static/chart.txt", "Nobody at all.\n"),
        {"assets/chart.txt"} | PLUGIN,
    ),
    "an option that one page shows": (
        lambda site: do.set_setting(site, "theme_options.waves", 5),
        {"404.html"} | PLUGIN,
    ),
    "an option that posts show": (
        lambda site: do.set_setting(site, "theme_options.motto", "Fast."),
        html(*POSTS) | PLUGIN,
    ),
    "an option that all pages show": (
        lambda site: do.set_setting(site, "theme_options.footer", "Foot."),
        HTML | PLUGIN,
    ),
    "a word of the theme": (
        lambda site: site.put(
            "themes/harbour/theme.yaml",
            (site.folder / "themes/harbour/theme.yaml").read_text() + "texts:\n  en:\n    back_home: Home again\n",
        ),
        {"404.html"} | PLUGIN,
    ),
    "a plugin's source": (
        lambda site: site.replace("plugins/harbour.py", "Deep water.", "Deep!"),
        EVERYTHING | ASSETS,
    ),
    # Settings.
    "a comment in site.yaml": (lambda site: site.replace("site.yaml", "# The first", "# The very first"), set()),
    "the site's title": (lambda site: do.set_setting(site, "title", "The Book"), HTML | {"feed.xml"} | PLUGIN),
    "the site's description": (
        # Shown where a page has no words of its own; tags never have.
        lambda site: do.set_setting(site, "description", "Of the sea."),
        html(*FRONT, *OF_TAGS, "search") | {"404.html", "feed.xml"} | PLUGIN,
    ),
    "the number of posts in the feed": (lambda site: do.set_setting(site, "feed.posts", 4), {"feed.xml"} | PLUGIN),
    "what pages may load besides": (
        lambda site: do.set_setting(site, "deploy.allow", {"script-src": "https://stats.example.org"}),
        {"_headers"} | PLUGIN,
    ),
    "comments of readers": (
        lambda site: do.set_setting(site, "discussion", {"provider": "isso", "url": "https://talk.example.org"}),
        html(*POSTS, *PAGES) | {"_headers"} | PLUGIN,
    ),
    "a logo": (
        lambda site: (
            site.put("static/logo.svg", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 1"/>'),
            do.set_setting(site, "theme_options.logo", "logo.svg"),
        ),
        HTML | PLUGIN,
        {"logo.svg"},
    ),
    "a command that deploys the site": (
        lambda site: do.set_setting(site, "deploy.command", "true"),
        {"_headers"} | PLUGIN,
    ),
    "no feed": (lambda site: do.set_setting(site, "feed.enabled", False), HTML | PLUGIN),
    "the number of posts on a page of a list": (
        lambda site: do.set_setting(site, "posts_per_page", 5),
        html(*FRONT, "tags/sea") | PLUGIN,
    ),
    "the menu": (
        lambda site: do.set_setting(site, "menu", [{"page": uid("Guide")}, {"label": "Tags", "url": "/tags/"}]),
        HTML | PLUGIN,
    ),
    "the order of posts of one date": (
        lambda site: do.set_setting(site, "notion.sorts", [{"property": "Order", "direction": "descending"}]),
        html("anchor", "beacon", "compass", "page/3", "tags/sea", "tags/sea/page/2", "guide") | LISTS,
    ),
    "which properties are shown": (
        lambda site: do.set_setting(site, "properties.metadata", ["Level", "Related", "Height"]),
        html("guide", "guide/alfa", "guide/bravo", "guide/charlie") | PLUGIN,
    ),
    "what is told of unsupported blocks": (
        lambda site: do.set_setting(site, "unsupported", "text"),
        html("guide/everything") | PLUGIN,
    ),
    "no comments": (lambda site: do.set_setting(site, "comments", None), html(*POSTS, *PAGES) - LOCAL | PLUGIN),
    "the quality of pictures": (
        lambda site: do.set_setting(site, "pictures", {"formats": ["webp"], "quality": 10}),
        html("gull", "", "drift", "guide/knots", "notes/rope") | PLUGIN,
        {"media/wave-480.webp", "media/wave-640.webp", "media/cover-520.webp", "media/rope-500.webp"},
    ),
    "rules of the gate": (lambda site: do.set_setting(site, "gate", {"skip": ["email"]}), PLUGIN),
    "the address of the site": (
        lambda site: do.set_setting(site, "base_url", "https://other.example.org/sea"),
        EVERYTHING | ASSETS,
    ),
    "the folder of the site": (
        lambda site: do.set_setting(site, "base_url", "https://log.example.org"),
        EVERYTHING | ASSETS,
    ),
    "the language": (lambda site: do.set_setting(site, "language", "de"), EVERYTHING | ASSETS),
    # Around the site.
    "the clock before a scheduled date": (lambda site: do.wait(site, days=20), set()),
    "the clock passing a scheduled date": (
        lambda site: do.wait(site, days=40),
        html("kelp", "jetty", "fathom", *FRONT, "tags", "tags/sea", "tags/sea/page/2", "guide") | {"feed.xml"} | LISTS,
    ),
    "a secret of the gate": (lambda site: do.know(site, "ntn_a-token-that-stands-nowhere"), set()),
    "a page that is gone": (lambda site: do.delete(site, "ebb/index.html"), html("ebb")),
    "a page that was edited by hand": (lambda site: do.scribble(site, "tags/index.html"), html("tags")),
    "a copy that is gone": (lambda site: do.delete(site, WAVE), set(), {"media/wave.png"}),
    "a copy that was edited by hand": (lambda site: do.scribble(site, WAVE), set(), {"media/wave.png"}),
    "a style sheet that is gone": (lambda site: do.delete(site, "assets/style.*.css"), {"assets/style.css"}),
}


IN_SEARCH: Final = frozenset(
    (
        *("first words", "a description", "a title", "a title and with it an address", "a slug", "a tag", "a new tag"),
        *("the title of a page with others below", "the last post of a tag", "publication", "a page in the trash"),
        *("withdrawal of a page that is linked to", "a page that is not shared any more", "a synced block"),
        *("a page in the trash, with one below", "a new post", "the title of a row in a page", "a new row in a page"),
        *("the body of a row in a page", "the sentence around a link", "a local page", "the title of a local page"),
        *("a local post", "a local page that search engines are to leave out"),
        *("a new local page", "a local page that is gone", "the clock passing a scheduled date"),
    )
)
"""What the list of all pages shows too: titles, tags, and descriptions or first words."""


@pytest.mark.parametrize("case", CASES)
def test_what_shows_a_change_is_rendered_again_and_nothing_else(built: ChangingSite, tmp_path: Path, case: str) -> None:
    change, rendered, copied = (*CASES[case], set())[:3]
    if case in IN_SEARCH:
        rendered = rendered | html("search")
    site, made = after(change, built, tmp_path)
    assert without_digests(made.result.rendered) == rendered
    assert without_digests(made.result.copied) == copied
    again = site.build()
    assert (again.result.rendered, again.result.copied, again.result.indexed) == ((), (), False)
    assert again.problems == made.problems


def without_digests(paths: Iterable[str]) -> set[str]:
    """Paths without the digests in the names of files."""
    return {re.sub(r"[.-][0-9a-f]{8,12}(?=[.-])", "", path) for path in paths}
