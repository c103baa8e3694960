"""The command line on a disk that fails: `python -m tests.disk WHAT STEP FOLDER ARGUMENTS…`.

WHAT happens before the change on disk below FOLDER that has the number STEP, counted from 1: with `die` the process
ends as if it were killed; with the name of an error (`ENOSPC`, `EROFS`) this and every later change fails with it. With
STEP 0 nothing happens, and the last line that is printed is how many changes there were.
"""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

from notionpress.cli import run

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


if __name__ == "__main__":
    changes = fail_at(sys.argv[1], int(sys.argv[2]), str(Path(sys.argv[3]).resolve()))
    code = run(sys.argv[4:])
    print(len(changes))
    sys.exit(code)
