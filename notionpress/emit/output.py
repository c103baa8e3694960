"""Outputs, and the workshop that they are made in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, Literal, Protocol, TypeAlias

import msgspec
from msgspec.structs import replace

from notionpress.config import Config
from notionpress.content.blocks import Audio, Block, File, Image, Pdf, Video
from notionpress.content.comments import Thread
from notionpress.content.rich_text import FileRef
from notionpress.content.summary import HeadingRef
from notionpress.content.walk import walk
from notionpress.emit.fonts import Fonts
from notionpress.errors import ConfigError, ThemeError, explained
from notionpress.render.early_markdown import EarlyMarkdown
from notionpress.render.html_renderer import BlockFunctions, HtmlRenderer
from notionpress.render.markdown_renderer import MarkdownFunctions
from notionpress.render.markup import Html, element, escape
from notionpress.render.navigation import Navigation, titled
from notionpress.render.page import HTML, MARKDOWN
from notionpress.render.texts import word
from notionpress.report import Problem
from notionpress.site import routes
from notionpress.site.facts import Reads
from notionpress.site.reader import AbsoluteReader, Reader
from notionpress.site.site import PageMeta, Site
from notionpress.theme import Theme

Takes: TypeAlias = Literal["body", "markdown"]
"""What an emitter, by its attribute `takes`, shows in each output of the page that is its key: it is made ahead.

