"""A shift: when it began, what was closed in which box, what still lies with the agent."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widget import Widget

from backoffice_tui.desk import follow_up, preferences, shift
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.shift import Box, Remaining, ShiftReport
from backoffice_tui.routine.dates import iso_week, weekday_text
from backoffice_tui.routine.errors import Problem
from backoffice_tui.routine.text import clean
from backoffice_tui.texts import say
from backoffice_tui.tui.case_list import CaseList, Cell, Column
from backoffice_tui.tui.copied import Copied
from backoffice_tui.tui.correction import CorrectBox
from backoffice_tui.tui.dialogs import AskLine, Confirm
from backoffice_tui.tui.hand_over import HandOver, lines_to_note
from backoffice_tui.tui.in_memory import InMemory, Item
from backoffice_tui.tui.paths import typed
from backoffice_tui.tui.side import Plain, SideScreen

_WORKBOOK = "shift-workbook"
_HELD_SHOWN = 8

Row = Item[Box]


def columns() -> list[Column[Row]]:
    """What the boxes of the follow-up show."""
    plain: list[tuple[str, int, Callable[[Box], Cell]]] = [
        ("name", 20, lambda box: Cell(box.name, "strong")),
        ("worked", 10, _worked),
        ("closed", 10, lambda box: Cell(str(box.closed) if box.worked else "–")),
        ("corrected", 14, lambda box: Cell(_corrected(box), "warning")),
    ]
    return [
        Column(name, say(f"screens.shift.column.{name}"), width, 0, False, _of(cell))
        for name, width, cell in plain
    ]


def _of(cell: Callable[[Box], Cell]) -> Callable[[Row], Cell]:
    return lambda row: cell(row.it)


def _worked(box: Box) -> Cell:
    if box.worked:
        return Cell(f"● {say('screens.yes')}", "success")
    return Cell(f"○ {say('screens.no')}", "muted")


def _corrected(box: Box) -> str:
    return f"✎ {say('screens.shift.corrected')}" if box.corrected else ""


def remaining_lines(left: Remaining) -> list[str]:
    """What still lies with the agent, a line each."""
    lines = []
    if left.held:
        numbers = ", ".join(number for _, number in left.held[:_HELD_SHOWN])
        more = " …" if len(left.held) > _HELD_SHOWN else ""
        lines.append(say("screens.shift.held", count=len(left.held), numbers=numbers + more))
    for name, count in (
        ("errands", left.errands),
        ("unsent", left.unsent),
        ("drafts", left.drafts),
    ):
        lines += [say(f"screens.shift.{name}", count=count)] if count else []
    if left.unnoted:
        lines.append(say("grid.hand-over.left", numbers=", ".join(left.unnoted)))
    if left.unerased:
        lines.append(say("grid.final.unfinished", numbers=", ".join(left.unerased)))
    return lines or [say("screens.shift.nothing-left")]


class ShiftScreen(SideScreen[None]):
    """The agent's shift and its follow-up."""

    DEFAULT_CSS = """
    ShiftScreen {
        & #times { padding: 1 2 1 2; }
        & CaseList { height: auto; min-height: 6; max-height: 50%; }
        & #left { padding: 1 2; height: 1fr; }
        & .part { text-style: bold; color: $text-accent; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "start", "screens.shift.key.start", id="shift.start"),
        Binding("e", "end", "screens.shift.key.end", id="shift.end"),
        Binding("c", "correct", "screens.shift.key.correct", id="shift.correct"),
        Binding("y", "copy", "screens.shift.key.copy", id="shift.copy"),
        Binding("w", "export", "screens.shift.key.export", id="shift.export"),
        Binding("r", "refresh", "screens.key.refresh", show=False, id="shift.refresh"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._report: ShiftReport | None = None

    def heading(self) -> str:
        """Whose shift it is."""
        return say("screens.shift.title", agent=self.desk.agent)

    def body(self) -> ComposeResult:
        """Times, boxes, what is left."""
        yield Plain(id="times")
        yield CaseList(columns(), id="boxes")
        with Vertical(id="left"):
            yield Plain(say("screens.shift.left"), classes="part")
            yield Plain(id="remaining")

    @property
    def boxes(self) -> CaseList[Row]:
        """The boxes."""
        return self.query_one("#boxes", CaseList)

    def rest(self) -> Widget | None:
        """The boxes have the focus."""
        return self.boxes

    def on_mount(self) -> None:
        """Fetches the shift."""
        self.boxes.focus()
        self.action_refresh()

    def action_refresh(self) -> None:
        """Fetches the shift anew."""
        self._do(partial(shift.status, self.desk))

    @work(exclusive=True, group="shift")
    async def _do(self, verb: Callable[[], ShiftReport], done: str = "") -> None:
        try:
            report = await asyncio.to_thread(verb)
        except Problem as problem:
            self.trouble(problem)
            return
        if done:
            self.app.notify(say(done))
        self._show(report)

    def _show(self, report: ShiftReport) -> None:
        self._report = report
        current = self.boxes.current
        rows = [Item(box.name, box) for box in report.boxes]
        self.boxes.styles.height = len(rows) + 1
        self.boxes.show(InMemory(rows), at=current.key if current else "")
        self.query_one("#times", Plain).show(_times(report))
        self.query_one("#remaining", Plain).show("\n".join(remaining_lines(report.remaining)))
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only a shift that runs can end, and only one that does not can start."""
        running = bool(self._report and self._report.started and not self._report.ended)
        if action == "start":
            return not running
        if action == "end":
            return running
        return super().check_action(action, parameters)

    # -- keys -----------------------------------------------------------------------------------

    def action_start(self) -> None:
        """Starts a shift."""
        self._do(partial(shift.start, self.desk), "screens.shift.started")

    @work(exclusive=True, group="end")
    async def action_end(self) -> None:
        """Ends the shift, once the agent has seen what still lies with them."""
        report = self._report
        if report is None:
            return
        title, yes = say("screens.shift.end.title"), say("screens.shift.end.yes")
        body = "\n".join([_follow_up(report), "", *remaining_lines(report.remaining)])
        if await self.app.push_screen_wait(Confirm(title, body, yes, danger=False)) is not True:
            return
        notes = await self._notes(report.remaining.unnoted)
        if notes is not None:
            self._do(partial(shift.end, self.desk, notes), "screens.shift.ended")

    async def _notes(self, numbers: Sequence[str]) -> dict[str, str] | None:
        """A note for each case that is begun; None where the shift is to go on."""
        try:
            lines = await asyncio.to_thread(lines_to_note, self.desk, numbers)
        except Problem as problem:
            self.trouble(problem)
            return None
        notes = {}
        for at, line in enumerate(lines, start=1):
            text = await self.app.push_screen_wait(HandOver(line, at, len(lines)))
            if not isinstance(text, str):
                return None
            notes[line.number] = text
        return notes

    @on(CaseList.Opened)
    def _opened(self) -> None:
        self.action_correct()

    @work(exclusive=True, group="correct")
    async def action_correct(self) -> None:
        """Puts the box under the cursor right, with a reason."""
        row = self.boxes.current
        if row is None:
            return
        answer = await self.app.push_screen_wait(CorrectBox(row.it))
        if isinstance(answer, tuple):
            closed, reason = answer
            verb = partial(shift.correct, self.desk, row.it.name, closed, reason)
            self._do(verb, "screens.shift.put-right")

    def action_copy(self) -> None:
        """Copies the shift as a row for the workbook."""
        if self._report is not None:
            text = follow_up.as_text(self._report)
            self.app.push_screen(Copied(say("screens.shift.copied"), [("", text)], "pass.txt"))

    @work(exclusive=True, group="export")
    async def action_export(self) -> None:
        """Asks for a workbook and writes the week's shifts of everybody into it."""
        week = iso_week(self.desk.now().date())
        try:
            last = await asyncio.to_thread(preferences.remembered, self.desk, _WORKBOOK)
            default = last or str(Path.home() / say("screens.shift.export.file", week=week))
            question = AskLine(
                say("screens.shift.export.title", week=week),
                say("screens.shift.export.label"),
                default,
            )
            answer = await self.app.push_screen_wait(question)
            if not isinstance(answer, str) or not answer:
                return
            path = typed(answer)
            written = await asyncio.to_thread(follow_up.write_report, self.desk, path, week)
            await asyncio.to_thread(preferences.remember, self.desk, _WORKBOOK, str(path))
        except Problem as problem:
            self.trouble(problem)
            return
        self.app.notify(follow_up.told(written, clean(path.name, limit=100, one_line=True)))


def _times(report: ShiftReport) -> str:
    if report.started is None:
        return say("screens.shift.none")
    day = f"{report.started:%Y-%m-%d} {weekday_text(report.started.date())}"
    started = f"{report.started:%H:%M}"
    if report.ended is None:
        told = say("screens.shift.running", day=day, started=started)
    else:
        ended = f"{report.ended:%H:%M}"
        told = say("screens.shift.over", day=day, started=started, ended=ended)
    if report.counted_from is not None:
        told += f"\n{say('follow-up.counted', since=f'{report.counted_from:%H:%M}')}"
    return told


def _follow_up(report: ShiftReport) -> str:
    return "\n".join(
        f"{box.name}: {say('screens.yes')}, {box.closed}"
        if box.worked
        else f"{box.name}: {say('screens.no')}"
        for box in report.boxes
    )
