"""Bookings written and read: balances are sums over one contract's postings, found by their index."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from backoffice_tui.routine import ledger
from backoffice_tui.routine.contracts import Leg, NewBooking, PostedLine
from backoffice_tui.routine.errors import Refused
from backoffice_tui.store.card import moment
from backoffice_tui.store.known import Ask, marks, portions

if TYPE_CHECKING:
    from sqlmodel import Session

    from backoffice_tui.model.cases import Entry
    from backoffice_tui.model.contracts import Booking

Accounts = Mapping[tuple[int, str], int]
"""Cents by contract and account."""

_LINES: Final = (
    "SELECT bookings.id, bookings.at, bookings.agent, bookings.kind, mine.account, mine.cents,"
    " coalesce((SELECT number FROM cases WHERE cases.id = bookings.case_id), ''),"
    " coalesce((SELECT contracts.number FROM postings AS others"
    "  JOIN contracts ON contracts.id = others.contract_id"
    "  WHERE others.booking_id = bookings.id AND others.contract_id != mine.contract_id), ''),"
    " bookings.iban, bookings.holder, bookings.exported_at, bookings.payment_file"
    " FROM postings AS mine JOIN bookings ON bookings.id = mine.booking_id"
    " WHERE mine.contract_id = :contract ORDER BY mine.id"
)


def balances(ask: Ask, contracts: Iterable[int]) -> Accounts:
    """What is held on each account of these contracts."""
    return _sums(ask, contracts, "", {})


def opened(ask: Ask, contracts: Iterable[int]) -> Accounts:
    """What lists have told so far of each account of these contracts."""
    join = " JOIN bookings ON bookings.id = booking_id AND bookings.kind = :kind"
    return _sums(ask, contracts, join, {"kind": ledger.OPENING})


def _sums(ask: Ask, contracts: Iterable[int], join: str, params: Mapping[str, object]) -> Accounts:
    found: dict[tuple[int, str], int] = {}
    for some in portions(map(str, contracts)):
        inside, wanted = marks([int(each) for each in some])
        rows = ask(
            f"SELECT contract_id, account, sum(cents) FROM postings{join}"
            f" WHERE contract_id IN ({inside}) GROUP BY contract_id, account",
            {**wanted, **params},
        )
        found.update({(int(row[0]), str(row[1])): int(row[2]) for row in rows})
    return found


def lines(ask: Ask, contract_id: int) -> Sequence[PostedLine]:
    """Everything that was booked on a contract's accounts, oldest first, each with the balance after it."""
    held: dict[str, int] = {}
    found = []
    for row in ask(_LINES, {"contract": contract_id}):
        booking, at, by, kind, account, cents, case, other, iban, holder, exported, file = row
        held[account] = held.get(account, 0) + cents
        found.append(
            PostedLine(
                booking_id=booking,
                at=moment(at),
                by=by,
                kind=kind,
                account=account,
                cents=cents,
                balance=held[account],
                case=case,
                other=other,
                iban=iban,
                holder=holder,
                exported_at=moment(exported) if exported else None,
                payment_file=file,
            )
        )
    return found


def post(
    session: "Session",
    booking: NewBooking,
    entry: "Entry | None",
    case_id: int | None,
    at: datetime,
    agent: str,
    *,
    undoes: int | None = None,
) -> "Booking":
    """Write a booking with its postings; Refused where it would take more from an account than is there."""
    from backoffice_tui.model.contracts import Booking, Posting

    if not ledger.is_balanced(booking):
        raise ValueError(booking)
    _refuse_overdrawn(session, booking.legs)
    made = Booking(
        kind=booking.kind,
        at=at,
        agent=agent,
        case_id=case_id,
        entry_id=entry.id if entry else None,
        undoes=undoes,
        iban=booking.iban,
        holder=booking.holder,
    )
    session.add(made)
    session.flush()
    assert made.id is not None  # noqa: S101 (flushed)
    session.add_all(
        Posting(
            booking_id=made.id, contract_id=leg.contract_id, account=leg.account, cents=leg.cents
        )
        for leg in booking.legs
    )
    session.flush()
    return made


def _refuse_overdrawn(session: "Session", legs: Sequence[Leg]) -> None:
    from backoffice_tui.model.contracts import Contract
    from backoffice_tui.store.bulk import asking

    for leg in legs:
        if leg.contract_id is None or leg.cents > 0:
            continue
        held = balances(asking(session), [leg.contract_id]).get((leg.contract_id, leg.account), 0)
        if held + leg.cents < 0:
            contract = session.get(Contract, leg.contract_id)
            number = contract.number if contract else ""
            raise ledger.above(leg.account, number, -leg.cents, held)


def counter(
    session: "Session", entry: "Entry", undone_by: "Entry", at: datetime, agent: str
) -> None:
    """Book back what an entry booked; Refused where it went to the bank or the money has moved on."""
    from sqlmodel import select

    from backoffice_tui.model.contracts import Booking, Posting

    for booking in session.exec(select(Booking).where(Booking.entry_id == entry.id)).all():
        if booking.exported_at is not None:
            raise Refused("ledger.paid-out", rule="ALL-06", name=booking.payment_file)
        postings = session.exec(select(Posting).where(Posting.booking_id == booking.id)).all()
        legs = tuple(Leg(each.account, each.contract_id, each.cents) for each in postings)
        back = ledger.taken_back(NewBooking(booking.kind, legs))
        post(session, back, undone_by, booking.case_id, at, agent, undoes=booking.id)
