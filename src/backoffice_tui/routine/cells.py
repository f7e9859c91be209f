"""One value of a file that is not the customer system's list, read as what its field holds; each raises Refused."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from backoffice_tui.routine.dates import read_date
from backoffice_tui.routine.errors import Problem, Refused
from backoffice_tui.routine.reading import number_text
from backoffice_tui.routine.text import clean, fold

_YES: Final = frozenset({"true", "yes", "ja", "kylla", "1", "x"})
_NO: Final = frozenset({"false", "no", "nej", "ei", "0", ""})


def read(name: str, how: Callable[..., Any], value: object, *more: object) -> Any:
    """The value read, with what more its reader needs; what is wrong is said of the field of that name."""
    try:
        return how(value, *more)
    except Problem as why:
        why.field = name
        raise


def line(limit: int) -> Callable[[object], str]:
    """Reads a text of one line with at most so many characters."""

    def read(value: object) -> str:
        if isinstance(value, bool | dict | list):
            raise Refused("routine.not-text")
        text = number_text(value) if isinstance(value, float) else clean(value, one_line=True)
        if len(text.strip()) > limit:
            raise Refused("taking.too-long", limit=limit)
        return text.strip()

    return read


def number(value: object) -> str:
    """A number that is a name and not counted with, as text."""
    if isinstance(value, dict | list):
        raise Refused("routine.not-text")
    return "" if value is None else number_text(value)


def whole(value: object) -> object:
    """The value, without the `.0` that a sheet adds."""
    # A number that came through a spreadsheet as 1234.0 is 1234; one that is ruined is told as such.
    return number_text(value) if isinstance(value, float) else "" if value is None else value


def choice(choices: tuple[str, ...]) -> Callable[[object], str]:
    """Reads one of these words, folded; empty where there is none."""

    def read(value: object) -> str:
        text = fold(clean(value, limit=40, one_line=True))
        if text and text not in choices:
            raise Refused("routine.not-one-of", text=text, choices=", ".join(choices))
        return text

    return read


def flag(value: object) -> bool:
    """Yes or no in one of the languages spoken here; nothing is no."""
    word = "" if value is None else fold(clean(value, limit=40, one_line=True))
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise Refused("routine.not-yes-or-no", text=word)


def day(value: object, today: date) -> date | None:
    """A day, also as a sheet counts days; None where there is none."""
    if value is None or value == "":
        return None
    return read_date(value, today, serials=True)


def email(value: object) -> str:
    """A mail address by its form."""
    text = line(200)(value)
    before, at, after = text.partition("@")
    if text and not (before and at and "." in after and " " not in text):
        raise Refused("taking.not-mail")
    return text
