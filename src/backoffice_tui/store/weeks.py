"""What came to a queue day by day, read as a range of one index."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from backoffice_tui.routine.weeks import CALL_ANSWERED, CALL_MISSED, TICKET, Counted
from backoffice_tui.store.reader import Asked

# `counted_as != ''` in just these words lets the partial index answer without a look at the cases.
_DAYS: Final = (
    "SELECT received, counted_as, count(*),"
    " count(CASE WHEN state = 'done' AND handled = received THEN 1 END)"
    " FROM cases WHERE queue = :queue AND counted_as != '' AND state != 'rejected'"
    " AND received BETWEEN :first AND :last GROUP BY received, counted_as"
)


def counted(reader: Asked, queue: str, first: date, last: date) -> Mapping[date, Counted]:
    """The days from `first` to `last`, both with them, on which anything came; mistakes are not counted."""
    params = {"queue": queue, "first": first.isoformat(), "last": last.isoformat()}
    found: dict[date, Counted] = {}
    for received, counted_as, came, same_day in reader.rows(_DAYS, params):
        day = date.fromisoformat(str(received))
        some = _counted(str(counted_as), int(str(came)), int(str(same_day)))
        found[day] = found.get(day, Counted()) + some
    return found


def _counted(counted_as: str, came: int, same_day: int) -> Counted:
    if counted_as == TICKET:
        return Counted(tickets=came, same_day=same_day)
    answered = came if counted_as == CALL_ANSWERED else 0
    return Counted(calls=came, answered=answered, missed=came if counted_as == CALL_MISSED else 0)
