"""Contracts read with their people and balances, by the bare driver or inside a transaction."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Final

from backoffice_tui.model.states import State
from backoffice_tui.routine.contracts import (
    DEPOSIT,
    PREPAYMENT,
    ContractLine,
    ContractPage,
    GivenNotice,
    Lease,
    PartyCard,
    PersonCard,
    SpouseCard,
)
from backoffice_tui.routine.errors import Usage
from backoffice_tui.routine.listing import CaseLine
from backoffice_tui.routine.text import clean, words
from backoffice_tui.store import ledger
from backoffice_tui.store.card import moment
from backoffice_tui.store.customers import LAST
from backoffice_tui.store.known import Ask, marks, portions
from backoffice_tui.store.lines import SELECT, line

FEW: Final = 500
"""So many contracts that match a word are gathered and put in order; of more, the order is walked."""

MOST: Final = 1_000
"""So many tasks of one contract are shown, the newest."""

_PERSON: Final = ", ".join(f"persons.{name}" for name in PersonCard._fields)
_PEOPLE: Final = len(PersonCard._fields)
_CONTRACT: Final = (
    "SELECT contracts.id, contracts.number, apartments.id, apartments.apartment,"
    " apartments.address, apartments.free_from, first_day, last_day, rent_cents,"
    " contracts.entry_id IS NOT NULL"
    " FROM contracts JOIN apartments ON apartments.id = contracts.apartment_id"
)
_PARTIES: Final = (
    f"SELECT {_PERSON}, parties.contract_id, parties.id, since, until, liable_until FROM parties"
    " JOIN persons ON persons.id = parties.person_id"
    " WHERE parties.contract_id IN ({inside}) ORDER BY since, parties.id"
)
_SPOUSES: Final = (
    f"SELECT {_PERSON}, spouses.contract_id, spouses.id, consent FROM spouses"
    " JOIN persons ON persons.id = spouses.person_id"
    " WHERE spouses.contract_id IN ({inside}) ORDER BY spouses.id"
)
_NOTICES: Final = (
    "SELECT contract_id, person_id, cases.number, submitted_at, cases.state FROM notices"
    " JOIN cases ON cases.id = notices.case_id"
    " WHERE contract_id IN ({inside}) ORDER BY submitted_at, cases.id"
)


def lease(ask: Ask, number: str) -> Lease | None:
    """The contract of that number with everything the rules look at."""
    wanted = clean(number, limit=60, one_line=True).strip()
    return leases(ask, [wanted]).get(wanted) if wanted else None


def leases(ask: Ask, numbers: Iterable[str]) -> dict[str, Lease]:
    """The contracts of these numbers, by number, some hundred in a question."""
    found: dict[str, Lease] = {}
    for some in portions(numbers):
        inside, params = marks(some)
        rows = list(ask(f"{_CONTRACT} WHERE contracts.number IN ({inside})", params))
        found |= {each.number: each for each in _leases(ask, rows)}
    return found


def lease_by_id(ask: Ask, contract_id: int) -> Lease | None:
    """The contract with that id in the store."""
    rows = list(ask(f"{_CONTRACT} WHERE contracts.id = :id", {"id": contract_id}))
    return next(_leases(ask, rows), None)


def _leases(ask: Ask, rows: Sequence[Sequence[Any]]) -> Iterator[Lease]:
    """Contracts with their people and balances, each asked for of all together."""
    ids = [int(row[0]) for row in rows]
    held = ledger.balances(ask, ids)
    parties, spouses = _parties(ask, ids), _spouses(ask, ids)
    for row in rows:
        contract_id = int(row[0])
        yield Lease(
            id=contract_id,
            number=str(row[1]),
            apartment_id=int(row[2]),
            apartment=str(row[3]),
            address=str(row[4]),
            free_from=_day(row[5]),
            start=date.fromisoformat(str(row[6])),
            end=_day(row[7]),
            rent_cents=int(row[8]),
            ended_here=bool(row[9]),
            parties=tuple(parties.get(contract_id, ())),
            spouses=tuple(spouses.get(contract_id, ())),
            deposit=held.get((contract_id, DEPOSIT), 0),
            prepayment=held.get((contract_id, PREPAYMENT), 0),
        )


def _of_contracts(ask: Ask, sql: str, ids: Sequence[int]) -> Iterator[Sequence[Any]]:
    for some in portions(map(str, ids)):
        inside, params = marks([int(each) for each in some])
        yield from ask(sql.format(inside=inside), params)


def _parties(ask: Ask, ids: Sequence[int]) -> dict[int, list[PartyCard]]:
    given = {
        (int(contract), int(person)): GivenNotice(str(number), moment(at), State(state))
        for contract, person, number, at, state in _of_contracts(ask, _NOTICES, ids)
    }
    found: dict[int, list[PartyCard]] = {}
    for row in _of_contracts(ask, _PARTIES, ids):
        contract_id = int(row[_PEOPLE])
        party = _party(row, given.get((contract_id, int(row[0]))))
        found.setdefault(contract_id, []).append(party)
    return found


def _spouses(ask: Ask, ids: Sequence[int]) -> dict[int, list[SpouseCard]]:
    found: dict[int, list[SpouseCard]] = {}
    for row in _of_contracts(ask, _SPOUSES, ids):
        contract_id, spouse_id, consent = row[_PEOPLE:]
        spouse = SpouseCard(int(spouse_id), person_of(row), str(consent))
        found.setdefault(int(contract_id), []).append(spouse)
    return found


def _party(row: Sequence[Any], notice: GivenNotice | None) -> PartyCard:
    _contract, party_id, since, until, liable = row[_PEOPLE:]
    return PartyCard(
        id=int(party_id),
        person=person_of(row),
        since=date.fromisoformat(str(since)),
        until=_day(until),
        liable_until=_day(liable),
        notice=notice,
    )


def person_of(row: Sequence[Any]) -> PersonCard:
    """The person whose columns stand first in a row."""
    person_id, *told, protected = row[:_PEOPLE]
    return PersonCard._make((int(person_id), *map(str, told), bool(protected)))


def person(ask: Ask, key: str) -> PersonCard | None:
    """The person of that key."""
    wanted = clean(key, limit=60, one_line=True).strip()
    rows = ask(f"SELECT {_PERSON} FROM persons WHERE key = :key", {"key": wanted})
    return next((person_of(row) for row in rows), None)


def leases_of(ask: Ask, person_id: int) -> tuple[Lease, ...]:
    """The contracts that a person is or was bound by, the newest first."""
    sql = (
        f"{_CONTRACT} WHERE contracts.id IN"
        " (SELECT contract_id FROM parties WHERE person_id = :id"
        " UNION SELECT contract_id FROM spouses WHERE person_id = :id)"
        " ORDER BY first_day DESC, contracts.id DESC"
    )
    return tuple(_leases(ask, list(ask(sql, {"id": person_id}))))


def tasks(ask: Ask, number: str) -> tuple[CaseLine, ...]:
    """The cases about a contract, as source or as target: the open ones first, then the newest."""
    sql = (
        f"{SELECT} WHERE cases.id IN"
        " (SELECT id FROM cases WHERE contract != '' AND contract = :number"
        " UNION SELECT id FROM cases WHERE target_contract != '' AND target_contract = :number)"
        f" ORDER BY bucket, place DESC LIMIT {MOST}"
    )
    found = [line(row) for row in ask(sql, {"number": number})]
    return tuple(sorted(found, key=lambda each: each.bucket > 1))


# -- the list ---------------------------------------------------------------------------------------

_LISTED: Final = (
    "SELECT contracts.id, contracts.number, apartments.apartment, apartments.address,"
    " first_day, last_day, number_key FROM contracts"
    " JOIN apartments ON apartments.id = contracts.apartment_id"
)
_NAMES: Final = (
    "SELECT contract_id, name, protected FROM parties JOIN persons ON persons.id = person_id"
    " WHERE contract_id IN ({inside}) AND (until IS NULL OR until >= :today)"
    " ORDER BY contract_id, since, parties.id"
)


def listed(ask: Ask, search: str, after: str, limit: int, today: date, hidden: str) -> ContractPage:
    """Contracts in the order of their numbers, those with every word typed; names of the protected are `hidden`."""
    key, contract_id = _cursor(after)
    where = ["(number_key, contracts.id) > (:key, :id)"]
    params: dict[str, object] = {"key": key, "id": contract_id, "limit": limit + 1}
    for at, word in enumerate(dict.fromkeys(words(search))):
        params |= {f"from{at}": word, f"to{at}": word + LAST}
        where.append(_having(ask, at, params))
    sql = f"{_LISTED} WHERE {' AND '.join(where)} ORDER BY number_key, contracts.id LIMIT :limit"
    rows = list(ask(sql, params))
    names = _tenants(ask, [int(row[0]) for row in rows], today, hidden)
    found = tuple(_listed(row, names.get(int(row[0]), ()), hidden) for row in rows[:limit])
    return ContractPage(found, found[-1].cursor if len(rows) > limit else "")


def _having(ask: Ask, at: int, params: dict[str, object]) -> str:
    """A contract has a word that begins so: looked up where few have one, tested on the way where many have."""
    between = f"word >= :from{at} AND word < :to{at}"
    probe = f"SELECT count(*) FROM (SELECT 1 FROM contract_words WHERE {between} LIMIT {FEW + 1})"
    given = {name: params[name] for name in (f"from{at}", f"to{at}")}
    few = all(int(row[0]) <= FEW for row in ask(probe, given))
    if few:
        return f"contracts.id IN (SELECT contract_id FROM contract_words WHERE {between})"
    return f"EXISTS (SELECT 1 FROM contract_words WHERE contract_id = contracts.id AND {between})"


def _cursor(after: str) -> tuple[str, int]:
    if not after:
        return "", 0
    key, _, number = clean(after).rpartition("|")
    if not (number.isascii() and number.isdigit() and len(number) < 16):
        raise Usage("store.bad-cursor", field="after")
    return key, int(number)


def _tenants(ask: Ask, ids: Sequence[int], today: date, hidden: str) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for some in portions(map(str, ids)):
        inside, params = marks([int(each) for each in some])
        sql = _NAMES.format(inside=inside)
        for contract_id, name, protected in ask(sql, {**params, "today": today.isoformat()}):
            found.setdefault(int(contract_id), []).append(hidden if protected else str(name))
    return found


def _listed(row: Sequence[Any], names: Sequence[str], hidden: str) -> ContractLine:
    where = (hidden, hidden) if hidden in names else (str(row[2]), str(row[3]))
    return ContractLine(
        id=int(row[0]),
        number=str(row[1]),
        apartment=where[0],
        address=where[1],
        tenants=", ".join(names),
        start=date.fromisoformat(str(row[4])),
        end=_day(row[5]),
        cursor=f"{row[6]}|{row[0]}",
    )


def searched(ask: Ask, ids: Iterable[int]) -> Iterator[tuple[str, str, int]]:
    """Word, sorting number and id of contracts: what they are to be found by, people and place included."""
    sql = (
        "SELECT contracts.id, number_key, number, apartment, apartments.address, name FROM contracts"
        " JOIN apartments ON apartments.id = apartment_id"
        " LEFT JOIN (SELECT contract_id, person_id FROM parties"
        "  UNION SELECT contract_id, person_id FROM spouses) AS people"
        " ON people.contract_id = contracts.id LEFT JOIN persons ON persons.id = person_id"
        " WHERE contracts.id IN ({inside})"
    )
    for some in portions(map(str, ids)):
        inside, params = marks([int(each) for each in some])
        found: dict[tuple[str, str, int], None] = {}
        for contract_id, key, *told in ask(sql.format(inside=inside), params):
            for word in words(" ".join(str(each) for each in told if each)):
                found[word, str(key), int(contract_id)] = None
        yield from found


def _day(stored: Any) -> date | None:
    return date.fromisoformat(str(stored)) if stored else None
