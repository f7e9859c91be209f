"""What a move would leave behind, looked at before it is made: it is made, and thrown away."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.masking import dots
from backoffice_tui.desk.perform import loaded
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.moves import Record, carry_out

if TYPE_CHECKING:
    from sqlmodel import Session


def preview(
    desk: Desk, queue: Queue, number: str, move: str, given: Mapping[str, object]
) -> Record:
    """The record of a move that is not made, or the refusal it would meet; in dots where people are protected.

    Whoever holds the case sees what they are about to save.
    """
    from backoffice_tui.store import bulk, side

    def work(session: "Session") -> Record:
        case = loaded(session, queue, number, None)
        held = case.handler == desk.agent
        context = desk.context(
            queue,
            outage=side.is_down(session),
            ask=bulk.asking(session),
            customer=case.customer,
            case_id=case.id,
        )
        record = carry_out(queue, case, move, given, context)
        hidden = case.protected and not held
        session.expunge_all()
        return masked(record) if hidden else record

    return desk.store.write(work)


def masked(record: Record) -> Record:
    """The record as anyone may see it."""
    return replace(
        record,
        text=dots(record.text),
        alterations=tuple(
            each._replace(was=dots(str(each.was or "")), becomes=dots(str(each.becomes or "")))
            if each.noun in ("person", "apartment")
            else each
            for each in record.alterations
        ),
        bookings=tuple(
            each._replace(iban=dots(each.iban), holder=dots(each.holder))
            for each in record.bookings
        ),
        messages=tuple(
            replace(
                each,
                recipient=dots(each.recipient),
                subject=dots(each.subject),
                body=dots(each.body),
                attachments=(),
            )
            for each in record.messages
        ),
    )
