"""Personal and organisation numbers of Sweden, personal ones of Finland; no message repeats the number it is about."""

import re
from datetime import date
from typing import Final

from backoffice_tui.routine.errors import Refused
from backoffice_tui.routine.text import clean

OLDEST: Final = 125
"""An age in years beyond which a birth year is taken for a slip."""

_PERSON = re.compile(r"([0-9]{2})?([0-9]{6})([-+]?)([0-9]{4})")
_ANSWER = re.compile(r"([0-9]{8})-?([0-9]{4})")
_COMPANY = re.compile(r"(?:16)?([0-9]{6})-?([0-9]{4})")
_COORDINATION_DAYS = 60
_SHOWN = 4


def personnummer(text: object, today: date, *, field: str = "") -> str:
    """The 12 digits of a personnummer or samordningsnummer given with 10 or 12; raises Refused."""
    found = _PERSON.fullmatch(_compact(text, field))
    if found is None:
        raise Refused("identity.personnummer", field=field)
    century, day, sign, last = found.groups()
    if century is None:
        century = _century(day, last_century=sign == "+", today=today)
    return _checked(century + day, last, today, field)


def twelve_digits(text: object, today: date, *, field: str = "") -> str:
    """The 12 digits of a text that is a number of a person and nothing else; raises Refused."""
    found = _ANSWER.fullmatch(clean(text).strip())
    if found is None:
        raise Refused("identity.twelve", field=field)
    return _checked(found[1], found[2], today, field)


def organisationsnummer(text: object, *, field: str = "") -> str:
    """The 10 digits of an organisationsnummer, with or without 16 before it; raises Refused."""
    found = _COMPANY.fullmatch(_compact(text, field))
    # The third digit tells a company from a person: no month is 20 or more.
    if found is None or found[1][2] < "2":
        raise Refused("identity.organisationsnummer", field=field)
    from stdnum.se import orgnr

    if not orgnr.is_valid(found[1] + found[2]):
        raise Refused("identity.check-digit", field=field)
    return found[1] + found[2]


def identity(text: object, *, company: bool, today: date, field: str = "") -> str:
    """The digits of a customer: 12 of a person or sole trader, 10 of a company; raises Refused."""
    if not company or _is_sole_trader(text, field):
        return personnummer(text, today, field=field)
    return organisationsnummer(text, field=field)


def hetu(text: object, today: date, *, field: str = "") -> str:
    """A Finnish personal identity code in capitals, one given for a time too; raises Refused."""
    from stdnum.exceptions import InvalidChecksum, ValidationError
    from stdnum.fi import hetu as standard

    try:
        code = str(standard.validate(_compact(text, field), allow_temporary=True))
    except InvalidChecksum:
        raise Refused("identity.check-digit", field=field) from None
    except ValidationError:
        raise Refused("identity.hetu", field=field) from None
    # A plus is a birth in the 1800s, a minus or a late letter one in the 1900s.
    century = {"+": 1800}.get(code[6], 2000 if code[6] in "ABCDEF" else 1900)
    if date(century + int(code[4:6]), int(code[2:4]), int(code[:2])) > today:
        raise Refused("identity.future", field=field)
    return code


def masked(number: str) -> str:
    """A number with its last four characters only, as "…1234"; a short one is hidden whole."""
    plain = "".join(clean(number, one_line=True).split())
    return "…" + plain[-_SHOWN:] if len(plain) > _SHOWN else "…"


def _is_sole_trader(text: object, field: str) -> bool:
    found = _PERSON.fullmatch(_compact(text, field))
    return found is not None and found[1] != "16" and found[2][2] < "2"


def _compact(text: object, field: str) -> str:
    compact = re.sub(r"[\s‐‑–−]", _dash_or_nothing, clean(text, limit=60, one_line=True))
    if not compact:
        raise Refused("identity.empty", field=field)
    return compact


def _dash_or_nothing(found: re.Match[str]) -> str:
    return "" if found[0].isspace() else "-"


def _century(day: str, *, last_century: bool, today: date) -> str:
    """The century of a birth day: the latest not ahead; with "+" a hundred years before."""
    year = today.year - (today.year - int(day[:2])) % 100
    if last_century or (year == today.year and day[2:] > _month_and_day(day, today)):
        year -= 100
    return f"{year // 100:02d}"


def _month_and_day(day: str, today: date) -> str:
    shift = _COORDINATION_DAYS if int(day[4:]) > _COORDINATION_DAYS else 0
    return f"{today.month:02d}{today.day + shift:02d}"


def _checked(born: str, last: str, today: date, field: str) -> str:
    from stdnum import luhn

    day = _birth_day(born)
    if day is None:
        raise Refused("identity.date", field=field)
    if day > today:
        raise Refused("identity.future", field=field)
    if today.year - day.year > OLDEST:
        raise Refused("identity.old", field=field, oldest=OLDEST)
    if not luhn.is_valid(born[2:] + last):
        raise Refused("identity.check-digit", field=field)
    return born + last


def _birth_day(born: str) -> date | None:
    """The day of a birth date of 8 digits; a samordningsnummer adds 60 to the day of the month."""
    year, month, day = int(born[:4]), int(born[4:6]), int(born[6:])
    try:
        return date(year, month, day - _COORDINATION_DAYS if day > _COORDINATION_DAYS else day)
    except ValueError:
        return None
