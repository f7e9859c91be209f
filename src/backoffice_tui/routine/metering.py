"""Days of measured values: their hours on the clock of the point's own country, their values and quality."""

from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from backoffice_tui.routine.errors import Refused
from backoffice_tui.routine.text import clean

MISSING: Final = 0
MEASURED: Final = 1
ESTIMATED: Final = 2
CORRECTED: Final = 3
"""What a value is worth; an estimate stands in the series only where it was billed."""

HOUR: Final = 60
QUARTER: Final = 15
DAY: Final = 24 * HOUR

_EPOCH: Final = date(1970, 1, 1).toordinal()


@dataclass(slots=True)
class Day:
    """The values of one local day, `step` minutes each; watt-hours are 0 where the quality is MISSING."""

    step: int
    wh: "array[int]"
    quality: bytearray
    source: "array[int]"
    """The file that brought each value; 0 for an estimate."""

    @classmethod
    def empty(cls, step: int, length: int) -> "Day":
        """A day of that many minutes of which nothing is known."""
        size = length // step
        return cls(step, array("i", bytes(4 * size)), bytearray(size), array("i", bytes(4 * size)))

    @property
    def known(self) -> int:
        """How many values have come."""
        return len(self.quality) - self.quality.count(MISSING) - self.quality.count(ESTIMATED)

    def sum(self, quality: int | None = None) -> int:
        """The watt-hours of all values, or of those of one quality."""
        if quality is None:
            return sum(self.wh)
        return sum(wh for wh, its in zip(self.wh, self.quality, strict=True) if its == quality)

    def copy(self) -> "Day":
        """The same values, to be changed."""
        return Day(self.step, self.wh[:], self.quality[:], self.source[:])

    def until(self, minutes: int) -> "Day":
        """The part of the day that so many minutes hold."""
        size = max(0, minutes // self.step)
        return Day(self.step, self.wh[:size], self.quality[:size], self.source[:size])

    def in_quarters(self) -> "Day":
        """The same day by quarter-hours, each hour shared among its four so that the sum stays."""
        if self.step == QUARTER:
            return self
        parts = self.step // QUARTER
        wh = array("i", (share(value, at, parts) for value in self.wh for at in range(parts)))
        quality = bytearray(each for each in self.quality for _ in range(parts))
        source = array("i", (each for each in self.source for _ in range(parts)))
        return Day(QUARTER, wh, quality, source)


Days = Mapping[int, Day]
"""Days by their ordinal."""


def share(value: int, at: int, parts: int) -> int:
    """Part number `at` of a value cut into whole parts that add up to it."""
    return value * (at + 1) // parts - value * at // parts


class Month(NamedTuple):
    """A month of the calendar."""

    year: int
    month: int

    @classmethod
    def of(cls, ordinal: int) -> "Month":
        """The month in which a day lies."""
        day = date.fromordinal(ordinal)
        return cls(day.year, day.month)

    @property
    def first(self) -> int:
        """Its first day."""
        return date(self.year, self.month, 1).toordinal()

    @property
    def end(self) -> int:
        """The day after its last."""
        return self.later(1).first

    @property
    def days(self) -> range:
        """Its days."""
        return range(self.first, self.end)

    def later(self, months: int) -> "Month":
        """The month that many months later."""
        years, month = divmod(self.month - 1 + months, 12)
        return Month(self.year + years, month + 1)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


def read_month(text: str, *, field: str = "month") -> Month:
    """A month written as 2026-10; raises Refused."""
    shown = clean(text, limit=40, one_line=True).strip()
    year, _, month = shown.partition("-")
    digits = shown.isascii() and year.isdigit() and month.isdigit()
    if not digits or len(year) != 4 or len(month) != 2 or not 1 <= int(month) <= 12:
        raise Refused("metering.not-a-month", rule="SYN-01", field=field, text=shown)
    if not 1990 <= int(year) <= 2100:
        raise Refused("metering.not-a-month", rule="SYN-01", field=field, text=shown)
    return Month(int(year), int(month))


@dataclass(frozen=True, slots=True)
class Clock:
    """The days of a country; moments are minutes since 1970 in UTC."""

    zone: str
    country: str

    def midnight(self, ordinal: int) -> int:
        """When a day begins."""
        return _midnight(self.zone, ordinal)

    def length(self, ordinal: int) -> int:
        """The minutes of a day: 1,380 and 1,500 where the clock is changed."""
        return _midnight(self.zone, ordinal + 1) - _midnight(self.zone, ordinal)

    def clocks(self, ordinal: int, step: int) -> tuple[int, ...]:
        """What the clock shows when each value of a day begins, in minutes since midnight."""
        return _clocks(self.zone, ordinal, step)

    def place(self, moment: datetime) -> tuple[int, int]:
        """The day of an aware time and the minutes that have passed of it."""
        ordinal = moment.astimezone(ZoneInfo(self.zone)).toordinal()
        return ordinal, minutes(moment) - self.midnight(ordinal)

    def at(self, minute: int) -> datetime:
        """The local time of a moment."""
        known = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
        return known.astimezone(ZoneInfo(self.zone))


def minutes(moment: datetime) -> int:
    """An aware time as minutes since 1970 in UTC, seconds dropped."""
    return int(moment.timestamp() // 60)


@lru_cache(maxsize=20_000)
def _midnight(zone: str, ordinal: int) -> int:
    midnight = datetime.combine(date.fromordinal(ordinal), time(), ZoneInfo(zone))
    return minutes(midnight)


@lru_cache(maxsize=20_000)
def _clocks(zone: str, ordinal: int, step: int) -> tuple[int, ...]:
    begin, end = _midnight(zone, ordinal), _midnight(zone, ordinal + 1)
    if end - begin == DAY:
        return _plain_clocks(step)
    where = Clock(zone, "")
    times = [where.at(minute) for minute in range(begin, end, step)]
    return tuple(each.hour * HOUR + each.minute for each in times)


@lru_cache(maxsize=8)
def _plain_clocks(step: int) -> tuple[int, ...]:
    return tuple(range(0, DAY, step))


@dataclass(slots=True)
class Series:
    """What is known of a point."""

    clock: Clock
    days: dict[int, Day] = field(default_factory=dict)

    def day(self, ordinal: int) -> Day:
        """A day's values; one without any has as many as the last day before that has some."""
        found = self.days.get(ordinal)
        if found is not None:
            return found
        before = max((each for each in self.days if each < ordinal), default=None)
        step = self.days[before].step if before is not None else HOUR
        return Day.empty(step, self.clock.length(ordinal))

    def known(self, ordinals: Iterator[int]) -> tuple[int, int] | None:
        """Begin and end, as moments, of the values in these days that lie first and last in that order."""
        first = last = None
        for ordinal in ordinals:
            day, begin = self.days[ordinal], self.clock.midnight(ordinal)
            for at, quality in enumerate(day.quality):
                if quality in (MEASURED, CORRECTED):
                    start = begin + at * day.step
                    first = start if first is None else first
                    last = start + day.step
        return None if first is None or last is None else (first, last)

    @property
    def begin(self) -> int | None:
        """When the first value begins."""
        for ordinal in sorted(self.days):
            if found := self.known(iter((ordinal,))):
                return found[0]
        return None

    @property
    def end(self) -> int | None:
        """When the last value ends."""
        for ordinal in sorted(self.days, reverse=True):
            if found := self.known(iter((ordinal,))):
                return found[1]
        return None

    def unbroken_since(self) -> int | None:
        """When the run of values began that ends with the last one."""
        since = None
        expected = self.end
        for ordinal in sorted(self.days, reverse=True):
            day, begin = self.days[ordinal], self.clock.midnight(ordinal)
            for at in range(len(day.quality) - 1, -1, -1):
                start = begin + at * day.step
                if day.quality[at] not in (MEASURED, CORRECTED):
                    continue
                if start + day.step != expected:
                    return since
                since = expected = start
        return since
