"""Which screens a queue has: its declaration names a face and places, and each of them is a screen here."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from textual.screen import Screen

from backoffice_tui.desk.desk import Desk
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.listing import CaseLine
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


def _guidance(desk: Desk, queue: Queue, line: CaseLine | None) -> Screen[None]:
    from backoffice_tui.tui.guidance import GuidanceScreen

    return GuidanceScreen(desk, queue, line)


def _weeks(desk: Desk, queue: Queue, _line: CaseLine | None) -> Screen[None]:
    from backoffice_tui.tui.weeks import WeeksScreen

    return WeeksScreen(desk, queue)


def _ar01(desk: Desk, queue: Queue, line: CaseLine | None) -> Screen[None]:
    from backoffice_tui.tui.ar01 import AnswerScreen

    return AnswerScreen(desk, queue, line)


def _agreements(desk: Desk, queue: Queue, line: CaseLine | None) -> Screen[None]:
    from backoffice_tui.tui.agreements import AgreementsScreen

    return AgreementsScreen(desk, queue, line)


def _mass_ending(desk: Desk, queue: Queue, _line: CaseLine | None) -> Screen[None]:
    from backoffice_tui.tui.mass_ending import MassEndScreen

    return MassEndScreen(desk, queue)


PLACES: Final[Mapping[str, Callable[[Desk, Queue, CaseLine | None], Screen[None]]]] = {
    "agreements": _agreements,
    "ar01": _ar01,
    "guidance": _guidance,
    "mass-end": _mass_ending,
    "weeks": _weeks,
}
"""The screens a queue may have beside its list, by the names it declares; each is told the case under the cursor."""


def place_of(name: str, desk: Desk, queue: Queue, line: CaseLine | None) -> Screen[None]:
    """A screen of the queue's own."""
    return PLACES[name](desk, queue, line)


def face_of(desk: Desk, queue: Queue) -> WorklistScreen:
    """The main screen of a queue."""
    return FACES[queue.face](desk, queue)
