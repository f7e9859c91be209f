"""The customer register and what stands in every queue about one customer, read without SQLAlchemy."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Final

from backoffice_tui.routine.listing import CaseLine
from backoffice_tui.routine.numbers import joined
from backoffice_tui.routine.text import words
from backoffice_tui.store.known import Ask, marks, portions
from backoffice_tui.store.lines import SELECT, line
from backoffice_tui.store.reader import Reader

MOST: Final = 1_000
"""So many cases of one customer are shown, the newest."""

SHORTEST: Final = 2
"""Letters of a name that are worth looking for."""

LAST: Final = "\U0010ffff"
"""What sorts after every word that begins the same."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CustomerRow:
    """A customer as the register has them."""

    customer: str
    name: str = ""
    kind: str = ""
    identity: str = ""
    email: str = ""
    phone: str = ""
    language: str = ""
    protected: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class FacilityRow:
    """A facility of a customer as the register has it."""

    customer: str
    facility: str
    address: str = ""
    contract_from: date | None = None
    contract_to: date | None = None
    connected: bool = True


_CUSTOMER: Final = tuple(each.name for each in fields(CustomerRow))
_FACILITY: Final = tuple(each.name for each in fields(FacilityRow))
_CUSTOMERS: Final = f"SELECT {', '.join(_CUSTOMER)} FROM customers"
_FACILITIES: Final = f"SELECT {', '.join(_FACILITY)} FROM facilities"


def registered(ask: Ask, numbers: Iterable[str]) -> dict[str, CustomerRow]:
    """The customers of these numbers that the register knows."""
    found = {}
    for some in portions(numbers):
        inside, params = marks(some)
        for row in ask(f"{_CUSTOMERS} WHERE customer IN ({inside})", params):
            found[str(row[0])] = _customer(row)
    return found


def facilities(ask: Ask, numbers: Iterable[str]) -> dict[tuple[str, str], FacilityRow]:
    """The facilities of these customers, by customer and facility, as they were taken in."""
    found = {}
    for some in portions(numbers):
        inside, params = marks(some)
        for row in ask(f"{_FACILITIES} WHERE customer IN ({inside}) ORDER BY id", params):
            each = _facility(row)
            found[each.customer, each.facility] = each
    return found


def _customer(row: Sequence[Any]) -> CustomerRow:
    values = dict(zip(_CUSTOMER, row, strict=True))
    return CustomerRow(**values | {"protected": bool(values["protected"])})


def _facility(row: Sequence[Any]) -> FacilityRow:
    values = dict(zip(_FACILITY, row, strict=True))
    for name in ("contract_from", "contract_to"):
        if isinstance(values[name], str):
            values[name] = date.fromisoformat(values[name])
    return FacilityRow(**values | {"connected": bool(values["connected"])})


def cases_of(reader: Reader, customer: str) -> list[CaseLine]:
    """The customer's cases in every queue, the newest first, and one more than are shown."""
    sql = f"{SELECT} WHERE customer = :customer ORDER BY received DESC, id DESC LIMIT :most"
    return [line(row) for row in reader.rows(sql, {"customer": customer, "most": MOST + 1})]


def messages_of(reader: Reader, customer: str) -> list[Mapping[str, object]]:
    """The messages made in the customer's cases, the newest first."""
    names = ("id", "case_id", "channel", "recipient", "subject", "body", "state")
    rows = reader.rows(
        f"SELECT {', '.join(f'messages.{name}' for name in names)} FROM messages"
        " JOIN cases ON cases.id = case_id WHERE cases.customer = :customer"
        " ORDER BY messages.id DESC LIMIT :most",
        {"customer": customer, "most": MOST},
    )
    return [dict(zip(names, row, strict=True)) for row in rows]


def of_facility(reader: Reader, facility: str, limit: int) -> list[str]:
    """The customers that have or had a facility."""
    sql = "SELECT DISTINCT customer FROM facilities WHERE facility = :facility LIMIT :limit"
    return [str(row[0]) for row in reader.rows(sql, {"facility": facility, "limit": limit})]


def protected_facilities(ask: Ask) -> frozenset[str]:
    """The facilities that protected persons have or had."""
    sql = (
        "SELECT facility FROM facilities WHERE customer IN"
        " (SELECT customer FROM customers WHERE protected = 1)"
    )
    return frozenset(str(row[0]) for row in ask(sql, {}))


def named(reader: Reader, text: str, limit: int) -> list[CustomerRow]:
    """Customers with a word of their name for every word of the text, or with the telephone number."""
    number = joined(text)
    wanted = [number] if number else sorted(words(text)[:5], key=len, reverse=True)
    if not wanted or len(wanted[0]) < SHORTEST:
        return []
    begins = " AND ".join(
        "EXISTS (SELECT 1 FROM customer_words AS another WHERE another.customer = first.customer"
        f" AND another.word >= :word{at} AND another.word < :end{at})"
        for at in range(1, len(wanted))
    )
    params: dict[str, object] = {"limit": limit}
    for at, word in enumerate(wanted):
        params |= {f"word{at}": word, f"end{at}": word + LAST}
    rows = reader.rows(
        "SELECT DISTINCT first.customer FROM customer_words AS first"
        " WHERE first.word >= :word0 AND first.word < :end0"
        f"{f' AND {begins}' if begins else ''} LIMIT :limit",
        params,
    )
    return list(registered(reader.rows, (str(row[0]) for row in rows)).values())
