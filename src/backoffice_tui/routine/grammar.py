"""The grammar a queue's routine is written in: what may be done, what it takes and what it leaves behind."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from backoffice_tui.model.states import OPEN, State
from backoffice_tui.routine.asks import (
    Answer,
    Ask,
    Context,
    Further,
    Letter,
    Outcome,
    Outgoing,
    Value,
    Wants,
)
from backoffice_tui.routine.errors import NotFound, Problem, Usage
from backoffice_tui.routine.queue_parts import Column, Place, Standing, Step
from backoffice_tui.routine.text import clean
from backoffice_tui.settings.routine_data import RoutineData
from backoffice_tui.texts import knows, say

if TYPE_CHECKING:
    from backoffice_tui.model.cases import Case
    from backoffice_tui.routine.contracts import Lease
    from backoffice_tui.routine.feed import ToldNotice
    from backoffice_tui.routine.intake import Form
    from backoffice_tui.routine.judging import Earlier, Verdict
    from backoffice_tui.routine.listing import CaseLine
    from backoffice_tui.routine.order import Placed
    from backoffice_tui.routine.reading import ListRow
    from backoffice_tui.routine.taking import PlainCase

__all__ = [
    "HOUSE_MOVES",
    "LOG",
    "Answer",
    "Ask",
    "Column",
    "Context",
    "Further",
    "Letter",
    "Move",
    "Outcome",
    "Outgoing",
    "Place",
    "Queue",
    "Standing",
    "Step",
    "Value",
    "Wants",
]


def _always(_case: "Case", _context: Context) -> Problem | None:
    return None


def _nothing(_case: "Case", _answer: Answer, _context: Context) -> Outcome | None:
    return None


@dataclass(frozen=True, kw_only=True, slots=True)
class Move:
    """One step of a routine: from these states to that one, if it is given what it asks for."""

    name: str
    key: str
    before: frozenset[State] = OPEN
    after: State | None = None
    """The state reached; None where the move leaves the state as it is."""
    when: Callable[["Case", Context], Problem | None] = _always
    """Why the case, in such a state, is not one the move is for; None where it is."""
    asks: tuple[Ask, ...] = ()
    then: Callable[["Case", Answer, Context], Outcome | None] = _nothing
    rules: tuple[str, ...] = ()
    claims: bool = True
    """Whether it makes the case the agent's own, and needs it not to be a colleague's."""
    errand: bool = False
    """Whether what was done has to be entered in the customer system too."""
    bulk: bool = True
    final: bool = False
    """Whether it cannot be undone."""
    preview: bool = False
    """Whether what it changes besides the case is shown before it is made."""

    def asked(self, name: str) -> Ask | None:
        """The ask of that name."""
        return next((ask for ask in self.asks if ask.name == name), None)


@dataclass(frozen=True, kw_only=True)
class Queue:
    """A routine as data: all that a screen, a command or the store knows of a queue."""

    key: str
    title: str
    states: Mapping[State, str]
    named: Mapping[str, tuple[State, bool]] = field(default_factory=dict)
    """Further words for a state, each with whether the case has to be registered."""
    listed: Mapping[State, str] = field(default_factory=dict)
    """The customer system's status for a state, where it has another word."""
    worded: "Callable[[Standing], str] | None" = None
    sourced: "Callable[[Standing], str] | None" = None
    moves: tuple[Move, ...]
    start: str = ""
    """The move that taking a case is, where taking is beginning."""
    hand_over: str = ""
    """The move that each case begun and held needs before its agent's shift ends."""
    columns: tuple[Column, ...]
    steps: tuple[Step, ...] = ()
    codes: frozenset[str] = frozenset()
    """The codes of the customer system that belong here."""
    settle: Callable[["Placed", RoutineData], None]
    """Reads kind, rank and place in the order from the case."""
    ranks: Callable[[RoutineData, str], Sequence[int]]
    """The ranks that cases of a kind can have, of any kind where it is empty; sorted."""
    kinds: Callable[[RoutineData], Sequence[str]]
    why: Callable[["CaseLine", date], str]
    """One sentence on why the case stands where it stands."""
    informed: Callable[["CaseLine", date], bool] = lambda _line, _today: False
    read: "Callable[[ListRow, Context], None] | None" = None
    """Completes a row of an imported list; None for a queue that has no list."""
    form: "Form | None" = None
    contracts: bool = False
    """Whether its cases are about contracts of tenancy."""
    arrive: "Callable[[PlainCase, Lease, ToldNotice], None] | None" = None
    """Fills a case that a notice of the e-service makes; None for a queue that has no feed."""
    judge: "Callable[[Case, Sequence[Earlier], Context], Verdict | None] | None" = None
    """What a robot makes of a notice; None for a queue that has no robot."""
    route: Callable[[int, str, str, RoutineData], tuple[str, str, str]] | None = None
    """Where a request of so many changes, of a kind, by a kind of customer goes: way, rule and reason."""
    asked_by: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    """The kinds of changes and of customers that `route` knows."""
    face: str = "worklist"
    workbook: str = ""
    """The module of the desk that keeps the team's workbook, where the queue has one."""
    extras: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    whole_lists: bool = True
    """Whether a list holds every open case, so that a case it lacks is marked."""
    rules: Mapping[str, str] = field(default_factory=dict)
    """Rules that no move carries out, and where they are carried out instead."""

    def move(self, name: str) -> Move:
        """The move of that name; NotFound where the routine has none."""
        for move in (*self.moves, *HOUSE_MOVES):
            if move.name == name:
                return move
        raise NotFound("routine.no-such-move", queue=self.title, move=name)

    def state_word(self, case: "Standing") -> str:
        """Where the case stands, in the queue's own words."""
        return self.worded(case) if self.worded else self.states.get(case.state, case.state)

    def source_state(self, case: "Standing") -> str:
        """The status that the customer system has, or should have, for the case."""
        return self.sourced(case) if self.sourced else self.state_word(case)

    def listed_as(self, state: State) -> str:
        """The customer system's word for a state."""
        return self.listed.get(state) or self.states.get(state, state.value)

    def state_named(self, word: str) -> State | None:
        """The state behind one of the queue's own words, or behind the stored word."""
        wanted = word.casefold().strip()
        if wanted in self.named:
            return self.named[wanted][0]
        for state, own in self.states.items():
            if wanted in (own.casefold(), state.value):
                return state
        return None

    def title_of(self, move: Move) -> str:
        """The move's name on the screen."""
        return self.word(f"move.{move.name}")

    def word(self, key: str, /, **values: object) -> str:
        """A text of the queue, or the house's where the queue has none of its own."""
        own = f"{self.key}.{key}"
        return say(own if knows(own) else f"routine.{key}", **values)


