"""The lists that an agent keeps by name: chosen, kept, let go of."""

import asyncio
from collections.abc import Mapping
from typing import ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static

from backoffice_tui.desk import kept
from backoffice_tui.desk.desk import Desk
from backoffice_tui.routine.errors import Problem
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.listing import Filter
from backoffice_tui.texts import say
from backoffice_tui.tui.case_list import CaseList, Cell, Column
from backoffice_tui.tui.dialogs import AskLine, Confirm, Dialog, line
from backoffice_tui.tui.header import narrowed
from backoffice_tui.tui.in_memory import InMemory, Item

Row = Item[tuple[str, Filter]]


class KeptLists(Dialog):
    """Gives the filter of the list that was chosen, or None."""

    DEFAULT_CSS = """
    KeptLists {
        & > Vertical { width: 90; height: 80%; max-height: 24; }
        & CaseList { height: 1fr; margin-bottom: 1; background: $surface; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "keep", show=False, id="lists.keep"),
        Binding("delete,d", "forget", show=False, id="lists.forget"),
    ]

    def __init__(self, desk: Desk, queue: Queue, wanted: Filter) -> None:
        super().__init__()
        self._desk, self._queue, self._wanted = desk, queue, wanted
        self._lists: Mapping[str, Filter] = {}

    def compose(self) -> ComposeResult:
        """The lists, what is shown now, and the keys."""
        columns: list[Column[Row]] = [
            Column("name", say("lists.name"), 22, 0, True, lambda row: Cell(row.it[0], "strong")),
            Column("what", say("lists.what"), 30, 0, True, self._what),
        ]
        with Vertical():
            yield line(say("lists.title", queue=self._queue.title), "title")
            yield CaseList(columns, empty=say("lists.none"), id="lists")
            yield line(say("lists.now", what=narrowed(self._queue, self._wanted)), "hint")
            yield line("", "wrong")
            yield line(say("lists.hint"), "hint")

    def _what(self, row: Row) -> Cell:
        return Cell(narrowed(self._queue, row.it[1]), "muted")

    @property
    def lists(self) -> CaseList[Row]:
        """The lists that are kept."""
        return self.query_one("#lists", CaseList)

    def on_mount(self) -> None:
        """Fetches the lists."""
        self.lists.focus()
        self._fetch("")

    @work(exclusive=True, group="fetch")
    async def _fetch(self, at: str) -> None:
        try:
            self._lists = await asyncio.to_thread(kept.kept, self._desk, self._queue)
        except Problem as problem:
            self._say_wrong(str(problem))
            return
        at = at or kept.name_of(self._lists, self._wanted)
        self.lists.show(InMemory([Item(each[0], each) for each in self._lists.items()]), at=at)

    def _say_wrong(self, text: str) -> None:
        self.query_one(".wrong", Static).update(Text(text))

    @on(CaseList.Opened)
    def _chosen(self) -> None:
        if (row := self.lists.current) is not None:
            self.dismiss(row.it[1])

    @work(exclusive=True, group="ask")
    async def action_keep(self) -> None:
        """Keeps what is listed now under a name."""
        known = kept.name_of(self._lists, self._wanted)
        question = AskLine(say("lists.keep-title"), say("lists.keep-label"), known)
        name = await self.app.push_screen_wait(question)
        if not isinstance(name, str) or not name:
            return
        try:
            at = await asyncio.to_thread(kept.keep, self._desk, self._queue, name, self._wanted)
        except Problem as problem:
            self._say_wrong(str(problem))
            return
        self._say_wrong("")
        self.app.notify(say("lists.is-kept", name=at))
        self._fetch(at)

    @work(exclusive=True, group="ask")
    async def action_forget(self) -> None:
        """Asks, then lets go of the list under the cursor; the cases stay."""
        row = self.lists.current
        if row is None:
            return
        name = row.it[0]
        title = say("lists.forget-title", name=name)
        body, yes = say("lists.forget-body"), say("lists.forget-yes")
        if not await self.app.push_screen_wait(Confirm(title, body, yes)):
            return
        try:
            await asyncio.to_thread(kept.forget, self._desk, self._queue, name)
        except Problem as problem:
            self._say_wrong(str(problem))
            return
        self._fetch("")
