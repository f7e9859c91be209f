"""The move log: what is asked in the call while the move system is down, and what the customer is told."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from backoffice_tui.routine import facilities, identity
from backoffice_tui.routine.dates import read_date
from backoffice_tui.routine.errors import Problem, Refused
from backoffice_tui.routine.grammar import Context, Wants
from backoffice_tui.routine.intake import Field, Form, Values
from backoffice_tui.texts import say

if TYPE_CHECKING:
    from backoffice_tui.model.cases import Case

RULE: Final = "SYST-03"
TEAMS: Final[Mapping[str, int]] = {"private": 0, "company": 1}
"""Place of the customer's kind among the groups of the routine's data."""


def reconnects(values: Values) -> bool:
    """Whether the call is about a move in at a disconnected facility."""
    return values.get("direction") == "in" and values.get("disconnected") is True


def title_of(values: Values) -> str:
    """The title that the routine prescribes for the call."""
    if reconnects(values):
        return "Återinkoppling"
    return "Inflytt" if values.get("direction") == "in" else "Avflytt"


def kind_of(values: Values) -> str:
    """The kind that the title will be read as, once the direction is known."""
    return title_of(values) if "direction" in values else ""


def _always(_values: Values) -> bool:
    return True


def _identity(text: str, values: Values, context: Context) -> str:
    if values.get("customer_kind") == "company":
        return identity.identity(text, company=True, today=context.today)
    return identity.twelve_digits(text, context.today)


def _contact_identity(text: str, _values: Values, context: Context) -> str:
    return identity.twelve_digits(text, context.today)


def phone(text: str, _values: Values, _context: Context) -> str:
    """A telephone number as it was said; Refused where it cannot be one."""
    digits = [each for each in text if each in "0123456789"]
    if not 6 <= len(digits) <= 15 or set(text) - set("0123456789+-() /"):
        raise Refused("syst.phone-odd", text=text)
    return text


def _email(text: str, _values: Values, _context: Context) -> str:
    name, at, host = text.rpartition("@")
    if not (at and name and "." in host.strip(".")) or any(each.isspace() for each in text):
        raise Refused("syst.email-odd", text=text)
    return text


def _facility(text: str, _values: Values, _context: Context) -> str:
    facility, _warning = facilities.check(text)
    return facility


def _date(text: str, _values: Values, context: Context) -> date:
    return read_date(text, context.today)


def _customer(text: str, _values: Values, _context: Context) -> str:
    return "" if text.casefold() in ("ny", "new", "uusi") else text


def warn(values: Values, context: Context) -> Mapping[str, str]:
    """What is worth a second look and still no hindrance."""
    found = {}
    facility = values.get("facility", "")
    if facility and (warning := facilities.check(facility)[1]):
        found["facility"] = warning
    if not context.outage:
        found[""] = say("syst.wms-is-up")
    return found


def script(values: Values) -> Sequence[str]:
    """What to tell the customer while the form is filled in."""
    if "direction" not in values:
        return (say("syst.script.ask"),)
    if not reconnects(values):
        return (say("syst.script.fault"), say("syst.script.confirmation"))
    names = ("fault", "passed-on", "unknown-time", "be-there", "answer", "meaning")
    return tuple(say(f"syst.script.{name}") for name in names)


def together(values: Values) -> Mapping[str, Problem]:
    """Nobody moves out of a facility that is disconnected."""
    if values.get("disconnected") is True and values.get("direction") == "out":
        return {
            "disconnected": Refused("syst.out-of-disconnected", rule=RULE, field="disconnected")
        }
    return {}


def fill(case: "Case", values: Values, context: Context) -> str:
    """The case as the routine wants it registered, the move log among its facts."""
    case.code = "SYST"
    case.team = context.data.groups[TEAMS[values["customer_kind"]]]
    case.wished = values["move_date"]
    told = {
        name: "yes" if value is True else "no" if value is False else str(value)
        for name, value in values.items()
    }
    told.setdefault("invoice_address", told["confirmation_address"])
    promised = "text" if reconnects(values) else "confirmation"
    case.tell(**told, title=title_of(values), promised=promised)
    return say("syst.registered", title=title_of(values))


FORM: Final = Form(
    fields=(
        Field(
            name="direction", wants=Wants.CHOICE, choices=("in", "out"), required=_always, rule=RULE
        ),
        Field(name="disconnected", wants=Wants.FLAG, rule="SYST-02"),
        Field(
            name="customer_kind",
            wants=Wants.CHOICE,
            choices=("private", "company"),
            required=_always,
            rule="SYST-01",
        ),
        Field(name="customer_name", required=_always, rule=RULE),
        Field(name="customer", read=_customer, rule=RULE),
        Field(name="identity", required=_always, read=_identity, rule=RULE),
        Field(name="caller", required=_always, rule=RULE),
        Field(name="phone", required=_always, read=phone, rule=RULE),
        Field(name="email", read=_email, rule=RULE),
        Field(name="power_of_attorney", wants=Wants.FLAG, required=_always, rule=RULE),
        Field(name="facility", required=_always, read=_facility, rule=RULE),
        Field(name="address", required=_always, rule=RULE),
        Field(name="move_date", wants=Wants.DATE, required=_always, read=_date, rule=RULE),
        Field(name="confirmation_address", required=_always, rule=RULE),
        Field(name="invoice_address", rule=RULE),
        Field(name="contact_name", required=reconnects, shown=reconnects, rule="SYST-02"),
        Field(
            name="contact_identity",
            read=_contact_identity,
            required=lambda values: reconnects(values) and values.get("customer_kind") == "company",
            shown=reconnects,
            rule="SYST-13",
        ),
        Field(name="contact_phone", read=phone, shown=reconnects, rule="SYST-13"),
    ),
    fill=fill,
    kind=kind_of,
    together=together,
    script=script,
    warn=warn,
    rules=("SYST-01", "SYST-02", "SYST-03", "SYST-04"),
)