def _release_when(case: "Case", context: Context) -> Problem | None:
    from backoffice_tui.routine.errors import Conflict, Refused

    if not case.handler:
        return Refused("routine.nobody-holds", number=case.number)
    if case.handler != context.by and not context.lead:
        return Conflict("routine.held", rule="ALL-03", number=case.number, handler=case.handler)
    return None


def _release(case: "Case", _answer: Answer, _context: Context) -> None:
    case.handler = ""


def _of_another(case: "Case", context: Context) -> bool:
    return case.handler != context.by


def _assign_when(_case: "Case", context: Context) -> Problem | None:
    from backoffice_tui.routine.errors import Refused

    return None if context.lead else Refused("routine.lead-only")


def _signature(text: str, _case: "Case", _context: Context) -> None:
    from backoffice_tui.settings import SettingsError, signature

    try:
        signature(text)
    except SettingsError as why:
        shown = clean(text, limit=40)
        raise Usage("settings.bad-signature", field="to", text=shown) from why


def _assign(case: "Case", answer: Answer, _context: Context) -> None:
    from backoffice_tui.settings import signature

    case.handler = signature(answer.text("to"))


LOG = Ask(name="log", wants=Wants.TEXT, required=True, rule="ALL-02")

HOUSE_MOVES = (
    Move(name="claim", key="plus", rules=("ALL-03", "ALL-05")),
    Move(
        name="release",
        key="minus",
        when=_release_when,
        asks=(Ask(name="log", wants=Wants.TEXT, label="reason", asked_of=_of_another),),
        then=_release,
        claims=False,
        rules=("ALL-03",),
    ),
    Move(
        name="comment",
        key="c",
        before=frozenset(State),
        asks=(LOG,),
        claims=False,
        errand=True,
        rules=("ALL-02",),
    ),
    Move(
        name="assign",
        key="b",
        when=_assign_when,
        asks=(
            Ask(name="to", required=True, check=_signature),
            Ask(name="log", wants=Wants.TEXT, label="reason"),
        ),
        then=_assign,
        claims=False,
        rules=("ALL-03",),
    ),
)
"""What every queue offers, whatever its routine."""
