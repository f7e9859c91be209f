"""Making a move: the routine is asked, the case is changed, and the record of it comes back."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from backoffice_tui.model.states import SHOWN, State
from backoffice_tui.routine import ticks
from backoffice_tui.routine.answering import read_answer
from backoffice_tui.routine.errors import Conflict, Problem, Refused
from backoffice_tui.routine.grammar import (
    HOUSE_MOVES,
    Answer,
    Context,
    Further,
    Move,
    Outcome,
    Outgoing,
    Queue,
)
from backoffice_tui.routine.text import clean

if TYPE_CHECKING:
    from backoffice_tui.model.cases import Case, Tick
    from backoffice_tui.routine.contracts import Alteration, NewBooking

TRACKED: Final = (
    "number",
    "code",
    "kind",
    "klass",
    "type",
    "team",
    "received",
    "received_time",
    "due",
    "wished",
    "registered_by",
    "handler",
    "waits_for",
    "waits_since",
    "missing_since",
    "handled",
    "protected",
)
"""The columns whose old and new value stand in the history as they are."""

TICKED: Final = ("facility", "text", "problem", "dropped", "done_at", "done_by")
"""What a move can change of a facility."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """What happened to a case, ready to be written beside it."""

    by: str
    at: datetime
    move: str
    text: str = ""
    was: State
    became: State
    changes: tuple[tuple[str, str, str], ...] = ()
    """Field, old and new value."""
    facts: tuple[str, ...] = ()
    """Names of the facts that changed; their values stay in the facts."""
    messages: tuple[Outgoing, ...] = ()
    further: tuple[Further, ...] = ()
    alterations: "tuple[Alteration, ...]" = ()
    bookings: "tuple[NewBooking, ...]" = ()
    errand: bool = False
    erase: bool = False
    routine: str = ""
    undoes: int | None = None

    @property
    def empty(self) -> bool:
        """Whether there is nothing to tell."""
        told = self.changes or self.facts or self.text or self.messages
        left = told or self.further or self.alterations or self.bookings
        return not (left or self.erase) and self.was is self.became


@dataclass(slots=True)
class Snapshot:
    """A case as it was, to compare with and to go back to."""

    state: State
    columns: dict[str, object]
    facts: dict[str, str]
    versions: int
    shown: dict[str, str]
    ticks: "tuple[tuple[Tick, dict[str, object]], ...]"
    pictures: Mapping[int, str]

    def changes(self, case: "Case") -> tuple[tuple[str, str, str], ...]:
        """The tracked columns and the facilities that differ now."""
        columns = (
            (name, as_text(was), as_text(getattr(case, name)))
            for name, was in self.columns.items()
            if was != getattr(case, name)
        )
        return (*columns, *ticks.changes(self.pictures, case))

    def told(self, case: "Case") -> tuple[str, ...]:
        """The names of the facts that differ now."""
        now = case.facts
        names = sorted({*self.facts, *now})
        return tuple(name for name in names if self.facts.get(name) != now.get(name))

    def restore(self, case: "Case") -> None:
        """Put the case back as it was."""
        case.state = self.state
        for name, value in self.columns.items():
            setattr(case, name, value)
        del case.versions[self.versions :]
        if case.versions:
            case.versions[-1].body = dict(self.facts)
        for name, text in self.shown.items():
            setattr(case, name, text)
        del case.ticks[len(self.ticks) :]
        for tick, values in self.ticks:
            for name, value in values.items():
                setattr(tick, name, value)
        ticks.recount(case)


CLAIM: Final = "claim"
BEFORE_START: Final = (State.NEW, State.WAITING)


def as_text(value: object) -> str:
    """A column's value as the history writes it."""
    if value is None or value is False:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def snapshot(case: "Case") -> Snapshot:
    """The case as it is now."""
    return Snapshot(
        state=State(case.state),
        columns={name: getattr(case, name) for name in TRACKED},
        facts=dict(case.facts),
        versions=len(case.versions),
        shown={name: getattr(case, name) for name in SHOWN},
        ticks=tuple((tick, {name: getattr(tick, name) for name in TICKED}) for tick in case.ticks),
        pictures=ticks.pictures(case),
    )


@contextmanager
def untouched_if_refused(case: "Case") -> Iterator[Snapshot]:
    """Whatever is refused inside leaves the case as it was."""
    was = snapshot(case)
    try:
        yield was
    except Problem:
        was.restore(case)
        raise


def objection(queue: Queue, case: "Case", move: Move, context: Context) -> Problem | None:
    """Why the routine does not offer the move for this case now; None where it does."""
    if case.state not in move.before:
        return Refused(
            "routine.wrong-state",
            rule=move.rules[0] if move.rules else "",
            number=clean(case.number),
            state=queue.state_word(case),
            move=queue.title_of(move),
        )
    if case.erased:
        return Refused("routine.erased", rule="STORA-10", number=clean(case.number))
    return (held(case, context) if move.claims else None) or move.when(case, context)


def offers(queue: Queue, case: "Case", context: Context) -> Sequence[Move]:
    """The moves open to the case now, the queue's own first."""
    every = (*queue.moves, *HOUSE_MOVES)
    return [move for move in every if objection(queue, case, move, context) is None]


def held(case: "Case", context: Context) -> Problem | None:
    """That a colleague works on the case, if so; a closed case is nobody's."""
    if not case.open or case.handler in ("", context.by):
        return None
    return Conflict("routine.held", rule="ALL-03", number=clean(case.number), handler=case.handler)


def hold(case: "Case", context: Context) -> None:
    """Make an open case the agent's own; Conflict where a colleague has it."""
    if why := held(case, context):
        raise why
    if case.open:
        case.handler = context.by


def _taken(queue: Queue, case: "Case", move: Move, context: Context) -> Outcome:
    """The case held, and begun by it where the queue has a beginning and the move is not itself a change of state."""
    hold(case, context)
    if not queue.start or move.after is not None or case.state not in BEFORE_START:
        return Outcome(errand=False)
    start = queue.move(queue.start)
    begun = start.then(case, Answer(), context) or Outcome()
    case.state = start.after or State(case.state)
    return Outcome(errand=start.errand and begun.errand)


def carry_out(
    queue: Queue, case: "Case", name: str, given: Mapping[str, object], context: Context
) -> Record:
    """Make a move on a case, or refuse it with the case unchanged; the record is its log entry."""
    if name == CLAIM and queue.start:
        name = queue.start
    move = queue.move(name)
    with untouched_if_refused(case) as was:
        if why := objection(queue, case, move, context):
            raise why
        begun = _taken(queue, case, move, context) if move.claims else Outcome(errand=False)
        answer = read_answer(queue, case, move, given, context)
        outcome = move.then(case, answer, context) or Outcome()
        if move.after is not None:
            case.state = move.after
        queue.settle(case, context.data)
    text = "\n".join(each for each in (answer.text("log"), outcome.text) if each)
    return Record(
        by=context.by,
        at=context.at,
        move=name,
        text=text,
        was=was.state,
        became=State(case.state),
        changes=was.changes(case),
        facts=was.told(case),
        messages=outcome.messages,
        further=outcome.further,
        alterations=outcome.alterations,
        bookings=outcome.bookings,
        errand=(move.errand and outcome.errand) or begun.errand,
        erase=outcome.erase,
        routine=context.data.version,
    )
