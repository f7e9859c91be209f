"""Cases as objects: loaded to be changed, and written with the record of the change beside them."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import text
from sqlalchemy.orm.attributes import flag_modified
from sqlmodel import Session, col, select

from backoffice_tui.model.cases import Case, Change, Entry, Errand, Facts
from backoffice_tui.model.contracts import MessageAttachment
from backoffice_tui.model.desk import Message
from backoffice_tui.routine.asks import Outgoing
from backoffice_tui.routine.errors import Refused
from backoffice_tui.routine.moves import Record
from backoffice_tui.routine.numbers import joined
from backoffice_tui.routine.text import clean
from backoffice_tui.routine.ticks import renamed
from backoffice_tui.store.search import body_of

UNSEARCHED = frozenset(
    {
        "amount",
        "answered",
        "category",
        "change",
        "channel",
        "customer_kind",
        "direction",
        "disconnected",
        "ends_on",
        "language",
        "letter",
        "list_log",
        "promised",
    }
)
"""Facts that nobody looks a customer up by."""

INDEXED = frozenset({"number", "code"})
"""Columns whose words are searched for besides the facts."""


def by_number(session: Session, queue: str, number: str) -> Case | None:
    """The case of that number, to be changed."""
    wanted = select(Case).where(Case.queue == queue, Case.number == clean(number))
    return session.exec(wanted).first()


def write(session: Session, case: Case, record: Record) -> Entry:
    """Save a changed or new case together with its log entry, messages, errand and search words."""
    fresh = case.id is None
    case.worked = case.worked or not record.move.startswith("import")
    session.add(case)
    if (record.facts or record.alterations) and not fresh:
        # What a colleague was shown is no longer so, though no column of the case has changed.
        flag_modified(case, "worked")
    if fresh:
        session.flush()
    assert case.id is not None  # noqa: S101 (flushed)
    entry = Entry(
        case_id=case.id,
        at=record.at,
        agent=record.by,
        move=record.move,
        text=record.text,
        was="" if fresh else record.was.value,
        became=record.became.value,
        routine=record.routine,
        undoes=record.undoes,
    )
    session.add(entry)
    session.flush()
    _add_beside(session, case, entry, record)
    if (
        fresh
        or record.facts
        or any(each[0] in INDEXED or renamed(*each) for each in record.changes)
    ):
        index(session, case)
    if record.erase:
        from backoffice_tui.store import erasure

        erasure.blank(session, case, entry)
    return entry


def _add_beside(session: Session, case: Case, entry: Entry, record: Record) -> None:
    assert entry.id is not None  # noqa: S101 (flushed)
    versions = [f"facts:{version.id}" for version in case.versions[-2:]]
    was, became = ("", *versions)[-2:] if versions else ("", "")
    for field, old, new in record.changes:
        session.add(Change(entry_id=entry.id, field=field, was=old, became=new))
    for field in record.facts:
        session.add(Change(entry_id=entry.id, field=field, was=was, became=became))
    for message in record.messages:
        _put_in_outbox(session, message, entry, record)
    if record.errand:
        session.add(Errand(entry_id=entry.id, agent=record.by))


def _put_in_outbox(session: Session, message: Outgoing, entry: Entry, record: Record) -> None:
    made = Message(
        case_id=entry.case_id,
        entry_id=entry.id,
        channel=message.channel,
        recipient=message.recipient,
        subject=message.subject,
        body=message.body,
        made_at=record.at,
        made_by=record.by,
    )
    session.add(made)
    if message.attachments:
        session.flush()
        assert made.id is not None  # noqa: S101 (flushed)
        for name, body in message.attachments:
            session.add(MessageAttachment(message_id=made.id, name=name, body=body))


def searched(number: str, code: str, facts: Mapping[str, str], pasted: Iterable[str] = ()) -> str:
    """The words that a case is found by: what is known of it, and the ids of its facilities."""
    told = [text for name, text in facts.items() if name not in UNSEARCHED]
    told += filter(None, pasted)
    # A telephone number is found however it is written.
    return body_of((number, code, *told, *map(joined, told)))


def index(session: Session, case: Case) -> None:
    """Bring the search words of a case up to date."""
    pasted = [text for tick in case.ticks for text in (tick.facility, tick.text)]
    body = searched(case.number, case.code, case.facts, pasted)
    session.execute(
        text("INSERT OR REPLACE INTO search (rowid, body) VALUES (:id, :body)"),
        {"id": case.id, "body": body},
    )


def newest(session: Session, case: Case) -> Entry | None:
    """The last entry of a case, whatever it did."""
    entries = select(Entry).where(Entry.case_id == case.id).order_by(col(Entry.id).desc())
    return session.exec(entries).first()


def standing(session: Session, case: Case) -> Sequence[Entry]:
    """The entries of a case that were not taken back, newest first."""
    entries = session.exec(
        select(Entry).where(Entry.case_id == case.id).order_by(col(Entry.id).desc())
    ).all()
    undone = {entry.undoes for entry in entries if entry.undoes}
    return [entry for entry in entries if entry.undoes is None and entry.id not in undone]


def changes_of(session: Session, entry: Entry) -> Sequence[Change]:
    """What an entry changed."""
    return session.exec(select(Change).where(Change.entry_id == entry.id)).all()


def facts_by_version(
    session: Session, references: Iterable[str]
) -> Mapping[str, Mapping[str, str]]:
    """The facts behind references like `facts:12`."""
    ids = {int(each.removeprefix("facts:")) for each in references if each.startswith("facts:")}
    found = session.exec(select(Facts).where(col(Facts.id).in_(ids))).all()
    return {f"facts:{facts.id}": facts.body for facts in found}


def messages_of(session: Session, entry: Entry) -> Sequence[Message]:
    """The messages that an entry made."""
    return session.exec(select(Message).where(Message.entry_id == entry.id)).all()


def drop_errand(session: Session, entry: Entry) -> bool:
    """What was taken back need not be entered anywhere; whether it was already, and has to be mended."""
    errand = session.get(Errand, entry.id)
    if errand is None:
        return False
    if errand.done_at is None:
        session.delete(errand)
    return errand.done_at is not None


def open_twins(session: Session, case: Case) -> Sequence[str]:
    """The numbers of open cases of the same facility and kind."""
    if not case.facility:
        return ()
    found = session.exec(
        select(Case.number).where(
            Case.facility == case.facility,
            Case.queue == case.queue,
            Case.kind == case.kind,
            col(Case.bucket) < 2,
        )
    ).all()
    return [number for number in found if number != case.number]


def refuse_taken(session: Session, case: Case) -> None:
    """Refuse a number that another case of the queue has."""
    with session.no_autoflush:
        wanted = select(Case.id).where(Case.queue == case.queue, Case.number == case.number)
        others = [each for each in session.exec(wanted) if each != case.id]
    if others:
        raise Refused("desk.number-taken", field="number", number=clean(case.number))


def next_local_number(session: Session, queue: str) -> str:
    """A number for a case that the customer system has not numbered yet: `B1`, `B2` and on."""
    row = session.execute(
        text(
            "SELECT max(CAST(substr(number, 2) AS INTEGER)) FROM cases"
            " WHERE queue = :queue AND origin = 'here' AND number GLOB 'B[0-9]*'"
        ),
        {"queue": queue},
    ).first()
    number = (row[0] or 0) + 1 if row else 1
    # A list may bring numbers that look like ours.
    while by_number(session, queue, f"B{number}"):
        number += 1
    return f"B{number}"
