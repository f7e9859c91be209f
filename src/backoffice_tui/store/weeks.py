"""What came to a queue day by day, from counts that are kept."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from backoffice_tui.routine.weeks import CALL_ANSWERED, CALL_MISSED, TICKET, Counted
from backoffice_tui.store.reader import Asked

_DAYS: Final = (
    "SELECT day, counted_as, cases, same_day FROM day_counts"
    " WHERE queue = :queue AND day BETWEEN :first AND :last AND cases != 0"
)


def counted(reader: Asked, queue: str, first: date, last: date) -> Mapping[date, Counted]:
    """The days from `first` to `last`, both with them, on which anything came; mistakes are not counted."""
    params = {"queue": queue, "first": first.isoformat(), "last": last.isoformat()}
    found: dict[date, Counted] = {}
    for at, counted_as, came, same_day in reader.rows(_DAYS, params):
        day = date.fromisoformat(str(at))
        some = _counted(str(counted_as), int(str(came)), int(str(same_day)))
        found[day] = found.get(day, Counted()) + some
    return found


def _counted(counted_as: str, came: int, same_day: int) -> Counted:
    if counted_as == TICKET:
        return Counted(tickets=came, same_day=same_day)
    answered = came if counted_as == CALL_ANSWERED else 0
    return Counted(calls=came, answered=answered, missed=came if counted_as == CALL_MISSED else 0)
