"""How far the cells of a sheet reach, found in its bytes without building anything from them."""

import re
from dataclasses import dataclass, field
from typing import Final

MANY_CELLS: Final = 2_500_000
"""From here on a sheet is no longer held in memory whole (about 95 bytes a cell)."""

_WIDE_AREA = 4_000_000
_MANY_ERRORS = 100_000
_LONGEST_GAP = 1 << 20
# What a cell and a row may consist of, and what may stand around them all, before it is called junk.
_TAGS_EACH = 24
_TAGS_AROUND = 300_000

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
    """What was seen of one sheet; counts stop soon after MANY_CELLS."""

    last_row: int = 0
    width: int = 0
    cells: int = 0
    usual: bool = True
    """Each cell names its own place, in the spelling all spreadsheet programs use."""
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    """Text of the error cells by row and column, both counted from 1."""
    extensions: bool = False
    """The sheet has what openpyxl does not write back: sparklines, newer conditional formats."""
    tags: int = 0
    rows: int = 0

    @property
    def fits(self) -> bool:
        """Whether the rectangle around all cells may be held in memory whole."""
        return (
            self.usual
            and self.cells <= MANY_CELLS
            and self.last_row * self.width <= _WIDE_AREA
            and len(self.errors) <= _MANY_ERRORS
        )

    @property
    def is_junk(self) -> bool:
        """Whether most of the sheet is neither rows nor cells."""
        return self.tags > _TAGS_EACH * (self.cells + self.rows) + _TAGS_AROUND


class SheetScan:
    """Takes a sheet's bytes piece by piece and keeps only what the Extent says."""

    def __init__(self) -> None:
        self.extent = Extent()
        self._rest = b""

    def feed(self, piece: bytes) -> None:
        """Looks at the next bytes; a cell cut by the end of the piece waits for the next."""
        text = self._rest + piece
        cut = text.rfind(b"<c ")
        if cut <= 0:
            cut = max(text.rfind(b"<"), 0)
        if cut == 0 and len(text) > _LONGEST_GAP:
            self.extent.usual = False
            cut = len(text)
        self._rest = text[cut:]
        self._look(text[:cut])

    def close(self) -> Extent:
        """The extent, when all pieces have been fed."""
        self._look(self._rest)
        self._rest = b""
        return self.extent

    def _look(self, text: bytes) -> None:
        extent = self.extent
        plain = text.count(b"<c ")
        extent.tags += text.count(b"<")
        extent.rows += text.count(b"<row") + text.count(b":row")
        extent.extensions = extent.extensions or b"<extLst" in text or b":extLst" in text
        if extent.cells > MANY_CELLS:
            extent.cells += plain
            return
        found = _CELL.findall(text)
        others = len(_OTHER_CELL.findall(text)) + len(_PREFIXED_CELL.findall(text))
        extent.cells += plain + others
        if others or len(found) != plain:
            extent.usual = False
        if found:
            extent.last_row = max(extent.last_row, max(int(row) for _, row in found))
            extent.width = max(extent.width, max(column(name) for name in {c for c, _ in found}))
        if b't="e"' in text and len(extent.errors) <= _MANY_ERRORS:
            for name, row, shown in _ERROR.findall(text):
                extent.errors[int(row), column(name)] = shown.decode("utf-8", "replace")
