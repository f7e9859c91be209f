"""What a request tells of the person, taken over into their card: old beside new."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from backoffice_tui.queues.tyojono.people import giver, lease_of
from backoffice_tui.routine.addresses import mail_address
from backoffice_tui.routine.contracts import (
    CONSENTS,
    Alteration,
    Lease,
    Pair,
    PersonCard,
    SpouseCard,
)
from backoffice_tui.routine.errors import Problem, Refused
from backoffice_tui.routine.grammar import Answer, Ask, Context, Move, Outcome, Wants
from backoffice_tui.routine.money import iban
from backoffice_tui.routine.text import clean
from backoffice_tui.texts import say

if TYPE_CHECKING:
    from backoffice_tui.model.cases import Case

RULE: Final = "TYO-08"
CONSENT_RULE: Final = "TYO-16"
LEAST_DIGITS: Final = 5


def _address(text: str) -> str:
    return text


def _phone(text: str) -> str:
    digits = sum(each.isdecimal() for each in text)
    if digits < LEAST_DIGITS or any(each.isalpha() for each in text):
        raise Refused("tyojono.not-phone", rule=RULE, text=clean(text, limit=40, one_line=True))
    return text


def _email(text: str) -> str:
    return mail_address(text, field="new_email", rule=RULE)


def _iban(text: str) -> str:
    return iban(text, field="new_iban")


TOLD: Final[Mapping[str, Callable[[str], str]]] = {
    "address": _address,
    "phone": _phone,
    "email": _email,
    "iban": _iban,
}
"""What can be told of a person, each with what checks it."""


def person_of(lease: Lease, key: str) -> PersonCard | None:
    """The person of that key among the parties, or the only one bound where none is named."""
    if key:
        found = lease.party(key)
        return found.person if found else None
    return lease.bound[0].person if len(lease.bound) == 1 else None


def pairs(facts: Mapping[str, str], person: PersonCard) -> tuple[Pair, ...]:
    """What the request gives that is not on the card yet, beside what is."""
    told = ((name, facts.get(f"new_{name}", "")) for name in TOLD)
    every = (Pair(name, getattr(person, name), new) for name, new in told if new)
    return tuple(pair for pair in every if pair.was != _plain(pair))


def _plain(pair: Pair) -> str:
    """The new value as it would stand on the card; as it was told where it cannot stand there."""
    try:
        return TOLD[pair.field](pair.becomes)
    except Problem:
        return pair.becomes


def about_somebody(case: "Case", context: Context) -> Problem | None:
    """Data is taken over for a person of a contract that is known."""
    lease = context.lease_of(case.contract)
    if lease is None:
        return Refused("contracts.no-contract", field="contract", number=case.contract or "–")
    key = giver(case)
    if key and lease.party(key) is None:
        return Refused("tyojono.no-party", rule=RULE, field="person", contract=lease.number)
    return None


def take_over(case: "Case", answer: Answer, context: Context) -> Outcome:
    """The person's card has what the request tells; the history refers to what it had."""
    lease = lease_of(case, context)
    person = person_of(lease, giver(case) or answer.text("person"))
    if person is None:
        known = ", ".join(each.person.key for each in lease.parties)
        raise Refused("tyojono.who", rule=RULE, field="person", known=known)
    found = []
    for name, check in TOLD.items():
        text = answer.text(f"new_{name}")
        new = _checked(name, check, text) if text else ""
        if new and new != getattr(person, name):
            was = str(getattr(person, name))
            found.append(Alteration("person", person.id, name, was, new, person.key))
    if not found:
        raise Refused("tyojono.nothing-new", rule=RULE, number=case.number)
    what = ", ".join(say(f"contracts.field.{each.field}") for each in found)
    return Outcome(
        text=say("tyojono.taken-over", person=person.key, what=what), alterations=tuple(found)
    )


def _checked(name: str, check: Callable[[str], str], text: str) -> str:
    try:
        return check(text)
    except Problem as why:
        why.field = f"new_{name}"
        raise


def _told(name: str) -> Ask:
    def proposed(case: "Case", _answer: Answer, _context: Context) -> str:
        return case.facts.get(f"new_{name}", "")

    return Ask(name=f"new_{name}", rule=RULE, propose=proposed)


def _named(case: "Case", _answer: Answer, _context: Context) -> str:
    return giver(case)


TAKING_OVER: Final = Move(
    name="take-over-data",
    key="t",
    when=about_somebody,
    asks=(
        Ask(name="person", rule=RULE, propose=_named, offered=lambda case: not giver(case)),
        *map(_told, TOLD),
    ),
    then=take_over,
    rules=(RULE, "TYO-15"),
    errand=True,
    bulk=False,
    preview=True,
)


# -- the spouse who is not a party ------------------------------------------------------------------


def has_spouses(case: "Case", context: Context) -> Problem | None:
    """Somebody lives there who is not a party."""
    lease = context.lease_of(case.contract)
    if lease is None or not lease.spouses:
        number = case.contract or "–"
        return Refused("tyojono.no-spouse", rule=CONSENT_RULE, contract=number)
    return None


def _spouse(lease: Lease, key: str) -> SpouseCard:
    found = next((each for each in lease.spouses if each.person.key == key), None)
    if found is None:
        known = ", ".join(each.person.key for each in lease.spouses)
        raise Refused("tyojono.who", rule=CONSENT_RULE, field="person", known=known)
    return found


def _only_spouse(case: "Case", _answer: Answer, context: Context) -> str | None:
    lease = context.lease_of(case.contract)
    return lease.spouses[0].person.key if lease and len(lease.spouses) == 1 else None


def consent(case: "Case", answer: Answer, context: Context) -> Outcome:
    """What the spouse says of the ending: given, not given, or not asked yet."""
    lease = lease_of(case, context)
    spouse, said = _spouse(lease, answer.text("person")), answer.text("consent")
    if spouse.consent == said:
        raise Refused("tyojono.nothing-new", rule=CONSENT_RULE, number=case.number)
    change = Alteration("spouse", spouse.id, "consent", spouse.consent, said, spouse.person.key)
    words = say(f"tyojono.choice.{said}")
    return Outcome(
        text=say("tyojono.consented", person=spouse.person.key, consent=words),
        alterations=(change,),
    )


CONSENTING: Final = Move(
    name="consent",
    key="o",
    when=has_spouses,
    asks=(
        Ask(
            name="consent",
            wants=Wants.CHOICE,
            required=True,
            rule=CONSENT_RULE,
            choices=lambda _context: CONSENTS,
        ),
        Ask(name="person", required=True, rule=CONSENT_RULE, propose=_only_spouse, label="spouse"),
        Ask(name="log", wants=Wants.TEXT),
    ),
    then=consent,
    rules=(CONSENT_RULE,),
    bulk=False,
)
