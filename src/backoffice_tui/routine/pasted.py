"""Facility ids found in what people paste: mails, columns, lists with commas."""

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from backoffice_tui.routine.errors import Refused
from backoffice_tui.routine.facilities import RUINED, check, is_valid
from backoffice_tui.routine.text import FACILITY_LENGTH, FACILITY_STARTS, clean
from backoffice_tui.texts import say

# A number is taken for an id gone wrong, not for a phone number, a date or an amount, when it is
LONG: Final = 16  # this long whatever it begins with,
BEGUN: Final = 11  # this long and begins as the ids of the country do (personal numbers have ten),
ALONE: Final = 6  # this long and alone on its line, unlike a phone or personal number or a date,
NAMED: Final = 5  # this long after a word such as "anl.id".

_SHOWN = 60
_WINDOW = 2 * FACILITY_LENGTH
_SHOWN_IGNORED = 5
_NUMBER = re.compile(r"\+?\d+(?:(?:[^\S\n]{1,3}|[^\S\n]?[-.‐‑–−][^\S\n]?)\d+)*")
_DATE = re.compile(r"\d{4}[-.]\d{1,2}[-.]\d{1,2}|\d{1,2}[-.] ?\d{1,2}[-.] ?\d{4}|(?:19|20)\d{6}")
_OTHER = re.compile(r"[0+].*|(?:\d\d)?\d{6}[- ]?\d{4}", re.DOTALL)
_NAME = re.compile(
    r"\b(?:anl|anläggning(?:en|ar|arna|s|s?id|s?nr|s?nummer)?|konfig\w*|mätpunkt\w*|gsrn"
    r"|käyttöpai\w*|facility|metering point)[\W_]{0,3}(?:id|nr|nummer|numero|tunnus)?[\W_]{0,3}$",
    re.IGNORECASE,
)


class Invalid(NamedTuple):
    """What was meant as an id, and why it is none."""

    text: str
    message: str


class Found(NamedTuple):
    """The ids in a text, each once in each list, in the order they came."""

    valid: tuple[str, ...]
    duplicates: tuple[str, ...]
    invalid: tuple[Invalid, ...]
    warnings: tuple[str, ...]


def find_all(pasted: str | Iterable[object]) -> Found:
    """Every facility id in a text as it came, or in a list of which each item is meant as one."""
    reading = _Reading()
    if isinstance(pasted, str):
        reading.take_text(pasted)
    else:
        for item in pasted:
            reading.take_item(item)
    return reading.found()


class _Reading:
    def __init__(self) -> None:
        self.valid: dict[str, None] = {}
        self.duplicates: dict[str, None] = {}
        self.invalid: dict[str, str] = {}
        self.glued: dict[str, None] = {}
        self.ignored: dict[str, None] = {}
        self.taken = 0

    def found(self) -> Found:
        warnings = [say("facilities.glued", text=text) for text in self.glued]
        if self.ignored:
            shown = ", ".join("…" + text[-4:] for text in list(self.ignored)[:_SHOWN_IGNORED])
            warnings.append(say("facilities.ignored", count=len(self.ignored), shown=shown))
        invalid = tuple(Invalid(text, why) for text, why in self.invalid.items())
        return Found(tuple(self.valid), tuple(self.duplicates), invalid, tuple(warnings))

    def take_item(self, item: object) -> None:
        taken = self.taken
        if isinstance(item, str):
            self.take_text(item, meant=True)
        if self.taken == taken and clean(item).strip():
            self._judge(item)

    def take_text(self, text: str, *, meant: bool = False) -> None:
        # A tab parts two cells of a row, which clean() would make blanks inside an id.
        for line in clean(text.replace("\t", " ; ")).split("\n"):
            for number in RUINED.finditer(line):
                self._judge(number[0])
            rest = RUINED.sub(";", line)
            for number in _NUMBER.finditer(rest):
                self._take_number(number[0], meant or _is_meant(rest, number))

    def _take_number(self, text: str, meant: bool) -> None:
        groups = re.findall(r"\d+", text)
        meant = meant and not any(map(_valid_size, _windows(groups)))
        at = 0
        while at < len(groups):
            window = groups[at : at + _WINDOW]
            if size := _valid_size(window):
                self._add("".join(window[:size]))
            elif parts := _glued_ids(window[0]):
                size = 1
                self._add_glued(window[0], parts)
            elif size := _broken_size(window, meant=meant):
                self._judge(text if size == len(groups) else " ".join(window[:size]))
            else:
                size = self._ignore(groups, at)
            at += size

    def _add_glued(self, text: str, parts: list[str]) -> None:
        self.glued[clean(text, limit=_SHOWN)] = None
        for part in parts:
            self._add(part)

    def _add(self, facility: str) -> None:
        self.taken += 1
        (self.duplicates if facility in self.valid else self.valid)[facility] = None

    def _judge(self, value: object) -> None:
        """Lists a value as invalid, for the reason a form would give, or as valid after all."""
        self.taken += 1
        text = clean(value, limit=_SHOWN, one_line=True).strip()
        try:
            facility, warning = check(value)
        except Refused as refused:
            self.invalid.setdefault(text, str(refused))
            return
        if is_valid(facility):
            self._add(facility)
        else:
            self.invalid.setdefault(text, warning)

    def _ignore(self, groups: list[str], at: int) -> int:
        size = 1
        while at + size < len(groups) and not _begins_id(groups[at + size : at + size + _WINDOW]):
            size += 1
        digits = "".join(groups[at : at + size])
        if len(digits) >= ALONE:
            self.ignored[digits] = None
        return size


