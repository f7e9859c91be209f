"""Invented series for the metering points of the invented customers, one of which has lost its connection."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.metering import clock_of, metering_data
from backoffice_tui.desk.metering_bill import bill
from backoffice_tui.routine.metering import HOUR, QUARTER, Day, Month, minutes
from backoffice_tui.routine.metering_invented import (
    FLAT,
    HOUSE,
    SHOP,
    SUMMER_HOUSE,
    invented_day,
)

if TYPE_CHECKING:
    from sqlmodel import Session

POINTS: Final = (
    (HOUSE, HOUR, 0),
    (SUMMER_HOUSE, HOUR, 19),
    (FLAT, HOUR, 0),
    (SHOP, QUARTER, 0),
    (FLAT, HOUR, 0),
    (HOUSE, HOUR, 0),
)
"""How power is used, the minutes of a value, and for how many days no values have come."""

DAYS: Final = 130
"""So long the series are."""

LOST_AT: Final = 9
"""The hour of the day at which the connection was lost."""


def fill(desk: Desk, facilities: Sequence[str]) -> None:
    """Series for the first facilities; the month before last is billed, the last one is not."""
    chosen = list(zip(facilities, POINTS, strict=False))
    data, now = metering_data(desk), desk.now()
    series: dict[str, dict[int, Day]] = {}
    for at, (facility, (habit, step, lost)) in enumerate(chosen):
        clock = clock_of(data, facility)
        today, _ = clock.place(now)
        days = range(today - DAYS, today - lost + bool(lost))
        series[facility] = {day: invented_day(habit, at, clock, day, step) for day in days}
        if lost:
            _cut_off(series[facility][days[-1]])
    if not series:
        return

    def work(session: "Session") -> None:
        from backoffice_tui.store.metering_ledger import Ledger

        ledger = Ledger(session)
        source = ledger.begin_file("invented", now, desk.agent)
        points = ledger.points(series)
        for facility, days in series.items():
            for day in days.values():
                _brought(day, source)
            ledger.put_days(points[facility], days)
        ledger.reach(source, minutes(now))
        ledger.finish_file(source)

    desk.store.write(work)
    for facility in series:
        today, _ = clock_of(data, facility).place(now)
        bill(desk, facility, str(Month.of(today).later(-2)))


def _cut_off(day: Day) -> None:
    for at in range(LOST_AT * HOUR // day.step, len(day.wh)):
        day.wh[at], day.quality[at] = 0, 0


def _brought(day: Day, source: int) -> None:
    for at, quality in enumerate(day.quality):
        if quality:
            day.source[at] = source
