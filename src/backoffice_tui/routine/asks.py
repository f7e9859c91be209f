"""What a move is told and asks for, and what it leaves behind."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from backoffice_tui.model.states import State
from backoffice_tui.routine.errors import Refused
from backoffice_tui.routine.waits import Learned
from backoffice_tui.settings.routine_data import RoutineData

if TYPE_CHECKING:
    from backoffice_tui.model.cases import Case
    from backoffice_tui.routine.contracts import Alteration, Lease, NewBooking

Value = str | date | bool | tuple[str, ...] | None
"""What one ask is answered with."""

Letter = Callable[[str, str, Mapping[str, object]], tuple[str, str]]
"""Writes the letter of a name in a language from values: subject and body, or Refused."""


def _nothing_learned(_department: str, _kind: str) -> Learned | None:
    return None


def _no_letters(name: str, _language: str, _values: Mapping[str, object]) -> tuple[str, str]:
    raise Refused("letters.none", name=name)


def _no_lease(_number: str) -> "Lease | None":
    return None


@dataclass(frozen=True, kw_only=True, slots=True)
class Context:
    """Who acts, when, on which day of the queue's calendar, by which version of the routine's data."""

    by: str
    at: datetime
    today: date
    data: RoutineData
    lead: bool = False
    outage: bool = False
    register: Mapping[str, str] = field(default_factory=dict)
    """What the customer register knows of the case's customer: identity, phone, name, email, language."""
    facilities: tuple[str, ...] = ()
    """The facilities that the register says the customer has today."""
    gone: frozenset[str] = frozenset()
    """The moves whose newest message has been sent or exported."""
    letter: Letter = _no_letters
    lease_of: "Callable[[str], Lease | None]" = _no_lease
    """A contract by its number as it is at this moment."""
    waited: Callable[[str, str], Learned | None] = _nothing_learned
    """How long a department took for a kind of cases, as the log tells it."""


class Wants(StrEnum):
    """The kinds of answer a move or a form can ask for."""

    TEXT = "text"
    LINE = "line"
    DATE = "date"
    CHOICE = "choice"
    FLAG = "flag"
    CONTRACT = "contract"
    """The number of a contract; a form offers those that match what is typed."""
    LIST = "list"
    """Texts, or one text in which several things were pasted."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an agent brings to a move, read and checked, by the name of what was asked."""

    values: Mapping[str, Value] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """The text given, empty where none was."""
        value = self.values.get(name)
        return value if isinstance(value, str) else ""

    def texts(self, name: str) -> tuple[str, ...]:
        """The texts given, in the order they came."""
        value = self.values.get(name)
        return value if isinstance(value, tuple) else ()

    def date(self, name: str) -> date | None:
        """The date given, if one was."""
        value = self.values.get(name)
        return value if isinstance(value, date) else None

    def flag(self, name: str) -> bool:
        """Whether yes was said."""
        return self.values.get(name) is True


def _no_choices(_context: Context) -> Sequence[str]:
    return ()


def _no_proposal(_case: "Case", _answer: Answer, _context: Context) -> Value:
    return None


def _everyone(_case: "Case", _context: Context) -> bool:
    return True


def _tells_nothing(_case: "Case", _answer: Answer, _context: Context) -> str:
    return ""


def _no_check(_value: Any, _case: "Case", _context: Context) -> None:
    return None


@dataclass(frozen=True, kw_only=True, slots=True)
class Ask:
    """One thing a move asks for; `propose` stands in where it is left out."""

    name: str
    wants: Wants = Wants.LINE
    required: bool = False
    rule: str = ""
    choices: Callable[[Context], Sequence[str]] = _no_choices
    propose: Callable[["Case", Answer, Context], Value] = _no_proposal
    check: Callable[[Any, "Case", Context], None] = _no_check
    follows: bool = False
    """Whether a command takes it after the numbers, without naming it."""
    offered: Callable[["Case"], bool] = lambda _case: True
    """Whether the dialog shows it for this case; a command may always give it."""
    asked_of: Callable[["Case", Context], bool] = _everyone
    """Whether the dialog asks this agent for it; a command may always give it."""
    tell: Callable[["Case", Answer, Context], str] = _tells_nothing
    """What is worth knowing while one answers, of what is answered so far."""
    label: str = ""
    """The key of its words, where a name stands for different things in two moves."""

    @property
    def words(self) -> str:
        """The key of what it is called."""
        return f"ask.{self.label or self.name}"

    @property
    def proposes(self) -> bool:
        """Whether something stands in where it is left out."""
        return self.propose is not _no_proposal


@dataclass(frozen=True, kw_only=True, slots=True)
class Outgoing:
    """A message that a move puts in the outbox."""

    channel: str
    recipient: str
    subject: str = ""
    body: str
    attachments: tuple[tuple[str, str], ...] = ()
    """Name and text of each file that goes with it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Further:
    """A case that a move makes beside its own, closed or open, erased and undone together with it."""

    klass: str = ""
    type: str = ""
    due: date | None = None

    code: str
    state: State
    move: str
    """How its only log entry is called."""
    text: str
    facts: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What a move leaves behind besides the changed case."""

    text: str = ""
    messages: tuple[Outgoing, ...] = ()
    further: tuple[Further, ...] = ()
    alterations: "tuple[Alteration, ...]" = ()
    """What becomes of contracts and people."""
    bookings: "tuple[NewBooking, ...]" = ()
    errand: bool = True
    """Whether an errand that the move makes is one this time."""
    erase: bool = False
    """Whether all customer data of the case and of those made beside it goes for good."""
