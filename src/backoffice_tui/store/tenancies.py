"""Contracts by the thousand: read as they stand, and brought to what the landlord's list says."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from backoffice_tui.routine.contracts import PERSON_FIELDS
from backoffice_tui.routine.mirroring import LeaseNow, PartyNow, PersonNow
from backoffice_tui.store import ledger
from backoffice_tui.store.known import Ask, marks, portions

LISTED: Final = ("name", "hetu", "phone", "email", "protected")
"""What a list tells of a person."""

_PERSONS: Final = f"SELECT id, key, {', '.join(LISTED)} FROM persons WHERE key IN ({{inside}})"
_LEASES: Final = (
    "SELECT contracts.id, number, apartment, first_day, last_day, rent_cents, entry_id IS NOT NULL"
    " FROM contracts JOIN apartments ON apartments.id = apartment_id WHERE number IN ({inside})"
)
_PARTIES: Final = (
    "SELECT contract_id, parties.id, key, since, until, entry_id IS NOT NULL FROM parties"
    " JOIN persons ON persons.id = person_id WHERE contract_id IN ({inside})"
    " ORDER BY since, parties.id"
)
_SPOUSES: Final = (
    "SELECT contract_id, key FROM spouses JOIN persons ON persons.id = person_id"
    " WHERE contract_id IN ({inside})"
)


class ApartmentNow(NamedTuple):
    """An apartment as it stands."""

    id: int
    address: str


def _found(ask: Ask, sql: str, values: Iterable[object]) -> list[Sequence[Any]]:
    """The rows whose column is one of the values."""
    rows: list[Sequence[Any]] = []
    whole = {str(each): each for each in values}
    for some in portions(whole):
        inside, params = marks([whole[each] for each in some])
        rows += ask(sql.format(inside=inside), params)
    return rows


def persons(ask: Ask, keys: Iterable[str]) -> dict[str, PersonNow]:
    """The people of these keys that are known."""
    rows = _found(ask, _PERSONS, keys)
    before = _before(ask, [int(row[0]) for row in rows])
    found = {}
    for person_id, key, *told in rows:
        values = dict(zip(LISTED, told, strict=True))
        values["protected"] = bool(values["protected"])
        found[str(key)] = PersonNow(int(person_id), values, before.get(int(person_id), {}))
    return found


def _before(ask: Ask, ids: Sequence[int]) -> dict[int, dict[str, frozenset[str]]]:
    """What has been known of people before, by id and field."""
    sql = "SELECT person_id, body FROM person_versions WHERE person_id IN ({inside})"
    found: dict[int, dict[str, frozenset[str]]] = {}
    for person_id, stored in _found(ask, sql, ids):
        body = json.loads(stored) if isinstance(stored, str) else stored
        known = found.setdefault(int(person_id), {})
        for name in PERSON_FIELDS if body else ():
            known[name] = known.get(name, frozenset()) | {body.get(name, "")}
    return found


def codes(ask: Ask) -> dict[str, str]:
    """The keys of all people that have a personal identity code, by the code."""
    rows = ask("SELECT hetu, key FROM persons WHERE hetu != '' ORDER BY id DESC", {})
    return {str(code): str(key) for code, key in rows}


def apartments(ask: Ask, names: Iterable[str]) -> dict[str, ApartmentNow]:
    """The apartments of these names that are known."""
    sql = "SELECT id, address, apartment FROM apartments WHERE apartment IN ({inside})"
    return {
        str(name): ApartmentNow(int(number), str(address))
        for number, address, name in _found(ask, sql, names)
    }


def contracts_with(ask: Ask, people: Iterable[int], apartments: Iterable[int]) -> list[int]:
    """The contracts that any of these people belong to, or that are for any of these apartments."""
    parts = "SELECT contract_id FROM {table} WHERE person_id IN ({{inside}})"
    rows = [
        *_found(ask, parts.format(table="parties"), people),
        *_found(ask, parts.format(table="spouses"), people),
        *_found(ask, "SELECT id FROM contracts WHERE apartment_id IN ({inside})", apartments),
    ]
    return [int(row[0]) for row in rows]


def leases(ask: Ask, numbers: Iterable[str]) -> dict[str, LeaseNow]:
    """The contracts of these numbers that are known, with their people and balances."""
    rows = _found(ask, _LEASES, numbers)
    ids = [int(row[0]) for row in rows]
    parties = _parties(ask, ids)
    spouses: dict[int, set[str]] = {}
    for contract, key in _found(ask, _SPOUSES, ids):
        spouses.setdefault(int(contract), set()).add(str(key))
    told, held = (_by_contract(sums(ask, ids)) for sums in (ledger.opened, ledger.balances))
    found = {}
    for contract, number, apartment, first, last, rent, here in rows:
        values = {"first_day": _day(first), "last_day": _day(last), "rent_cents": int(rent)}
        found[str(number)] = LeaseNow(
            id=int(contract),
            apartment=str(apartment),
            values=values,
            here=bool(here),
            parties=tuple(parties.get(int(contract), ())),
            spouses=frozenset(spouses.get(int(contract), ())),
            told=told.get(int(contract), {}),
            held=held.get(int(contract), {}),
        )
    return found


def _parties(ask: Ask, ids: Sequence[int]) -> dict[int, list[PartyNow]]:
    found: dict[int, list[PartyNow]] = {}
    for contract, party, key, since, until, here in _found(ask, _PARTIES, ids):
        since_day = _day(since)
        assert since_day is not None  # noqa: S101 (the column has no nulls)
        each = PartyNow(int(party), str(key), since_day, _day(until), bool(here))
        found.setdefault(int(contract), []).append(each)
    return found


def _by_contract(sums: ledger.Accounts) -> dict[int, Mapping[str, int]]:
    found: dict[int, dict[str, int]] = {}
    for (contract, account), cents in sums.items():
        found.setdefault(contract, {})[account] = cents
    return dict(found)


def _day(stored: Any) -> date | None:
    if isinstance(stored, date):
        return stored
    return date.fromisoformat(str(stored)) if stored else None
