"""Where a case stands. Plain Python, so that a routine can be declared without loading the tables."""

from enum import StrEnum
from typing import Final


class State(StrEnum):
    """Five states serve all queues; each queue names those it uses in its own words."""

    NEW = "new"
    ACTIVE = "active"
    WAITING = "waiting"
    DONE = "done"
    REJECTED = "rejected"


OPEN: Final = frozenset({State.NEW, State.ACTIVE, State.WAITING})
"""The states in which a case still needs someone."""

SHOWN: Final = (
    "title",
    "customer",
    "customer_name",
    "facility",
    "subject",
    "note",
    "contract",
    "target_contract",
)
"""The facts that the work list shows: copied to columns of the case, erased with the facts."""
