"""The outbox: messages that wait, their words to copy, and marking them as sent."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.widget import Widget

from backoffice_tui.desk import outbox, preferences
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.outbox import MessageLine, MessageText
from backoffice_tui.routine.errors import Problem
from backoffice_tui.texts import knows, say
from backoffice_tui.tui.case_list import CaseList, Cell, Column
from backoffice_tui.tui.copied import Copied
from backoffice_tui.tui.dialogs import AskLine, Confirm
from backoffice_tui.tui.in_memory import InMemory, Item
from backoffice_tui.tui.paths import typed
from backoffice_tui.tui.side import Plain, SideScreen

_FOLDER = "outbox-folder"
_SIGNS = {"draft": "○", "sent": "●", "withdrawn": "×"}
_WAITS = "draft"

Row = Item[MessageLine]


def columns() -> list[Column[Row]]:
    """What the list of messages shows."""
    plain: list[tuple[str, int, int, bool, Callable[[MessageLine], Cell]]] = [
        ("state", 16, 0, False, _state),
        ("case", 10, 0, False, lambda line: Cell(line.case, "strong")),
        ("channel", 6, 0, False, lambda line: Cell(outbox.channel_word(line.channel))),
        ("to", 18, 0, True, lambda line: Cell(line.to)),
        ("subject", 16, 100, True, lambda line: Cell(line.subject)),
        ("made-by", 10, 70, False, lambda line: Cell(line.made_by, "muted")),
    ]
    return [
        Column(name, say(f"screens.outbox.column.{name}"), width, least, wide, _of(cell))
        for name, width, least, wide, cell in plain
    ]


def _of(cell: Callable[[MessageLine], Cell]) -> Callable[[Row], Cell]:
    return lambda row: cell(row.it)


def _state(line: MessageLine) -> Cell:
    word = f"{_SIGNS.get(line.state, '◐')} {state_word(line.state)}"
    return Cell(word, "accent" if line.state == _WAITS else "muted")


def state_word(state: str) -> str:
    """How far a message has come, in the language spoken."""
    key = f"screens.outbox.state.{state}"
    return say(key) if knows(key) else state


class OutboxScreen(SideScreen[None]):
    """The messages made, one of them in full."""

    DEFAULT_CSS = """
    OutboxScreen {
        & #messages { height: 1fr; }
        & #words { padding: 1 2; height: 1fr; background: $background; scrollbar-size-vertical: 1; }
        & #to { text-style: bold; margin-bottom: 1; }
        &.-wide #both { layout: horizontal; }
        &.-wide #messages { width: 3fr; height: 100%; }
        &.-wide #words { width: 2fr; height: 100%; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "copy", "screens.outbox.key.copy", id="outbox.copy"),
        Binding("m", "mark_sent", "screens.outbox.key.sent", id="outbox.sent"),
        Binding("e", "export", "screens.outbox.key.export", id="outbox.export"),
        Binding("a", "all", "screens.outbox.key.all", id="outbox.all"),
        Binding("r", "refresh", "screens.key.refresh", show=False, id="outbox.refresh"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._all = False
        self._shown: MessageText | None = None

    def heading(self) -> str:
        """Where one is."""
        return say("screens.outbox.title")

    def body(self) -> ComposeResult:
        """The list and the words of the message under the cursor."""
        with Container(id="both"):
            yield CaseList(columns(), empty=say("screens.outbox.empty"), id="messages")
            with VerticalScroll(id="words", can_focus=True):
                yield Plain(id="to")
                yield Plain(id="body")

    @property
    def messages(self) -> CaseList[Row]:
        """The list."""
        return self.query_one("#messages", CaseList)

    def rest(self) -> Widget | None:
        """The list has the focus."""
        return self.messages

    def on_mount(self) -> None:
        """Fetches the messages."""
        self.messages.focus()
        self._fetch()

    @work(exclusive=True, group="fetch")
    async def _fetch(self, at: str = "") -> None:
        try:
            found = await asyncio.to_thread(outbox.listed, self.desk, all=self._all)
        except Problem as problem:
            self.trouble(problem)
            return
        rows = [Item(str(line.id), line) for line in found]
        self.messages.show(InMemory(rows), at=at)
        waiting = sum(line.state == _WAITS for line in found)
        self.note(say("screens.outbox.note", waiting=waiting))

    @on(CaseList.Highlighted)
    def _chosen(self) -> None:
        self._read()

    @work(exclusive=True, group="read")
    async def _read(self) -> None:
        row, self._shown = self.messages.current, None
        try:
            if row is not None:
                self._shown = await asyncio.to_thread(outbox.show, self.desk, row.it.id)
        except Problem as problem:
            self.trouble(problem)
        shown = self._shown
        head = f"{shown.line.to}\n{shown.line.subject}".strip() if shown else ""
        self.query_one("#to", Plain).show(head)
        body = "\n\n".join([shown.body, *shown.attachments]) if shown else ""
        self.query_one("#body", Plain).show(body)
        self.query_one("#words").scroll_home(animate=False)

    @on(CaseList.Opened)
    def _opened(self) -> None:
        self.query_one("#words").focus()

    # -- keys -----------------------------------------------------------------------------------

    def action_refresh(self) -> None:
        """Fetches the messages anew."""
        row = self.messages.current
        self._fetch(row.key if row else "")

    def action_all(self) -> None:
        """Shows the sent ones too, or no longer."""
        self._all = not self._all
        self.action_refresh()

    def action_copy(self) -> None:
        """Copies receiver, subject and words, and shows them."""
        if self._shown is None:
            return
        line = self._shown.line
        parts = [
            (say("screens.outbox.column.to"), line.to),
            (say("screens.outbox.column.subject"), line.subject),
            (say("screens.outbox.words"), self._shown.body),
        ]
        title = say(
            "screens.outbox.copied", channel=outbox.channel_word(line.channel), case=line.case
        )
        self.app.push_screen(Copied(title, parts, f"meddelande-{line.id}.txt"))

    @work(exclusive=True, group="mark")
    async def action_mark_sent(self) -> None:
        """Asks, because it cannot be undone, then says in the log that the message went out."""
        shown = self._shown
        if shown is None:
            return
        line = shown.line
        channel = outbox.channel_word(line.channel)
        body = say("screens.outbox.sent.body", channel=channel, to=line.to, case=line.case)
        question = Confirm(
            say("screens.outbox.sent.title"),
            f"{body}\n\n{shown.body}",
            say("screens.outbox.sent.yes"),
        )
        if await self.app.push_screen_wait(question) is not True:
            return
        try:
            await asyncio.to_thread(outbox.mark_sent, self.desk, line.id)
        except Problem as problem:
            self.trouble(problem)
        else:
            self.app.notify(say("screens.outbox.sent.done", channel=channel, case=line.case))
        self._fetch(self._next_to(str(line.id)))

    def _next_to(self, key: str) -> str:
        if self._all:
            return key
        self.messages.action_step(1)
        row = self.messages.current
        if row is not None and row.key == key:
            self.messages.action_step(-1)
            row = self.messages.current
        return row.key if row else ""

    @work(exclusive=True, group="export")
    async def action_export(self) -> None:
        """Asks for a folder and writes the waiting messages into it."""
        try:
            last = await asyncio.to_thread(preferences.remembered, self.desk, _FOLDER)
            question = AskLine(
                say("screens.outbox.export.title"),
                say("screens.outbox.export.label"),
                last or str(Path.home()),
            )
            answer = await self.app.push_screen_wait(question)
            if not isinstance(answer, str) or not answer:
                return
            folder = typed(answer)
            written = await asyncio.to_thread(outbox.export, self.desk, folder)
            await asyncio.to_thread(preferences.remember, self.desk, _FOLDER, str(folder))
        except Problem as problem:
            self.trouble(problem)
            return
        self.app.notify(say("screens.outbox.export.done", count=len(written), folder=folder))
