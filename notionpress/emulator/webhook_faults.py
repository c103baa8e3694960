"""Trouble with webhooks on purpose: events that get lost, come twice, late, in another order, or wrongly signed."""

from __future__ import annotations

from collections import Counter
from typing import Literal

import msgspec

from notionpress.emulator.chance import Meetings

WebhookFaultKind = Literal["drop", "delay", "reorder", "duplicate", "lost", "cut", "signature", "unsigned"]


class WebhookFault(msgspec.Struct, frozen=True):
    """What goes wrong with the delivery of which events.

    `kind` is `drop` (the event is never sent), `delay` (it is sent `seconds` later), `reorder` (it is sent after the
    next one, or `seconds` later when none comes), `duplicate` (it is sent again `seconds` after it was taken), `lost`
    (the receiver's answer is lost, so that it comes again as another attempt), `cut` (the connection breaks in the
    middle of the body), `signature` (the signature is wrong), `unsigned` (there is none). The last four happen to an
    event's first attempt.

    `event` is part of a type such as `page.content_updated`. Of the events whose type has it, counted from 1, those
    from `first` on are hit, `times` of them (None: all); with a `share` below 1 each of them only with that chance.
    """

    kind: WebhookFaultKind
    event: str = ""
    first: int = 1
    times: int | None = 1
    share: float = 1.0
    seconds: float = 1.0


class WebhookPlan(msgspec.Struct, frozen=True):
    """How webhooks are delivered, and what goes wrong with that.

    An event that is not answered with a 2xx within `timeout` seconds is sent again, `attempts` times in all: for the
    first time after `backoff` seconds, and then each time after four times as many. `signed_handshake` tells whether
    the verification token itself comes with a signature, which Notion does not document.
    """

    attempts: int = 8
    backoff: float = 16.0
    timeout: float = 10.0
    signed_handshake: bool = False
    faults: tuple[WebhookFault, ...] = ()


class WebhookFaults:
    """Decides what goes wrong with each event.

    Shares depend on the `seed`, on the event's type and object, and on how often that was told, but not on the order
    of events.
    """

    def __init__(self, faults: tuple[WebhookFault, ...], seed: int) -> None:
        self._faults = faults
        self._meetings = Meetings(seed, len(faults))
        self._told: Counter[str] = Counter()

    def next(self, type: str, id: str) -> dict[WebhookFaultKind, WebhookFault]:
        """The faults that an event about an object meets, by their kinds."""
        found: dict[WebhookFaultKind, WebhookFault] = {}
        line = f"{type} {id}"
        self._told[line] += 1
        for number, fault in enumerate(self._faults):
            if fault.event in type and self._meetings.meets(number, fault, line, self._told[line]):
                found.setdefault(fault.kind, fault)
        return found
