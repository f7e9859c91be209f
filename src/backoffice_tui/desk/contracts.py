"""Contracts and their people as they are shown: the contract with its control view, the person's card, the list."""

from datetime import date
from typing import Any, Final

from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.masking import DOTS, dots, masked_line
from backoffice_tui.queues import QUEUES
from backoffice_tui.routine.contracts import (
    PERSON_FIELDS,
    ContractCard,
    ContractPage,
    Lease,
    PersonCard,
    PersonView,
)
from backoffice_tui.routine.control import marks
from backoffice_tui.routine.dates import today_in
from backoffice_tui.routine.errors import NotFound
from backoffice_tui.routine.text import clean
from backoffice_tui.store import contracts

PAGE: Final = 50


def show(desk: Desk, number: str) -> ContractCard:
    """A contract with people, balances, tasks and marks; whoever is protected is dots."""
    reader = desk.store.reader
    with reader.snapshot():
        lease = contracts.lease(reader.rows, number)
        tasks = contracts.tasks(reader.rows, lease.number) if lease else ()
    if lease is None:
        shown = clean(number, limit=40, one_line=True)
        raise NotFound("contracts.no-contract", field="contract", number=shown)
    seen = masked(lease)
    shown_tasks = tuple(map(masked_line, tasks))
    return ContractCard(seen, shown_tasks, marks(seen, shown_tasks, _today(desk)))


def person(desk: Desk, key: str) -> PersonView:
    """A person's card with the contracts they are or were bound by; a protected person is dots."""
    reader = desk.store.reader
    with reader.snapshot():
        found = contracts.person(reader.rows, key)
        leases = contracts.leases_of(reader.rows, found.id) if found else ()
    if found is None:
        shown = clean(key, limit=40, one_line=True)
        raise NotFound("contracts.no-person", field="person", key=shown)
    return PersonView(masked_person(found), tuple(map(masked, leases)))


def listed(desk: Desk, search: str = "", after: str = "", limit: int = PAGE) -> ContractPage:
    """Contracts in the order of their numbers that have every word typed, at least its beginning."""
    reader = desk.store.reader
    with reader.snapshot():
        return contracts.listed(reader.rows, search, after, limit, _today(desk), DOTS)


def _today(desk: Desk) -> date:
    zones = (desk.data(queue).zone for queue in QUEUES.values() if queue.contracts)
    return today_in(desk.now(), next(zones))


def masked(lease: Lease) -> Lease:
    """The contract as anyone may see it: of the protected neither who they are nor where they live."""
    if not lease.protected:
        return lease
    return lease._replace(
        apartment=dots(lease.apartment),
        address=dots(lease.address),
        parties=tuple(each._replace(person=masked_person(each.person)) for each in lease.parties),
        spouses=tuple(each._replace(person=masked_person(each.person)) for each in lease.spouses),
    )


def masked_person(person: PersonCard) -> PersonCard:
    """The person as anyone may see them."""
    if not person.protected:
        return person
    hidden: dict[str, Any] = {name: dots(getattr(person, name)) for name in PERSON_FIELDS}
    return person._replace(**hidden)
