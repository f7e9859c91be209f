"""What the landlord's list does to a contract that is known: what it owns follows it, what was set here stays."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, NamedTuple

from backoffice_tui.routine import ledger
from backoffice_tui.routine.contracts import ACCOUNTS
from backoffice_tui.routine.errors import Problem, Refused
from backoffice_tui.routine.money import euros
from backoffice_tui.routine.tenancy import ToldLease, ToldParty

COLUMNS: Final[Mapping[str, str]] = {"start": "first_day", "end": "last_day", "rent": "rent_cents"}
"""A file's names for what a contract has in the store."""


class PersonNow(NamedTuple):
    """A person as the store knows them, and what it has known of them before."""

    id: int
    values: Mapping[str, Any]
    before: Mapping[str, frozenset[str]] = {}


class PartyNow(NamedTuple):
    """A person's part in a contract as it stands; `here` where its end was set by a case."""

    id: int
    person: str
    since: date
    until: date | None
    here: bool


class LeaseNow(NamedTuple):
    """A contract as it stands; `here` where its end was set by a case."""

    id: int
    apartment: str
    values: Mapping[str, Any]
    here: bool
    parties: tuple[PartyNow, ...] = ()
    spouses: frozenset[str] = frozenset()
    told: Mapping[str, int] = {}
    """Cents that lists have told so far, by account."""
    held: Mapping[str, int] = {}


@dataclass(slots=True)
class Plan:
    """What has to be written for one contract so that it is as its list says."""

    told: ToldLease
    now: LeaseNow | None
    values: dict[str, Any] = field(default_factory=dict)
    """Columns of the contract that change, all of them where it is new."""
    parties: list[tuple[PartyNow, dict[str, Any]]] = field(default_factory=list)
    new_parties: list[ToldParty] = field(default_factory=list)
    new_spouses: list[str] = field(default_factory=list)
    openings: list[tuple[str, int]] = field(default_factory=list)
    warnings: list[tuple[int, Problem]] = field(default_factory=list)

    @property
    def changes(self) -> bool:
        """Whether anything is to be written for a contract that is there."""
        people = self.parties or self.new_parties or self.new_spouses
        return bool(self.values or people or self.openings or self.moves)

    @property
    def renames(self) -> bool:
        """Whether the contract is found by other words than before, but for those of people known to it."""
        return self.now is None or self.moves or bool(self.new_parties or self.new_spouses)

    @property
    def moves(self) -> bool:
        """Whether the list puts a known contract in another apartment."""
        return self.now is not None and self.now.apartment != self.told.values["apartment"]


def follow_person(
    told: Mapping[str, Any], now: PersonNow | None
) -> tuple[dict[str, Any], list[str]]:
    """The values that change, and the fields in which an older list was not believed."""
    if now is None:
        return dict(told), []
    changed = {name: value for name, value in told.items() if now.values.get(name) != value}
    stale = [name for name, value in changed.items() if value in now.before.get(name, ())]
    return {name: value for name, value in changed.items() if name not in stale}, stale


def follow_lease(told: ToldLease, now: LeaseNow | None) -> Plan:
    """What the list does to the contract; nothing where it says what is known."""
    plan = Plan(told, now)
    listed = {COLUMNS[name]: told.values[name] for name in COLUMNS if name in told.values}
    if now is None:
        plan.values = {"last_day": None, "rent_cents": 0, **listed}
        plan.new_parties, plan.new_spouses = list(told.parties), list(told.spouses)
    else:
        plan.values = {name: value for name, value in listed.items() if now.values[name] != value}
        _keep_end(plan, now)
        _follow_parties(plan, now)
        plan.new_spouses = [each for each in told.spouses if each not in now.spouses]
    _follow_money(plan)
    return plan


def _keep_end(plan: Plan, now: LeaseNow) -> None:
    """An end that a case has set stays; a list with another end is told of."""
    if now.here and "last_day" in plan.values and plan.values.pop("last_day") is not None:
        why = Refused("tenancy.ended-here", field="end", day=now.values["last_day"])
        plan.warnings.append((plan.told.row, why))


def _follow_parties(plan: Plan, now: LeaseNow) -> None:
    left = list(now.parties)
    for told in plan.told.parties:
        party = _same(told, left, plan.told)
        if party is None:
            plan.new_parties.append(told)
            continue
        left.remove(party)
        changed: dict[str, Any] = {}
        if party.since != told.since:
            changed["since"] = told.since
        if party.here:
            if told.until not in (None, party.until):
                why = Refused("tenancy.ended-here", field="to", day=party.until)
                plan.warnings.append((told.row, why))
        elif party.until != told.until:
            changed |= {"until": told.until, "liable_until": told.until}
        if changed:
            plan.parties.append((party, changed))
    for party in left:
        if party.until is None:
            why = Refused("tenancy.not-listed", field="person", person=party.person)
            plan.warnings.append((plan.told.row, why))


def _same(told: ToldParty, left: list[PartyNow], lease: ToldLease) -> PartyNow | None:
    """The part that the list speaks of: of the same days, or the only one of that person on either side."""
    mine = [each for each in left if each.person == told.person]
    exact = next((each for each in mine if each.since == told.since), None)
    alone = sum(each.person == told.person for each in lease.parties) == 1 == len(mine)
    return exact or (mine[0] if alone and _is_the_same_stay(told, mine[0]) else None)


def _is_the_same_stay(told: ToldParty, party: PartyNow) -> bool:
    """Whether the days meet; who moves in again after having left has a part of their own."""
    return (party.until is None or told.since <= party.until) and (
        told.until is None or party.since <= told.until
    )


def _follow_money(plan: Plan) -> None:
    for account, cents, told, held in _accounts(plan):
        more = ledger.listed(cents, told, held)
        if more:
            plan.openings.append((account, more))
        elif more is None:
            amounts = {"listed": euros(cents), "held": euros(held)}
            why = Refused("tenancy.other-balance", rule="TYO-17", field=account, **amounts)
            plan.warnings.append((plan.told.row, why))


def _accounts(plan: Plan) -> Iterator[tuple[str, int, int, int]]:
    """Account, cents that the list says, that lists have said, and that are held."""
    now = plan.now
    for account in ACCOUNTS:
        if account in plan.told.values:
            told, held = (now.told, now.held) if now else ({}, {})
            yield account, plan.told.values[account], told.get(account, 0), held.get(account, 0)
