"""Values that came laid upon those that were there: nothing twice, and everything counted."""

from dataclasses import dataclass

from backoffice_tui.routine.errors import Refused
from backoffice_tui.routine.metering import (
    CORRECTED,
    ESTIMATED,
    HOUR,
    MEASURED,
    MISSING,
    QUARTER,
    Day,
)
from backoffice_tui.routine.metering_lines import ABSENT, Cells
from backoffice_tui.routine.reading import Rejected


@dataclass(slots=True)
class Tally:
    """What became of the values of a file."""

    created: int = 0
    """Values where there was none, or an estimate."""
    updated: int = 0
    """Values that replaced another one."""
    unchanged: int = 0
    missing: int = 0
    """Values that the file says are missing, and nobody else has brought."""
    older: int = 0
    """Values of a file that came before, replaced by a later file since and left so."""
    late: int = 0
    """Of the created and updated, those in months that were billed."""

    def add(self, other: "Tally") -> None:
        """Count what another counted too."""
        # One by one: done for every day of every point, it has to be quick.
        self.created += other.created
        self.updated += other.updated
        self.unchanged += other.unchanged
        self.missing += other.missing
        self.older += other.older
        self.late += other.late


@dataclass(frozen=True, slots=True)
class Arrival:
    """The file that values come in."""

    source: int
    again: bool
    """Whether it came before, whole: then it adds what is missing and replaces nothing."""


def step_of(cells: Cells, known: Day | None, *, quarters: bool) -> int:
    """The minutes of a value: quarter-hours where file or store have any of that day."""
    if quarters or any(minute % HOUR for minute in cells):
        return QUARTER
    return known.step if known and len(cells) == 1 else HOUR


def merge(
    before: Day | None, cells: Cells, length: int, step: int, arrival: Arrival
) -> tuple[Day | None, Tally, list[Rejected]]:
    """The day with the values laid upon it, None where it stays as it was; a day is `length` minutes long."""
    if before is None:
        return _new(cells, length, step, arrival.source)
    if step > before.step:
        refused = [
            Rejected(line, "start", str(Refused("metering.whole-hours")))
            for _, line in cells.values()
        ]
        return None, Tally(), refused
    day = before.copy() if before.step == step else before.in_quarters()
    tally, refused = Tally(), []
    for minute, (value, line) in cells.items():
        if wrong := _lay(day, minute // step, value, arrival, tally):
            refused.append(Rejected(line, "wh", wrong))
    changed = tally.created + tally.updated
    return (day if changed else None), tally, refused


def _new(
    cells: Cells, length: int, step: int, source: int
) -> tuple[Day | None, Tally, list[Rejected]]:
    day = Day.empty(step, length)
    wh, quality, sources = day.wh, day.quality, day.source
    for minute, (value, _) in cells.items():
        if value != ABSENT:
            at = minute // step
            wh[at], quality[at], sources[at] = value, MEASURED, source
    created = len(quality) - quality.count(MISSING)
    tally = Tally(created=created, missing=len(cells) - created)
    return (day if created else None), tally, []


def _lay(day: Day, at: int, value: int, arrival: Arrival, tally: Tally) -> str:
    """Lay one value upon a day and count it; a sentence where it is refused."""
    quality = day.quality[at]
    if value == ABSENT:
        # What has come is not taken back by a file that lacks it.
        if quality in (MISSING, ESTIMATED):
            tally.missing += 1
        else:
            tally.unchanged += 1
        return ""
    if quality in (MISSING, ESTIMATED):
        day.quality[at] = MEASURED
        tally.created += 1
    elif day.wh[at] == value:
        tally.unchanged += 1
        return ""
    elif arrival.again:
        tally.older += 1
        return ""
    elif day.source[at] == arrival.source:
        return str(Refused("metering.twice-before", wh=day.wh[at]))
    else:
        day.quality[at] = CORRECTED
        tally.updated += 1
    day.wh[at], day.source[at] = value, arrival.source
    return ""
