"""One search over every queue, card and number, for the customer who calls back."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Final, NamedTuple

from backoffice_tui.desk import contracts
from backoffice_tui.desk.agreements import said_days
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.masking import dots, masked_line
from backoffice_tui.queues import QUEUES, queue_named
from backoffice_tui.queues.datahub.agreement import Agreement
from backoffice_tui.routine.contracts import ContractPage, PersonCard
from backoffice_tui.routine.facilities import grouped
from backoffice_tui.routine.listing import CaseLine
from backoffice_tui.routine.numbers import joined
from backoffice_tui.routine.text import clean, words
from backoffice_tui.store import agreements, customers, finding, persons
from backoffice_tui.store.customers import CustomerRow
from backoffice_tui.store.reader import Reader
from backoffice_tui.texts import say

LONGEST: Final = 200
"""Characters of what is searched for; the rest says no more."""

AGREEMENT: Final = "agreement"
AGREEMENTS: Final = "agreements"
"""What the queue that keeps the agreements declares."""

MOST_OWNERS: Final = 50
"""So many customers of a facility are asked whether one is protected."""

SHORTEST_NUMBER: Final = 3
"""So much of a case's number has to be typed."""


class Found(NamedTuple):
    """What the text means."""

    kind: str
    """`case`, `customer`, `contract`, `person` or `agreement`."""
    queue: str
    """The queue of a case, or the one that keeps the agreements; empty for the others."""
    number: str
    title: str
    text: str
    """What tells it from others: name, facility, state."""


def find(desk: Desk, text: str, limit: int = 50) -> Sequence[Found]:
    """Cases, customers, contracts, people and agreements that match, the surest first; the protected are dots.

    Numbers of cases, agreements, customers, facilities and telephones are found however they are
    written; every word of other texts has to begin a word of the case, of the customer's name, or of a
    contract's number, place and people. A person is found by the whole identity number too.
    """
    wanted = clean(text, limit=LONGEST, one_line=True).strip()
    if not wanted or limit < 1:
        return ()
    found: dict[tuple[str, str, str], Found] = {}
    for each in chain(_all(desk.store.reader, wanted, limit), _tenancies(desk, wanted, limit)):
        found.setdefault(each[:3], each)
        if len(found) >= limit:
            break
    return tuple(found.values())


def _all(reader: Reader, wanted: str, limit: int) -> Iterator[Found]:
    digits = joined(wanted)
    for case in finding.numbered(reader, tuple(QUEUES), wanted):
        yield _case(case)
    numbers = [wanted, digits]
    if digits:
        numbers += customers.of_facility(reader, digits, limit)
    for customer in customers.registered(reader.rows, filter(None, numbers)).values():
        yield _customer(customer)
    yield from _agreements(reader, wanted, digits or wanted)
    for case in finding.of_customer_or_facility(reader, wanted, digits, limit):
        yield _case(case)
    for case in finding.worded(reader, wanted, limit):
        yield _case(case)
    for customer in customers.named(reader, wanted, limit):
        yield _customer(customer)
    if len(wanted) >= SHORTEST_NUMBER and wanted[-1].isdigit():
        for case in finding.begun(reader, tuple(QUEUES), wanted, limit):
            yield _case(case)
        begun = agreements.begun(reader.rows, wanted, customers.LAST, limit)
        yield from _told(reader, begun)


def _tenancies(desk: Desk, wanted: str, limit: int) -> Iterator[Found]:
    """Contracts and people; names alone tell of people first."""
    ask = desk.store.reader.rows
    for person in persons.with_hetu(ask, wanted):
        yield _person(desk, person)
    page = contracts.listed(desk, wanted, "", limit) if words(wanted) else ContractPage(())
    for person in persons.named(ask, [each.id for each in page.rows], wanted) if page.rows else ():
        yield _person(desk, person)
    for line in page.rows:
        where = " · ".join(filter(None, (line.apartment, line.address)))
        yield Found("contract", "", line.number, where, line.tenants)


def _person(desk: Desk, person: PersonCard) -> Found:
    view = contracts.person(desk, person.key)
    numbers = ", ".join(lease.number for lease in view.leases)
    return Found("person", "", person.key, view.person.name, numbers)


def _case(case: CaseLine) -> Found:
    shown = masked_line(case)
    queue = queue_named(case.queue)
    parts = (shown.customer_name, grouped(shown.facility), queue.state_word(case))
    return Found("case", case.queue, case.number, shown.title, " · ".join(filter(None, parts)))


def _customer(row: CustomerRow) -> Found:
    name, phone = row.name, row.phone
    if row.protected:
        name, phone = dots(name), dots(phone)
    return Found("customer", "", row.customer, name, phone)


def _agreements(reader: Reader, wanted: str, facility: str) -> Iterator[Found]:
    """The agreement of that number, and those of that metering point."""
    yield from _told(reader, agreements.numbered(reader.rows, [wanted]).values())
    yield from _told(reader, agreements.of_facilities(reader.rows, [facility]).get(facility, ()))


def _told(reader: Reader, every: Iterable[Agreement]) -> Iterator[Found]:
    keeper = next((queue.key for queue in QUEUES.values() if AGREEMENTS in queue.extras), "")
    hidden: dict[str, bool] = {}
    for each in every:
        facility = each.facility
        if facility not in hidden:
            owners = customers.of_facility(reader, facility, MOST_OWNERS)
            known = customers.registered(reader.rows, owners).values()
            hidden[facility] = any(owner.protected for owner in known)
        shown = dots(facility) if hidden[facility] else grouped(facility)
        text = " · ".join((shown, said_days(each)))
        title = f"{say(f'agreements.kind.{each.kind}')} · {each.seller}"
        yield Found(AGREEMENT, keeper, each.number, title, text)
