"""Settings that do not belong into site.yaml: from the environment, else from a file `.env` beside it."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from notionpress.errors import ConfigError

WEBHOOK_SECRET: Final = "NOTION_WEBHOOK_SECRET"  # noqa: S105  (its name alone)
"""The variable that holds the verification token of a webhook."""

_LINE = re.compile(
    r"""\s*(?:export\s+)?(?P<name>[A-Za-z_]\w*)\s*=\s*"""
    r"""(?:"(?P<double>(?:[^"\\]|\\.)*)"|'(?P<single>[^']*)'|(?P<plain>[^\s#"'](?:[^#]|(?<=\S)\#)*)|)"""
    r"""\s*(?:\#.*)?""",
    re.ASCII,
)


def variable(name: str, folder: Path, environment: Mapping[str, str]) -> str:
    """The value of a variable, "" when it is set nowhere; the environment wins over `folder/.env`.

    Raises ConfigError when `.env` cannot be read.
    """
    return environment.get(name, "").strip() or _in_file(folder).get(name, "").strip()


def variables(folder: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """All variables of the environment and of `folder/.env`; the environment wins. Raises as `variable` does."""
    return {**_in_file(folder), **environment}


def _in_file(folder: Path) -> dict[str, str]:
    path = folder / ".env"
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise ConfigError(f"{path} cannot be read: {reason}.", "Correct it, or set the variable yourself.") from error
    try:
        return parse_variables(text)
    except ValueError as error:
        # The line itself may hold a token: it is not shown.
        raise ConfigError(f"{path}:{error}", "Write NAME=value, with quotes around a value with spaces.") from None


def place_of_variable(name: str, folder: Path, environment: Mapping[str, str]) -> str:
    """Where a variable has its value from, in words, "" when it is set nowhere. Raises as `variable` does."""
    if environment.get(name, "").strip():
        return "the environment"
    return str(folder / ".env") if variable(name, folder, {}) else ""


def known_secrets(folder: Path, environment: Mapping[str, str]) -> tuple[str, ...]:
    """What no file may hold: the tokens of connection and webhook, as far as there are any, found as in `variable`."""
    try:
        tokens = [variable(name, folder, environment) for name in ("NOTION_TOKEN", WEBHOOK_SECRET)]
    except ConfigError:
        # What was read before is built without a token, and so without a .env that can be read.
        return ()
    return tuple(filter(None, tokens))


def parse_variables(text: str) -> dict[str, str]:
    """The variables of a `.env` file: lines `NAME=value`, also with `export`, quotes and comments.

    The last line wins where a name stands twice. Raises ValueError with the number of a line that is none of these.
    """
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            raise ValueError(f"{number}: this line is not NAME=value")
        double = match["double"]
        if double is not None:
            found[match["name"]] = re.sub(r"\\(.)", lambda one: {"n": "\n", "t": "\t"}.get(one[1], one[1]), double)
        else:
            found[match["name"]] = (match["single"] or match["plain"] or "").rstrip()
    return found


def keep_variable(name: str, value: str, folder: Path) -> Path:
    """Add a variable to `folder/.env`, which nobody but its owner may read afterwards; returns the file's path.

    `value` needs no quotes. Raises ConfigError when the file cannot be written.
    """
    path = folder / ".env"
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "r+b") as file:
            # Added at the end rather than replaced: in a container, the file alone may lie on the disk outside.
            os.chmod(path, 0o600)  # noqa: PTH101
            before = file.read()
            file.write(b"" if not before or before.endswith(b"\n") else b"\n")
            file.write(f"{name}={value}\n".encode())
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise ConfigError(
            f"{path} cannot be written: {error.strerror}.", f"Set {name} in the environment yourself."
        ) from error
    return path
