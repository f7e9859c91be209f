"""The parts of the form of a task: its panes, and all that is read to fill them."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widget import Widget

from backoffice_tui.desk import card, contracts
from backoffice_tui.desk.card import Card
from backoffice_tui.desk.desk import Desk
from backoffice_tui.model.states import OPEN
from backoffice_tui.routine.contracts import ContractCard, Lease
from backoffice_tui.routine.errors import NotFound
from backoffice_tui.routine.grammar import Move, Queue
from backoffice_tui.routine.listing import CaseLine
from backoffice_tui.texts import knows, say
from backoffice_tui.tui import notice_rows
from backoffice_tui.tui.endings import Way
from backoffice_tui.tui.side import Plain

REQUEST, PEOPLE, DATA, EVENTS, CHANGES = "request", "people", "data", "events", "changes"
PANES: Final = (REQUEST, PEOPLE, DATA, EVENTS, CHANGES)
OF_A_NOTICE: Final = frozenset({DATA, EVENTS})
"""Panes that only a notice has."""

NOTICE_ENDS: Final = ("confirm", "reject", "end-contract")
TASK_ENDS: Final = ("acknowledge", "reject")
TAKE_OVER: Final = "take-over-data"
DECIDE: Final = "decide"
"""The step of the routine that only a notice has."""


class Shown(NamedTuple):
    """A task with the contracts it is about and, for a notice, what the request gives beside what is known."""

    card: Card
    contracts: Mapping[str, ContractCard]

    @property
    def lease(self) -> Lease | None:
        """The contract that it is about, where that is known."""
        found = self.contracts.get(self.card.line.contract)
        return found.lease if found else None

    @property
    def notice(self) -> bool:
        """Whether somebody gives notice, so that the routine has something to decide."""
        return any(step.name == DECIDE for step in self.card.steps)

    @property
    def pairs(self) -> Sequence[notice_rows.Taken]:
        """What the request gives beside what is known."""
        return notice_rows.pairs_of(self.card.facts, self.lease)

    @property
    def panes(self) -> tuple[str, ...]:
        """The panes that this task has."""
        return tuple(each for each in PANES if self.notice or each not in OF_A_NOTICE)


class Pane(Vertical):
    """One part of the form; alone on a narrow screen, beside the others on a wide one."""

    DEFAULT_CSS = """
    Pane {
        display: none;
        height: 1fr;
        & > .pane--title { display: none; color: $text-accent; text-style: bold; padding: 0 1; }
        &:focus-within > .pane--title { text-style: bold reverse; }
        & VerticalScroll { height: 1fr; padding: 0 1; scrollbar-size-vertical: 1; }
        & VerticalScroll Static { height: auto; }
        & CaseList { height: 1fr; }
        &.-here { display: block; }
    }
    """

    def __init__(self, name: str, body: Widget) -> None:
        super().__init__(id=name)
        self._body = body

    def compose(self) -> ComposeResult:
        """What the pane is called, and what stands in it."""
        yield Plain(say(f"task.tab.{self.id}"), classes="pane--title")
        yield self._body

    @property
    def content(self) -> Widget:
        """What stands in it, and has the focus when it is gone to."""
        return self._body


def shown_of(desk: Desk, queue: Queue, line: CaseLine, reason: str) -> Shown:
    """The task as it is now, unmasked where there is a reason; reads the store, so it is not for the screen's loop."""
    number = line.number
    read = card.reveal(desk, queue, number, reason) if reason else card.show(desk, queue, number)
    known: dict[str, ContractCard] = {}
    for contract in filter(None, (line.contract, line.target_contract)):
        try:
            known[contract] = contracts.show(desk, contract)
        except NotFound:
            # The form says the number; there is no more to show of it.
            continue
    return Shown(read, known)


def ways_of(queue: Queue, shown: Shown) -> Sequence[Way]:
    """The ways to end the task, each open or with the reason why it is not; none where it has ended."""
    if shown.card.line.state not in OPEN:
        return ()
    closed = {offer.move: offer.closed for offer in shown.card.offers}
    names = NOTICE_ENDS if shown.notice else TASK_ENDS
    titled = _title if shown.notice else Queue.title_of
    return [
        Way(move.name, move.key, titled(queue, move), closed[move.name])
        for move in map(queue.move, names)
    ]


def _title(queue: Queue, move: Move) -> str:
    """A way to end a notice, by the name it has on the landlord's own form."""
    own = f"{queue.key}.way.{move.name}"
    return say(own) if knows(own) else queue.title_of(move)
