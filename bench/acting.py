"""Row 14: each thing an agent does, in a loaded store and in one that holds next to nothing."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from backoffice_tui.desk import card, find, intake, perform, watch, worklist
from backoffice_tui.desk.desk import Desk
from backoffice_tui.routine import nobody
from backoffice_tui.routine.listing import CaseLine, Filter
from bench import stores
from bench.measure import Bench, Line, Measure, Rival, Target, in_turn

AT_ONCE: Final = 4
FREE: Final = Filter(unassigned=True)
_LOG: Final = {"log": "Sökt kunden."}


class Agent:
    """Does one thing at a time in a store, on a case that stands as it stood before."""

    def __init__(self, store: Path) -> None:
        self.desk: Desk = stores.desk_on(store)
        watch.warm_up(self.desk)
        found = worklist.page(self.desk, stores.QUEUE, FREE, "", 30).rows
        self.number = next(line.number for line in reversed(found) if self._can_be_closed(line))
        self._registered = 0

    def _can_be_closed(self, line: CaseLine) -> bool:
        offers = card.show(self.desk, stores.QUEUE, line.number).offers
        return any(offer.move == "close" and not offer.closed for offer in offers)

    def move(self, name: str, given: dict[str, object] | None = None) -> None:
        perform.perform(self.desk, stores.QUEUE, self.number, name, given or {})

    def undo(self) -> None:
        perform.undo(self.desk, stores.QUEUE, self.number)

    def register(self) -> None:
        self._registered += 1
        if intake.register(self.desk, stores.QUEUE, _call(self._registered)) is None:
            raise RuntimeError("nothing was registered")

    def show(self) -> None:
        card.show(self.desk, stores.QUEUE, self.number)

    def page(self) -> None:
        worklist.page(self.desk, stores.QUEUE, Filter(), "", 20)

    def peek(self) -> None:
        worklist.next_case(self.desk, stores.QUEUE, peek=True)

    def find(self) -> None:
        find.find(self.desk, self.number)


ACTIONS: Final[dict[str, tuple[Callable[[Agent], None], Callable[[Agent], None], int]]] = {
    "first page": (Agent.page, lambda _agent: None, 10),
    "next, peek": (Agent.peek, lambda _agent: None, 20),
    "show a case": (Agent.show, lambda _agent: None, 10),
    "find a number": (Agent.find, lambda _agent: None, 10),
    "claim": (lambda agent: agent.move("claim"), Agent.undo, 1),
    "comment": (lambda agent: agent.move("comment", dict(_LOG)), Agent.undo, 1),
    "close": (lambda agent: agent.move("close", dict(_LOG)), Agent.undo, 1),
    "register": (Agent.register, lambda _agent: None, 1),
}
"""What is done, what sets it right again without being timed, and how often in a row."""


def actions(bench: Bench) -> Iterator[Line]:
    """Every action in turn on copies of both stores."""
    with ExitStack() as stack:
        large, small = (
            Agent(stack.enter_context(stores.copied(stores.loaded(size))))
            for size in (bench.size, 100)
        )
        for name in ACTIONS:
            yield from in_turn(
                f"14 {name}, {bench.size:,} cases",
                _timed(large, name),
                [Rival("the same, 100 cases", _timed(small, name), Target(1.2))],
                bench.rounds(40),
                warm_up=3,
            )
        large.desk.close()
        small.desk.close()


def _timed(agent: Agent, name: str) -> Measure:
    act, set_right, times = ACTIONS[name]

    def measure() -> float:
        taken = 0.0
        for _ in range(max(times, AT_ONCE)):
            began = time.perf_counter()
            act(agent)
            taken += time.perf_counter() - began
            set_right(agent)
        return taken * 1000 / max(times, AT_ONCE)

    return measure


def _call(which: int) -> dict[str, object]:
    """A call in which somebody moves in."""
    return {
        "direction": "in",
        "customer_kind": "private",
        "customer_name": f"Ada Provsson {which}",
        "identity": nobody.personnummer(which, man=False),
        "caller": "kunden",
        "phone": nobody.MOBILES[which % len(nobody.MOBILES)],
        "power_of_attorney": False,
        "facility": nobody.facility(900_000 + which),
        "address": f"Provgatan {which}",
        "move_date": "2026-11-25",
        "confirmation_address": "Provgatan 1",
    }
