"""The table that peers.py prints: what is compared with what, and the limit of each ratio."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from tests.bench.measuring import Cost

Costs = Mapping[str, Sequence[Cost]]

HEAD = """\
| work | notionpress | beside it | ratio | limit | kept |
|---|---|---|---|---|---|"""


@dataclass(frozen=True)
class Row:
    """A line of the table: one of our steps beside another, by their names.

    `limit` is what the ratio of the times may be at most; where the costs of a page are compared, `pages` are those of
    both steps. With `at_least` the ratio is that of the speeds, and the limit the least that it should be.
    """

    key: str
    label: str
    ours: str
    other: str
    other_name: str
    limit: float | None = None
    pages: tuple[int, int] = (1, 1)
    at_least: bool = False

    @property
    def steps(self) -> tuple[str, ...]:
        """The steps that it needs."""
        return self.ours, self.other

    def cells(self, costs: Costs) -> tuple[str, ...]:
        """What is compared, our time and the other's, the ratio, the limit and whether it is kept.

        What stands in parentheses is about the processor's time.
        """
        ours, others = costs[self.ours], costs.get(self.other)
        limit = "" if self.limit is None else f"{'≥' if self.at_least else '≤'} {self.limit:g}"
        if not others:
            return self.label, _times(ours), "", "", limit, ""
        rounds = list(zip(ours, others, strict=False))
        ratio = median(self._ratio(one.wall, other.wall) for one, other in rounds)
        processor = median(self._ratio(one.processor, other.processor) for one, other in rounds)
        shown = f"{ratio:.3g} ({processor:.3g})"
        return self.label, _times(ours), f"{self.other_name} {_times(others)}", shown, limit, self._kept(ratio)

    def _ratio(self, ours: float, other: float) -> float:
        ratio = (ours / self.pages[0]) / (other / self.pages[1])
        return 1 / ratio if self.at_least else ratio

    def _kept(self, ratio: float) -> str:
        if self.limit is None:
            return ""
        return _kept(ratio >= self.limit if self.at_least else ratio <= self.limit)


@dataclass(frozen=True)
class MemoryRow:
    """A line of the table on the most memory that one of our steps takes: all processes at the same moment, in MB.

    The other is a single process.
    """

    key: str
    label: str
    ours: str
    limit: float
    other: str = ""
    other_name: str = ""

    @property
    def steps(self) -> tuple[str, ...]:
        """The steps that it needs."""
        return tuple(filter(None, (self.ours, self.other)))

    def cells(self, costs: Costs) -> tuple[str, ...]:
        """What is compared, our memory and the other's, the ratio, the limit and whether it is kept.

        What stands in parentheses counts memory that processes share as often as they share it.
        """
        ours, others = costs[self.ours], costs.get(self.other)
        peak = _middle(ours, lambda cost: cost.proportional)
        shown = f"{peak:,.0f} MB ({_middle(ours, lambda cost: cost.resident):,.0f} MB)"
        limit, kept = f"< {self.limit:,.0f} MB", _kept(peak < self.limit)
        if not others:
            return self.label, shown, "", "", limit, kept
        theirs = _middle(others, lambda cost: cost.largest)
        return self.label, shown, f"{self.other_name} {theirs:,.0f} MB", f"{peak / theirs:.3g}", limit, kept


def rows_of(pages: int) -> list[Row | MemoryRow]:
    """All rows, where the large site has so many posts."""
    few, many = max(2, pages // 10), pages * 10
    small, large, huge = f"{few:,} pages", f"{pages:,} pages", f"{many:,} pages"
    again = "large Hugo again"
    return [
        Row("small", f"cold, {small}", "small cold", "small Hugo", "Hugo", 0.7),
        Row("small", f"cold, {small}", "small cold", "small Zola", "Zola"),
        Row("large", f"cold, {large}", "large cold", "large Hugo", "Hugo", 0.4),
        Row("large", f"cold, {large}", "large cold", "large Zola", "Zola", 0.6),
        Row("plain", f"cold, {large}, no highlighting", "plain cold", "plain Zola", "Zola", 1.0),
        Row("nothing", f"nothing changed, {large}", "large nothing", again, "Hugo", 0.02),
        Row("body", f"one body changed, {large}", "large body", again, "Hugo", 0.03),
        Row("title", f"one title changed, {large}", "large title", again, "Hugo", 0.06),
        Row("template", f"template changed, {large}", "large template", again, "Hugo", 0.25),
        MemoryRow("memory", f"memory, cold, {large}", "large memory", 400, "large Hugo", "Hugo"),
        Row("page", f"a page of {large}, cold", "large cold", "small cold", f"of {small}", 1.1, (pages, few)),
        Row("tenfold", f"a page of {huge}, cold", "huge cold", "large cold", f"of {large}", 1.1, (many, pages)),
        Row(
            "tenfold",
            f"a page of {huge}, nothing changed",
            "huge nothing",
            "large nothing",
            f"of {large}",
            1.1,
            (many, pages),
        ),
        MemoryRow("tenfold", f"memory, cold, {huge}", "huge cold", 1500),
        MemoryRow("tenfold", f"memory, nothing changed, {huge}", "huge nothing", 1500),
        Row("export", f"`export --to hugo`, cold, {large}", "large export", "large cold", "HTML", 0.5),
        Row(
            "markdown",
            f"Markdown of {large} from the cache",
            "large plain Markdown",
            "large notion-to-md served",
            "notion-to-md, pages served",
            10,
            at_least=True,
        ),
        Row(
            "markdown",
            f"Markdown of {small}, served to both",
            "small served Markdown",
            "small notion-to-md served",
            "notion-to-md",
            at_least=True,
        ),
        Row(
            "markdown",
            f"Markdown of {large}, at hand for both",
            "large plain Markdown",
            "large notion-to-md at hand",
            "notion-to-md",
            at_least=True,
        ),
    ]


def _times(costs: Sequence[Cost]) -> str:
    wall, processor = _middle(costs, lambda cost: cost.wall), _middle(costs, lambda cost: cost.processor)
    return f"{wall:.2f} s ({processor:.2f} s)"


def _middle(costs: Iterable[Cost], figure: Callable[[Cost], float]) -> float:
    return median(figure(cost) for cost in costs)


def _kept(kept: bool) -> str:
    return "yes" if kept else "**no**"
