"""Drafts and scheduled pages: in the preview when they are asked for, marked there, and never in the site."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from notionpress.report import Held
from notionpress.serve.cycle import Called
from tests.commands import notionpress
from tests.serve.previewing import Running, ask, local_project, previewed
from tests.sites import files

PAGES = {
    "content/about.md": "# About\n\nSee [a plan](plan.md) and [news](news.md).\n",
    "content/plan.md": "---\ndraft: true\n---\n# The secret plan\n\nNobody knows it.\n",
    "content/plan/part.md": "# Part of it\n\nNor this.\n",
    "content/news.md": "---\ndate: 2126-03-04 05:06\n---\n# Tomorrow's news\n\nNot yet.\n",
    "content/both.md": "---\ndate: 2126-03-04\ndraft: true\n---\n# Both of it\n\nNot at all.\n",
}


def shown(running: Running) -> dict[str, str]:
    """The pages that are not public, each with what stands over it."""
    found = {}
    for path in ("/plan/", "/plan/part/", "/news/", "/both/"):
        answer = ask(running, path)
        if answer.status == 200:
            mark = answer.body.partition(b"data-notionpress-mark")[2].partition(b">")[2].partition(b"<")[0]
            found[path] = mark.decode()
    return found


DRAFT = "Draft: only this preview shows it"


@pytest.mark.parametrize(
    ("called", "expected"),
    [
        (Called(preview=True), {}),
        (Called(preview=True, drafts=True), {"/plan/": DRAFT, "/plan/part/": "", "/both/": DRAFT}),
        (
            Called(preview=True, future=True),
            {"/news/": "Scheduled for 4 March 2126, 05:06: only this preview shows it"},
        ),
    ],
)
def test_they_are_shown_and_marked_when_they_are_asked_for(
    tmp_path: Path, called: Called, expected: dict[str, str]
) -> None:
    with previewed(local_project(tmp_path, **PAGES), called=called) as running:
        assert shown(running) == expected
        built = running.rounds[0].done.built
        assert built and not built.failed
        preview = tmp_path / ".notionpress" / "preview"
        assert not [path for path, data in files(preview).items() if b"only this preview" in data]
        if called.future:
            assert isinstance(built.held["news/index.html"], Held)
            # What appears is not marked any more.
            running.write("content/news.md", PAGES["content/news.md"].replace("2126", "2026"))
            assert shown(running) == {"/news/": ""}


@pytest.mark.parametrize("called", [Called(preview=True, drafts=True, future=True)])
def test_a_build_after_a_preview_is_that_of_a_clean_project(tmp_path: Path, called: Called) -> None:
    project = local_project(tmp_path / "project", **PAGES)
    clean = Path(shutil.copytree(project, tmp_path / "clean"))
    with previewed(project, called=called) as running:
        assert set(shown(running)) == {"/plan/", "/plan/part/", "/news/", "/both/"}
        assert b"plan/" in ask(running, "/about/").body
    for folder in (project, clean):
        done = notionpress(folder, "build")
        assert done.returncode == 0, done.stderr
    built = files(project / "public")
    assert built == files(clean / "public")
    assert not [path for path, data in built.items() if b"secret plan" in data or b"Nobody knows" in data]
    # Back and forth: none of them takes what the other made.
    with previewed(project, called=called) as running:
        assert set(shown(running)) == {"/plan/", "/plan/part/", "/news/", "/both/"}
    assert notionpress(project, "build").returncode == 0
    assert files(project / "public") == built
