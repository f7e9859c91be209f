"""Beginning a case, handing it over, noting how far it came, and keeping what is known of it right."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from backoffice_tui.model.states import State
from backoffice_tui.queues.stora.routing import CHANGES, CUSTOMERS, code_of
from backoffice_tui.routine.addresses import mail_address
from backoffice_tui.routine.errors import Problem, Refused
from backoffice_tui.routine.grammar import Answer, Ask, Context, Move, Outcome, Wants
from backoffice_tui.texts import LANGUAGES, say, say_in

if TYPE_CHECKING:
    from backoffice_tui.model.cases import Case

REGISTER_RULE: Final = "STORA-06"
ROUTINE_SPEAKS: Final = "sv"
"""The language of comments that the routine prescribes."""


def register(case: "Case", answer: Answer, context: Context) -> Outcome:
    """The case stands in the tracker; one that stands there already gets another description."""
    subject, systems = answer.text("subject"), answer.text("systems")
    if systems:
        subject = say("stora.with-systems", subject=subject.rstrip(" ."), systems=systems)
    case.tell(subject=subject)
    if case.registered_by:
        return Outcome(errand=False)
    case.registered_by = context.by
    if case.state is State.WAITING:
        case.state = State.NEW
    case.due, case.waits_for, case.waits_since = None, "", None
    return Outcome(text=say_in(ROUTINE_SPEAKS, "stora.registered", day=context.today))


def not_begun(case: "Case", context: Context) -> Problem | None:
    """Whoever has begun a case need not begin it again."""
    if case.state is State.ACTIVE and case.handler == context.by:
        return Refused("stora.begun", rule="STORA-07", number=case.number)
    return None


def start(case: "Case", _answer: Answer, _context: Context) -> Outcome:
    """The case is begun; what it waited for has come."""
    # A case of the tracker has the status for it in the customer system since it was registered.
    fresh = not case.registered_by and not case.waits_for
    case.due, case.waits_for, case.waits_since = None, "", None
    return Outcome(errand=fresh)


def somebody_elses(case: "Case", context: Context) -> Problem | None:
    """One takes over from somebody."""
    if not case.handler:
        return Refused("stora.nobodys", rule="STORA-09", number=case.number)
    if case.handler == context.by:
        return Refused("stora.yours", rule="STORA-09", number=case.number)
    return None


def take_over(case: "Case", _answer: Answer, context: Context) -> Outcome:
    """The case is the agent's now; the history says whose it was."""
    was, case.handler = case.handler, context.by
    return Outcome(text=say("stora.taken-over", handler=was))


def note(case: "Case", answer: Answer, _context: Context) -> None:
    """How far the work came, for whoever goes on with it."""
    text, clear = answer.text("text"), answer.flag("clear")
    if bool(text) == clear:
        raise Refused("stora.note-what", rule="STORA-08", field="text")
    case.tell(note=text)


TOLD: Final = (
    "customer",
    "customer_name",
    "customer_kind",
    "change",
    "channel",
    "email",
    "language",
    "new_value",
    "comment",
)
"""What is known of the customer and the errand, in the order it is asked."""

_CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "customer_kind": CUSTOMERS,
    "change": CHANGES,
    "channel": ("phone", "mail"),
    "language": LANGUAGES,
}


def edit(case: "Case", answer: Answer, _context: Context) -> None:
    """What was given replaces what was known; the rest stays."""
    told = {name: answer.text(name) for name in TOLD if answer.text(name)}
    number = answer.text("number").strip()
    if not (told or number):
        raise Refused("stora.edit-what", rule="STORA-14", field="customer")
    if "change" in told:
        case.code = code_of(told["change"])
    if number:
        case.number = number
    if case.facts.get("letter") and told:
        told["letter"] = "old"
    case.tell(**told)


def _short(text: str, _case: "Case", _context: Context) -> None:
    if len(text) > 40:
        raise Refused("routine.number-long", field="number", limit=40)


def _mail(text: str, _case: "Case", _context: Context) -> None:
    mail_address(text, field="email")


def _edited(name: str) -> Ask:
    choices = _CHOICES.get(name)
    if choices:
        return Ask(name=name, wants=Wants.CHOICE, choices=lambda _context: choices)
    if name == "comment":
        return Ask(name=name, wants=Wants.TEXT)
    return Ask(name=name, check=_mail) if name == "email" else Ask(name=name)


REGISTER: Final = Move(
    name="register",
    key="R",
    asks=(
        Ask(name="subject", required=True, rule=REGISTER_RULE),
        Ask(name="systems", rule=REGISTER_RULE),
    ),
    then=register,
    rules=(REGISTER_RULE,),
    claims=False,
    errand=True,
    bulk=False,
)
START: Final = Move(
    name="start",
    key="s",
    after=State.ACTIVE,
    when=not_begun,
    then=start,
    rules=("STORA-07",),
    errand=True,
)
TAKE_OVER: Final = Move(
    name="takeover",
    key="t",
    after=State.ACTIVE,
    when=somebody_elses,
    then=take_over,
    rules=("STORA-09",),
    claims=False,
)
NOTE: Final = Move(
    name="note",
    key="o",
    asks=(Ask(name="text", rule="STORA-08"), Ask(name="clear", wants=Wants.FLAG)),
    then=note,
    rules=("STORA-08",),
    claims=False,
    bulk=False,
)
EDIT: Final = Move(
    name="edit",
    key="e",
    asks=(Ask(name="number", check=_short), *map(_edited, TOLD)),
    then=edit,
    rules=("STORA-14",),
    claims=False,
    bulk=False,
)
