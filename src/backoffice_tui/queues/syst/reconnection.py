"""Reconnection: the power is switched on only when the right person has answered the text message."""

from typing import TYPE_CHECKING, Final

from backoffice_tui.model.states import OPEN
from backoffice_tui.queues.syst.order import RECONNECTION
from backoffice_tui.queues.syst.phone_call import phone
from backoffice_tui.routine import identity
from backoffice_tui.routine.errors import Problem, Refused
from backoffice_tui.routine.grammar import Answer, Ask, Context, Move, Outcome, Outgoing, Wants
from backoffice_tui.texts import say, say_in

if TYPE_CHECKING:
    from backoffice_tui.model.cases import Case

COUNTS: Final = "counts"
RULE: Final = "SYST-13"


def gate(case: "Case", _context: Context) -> Problem | None:
    """A reconnection stays open until an answer that counts is registered."""
    if case.kind == RECONNECTION and case.facts.get("answer_verdict") != COUNTS:
        return Refused("syst.gate", rule=RULE, number=case.number)
    return None


def only_reconnection(case: "Case", _context: Context) -> Problem | None:
    """Text and answer belong to reconnections."""
    if case.kind != RECONNECTION:
        return Refused("syst.no-reconnection", rule=RULE, number=case.number, kind=case.kind)
    return None


def phone_of(case: "Case", context: Context) -> str:
    """The number that the text message goes to: the contact person's first, then the customer's."""
    known = case.facts
    return known.get("contact_phone") or known.get("phone") or context.register.get("phone", "")


def right_people(case: "Case", context: Context) -> dict[str, str]:
    """The personnummer that count, each with who it belongs to; a company itself has none."""
    known, found = case.facts, {}
    for who, number in (
        ("contact", known.get("contact_identity", "")),
        ("customer", known.get("identity") or context.register.get("identity", "")),
    ):
        try:
            found[identity.personnummer(number, context.today)] = who
        except Refused:
            continue
    return found


def text(case: "Case", _answer: Answer, context: Context) -> Outcome:
    """The text message goes to the outbox; there is no gateway, a person sends it."""
    phone = phone_of(case, context)
    if not phone:
        raise Refused("syst.no-phone", rule=RULE, field="phone", number=case.number)
    where = case.facts.get("address") or case.facility or say_in("sv", "syst.sms-your-facility")
    body = say_in("sv", "syst.sms", address=where)
    return Outcome(
        text=say("syst.texted"), messages=(Outgoing(channel="sms", recipient=phone, body=body),)
    )


def verdict_on(case: "Case", text: str, context: Context) -> tuple[str, str, str]:
    """Verdict, whose number it is and its last four digits, for an answer as the customer wrote it."""
    people = right_people(case, context)
    if not people:
        raise Refused("syst.no-identity", rule=RULE, field="identity", number=case.number)
    digits = "".join(each for each in text if each in "0123456789")
    last = digits[-4:] if len(digits) >= 4 else ""
    try:
        number = identity.twelve_digits(text, context.today)
    except Refused:
        return "not-a-number", "", last
    return (COUNTS, people[number], last) if number in people else ("somebody-else", "", last)


def answer(case: "Case", given: Answer, context: Context) -> Outcome:
    """The answer is weighed; the case remembers the verdict and the last four digits, never the number."""
    verdict, who, last = verdict_on(case, given.text("text"), context)
    case.tell(answer_verdict=verdict, answer_who=who, answer_last4=last)
    whose = say(f"syst.answer-of.{who}") if who else ""
    return Outcome(text=say(f"syst.answer.{verdict}", who=whose, last=last or "–"))


def _usable_phone(text: str, _case: "Case", context: Context) -> None:
    phone(text, {}, context)


def person(case: "Case", given: Answer, context: Context) -> None:
    """Whoever will answer is named with personnummer and phone, typed by the agent."""
    number = given.text("identity")
    told: dict[str, str] = {}
    if number:
        told["contact_identity" if given.flag("contact") else "identity"] = identity.personnummer(
            number, context.today, field="identity"
        )
    if given.text("phone"):
        told["contact_phone" if given.flag("contact") else "phone"] = given.text("phone")
    if given.text("name"):
        told["contact_name" if given.flag("contact") else "customer_name"] = given.text("name")
    if not told:
        raise Refused("syst.person-empty", rule=RULE, field="identity")
    # An answer weighed against somebody else's number says nothing of this person.
    case.tell(**told, answer_verdict="", answer_who="", answer_last4="")


TEXT: Final = Move(
    name="text",
    key="s",
    before=OPEN,
    when=only_reconnection,
    then=text,
    rules=(RULE,),
    bulk=False,
)
ANSWER: Final = Move(
    name="answer",
    key="m",
    before=OPEN,
    when=only_reconnection,
    asks=(Ask(name="text", required=True, rule=RULE),),
    then=answer,
    rules=(RULE,),
    bulk=False,
)
PERSON: Final = Move(
    name="person",
    key="p",
    before=OPEN,
    asks=(
        Ask(name="identity", rule=RULE),
        Ask(name="phone", rule=RULE, check=_usable_phone),
        Ask(name="name", rule=RULE),
        Ask(name="contact", wants=Wants.FLAG, rule=RULE),
    ),
    then=person,
    rules=(RULE,),
    bulk=False,
)
