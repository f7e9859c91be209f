"""The agreements of a metering point: which days each is in force, what was done to it, cancelling one."""

import asyncio
from collections.abc import Callable, Iterator
from typing import ClassVar, Final

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from backoffice_tui.desk import agreements
from backoffice_tui.desk.agreements import Point, said_act, said_days
from backoffice_tui.desk.desk import Desk
from backoffice_tui.queues.datahub.agreement import SALES, Agreement, state_of
from backoffice_tui.routine.errors import Problem
from backoffice_tui.routine.facilities import grouped
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.listing import CaseLine
from backoffice_tui.routine.text import clean
from backoffice_tui.texts import say
from backoffice_tui.tui.cancelling import CancelScreen
from backoffice_tui.tui.case_list import CaseList, Cell, Column, Tone
from backoffice_tui.tui.fields import LineField
from backoffice_tui.tui.in_memory import InMemory, Item
from backoffice_tui.tui.side import SideScreen

Row = Item[Agreement]

SIGNS: Final[dict[str, tuple[str, Tone]]] = {
    "open": ("●", "strong"),
    "future": ("○", "accent"),
    "may": ("◌", "accent"),
    "over": ("■", "muted"),
    "cancelled": ("✗", "muted"),
    "mass": ("■", "warning"),
    "void": ("✗", "muted"),
}


