"""Which screen a queue has: its declaration names a face, and each face is a screen here."""

from collections.abc import Callable, Mapping
from typing import Final

from backoffice_tui.desk.desk import Desk
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.tui.worklist import WorklistScreen, worklist_for


def _grid(desk: Desk, queue: Queue) -> WorklistScreen:
    # Whoever has no such queue on the screen does not wait for it.
    from backoffice_tui.tui.grid_screen import grid_for

    return grid_for(desk, queue)


FACES: Final[Mapping[str, Callable[[Desk, Queue], WorklistScreen]]] = {
    "worklist": worklist_for,
    "grid": _grid,
}


def face_of(desk: Desk, queue: Queue) -> WorklistScreen:
    """The main screen of a queue."""
    return FACES[queue.face](desk, queue)
