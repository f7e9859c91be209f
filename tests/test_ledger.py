from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from backoffice_tui.desk.desk import Desk
from backoffice_tui.model.cases import Entry
from backoffice_tui.model.contracts import Apartment, Booking, Contract
from backoffice_tui.routine import ledger, nobody
from backoffice_tui.routine.contracts import ACCOUNTS, BANK, DEPOSIT, PREPAYMENT, Lease, NewBooking
from backoffice_tui.routine.errors import Refused
from backoffice_tui.routine.text import natural
from backoffice_tui.store import ledger as books
from tests.making import register, rows

AT = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)


def lease(which: int = 1, deposit: int = 0, prepayment: int = 0) -> Lease:
    return Lease(
        id=which,
        number=f"V-{which}",
        apartment_id=which,
        apartment=f"A {which}",
        address="Koekatu 1",
        free_from=None,
        start=date(2024, 1, 1),
        end=None,
        rent_cents=80_000,
        deposit=deposit,
        prepayment=prepayment,
    )


@pytest.mark.rule("TYO-17")
@given(st.integers(-100, 2_000_00), st.integers(0, 1_000_00), st.sampled_from(ACCOUNTS))
def test_no_more_than_the_balance_is_given_back_or_moved(
    amount: int, balance: int, account: str
) -> None:
    source, target = lease(1, balance, balance), lease(2)
    ways: tuple[Callable[[], NewBooking], ...] = (
        lambda: ledger.returned(source, account, amount, nobody.iban(1), "Aino Esimerkki"),
        lambda: ledger.moved(source, target, account, amount),
    )
    for way in ways:
        if not 0 < amount <= balance:
            with pytest.raises(Refused) as refused:
                way()
            assert refused.value.rule == "TYO-17"
            continue
        booking = way()
        assert ledger.is_balanced(booking)
        assert booking.legs[0] == (account, source.id, -amount)
        assert ledger.is_balanced(ledger.taken_back(booking))


@pytest.mark.rule("TYO-17", "TYO-08")
def test_a_return_names_an_account_that_is_right_and_its_holder() -> None:
    booking = ledger.returned(lease(1, 500), DEPOSIT, 500, "FI21 1234 5600 0007 85", " Aino  ")
    assert (booking.iban, booking.holder) == ("FI2112345600000785", "Aino")
    assert booking.legs[1] == (BANK, None, 500)
    unknown = ledger.returned(lease(1, 500), DEPOSIT, 500, "", "")
    assert (unknown.iban, unknown.legs) == ("", booking.legs)
    with pytest.raises(Refused, match="IBAN"):
        ledger.returned(lease(1, 500), DEPOSIT, 500, "FI21 1234 5600 0007 86", "Aino")
    with pytest.raises(Refused):
        ledger.returned(lease(1, 500), DEPOSIT, 500, "FI2112345600000785", "\u202e")


@pytest.mark.rule("TYO-04", "TYO-17")
def test_money_does_not_move_onto_its_own_contract() -> None:
    with pytest.raises(Refused) as refused:
        ledger.moved(lease(1, 500), lease(1, 500), DEPOSIT, 500)
    assert (refused.value.rule, refused.value.field) == ("TYO-04", "target_contract")


@pytest.mark.rule("TYO-17")
@pytest.mark.parametrize(
    ("told", "before", "balance", "more"),
    [
        (0, 0, 0, 0),
        (500, 0, 0, 500),
        (500, 500, 500, 0),
        (700, 500, 500, 200),
        (300, 500, 500, -200),
        (500, 500, 100, 0),
        (100, 500, 100, 0),
        (700, 500, 100, None),
    ],
)
def test_a_list_opens_what_it_tells_and_never_overrules_our_own_bookings(
    told: int, before: int, balance: int, more: int | None
) -> None:
    assert ledger.listed(told, before, balance) == more


