"""Invented weeks of a support desk beside the other invented cases, this year's and the year before's."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from backoffice_tui.desk.demo_agreements import add_agreements
from backoffice_tui.desk.desk import Desk
from backoffice_tui.model.states import State
from backoffice_tui.queues import QUEUES
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.invented_contacts import InventedContact, a_day, weekdays
from backoffice_tui.routine.taking import PlainCase
from backoffice_tui.routine.weeks import monday_of
from backoffice_tui.store.outages import stored

if TYPE_CHECKING:
    from backoffice_tui.store.seeding import Seed

WEEKS: Final = 8
"""Whole weeks before this one; as many a year before."""

WEEK: Final = timedelta(days=7)

SATURDAY: Final = 5

YEAR: Final = timedelta(days=364)
"""The same weekday in the same ISO week, but for the years that have a week more."""


def add_support(desk: Desk, *, seed: int = 1) -> int:
    """Fill the queue that counts weeks with what came to it until now, and with agreements; how many cases."""
    from backoffice_tui.store import seeding

    queue = next(queue for queue in QUEUES.values() if "weeks" in queue.extras)
    first = seeding.next_id(desk.store.reader)
    seeds = [
        _seed(desk, queue, each, case_id)
        for case_id, each in enumerate(_contacts(desk, queue, seed), first)
    ]
    version = desk.data(queue).version
    desk.store.write(lambda session: seeding.sow(session, seeds, version))
    add_agreements(desk)
    return len(seeds)


def _contacts(desk: Desk, queue: Queue, seed: int) -> Iterator[InventedContact]:
    today = desk.today(queue)
    now = f"{desk.now().astimezone(ZoneInfo(desk.data(queue).zone)):%H:%M}"
    days = weekdays(monday_of(today) - WEEKS * WEEK, today)
    for day in (*(day - YEAR for day in days), *days):
        yield from a_day(day, today, seed)
    if today.weekday() < SATURDAY:
        yield from (each for each in a_day(today, today, seed) if each.received_time <= now)


def _seed(desk: Desk, queue: Queue, contact: InventedContact, case_id: int) -> "Seed":
    from backoffice_tui.store.seeding import Event, Seed

    facts = {
        "title": contact.title,
        "channel": contact.channel,
        "category": contact.category,
        "answered": contact.answered,
        "facility": contact.facility,
        "customer_name": contact.party,
    }
    case = PlainCase(
        id=case_id,
        queue=queue.key,
        number=contact.number,
        title=contact.title,
        state=State(contact.state),
        received=contact.received,
        received_time=contact.received_time,
        due=contact.due,
        waits_for=contact.waits_for,
        waits_since=contact.received if contact.waits_for else None,
        handler=contact.handler,
        handled=contact.handled,
        customer_name=contact.party,
        facility=contact.facility,
        facts={name: text for name, text in facts.items() if text},
    )
    data = desk.data(queue)
    queue.settle(case, data)
    at = datetime.combine(
        contact.received, time.fromisoformat(contact.received_time), ZoneInfo(data.zone)
    )
    text = "\n".join(filter(None, (contact.log, contact.outcome)))
    listed = Event(stored(at), contact.handler or desk.agent, "import", text, "", case.state.value)
    return Seed(case, (listed,))
