"""One page as Markdown, to be pasted elsewhere: every address in it is whole."""

from __future__ import annotations

from msgspec.structs import replace

from notionpress.build.deep import deep_trees
from notionpress.content.rich_text import FileRef
from notionpress.render.dialects import DIALECTS
from notionpress.render.markdown_renderer import MarkdownRenderer
from notionpress.serve.cycle import Looked
from notionpress.site.exports import Export, ExportReader
from notionpress.site.facts import Reads
from notionpress.site.layouts import Layout
from notionpress.site.load import load_blocks
from notionpress.site.reader import Reader
from notionpress.site.routes import origin
from notionpress.site.site import Media


class _WholeAddresses(ExportReader):
    """A reader that gives every address with its host: no page has a file in this export."""

    def file(self, ref: FileRef) -> Media | None:
        """A downloaded file at its address in the site."""
        media = Reader.file(self, ref)
        return replace(media, url=origin(self._site.config.base_url) + media.url) if media else None


def markdown_of(looked: Looked, id: str) -> str | None:
    """A page of the site as Markdown with its title, None where there is none; raises as reading its blocks does."""
    page = looked.site.pages.get(id)
    if page is None:
        return None
    export = Export(site=looked.site, layout=Layout(name="plain", links="file"), files={}, at={})
    reader = _WholeAddresses(export, "", Reads())
    functions = looked.plugins.markdown
    render = MarkdownRenderer(page, reader, [], dialect=DIALECTS["plain"], functions=functions)
    with deep_trees():
        blocks = load_blocks(looked.store, id, looked.plugins.hooks, looked.site)
        return f"# {render.escape(page.title, 'heading')}\n\n{render.body(blocks)}"
