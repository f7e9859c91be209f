"""A feed of JSON lines, read line by line; a line that is no record comes as what is wrong with it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO, Final, NoReturn

from backoffice_tui.exchange.files import opened, shown, told
from backoffice_tui.routine.errors import Problem, Refused, StoreTrouble
from backoffice_tui.routine.text import clean

MOST_BYTES: Final = 64 << 20
MOST_LINES: Final = 200_000
LONGEST: Final = 64 << 10
"""Bytes of a line; a longer one is no notice but a document, or a feed without line ends."""

KEPT: Final = 2_000
"""Characters of a line that cannot be read which are kept to look at."""

_WIDE = (b"\xff\xfe", b"\xfe\xff")
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its number from 1: a record, or the problem that stands in the way of one."""

    row: int
    text: str
    record: Mapping[str, Any] | None = None
    problem: Problem | None = None


def read_lines(path: Path) -> Iterator[Line]:
    """Every line of the feed that is not blank; StoreTrouble where the file cannot be read or is too large."""
    with told(path), opened(path) as file:
        if file.seek(0, 2) > MOST_BYTES:
            raise StoreTrouble("taking.too-big", name=shown(path), most=MOST_BYTES >> 20)
        file.seek(0)
        if file.read(2) in _WIDE:
            raise StoreTrouble("feed.wide", name=shown(path))
        file.seek(0)
        for row, (raw, whole) in enumerate(_raw_lines(file), 1):
            if row > MOST_LINES:
                raise StoreTrouble("feed.many-lines", name=shown(path), most=MOST_LINES)
            if plain := (raw.removeprefix(_BOM) if row == 1 else raw).strip():
                yield _line(row, plain, whole=whole)


def _raw_lines(file: BinaryIO) -> Iterator[tuple[bytes, bool]]:
    """Each line, at most `LONGEST` bytes of it, and whether that is all."""
    while raw := file.readline(LONGEST + 1):
        whole = len(raw) <= LONGEST
        rest = raw
        while not rest.endswith(b"\n") and (rest := file.readline(LONGEST + 1)):
            whole = False
        yield raw, whole


def _line(row: int, raw: bytes, *, whole: bool) -> Line:
    text = clean(raw[: KEPT * 4].decode("utf-8", "replace"), limit=KEPT, one_line=True)
    if not whole:
        return Line(row, text, problem=Refused("feed.long", rule="TYO-06", most=LONGEST >> 10))
    try:
        decoded = raw.decode("utf-8")
    except UnicodeDecodeError:
        return Line(row, text, problem=Refused("feed.encoding", rule="TYO-06"))
    try:
        return Line(row, decoded, record_of(decoded))
    except Problem as why:
        return Line(row, text, problem=why)


def record_of(text: str) -> Mapping[str, Any]:
    """The object that a line holds, its fractions as decimals; Refused where it holds none."""
    try:
        found = json.loads(
            text, parse_float=Decimal, parse_constant=_no_number, object_pairs_hook=_once
        )
    except (ValueError, RecursionError):
        raise Refused("feed.not-json", rule="TYO-06") from None
    if not isinstance(found, dict):
        raise Refused("feed.not-json", rule="TYO-06")
    return found


def _no_number(_text: str) -> NoReturn:
    raise ValueError


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            shown_name = clean(name, limit=40, one_line=True)
            raise Refused("feed.key-twice", rule="TYO-06", field=shown_name, name=shown_name)
        found[name] = value
    return found
