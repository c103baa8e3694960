"""Social cards: a picture of each page for where its address is shared, drawn from the theme's card.svg."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, Final

from notionpress.content.rich_text import EmojiIcon
from notionpress.emit.context import summary_context
from notionpress.emit.fonts import Style
from notionpress.emit.frame import frame
from notionpress.emit.lettering import Lettering, set_lines
from notionpress.emit.output import Job, Output, Workshop
from notionpress.report import Problem
from notionpress.site.social import CARD_HEIGHT, CARD_WIDTH, SITE_CARD, card_path, has_card

TEMPLATE: Final = "card.svg"
"""The template that cards are drawn from."""

_NAMED: Final = 8
"""So many characters that no font has are named."""


class SocialCards:
    """A PNG for each page that site.yaml wants one for, and one for the lists of the site."""

    name = "cards"

    def outputs(self, workshop: Workshop) -> Iterable[Output]:
        """One output for each card."""
        site = workshop.site
        if site.social_cards == "none":
            return
        pages = (page for page in site.pages.values() if has_card(page, site.social_cards, site.media.get))
        for path, id in {SITE_CARD: "", **{card_path(page): page.id for page in pages}}.items():
            yield Output(path, self.name, id)

    def render(self, output: Output, job: Job) -> bytes:
        """The card of a page, or of the site."""
        missing: list[str] = []
        svg = self._svg(output, job, missing)
        if missing:
            job.problems.append(_lacking(missing, output, job))
        shop, digest = job.workshop, hashlib.sha256(svg.encode()).digest()
        data = shop.kept_card(output.path, digest)
        if data is None:
            data = png_of(svg)
            shop.keep_card(output.path, digest, data)
        return data

    def _svg(self, output: Output, job: Job, missing: list[str]) -> str:
        page = job.page(output.key) if output.key else None
        job = job.in_language(page.language if page else "")
        icon = page.icon if page else None
        title = page.title if page else job.reader.fact("setting:title")
        variables = {
            **frame(job, page.route.path if page else "", title=title),
            "page": summary_context(page.id, job) if page else None,
            "icon": icon.emoji if isinstance(icon, EmojiIcon) else "",
            "width": CARD_WIDTH,
            "height": CARD_HEIGHT,
            "lettering": partial(_lettering, job, missing),
        }
        return job.render(TEMPLATE, variables, page=title)


def _lettering(
    job: Job,
    missing: list[str],
    text: str,
    *,
    width: float,
    sizes: Sequence[float],
    height: float = 0,
    style: Style = "serif",
    bold: bool = False,
) -> Lettering:
    """What templates call to set words in lines; characters that no font has are noted in `missing`."""
    fonts = job.fonts()

    def face_of(cluster: str, emoji: bool) -> Any:
        return fonts.face(cluster, style, bold=bold, emoji=emoji)

    made = set_lines(text, face_of, width=width, sizes=sizes, height=height)
    missing.extend(made.missing)
    return made


def png_of(svg: str, width: int | None = None) -> bytes:
    """A drawing as PNG, in its own size or so many pixels wide; it may use no fonts and no files.

    Raises ValueError for what is no drawing.
    """
    import resvg_py  # noqa: PLC0415  (an extra)

    try:
        return bytes(resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True, width=width))
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        # What goes wrong in Rust is no Exception.
        raise ValueError(f"The drawing cannot be made: {error}") from error


def _lacking(missing: Iterable[str], output: Output, job: Job) -> Problem:
    found = list(dict.fromkeys(missing))
    named = " ".join(found[:_NAMED]) + (" …" if len(found) > _NAMED else "")
    page = job.page(output.key) if output.key else None
    return Problem(
        "missing-glyph",
        f"No font has these characters, which the social card lacks: {named}",
        page.title if page else "",
        page.source if page else "",
        "Install a font that has them (Noto has all), or name one under `social: fonts:` in site.yaml.",
    )
