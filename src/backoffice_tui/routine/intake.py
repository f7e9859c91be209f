"""A form: what is asked when a case is registered, checked field by field."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from backoffice_tui.routine.errors import Problem, Refused, Usage
from backoffice_tui.routine.grammar import Context, Outcome, Wants
from backoffice_tui.routine.text import clean, fold
from backoffice_tui.settings.routine_data import RoutineData

if TYPE_CHECKING:
    from backoffice_tui.model.cases import Case

Values = dict[str, Any]
"""What a form holds, by field; fields that were not filled in are absent."""

LONGEST: Final = 500
"""No field of one line holds more characters."""

LONGEST_TEXT: Final = 20_000
"""More characters than these are no log entry but a document pasted by mistake."""

LONGEST_PASTE: Final = 400_000
"""Characters of a paste, enough for twenty thousand ids."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """One field of a form, in the order people say them; `read` makes a value of the text or refuses it."""

    name: str
    wants: Wants = Wants.LINE
    required: Callable[[Values], bool] = lambda _values: False
    choices: tuple[str, ...] = ()
    """What there is to choose from, as shipped."""
    offered: Callable[[Values, RoutineData], Sequence[str]] | None = None
    """What there is to choose from by the data in force and the fields before it, where that decides."""
    read: Callable[[Any, Values, Context], Any] = lambda text, _values, _context: text
    shown: Callable[[Values], bool] = lambda _values: True
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """A form that was looked at: the values read, what is wrong with which field, and what is worth knowing."""

    values: Values
    problems: Mapping[str, Problem]
    warnings: Mapping[str, str]


def _nothing_follows(
    _case: "Case", _values: Values, _context: Context
) -> Sequence[tuple[str, Values]]:
    return ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """How a case of the queue is registered by hand."""

    fields: tuple[Field, ...]
    fill: Callable[["Case", Values, Context], str | Outcome]
    """Puts the values on a new case and returns what the log says of it, with messages where it makes any."""
    follows: Callable[["Case", Values, Context], Sequence[tuple[str, Values]]] = _nothing_follows
    """Moves made at once on the new case, by name, with what they are given."""
    script: Callable[[Values], Sequence[str]] = lambda _values: ()
    """What to tell the customer, as sentences, while the form is filled in."""
    warn: Callable[[Values, Context], Mapping[str, str]] = lambda _values, _context: {}
    together: Callable[[Values], Mapping[str, Problem]] = lambda _values: {}
    """What is wrong between fields that are each right, by the field to mend."""
    kind: Callable[[Values], str] = lambda _values: ""
    """What kind of case it becomes; empty while that cannot be told."""
    move: str = "new"
    rules: tuple[str, ...] = ()

    def field(self, name: str) -> Field | None:
        """The field of that name."""
        return next((field for field in self.fields if field.name == name), None)

    def check(self, given: Mapping[str, object], context: Context) -> Checked:
        """Read every field; a field that depends on an earlier one sees its value."""
        values: Values = {}
        problems: dict[str, Problem] = {}
        for field in self.fields:
            try:
                value = _read(field, given.get(field.name), values, context)
            except Problem as why:
                why.field = field.name
                why.rule = why.rule or field.rule
                problems[field.name] = why
                continue
            if value not in (None, ""):
                values[field.name] = value
            elif field.required(values) and field.shown(values):
                problems[field.name] = Refused(
                    "routine.field-missing", rule=field.rule, field=field.name
                )
        return Checked(values, {**self.together(values), **problems}, self.warn(values, context))

    def unknown(self, given: Mapping[str, object]) -> Usage | None:
        """The first key that the form does not have, as a problem."""
        for name in given:
            if self.field(name) is None:
                shown = clean(name, limit=40, one_line=True)
                return Usage("routine.unknown-field", field=shown, name=shown)
        return None


def _read(field: Field, given: object, values: Values, context: Context) -> Any:
    if given is None or given == "":
        return None
    if field.wants is Wants.FLAG:
        return yes_or_no(given)
    if field.wants is Wants.LIST:
        return _read_list(field, given, values, context)
    if not isinstance(given, str):
        raise Refused("routine.not-text")
    long = field.wants is Wants.TEXT
    text = no_longer(clean(given, one_line=not long).strip(), LONGEST_TEXT if long else LONGEST)
    if not text:
        return None
    choices = field.offered(values, context.data) if field.offered else field.choices
    if choices:
        choice = next((each for each in choices if fold(each) == fold(text)), None)
        if choice is None:
            raise Refused(
                "routine.not-one-of", text=clean(text, limit=40), choices=", ".join(choices)
            )
        return choice
    return field.read(text, values, context)


def _read_list(field: Field, given: object, values: Values, context: Context) -> Any:
    if isinstance(given, list | tuple):
        return field.read(given, values, context) if given else None
    if not isinstance(given, str):
        raise Refused("routine.not-text")
    text = no_longer(clean(given), LONGEST_PASTE)
    return field.read(text, values, context) if text.strip() else None


def no_longer(text: str, limit: int) -> str:
    """The text, or Refused where it is longer than `limit` characters."""
    if len(text) > limit:
        raise Refused("routine.too-long", limit=limit)
    return text


def yes_or_no(given: object) -> bool:
    """What was said in one of the languages spoken here; Refused where it is neither."""
    if isinstance(given, bool):
        return given
    word = fold(str(given))
    if word in ("true", "yes", "ja", "kylla", "j", "y", "k", "1"):
        return True
    if word in ("false", "no", "nej", "ei", "n", "e", "0"):
        return False
    raise Refused("routine.not-yes-or-no", text=clean(given, limit=40, one_line=True))
