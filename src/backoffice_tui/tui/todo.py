"""What has yet to be entered in the customer system: one list to copy from, each line ticked when done."""

import asyncio
from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget

from backoffice_tui.desk import todo
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.todo import Todo
from backoffice_tui.routine.errors import Problem
from backoffice_tui.texts import say
from backoffice_tui.tui.case_list import CaseList, Cell, Column
from backoffice_tui.tui.copied import Copied
from backoffice_tui.tui.in_memory import InMemory, Item
from backoffice_tui.tui.side import Plain, SideScreen

Row = Item[Todo]


def columns() -> list[Column[Row]]:
    """What the list of things to enter shows."""
    plain: list[tuple[str, int, int, bool, Callable[[Todo], Cell]]] = [
        ("number", 10, 0, False, lambda each: Cell(each.number, "strong")),
        ("at", 11, 0, False, lambda each: Cell(f"{each.at:%m-%d %H:%M}", "muted")),
        ("state", 12, 0, False, lambda each: Cell(each.state)),
        ("what", 14, 0, False, lambda each: Cell(each.what)),
        ("text", 20, 0, True, lambda each: Cell(each.text)),
    ]
    return [
        Column(name, say(f"screens.todo.column.{name}"), width, least, wide, _of(cell))
        for name, width, least, wide, cell in plain
    ]


def _of(cell: Callable[[Todo], Cell]) -> Callable[[Row], Cell]:
    return lambda row: cell(row.it)


class TodoScreen(SideScreen[None]):
    """The agent's comments and states that the customer system does not know yet."""

    DEFAULT_CSS = """
    TodoScreen {
        & CaseList { height: 2fr; }
        & #text { height: 1fr; min-height: 5; padding: 1 2; background: $background;
            scrollbar-size-vertical: 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,enter", "tick", "screens.todo.key.tick", priority=True, id="todo.tick"),
        Binding("u", "untick", "screens.todo.key.untick", show=False, id="todo.untick"),
        Binding("y", "copy", "screens.todo.key.copy", id="todo.copy"),
        Binding("Y", "copy_all", "screens.todo.key.copy-all", id="todo.copy-all"),
        Binding("a", "everyone", "screens.todo.key.everyone", id="todo.everyone"),
        Binding("r", "refresh", "screens.key.refresh", show=False, id="todo.refresh"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._everyone = False
        self._rows: list[Row] = []

    def heading(self) -> str:
        """Where one is."""
        return say("screens.todo.title")

    def body(self) -> ComposeResult:
        """The list, and what is to be entered for the line under the cursor."""
        yield CaseList(columns(), empty=say("screens.todo.empty"), id="todos")
        with VerticalScroll(id="text", can_focus=False):
            yield Plain()

    @property
    def todos(self) -> CaseList[Row]:
        """The list."""
        return self.query_one("#todos", CaseList)

    def rest(self) -> Widget | None:
        """The list has the focus."""
        return self.todos

    def on_mount(self) -> None:
        """Fetches the list."""
        self.todos.focus()
        self._fetch()

    @work(exclusive=True, group="fetch")
    async def _fetch(self, at: str = "") -> None:
        try:
            found = await asyncio.to_thread(todo.todo, self.desk, everyone=self._everyone)
        except Problem as problem:
            self.trouble(problem)
            return
        self._show(found, at)

    def _show(self, found: Sequence[Todo], at: str) -> None:
        self._rows = [Item(str(each.entry_id), each) for each in found]
        self.todos.show(InMemory(self._rows), at=at)
        whose = "everyone" if self._everyone else "own"
        self.note(say(f"screens.todo.note.{whose}", count=len(found)))

    @on(CaseList.Highlighted)
    def _chosen(self) -> None:
        row = self.todos.current
        self.query_one("#text Plain", Plain).show(todo.as_text([row.it]) if row else "")

    # -- keys -----------------------------------------------------------------------------------

    def action_tick(self) -> None:
        """Says that the line under the cursor has been entered, and goes to the next."""
        row = self.todos.current
        if row is not None:
            self._tick(row)

    @work(group="tick")
    async def _tick(self, row: Row) -> None:
        try:
            await asyncio.to_thread(todo.tick, self.desk, [row.it.entry_id])
        except Problem as problem:
            self.trouble(problem)
            return
        keys = [each.key for each in self._rows]
        if row.key not in keys:
            return
        at = keys.index(row.key)
        left = [each for each in self._rows if each.key != row.key]
        current = self.todos.current
        stay = current.key if current and current.key != row.key else ""
        after = left[min(at, len(left) - 1)].key if left else ""
        self._show([each.it for each in left], stay or after)
        self.app.notify(say("screens.todo.ticked", number=row.it.number, count=len(left)))

    @work(group="tick")
    async def action_untick(self) -> None:
        """Takes the last tick of today back; its line stands in the list again, under the cursor."""
        try:
            last = await asyncio.to_thread(todo.untick_last, self.desk)
        except Problem as problem:
            self.trouble(problem)
            return
        if last is None:
            self.app.notify(say("console.nothing-to-undo"))
            return
        self.app.notify(say("screens.todo.unticked"))
        self._fetch(str(last))

    def action_copy(self) -> None:
        """Copies the line under the cursor."""
        row = self.todos.current
        if row is not None:
            self._copy([row.it])

    def action_copy_all(self) -> None:
        """Copies the whole list."""
        if self._rows:
            self._copy([row.it for row in self._rows])

    def _copy(self, found: list[Todo]) -> None:
        title = say("screens.todo.copied", count=len(found))
        text = todo.as_text(found)
        self.app.push_screen(Copied(title, [("", text)], say("screens.todo.file")))

    def action_everyone(self) -> None:
        """Shows what all agents have left, or only one's own."""
        self._everyone = not self._everyone
        self.action_refresh()

    def action_refresh(self) -> None:
        """Fetches the list anew."""
        row = self.todos.current
        self._fetch(row.key if row else "")
