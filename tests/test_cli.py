"""The command line as a user meets it: what it prints, where, and with which exit code."""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from urllib.request import Request, urlopen

import click
import pytest

from notionpress.cli import notionpress as group
from notionpress.cli import run
from notionpress.commands.summary import of_problems, shown_path
from notionpress.config import load_config
from notionpress.errors import ConfigError, NotionPressError
from notionpress.report import Problem
from tests.commands import ABOUT, POSTS, WORKSPACE, emulated, environment, notionpress, site_yaml
from tests.sites import files


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that was built once."""
    folder = tmp_path_factory.mktemp("built")
    site_yaml(folder)
    done = notionpress(folder, "build")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def project(built: Path, tmp_path: Path) -> Path:
    """A copy of it to break."""
    shutil.copytree(built, tmp_path / "project")
    return tmp_path / "project"


# build


def test_a_build_tells_what_it_did_and_where_the_site_is(project: Path) -> None:
    shutil.rmtree(project / "public")
    shutil.rmtree(project / ".notionpress")
    done = notionpress(project, "build")
    assert done.returncode == 0
    assert re.search(
        r"^Read \d+ pages \(\d+ new or changed, 0 removed\): [\d,]+ blocks, .*[\d,]+ requests", done.stdout
    )
    assert re.search(r"Built \d+ pages \(0 posts\) in [\d.]+ s\. Files: [1-9]\d* written, 0 unchanged", done.stdout)
    assert done.stdout.splitlines()[-1] == "The site is ready: public/index.html"
    assert (project / "public" / "index.html").is_file()
    assert "%" not in done.stderr
    assert "\x1b" not in done.stdout + done.stderr


def test_a_second_build_writes_nothing(project: Path) -> None:
    before = files(project / "public")
    done = notionpress(project, "build")
    assert done.returncode == 0
    assert re.search(r"\b0 written", done.stdout)
    assert "0 new or changed" in done.stdout
    assert files(project / "public") == before


def test_the_output_may_lie_elsewhere_and_the_project_too(project: Path, tmp_path: Path) -> None:
    done = notionpress(tmp_path, "build", "--offline", "--config", "project/site.yaml", "--output", "elsewhere")
    assert done.returncode == 0, done.stderr
    assert "The site is ready: elsewhere/index.html" in done.stdout
    assert "requests" not in done.stdout
    assert files(tmp_path / "elsewhere") == files(project / "public")


def test_a_preview_is_built_for_its_own_address(project: Path) -> None:
    done = notionpress(project, "build", "--offline", "--base-url", "https://pr-7.example.org/preview")
    assert done.returncode == 0, done.stderr
    assert "https://pr-7.example.org/preview/" in (project / "public" / "sitemap.xml").read_text()
    assert 'href="/preview/' in (project / "public" / "index.html").read_text()


def test_offline_without_a_cache_says_what_to_do(tmp_path: Path) -> None:
    site_yaml(tmp_path)
    done = notionpress(tmp_path, "build", "--offline")
    assert done.returncode == 4
    assert "Run `notionpress crawl` first" in done.stderr
    assert not (tmp_path / "public").exists()


def test_strict_makes_problems_a_failure_and_names_them(project: Path) -> None:
    site_yaml(project, properties="{tags: Tag}")
    lenient = notionpress(project, "build", "--offline")
    assert lenient.returncode == 0
    assert "site.yaml names the property “Tag”, which no page has." in lenient.stdout
    strict = notionpress(project, "build", "--offline", "--strict")
    assert strict.returncode == 1
    assert re.search(r"\n[1-9]\d* problems?:\n", strict.stdout)


def test_offline_and_full_exclude_each_other(project: Path) -> None:
    done = notionpress(project, "build", "--offline", "--full")
    assert done.returncode == 2
    assert "choose one" in done.stderr


def test_full_reads_everything_again(project: Path) -> None:
    done = notionpress(project, "crawl", "--full")
    assert done.returncode == 0, done.stderr
    found = re.search(r"Read (\d+) pages \((\d+) new or changed", done.stdout)
    assert found
    assert found[1] == found[2] != "0"


def test_a_terminal_gets_a_bar_and_no_colour_if_it_wants_none(project: Path) -> None:
    shutil.rmtree(project / ".notionpress")
    for more in ({}, {"NO_COLOR": "1"}):
        ours, theirs = pty.openpty()
        with subprocess.Popen(
            [sys.executable, "-m", "notionpress", "build", "--full"],
            cwd=project,
            env=environment(TERM="xterm-256color", COLUMNS="160", **more),
            stdout=subprocess.PIPE,
            stderr=theirs,
        ) as process:
            os.close(theirs)
            shown = b""
            while chunk := _read(ours):
                shown += chunk
            assert process.wait(60) == 0
        os.close(ours)
        text = shown.decode()
        assert "Reading from Notion" in text
        assert re.search(r"[\d,]+ requests · \d+/\d+ pages", text)
        assert bool(re.search(r"\x1b\[(?:\d+;)*3[0-9]", text)) == (not more)


def test_a_bar_leaves_room_for_the_mark_of_ctrl_c(project: Path) -> None:
    shutil.rmtree(project / ".notionpress")
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "notionpress", "crawl"],
        cwd=project,
        env=environment(TERM="xterm-256color", COLUMNS="60", NO_COLOR="1"),
        stdout=subprocess.PIPE,
        stderr=theirs,
    ) as process:
        os.close(theirs)
        shown = b""
        while chunk := _read(ours):
            shown += chunk
        assert process.wait(60) == 0
    os.close(ours)
    lines = re.sub(r"\x1b\[[^A-Za-z]*[A-Za-z]", "", shown.decode()).replace("\r", "\n").split("\n")
    bars = [line for line in lines if "Reading" in line]
    assert bars
    # A full line and ^C would be two, and the first would stay on the screen.
    assert max(map(len, bars)) <= 58


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 1 << 16)
    except OSError:  # the other end is closed
        return b""


def test_time_comes_from_the_environment_or_is_refused(project: Path) -> None:
    done = notionpress(project, "build", "--offline", SOURCE_DATE_EPOCH="yesterday")
    assert done.returncode == 2
    assert "SOURCE_DATE_EPOCH is “yesterday”" in done.stderr


# emulate


def test_the_emulated_workspace_answers_and_builds(tmp_path: Path) -> None:
    with emulated() as variables:
        url = f"{variables['NOTION_BASE_URL']}/v1/users/me"
        headers = {"Authorization": f"Bearer {variables['NOTION_TOKEN']}", "Notion-Version": "2025-09-03"}
        with urlopen(Request(url, headers=headers), timeout=10) as answer:
            assert answer.status == 200
        site_yaml(tmp_path, notion=f"{{root: {ABOUT}}}")
        crawled = notionpress(tmp_path, "crawl", **variables)
        assert crawled.returncode == 0, crawled.stderr
        (tmp_path / ".env").write_text("".join(f"{name}='{value}'\n" for name, value in variables.items()))
        built = notionpress(tmp_path, "build")
        assert built.returncode == 0, built.stderr
        assert "0 new or changed" in built.stdout
        token = variables["NOTION_TOKEN"]
        assert token not in crawled.stdout + crawled.stderr + built.stdout + built.stderr
        assert not any(token.encode() in data for data in files(tmp_path / "public").values())
        assert not any(token.encode() in data for data in files(tmp_path / ".notionpress").values())


def test_the_emulator_takes_a_port_and_a_token() -> None:
    with emulated("--token", "ntn_mine") as variables:
        assert variables["NOTION_TOKEN"] == "ntn_mine"
        port = variables["NOTION_BASE_URL"].rpartition(":")[2]
        taken = notionpress(WORKSPACE.parent, "emulate", "workspace", "--port", port)
        assert taken.returncode == 1
        assert f"cannot listen on port {port}" in taken.stderr
        assert "--port" in taken.stderr
        assert "Traceback" not in taken.stderr


# new


def test_a_new_project_loads_and_builds(tmp_path: Path) -> None:
    done = notionpress(tmp_path, "new", "the-log-book", "--root", ABOUT)
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "the-log-book"
    assert {path.name for path in folder.iterdir()} == {"site.yaml", ".env.example", ".gitignore"}
    config = load_config(folder / "site.yaml")
    assert (config.title, config.notion.root) == ("The log book", (ABOUT,))
    assert "notionpress build" in done.stdout
    with emulated() as variables:
        assert notionpress(folder, "build", **variables).returncode == 0
    assert "<title>" in (folder / "public" / "index.html").read_text()


def test_a_new_project_has_its_settings_behind_a_hash_right(tmp_path: Path) -> None:
    notionpress(tmp_path, "new", "x")
    path = tmp_path / "x" / "site.yaml"
    text = path.read_text()
    assert load_config(path).notion.root == ()
    whole = re.sub(r"(?m)^( *)# ((?: {2,4}(?:- )?)?[a-z_]+:( |$))", r"\1\2", text).replace(
        "https://www.notion.so/…", ABOUT
    )
    # The file offers two rules; one of them is enough.
    path.write_text(whole.replace("  property: Public\n", ""))
    config = load_config(path)
    assert config.publish.values == ("Published",)
    assert config.menu is not None
    assert len(config.menu) == 3
    assert not [line for line in text.splitlines() if line != line.rstrip()]


def test_new_overwrites_nothing(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("mine")
    done = notionpress(tmp_path, "new", ".")
    assert done.returncode == 1
    assert "holds .gitignore already; nothing was changed" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == [".gitignore"]
    assert (tmp_path / ".gitignore").read_text() == "mine"


def test_new_refuses_a_root_that_is_none(tmp_path: Path) -> None:
    done = notionpress(tmp_path, "new", "x", "--root", "my posts")
    assert done.returncode == 2
    assert "neither a Notion id nor a Notion URL" in done.stderr
    assert not (tmp_path / "x").exists()


# Errors


@pytest.fixture
def failing() -> Iterator[Callable[[BaseException], int]]:
    """Run a command that ends with an error."""

    def fail(error: BaseException) -> int:
        @click.command()
        def broken() -> None:
            raise error

        group.add_command(broken)
        return run(["broken"])

    yield fail
    group.commands.pop("broken", None)


def test_an_error_is_told_with_its_hint_and_code(
    failing: Callable[[BaseException], int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert failing(ConfigError("site.yaml:1:1: wrong\x1b[31m", "Correct it.\nOr not.")) == 2
    assert capsys.readouterr() == ("", "site.yaml:1:1: wrong[31m\n  Correct it.\n  Or not.\n")
    assert failing(NotionPressError("something")) == 1
    assert capsys.readouterr().err == "something\n"


def test_a_defect_asks_to_be_reported_without_its_words(
    failing: Callable[[BaseException], int], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert failing(ValueError("words of a page")) == 70
    shown = capsys.readouterr().err
    assert re.fullmatch(
        r"This is a mistake in notionpress [\d.]+ \(ValueError in test_cli\.py, line \d+\): please report it;"
        r" NOTIONPRESS_DEBUG=1 shows more\.\n",
        shown,
    )
    monkeypatch.setenv("NOTIONPRESS_DEBUG", "1")
    assert failing(ValueError("words of a page")) == 70
    assert "Traceback" in capsys.readouterr().err


def test_ctrl_c_says_that_what_was_read_is_kept(
    failing: Callable[[BaseException], int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert failing(KeyboardInterrupt()) == 130
    assert capsys.readouterr().err.strip() == "Stopped; what was read is kept."


def test_a_full_disk_is_no_defect(failing: Callable[[BaseException], int], capsys: pytest.CaptureFixture[str]) -> None:
    assert failing(OSError(28, "No space left on device", "public/index.html")) == 1
    assert capsys.readouterr().err.startswith("public/index.html: No space left on device\n  ")


def test_a_wrong_command_line_is_told_with_code_two(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (
        ["biuld"],
        ["build", "--fast"],
        ["emulate"],
        ["emulate", "nowhere"],
        ["emulate", ".", "--port", "x"],
    ):
        assert run(arguments) == 2
        assert "Usage:" in capsys.readouterr().err


def test_ctrl_c_during_a_crawl_keeps_what_was_read(tmp_path: Path) -> None:
    # A server that never answers holds the crawl where it is.
    import socket

    with socket.create_server(("127.0.0.1", 0)) as silent:
        site_yaml(tmp_path, notion=f"{{root: {ABOUT}}}")
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with subprocess.Popen(
            [sys.executable, "-m", "notionpress", "crawl"],
            cwd=tmp_path,
            env=environment(NOTION_BASE_URL=url, NOTION_TOKEN="ntn_x"),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            silent.accept()
            process.send_signal(signal.SIGINT)
            _, shown = process.communicate(timeout=20)
    assert process.returncode == 130
    assert shown.strip() == "Stopped; what was read is kept."


# The summary


def test_problems_stand_below_their_page() -> None:
    url = "https://www.notion.so/1"
    shown = of_problems(
        [
            Problem("kind", "The menu is wrong.", hint="Correct it."),
            Problem("kind", "A picture\nis missing.", "Tides\x1b[2J", url, "Add it."),
            Problem("kind", "A link is dead.", "Tides\x1b[2J", url),
            Problem("kind", "A page is not shared.", "", url),
        ]
    )
    assert shown == (
        "\n4 problems:\n"
        "  The site\n    The menu is wrong.\n      Correct it.\n"
        f"  “Tides[2J” {url}\n    A picture is missing.\n      Add it.\n    A link is dead.\n"
        f"  {url}\n    A page is not shared.\n"
    )
    assert of_problems([]) == ""


def test_paths_are_shown_from_where_one_is(tmp_path: Path) -> None:
    assert shown_path(tmp_path / "public" / "index.html", tmp_path) == str(Path("public", "index.html"))
    assert shown_path(tmp_path / "public", tmp_path / "elsewhere") == str(tmp_path.resolve() / "public")


def test_a_build_tells_when_the_next_scheduled_page_appears(tmp_path: Path) -> None:
    site_yaml(
        tmp_path, notion=f"{{root: {POSTS}, emulator: {WORKSPACE}}}", properties="{date: Date}", feed="{enabled: false}"
    )
    early = {"SOURCE_DATE_EPOCH": "1700000000"}
    done = notionpress(tmp_path, "build", **early)
    assert done.returncode == 0, done.stderr
    found = re.search(r"The next scheduled page appears on (\d{4}-\d\d-\d\d) 00:00\+00:00\.", done.stdout)
    assert found, done.stdout
    # Also where nothing is made again, and until then.
    again = json.loads(notionpress(tmp_path, "build", "--offline", "--json", **early).stdout)
    assert again["written"] == 0
    assert again["scheduled"] == f"{found[1]}T00:00:00Z"
    # The views of the workspace may ask which day it is.
    assert again["next_change"] == "2023-11-15T00:00:00Z"
    at = str(int(datetime.fromisoformat(again["scheduled"]).timestamp()))
    then = json.loads(notionpress(tmp_path, "build", "--offline", "--json", SOURCE_DATE_EPOCH=at).stdout)
    assert then["posts"] > again["posts"]
    late = notionpress(tmp_path, "build", "--offline", "--json", SOURCE_DATE_EPOCH="4000000000")
    assert json.loads(late.stdout)["scheduled"] is None


def test_what_a_plugin_leaves_for_the_end_is_done(project: Path) -> None:
    (project / "farewell.py").write_text(
        "import atexit\nnotes = open('notes.txt', 'w')\n"
        "def setup(press):\n    notes.write('never closed')\n    atexit.register(lambda: print('farewell', end=''))\n"
    )
    site_yaml(project, plugins="[farewell.py]")
    done = notionpress(project, "build")
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("farewell")
    assert (project / "notes.txt").read_text() == "never closed"


def test_an_answer_that_nobody_reads_is_no_error_of_ours(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "notionpress", "--version"]
    done = subprocess.run(command, cwd=tmp_path, stdout=writer, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writer)
    assert "Traceback" not in done.stderr
    assert done.returncode


def test_a_build_lets_go_of_all_files_of_the_cache(project: Path) -> None:
    (project / "static").mkdir()
    for number in range(2):
        (project / "static" / f"{number}.txt").write_text("x")
    assert notionpress(project, "build").returncode == 0
    # Where a file goes, what is not used any more goes too.
    (project / "static" / "0.txt").unlink()
    done = notionpress(project, "build")
    assert "1 removed" in done.stdout
    assert [path.name for path in (project / ".notionpress").iterdir() if "sqlite" in path.name] == ["made.sqlite"]
