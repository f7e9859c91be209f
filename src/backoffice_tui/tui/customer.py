"""The card of one customer: who it is, the facilities, every case in every queue, the messages."""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from typing import ClassVar, Final

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from backoffice_tui.desk import customers
from backoffice_tui.desk.customers import CustomerCard
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.metering import facilities_of
from backoffice_tui.desk.outbox import channel_word
from backoffice_tui.queues import queue_named
from backoffice_tui.routine.errors import Problem
from backoffice_tui.routine.facilities import grouped
from backoffice_tui.routine.listing import CaseLine
from backoffice_tui.routine.text import clean
from backoffice_tui.texts import knows, say
from backoffice_tui.tui.case_list import CaseList, Cell, Column
from backoffice_tui.tui.in_memory import InMemory, Item
from backoffice_tui.tui.outbox import state_word
from backoffice_tui.tui.side import SideScreen

Row = Item[CaseLine]
Chosen = tuple[str, str]

MOST_CHOSEN: Final = 9
"""So many metering points are offered, each by a digit."""


def columns() -> list[Column[Row]]:
    """What the list of a customer's cases shows."""
    plain: list[tuple[str, int, int, bool, Callable[[CaseLine], Cell]]] = [
        ("queue", 8, 0, False, lambda line: Cell(queue_named(line.queue).title)),
        ("number", 10, 0, False, lambda line: Cell(line.number, "strong")),
        ("received", 10, 0, False, lambda line: Cell(line.received.isoformat())),
        ("case", 16, 0, True, lambda line: Cell(line.title)),
        ("state", 11, 0, False, _state),
        ("handler", 8, 70, False, lambda line: Cell(line.handler, "muted")),
    ]
    return [
        Column(name, say(f"screens.customer.column.{name}"), width, least, wide, _of(cell))
        for name, width, least, wide, cell in plain
    ]


def _of(cell: Callable[[CaseLine], Cell]) -> Callable[[Row], Cell]:
    return lambda row: cell(row.it)


def _state(line: CaseLine) -> Cell:
    return Cell(queue_named(line.queue).state_word(line))


class CustomerScreen(SideScreen[Chosen | None]):
    """Gives the case that was chosen on the card, or None."""

    DEFAULT_CSS = """
    CustomerScreen {
        & #cases { height: 1fr; min-height: 5; }
        & #about { height: auto; max-height: 60%; padding: 1 2; background: $background;
            scrollbar-size-vertical: 1; }
        & #about Static { height: auto; }
        &.-wide #card { layout: horizontal; }
        &.-wide #about { width: 2fr; height: 100%; max-height: 100%; }
        &.-wide #cases { width: 3fr; height: 100%; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("K", "metering_here", "metering.key.open", id="customer.metering"),
    ]

    def __init__(self, desk: Desk, customer: str) -> None:
        super().__init__()
        self.desk, self.customer = desk, customer

    def heading(self) -> str:
        """Which customer it is."""
        return say("screens.customer.title", number=clean(self.customer, limit=40, one_line=True))

    def body(self) -> ComposeResult:
        """What is known, and the cases."""
        with Container(id="card"):
            with VerticalScroll(id="about"):
                yield Static(markup=False)
            yield CaseList(columns(), empty=say("screens.customer.no-cases"), id="cases")

    @property
    def cases(self) -> CaseList[Row]:
        """The customer's cases."""
        return self.query_one("#cases", CaseList)

    def rest(self) -> Widget | None:
        """The cases have the focus."""
        return self.cases

    def on_mount(self) -> None:
        """Fetches the card."""
        self.cases.focus()
        self._fetch()

    @work(exclusive=True, group="fetch")
    async def _fetch(self) -> None:
        try:
            card = await asyncio.to_thread(customers.show_customer, self.desk, self.customer)
        except Problem as problem:
            self.trouble(problem)
            self.dismiss(None)
            return
        self.query_one("#about Static", Static).update(Text("\n").join(lines_of(card)))
        self.cases.show(
            InMemory([Item(f"{line.queue}/{line.number}", line) for line in card.cases])
        )
        count = f"{len(card.cases)}+" if card.more else str(len(card.cases))
        self.note(say("screens.customer.note", count=count))

    @work(exclusive=True, group="metering")
    async def action_metering_here(self) -> None:
        """The values of the customer's metering point; of several, the one that is chosen."""
        from backoffice_tui.tui.dialogs import Choose
        from backoffice_tui.tui.metering import open_point

        ids = await asyncio.to_thread(facilities_of, self.desk, self.customer)
        if len(ids) > 1:
            ways = tuple((each, grouped(each)) for each in ids[:MOST_CHOSEN])
            chosen = await self.app.push_screen_wait(Choose(say("metering.screen.ask"), "", ways))
            if not isinstance(chosen, str):
                return
            ids = [chosen]
        await open_point(self.app, self.desk, ids[0] if ids else "")

    @on(CaseList.Opened)
    def _opened(self) -> None:
        if (row := self.cases.current) is not None:
            self.dismiss((row.it.queue, row.it.number))


def lines_of(card: CustomerCard) -> Iterator[Text]:
    """The card line by line."""
    customer = card.customer
    yield Text(clean(customer.name, one_line=True) or say("screens.customer.none"), "bold")
    if customer.protected:
        yield Text(say("screens.customer.protected"), "italic")
    if not card.registered:
        yield Text(say("screens.customer.unregistered"), "italic")
    for name in ("kind", "identity", "phone", "email", "language"):
        if value := getattr(customer, name):
            yield _fact(say(f"screens.customer.{name}"), _worded(name, value))
    yield from _facilities(card)
    if card.contracts:
        yield _part("contracts")
    for lease in card.contracts:
        where = clean(f"{lease.apartment}  {lease.address}", one_line=True)
        yield Text(clean(lease.number, one_line=True), "bold").append(f"  {where}", "not bold")
        yield Text(f"  {lease.start}–{lease.end or say('screens.customer.until-now')}", "dim")
    if card.messages:
        yield _part("messages")
    for message in card.messages:
        yield from _message(message)


def _facilities(card: CustomerCard) -> Iterator[Text]:
    if card.facilities:
        yield _part("facilities")
    for facility in card.facilities:
        connected = say(f"screens.customer.{'connected' if facility.connected else 'disconnected'}")
        line = Text(grouped(facility.facility))
        line.append(f"  {connected}", "" if facility.connected else "bold")
        yield line
        since, until = facility.contract_from, facility.contract_to
        parts = [clean(facility.address, one_line=True)]
        if since or until:
            parts.append(f"{since or ''}–{until or say('screens.customer.until-now')}")
        yield Text(f"  {'  '.join(parts)}".rstrip(), "dim")


def _message(message: Mapping[str, object]) -> Iterator[Text]:
    told = f"{channel_word(str(message['channel']))} · {message['recipient']} · "
    yield Text(clean(told, one_line=True) + state_word(str(message["state"])))
    yield Text(f"  {clean(message['body'], limit=200, one_line=True)}", "dim")


def _worded(name: str, value: str) -> str:
    key = f"screens.customer.{name}-of.{value}"
    return say(key) if knows(key) else clean(value, one_line=True)


def _fact(label: str, value: str) -> Text:
    line = Text(f"{label:<16}", "dim")
    line.append(value, "not dim")
    return line


def _part(name: str) -> Text:
    return Text(f"\n{say(f'screens.customer.part.{name}')}", "bold underline")
