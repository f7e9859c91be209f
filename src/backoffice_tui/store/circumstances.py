"""What a routine may have to know besides the case: the register's word on the customer, and what went out."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from backoffice_tui.store.known import Ask

_REGISTER: Final = ("identity", "phone", "email", "name", "language", "kind")
_CALLED: Final = {"name": "customer_name"}
_GONE: Final = (
    "SELECT entries.move, messages.state, messages.exported_at IS NOT NULL FROM messages"
    " JOIN entries ON entries.id = messages.entry_id"
    " WHERE messages.case_id = :id AND messages.state != 'withdrawn' ORDER BY messages.id"
)


def register_of(ask: Ask, customer: str) -> Mapping[str, str]:
    """What the customer register knows of a customer, by the names of the facts."""
    if not customer:
        return {}
    sql = f"SELECT {', '.join(_REGISTER)}, protected FROM customers WHERE customer = :customer"
    for *told, protected in ask(sql, {"customer": customer}):
        names = (_CALLED.get(name, name) for name in _REGISTER)
        known = {name: str(value) for name, value in zip(names, told, strict=True)}
        return {**known, "protected": "yes" if protected else ""}
    return {}


def facilities_of(ask: Ask, customer: str, today: date) -> tuple[str, ...]:
    """The facilities whose agreement with the customer runs today, as they were taken in."""
    sql = (
        "SELECT facility FROM facilities WHERE customer = :customer"
        " AND (contract_from IS NULL OR contract_from <= :today)"
        " AND (contract_to IS NULL OR contract_to >= :today) ORDER BY id"
    )
    where = {"customer": customer, "today": today.isoformat()}
    return tuple(str(row[0]) for row in ask(sql, where)) if customer else ()


def gone(ask: Ask, case_id: int | None) -> frozenset[str]:
    """The moves on a case whose newest message has been sent, handed over or exported."""
    out: dict[str, bool] = {}
    for move, state, exported in ask(_GONE, {"id": case_id}):
        out[str(move)] = bool(exported) or state != "draft"
    return frozenset(move for move, went in out.items() if went)
