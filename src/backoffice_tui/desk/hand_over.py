"""Cases that are begun and not done when a shift ends, and the notes for whoever goes on with them."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from backoffice_tui.desk.desk import Desk
from backoffice_tui.queues import QUEUES
from backoffice_tui.routine.errors import NotFound, Refused
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.text import clean
from backoffice_tui.store import shifts
from backoffice_tui.store.known import Ask

if TYPE_CHECKING:
    from sqlmodel import Session


def unnoted(desk: Desk, ask: Ask, since: datetime) -> list[tuple[Queue, str]]:
    """The agent's cases that a colleague could not go on with, by queue and number."""
    return [
        (queue, number)
        for queue in QUEUES.values()
        if queue.hand_over
        for number in shifts.not_handed_over(ask, queue.key, queue.hand_over, desk.agent, since)
    ]


def hand_over(desk: Desk, session: "Session", since: datetime, notes: Mapping[str, str]) -> None:
    """Write the notes; Refused where a case that is begun and held has none of this shift."""
    from backoffice_tui.store import bulk

    for number, text in notes.items():
        note(desk, session, number, text)
    session.flush()
    lacking = unnoted(desk, bulk.asking(session), since)
    if lacking:
        raise Refused(
            "beside.notes-missing",
            rule="STORA-08",
            field="note",
            numbers=", ".join(clean(number, one_line=True) for _, number in lacking[:10]),
            count=len(lacking),
        )


def numbers_unnoted(desk: Desk, since: datetime) -> tuple[str, ...]:
    """The numbers of the agent's cases that have no note since then."""
    return tuple(number for _, number in unnoted(desk, desk.store.reader.rows, since))


def note(desk: Desk, session: "Session", number: str, text: str) -> None:
    """Write how far a case came; NotFound where no queue that is handed over has the number."""
    from backoffice_tui.desk.perform import carried_out
    from backoffice_tui.store import cases

    for queue in QUEUES.values():
        case = cases.by_number(session, queue.key, number) if queue.hand_over else None
        if case is not None:
            carried_out(desk, session, queue, case, queue.hand_over, {"text": text})
            return
    raise NotFound("desk.no-such-case", number=clean(number, limit=40, one_line=True))
