"""The outbox as the store has it: messages with the case they belong to, and their way out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from backoffice_tui.store.card import moment
from backoffice_tui.store.reader import Reader

if TYPE_CHECKING:
    from sqlmodel import Session

    from backoffice_tui.model.cases import Case
    from backoffice_tui.model.desk import Message

DRAFT: Final = "draft"
SENDING: Final = "sending"
"""Handed to the mail server and not heard of since: only a program that was killed leaves it so."""
SENT: Final = "sent"
WAITING: Final = (DRAFT, SENDING)

MAIL: Final = "mail"

_SELECT = (
    "SELECT messages.id, coalesce(cases.queue, ''), coalesce(cases.number, ''), channel, recipient,"
    " messages.subject, body, messages.state, made_at, made_by, coalesce(cases.protected, 0),"
    " coalesce(cases.handler, '') FROM messages LEFT JOIN cases ON cases.id = messages.case_id"
)


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message with number, holder and protection of its case."""

    id: int
    queue: str
    number: str
    channel: str
    recipient: str
    subject: str
    body: str
    state: str
    made_at: datetime
    made_by: str
    protected: bool
    handler: str


def messages(reader: Reader, *, all: bool = False) -> Sequence[MessageRow]:  # noqa: A002 (as Filter has it)
    """The messages that wait to be sent, or all there ever were, oldest first."""
    where = "" if all else " WHERE messages.state IN ('draft', 'sending')"
    return [_message(row) for row in reader.rows(f"{_SELECT}{where} ORDER BY messages.id")]


def message(reader: Reader, message_id: int) -> MessageRow | None:
    """One message."""
    row = reader.row(f"{_SELECT} WHERE messages.id = :id", {"id": message_id})
    return _message(row) if row else None


def attachments(reader: Reader, message_id: int) -> Sequence[tuple[str, str]]:
    """Name and text of each file that goes with a message."""
    sql = "SELECT name, body FROM attachments WHERE message_id = :id ORDER BY id"
    return [(str(name), str(body)) for name, body in reader.rows(sql, {"id": message_id})]


def _message(row: Sequence[object]) -> MessageRow:
    message_id, queue, number, channel, recipient, subject, body, state = row[:8]
    made_at, made_by, protected, handler = row[8:]
    return MessageRow(
        id=int(str(message_id)),
        queue=str(queue),
        number=str(number),
        channel=str(channel),
        recipient=str(recipient),
        subject=str(subject),
        body=str(body),
        state=str(state),
        made_at=moment(made_at),
        made_by=str(made_by),
        protected=bool(protected),
        handler=str(handler),
    )


def loaded(session: "Session", message_id: int) -> "tuple[Message, Case | None] | None":
    """A message and its case, to be changed."""
    from backoffice_tui.model.cases import Case
    from backoffice_tui.model.desk import Message

    found = session.get(Message, message_id)
    if found is None:
        return None
    return found, session.get(Case, found.case_id) if found.case_id else None


def note_exported(session: "Session", written: Mapping[int, str], at: datetime) -> None:
    """Keep when messages, by id, were last written to which files."""
    from backoffice_tui.model.desk import Message

    for message_id, path in written.items():
        found = session.get(Message, message_id)
        if found is not None:
            found.exported_at, found.exported_to = at, path
            session.add(found)
