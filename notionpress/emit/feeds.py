"""Feeds of the newest posts: of the whole site, of collections, and of tags and other terms."""

from __future__ import annotations

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from notionpress.emit.context import shown_title, title_of_feed
from notionpress.emit.feed_formats import FEED_KINDS, Feed, FeedEntry
from notionpress.emit.languages import own_words
from notionpress.emit.output import FeedFile, Job, Output, Workshop, feed_file
from notionpress.render.renderer import Renderer
from notionpress.site import routes
from notionpress.site.facts import feed_formats, feeds_of
from notionpress.site.languages import spoken
from notionpress.site.listings import listings
from notionpress.site.publish import aware
from notionpress.site.reader import AbsoluteReader
from notionpress.site.site import PageMeta


class Feeds:
    """feed.xml, rss.xml and feed.json: of the site, of its collections, and of its terms."""

    name = "feed"

    def outputs(self, workshop: Workshop) -> Iterable[Output]:
        """A feed for each format, and those of lists that have some, if the site has posts and wants feeds."""
        site = workshop.site
        for kind in feed_formats(site):
            yield Output(FEED_KINDS[kind].file, self.name, kind)
        for one in listings(site) if site.posts else ():
            folder = one.route.path.removesuffix(routes.INDEX)
            for kind in feeds_of(site, one):
                yield Output(folder + FEED_KINDS[kind].file, self.name, f"{kind}/{one.key}")

    def render(self, output: Output, job: Job) -> str:
        """The feed; addresses in it are absolute, as readers show it far from the site."""
        kind, _, key = output.key.partition("/")
        reader = job.reader
        count = reader.fact("setting:feed.posts")
        title, author = reader.fact("setting:title"), reader.fact("setting:author")
        # A feed tells what is new, in whatever order the site shows its posts.
        if key:
            name, url, language, _ = reader.fact(f"feeds-of:{key}")
            posts = reader.fact(f"newest-in:{key}/{count}")
            shown = title_of_feed(key, name, language, job)
            description = own_words("description", job.in_language(language)) if key.startswith("language:") else ""
        else:
            language, url, posts = "", job.base_path, reader.fact(f"newest:{count}")
            shown, description = title, reader.fact("setting:description")
        text = reader.fact("setting:feed.terms" if key.startswith("term:") else "setting:feed.text")
        file, _, write = FEED_KINDS[kind]
        return write(
            Feed(
                title=shown,
                description=description,
                home=job.origin + url,
                url=job.origin + url + file,
                language=spoken(language, job.config),
                author=author or title,
                entries=tuple(_entry(job.page(id), language, job, is_full=text == "full") for id in posts),
            )
        )


def _entry(post: PageMeta, language: str, job: Job, *, is_full: bool) -> FeedEntry:
    """A post as a feed in a language tells of it, which is "" where it is the site's."""
    zone = ZoneInfo(job.config.time_zone)
    reader = AbsoluteReader(job.workshop.site, job.origin, job.reader.reads)
    body = job.feed_body(post) if is_full else None
    cover = post.cover
    picture = _picture(feed_file(cover, reader) if cover else None) or _picture(body.picture if body else None)
    elsewhere = Renderer(post, reader, []).address(cover) if cover and not cover.hosted else None
    return FeedEntry(
        # An address may change with the title; the page's id in Notion never does.
        id=f"urn:uuid:{post.id}",
        title=shown_title(post.title, reader.in_language(post.language)),
        language="" if post.language == language else spoken(post.language, job.config),
        url=job.origin + post.route.url,
        published=aware(post.date or post.created, zone),
        updated=aware(post.updated, zone),
        authors=post.authors,
        tags=post.tags,
        summary=post.description or post.excerpt,
        html=body.html if body else "",
        image=elsewhere or (picture.url if picture else ""),
        picture=picture,
        files=body.files if body else (),
    )


def _picture(file: FeedFile | None) -> FeedFile | None:
    """A file if it can be shown: what pretends to be a picture is served as another type."""
    return file if file and file.media_type.startswith("image/") else None
