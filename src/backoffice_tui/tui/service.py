"""What comes from the e-service and goes to the bank: records set aside, the notice robot, a day's returns."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget

from backoffice_tui.desk import aside, robot
from backoffice_tui.desk.aside import AsideRow
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.returns import PaidBack, pay_back
from backoffice_tui.routine.errors import Problem
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.money import euros
from backoffice_tui.texts import say
from backoffice_tui.tui.case_list import CaseList, Cell, Column
from backoffice_tui.tui.dialogs import AskLine, Confirm
from backoffice_tui.tui.in_memory import InMemory, Item
from backoffice_tui.tui.paths import typed
from backoffice_tui.tui.side import Plain, SideScreen

Row = Item[AsideRow]


def columns() -> list[Column[Row]]:
    """What the list of records set aside shows."""
    plain: list[tuple[str, int, int, bool, Callable[[AsideRow], Cell]]] = [
        ("notice", 20, 0, False, lambda each: Cell(each.notice or "–", "strong")),
        ("source", 14, 100, False, lambda each: Cell(each.source)),
        ("line", 6, 90, False, lambda each: Cell(str(each.line), "muted")),
        ("field", 13, 70, False, lambda each: Cell(each.field)),
        ("message", 20, 0, True, lambda each: Cell(each.message)),
    ]
    return [
        Column(name, say(f"feed.cli.column.{name}"), width, least, wide, _of(cell))
        for name, width, least, wide, cell in plain
    ]


def _of(cell: Callable[[AsideRow], Cell]) -> Callable[[Row], Cell]:
    return lambda row: cell(row.it)


class ServiceScreen(SideScreen[bool]):
    """Gives whether anything was done that the work list shows."""

    DEFAULT_CSS = """
    ServiceScreen {
        & CaseList { height: 2fr; }
        & #text { height: 1fr; min-height: 4; padding: 1 2; background: $background;
            scrollbar-size-vertical: 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "retry", "service.key.retry", id="service.retry"),
        Binding("d", "let_go", "service.key.let-go", id="service.let-go"),
        Binding("o", "robot", "service.key.robot", id="service.robot"),
        Binding("p", "returns", "service.key.returns", id="service.returns"),
        Binding("r", "refresh", "screens.key.refresh", show=False, id="service.refresh"),
    ]

    def __init__(self, desk: Desk, queue: Queue) -> None:
        super().__init__()
        self.desk, self.queue = desk, queue
        self._changed = self._at_work = self._ends = False

    def heading(self) -> str:
        """Where one is."""
        return say("service.title")

    def body(self) -> ComposeResult:
        """The records set aside, and why the one under the cursor is."""
        yield CaseList(columns(), empty=say("service.empty"), id="aside")
        with VerticalScroll(id="text", can_focus=False):
            yield Plain()

    @property
    def rows(self) -> CaseList[Row]:
        """The list."""
        return self.query_one("#aside", CaseList)

    def rest(self) -> Widget | None:
        """The list has the focus."""
        return self.rows

    def on_mount(self) -> None:
        """Fetches the list."""
        self.rows.focus()
        self._fetch()

    @work(exclusive=True, group="fetch")
    async def _fetch(self, at: str = "") -> None:
        try:
            found = await asyncio.to_thread(aside.aside, self.desk)
        except Problem as problem:
            self.trouble(problem)
            return
        self.rows.show(InMemory([Item(str(each.id), each) for each in found]), at=at)
        self.note(say("service.note", count=len(found)))

    @on(CaseList.Highlighted)
    def _chosen(self) -> None:
        row = self.rows.current
        parts = [row.it.notice, row.it.source, row.it.message] if row else []
        self.query_one("#text Plain", Plain).show(" · ".join(filter(None, parts)))

    def action_refresh(self) -> None:
        """Fetches the list anew."""
        row = self.rows.current
        self._fetch(row.key if row else "")

    # -- records set aside ----------------------------------------------------------------------

    @work(exclusive=True, group="work")
    async def action_retry(self) -> None:
        """Tries once more everything that is set aside."""
        try:
            report = await asyncio.to_thread(aside.retry_aside, self.desk, self.queue)
        except Problem as problem:
            self.trouble(problem)
            return
        self._changed = self._changed or report.created > 0
        told = say("feed.cli.retried", created=report.created, left=len(report.refused))
        self.app.notify(told)
        self.action_refresh()

    @work(exclusive=True, group="ask")
    async def action_let_go(self) -> None:
        """Forgets the record under the cursor, for a reason."""
        row = self.rows.current
        if row is None:
            return
        what = row.it.notice or f"{row.it.source}:{row.it.line}"
        question = AskLine(say("service.let-go", what=what), say("service.why"))
        answer = await self.app.push_screen_wait(question)
        if not isinstance(answer, str):
            return
        try:
            await asyncio.to_thread(aside.let_go, self.desk, [row.it.id], answer)
        except Problem as problem:
            self.trouble(problem)
            return
        self.app.notify(say("feed.cli.gone", count=1))
        self._fetch()

    # -- the robot ------------------------------------------------------------------------------

    @work(exclusive=True, group="ask")
    async def action_robot(self) -> None:
        """Says what the robot would do, and lets it do that."""
        if self._at_work:
            return
        self._at_work, self._ends = True, False
        try:
            await self._robot()
        except Problem as problem:
            self.trouble(problem)
        finally:
            self._at_work = False

    async def _robot(self) -> None:
        self.note(say("service.robot-looks"))
        would = await asyncio.to_thread(self._run_robot, True)
        self.action_refresh()
        if not would.done:
            self.app.notify(say("service.robot-nothing", judged=would.judged))
            return
        body = say("service.robot-would", **_counts(would))
        question = Confirm(say("service.robot"), body, say("service.robot-yes"), danger=False)
        if await self.app.push_screen_wait(question) is not True:
            return
        self.note(say("service.robot-works"))
        found = await asyncio.to_thread(self._run_robot, False)
        self._changed = True
        self.app.notify(say("service.robot-did", **_counts(found)))
        self.action_refresh()

    def _run_robot(self, dry_run: bool) -> robot.Run:
        go_on = self._goes_on
        return robot.run(self.desk, self.queue, dry_run=dry_run, go_on=go_on)

    def _goes_on(self, _done: int) -> bool:
        return not self._ends

    # -- a day's returns ------------------------------------------------------------------------

    @work(exclusive=True, group="ask")
    async def action_returns(self) -> None:
        """Says what would be paid back today, and makes the bank's file of it."""
        try:
            would = await asyncio.to_thread(pay_back, self.desk, self.queue, dry_run=True)
            if not would.paid:
                told = [say("payments.cli.nothing", day=would.day), *_left(would)]
                self.app.notify(" ".join(told))
                return
            path = await self._where(would)
            if path is None:
                return
            sheet = path.with_suffix(".xlsx")
            found = await asyncio.to_thread(pay_back, self.desk, self.queue, would.day, path, sheet)
        except Problem as problem:
            self.trouble(problem)
            return
        told = [_summed(found, path), *_left(found)]
        self.app.notify(" ".join(told))

    async def _where(self, would: PaidBack) -> Path | None:
        amount, count = euros(would.cents), len(would.paid)
        title = say(
            "service.pay-again" if would.again else "service.pay", count=count, amount=amount
        )
        default = str(Path.home() / f"{say('service.file')}-{would.day}.xml")
        answer = await self.app.push_screen_wait(AskLine(title, say("service.pay-where"), default))
        return typed(answer) if isinstance(answer, str) and answer else None

    def go_back(self) -> None:
        """Stops what runs; else leaves the screen."""
        if self._at_work:
            self._ends = True
        self.dismiss(self._changed)

    def on_unmount(self) -> None:
        """A console that ends does not wait for the rest of the notices."""
        self._ends = True


def _counts(found: robot.Run) -> dict[str, int]:
    return {
        "judged": found.judged,
        "prepared": found.count(rejected=False),
        "rejected": found.count(rejected=True),
    }


def _summed(found: PaidBack, path: Path) -> str:
    amount, count = euros(found.cents), len(found.paid)
    return say("service.paid", count=count, amount=amount, path=path)


def _left(found: PaidBack) -> Sequence[str]:
    """What the file leaves out, in a sentence."""
    if not found.left_out:
        return ()
    contracts = ", ".join(each.contract for each in found.left_out[:3])
    return (say("service.left-out", count=len(found.left_out), contracts=contracts),)
