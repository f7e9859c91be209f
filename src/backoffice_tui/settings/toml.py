"""TOML read with care: what is wrong is named with its file and line, and unknown keys are refused."""

import re
import tomllib
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from backoffice_tui.settings.errors import SettingsError

Key = tuple[str | int, ...]
"""Where a value stands in the document: names of tables and keys, numbers in arrays of tables."""

LARGEST: Final = 1_000_000
"""Bytes; a settings file is a page of text, and anything far beyond that is another file."""

_WORD = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')"""
_DOTTED = rf"{_WORD}(?:\s*\.\s*{_WORD})*"
_ASSIGNMENT: Final = re.compile(rf"\s*({_DOTTED})\s*=")
_HEADER: Final = re.compile(rf"\s*(\[\[?)\s*({_DOTTED})\s*\]")
_PART: Final = re.compile(_WORD)
_PLACE: Final = re.compile(r"at line (\d+), column (\d+)")


@dataclass(frozen=True, slots=True)
class Document:
    """A TOML file that was parsed, with its text kept to say on which line something stands."""

    name: str
    text: str
    values: dict[str, Any]

    def error(self, problem: str, /, *where: str | int, **values: object) -> SettingsError:
        """The error to raise for the value that stands at this key."""
        key = ".".join(str(part) for part in where if isinstance(part, str))
        return SettingsError(
            problem, path=self.name, line=line_of(self.text, where), key=key, **values
        )

    def known(self, table: dict[str, Any], allowed: Collection[str], *where: str | int) -> None:
        """Refuses keys of this table that are not allowed, naming those that are."""
        for key in table:
            if key not in allowed:
                raise self.error("unknown-key", *where, key, known=", ".join(sorted(allowed)))

    def string(self, value: object, *where: str | int, empty: bool = False) -> str:
        """The value as text without blanks around it; empty only where that is allowed."""
        if not isinstance(value, str):
            raise self.error("not-text", *where)
        if not value.strip() and not empty:
            raise self.error("empty", *where)
        return value.strip()

    def strings(self, value: object, *where: str | int) -> tuple[str, ...]:
        """The value as a list of texts, none of them empty."""
        if not isinstance(value, list):
            raise self.error("not-list", *where)
        return tuple(self.string(one, *where) for one in value)

    def whole(self, value: object, low: int, high: int, *where: str | int) -> int:
        """The value as a whole number from low to high."""
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise self.error("not-number", *where, low=low, high=high)
        return value

    def day(self, value: object, *where: str | int) -> date:
        """The value as a TOML date, such as 2026-12-01 without quotes."""
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.error("not-date", *where)
        return value

    def table(self, value: object, *where: str | int) -> dict[str, Any]:
        """The value as a table."""
        if not isinstance(value, dict):
            raise self.error("not-table", *where)
        return value

    def tables(self, value: object, *where: str | int) -> list[dict[str, Any]]:
        """The value as an array of tables."""
        if not isinstance(value, list):
            raise self.error("not-tables", *where)
        return [self.table(one, *where, number) for number, one in enumerate(value)]


def parse(text: str, name: str) -> Document:
    """The text as a document called by this name in messages."""
    text = text.removeprefix("\ufeff")
    try:
        return Document(name, text, tomllib.loads(text))
    except tomllib.TOMLDecodeError as broken:
        place = _PLACE.search(str(broken))
        if place is None:
            raise SettingsError("torn", path=name, line=text.rstrip().count("\n") + 1) from broken
        line, column = map(int, place.groups())
        raise SettingsError("syntax", path=name, line=line, column=column) from broken
    except (RecursionError, ValueError) as broken:
        # Brackets in brackets without end, or a number of thousands of digits.
        raise SettingsError("torn", path=name, line=1) from broken


def read(path: Path) -> Document:
    """The file as a document; it must be UTF-8 text of a modest size."""
    try:
        if path.exists() and not path.is_file():
            raise SettingsError("unreadable", path=str(path))
        with path.open("rb") as source:
            raw = source.read(LARGEST + 1)
    except (OSError, ValueError) as trouble:
        raise SettingsError("unreadable", path=str(path)) from trouble
    if len(raw) > LARGEST:
        raise SettingsError("too-large", path=str(path))
    try:
        return parse(raw.decode("utf-8"), str(path))
    except UnicodeDecodeError as trouble:
        line = raw[: trouble.start].count(b"\n") + 1
        raise SettingsError("not-utf8", path=str(path), line=line) from trouble


def line_of(text: str, where: Key) -> int | None:
    """The line, from 1, on which the key or the nearest table around it is written; None if nowhere."""
    best: tuple[int, int | None] = (0, None)
    for number, key in _written(text):
        if len(key) > best[0] and where[: len(key)] == key:
            best = (len(key), number)
    return best[1]


def _written(text: str) -> list[tuple[int, Key]]:
    """Every header and assignment with its line; text over several lines is passed over."""
    found: list[tuple[int, Key]] = []
    table: Key = ()
    seen: dict[Key, int] = {}
    inside = ""
    for number, line in enumerate(text.split("\n"), 1):
        if inside:
            inside = "" if line.count(inside) % 2 else inside
            continue
        if header := _HEADER.match(line):
            table = _parts(header[2], seen, array=header[1] == "[[")
            found.append((number, table))
        elif assignment := _ASSIGNMENT.match(line):
            found.append((number, table + _names(assignment[1])))
        inside = next((mark for mark in ('"""', "'''") if line.count(mark) % 2), "")
    return found


def _parts(dotted: str, seen: dict[Key, int], *, array: bool) -> Key:
    """The place of a header; a table under an array of tables belongs to its latest element."""
    key: Key = ()
    names = _names(dotted)
    for depth, name in enumerate(names, 1):
        key += (name,)
        if array and depth == len(names):
            seen[key] = seen.get(key, -1) + 1
        if key in seen:
            key += (seen[key],)
    return key


def _names(dotted: str) -> tuple[str, ...]:
    return tuple(_plain(word) for word in _PART.findall(dotted))


def _plain(word: str) -> str:
    if word[0] == '"':
        # Only the parser knows every escape; a lookalike inside a longer text is left as it is.
        with suppress(tomllib.TOMLDecodeError):
            return next(iter(tomllib.loads(f"{word} = 0")))
    return word.strip("'")
