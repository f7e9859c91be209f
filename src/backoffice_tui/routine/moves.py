"""Making a move: the routine is asked, the case is changed, and the record of it comes back."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from backoffice_tui.model.states import SHOWN, State
from backoffice_tui.routine.dates import read_date
from backoffice_tui.routine.errors import Conflict, Problem, Refused
from backoffice_tui.routine.grammar import (
    HOUSE_MOVES,
    Answer,
    Ask,
    Context,
    Move,
    Outgoing,
    Queue,
    Wants,
)
from backoffice_tui.routine.intake import LONGEST, no_longer, yes_or_no
from backoffice_tui.routine.text import clean, fold

if TYPE_CHECKING:
    from backoffice_tui.model.cases import Case

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
    "protected",
)
"""The columns whose old and new value stand in the history as they are."""

LONGEST_TEXT: Final = 20_000
"""More characters than these are no log entry but a document pasted by mistake."""


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
    errand: bool = False
    routine: str = ""
    undoes: int | None = None

    @property
    def empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.changes or self.facts or self.text or self.messages) and (
            self.was is self.became
        )


@dataclass(slots=True)
class Snapshot:
    """A case as it was, to compare with and to go back to."""

    state: State
    columns: dict[str, object]
    facts: dict[str, str]
    versions: int
    shown: dict[str, str]

    def changes(self, case: "Case") -> tuple[tuple[str, str, str], ...]:
        """The tracked columns that differ now."""
        return tuple(
            (name, as_text(was), as_text(getattr(case, name)))
            for name, was in self.columns.items()
            if was != getattr(case, name)
        )

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
            state=queue.states.get(State(case.state), case.state),
            move=queue.title_of(move),
        )
    return (held(case, context) if move.claims else None) or move.when(case, context)


def offers(queue: Queue, case: "Case", context: Context) -> Sequence[Move]:
    """The moves open to the case now, the queue's own first."""
    every = (*queue.moves, *HOUSE_MOVES)
    return [move for move in every if objection(queue, case, move, context) is None]


def read_answer(
    queue: Queue, case: "Case", move: Move, given: Mapping[str, object], context: Context
) -> Answer:
    """What was given, read and checked; Refused names the first field that will not do."""
    values: dict[str, str | date | bool | None] = {}
    for ask in move.asks:
        value = read_value(queue, ask, given.get(ask.name), context)
        if value is None or value == "":
            value = ask.propose(case, Answer(values), context)
        if ask.required and (value is None or value == ""):
            raise Refused(
                "routine.missing",
                rule=ask.rule,
                field=ask.name,
                what=queue.word(f"ask.{ask.name}"),
            )
        if value not in (None, ""):
            ask.check(value, case, context)
        values[ask.name] = value
    return Answer(values)


def read_value(queue: Queue, ask: Ask, given: object, context: Context) -> str | date | bool | None:
    """One given value as what the ask wants; None where nothing was given."""
    if given is None or (isinstance(given, str) and not given.strip()):
        return None
    if ask.wants is Wants.FLAG:
        return yes_or_no(given)
    if ask.wants is Wants.DATE:
        return read_date(given, context.today, field=ask.name)
    long = ask.wants is Wants.TEXT
    text = no_longer(clean(given, one_line=not long).strip(), LONGEST_TEXT if long else LONGEST)
    return chosen(queue, ask, text, context) if ask.wants is Wants.CHOICE else text


def chosen(queue: Queue, ask: Ask, text: str, context: Context) -> str:
    """The choice meant, whatever its case and accents; Refused lists what there is."""
    choices = ask.choices(context)
    for choice in choices:
        if fold(choice) == fold(text):
            return choice
    raise Refused(
        "routine.not-a-choice",
        rule=ask.rule,
        field=ask.name,
        what=queue.word(f"ask.{ask.name}"),
        text=clean(text, limit=60),
        choices=", ".join(choices),
    )


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


def carry_out(
    queue: Queue, case: "Case", name: str, given: Mapping[str, object], context: Context
) -> Record:
    """Make a move on a case, or refuse it with the case unchanged; the record is its log entry."""
    move = queue.move(name)
    with untouched_if_refused(case) as was:
        if why := objection(queue, case, move, context):
            raise why
        if move.claims:
            hold(case, context)
        answer = read_answer(queue, case, move, given, context)
        outcome = move.then(case, answer, context)
        if move.after is not None:
            case.state = move.after
        queue.settle(case, context.data)
    text = answer.text("log")
    if outcome and outcome.text:
        text = f"{text}\n{outcome.text}" if text else outcome.text
    return Record(
        by=context.by,
        at=context.at,
        move=name,
        text=text,
        was=was.state,
        became=State(case.state),
        changes=was.changes(case),
        facts=was.told(case),
        messages=outcome.messages if outcome else (),
        errand=move.errand,
        routine=context.data.version,
    )
