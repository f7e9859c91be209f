"""The card of one person: how they are reached, and the contracts they are or were bound by."""

import asyncio

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from backoffice_tui.desk import contracts
from backoffice_tui.desk.desk import Desk
from backoffice_tui.routine.contracts import PersonView
from backoffice_tui.routine.errors import Problem
from backoffice_tui.routine.text import clean
from backoffice_tui.texts import say
from backoffice_tui.tui import leases
from backoffice_tui.tui.case_list import CaseList
from backoffice_tui.tui.in_memory import InMemory, Item
from backoffice_tui.tui.side import SideScreen


class PersonScreen(SideScreen[None]):
    """A person to look at; Enter opens a contract, Esc goes back to where one was."""

    DEFAULT_CSS = """
    PersonScreen {
        & .facts { height: auto; max-height: 60%; padding: 1 1; background: $background;
            scrollbar-size-vertical: 1; }
        & .facts Static { height: auto; }
        & CaseList { height: 1fr; min-height: 4; }
    }
    """

    def __init__(self, desk: Desk, person: str) -> None:
        super().__init__()
        self.desk, self._person = desk, person
        self.zone = leases.zone_of(desk)

    def heading(self) -> str:
        """Which person it is."""
        return say("views.person-title", name=clean(self._person, limit=40, one_line=True))

    def body(self) -> ComposeResult:
        """The facts, and the contracts."""
        with VerticalScroll(classes="facts", can_focus=False):
            yield Static(markup=False)
        columns = leases.columns_of_tenancies(self._person)
        yield CaseList(columns, empty=say("views.no-contracts"))

    def rest(self) -> Widget | None:
        """The contracts have the focus."""
        return self.query_one(CaseList)

    def on_mount(self) -> None:
        """Fetches the card."""
        self.set_focus(self.rest())
        self._fetch()

    def follow(self) -> None:
        """Shows the person as others have left them."""
        self._fetch()

    @work(exclusive=True, group="fetch")
    async def _fetch(self) -> None:
        try:
            view = await asyncio.to_thread(contracts.person, self.desk, self._person)
        except Problem as problem:
            self.trouble(problem)
            self.dismiss(None)
            return
        if self.query(CaseList):
            self._show(view)

    def _show(self, view: PersonView) -> None:
        self.query_one(".facts Static", Static).update(Text("\n").join(leases.person_lines(view)))
        rows = [Item(lease.number, lease) for lease in view.leases]
        self.query_one(CaseList).exchange(InMemory(rows))

    @on(CaseList.Opened)
    def _chosen(self, event: CaseList.Opened) -> None:
        from backoffice_tui.tui.contract_screen import ContractScreen

        if isinstance(event.row, Item):
            self.app.push_screen(ContractScreen(self.desk, [event.row.it.number]))
