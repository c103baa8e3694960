"""The command line on a disk that fails: `python -m tests.disk WHAT STEP FOLDER ARGUMENTS…`.

WHAT happens before the change on disk below FOLDER that has the number STEP, counted from 1: with `die` the process
ends as if it were killed; with the name of an error (`ENOSPC`, `EROFS`) this and every later change fails with it. With
STEP 0 nothing happens, and the last line that is printed is how many changes there were.
"""

from __future__ import annotations

import errno
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from notionpress.cli import run
from tests.commands import run_module

CHANGES = ("os.rename", "os.remove", "os.rmdir", "os.mkdir")
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def fail_at(what: str, step: int, folder: str) -> list[str]:
    """Let the changes of this process below a folder fail; returns those so far, which grow."""
    seen: list[str] = []

    def look(event: str, arguments: tuple[object, ...]) -> None:
        if not (event in CHANGES or (event == "open" and int(str(arguments[2])) & WRITING)):
            return
        # A file may also be named by a number, once it is open.
        if not isinstance(arguments[0], str | Path) or not os.path.abspath(arguments[0]).startswith(folder):  # noqa: PTH100
            return
        seen.append(event)
        if step and len(seen) >= step:
            if what == "die":
                os._exit(9)
            number = getattr(errno, what)
            raise OSError(number, os.strerror(number), str(arguments[0]))

    sys.addaudithook(look)
    return seen


def failing_at(
    folder: Path, what: str, step: int, below: str, *arguments: str, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder, as this module does."""
    return run_module("tests.disk", folder, what, str(step), below, *arguments, **variables)


def dying_at(folder: Path, step: int, *arguments: str, **variables: str) -> int:
    """Run a command that dies at a step on disk; returns how many there were if it came to its end, with STEP 0."""
    done = failing_at(folder, "die", step, ".", *arguments, **variables)
    assert done.returncode == (9 if step else 0), done.stderr
    return 0 if step else int(done.stdout.split()[-1])


@contextmanager
def longest_file(size: int) -> Iterator[None]:
    """No file may be longer than so many bytes: a write takes the first of them, and fails with the rest."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


if __name__ == "__main__":
    changes = fail_at(sys.argv[1], int(sys.argv[2]), str(Path(sys.argv[3]).resolve()))
    code = run(sys.argv[4:])
    print(len(changes))
    sys.exit(code)
