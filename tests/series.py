"""Files of values for tests: points in Sweden and Finland, hours of days, lines in any order."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Final

from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.metering_load import Loaded, load
from backoffice_tui.routine import nobody
from backoffice_tui.routine.facilities import check_digit
from backoffice_tui.routine.metering import HOUR, Clock, Month

SWEDEN: Final = Clock("Europe/Stockholm", "SE")
FINLAND: Final = Clock("Europe/Helsinki", "FI")
POINT: Final = nobody.facility(1)
OTHER: Final = nobody.facility(2)


def point(which: int, *, finnish: bool = False) -> str:
    """A point for each number, in Sweden or Finland."""
    body = f"643999{which:011d}"
    return body + check_digit(body) if finnish else nobody.facility(which)


FINNISH: Final = point(12_345, finnish=True)
HEADINGS: Final = "facility;start;wh;quality"

Starts = Mapping[str, int | None]
"""When a value begins, as a text → its watt-hours, None for one that is said to be missing."""

Profile = Callable[[int, int], int | None]
"""Watt-hours of a day and of the minutes that have passed of it; None leaves the line out."""


def profile(ordinal: int, minute: int) -> int:
    """Different for every hour of a day and a little for every day."""
    return 200 + minute // HOUR * 10 + ordinal % 7


def clock_of(facility: str) -> Clock:
    return FINLAND if facility.startswith("64") else SWEDEN


def month(text: str) -> Month:
    return Month(int(text[:4]), int(text[5:]))


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def days_between(first: str, last: str) -> range:
    """Ordinals, the last one with them."""
    return range(day(first), day(last) + 1)


def lines(facility: str, days: Iterable[int], wh: Profile = profile, step: int = HOUR) -> list[str]:
    """A line for each value of these days."""
    clock, found = clock_of(facility), []
    for ordinal in days:
        for minute in range(0, clock.length(ordinal), step):
            value = wh(ordinal, minute)
            start = clock.at(clock.midnight(ordinal) + minute).isoformat()
            if value is not None:
                found.append(f"{facility};{start};{value};measured")
    return found


def missing(rows: Iterable[str]) -> list[str]:
    """The same lines, all saying that their value is missing."""
    return [";".join([*row.split(";")[:2], "", "missing"]) for row in rows]


def file(folder: Path, rows: Iterable[str], name: str = "values.csv") -> Path:
    path = folder / name
    path.write_text("\n".join([HEADINGS, *rows]) + "\n", encoding="utf-8")
    return path


def bring(desk: Desk, folder: Path, rows: Iterable[str], name: str = "values.csv") -> Loaded:
    """Load these lines."""
    return load(desk, file(folder, rows, name))


def total(rows: Iterable[str]) -> int:
    """The watt-hours of the lines that have some."""
    return sum(int(row.split(";")[2] or 0) for row in rows)
