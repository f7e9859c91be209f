"""Measuring two things in turn, and what the figures say."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Final

Measure = Callable[[], float]
"""Does the thing once and says what it took, in the unit of its row."""

MILLISECONDS: Final = "ms"
LONG_ENOUGH: Final = 45.0
"""Seconds after which a row has no more rounds than it needs."""

LEAST: Final = 3
"""Rounds that a row needs."""


@dataclass(frozen=True)
class Target:
    """What a figure must be: the ratio ours / other, or our own figure where `own` says so."""

    limit: float
    at_least: bool = False
    own: bool = False

    def met(self, line: "Line") -> bool:
        figure = line.ours if self.own else line.ratio
        if figure is None:
            return False
        return figure >= self.limit if self.at_least else figure <= self.limit

    def text(self, unit: str) -> str:
        sign = "≥" if self.at_least else "≤"
        return f"{sign} {shown(self.limit, unit)}" if self.own else f"{sign} {self.limit:g}×"


@dataclass(frozen=True)
class Rival:
    """Something to be measured against; without `measure` it is not here, and `missing` says why."""

    name: str
    measure: Measure | None = None
    target: Target | None = None
    missing: str = ""


@dataclass(frozen=True)
class Line:
    """A line of the table: medians, the ratio with its spread, and ours against itself."""

    name: str
    other: str
    unit: str = MILLISECONDS
    ours: float | None = None
    theirs: float | None = None
    ratio: float | None = None
    spread: tuple[float, float] | None = None
    noise: float | None = None
    target: Target | None = None
    skipped: str = ""


@dataclass(frozen=True)
class Bench:
    """How thorough this run is."""

    quick: bool = False

    @property
    def size(self) -> int:
        """The cases in the loaded store."""
        return 100_000 if self.quick else 1_000_000

    def rounds(self, full: int) -> int:
        return max(2, full // 5) if self.quick else full


def alone(name: str, ours: float, target: Target | None, unit: str, told: str = "") -> Line:
    """A figure that is held against nothing but its target."""
    return Line(name, told, unit, ours=ours, target=target)


def in_turn(
    name: str,
    ours: Measure,
    rivals: Sequence[Rival],
    rounds: int,
    *,
    unit: str = MILLISECONDS,
    warm_up: int = 1,
) -> Iterator[Line]:
    """Each round runs ours, every rival and ours again, so that what slows the machine slows all of them."""
    here = [rival for rival in rivals if rival.measure]
    mine: list[tuple[float, float]] = []
    theirs: dict[str, list[float]] = {rival.name: [] for rival in here}
    end = time.monotonic() + LONG_ENOUGH
    for turn in range(rounds + warm_up):
        if turn >= LEAST + warm_up and time.monotonic() > end:
            break
        before = ours()
        others = {rival.name: rival.measure() for rival in here if rival.measure}
        after = ours()
        if turn >= warm_up:
            mine.append((before, after))
            for other, figure in others.items():
                theirs[other].append(figure)
    for rival in rivals:
        if rival.measure:
            yield _line(name, rival, mine, theirs[rival.name], unit)
        else:
            yield Line(name, rival.name, unit, target=rival.target, skipped=rival.missing)


def _line(
    name: str, rival: Rival, mine: list[tuple[float, float]], theirs: list[float], unit: str
) -> Line:
    ratios = [sum(pair) / 2 / other for pair, other in zip(mine, theirs, strict=True)]
    low, _, high = quantiles(ratios, n=4) if len(ratios) > 1 else (ratios[0],) * 3
    return Line(
        name,
        rival.name,
        unit,
        ours=median(figure for pair in mine for figure in pair),
        theirs=median(theirs),
        ratio=median(ratios),
        spread=(low, high),
        noise=median(abs(after / before - 1) for before, after in mine),
        target=rival.target,
    )


def shown(figure: float, unit: str) -> str:
    """A figure with its unit, three digits of it."""
    if unit == MILLISECONDS and figure < 1:
        figure, unit = figure * 1000, "µs"
    elif unit == MILLISECONDS and figure >= 10_000:
        figure, unit = figure / 1000, "s"
    digits = 0 if figure >= 100 or figure == int(figure) else 1 if figure >= 10 else 2
    return f"{figure:,.{digits}f} {unit}".rstrip()
