"""Worker processes: the same files at any number of them, however they are started; errors come back whole."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from notionpress.build.build import build_site
from notionpress.build.how import How
from notionpress.build.workers import Pool, start_method
from notionpress.build.writer import STAGE
from notionpress.config import load_config
from notionpress.emulator.workspace import Workspace
from notionpress.errors import BuildError, ThemeError
from notionpress.report import BuildResult, Report
from notionpress.store import Store
from tests.bench.our_site import SITE
from tests.bench.synthetic import make
from tests.commands import environment
from tests.sites import NOW, crawl_workspace, files

STARTS = ["fork", "spawn"] if sys.platform == "linux" else ["spawn"]


class Doubling:
    """A worker that doubles numbers, and does as it is told by some of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, task: int) -> int:
        if task == 13:
            raise ThemeError("it is thirteen", "Take another.")
        if task == 14:
            raise ValueError("the words of a page")
        if task == 15 and multiprocessing.parent_process():
            os.kill(os.getpid(), signal.SIGKILL)
        (self.folder / f"{os.getpid()}.worked").touch()
        return 2 * task

    def finish(self) -> None:
        (self.folder / f"{os.getpid()}.finished").touch()


@pytest.mark.parametrize("start", STARTS)
def test_results_come_in_the_order_of_the_tasks_and_every_process_works_and_finishes(
    tmp_path: Path, start: str
) -> None:
    assert list(Pool(Doubling(tmp_path), 2, start).results(range(100, 200))) == list(range(200, 400, 2))
    worked = {path.stem for path in tmp_path.glob("*.worked")}
    assert len(worked) == 2
    assert str(os.getpid()) in worked
    assert {path.stem for path in tmp_path.glob("*.finished")} == worked


def test_one_job_is_done_in_this_process(tmp_path: Path) -> None:
    assert list(Pool(Doubling(tmp_path), 1).results([1, 2])) == [2, 4]
    assert {path.stem for path in tmp_path.iterdir()} == {str(os.getpid())}


@pytest.mark.parametrize("start", STARTS)
def test_errors_come_back_as_they_were(tmp_path: Path, start: str) -> None:
    with pytest.raises(ThemeError, match="it is thirteen") as raised:
        list(Pool(Doubling(tmp_path), 2, start).results([1, 2, 13, 14, 3]))
    assert raised.value.hint == "Take another."
    with pytest.raises(BuildError) as told:
        list(Pool(Doubling(tmp_path), 2, start).results([14, 1]))
    assert "ValueError" in told.value.message and "words of a page" not in str(told.value)


@pytest.mark.parametrize("start", STARTS)
def test_the_first_error_in_the_order_of_the_tasks_counts(tmp_path: Path, start: str) -> None:
    for _ in range(5):
        with pytest.raises(ThemeError):
            list(Pool(Doubling(tmp_path), 3, start).results([*range(20, 30), 13, 14]))


class Copying:
    """A worker whose results are as large as its tasks."""

    def __call__(self, task: bytes) -> bytes:
        return bytes(reversed(task))

    def finish(self) -> None:
        pass


@pytest.mark.parametrize("start", STARTS)
def test_tasks_and_results_may_be_larger_than_a_pipe(start: str) -> None:
    tasks = [bytes([at]) * 2**21 for at in range(6)]
    assert list(Pool(Copying(), 2, start).results(tasks)) == tasks


@pytest.mark.parametrize("start", STARTS)
def test_a_worker_that_is_killed_is_told(tmp_path: Path, start: str) -> None:
    with pytest.raises(BuildError, match="worker process ended"):
        list(Pool(Doubling(tmp_path), 2, start).results([15, 1, 2]))


class Patient(Doubling):
    """A worker that does nothing in the first process before the other one has begun."""

    def __call__(self, task: int) -> int:
        if not multiprocessing.parent_process():
            until(lambda: any(path.stem != str(os.getpid()) for path in self.folder.glob("*.worked")))
        return super().__call__(task)


@pytest.mark.parametrize("start", STARTS)
def test_a_worker_that_is_killed_before_it_is_given_more_is_told(tmp_path: Path, start: str) -> None:
    results = Pool(Patient(tmp_path), 2, start).results([1, 2, *range(100, 100_000)])
    assert next(results) == 2
    (other,) = multiprocessing.active_children()
    other.kill()
    other.join()
    with pytest.raises(BuildError, match="worker process ended"):
        list(results)


