"""Days and weeks on a queue's own calendar."""

import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from backoffice_tui.desk.desk import Desk
from backoffice_tui.queues import QUEUES
from backoffice_tui.routine.dates import FIRST_YEAR, LAST_YEAR, local, read_date
from backoffice_tui.routine.errors import Usage
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.listing import Filter
from backoffice_tui.routine.text import clean

TODAY, OVERDUE = "today", "overdue"
DAY: Final = timedelta(days=1)

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


def due_within(desk: Desk, queue: Queue, wanted: Filter, word: str) -> Filter:
    """The filter narrowed to cases that wait for a day: `today`, `overdue`, or a day; Refused for what is none."""
    today = desk.today(queue)
    if word.casefold() == OVERDUE:
        return replace(wanted, due_until=today - DAY)
    day = today if word.casefold() == TODAY else read_date(word, today, field="due")
    return replace(wanted, due_from=day, due_until=day)


def closed_within(desk: Desk, queue: Queue, wanted: Filter, word: str) -> Filter:
    """The filter narrowed to cases closed here within `today`, a day or an ISO week; Refused for what is none."""
    if _WEEK.fullmatch(word.strip()) and "w" in word.casefold():
        first = monday_of(word)
        end = first + timedelta(days=7)
    else:
        now = desk.today(queue)
        first = now if word.casefold() == TODAY else read_date(word, now, field="closed")
        end = first + DAY
    start, until = midnight(desk, queue, first), midnight(desk, queue, end)
    return replace(wanted, all=True, closed_from=start, closed_until=until)
