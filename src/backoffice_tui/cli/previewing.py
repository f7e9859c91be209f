"""What a move would change besides its case, told before it is made."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from backoffice_tui.cli.params import Given
from backoffice_tui.cli.printing import document, row
from backoffice_tui.routine.grammar import Move, Queue
from backoffice_tui.routine.money import decimal, euros
from backoffice_tui.routine.moves import Record
from backoffice_tui.texts import say

if TYPE_CHECKING:
    from backoffice_tui.desk.desk import Desk


def previewed(
    desk: "Desk",
    queue: Queue,
    move: Move,
    number: str,
    answers: Mapping[str, object],
    given: Given,
) -> int:
    """Tell what the move would leave behind; nothing is saved."""
    from backoffice_tui.desk.preview import preview

    record = preview(desk, queue, number, move.name, answers)
    if given.flag("json"):
        document({"number": number, "move": move.name, "text": record.text, **_told(record)})
        return 0
    for each in record.alterations:
        noun = say(f"contracts.noun.{each.noun}", whose=each.whose)
        row(noun, say(f"contracts.field.{each.field}"), each.was or "–", "→", each.becomes or "–")
    for booking in record.bookings:
        for leg in booking.legs:
            row(say(f"ledger.account.{leg.account}"), euros(leg.cents))
    for made in record.further:
        row(made.klass, made.type, made.due)
    for message in record.messages:
        row(message.channel, message.recipient, message.subject)
    return 0


def _told(record: Record) -> dict[str, object]:
    return {
        "changes": [
            {
                "noun": each.noun,
                "whose": each.whose,
                "field": each.field,
                "was": each.was or None,
                "becomes": each.becomes or None,
            }
            for each in record.alterations
        ],
        "bookings": [
            [{"account": leg.account, "amount": decimal(leg.cents)} for leg in each.legs]
            for each in record.bookings
        ],
        "tasks": [
            {"class": each.klass, "type": each.type, "due": each.due} for each in record.further
        ],
        "messages": [
            {
                "to": each.recipient,
                "subject": each.subject,
                "body": each.body,
                "attachments": [name for name, _ in each.attachments],
            }
            for each in record.messages
        ],
    }
