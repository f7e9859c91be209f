"""What the customer is written: that the case is passed on, and what was changed once it is done."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from backoffice_tui.model.states import State
from backoffice_tui.queues.stora.order import facilities_of
from backoffice_tui.queues.stora.routing import MAICCDIS
from backoffice_tui.routine import ticks
from backoffice_tui.routine.addresses import mail_address
from backoffice_tui.routine.errors import Problem, Refused
from backoffice_tui.routine.grammar import (
    Answer,
    Ask,
    Context,
    Further,
    Move,
    Outcome,
    Outgoing,
    Wants,
)
from backoffice_tui.texts import LANGUAGES, say

if TYPE_CHECKING:
    from backoffice_tui.model.cases import Case

RULE: Final = "STORA-11"
LETTER: Final = "letter"
"""The fact that says how the confirmation stands: `made`, or `old` where something was ticked since."""
MADE: Final = "made"
MAIL: Final = "mail"
USUAL_LANGUAGE: Final = "sv"


def language_of(case: "Case", context: Context) -> str:
    """The language that the customer is written in."""
    language = case.facts.get("language") or context.register.get("language", "")
    return language if language in LANGUAGES else USUAL_LANGUAGE


def address_of(case: "Case", context: Context) -> str:
    """Where the customer reads mail; empty where nobody knows."""
    return case.facts.get("email") or context.register.get("email", "")


def values_of(case: "Case", context: Context) -> Mapping[str, object]:
    """What a template may speak of; what is not known is not there, so that a template cannot pass over it."""
    done = [tick.facility for tick in ticks.live(case) if tick.done_at is not None]
    asked = {tick.facility for tick in ticks.live(case)}
    facts = case.facts
    known = {
        "name": facts.get("customer_name") or context.register.get("customer_name"),
        "kind": facts.get("customer_kind") or context.register.get("kind"),
        "change": facts.get("change"),
        "new_value": facts.get("new_value"),
        "number": case.number,
        "agent": context.by,
        "today": context.today.isoformat(),
    }
    found: dict[str, object] = {name: value for name, value in known.items() if value}
    found["facilities"] = done
    found["others"] = [each for each in context.facilities if each not in asked]
    found["count"] = facilities_of(case)
    return found


def reply(case: "Case", context: Context) -> tuple[Outgoing, ...]:
    """The answer that the case is passed on, where the customer wrote and can be written to."""
    to = address_of(case, context)
    if case.facts.get("channel") != MAIL or not to:
        return ()
    language = language_of(case, context)
    subject, body = context.letter("reply", language, values_of(case, context))
    return (Outgoing(channel=MAIL, recipient=to, subject=subject, body=body),)


def confirmation(case: "Case", answer: Answer, context: Context) -> tuple[str, str]:
    """Subject and body of the letter about what has been ticked."""
    language = answer.text("language") or language_of(case, context)
    return context.letter("confirmation", language, values_of(case, context))


def _proposed_subject(case: "Case", answer: Answer, context: Context) -> str:
    return confirmation(case, answer, context)[0]


def _proposed_text(case: "Case", answer: Answer, context: Context) -> str:
    return confirmation(case, answer, context)[1]


def _proposed_address(case: "Case", _answer: Answer, context: Context) -> str:
    return address_of(case, context)


def _proposed_language(case: "Case", _answer: Answer, context: Context) -> str:
    return language_of(case, context)


def _usable(text: str, _case: "Case", _context: Context) -> None:
    mail_address(text, field="to", rule=RULE)


def _languages(_context: Context) -> Sequence[str]:
    return LANGUAGES


def something_done(case: "Case", _context: Context) -> Problem | None:
    """A letter is about something that was done."""
    if not case.ticks_done:
        return Refused("stora.nothing-ticked", rule=RULE, number=case.number)
    return None


def write(case: "Case", answer: Answer, _context: Context) -> Outcome:
    """The letter lies in the outbox, and a closed case of its own says that it was written."""
    to = answer.text("to").strip()
    case.tell(letter=MADE, **({} if case.facts.get("email") else {"email": to}))
    facts = {
        "title": say("stora.letter-title"),
        "customer": case.customer,
        "customer_name": case.customer_name,
    }
    record = Further(
        code=MAICCDIS,
        state=State.DONE,
        move="letter",
        text=say("stora.letter-logged", number=case.number, count=case.ticks_done),
        facts={name: text for name, text in facts.items() if text},
    )
    message = Outgoing(
        channel=MAIL, recipient=to, subject=answer.text("topic"), body=answer.text("text")
    )
    said = say("stora.mailed", count=case.ticks_done)
    return Outcome(text=said, messages=(message,), further=(record,))


WRITE: Final = Move(
    name="mail",
    key="m",
    when=something_done,
    asks=(
        Ask(
            name="to",
            required=True,
            rule=RULE,
            propose=_proposed_address,
            check=_usable,
            label="email",
        ),
        Ask(
            name="language",
            wants=Wants.CHOICE,
            rule=RULE,
            choices=_languages,
            propose=_proposed_language,
        ),
        Ask(name="topic", required=True, rule=RULE, propose=_proposed_subject),
        Ask(
            name="text",
            wants=Wants.TEXT,
            required=True,
            rule=RULE,
            propose=_proposed_text,
            label="letter",
        ),
    ),
    then=write,
    rules=(RULE, "STORA-12"),
    bulk=False,
)
