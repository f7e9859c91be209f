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


def _overview(desk: Desk) -> None:
    overview.look(desk)
    for queue in QUEUES.values():
        weeks(desk, queue)


PARTS: Final[dict[str, Callable[[Desk], object]]] = {
    "the overview, all of it": _overview,
    "who has what": holders,
    "report weekly": lambda desk: report(desk, "weekly", Asked()),
    "report waits": lambda desk: report(desk, "waits", Asked()),
}


def figures(bench: Bench) -> Iterator[Line]:
    """The lead's figures are kept and not counted, so the number of cases must not matter."""
    large = stores.desk_on(stores.loaded(bench.size))
    small = stores.desk_on(stores.loaded(stores.SMALL))
    for name, look in PARTS.items():
        yield from in_turn(
            f"15 {name}, {bench.size:,} cases",
            _timed(large, look),
            [Rival(f"the same, {stores.SMALL:,} cases", _timed(small, look), Target(1.2))],
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
