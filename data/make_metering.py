"""Makes the sample files of hourly values anew, the same each time: `python data/make_metering.py [FOLDER]`."""

import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Final

from backoffice_tui.routine import nobody
from backoffice_tui.routine.facilities import check_digit
from backoffice_tui.routine.metering import HOUR, QUARTER, Clock, Day, Month
from backoffice_tui.routine.metering_invented import (
    FLAT,
    HOUSE,
    SHOP,
    SUMMER_HOUSE,
    Habit,
    invented_day,
    scaled,
)

STOCKHOLM: Final = Clock("Europe/Stockholm", "SE")
HELSINKI: Final = Clock("Europe/Helsinki", "FI")
OCTOBER: Final = Month(2026, 10)

READ: Final = nobody.facility(970_001)
"""Its meter showed 10234.6 when October began and 10871.9 when it ended."""

READ_WH: Final = 637_184
SUMMER: Final = nobody.facility(970_002)
"""Its main switch was off for three weeks, in two months."""

OFF: Final = (date(2026, 8, 24).toordinal(), 17)
ON: Final = (date(2026, 9, 14).toordinal(), 17)
"""Day and hour at which the main switch was thrown."""

FINNISH_BODY: Final = "64399912345678901"
FINNISH: Final = FINNISH_BODY + check_digit(FINNISH_BODY)

POINTS: Final[Mapping[str, tuple[Habit, Clock, int]]] = {
    READ: (HOUSE, STOCKHOLM, HOUR),
    SUMMER: (SUMMER_HOUSE, STOCKHOLM, HOUR),
    nobody.facility(970_003): (FLAT, STOCKHOLM, HOUR),
    nobody.facility(970_004): (SHOP, STOCKHOLM, QUARTER),
    FINNISH: (HOUSE, HELSINKI, HOUR),
}


def days_of(facility: str, ordinals: range) -> dict[int, Day]:
    """The invented days of a point."""
    habit, clock, step = POINTS[facility]
    seed = list(POINTS).index(facility)
    return {day: invented_day(habit, seed, clock, day, step) for day in ordinals}


def lines(facility: str, days: Mapping[int, Day]) -> Iterator[tuple[int, int, str, str]]:
    """Day, hour, and the line with and without its value, of each value."""
    clock = POINTS[facility][1]
    for ordinal, day in days.items():
        for at, wh in enumerate(day.wh):
            moment = clock.at(clock.midnight(ordinal) + at * day.step)
            start = f"{facility};{moment.isoformat()}"
            yield ordinal, moment.hour, f"{start};{wh};measured", f"{start};;missing"


def october() -> Iterator[str]:
    """A month of every point."""
    for facility in POINTS:
        days = days_of(facility, range(OCTOBER.first, OCTOBER.end))
        if facility == READ:
            days = scaled(days, READ_WH)
        yield from (line for *_, line, _ in lines(facility, days))


def summer() -> tuple[list[str], list[str]]:
    """What came of the summer house while its main switch was off, and what came later."""
    first = date(2026, 7, 20).toordinal()
    came: list[str] = []
    late: list[str] = []
    for day, hour, line, missing in lines(SUMMER, days_of(SUMMER, range(first, OCTOBER.first))):
        if not OFF <= (day, hour) < ON:
            came.append(line)
            continue
        late.append(line)
        # For the first week the measuring system says so, then it says nothing more.
        if day < OFF[0] + 7:
            came.append(missing)
    return came, late


def make(folder: Path) -> None:
    """Write the three files into the folder."""
    came, late = summer()
    for name, rows in (
        ("metering-2026-10.csv", october()),
        ("metering-summer-house.csv", iter(came)),
        ("metering-summer-house-late.csv", iter(late)),
    ):
        text = "\n".join(["facility;start;wh;quality", *rows])
        (folder / name).write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
