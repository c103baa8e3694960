"""Prints what the leak gate costs: its share of a build of a synthetic site, with and without pages to hide.

python tests/bench/gate.py --pages 1000 --withheld 1000
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from notionpress.build.build import build_site
from notionpress.build.how import How
from notionpress.build.leaks import Scanner
from notionpress.config import load_config
from notionpress.emulator.workspace import Workspace
from notionpress.report import Report
from notionpress.store import Store
from tests.bench.our_site import SITE
from tests.bench.synthetic import Writer, identifier, make
from tests.sites import NOW, crawl_workspace

TEXTS = (".html", ".xml", ".txt", ".css", ".js", ".svg")


def bench(pages: int, withheld: int, runs: int) -> None:
    """Make a site, build it, and look at its files again, as the gate does; prints the medians."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        root = make(folder / "workspace", pages)
        (folder / "site.yaml").write_text(SITE.format(root=root))
        crawl_workspace(Workspace.load(folder / "workspace"), folder / ".notionpress", (root,), Report())
        config, output = load_config(folder / "site.yaml"), folder / "public"
        whole = statistics.median(_build(config, folder, output) for _ in range(runs))
        files = [path.read_bytes() for path in sorted(output.rglob("*")) if path.suffix in TEXTS]
        for count in (0, withheld):
            titles = {identifier("withheld", at): f"{Writer(-at - 1).sentence(3, 6)} {at}" for at in range(count)}
            scan = statistics.median(_scan(titles, files) for _ in range(runs))
            size = sum(map(len, files)) / 1e6
            print(
                f"{pages:>7} pages, {count:>6} withheld: build {whole:.2f} s,"
                f" gate {1000 * scan:.0f} ms for {len(files):,} files of {size:.1f} MB: {100 * scan / whole:.1f} %"
            )


def _build(config: object, folder: Path, output: Path) -> float:
    store = Store.open(folder / ".notionpress", create=False)
    began = time.process_time()
    build_site(config, store, Report(), output=output, how=How(now=NOW))  # type: ignore[arg-type]
    return time.process_time() - began


def _scan(titles: dict[str, str], files: list[bytes]) -> float:
    began = time.process_time()
    scanner = Scanner(titles, frozenset(titles), ("ntn_of-a-benchmark",), ())
    for data in files:
        scanner.scan(data)
    return time.process_time() - began


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Measure the leak gate.")
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--withheld", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    bench(arguments.pages, arguments.withheld, arguments.runs)
