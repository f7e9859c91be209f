"""The two timelines of an AR01 answer, as data and as lines of text no wider than a terminal of 80 cells."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from backoffice_tui.queues.datahub.ar01 import DAY, Fate, Previous, Ruling
from backoffice_tui.texts import say

BALANCE, AGREEMENT = "balance", "agreement"

PREVIOUS, CANCELLED, NOBODY, UNKNOWN = "previous", "cancelled", "nobody", "unknown"
"""Whose days they are; nobody's, or nobody can tell."""
MAY_CONTINUE: Final = "may-continue"
"""The previous seller's from the day it says so."""

WIDTH: Final = 22
"""Cells of a stretch: two days with a dash between them, and a blank."""
LABEL: Final = 10

_BARS: Final[Mapping[str, str]] = {
    PREVIOUS: "═",
    CANCELLED: "█",
    NOBODY: "·",
    UNKNOWN: "?",
    MAY_CONTINUE: "─",
}


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days of a timeline and whose they are; both days within, None where it has no end there."""

    whose: str
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a drawn line, and what it stands for: whose days, or `label`."""

    text: str
    stands_for: str


Line = tuple[Piece, ...]


def timelines(ruling: Ruling) -> Mapping[str, tuple[Stretch, ...]]:
    """The balance agreement and the sales agreement of the metering point, day after day."""
    if not ruling.ruled:
        return {BALANCE: _unknown(ruling), AGREEMENT: _unknown(ruling)}
    balance = tuple(_ruled(ruling, PREVIOUS))
    return {BALANCE: balance, AGREEMENT: balance}


def _unknown(ruling: Ruling) -> tuple[Stretch, ...]:
    start = ruling.asked.start
    return Stretch(_before(ruling), None, start - DAY), Stretch(UNKNOWN, start, None)


def _before(ruling: Ruling) -> str:
    if ruling.asked.previous is Previous.ENDED_BY_THIS:
        return PREVIOUS
    return NOBODY if ruling.asked.previous is Previous.NONE else UNKNOWN


def _ruled(ruling: Ruling, previous: str) -> Iterator[Stretch]:
    start, own = ruling.asked.start, ruling.agreement
    if own is None:
        if ruling.previous is Fate.RETURNS:
            yield Stretch(previous, None, None)
            return
        yield Stretch(_before(ruling), None, start - DAY)
        yield Stretch(NOBODY, start, None)
        return
    yield Stretch(_before(ruling), None, start - DAY)
    yield Stretch(CANCELLED, own.first, own.last)
    after = own.last + DAY if own.last else None
    yield Stretch(MAY_CONTINUE if ruling.previous is Fate.MAY_CONTINUE else NOBODY, after, None)


def drawn(ruling: Ruling) -> tuple[Line, ...]:
    """Both timelines, each as a bar over whose days they are over the days themselves."""
    lines: list[Line] = []
    for name, stretches in timelines(ruling).items():
        lines.append(_line(say(f"ar01.timeline.{name}"), stretches, _bar))
        lines.append(_line("", stretches, lambda each: say(f"ar01.whose.{each.whose}")))
        lines.append(_line("", stretches, days))
    return tuple(lines)


def _line(label: str, stretches: tuple[Stretch, ...], text: "object") -> Line:
    assert callable(text)  # noqa: S101
    pieces = [Piece(f"{label:<{LABEL}}"[:LABEL], "label")]
    pieces += (Piece(f"{text(each)[:WIDTH]:<{WIDTH}}", each.whose) for each in stretches)
    return tuple(pieces)


def _bar(stretch: Stretch) -> str:
    bar = _BARS[stretch.whose] * (WIDTH - 1)
    return f"{bar}{'►' if stretch.last is None else '│'}"


def days(stretch: Stretch) -> str:
    """The days of a stretch, `–` where it has no end."""
    first = stretch.first.isoformat() if stretch.first else ""
    last = stretch.last.isoformat() if stretch.last else ""
    return f"{first}–{last}" if first or last else ""
