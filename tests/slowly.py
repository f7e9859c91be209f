"""The lead's figures computed once more, the slow way: from every case's own log, one case after the other."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from backoffice_tui.desk.card import LogLine, show
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.worklist import page
from backoffice_tui.routine.dates import iso_week, local
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.listing import CaseLine, Filter

OPEN = {"new", "active", "waiting"}


@dataclass(frozen=True)
class Told:
    """A case and its log."""

    line: CaseLine
    log: tuple[LogLine, ...]

    @property
    def closings(self) -> list[LogLine]:
        """The entries with which somebody closed it, and that nobody took back."""
        return [
            each
            for each in self.log
            if not each.undone
            and each.undoes is None
            and each.was in OPEN
            and each.became not in OPEN
            and not each.move.startswith(("import", "missing"))
        ]

    @property
    def came_open(self) -> bool:
        """Whether it was open when it came, and was not taken back again."""
        first = self.log[0]
        return first.became in OPEN and not first.undone

    def open_at(self, at: datetime) -> bool:
        """Whether it was open just before a moment."""
        before = [each for each in self.log if each.at < at]
        return bool(before) and before[-1].became in OPEN


def told(desk: Desk, queue: Queue) -> list[Told]:
    """Every case of a queue with its log, read one at a time."""
    lines = page(desk, queue, Filter(all=True), count=100_000).rows
    return [Told(line, show(desk, queue, line.number).log) for line in lines]


def closed(cases: list[Told], since: datetime, until: datetime) -> Counter[tuple[str, str]]:
    """How many were closed between two moments, by group and agent."""
    return Counter(
        (case.line.team, each.by)
        for case in cases
        for each in case.closings
        if since <= each.at < until
    )


def open_at(cases: list[Told], at: datetime) -> int:
    """How many were open just before a moment."""
    return sum(case.open_at(at) for case in cases)


def by_week(cases: list[Told], zone: str) -> dict[str, tuple[int, int]]:
    """How many came in by their indatum and were closed, by ISO week of the local calendar."""
    arrived = Counter(iso_week(case.line.received) for case in cases if case.came_open)
    done = Counter(
        iso_week(local(each.at, zone).date()) for case in cases for each in case.closings
    )
    return {week: (arrived[week], done[week]) for week in {*arrived, *done}}


def waiting_for(cases: list[Told], first: date | None, last: date | None) -> int:
    """How many open cases wait for a day within these."""
    return sum(
        case.line.state == "waiting"
        and case.line.due is not None
        and (first is None or case.line.due >= first)
        and (last is None or case.line.due <= last)
        for case in cases
    )


DAY = timedelta(days=1)
