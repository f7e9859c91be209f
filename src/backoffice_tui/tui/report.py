"""A report on the screen: its tables with bars, written to a workbook with charts or to a picture by one key."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from textwrap import wrap
from typing import ClassVar, Final, cast

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget

from backoffice_tui.desk import preferences
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.report_files import write
from backoffice_tui.desk.reports import NAMES, Asked, report
from backoffice_tui.queues import QUEUES
from backoffice_tui.routine.errors import Problem
from backoffice_tui.routine.reporting import Cell, Report, Table
from backoffice_tui.routine.text import clean
from backoffice_tui.texts import say
from backoffice_tui.tui.board import Bit, Board, Line
from backoffice_tui.tui.dialogs import AskLine
from backoffice_tui.tui.lines import fit
from backoffice_tui.tui.paths import typed
from backoffice_tui.tui.side import SideScreen
from backoffice_tui.tui.week_lines import BAR

FOLDER: Final = "report.folder"
"""The name under which the folder of the last report written is remembered."""

WIDEST: Final = 28
"""Cells that a column of text may take."""


class ReportScreen(SideScreen[None]):
    """One report at a time; left and right go to the others."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,tab", "other(1)", "figures.key.next-report", id="report.next"),
        Binding(
            "left,shift+tab", "other(-1)", "figures.key.next-report", show=False, id="report.before"
        ),
        Binding("f", "queue", "figures.key.queue", id="report.queue"),
        Binding("w", "write", "figures.key.write", id="report.write"),
        Binding("r", "refresh", "screens.key.refresh", show=False, id="report.refresh"),
    ]

    def __init__(self, desk: Desk, name: str, queue: str = "") -> None:
        super().__init__()
        self.desk = desk
        self._which, self._asked = name, Asked(queue=queue)
        self._report: Report | None = None

    @property
    def board(self) -> Board[str]:
        """The tables."""
        return cast("Board[str]", self.query_one(Board))

    def heading(self) -> str:
        """Which report it is."""
        return say(f"figures.title.{self._which}")

    def body(self) -> ComposeResult:
        """The tables."""
        yield Tables(id="tables")

    def rest(self) -> Widget | None:
        """The tables have the focus."""
        return self.board

    def on_mount(self) -> None:
        """Fetch the report."""
        self.board.focus()
        self._fetch()

    def on_resize(self) -> None:
        """Lay the tables out anew."""
        self._draw()

    @work(exclusive=True, group="report")
    async def _fetch(self) -> None:
        try:
            self._report = await asyncio.to_thread(report, self.desk, self._which, self._asked)
        except Problem as problem:
            self.trouble(problem)
            return
        self.tell_where()
        queue = QUEUES.get(self._asked.queue)
        self.note(queue.title if queue else say("figures.every-queue"))
        self._draw()

    def _draw(self) -> None:
        if self._report is not None:
            self.board.show([*lines_of(self._report, self.app.size.width)])

    # -- keys -----------------------------------------------------------------------------------

    def action_refresh(self) -> None:
        """Fetch it anew."""
        self._fetch()

    def action_other(self, by: int) -> None:
        """Show the report beside."""
        self._which = NAMES[(NAMES.index(self._which) + by) % len(NAMES)]
        self._fetch()

    def action_queue(self) -> None:
        """Show it of the next queue, and then of all."""
        keys = ["", *QUEUES]
        after = keys[(keys.index(self._asked.queue) + 1) % len(keys)]
        self._asked = replace(self._asked, queue=after)
        self._fetch()

    @work(exclusive=True, group="write")
    async def action_write(self) -> None:
        """Ask for a file and write the report into it."""
        found, name = self._report, self._which
        if found is None:
            return
        try:
            folder = await asyncio.to_thread(preferences.remembered, self.desk, FOLDER)
            proposed = Path(folder or Path.home()) / f"{name} {self.desk.now():%Y-%m-%d}.xlsx"
            title, label = say("figures.write-title", title=found.title), say("figures.write-label")
            answer = await self.app.push_screen_wait(AskLine(title, label, str(proposed)))
            if not isinstance(answer, str) or not answer:
                return
            path = typed(answer)
            await asyncio.to_thread(write, found, path)
            await asyncio.to_thread(preferences.remember, self.desk, FOLDER, str(path.parent))
        except Problem as problem:
            self.trouble(problem)
            return
        self.app.notify(say("figures.written", name=path.name))


class Tables(Board[str], inherit_bindings=False):
    """Lines that are only read: up and down move the view."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "step(1)", show=False, id="board.down"),
        Binding("up,k", "step(-1)", show=False, id="board.up"),
        Binding("pagedown", "page(1)", show=False, id="board.page-down"),
        Binding("pageup", "page(-1)", show=False, id="board.page-up"),
        Binding("home,g", "first", show=False, id="board.first"),
        Binding("end,G", "last", show=False, id="board.last"),
    ]


def lines_of(found: Report, width: int) -> Iterator[Line[str]]:
    """Sentences, then table after table with a bar for the first column that is drawn."""
    for sentence in found.said:
        for part in wrap(clean(sentence, one_line=True), width - 2):
            yield (Bit(f" {part}", "accent"),)
    for table in found.tables:
        yield (Bit(f" {fit(table.title, width - 2)}", "strong"),)
        yield from _table(table, width)
        yield ()


def _table(table: Table, width: int) -> Iterator[Line[str]]:
    texts = [[_text(cell) for cell in row] for row in table.rows]
    drawn = table.chart.values[0] if table.chart else None
    widths, between = _laid(table, texts, width)
    room = min(40, width - sum(widths) - (len(widths) + 1) * len(between) - 1)
    bars = drawn is not None and room > 3
    named = f"{between}{table.headings[drawn]}" if drawn is not None and bars else ""
    heads = between.join(map(fit, table.headings, widths))
    yield (Bit(f" {heads}{named}", "muted"),)
    most = max([_number(row[drawn]) for row in table.rows] + [1]) if drawn is not None else 1
    for row, shown in zip(table.rows, texts, strict=True):
        cells = between.join(
            text.rjust(wide) if isinstance(cell, int) else fit(text, wide)
            for cell, text, wide in zip(row, shown, widths, strict=True)
        )
        number = _number(row[drawn]) if drawn is not None and bars else 0
        bar = BAR * max(int(number > 0), round(number * room / most))
        yield (Bit(f" {cells}{between}"), Bit(bar, "accent"))


def _laid(table: Table, texts: list[list[str]], width: int) -> tuple[list[int], str]:
    """How wide each column is and what stands between them, so that a line fits the screen."""
    every = [list(table.headings), *texts]
    widths = [min(WIDEST, max(len(row[at]) for row in every)) for at in range(len(table.headings))]
    for between in ("  ", " "):
        over = sum(widths) + len(between) * len(widths) + 1 - width
        if over <= 0:
            return widths, between
    # What is said in words gives way: the names of a table with bars, else the last column.
    gives = 0 if table.chart else -1
    widths[gives] = max(8, widths[gives] - over)
    return widths, " "


def _text(cell: Cell) -> str:
    return "" if cell is None else str(cell)


def _number(cell: Cell) -> int:
    return cell if isinstance(cell, int) else 0