@pytest.fixture
def opened(desk: Desk) -> Desk:
    """A store with three contracts, 500 euros of deposit on the first."""
    register(desk)

    def work(session: Session) -> None:
        for which in (1, 2, 3):
            session.add(Apartment(id=which, apartment=f"A {which}"))
            session.flush()
            number = f"V-{which}"
            session.add(
                Contract(
                    id=which,
                    number=number,
                    number_key=natural(number),
                    apartment_id=which,
                    first_day=date(2024, 1, 1),
                )
            )
        session.flush()
        books.post(session, ledger.opened(1, DEPOSIT, 500_00), None, None, AT, "xnatt")

    desk.store.write(work)
    return desk


def _held(desk: Desk) -> dict[tuple[int, str], int]:
    return dict(books.balances(desk.store.reader.rows, [1, 2, 3]))


@pytest.mark.rule("TYO-17")
def test_a_transfer_is_two_postings_that_sum_to_zero_and_a_second_is_refused(opened: Desk) -> None:
    source, target = lease(1, 500_00), lease(2)
    booking = ledger.moved(source, target, DEPOSIT, 500_00)
    opened.store.write(lambda session: books.post(session, booking, None, 1, AT, "xanna"))
    assert _held(opened) == {(1, DEPOSIT): 0, (2, DEPOSIT): 500_00}
    assert rows(opened, "SELECT sum(cents) FROM postings GROUP BY booking_id") == [(0,), (0,)]
    before = rows(opened, "SELECT * FROM postings")
    with pytest.raises(Refused) as refused:
        opened.store.write(lambda session: books.post(session, booking, None, 1, AT, "xanna"))
    assert refused.value.rule == "TYO-17"
    assert rows(opened, "SELECT * FROM postings") == before
    lame = booking._replace(legs=booking.legs[:1])
    with pytest.raises(ValueError, match="Leg"):
        opened.store.write(lambda session: books.post(session, lame, None, 1, AT, "xanna"))


@pytest.mark.rule("TYO-17", "ALL-06")
def test_what_an_entry_booked_is_booked_back_once(opened: Desk) -> None:
    def book(session: Session) -> None:
        entry = session.get(Entry, 1)
        booking = ledger.moved(lease(1, 500_00), lease(2), DEPOSIT, 200_00)
        books.post(session, booking, entry, 1, AT, "xanna")

    def back(session: Session) -> None:
        entry = session.get(Entry, 1)
        assert entry is not None
        undone = Entry(case_id=1, at=AT, agent="xanna", move="undo", undoes=1)
        session.add(undone)
        session.flush()
        books.counter(session, entry, undone, AT, "xanna")

    opened.store.write(book)
    opened.store.write(back)
    assert _held(opened) == {(1, DEPOSIT): 500_00, (2, DEPOSIT): 0}
    lines = books.lines(opened.store.reader.rows, 1)
    assert [(each.kind, each.cents, each.balance) for each in lines] == [
        ("opening", 500_00, 500_00),
        ("transfer", -200_00, 300_00),
        ("undo", 200_00, 500_00),
    ]
    assert [each.other for each in lines] == ["", "V-2", "V-2"]
    assert all(a.at <= b.at for a, b in pairwise(lines))


@pytest.mark.rule("ALL-06", "TYO-17")
def test_what_went_to_the_bank_or_moved_on_is_not_booked_back(opened: Desk) -> None:
    def book(session: Session) -> None:
        entry = session.get(Entry, 1)
        booking = ledger.moved(lease(1, 500_00), lease(2), DEPOSIT, 200_00)
        books.post(session, booking, entry, 1, AT, "xanna")
        on = ledger.moved(lease(2, 200_00), lease(3), DEPOSIT, 200_00)
        books.post(session, on, None, 1, AT, "xanna")

    def back(session: Session) -> None:
        entry = session.get(Entry, 1)
        assert entry is not None
        books.counter(session, entry, entry, AT, "xanna")

    opened.store.write(book)
    with pytest.raises(Refused) as refused:
        opened.store.write(back)
    assert refused.value.rule == "TYO-17"

    def export(session: Session) -> None:
        booking = session.exec(select(Booking).where(Booking.entry_id == 1)).one()
        booking.exported_at, booking.payment_file = AT, "file"
        session.add(booking)

    opened.store.write(export)
    with pytest.raises(Refused) as refused:
        opened.store.write(back)
    assert refused.value.rule == "ALL-06"
    assert PREPAYMENT not in {account for _, account in _held(opened)}
