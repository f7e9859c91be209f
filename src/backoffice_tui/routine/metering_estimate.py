"""Missing hours estimated from the same hours of earlier comparable days, always the same from the same values."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from backoffice_tui.routine.dates import is_working_day
from backoffice_tui.routine.metering import (
    CORRECTED,
    ESTIMATED,
    MEASURED,
    MISSING,
    Clock,
    Day,
    Series,
    share,
)
from backoffice_tui.settings.metering_data import MeteringData, Method

KNOWN = (MEASURED, CORRECTED)


@dataclass(slots=True)
class Filled:
    """Some days of a series with estimates where values were missing."""

    days: dict[int, Day] = field(default_factory=dict)
    methods: Counter[str] = field(default_factory=Counter)
    """The methods used, with how many minutes each estimated."""


class Estimator:
    """Fills the missing hours of one series; only values that have come count, never other estimates."""

    def __init__(self, series: Series, data: MeteringData) -> None:
        self._series, self._data = series, data
        self._kinds: dict[int, str] = {}
        self._by_clock: dict[tuple[int, int], Mapping[int, int]] = {}

    def fill(self, ordinals: Iterable[int], until: int, *, but: Iterable[int] = ()) -> Filled:
        """The days with what can be estimated of what is missing before a moment; days in `but` as they are."""
        found, left_alone = Filled(), frozenset(but)
        for ordinal in ordinals:
            day = self._series.day(ordinal)
            if ordinal not in left_alone and MISSING in day.quality:
                day = self._filled(ordinal, day, until, found.methods)
            found.days[ordinal] = day
        return found

    def _filled(self, ordinal: int, day: Day, until: int, used: Counter[str]) -> Day:
        clock = self._series.clock
        begin, filled = clock.midnight(ordinal), day.copy()
        ways = [(each, list(self._comparable(ordinal, each))) for each in self._data.methods]
        for at, minute in enumerate(clock.clocks(ordinal, day.step)):
            if day.quality[at] != MISSING or begin + (at + 1) * day.step > until:
                continue
            estimate = self._estimate(ways, minute, day.step)
            if estimate is not None:
                filled.wh[at], method = estimate
                filled.quality[at] = ESTIMATED
                used[method] += day.step
        return filled

    def _estimate(
        self, ways: Sequence[tuple[Method, Sequence[int]]], minute: int, step: int
    ) -> tuple[int, str] | None:
        for method, comparable in ways:
            values = []
            for earlier in comparable:
                value = self._clocked(earlier, step).get(minute)
                if value is not None:
                    values.append(value)
                if len(values) == method.most:
                    break
            if len(values) >= method.least:
                return (2 * sum(values) + len(values)) // (2 * len(values)), method.name
        return None

    def _comparable(self, ordinal: int, method: Method) -> Iterator[int]:
        """Earlier days of the same kind, the nearest to the middle of the method's time first."""
        for away in range(method.within + 1):
            for back in dict.fromkeys((method.around - away, method.around + away)):
                earlier = ordinal - back
                if (
                    back > 0
                    and earlier in self._series.days
                    and self._alike(ordinal, earlier, method)
                ):
                    yield earlier

    def _alike(self, ordinal: int, earlier: int, method: Method) -> bool:
        if self._kind(ordinal) != self._kind(earlier):
            return False
        return not method.season or self._season(ordinal) == self._season(earlier)

    def _season(self, ordinal: int) -> str:
        return self._data.seasons[date.fromordinal(ordinal).month]

    def _kind(self, ordinal: int) -> str:
        if ordinal not in self._kinds:
            self._kinds[ordinal] = kind_of(
                date.fromordinal(ordinal), self._series.clock, self._data
            )
        return self._kinds[ordinal]

    def _clocked(self, ordinal: int, step: int) -> Mapping[int, int]:
        key = ordinal, step
        if key not in self._by_clock:
            self._by_clock[key] = by_clock(
                self._series.clock, ordinal, self._series.days[ordinal], step
            )
        return self._by_clock[key]


def kind_of(day: date, clock: Clock, data: MeteringData) -> str:
    """The kind of a day; a holiday on a weekday has a kind of its own."""
    if day.isoweekday() <= 5 and not is_working_day(day, clock.country):
        return data.holidays
    return data.kinds[day.isoweekday()]


def by_clock(clock: Clock, ordinal: int, day: Day, step: int) -> dict[int, int]:
    """The values that have come by what the clock showed, in steps of so many minutes.

    Of an hour that came twice, the first counts.
    """
    found: dict[int, int] = {}
    clocks = clock.clocks(ordinal, day.step)
    if day.step < step:
        parts = step // day.step
        for at in range(0, len(clocks), parts):
            if all(each in KNOWN for each in day.quality[at : at + parts]):
                found.setdefault(clocks[at], sum(day.wh[at : at + parts]))
        return found
    parts = day.step // step
    for at, minute in enumerate(clocks):
        if day.quality[at] in KNOWN:
            for part in range(parts):
                found.setdefault(minute + part * step, share(day.wh[at], part, parts))
    return found
