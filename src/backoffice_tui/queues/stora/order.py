"""What a case of many facilities is, how far it has come in words, and where it stands in the order."""

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from backoffice_tui.model.states import State
from backoffice_tui.queues.stora.routing import INVOICE, MAICCDIS, MOVEINFO
from backoffice_tui.routine.dates import working_days_between
from backoffice_tui.routine.grammar import Standing
from backoffice_tui.routine.listing import CLOSED, CaseLine
from backoffice_tui.routine.order import Placed, put_in_place
from backoffice_tui.settings.routine_data import RoutineData
from backoffice_tui.texts import say

if TYPE_CHECKING:
    from backoffice_tui.model.cases import Case

KINDS: Final = {INVOICE: "Fakturaändring", MOVEINFO: "Flytt", MAICCDIS: "Brev"}
"""Code → what kind of case it is."""

NEW_HERE: Final = "Upprättat"
IN_WORK: Final = "I arbete"
CLOSED_THERE: Final = "Avslutad"
STATES: Final = {
    State.NEW: "Ny",
    State.ACTIVE: "Påbörjad",
    State.WAITING: IN_WORK,
    State.DONE: "Hanterad",
    State.REJECTED: "Makulerat",
}
LISTED: Final = {
    State.NEW: NEW_HERE,
    State.ACTIVE: IN_WORK,
    State.WAITING: IN_WORK,
    State.DONE: CLOSED_THERE,
}
_KONFIGS: Final = re.compile(r"([0-9]{1,6})\s*(?:konfig|anläggning)", re.IGNORECASE)


def worded(case: Standing) -> str:
    """The state as the tracker has it; what is not in the tracker is only registered as a case."""
    if case.state is State.NEW and not case.registered_by:
        return NEW_HERE
    if case.state is State.DONE and case.code == MAICCDIS:
        return CLOSED_THERE
    return STATES[State(case.state)]


def sourced(case: Standing) -> str:
    """The status that the customer system is to have."""
    if case.state is State.NEW and case.registered_by:
        return IN_WORK
    return LISTED.get(State(case.state)) or STATES[State(case.state)]


def facilities_of(case: "Case") -> int:
    """How many facilities the case is about: those it has, else the number in its title."""
    found = _KONFIGS.search(case.title)
    return case.ticks_total or (int(found[1]) if found else 0)


def ranks(_data: RoutineData, _kind: str) -> Sequence[int]:
    """There is one class: what came first goes first."""
    return (0,)


def settle(case: Placed, data: RoutineData) -> None:
    """Read the kind from the code and put the case in its place."""
    case.code = case.code.strip().upper()
    case.kind = KINDS.get(case.code, KINDS[INVOICE])
    put_in_place(case, 0, data)


def why(line: CaseLine, today: date) -> str:
    """One sentence on why the case stands where it stands."""
    if line.bucket == CLOSED:
        return say("stora.why.erased" if line.erased else "stora.why.closed")
    if line.state is State.WAITING and line.due:
        return say(
            "stora.why.waits" if line.due > today else "stora.why.returned",
            department=line.waits_for or say("stora.why.somebody"),
            since=line.waits_since or line.received,
            due=line.due,
            days=working_days_between(today, line.due, "SE"),
        )
    if line.state is State.ACTIVE:
        handler = line.handler or say("stora.why.nobody")
        return say("stora.why.active", handler=handler, progress=line.progress or "–")
    return say("stora.why.oldest", received=line.received)
