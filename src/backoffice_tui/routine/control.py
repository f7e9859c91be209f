"""The control view of a contract: what on it needs an eye, and why."""

from collections.abc import Iterator, Sequence
from datetime import date

from backoffice_tui.model.states import OPEN
from backoffice_tui.routine.contracts import ACCOUNTS, Lease, Mark
from backoffice_tui.routine.listing import WAITING_LATER, CaseLine
from backoffice_tui.routine.money import euros
from backoffice_tui.texts import say


def marks(lease: Lease, tasks: Sequence[CaseLine], today: date) -> tuple[Mark, ...]:
    """Everything about a contract that somebody should look at, the ending first."""
    return (*_ending(lease, today), *_people(lease), *_money(lease, today), *_late(tasks, today))


def _ending(lease: Lease, today: date) -> Iterator[Mark]:
    if lease.end is not None:
        name = "ends" if lease.end >= today else "ended"
        yield Mark(name, say(f"contracts.mark.{name}", end=lease.end), "TYO-11")
    if lease.free_from is not None and lease.end is not None:
        yield Mark("free", say("contracts.mark.free", day=lease.free_from), "TYO-13")


def _people(lease: Lease) -> Iterator[Mark]:
    given = [party for party in lease.bound if party.notice and party.notice.state in OPEN]
    for party in given:
        assert party.notice is not None  # noqa: S101 (those that have one)
        text = say("contracts.mark.notice", name=party.person.name, number=party.notice.number)
        yield Mark("notice", text, "TYO-07")
    if given and len(given) < len(lease.bound):
        count = len(lease.bound) - len(given)
        yield Mark("stay", say("contracts.mark.stay", count=count), "TYO-09")
    for spouse in lease.spouses:
        if spouse.consent != "given" and (given or lease.end is not None):
            text = say(f"contracts.mark.consent-{spouse.consent}", name=spouse.person.name)
            yield Mark("consent", text, "TYO-16")


def _money(lease: Lease, today: date) -> Iterator[Mark]:
    if lease.end is None or lease.end >= today:
        return
    for account in ACCOUNTS:
        if cents := lease.balance(account):
            yield Mark("held", say(f"contracts.mark.held-{account}", amount=euros(cents)), "TYO-17")


def _late(tasks: Sequence[CaseLine], today: date) -> Iterator[Mark]:
    late = [
        task for task in tasks if task.bucket <= WAITING_LATER and task.due and task.due < today
    ]
    for task in late:
        text = say("contracts.mark.late", number=task.number, type=task.type, due=task.due)
        yield Mark("late", text, "TYO-01")
