"""What a month costs in watt-hours, and what of earlier months has to be put right."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from backoffice_tui.routine.metering import ESTIMATED, HOUR, MISSING, Clock, Day, Days, Month


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum of some days."""

    hours: int
    wh: int
    estimated_wh: int
    estimated_minutes: int
    missing_minutes: int

    @property
    def estimated_share(self) -> int:
        """How many per cent of the time are estimates, rounded up so that few are not none."""
        return -(-100 * self.estimated_minutes // (self.hours * HOUR)) if self.hours else 0


@dataclass(frozen=True, slots=True)
class Correction:
    """What is added to an earlier month, or taken from it where negative."""

    month: str
    wh: int


def month_hours(clock: Clock, month: Month) -> int:
    """The hours of a month on its point's own clock."""
    return (clock.midnight(month.end) - clock.midnight(month.first)) // HOUR


def sum_of(days: Iterable[Day]) -> Sum:
    """The sum of whole days."""
    minutes = wh = estimated = estimated_minutes = missing = 0
    for day in days:
        minutes += len(day.quality) * day.step
        wh += day.sum()
        if ESTIMATED in day.quality:
            estimated += day.sum(ESTIMATED)
            estimated_minutes += day.quality.count(ESTIMATED) * day.step
        missing += day.quality.count(MISSING) * day.step
    return Sum(minutes // HOUR, wh, estimated, estimated_minutes, missing)


def corrections(days: Days, billed: Mapping[Month, int]) -> list[Correction]:
    """The new sum of each billed month minus what was billed of it, where that is not nothing."""
    found = []
    for month, wh in sorted(billed.items()):
        now = sum(days[day].sum() for day in month.days if day in days)
        if now != wh:
            found.append(Correction(str(month), now - wh))
    return found
