"""What a task is about, how far it has come in words, and where it stands: what came first goes first."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from backoffice_tui.model.states import State
from backoffice_tui.routine.contracts import DEPOSIT, PREPAYMENT
from backoffice_tui.routine.dates import working_days_between
from backoffice_tui.routine.listing import CLOSED, CaseLine
from backoffice_tui.routine.order import Placed, put_in_place
from backoffice_tui.routine.text import fold
from backoffice_tui.settings.routine_data import RoutineData
from backoffice_tui.texts import say

KEY: Final = "tyojono"

STATES: Final = {
    State.NEW: "Avoin",
    State.ACTIVE: "Työn alla",
    State.WAITING: "Odottaa",
    State.DONE: "Kuitattu",
    State.REJECTED: "Hylätty",
}

NOTICE: Final = "Sopimuksen irtisanominen"

RETURNS: Final = {"Vakuuden palautus": DEPOSIT, "Ennakon palautus": PREPAYMENT}
"""Type of task → the account it gives back from."""

TRANSFERS: Final = {"Vakuuden siirto": DEPOSIT, "Ennakon siirto": PREPAYMENT}
"""Type of task → the account it moves between two contracts."""


def class_of(type_: str, data: RoutineData) -> str:
    """The class that a type belongs to; empty for a type that nobody knows."""
    wanted = fold(type_)
    for klass, types in data.types.items():
        if any(fold(each) == wanted for each in types):
            return klass
    return next((each.klass for each in data.linked if fold(each.type) == wanted), "")


def types(data: RoutineData) -> Sequence[str]:
    """Every type there is, those of the tasks that an ending makes last."""
    every = (each for types in data.types.values() for each in types)
    return tuple(dict.fromkeys((*every, *(each.type for each in data.linked))))


def ranks(_data: RoutineData, _kind: str) -> Sequence[int]:
    """There is one order: what came first goes first."""
    return (0,)


def settle(case: Placed, data: RoutineData) -> None:
    """The type decides the class; both are the case's own where nobody knows them."""
    case.klass = class_of(case.type, data) or case.klass
    case.kind = case.type
    put_in_place(case, 0, data)


def why(line: CaseLine, today: date) -> str:
    """One sentence on why the task stands where it stands."""
    if line.bucket == CLOSED:
        return say("tyojono.why.closed")
    if line.state is State.WAITING and line.due:
        return say(
            "tyojono.why.waits" if line.due > today else "tyojono.why.returned",
            since=line.waits_since or line.received,
            due=line.due,
            days=working_days_between(today, line.due, "FI"),
        )
    if line.state is State.ACTIVE:
        return say("tyojono.why.active", handler=line.handler or say("tyojono.why.nobody"))
    return say("tyojono.why.oldest", received=line.received)
