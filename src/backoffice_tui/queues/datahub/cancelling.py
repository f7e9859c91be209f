"""A cancellation applied to the agreements of a metering point, by DH-05 to DH-08 and DH-11."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from backoffice_tui.queues.datahub.agreement import (
    BY_NEWER,
    CANCELLED,
    GRID,
    SALES,
    Agreement,
    Period,
    of_kind,
    sooner,
    until,
)
from backoffice_tui.queues.datahub.ar01 import (
    DAY,
    REASON,
    Previous,
    Question,
    Ruling,
    Why,
    not_ruled,
    rule_on,
)
from backoffice_tui.routine.errors import Conflict, NotFound, Refused
from backoffice_tui.routine.text import clean, fold

WindowOn = Callable[[date], int | None]
"""The balance window that held on a day."""


@dataclass(frozen=True, slots=True)
class Changed:
    """An agreement before and after."""

    was: Agreement
    became: Agreement


@dataclass(frozen=True, slots=True)
class Note:
    """Something that does not happen to an agreement, and why: a key of the catalogue."""

    number: str
    why: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What a cancellation would change; nothing where no rule covers it."""

    number: str
    ruling: Ruling
    changes: tuple[Changed, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Before:
    """The agreement that was in force before another one, and what became of it."""

    agreement: Agreement | None
    fate: Previous


def preceding(every: Iterable[Agreement], start: date) -> Before:
    """The last agreement in force before that day, and why it ended, as far as that can be told."""
    earlier = [
        each
        for each in every
        if each.last and each.last.last and each.start < start > each.last.last
    ]
    if not earlier:
        return Before(None, Previous.NONE)
    latest = max(earlier, key=lambda each: (each.last.last, each.number))  # type: ignore[union-attr]
    last = latest.last
    if last is None or last.last != start - DAY:
        return Before(latest, Previous.ENDED_SEPARATELY)
    if latest.mass_from is not None:
        return Before(latest, Previous.MASS_ENDED)
    by_this = last.ended == BY_NEWER
    return Before(latest, Previous.ENDED_BY_THIS if by_this else Previous.ENDED_SEPARATELY)


def plan(
    every: Sequence[Agreement],
    number: str,
    on: date,
    reason: str,
    window_on: WindowOn,
    continues_from: date | None = None,
) -> Plan:
    """What cancelling changes; Refused, Conflict or NotFound where it cannot be cancelled at all."""
    own = _cancellable(every, number)
    sales, grids = of_kind(every, SALES), of_kind(every, GRID)
    before = _before(sales, own)
    grid = _begun_with(grids, own)
    grid_before = _before(grids, grid) if grid else Before(None, Previous.NONE)
    asked = Question(
        start=own.start,
        cancelled=on,
        previous=before.fate,
        # Without its own grid agreement here, nobody has looked how the one before it ended.
        grid_previous=grid_before.fate if grid else None,
        continues_from=continues_from,
        window=window_on(on),
    )
    if fold(reason) != fold(REASON):
        return Plan(number, not_ruled(asked, Why.OTHER_REASON))
    last = own.last
    if last is not None and last.last is not None and own.start <= on and last.last < on:
        return Plan(number, not_ruled(asked, Why.ENDED_ALREADY))
    ruling = rule_on(asked)
    if not ruling.ruled:
        return Plan(number, ruling)
    parts = [
        _applied(own, before, sales, ruling),
        _applied_to_grid(grid, grid_before, grids, ruling),
    ]
    changes = tuple(each for changed, _ in parts for each in changed if each.was != each.became)
    return Plan(number, ruling, changes, tuple(note for _, notes in parts for note in notes))


def _cancellable(every: Sequence[Agreement], number: str) -> Agreement:
    own = next((each for each in every if each.number == number), None)
    shown = clean(number, limit=40, one_line=True)
    if own is None:
        raise NotFound("agreements.none", field="agreement", number=shown)
    if own.kind != SALES:
        raise Refused("agreements.cancel-sales", rule="DH-05", number=shown)
    if own.cancelled_on is not None:
        raise Conflict("agreements.cancelled", rule="DH-05", number=shown, day=own.cancelled_on)
    if own.last is None:
        raise Refused("agreements.never-valid", rule="DH-08", number=shown)
    return own


def _begun_with(grids: Iterable[Agreement], own: Agreement) -> Agreement | None:
    """The grid agreement that began on the same day."""
    return next(
        (e for e in grids if e.start == own.start and e.periods and e.cancelled_on is None), None
    )


def _before(every: Iterable[Agreement], own: Agreement) -> Before:
    return preceding([each for each in every if each is not own], own.start)


def circumstances(every: Sequence[Agreement], own: Agreement) -> tuple[Previous, Previous | None]:
    """What became of the sales and the grid agreement before one; None where no grid agreement began with it."""
    grids = of_kind(every, GRID)
    grid = _begun_with(grids, own)
    before = _before(of_kind(every, SALES), own)
    return before.fate, _before(grids, grid).fate if grid else None


Part = tuple[tuple[Changed, ...], tuple[Note, ...]]


def _applied(own: Agreement, before: Before, every: Sequence[Agreement], ruling: Ruling) -> Part:
    cut = Changed(own, _cut(own, ruling))
    back, note = _back(before, every, own, ruling, may=ruling.case == "2A")
    return (cut, *back), note


def _applied_to_grid(
    grid: Agreement | None, before: Before, every: Sequence[Agreement], ruling: Ruling
) -> Part:
    if grid is None:
        return (), ()
    if ruling.case == "2B":
        return (Changed(grid, _cut(grid, ruling)),), ()
    back, notes = _back(before, every, grid, ruling, may=False)
    if ruling.case == "2A" and not back:
        # The rule speaks of the grid agreement that returns; of this one alone it says nothing.
        return (), (*notes, Note(grid.number, "grid-unsettled"))
    return (Changed(grid, _cut(grid, ruling)), *back), notes


def _cut(own: Agreement, ruling: Ruling) -> Agreement:
    """The cancelled agreement with the days that the ruling leaves it, never more than it had."""
    last = ruling.last_known
    periods = until(own.periods, last, CANCELLED) if last else ()
    return replace(own, periods=periods, cancelled_on=ruling.asked.cancelled, case=ruling.case)


def _back(
    before: Before, every: Sequence[Agreement], gone: Agreement, ruling: Ruling, *, may: bool
) -> tuple[tuple[Changed, ...], tuple[Note, ...]]:
    """The preceding agreement brought back as far as its own end and newer agreements let it."""
    known, day = before.agreement, _from(ruling)
    if known is None or known.last is None:
        return (), ()
    if before.fate is not Previous.ENDED_BY_THIS:
        why = "mass" if before.fate is Previous.MASS_ENDED else "separately"
        return (), (Note(known.number, f"not-back-{why}"),)
    newer = _next(every, gone, known)
    last = sooner(known.own_end, newer - DAY if newer else None)
    if last is not None and last < day:
        return (), (Note(known.number, "not-back-newer" if newer else "not-back-own-end"),)
    ended = BY_NEWER if newer and last == newer - DAY else known.end_reason if last else ""
    *others, latest = known.periods
    if ruling.case == "1":
        periods = (*others, replace(latest, last=last, ended=ended))
    else:
        periods = (*known.periods, Period(day, last, ended, may))
    return (Changed(known, replace(known, periods=periods)),), ()


def _from(ruling: Ruling) -> date:
    """The first day on which the preceding agreement could be in force again."""
    last = ruling.last_known
    return last + DAY if last else ruling.asked.start


def _next(every: Sequence[Agreement], gone: Agreement, known: Agreement) -> date | None:
    """The first day of the next agreement after the one that is cancelled."""
    days = [
        period.first
        for each in every
        if each.number not in (gone.number, known.number)
        for period in each.periods
        if period.first >= gone.start
    ]
    return min(days, default=None)
