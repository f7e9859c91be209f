"""Cases as the documents and lines that scripts hold on to."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from backoffice_tui.desk.masking import masked_line
from backoffice_tui.model.states import State
from backoffice_tui.routine.dates import local
from backoffice_tui.routine.errors import NotFound
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.listing import CaseLine

if TYPE_CHECKING:
    from backoffice_tui.desk.card import Card, LogLine, TickRow
    from backoffice_tui.desk.desk import Desk


def case(desk: "Desk", queue: Queue, line: CaseLine, *, masked: bool = True) -> dict[str, object]:
    """A case with every key of the interface, a protected person in dots unless said otherwise."""
    today = desk.today(queue)
    why, informed = queue.why(line, today), queue.informed(line, today)
    line = masked_line(line) if masked else line
    return {
        "id": line.id,
        "queue": line.queue,
        "number": line.number,
        "code": line.code or None,
        "title": line.title,
        "kind": line.kind or None,
        "class": line.klass or None,
        "type": line.type or None,
        "rank": line.rank,
        "state": queue.state_word(line),
        "source_state": queue.source_state(line),
        "group": line.team or None,
        "received": received(line, desk.data(queue).zone),
        "due": line.due.isoformat() if line.due else None,
        "customer": line.customer or None,
        "facility": line.facility or None,
        "subject": line.subject or None,
        "registered_by": line.registered_by or None,
        "handler": line.handler or None,
        "note": line.note or None,
        "informed": informed,
        "why": why,
        "version": line.version,
    }


def state_of(queue: Queue, state: State | str) -> str | None:
    """The state in the queue's own word; None for none."""
    if not state:
        return None
    return queue.states.get(State(state), str(state))


def received(line: CaseLine, zone: str) -> str:
    """The day it came in, and with its offset the time where that is known."""
    if not line.received_time:
        return line.received.isoformat()
    clock = time.fromisoformat(line.received_time)
    return datetime.combine(line.received, clock, ZoneInfo(zone)).isoformat()


def card(desk: "Desk", queue: Queue, shown: "Card") -> dict[str, object]:
    """A case with facts, log, the moves open now and the steps of the routine."""
    zone = desk.data(queue).zone
    return {
        **case(desk, queue, shown.line, masked=not shown.revealed),
        "facts": dict(shown.facts),
        "facilities": _facilities(shown),
        **_people(desk, queue, shown),
        "log": [entry(queue, each, zone) for each in shown.log],
        "offers": [offer.move for offer in shown.offers if not offer.closed],
        "steps": [
            {"name": step.name, "title": step.title, "rule": step.rule, "done": step.done}
            for step in shown.steps
        ],
    }


def _people(desk: "Desk", queue: Queue, shown: "Card") -> dict[str, object]:
    """The parties of the contract that a case is about, what is closed and why, and the cases made beside it."""
    if not shown.line.contract:
        return {"parties": []}
    from backoffice_tui.cli import people
    from backoffice_tui.desk import contracts
    from backoffice_tui.desk.further import linked

    told = {
        "contract": shown.line.contract,
        "target_contract": shown.line.target_contract or None,
        "closed": {offer.move: offer.closed for offer in shown.offers if offer.closed},
        "linked": [each.number for each in linked(desk, shown.line)],
    }
    try:
        lease = contracts.show(desk, shown.line.contract).lease
    except NotFound:
        return {"parties": [], **told}
    zone = desk.data(queue).zone
    found = {"parties": people.parties(queue, lease, zone), "spouses": people.spouses(lease)}
    return {**found, **told}


def entry(queue: Queue, line: "LogLine", zone: str) -> dict[str, object]:
    """A line of the log, its states in the queue's words."""
    return {
        "at": local(line.at, zone).isoformat(timespec="seconds"),
        "by": line.by,
        "move": line.move,
        "text": line.text,
        "was": state_of(queue, line.was),
        "became": state_of(queue, line.became),
        "changes": [
            {"field": each.field, "was": each.was or None, "became": each.became or None}
            for each in line.changes
        ],
    }


def cells(queue: Queue, line: CaseLine, names: Sequence[str]) -> list[str]:
    """The columns of a line for people."""
    line = masked_line(line)
    values: Mapping[str, object] = {
        **line._asdict(),
        "state": queue.state_word(line),
        "progress": line.progress,
    }
    return [_cell(values.get(name)) for name in names]


def _cell(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _facilities(shown: "Card") -> list[dict[str, object]]:
    """Each facility with who did it and when; one alone is done with its case. Bad ones say what is wrong."""
    if shown.ticks:
        return [_ticked(each) for each in shown.ticks if not each.dropped]
    facility = shown.line.facility
    return [{"facility": facility, "done_at": None, "done_by": None}] if facility else []


def _ticked(tick: "TickRow") -> dict[str, object]:
    found: dict[str, object] = {
        "facility": tick.facility or tick.text or None,
        "done_at": tick.done_at.isoformat(timespec="seconds") if tick.done_at else None,
        "done_by": tick.done_by or None,
    }
    return found if tick.facility or not tick.problem else {**found, "problem": tick.problem}
