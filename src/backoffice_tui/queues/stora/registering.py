"""A request for changes on many facilities, as it comes by phone or mail, and where it goes."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from backoffice_tui.queues.stora.letter import reply
from backoffice_tui.queues.stora.routing import (
    CHANGES,
    CUSTOMERS,
    KUNDAVTAL,
    KUNDSERVICE,
    STORA,
    Route,
    code_of,
    kind_of,
    route,
)
from backoffice_tui.queues.stora.ticking import put_on
from backoffice_tui.routine.addresses import mail_address
from backoffice_tui.routine.errors import Refused
from backoffice_tui.routine.grammar import Context, Outcome, Wants
from backoffice_tui.routine.intake import Field, Form, Values
from backoffice_tui.routine.pasted import Found, find_all
from backoffice_tui.routine.text import fold
from backoffice_tui.settings.routine_data import RoutineData
from backoffice_tui.texts import say

if TYPE_CHECKING:
    from backoffice_tui.model.cases import Case

RULE: Final = "STORA-03"
SHOWN: Final = 5
"""So many ids are named in a warning; the rest are counted."""

_TOLD: Final = (
    "customer",
    "customer_name",
    "customer_kind",
    "change",
    "channel",
    "email",
    "language",
    "comment",
    "new_value",
)


def _always(_values: Values) -> bool:
    return True


def _email(text: str, _values: Values, _context: Context) -> str:
    return mail_address(text)


def _facilities(given: Any, _values: Values, _context: Context) -> Found:
    found = find_all(given)
    if not (found.valid or found.invalid):
        raise Refused("stora.no-ids", rule="STORA-05", field="facilities")
    return found


def _count(values: Values) -> int:
    found = values.get("facilities")
    return len(found.valid) + len(found.invalid) if isinstance(found, Found) else 0


def way(values: Values, data: RoutineData) -> Route | None:
    """Where the request goes as far as the form is filled in; None while that cannot be told."""
    if not {"facilities", "change", "customer_kind"} <= values.keys():
        return None
    return route(_count(values), kind_of(values["change"]), values["customer_kind"], data)


def _shown(texts: Sequence[str]) -> str:
    return ", ".join(texts[:SHOWN]) + (" …" if len(texts) > SHOWN else "")


def warn(values: Values, context: Context) -> Mapping[str, str]:
    """What was pasted twice or wrong, and where the request goes."""
    warnings = {}
    found = values.get("facilities")
    if isinstance(found, Found):
        told = [say("stora.counted", count=_count(values))]
        if found.duplicates:
            count, shown = len(found.duplicates), _shown(found.duplicates)
            told.append(say("stora.twice", count=count, shown=shown))
        told += (f"{each.text}: {each.message}" for each in found.invalid[:SHOWN])
        told += found.warnings
        warnings["facilities"] = " ".join(told)
    if goes := way(values, context.data):
        warnings[""] = goes.reason
    return warnings


def fill(case: "Case", values: Values, context: Context) -> Outcome:
    """The case as the routine wants it; Refused where Kundservice does it at once and there is no case."""
    goes = way(values, context.data)
    if goes is None or goes.route == KUNDSERVICE:
        raise Refused(
            "stora.at-once",
            rule="STORA-01",
            count=_count(values),
            limit=context.data.limits["kundservice"],
        )
    known = context.register
    told = {name: str(values.get(name, "")) for name in _TOLD}
    for name in ("customer_name", "email", "language"):
        told[name] = told[name] or known.get(name, "")
    if not told["customer_name"]:
        raise Refused("routine.field-missing", rule="STORA-02", field="customer_name")
    case.code = code_of(values["change"])
    case.team = context.data.groups[0 if values["customer_kind"] == "private" else 1]
    case.registered_by = ""
    count = put_on(case, values["facilities"])
    case.tell(title=f"{count} konfigs", **told)
    return Outcome(text=_log(values, goes), messages=reply(case, context))


def _log(values: Values, goes: Route) -> str:
    return f"{values['comment']}\n{goes.reason}"


def follows(case: "Case", values: Values, context: Context) -> Sequence[tuple[str, Values]]:
    """A large request is registered in the tracker, and one for kundavtal taken there, at once."""
    goes = way(values, context.data)
    if goes is None or goes.route not in (STORA, KUNDAVTAL):
        return ()
    if goes.route == STORA:
        what = say(f"stora.subject.{values['change']}", count=case.ticks_total)
        new = str(values.get("new_value", ""))
        return (("register", {"subject": f"{what}: {new}" if new else what}),)
    names = (department.name for department in context.data.departments)
    to = next((name for name in names if fold(name) == fold(KUNDAVTAL)), KUNDAVTAL)
    return (("forward", {"to": to, "log": goes.reason}),)


def script(values: Values) -> Sequence[str]:
    """What to ask and to tell the customer."""
    if values.get("channel") == "mail":
        return (say("stora.script.mail"),)
    return (say("stora.script.ask"), say("stora.script.passed-on"))


FORM: Final = Form(
    fields=(
        Field(name="customer", required=_always, rule="STORA-02"),
        Field(name="customer_name", rule="STORA-02"),
        Field(
            name="customer_kind",
            wants=Wants.CHOICE,
            choices=CUSTOMERS,
            required=_always,
            rule="STORA-02",
        ),
        Field(
            name="change", wants=Wants.CHOICE, choices=CHANGES, required=_always, rule="STORA-02"
        ),
        Field(
            name="channel",
            wants=Wants.CHOICE,
            choices=("phone", "mail"),
            required=_always,
            rule="STORA-04",
        ),
        Field(name="email", read=_email, rule="STORA-04"),
        Field(name="language", wants=Wants.CHOICE, choices=("sv", "fi"), rule="STORA-11"),
        Field(name="new_value", rule=RULE),
        Field(
            name="facilities",
            wants=Wants.LIST,
            required=_always,
            read=_facilities,
            rule="STORA-05",
        ),
        Field(name="comment", wants=Wants.TEXT, required=_always, rule=RULE),
    ),
    fill=fill,
    follows=follows,
    script=script,
    warn=warn,
    rules=("STORA-01", "STORA-02", RULE, "STORA-04", "STORA-05", "STORA-06"),
)
