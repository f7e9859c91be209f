"""Which screen a queue has: its declaration names a face, and each face is a screen here."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from backoffice_tui.desk.desk import Desk
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.tui.worklist import WorklistScreen, worklist_for

if TYPE_CHECKING:
    from backoffice_tui.tui.intake import IntakeScreen


def _grid(desk: Desk, queue: Queue) -> WorklistScreen:
    # Whoever has no such queue on the screen does not wait for it.
    from backoffice_tui.tui.grid_screen import grid_for

    return grid_for(desk, queue)


def _tasks(desk: Desk, queue: Queue) -> WorklistScreen:
    from backoffice_tui.tui.task_list import tasks_for

    return tasks_for(desk, queue)


FACES: Final[Mapping[str, Callable[[Desk, Queue], WorklistScreen]]] = {
    "worklist": worklist_for,
    "grid": _grid,
    "tasks": _tasks,
}


def _task_form(desk: Desk, queue: Queue) -> "IntakeScreen":
    from backoffice_tui.tui.task_form import TaskForm

    return TaskForm(desk, queue)


FORMS: Final[Mapping[str, Callable[[Desk, Queue], "IntakeScreen"]]] = {"tasks": _task_form}
"""The faces whose form is one of their own."""


def form_for(desk: Desk, queue: Queue) -> "IntakeScreen":
    """The screen on which a case of the queue is registered."""
    from backoffice_tui.tui.intake import IntakeScreen

    return FORMS.get(queue.face, IntakeScreen)(desk, queue)


def face_of(desk: Desk, queue: Queue) -> WorklistScreen:
    """The main screen of a queue."""
    return FACES[queue.face](desk, queue)
