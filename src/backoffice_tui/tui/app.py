"""The console: how it starts, notices what others do, and ends."""

import asyncio
import os
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import ClassVar, Final

from textual import events, work
from textual.app import SystemCommand
from textual.binding import BindingType
from textual.screen import Screen

from backoffice_tui.desk import preferences, watch, worklist
from backoffice_tui.desk.desk import Desk
from backoffice_tui.queues import QUEUES
from backoffice_tui.routine.errors import Problem
from backoffice_tui.routine.listing import Filter
from backoffice_tui.texts import say
from backoffice_tui.tui import base
from backoffice_tui.tui.faces import face_of
from backoffice_tui.tui.keymap import keymap
from backoffice_tui.tui.keys import everywhere
from backoffice_tui.tui.look import THEMES
from backoffice_tui.tui.main_screen import OVERVIEW, MainScreen
from backoffice_tui.tui.places import Places
from backoffice_tui.tui.worklist import WorklistScreen

LOOK_EVERY: Final = 1.0
"""Seconds between two looks at whether somebody else changed the store."""

WARM_UP_AFTER: Final = 0.1
"""Seconds after the first key until the writing half is loaded, while whoever pressed it reads on."""

THEME: Final = "theme"
"""The name under which the theme chosen last is remembered."""

PRACTICE: Final = 300
"""Invented cases for somebody who starts with an empty store."""


class Console(Places):
    """The agent's console on one store."""

    TITLE = "backoffice"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.set_keymap(keymap(desk.settings))
        self._signal: int | None = None
        self._warm = False

    # -- start and end ----------------------------------------------------------------------------

    def get_default_screen(self) -> Screen[object]:
        """The screen chosen in the settings, else the overview for a lead and the first queue for an agent."""
        key = self.desk.settings.start_screen
        if key == OVERVIEW or (self.desk.lead and key not in QUEUES):
            from backoffice_tui.tui.overview import overview_for

            return overview_for(self.desk)  # type: ignore[return-value]
        queue = QUEUES.get(key) or next(iter(QUEUES.values()))
        return face_of(self.desk, queue)  # type: ignore[return-value]

    def on_mount(self) -> None:
        """Look for changes made by others, and offer something to practise on in an empty store."""
        super().on_mount()
        # Two threads that load SQLAlchemy at the same time see halves of it: until it is loaded, one at a time.
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(max_workers=1))
        self._look()
        self.set_interval(LOOK_EVERY, self._look)
        self._offer_practice()
        self._wear_the_last_theme()

    @work(exclusive=True, group="look")
    async def _look(self) -> None:
        try:
            found = await asyncio.to_thread(watch.signal, self.desk)
        except Problem:
            # The next change made here says in words what is wrong.
            return
        if found != self._signal:
            first, self._signal = self._signal is None, found
            if not first:
                self._follow()

    def _follow(self) -> None:
        """Show what others did."""
        if isinstance(self.screen, MainScreen):
            self.screen.reload()
            return
        from backoffice_tui.tui.side import SideScreen

        if isinstance(self.screen, SideScreen):
            self.screen.follow()

    async def on_event(self, event: events.Event) -> None:
        """Get ready to write once somebody works here; a console that is only looked at stays small."""
        if isinstance(event, (events.Key, events.MouseDown)) and not self._warm:
            self._warm = True
            self.set_timer(WARM_UP_AFTER, self._warm_up)
        await super().on_event(event)

    @work(group="theme")
    async def _wear_the_last_theme(self) -> None:
        """Wear what was chosen last, unless the settings say otherwise."""
        try:
            chosen = await asyncio.to_thread(preferences.remembered, self.desk, THEME)
        except Problem:
            return
        if chosen in self.available_themes and self.desk.settings.theme == THEMES[0].name:
            self.theme = chosen

    def watch_theme(self, theme: str) -> None:
        """Remember what the agent chose in the palette."""
        if self.is_running and "NO_COLOR" not in os.environ:
            self._remember_theme(theme)

    @work(exclusive=True, group="theme")
    async def _remember_theme(self, theme: str) -> None:
        with suppress(Problem):
            await asyncio.to_thread(preferences.remember, self.desk, THEME, theme)

    @work(group="warm")
    async def _warm_up(self) -> None:
        try:
            await asyncio.to_thread(watch.warm_up, self.desk)
        except Problem:
            return
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor())

    @work(group="practice")
    async def _offer_practice(self) -> None:
        if not self.desk.create:
            return
        try:
            count = await asyncio.to_thread(self._any_case)
        except Problem as why:
            self.leave_with(why)
            return
        if count:
            return
        from backoffice_tui.tui.dialogs import Confirm

        title, body = say("console.offer-demo-title"), say("console.offer-demo")
        yes = say("console.offer-demo-yes")
        if await self.push_screen_wait(Confirm(title, body, yes, danger=False)):
            await self._fill()

    def _any_case(self) -> bool:
        every = Filter(all=True)
        return any(worklist.total(self.desk, queue, every, 1) for queue in QUEUES.values())

    async def _fill(self) -> None:
        from backoffice_tui.desk.practice import practise

        self.notify(say("console.filling"))
        try:
            await asyncio.to_thread(practise, self.desk, PRACTICE)
        except Problem as why:
            self.notify(str(why), severity="error")
        if isinstance(self.screen, MainScreen):
            self.screen.reload()

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
            from backoffice_tui.tui.dialogs import Confirm

            shown = ", ".join(held[:5]) + (" …" if len(held) > 5 else "")
            key = "quit-body" if len(held) > 1 else "quit-body-one"
            body = say(f"console.{key}", count=len(held), shown=shown)
            question = Confirm(say("console.quit-title"), body, say("console.quit-yes"))
            if not await self.push_screen_wait(question):
                return
        self.exit(return_code=0)

    def on_terminating(self) -> None:
        """Keep what is being typed, whatever ends the program."""
        for screen in self.screen_stack:
            keep = getattr(screen, "keep_now", None) or getattr(screen, "keep_draft", None)
            if callable(keep):
                keep()

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Every action of the screen below by its name and key, then what every screen has."""
        seen: set[str] = set()
        for active in screen.active_bindings.values():
            binding = active.binding
            named = binding.description and binding.id
            if not named or binding.action in seen or not active.enabled:
                continue
            seen.add(binding.action)
            key = self.get_key_display(binding)
            run = partial(self.run_action, binding.action, active.node)
            yield SystemCommand(f"{binding.description}  ({key})", binding.tooltip, run)
        if self.check_action("metering", ()):
            title, tooltip = say("metering.key.other"), say("metering.key.open-help")
            yield SystemCommand(title, tooltip, partial(self.action_metering, ""))
        if isinstance(screen, WorklistScreen):
            for name, wanted in screen.lists.items():
                show = partial(screen.show_filtered, wanted)
                yield SystemCommand(say("lists.command", name=name), "", show)
        yield from super().get_system_commands(screen)


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
    from backoffice_tui.desk.practice import practise

    with tempfile.TemporaryDirectory(prefix="backoffice-demo-") as folder:
        settings = replace(desk.settings, db=str(Path(folder) / "demo.db"))
        practice = Desk(settings, create=True)
        practise(practice, demo)
        return _run(practice)


def _run(desk: Desk) -> int:
    try:
        return base.run_console(console_for(desk))
    finally:
        desk.close()
