"""What the answers to links mean to authors, and which of them are kept so that nobody is asked each time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from http import HTTPStatus
from types import MappingProxyType
from typing import Final, TypeAlias

import msgspec

from notionpress.check.findings import Finding, note, skipped, well
from notionpress.check.links import Answer, Links, host_of
from notionpress.config import CheckSettings
from notionpress.errors import StoreError
from notionpress.store import Derived, Store
from notionpress.text import counted

Reports: TypeAlias = Mapping[str, tuple[tuple[str, str], ...]]
"""Addresses of other sites with the pages that lead there: the title of each, and what to open to mend it."""

_FILE: Final[Derived] = "links.jsonl"
_MADE_BY: Final = "1"
_REFUSES_PROGRAMS: Final = frozenset((401, 402, 403, 405, 406, 407, 408, 418, 425, 429, 451, 503, 999))
"""Statuses that say nothing about whether people find something there; 999 is LinkedIn's own."""
_REASONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "unknown-host": "there is no such host",
        "no-connection": "its server cannot be reached",
        "certificate": "its certificate is not right, so that browsers warn",
        "timeout": "it does not answer",
        "private": "it lies in a private network, which readers cannot reach",
        "redirects": "it leads on and on without an end",
        "address": "that is no address of the web",
    }
)
_UNREACHABLE: Final = frozenset(("unknown-host", "no-connection", "timeout"))
_ANSWERED: Final = frozenset(("certificate", "redirects"))
"""Reasons that a host gives which is there."""

_NAMED: Final = 10
"""So many hosts that refuse programs are named."""


class Asked(msgspec.Struct, frozen=True):
    """The answers by address, how many of them were kept from before, and how many requests the others took."""

    answers: Mapping[str, Answer] = {}
    kept: int = 0
    requests: int = 0


class _Kept(msgspec.Struct, frozen=True, array_like=True):
    """That a link led somewhere: a digest of its address, which may hold a secret, the status, and when."""

    link: str
    status: int
    moved: str
    when: datetime


_decode = msgspec.json.Decoder(_Kept).decode


async def ask_for(
    where: Reports, links: Links, store: Store, days: int, now: datetime, progress: Callable[[int, int], None]
) -> Asked:
    """Ask for all addresses but those that led somewhere in the last `days`; what leads somewhere is kept, also where
    the rest cannot be asked any more.
    """
    kept = {one.link: one for one in _read(store) if now - one.when < timedelta(days=days)}
    digests = {url: sha256(url.encode(errors="surrogatepass")).hexdigest() for url in where}
    answers = {url: Answer(kept[one].status, moved=kept[one].moved) for url, one in digests.items() if one in kept}
    missing = [url for url in where if url not in answers]
    count = len(answers)

    def told(url: str, answer: Answer) -> None:
        answers[url] = answer
        progress(len(answers) - count, len(missing))

    try:
        progress(0, len(missing))
        async with links:
            await links.answers(missing, told)
    finally:
        for url in missing:
            if url in answers and answers[url].is_right:
                one = _Kept(digests[url], answers[url].status, answers[url].moved, now)
                kept[one.link] = one
        _write(store, [kept[one] for one in digests.values() if one in kept])
    return Asked(answers, count, links.requests)


def _read(store: Store) -> Iterator[_Kept]:
    for line in store.read_derived(_FILE, _MADE_BY):
        try:
            yield _decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError):
            continue


def _write(store: Store, kept: list[_Kept]) -> None:
    try:
        store.write_derived(_FILE, _MADE_BY, map(msgspec.json.encode, kept))
    except StoreError:
        return  # Whoever cannot keep them asks again the next time.


def told_of(where: Reports, asked: Asked, checks: CheckSettings) -> Iterator[Finding]:
    """What authors are told of the answers: dead links, links that moved for good, and whom nobody could ask."""
    is_cut_off = _is_cut_off(asked)
    if is_cut_off:
        # What is kept from before still says what has moved.
        where = {url: places for url, places in where.items() if asked.answers[url].is_right}
        count = counted(len(asked.answers) - len(where), "link")
        message = f"There is no network: no site could be reached, and {count} could not be looked at."
        yield skipped("links", message, "Connect this machine, or set HTTPS_PROXY, and check again.")
    refused: dict[str, int] = {}
    for url, places in where.items():
        answer = asked.answers[url]
        finding = _finding(url, answer, checks)
        if answer.status in _REFUSES_PROGRAMS:
            refused[host_of(url)] = refused.get(host_of(url), 0) + 1
        elif finding:
            for title, place in places:
                name = (f"“{title}”: " if title else "") if place else "The menu: "
                yield msgspec.structs.replace(finding, message=f"{name}{finding.message}", url=place)
    if refused:
        hosts = ", ".join(sorted(refused, key=lambda host: (-refused[host], host))[:_NAMED])
        more = f" and {len(refused) - _NAMED:,} more" if len(refused) > _NAMED else ""
        number = sum(refused.values())
        message = f"{counted(number, 'link')} could not be looked at, as their sites refuse programs: {hosts}{more}."
        yield note("links", message, "Open them yourself; `checks: skip_links:` in site.yaml leaves them out.")
    if is_cut_off:
        return
    right = sum(answer.is_right for answer in asked.answers.values())
    yield well("links", f"{right:,} of {counted(len(where), 'link')} to other sites lead somewhere.")


def _is_cut_off(asked: Asked) -> bool:
    """Whether it is this machine that no way leads from, rather than all of several hosts being gone."""
    hosts = {host_of(url) for url, one in asked.answers.items() if one.reason in _UNREACHABLE}
    # What is kept was answered another day.
    answered = sum(bool(one.status) or one.reason in _ANSWERED for one in asked.answers.values()) - asked.kept
    return len(hosts) > 1 and answered == 0


def _finding(url: str, answer: Answer, checks: CheckSettings) -> Finding | None:
    if not answer.is_right:
        why = _REASONS[answer.reason] if answer.reason else f"it answers {_status(answer.status)}"
        message = f"A link leads nowhere: {url} – {why}."
        hint = "Correct the link, or take it out."
        return note("dead-external-link", message, hint) if checks.tells("dead-external-link") else None
    if answer.moved and checks.tells("moved-external-link"):
        message = f"A link leads to a page that has moved for good: {url} is now {answer.moved}"
        return note("moved-external-link", message, "Let it lead there.")
    return None


def _status(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)
