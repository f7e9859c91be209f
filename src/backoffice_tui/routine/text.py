"""Text made safe to show, and the keys by which it is found and put in order."""

import re
import unicodedata
from functools import cache
from typing import Final

FACILITY_LENGTH: Final = 18
FACILITY_STARTS: Final = ("735", "643")
"""How the ids of metering points begin in Sweden and in Finland."""

_MARKS_IN_A_ROW = 3
_JOINER = "\u200d"
# Python refuses to write integers of more than 4300 decimal digits.
_DECIMAL_BITS = 14_000

# Nearly everything people type: nothing to remove, nothing to compose, no combining marks.
_ORDINARY = re.compile("[\n -~\xa0-\xac\xae-\u02ff‐-‧‰-›€]*").fullmatch
_LINE_END = re.compile("\r\n?|[\u2028\u2029\x85]")
_EMOJI = "\u2190-\u2bff\ufe0f\U0001f000-\U0001faff"
_LONE_JOINER = re.compile(f"(?<![{_EMOJI}]){_JOINER}|{_JOINER}(?![{_EMOJI}])")
_UNSEEN = re.compile(
    # Format characters (direction, zero width, annotation, tags) except the joiner of emoji.
    "[\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b\u200c\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb\U000110bd\U000110cd\U00013430-\U0001345f"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    # Letters and marks that are drawn as nothing.
    "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0"
    # Code points that are no characters.
    "\ufdd0-\ufdef"
    + "".join(f"{chr(p + 0xFFFE)}{chr(p + 0xFFFF)}" for p in range(0, 0x110000, 0x10000))
    + "]"
)
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_MAYBE_MARKS = re.compile(f"[^\\w\x00-\u02ff]{{{_MARKS_IN_A_ROW + 1},}}")


def clean(value: object, *, limit: int | None = None, one_line: bool = False) -> str:
    """The value as NFC text that no terminal obeys; None is empty, `limit` counts characters."""
    text = value if isinstance(value, str) else _written(value)
    if not _ORDINARY(text):
        text = _cleaned(text)
    if one_line and "\n" in text:
        text = " ⏎ ".join(text.strip("\n").split("\n"))
    if limit is not None and len(text) > limit:
        text = text[: max(limit - 1, 0)].rstrip(_JOINER) + "…"
    return text


def _written(value: object) -> str:
    if isinstance(value, int) and value.bit_length() > _DECIMAL_BITS:
        return hex(value)
    return "" if value is None else str(value)


def _cleaned(text: str) -> str:
    text = _LINE_END.sub("\n", text).replace("\t", "    ")
    text = _CONTROL.sub("\ufffd", _UNSEEN.sub("", text))
    text = _LONE_JOINER.sub("", unicodedata.normalize("NFC", text))
    # Taking away characters can bring marks together, and taking away marks can let others compose.
    return unicodedata.normalize("NFC", _MAYBE_MARKS.sub(_fewer_marks, text))


def _fewer_marks(found: re.Match[str]) -> str:
    kept: list[str] = []
    row = 0
    for char in found[0]:
        row = row + 1 if unicodedata.category(char)[0] == "M" else 0
        if row <= _MARKS_IN_A_ROW:
            kept.append(char)
    return "".join(kept)


_BASE = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ħ": "h", "ð": "d", "þ": "th", "ı": "i"}
)


@cache
def _plain(char: str) -> str:
    """One character without case and marks."""
    before, after = "", char
    while before != after:
        before, after = after, unicodedata.normalize("NFKD", after).casefold().translate(_BASE)
        after = "".join(c for c in after if unicodedata.category(c) not in {"Mn", "Me", "Cf"})
    return after


class _Plain(dict[int, str]):
    """A translation table that learns each character when it first meets it."""

    def __missing__(self, code: int) -> str:
        self[code] = plain = _plain(chr(code))
        return plain


# Swedish and Finnish put å, ä, ö after z; the three signs after z in ASCII take their places.
_AFTER_Z = {"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}", "ü": "y"}
_YIELD_PLACE = {"{": "(", "|": "/", "}": ")", "~": "-"}


class _Alphabet(dict[int, str]):
    """As `_Plain`, with the letters that have a place of their own in the alphabet."""

    def __missing__(self, code: int) -> str:
        folded = unicodedata.normalize("NFKC", chr(code)).casefold()
        self[code] = key = "".join(map(self._placed, unicodedata.normalize("NFC", folded)))
        return key

    @staticmethod
    def _placed(char: str) -> str:
        placed = _AFTER_Z.get(char) or _YIELD_PLACE.get(char)
        return placed or "".join(_YIELD_PLACE.get(c, c) for c in _plain(char))


_FOLDED: Final = _Plain()
_SORTED: Final = _Alphabet()


def fold(text: str) -> str:
    """The search key of a text: no case, no marks (å and ä are a, ö is o), blanks as one space."""
    folded = text.lower() if text.isascii() else text.translate(_FOLDED)
    return " ".join(folded.split())


def sort_key(text: str) -> str:
    """A key that by code point puts texts in Swedish and Finnish order (… z å ä ö, é as e)."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return " ".join(text.translate(_SORTED).split())


_DIGITS = re.compile("[0-9]+")


def natural(number: str) -> str:
    """A key of its own for each case number, by code point: digits by value, then the rest, its digits by value too."""
    if number.isascii() and number.isdigit():
        value = number.lstrip("0")
        zeros = len(number) - len(value)
        return f"0{_counted(len(value))}{value}{_counted(zeros) if zeros else ''}"
    # A folded text has no two blanks together, so what follows them can only be the number itself.
    return f"1{_DIGITS.sub(_by_value, fold(number))}  {number}"


def _by_value(found: re.Match[str]) -> str:
    value = found[0].lstrip("0")
    return f"{_counted(len(value))}{value}"


def _counted(count: int) -> str:
    """A count that sorts as text: the number of its digits goes before it."""
    digits = str(count)
    return f"{len(digits)}{digits}"


_WORD = re.compile(r"[^\W_]+")
_SPACED_DIGITS = re.compile(r"(?<![^\W_])[0-9]{2,}(?:[ .-][0-9]{2,})+(?![^\W_])")


def words(text: str) -> list[str]:
    """The folded words of a text; a facility id written in groups is one word."""
    return _WORD.findall(_SPACED_DIGITS.sub(_joined_ids, fold(text)))


def _joined_ids(found: re.Match[str]) -> str:
    groups = _WORD.findall(found[0])
    joined: list[str] = []
    while groups:
        size = _groups_of_an_id(groups)
        joined.append("".join(groups[:size]))
        groups = groups[size:]
    return " ".join(joined)


def _groups_of_an_id(groups: list[str]) -> int:
    """How many of the first groups make a facility id together; 1 when they make none."""
    length = 0
    if groups[0].startswith(FACILITY_STARTS):
        for count, group in enumerate(groups, start=1):
            length += len(group)
            if length >= FACILITY_LENGTH:
                return count if length == FACILITY_LENGTH else 1
    return 1
