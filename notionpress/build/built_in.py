"""What notionpress itself registers, by the verbs of plugins: every block in both formats, every file of a site."""

from __future__ import annotations

from notionpress.emit.feeds import Feeds
from notionpress.emit.hosting import Hosting
from notionpress.emit.icons import Icons
from notionpress.emit.lists import Archive, Collections, Front, Languages, Taxonomies
from notionpress.emit.machines import ListForMachines, MarkdownTwins
from notionpress.emit.pages import NotFound, Pages
from notionpress.emit.redirects import Redirects
from notionpress.emit.search import Search
from notionpress.emit.sitemap import Robots, Sitemap
from notionpress.emit.social import SocialCards
from notionpress.emit.static import MediaFiles, ProjectFiles, ThemeFiles
from notionpress.plugins.press import Press
from notionpress.render.page import HTML, MARKDOWN


def setup(press: Press) -> None:
    """Register what makes a website; emitters in the order of the report."""
    for kind, function in HTML.items():
        press.html(kind, function)
    for kind, in_markdown in MARKDOWN.items():
        press.markdown(kind, in_markdown)
    lists = (Front, Languages, Collections, Taxonomies, Archive, Search)
    about = (Feeds, Sitemap, Robots, NotFound, Redirects, Hosting, SocialCards, Icons)
    machines = (MarkdownTwins, ListForMachines)
    for emitter in (Pages, *lists, *about, *machines, MediaFiles, ThemeFiles, ProjectFiles):
        press.emit(emitter)
