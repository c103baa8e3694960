"""The errors that notionpress raises, each with what happened, what to do next and its exit code.

NotionPressError                 1
  ConfigError                    2   all mistakes of a configuration at once, each with file and line
  NotionError                    3
    NotionUnreachable                network, time-out, after retries
    NotionRefused                    an answer that says no: status, code, request id
      Unauthorized                   401: the token
      Restricted                     403: a capability is missing
      NotShared                      404: missing, or not shared with the connection
      RateLimited                    429 and 529, after retries
      InvalidRequest                 400
      Conflict                       409
    PagesVanished                    too many pages at once: nothing was removed
  StoreError                     4   the cache on disk
    InUse                            another run writes to the cache or the output folder
  ThemeError                     5   theme, template, line
  PluginError                    6   plugin, verb
  BuildError                     1   outputs that failed; the others are written
"""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar


class NotionPressError(Exception):
    """An error that is explained to a person: what happened, and what to do next.

    Arguments: `message` says what happened and where; `hint` says what to do next ("" when nothing can be said).
    Subclasses set `exit_code`, the status that the command line ends with.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __reduce__(self) -> tuple[Any, ...]:
        """Cross process borders whole, whatever arguments the subclass takes."""
        return (_rebuild, (type(self), self.message, self.__dict__))

    def __str__(self) -> str:
        return f"{self.message}\n  {self.hint}" if self.hint else self.message


def _rebuild(kind: type[NotionPressError], message: str, state: dict[str, Any]) -> NotionPressError:
    error = kind.__new__(kind)
    Exception.__init__(error, message)
    error.__dict__.update(state)
    return error


def explained(error: Exception) -> tuple[str, str]:
    """What happened and what to do next, of any exception.

    One that is not ours is told by its place and without its own words: they may hold a page's text.
    """
    if isinstance(error, NotionPressError):
        what = f"{error.message.rstrip('.')}."
        # The name of a file, with which some begin, stays as it is.
        return (what[:1].upper() + what[1:] if what.partition(" ")[0].isalpha() else what), error.hint
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return (
        f"{type(error).__name__} in {Path(frame.filename).name}, line {frame.lineno}.",
        "This is a mistake in notionpress, its theme or a plugin; please report it.",
    )


class ConfigError(NotionPressError):
    """The configuration is wrong; `message` lists every mistake with file, line and column."""

    exit_code = 2


class NotionError(NotionPressError):
    """Notion could not be asked, or said no."""

    exit_code = 3


class NotionUnreachable(NotionError):
    """No answer from Notion after all retries: network, time-out, or a server error that stayed."""


class NotionRefused(NotionError):
    """Notion answered and refused: `status`, `code` and `additional_data` as in the API reference.

    `request_id` is what Notion's support asks for.
    """

    def __init__(
        self,
        message: str,
        hint: str = "",
        *,
        status: int = 0,
        code: str = "",
        request_id: str = "",
        additional_data: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message, hint)
        self.status = status
        self.code = code
        self.request_id = request_id
        self.additional_data = additional_data or {}


class Unauthorized(NotionRefused):
    """401: the token is wrong, revoked or expired."""


class Restricted(NotionRefused):
    """403: the connection lacks a capability."""


class NotShared(NotionRefused):
    """404: the object does not exist, or is not shared with the connection."""


class RateLimited(NotionRefused):
    """429 or 529 that outlasted the retries."""


class InvalidRequest(NotionRefused):
    """400: Notion could not accept the request."""


class Conflict(NotionRefused):
    """409: another change was being made at the same time."""


class PagesVanished(NotionError):
    """So many pages vanished at once that it looks like a mistake; nothing was removed.

    `pages` are all of them, each with its title ("" where it is not known) and its Notion address.
    """

    def __init__(self, message: str, hint: str = "", *, pages: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__(message, hint)
        self.pages = pages


class StoreError(NotionPressError):
    """The cache folder cannot be read or written."""

    exit_code = 4


class InUse(StoreError):
    """Another run is writing to the cache or to the output folder."""


class ThemeError(NotionPressError):
    """A theme, a template or one of its options is wrong; the message names template and line."""

    exit_code = 5


class PluginError(NotionPressError):
    """A plugin failed; the message names plugin and verb.

    A plugin may raise it with words of its own; `plugin` and `verb` are then filled in.
    """

    exit_code = 6

    def __init__(self, message: str, hint: str = "", *, plugin: str = "", verb: str = "") -> None:
        super().__init__(message, hint)
        self.plugin = plugin
        self.verb = verb


class BuildError(NotionPressError):
    """Outputs that could not be made; the others are written."""
