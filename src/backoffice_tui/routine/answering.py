"""What an agent answers to what a move asks: read, checked, and put in place where it was left out."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from backoffice_tui.routine.dates import read_date
from backoffice_tui.routine.errors import Refused
from backoffice_tui.routine.grammar import Answer, Ask, Context, Move, Queue, Value, Wants
from backoffice_tui.routine.intake import (
    LONGEST,
    LONGEST_PASTE,
    LONGEST_TEXT,
    no_longer,
    yes_or_no,
)
from backoffice_tui.routine.text import clean, fold

if TYPE_CHECKING:
    from backoffice_tui.model.cases import Case

EMPTY: Final = (None, "", ())


def read_answer(
    queue: Queue, case: "Case", move: Move, given: Mapping[str, object], context: Context
) -> Answer:
    """What was given, read and checked; Refused names the first field that will not do."""
    values: dict[str, Value] = {}
    for ask in move.asks:
        value = read_value(queue, ask, given.get(ask.name), context)
        if value in EMPTY and not _none_of_them(ask, given.get(ask.name)):
            value = ask.propose(case, Answer(values), context)
        if ask.required and value in EMPTY:
            raise Refused(
                "routine.missing",
                rule=ask.rule,
                field=ask.name,
                what=queue.word(ask.words),
            )
        if value not in EMPTY:
            ask.check(value, case, context)
        values[ask.name] = value
    return Answer(values)


def read_value(queue: Queue, ask: Ask, given: object, context: Context) -> Value:
    """One given value as what the ask wants; None where nothing was given."""
    if given is None or (isinstance(given, str) and not given.strip()):
        return None
    if ask.wants is Wants.LIST:
        return _texts(given)
    if ask.wants is Wants.FLAG:
        return yes_or_no(given)
    if ask.wants is Wants.DATE:
        return read_date(given, context.today, field=ask.name)
    long = ask.wants is Wants.TEXT
    text = no_longer(clean(given, one_line=not long).strip(), LONGEST_TEXT if long else LONGEST)
    return chosen(queue, ask, text, context) if ask.wants is Wants.CHOICE else text


def _none_of_them(ask: Ask, given: object) -> bool:
    """Whether several could have been ticked and none was, which is an answer."""
    return ask.wants is Wants.LIST and isinstance(given, tuple) and not given


def _texts(given: object) -> tuple[str, ...]:
    every = given if isinstance(given, list | tuple) else (given,)
    texts = [no_longer(clean(each), LONGEST_PASTE) for each in every]
    return tuple(text for text in texts if text.strip())


def chosen(queue: Queue, ask: Ask, text: str, context: Context) -> str:
    """The choice meant, whatever its case and accents; Refused lists what there is."""
    choices = ask.choices(context)
    for choice in choices:
        if fold(choice) == fold(text):
            return choice
    raise Refused(
        "routine.not-a-choice",
        rule=ask.rule,
        field=ask.name,
        what=queue.word(ask.words),
        text=clean(text, limit=60),
        choices=", ".join(choices),
    )
