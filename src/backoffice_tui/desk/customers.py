"""The customer register brought in, and the card of one customer."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from backoffice_tui.desk.contracts import masked
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.masking import dots, masked_line
from backoffice_tui.desk.register import Reading
from backoffice_tui.desk.spool import BATCH, Pace, Progress
from backoffice_tui.desk.take_in import Intake
from backoffice_tui.queues import queue_named
from backoffice_tui.routine.contracts import Lease
from backoffice_tui.routine.errors import NotFound
from backoffice_tui.routine.listing import CaseLine
from backoffice_tui.routine.reading import Rejected
from backoffice_tui.routine.register import Told
from backoffice_tui.routine.taking import protect
from backoffice_tui.routine.text import clean
from backoffice_tui.store import contracts, customers, known
from backoffice_tui.store.customers import CustomerRow, FacilityRow
from backoffice_tui.texts import say

if TYPE_CHECKING:
    from sqlmodel import Session

    from backoffice_tui.store.bulk import Ledger
    from backoffice_tui.store.register import Register


@dataclass(frozen=True, slots=True)
class CustomerCard:
    """Everything known of a customer, masked where the person is protected."""

    customer: CustomerRow
    registered: bool
    """Whether the register knows the customer; else all there is comes from cases."""
    facilities: tuple[FacilityRow, ...]
    cases: tuple[CaseLine, ...]
    """In every queue, the newest first."""
    more: bool
    """Whether there are older cases than those shown."""
    messages: tuple[Mapping[str, object], ...]
    contracts: tuple[Lease, ...] = ()
    """Tenancies of the person whom the landlord knows by the same number."""


def take_in_customers(
    desk: Desk, path: Path, *, dry_run: bool = False, progress: Progress | None = None
) -> Intake:
    """Bring in customers with their facilities from .json, .xlsx or .csv, in one transaction.

    A record that cannot be read is refused by itself; what a record does not say stays as it was, and
    no facility is taken away. StoreTrouble or Refused where the file cannot be read at all.
    """
    pace = Pace(progress)
    reading = Reading(path, desk.now().date())
    pace.rows = len(reading.customers)
    if dry_run:
        with known.looking(desk.store) as ask:
            return _Taking(desk, reading, pace, ask).all()

    from backoffice_tui.store import bulk, register

    def work(session: "Session") -> Intake:
        writers = register.Register(session), bulk.Ledger(session)
        return _Taking(desk, reading, pace, bulk.asking(session), *writers).all()

    return desk.store.write(work)


class _Taking:
    """One file of customers on its way into the store."""

    def __init__(
        self,
        desk: Desk,
        reading: Reading,
        pace: Pace,
        ask: known.Ask,
        register: "Register | None" = None,
        ledger: "Ledger | None" = None,
    ) -> None:
        self._desk, self._reading, self._pace = desk, reading, pace
        self._ask, self._register, self._ledger = ask, register, ledger
        read = reading.report
        self._report = Intake(read.read, refused=list(read.refused), notes=list(read.notes))

    def all(self) -> Intake:
        """Deal with every customer."""
        done = 0
        for some in _portions(self._reading.customers.values()):
            self._some(some)
            done += len(some)
            self._pace.taken(done)
        self._report.warnings.sort(key=lambda each: each.row)
        return self._report

    def _some(self, told: Sequence[Told]) -> None:
        numbers = [each.customer for each in told]
        known_here = customers.registered(self._ask, numbers)
        facilities = customers.facilities(self._ask, numbers)
        rows = {each.customer: _customer(each, known_here) for each in told}
        places = [row for each in told for row in _facilities(each, facilities)]
        new_places = [row for row in places if (row.customer, row.facility) not in facilities]
        moved = [row for row in places if facilities.get((row.customer, row.facility), row) != row]
        touched = {row.customer for row in (*new_places, *moved)}
        new = [row for number, row in rows.items() if number not in known_here]
        changed = [row for number, row in rows.items() if known_here.get(number, row) != row]
        updated = {row.customer for row in changed} | (touched & known_here.keys())
        self._report.created += len(new)
        self._report.updated += len(updated)
        self._report.unchanged += len(told) - len(new) - len(updated)
        self._warn(told, rows)
        if self._register:
            self._register.put_customers(new, changed)
            self._register.put_facilities(new_places, moved)
            self._carry({number: row.protected for number, row in rows.items()})

    def _carry(self, protection: Mapping[str, bool]) -> None:
        """Protect the customers' cases, or stop doing so, with a line in each one's log."""
        if not self._ledger:
            return
        for cases in known.otherwise_protected(self._ask, protection):
            for case in cases:
                context = self._desk.context(queue_named(case.queue))
                flag = protection[case.customer]
                self._ledger.change(case, protect(case, context, protected=flag))
            self._ledger.save()

    def _warn(self, told: Sequence[Told], rows: Mapping[str, CustomerRow]) -> None:
        for each in told:
            hidden = rows[each.customer].protected
            for row, name, message in each.warnings:
                text = say("taking.hidden") if hidden else message
                self._report.warnings.append(Rejected(row, name, text))


def _portions(every: Iterable[Told]) -> Iterator[list[Told]]:
    rest = iter(every)
    while portion := list(islice(rest, BATCH)):
        yield portion


def _customer(told: Told, known_here: Mapping[str, CustomerRow]) -> CustomerRow:
    before = known_here.get(told.customer) or CustomerRow(customer=told.customer)
    return replace(before, **told.values)


def _facilities(
    told: Told, known_here: Mapping[tuple[str, str], FacilityRow]
) -> Iterator[FacilityRow]:
    for number, values in told.facilities.items():
        before = known_here.get((told.customer, number))
        yield replace(before or FacilityRow(customer=told.customer, facility=number), **values)


def show_customer(desk: Desk, customer: str) -> CustomerCard:
    """The card of a customer; NotFound where neither the register nor any case knows the number."""
    number = clean(customer, limit=40, one_line=True).strip()
    reader = desk.store.reader
    with reader.snapshot():
        row = customers.registered(reader.rows, [number]).get(number)
        facilities = customers.facilities(reader.rows, [number])
        cases = customers.cases_of(reader, number) if number else []
        messages = customers.messages_of(reader, number) if cases else []
        person = contracts.person(reader.rows, number)
        leases = contracts.leases_of(reader.rows, person.id) if person else ()
    if row is None and not cases and person is None:
        raise NotFound("taking.no-customer", field="customer", number=number)
    name = next((case.customer_name for case in cases if case.customer_name), "")
    name = person.name if person else name
    card = CustomerCard(
        customer=row or CustomerRow(customer=number, name=name),
        registered=row is not None,
        facilities=tuple(facilities.values()),
        cases=tuple(cases[: customers.MOST]),
        more=len(cases) > customers.MOST,
        messages=tuple(messages),
        contracts=tuple(map(masked, leases)),
    )
    hidden = card.customer.protected or any(case.protected for case in cases)
    hidden = hidden or (person is not None and person.protected)
    return masked_card(card) if hidden else card


def masked_card(card: CustomerCard) -> CustomerCard:
    """The card of a protected person as anyone may see it."""
    customer = card.customer
    return replace(
        card,
        customer=replace(
            customer,
            name=dots(customer.name),
            identity=dots(customer.identity),
            email=dots(customer.email),
            phone=dots(customer.phone),
            protected=True,
        ),
        facilities=tuple(
            replace(each, facility=dots(each.facility), address=dots(each.address))
            for each in card.facilities
        ),
        cases=tuple(masked_line(case._replace(protected=True)) for case in card.cases),
        messages=(),
        contracts=tuple(
            each._replace(apartment=dots(each.apartment), address=dots(each.address), parties=())
            for each in card.contracts
        ),
    )
