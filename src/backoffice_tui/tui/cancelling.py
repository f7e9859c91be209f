"""Cancelling an agreement: the day typed, what would change seen at once, saved with one key."""

import asyncio
from collections.abc import Iterator
from typing import ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Input, Static

from backoffice_tui.desk import agreements
from backoffice_tui.desk.agreements import Cancelled
from backoffice_tui.desk.desk import Desk
from backoffice_tui.queues.datahub.ar01 import REASON
from backoffice_tui.routine.errors import Problem
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.listing import CaseLine
from backoffice_tui.routine.text import clean
from backoffice_tui.texts import say
from backoffice_tui.tui.ar01 import lines_of
from backoffice_tui.tui.fields import LineField
from backoffice_tui.tui.side import Plain, SideScreen

LOOK_AFTER = 0.1
"""Seconds of not typing after which is looked what would change."""


class CancelScreen(SideScreen[bool]):
    """Gives whether the agreement was cancelled."""

    DEFAULT_CSS = """
    CancelScreen {
        & #asked { height: auto; padding: 1 1 0 1; }
        & #asked Horizontal { height: 1; }
        & #asked .label { width: 18; color: $text-muted; }
        & #said { padding: 0 1; }
        & #would { height: 1fr; padding: 1 1 0 1; scrollbar-size-vertical: 1; }
        & #would Static { height: auto; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "save", "agreements.screen.key.save", priority=True, id="cancelling.save"),
        Binding("enter", "go_on", show=False, priority=True, id="cancelling.go-on"),
    ]

    def __init__(self, desk: Desk, queue: Queue, number: str, line: CaseLine | None) -> None:
        super().__init__()
        self.desk, self.queue, self._number, self._line = desk, queue, number, line
        self._seen: Cancelled | None = None
        self._saving = False
        self._on = LineField(placeholder=say("ar01.screen.placeholder.cancelled"))
        self._continues = LineField(placeholder=say("ar01.screen.placeholder.continues"))

    def heading(self) -> str:
        """Which agreement it is."""
        number = clean(self._number, limit=40, one_line=True)
        return say("agreements.screen.preview", number=number)

    def body(self) -> ComposeResult:
        """Two days, what can be done, what would change."""
        with Vertical(id="asked"):
            for name, field in (("on", self._on), ("continues", self._continues)):
                label = say(f"agreements.screen.{name}")
                yield Horizontal(Plain(label, classes="label"), field)
        yield Plain(id="said")
        with VerticalScroll(id="would"):
            yield Static(markup=False)

    def rest(self) -> Widget | None:
        """What would change has the focus."""
        return self.query_one("#would", VerticalScroll)

    def on_mount(self) -> None:
        """Starts with typing."""
        self.set_focus(self._on)

    def action_go_on(self) -> None:
        """To the next field."""
        self.focus_next()

    @on(Input.Changed)
    def _typed(self) -> None:
        self._seen = None
        self.refresh_bindings()
        self._look()

    @work(exclusive=True, group="look")
    async def _look(self) -> None:
        await asyncio.sleep(LOOK_AFTER)
        said, shown = "", Text("")
        if self._on.value.strip():
            try:
                self._seen = await asyncio.to_thread(
                    agreements.preview,
                    self.desk,
                    self.queue,
                    self._number,
                    self._on.value,
                    REASON,
                    self._continues.value,
                )
                shown = Text("\n").join(self._lines(self._seen))
                said = say(f"agreements.screen.{'hint' if self._may_save else 'hint-not'}")
            except Problem as problem:
                said = f"✗ {problem}"
        self.query_one("#said", Plain).show(said)
        self.query_one("#would Static", Static).update(shown)
        self.refresh_bindings()

    @property
    def _may_save(self) -> bool:
        return self._seen is not None and self._seen.plan.ruling.ruled

    def _lines(self, seen: Cancelled) -> Iterator[Text]:
        if seen.plan.ruling.ruled:
            yield Text(say("agreements.cli.would"), "bold")
            for text in seen.lines or (say("agreements.screen.nothing"),):
                yield Text(f"  {clean(text)}")
            if self._line is not None:
                number = clean(self._line.number, limit=40, one_line=True)
                yield Text(say("agreements.screen.logged", number=number), "dim")
            yield Text("")
        yield from lines_of(seen.answered)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what was seen, and is ruled, is saved."""
        if action == "save":
            return self._may_save and not self._saving
        if action == "go_on":
            return self.in_field()
        return super().check_action(action, parameters)

    @work(exclusive=True, group="save")
    async def action_save(self) -> None:
        """Saves what was seen."""
        seen, self._saving = self._seen, True
        try:
            await asyncio.to_thread(self._save, seen)
        except Problem as problem:
            self.trouble(problem)
            self._look()
        else:
            self.dismiss(True)
        finally:
            self._saving = False

    def _save(self, seen: Cancelled | None) -> None:
        agreements.cancel(
            self.desk,
            self.queue,
            self._number,
            self._on.value,
            REASON,
            self._continues.value,
            case=self._line.number if self._line else "",
            seen=seen,
        )

    def go_back(self) -> None:
        """Leaves everything as it is."""
        self.dismiss(False)
