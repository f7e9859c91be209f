"""The places of the console: the screens that are reached from every list, and what was done on them."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Final

from textual import work
from textual.actions import ActionParseResult
from textual.dom import DOMNode
from textual.screen import Screen

from backoffice_tui.desk import outage, worklist
from backoffice_tui.desk.desk import Desk
from backoffice_tui.queues import QUEUES
from backoffice_tui.routine.errors import Problem
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.texts import say
from backoffice_tui.tui import base
from backoffice_tui.tui.faces import face_of, form_for
from backoffice_tui.tui.list_screen import ListScreen
from backoffice_tui.tui.main_screen import OVERVIEW, MainScreen
from backoffice_tui.tui.ways import ToHolders, ToList, ToReport

FROM_A_LIST: Final = frozenset(
    {
        "new_case",
        "take_in",
        "find",
        "metering",
        "outage",
        "queue",
        "outbox",
        "shift",
        "todo",
        "errors",
        "skips",
        "routine",
        "overview",
        "holders",
        "reports",
    }
)
"""Actions that leave a main screen for a place; from there Esc comes back."""


OPENS: Final = frozenset(
    {
        "new_case",
        "take_in",
        "find",
        "outage",
        "filter",
        "reveal",
        "copy",
        "place",
        "service",
        "write_out",
    }
)
"""Actions after which a screen comes that takes what is typed."""


class Places(base.SafeApp):
    """A console that knows its desk and the way to every screen."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(theme=desk.settings.theme)
        self.desk = desk
        self._done: list[tuple[Queue, tuple[str, ...]]] = []

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Places are left before another is gone to."""
        if action in FROM_A_LIST and not isinstance(self.place, MainScreen):
            return False
        return super().check_action(action, parameters)

    async def run_action(
        self,
        action: "str | ActionParseResult",
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Run an action; where it opens a screen, what is typed next is meant for that."""
        name = str(action).rpartition(".")[2].partition("(")[0]
        if name in OPENS and self.check_action(name, ()) and not self.screen.is_modal:
            self.hold_keys()
        return await super().run_action(action, default_namespace, namespaces)

    @property
    def place(self) -> Screen[object]:
        """The screen that questions, help and palette lie on."""
        return next(each for each in reversed(self.screen_stack) if not each.is_modal)

    # -- undo -------------------------------------------------------------------------------------

    def did(self, queue: Queue, numbers: tuple[str, ...]) -> None:
        """Remember what was done, for undo."""
        self._done.append((queue, numbers))

    def last_done(self) -> tuple[Queue, tuple[str, ...]] | None:
        """What was done last and not undone yet; it counts as undone from now on."""
        return self._done.pop() if self._done else None

    # -- the way to every screen ------------------------------------------------------------------

    @property
    def queue(self) -> Queue:
        """The queue on the screen, or the first."""
        if isinstance(self.screen, ListScreen):
            return self.screen.queue
        return next(iter(QUEUES.values()))

    @work(exclusive=True, group="ask")
    async def action_new_case(self) -> None:
        """Register a case by hand."""
        queue = self.queue
        if queue.form is None:
            return
        number = await self.push_screen_wait(form_for(self.desk, queue))
        if number and isinstance(self.screen, ListScreen):
            self.did(queue, (number,))
            line = await asyncio.to_thread(worklist.line, self.desk, queue, number)
            self.screen.show_list(at=line.key)

    @work(exclusive=True, group="ask")
    async def action_take_in(self) -> None:
        """Bring in a list, looked at first."""
        from backoffice_tui.tui.take_in import TakeInScreen

        await self.push_screen_wait(TakeInScreen(self.desk, self.queue))
        if isinstance(self.screen, ListScreen):
            self.screen.show_list()

    @work(exclusive=True, group="ask")
    async def action_find(self) -> None:
        """One search over every queue."""
        from backoffice_tui.tui.find import FindScreen

        found = await self.push_screen_wait(FindScreen(self.desk))
        if found:
            key, number = found
            queue = QUEUES[key]
            line = await asyncio.to_thread(worklist.line, self.desk, queue, number)
            await self.action_queue(key)
            if isinstance(self.screen, ListScreen):
                self.screen.show_case(line)

    @work(exclusive=True, group="ask")
    async def action_metering(self, facility: str | None = None) -> None:
        """Show the metering point of the case under the cursor; where there is none, ask which."""
        from backoffice_tui.tui.metering import open_point, open_point_of

        row = self.screen.list.current if isinstance(self.screen, ListScreen) else None
        if facility is None and row is not None:
            await open_point_of(self, self.desk, row)
        else:
            await open_point(self, self.desk, facility or "")

    @work(exclusive=True, group="ask")
    async def action_outage(self) -> None:
        """Say that the move system is down, or up again."""
        from backoffice_tui.tui.dialogs import Confirm

        state = await asyncio.to_thread(outage.status, self.desk)
        word = "up" if state.down else "down"
        question = Confirm(
            say(f"console.switch-{word}"),
            say(f"console.switch-{word}-body"),
            say("console.switch-yes"),
            danger=False,
        )
        if not await self.push_screen_wait(question):
            return
        try:
            state = await asyncio.to_thread(outage.switch, self.desk, down=not state.down)
        except Problem as why:
            self.notify(str(why), severity="error")
            return
        self.notify(say(f"console.switched-{word}"))
        if isinstance(self.screen, MainScreen):
            self.screen.reload()

    async def action_queue(self, key: str) -> None:
        """Show a queue."""
        await self._go_to(key, lambda: face_of(self.desk, QUEUES[key]))

    async def action_overview(self) -> None:
        """Show the lead's picture."""
        from backoffice_tui.tui.overview import overview_for

        await self._go_to(OVERVIEW, lambda: overview_for(self.desk))

    async def _go_to(self, key: str, make: Callable[[], MainScreen]) -> None:
        """Show a main screen; the one the console opened on stays below the others."""
        if not isinstance(self.screen, MainScreen) or self.screen.main_key == key:
            return
        first = self.screen_stack[0]
        if isinstance(first, MainScreen) and first.main_key == key:
            await self.pop_screen()
            first.reload()
        elif self.screen is first:
            await self.push_screen(make())
        else:
            await self.switch_screen(make())

    async def show_list(self, way: ToList) -> None:
        """Show the list behind a number; where that stood on the overview, Esc leads back to it."""
        back = isinstance(self.screen, MainScreen) and self.screen.main_key == OVERVIEW
        await self.action_queue(way.queue)
        if isinstance(self.screen, ListScreen):
            self.screen.show_behind(way.wanted, way.at, back=back)

    def show_holders(self, way: ToHolders) -> None:
        """Show who has what."""
        from backoffice_tui.tui.holders import HoldersScreen

        self.push_screen(HoldersScreen(self.desk, way.agent, way.queue))

    def show_report(self, way: ToReport) -> None:
        """Show a report."""
        from backoffice_tui.tui.report import ReportScreen

        self.push_screen(ReportScreen(self.desk, way.name, way.queue))

    def action_holders(self) -> None:
        """Show who has what."""
        self.show_holders(ToHolders())

    def action_reports(self) -> None:
        """Show the lead's reports, of the queue on the screen where there is one."""
        queue = self.screen.queue.key if isinstance(self.screen, ListScreen) else ""
        self.show_report(ToReport("weekly", queue))

    def action_outbox(self) -> None:
        """Show the messages that were made."""
        from backoffice_tui.tui.outbox import OutboxScreen

        self.push_screen(OutboxScreen(self.desk))

    def action_shift(self) -> None:
        """Show the shift."""
        from backoffice_tui.tui.shift import ShiftScreen

        self.push_screen(ShiftScreen(self.desk))

    def action_todo(self) -> None:
        """Show what has yet to be entered in the customer system."""
        from backoffice_tui.tui.todo import TodoScreen

        self.push_screen(TodoScreen(self.desk))

    def action_routine(self) -> None:
        """Show what leads decide of the routine on the screen."""
        from backoffice_tui.tui.deciding import DecidingScreen

        self.push_screen(DecidingScreen(self.desk, self.queue))

    def action_skips(self) -> None:
        """Show what was taken out of turn, and why."""
        from backoffice_tui.tui.skips import SkipsScreen

        self.push_screen(SkipsScreen(self.desk))

    def action_errors(self) -> None:
        """Show the errors that were said."""
        from backoffice_tui.tui.errors import ErrorsScreen

        self.push_screen(ErrorsScreen())

    def action_help(self) -> None:
        """Show the keys of this screen."""
        from backoffice_tui.tui.help import HelpScreen

        self.push_screen(HelpScreen())
