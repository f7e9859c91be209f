"""The queues of the house. A new routine is a module here and a name in this tuple."""

from collections.abc import Mapping
from typing import Final

from backoffice_tui.queues.datahub import DATAHUB
from backoffice_tui.queues.stora import STORA
from backoffice_tui.queues.syst import SYST
from backoffice_tui.queues.tyojono import TYOJONO
from backoffice_tui.routine.errors import NotFound
from backoffice_tui.routine.grammar import Queue

QUEUES: Final[Mapping[str, Queue]] = {queue.key: queue for queue in (SYST, STORA, TYOJONO, DATAHUB)}


def queue_named(key: str) -> Queue:
    """The queue of that key; NotFound where there is none."""
    if key not in QUEUES:
        raise NotFound("routine.no-such-queue", queue=key, known=", ".join(QUEUES))
    return QUEUES[key]


def owner_of(code: str) -> Queue | None:
    """The queue that owns a code of the customer system."""
    wanted = code.strip().upper()
    return next((queue for queue in QUEUES.values() if wanted in queue.codes), None)
