"""A task made by hand, about one contract or two."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from backoffice_tui.queues.tyojono.order import KEY, RETURNS, TRANSFERS
from backoffice_tui.routine.contracts import Lease
from backoffice_tui.routine.errors import Refused
from backoffice_tui.routine.grammar import Context, Outcome, Wants
from backoffice_tui.routine.intake import Field, Form, Values
from backoffice_tui.routine.money import cents, decimal, euros
from backoffice_tui.routine.text import clean
from backoffice_tui.settings.routine_data import RoutineData, load_routine
from backoffice_tui.texts import say

if TYPE_CHECKING:
    from backoffice_tui.model.cases import Case

RULE: Final = "TYO-03"
TARGET_RULE: Final = "TYO-04"
CLASSES: Final = load_routine(KEY).types
"""The classes with the types of each, as they are shipped."""


def _always(_values: Values) -> bool:
    return True


def _is_transfer(values: Values) -> bool:
    return values.get("type") in TRANSFERS


def _is_money(values: Values) -> bool:
    return values.get("type") in {**TRANSFERS, **RETURNS}


def _contract(text: str, _values: Values, context: Context) -> str:
    """The number of a contract as it is written; Refused where there is none."""
    found = context.lease_of(text) or context.lease_of(text.upper())
    if found is None:
        raise Refused("contracts.no-contract", number=clean(text, limit=40, one_line=True))
    return found.number


def _target(text: str, values: Values, context: Context) -> str:
    if "type" in values and not _is_transfer(values):
        raise Refused("tyojono.no-target", rule=TARGET_RULE, type=values["type"])
    found = _contract(text, values, context)
    if found == values.get("contract"):
        raise Refused("ledger.same-contract", rule=TARGET_RULE, number=found)
    return found


def _amount(given: Any, _values: Values, _context: Context) -> str:
    amount = cents(given)
    if not amount:
        raise Refused("ledger.nothing", rule="TYO-17")
    return decimal(amount)


def _classes(_values: Values, data: RoutineData) -> Sequence[str]:
    return tuple(data.types)


def _types(values: Values, data: RoutineData) -> Sequence[str]:
    """The types of the class chosen; every type while none is."""
    every = tuple(each for types in data.types.values() for each in types)
    return data.types.get(values.get("class", ""), every)


def warn(values: Values, context: Context) -> Mapping[str, str]:
    """That there is less than is asked for, while it can still be put right."""
    lease = context.lease_of(str(values.get("contract", "")))
    account = {**TRANSFERS, **RETURNS}.get(str(values.get("type", "")))
    if lease is None or account is None or "amount" not in values:
        return {}
    balance = lease.balance(account)
    if cents(values["amount"]) <= balance:
        return {}
    held = say("tyojono.less-held", balance=euros(balance), number=lease.number)
    return {"amount": held}


def of_contract(lease: Lease) -> dict[str, str]:
    """What a task says of its contract: where it is and who is bound by it."""
    people = lease.bound or lease.parties
    told = {
        "contract": lease.number,
        "subject": lease.place,
        "customer": people[0].person.key if people else "",
        "customer_name": ", ".join(party.person.name for party in people),
    }
    return {name: text for name, text in told.items() if text}


def about(case: "Case", lease: Lease, **told: str) -> None:
    """Tell of the contract that a task is about; it is protected where one of its people is."""
    case.protected = case.protected or lease.protected
    case.tell(**of_contract(lease), **told)


def fill(case: "Case", values: Values, context: Context) -> Outcome:
    """The task as the form gives it; the log says what is to be done."""
    lease = context.lease_of(values["contract"])
    assert lease is not None  # noqa: S101 (the form has looked it up)
    case.type = values["type"]
    told = {name: str(values.get(name, "")) for name in ("target_contract", "details", "amount")}
    about(case, lease, title=values["type"], **told)
    target = context.lease_of(values.get("target_contract", ""))
    case.protected = case.protected or (target is not None and target.protected)
    return Outcome(text=values["details"])


FORM: Final = Form(
    fields=(
        Field(
            name="class",
            wants=Wants.CHOICE,
            choices=tuple(CLASSES),
            offered=_classes,
            rule="TYO-02",
        ),
        Field(
            name="type",
            wants=Wants.CHOICE,
            choices=tuple(each for types in CLASSES.values() for each in types),
            offered=_types,
            required=_always,
            rule="TYO-02",
        ),
        Field(name="contract", wants=Wants.CONTRACT, required=_always, read=_contract, rule=RULE),
        Field(
            name="target_contract",
            wants=Wants.CONTRACT,
            required=_is_transfer,
            read=_target,
            shown=_is_transfer,
            rule=TARGET_RULE,
        ),
        Field(name="details", wants=Wants.TEXT, required=_always, rule=RULE),
        Field(name="amount", read=_amount, shown=_is_money, rule="TYO-17"),
    ),
    fill=fill,
    warn=warn,
    kind=lambda values: str(values.get("type", "")),
    rules=("TYO-02", RULE, TARGET_RULE),
)
