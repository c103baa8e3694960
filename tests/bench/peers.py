"""Prints how fast notionpress builds beside Hugo, Zola and notion-to-md: a table with the limit of each row.

    tests/bench/peers/install TOOLS
    python tests/bench/peers.py --tools TOOLS --work WORK

Both sides take turns (A B A B …), so that the drift of a machine meets both, and a ratio is the median of the ratios
of the rounds. What is measured is the time of a whole process. A peer that is not among the tools is left out.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench.measuring import Cost
from tests.bench.our_site import OurSite
from tests.bench.peer_sites import PEERS, ZOLA, NotionToMarkdown, PeerSite
from tests.bench.rows import HEAD, MemoryRow, Row, rows_of

LINKING = 0.02
"""The share of pages that mention the page that is renamed: 200 of 10,000."""

Step = Callable[[], Cost]


class Bench:
    """The sites, and by their names the steps that can be measured, in the order in which a round takes them.

    `pages` is how many posts the large site has; the small one has a tenth, the huge one ten times as many.
    """

    def __init__(self, work: Path, tools: Path, pages: int) -> None:
        def site(name: str, pages: int, **more: bool) -> OurSite:
            return OurSite(work / name, pages, linking=max(1, round(pages * LINKING)), **more)

        self.sites = {
            "small": site("small", max(2, pages // 10)),
            "plain": site("plain", pages, plain=True),
            "large": site("large", pages),
            "huge": site("huge", pages * 10),
        }
        self._peers = {
            f"{name} {peer.name}": PeerSite(peer, self.sites[name], tools, highlighting=name != "plain")
            for name in ("small", "plain", "large")
            for peer in PEERS
            # Hugo's project has the posts of a tag in pages of ten, as all of our sites but this one.
            if peer.version(tools) and (name != "plain" or peer is ZOLA)
        }
        self._converters = [NotionToMarkdown(self.sites[name], tools) for name in ("small", "large")]
        self.steps = self._steps()

    def prepare(self, steps: Sequence[str]) -> None:
        """Make the sites and projects that these steps need."""
        for name, site in self.sites.items():
            if any(step.startswith(name) for step in steps):
                site.prepare()
        for name, peer in self._peers.items():
            if any(step.startswith(name) for step in steps):
                peer.prepare()

    def _steps(self) -> Mapping[str, Step]:
        small, plain, large, huge = self.sites.values()
        steps: dict[str, Step] = {}
        for name, site in (("small", small), ("plain", plain)):
            steps[f"{name} cold"] = site.build_cold
            steps |= self._cold(name)
        steps |= {
            "small served Markdown": small.export_served,
            "large plain Markdown": lambda: large.export_cold("plain"),
        }
        few, many = self._converters
        if many.is_there:
            steps |= {
                "small notion-to-md served": few.convert_served,
                "large notion-to-md served": many.convert_served,
                "large notion-to-md at hand": many.convert_at_hand,
            }
        steps |= {
            "large memory": lambda: large.build_cold(watch_memory=True),
            "large export": lambda: large.export_cold("hugo"),
            "large cold": large.build_cold,
            **self._cold("large"),
            "large nothing": large.build_again,
            "large body": lambda: large.build_after(large.change_body, least=1),
            "large title": lambda: large.build_after(large.change_title, least=1 + large.linking),
            "large template": lambda: large.build_after(large.change_template, least=large.pages),
        }
        if again := self._peers.get("large Hugo"):
            steps["large Hugo again"] = again.build_again
        steps |= {
            "huge cold": lambda: huge.build_cold(watch_memory=True),
            "huge nothing": lambda: huge.build_again(watch_memory=True),
        }
        return steps

    def _cold(self, name: str) -> dict[str, Step]:
        return {key: peer.build_cold for key, peer in self._peers.items() if key.startswith(name)}


def measure(bench: Bench, rows: Sequence[Row | MemoryRow], runs: int, tenfold: int) -> dict[str, list[Cost]]:
    """Take every step that a row needs in each of so many rounds, those of the huge site in the first `tenfold`."""
    needed = {name for row in rows for name in row.steps}
    steps = {name: step for name, step in bench.steps.items() if name in needed}
    bench.prepare(list(steps))
    costs: dict[str, list[Cost]] = {}
    for turn in range(max(runs, tenfold)):
        for name, step in steps.items():
            if turn < (tenfold if name.startswith("huge") else runs):
                cost = step()
                costs.setdefault(name, []).append(cost)
                print(f"{turn + 1}: {name}: {cost.wall:.2f} s ({cost.processor:.2f})", file=sys.stderr, flush=True)
    return costs


def missing(tools: Path, bench: Bench) -> list[str]:
    """A line for each peer that is not there."""
    lines = []
    for peer in PEERS:
        if not peer.version(tools):
            versions = " or ".join(f" {start}x" for start in filter(None, peer.versions))
            lines.append(f"{peer.name}{versions} is not in {tools / 'bin'}: it is left out.")
    if not any("notion-to-md" in name for name in bench.steps):
        lines.append(f"notion-to-md is not in {tools / 'node_modules'}: it is left out.")
    return lines


def main() -> None:
    """Read the options, measure, and print the table."""
    parser = argparse.ArgumentParser(description="Measure builds beside other generators.")
    parser.add_argument("--pages", type=int, default=10_000, help="posts of the large site (10000)")
    parser.add_argument("--runs", type=int, default=5, help="rounds (5)")
    parser.add_argument("--tenfold", type=int, default=0, metavar="RUNS", help="rounds with ten times the pages (0)")
    parser.add_argument("--only", action="append", metavar="ROW", help="only these rows, by their names")
    parser.add_argument("--work", type=Path, help="keep workspaces, caches and the peers' projects here")
    parser.add_argument("--tools", type=Path, default=Path("tools"), help="where the peers are installed")
    arguments = parser.parse_args()
    rows = rows_of(arguments.pages)
    if unknown := set(arguments.only or ()) - {row.key for row in rows}:
        parser.error(f"no such row: {', '.join(sorted(unknown))}; there are {', '.join({row.key: 0 for row in rows})}")
    chosen = [row for row in rows if row.key in (arguments.only or [row.key])]
    chosen = [row for row in chosen if arguments.tenfold or not row.steps[0].startswith("huge")]
    with tempfile.TemporaryDirectory() as folder:
        tools = arguments.tools.resolve()
        bench = Bench((arguments.work or Path(folder)).resolve() / str(arguments.pages), tools, arguments.pages)
        for line in missing(tools, bench):
            print(line, file=sys.stderr, flush=True)
        costs = measure(bench, chosen, arguments.runs, arguments.tenfold)
    print(HEAD)
    for row in chosen:
        print(f"| {' | '.join(row.cells(costs))} |")


if __name__ == "__main__":
    main()
