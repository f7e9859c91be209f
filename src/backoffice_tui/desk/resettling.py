"""Open cases read anew when the routine's data has changed: their kind, their group and their place in the order."""

from typing import TYPE_CHECKING, Final

from backoffice_tui.desk.desk import Desk
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.moves import Record
from backoffice_tui.routine.taking import Followed, PlainCase
from backoffice_tui.settings.routine_data import RoutineData
from backoffice_tui.store import known

if TYPE_CHECKING:
    from sqlmodel import Session

SETTLE: Final = "settle"
"""The entry of a case that the routine's data put somewhere else; nobody worked on it."""

MOST_LOOKED_AT: Final = 3_000
"""Cases that a preview looks at; whoever types does not wait for more."""

_PLACE: Final = ("kind", "team", "team_key", "rank", "place")
_TOLD: Final = ("kind", "team")


def would_move(desk: Desk, queue: Queue, data: RoutineData) -> tuple[int, int]:
    """How many open cases would stand elsewhere under other data, of how many that were looked at."""
    count = looked = 0
    with known.looking(desk.store) as ask:
        for some in known.open_cases(ask, queue.key):
            count += sum(_moved(queue, case, data) is not None for case in some)
            looked += len(some)
            if looked >= MOST_LOOKED_AT:
                break
    return count, looked


def settle_again(desk: Desk, queue: Queue) -> int:
    """Put every open case where the data in force wants it, each with its log entry; how many were moved."""
    from backoffice_tui.store import bulk

    data = desk.data(queue)

    def work(session: "Session") -> int:
        ledger, count = bulk.Ledger(session), 0
        for some in known.open_cases(bulk.asking(session), queue.key):
            for case in some:
                changes = _moved(queue, case, data)
                if changes is not None:
                    ledger.change(case, Followed(_record(desk, case, changes, data), told=False))
                    count += 1
            ledger.save()
        return count

    return desk.store.write(work)


def _moved(
    queue: Queue, case: PlainCase, data: RoutineData
) -> tuple[tuple[str, str, str], ...] | None:
    """What of the case is otherwise once it is settled; None where all stays."""
    was = {name: getattr(case, name) for name in _PLACE}
    queue.settle(case, data)
    if all(was[name] == getattr(case, name) for name in _PLACE):
        return None
    return tuple(
        (name, was[name], getattr(case, name)) for name in _TOLD if was[name] != getattr(case, name)
    )


def _record(
    desk: Desk, case: PlainCase, changes: tuple[tuple[str, str, str], ...], data: RoutineData
) -> Record:
    return Record(
        by=desk.agent,
        at=desk.now(),
        move=SETTLE,
        was=case.state,
        became=case.state,
        changes=changes,
        routine=data.version,
    )
