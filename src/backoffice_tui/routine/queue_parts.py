"""What a queue is declared of beside its moves: steps, columns, places."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol

from backoffice_tui.model.states import State

if TYPE_CHECKING:
    from backoffice_tui.model.cases import Case


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """A step of the routine that stands beside the case, ticked by what was recorded."""

    name: str
    rule: str
    done: Callable[["Case", frozenset[str], date], bool]
    """Given the case, the names of what was done on it and still stands, and the day."""
    applies: Callable[["Case"], bool] = lambda _case: True


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """A column of the work list; `least` is the screen width from which it is shown."""

    name: str
    width: int
    least: int = 0
    flexible: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """A screen of the queue's own beside its list, and the key that opens it there."""

    name: str
    key: str


class Standing(Protocol):
    """What the words for where a case stands may depend on: a case, its line or a row of a list."""

    @property
    def state(self) -> State:
        """The stored state."""

    @property
    def registered_by(self) -> str:
        """The signature of the one who registered it."""

    @property
    def code(self) -> str:
        """The code of the customer system."""