Markdown is in the dialect that it names as its `dialect`."""


_FILES: Final = (Image, Video, Audio, Pdf, File)


class Output(msgspec.Struct, frozen=True):
    """A file of the site: its path, which emitter makes it, and that emitter's own key for it.

    `source` names a file that is copied as it is; such an output is not rendered.
    """

    path: str
    emitter: str
    key: str = ""
    source: str = ""


class Body(msgspec.Struct, frozen=True):
    """A page's blocks as HTML, the headings among them with their levels, its problems, and what it was made of.

    `pages` are fields of pages by id as in `site.facts`, `names` other facts.
    """

    html: Html
    headings: tuple[HeadingRef, ...] = ()
    problems: tuple[Problem, ...] = ()
    pages: Mapping[str, int] = {}
    names: tuple[str, ...] = ()


class FeedFile(msgspec.Struct, frozen=True):
    """A file that feeds offer beside the text of a post: its absolute address, type, size in bytes, and name."""

    url: str
    media_type: str
    size: int
    name: str = ""


class FeedBody(msgspec.Struct, frozen=True):
    """A page's blocks as HTML for feeds, the first picture among them, the files to play or open, and what it read.

    `pages` and `names` are as in `Body`.
    """

    html: Html
    picture: FeedFile | None = None
    files: tuple[FeedFile, ...] = ()
    pages: Mapping[str, int] = {}
    names: tuple[str, ...] = ()


class Workshop(msgspec.Struct, frozen=True, kw_only=True):
    """What emitters work with: the site, the theme, and ways to a page's blocks and comments. Made once for a build.

    `early` gives the body of a page as Markdown that was made while the page was read, None where there is none.
    `kept` gives the body of a page as it was made before, None where it is to be made, and `keep` takes one; so do
    `kept_for_feeds` and `keep_for_feeds` for the bodies that feeds have.
    `kept_card` and `keep_card` do so with social cards, by path and the digest of what they are drawn from.
    """

    site: Site
    theme: Theme
    blocks: Callable[[str], tuple[Block, ...]]
    highlight: Callable[[str, str], str]
    functions: BlockFunctions = HTML
    markdown: MarkdownFunctions = MARKDOWN
    comments: Callable[[str], tuple[Thread, ...]] = lambda _: ()
    early: Callable[[str], EarlyMarkdown | None] = lambda _: None
    kept: Callable[[str], Body | None] = lambda _: None
    keep: Callable[[str, Body], None] = lambda _, __: None
    navigations: dict[str, Navigation] = {}
    """Trees of pages as HTML by collection, as far as a page has asked for them."""
    fonts: Callable[[], Fonts] = lambda: Fonts((), (), "en")
    kept_card: Callable[[str, bytes], bytes | None] = lambda _, __: None
    keep_card: Callable[[str, bytes, bytes], None] = lambda _, __, ___: None
    kept_for_feeds: Callable[[str], FeedBody | None] = lambda _: None
    keep_for_feeds: Callable[[str, FeedBody], None] = lambda _, __: None


class Job(msgspec.Struct, frozen=True):
    """One output in the making: its reader, and where its problems go.

    What is asked of the reader and of the job is noted, and makes the output again when it changes; what an emitter
    takes from the workshop is not, so outputs of those that do are made again whenever anything has changed.
    """

    workshop: Workshop
    reader: Reader
    problems: list[Problem]

    @property
    def config(self) -> Config:
        """The settings whose change makes every output again; of others, ask the reader for `setting:<name>`."""
        return self.workshop.site.config

    @property
    def base_path(self) -> str:
        """The path of the site's folder at its host, with slashes on both ends."""
        return self.workshop.site.base_path

    @property
    def origin(self) -> str:
        """Scheme and host of the site, without a slash at the end."""
        return routes.origin(self.config.base_url)

    @property
    def theme(self) -> Theme:
        """The theme in the language of the output."""
        return self.workshop.theme.in_language(self.reader.language)

    def in_language(self, language: str) -> Job:
        """The same job for an output in another language, given by its tag; "" for the site's."""
        return replace(self, reader=self.reader.in_language(language))

    def page(self, id: str) -> PageMeta:
        """A published page that an output is about."""
        page = self.reader.meta(id)
        assert page is not None, "outputs are planned for published pages"
        return page

    def render(self, template: str, context: Mapping[str, Any], *, page: str = "") -> str:
        """A template of the theme, filled in; `page` is the title that errors name."""
        return self.theme.render(template, context, page=page, reads=self.reader.reads)

    def text(self, key: str) -> str:
        """The theme's words for `key`."""
        self.reader.reads.add(self.theme.read_of_text(key))
        return self.theme.text(key)

    def fonts(self) -> Fonts:
        """The fonts for what is drawn."""
        self.reader.reads.add("fonts:")
        return self.workshop.fonts()

    def blocks(self, page_id: str) -> tuple[Block, ...]:
        """The blocks of a published page."""
        self._note_body(page_id)
        return self.workshop.blocks(page_id)

    def early(self, page_id: str) -> EarlyMarkdown | None:
        """The body of a published page as Markdown that was made while it was read, None where there is none."""
        self._note_body(page_id)
        return self.workshop.early(page_id)

    def _note_body(self, page_id: str) -> None:
        page = self.page(page_id)
        if page.body and page.file:
            # Below a folder's page stand the pages in it, which are no blocks of its own.
            for child in page.children:
                _ = self.page(child).kind

    def comments(self, page_id: str) -> tuple[Thread, ...]:
        """The comments on a published page."""
        if self.page(page_id).file or not self.reader.fact("setting:comments"):
            return ()
        self.reader.reads.add(f"comments:{page_id}")
        return self.workshop.comments(page_id)

    def tree_language(self, collection: str) -> str:
        """The tag of the language of a page tree, "" for the site's."""
        found: str = self.reader.fact(f"language-of:{collection}") if collection else ""
        return found

    def navigation(self, collection: str) -> Navigation:
        """The page tree of a collection, under "" of all other pages."""
        # The tree itself is asked for once, as it may be large.
        self.reader.reads.add(f"tree:{collection}")
        found = self.workshop.navigations.get(collection)
        if found is None:
            # It stands on pages in all languages.
            language, own = self.tree_language(collection), self.config.language
            untitled = word("untitled", language or own)
            found = Navigation(titled(self.reader.fact(f"tree:{collection}"), untitled, language, own))
            self.workshop.navigations[collection] = found
        return found

    def renderer(self, page: PageMeta) -> HtmlRenderer:
        """What renders blocks and texts of a page for this output."""
        shop = self.workshop
        return HtmlRenderer(
            page,
            self.reader,
            self.problems,
            functions=shop.functions,
            highlight=shop.highlight,
            sizes=shop.theme.pictures.sizes,
        )

    def body(self, page: PageMeta) -> Body:
        """The body of a page, made once for as long as nothing changes that it was made of."""
        body = self.workshop.kept(page.id)
        if body is None:
            job = Job(self.workshop, Reader(self.workshop.site), [])
            body = job.new_body(job.page(page.id))
            self.workshop.keep(page.id, body)
        self.reader.reads.update(body.pages, body.names)
        self.problems.extend(body.problems)
        return body

    def new_body(self, page: PageMeta) -> Body:
        """The body of a page, made now, in its own language."""
        render = self.in_language(page.language).renderer(page)
        html = render.body(self.blocks(page.id))
        headings = tuple(
            HeadingRef(render.level(one), render.words(one.rich_text), one.anchor, one.id) for one in render.headings
        )
        reads = self.reader.reads
        return Body(html, headings, tuple(self.problems), reads.pages, tuple(reads.names))

    def feed_body(self, page: PageMeta) -> FeedBody:
        """A page's body for readers far from the site, made once for all feeds; its own output tells of its problems.

        Of one that cannot be made, only the first words.
        """
        body = self.workshop.kept_for_feeds(page.id)
        if body is None:
            reads = Reads()
            try:
                body = self._new_feed_body(page.id, reads)
            except (ThemeError, ConfigError):
                raise
            except Exception as error:
                what, hint = explained(error)
                message = f"In the feed, only the first words of this page stand. {what}"
                self.problems.append(Problem("feed-entry-failed", message, page.title, page.source, hint))
                self.reader.reads.update(reads.pages, reads.names)
                return FeedBody(element("p", escape(page.excerpt)))
            self.workshop.keep_for_feeds(page.id, body)
        self.reader.reads.update(body.pages, body.names)
        return body

    def _new_feed_body(self, page_id: str, reads: Reads) -> FeedBody:
        shop = self.workshop
        job = Job(shop, AbsoluteReader(shop.site, self.origin, reads), [])
        page = job.page(page_id)
        reader = job.reader.in_language(page.language)
        render = HtmlRenderer(page, reader, [], functions=shop.functions, highlight=shop.highlight, feed=True)
        blocks = job.blocks(page_id)
        html = render.body(blocks)
        shown = [block for block in walk(blocks) if isinstance(block, _FILES)]
        pictures = (feed_file(block.file, reader) for block in shown if isinstance(block, Image))
        others = (feed_file(block.file, reader) for block in shown if not isinstance(block, Image))
        return FeedBody(
            html,
            next(filter(None, pictures), None),
            tuple(dict.fromkeys(filter(None, others))),
            reads.pages,
            tuple(reads.names),
        )


def feed_file(ref: FileRef, reader: Reader) -> FeedFile | None:
    """A file as feeds offer it, None where the site does not serve it."""
    media = reader.file(ref)
    return FeedFile(media.url, media.media_type, media.size, media.name) if media else None


class Emitter(Protocol):
    """Lists outputs and renders each of them."""

    name: str

    def outputs(self, workshop: Workshop) -> Iterable[Output]:
        """All files that this emitter makes for the site."""

    def render(self, output: Output, job: Job) -> str | bytes:
        """The text, or the bytes, of one of them."""
