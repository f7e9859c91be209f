"""Cases taken although another one was next: the line for a reason, and the lead's list."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from textual import work
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget

from backoffice_tui.desk import skipping
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.skipping import Skipped
from backoffice_tui.routine.dates import iso_week
from backoffice_tui.routine.errors import Problem
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.texts import say
from backoffice_tui.tui.case_list import CaseList, Cell, Column
from backoffice_tui.tui.copied import Copied
from backoffice_tui.tui.dialogs import AskLine
from backoffice_tui.tui.in_memory import InMemory, Item
from backoffice_tui.tui.side import Plain, SideScreen

Row = Item[Skipped]


async def ask_why(app: App[Any], desk: Desk, queue: Queue, number: str) -> None:
    """Ask for one line; it may stay empty."""
    try:
        found = await asyncio.to_thread(skipping.last, desk, queue, number)
        if found is None:
            app.notify(say("skips.not-skipped", number=number))
            return
        title = say("skips.ask", number=found.number, passed=_with_kind(found))
        reason = await app.push_screen_wait(AskLine(title, say("skips.label"), found.reason))
        if isinstance(reason, str) and reason != found.reason:
            await asyncio.to_thread(skipping.explain, desk, queue, number, reason)
            app.notify(say("skips.kept", number=found.number))
    except Problem as problem:
        app.notify(str(problem), severity="error")


async def tell_of(app: App[Any], desk: Desk, queue: Queue, number: str) -> None:
    """Say that a class was passed over, once, and how to write why; nothing has to be answered."""
    found = await asyncio.to_thread(skipping.last, desk, queue, number)
    if found is not None and found.over_class and not found.reason:
        app.notify(say("skips.noticed", number=found.number, passed=_with_kind(found)))


def _with_kind(found: Skipped) -> str:
    return f"{found.passed} ({found.passed_kind})" if found.passed_kind else found.passed


def columns() -> list[Column[Row]]:
    """What the list shows."""
    plain: list[tuple[str, int, bool, Callable[[Skipped], Cell]]] = [
        ("at", 11, False, lambda each: Cell(f"{each.at:%m-%d %H:%M}", "muted")),
        ("agent", 8, False, lambda each: Cell(each.agent)),
        ("number", 18, False, lambda each: Cell(f"{each.number} {each.kind}", "strong")),
        ("passed", 20, False, _passed),
        ("reason", 14, True, lambda each: Cell(each.reason or "–")),
    ]
    return [
        Column(name, say(f"skips.column.{name}"), width, 0, wide, _of(cell))
        for name, width, wide, cell in plain
    ]


def _of(cell: Callable[[Skipped], Cell]) -> Callable[[Row], Cell]:
    return lambda row: cell(row.it)


def _passed(each: Skipped) -> Cell:
    """The case that was next; a sign and a colour where its class comes first."""
    text = f"{each.passed} {each.passed_kind}"
    return Cell(f"▲ {text}", "warning") if each.over_class else Cell(f"  {text}")


def summary(found: Sequence[Skipped]) -> str:
    """How often who did it, a line each."""
    lines = [
        say(
            "skips.habit",
            agent=each.agent,
            count=each.count,
            over_class=each.over_class,
            explained=each.explained,
        )
        for each in skipping.habits(found)
    ]
    return "\n".join(lines[:8]) + ("\n…" if len(lines) > 8 else "")


class SkipsScreen(SideScreen[None]):
    """What was taken out of turn this week: everybody's for a lead, else one's own."""

    DEFAULT_CSS = """
    SkipsScreen {
        & #habits { padding: 1 2; height: auto; max-height: 10; }
        & CaseList { height: 1fr; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("M", "why", "skips.key.why", id="skips.why"),
        Binding("y", "copy", "skips.key.copy", id="skips.copy"),
        Binding("r", "refresh", "screens.key.refresh", show=False, id="skips.refresh"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._found: Sequence[Skipped] = ()

    def heading(self) -> str:
        """Which week it is about."""
        return say("skips.title", week=iso_week(self.desk.now().date()))

    def body(self) -> ComposeResult:
        """How often who, and each time."""
        yield Plain(id="habits")
        yield CaseList(columns(), empty=say("skips.empty"), id="skips")

    @property
    def skips(self) -> CaseList[Row]:
        """The list."""
        return self.query_one("#skips", CaseList)

    def rest(self) -> Widget | None:
        """The list has the focus."""
        return self.skips

    def on_mount(self) -> None:
        """Fetches the week."""
        self.skips.focus()
        self.action_refresh()

    @work(exclusive=True, group="fetch")
    async def action_refresh(self) -> None:
        """Fetches the week anew; the cursor stays on its line."""
        try:
            found = await asyncio.to_thread(skipping.skipped, self.desk)
        except Problem as problem:
            self.trouble(problem)
            return
        if not self.query("#skips"):
            return
        self._found = found
        current = self.skips.current
        rows = [Item(str(each.entry_id), each) for each in found]
        self.skips.show(InMemory(rows), at=current.key if current else "")
        self.query_one("#habits", Plain).show(summary(found))
        whose = "everyone" if self.desk.lead else "own"
        self.note(say(f"skips.note.{whose}", count=len(found)))

    @work(exclusive=True, group="ask")
    async def action_why(self) -> None:
        """Writes why, for a case of one's own."""
        from backoffice_tui.queues import queue_named

        row = self.skips.current
        if row is None:
            return
        await ask_why(self.app, self.desk, queue_named(row.it.queue), row.it.number)
        self.action_refresh()

    def action_copy(self) -> None:
        """Copies the list as rows for a sheet."""
        lines = [
            "\t".join(
                (f"{each.at:%Y-%m-%d %H:%M}", each.agent, each.number, each.passed, each.reason)
            )
            for each in self._found
        ]
        if lines:
            text = "\n".join(lines)
            self.app.push_screen(Copied(say("skips.copied"), [("", text)], say("skips.file")))
