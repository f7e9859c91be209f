"""A file of hourly values taken in, a slice at a time, so that nobody else has to wait."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.metering import metering_data
from backoffice_tui.exchange.files import told
from backoffice_tui.exchange.metering import Survey, look_through
from backoffice_tui.routine.dates import local
from backoffice_tui.routine.metering import Day, Month
from backoffice_tui.routine.metering_lines import Cells, Lines, Slice
from backoffice_tui.routine.metering_merge import Arrival, Tally, merge, step_of
from backoffice_tui.routine.reading import Rejected
from backoffice_tui.store import metering
from backoffice_tui.store.known import Ask, looking

if TYPE_CHECKING:
    from sqlmodel import Session

    from backoffice_tui.store.metering_ledger import Ledger

MOST_NAMED: Final = 1_000
"""So many refused lines are named; the rest are counted."""

Progress = Callable[[int, int], bool]
"""Told lines done and lines in all; says whether to go on."""


@dataclass(slots=True)
class Loaded:
    """What a file did."""

    read: int = 0
    tally: Tally = field(default_factory=Tally)
    points: set[str] = field(default_factory=set)
    new_points: int = 0
    refused: list[Rejected] = field(default_factory=list)
    """The first lines that were left out, each with the field and why."""
    refused_count: int = 0
    came_before: datetime | None = None
    """When the same file was taken in whole, if it was."""
    came_by: str = ""
    stopped: bool = False
    """Whether it was stopped on the way; what was taken in until then stays."""

    def refuse(self, some: list[Rejected]) -> None:
        """Count lines that are left out, and keep the first."""
        self.refused_count += len(some)
        self.refused += some[: max(0, MOST_NAMED - len(self.refused))]


def load(
    desk: Desk, path: Path, *, dry_run: bool = False, progress: Progress | None = None
) -> Loaded:
    """Take in values from csv; StoreTrouble where the file cannot be read at all.

    Each slice is written by itself, so a file that breaks off on the way is simply taken in once more.
    """
    survey = look_through(path)
    if dry_run:
        with looking(desk.store) as ask, metering.Overlay() as overlay:
            return _Trying(desk, survey, ask, overlay).all(path, progress)
    return _Taking(desk, survey).all(path, progress)


class _Load:
    """One file on its way; where its days are kept is for the two kinds to say."""

    def __init__(self, desk: Desk, survey: Survey) -> None:
        self._desk, self._survey = desk, survey
        data = metering_data(desk)
        self._lines, self._zone = Lines(data), data.countries[0].zone
        self._quarters = {
            facility: date.fromisoformat(day).toordinal() - 1
            for facility, day in survey.quarters.items()
        }
        self._arrival = Arrival(0, again=False)
        self._report = Loaded()

    def all(self, path: Path, progress: Progress | None) -> Loaded:
        """Take in every slice."""
        self.begin()
        with told(path), path.open(encoding="utf-8-sig", errors="replace") as file:
            for some in self._lines.slices(file):
                self._report.read += some.read
                self._report.tally.unchanged += some.repeated
                self._report.refuse(some.refused)
                self.take(some)
                if progress and not progress(self._report.read, self._survey.lines):
                    self._report.stopped = True
                    return self._report
        self.finish()
        self._report.refused.sort(key=lambda each: each.row)
        return self._report

    def begin(self) -> None:
        """Look whether the file has come before."""
        raise NotImplementedError

    def take(self, some: Slice) -> None:
        """Take in a slice."""
        raise NotImplementedError

    def finish(self) -> None:
        """Note that the file was taken in to its end."""

    def know(self, file: metering.LoadedFile | None) -> None:
        """Remember what is known of the file."""
        if file is not None:
            self._arrival = Arrival(file.id, again=file.finished)
            if file.finished:
                self._report.came_before = local(file.at, self._zone)
                self._report.came_by = file.agent

    def merged(
        self, facility: str, days: Mapping[int, Cells], before: Mapping[int, Day]
    ) -> tuple[dict[int, Day], Tally, list[Rejected], dict[int, int]]:
        """The days that change, what is counted, what is refused, and the changes by day."""
        clock, first = self._lines.clock_of(facility), self._quarters.get(facility)
        changed, tally, refused, changes = {}, Tally(), [], {}
        for ordinal, cells in days.items():
            known = before.get(ordinal)
            step = step_of(cells, known, quarters=first is not None and ordinal > first)
            day, counted, wrong = merge(known, cells, clock.length(ordinal), step, self._arrival)
            tally.add(counted)
            refused += wrong
            if day is not None:
                changed[ordinal] = day
                changes[ordinal] = counted.created + counted.updated
        return changed, tally, refused, changes

    def reaches(self, by_point: Mapping[str, Mapping[int, Cells]]) -> int:
        """When the last value of a slice begins."""
        return max(
            self._lines.clock_of(facility).midnight(last) + max(days[last])
            for facility, days in by_point.items()
            for last in (max(days),)
        )

    def count(self, tally: Tally, refused: list[Rejected], facilities: set[str]) -> None:
        """Add a slice to the report."""
        self._report.tally.add(tally)
        self._report.refuse(refused)
        self._report.points |= facilities


class _Taking(_Load):
    """A file whose values are written."""

    def begin(self) -> None:
        """Note the file, unless it is known."""

        def work(session: "Session") -> metering.LoadedFile:
            from backoffice_tui.store.metering_ledger import Ledger

            ledger, digest = Ledger(session), self._survey.digest
            found = metering.file_of(ledger.ask, digest)
            if found is None:
                at, agent = self._desk.now(), self._desk.agent
                number = ledger.begin_file(digest, at, agent)
                found = metering.LoadedFile(number, at, agent, finished=False)
            return found

        self.know(self._desk.store.write(work))

    def take(self, some: Slice) -> None:
        """Write a slice in a transaction of its own."""
        from backoffice_tui.store.metering_ledger import Ledger

        by_point = by_facility(some)
        if not by_point:
            return
        new, counted = self._desk.store.write(
            lambda session: self._write(Ledger(session), by_point)
        )
        self._report.new_points += new
        self.count(*counted, set(by_point))

    def _write(
        self, ledger: "Ledger", by_point: Mapping[str, Mapping[int, Cells]]
    ) -> tuple[int, tuple[Tally, list[Rejected]]]:
        ask = ledger.ask
        known = len(metering.points(ask, by_point))
        points = ledger.points(by_point)
        billed = metering.billed_months(ask, points.values())
        stored = metering.days_of(ask, wanted(by_point, points))
        tally, refused, rows = Tally(), [], []
        for facility, days in by_point.items():
            point = points[facility]
            before = stored.get(point, {})
            changed, counted, wrong, changes = self.merged(facility, days, before)
            counted.late = _late(point, changes, billed)
            rows += [(point, ordinal, day) for ordinal, day in changed.items()]
            tally.add(counted)
            refused += wrong
        ledger.put(rows)
        ledger.reach(self._arrival.source, self.reaches(by_point))
        return len(points) - known, (tally, refused)

    def finish(self) -> None:
        """The file is known from now on."""

        def work(session: "Session") -> None:
            from backoffice_tui.store.metering_ledger import Ledger

            Ledger(session).finish_file(self._arrival.source)

        if not self._arrival.again:
            self._desk.store.write(work)


class _Trying(_Load):
    """A file that is only looked at; what it would write lies beside the store."""

    def __init__(self, desk: Desk, survey: Survey, ask: Ask, overlay: metering.Overlay) -> None:
        super().__init__(desk, survey)
        self._ask, self._overlay = ask, overlay

    def begin(self) -> None:
        """A file that is not known has a number that no other has."""
        found = metering.file_of(self._ask, self._survey.digest)
        self._arrival = Arrival(-1, again=False)
        self.know(found)

    def take(self, some: Slice) -> None:
        """Count what a slice would do."""
        by_point = by_facility(some)
        points = metering.points(self._ask, by_point)
        billed = metering.billed_months(self._ask, points.values())
        stored = metering.days_of(self._ask, wanted(by_point, points))
        new = {each for each in by_point if each not in points} - self._report.points
        self._report.new_points += len(new)
        for facility, days in by_point.items():
            point = points.get(facility, 0)
            before = self._overlay.laid_over(facility, stored.get(point, {}))
            changed, counted, wrong, changes = self.merged(facility, days, before)
            if point:
                counted.late = _late(point, changes, billed)
            self._overlay.put(facility, changed)
            self.count(counted, wrong, {facility})


def by_facility(some: Slice) -> dict[str, dict[int, Cells]]:
    """The values of a slice by point, then by day."""
    found: dict[str, dict[int, Cells]] = {}
    for (facility, ordinal), cells in some.cells.items():
        found.setdefault(facility, {})[ordinal] = cells
    return found


def wanted(
    by_point: Mapping[str, Mapping[int, Cells]], points: Mapping[str, int]
) -> Iterator[tuple[int, int]]:
    """Each point that is known, with each of its days in a slice."""
    for facility, days in by_point.items():
        if facility in points:
            yield from ((points[facility], ordinal) for ordinal in days)


def _late(point: int, changes: Mapping[int, int], billed: set[tuple[int, str]]) -> int:
    return sum(
        count
        for ordinal, count in changes.items()
        if billed and (point, str(Month.of(ordinal))) in billed
    )
