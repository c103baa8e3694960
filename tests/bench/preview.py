"""From the edit of a template to new pixels in Chromium, on a synthetic site: `python -m tests.bench.preview FOLDER`.

The folder is a project as `tests.bench.synthetic` makes them; it gets a template of its own for as long as it takes.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path
from typing import Any, Final

from tests.browsers import chromium
from tests.serve.previewing import Running, previewed

_TIMES: Final = 9

_SEEN: Final = """([property, value]) => new Promise((done) => {
    const look = () => {
        if (getComputedStyle(document.documentElement).getPropertyValue(property).trim() !== value)
            return requestAnimationFrame(look);
        // The frame after this one is on the screen.
        requestAnimationFrame(() => requestAnimationFrame(() => done(performance.timeOrigin + performance.now())));
    };
    look();
})"""

NAME: Final = "templates/post.html"
TEMPLATE: Final = """{% extends "journal/post.html" %}
{% block head %}<style>:root { --edit: VALUE }</style>{% endblock %}
"""


def measured(running: Running, page: Any) -> tuple[list[float], list[int]]:
    """The milliseconds from each edit of the template to the frame that shows it, and how many files it changed."""
    times, changed = [], []
    for number in range(_TIMES):
        value = f"edit{number}"
        page.evaluate(f"void (window.seen = ({_SEEN})(['--edit', '{value}']))")
        count = len(running.rounds)
        start = time.time() * 1000
        path = running.folder / NAME
        path.parent.mkdir(exist_ok=True)
        path.write_text(TEMPLATE.replace("VALUE", value))
        times.append(page.evaluate("window.seen") - start)
        changed.append(len(running.after(count).done.changed))
        # Until all of it is calm again.
        time.sleep(0.5)
    return times, changed


def main(folder: Path) -> None:
    """Measure and tell."""
    with previewed(folder) as running, chromium() as browser:
        page = browser.new_page()
        built = running.rounds[0].done.built
        assert built
        post = sorted((built.folder).glob("*/index.html"))[5].parent.name
        page.goto(f"{running.url}/{post}/")
        times, changed = measured(running, page)
        print(
            f"{NAME}: {statistics.median(times):.0f} ms (from {min(times):.0f} to {max(times):.0f}),"
            f" {max(changed):,} files changed"
        )
        (folder / NAME).unlink()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
