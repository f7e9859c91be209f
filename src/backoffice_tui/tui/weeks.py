"""The weeks of a support desk as bars and figures, and below them the days of the week under the cursor."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import ClassVar, Final

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget

from backoffice_tui.desk import support_weeks
from backoffice_tui.desk.desk import Desk
from backoffice_tui.routine.bars import MARK, bar, marked, sparkline
from backoffice_tui.routine.dates import weekday_text
from backoffice_tui.routine.errors import Problem, Refused
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.weeks import DAYS, Counted, Week, monday_of
from backoffice_tui.texts import say
from backoffice_tui.tui.case_list import CaseList, Cell, Column, Tone
from backoffice_tui.tui.copied import Copied
from backoffice_tui.tui.dialogs import AskLine
from backoffice_tui.tui.in_memory import InMemory, Item
from backoffice_tui.tui.paths import typed
from backoffice_tui.tui.side import Plain, SideScreen

SHOWN: Final = 53
"""Weeks of the screen: every week of a year, also of one that has a week more."""

FEWEST: Final = 12
"""So many of the last weeks are shown though nothing came in them."""

LEAST_BAR, MOST_BAR = 8, 80
BESIDE_BAR: Final = 69
"""Cells that the other columns and the gaps between them take."""

MOST_DOTS: Final = 12
"""More calls a day than these are a number only."""

Row = Item[Week]


class WeeksScreen(SideScreen[None]):
    """Tickets and calls by week, for a year up to the week shown last."""

    DEFAULT_CSS = """
    WeeksScreen {
        & #span { height: 1; padding: 0 1; background: $panel; text-wrap: nowrap;
            text-overflow: ellipsis; }
        & CaseList { height: 1fr; }
        & #days { height: 9; padding: 0 1; background: $panel; text-wrap: nowrap;
            text-overflow: ellipsis; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("minus", "go(-1)", "weeks.key.earlier", id="weeks.earlier", key_display="-"),
        Binding("plus", "go(1)", "weeks.key.later", id="weeks.later", key_display="+"),
        Binding("w", "export", "weeks.key.export", id="weeks.export"),
        Binding("y", "copy", "weeks.key.copy", id="weeks.copy"),
        Binding("r", "refresh", "screens.key.refresh", show=False, id="weeks.refresh"),
    ]

    def __init__(self, desk: Desk, queue: Queue) -> None:
        super().__init__()
        self.desk, self.queue = desk, queue
        self._last = self._this_week = monday_of(desk.today(queue))
        self._found: list[Week] = []
        self._most = 0

    def heading(self) -> str:
        """Whose weeks they are."""
        return f"{self.queue.title} · {say('weeks.heading')}"

    def body(self) -> ComposeResult:
        """A line for the year, the weeks, the days of one of them."""
        yield Plain(id="span")
        yield CaseList(self._columns(), empty=say("weeks.none"), id="weeks")
        yield Plain(id="days")

    def _columns(self) -> list[Column[Row]]:
        today = self.desk.today(self.queue)
        return [
            _column("week", 8, lambda row: Cell(row.it.name, _tone(row.it, today))),
            # The stroke in the heading says what the stroke in a bar is.
            _column("bar", LEAST_BAR, lambda row: Cell(self._bar(row.it), "accent"), flexible=True),
            _column("tickets", 8, lambda row: _right(row.it.total.tickets, 8, "strong")),
            _column("before", 14, lambda row: _right(_before(row.it), 14, "muted")),
            _column("same-day-share", 13, lambda row: _right(row.it.total.same_day_share, 13)),
            _column("calls", 7, lambda row: _right(row.it.total.calls, 7)),
            _column("service-level", 11, lambda row: _right(row.it.total.service_level, 11)),
        ]

    def _bar(self, week: Week) -> str:
        width = min(MOST_BAR, max(LEAST_BAR, self.size.width - BESIDE_BAR))
        drawn = bar(week.total.tickets, self._most, width)
        return marked(drawn, _before(week) or 0, self._most, width)

    @property
    def table(self) -> CaseList[Row]:
        """The weeks."""
        return self.query_one("#weeks", CaseList)

    def rest(self) -> Widget | None:
        """The weeks have the focus."""
        return self.table

    def on_mount(self) -> None:
        """Fetches the year up to this week."""
        self.table.focus()
        self.action_refresh()

    @work(exclusive=True, group="weeks")
    async def action_refresh(self) -> None:
        """Fetches the figures anew; the cursor stays in its week."""
        first = self._last - timedelta(days=DAYS * (SHOWN - 1))
        try:
            found = await asyncio.to_thread(
                support_weeks.weeks, self.desk, self.queue, first, self._last
            )
        except Problem as problem:
            self.trouble(problem)
            return
        self._show(found)

    def _show(self, found: list[Week]) -> None:
        while len(found) > FEWEST and found[0].total == Counted() and found[0].before is None:
            found = found[1:]
        self._found = found
        self._most = max(max(week.total.tickets, _before(week) or 0) for week in found)
        current = self.table.current
        rows = [Item(week.name, week) for week in found]
        keys = {row.key for row in rows}
        at = current.key if current and current.key in keys else rows[-1].key
        self.table.show(InMemory(rows), at=at)
        self._draw_span()
        self.refresh_bindings()

    def _draw_span(self) -> None:
        """The year in one line: as many of its last weeks as there is room for."""
        if not self._found:
            return
        span = say("weeks.span", first=self._found[0].name, last=self._found[-1].name)
        room = max(0, self.size.width - len(span) - 4)
        tickets = [week.total.tickets for week in self._found]
        self.query_one("#span", Plain).show(f"{span}  {sparkline(tickets[-room:])}")

    def on_resize(self) -> None:
        """Draws bars and line as wide as there is room for."""
        self._draw_span()
        self.table.refresh()

    @on(CaseList.Highlighted)
    def _chosen(self) -> None:
        row = self.table.current
        self.query_one("#days", Plain).show(self._days(row.it) if row else "")

    def _days(self, week: Week) -> str:
        today = self.desk.today(self.queue)
        most = max((each.tickets for each in week.days), default=0)
        names = ("day", "tickets", "same-day", "calls", "answered")
        day, tickets, same_day, calls, answered = support_weeks.headings(names)
        lines = [f"{day:<14}{tickets:>8} {'':<8}{same_day:>12}{calls:>8}  {answered}"]
        lines += (_day(day, each, most, today) for day, each in support_weeks.days_of(week))
        return "\n".join([*lines, _line(week.name, "", week.total, _level(week.total))])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is nothing later than this week."""
        if action == "go" and parameters == (1,):
            return self._last < self._this_week
        return super().check_action(action, parameters)

    # -- keys -----------------------------------------------------------------------------------

    def action_go(self, years: int) -> None:
        """A year back or forth, never beyond this week."""
        step = timedelta(days=DAYS * (SHOWN - 1) * years)
        self._last = min(self._this_week, self._last + step)
        self.action_refresh()

    def action_copy(self) -> None:
        """Copies the weeks as a table."""
        rows: list[Sequence[object]] = [support_weeks.headings(support_weeks.COLUMNS)]
        rows += support_weeks.week_rows(self._found)
        text = "\n".join(
            "\t".join("" if cell is None else str(cell) for cell in row) for row in rows
        )
        self.app.push_screen(Copied(say("weeks.copied"), [("", text)], "weeks.txt"))

    @work(exclusive=True, group="export")
    async def action_export(self) -> None:
        """Asks for a workbook and writes the weeks into it."""
        default = Path.home() / say("weeks.export.file", week=self._found[-1].name)
        question = AskLine(say("weeks.export.title"), say("weeks.export.label"), str(default))
        answer = await self.app.push_screen_wait(question)
        if not isinstance(answer, str) or not answer:
            return
        try:
            path = typed(answer)
            count = await asyncio.to_thread(_write, self._found, path)
        except Problem as problem:
            self.trouble(problem)
            return
        self.app.notify(say("weeks.written", count=count, name=path))


def _write(found: list[Week], path: Path) -> int:
    if path.exists():
        raise Refused("weeks.export.exists", name=path.name)
    return support_weeks.write_weeks(found, path)


def _column(
    name: str, width: int, cell: Callable[[Row], Cell], *, flexible: bool = False
) -> Column[Row]:
    title = "" if name == "bar" else say(f"weeks.column.{name}")
    if name == "before":
        title = f"{MARK} {title}"
    shown = title if name == "week" else f"{title:>{width}}"
    return Column(name, shown, width, 0, flexible, cell)


def _right(number: int | None, width: int, tone: Tone = "") -> Cell:
    return Cell(f"{'–' if number is None else number:>{width}}", tone)


def _before(week: Week) -> int | None:
    return week.before.tickets if week.before else None


def _tone(week: Week, today: date) -> Tone:
    return "accent" if week.monday == monday_of(today) else ""


def _line(name: str, drawn: str, found: Counted, end: str) -> str:
    same_day = _of(found.same_day, found.same_day_share)
    return f"{name:<14}{found.tickets:>8} {drawn:<8}{same_day:>12}{found.calls:>8}  {end}"


def _day(day: date, found: Counted, most: int, today: date) -> str:
    name = f"{weekday_text(day)} {day.isoformat()}"
    end = f"{_dots(found)}  {_level(found)}".strip()
    if day == today:
        end = f"{end}  ← {say('weeks.so-far')}"
    return _line(name, bar(found.tickets, most, 8), found, end)


def _of(part: int, share: int | None) -> str:
    return "" if share is None else f"{part} · {share} %"


def _level(found: Counted) -> str:
    return _of(found.answered, found.service_level)


def _dots(found: Counted) -> str:
    """Each call as a sign: answered, missed, not known."""
    if found.calls > MOST_DOTS:
        return ""
    unknown = found.calls - found.answered - found.missed
    return "●" * found.answered + "○" * found.missed + "·" * unknown
