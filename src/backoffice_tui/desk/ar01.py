"""The AR01 answer at the desk: computed from what was typed, and kept in the log of a case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.perform import perform
from backoffice_tui.queues.datahub.agreement import SALES
from backoffice_tui.queues.datahub.ar01 import Previous, Ruling, rule_on
from backoffice_tui.queues.datahub.asking import read_question
from backoffice_tui.queues.datahub.cancelling import circumstances
from backoffice_tui.queues.datahub.explained import as_document, explained, for_ticket
from backoffice_tui.queues.datahub.timeline import Line, drawn
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.listing import CaseLine
from backoffice_tui.store import agreements, known

KEPT_BY = "comment"
"""The move that keeps an answer: what is told on a ticket has to be entered there too."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A ruling with where its window comes from, and everything that is said of it."""

    ruling: Ruling
    window_from: str = ""

    @property
    def lines(self) -> tuple[Line, ...]:
        """Both timelines, drawn."""
        return drawn(self.ruling)

    @property
    def words(self) -> tuple[str, ...]:
        """The answer in the language spoken, line by line."""
        return explained(self.ruling, self.window_from)

    @property
    def ticket(self) -> str:
        """The answer in Finnish, to be pasted into the ticket."""
        return for_ticket(self.ruling, self.window_from)

    @property
    def document(self) -> Mapping[str, object]:
        """The answer as scripts read it."""
        return as_document(self.ruling, self.window_from)


def answer(desk: Desk, queue: Queue, given: Mapping[str, str]) -> Answered:
    """The answer to what was typed; no store is needed. Refused names the field that will not do."""
    asked = read_question(given, desk.data(queue), desk.today(queue))
    return Answered(rule_on(asked.question), asked.window_from)


@dataclass(frozen=True, slots=True)
class Choice:
    """A sales agreement that may have been cancelled, and what is known of what was before it."""

    number: str
    seller: str
    start: date
    previous: Previous
    grid_previous: Previous | None


def choices(desk: Desk, facility: str) -> Sequence[Choice]:
    """The sales agreements of a metering point, the newest first; none where it has none."""
    with known.looking(desk.store) as ask:
        every = agreements.of_facilities(ask, [facility]).get(facility, [])
    return [
        Choice(own.number, own.seller, own.start, *circumstances(every, own))
        for own in reversed(every)
        if own.kind == SALES
    ]


def keep(desk: Desk, queue: Queue, number: str, answered: Answered) -> CaseLine:
    """Keep the answer, with rule and source, in the log of a case; NotFound where there is no such case."""
    return perform(desk, queue, number, KEPT_BY, {"log": answered.ticket})
