"""What plugins do after a build, in a process of its own: its time, its end, and what it started."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from notionpress.build import after
from notionpress.build.after import tell_in_time
from notionpress.config import load_config
from notionpress.report import BuildResult, Problem
from tests.commands import is_running
from tests.conftest import PROJECT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a group of processes")

RESULT = BuildResult(pages=7, posts=3, outputs=9, written=2, unchanged=7, removed=0)

HANGS = """
    import subprocess, time
    from pathlib import Path

    def setup(press):
        @press.after_build
        def deploy(result):
            child = subprocess.Popen(["sleep", "600"])
            Path(__file__).with_name("child").write_text(str(child.pid))
            time.sleep(600)
"""


def project(folder: Path, plugin: str) -> Path:
    (folder / "after.py").write_text(textwrap.dedent(plugin))
    (folder / "site.yaml").write_text("title: Test\nplugins: [after.py]\n")
    return folder / "site.yaml"


def told(folder: Path, plugin: str, *, seconds: float = 60) -> list[Problem]:
    """The problems of a plugin that is told of a result."""
    return tell_in_time(load_config(project(folder, plugin)), RESULT, seconds)


def child_of(folder: Path) -> int:
    """The process that `HANGS` starts, as soon as it is there."""
    while not (folder / "child").exists() or not (folder / "child").read_text():
        time.sleep(0.02)
    return int((folder / "child").read_text())


def ends(process: int) -> bool:
    """Whether a process ends, in the time that the system needs."""
    for _ in range(200):
        if not is_running(process):
            return True
        time.sleep(0.05)
    return False


def test_functions_are_told_the_result_one_after_the_other_and_fail_alone(tmp_path: Path) -> None:
    plugin = """
        from pathlib import Path

        from notionpress.errors import PluginError

        def setup(press):
            press.after_build(lambda result: 1 / 0)

            @press.after_build
            def deploy(result):
                Path(__file__).with_name("told").write_text(f"{result.pages} pages")
                raise PluginError("The disk there is full.", "Make room.")
    """
    first, second = told(tmp_path, plugin)
    assert "The plugin after.py failed in press.after_build: ZeroDivisionError in after.py, line 7." in first.message
    assert second.message == "The plugin after.py failed in press.after_build: The disk there is full."
    assert second.hint == "Make room."
    assert (tmp_path / "told").read_text() == "7 pages"


def test_who_takes_too_long_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    (problem,) = told(tmp_path, HANGS, seconds=8)
    assert problem.message == "The plugin after.py took longer than 8 s in press.after_build, and was ended."
    assert "`deploy: timeout:`" in problem.hint
    assert ends(child_of(tmp_path))


def test_who_does_not_listen_is_ended_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(after, "_GRACE", 0.2)
    plugin = HANGS.replace("child = ", "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); child = ")
    (problem,) = told(tmp_path, plugin, seconds=8)
    assert "took longer than 8 s" in problem.message
    assert ends(child_of(tmp_path))


@pytest.mark.parametrize(
    ("how", "code"), [("raise SystemExit(0)", 0), ("os._exit(5)", 5), ("os.kill(os.getpid(), 9)", -9)]
)
def test_who_ends_the_process_is_named(tmp_path: Path, how: str, code: int) -> None:
    plugin = f"""
        import os

        def setup(press):
            @press.after_build
            def deploy(result):
                {how}
    """
    (problem,) = told(tmp_path, plugin)
    assert problem.message == f"The plugin after.py ended its process in press.after_build, with exit code {code}."


def test_what_it_leaves_to_a_thread_gets_its_time(tmp_path: Path) -> None:
    plugin = """
        import threading, time
        from pathlib import Path

        def setup(press):
            def later():
                time.sleep(0.2)
                Path(__file__).with_name("later").touch()

            press.after_build(lambda result: threading.Thread(target=later).start())
    """
    assert told(tmp_path, plugin) == []
    assert (tmp_path / "later").exists()


def test_a_plugin_that_cannot_be_loaded_any_more_is_a_problem(tmp_path: Path) -> None:
    (problem,) = told(tmp_path, "import nothing_of_that_name")
    assert "The plugin after.py cannot be loaded" in problem.message


def test_it_ends_with_the_process_that_waits_for_it(tmp_path: Path) -> None:
    path = project(tmp_path, HANGS)
    script = (
        "from pathlib import Path\n"
        "from notionpress.build.after import tell_in_time\n"
        "from notionpress.config import load_config\n"
        "from tests.build.test_after import RESULT\n"
        f"tell_in_time(load_config(Path({str(path)!r})), RESULT, 600)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], cwd=PROJECT) as process:
        child = child_of(tmp_path)
        assert is_running(child)
        process.send_signal(signal.SIGKILL)
    assert ends(child)
