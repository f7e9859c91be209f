"""Invented consumption for practice and examples: credible by hour, weekday and season, the same for each seed."""

import math
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Final

from backoffice_tui.routine.metering import HOUR, MEASURED, Clock, Day

WORKDAY: Final = (2, 2, 2, 2, 2, 3, 6, 8, 6, 4, 3, 3, 3, 3, 3, 4, 6, 8, 9, 9, 8, 7, 5, 3)
FREE_DAY: Final = (3, 2, 2, 2, 2, 2, 3, 4, 6, 8, 8, 8, 8, 7, 6, 6, 7, 8, 9, 9, 8, 7, 5, 4)
OPEN_DAY: Final = (2, 2, 2, 2, 2, 3, 4, 7, 9, 9, 9, 9, 9, 9, 9, 9, 9, 8, 6, 3, 2, 2, 2, 2)
CLOSED_DAY: Final = (2,) * 24

_COLDEST: Final = 25
"""The coldest day of the year."""


@dataclass(frozen=True, slots=True)
class Habit:
    """How a household or company uses power; watts are means of an hour."""

    always: int
    """Watts that are always on."""
    living: int
    """Watts that come with the busiest hour."""
    heating: int
    """Watts more on the coldest day."""
    workday: Sequence[int] = WORKDAY
    free_day: Sequence[int] = FREE_DAY
    free_from: int = 6
    """The first day of the week that is free."""


FLAT: Final = Habit(always=70, living=900, heating=40)
HOUSE: Final = Habit(always=180, living=1_300, heating=2_600)
SHOP: Final = Habit(900, 5_200, 1_500, OPEN_DAY, CLOSED_DAY, free_from=7)
SUMMER_HOUSE: Final = Habit(always=45, living=700, heating=350, workday=CLOSED_DAY, free_from=5)


def invented_day(habit: Habit, seed: int, clock: Clock, ordinal: int, step: int = HOUR) -> Day:
    """A day of measured values."""
    day = date.fromordinal(ordinal)
    random = Random(f"{seed}/{ordinal}")  # noqa: S311 (invents, protects nothing)
    shape = habit.free_day if day.isoweekday() >= habit.free_from else habit.workday
    turn = 2 * math.pi * (day.timetuple().tm_yday - _COLDEST) / 365
    cold = max(0.0, 0.35 + 0.65 * math.cos(turn)) * random.uniform(0.8, 1.15)
    mood = random.uniform(0.75, 1.25)
    values = array("i")
    for clocked in clock.clocks(ordinal, step):
        living = habit.living * shape[clocked // HOUR] / max(WORKDAY) * mood
        watts = habit.always + living * random.uniform(0.5, 1.4) + habit.heating * cold
        values.append(max(1, round(watts * step / HOUR)))
    return _measured(step, values)


def scaled(days: dict[int, Day], total: int) -> dict[int, Day]:
    """The same days with values that add up to a total."""
    wh = [value for ordinal in sorted(days) for value in days[ordinal].wh]
    before, past, found = sum(wh), 0, {}
    for ordinal in sorted(days):
        values = array("i")
        for value in days[ordinal].wh:
            values.append((past + value) * total // before - past * total // before)
            past += value
        found[ordinal] = _measured(days[ordinal].step, values)
    return found


def _measured(step: int, values: "array[int]") -> Day:
    size = len(values)
    return Day(step, values, bytearray([MEASURED]) * size, array("i", bytes(4 * size)))
