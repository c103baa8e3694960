"""What is due next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from notionpress.serve.agenda import Agenda, Build, Deploy, Peek, Read, Reconcile, Wait
from notionpress.serve.events import SOMETHING
from notionpress.serve.waiting import Waiting

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def waiting(id: str, due: float) -> Waiting:
    return Waiting(id, NOON, NOON, after(due))


def test_nothing_is_due_until_something_is() -> None:
    assert Agenda().next(NOON) == Wait(None)
    agenda = Agenda(waiting=(waiting("a", 9),), reconcile=after(20), deploy=after(7))
    assert agenda.next(NOON) == Wait(after(7))
    assert agenda.next(after(7)) == Deploy()


def test_what_is_due_for_longest_is_done_first() -> None:
    agenda = Agenda(waiting=(waiting("a", 5),), reconcile=after(1), peek=after(2), build=after(3), deploy=after(4))
    now = after(10)
    steps = []
    for name in ("reconcile", "peek", "build", "deploy", "waiting"):
        steps.append(agenda.next(now))
        agenda = Agenda(
            **{**{one: getattr(agenda, one) for one in agenda.__struct_fields__}, name: Agenda().__getattribute__(name)}
        )
    assert steps == [Reconcile(), Peek(), Build(), Deploy(), Read((waiting("a", 5),))]
    assert agenda.next(now) == Wait(None)


def test_all_that_is_due_is_read_together() -> None:
    agenda = Agenda(waiting=(waiting("a", 1), waiting("b", 3), waiting("c", 4)))
    assert agenda.next(after(3)) == Read((waiting("a", 1), waiting("b", 3)))


def test_an_event_that_does_not_say_what_lets_look_for_it() -> None:
    agenda = Agenda(waiting=(waiting(SOMETHING, 2), waiting("a", 3)), reconcile=after(600))
    assert agenda.next(after(3)) == Reconcile(taken=(waiting(SOMETHING, 2),))
    # A look that is due anyway answers it too.
    assert Agenda(waiting=agenda.waiting, reconcile=after(1)).next(after(3)) == Reconcile(
        taken=(waiting(SOMETHING, 2),)
    )
    assert Agenda(waiting=agenda.waiting, reread=NOON).next(after(3)) == Reconcile(True, (waiting(SOMETHING, 2),))
    assert Agenda(waiting=agenda.waiting, reconcile=after(1)).next(after(1)) == Reconcile()
