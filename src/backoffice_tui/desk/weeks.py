"""What came in, what was closed and what was left, by ISO week, for any queue."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from backoffice_tui.desk.calendar import midnight, monday_of
from backoffice_tui.desk.desk import Desk
from backoffice_tui.routine.dates import iso_week
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.store import figures

WEEKS: Final = 8
"""So many weeks are told of unless others are asked for."""

WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many came in by their indatum, were closed here, and were open at the end."""

    arrived: int = 0
    closed: int = 0
    left: int = 0


@dataclass(frozen=True, slots=True)
class Week:
    """An ISO week of a queue's calendar; the one that runs ends now."""

    first: date
    """Its Monday."""
    whole: Numbers
    groups: Mapping[str, Numbers]
    """The same by key of the group."""

    @property
    def name(self) -> str:
        """As `2026-W47`."""
        return iso_week(self.first)

    @property
    def last(self) -> date:
        """Its Sunday."""
        return self.first + timedelta(days=6)


def weeks(desk: Desk, queue: Queue, count: int = WEEKS, until: str = "") -> list[Week]:
    """So many weeks up to and with the one named, or the one that runs, the oldest first."""
    this = monday_of(iso_week(desk.today(queue)))
    final = min(monday_of(until), this) if until else this
    reader = desk.store.reader
    with reader.snapshot():
        left = dict(figures.open_now(reader, queue.key))
        _take(left, figures.grown(reader, queue.key, midnight(desk, queue, final + WEEK)))
        found = [_week(desk, queue, final - back * WEEK, left) for back in range(count)]
    return found[::-1]


def _week(desk: Desk, queue: Queue, first: date, left: dict[str, int]) -> Week:
    """A week at the end of which so many were left; `left` is brought back to its beginning."""
    reader = desk.store.reader
    since, until = midnight(desk, queue, first), midnight(desk, queue, first + WEEK)
    closed: dict[str, int] = {}
    for (team, _), number in figures.closed(reader, queue.key, since, until).items():
        closed[team] = closed.get(team, 0) + number
    arrived: dict[str, int] = {}
    days = figures.arrived(reader, queue.key, first, first + timedelta(days=6))
    for (team, _), number in days.items():
        arrived[team] = arrived.get(team, 0) + number
    groups = {
        team: Numbers(arrived.get(team, 0), closed.get(team, 0), left.get(team, 0))
        for team in sorted({*arrived, *closed, *left})
        if arrived.get(team) or closed.get(team) or left.get(team)
    }
    total = Numbers(sum(arrived.values()), sum(closed.values()), sum(left.values()))
    _take(left, figures.grown(reader, queue.key, since, until))
    return Week(first, total, groups)


def _take(left: dict[str, int], grown: Mapping[str, int]) -> None:
    for team, number in grown.items():
        left[team] = left.get(team, 0) - number
