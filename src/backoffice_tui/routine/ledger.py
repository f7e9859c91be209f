"""Money held for a contract: what may be given back or moved, as bookings whose legs sum to zero."""

from typing import Final

from backoffice_tui.routine.contracts import BANK, Lease, Leg, NewBooking
from backoffice_tui.routine.errors import Refused
from backoffice_tui.routine.money import euros, iban
from backoffice_tui.routine.text import clean
from backoffice_tui.texts import say

OPENING: Final = "opening"
RETURN: Final = "return"
TRANSFER: Final = "transfer"
UNDO: Final = "undo"

RULE: Final = "TYO-17"

LONGEST_NAME: Final = 70
"""Characters of a name that a bank passes on."""


def returned(lease: Lease, account: str, cents: int, to: str, holder: str) -> NewBooking:
    """Cents of a contract's account paid out; Refused above the balance or for a bad IBAN.

    Where the bank account is not known yet the money is set apart all the same; no payment file takes it
    until the account is.
    """
    _refuse_above(lease, account, cents)
    number = iban(to, field="iban") if to else ""
    name = clean(holder, limit=LONGEST_NAME, one_line=True).strip()
    if number and not name:
        raise Refused("ledger.no-holder", rule=RULE, field="holder")
    legs = (Leg(account, lease.id, -cents), Leg(BANK, None, cents))
    return NewBooking(RETURN, legs, iban=number, holder=name)


def moved(source: Lease, target: Lease, account: str, cents: int) -> NewBooking:
    """Cents moved to the same account of another contract; Refused above the balance or onto itself."""
    if source.id == target.id:
        number = clean(source.number, one_line=True)
        raise Refused("ledger.same-contract", rule="TYO-04", field="target_contract", number=number)
    _refuse_above(source, account, cents)
    return NewBooking(TRANSFER, (Leg(account, source.id, -cents), Leg(account, target.id, cents)))


def opened(contract_id: int, account: str, cents: int) -> NewBooking:
    """Cents that were paid in before, or were said to be and are not, as the landlord's list tells."""
    return NewBooking(OPENING, (Leg(account, contract_id, cents), Leg(BANK, None, -cents)))


def listed(told: int, before: int, balance: int) -> int | None:
    """The cents to open an account further with, 0 where nothing is new; None where list and account disagree.

    `before` is what lists have told so far. An account with bookings of our own may be ahead of the list:
    a list that still tells what it told, or tells the balance already, is right.
    """
    if told in (before, balance):
        return 0
    return told - before if before == balance else None


def taken_back(booking: NewBooking) -> NewBooking:
    """The booking that undoes another."""
    return NewBooking(UNDO, tuple(leg._replace(cents=-leg.cents) for leg in booking.legs))


def is_balanced(booking: NewBooking) -> bool:
    """Whether the legs sum to zero and each moves something."""
    return all(leg.cents for leg in booking.legs) and not sum(leg.cents for leg in booking.legs)


def _refuse_above(lease: Lease, account: str, cents: int) -> None:
    balance = lease.balance(account)
    if cents <= 0:
        raise Refused("ledger.nothing", rule=RULE, field="amount")
    if cents > balance:
        raise above(account, lease.number, cents, balance)


def above(account: str, number: str, cents: int, balance: int) -> Refused:
    """That there is less on the account than is asked for."""
    return Refused(
        "ledger.above",
        rule=RULE,
        field="amount",
        account=say(f"ledger.account.{account}"),
        number=clean(number, limit=40, one_line=True),
        amount=euros(cents),
        balance=euros(balance),
    )
