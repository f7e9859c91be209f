"""How far the cells of a sheet reach, found in its bytes without building anything from them."""

import re
from dataclasses import dataclass, field
from typing import Final

MANY_CELLS: Final = 2_500_000
"""A sheet with more is not held in memory whole (about 95 bytes a cell)."""
LONGEST_RUN: Final = 1 << 20
"""Bytes without a tag; no text of a cell comes near it."""

_WIDE_AREA = 3_000_000
_MANY_ERRORS = 100_000

_CELL = re.compile(rb'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"')
_OTHER_CELL = re.compile(rb"<c[\t\r\n/>]")
_PREFIXED_CELL = re.compile(rb":c[\s/>]")
_ERROR = re.compile(
    rb'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"[^>]*? t="e"[^>]*>'
    rb"(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?<v>(#[^<]{1,30})</v>"
)


def column(letters: bytes) -> int:
    """The number of a column, A = 1."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


@dataclass(slots=True)
class Extent:
    """What was seen of one sheet; past MANY_CELLS nobody looks further."""

    last_row: int = 0
    width: int = 0
    cells: int = 0
    usual: bool = True
    """Each cell names its own place, in the spelling all spreadsheet programs use."""
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    """Text of the error cells by row and column, both counted from 1."""

    @property
    def fits(self) -> bool:
        """Whether the rectangle around all cells may be held in memory whole."""
        small = self.cells <= MANY_CELLS and self.last_row * self.width <= _WIDE_AREA
        return self.usual and small and len(self.errors) < _MANY_ERRORS


class SheetScan:
    """Takes a sheet's bytes piece by piece and keeps only what the Extent says."""

    def __init__(self) -> None:
        self.extent = Extent()
        self._rest = b""

    def feed(self, piece: bytes) -> None:
        """Looks at the next bytes; a cell cut by the end of the piece waits for the next."""
        if self.extent.cells > MANY_CELLS:
            return
        text = self._rest + piece
        cut = text.rfind(b"<c ")
        if cut <= 0:
            cut = max(text.rfind(b"<"), 0)
        self._rest = text[cut:]
        self._look(text[:cut])
        if len(self._rest) > LONGEST_RUN:
            self.extent.usual = False
            self._rest = b""

    def close(self) -> Extent:
        """The extent, when all pieces have been fed."""
        self._look(self._rest)
        self._rest = b""
        return self.extent

    def _look(self, text: bytes) -> None:
        extent = self.extent
        found = _CELL.findall(text)
        others = 0
        if text.count(b"<c") != len(found):
            others = text.count(b"<c ") - len(found) + len(_OTHER_CELL.findall(text))
        if b":c" in text:
            others += len(_PREFIXED_CELL.findall(text))
        extent.cells += len(found) + others
        extent.usual = extent.usual and not others
        if found:
            names, numbers = map(set, zip(*found, strict=True))
            extent.width = max(extent.width, *map(column, names))
            extent.last_row = max(extent.last_row, *map(int, numbers))
        if b't="e"' in text and len(extent.errors) < _MANY_ERRORS:
            for name, row, shown in _ERROR.findall(text):
                extent.errors[int(row), column(name)] = shown.decode("utf-8", "replace")
