"""Beginning a task, letting it wait, and acknowledging it, with the money that it moves."""

from datetime import date
from typing import TYPE_CHECKING, Final

from backoffice_tui.model.states import State
from backoffice_tui.queues.tyojono.order import RETURNS, TRANSFERS
from backoffice_tui.queues.tyojono.people import lease_of
from backoffice_tui.routine.contracts import Lease, NewBooking, PersonCard
from backoffice_tui.routine.dates import working_days_ahead
from backoffice_tui.routine.errors import Problem, Refused
from backoffice_tui.routine.grammar import LOG, Answer, Ask, Context, Move, Outcome, Wants
from backoffice_tui.routine.ledger import moved, returned
from backoffice_tui.routine.money import cents, decimal, euros, iban
from backoffice_tui.texts import say

if TYPE_CHECKING:
    from backoffice_tui.model.cases import Case

MONEY_RULE: Final = "TYO-17"
LAST_SIGNS: Final = 4


def not_begun(case: "Case", context: Context) -> Problem | None:
    """Whoever has begun a task need not begin it again."""
    if case.state is State.ACTIVE and case.handler == context.by:
        return Refused("tyojono.begun", rule="TYO-01", number=case.number)
    return None


def start(case: "Case", _answer: Answer, _context: Context) -> Outcome:
    """The task is begun; what it waited for has come."""
    case.due, case.waits_since = None, None
    return Outcome(errand=False)


def wait(case: "Case", answer: Answer, context: Context) -> None:
    """The task waits, and anyone may take it when it returns."""
    case.due, case.waits_since, case.handler = answer.date("due"), context.today, ""


def proposed_due(_case: "Case", _answer: Answer, context: Context) -> date:
    """Some working days on, so that nothing waits without an end."""
    days, country = context.data.limits["wait_days"], context.data.country
    return working_days_ahead(context.today, days, country)


def _not_past(due: date, _case: "Case", context: Context) -> None:
    if due < context.today:
        raise Refused("routine.due-past", rule="TYO-01", field="due", due=due, today=context.today)


# -- money ------------------------------------------------------------------------------------------


def is_money(case: "Case") -> bool:
    """Whether acknowledging the task moves money."""
    return case.type in {**RETURNS, **TRANSFERS}


def is_return(case: "Case") -> bool:
    """Whether the money goes to a bank account."""
    return case.type in RETURNS


def proposed_amount(case: "Case", _answer: Answer, context: Context) -> str | None:
    """What the task says, else all that is held."""
    lease, account = context.lease_of(case.contract), {**RETURNS, **TRANSFERS}.get(case.type)
    if account is None or lease is None:
        return None
    return case.facts.get("amount") or decimal(lease.balance(account))


def receiver(lease: Lease) -> PersonCard | None:
    """Who the money goes back to: the first party with an account that is known, else the first party."""
    people = [party.person for party in (*lease.bound, *lease.parties)]
    return next((each for each in people if each.iban), people[0] if people else None)


def proposed_account(case: "Case", _answer: Answer, context: Context) -> str | None:
    """The account told with the task, else the one on the card of the first party who has one."""
    lease = context.lease_of(case.contract) if is_return(case) else None
    person = receiver(lease) if lease else None
    return case.facts.get("new_iban") or (person.iban if person else None)


def proposed_holder(case: "Case", _answer: Answer, context: Context) -> str | None:
    """The person whose account is proposed."""
    lease = context.lease_of(case.contract) if is_return(case) else None
    person = receiver(lease) if lease else None
    return person.name if person else None


def _account(text: str, _case: "Case", _context: Context) -> None:
    iban(text, field="iban")


def acknowledge(case: "Case", answer: Answer, context: Context) -> Outcome:
    """The task is done; where it moves money, that is booked with it."""
    if not is_money(case):
        return Outcome()
    lease, amount = lease_of(case, context), cents(answer.text("amount"), field="amount")
    if is_return(case):
        account = RETURNS[case.type]
        booking = returned(lease, account, amount, answer.text("iban"), answer.text("holder"))
        return Outcome(text=_given_back(lease, booking, amount), bookings=(booking,))
    target = context.lease_of(case.target_contract)
    if target is None:
        number = case.target_contract or "–"
        raise Refused(
            "contracts.no-contract", rule="TYO-04", field="target_contract", number=number
        )
    booking = moved(lease, target, TRANSFERS[case.type], amount)
    told = say("tyojono.moved", amount=euros(amount), source=lease.number, target=target.number)
    return Outcome(text=told, bookings=(booking,))


def _given_back(lease: Lease, booking: NewBooking, amount: int) -> str:
    """What was given back, the account named by its end only: the log is not its home."""
    key = "tyojono.returned" if booking.iban else "tyojono.returned-unpaid"
    last = booking.iban[-LAST_SIGNS:]
    return say(key, amount=euros(amount), contract=lease.number, last=last)


START: Final = Move(
    name="start",
    key="s",
    after=State.ACTIVE,
    when=not_begun,
    then=start,
    rules=("TYO-01", "ALL-03"),
)
WAIT: Final = Move(
    name="wait",
    key="v",
    after=State.WAITING,
    asks=(
        LOG,
        Ask(
            name="due",
            wants=Wants.DATE,
            required=True,
            rule="TYO-01",
            propose=proposed_due,
            check=_not_past,
        ),
    ),
    then=wait,
    rules=("TYO-01",),
)
ACKNOWLEDGE: Final = Move(
    name="acknowledge",
    key="a",
    after=State.DONE,
    asks=(
        LOG,
        Ask(name="amount", rule=MONEY_RULE, propose=proposed_amount, offered=is_money),
        Ask(
            name="iban",
            rule=MONEY_RULE,
            propose=proposed_account,
            check=_account,
            offered=is_return,
        ),
        Ask(name="holder", rule=MONEY_RULE, propose=proposed_holder, offered=is_return),
    ),
    then=acknowledge,
    rules=("TYO-01", MONEY_RULE),
    errand=True,
)
