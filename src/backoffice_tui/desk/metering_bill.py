"""A month billed: what it comes to is frozen, and what was billed wrongly before is put right, once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.metering import (
    Point,
    facility_of,
    filled,
    metering_data,
    point_of,
    shown_facility,
)
from backoffice_tui.routine.dates import local
from backoffice_tui.routine.errors import Refused
from backoffice_tui.routine.metering import ESTIMATED, Day, Month, minutes, read_month
from backoffice_tui.routine.metering_bill import Correction, Sum, corrections, sum_of
from backoffice_tui.settings.metering_data import MeteringData
from backoffice_tui.store import metering
from backoffice_tui.store.metering import Bill

if TYPE_CHECKING:
    from sqlmodel import Session


@dataclass(frozen=True, slots=True)
class Billed:
    """What a month comes to, billed now or before, or only looked at."""

    facility: str
    month: Month
    hours: int
    consumption_wh: int
    estimated_wh: int
    missing_minutes: int
    corrections: tuple[Correction, ...]
    methods: Mapping[str, int]
    """The methods of estimation, each with its minutes; none for a bill made before."""
    at: datetime | None
    """When it was billed; None where it was only looked at."""
    by: str
    again: bool
    """Whether it had been billed before, so that nothing was changed now."""

    @property
    def estimated_share(self) -> int:
        """How many per cent of the consumption are estimates, rounded up."""
        if not self.consumption_wh:
            return 0
        return -(-100 * self.estimated_wh // self.consumption_wh)


@dataclass(frozen=True, slots=True)
class _Made:
    sum: Sum
    estimated: Mapping[int, Day]
    corrections: tuple[Correction, ...]
    methods: Mapping[str, int]


def preview(desk: Desk, facility: str, month: str) -> Billed:
    """What a bill of the month would say now; nothing is written."""
    wanted, chosen, data = facility_of(facility), read_month(month), metering_data(desk)
    reader = desk.store.reader
    with reader.snapshot():
        shown = shown_facility(desk, wanted)
        point = point_of(reader.rows, data, wanted, shown)
    if before := _before(point, chosen):
        return _as_billed(before, shown, point)
    made = _make(point, data, chosen, desk.now())
    return _billed(shown, chosen, made, None, "")


def bill(desk: Desk, facility: str, month: str) -> Billed:
    """Bill a month, which freezes it; one that was billed before is given as it was.

    Refused where the month is not over or has no values and nothing to estimate them from.
    """
    wanted, chosen, data = facility_of(facility), read_month(month), metering_data(desk)
    shown = shown_facility(desk, wanted)

    def work(session: "Session") -> Billed:
        from backoffice_tui.model.metering import MeteringBill
        from backoffice_tui.store.metering_ledger import Ledger

        ledger, now = Ledger(session), desk.now()
        point = point_of(ledger.ask, data, wanted, shown)
        if before := _before(point, chosen):
            return _as_billed(before, shown, point)
        if point.series.clock.midnight(chosen.end) > minutes(now):
            raise Refused("metering.not-over", rule="SYN-01", field="month", month=chosen)
        made = _make(point, data, chosen, now)
        ledger.put_days(point.id, made.estimated)
        row = MeteringBill(
            point=point.id,
            month=str(chosen),
            hours=made.sum.hours,
            consumption_wh=made.sum.wh,
            estimated_wh=made.sum.estimated_wh,
            missing_minutes=made.sum.missing_minutes,
            routine=data.version,
            at=now,
            agent=desk.agent,
        )
        ledger.add_bill(row, made.corrections)
        return _billed(shown, chosen, made, local(now, point.series.clock.zone), desk.agent)

    return desk.store.write(work)


def _before(point: Point, month: Month) -> Bill | None:
    return next((each for each in point.bills if each.month == month), None)


def _make(point: Point, data: MeteringData, month: Month, now: datetime) -> _Made:
    series, clock = point.series, point.series.clock
    days = range(month.first, month.end)
    found = filled(point, data, days, min(clock.midnight(month.end), minutes(now)))
    if not any(day.known or ESTIMATED in day.quality for day in found.days.values()):
        raise Refused("metering.nothing", rule="SYN-03", field="month", month=month)
    return _Made(
        sum=sum_of(found.days.values()),
        estimated={ordinal: day for ordinal, day in found.days.items() if ESTIMATED in day.quality},
        corrections=tuple(corrections(series.days, metering.billed(point.bills))),
        methods=dict(found.methods),
    )


def _billed(shown: str, month: Month, made: _Made, at: datetime | None, by: str) -> Billed:
    return Billed(
        facility=shown,
        month=month,
        hours=made.sum.hours,
        consumption_wh=made.sum.wh,
        estimated_wh=made.sum.estimated_wh,
        missing_minutes=made.sum.missing_minutes,
        corrections=made.corrections,
        methods=made.methods,
        at=at,
        by=by,
        again=False,
    )


def _as_billed(before: Bill, shown: str, point: Point) -> Billed:
    return Billed(
        facility=shown,
        month=before.month,
        hours=before.hours,
        consumption_wh=before.consumption_wh,
        estimated_wh=before.estimated_wh,
        missing_minutes=before.missing_minutes,
        corrections=before.corrections,
        methods={},
        at=local(before.at, point.series.clock.zone),
        by=before.agent,
        again=True,
    )