def _is_meant(line: str, number: re.Match[str]) -> bool:
    digits = sum(map(str.isdigit, number[0]))
    if _DATE.fullmatch(number[0]):
        return False
    if line.strip(" ;,.") == number[0].strip(" ;,."):
        return digits >= ALONE and not _OTHER.fullmatch(number[0])
    before = line[max(number.start() - 40, 0) : number.start()]
    return digits >= NAMED and _NAME.search(before) is not None


def _windows(groups: list[str]) -> Iterator[list[str]]:
    """From each group on, as many groups as an id can have."""
    return (groups[at : at + _WINDOW] for at in range(len(groups)))


def _whole_size(groups: list[str]) -> int:
    """How many of the first groups have 18 digits together and look like one id; 0 when none do."""
    length = 0
    for size, group in enumerate(groups, start=1):
        length += len(group)
        if length > FACILITY_LENGTH:
            break
        if length == FACILITY_LENGTH:
            return size if _looks_like_one(groups[:size]) else 0
    return 0


def _looks_like_one(groups: list[str]) -> bool:
    """Whether groups that have 18 digits together are one id, not a phone number before a date."""
    if len(groups) == 1 or groups[0].startswith(FACILITY_STARTS):
        return True
    alike = {len(group) for group in groups[:-1]} in ({3}, {4}) and len(groups[-1]) <= len(
        groups[0]
    )
    return alike and not groups[0].startswith("0")


def _valid_size(groups: list[str]) -> int:
    """How many of the first groups make a valid id; 0 when none do or a surer one begins inside."""
    size = _whole_size(groups)
    if not size or not is_valid("".join(groups[:size])):
        return 0
    inside = range(1, 1 if groups[0].startswith(FACILITY_STARTS) else size)
    surer = (groups[at:] for at in inside if groups[at].startswith(FACILITY_STARTS))
    return 0 if any(map(_valid_size, surer)) else size


def _glued_ids(digits: str) -> list[str]:
    """The ids of a run of digits that is nothing but two or more valid ids."""
    count, rest = divmod(len(digits), FACILITY_LENGTH)
    if rest or count < 2:
        return []
    parts = [digits[at * FACILITY_LENGTH :][:FACILITY_LENGTH] for at in range(count)]
    return parts if all(map(is_valid, parts)) else []


def _broken_size(groups: list[str], *, meant: bool) -> int:
    """How many of the first groups are one id gone wrong; 0 when they are something else."""
    if len(groups[0]) >= LONG:
        return 1
    begun = groups[0].startswith(FACILITY_STARTS)
    if not (begun or meant):
        size = _whole_size(groups)
        return 0 if any(_begins_id(groups[at:]) for at in range(1, size)) else size
    size, length = 1, len(groups[0])
    while size < len(groups) and length < FACILITY_LENGTH and not _begins_id(groups[size:]):
        length += len(groups[size])
        size += 1
    if begun and length >= BEGUN:
        return size
    # Before an id on the same line a short number is its place in the list.
    return size if meant and (size == len(groups) or length >= ALONE) else 0


def _begins_id(groups: list[str]) -> bool:
    first = groups[0]
    return len(first) >= LONG or first.startswith(FACILITY_STARTS) or _valid_size(groups) > 0
