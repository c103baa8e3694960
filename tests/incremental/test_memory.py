"""A process that builds again and again: it reads and compiles less, and makes the same."""

from __future__ import annotations

import gc
import sys
import weakref
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import jinja2
import pytest

from notionpress.build import build as builds
from notionpress.build.memory import Memory
from notionpress.site import pages
from tests.crawl.workspaces import uid
from tests.incremental import changes as do
from tests.incremental.changing import ChangingSite, check


@pytest.fixture
def staying(plain: ChangingSite, tmp_path: Path) -> ChangingSite:
    """A site that a process has built and will build again."""
    site = plain.copy(tmp_path / "site")
    site.memory = Memory()
    site.put("static/new.txt", "so that something is to be done")
    site.build()
    return site


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is compiled, parsed and looked for among all pages."""
    done: list[str] = []
    compile_template, kept_pages, parse_pages = jinja2.Environment._compile, pages._kept_pages, builds.parse_pages

    def compiled(self: jinja2.Environment, source: str, filename: str) -> Any:
        done.append(Path(filename).name)
        return compile_template(self, source, filename)

    def kept(*arguments: Any) -> Any:
        done.append("all pages")
        return kept_pages(*arguments)

    def parsed(parser: Any, ids: Sequence[str], **how: Any) -> Any:
        done.extend(ids)
        return parse_pages(parser, ids, **how)

    monkeypatch.setattr(jinja2.Environment, "_compile", compiled)
    monkeypatch.setattr(pages, "_kept_pages", kept)
    monkeypatch.setattr(builds, "parse_pages", parsed)
    return done


def test_a_body_that_changed_is_all_that_is_parsed(staying: ChangingSite, work: list[str]) -> None:
    do.say_at_end(staying, "Islet", "And over.")
    made = staying.update()
    parsed = [one for one in work if not one.endswith(".html")]
    assert parsed == [uid("Islet")]
    check(staying, made)


def test_a_template_that_changed_is_all_that_is_compiled(staying: ChangingSite, work: list[str]) -> None:
    template = staying.read("templates/404.html")
    staying.put("templates/404.html", template + "{# new #}")
    staying.build()
    assert {"404.html", "base.html"} <= set(work)
    work.clear()
    staying.put("templates/404.html", template + "{# newer #}")
    made = staying.build()
    assert made.result.rendered == ("404.html",)
    assert work == ["404.html"]
    check(staying, made)


def test_a_page_that_is_gone_is_forgotten(staying: ChangingSite, work: list[str]) -> None:
    assert staying.memory
    do.trash(staying, "Bowline")
    made = staying.update()
    assert uid("Bowline") not in staying.memory.pages
    check(staying, made)


def test_templates_are_compiled_for_the_filters_that_there_are(built: ChangingSite, tmp_path: Path) -> None:
    site = built.copy(tmp_path / "site")
    site.memory = Memory()
    site.put("static/new.txt", "so that something is to be done")
    site.build()
    source = site.read("plugins/harbour.py")
    asking = "import jinja2\n\n" + source.replace("def shout(", "@jinja2.pass_context\n    def shout(_, ")
    assert "pass_context" in asking
    site.put("plugins/harbour.py", asking)
    made = site.build()
    assert "404.html" in made.result.rendered
    check(site, made)


class Circle:
    """Something that only the search for garbage finds once nobody has it."""

    def __init__(self) -> None:
        self.itself = self


def test_what_builds_leave_in_circles_is_let_go(staying: ChangingSite) -> None:
    left = weakref.ref(Circle())
    # What was frozen once is old, and Python looks at nothing old until much more is made.
    gc.freeze()
    gc.unfreeze()
    gc.collect(1)
    assert left() is not None
    staying.memory = Memory()
    staying.put("static/more.txt", "so that something is to be done")
    staying.build()
    assert left() is None


def test_garbage_is_looked_for_only_where_there_may_be_much_of_it() -> None:
    memory = Memory()
    memory.tidy()
    gc.disable()
    try:
        little = weakref.ref(Circle())
        memory.tidy()
        assert little() is not None
        much = [Circle() for _ in range(sys.getallocatedblocks())]
        del much
        memory.tidy()
        assert little() is None
    finally:
        gc.enable()
