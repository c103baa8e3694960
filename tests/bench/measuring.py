"""Runs a command to its end and tells what it cost: time, the processor's time, and memory of all its processes."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

EVERY = 0.2
"""Seconds between two looks at the memory."""

_PROCESSES = Path("/proc")


class Cost(NamedTuple):
    """What a command cost; `said` is what it printed.

    `wall` and `processor` are seconds, the latter of all processes together. `largest` is the memory of the largest
    process at its peak, in MB, and at least that of the process that started it. `proportional` and `resident` are the
    peaks of the sums over all processes at the same moment, in MB, 0 where nobody looked: the first counts memory that
    processes share once, the second as often as they share it.
    """

    wall: float
    processor: float
    largest: float
    proportional: float = 0.0
    resident: float = 0.0
    said: str = ""


def run(command: Sequence[str], folder: Path, environment: Mapping[str, str], *, watch_memory: bool = False) -> Cost:
    """Run a command in a folder, after the disk has come to rest. Raises SystemExit with what it printed if it fails.

    Watching the memory slows the command down: take the time of another run.
    """
    os.sync()
    with tempfile.TemporaryFile() as output:
        began = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
        watch = _Watch(process.pid) if watch_memory else None
        try:
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.perf_counter() - began
        except BaseException:
            os.killpg(process.pid, signal.SIGTERM)
            raise
        finally:
            peaks = watch.end() if watch else (0.0, 0.0)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        said = output.read().decode(errors="replace")
    if status:
        raise SystemExit(f"{' '.join(command)} failed in {folder}:\n{said}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, *peaks, said=said)


def put_aside(folder: Path, aside: Path) -> None:
    """Move a folder into another, where it waits for its removal at the end.

    It is not deleted at once, since some file systems are several times slower to make files for minutes after many
    were removed; a first build somewhere does not meet that.
    """
    if folder.exists():
        aside.mkdir(exist_ok=True)
        folder.rename(aside / str(time.time_ns()))


class _Watch:
    """Looks at the memory of a session's processes, again and again, in a thread."""

    def __init__(self, session: int) -> None:
        self._session = session
        self._peaks = (0.0, 0.0)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def end(self) -> tuple[float, float]:
        """The peaks of the proportional and the resident sums, in MB."""
        self._over.set()
        self._thread.join()
        return self._peaks

    def _look(self) -> None:
        while not self._over.wait(EVERY):
            sizes = [_memory(process) for process in _processes(self._session)]
            proportional, resident = (sum(parts) / 1024 for parts in zip(*sizes, strict=True)) if sizes else (0, 0)
            self._peaks = (max(self._peaks[0], proportional), max(self._peaks[1], resident))


def _processes(session: int) -> Iterator[Path]:
    """The processes of a session: a command's, its workers', and those that these have started."""
    for process in _PROCESSES.glob("[0-9]*"):
        try:
            # The name, in parentheses, may hold spaces. Source: proc_pid_stat(5); the sixth field is the session.
            fields = (process / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session:
            yield process


def _memory(process: Path) -> tuple[int, int]:
    """The proportional and the resident memory of a process in KB, zeros if it has just ended."""
    try:
        lines = (process / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0, 0
    sizes = {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines[1:])}
    return sizes.get("Pss", 0), sizes.get("Rss", 0)
