"""A contract in lines and rows: what stands in its views, whichever screen shows them."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

from rich.text import Text

from backoffice_tui.desk.desk import Desk
from backoffice_tui.queues import QUEUES, queue_named
from backoffice_tui.routine.contracts import (
    ACCOUNTS,
    ContractCard,
    Lease,
    PersonCard,
    PersonView,
    PostedLine,
)
from backoffice_tui.routine.dates import local, weekday_text
from backoffice_tui.routine.listing import CaseLine
from backoffice_tui.routine.money import euros, grouped
from backoffice_tui.routine.text import clean
from backoffice_tui.texts import knows, say
from backoffice_tui.tui.case_list import Cell, Column
from backoffice_tui.tui.columns import STATE_SIGNS, STATE_TONES
from backoffice_tui.tui.in_memory import Item

QUIET: Final = "dim"
STRONG: Final = "bold"
LABEL: Final = 18

Booked = Item[PostedLine]
Task = Item[CaseLine]
Tenancy = Item[Lease]


def zone_of(desk: Desk) -> str:
    """The zone in which contracts are kept."""
    return next(desk.data(queue).zone for queue in QUEUES.values() if queue.contracts)


def fact(name: str, value: str) -> Text:
    """A value behind its name; a dash where there is none."""
    row = Text(f" {say(f'views.field.{name}'):<{LABEL}} ", QUIET)
    row.append(clean(value, limit=400, one_line=True) or say("views.none"), "not dim")
    return row


def day(when: date | None, otherwise: str = "") -> str:
    """A day with its weekday, or what stands where there is none."""
    return f"{when.isoformat()} {weekday_text(when)}" if when else otherwise


def head_of(lease: Lease) -> Iterator[Text]:
    """What contract and apartment it is, and for which days."""
    yield Text(f" {clean(lease.number, limit=40)}  {clean(lease.address, limit=200)}", STRONG)
    yield fact("apartment", lease.apartment)
    yield fact("start", day(lease.start))
    yield fact("end", day(lease.end, say("views.until-now")))


def contract_lines(card: ContractCard) -> Iterator[Text]:
    """The contract itself: apartment, days, rent, what is held for it."""
    lease = card.lease
    yield from head_of(lease)
    if lease.free_from:
        yield fact("free", day(lease.free_from))
    yield fact("rent", euros(lease.rent_cents))
    for account in ACCOUNTS:
        yield fact(account, euros(lease.balance(account)))


def deposit_lines(card: ContractCard) -> Iterator[Text]:
    """The balances of deposit and prepayment."""
    yield from head_of(card.lease)
    for account in ACCOUNTS:
        yield fact(account, euros(card.lease.balance(account)))


def control_lines(card: ContractCard) -> Iterator[Text]:
    """What is open on the contract: marks, dates, balances, how many tasks."""
    lease = card.lease
    yield from head_of(lease)
    if lease.free_from:
        yield fact("free", day(lease.free_from))
    for account in ACCOUNTS:
        yield fact(account, euros(lease.balance(account)))
    yield fact("people", str(len(lease.bound)))
    yield fact("tasks", str(len(card.open_tasks)))
    yield Text(f" {say('views.mark.title')}", STRONG)
    for mark in card.marks:
        row = Text(f"  ! {clean(mark.text, limit=300, one_line=True)}")
        yield row.append(f"  {mark.rule}", QUIET)
    if not card.marks:
        yield Text(f"  {say('views.well')}")


def person_lines(view: PersonView) -> Iterator[Text]:
    """Who the person is and how they are reached."""
    person = view.person
    yield Text(f" {clean(person.name, limit=200, one_line=True) or say('views.none')}", STRONG)
    if person.protected:
        yield Text(f" {say('views.protected')}", "italic")
    yield fact("id", person.key)
    for name in ("hetu", "phone", "email", "address"):
        yield fact(name, getattr(person, name))
    yield fact("iban", account_number(person))
    yield fact("language", person.language)


def account_number(person: PersonCard) -> str:
    """The person's bank account in groups; dots stay dots."""
    return grouped(person.iban) if person.iban.isalnum() else person.iban


# -- rows -------------------------------------------------------------------------------------


