"""The card of a metering point: its connection, its days, what was billed and what waits to be put right."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Final

from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.masking import dots
from backoffice_tui.routine.errors import NotFound, Refused
from backoffice_tui.routine.facilities import check
from backoffice_tui.routine.metering import (
    ESTIMATED,
    HOUR,
    MISSING,
    Clock,
    Day,
    Month,
    Series,
    read_month,
)
from backoffice_tui.routine.metering_bill import Correction, Sum, corrections, sum_of
from backoffice_tui.routine.metering_estimate import Estimator, Filled
from backoffice_tui.routine.text import clean
from backoffice_tui.settings.metering_data import NAME, MeteringData, metering_in_force
from backoffice_tui.store import customers, metering
from backoffice_tui.store.known import Ask
from backoffice_tui.store.metering import Bill, Exchange, Owner

RULE: Final = "SYN-05"


@dataclass(frozen=True, slots=True)
class Connection:
    """Whether values come, since when that is so, and when the last one ended; local times."""

    up: bool
    since: datetime
    last: datetime
    arrived: datetime | None
    """When the last value came in."""


@dataclass(frozen=True, slots=True)
class DayLine:
    """A day in figures."""

    day: date
    wh: int
    minutes: int
    estimated_minutes: int
    missing_minutes: int
    future: bool = False
    """Whether nothing can have come yet."""


@dataclass(frozen=True, slots=True)
class MeteringCard:
    """A metering point in one month, masked where a protected person lives there."""

    facility: str
    owner: Owner | None
    protected: bool
    """Whether it is masked here."""
    zone: str
    connection: Connection
    month: Month
    months: tuple[Month, Month]
    """The first and the last that can be shown."""
    days: tuple[DayLine, ...]
    sum: Sum
    methods: tuple[tuple[str, int], ...]
    """The methods of estimation used, each with its minutes."""
    bill: Bill | None
    bills: tuple[Bill, ...]
    waiting: tuple[Correction, ...]
    """What the next bill puts right."""
    exchanges: tuple[Exchange, ...]


@dataclass(slots=True)
class Point:
    """A point with everything the store has of it."""

    id: int
    facility: str
    series: Series
    bills: list[Bill] = field(default_factory=list)
    exchanges: list[Exchange] = field(default_factory=list)
    newest: int | None = None
    """How far the files have come for any point, as a moment."""


def metering_data(desk: Desk) -> MeteringData:
    """The data of metering in force today."""
    override = desk.settings.routine_files.get(NAME)
    return metering_in_force(Path(override) if override else None, desk.now().date())


def facility_of(text: str) -> str:
    """The id that was typed, without its blanks; raises Refused."""
    return check(text, field="facility").facility


def clock_of(data: MeteringData, facility: str) -> Clock:
    """The clock of the country that the id of a point tells; raises NotFound where it tells none."""
    country = data.country_of(facility)
    if country is None:
        raise _unknown(facility)
    return Clock(country.zone, country.country)


def _unknown(facility: str) -> NotFound:
    return NotFound("metering.no-point", field="facility", id=clean(facility, limit=40))


def point_of(ask: Ask, data: MeteringData, facility: str, shown: str) -> Point:
    """A point with its series, bills and exchanges; NotFound, which calls it as `shown`, where no values have come."""
    clock = clock_of(data, facility)
    number = metering.points(ask, [facility]).get(facility)
    days = metering.days(ask, number) if number else {}
    if number is None or not days:
        raise _unknown(shown)
    return Point(
        id=number,
        facility=facility,
        series=Series(clock, days),
        bills=metering.bills(ask, number),
        exchanges=metering.exchanges(ask, number),
        newest=metering.newest(ask),
    )


def until_of(point: Point, data: MeteringData) -> int:
    """Up to when missing hours are estimated: to the last value, or where the contact is lost as far as files come.

    A point without values while others have them has lost its contact; where nobody has any, no file has come.
    """
    end, newest = point.series.end or 0, point.newest or 0
    return newest if newest - end > data.limits["lost_after_hours"] * HOUR else end


def filled(point: Point, data: MeteringData, days: range, until: int) -> Filled:
    """These days with estimates in the months that are not billed."""
    billed = [day for bill in point.bills for day in bill.month.days if day in days]
    return Estimator(point.series, data).fill(days, until, but=billed)


def show(desk: Desk, facility: str, month: str = "", *, reason: str = "") -> MeteringCard:
    """The card of a point in a month, else in that of its last value; with a reason, unmasked.

    NotFound where no values have come; Refused where there is a reason but no case of the agent's about the point.
    """
    wanted, data = facility_of(facility), metering_data(desk)
    if reason:
        reveal(desk, wanted, reason)
    chosen = read_month(month) if month else None
    reader = desk.store.reader
    with reader.snapshot():
        owners = metering.owners(reader.rows, wanted)
        hidden = not reason and is_protected(reader.rows, wanted, owners)
        point = point_of(reader.rows, data, wanted, dots(wanted) if hidden else wanted)
        arrived = _arrived(reader.rows, point.series)
    card = _card(point, data, chosen, arrived)
    card = replace(card, owner=owners[0] if owners else None)
    return masked_card(card) if hidden else card


def is_protected(ask: Ask, facility: str, owners: list[Owner] | None = None) -> bool:
    """Whether a protected person has or had the facility."""
    found = metering.owners(ask, facility) if owners is None else owners
    return any(each.protected for each in found) or metering.in_protected_case(ask, facility)


def shown_facility(desk: Desk, facility: str) -> str:
    """The id as anyone may see it."""
    return dots(facility) if is_protected(desk.store.reader.rows, facility) else facility


def require_case(desk: Desk, facility: str) -> None:
    """Refuse what tells of a protected person's days to anyone who does not work on a case about the point."""
    ask = desk.store.reader.rows
    if is_protected(ask, facility) and metering.case_held(ask, facility, desk.agent) is None:
        raise Refused("metering.reveal", rule="ALL-08")