class AgreementsScreen(SideScreen[None]):
    """The agreements of one metering point, found by its id or by the number of one of them."""

    DEFAULT_CSS = """
    AgreementsScreen {
        & LineField { margin: 1 1; max-width: 100%; }
        & CaseList { height: 1fr; min-height: 4; }
        & #history { height: 1fr; padding: 0 1; background: $background;
            scrollbar-size-vertical: 1; }
        & #history Static { height: auto; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "cancel", "agreements.screen.key.cancel", id="agreements.cancel"),
        Binding("u", "undo", "agreements.screen.key.undo", id="agreements.undo"),
        Binding(
            "slash", "field", "agreements.screen.key.field", id="agreements.field", key_display="/"
        ),
        Binding("I", "take_in", "agreements.screen.key.import", id="agreements.import"),
        Binding("r", "refresh", "screens.key.refresh", show=False, id="agreements.refresh"),
        Binding("tab,shift+tab", "other", show=False, id="agreements.other"),
        Binding("enter", "go_on", show=False, priority=True, id="agreements.go-on"),
    ]

    def __init__(
        self, desk: Desk, queue: Queue, line: CaseLine | None = None, wanted: str = ""
    ) -> None:
        super().__init__()
        self.desk, self.queue, self._line = desk, queue, line
        self._wanted = wanted or (line.facility if line else "")
        self._point: Point | None = None

    def heading(self) -> str:
        """Where one is."""
        return say("agreements.screen.title")

    def body(self) -> ComposeResult:
        """A field, the agreements, what was done to the one under the cursor."""
        yield LineField(placeholder=say("agreements.screen.placeholder"))
        yield CaseList(self._columns(), empty=say("agreements.screen.start"), id="agreements")
        with VerticalScroll(id="history"):
            yield Static(markup=False)

    def _columns(self) -> list[Column[Row]]:
        plain: list[tuple[str, int, int, bool, Callable[[Agreement], Cell]]] = [
            ("state", 12, 0, False, self._state),
            ("number", 13, 0, False, lambda each: Cell(each.number, "strong")),
            ("kind", 11, 0, False, lambda each: Cell(say(f"agreements.kind.{each.kind}"))),
            ("seller", 10, 0, True, lambda each: Cell(each.seller)),
            ("days", 23, 0, True, lambda each: Cell(said_days(each))),
        ]
        return [
            Column(name, say(f"agreements.column.{name}"), width, least, wide, _of(cell))
            for name, width, least, wide, cell in plain
        ]

    def _state(self, each: Agreement) -> Cell:
        state = state_of(each, self.desk.today(self.queue))
        sign, tone = SIGNS[state]
        return Cell(f"{sign} {say(f'agreements.state.{state}')}", tone)

    @property
    def table(self) -> CaseList[Row]:
        """The agreements."""
        return self.query_one("#agreements", CaseList)

    def rest(self) -> Widget | None:
        """The agreements have the focus."""
        return self.table

    def on_mount(self) -> None:
        """Shows the metering point of the case, or asks for one."""
        if self._wanted:
            self.set_focus(self.table)
            self.action_refresh()
        else:
            self.action_field()
            self.table.show(InMemory[Row](()))

    @work(exclusive=True, group="point")
    async def action_refresh(self) -> None:
        """Fetches the metering point anew; the cursor stays on its agreement."""
        current = self.table.current
        try:
            point = await asyncio.to_thread(self._read, self._wanted)
        except Problem as problem:
            self.trouble(problem)
            self._point = None
            self.table.show(InMemory[Row](()), empty=say("agreements.screen.empty"))
            return
        self._point = point
        rows = [Item(each.number, each) for each in point.agreements]
        wanted = current.key if current else self._wanted
        newest = next((row.key for row in reversed(rows) if row.it.kind == SALES), "")
        self.table.show(InMemory(rows), at=wanted if wanted in {r.key for r in rows} else newest)
        shown = point.shown if point.protected else grouped(point.facility)
        self.note(f"{shown} · {say('agreements.screen.count', count=len(rows))}")
        self.refresh_bindings()

    @on(CaseList.Highlighted)
    def _highlighted(self) -> None:
        text = Text("\n").join(self._about()) if self.table.current else Text("")
        self.query_one("#history Static", Static).update(text)
        self.refresh_bindings()

    def _about(self) -> Iterator[Text]:
        row, point = self.table.current, self._point
        if row is None or point is None:
            return
        each, zone = row.it, self.desk.data(self.queue).zone
        yield Text(f"{each.number}  {clean(each.seller, one_line=True)}", "bold")
        yield Text(said_days(each))
        if point.protected:
            yield Text(say("agreements.screen.protected"), "italic")
        yield Text(f"\n{say('agreements.cli.history')}", "bold underline")
        for act in point.history.get(each.number, ()):
            yield Text(said_act(act, zone), "strike" if act.undone else "")

    # -- keys -------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A sales agreement is cancelled; a cancelled one is taken back."""
        if action == "go_on":
            return self.in_field()
        if action not in ("cancel", "undo"):
            return super().check_action(action, parameters)
        own = self.table.current.it if self.query(CaseList) and self.table.current else None
        if own is None or own.kind != SALES or self.in_field():
            return False
        return (own.cancelled_on is None) == (action == "cancel")

    @work(exclusive=True, group="ask")
    async def action_cancel(self) -> None:
        """Cancels the agreement under the cursor, what follows seen first."""
        row = self.table.current
        if row is None:
            return
        screen = CancelScreen(self.desk, self.queue, row.it.number, self._line)
        if await self.app.push_screen_wait(screen):
            self.app.notify(say("agreements.screen.cancelled", number=row.it.number))
            self.action_refresh()

    @work(exclusive=True, group="undo")
    async def action_undo(self) -> None:
        """Takes back the cancelling of the agreement under the cursor."""
        row = self.table.current
        if row is None:
            return
        try:
            await asyncio.to_thread(agreements.undo_cancelling, self.desk, row.it.number)
        except Problem as problem:
            self.trouble(problem)
            return
        self.app.notify(say("agreements.screen.undone", number=row.it.number))
        self.action_refresh()

    def _read(self, wanted: str) -> Point:
        line = self._line
        hidden = line is not None and line.protected and wanted == line.facility
        return agreements.show_point(self.desk, wanted, hidden=hidden)

    def action_go_on(self) -> None:
        """Shows what the field names."""
        if wanted := self.query_one(LineField).value.strip():
            self._wanted = wanted
            self.set_focus(self.table)
            self.action_refresh()

    @work(exclusive=True, group="ask")
    async def action_take_in(self) -> None:
        """Brings in a file of agreements, looked at first."""
        from backoffice_tui.desk.agreement_file import take_in_agreements
        from backoffice_tui.tui.take_in import TakeInScreen

        await self.app.push_screen_wait(TakeInScreen(self.desk, self.queue, take_in_agreements))
        if self._wanted:
            self.action_refresh()

    def action_field(self) -> None:
        """To the field."""
        self.set_focus(self.query_one(LineField))

    def action_other(self) -> None:
        """From the agreements to what was done, and back."""
        history = self.query_one("#history", VerticalScroll)
        self.set_focus(history if self.focused is self.table else self.table)


def _of(cell: Callable[[Agreement], Cell]) -> Callable[[Row], Cell]:
    return lambda row: cell(row.it)
