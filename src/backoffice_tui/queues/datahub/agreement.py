"""A sales or grid agreement of a metering point, the days on which it is in force, and what cuts them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from backoffice_tui.queues.datahub.ar01 import DAY

SALES, GRID = "sales", "grid"
KINDS: Final = (SALES, GRID)

SEPARATELY, BY_NEWER, MASS, CANCELLED = "separately", "by-newer", "mass", "cancelled"
END_REASONS: Final = (SEPARATELY, BY_NEWER, MASS)
"""Why another system says that an agreement ended; without a reason its end is its own."""


@dataclass(frozen=True, slots=True)
class Period:
    """Local days on which an agreement is in force, both within; `ended` says why it goes no further."""

    first: date
    last: date | None = None
    ended: str = ""
    may: bool = False
    """Whether it is in force only once its seller has said that it continues."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Agreement:
    """An agreement as it was told, and the periods that are left of it."""

    number: str
    facility: str
    kind: str
    seller: str
    start: date
    end: date | None = None
    end_reason: str = ""
    periods: tuple[Period, ...] = ()
    cancelled_on: date | None = None
    case: str = ""
    """The case of AR01 by which it was cancelled."""
    mass_from: date | None = None
    """The day from which its seller's agreements were ended; it never gains a day again."""
    id: int = field(default=0, compare=False)
    version: int = field(default=0, compare=False)

    @property
    def own_end(self) -> date | None:
        """The last day it can ever have; None where only a newer agreement, or nothing, has ended it."""
        return None if self.end_reason == BY_NEWER else self.end

    @property
    def last(self) -> Period | None:
        """The last period, where any is left."""
        return self.periods[-1] if self.periods else None

    @property
    def told(self) -> tuple[object, ...]:
        """What another system says of it."""
        return (self.facility, self.kind, self.seller, self.start, self.end, self.end_reason)


def as_told(
    number: str,
    facility: str,
    kind: str,
    seller: str,
    start: date,
    end: date | None = None,
    end_reason: str = "",
) -> Agreement:
    """An agreement in force for the days that another system says."""
    return Agreement(
        number=number,
        facility=facility,
        kind=kind,
        seller=seller,
        start=start,
        end=end,
        end_reason=end_reason,
        periods=(Period(start, end, end_reason),),
        mass_from=end + DAY if end and end_reason == MASS else None,
    )


def until(periods: Iterable[Period], last: date, ended: str) -> tuple[Period, ...]:
    """What is left of periods when nothing goes beyond that day."""
    return tuple(
        each
        if each.last is not None and each.last <= last
        else replace(each, last=last, ended=ended)
        for each in periods
        if each.first <= last
    )


def overlap(one: Agreement, other: Agreement) -> bool:
    """Whether both are in force, or may be, on a day."""
    return any(
        (mine.last is None or theirs.first <= mine.last)
        and (theirs.last is None or mine.first <= theirs.last)
        for mine in one.periods
        for theirs in other.periods
    )


def sooner(one: date | None, other: date | None) -> date | None:
    """The earlier of two ends, None being no end."""
    if one is None or other is None:
        return one or other
    return min(one, other)


@dataclass(frozen=True, slots=True)
class Settled:
    """Agreements of one kind at one metering point, the older ended by the newer."""

    agreements: dict[str, Agreement]
    clash: tuple[str, str] | None = None
    """Two numbers that cannot both be as they are told."""


def settle(every: Iterable[Agreement]) -> Settled:
    """End each agreement on the day before a newer one is in force; say which two contradict each other."""
    ordered = sorted(every, key=lambda each: (each.start, each.number))
    found = {each.number: each for each in ordered}
    for at, newer in enumerate(ordered):
        for number in [each.number for each in ordered[:at]]:
            older = found[number]
            if not overlap(older, newer):
                continue
            if _contradicts(older, newer):
                return Settled(found, (older.number, newer.number))
            day = newer.periods[0].first
            found[number] = replace(older, periods=until(older.periods, day - DAY, BY_NEWER))
    return Settled(found)


def _contradicts(older: Agreement, newer: Agreement) -> bool:
    if older.start == newer.start or older.cancelled_on is not None:
        return True
    ended_by_hand = older.end is not None and older.end_reason in END_REASONS
    return ended_by_hand and older.end is not None and older.end >= newer.periods[0].first


def retold(known: Agreement, told: Agreement) -> Agreement | None:
    """A known agreement as another system tells of it now; None where that would bring back what ended here."""
    final = known.mass_from is not None or known.cancelled_on is not None
    if final and (known.start != told.start or _longer(known, told)):
        return None
    mass = known.mass_from or told.mass_from
    kept = replace(told, cancelled_on=known.cancelled_on, case=known.case, mass_from=mass)
    kept = replace(kept, id=known.id, version=known.version)
    if final:
        ended = told.end
        periods = known.periods if ended is None else until(known.periods, ended, told.end_reason)
        return replace(kept, periods=periods)
    if len(known.periods) < 2:
        return kept
    *before, latest = known.periods
    if told.end is not None and told.end < latest.first:
        return replace(kept, periods=until(known.periods, told.end, told.end_reason))
    return replace(kept, periods=(*before, Period(latest.first, told.end, told.end_reason)))


def _longer(known: Agreement, told: Agreement) -> bool:
    if known.end is None:
        return False
    return told.end is None or told.end > known.end


def mass_ended(known: Agreement, day: date) -> tuple[str, Agreement]:
    """What ending all of its seller's agreements from a day makes of one: the outcome, and the agreement then."""
    if known.mass_from is not None and known.mass_from <= day:
        return "already", known
    last = known.last
    closed = replace(known, mass_from=day)
    if last is None:
        return "no-validity", closed
    if last.last is not None and last.last < day:
        if last.ended == BY_NEWER:
            return "closed", closed
        return "ended-before", known if last.ended != CANCELLED else closed
    periods = until(known.periods, day - DAY, MASS)
    return ("ended" if periods else "never-begins"), replace(closed, periods=periods)


OUTCOMES: Final = (
    "ended",
    "never-begins",
    "closed",
    "ended-before",
    "no-validity",
    "already",
)
"""What a mass termination makes of agreements: the first three are changed days or a closed way back."""

ENDS: Final = ("ended", "never-begins")
"""Outcomes in which days are taken away."""


def of_kind(every: Iterable[Agreement], kind: str) -> Sequence[Agreement]:
    """The agreements of a kind."""
    return [each for each in every if each.kind == kind]


def state_of(agreement: Agreement, today: date) -> str:
    """Where an agreement stands on a day: `open`, `future`, `may`, `over`, `cancelled`, `mass` or `void`."""
    last = agreement.last
    if last is None or last.ended == MASS or agreement.cancelled_on is not None:
        if agreement.cancelled_on is not None:
            return "cancelled"
        return "void" if last is None else "mass"
    if last.last is not None and last.last < today:
        return "over"
    if last.may:
        return "may"
    return "open" if last.first <= today else "future"
