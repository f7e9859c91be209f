"""The lead's picture: the overview and the reports, in the loaded store and in one of a thousand cases."""

import time
from collections.abc import Callable, Iterator
from typing import Final

from backoffice_tui.desk import overview
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.holders import holders
from backoffice_tui.desk.reports import Asked, report
from backoffice_tui.desk.weeks import weeks
from backoffice_tui.queues import QUEUES
from bench import stores
from bench.measure import Bench, Line, Measure, Rival, Target, in_turn

AT_ONCE: Final = 5


def _weeks(desk: Desk) -> None:
    for queue in QUEUES.values():
        weeks(desk, queue)


PARTS: Final[dict[str, tuple[Callable[[Desk], object], float]]] = {
    "the overview of this moment": (overview.look, 1.2),
    # They read the hours of eight weeks in which anything happened, and a small store has few of those.
    "the overview's weeks": (_weeks, 2.0),
    "who has what": (holders, 1.2),
    "report waits": (lambda desk: report(desk, "waits", Asked()), 1.2),
}
"""What is looked at, and how many times as long it may take."""


def figures(bench: Bench) -> Iterator[Line]:
    """The lead's figures are kept and not counted, so the number of cases must not matter."""
    large = stores.desk_on(stores.loaded(bench.size))
    small = stores.desk_on(stores.loaded(stores.SMALL))
    for name, (look, limit) in PARTS.items():
        yield from in_turn(
            f"15 {name}, {bench.size:,} cases",
            _timed(large, look),
            [Rival(f"the same, {stores.SMALL:,} cases", _timed(small, look), Target(limit))],
            bench.rounds(40),
            warm_up=2,
        )
    large.close()
    small.close()


def _timed(desk: Desk, look: Callable[[Desk], object]) -> Measure:
    """Milliseconds for one look, over a number of them."""

    def measure() -> float:
        began = time.perf_counter()
        for _ in range(AT_ONCE):
            look(desk)
        return (time.perf_counter() - began) * 1000 / AT_ONCE

    return measure
