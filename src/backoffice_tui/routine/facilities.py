"""Ids of facilities (metering points): 18 digits, the last one a GS1 check digit."""

import re
from typing import Final, NamedTuple

from backoffice_tui.routine.errors import Refused
from backoffice_tui.routine.text import FACILITY_LENGTH, clean
from backoffice_tui.texts import say

LONGEST_OTHER: Final = 40
"""The longest id, in characters, taken over from a system that has ids of its own."""

MADE_UP: Final = "735999"
"""How the ids that `made_up` invents begin."""

RUINED: Final = re.compile(r"[0-9][.,][0-9]+ ?[eE]\+?[0-9]{1,3}")
"""A long number as a spreadsheet writes it once it has lost its last digits."""

_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\s.‐‑–−-]+(?=\d)")
# A spreadsheet keeps 15 digits of a number and makes the rest zeros.
_KEPT_DIGITS = 15


class Checked(NamedTuple):
    """An id without blanks, and a sentence where it is one to look at twice."""

    facility: str
    warning: str = ""


def check_digit(digits: str) -> str:
    """The GS1 check digit of the digits before it: from the right every other counts thrice."""
    total = 3 * sum(map(int, digits[-1::-2])) + sum(map(int, digits[-2::-2]))
    return str(-total % 10)


def is_valid(facility: str) -> bool:
    """Whether the text is 18 digits with the right check digit."""
    digits = facility.isascii() and facility.isdigit() and len(facility) == FACILITY_LENGTH
    return digits and check_digit(facility[:-1]) == facility[-1]


def check(value: object, *, field: str = "") -> Checked:
    """An id as typed or read from a cell; a wrong check digit or a ruined number raises Refused."""
    _refuse_numbers(value, field)
    text = " ".join(clean(value, one_line=True).split()).removesuffix(
        ".0" if isinstance(value, float) else ""
    )
    compact = _BETWEEN_DIGITS.sub("", text)
    text = compact if compact.isdigit() else text
    if not text:
        raise Refused("facilities.empty", field=field)
    if len(text) > LONGEST_OTHER:
        raise Refused("facilities.too-long", field=field, longest=LONGEST_OTHER)
    if any(char.isdigit() and not char.isascii() for char in text):
        raise Refused("facilities.digits", field=field)
    if not text.isdigit():
        return Checked(text, say("facilities.other", id=text))
    if len(text) != FACILITY_LENGTH:
        return Checked(text, say("facilities.length", id=text, digits=len(text)))
    _refuse_wrong_check_digit(text, field)
    return Checked(text)


def _refuse_numbers(value: object, field: str) -> None:
    if isinstance(value, int | float):
        # Also an 18-digit number that happens to have kept its digits: nobody can tell that it has.
        ruined = isinstance(value, bool) or not abs(value) < 10**_KEPT_DIGITS
    else:
        ruined = RUINED.fullmatch(_shown(value).strip()) is not None
    if ruined:
        raise Refused("facilities.ruined", field=field, text=_shown(value))


def _shown(value: object) -> str:
    return clean(value, limit=LONGEST_OTHER, one_line=True)


def _refuse_wrong_check_digit(facility: str, field: str) -> None:
    expected = check_digit(facility[:-1])
    if expected == facility[-1]:
        return
    if facility.endswith("0" * (FACILITY_LENGTH - _KEPT_DIGITS)):
        raise Refused("facilities.ruined", field=field, text=facility)
    shown = grouped(facility)
    was = facility[-1]
    raise Refused("facilities.check-digit", field=field, id=shown, was=was, expected=expected)


def grouped(facility: str) -> str:
    """An 18-digit id in groups of three as it is read aloud; any other id as it is."""
    if len(facility) != FACILITY_LENGTH or not facility.isdigit():
        return facility
    return " ".join(facility[at : at + 3] for at in range(0, FACILITY_LENGTH, 3))


def made_up(number: int) -> str:
    """A valid id for examples, one for each number of up to 11 digits; else raises ValueError."""
    width = FACILITY_LENGTH - len(MADE_UP) - 1
    if not 0 <= number < 10**width:
        raise ValueError(number)
    digits = f"{MADE_UP}{number:0{width}d}"
    return digits + check_digit(digits)
