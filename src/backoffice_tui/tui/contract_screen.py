"""The views of a contract: the contract itself, what is held for it, and what is open on it."""

import asyncio
from collections.abc import Sequence
from typing import ClassVar, Final

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from backoffice_tui.desk import contracts, ledgers
from backoffice_tui.desk.desk import Desk
from backoffice_tui.queues import queue_named
from backoffice_tui.routine.contracts import ContractCard, LedgerView
from backoffice_tui.routine.errors import Problem
from backoffice_tui.routine.text import clean
from backoffice_tui.texts import say
from backoffice_tui.tui import leases, people
from backoffice_tui.tui.case_list import CaseList
from backoffice_tui.tui.in_memory import InMemory, Item, items
from backoffice_tui.tui.keys import OF_CONTRACTS
from backoffice_tui.tui.side import SideScreen
from backoffice_tui.tui.tabs import TabLine, beside

CONTRACT, DEPOSITS, CONTROL = "contract", "deposits", "control"
VIEWS: Final = (CONTRACT, DEPOSITS, CONTROL)


def view_keys(*, show: bool = False) -> list[Binding]:
    """The keys that open the views of a contract, for a screen with `action_view`."""
    return [
        Binding(key, f"view('{name}')", f"views.key.{name}", show=show, id=f"views.{name}")
        for key, name in OF_CONTRACTS
    ]


class ContractScreen(SideScreen[None]):
    """One or two contracts to look at; Esc goes back to where one was."""

    DEFAULT_CSS = """
    ContractScreen {
        & .facts { height: auto; max-height: 60%; padding: 1 1; background: $background;
            scrollbar-size-vertical: 1; }
        & .facts Static { height: auto; }
        & CaseList { height: 1fr; min-height: 4; display: none; }
        & CaseList.-here { display: block; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *view_keys(show=True),
        Binding("f8", "other", "views.key.other", id="views.other"),
        Binding("tab", "step(1)", show=False, id="views.next"),
        Binding("shift+tab", "step(-1)", show=False, id="views.previous"),
        Binding("r", "refresh", "screens.key.refresh", show=False, id="views.refresh"),
    ]

    def __init__(
        self, desk: Desk, numbers: Sequence[str], at: int = 0, view: str = CONTRACT
    ) -> None:
        super().__init__()
        self.desk, self._numbers, self._at, self._view = desk, tuple(numbers), at, view
        self._card: ContractCard | None = None
        self.zone = leases.zone_of(desk)

    @property
    def number(self) -> str:
        """The contract that is shown."""
        return self._numbers[self._at]

    def heading(self) -> str:
        """Which contract it is, and which of two."""
        shown = clean(self.number, limit=40, one_line=True)
        count = len(self._numbers)
        if count > 1:
            shown = say("views.which", number=shown, at=self._at + 1, count=count)
        return say("views.contract-title", number=shown)

    def body(self) -> ComposeResult:
        """The views by name, the facts, and what there is a list of."""
        yield TabLine()
        with VerticalScroll(classes="facts", can_focus=False):
            yield Static(markup=False)
        columns = people.columns_of_people(self.zone)
        yield CaseList(columns, empty=say("views.no-people"), id=CONTRACT)
        ledger = leases.columns_of_ledger(self.zone)
        yield CaseList(ledger, empty=say("views.no-lines"), id=DEPOSITS)
        yield CaseList(leases.columns_of_tasks(), empty=say("views.no-tasks"), id=CONTROL)

    def rest(self) -> Widget | None:
        """The list of the view has the focus."""
        return self.query_one(f"#{self._view}")

    def on_mount(self) -> None:
        """Fetches the contract."""
        self._turn_to(self._view)
        self._fetch()

    def follow(self) -> None:
        """Shows the contract as others have left it."""
        self._fetch()

    @work(exclusive=True, group="fetch")
    async def _fetch(self) -> None:
        number = self.number
        try:
            card = await asyncio.to_thread(contracts.show, self.desk, number)
            ledger = await asyncio.to_thread(ledgers.show, self.desk, number)
        except Problem as problem:
            self.trouble(problem)
            self.dismiss(None)
            return
        if self.query(TabLine):
            self._card = card
            self._fill(card, ledger)

    def _fill(self, card: ContractCard, ledger: LedgerView) -> None:
        self.query_one(f"#{CONTRACT}", CaseList).exchange(InMemory(people.people_of(card.lease)))
        self.query_one(f"#{DEPOSITS}", CaseList).exchange(InMemory(items(ledger.lines[::-1])))
        tasks = [Item(f"{task.queue}/{task.number}", task) for task in card.open_tasks]
        self.query_one(f"#{CONTROL}", CaseList).exchange(InMemory(tasks))
        self._show_facts()

    def _show_facts(self) -> None:
        if self._card is None:
            return
        lines = {
            CONTRACT: leases.contract_lines,
            DEPOSITS: leases.deposit_lines,
            CONTROL: leases.control_lines,
        }[self._view]
        self.query_one(".facts Static", Static).update(Text("\n").join(lines(self._card)))
        self.note(self._card.lease.apartment)

    def _turn_to(self, view: str) -> None:
        self._view = view
        for each in VIEWS:
            self.query_one(f"#{each}").set_class(each == view, "-here")
        self.query_one(TabLine).show([(each, say(f"views.tab.{each}")) for each in VIEWS], view)
        self.set_focus(self.rest())
        self._show_facts()

    # -- keys -------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """There is another contract only where there are two."""
        if action == "other":
            return len(self._numbers) > 1
        return super().check_action(action, parameters)

    def action_view(self, view: str) -> None:
        """Shows another view of the contract."""
        self._turn_to(view)

    def action_step(self, by: int) -> None:
        """Shows the next view, or the one before."""
        self._turn_to(beside([(each, "") for each in VIEWS], self._view, by))

    @on(TabLine.Chosen)
    def _tab_chosen(self, event: TabLine.Chosen) -> None:
        self._turn_to(event.name)

    def action_other(self) -> None:
        """Shows the other contract in the same view."""
        self._at = (self._at + 1) % len(self._numbers)
        self.tell_where()
        self._fetch()

    def action_refresh(self) -> None:
        """Fetches the contract anew."""
        self._fetch()

    @on(CaseList.Opened, f"#{CONTRACT}")
    def _person_chosen(self, event: CaseList.Opened) -> None:
        from backoffice_tui.tui.person_screen import PersonScreen

        if isinstance(event.row, Item):
            self.app.push_screen(PersonScreen(self.desk, event.row.it.person.key))

    @on(CaseList.Opened, f"#{CONTROL}")
    def _task_chosen(self, event: CaseList.Opened) -> None:
        from backoffice_tui.tui.task_list import task_screen_for

        if isinstance(event.row, Item):
            task = event.row.it
            self.app.push_screen(task_screen_for(self.desk, queue_named(task.queue), task))
