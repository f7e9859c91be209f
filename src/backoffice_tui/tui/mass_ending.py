"""Ending all agreements of a seller that ceased: looked at, asked about, run with a bar that can be stopped."""

import asyncio
import time
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import ClassVar, Final

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Input, ProgressBar

from backoffice_tui.desk import mass_ending
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.mass_ending import MassReport
from backoffice_tui.routine.errors import Problem
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.texts import say
from backoffice_tui.tui.dialogs import TYPED_FROM, AskLine, Confirm
from backoffice_tui.tui.fields import LineField
from backoffice_tui.tui.paths import typed
from backoffice_tui.tui.side import Plain, SideScreen

_TELL_EVERY: Final = 0.1
"""Seconds between two movements of the progress bar."""


class MassEndScreen(SideScreen[None]):
    """A mass termination: what it would do, how far it has come, what it did."""

    DEFAULT_CSS = """
    MassEndScreen {
        & #asked { height: auto; padding: 1 1 0 1; }
        & #asked Horizontal { height: 1; }
        & #asked .label { width: 14; color: $text-muted; }
        & #said { padding: 1 1 0 1; color: $text-muted; }
        & ProgressBar { display: none; margin: 1 1 0 1; }
        & Bar { width: 1fr; }
        &.-working ProgressBar { display: block; width: 100%; }
        & #report { height: 1fr; padding: 1 1 0 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "run", "agreements.mass.key.run", priority=True, id="mass.run"),
        Binding("enter", "go_on", show=False, priority=True, id="mass.go-on"),
        Binding("w", "write", "agreements.mass.key.report", id="mass.write"),
    ]

    def __init__(self, desk: Desk, queue: Queue) -> None:
        super().__init__()
        self.desk, self.queue = desk, queue
        self._looked: MassReport | None = None
        self._working = self._stop = False
        self._told_at = 0.0
        self._seller = LineField(placeholder=say("agreements.mass.placeholder.seller"))
        self._day = LineField(placeholder=say("agreements.mass.placeholder.day"))

    def heading(self) -> str:
        """Where one is."""
        return say("agreements.mass.title")

    def body(self) -> ComposeResult:
        """Seller and day, what is said, the bar, what becomes of how many."""
        with Vertical(id="asked"):
            for name, field in (("seller", self._seller), ("day", self._day)):
                yield Horizontal(Plain(say(f"agreements.mass.{name}"), classes="label"), field)
        yield Plain(say("agreements.mass.hint"), id="said")
        yield ProgressBar(show_eta=False)
        with VerticalScroll(id="report"):
            yield Plain()

    def rest(self) -> Widget | None:
        """What becomes of the agreements has the focus."""
        return self.query_one("#report", VerticalScroll)

    def on_mount(self) -> None:
        """Starts with typing, with the sellers there are."""
        self.set_focus(self._seller)
        self._tell_sellers()

    @work(exclusive=True, group="sellers")
    async def _tell_sellers(self) -> None:
        try:
            names = await asyncio.to_thread(mass_ending.sellers, self.desk)
        except Problem as problem:
            self.trouble(problem)
            return
        if names and self._looked is None:
            shown = say("agreements.mass.sellers", names=", ".join(names))
            self.query_one("#report Plain", Plain).show(shown)

    def _say(self, key: str, **values: object) -> None:
        self.query_one("#said", Plain).show(say(f"agreements.mass.{key}", **values))

    # -- looking ----------------------------------------------------------------------------------

    @on(Input.Changed)
    def _typed(self) -> None:
        self._looked = None
        self._say("hint")
        self.refresh_bindings()

    def action_go_on(self) -> None:
        """To the field that is empty; where none is, looks what would happen."""
        if not self._day.value.strip():
            self.set_focus(self._day)
        elif not self._seller.value.strip():
            self.set_focus(self._seller)
        else:
            self._look()

    @work(exclusive=True, group="look")
    async def _look(self) -> None:
        self._say("looking")
        try:
            found = await asyncio.to_thread(self._read)
        except Problem as problem:
            self.query_one("#said", Plain).show(f"✗ {problem}")
            return
        self._show(found, "done" if found.finished else "would")
        self.set_focus(self.rest())

    def _read(self) -> MassReport:
        seller, day = mass_ending.read_asked(
            self.desk, self.queue, self._seller.value, self._day.value
        )
        return mass_ending.preview(self.desk, seller, day)

    def _show(self, report: MassReport, key: str) -> None:
        self._looked = report
        values = {"ended": report.ended, "total": report.total, "day": report.day}
        said = [say(f"agreements.mass.{key}", done=report.done, **values)]
        if key == "would":
            said.append(say(f"agreements.mass.{self._next(report)}"))
        self.query_one("#said", Plain).show("\n".join(said))
        shown = "\n".join((report.seller, *(f"  {line}" for line in report.lines)))
        self.query_one("#report Plain", Plain).show(shown)
        self.refresh_bindings()

    @staticmethod
    def _next(report: MassReport) -> str:
        if report.begun and not report.finished:
            return "begun"
        return "press" if report.ended else "nothing"

    # -- running ----------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what was looked at is run, and reported."""
        if action == "run":
            looked = self._looked
            return looked is not None and not looked.finished and not self._working
        if action == "go_on":
            return self.in_field()
        if action == "write":
            return self._looked is not None and not self._working and not self.in_field()
        return super().check_action(action, parameters)

    @work(exclusive=True, group="ask")
    async def action_run(self) -> None:
        """Asks, and ends the agreements."""
        looked = self._looked
        if looked is None:
            return
        if not await self._agreed(looked):
            return
        self._begin()
        try:
            report = await asyncio.to_thread(
                self._end, looked.seller, looked.day, asyncio.get_running_loop()
            )
        except Problem as problem:
            self.trouble(problem)
        else:
            self._show(report, "done" if report.finished else "stopped")
        finally:
            self._working = False
            self.set_class(False, "-working")
            self._seller.disabled = self._day.disabled = False
            self.refresh_bindings()

    async def _agreed(self, looked: MassReport) -> bool:
        """Whether the agent means it: a few by a letter, many by typing how many."""
        values = {"seller": looked.seller, "count": looked.ended, "day": looked.day}
        title, body = say("agreements.mass.ask"), say("agreements.mass.ask-body", **values)
        if looked.ended < TYPED_FROM:
            question = Confirm(title, body, say("agreements.mass.ask-yes"))
            return bool(await self.app.push_screen_wait(question))
        label = f"{body} {say('agreements.mass.ask-typed', count=looked.ended)}"
        typed_count = await self.app.push_screen_wait(AskLine(title, label))
        if typed_count and typed_count != str(looked.ended):
            self.app.notify(say("agreements.mass.not-typed"), severity="warning")
        return typed_count == str(looked.ended)

    def _begin(self) -> None:
        self._working, self._stop = True, False
        self._seller.disabled = self._day.disabled = True
        self.set_class(True, "-working")
        self.query_one(ProgressBar).update(total=None, progress=0)
        self.refresh_bindings()

    def _end(self, seller: str, day: date, loop: asyncio.AbstractEventLoop) -> MassReport:
        done = mass_ending.end_all(self.desk, seller, day, partial(self._told, loop))
        others = mass_ending.preview(self.desk, seller, day).others if done.finished else ()
        return replace(done, others=others)

    def _told(self, loop: asyncio.AbstractEventLoop, done: int, total: int) -> bool:
        """Called from the thread that writes, which must not wait for the screen."""
        now = time.monotonic()
        if now - self._told_at >= _TELL_EVERY:
            self._told_at = now
            loop.call_soon_threadsafe(self._progress, done, total)
        return not self._stop

    def _progress(self, done: int, total: int) -> None:
        for bar in self.query(ProgressBar):
            bar.update(total=total, progress=done)

    @work(exclusive=True, group="ask")
    async def action_write(self) -> None:
        """Writes each agreement with what becomes of it to a file."""
        looked = self._looked
        if looked is None:
            return
        default = str(Path.home() / f"mass-end-{looked.day}.xlsx")
        question = AskLine(say("agreements.mass.key.report"), say("agreements.mass.out"), default)
        answer = await self.app.push_screen_wait(question)
        if not isinstance(answer, str) or not answer:
            return
        path = typed(answer)
        try:
            await asyncio.to_thread(
                mass_ending.write_report, self.desk, looked.seller, looked.day, path
            )
        except Problem as problem:
            self.trouble(problem)
            return
        self.app.notify(say("agreements.mass.report", name=path))

    def go_back(self) -> None:
        """Stops what runs after the batch it is at; else leaves."""
        if self._working:
            self._stop = True
            self._say("stopping")
        else:
            self.dismiss(None)

    def on_unmount(self) -> None:
        """A console that ends does not wait for the rest."""
        self._stop = True
