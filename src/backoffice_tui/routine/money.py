"""Money in whole cents and bank accounts, as people and sheets write them."""

import re
from decimal import Decimal
from typing import Final

from backoffice_tui.routine.errors import Refused
from backoffice_tui.routine.text import clean
from backoffice_tui.texts import say

LARGEST: Final = 10_000_000_00
"""Cents; nobody's deposit is more, so a larger amount is a slip."""

_SPACES = re.compile("[\xa0\u2000-\u200a\u202f ]+")
_EUROS = re.compile(r"(?:€|euroa|euros?|eur)", re.IGNORECASE)
_WRITTEN = (
    re.compile(r"(?P<whole>[0-9]{1,3}(?: [0-9]{3})+|[0-9]+)(?:[.,](?P<part>[0-9]{1,2}))?"),
    re.compile(r"(?P<whole>[0-9]{1,3}(?:\.[0-9]{3})+),(?P<part>[0-9]{2})"),
    re.compile(r"(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+)\.(?P<part>[0-9]{2})"),
)
_UNCLEAR = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{3})+")


def cents(value: object, *, field: str = "") -> int:
    """The cents of an amount such as `1 234,50` or `1234.50`, or of a sheet's number; raises Refused."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise Refused("money.not-an-amount", rule="TYO-17", field=field, text=_shown(value))
    if isinstance(value, float):
        # A sheet reckons in binary and shows fifteen digits: what it shows is what was meant.
        value = f"{value:.15g}"
    text = _EUROS.sub("", _SPACES.sub(" ", clean(value, limit=60, one_line=True))).strip()
    if text.startswith(("-", "\u2212")):
        raise Refused("money.negative", rule="TYO-17", field=field, text=_shown(value))
    found = next(filter(None, (each.fullmatch(text) for each in _WRITTEN)), None)
    if found is None:
        key = "money.unclear" if _UNCLEAR.fullmatch(text) else "money.not-an-amount"
        raise Refused(key, rule="TYO-17", field=field, text=_shown(value))
    whole = re.sub("[ .,]", "", found["whole"])
    amount = int(whole) * 100 + int((found["part"] or "").ljust(2, "0"))
    if amount > LARGEST:
        raise Refused("money.too-large", rule="TYO-17", field=field, most=euros(LARGEST))
    return amount


def _shown(value: object) -> str:
    return clean(value, limit=40, one_line=True)


def euros(amount: int) -> str:
    """The amount as people read it in the language spoken, such as `1 234,50 €`."""
    whole, part = divmod(abs(amount), 100)
    grouped = f"{whole:,}".replace(",", "\xa0")
    sign = "\u2212" if amount < 0 else ""
    return sign + say("money.euros", whole=grouped, part=f"{part:02d}")


def decimal(amount: int) -> str:
    """The amount as files and scripts read it, such as `1234.50`."""
    whole, part = divmod(abs(amount), 100)
    return f"{'-' if amount < 0 else ''}{whole}.{part:02d}"


def iban(text: object, *, field: str = "") -> str:
    """The account number without blanks; Refused where country, length or check digits are wrong."""
    from stdnum import iban as standard
    from stdnum.exceptions import ValidationError

    written = clean(text, limit=60, one_line=True)
    try:
        return str(standard.validate(written))
    except ValidationError:
        raise Refused("money.not-iban", rule="TYO-08", field=field) from None


def grouped(account: str) -> str:
    """An account number in groups of four."""
    return " ".join(account[at : at + 4] for at in range(0, len(account), 4))
