"""Ids and numbers that are right in form and belong to nobody."""

from datetime import date
from functools import cache
from typing import Final

from backoffice_tui.routine.facilities import MADE_UP

FIRST_BIRTH: Final = date(1935, 1, 1).toordinal()
BIRTHS: Final = date(1999, 1, 1).toordinal() - FIRST_BIRTH

BIRTH_NUMBERS: Final = 980
"""980 to 999 is the block from which Skatteverket makes its test numbers, such as 19990913-9801."""

PEOPLE: Final = BIRTHS * 10
"""How many different personnummer there are here."""

MOBILES: Final = tuple(f"070-174 06 {last:02d}" for last in range(5, 100))
PHONES: Final = (
    *MOBILES,
    *(f"08-465 004 {last:02d}" for last in range(100)),
    *(f"031-390 06 {last:02d}" for last in range(100)),
    *(f"040-628 04 {last:02d}" for last in range(100)),
)
"""The numbers that Post- och telestyrelsen keeps free for books and films."""

_COMPANY: Final = 412
_TWICE: Final = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
"""Each digit counted twice, the digits of the result added up."""

_HETU_SIGNS: Final = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_ACCOUNT_STRIDE: Final = 73_939_133
"""Prime to ten: neighbours get numbers far apart and none comes twice."""

_GROUP: Final = "99"
_FACILITY_START: Final = MADE_UP + _GROUP
# Prime to a thousand millions, so that neighbours get ids far apart and no id comes twice.
_STRIDE: Final = 7_368_787
_ROOM: Final = 1_000_000_000


def personnummer(which: int, *, man: bool) -> str:
    """The 12 digits of an invented person, another for each number from 0 to `PEOPLE` - 1."""
    born, total = _birth(which % BIRTHS)
    number = BIRTH_NUMBERS + 2 * (which // BIRTHS % 10) + man
    return f"{born}{number}{-(total + _luhn_outer(number)) % 10}"


@cache
def _birth(day: int) -> tuple[str, int]:
    born = date.fromordinal(FIRST_BIRTH + day).isoformat().replace("-", "")
    return born, _luhn_outer(int(born[2:5])) + _luhn_middle(int(born[5:]))


def organisationsnummer(which: int) -> str:
    """The 10 digits of an invented company; no legal form has numbers that begin with 4."""
    front, back = divmod(which % 1_000_000, 1_000)
    total = _luhn_outer(_COMPANY) + _luhn_middle(front) + _luhn_outer(back)
    return f"{_COMPANY}{front:03d}{back:03d}{-total % 10}"


@cache
def _luhn_outer(number: int) -> int:
    """What three digits add to a Luhn sum when the first and the third of them count twice."""
    first, middle, last = number // 100, number // 10 % 10, number % 10
    return _TWICE[first] + middle + _TWICE[last]


@cache
def _luhn_middle(number: int) -> int:
    """What three digits add to a Luhn sum when the one in the middle counts twice."""
    first, middle, last = number // 100, number // 10 % 10, number % 10
    return first + _TWICE[middle] + last


def hetu(which: int) -> str:
    """The HETU of an invented person, another for each number below `BIRTHS` x 100.

    The numbers from 900 are given for a time to those who have none, and never to anybody for good.
    """
    born = date.fromordinal(FIRST_BIRTH + which % BIRTHS)
    number = 900 + which // BIRTHS % 100
    front = f"{born.day:02d}{born.month:02d}{born.year % 100:02d}"
    return f"{front}-{number}{_HETU_SIGNS[int(f'{front}{number}') % 31]}"


def iban(which: int) -> str:
    """A Finnish account number of no bank: none has accounts that begin with 9."""
    front = f"9{which * _ACCOUNT_STRIDE % 10**12:012d}"
    doubled = (_TWICE[int(each)] if at % 2 == 0 else int(each) for at, each in enumerate(front))
    account = f"{front}{-sum(doubled) % 10}"
    # F and I count as 15 and 18 behind the number, the check digits as nought.
    check = 98 - int(f"{account}151800") % 97
    return f"FI{check:02d}{account}"


def facility(which: int) -> str:
    """An 18-digit id as `facilities.made_up` makes them, another for each number below a thousand millions."""
    number = which * _STRIDE % _ROOM
    front, rest = divmod(number, 1_000_000)
    middle, back = divmod(rest, 1_000)
    threes, ones = _weights()
    total = _START + threes[front] + ones[middle] + threes[back]
    return f"{_FACILITY_START}{number:09d}{-total % 10}"


@cache
def _weights() -> tuple[list[int], list[int]]:
    """What three digits add to a GS1 sum when the outer ones count three times, and when the middle one does."""
    digits = [(n // 100, n // 10 % 10, n % 10) for n in range(1_000)]
    return [3 * a + b + 3 * c for a, b, c in digits], [a + 3 * b + c for a, b, c in digits]


_START: Final = sum(
    int(digit) * (1 if place % 2 else 3) for place, digit in enumerate(_FACILITY_START)
)
