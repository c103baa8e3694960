"""Pages as Markdown files for other generators, with front matter and their own notation."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from notionpress.content.blocks import Block
from notionpress.content.comments import Comment, Thread
from notionpress.content.rich_text import DateValue, FileRef
from notionpress.emit.comments import author_of, subjects
from notionpress.emit.front_matter import TERMS, front_matter, positions
from notionpress.emit.output import Job, Output, Takes, Workshop
from notionpress.render.dates import date_text
from notionpress.render.dialects import DIALECTS
from notionpress.render.markdown_renderer import MarkdownFunctions, MarkdownRenderer
from notionpress.render.markdown_text import quoted
from notionpress.render.renderer import Renderer
from notionpress.site.exports import Export, ExportReader
from notionpress.site.site import PageMeta


class MarkdownPages:
    """Every published page as a Markdown file in the place where a generator looks for it."""

    name = "markdown"
    takes: Takes = "markdown"

    def __init__(self, export: Export, functions: MarkdownFunctions) -> None:
        self._export = export
        self._functions = functions
        self.dialect = export.layout.name
        self._terms = TERMS[export.layout.name]
        self._positions = positions(export.site) if self._terms.position else {}
        self.facts = {"at": self._file_at, "place": self._position}

    def outputs(self, workshop: Workshop) -> Iterable[Output]:
        """One output for each published page."""
        for id, path in self._export.files.items():
            yield Output(path, self.name, id)

    def _file_at(self, name: str) -> str:
        """What a read `at:<address>` says now: the file of the page that is there."""
        return self._export.at.get(name.removeprefix("at:"), "")

    def _position(self, name: str) -> str:
        """What a read `place:<id>` says now: the place of a page among those beside it."""
        return str(self._positions.get(name.removeprefix("place:"), ""))

    def render(self, output: Output, job: Job) -> str:
        """Front matter, an empty line, and the body."""
        page = job.page(output.key)
        job.reader.fact("home")
        if self._terms.position:
            job.reader.reads.add(f"place:{page.id}")
        reader = ExportReader(self._export, output.path, job.reader.reads).in_language(page.language)
        render = MarkdownRenderer(page, reader, job.problems, dialect=DIALECTS[self.dialect], functions=self._functions)
        facts = Renderer(page, reader.for_html, job.problems)
        cover, position = self._cover(page.cover, render), self._positions.get(page.id)
        head = front_matter(page, self._export.site, self._terms, facts, cover, position)
        return "\n".join(part for part in (head, *page_text(page, render, job)) if part)

    def _cover(self, ref: FileRef | None, render: Renderer) -> str:
        """A cover's path from the top of the generator's site, or its address elsewhere."""
        if ref is None:
            return ""
        if not ref.hosted:
            return render.address(ref) or ""
        media = render.file(ref)
        return f"/{quote(media.path)}" if media else ""


def page_text(page: PageMeta, render: MarkdownRenderer, job: Job) -> tuple[str, str]:
    """The body of a page, and the comments on it."""
    early, threads = job.early(page.id), job.comments(page.id)
    body = early.body(render) if early else None
    blocks = job.blocks(page.id) if body is None or threads else ()
    return render.body(blocks) if body is None else body, _comments(threads, blocks, render)


def _comments(threads: tuple[Thread, ...], blocks: tuple[Block, ...], render: MarkdownRenderer) -> str:
    """The threads below a rule, each a quotation of what it is about and of its comments."""
    if not threads:
        return ""
    about = subjects(threads, blocks, render)
    parts = ["---"]
    for thread in threads:
        if len(parts) > 1 and render.dialect.merges_lists:
            parts.append(render.dialect.separator)
        subject = about.get(thread.block, "")
        lines = [f"“{render.escape(subject)}”"] if subject else []
        lines += [_comment(comment, render) for comment in thread.comments]
        parts.append(quoted("\n\n".join(lines)))
    return "\n\n".join(parts) + "\n"


def _comment(comment: Comment, render: MarkdownRenderer) -> str:
    when = f" · {render.escape(date_text(DateValue(comment.created), render))}" if comment.created else ""
    return f"**{render.escape(author_of(comment, render))}**{when}\n\n{render.inline(comment.words)}"
