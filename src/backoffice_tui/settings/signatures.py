"""Who is at work: the signature, written one way however it was typed."""

import unicodedata
from typing import Final

from backoffice_tui.settings.errors import SettingsError

LONGEST: Final = 20
_BESIDE_LETTERS: Final = frozenset("0123456789._-")


def signature(text: str) -> str:
    """The signature, casefolded; SettingsError unless it is one word of 1 to 20 letters, digits, . _ or -."""
    seen = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    name = unicodedata.normalize("NFC", unicodedata.normalize("NFC", seen).strip().casefold())
    fits = 1 <= len(name) <= LONGEST
    if not fits or not all(sign.isalpha() or sign in _BESIDE_LETTERS for sign in name):
        raise SettingsError("bad-signature", text=text)
    return name
