"""A notice that comes from the e-service: the task it becomes."""

from typing import TYPE_CHECKING

from backoffice_tui.queues.tyojono.order import NOTICE
from backoffice_tui.queues.tyojono.task import of_contract
from backoffice_tui.routine.contracts import Lease
from backoffice_tui.routine.feed import ToldNotice
from backoffice_tui.routine.taking import tell

if TYPE_CHECKING:
    from backoffice_tui.routine.taking import PlainCase


def arrive(case: "PlainCase", lease: Lease, told: ToldNotice) -> None:
    """Say of a new task what the notice and its contract tell."""
    case.type = NOTICE
    case.protected = lease.protected
    tell(case, {"title": NOTICE, **of_contract(lease), **told.facts})
