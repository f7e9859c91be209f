"""A contract as the landlord's file tells of it, its people read field by field."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from backoffice_tui.routine import cells
from backoffice_tui.routine.errors import Problem, Refused
from backoffice_tui.routine.identity import hetu
from backoffice_tui.routine.money import cents
from backoffice_tui.routine.numbers import joined
from backoffice_tui.routine.text import clean

Told = Mapping[str, object]
"""What a file says, by its own names."""

Reader = Callable[[object, date], Any]

LONGEST_PHONE: Final = 20
"""Digits of a telephone number with its country."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ToldParty:
    """Whom a file says is bound, and for which days, both inclusive."""

    row: int
    person: str
    since: date
    until: date | None


@dataclass(slots=True)
class ToldLease:
    """What a file says of one contract; what it does not speak of is not in `values`."""

    row: int
    number: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    parties: list[ToldParty] = field(default_factory=list)
    spouses: list[str] = field(default_factory=list)
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What it says of each person, by key."""
    problems: list[tuple[int, Problem]] = field(default_factory=list)
    """What is wrong with which row; a contract with any is not taken in."""


def read_lease(
    row: int,
    record: Told,
    parties: Iterable[tuple[int, Told]],
    spouses: Iterable[tuple[int, Told]],
    today: date,
) -> ToldLease:
    """A contract with its people, each with the row it stands in, and everything that is wrong with it."""
    found = ToldLease(row)
    try:
        found.values = _values(record, _LEASE, today)
        found.number = _required(found.values.pop("number", ""), "number")
        _in_order(found.values)
    except Problem as why:
        found.problems.append((row, why))
    for at, told in parties:
        _try(found, _party, at, told, today)
    for at, told in spouses:
        _try(found, _spouse, at, told, today)
    if not found.parties and not found.problems:
        found.problems.append((row, Refused("tenancy.nobody", rule="TYO-07", field="parties")))
    return found


def _try(
    found: ToldLease,
    read: Callable[[ToldLease, int, Told, date], None],
    row: int,
    record: Told,
    today: date,
) -> None:
    try:
        read(found, row, record, today)
    except Problem as why:
        found.problems.append((row, why))


def _values(record: Told, readers: Mapping[str, Reader], today: date) -> dict[str, Any]:
    """The values that the record has, read."""
    return {
        name: cells.read(name, how, record[name], today)
        for name, how in readers.items()
        if name in record
    }


def _required(value: Any, name: str) -> Any:
    if value in ("", None):
        raise Refused("tenancy.empty", field=name, name=name)
    return value


def _in_order(values: dict[str, Any]) -> None:
    for name in ("apartment", "start"):
        _required(values.get(name), name)
    if values.get("end") and values["end"] < values["start"]:
        raise Refused("taking.contract-backwards", field="end")


def _party(found: ToldLease, row: int, record: Told, today: date) -> None:
    person = _person(found, record, today)
    days = _values(record, {"from": _day, "to": _day}, today)
    since = days.get("from") or found.values.get("start")
    until, end = days.get("to"), found.values.get("end")
    if since is None:
        # The contract's own start is at fault and is told of.
        return
    if until is None and end and end < today:
        # Nobody is bound by a contract that is over.
        until = max(end, since)
    if until and until < since:
        raise Refused("taking.contract-backwards", field="to")
    if any(each.person == person and _overlap(each, since, until) for each in found.parties):
        raise Refused("tenancy.party-twice", field="person", person=person)
    found.parties.append(ToldParty(row=row, person=person, since=since, until=until))


def _overlap(party: ToldParty, since: date, until: date | None) -> bool:
    return (party.until is None or since <= party.until) and (until is None or party.since <= until)


def _spouse(found: ToldLease, _row: int, record: Told, today: date) -> None:
    person = _person(found, record, today)
    if person in found.spouses or any(each.person == person for each in found.parties):
        raise Refused("tenancy.party-twice", field="person", person=person)
    found.spouses.append(person)


def _person(found: ToldLease, record: Told, today: date) -> str:
    """The key of the person; what the record says of them is noted."""
    values = _values(record, _PERSON, today)
    key = str(_required(values.pop("person", ""), "person"))
    _required(values.get("name"), "name")
    known = found.people.setdefault(key, values)
    if different(known, values):
        raise Refused("tenancy.person-twice", field="person", person=key, row=found.row)
    found.people[key] = known | values
    return key


def different(one: Told, other: Told) -> bool:
    """Whether two records say different things of something that both speak of."""
    return any(one[name] != other[name] for name in one.keys() & other.keys())


def _day(value: object, today: date) -> date | None:
    return cells.day(value, today)


def _cents(value: object, _today: date) -> int:
    return 0 if value in ("", None) else cents(value)


def _number(value: object, _today: date) -> str:
    return clean(cells.number(value), one_line=True).strip()


def _line(limit: int) -> Reader:
    read = cells.line(limit)
    return lambda value, _today: read(value)


def _hetu(value: object, today: date) -> str:
    return "" if value in ("", None) else hetu(value, today)


def _phone(value: object, _today: date) -> str:
    text = cells.line(40)(value)
    if text and not 0 < len(joined(text)) <= LONGEST_PHONE:
        raise Refused("tenancy.not-phone")
    return text


_LEASE: Final[Mapping[str, Reader]] = {
    "number": _number,
    "apartment": _line(60),
    "address": _line(200),
    "start": _day,
    "end": _day,
    "rent": _cents,
    "deposit": _cents,
    "prepayment": _cents,
}
_PERSON: Final[Mapping[str, Reader]] = {
    "person": _number,
    "name": _line(200),
    "hetu": _hetu,
    "phone": _phone,
    "email": lambda value, _today: cells.email(value),
    "protected": lambda value, _today: cells.flag(value),
}

LEASE_FIELDS: Final[Sequence[str]] = tuple(_LEASE)
PARTY_FIELDS: Final[Sequence[str]] = (*_PERSON, "from", "to")
