"""Two readings of the display held against the sum of the series."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal, InvalidOperation
from enum import StrEnum
from typing import Final

from backoffice_tui.routine.errors import Refused
from backoffice_tui.routine.metering import CORRECTED, ESTIMATED, MEASURED, MISSING, Clock, Days
from backoffice_tui.routine.text import clean

WH: Final = 1_000
"""Watt-hours of a kilowatt-hour, in which meters show readings."""

MOST_DIGITS: Final = 12
MOST_DECIMALS: Final = 3


class Verdict(StrEnum):
    """What the difference is."""

    ROUNDING = "rounding"
    ESTIMATES = "estimates"
    """More than rounding, and some of the hours are estimated or have not come."""
    LOOK_INTO = "look-into"
    EXCHANGED = "exchanged"
    """The meter was exchanged in between: nothing is compared."""
    BACKWARDS = "backwards"
    """The second reading is the smaller one: nothing is compared."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A reading in watt-hours, and the watt-hours that its last digit stands for."""

    wh: int
    unit: int


@dataclass(frozen=True, slots=True)
class Part:
    """The series between two moments; `open_wh` is what the hours hold in which they lie."""

    wh: int
    values: int
    estimated: int
    missing: int
    open_wh: int


def read_reading(text: str, *, field: str) -> Reading:
    """A reading as it is read aloud, 10234.6 or 10 234,6 kWh; raises Refused."""
    shown = clean(text, limit=40, one_line=True)
    plain = shown.casefold().removesuffix("kwh").replace(" ", "").replace("\xa0", "")
    plain = plain.replace(",", ".")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        raise Refused("metering.not-a-reading", rule="SYN-02", field=field, text=shown) from None
    exponent = number.as_tuple().exponent if number.is_finite() else 0
    decimals = -exponent if isinstance(exponent, int) else 0
    plainly = set(plain) <= set("0123456789.") and len(plain) <= MOST_DIGITS + MOST_DECIMALS
    if not plainly or decimals > MOST_DECIMALS:
        raise Refused("metering.not-a-reading", rule="SYN-02", field=field, text=shown)
    return Reading(int(number * WH), WH // 10 ** max(decimals, 0))


def part_of(days: Days, clock: Clock, first: int, last: int) -> Part:
    """The sum of the values that begin from one moment on and end before the other, with how it was come by."""
    wh = values = estimated = missing = open_wh = 0
    for ordinal in sorted(days):
        day, begin = days[ordinal], clock.midnight(ordinal)
        if begin >= last or begin + len(day.quality) * day.step <= first:
            continue
        for at, quality in enumerate(day.quality):
            start = begin + at * day.step
            end = start + day.step
            if start < first < end or start < last < end:
                open_wh += day.wh[at]
            elif first <= start and end <= last:
                wh += day.wh[at]
                values += quality in (MEASURED, CORRECTED)
                estimated += quality == ESTIMATED
                missing += quality == MISSING
    return Part(wh, values, estimated, missing, open_wh)


def tolerance(first: Reading, last: Reading, part: Part, rounding_wh: int) -> int:
    """The watt-hours by which rounding alone can part readings and sum.

    Each reading is off by up to half its last digit, or a whole one where the display cuts it off, in the same
    direction; each value by up to half of what values are rounded to; and of an hour in which a reading was taken
    nobody knows how much came after it.
    """
    readings = max(first.unit, last.unit)
    values = Decimal(part.values + part.estimated) * rounding_wh / 2
    return readings + int(values.to_integral_value(ROUND_CEILING)) + part.open_wh


def verdict(difference: int, limit: int, part: Part) -> Verdict:
    """What a difference between readings and sum is, by what rounding allows."""
    if abs(difference) <= limit:
        return Verdict.ROUNDING
    return Verdict.ESTIMATES if part.estimated or part.missing else Verdict.LOOK_INTO


UNCOMPARED: Final = frozenset({Verdict.EXCHANGED, Verdict.BACKWARDS})
"""Verdicts that compare nothing."""
