"""The outbox: messages that wait to be sent, copied, mailed or exported, and marked as sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from backoffice_tui.desk.desk import Desk, queue_of
from backoffice_tui.desk.masking import dots
from backoffice_tui.desk.perform import SENT as SENT_MOVE
from backoffice_tui.model.states import State
from backoffice_tui.routine.errors import NotFound, Problem, Refused
from backoffice_tui.routine.moves import Record
from backoffice_tui.routine.text import clean
from backoffice_tui.store import outbox
from backoffice_tui.store.outbox import DRAFT, MAIL, SENDING, SENT, WAITING, MessageRow
from backoffice_tui.texts import knows, say

if TYPE_CHECKING:
    from sqlmodel import Session

    from backoffice_tui.exchange.letters import Letter

RULE: Final = "SYST-13"


@dataclass(frozen=True, slots=True)
class MessageLine:
    """A message in the list; `case` is the number of its case, a protected person's receiver is dots."""

    id: int
    case: str
    channel: str
    to: str
    subject: str
    state: str
    made_at: datetime
    made_by: str


@dataclass(frozen=True, slots=True)
class MessageText:
    """A message with its words, ready to be copied; dots for whoever may not see them."""

    line: MessageLine
    body: str
    attachments: tuple[str, ...] = ()


def listed(desk: Desk, *, all: bool = False) -> Sequence[MessageLine]:  # noqa: A002 (as Filter has it)
    """The messages that wait to be sent, or all there ever were, oldest first."""
    return [_line(row, row.protected) for row in outbox.messages(desk.store.reader, all=all)]


def show(desk: Desk, message_id: int) -> MessageText:
    """A message in full; a protected person's only for the one who holds the case."""
    row = _row(desk, message_id)
    hidden = _hidden(desk, row)
    body = clean(row.body)
    files = () if hidden else outbox.attachments(desk.store.reader, message_id)
    names = tuple(clean(name, one_line=True) for name, _ in files)
    return MessageText(_line(row, hidden), dots(body) if hidden else body, names)


def withheld(desk: Desk) -> Sequence[MessageLine]:
    """Waiting messages to protected persons that `export` leaves out, because a colleague or nobody holds the case."""
    rows = outbox.messages(desk.store.reader)
    return [_line(row, hidden=True) for row in rows if _hidden(desk, row)]


def mark_sent(desk: Desk, message_id: int) -> None:
    """Say that a message went out; it stands in the log of the case and cannot be undone."""

    def work(session: "Session") -> None:
        _settle_sent(session, desk, message_id)

    desk.store.write(work)


def send(desk: Desk) -> list[tuple[int, str]]:
    """Hand the waiting mails to the mail server: the id of each, and what went wrong or an empty text."""
    if not desk.settings.mail.host:
        raise Refused("beside.no-mail")
    waiting = [row for row in outbox.messages(desk.store.reader) if row.channel == MAIL]
    return [(row.id, _send_one(desk, row)) for row in waiting if row.state == DRAFT]


def export(desk: Desk, folder: Path) -> list[Path]:
    """Write waiting mails as .eml and text messages as .txt, for their owner's eyes; names tell nothing of people.

    What goes to a protected person is written for the one who holds the case; `withheld` lists the rest.
    """
    from backoffice_tui.exchange.files import replacing
    from backoffice_tui.exchange.letters import save_draft, written_as

    written: list[Path] = []
    exported: dict[int, str] = {}
    for row in outbox.messages(desk.store.reader):
        if _hidden(desk, row):
            continue
        if row.channel == MAIL:
            written.append(save_draft(_letter(desk, row), folder, row.id))
        else:
            path = folder / written_as(row.id, text_message=True)
            with replacing(path) as file:
                file.write(f"{clean(row.recipient, one_line=True)}\n\n{clean(row.body)}\n".encode())
            written.append(path)
        exported[row.id] = str(written[-1].absolute())
    if exported:
        desk.store.write(lambda session: outbox.note_exported(session, exported, desk.now()))
    return written


def _row(desk: Desk, message_id: int) -> MessageRow:
    row = outbox.message(desk.store.reader, message_id)
    if row is None:
        raise NotFound("beside.no-such-message", id=message_id)
    return row


def _hidden(desk: Desk, row: MessageRow) -> bool:
    return row.protected and row.handler != desk.agent


def _line(row: MessageRow, hidden: bool) -> MessageLine:
    recipient, subject = (clean(each, one_line=True) for each in (row.recipient, row.subject))
    return MessageLine(
        id=row.id,
        case=clean(row.number, one_line=True),
        channel=row.channel,
        to=dots(recipient) if hidden else recipient,
        subject=dots(subject) if hidden else subject,
        state=row.state,
        made_at=row.made_at,
        made_by=row.made_by,
    )


def _letter(desk: Desk, row: MessageRow) -> "Letter":
    from backoffice_tui.exchange.letters import Attachment, Letter

    # A draft is opened in a mail program, which puts its own sender there.
    sender = desk.settings.mail.sender or "backoffice@localhost"
    files = outbox.attachments(desk.store.reader, row.id)
    return Letter(
        to=row.recipient,
        sender=sender,
        subject=row.subject,
        body=row.body,
        attachments=tuple(Attachment(name, body.encode()) for name, body in files),
    )


def _send_one(desk: Desk, row: MessageRow) -> str:
    from backoffice_tui.exchange import letters

    mail = desk.settings.mail
    try:
        # Whoever gets it from draft to sending sends it: two who press at once send it once.
        _pass_on(desk, row.id, DRAFT, SENDING)
    except Problem as why:
        return str(why)
    try:
        letters.send(
            _letter(desk, row),
            host=mail.host,
            port=mail.port,
            security=mail.security,
            user=mail.user,
            password=mail.password,
        )
    except Problem as why:
        _pass_on(desk, row.id, SENDING, DRAFT)
        return str(why)
    try:
        mark_sent(desk, row.id)
    except Problem as why:
        return say("beside.sent-unmarked", why=why)
    return ""


def _pass_on(desk: Desk, message_id: int, was: str, became: str) -> None:
    def work(session: "Session") -> None:
        found = outbox.loaded(session, message_id)
        if found is None or found[0].state != was:
            raise Refused("beside.not-waiting", rule=RULE, id=message_id)
        found[0].state = became
        session.add(found[0])

    desk.store.write(work)


def _settle_sent(session: "Session", desk: Desk, message_id: int) -> None:
    from backoffice_tui.store import cases

    found = outbox.loaded(session, message_id)
    if found is None:
        raise NotFound("beside.no-such-message", id=message_id)
    message, case = found
    if message.state not in WAITING:
        key = "beside.already-sent" if message.state == SENT else "beside.not-waiting"
        raise Refused(key, rule=RULE, id=message_id, by=message.sent_by, at=message.sent_at)
    message.state, message.sent_at, message.sent_by = SENT, desk.now(), desk.agent
    session.add(message)
    if case is None:
        return
    state = State(case.state)
    record = Record(
        by=desk.agent,
        at=desk.now(),
        move=SENT_MOVE,
        text=say("beside.sent", channel=channel_word(message.channel), id=message.id),
        was=state,
        became=state,
        routine=desk.data(queue_of(case)).version,
    )
    cases.write(session, case, record)


def channel_word(channel: str) -> str:
    """The way a message goes, in the language spoken."""
    return say(f"beside.channel.{channel}") if knows(f"beside.channel.{channel}") else channel
