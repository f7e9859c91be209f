"""Numbers as people write and say them: with blanks, dashes and the country's prefix, or without."""

import re
from typing import Final

SHORTEST: Final = 5
"""Fewer digits are no telephone, personal or facility number."""

_NUMBER = re.compile(r"\(?[+(]?[0-9][0-9 ()./‐‑–−-]*")
_PREFIX = re.compile(r"^\(?(?:\+|00)(?:46|358)\)?(?:\(0\))?0?")
_BETWEEN = re.compile(r"[ ./‐‑–−-]")


def joined(text: str) -> str:
    """The digits of a text that is one number, a telephone's as dialled at home; else empty."""
    stripped = text.strip()
    if not _NUMBER.fullmatch(stripped):
        return ""
    compact = _BETWEEN.sub("", stripped)
    digits = re.sub(r"\D", "", _PREFIX.sub("0", compact, count=1))
    return digits if len(digits) >= SHORTEST else ""
