"""What the outputs of a task need of their pages, made of all of them before any output is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress

from notionpress.content.blocks import Block, Code
from notionpress.content.walk import snippets
from notionpress.emit.output import Body, Emitter, Job, Output, Takes, Workshop
from notionpress.render.early_markdown import EarlyMarkdown
from notionpress.render.page import HTML
from notionpress.site.reader import Reader

Blocks = tuple[Block, ...]


class Ahead:
    """Blocks and bodies, HTML or Markdown, that wait for the outputs that show them, each of which takes its own away.

    Doing one kind of work many times, and then the next, takes a fourteenth less of the processor's time than making
    one output after the other: code and tables that are used again at once are still near it.

    Arguments: `load` reads and parses the blocks of a page; `kept` gives the body of a page that was made before, None
    where it is to be made; `highlight` colours code in a language; `early` gives the body of a page as Markdown, None
    where that has to be made of its blocks.
    """

    def __init__(
        self,
        load: Callable[[str], Blocks],
        kept: Callable[[str], Body | None],
        highlight: Callable[[str, str], str],
        early: Callable[[str], EarlyMarkdown | None],
    ) -> None:
        self._load = load
        self._kept = kept
        self._highlight = highlight
        self._early = early
        self._blocks: dict[str, Blocks] = {}
        self._code: dict[tuple[str, str], str] = {}
        self._bodies: dict[str, Body | None] = {}
        self._markdown: dict[str, EarlyMarkdown | None] = {}

    def blocks(self, page_id: str) -> Blocks:
        """The blocks of a page. Raises what loading them raises."""
        found = self._blocks.pop(page_id, None)
        return self._load(page_id) if found is None else found

    def kept(self, page_id: str) -> Body | None:
        """The body of a page, None where it is to be made."""
        return self._bodies.pop(page_id) if page_id in self._bodies else self._kept(page_id)

    def early(self, page_id: str) -> EarlyMarkdown | None:
        """The body of a page as Markdown, None where it has to be made of the blocks."""
        return self._markdown.pop(page_id) if page_id in self._markdown else self._early(page_id)

    def highlight(self, code: str, language: str) -> str:
        """Code in colour, as HTML."""
        found = self._code.get((code, language))
        return self._highlight(code, language) if found is None else found

    def prepare(self, outputs: Iterable[Output], emitters: Mapping[str, Emitter], workshop: Workshop) -> None:
        """Make what these outputs take. What cannot be made is left to the output that needs it, and tells of it."""
        self._blocks.clear()
        self._bodies.clear()
        self._code.clear()
        self._markdown.clear()
        pages: dict[Takes, dict[str, str]] = {"body": {}, "markdown": {}}
        for output in outputs:
            takes: Takes | None = getattr(emitters[output.emitter], "takes", None)
            if takes and output.key in workshop.site.pages:
                pages[takes][output.key] = getattr(emitters[output.emitter], "dialect", "")
        for id in pages["body"]:
            with suppress(Exception):
                self._bodies[id] = self._kept(id)
        missing = [id for id, body in self._bodies.items() if body is None]
        self._markdown = {id: self._early(id) for id in pages["markdown"]}
        to_make = [id for id, body in self._markdown.items() if not (body and pages["markdown"][id] in body.dialects)]
        for id in (*to_make, *missing):
            with suppress(Exception):
                self._blocks[id] = self._load(id)
        if workshop.functions.get(Code) is HTML[Code]:
            # A plugin or a theme may show code in another way.
            for snippet in (one for id in missing for one in snippets(self._blocks.get(id, ()))):
                if snippet not in self._code:
                    self._code[snippet] = self._highlight(*snippet)
        for id in missing:
            with suppress(Exception):
                job = Job(workshop, Reader(workshop.site), [])
                self._bodies[id] = job.body(job.page(id))
