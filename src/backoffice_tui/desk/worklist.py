"""The work list: a page of it, how long it is, and the case that comes next."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from backoffice_tui.desk.desk import Desk
from backoffice_tui.routine.errors import Conflict, NotFound, Usage
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.listing import CaseLine, Filter, Page
from backoffice_tui.routine.text import clean
from backoffice_tui.store.card import line_of, lines_of
from backoffice_tui.store.reader import Asked, Inside
from backoffice_tui.store.worklist import Worklist

__all__ = [
    "Worklist",
    "line",
    "lines",
    "listed",
    "next_case",
    "page",
    "state_filter",
    "total",
    "why",
]

if TYPE_CHECKING:
    from sqlmodel import Session

TRIES = 50
"""So many cases can be lost to colleagues in a row before next gives up."""


def listed(desk: Desk, queue: Queue, wanted: Filter, reader: Asked | None = None) -> Worklist:
    """The queue's list as the routine orders it today, read by a reader of one's own where given."""
    ranks = queue.ranks(desk.data(queue), wanted.kind)
    reader = reader or desk.store.reader
    return Worklist(reader, queue.key, ranks, desk.today(queue), wanted)


def page(desk: Desk, queue: Queue, wanted: Filter, cursor: str = "", count: int = 50) -> Page:
    """`count` lines behind a cursor, from the start where it is empty."""
    return listed(desk, queue, wanted).page(cursor, count)


def total(desk: Desk, queue: Queue, wanted: Filter, most: int | None = None) -> int:
    """How many cases the list has; counted no further than `most` where it has to be counted."""
    return listed(desk, queue, wanted).total(most)


def line(desk: Desk, queue: Queue, number: str) -> CaseLine:
    """The line of one case; NotFound where the queue has no such number."""
    found = line_of(desk.store.reader, queue.key, number)
    if found is None:
        raise NotFound("desk.no-such-case", number=clean(number, limit=40, one_line=True))
    return found


def lines(desk: Desk, queue: Queue, ids: Sequence[int]) -> list[CaseLine]:
    """The lines of cases by their ids, in the order given."""
    return lines_of(desk.store.reader, queue.key, ids)


def why(desk: Desk, queue: Queue, case: CaseLine) -> str:
    """One sentence on why the case stands where it stands."""
    return queue.why(case, desk.today(queue))


def next_case(
    desk: Desk, queue: Queue, wanted: Filter | None = None, *, peek: bool = False
) -> CaseLine | None:
    """The first case that nobody holds and that does not wait, claimed unless one only peeks."""
    free = replace(wanted or Filter(), unassigned=True, all=False)
    found = listed(desk, queue, free).first_free()
    if found is None or peek:
        return found
    return (
        _found_and_claimed(desk, queue, free) if free.search else _first_claimed(desk, queue, free)
    )


def _first_claimed(desk: Desk, queue: Queue, free: Filter) -> CaseLine | None:
    """Looked up and claimed in one transaction: however many ask at once, each gets another case."""
    from backoffice_tui.desk.perform import carried_out, loaded

    def work(session: "Session") -> str:
        found = listed(desk, queue, free, Inside(session)).first_free()
        if found:
            case = loaded(session, queue, found.number, None)
            carried_out(desk, session, queue, case, "claim", {})
        return found.number if found else ""

    number = desk.store.write(work)
    return line(desk, queue, number) if number else None


def _found_and_claimed(desk: Desk, queue: Queue, free: Filter) -> CaseLine | None:
    """A search may take its time, so it is made before the store is held."""
    from backoffice_tui.desk.perform import perform

    for _ in range(TRIES):
        found = listed(desk, queue, free).first_free()
        if found is None:
            return None
        try:
            return perform(desk, queue, found.number, "claim", {}, seen=found.version, in_turn=True)
        except Conflict:
            # A colleague was quicker; the list has another first case now.
            continue
    raise Conflict("desk.too-busy", rule="ALL-03")


def state_filter(queue: Queue, wanted: Filter, word: str) -> Filter:
    """The filter narrowed to a state in the queue's own words; Usage names the words there are."""
    state = queue.state_named(word)
    if state is None:
        raise Usage(
            "desk.no-such-state",
            field="state",
            state=clean(word, limit=40, one_line=True),
            states=", ".join(dict.fromkeys((*queue.states.values(), *queue.named))),
        )
    registered = queue.named.get(word.casefold().strip(), (state, wanted.registered))[1]
    return replace(wanted, state=state, registered=registered)
