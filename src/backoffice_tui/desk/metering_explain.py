"""Why the bill and the meter differ: two readings held against the series; and exchanges of the meter."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.metering import (
    Point,
    clock_of,
    facility_of,
    filled,
    metering_data,
    point_of,
    require_case,
    shown_facility,
    until_of,
)
from backoffice_tui.routine.dates import read_date, read_moment, today_in
from backoffice_tui.routine.errors import NotFound, Refused
from backoffice_tui.routine.metering import Clock, Days, minutes
from backoffice_tui.routine.metering_compare import (
    Part,
    Reading,
    Verdict,
    part_of,
    read_reading,
    tolerance,
    verdict,
)
from backoffice_tui.store import metering

if TYPE_CHECKING:
    from sqlmodel import Session

LONGEST = 3_700
"""Days between two readings; nobody compares what is further apart."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Two readings, the sum of the series between them, and what the difference is."""

    facility: str
    begin: datetime
    end: datetime
    first: Reading
    last: Reading
    part: Part
    limit_wh: int
    """What rounding alone can come to."""
    verdict: Verdict
    exchanged: date | None

    @property
    def readings_wh(self) -> int:
        """What the display counted."""
        return self.last.wh - self.first.wh

    @property
    def difference_wh(self) -> int:
        """What the display counted more than the series."""
        return self.readings_wh - self.part.wh


def explain(desk: Desk, facility: str, begin: str, end: str, first: str, last: str) -> Explanation:
    """Hold two readings against the series.

    A day without a time means its beginning for the first reading and its end for the last; where the last
    fits only the beginning of its day, that is taken.
    """
    wanted, data = facility_of(facility), metering_data(desk)
    clock = clock_of(data, wanted)
    require_case(desk, wanted)
    readings = read_reading(first, field="first"), read_reading(last, field="last")
    start, _ = _moment(desk, clock, begin, "from")
    stop, whole_day = _moment(desk, clock, end, "to")
    stops = [clock.midnight(_day(clock, stop) + 1), stop] if whole_day else [stop]
    stops = [each for each in stops if each > start]
    if not stops or stops[0] - start > LONGEST * 24 * 60:
        raise Refused("metering.period", rule="SYN-02", field="to")
    reader = desk.store.reader
    with reader.snapshot():
        shown = shown_facility(desk, wanted)
        point = point_of(reader.rows, data, wanted, shown)
    days = range(_day(clock, start), _day(clock, stops[0]) + 1)
    known = filled(point, data, days, until_of(point, data)).days
    rounding = data.limits["value_rounding_wh"]
    found = [_held(point, known, shown, (start, each), readings, rounding) for each in stops]
    return next((each for each in found if each.verdict is Verdict.ROUNDING), found[0])


def _held(
    point: Point,
    days: Days,
    shown: str,
    period: tuple[int, int],
    readings: tuple[Reading, Reading],
    rounding: int,
) -> Explanation:
    clock, (first, last) = point.series.clock, readings
    part = part_of(days, clock, *period)
    limit = tolerance(first, last, part, rounding)
    begin, end = clock.at(period[0]), clock.at(period[1])
    exchanged = next(
        (each.day for each in point.exchanges if begin.date() <= each.day <= end.date()), None
    )
    found = verdict(last.wh - first.wh - part.wh, limit, part)
    if last.wh < first.wh:
        found = Verdict.BACKWARDS
    if exchanged:
        found = Verdict.EXCHANGED
    return Explanation(shown, begin, end, first, last, part, limit, found, exchanged)


def _moment(desk: Desk, clock: Clock, text: str, field: str) -> tuple[int, bool]:
    """The moment that was typed, in local time unless it says otherwise, and whether it is a day without time."""
    today = today_in(desk.now(), clock.zone)
    day, at = read_moment(text, today, field=field, zone=clock.zone)
    if not at:
        return clock.midnight(day.toordinal()), True
    return minutes(datetime.combine(day, time.fromisoformat(at), ZoneInfo(clock.zone))), False


def _day(clock: Clock, moment: int) -> int:
    return clock.at(moment).toordinal()


def note_exchange(desk: Desk, facility: str, on: str) -> date:
    """Note the day on which a meter was exchanged; noting it again changes nothing."""
    wanted, day = _exchange(desk, facility, on)
    at, agent, shown = desk.now(), desk.agent, shown_facility(desk, wanted)

    def work(session: "Session") -> None:
        from backoffice_tui.store.metering_ledger import Ledger

        ledger = Ledger(session)
        point = point_of(ledger.ask, metering_data(desk), wanted, shown)
        if not any(each.day == day for each in point.exchanges):
            ledger.add_exchange(wanted, day, at, agent)

    desk.store.write(work)
    return day


def withdraw_exchange(desk: Desk, facility: str, on: str) -> date:
    """Withdraw an exchange that was noted wrongly; NotFound where none was noted on that day."""
    wanted, day = _exchange(desk, facility, on)
    at, agent = desk.now(), desk.agent

    def work(session: "Session") -> None:
        from backoffice_tui.store.metering_ledger import Ledger

        ledger = Ledger(session)
        number = metering.points(ledger.ask, [wanted]).get(wanted, 0)
        noted = [each for each in metering.exchanges(ledger.ask, number) if each.day == day]
        if not noted:
            raise NotFound("metering.no-exchange", field="on", day=day)
        for each in noted:
            ledger.withdraw_exchange(each.id, at, agent)

    desk.store.write(work)
    return day


def _exchange(desk: Desk, facility: str, on: str) -> tuple[str, date]:
    wanted = facility_of(facility)
    today = today_in(desk.now(), clock_of(metering_data(desk), wanted).zone)
    day = read_date(on, today, field="on")
    if day > today:
        raise Refused("metering.exchange-ahead", rule="SYN-02", field="on", day=day)
    return wanted, day
