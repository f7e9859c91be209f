"""The console: a screen for each queue, and what is reached from every screen."""

import asyncio
import tempfile
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import ClassVar, Final

from textual import work
from textual.app import SystemCommand
from textual.binding import BindingType
from textual.screen import Screen

from backoffice_tui.desk import outage, watch, worklist
from backoffice_tui.desk.desk import Desk
from backoffice_tui.queues import QUEUES
from backoffice_tui.routine.errors import Problem
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.listing import Filter
from backoffice_tui.texts import say
from backoffice_tui.tui import base
from backoffice_tui.tui.dialogs import Confirm
from backoffice_tui.tui.keys import everywhere
from backoffice_tui.tui.list_screen import ListScreen
from backoffice_tui.tui.worklist import worklist_for

LOOK_EVERY: Final = 1.0
"""Seconds between two looks at whether somebody else changed the store."""

WARM_UP_AFTER: Final = 0.7
"""Seconds after the start until the writing half is loaded, when the list has long been drawn."""

PRACTICE: Final = 300
"""Invented cases for somebody who starts with an empty store."""


class Console(base.SafeApp):
    """The agent's console on one store."""

    TITLE = "backoffice"

    def __init__(self, desk: Desk) -> None:
        super().__init__(theme=desk.settings.theme)
        self.desk = desk
        self.set_keymap(dict(desk.settings.keys))
        self._done: list[tuple[Queue, tuple[str, ...]]] = []
        self._signal: int | None = None

    # -- start and end ----------------------------------------------------------------------------

    def get_default_screen(self) -> Screen[object]:
        """The queue chosen in the settings, else the first."""
        key = self.desk.settings.start_screen
        queue = QUEUES.get(key) or next(iter(QUEUES.values()))
        return worklist_for(self.desk, queue)  # type: ignore[return-value]

    def on_mount(self) -> None:
        """Look for changes made by others, and offer something to practise on in an empty store."""
        super().on_mount()
        self._look()
        self.set_interval(LOOK_EVERY, self._look)
        self.set_timer(WARM_UP_AFTER, self._warm_up)
        self._offer_practice()

    @work(exclusive=True, group="look")
    async def _look(self) -> None:
        try:
            found = await asyncio.to_thread(watch.signal, self.desk)
        except Problem:
            # The next change made here says in words what is wrong.
            return
        if found != self._signal:
            first, self._signal = self._signal is None, found
            if not first and isinstance(self.screen, ListScreen):
                self.screen.reload()

    @work(group="warm")
    async def _warm_up(self) -> None:
        try:
            await asyncio.to_thread(watch.warm_up, self.desk)
        except Problem:
            return

    @work(group="practice")
    async def _offer_practice(self) -> None:
        if not self.desk.create:
            return
        queue = next(iter(QUEUES.values()))
        try:
            count = await asyncio.to_thread(worklist.total, self.desk, queue, Filter(all=True), 1)
        except Problem as why:
            self.leave_with(why)
            return
        if count:
            return
        title, body = say("console.offer-demo-title"), say("console.offer-demo")
        yes = say("console.offer-demo-yes")
        if await self.push_screen_wait(Confirm(title, body, yes, danger=False)):
            await self._fill()

    async def _fill(self) -> None:
        from backoffice_tui.desk import demo

        self.notify(say("console.filling"))
        try:
            await asyncio.to_thread(demo.fill, self.desk, PRACTICE)
        except Problem as why:
            self.notify(str(why), severity="error")
        if isinstance(self.screen, ListScreen):
            self.screen.show_list()

    def leave_with(self, problem: Problem) -> None:
        """End at once with a sentence: without a store there is nothing to show."""
        self.exit(return_code=problem.exit_code, message=str(problem))

    async def action_quit(self) -> None:
        """Leave; asked first where started cases would be left lying."""
        self._leave()

    @work(exclusive=True, group="leave")
    async def _leave(self) -> None:
        mine = Filter(handler=self.desk.agent)
        held: list[str] = []
        for queue in QUEUES.values():
            try:
                page = await asyncio.to_thread(worklist.page, self.desk, queue, mine, "", 6)
            except Problem:
                continue
            held += [line.number for line in page.rows]
        if held:
            shown = ", ".join(held[:5]) + (" …" if len(held) > 5 else "")
            body = say("console.quit-body", count=len(held), shown=shown)
            question = Confirm(say("console.quit-title"), body, say("console.quit-yes"))
            if not await self.push_screen_wait(question):
                return
        self.exit(return_code=0)

    def on_terminating(self) -> None:
        """Keep what is being typed, whatever ends the program."""
        for screen in self.screen_stack:
            keep = getattr(screen, "keep_draft", None)
            if callable(keep):
                keep()

    # -- undo -------------------------------------------------------------------------------------

    def did(self, queue: Queue, numbers: tuple[str, ...]) -> None:
        """Remember what was done, for undo."""
        self._done.append((queue, numbers))

    def last_done(self) -> tuple[Queue, tuple[str, ...]] | None:
        """What was done last and not undone yet; it counts as undone from now on."""
        return self._done.pop() if self._done else None

    # -- everywhere -------------------------------------------------------------------------------

    @property
    def queue(self) -> Queue:
        """The queue on the screen, or the first."""
        if isinstance(self.screen, ListScreen):
            return self.screen.queue
        return next(iter(QUEUES.values()))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Every action of the screen below by its name and key, then what every screen has."""
        seen: set[str] = set()
        for active in screen.active_bindings.values():
            binding = active.binding
            if not binding.description or binding.action in seen or not active.enabled:
                continue
            seen.add(binding.action)
            key = self.get_key_display(binding)
            run = partial(self.run_action, binding.action, active.node)
            yield SystemCommand(f"{binding.description}  ({key})", binding.id or "", run)
        yield from super().get_system_commands(screen)

    @work(exclusive=True, group="ask")
    async def action_new_case(self) -> None:
        """Register a case by hand."""
        from backoffice_tui.tui.intake import IntakeScreen

        queue = self.queue
        if queue.form is None:
            return
        number = await self.push_screen_wait(IntakeScreen(self.desk, queue))
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
            self.action_queue(key)
            if isinstance(self.screen, ListScreen):
                self.screen.show_case(line)

    @work(exclusive=True, group="ask")
    async def action_outage(self) -> None:
        """Say that the move system is down, or up again."""
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
        if isinstance(self.screen, ListScreen):
            self.screen.reload()

    def action_queue(self, key: str) -> None:
        """Show a queue."""
        if isinstance(self.screen, ListScreen) and self.screen.queue.key != key:
            self.switch_screen(worklist_for(self.desk, QUEUES[key]))

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

    def action_errors(self) -> None:
        """Show the errors that were said."""
        from backoffice_tui.tui.errors import ErrorsScreen

        self.push_screen(ErrorsScreen())

    def action_help(self) -> None:
        """Show the keys of this screen."""
        from backoffice_tui.tui.help import HelpScreen

        self.push_screen(HelpScreen())


def console_for(desk: Desk) -> Console:
    """The console with its keys named in the language spoken now."""

    class Spoken(Console):
        """The console in one language."""

        BINDINGS: ClassVar[list[BindingType]] = everywhere()

    return Spoken(desk)


def run_console(desk: Desk, demo: int = 0) -> int:
    """Run the console to its end and return the exit code; with `demo`, on a throw-away store of so many cases."""
    if not demo:
        return _run(desk)
    from backoffice_tui.desk.demo import fill

    with tempfile.TemporaryDirectory(prefix="backoffice-demo-") as folder:
        settings = replace(desk.settings, db=str(Path(folder) / "demo.db"))
        practice = Desk(settings, create=True)
        fill(practice, demo)
        return _run(practice)


def _run(desk: Desk) -> int:
    try:
        return base.run_console(console_for(desk))
    finally:
        desk.close()
