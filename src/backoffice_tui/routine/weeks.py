"""ISO weeks, and what a support desk counts in them: tickets, calls, and how soon they were dealt with."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from backoffice_tui.routine.dates import FIRST_YEAR, LAST_YEAR, iso_week
from backoffice_tui.routine.errors import Usage
from backoffice_tui.routine.text import clean

TICKET, CALL, CALL_ANSWERED, CALL_MISSED = "ticket", "call", "call-answered", "call-missed"
"""As what a case counts; of a plain call nobody knows whether it was answered."""

DAYS: Final = 7
_WEEK = re.compile(r"(?:([0-9]{4})-?)?[WwVv]?([0-9]{1,2})")


@dataclass(frozen=True, slots=True)
class Counted:
    """How many tickets and calls came, and of them: handled the same day, answered, missed."""

    tickets: int = 0
    same_day: int = 0
    calls: int = 0
    answered: int = 0
    missed: int = 0

    def __add__(self, other: "Counted") -> "Counted":
        return Counted(
            self.tickets + other.tickets,
            self.same_day + other.same_day,
            self.calls + other.calls,
            self.answered + other.answered,
            self.missed + other.missed,
        )

    @property
    def same_day_share(self) -> int | None:
        """Whole per cent of the tickets that were handled the day they came; None where none came."""
        return share(self.same_day, self.tickets)

    @property
    def service_level(self) -> int | None:
        """Whole per cent answered of the calls of which that is known; None where of none."""
        return share(self.answered, self.answered + self.missed)


@dataclass(frozen=True, slots=True)
class Week:
    """An ISO week by its Monday: what was counted on each of its seven days, and in the same week a year before."""

    monday: date
    days: tuple[Counted, ...]
    before: Counted | None = None
    """None where nothing is known of that week, or the year before had no such week."""

    @property
    def name(self) -> str:
        """The week as "2026-W47"."""
        return iso_week(self.monday)

    @property
    def total(self) -> Counted:
        """The seven days together."""
        return sum(self.days, Counted())


def share(part: int, whole: int) -> int | None:
    """Whole per cent, a half rounded up; None of nothing."""
    return (200 * part + whole) // (2 * whole) if whole else None


def monday_of(day: date) -> date:
    """The first day of the ISO week of a day."""
    return day - timedelta(days=day.weekday())


def week_named(text: str, today: date, *, field: str = "week") -> date:
    """The Monday of a week such as "2026-W47" or "47", a bare number being the last such week; raises Usage."""
    found = _WEEK.fullmatch(text.strip())
    if found:
        number, year = int(found[2]), today.isocalendar().year
        years = (int(found[1]),) if found[1] else (year, year - 1)
        for each in years:
            monday = _monday(each, number)
            if monday and (found[1] or monday <= today):
                return monday
    raise Usage("weeks.no-such-week", field=field, text=clean(text, limit=40, one_line=True))


def _monday(year: int, week: int) -> date | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return date.fromisocalendar(year, week, 1)
    except ValueError:
        return None


def year_before(monday: date) -> date | None:
    """The Monday of the same week a year before; None for a week 53 that the year before did not have."""
    year, week, _ = monday.isocalendar()
    return _monday(year - 1, week)


def weeks_between(first: date, last: date) -> Sequence[date]:
    """The Mondays from one to another, both with them."""
    count = (last - first).days // DAYS + 1
    return [first + timedelta(days=DAYS * at) for at in range(max(0, count))]


def weeks_of(mondays: Iterable[date], counted: Mapping[date, Counted]) -> list[Week]:
    """The weeks of these Mondays, each beside its counterpart of the year before where anything was counted then."""
    found = []
    for monday in mondays:
        before = year_before(monday)
        earlier = sum(_days(before, counted), Counted()) if before else Counted()
        known = earlier if earlier != Counted() else None
        found.append(Week(monday, tuple(_days(monday, counted)), known))
    return found


def _days(monday: date, counted: Mapping[date, Counted]) -> Sequence[Counted]:
    week = (monday + timedelta(days=at) for at in range(DAYS))
    return [counted.get(day, Counted()) for day in week]
