"""A contact with the support desk: how it came, what it is about, and as what it counts in the figures."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from backoffice_tui.model.states import OPEN, State
from backoffice_tui.routine import facilities
from backoffice_tui.routine.dates import read_moment, working_days_between
from backoffice_tui.routine.errors import Refused
from backoffice_tui.routine.grammar import Context, Outcome, Wants
from backoffice_tui.routine.intake import Field, Form, Values
from backoffice_tui.routine.listing import CLOSED, CaseLine
from backoffice_tui.routine.order import Placed, put_in_place
from backoffice_tui.routine.reading import ListRow, chosen_by, number_text
from backoffice_tui.routine.weeks import CALL, CALL_ANSWERED, CALL_MISSED, TICKET
from backoffice_tui.settings.routine_data import RoutineData
from backoffice_tui.texts import say

if TYPE_CHECKING:
    from backoffice_tui.model.cases import Case

RULE: Final = "DH-01"
PHONE: Final = "phone"
CHANNELS: Final = ("ticket", PHONE)
SERVICE, CERTIFICATION, OTHER = "service", "certification", "other"
KINDS: Final[Mapping[str, str]] = {
    SERVICE: "Palvelupyyntö",
    CERTIFICATION: "Testaus ja sertifiointi",
    OTHER: "Muu",
}
"""Category → what kind of case it is."""


def settle(case: Placed, data: RoutineData) -> None:
    """Read kind, group and figures from what was told, and put the case in its place."""
    case.kind = KINDS.get(case.facts.get("category", ""), KINDS[OTHER])
    case.counted_as = _counted_as(case.facts)
    case.team = data.groups[0 if case.counted_as == TICKET else -1]
    if case.state in OPEN:
        case.handled = None
    put_in_place(case, 0, data)


def _counted_as(facts: Mapping[str, str]) -> str:
    """A list that says nothing of channels has calls where it says whether they were answered."""
    answered = facts.get("answered", "")
    if facts.get("channel", PHONE if answered else "") != PHONE:
        return TICKET
    return {"yes": CALL_ANSWERED, "no": CALL_MISSED}.get(answered, CALL)


def ranks(_data: RoutineData, _kind: str) -> Sequence[int]:
    """There is one class: what came first goes first."""
    return (0,)


def why(line: CaseLine, today: date) -> str:
    """One sentence on why the case stands where it stands."""
    if line.bucket == CLOSED:
        return say("datahub.why.closed")
    if line.state is State.WAITING and line.due:
        return say(
            "datahub.why.waits" if line.due > today else "datahub.why.returned",
            department=line.waits_for or say("datahub.why.somebody"),
            since=line.waits_since or line.received,
            due=line.due,
            days=working_days_between(today, line.due, "FI"),
        )
    return say("datahub.why.oldest", received=line.received)


def read(row: ListRow, context: Context) -> None:
    """What an export says in its own words, and leaves out, as the desk has it; Refused names a day that cannot be."""
    facts, columns = row.facts, row.columns
    if listed := facts.get("category", ""):
        known = chosen_by(context.data.choices["category"], listed)
        facts["category"] = known or OTHER
        if known is None:
            facts["category_listed"] = listed
    if facts.get("channel", PHONE) != PHONE:
        facts.pop("answered", None)
    received, handled = columns.get("received"), columns.get("handled")
    if not (isinstance(received, date) and isinstance(handled, date)):
        return
    if handled < received:
        raise Refused("datahub.handled-before", field="handled", handled=handled, received=received)
    if handled > context.today:
        raise Refused("datahub.not-yet", field="handled", day=handled)
    if row.state is None:
        row.state = State.DONE
    elif row.state in OPEN:
        del columns["handled"]
        row.warnings.append(("handled", say("datahub.still-open", handled=handled)))


def _always(_values: Values) -> bool:
    return True


def _by_phone(values: Values) -> bool:
    return values.get("channel") == PHONE


def _number(text: str, _values: Values, _context: Context) -> str:
    return number_text(text)


def _received(text: str, _values: Values, context: Context) -> tuple[date, str]:
    day, clock = read_moment(text, context.today, zone=context.data.zone)
    if day > context.today:
        raise Refused("datahub.not-yet", field="received", day=day)
    return day, clock


def _facility(text: str, _values: Values, _context: Context) -> str:
    return facilities.check(text)[0]


def warn(values: Values, _context: Context) -> Mapping[str, str]:
    """What is worth a second look and still no hindrance."""
    found = {}
    facility = values.get("facility", "")
    if facility and (warning := facilities.check(facility)[1]):
        found["facility"] = warning
    if "answered" in values and not _by_phone(values):
        found["answered"] = say("datahub.not-a-call")
    return found


def script(values: Values) -> Sequence[str]:
    """What to ask while the form is filled in."""
    if values.get("category") == CERTIFICATION:
        return (say("datahub.script.certification"),)
    return (say("datahub.script.ask"), say("datahub.script.guidance"))


def fill(case: "Case", values: Values, _context: Context) -> Outcome:
    """The case as the desk wants it registered; who registers a call without saying otherwise has answered it."""
    case.number = values.get("number", case.number)
    if "received" in values:
        case.received, case.received_time = values["received"]
    told = {name: str(values.get(name, "")) for name in ("channel", "category", "title")}
    if _by_phone(values):
        told["answered"] = "yes" if values.get("answered", True) else "no"
    case.tell(**told, facility=values.get("facility", ""))
    # What has a number of its own stands in the ticket system already.
    return Outcome(text=say(f"datahub.registered.{told['channel']}"), errand="number" not in values)


FORM: Final = Form(
    fields=(
        Field(name="channel", wants=Wants.CHOICE, choices=CHANNELS, required=_always, rule=RULE),
        Field(
            name="category",
            wants=Wants.CHOICE,
            choices=tuple(KINDS),
            required=_always,
            rule=RULE,
        ),
        Field(name="title", required=_always, rule=RULE),
        Field(name="answered", wants=Wants.FLAG, shown=_by_phone, rule="DH-03"),
        Field(name="facility", read=_facility, rule=RULE),
        Field(name="number", read=_number, rule=RULE),
        Field(name="received", read=_received, rule=RULE),
    ),
    fill=fill,
    script=script,
    warn=warn,
    kind=lambda values: KINDS.get(values.get("category", ""), ""),
    rules=(RULE,),
)
