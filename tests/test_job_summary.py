"""What a run tells GitHub Actions: a summary that no title can break, outputs, and annotations."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from notionpress.commands import job_summary
from notionpress.report import BuildResult, Problem, Report
from notionpress.text import inert, one_line
from tests.commands import WORKSPACE, notionpress, site_yaml

GITHUB = MarkdownIt("gfm-like", {"linkify": False, "html": True})
BUILT = BuildResult(pages=3, posts=2, outputs=9, written=9, unchanged=0, removed=0, digest="d1")
ADDRESS = "https://www.notion.so/ab0074beacde4fab9a111947cafe5ea5"
NASTY = [
    "a | b", "**bold** _it_", "<script>alert(1)</script>", "[x](https://evil.example)", "`code`", "# heading", "1. one",
    "@someone #12 :tada: $x$", "line\nbreak", "::error::no", "##[add-mask]no", "\\| \\", "--- | ---", "<!--", "&lt;b&gt;",
    "![i](https://evil.example/i.png)", "~~gone~~", "www.evil.example", "\x1b[31mred", "\u202e", "",
]  # fmt: skip


def environment(folder: Path) -> dict[str, str]:
    return {
        "GITHUB_ACTIONS": "true",
        "GITHUB_STEP_SUMMARY": str(folder / "summary.md"),
        "GITHUB_OUTPUT": str(folder / "output"),
    }


def report(*problems: Problem) -> Report:
    found = Report()
    found.extend(problems)
    return found


def tell(folder: Path, found: Report, reason: str = "done") -> str:
    job_summary.tell_run(environment(folder), None, BUILT, found, seconds=1, ready="The site is ready", reason=reason)
    return (folder / "summary.md").read_text()


def tokens(text: str) -> list[Token]:
    return [inner for token in GITHUB.parse(text) for inner in (token, *(token.children or ()))]


def rows(text: str) -> list[list[str]]:
    """The words of each row of the tables in a text."""
    found: list[list[str]] = []
    for token in GITHUB.parse(text):
        if token.type == "tr_open":
            found.append([])
        elif token.type == "inline" and found:
            found[-1].append("".join(one.content for one in token.children or ()))
    return found


@given(st.lists(st.tuples(*[st.sampled_from(NASTY) | st.text()] * 3), min_size=1, max_size=5))
def test_no_title_breaks_the_table(texts: list[tuple[str, str, str]]) -> None:
    problems = [Problem("dead-link", message, title, ADDRESS, hint) for title, message, hint in texts]
    made = job_summary.table(problems)
    assert rows(made)[1:] == [
        [" ".join(one_line(text).split()) for text in (one.page.strip() or one.url, one.message, one.hint)]
        for one in problems
    ]
    kinds = {token.type for token in tokens(made)}
    assert not kinds & {"html_inline", "html_block", "image", "strong_open", "em_open", "code_inline", "s_open"}
    assert {token.attrGet("href") for token in tokens(made) if token.type == "link_open"} == {ADDRESS}


@pytest.mark.parametrize("url", ["javascript:alert(1)", "posts/local.md", "", "https://a.example/>x|y z)"])
def test_only_addresses_are_links_and_stay_in_their_place(url: str) -> None:
    made = job_summary.table([Problem("dead-link", "it is dead", "Page", url)])
    links = [token.attrGet("href") for token in tokens(made) if token.type == "link_open"]
    assert links == ([] if not url.startswith("https") else ["https://a.example/%3Ex%7Cy%20z%29"])
    assert rows(made)[1] == ["Page", "it is dead", ""]


def test_a_summary_stays_below_the_limit(tmp_path: Path) -> None:
    problems = [Problem("odd", f"{number} {'|' * 5000}", "x" * 5000, ADDRESS, "&" * 5000) for number in range(3000)]
    (tmp_path / "summary.md").write_text("from a program before\n")
    text = tell(tmp_path, report(*problems))
    assert text.startswith("from a program before\n### ")
    assert 100_000 < len(text.encode()) < 2**20
    shown = len(rows(text)) - 1
    assert re.search(rf"… and {3000 - shown:,} more", text)
    (tmp_path / "summary.md").write_text("x" * (2**20 - 10))
    assert tell(tmp_path, report()) == "x" * (2**20 - 10)


def test_annotations_are_as_many_as_are_shown_and_escaped() -> None:
    problems = [Problem("odd", f"100 % is ::odd {number}", "A\nb, c: d", ADDRESS, "Do it.") for number in range(12)]
    lines = job_summary.warnings(problems)
    assert len(lines) == 10
    assert lines[0] == f"::warning title=notionpress::“A b, c: d” {ADDRESS}: 100 %25 is ::odd 0%0ADo it."
    assert lines[-1] == "::warning title=notionpress::3 more problems: see the summary of the job."
    assert len(job_summary.warnings(problems[:10])) == 10
    assert not any("\n" in line for line in lines)


@pytest.mark.parametrize("text", ["::error::x", "  ::set-output name=digest::x", "a ##[add-mask]b", "ok\n::stop::"])
def test_what_is_printed_gives_a_runner_no_orders(text: str) -> None:
    assert not re.search(r"(?m)^\s*::|##\[", inert(text))
    assert not re.search(r"^\s*::|##\[", one_line(text))


def test_nothing_is_told_elsewhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outside = {**environment(tmp_path), "GITHUB_ACTIONS": ""}
    job_summary.tell_run(outside, None, BUILT, report(), seconds=1, ready="", reason="done")
    job_summary.tell_failure(outside, "no", "")
    assert list(tmp_path.iterdir()) == []
    assert capsys.readouterr() == ("", "")


def test_a_file_that_cannot_be_written_is_told_and_stops_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    job_summary.tell_failure({**environment(tmp_path), "GITHUB_STEP_SUMMARY": str(tmp_path)}, "no", "")
    assert "GITHUB_STEP_SUMMARY" in capsys.readouterr().err


def test_a_build_in_a_job_tells_all_three(tmp_path: Path) -> None:
    site_yaml(tmp_path)
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "bad.md").write_text("---\ntitle: Bad | page\n---\n[gone](missing.md)\n")
    done = notionpress(tmp_path, "build", "--strict", "--json", **environment(tmp_path))
    facts = json.loads(done.stdout)
    assert (done.returncode, facts["exit_code"], facts["reason"]) == (1, 1, "problems")
    outputs = dict(line.split("=") for line in (tmp_path / "output").read_text().splitlines())
    assert outputs == {
        "digest": facts["digest"],
        "pages": str(facts["pages"]),
        "problems": str(len(facts["problems"])),
    }
    text = (tmp_path / "summary.md").read_text()
    assert len(rows(text)) == 1 + len(facts["problems"])
    assert "::warning title=notionpress::" in done.stderr
    assert "Read " in text and "Built " in text


def test_a_crawl_in_a_job_tells_too(tmp_path: Path) -> None:
    site_yaml(tmp_path)
    done = notionpress(tmp_path, "crawl", **environment(tmp_path))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "summary.md").read_text().startswith("### Read from Notion\n\nRead ")
    assert not (tmp_path / "output").exists()


def test_a_digest_changes_when_the_site_does(tmp_path: Path) -> None:
    site_yaml(tmp_path)
    digests = [json.loads(notionpress(tmp_path, "build", "--json").stdout)["digest"]]
    elsewhere = notionpress(tmp_path, "build", "--offline", "--json", "--output", "other")
    digests.append(json.loads(elsewhere.stdout)["digest"])
    assert len(digests[0]) == 64 and len(set(digests)) == 1
    site_yaml(tmp_path, title="Another")
    assert json.loads(notionpress(tmp_path, "build", "--offline", "--json").stdout)["digest"] != digests[0]


def test_what_stops_a_run_is_told_too(tmp_path: Path) -> None:
    (tmp_path / "site.yaml").write_text(f"title: x\ntheme: '##[add-mask]'\nnotion: {{emulator: {WORKSPACE}}}\n")
    done = notionpress(tmp_path, "build", **environment(tmp_path))
    assert done.returncode
    assert "##[" not in done.stderr
    assert [line for line in done.stderr.splitlines() if line.startswith("::error title=notionpress::")]
    assert (tmp_path / "summary.md").read_text().startswith("### Stopped\n")
    assert not (tmp_path / "output").exists()
