"""Returns that wait for the bank, and those that went to it in a file."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from backoffice_tui.routine.ledger import RETURN
from backoffice_tui.store.card import moment
from backoffice_tui.store.known import Ask
from backoffice_tui.store.outages import stored

if TYPE_CHECKING:
    from sqlmodel import Session

_RETURNS: Final = (
    "SELECT bookings.id, coalesce(cases.number, ''), coalesce(cases.type, ''), contracts.number,"
    " contracts.id, -postings.cents, bookings.iban, bookings.holder,"
    " EXISTS (SELECT 1 FROM persons WHERE protected AND persons.id IN"
    "  (SELECT person_id FROM parties WHERE parties.contract_id = contracts.id"
    "  UNION SELECT person_id FROM spouses WHERE spouses.contract_id = contracts.id))"
    " FROM bookings JOIN postings ON postings.booking_id = bookings.id"
    " AND postings.contract_id IS NOT NULL"
    " JOIN contracts ON contracts.id = postings.contract_id"
    " LEFT JOIN cases ON cases.id = bookings.case_id"
)
_UNPAID: Final = (
    f"{_RETURNS} WHERE bookings.kind = :kind AND bookings.exported_at IS NULL"
    " AND bookings.id NOT IN (SELECT undoes FROM bookings WHERE undoes IS NOT NULL)"
)
_PAYEES: Final = (
    "SELECT persons.name, persons.iban FROM parties JOIN persons ON persons.id = person_id"
    " WHERE contract_id = :id AND persons.iban != '' ORDER BY until IS NOT NULL, since, parties.id"
)


class Return(NamedTuple):
    """Money on its way back to somebody, in cents; `protected` where anybody on the contract is."""

    booking_id: int
    case: str
    type: str
    contract: str
    contract_id: int
    cents: int
    iban: str
    holder: str
    protected: bool


class MadeFile(NamedTuple):
    """A file of returns as it was made."""

    name: str
    day: date
    made_at: datetime
    payer_name: str
    payer_iban: str
    payer_bic: str
    digest: str


def unpaid(ask: Ask, before: datetime) -> list[Return]:
    """The returns booked before a moment that no file has, oldest first."""
    sql = f"{_UNPAID} AND bookings.at < :before ORDER BY bookings.id"
    return [_return(row) for row in ask(sql, {"kind": RETURN, "before": stored(before)})]


def in_file(ask: Ask, name: str) -> list[Return]:
    """The returns that a file has, in its order."""
    sql = f"{_RETURNS} WHERE bookings.kind = :kind AND payment_file = :name ORDER BY bookings.id"
    return [_return(row) for row in ask(sql, {"kind": RETURN, "name": name})]


def _return(row: Sequence[Any]) -> Return:
    *told, hidden = row
    return Return._make((*told, bool(hidden)))


def file_of(ask: Ask, day: date) -> MadeFile | None:
    """The file of a day, once it has been made."""
    columns = ", ".join(MadeFile._fields)
    rows = list(
        ask(f"SELECT {columns} FROM payment_files WHERE day = :day", {"day": day.isoformat()})
    )
    if not rows:
        return None
    name, _day, made_at, *rest = rows[0]
    return MadeFile(str(name), day, moment(made_at), *map(str, rest))


def payees(ask: Ask, contract_id: int) -> list[tuple[str, str]]:
    """The people of a contract whose account is known, those still bound first, with it."""
    return [(str(name), str(iban)) for name, iban in ask(_PAYEES, {"id": contract_id})]


def close(session: "Session", file: MadeFile, paid: Sequence[Return], agent: str) -> None:
    """Note a file and what it pays; those bookings cannot be taken back any more."""
    from sqlalchemy import bindparam, update

    from backoffice_tui.model.contracts import Booking, PaymentFile

    total = sum(each.cents for each in paid)
    session.add(PaymentFile(**file._asdict(), agent=agent, payments=len(paid), cents=total))
    session.flush()
    table = Booking.metadata.tables[str(Booking.__tablename__)]
    statement = (
        update(table)
        .where(table.c.id == bindparam("which"))
        .values(
            exported_at=file.made_at,
            payment_file=file.name,
            iban=bindparam("account"),
            holder=bindparam("whose"),
        )
    )
    rows: list[Mapping[str, object]] = [
        {"which": each.booking_id, "account": each.iban, "whose": each.holder} for each in paid
    ]
    session.connection().execute(statement, rows)