def columns_of_ledger(zone: str) -> list[Column[Booked]]:
    """When, what, on which account, how much, and what was left."""

    def other(line: PostedLine) -> Cell:
        return Cell(line.other or (grouped(line.iban) if line.iban.isalnum() else line.iban))

    cells: list[tuple[str, int, int, bool, Callable[[PostedLine], Cell]]] = [
        ("at", 10, 0, False, lambda line: Cell(f"{local(line.at, zone):%Y-%m-%d}", "muted")),
        ("kind", 12, 0, False, lambda line: Cell(_word("kind", line.kind))),
        ("account", 9, 0, False, lambda line: Cell(_word("field", line.account))),
        ("cents", 13, 0, False, lambda line: _money(line.cents)),
        ("balance", 13, 0, False, lambda line: Cell(f"{euros(line.balance):>13}", "strong")),
        ("other", 12, 0, True, other),
        ("case", 9, 92, False, lambda line: Cell(line.case)),
        ("by", 8, 104, False, lambda line: Cell(line.by, "muted")),
        ("bank", 10, 120, False, lambda line: _handed_over(line, zone)),
    ]
    return [
        Column(name, say(f"views.ledger.{name}"), width, least, wide, _of_line(cell))
        for name, width, least, wide, cell in cells
    ]


def _of_line(cell: Callable[[PostedLine], Cell]) -> Callable[[Booked], Cell]:
    return lambda row: cell(row.it)


def _word(part: str, name: str) -> str:
    key = f"views.{part}.{name}"
    return say(key) if knows(key) else name


def _money(cents: int) -> Cell:
    sign = "+" if cents > 0 else ""
    return Cell(f"{sign + euros(cents):>13}", "error" if cents < 0 else "success")


def _handed_over(line: PostedLine, zone: str) -> Cell:
    if line.exported_at is None:
        return Cell("")
    return Cell(f"{local(line.exported_at, zone):%Y-%m-%d}", "muted")


def columns_of_tasks() -> list[Column[Task]]:
    """The tasks of a contract."""
    cells: list[tuple[str, int, int, bool, Callable[[CaseLine], Cell]]] = [
        ("number", 9, 0, False, lambda line: Cell(line.number, "strong")),
        ("what", 20, 0, True, lambda line: Cell(line.type or line.kind or line.title)),
        ("state", 12, 0, False, _state),
        ("handler", 11, 0, False, lambda line: Cell(line.handler, "muted")),
        ("received", 10, 0, False, lambda line: Cell(line.received.isoformat(), "muted")),
        ("due", 10, 76, False, lambda line: Cell(line.due.isoformat() if line.due else "")),
    ]
    return [
        Column(name, say(f"views.task.{name}"), width, least, wide, _of_task(cell))
        for name, width, least, wide, cell in cells
    ]


def _of_task(cell: Callable[[CaseLine], Cell]) -> Callable[[Task], Cell]:
    return lambda row: cell(row.it)


def _state(line: CaseLine) -> Cell:
    word = queue_named(line.queue).state_word(line)
    return Cell(f"{STATE_SIGNS[line.state]} {word}", STATE_TONES[line.state])


def columns_of_tenancies(key: str) -> list[Column[Tenancy]]:
    """The contracts of a person, and the days of their own part in each."""
    return [
        Column("number", say("views.lease.number"), 11, 0, False, _number),
        Column("apartment", say("views.lease.apartment"), 20, 0, True, _where),
        Column("start", say("views.lease.start"), 10, 0, False, lambda row: _day(row.it.start)),
        Column("end", say("views.lease.end"), 10, 0, False, lambda row: _day(row.it.end)),
        Column("part", say("views.lease.part"), 21, 0, False, lambda row: _part(row.it, key)),
    ]


def _number(row: Tenancy) -> Cell:
    return Cell(row.it.number, "strong")


def _where(row: Tenancy) -> Cell:
    return Cell(row.it.place)


def _day(when: date | None) -> Cell:
    return Cell(when.isoformat() if when else "", "muted")


def _part(lease: Lease, key: str) -> Cell:
    part = lease.party(key)
    if part is None:
        return Cell(say("views.role.spouse"))
    return Cell(f"{part.since}–{part.until or ''}")