def test_no_process_is_left_where_somebody_stops_listening(tmp_path: Path) -> None:
    results = Pool(Doubling(tmp_path), 2).results(range(100, 200))
    next(results)
    results.close()
    worked = {int(path.stem) for path in tmp_path.glob("*.worked")} - {os.getpid()}
    assert worked
    for process in worked:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere processes are always spawned")
def test_threads_are_not_forked(tmp_path: Path) -> None:
    import threading

    assert start_method() == "fork"
    gone = threading.Event()
    thread = threading.Thread(target=gone.wait)
    thread.start()
    assert start_method() == "spawn"
    gone.set()
    thread.join()


@pytest.fixture(scope="module")
def synthetic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of some hundred posts, crawled."""
    folder = tmp_path_factory.mktemp("synthetic")
    root = make(folder / "workspace", 240)
    (folder / "site.yaml").write_text(SITE.format(root=root))
    crawl_workspace(Workspace.load(folder / "workspace"), folder / ".notionpress", (root,), Report())
    return folder


def build(folder: Path, output: Path, report: Report, **how: object) -> BuildResult:
    config = load_config(folder / "site.yaml")
    store = Store.open(folder / ".notionpress", create=False)
    return build_site(config, store, report, output=output, how=How(now=NOW, **how))  # type: ignore[arg-type]


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("jobs", [2, 5])
def test_the_site_is_the_same_at_any_number_of_jobs(synthetic: Path, tmp_path: Path, start: str, jobs: int) -> None:
    reports = Report(), Report()
    one = build(synthetic, tmp_path / "one", reports[0], jobs=1, afresh=True)
    several = build(synthetic, tmp_path / "several", reports[1], jobs=jobs, start=start, afresh=True)
    assert files(tmp_path / "one") == files(tmp_path / "several")
    assert (one.digest, one.rendered, one.failed) == (several.digest, several.rendered, several.failed)
    assert reports[0].problems == reports[1].problems
    # What workers found is known to the next build.
    assert build(synthetic, tmp_path / "several", Report(), jobs=1).rendered == ()


SLOW = """\
import time
from notionpress.content.blocks import Heading
from notionpress.render.page import HTML


def setup(press):
    @press.html(Heading)
    def heading(block, render):
        time.sleep(0.02)
        return HTML[Heading](block, render)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGKILL])
def test_a_build_that_is_stopped_ends_at_once_and_leaves_no_process(
    synthetic: Path, tmp_path: Path, sign: signal.Signals
) -> None:
    shutil.copytree(synthetic, tmp_path / "site")
    (tmp_path / "site/slow.py").write_text(SLOW)
    with (tmp_path / "site/site.yaml").open("a") as settings:
        settings.write("plugins: [slow.py]\n")
    output = tmp_path / "site/public"
    with subprocess.Popen(
        [sys.executable, "-m", "notionpress", "build", "--offline", "--jobs", "3"],
        cwd=tmp_path / "site",
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        until(lambda: len(list(output.glob(f"{STAGE}/*"))) > 8)
        assert len(of_session(process.pid)) == 3
        if sign is signal.SIGINT:
            os.killpg(process.pid, sign)
        else:
            # Nobody can tell the workers: they find out that nobody listens to them.
            process.send_signal(sign)
        assert process.wait(20) == (130 if sign is signal.SIGINT else -sign)
    until(lambda: not of_session(process.pid))
    assert not output.exists() or {path.name for path in output.iterdir()} == {STAGE}
    assert output.exists() == (sign is signal.SIGKILL)
    (tmp_path / "site/site.yaml").write_text((synthetic / "site.yaml").read_text())
    assert not build(tmp_path / "site", output, Report(), jobs=2).failed
    build(synthetic, tmp_path / "expected", Report(), jobs=1)
    assert files(output) == files(tmp_path / "expected")


def until(is_so: Callable[[], bool]) -> None:
    """Wait until something is so; a minute is more than any machine should take."""
    for _ in range(1200):
        if is_so():
            return
        time.sleep(0.05)
    raise AssertionError("it never came to that")


def of_session(leader: int) -> set[int]:
    """The processes of a session that still run."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, session = path.read_text().rpartition(")")[2].split()[:4]
        except OSError:
            continue
        if int(session) == leader and state != "Z":
            found.add(int(path.parent.name))
    return found
