"""One search over every queue and the customer register, while it is typed."""

import asyncio
from collections.abc import Callable
from typing import ClassVar, Final

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from backoffice_tui.desk import find
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.find import Found
from backoffice_tui.queues import queue_named
from backoffice_tui.routine.errors import Problem
from backoffice_tui.texts import say
from backoffice_tui.tui.case_list import CaseList, Cell, Column
from backoffice_tui.tui.customer import CustomerScreen
from backoffice_tui.tui.fields import LineField
from backoffice_tui.tui.in_memory import InMemory, Item
from backoffice_tui.tui.side import SideScreen

FIND_AFTER: Final = 0.12
"""Seconds of not typing after which is searched."""

MOST: Final = 100
SHORTEST: Final = 2

Chosen = tuple[str, str]
"""Queue and number of a case."""

Row = Item[Found]

CUSTOMER: Final = "customer"

SIGNS: Final = {"customer": "☺", "person": "☺", "contract": "⌂"}
"""What is found besides cases, each with its sign."""


class SearchField(LineField):
    """What is looked for; the arrows move in what was found."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "step(1)", show=False, id="search.down"),
        Binding("up", "step(-1)", show=False, id="search.up"),
    ]

    class Step(Message):
        """The cursor of the list should move."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    def action_step(self, by: int) -> None:
        """Moves in the list while the field keeps the focus."""
        self.post_message(self.Step(by))


def columns() -> list[Column[Row]]:
    """What the list of findings shows."""
    plain: list[tuple[str, int, int, bool, Callable[[Found], Cell]]] = [
        ("kind", 12, 0, False, _kind),
        ("number", 12, 0, False, lambda each: Cell(each.number, "strong")),
        ("title", 18, 0, True, lambda each: Cell(each.title)),
        ("text", 30, 70, True, lambda each: Cell(each.text, "muted")),
    ]
    return [
        Column(name, say(f"screens.find.column.{name}"), width, least, wide, _of(cell))
        for name, width, least, wide, cell in plain
    ]


def _of(cell: Callable[[Found], Cell]) -> Callable[[Row], Cell]:
    return lambda row: cell(row.it)


def _kind(found: Found) -> Cell:
    if found.kind == find.AGREEMENT:
        return Cell(f"§ {say('agreements.column.number')}", "accent")
    if found.queue:
        return Cell(queue_named(found.queue).title)
    return Cell(f"{SIGNS[found.kind]} {say(f'screens.find.{found.kind}')}", "accent")


class FindScreen(SideScreen[Chosen | None]):
    """Gives the case that was chosen; agreements and customers are shown, cases chosen on a customer's card too."""

    DEFAULT_CSS = """
    FindScreen {
        & SearchField { margin: 1 1; max-width: 100%; }
        & CaseList { height: 1fr; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "field", "screens.find.key.field", id="find.field"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk

    def heading(self) -> str:
        """Where one is."""
        return say("screens.find.title")

    def body(self) -> ComposeResult:
        """The field and what was found."""
        yield SearchField(placeholder=say("screens.find.placeholder"), id="text")
        yield CaseList(columns(), empty=say("screens.find.start"), id="found")

    @property
    def found(self) -> CaseList[Row]:
        """What was found."""
        return self.query_one("#found", CaseList)

    @property
    def field(self) -> SearchField:
        """What is looked for."""
        return self.query_one("#text", SearchField)

    def rest(self) -> Widget | None:
        """The list has the focus."""
        return self.found

    def on_mount(self) -> None:
        """Starts with typing."""
        self.field.focus()
        self.found.show(InMemory[Row](()))

    @on(Input.Changed)
    def _typed(self) -> None:
        self._find()

    @work(exclusive=True, group="find")
    async def _find(self) -> None:
        await asyncio.sleep(FIND_AFTER)
        text = self.field.value.strip()
        enough = len(text) >= SHORTEST
        try:
            found = await asyncio.to_thread(find.find, self.desk, text, MOST) if enough else ()
        except Problem as problem:
            self.trouble(problem)
            return
        rows = [Item(f"{each.kind}/{each.queue}/{each.number}", each) for each in found]
        empty = say("screens.find.nothing" if enough else "screens.find.start")
        self.found.show(InMemory(rows), empty=empty)
        count = "more" if len(rows) >= MOST else "count"
        self.note(say(f"screens.find.{count}", count=len(rows)) if enough else "")

    @on(SearchField.Step)
    def _step(self, event: SearchField.Step) -> None:
        self.found.action_step(event.by)

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.found.action_open()

    @on(CaseList.Opened)
    def _opened(self) -> None:
        if (row := self.found.current) is not None:
            self._open(row.it)

    @work(exclusive=True, group="open")
    async def _open(self, chosen: Found) -> None:
        if chosen.kind == find.AGREEMENT:
            from backoffice_tui.tui.agreements import AgreementsScreen

            queue = queue_named(chosen.queue)
            self.app.push_screen(AgreementsScreen(self.desk, queue, wanted=chosen.number))
            return
        if chosen.queue:
            self.dismiss((chosen.queue, chosen.number))
            return
        if chosen.kind != CUSTOMER:
            self.app.push_screen(_view(self.desk, chosen))
            return
        case = await self.app.push_screen_wait(CustomerScreen(self.desk, chosen.number))
        if case is not None:
            self.dismiss(case)

    def action_field(self) -> None:
        """Back to typing."""
        self.field.focus()


def _view(desk: Desk, chosen: Found) -> Screen[None]:
    """The views of a contract, or the card of a person."""
    from backoffice_tui.tui.contract_screen import ContractScreen
    from backoffice_tui.tui.person_screen import PersonScreen

    if chosen.kind == "contract":
        return ContractScreen(desk, [chosen.number])
    return PersonScreen(desk, chosen.number)
