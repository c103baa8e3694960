"""What a check finds: all is well, something to know, something that is wrong."""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

from notionpress.errors import ConfigError, NotionPressError

Status: TypeAlias = Literal["ok", "note", "wrong", "skipped"]


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What was found in one place.

    `check` is a short stable word for what was looked at (`token`, `root`, `publish`, …), `message` one sentence,
    `hint` what to do ("" when nothing is), `url` where it lies in Notion ("" when it lies elsewhere), `setting` what it
    is about in site.yaml (`publish.property`), and `line` where that stands, 0 when it does not. `exit_code` is that of
    the error which a build would end with, 0 when it would not.
    """

    check: str
    status: Status
    message: str
    hint: str = ""
    url: str = ""
    setting: str = ""
    line: int = 0
    exit_code: int = 0


def well(check: str, message: str, url: str = "") -> Finding:
    """All is well."""
    return Finding(check=check, status="ok", message=message, url=url)


def note(check: str, message: str, hint: str = "", *, url: str = "", setting: str = "") -> Finding:
    """Something that an owner should know, and that may be meant so."""
    return Finding(check=check, status="note", message=message, hint=hint, url=url, setting=setting)


def skipped(check: str, message: str, hint: str = "") -> Finding:
    """Something that could not be looked at."""
    return Finding(check=check, status="skipped", message=message, hint=hint)


def wrong(
    check: str, message: str, hint: str, *, url: str = "", setting: str = "", exit_code: int = ConfigError.exit_code
) -> Finding:
    """Something that must be put right; by default it is a mistake in site.yaml."""
    return Finding(
        check=check, status="wrong", message=message, hint=hint, url=url, setting=setting, exit_code=exit_code
    )


def failed(check: str, error: NotionPressError, *, url: str = "", setting: str = "") -> Finding:
    """An error that a build would end with."""
    message = error.message
    if not isinstance(error, ConfigError):  # Those begin with the place of a file.
        message = f"{message[:1].upper()}{message[1:].rstrip('.')}."
    return wrong(check, message, error.hint, url=url, setting=setting, exit_code=error.exit_code)
