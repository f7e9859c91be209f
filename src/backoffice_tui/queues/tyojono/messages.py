"""What the people of a contract are written when somebody leaves it or it ends."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from backoffice_tui.queues.tyojono.people import giver
from backoffice_tui.routine.contracts import Lease, PersonCard
from backoffice_tui.routine.errors import Refused
from backoffice_tui.routine.grammar import Answer, Ask, Context, Outgoing, Wants
from backoffice_tui.routine.money import euros
from backoffice_tui.routine.text import clean, fold
from backoffice_tui.settings.task_data import Template
from backoffice_tui.texts import LANGUAGES, say

if TYPE_CHECKING:
    from backoffice_tui.model.cases import Case

MAIL: Final = "mail"
USUAL_LANGUAGE: Final = "fi"
NONE: Final = "none"
"""In the place of a template: nobody is written."""


def templates(move: str, context: Context) -> Sequence[Template]:
    """The messages that can go with a move."""
    return tuple(each for each in context.data.messages if move in each.moves)


def asked_for(move: str) -> Ask:
    """Which messages go with a move; the usual ones where nothing is said."""

    def usual(_case: "Case", _answer: Answer, context: Context) -> tuple[str, ...]:
        return tuple(each.name for each in templates(move, context) if each.usual)

    def known(names: Sequence[str], _case: "Case", context: Context) -> None:
        chosen(move, names, context)

    def every(context: Context) -> Sequence[str]:
        return tuple(each.name for each in templates(move, context))

    return Ask(
        name="message",
        wants=Wants.LIST,
        rule="TYO-09",
        choices=every,
        propose=usual,
        check=known,
    )


def chosen(move: str, names: Sequence[str], context: Context) -> Sequence[Template]:
    """The templates of these names; Refused names those that the move has."""
    there = {fold(each.name): each for each in templates(move, context)}
    wanted = [name.strip() for given in names for name in given.replace(",", "\n").splitlines()]
    if any(fold(name) == NONE for name in wanted):
        return ()
    for name in wanted:
        if name and fold(name) not in there:
            known = ", ".join((*(each.name for each in there.values()), NONE))
            text = clean(name, limit=40, one_line=True)
            raise Refused(
                "tyojono.no-template", rule="TYO-09", field="message", text=text, known=known
            )
    return tuple(there[each] for each in dict.fromkeys(fold(name) for name in wanted if name))


def written(
    move: str,
    case: "Case",
    answer: Answer,
    context: Context,
    lease: Lease,
    people: Sequence[PersonCard],
) -> tuple[tuple[Outgoing, ...], str]:
    """The messages to people who have a mail address, and in a sentence who has none."""
    found: list[Outgoing] = []
    unreached: list[str] = []
    picked = chosen(move, answer.texts("message"), context)
    for person in people:
        to = _address(case, person)
        if not to and picked:
            unreached.append(person.key)
            continue
        values = _values(answer, context, lease, person)
        found += (_message(template, to, values, context) for template in picked)
    told = say("tyojono.no-mail", people=", ".join(unreached)) if unreached else ""
    return tuple(found), told


def _address(case: "Case", person: PersonCard) -> str:
    """Where the person reads mail; the newest that they told themselves."""
    told = case.facts.get("new_email", "") if person.key == giver(case) else ""
    return told or person.email


def _message(
    template: Template, to: str, values: Mapping[str, object], context: Context
) -> Outgoing:
    language = str(values["language"])
    subject, body = context.letter(template.name, language, values)
    files = (context.letter(name, language, values) for name in template.attachments)
    return Outgoing(
        channel=MAIL,
        recipient=to,
        subject=subject,
        body=body,
        attachments=tuple((f"{title}.txt", text) for title, text in files),
    )


def _values(
    answer: Answer, context: Context, lease: Lease, person: PersonCard
) -> Mapping[str, object]:
    """What a template may speak of."""
    language = person.language if person.language in LANGUAGES else USUAL_LANGUAGE
    days = {name: answer.date(name) for name in ("end", "liability", "moving_day")}
    return {
        "name": person.name,
        "contract": lease.number,
        "apartment": lease.apartment,
        "address": lease.address,
        "deposit": euros(lease.deposit) if lease.deposit else "",
        "agent": context.by,
        "today": _written(context.today, language),
        "language": language,
        **{name: _written(day, language) for name, day in days.items() if day},
    }


def _written(day: date, language: str) -> str:
    """A day as a letter in the language has it."""
    return f"{day.day}.{day.month}.{day.year}" if language == "fi" else day.isoformat()
