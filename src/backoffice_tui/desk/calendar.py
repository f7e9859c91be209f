"""Days and weeks on a queue's own calendar."""

import re
from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from backoffice_tui.desk.desk import Desk
from backoffice_tui.queues import QUEUES
from backoffice_tui.routine.dates import FIRST_YEAR, LAST_YEAR, local
from backoffice_tui.routine.errors import Usage
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.text import clean

_WEEK: Final = re.compile(r"([0-9]{4})-?[Ww]?([0-9]{1,2})")


def midnight(desk: Desk, queue: Queue, day: date | None = None) -> datetime:
    """When a day begins there, today unless another is given."""
    return datetime.combine(day or desk.today(queue), time(), ZoneInfo(desk.data(queue).zone))


def here(desk: Desk, at: datetime) -> datetime:
    """A time on the office's clock, which is that of the first queue."""
    return local(at, desk.data(next(iter(QUEUES.values()))).zone)


def monday_of(week: str) -> date:
    """The first day of an ISO week such as 2026-W47; Usage for what is none."""
    found = _WEEK.fullmatch(week.strip())
    try:
        if found and FIRST_YEAR <= int(found[1]) < LAST_YEAR:
            return date.fromisocalendar(int(found[1]), int(found[2]), 1)
    except ValueError:
        pass
    raise Usage("beside.week", field="week", week=clean(week, limit=40, one_line=True))
