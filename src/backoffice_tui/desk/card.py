"""One case as it is shown: facts, log, what may be done now, and how far the routine's steps have come."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.further import FURTHER
from backoffice_tui.desk.masking import dots, masked_facts, masked_line
from backoffice_tui.routine.errors import NotFound, Refused
from backoffice_tui.routine.grammar import HOUSE_MOVES, Context, Queue
from backoffice_tui.routine.identity import masked
from backoffice_tui.routine.listing import CaseLine
from backoffice_tui.routine.moves import Record, hold, objection
from backoffice_tui.routine.taking import PlainCase
from backoffice_tui.routine.text import clean
from backoffice_tui.store.card import CardRows, LogLine, TickRow, card_of

__all__ = [
    "FURTHER",
    "Card",
    "LogLine",
    "Offer",
    "TickRow",
    "Ticked",
    "as_case",
    "circumstances",
    "reveal",
    "show",
]

if TYPE_CHECKING:
    from sqlmodel import Session

    from backoffice_tui.model.cases import Case


@dataclass(frozen=True, slots=True)
class Offer:
    """A move of the case's queue, and why it is closed now; empty where it is open."""

    move: str
    closed: str


@dataclass(frozen=True, slots=True)
class Ticked:
    """A step of the routine, the rule behind it and whether it has been done."""

    name: str
    title: str
    rule: str
    done: bool


@dataclass(frozen=True, slots=True)
class Card:
    """Everything about one case, masked where the person is protected."""

    line: CaseLine
    why: str
    informed: bool
    facts: Mapping[str, str]
    log: tuple[LogLine, ...]
    messages: tuple[Mapping[str, object], ...]
    ticks: tuple[TickRow, ...]
    offers: tuple[Offer, ...]
    steps: tuple[Ticked, ...]
    revealed: bool


def show(desk: Desk, queue: Queue, number: str) -> Card:
    """The case of that number with everything about it; a protected person is dots."""
    return _card(desk, queue, number, revealed=False)


def reveal(desk: Desk, queue: Queue, number: str, reason: str) -> Card:
    """A protected person's case in full, to the one who works on it, with the reason in the log."""
    from backoffice_tui.desk.perform import loaded
    from backoffice_tui.store import cases

    text = clean(reason).strip()
    if not text:
        raise Refused("desk.reveal-reason", rule="ALL-08", field="reason")

    def work(session: "Session") -> None:
        case = loaded(session, queue, number, None)
        context = desk.context(queue)
        if case.erased:
            raise Refused("routine.erased", rule="STORA-10", number=clean(number))
        if case.handler != desk.agent:
            raise Refused("desk.reveal-holder", rule="ALL-08", number=clean(number))
        hold(case, context)
        record = Record(
            by=desk.agent,
            at=context.at,
            move="reveal",
            text=text,
            was=case.state,
            became=case.state,
            routine=context.data.version,
        )
        cases.write(session, case, record)

    desk.store.write(work)
    return _card(desk, queue, number, revealed=True)


def _card(desk: Desk, queue: Queue, number: str, *, revealed: bool) -> Card:
    rows = card_of(desk.store.reader, queue.key, number)
    if rows is None:
        raise NotFound("desk.no-such-case", number=clean(number, limit=40, one_line=True))
    case = as_case(rows)
    context = circumstances(desk, queue, rows)
    offers = []
    for move in (*queue.moves, *HOUSE_MOVES):
        why = objection(queue, case, move, context)
        offers.append(Offer(move.name, str(why) if why else ""))
    made = frozenset(entry.move for entry in rows.log if not entry.undone)
    steps = tuple(
        Ticked(
            step.name,
            queue.word(f"step.{step.name}"),
            step.rule,
            step.done(case, made, context.today),
        )
        for step in queue.steps
        if step.applies(case)
    )
    hidden = rows.line.protected and not revealed
    return Card(
        line=masked_line(rows.line) if hidden else rows.line,
        why=queue.why(rows.line, context.today),
        informed=queue.informed(rows.line, context.today),
        facts=masked_facts(rows.facts) if hidden else rows.facts,
        log=tuple(map(_masked_entry if hidden else _without_numbers, rows.log)),
        messages=() if hidden else rows.messages,
        ticks=tuple(map(_masked_tick, rows.ticks)) if hidden else rows.ticks,
        offers=tuple(offers),
        steps=steps,
        revealed=revealed or not rows.line.protected,
    )


def _masked_tick(tick: TickRow) -> TickRow:
    return replace(tick, facility=dots(tick.facility), text=dots(tick.text), problem="")


def _masked_entry(entry: LogLine) -> LogLine:
    changes = tuple(
        replace(change, was=dots(change.was), became=dots(change.became))
        for change in entry.changes
    )
    return replace(entry, text=dots(entry.text), changes=changes)


def _without_numbers(entry: LogLine) -> LogLine:
    """History tells that a personnummer was changed by its last digits, never by the number."""
    changes = tuple(
        replace(
            change,
            was=masked(change.was) if change.was else "",
            became=masked(change.became) if change.became else "",
        )
        if change.field.endswith("identity")
        else change
        for change in entry.changes
    )
    return replace(entry, changes=changes)


@dataclass(kw_only=True, slots=True)
class ShownCase(PlainCase):
    """A case as plain values, with its facilities."""

    ticks_total: int = 0
    ticks_done: int = 0
    ticks: tuple[TickRow, ...] = ()


def as_case(rows: CardRows) -> "Case":
    """The case for the rules to look at, as plain values: a card is shown before SQLAlchemy is loaded."""
    shown = ShownCase(**rows.line._asdict(), facts=dict(rows.facts), ticks=rows.ticks)
    return cast("Case", shown)


def circumstances(desk: Desk, queue: Queue, rows: CardRows) -> Context:
    """What the rules may have to know besides the case, read without SQLAlchemy."""
    line = rows.line
    ask = desk.store.reader.rows
    return desk.context(queue, ask=ask, customer=line.customer, case_id=line.id)
