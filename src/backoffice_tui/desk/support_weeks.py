"""The week's figures of a support desk: tickets and calls by ISO week, beside the same weeks a year before."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from backoffice_tui.desk.desk import Desk
from backoffice_tui.routine.errors import Usage
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.weeks import (
    DAYS,
    Counted,
    Week,
    monday_of,
    week_named,
    weeks_between,
    weeks_of,
    year_before,
)
from backoffice_tui.store.weeks import counted
from backoffice_tui.texts import say

USUAL: Final = 12
"""Weeks that are shown where nobody asks for others."""

MOST: Final = 160
"""So many weeks, three years, are told at once."""


def weeks(desk: Desk, queue: Queue, first: date, last: date) -> list[Week]:
    """The weeks from one Monday to another, both with them; Usage where they are too many or turned round."""
    if first > last:
        raise Usage("weeks.backwards", field="from")
    mondays = weeks_between(first, last)
    if len(mondays) > MOST:
        raise Usage("weeks.too-many", field="from", count=len(mondays), most=MOST)
    reader = desk.store.reader
    with reader.snapshot():
        found = dict(counted(reader, queue.key, first, last + timedelta(days=DAYS - 1)))
        earlier = [before for monday in mondays if (before := year_before(monday))]
        if earlier:
            until = earlier[-1] + timedelta(days=DAYS - 1)
            found |= counted(reader, queue.key, earlier[0], until)
    return weeks_of(mondays, found)


def named_weeks(desk: Desk, queue: Queue, first: str = "", last: str = "") -> list[Week]:
    """The weeks from one named such as "2026-W47" to another; the last twelve where none is named."""
    today = desk.today(queue)
    end = week_named(last, today, field="to") if last else monday_of(today)
    begin = end - timedelta(days=DAYS * (USUAL - 1))
    return weeks(desk, queue, week_named(first, today, field="from") if first else begin, end)


COLUMNS: Final = (
    "week",
    "from",
    "tickets",
    "same-day",
    "same-day-share",
    "calls",
    "answered",
    "service-level",
    "before",
)
DAY_COLUMNS: Final = (
    "day",
    "tickets",
    "same-day",
    "same-day-share",
    "calls",
    "answered",
    "service-level",
)


def headings(names: Sequence[str]) -> list[str]:
    """What the columns of figures are called."""
    return [say(f"weeks.column.{name}") for name in names]


def week_rows(found: Sequence[Week]) -> list[list[object]]:
    """A row of figures for each week, under `COLUMNS`; None where there is nothing to tell."""
    return [
        [
            week.name,
            week.monday,
            *figures(week.total),
            week.before.tickets if week.before else None,
        ]
        for week in found
    ]


def day_rows(found: Sequence[Week]) -> list[list[object]]:
    """A row of figures for each day of the weeks, under `DAY_COLUMNS`."""
    return [[day, *figures(each)] for week in found for day, each in days_of(week)]


def days_of(week: Week) -> Iterator[tuple[date, Counted]]:
    """The days of a week with what was counted on each."""
    for at, each in enumerate(week.days):
        yield week.monday + timedelta(days=at), each


def figures(found: Counted) -> list[object]:
    """Tickets, same day, its share, calls, answered, service level."""
    return [
        found.tickets,
        found.same_day,
        found.same_day_share,
        found.calls,
        found.answered,
        found.service_level,
    ]


def write_weeks(found: Sequence[Week], path: Path) -> int:
    """Write the weeks with their chart, and their days, to a workbook; how many weeks."""
    from backoffice_tui.exchange.charted import Sheet, write_charted

    shown = [
        Sheet(say("weeks.title"), headings(COLUMNS), week_rows(found), chart=(2, 8)),
        Sheet(say("weeks.days"), headings(DAY_COLUMNS), day_rows(found), chart=(4, 5)),
    ]
    write_charted(path, shown)
    return len(found)
