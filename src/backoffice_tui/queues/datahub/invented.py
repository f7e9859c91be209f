"""Invented agreements of invented metering points: each of the situations that AR01 speaks of, in turn."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Final

from backoffice_tui.queues.datahub.agreement import (
    BY_NEWER,
    GRID,
    SALES,
    SEPARATELY,
    Agreement,
    as_told,
)

SELLERS: Final = ("Esimerkkisähkö Oy", "Mallivirta Oy", "Näytetuuli Oy", "Koe-Energia Oy")
GRID_COMPANY: Final = "Esimerkkiverkko Oy"

_LONG_AGO: Final = timedelta(days=900)
_BEFORE, _INSIDE, _AHEAD = timedelta(days=40), timedelta(days=6), timedelta(days=20)


def life(facility: str, today: date) -> list[Agreement]:
    """The agreements of a metering point, the same for the same id and day; each sixth is in the same situation."""
    which = int(facility[-10:-1])
    return list(_LIVES[which % len(_LIVES)](which, facility, today))


def _sales(which: int, facility: str, nth: int, start: date, *end: date | str) -> Agreement:
    seller = SELLERS[(which + nth) % len(SELLERS)]
    return _told(f"M-{which:09d}-{nth}", facility, SALES, seller, start, *end)


def _grid(which: int, facility: str, nth: int, start: date, *end: date | str) -> Agreement:
    return _told(f"V-{which:09d}-{nth}", facility, GRID, GRID_COMPANY, start, *end)


def _told(
    number: str, facility: str, kind: str, seller: str, start: date, *end: date | str
) -> Agreement:
    last = next((each for each in end if isinstance(each, date)), None)
    reason = next((each for each in end if isinstance(each, str)), "")
    return as_told(number, facility, kind, seller, start, last, reason)


def _switched(days: timedelta) -> Callable[[int, str, date], Iterator[Agreement]]:
    def agreements(which: int, facility: str, today: date) -> Iterator[Agreement]:
        since, start = today - _LONG_AGO, today + days
        last = start - timedelta(days=1)
        yield _sales(which, facility, 1, since, last, BY_NEWER)
        yield _sales(which, facility, 2, start)
        yield _grid(which, facility, 1, since)

    return agreements


def _moved_in(which: int, facility: str, today: date) -> Iterator[Agreement]:
    start = today - _BEFORE
    yield _sales(which, facility, 1, start)
    yield _grid(which, facility, 1, start)


def _moved_out_before(which: int, facility: str, today: date) -> Iterator[Agreement]:
    since, start = today - _LONG_AGO, today - _BEFORE
    last = start - timedelta(days=1)
    yield _sales(which, facility, 1, since, last, SEPARATELY)
    yield _sales(which, facility, 2, start)
    yield _grid(which, facility, 1, since, last, SEPARATELY)
    yield _grid(which, facility, 2, start)


def _unchanged(which: int, facility: str, today: date) -> Iterator[Agreement]:
    yield _sales(which, facility, 1, today - _LONG_AGO)
    yield _grid(which, facility, 1, today - _LONG_AGO)


_LIVES: Final = (
    _switched(-_BEFORE),
    _moved_in,
    _switched(_AHEAD),
    _switched(-_INSIDE),
    _moved_out_before,
    _unchanged,
)
