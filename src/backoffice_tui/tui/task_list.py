"""A queue of tasks: the work list, each task on a screen of its own."""

from typing import ClassVar

from textual import on, work
from textual.binding import Binding, BindingType

from backoffice_tui.desk.desk import Desk
from backoffice_tui.routine.grammar import HOUSE_MOVES, Queue
from backoffice_tui.routine.listing import CaseLine
from backoffice_tui.texts import say
from backoffice_tui.tui.case_list import CaseList
from backoffice_tui.tui.contract_screen import ContractScreen
from backoffice_tui.tui.keys import in_a_list, of_contracts, of_service
from backoffice_tui.tui.notice import TaskScreen
from backoffice_tui.tui.worklist import WorklistScreen


class TaskListScreen(WorklistScreen):
    """The work list; Enter shows a task on its own screen, the card beside the list stays a glance."""

    def open_card(self, line: CaseLine, reason: str = "") -> None:
        """Show the task on its own screen."""
        self._open_task(line, reason)

    @work(exclusive=True, group="ask")
    async def _open_task(self, line: CaseLine, reason: str) -> None:
        await self.app.push_screen_wait(task_screen_for(self.desk, self.queue, line, reason))
        self.reload()

    def look_at(self, line: CaseLine) -> None:
        """Show the task where it stands now."""
        self.show_list(at=line.key)
        self.open_card(line)

    @on(CaseList.Opened)
    def _task_opened(self, event: CaseList.Opened) -> None:
        event.prevent_default()
        if row := self.list.current:
            self.open_card(row)

    @work(exclusive=True, group="ask")
    async def action_service(self) -> None:
        """Show what was set aside of the e-service's feed, the robot and the returns."""
        from backoffice_tui.tui.service import ServiceScreen

        if await self.app.push_screen_wait(ServiceScreen(self.desk, self.queue)):
            self.reload()

    def action_view(self, view: str) -> None:
        """Show a view of the contract of the task under the cursor."""
        row = self.list.current
        numbers = [each for each in (row.contract, row.target_contract) if each] if row else []
        if numbers:
            self.app.push_screen(ContractScreen(self.desk, numbers, 0, view))
        else:
            self.notify(say("task.no-contract"))


def tasks_for(desk: Desk, queue: Queue) -> TaskListScreen:
    """The list of a queue, its keys made from the routine's moves."""

    class QueueTasks(TaskListScreen):
        """The list with this queue's own keys."""

        BINDINGS: ClassVar[list[BindingType]] = [
            *in_a_list(queue),
            *of_contracts(),
            *of_service(),
        ]

    return QueueTasks(desk, queue)


def task_screen_for(desk: Desk, queue: Queue, line: CaseLine, reason: str = "") -> TaskScreen:
    """The screen of a task, its keys made from the routine's moves."""

    class QueueTask(TaskScreen):
        """The task with this queue's own keys."""

        BINDINGS: ClassVar[list[BindingType]] = [
            Binding(
                move.key,
                f"move('{move.name}')",
                queue.title_of(move),
                show=move.name == queue.start,
                id=f"{queue.key}.task.{move.name}",
            )
            for move in (*queue.moves, *HOUSE_MOVES)
        ]

    return QueueTask(desk, queue, line, reason)
