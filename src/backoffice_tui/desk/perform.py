"""Moves made on cases, and taken back."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from backoffice_tui.desk import erasure, skipping
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.further import FURTHER, make_further, take_back_further
from backoffice_tui.desk.masking import dots
from backoffice_tui.desk.resettling import SETTLE
from backoffice_tui.model.states import State
from backoffice_tui.routine import ticks
from backoffice_tui.routine.contracts import read_altered
from backoffice_tui.routine.errors import Conflict, NotFound, Refused
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.listing import CaseLine
from backoffice_tui.routine.moves import Record, as_text, carry_out, snapshot
from backoffice_tui.routine.text import clean
from backoffice_tui.store import circumstances
from backoffice_tui.store.card import last_of as last_change
from backoffice_tui.store.card import line_of
from backoffice_tui.store.known import Ask
from backoffice_tui.store.outages import stored

if TYPE_CHECKING:
    from sqlmodel import Session

    from backoffice_tui.model.cases import Case, Change, Entry

DATES = frozenset({"due", "wished", "waits_since", "missing_since", "received", "handled"})
SENT = "sent"
"""The entry that a message which went out leaves behind: it cannot be called back."""
TAKEN_IN = frozenset({"import", "feed"})
"""Entries of what came from elsewhere: it goes when it no longer comes."""
REVEAL = "reveal"
"""The entry of having looked: it changed nothing."""
UNCHANGED = frozenset({REVEAL, SETTLE, "robot"})
"""Entries that nobody takes back: what they tell of is no work."""
GONE = frozenset({"sending", "sent"})
"""States of a message that may be with its recipient."""


def perform(
    desk: Desk,
    queue: Queue,
    number: str,
    move: str,
    given: Mapping[str, object],
    *,
    seen: int | None = None,
    in_turn: bool = False,
) -> CaseLine:
    """Make a move on a case; Conflict where it is no longer the version that was `seen`.

    That another case was next is kept beside it, unless the routine gave this one (`in_turn`).
    """
    queue.move(move)

    def work(session: "Session") -> tuple[str, bool]:
        case = loaded(session, queue, number, seen)
        first = None if in_turn else skipping.passed(desk, session, queue, case, move)
        rank = case.rank
        record = carried_out(desk, session, queue, case, move, given)
        if first is not None:
            skipping.note(desk, session, case, rank, first)
        return case.number, record.erase

    now, erased = desk.store.write(work)
    if erased:
        erasure.finish(desk)
    return _line(desk, queue, now)


def carried_out(
    desk: Desk,
    session: "Session",
    queue: Queue,
    case: "Case",
    move: str,
    given: Mapping[str, object],
) -> Record:
    """Make a move on a case inside a transaction, and write it with all that it leaves behind."""
    from backoffice_tui.store import bulk, cases, side

    ask = bulk.asking(session)
    outage = side.is_down(session)
    context = desk.context(queue, outage=outage, ask=ask, customer=case.customer, case_id=case.id)
    record = carry_out(queue, case, move, given, context)
    if any(field == "number" for field, _, _ in record.changes):
        cases.refuse_taken(session, case)
    if "customer" in record.facts:
        record = protected_as_known(ask, case, record)
    if not record.empty:
        entry = cases.write(session, case, record)
        make_further(desk, session, queue, case, record, entry)
        alter_beside(session, case, record, entry)
    return record


def alter_beside(session: "Session", case: "Case", record: Record, entry: "Entry") -> None:
    """Write what a record makes of contracts, people and their money."""
    if record.alterations:
        from backoffice_tui.store import leases

        leases.alter(session, entry, record.alterations, record.at)
    if record.bookings:
        from backoffice_tui.store import ledger

        for booking in record.bookings:
            ledger.post(session, booking, entry, case.id, record.at, record.by)


def protected_as_known(ask: Ask, case: "Case", record: Record) -> Record:
    """A case that is about another customer now is protected as that one is."""
    known = circumstances.register_of(ask, case.customer)
    protected = known.get("protected") == "yes"
    if not known or protected == case.protected:
        return record
    change = ("protected", as_text(case.protected), as_text(protected))
    case.protected = protected
    return replace(record, changes=(*record.changes, change))


def loaded(session: "Session", queue: Queue, number: str, seen: int | None) -> "Case":
    """The case, to be changed; NotFound, or Conflict with what the colleague did meanwhile."""
    from backoffice_tui.store import cases

    case = cases.by_number(session, queue.key, number)
    if case is None:
        raise NotFound("desk.no-such-case", number=clean(number, limit=40, one_line=True))
    if seen is not None and case.version != seen:
        raise _changed(session, queue, case)
    return case


def _changed(session: "Session", queue: Queue, case: "Case") -> Conflict:
    """What the colleague did, and in which words, as a refusal."""
    from backoffice_tui.store import cases

    latest = cases.newest(session, case)
    said = clean(latest.text, limit=300, one_line=True) if latest else ""
    return Conflict(
        "desk.changed-said" if said else "desk.changed",
        rule="ALL-03",
        number=clean(case.number),
        by=latest.agent if latest else "",
        what=queue.word(f"move.{latest.move}") if latest else "",
        said=dots(said) if case.protected else said,
    )


def _line(desk: Desk, queue: Queue, number: str) -> CaseLine:
    found = line_of(desk.store.reader, queue.key, number)
    if found is None:
        raise NotFound("desk.no-such-case", number=clean(number, limit=40, one_line=True))
    return found


def last_of(desk: Desk, queue: Queue) -> str:
    """The number of the case that the agent changed last today, empty where there is none."""
    midnight = datetime.combine(desk.today(queue), time(), ZoneInfo(desk.data(queue).zone))
    return last_change(desk.store.reader, queue.key, desk.agent, stored(midnight))


def undo(desk: Desk, queue: Queue, number: str, *, entry_id: int | None = None) -> CaseLine:
    """Take back the last change of a case, or the given one if it is still the last."""
    from backoffice_tui.store import cases, ledger

    known: dict[str, str] = {}

    def work(session: "Session") -> None:
        case = loaded(session, queue, number, None)
        entry = _last_undoable(session, desk, queue, case)
        if entry_id is not None and entry.id != entry_id:
            raise Conflict(
                "desk.undo-not-last", rule="ALL-06", number=clean(number), by=entry.agent
            )
        record = _taken_back(session, desk, queue, case, entry)
        entered = cases.drop_errand(session, entry)
        back = cases.write(session, case, replace(record, errand=entered))
        alter_beside(session, case, record, back)
        ledger.counter(session, entry, back, record.at, record.by)
        known["number"] = case.number

    desk.store.write(work)
    return _line(desk, queue, known["number"])


def _last_undoable(session: "Session", desk: Desk, queue: Queue, case: "Case") -> "Entry":
    from backoffice_tui.store import cases

    standing = cases.standing(session, case)
    entry = next((each for each in standing if each.move not in UNCHANGED), None)
    if case.parent_id is not None and (entry is None or not entry.was):
        raise Refused("desk.undo-further", rule="ALL-06", number=clean(case.number))
    if entry is None or entry.move in TAKEN_IN:
        raise Refused("desk.nothing-to-undo", rule="ALL-06", number=clean(case.number))
    if entry.agent != desk.agent and not desk.lead:
        raise Conflict(
            "desk.undo-not-yours",
            rule="ALL-06",
            number=clean(case.number),
            by=entry.agent,
            what=queue.word(f"move.{entry.move}"),
        )
    if entry.move in {SENT, *(move.name for move in queue.moves if move.final)}:
        raise Refused("desk.undo-final", rule="ALL-06", what=queue.word(f"move.{entry.move}"))
    return entry


def _taken_back(
    session: "Session", desk: Desk, queue: Queue, case: "Case", entry: "Entry"
) -> Record:
    from backoffice_tui.store import cases, leases

    was = snapshot(case)
    for message in cases.messages_of(session, entry):
        if message.state in GONE:
            raise Refused("desk.undo-sent", rule="ALL-06", number=clean(case.number))
        message.state = "withdrawn"
    changes = cases.changes_of(session, entry)
    take_back_further(desk, session, changes)
    _put_back(case, changes, cases.facts_by_version(session, (each.was for each in changes)))
    case.state = State(entry.was) if entry.was else State.REJECTED
    queue.settle(case, desk.data(queue))
    return Record(
        by=desk.agent,
        at=desk.now(),
        move="undo",
        was=was.state,
        became=case.state,
        changes=was.changes(case),
        facts=was.told(case),
        alterations=leases.taken_back(session, changes),
        routine=desk.data(queue).version,
        undoes=entry.id,
    )


def _put_back(case: "Case", changes: "Any", versions: Mapping[str, Mapping[str, str]]) -> None:
    told: dict[str, str] = {}
    change: Change
    for change in changes:
        if change.field == FURTHER or read_altered(change.field):
            continue
        if change.field.startswith(ticks.FIELD):
            ticks.put_back(case, change.field, change.was)
        elif change.became.startswith("facts:"):
            told[change.field] = versions.get(change.was, {}).get(change.field, "")
        elif change.field in DATES:
            setattr(case, change.field, date.fromisoformat(change.was) if change.was else None)
        elif change.field == "protected":
            case.protected = bool(change.was)
        else:
            setattr(case, change.field, change.was)
    if told:
        case.tell(**told)
