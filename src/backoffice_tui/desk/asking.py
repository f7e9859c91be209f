"""What a move asks for, made ready for a dialog: labels, choices and proposals for this very case."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from backoffice_tui.desk.card import as_case, circumstances
from backoffice_tui.desk.desk import Desk
from backoffice_tui.routine.answering import read_value
from backoffice_tui.routine.errors import NotFound, Problem
from backoffice_tui.routine.grammar import Answer, Queue, Value, Wants
from backoffice_tui.routine.moves import objection
from backoffice_tui.routine.text import clean
from backoffice_tui.store.card import card_of
from backoffice_tui.texts import knows, say


@dataclass(frozen=True, slots=True)
class Asked:
    """One field of the dialog."""

    name: str
    label: str
    wants: Wants
    required: bool
    choices: tuple[str, ...]
    proposal: str
    hint: str = ""
    """Where what is proposed comes from, in a sentence."""
    told: str = ""
    """What is worth knowing while one answers."""


def asked(
    desk: Desk, queue: Queue, number: str, move: str, given: Mapping[str, object]
) -> tuple[Asked, ...]:
    """The fields of a move on a case, with proposals that follow from what is given so far.

    Raises the problem that stands in the move's way, before anybody has typed anything.
    """
    rows = card_of(desk.store.reader, queue.key, number)
    if rows is None:
        raise NotFound("desk.no-such-case", number=clean(number, limit=40, one_line=True))
    case, context, step = as_case(rows), circumstances(desk, queue, rows), queue.move(move)
    if why := objection(queue, case, step, context):
        raise why
    values: dict[str, Value] = {}
    proposals: dict[str, Value] = {}
    for ask in step.asks:
        try:
            values[ask.name] = read_value(queue, ask, given.get(ask.name), context)
        except Problem:
            values[ask.name] = None
        if values[ask.name] is None and (proposal := ask.propose(case, Answer(values), context)):
            # What is asked later may follow from what is proposed here.
            proposals[ask.name] = values[ask.name] = proposal
    return tuple(
        Asked(
            name=ask.name,
            label=queue.word(ask.words),
            wants=ask.wants,
            required=ask.required,
            choices=tuple(ask.choices(context)),
            proposal=_text(proposals.get(ask.name)),
            hint=_hint(queue, ask.words),
            told=ask.tell(case, Answer(values), context),
        )
        for ask in step.asks
        if ask.offered(case) and ask.asked_of(case, context)
    )


def asked_again(
    desk: Desk, queue: Queue, number: str, move: str, typed: Mapping[str, str]
) -> tuple[Asked, ...]:
    """The fields of a move, what is proposed following from what was typed before and kept."""
    fields = asked(desk, queue, number, move, {})
    if not typed:
        return fields
    later = {each.name: each.proposal for each in asked(desk, queue, number, move, typed)}
    return tuple(replace(each, proposal=later.get(each.name) or each.proposal) for each in fields)


def _hint(queue: Queue, words: str) -> str:
    key = f"{queue.key}.hint.{words.removeprefix('ask.')}"
    return say(key) if knows(key) else ""


def _text(value: Value) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return "\n".join(value)
    return value if isinstance(value, str) else ""
