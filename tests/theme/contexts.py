"""What templates are given, at its smallest and at its fullest."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from markupsafe import Markup


def site(**changes: Any) -> dict[str, Any]:
    """The variables that every template has."""
    return {
        "site": {
            "title": "Lamp & Tide",
            "description": "",
            "url": "https://example.org/journal",
            "language": "en",
            "author": "",
            "root": "/journal/",
            "home": "/journal/",
            "feed_url": "",
            "feeds": [],
            "tags_url": "",
            "archive_url": "",
            "collections": [],
            "taxonomies": [],
            "search": "",
            "search_url": "",
            "menu": [],
            "recently_updated": [],
            "has_menu": False,
            "tree": Markup(""),
            "tree_previous": None,
            "tree_next": None,
            "social_image": None,
            "icons": [],
            **changes,
        },
        "canonical": "https://example.org/journal/a/",
        "seo": {
            "robots": "",
            "locale": "en_US",
            "other_locales": [],
            "alternates": [],
            "markdown_url": "",
            "structured_data": "",
        },
        "translations": [],
        "languages": [],
        "head_title": "Lamp & Tide",
        "description": "",
    }


def summary(**changes: Any) -> dict[str, Any]:
    """A page as lists show it."""
    return {
        "title": "Fog <signals>",
        "url": "/journal/fog/",
        "kind": "post",
        "language": "en",
        "date": None,
        "updated": datetime(2026, 3, 14, 12, tzinfo=UTC),
        "description": "",
        "excerpt": "",
        "tags": [],
        "authors": [],
        "icon": Markup(""),
        "cover": None,
        "social_image": None,
        "reading_minutes": 1,
        "words": 0,
        "collection": None,
        "terms": {"tags": [], "authors": []},
        **changes,
    }


def page(**changes: Any) -> dict[str, Any]:
    """A page with its body."""
    return {
        **summary(),
        "content": Markup("<p>A horn in the dark.</p>"),
        "table_of_contents": [],
        "metadata": [],
        "properties": {},
        "breadcrumbs": [],
        "backlinks": [],
        "graph": None,
        "children": [],
        "previous": None,
        "next": None,
        "noindex": False,
        "has_code": False,
        "has_equation": False,
        "has_player": False,
        "has_zoom": False,
        "comments": [],
        "series": None,
        "related": [],
        "translations": [],
        "discussion": None,
        **changes,
    }


def pagination(number: int = 1, count: int = 1) -> dict[str, Any]:
    """The pages of a list."""
    pages = [{"number": at, "url": f"/journal/page/{at}/", "current": at == number} for at in range(1, count + 1)]
    return {
        "number": number,
        "count": count,
        "previous": pages[number - 2]["url"] if number > 1 else "",
        "next": pages[number]["url"] if number < count else "",
        "pages": pages,
    }


TAG = {"name": "Weather", "url": "/journal/tags/weather/", "color": "blue", "count": 3}
TAGS = {"name": "tags", "title": "Tags", "url": "/journal/tags/"}
COLLECTION = {"name": "log", "title": "The log", "url": "/journal/log/", "layout": "docs"}
MONTH = {"period": "2026/03", "title": "March 2026", "url": "/journal/archive/2026/03/", "count": 3, "months": []}
YEAR = {"period": "2026", "title": "2026", "url": "/journal/archive/2026/", "count": 7, "months": [MONTH]}
ABOUT = {
    "label": "About",
    "url": "/journal/about/",
    "language": "en",
    "current": False,
    "links": [],
    "within": False,
}
COVER = {"url": "/journal/media/fog.jpg", "width": 1600, "height": 900, "alt": "", "sources": [], "style": ""}
FEED = {"title": "Lamp & Tide", "type": "application/atom+xml", "url": "/journal/feed.xml"}
LINK = {"language": "en", "title": "Tides", "url": "/journal/tides/"}
COMMENTS = {
    "about": "A horn in the dark.",
    "comments": [
        {
            "id": "comment-1",
            "author": "Idris <Vaughan>",
            "date": datetime(2026, 3, 14, 12, tzinfo=UTC),
            "html": Markup("<em>Two</em>"),
        },
        {"id": "comment-2", "author": "Someone", "date": None, "html": Markup("Three")},
    ],
}
FULL_SUMMARY = {
    "date": date(2026, 3, 12),
    "description": "What the horn says.",
    "excerpt": "A horn",
    "tags": [TAG, {"name": "Sound", "url": "", "color": "default"}],
    "authors": ["Maren Holt", "Idris Vaughan"],
    "terms": {
        "tags": [TAG],
        "authors": [
            {"name": "Maren Holt", "url": "/journal/authors/maren/", "color": "default"},
            {"name": "Idris Vaughan", "url": "", "color": "default"},
        ],
    },
    "icon": Markup('<span class="icon">🌫️</span>'),
    "cover": COVER,
    "social_image": {"url": "/journal/media/fog.jpg", "width": 1600, "height": 900, "alt": "Fog"},
    "reading_minutes": 7,
    "collection": COLLECTION,
}

MINIMAL: dict[str, dict[str, Any]] = {
    "post.html": {"page": page()},
    "page.html": {"page": page(kind="page")},
    "index.html": {"posts": [], "pagination": pagination(), "tags": [], "home": None},
    "list.html": {"collection": COLLECTION, "posts": [], "pagination": pagination()},
    "term.html": {"taxonomy": TAGS, "term": {**TAG, "page_url": ""}, "posts": [], "pagination": pagination()},
    "terms.html": {"taxonomy": TAGS, "terms": []},
    "archives.html": {"years": []},
    "archive.html": {"period": {**YEAR, "months": []}, "posts": [], "pagination": pagination()},
    "search-list.html": {"groups": [], "letters": [], "pagination": pagination()},
    "404.html": {},
}
"""By template, without anything that may be missing."""

_full_page = page(
    **FULL_SUMMARY,
    table_of_contents=[{"level": 1 + at % 3, "text": f"Part {at}", "anchor": f"part-{at}"} for at in range(5)],
    metadata=[{"name": "Region", "text": "North", "html": Markup("<em>North</em>"), "value": "North"}],
    properties={"Region": "North"},
    breadcrumbs=[{**LINK, "title": "Coast", "url": "/journal/coast/"}],
    children=[summary(**FULL_SUMMARY)],
    previous=LINK,
    next=LINK,
    comments=[COMMENTS, {**COMMENTS, "about": ""}],
    related=[summary(**FULL_SUMMARY)],
    series={
        "title": "Horns",
        "url": "/journal/series/horns/",
        "part": 2,
        "count": 2,
        "parts": [{**LINK, "current": False}, {**LINK, "title": "Fog", "url": "/journal/fog/", "current": True}],
        "previous": LINK,
        "next": None,
    },
)
_posts = [summary(**FULL_SUMMARY), summary()]
FULL: dict[str, dict[str, Any]] = {
    "post.html": {"page": _full_page},
    "page.html": {"page": {**_full_page, "kind": "page"}},
    "index.html": {"posts": _posts, "pagination": pagination(5, 9), "tags": [TAG], "home": None},
    "list.html": {"collection": COLLECTION, "page": _full_page, "posts": _posts, "pagination": pagination(1, 3)},
    "term.html": {
        "taxonomy": TAGS,
        "term": {**TAG, "page_url": "/journal/weather/"},
        "posts": _posts,
        "pagination": pagination(1, 3),
    },
    "terms.html": {"taxonomy": TAGS, "terms": [TAG]},
    "archives.html": {"years": [YEAR]},
    "archive.html": {"period": YEAR, "posts": _posts, "pagination": pagination(1, 3)},
    "search-list.html": {
        "groups": [{"letter": "F", "anchor": "letter-f", "pages": _posts}],
        "letters": [
            {"letter": "F", "url": "/journal/search/#letter-f"},
            {"letter": "G", "url": "/journal/search/page/2/#letter-g"},
        ],
        "pagination": pagination(2, 3),
    },
    "404.html": {},
}
"""By template, with everything."""


def full_site() -> dict[str, Any]:
    """The variables that every template has, with nothing empty."""
    return {
        **site(
            description="Notes on light.",
            author="Maren Holt",
            feed_url="/journal/feed.xml",
            feeds=[FEED, {**FEED, "type": "application/feed+json", "url": "/journal/feed.json"}],
            tags_url="/journal/tags/",
            archive_url="/journal/archive/",
            collections=[COLLECTION],
            taxonomies=[TAGS],
            search="pagefind",
            search_url="/journal/search/",
            menu=[
                {**ABOUT, "label": "Journal", "url": "/journal/", "current": True},
                {**ABOUT, "label": "More", "url": "", "links": [ABOUT]},
            ],
            has_menu=True,
            tree=Markup('<ul><li><a href="/journal/about/">About</a></li></ul>'),
        ),
        "description": "What the horn says.",
    }
