"""Whose notice it is, and which of the ways to end it are open: read from the parties as they are at that moment."""

from typing import TYPE_CHECKING, Final

from backoffice_tui.queues.tyojono.order import NOTICE
from backoffice_tui.routine.contracts import Lease, PartyCard
from backoffice_tui.routine.errors import Problem, Refused
from backoffice_tui.routine.grammar import Answer, Context
from backoffice_tui.routine.text import clean

if TYPE_CHECKING:
    from backoffice_tui.model.cases import Case

LAST_PARTY: Final = "TYO-12"


def lease_of(case: "Case", context: Context) -> Lease:
    """The contract of the task as it is now; Refused where the task has none that is known."""
    found = context.lease_of(case.contract)
    if found is None:
        number = clean(case.contract, limit=40, one_line=True) or "–"
        raise Refused("contracts.no-contract", field="contract", number=number)
    return found


def giver(case: "Case") -> str:
    """The key of the person who gives notice; empty where the task does not say."""
    return case.facts.get("person", "")


def others(lease: Lease, key: str) -> tuple[PartyCard, ...]:
    """The parties besides that person whose part has no end."""
    return tuple(party for party in lease.bound if party.person.key != key)


def is_last(case: "Case", lease: Lease) -> bool:
    """Whether nobody stays once the one who gives notice has left."""
    key = giver(case)
    return not others(lease, key) if key else len(lease.bound) < 2


def running(case: "Case", context: Context) -> Problem | None:
    """A notice is about a contract that runs."""
    if case.type != NOTICE:
        return Refused("tyojono.no-notice", rule="TYO-11", number=case.number, type=case.type)
    lease = context.lease_of(case.contract)
    if lease is None:
        return Refused("contracts.no-contract", field="contract", number=case.contract or "–")
    if not lease.runs(context.today):
        end = lease.end or max((each.until for each in lease.parties if each.until), default=None)
        return Refused("tyojono.over", rule="TYO-11", contract=lease.number, end=end or "–")
    return None


def some_stay(case: "Case", context: Context) -> Problem | None:
    """A notice is confirmed for a party who leaves while others stay."""
    if why := running(case, context):
        return why
    lease, key = lease_of(case, context), giver(case)
    if is_last(case, lease):
        return last_party(lease)
    party = lease.party(key) if key else None
    if key and (party is None or party.until is not None):
        return gone(lease, key)
    return None


def may_be_rejected(case: "Case", context: Context) -> Problem | None:
    """The notice of the last party who is bound is not rejected: it ends the contract."""
    lease = context.lease_of(case.contract)
    if case.type != NOTICE or lease is None or not lease.runs(context.today):
        return None
    bound = {party.person.key for party in lease.bound}
    return last_party(lease) if bound == {giver(case)} else None


def last_party(lease: Lease) -> Refused:
    """That nobody would stay."""
    return Refused("tyojono.last-party", rule=LAST_PARTY, contract=lease.number)


def gone(lease: Lease, key: str) -> Refused:
    """That a person is not bound by the contract, or not any more."""
    party = lease.party(key)
    if party is None:
        return Refused("tyojono.no-party", rule="TYO-09", field="person", contract=lease.number)
    return Refused(
        "tyojono.left", rule="TYO-09", field="person", contract=lease.number, until=party.until
    )


def leaving(case: "Case", answer: Answer, lease: Lease) -> PartyCard:
    """The party who leaves, of the notice or named; Refused where it is nobody, or the last."""
    key, named = giver(case) or answer.text("person"), answer.text("person")
    if named not in ("", key):
        raise Refused("tyojono.somebody-else", rule="TYO-09", field="person", person=key)
    party = lease.party(key) if key else None
    if not key:
        known = ", ".join(each.person.key for each in lease.bound)
        raise Refused("tyojono.who", rule="TYO-09", field="person", known=known)
    if party is None or party.until is not None:
        raise gone(lease, key)
    if not others(lease, key):
        raise last_party(lease)
    return party
