"""Deposit and prepayment of a contract as they are shown: balances and every line."""

from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.masking import dots
from backoffice_tui.routine.contracts import LedgerView
from backoffice_tui.routine.errors import NotFound
from backoffice_tui.routine.text import clean
from backoffice_tui.store import contracts, ledger


def show(desk: Desk, number: str) -> LedgerView:
    """What is held for a contract and what was booked; NotFound where there is no such contract."""
    reader = desk.store.reader
    with reader.snapshot():
        lease = contracts.lease(reader.rows, number)
        lines = ledger.lines(reader.rows, lease.id) if lease else ()
    if lease is None:
        shown = clean(number, limit=40, one_line=True)
        raise NotFound("contracts.no-contract", field="contract", number=shown)
    if lease.protected:
        lines = [line._replace(iban=dots(line.iban), holder=dots(line.holder)) for line in lines]
    return LedgerView(lease.number, lease.deposit, lease.prepayment, tuple(lines))
