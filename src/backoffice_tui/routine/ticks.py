"""The facilities of a case, each with how far it is, as the history writes it and takes it back."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from backoffice_tui.model.cases import Case, Tick

OPEN: Final = "open"
BAD: Final = "bad"
"""Pasted as an id that cannot be one; counted until it is answered for."""
DROPPED: Final = "dropped"
DONE: Final = "done"

FIELD: Final = "tick:"
"""Begins the field of a change; the place of the facility in its case follows."""


def standing(tick: "Tick") -> str:
    """How far a facility is, in one word."""
    if tick.dropped:
        return DROPPED
    if not tick.facility:
        return BAD
    return OPEN if tick.done_at is None else DONE


def written(tick: "Tick") -> str:
    """How far a facility is, as the history writes it: with who ticked it, and when."""
    word = standing(tick)
    if word != DONE or tick.done_at is None:
        return word
    return f"{DONE} {tick.done_by} {tick.done_at.astimezone(UTC).isoformat()}"


def live(case: "Case") -> list["Tick"]:
    """The facilities that count, in their places."""
    return [tick for tick in case.ticks if not tick.dropped]


def recount(case: "Case") -> None:
    """Keep how many facilities the case has and how many of them are done."""
    found = live(case)
    case.ticks_total = len(found)
    case.ticks_done = sum(tick.done_at is not None for tick in found)


def progress(done: int, total: int) -> str:
    """How far a case has come; empty where it has no facilities."""
    return f"{done}/{total}" if total else ""


def put_back(case: "Case", field: str, was: str) -> None:
    """Take the facility that a change speaks of back to what it was."""
    place = field.removeprefix(FIELD)
    for tick in case.ticks:
        if str(tick.place) == place:
            _restore(tick, was)
    recount(case)


def _restore(tick: "Tick", was: str) -> None:
    word, _, rest = was.partition(" ")
    tick.dropped = word in (DROPPED, "")
    tick.done_at, tick.done_by = None, ""
    if word == BAD:
        tick.facility = ""
    if word == DONE:
        tick.done_by, _, at = rest.partition(" ")
        tick.done_at = datetime.fromisoformat(at)


def pictures(case: "Case") -> Mapping[int, str]:
    """Each place with how far it is, to compare with later."""
    return {tick.place: written(tick) for tick in case.ticks}


def changes(was: Mapping[int, str], case: "Case") -> Iterable[tuple[str, str, str]]:
    """What the history says of the facilities that are otherwise now."""
    for place, now in pictures(case).items():
        if was.get(place, "") != now:
            yield f"{FIELD}{place}", was.get(place, ""), now


def renamed(field: str, was: str, became: str) -> bool:
    """Whether a change brought or took an id that a case is found by."""
    words = {each.partition(" ")[0] for each in (was, became)}
    return field.startswith(FIELD) and not words <= {OPEN, DONE}
