"""A store to practise on: something of everything there is."""

from collections.abc import Callable

from backoffice_tui.desk.demo import fill
from backoffice_tui.desk.demo_leases import add_leases
from backoffice_tui.desk.demo_requests import add_requests
from backoffice_tui.desk.demo_support import add_support
from backoffice_tui.desk.desk import Desk


def practise(desk: Desk, count: int, *, progress: Callable[[int, int], bool] | None = None) -> None:
    """Fill a new store with that many invented cases, and with what the other queues have; as `demo.fill` refuses."""
    fill(desk, count, progress=progress)
    add_requests(desk)
    add_leases(desk, count)
    add_support(desk)
