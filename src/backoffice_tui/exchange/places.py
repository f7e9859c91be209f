"""Where in a part of a workbook the things stand that a new row touches, to the byte."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from backoffice_tui.exchange.extent import column
from backoffice_tui.exchange.sheetareas import taller

_CELL: Final = re.compile(
    r'<(?:\w+:)?c\b[^<>]*?\br="([A-Z]+)[0-9]+"[^<>]*?(?:/>|>.*?</(?:\w+:)?c>)', re.DOTALL
)
_BEGUN: Final = re.compile(r"<(?:\w+:)?c[\s/>]")
_FORMULA: Final = re.compile(r"<(?:\w+:)?f[\s/>]")

Edit = tuple[int, int, bytes]
"""From where to where in a part, and what takes its place."""


@dataclass(slots=True)
class Places:
    """Where in a part the things stand that a new row touches."""

    content: bytes
    wanted: frozenset[int]
    """Rows that may be there already."""
    merged: list[str] = field(default_factory=list)
    table: str = ""
    sums: bool = False
    _tags: list[tuple[str, str, int, str]] = field(default_factory=list)
    """Element, attribute, where its tag begins, and the areas in it."""
    _spans: dict[int, tuple[int, int]] = field(default_factory=dict)
    _starts: list[tuple[int, int]] = field(default_factory=list)
    """The number of each row, and where it begins."""
    _rows_end: int = 0
    _space: str = ""

    def __post_init__(self) -> None:
        parser = expat.ParserCreate()

        def begin(name: str, attributes: dict[str, str]) -> None:
            self._begin(name, attributes, parser.CurrentByteIndex)

        def end(name: str) -> None:
            self._end(name, parser.CurrentByteIndex)

        parser.StartElementHandler, parser.EndElementHandler = begin, end
        parser.Parse(self.content, True)

    def _begin(self, name: str, attributes: dict[str, str], at: int) -> None:
        prefix, _, local = name.rpartition(":")
        if local in ("worksheet", "table"):
            self._space = attributes.get(f"xmlns:{prefix}", "") if prefix else ""
        if local == "table":
            self.table = attributes.get("ref", "")
            self.sums = attributes.get("totalsRowCount", "0") != "0"
        if local in ("table", "autoFilter", "dimension") and "ref" in attributes:
            self._tags.append((local, "ref", at, attributes["ref"]))
        elif local in ("dataValidation", "conditionalFormatting") and "sqref" in attributes:
            self._tags.append((local, "sqref", at, attributes["sqref"]))
        elif local == "sqref":
            # Newer kinds of rules have their areas as a text of its own.
            start = self.content.index(b">", at) + 1
            areas = self.content[start : self.content.index(b"<", start)].decode()
            self._tags.append((local, "", start, areas))
        elif local == "mergeCell":
            self.merged.append(attributes.get("ref", ""))
        elif local == "row":
            number = int(attributes.get("r") or (self._starts[-1][0] if self._starts else 0) + 1)
            self._starts.append((number, at))

    def _end(self, name: str, at: int) -> None:
        local = name.rpartition(":")[2]
        if local == "sheetData":
            self._rows_end = at
        elif local == "row" and self._starts[-1][0] in self.wanted:
            number, start = self._starts[-1]
            closing = self.content[at : at + len(name) + 2] == b"</" + name.encode()
            after = self.content.index(b">", at) + 1 if closing else at
            self._spans[number] = start, after

    def row(self, number: int, made: str) -> Edit:
        """What puts a row in its place, around the cells that are there already."""
        if number not in self._spans:
            after = (start for other, start in self._starts if other > number)
            at = next(after, self._rows_end)
            return at, at, self._qualified(made).encode()
        start, end = self._spans[number]
        return start, end, self._around(self.content[start:end].decode(), made).encode()

    def _around(self, old: str, made: str) -> str:
        """The row that is there with our cells among its own; what it reckons itself stays."""
        opening, _, inside = old.partition(">")
        cells = {cell[1]: cell[0] for cell in _CELL.finditer(inside)}
        if len(cells) != len(_BEGUN.findall(inside)):
            raise ValueError(opening)
        ours = {cell[1]: self._qualified(cell[0]) for cell in _CELL.finditer(made)}
        cells |= {at: text for at, text in ours.items() if not _FORMULA.search(cells.get(at, ""))}
        ordered = sorted(cells, key=lambda letters: column(letters.encode()))
        name = opening.lstrip("<").split(None, 1)[0].rstrip("/")
        return f"{opening.rstrip('/')}>{''.join(cells[at] for at in ordered)}</{name}>"

    def _qualified(self, made: str) -> str:
        """Elements without a prefix belong to the sheet also where its own have one."""
        if not self._space:
            return made
        return made.replace(" ", f' xmlns="{self._space}" ', 1)

    def stretched(self, heading: int, used: int, last: int) -> Iterable[Edit]:
        """What reached the last row reaches the new last row."""
        for element, attribute, at, areas in self._tags:
            anchored = heading if element in ("table", "autoFilter") else 0
            new = " ".join(taller(area, anchored, used, last) for area in areas.split())
            if new != areas:
                start = _value_at(self.content, attribute, at) if attribute else at
                yield start, start + len(areas.encode()), new.encode()


def _value_at(content: bytes, attribute: str, at: int) -> int:
    """Where the value of a tag's attribute begins."""
    sign = re.compile(rb"(?<![:\w])" + attribute.encode() + rb"\s*=\s*[\"']")
    found = sign.search(content, at)
    if found is None:
        raise ValueError(attribute)
    return found.end()


def edited(content: bytes, edits: Iterable[Edit]) -> bytes:
    """The part with every edit made."""
    pieces, at = [], 0
    for start, end, text in sorted(edits, key=lambda edit: edit[:2]):
        pieces += [content[at:start], text]
        at = end
    return b"".join([*pieces, content[at:]])
