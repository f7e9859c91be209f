"""The two timelines of an AR01 answer, as data and as lines of text no wider than a terminal of 80 cells."""

from collections.abc import Callable, Collection, Iterator, Mapping
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

COMPUTED: Final = "*"
"""Stands after each day that was computed, not given."""

WIDTH: Final = 23
"""Cells of a stretch: two days with a dash between them, a mark, and a blank."""
LABEL: Final = 8

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
    # In each of the cases the balance agreement lives and dies with the sales agreement.
    both = tuple(_ruled(ruling))
    return {BALANCE: both, AGREEMENT: both}


def _unknown(ruling: Ruling) -> tuple[Stretch, ...]:
    start = ruling.asked.start
    return Stretch(_before(ruling), None, start - DAY), Stretch(UNKNOWN, start, None)


def _before(ruling: Ruling) -> str:
    if ruling.asked.previous in (Previous.ENDED_BY_THIS, Previous.MASS_ENDED):
        return PREVIOUS
    return NOBODY if ruling.asked.previous is Previous.NONE else UNKNOWN


def _ruled(ruling: Ruling) -> Iterator[Stretch]:
    start, own = ruling.asked.start, ruling.agreement
    if own is None:
        if ruling.previous is Fate.RETURNS:
            yield Stretch(PREVIOUS, None, start - DAY)
            yield Stretch(PREVIOUS, start, None)
            return
        yield Stretch(_before(ruling), None, start - DAY)
        yield Stretch(NOBODY, start, None)
        return
    yield Stretch(_before(ruling), None, start - DAY)
    yield Stretch(CANCELLED, own.first, own.last)
    after = own.last + DAY if own.last else None
    yield Stretch(MAY_CONTINUE if ruling.previous is Fate.MAY_CONTINUE else NOBODY, after, None)


def drawn(ruling: Ruling) -> tuple[Line, ...]:
    """Both timelines, each as a bar over whose days they are over the days themselves, and what `*` means."""
    lines: list[Line] = []
    given = {ruling.asked.start, ruling.asked.continues_from}
    for name, stretches in timelines(ruling).items():
        lines.append(_line(say(f"ar01.timeline.{name}"), stretches, _bar))
        lines.append(_line("", stretches, lambda each: say(f"ar01.whose.{each.whose}")))
        lines.append(_line("", stretches, lambda each: _days(each, given)))
    lines.append((Piece(f"{'':<{LABEL}}{COMPUTED} {say('ar01.timeline.computed')}", "label"),))
    return tuple(lines)


def _line(label: str, stretches: tuple[Stretch, ...], text: Callable[[Stretch], str]) -> Line:
    pieces = [Piece(f"{label:<{LABEL}}"[:LABEL], "label")]
    pieces += (Piece(f"{text(each)[:WIDTH]:<{WIDTH}}", each.whose) for each in stretches)
    return tuple(pieces)


def _bar(stretch: Stretch) -> str:
    bar = _BARS[stretch.whose] * (WIDTH - 1)
    return f"{bar}{'►' if stretch.last is None else '│'}"


def _days(stretch: Stretch, given: Collection[date | None]) -> str:
    def day(each: date | None) -> str:
        return "" if each is None else f"{each}{'' if each in given else COMPUTED}"

    return f"{day(stretch.first)}–{day(stretch.last)}"