def of_case(desk: Desk, queue: str, number: str) -> str:
    """The facility of a case, also a protected person's, to be looked up; empty where there is none."""
    return metering.facility_of_case(desk.store.reader.rows, queue, number)


def facilities_of(desk: Desk, customer: str) -> list[str]:
    """The facilities of a customer that may be named: none of a protected person's."""
    ask = desk.store.reader.rows
    found = [facility for _, facility in customers.facilities(ask, [customer])]
    return [each for each in found if not is_protected(ask, each)]


def reveal(desk: Desk, facility: str, reason: str) -> None:
    """Note in the agent's own case about the point why it is looked at unmasked; Refused where there is none."""
    from backoffice_tui.desk import card
    from backoffice_tui.queues import queue_named

    case = metering.case_held(desk.store.reader.rows, facility, desk.agent)
    if case is None:
        raise Refused("metering.reveal", rule="ALL-08")
    card.reveal(desk, queue_named(case[0]), case[1], reason)


def _arrived(ask: Ask, series: Series) -> datetime | None:
    if not series.days:
        return None
    sources = series.days[max(series.days)].source
    last = next((each for each in reversed(sources) if each), 0)
    return metering.file_at(ask, last)


def _card(
    point: Point,
    data: MeteringData,
    chosen: Month | None,
    arrived: datetime | None,
) -> MeteringCard:
    series, clock = point.series, point.series.clock
    begin, end, until = series.begin or 0, series.end or 0, until_of(point, data)
    first = Month.of(clock.at(begin).date().toordinal())
    last = max(Month.of(clock.at(end - 1).toordinal()), Month.of(clock.at(until - 1).toordinal()))
    month = chosen or Month.of(clock.at(end - 1).toordinal())
    found = filled(point, data, range(month.first, month.end), until)
    past = {
        ordinal: day.until(until - clock.midnight(ordinal)) for ordinal, day in found.days.items()
    }
    lost = until > end
    since = end if lost else series.unbroken_since() or begin
    return MeteringCard(
        facility=point.facility,
        owner=None,
        protected=False,
        zone=clock.zone,
        connection=Connection(not lost, clock.at(since), clock.at(end), arrived),
        month=month,
        months=(min(first, month), max(last, month)),
        days=tuple(_line(clock, ordinal, day) for ordinal, day in past.items()),
        sum=sum_of(past.values()),
        methods=tuple(sorted(found.methods.items())),
        bill=next((bill for bill in point.bills if bill.month == month), None),
        bills=tuple(point.bills),
        waiting=tuple(corrections(series.days, metering.billed(point.bills))),
        exchanges=tuple(point.exchanges),
    )


def _line(clock: Clock, ordinal: int, day: Day) -> DayLine:
    return DayLine(
        day=date.fromordinal(ordinal),
        wh=day.sum(),
        minutes=clock.length(ordinal),
        estimated_minutes=day.quality.count(ESTIMATED) * day.step,
        missing_minutes=day.quality.count(MISSING) * day.step,
        future=not day.quality,
    )


def masked_card(card: MeteringCard) -> MeteringCard:
    """The card of a protected person's point: neither where it is nor on which days somebody was at home."""
    owner = card.owner
    return replace(
        card,
        facility=dots(card.facility),
        owner=owner and replace(owner, name=dots(owner.name), address=dots(owner.address)),
        protected=True,
        days=(),
        exchanges=(),
    )
