"""AR01: what a cancelled agreement is still worth, by the rules of 2.11.2022; where none covers it, that."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from backoffice_tui.routine.dates import FIRST_YEAR, LAST_YEAR
from backoffice_tui.routine.errors import Refused

SOURCE: Final = "Fingrid Datahub, Asiakaspalvelun ajankohtaiskatsaus 2.11.2022"
REASON: Final = "AR01"
EVENT: Final = "DH-341-3"
LONGEST_WINDOW: Final = 366
"""Days; a longer window is a slip of the finger."""

DAY: Final = timedelta(days=1)


class Previous(StrEnum):
    """What became of the agreement that was in force before the cancelled one."""

    NONE = "none"
    ENDED_BY_THIS = "ended-by-this"
    ENDED_SEPARATELY = "ended-separately"
    MASS_ENDED = "mass-ended"
    """It would return, but its seller ceased and all its agreements were ended (DH-11)."""


ASKED: Final = tuple(Previous)
"""What an agent may answer."""


class Fate(StrEnum):
    """What becomes of a preceding agreement."""

    RETURNS = "returns"
    MAY_CONTINUE = "may-continue"
    STAYS_ENDED = "stays-ended"
    SAME_VALIDITY = "same-validity"
    UNLESS_SEPARATELY = "returns-unless-ended-separately"
    """Nobody has said how the preceding grid agreement ended."""
    NONE = "none"
    UNKNOWN = "unknown"


class Why(StrEnum):
    """Why no rule covers a cancellation."""

    INSIDE_WINDOW = "inside-window"
    ENDED_SEPARATELY = "ended-separately"
    NO_WINDOW = "no-window"
    EVENT_NOT_EXPECTED = "event-not-expected"
    EVENT_OUTSIDE = "event-outside"
    OTHER_REASON = "other-reason"
    ENDED_ALREADY = "ended-already"


@dataclass(frozen=True, slots=True)
class Span:
    """Local days from the first to the last, both within; without a last it goes on."""

    first: date
    last: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """A cancellation as it is asked about; days are Finnish local days."""

    start: date
    cancelled: date
    previous: Previous
    grid_previous: Previous | None = None
    """None where nobody has looked."""
    continues_from: date | None = None
    """The day given in a DH-341-3, which goes before the window."""
    window: int | None = None
    """Days of the balance window that holds on the day of cancelling; None where none is known."""


@dataclass(frozen=True, slots=True)
class Event:
    """A market event to expect: its name, who gets it, the day that it names."""

    name: str
    to: str
    date: date


@dataclass(frozen=True, kw_only=True, slots=True)
class Ruling:
    """What follows from a cancellation; `why` and no case where no rule covers it."""

    asked: Question
    case: str = ""
    rule: str
    why: Why | None = None
    agreement: Span | None = None
    """The validity of the cancelled agreement, of its balance agreement and of the right to invoice."""
    previous: Fate
    previous_continues_from: date | None = None
    grid: Fate = Fate.UNKNOWN
    events: tuple[Event, ...] = ()

    @property
    def ruled(self) -> bool:
        """Whether a rule covers it."""
        return bool(self.case)

    @property
    def balance(self) -> Span | None:
        """The balance agreement of the cancelling seller: in each of the cases the agreement's own days."""
        return self.agreement

    @property
    def last_known(self) -> date | None:
        """The last day of the cancelled agreement, where it has one."""
        return self.agreement.last if self.agreement else None


def rule_on(asked: Question) -> Ruling:
    """The ruling by DH-05 to DH-08; it never guesses, and raises Refused only for a day out of range."""
    _within_range(asked)
    if asked.cancelled < asked.start:
        return _before_start(asked)
    if asked.previous is Previous.NONE:
        return _nothing_before(asked)
    if asked.previous is Previous.ENDED_SEPARATELY:
        return _not_ruled(asked, Why.ENDED_SEPARATELY)
    return _after_start(asked)


def not_ruled(asked: Question, why: Why) -> Ruling:
    """That no rule covers it, with what is known all the same."""
    return _not_ruled(asked, why)


def _within_range(asked: Question) -> None:
    for field in ("start", "cancelled", "continues_from"):
        day: date | None = getattr(asked, field)
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise Refused(
                "dates.range",
                field=field,
                text=day.isoformat(),
                first=FIRST_YEAR,
                last=LAST_YEAR,
            )


def _before_start(asked: Question) -> Ruling:
    """DH-05: no validity, and what was before returns unless it was ended separately."""
    if asked.continues_from is not None:
        return _not_ruled(asked, Why.EVENT_NOT_EXPECTED)
    returns = asked.previous is Previous.ENDED_BY_THIS
    return Ruling(
        asked=asked,
        case="1",
        rule="DH-05",
        previous=_RETURN[asked.previous],
        previous_continues_from=asked.start if returns else None,
        grid=_grid(asked),
    )


def _nothing_before(asked: Question) -> Ruling:
    """DH-07: valid until the day of cancelling, and the grid agreement as long."""
    if asked.continues_from is not None:
        return _not_ruled(asked, Why.EVENT_NOT_EXPECTED)
    return Ruling(
        asked=asked,
        case="2B",
        rule="DH-07",
        agreement=Span(asked.start, asked.cancelled),
        previous=Fate.NONE,
        grid=Fate.SAME_VALIDITY,
    )


def _after_start(asked: Question) -> Ruling:
    """DH-06: valid up to the window, from whose first day the previous seller may continue."""
    day = asked.continues_from
    if day is None:
        if asked.window is None:
            return _not_ruled(asked, Why.NO_WINDOW)
        day = asked.cancelled - asked.window * DAY
        if day <= asked.start:
            return _not_ruled(asked, Why.INSIDE_WINDOW)
    elif not asked.start < day <= asked.cancelled:
        return _not_ruled(asked, Why.EVENT_OUTSIDE)
    ceased = asked.previous is Previous.MASS_ENDED
    return Ruling(
        asked=asked,
        case="2A",
        rule="DH-06",
        agreement=Span(asked.start, day - DAY),
        previous=Fate.STAYS_ENDED if ceased else Fate.MAY_CONTINUE,
        previous_continues_from=None if ceased else day,
        grid=_grid(asked),
        events=() if ceased else (Event(EVENT, "previous-seller", day),),
    )


def _not_ruled(asked: Question, why: Why) -> Ruling:
    return Ruling(asked=asked, rule="DH-08", why=why, previous=Fate.UNKNOWN)


def _grid(asked: Question) -> Fate:
    if asked.grid_previous is None:
        return Fate.UNLESS_SEPARATELY
    return _RETURN[asked.grid_previous]


_RETURN: Final[Mapping[Previous, Fate]] = {
    Previous.NONE: Fate.NONE,
    Previous.ENDED_BY_THIS: Fate.RETURNS,
    Previous.ENDED_SEPARATELY: Fate.STAYS_ENDED,
    Previous.MASS_ENDED: Fate.STAYS_ENDED,
}
