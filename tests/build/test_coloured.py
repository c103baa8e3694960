"""Code that a crawl puts in colour: the build that follows has none left to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from notionpress import cli
from notionpress.render.highlight import Highlighter
from tests.commands import site_yaml
from tests.crawl.workspaces import TIME, page, uid, write


def code(name: str, text: str) -> dict[str, object]:
    spans = [{"type": "text", "text": {"content": text[at : at + 2000]}} for at in range(0, len(text), 2000)]
    return {"id": uid(name), "type": "code", "code": {"rich_text": spans, "language": "python"}, "created_time": TIME}


@pytest.fixture
def coloured(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The code that is put in colour, not taken from the cache."""
    made: list[str] = []
    colour = Highlighter._coloured

    def counted(self: Highlighter, code: str, name: str) -> str | None:
        made.append(code)
        return colour(self, code, name)

    monkeypatch.setattr(Highlighter, "_coloured", counted)
    return made


def run(folder: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> None:
    monkeypatch.chdir(folder)
    assert cli.run([*arguments]) == 0


def test_a_build_finds_what_the_crawl_has_put_in_colour(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, coloured: list[str]
) -> None:
    workspace = write(tmp_path / "workspace", pages=[page("P", [code("one", "if tide: wait()"), code("two", "x = 1")])])
    site_yaml(tmp_path, notion=f"{{root: [{uid('P')}], emulator: {workspace}}}")
    run(tmp_path, monkeypatch, "crawl")
    assert coloured == ["if tide: wait()", "x = 1"]
    run(tmp_path, monkeypatch, "build", "--offline", "--jobs", "1")
    assert coloured == ["if tide: wait()", "x = 1"]
    assert '<span class="k">if </span>tide' in (tmp_path / "public" / "index.html").read_text()


def test_much_code_does_not_keep_the_crawl_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, coloured: list[str]
) -> None:
    long = "x = 1\n" * 2000
    workspace = write(tmp_path / "workspace", pages=[page("P", [code("one", "y = 2"), code("two", long)])])
    site_yaml(tmp_path, notion=f"{{root: [{uid('P')}], emulator: {workspace}}}")
    run(tmp_path, monkeypatch, "crawl")
    assert coloured == ["y = 2"]
    run(tmp_path, monkeypatch, "build", "--offline", "--jobs", "1")
    assert coloured == ["y = 2", long]
