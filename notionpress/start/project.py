"""Writes what a project starts with, beside what somebody has written already."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from notionpress.environment import keep_variable, variable
from notionpress.errors import ConfigError
from notionpress.start.proposal import Start
from notionpress.start.settings import Settings, with_settings
from notionpress.start.starter import starter_files
from notionpress.store.files import write_file

_IGNORES: Final = (".env", "/.env", ".env*", "/.env*", "*.env")
"""Lines of .gitignore that keep the token out of a repository."""


def keep_token(token: str, folder: Path) -> Path:
    """Put the token into `.env`, which only its owner may read and Git leaves alone; returns the path of `.env`.

    Raises ConfigError when a file cannot be read or written.
    """
    ignored = folder / ".gitignore"
    lines = _text(ignored)
    if not lines:
        _write(ignored, starter_files("", Start())[".gitignore"])
    elif not any(line.strip() in _IGNORES for line in lines.splitlines()):
        # Before the token is there: no commit may come in between.
        _write(ignored, f"{lines.removesuffix(chr(10))}\n.env\n")
    if variable("NOTION_TOKEN", folder, {}) == token:
        return folder / ".env"
    return keep_variable("NOTION_TOKEN", token, folder)


def write_settings(path: Path, settings: Settings, start: Start) -> tuple[Path, ...]:
    """Write settings into site.yaml, or make a new project with them where there is none; returns what was written.

    `start` is what the new file begins with. Raises ConfigError when a file cannot be read, changed or written.
    """
    if path.exists():
        before = _text(path)
        after = with_settings(before, settings)
        if after == before:
            return ()
        _write(path, after)
        return (path,)
    files = starter_files(path.parent.resolve().name, start)
    site = files.pop("site.yaml")
    # The other files may be there, with more in them.
    others = {path.parent / name: text for name, text in files.items() if not (path.parent / name).exists()}
    made = {path: with_settings(site, settings), **others}
    for one, text in made.items():
        _write(one, text)
    return tuple(made)


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode()
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise ConfigError(f"{path} cannot be read: {reason}.", "Correct it, and try again.") from error


def _write(path: Path, text: str) -> None:
    # Where the file is a link, what it leads to is replaced.
    place = Path(os.path.realpath(path))
    try:
        mode = place.stat().st_mode if place.exists() else None
        write_file(place, text.encode())
        if mode is not None:
            place.chmod(mode & 0o777)
    except OSError as error:
        raise ConfigError(f"{path} cannot be written: {error.strerror}.", "Check who may write there.") from error
