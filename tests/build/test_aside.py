"""Work in a process of its own is done when the block is left, whatever becomes of that process."""

from __future__ import annotations

import fcntl
import os
import signal
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from notionpress.build import aside as module
from notionpress.build.aside import aside

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no process is forked")


@pytest.fixture(autouse=True)
def two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    """There are two, whatever the machine has."""
    monkeypatch.setattr(module, "usable_processors", lambda: 2)


class Work:
    """Writes the number of the process that does it."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __call__(self) -> None:
        """Do it once."""
        with self.file.open("a") as file:
            file.write(f"{os.getpid()}\n")

    def done_by(self) -> list[int]:
        """The processes that have done it."""
        return [int(line) for line in self.file.read_text().split()] if self.file.exists() else []


@pytest.fixture
def work(tmp_path: Path) -> Work:
    """Work that was not done yet."""
    return Work(tmp_path / "done")


@pytest.fixture
def forked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The processes that were forked."""
    found: list[int] = []
    fork = os.fork

    def noted() -> int:
        process = fork()
        found.append(process)
        return process

    monkeypatch.setattr(os, "fork", noted)
    return found


def are_gone(processes: list[int]) -> bool:
    """Whether each of these, of which there is one, has ended and was waited for."""
    (process,) = processes
    with pytest.raises(ChildProcessError):
        os.waitpid(process, os.WNOHANG)
    return True


def test_it_is_done_by_another_process_while_this_one_goes_on(work: Work, forked: list[int]) -> None:
    with aside(work, jobs=0, start=""):
        end = time.monotonic() + 20
        while not work.done_by() and time.monotonic() < end:
            time.sleep(0.01)
        assert work.done_by()
    (process,) = work.done_by()
    assert process != os.getpid()
    assert are_gone(forked)


@pytest.mark.parametrize(("jobs", "start"), [(1, ""), (0, "spawn"), (1, "fork")])
def test_it_is_done_here_where_no_other_process_is_wanted(work: Work, jobs: int, start: str) -> None:
    with aside(work, jobs=jobs, start=start):
        assert not work.done_by()
    assert work.done_by() == [os.getpid()]


def test_it_is_done_here_where_there_are_threads(work: Work) -> None:
    end = threading.Event()
    thread = threading.Thread(target=end.wait)
    thread.start()
    try:
        with aside(work, jobs=0, start=""):
            pass
    finally:
        end.set()
        thread.join()
    assert work.done_by() == [os.getpid()]


def test_it_is_done_here_where_the_other_process_fails_and_raises_what_it_raises(work: Work, forked: list[int]) -> None:
    first = os.getpid()

    def fail() -> None:
        work()
        raise LookupError("here" if os.getpid() == first else "there")

    with pytest.raises(LookupError, match="here"), aside(fail, jobs=0, start=""):
        pass
    assert len(work.done_by()) == 2
    assert work.done_by()[-1] == first
    assert are_gone(forked)


def test_it_is_done_here_where_the_other_process_is_killed(work: Work, forked: list[int]) -> None:
    first = os.getpid()

    def die() -> None:
        if os.getpid() != first:
            os.kill(os.getpid(), signal.SIGKILL)
        work()

    with aside(die, jobs=0, start=""):
        pass
    assert work.done_by() == [first]
    assert are_gone(forked)


def test_it_is_done_here_where_no_process_can_be_had(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", refuse)
    with aside(work, jobs=0, start=""):
        pass
    assert work.done_by() == [os.getpid()]


def test_it_is_done_again_where_nobody_is_told_of_the_end_of_processes(work: Work) -> None:
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        with aside(work, jobs=0, start=""):
            pass
    finally:
        signal.signal(signal.SIGCHLD, before)
    assert work.done_by()[-1] == os.getpid()


def test_nothing_goes_on_after_an_error(work: Work, forked: list[int]) -> None:
    first = os.getpid()

    def wait() -> None:
        if os.getpid() != first:
            time.sleep(60)
        work()

    with pytest.raises(KeyboardInterrupt), aside(wait, jobs=0, start=""):
        raise KeyboardInterrupt
    assert not work.done_by()
    assert are_gone(forked)


def test_it_ends_with_the_first_process_and_holds_nothing_of_its(tmp_path: Path) -> None:
    """Killed as it goes on, the first one leaves nobody who writes, or keeps others from it."""
    first = os.fork()
    if not first:
        with (tmp_path / "lock").open("w") as lock, suppress(BaseException):
            fcntl.flock(lock, fcntl.LOCK_EX)
            with aside(lambda: tell_and_wait(tmp_path / "second"), jobs=0, start=""):
                time.sleep(60)
        os._exit(0)
    end = time.monotonic() + 20
    while not (tmp_path / "second").exists() and time.monotonic() < end:
        time.sleep(0.01)
    second = int((tmp_path / "second").read_text())
    os.kill(first, signal.SIGKILL)
    os.waitpid(first, 0)
    with (tmp_path / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    while is_running(second) and time.monotonic() < end:
        time.sleep(0.01)
    assert not is_running(second)


def tell_and_wait(file: Path) -> None:
    """Write the number of this process, and go on for long."""
    file.with_suffix(".new").write_text(str(os.getpid()))
    file.with_suffix(".new").replace(file)
    time.sleep(60)


def is_running(process: int) -> bool:
    """Whether a process does anything: one that nobody waits for does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def test_what_the_first_process_has_to_say_is_said_once(capfd: pytest.CaptureFixture[str]) -> None:
    sys.stdout.write("said")
    with aside(lambda: None, jobs=0, start=""):
        pass
    sys.stdout.flush()
    assert capfd.readouterr().out == "said"
