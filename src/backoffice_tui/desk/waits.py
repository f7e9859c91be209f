"""The waits of each department, learned from the log."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from backoffice_tui.desk.desk import Desk
from backoffice_tui.model.states import State
from backoffice_tui.routine.dates import today_in, working_days_between
from backoffice_tui.routine.grammar import HOUSE_MOVES, Queue
from backoffice_tui.routine.text import fold
from backoffice_tui.routine.waits import ENOUGH, Learned, learned
from backoffice_tui.settings.routine_data import RoutineData
from backoffice_tui.store import waits
from backoffice_tui.store.waits import Spell

MEMORY: Final = timedelta(days=365)
"""What is longer ago says nothing of how long a department takes now."""


@dataclass(frozen=True, slots=True)
class Wait:
    """A department and kind of cases: what the routine says, what the log says, and how many are there now."""

    department: str
    kind: str
    """Empty for all kinds together."""
    routine: int | None
    """Working days; None for a department that the routine does not know."""
    learned: Learned | None
    still: int


def waits_of(desk: Desk, queue: Queue) -> list[Wait]:
    """The departments in the routine's order, each as a whole and then by the kinds that were sent there."""
    data, spells = desk.data(queue), _spells(desk, queue)
    known = {fold(each.name): each for each in data.departments}
    others = {fold(each.department): each.department for each in spells if each.department}
    names = [each.name for each in data.departments]
    names += [name for key, name in sorted(others.items()) if key not in known]
    found: list[Wait] = []
    for name in names:
        here = [each for each in spells if fold(each.department) == fold(name)]
        found.append(_wait(data, name, "", here))
        found += (
            _wait(data, name, kind, [each for each in here if each.kind == kind])
            for kind in sorted({each.kind for each in here})
        )
    return found


def waited(desk: Desk, queue: Queue, department: str, kind: str) -> Learned | None:
    """How long a department took for a kind of cases, or for all where those were too few to learn from."""
    data = desk.data(queue)
    here = [each for each in _spells(desk, queue) if fold(each.department) == fold(department)]
    found = _wait(data, department, kind, [each for each in here if each.kind == kind]).learned
    if found is None or found.cases < ENOUGH:
        found = _wait(data, department, "", here).learned
    return found if found and found.cases >= ENOUGH else None


def _spells(desk: Desk, queue: Queue) -> list[Spell]:
    sending = {move.name for move in queue.moves if move.after is State.WAITING}
    taking = {move.name for move in (*queue.moves, *HOUSE_MOVES) if move.claims}
    since = desk.now() - MEMORY
    return (
        waits.spells(desk.store.reader.rows, queue.key, sending, taking, since) if sending else []
    )


def _wait(data: RoutineData, name: str, kind: str, spells: list[Spell]) -> Wait:
    usual = next((each.days for each in data.departments if fold(each.name) == fold(name)), None)
    if usual is not None and kind:
        usual += data.extra_days.get(kind, 0)
    days = [
        working_days_between(
            today_in(each.sent, data.zone), today_in(each.back, data.zone), data.country
        )
        for each in spells
        if each.back
    ]
    return Wait(name, kind, usual, learned(days), sum(each.back is None for each in spells))
