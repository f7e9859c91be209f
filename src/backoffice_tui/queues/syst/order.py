"""What a SYST case is, read from its title, and where it stands in the order."""

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Final

from backoffice_tui.model.states import State
from backoffice_tui.routine.dates import working_days_between
from backoffice_tui.routine.listing import CLOSED, CaseLine
from backoffice_tui.routine.order import Placed, put_in_place
from backoffice_tui.routine.text import fold
from backoffice_tui.settings.routine_data import RoutineData
from backoffice_tui.settings.routine_tables import TitleClass
from backoffice_tui.texts import say

RECONNECTION: Final = "Återinkoppling"
_BETWEEN = re.compile(r"[\W_]+")


@lru_cache(maxsize=4_096)
def letters_of(title: str) -> str:
    """The folded letters and digits of a title; what stands between them says nothing."""
    return _BETWEEN.sub("", fold(title))


def class_of(title: str, data: RoutineData) -> tuple[str, int]:
    """Kind and rank that a typed title means.

    A title that speaks of several is of the one it names first, except that a reconnection anywhere is a
    reconnection: the gate must not be missed because of the word order.
    """
    letters = letters_of(title)
    named: list[tuple[int, TitleClass]] = []
    for each in data.classes:
        places = [at for stem in each.stems if (at := letters.find(letters_of(stem))) >= 0]
        if places and each.kind == RECONNECTION:
            return each.kind, each.rank
        if places:
            named.append((min(places), each))
    if not named:
        return data.other_kind, data.other_rank
    _, first = min(named, key=lambda found: found[0])
    return first.kind, first.rank


def ranks(data: RoutineData, kind: str) -> Sequence[int]:
    """The ranks of one kind, or of all where it is empty."""
    known = {each.kind: each.rank for each in data.classes} | {data.other_kind: data.other_rank}
    return sorted({known[kind]} if kind in known else set(known.values()))


def settle(case: Placed, data: RoutineData) -> None:
    """Read the kind from the title and put the case in its place."""
    case.kind, rank = class_of(case.title, data)
    case.code = case.code.strip().upper()
    put_in_place(case, rank, data)


def informed(line: CaseLine, today: date) -> bool:
    """Whether the customer already knows of the date, because the day they wished for has passed."""
    return line.kind == RECONNECTION and line.wished is not None and line.wished < today


def why(line: CaseLine, today: date) -> str:
    """One sentence on why the case stands where it stands."""
    if line.bucket == CLOSED:
        return say("syst.why.closed")
    if line.state is State.WAITING and line.due and line.due > today:
        return say(
            "syst.why.waits",
            department=line.waits_for or say("syst.why.somebody"),
            due=line.due,
            days=working_days_between(today, line.due, "SE"),
        )
    if line.state is State.WAITING and line.due:
        return say(
            "syst.why.returned",
            kind=line.kind,
            department=line.waits_for or say("syst.why.somebody"),
            since=line.waits_since or line.received,
            due=line.due,
        )
    return say(
        "syst.why.first" if line.rank == 0 else "syst.why.rest",
        kind=line.kind,
        received=line.received,
    )
