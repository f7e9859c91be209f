"""The rows of a sheet written anew: what stays as it was, what is changed, added, erased or rid of traces."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from backoffice_tui.exchange.rawcells import EMPTY, FORMULA, NUMBER, OTHER, TEXT, Raw, RawRow
from backoffice_tui.exchange.sheetxml import LONGEST_TEXT
from backoffice_tui.exchange.traces import Traces
from backoffice_tui.routine.text import clean

Line = Mapping[int, object]
"""New values by the column, counted from 1; an empty one takes the cell's value away."""

_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_REFERS = re.compile(r"\$?[A-Z]{1,3}(?:\$?[0-9]+|:\$?[A-Z]{1,3})")
_EXTERNAL = re.compile(r"\[[0-9]+\]")
_PLAIN = re.compile("[^&<>]*").fullmatch
_EXACT_DIGITS: Final = 15
_OF_NO_USE_BELOW: Final = ("hidden", "outlineLevel", "collapsed")


@dataclass(slots=True)
class Edits:
    """What is to become of the rows of one sheet, by their numbers."""

    changed: dict[int, Line] = field(default_factory=dict)
    added: dict[int, Line] = field(default_factory=dict)
    """Rows that have nothing in them so far."""
    erased: dict[int, frozenset[int]] = field(default_factory=dict)
    """Rows of which nothing stays but these columns and the look."""
    bare: frozenset[int] = frozenset()
    """Rows that lose comments and links, the erased ones among them."""
    guarded: frozenset[int] = frozenset()
    """Rows whose values belong to somebody, whatever traces are in them."""
    spared: frozenset[int] = frozenset()
    """Those of them that are about the same customer; their comments and links stay as they are too."""
    like: int = 0
    """The row whose look an added one takes; 0 where there is none."""

    @property
    def empty(self) -> bool:
        """Whether every cell stays as it is."""
        return not (self.changed or self.added or self.erased)


@dataclass(slots=True)
class SheetRows:
    """Writes the rows of one sheet."""

    title: str
    edits: Edits
    traces: Traces
    dates: Mapping[str, bool]
    """The styles that show a number as a day."""
    by_1904: bool = False
    places: list[str] = field(default_factory=list)
    """Cells that a trace was taken from."""
    outside: list[str] = field(default_factory=list)
    """Cells whose formula asked another workbook, now with the last value that it gave."""
    _shared: dict[str, tuple[str, str]] = field(default_factory=dict)
    _letters: list[str] = field(default_factory=list)

    def written(self, rows: Iterator[RawRow], template: RawRow | None) -> Iterator[str]:
        """The rows as the format wants them, in order."""
        waiting = sorted(self.edits.added)
        for row in rows:
            while waiting and waiting[0] < row.number:
                yield self._row(self._new(waiting.pop(0), template))
            if waiting and waiting[0] == row.number:
                self._fill(row, self.edits.added[waiting.pop(0)], template)
            yield self._row(row)
        for number in waiting:
            yield self._row(self._new(number, template))

    def _new(self, number: int, template: RawRow | None) -> RawRow:
        row = RawRow(number, {})
        self._fill(row, self.edits.added[number], template)
        return row

    def _fill(self, row: RawRow, line: Line, template: RawRow | None) -> None:
        """Give an empty row its values, and the look of the one above where it has none of its own."""
        for name in _OF_NO_USE_BELOW:
            row.look.pop(name, None)
        known = {cell.column: cell for cell in row.cells}
        if template is not None:
            row.look = {**_look(template), **row.look}
            for model in template.cells:
                known.setdefault(model.column, Raw(model.column, model.style))
        kinds = {cell.column: cell.kind for cell in template.cells} if template else {}
        for at, value in line.items():
            cell = known.setdefault(at, Raw(at, ""))
            self._put(cell, value, kinds.get(at, EMPTY))
        row.cells = [known[at] for at in sorted(known)]

    def _row(self, row: RawRow) -> str:
        edits = self.edits
        number = row.number
        kept = edits.erased.get(number)
        if number in edits.changed:
            self._change(row, edits.changed[number])
        owned = number in edits.guarded or number in edits.added
        free = bool(self.traces) and kept is None and not owned
        parts = []
        for cell in row.cells:
            at = cell.column
            letters = self._letters[at] if at < len(self._letters) else self._letter(at)
            place = f"{letters}{number}"
            if cell.kind is FORMULA:
                self._settle(cell, place)
            if kept is not None and (cell.column not in kept or cell.kind is FORMULA):
                if not self._reckons(cell):
                    cell.clear()
            elif free and cell.kind is not EMPTY:
                self._rid(cell, place)
            parts.append(_markup(cell, place))
        look = "".join(f" {name}={quoteattr(value)}" for name, value in row.look.items())
        return f'<row r="{number}"{look}>{"".join(parts)}</row>'

    def _reckons(self, cell: Raw) -> bool:
        """Whether a cell only works out something of other cells, and tells nothing itself."""
        reckons = cell.kind is FORMULA and _REFERS.search(cell.value) is not None
        return reckons and not self.traces.stand_in(cell.value)

    def _letter(self, at: int) -> str:
        from openpyxl.utils import get_column_letter

        while len(self._letters) <= at:
            self._letters.append(get_column_letter(max(len(self._letters), 1)))
        return self._letters[at]

    def _change(self, row: RawRow, line: Line) -> None:
        known = {cell.column: cell for cell in row.cells}
        for at, value in line.items():
            cell = known.setdefault(at, Raw(at, ""))
            self._put(cell, value, cell.kind)
        row.cells = [known[at] for at in sorted(known)]

    def _put(self, cell: Raw, value: object, kind: str) -> None:
        """Fill a cell; digits stay a number where a number stood, every other text is text."""
        from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, to_excel

        cell.clear()
        if isinstance(value, date):
            day = value.replace(tzinfo=None) if isinstance(value, datetime) else value
            if cell.style in self.dates:
                epoch = MAC_EPOCH if self.by_1904 else WINDOWS_EPOCH
                cell.kind, cell.type, cell.value = NUMBER, "n", f"{to_excel(day, epoch):.10g}"
                return
            value = day.isoformat()
        text = clean(value, limit=LONGEST_TEXT // 2)
        if not text:
            return
        digits = text.isascii() and text.isdecimal() and len(text) <= _EXACT_DIGITS
        if kind is NUMBER and digits and (text == "0" or not text.startswith("0")):
            cell.kind, cell.type, cell.value = NUMBER, "n", text
        else:
            cell.kind, cell.value = TEXT, _LOOKS_ESCAPED.sub("_x005F_", text)

    def _settle(self, cell: Raw, place: str) -> None:
        """A formula on its own feet; one that asks another workbook becomes the value it gave last."""
        from openpyxl.formula.translate import Translator

        kind, group = cell.formula.get("t", "normal"), cell.formula.get("si", "")
        if kind == "shared" and cell.value:
            self._shared[group] = (cell.value, place)
        elif kind == "shared" and group in self._shared:
            formula, origin = self._shared[group]
            moved = Translator(f"={formula}", origin=origin).translate_formula(place)
            cell.value = moved.removeprefix("=")
        if cell.value and kind != "dataTable" and not _EXTERNAL.search(cell.value):
            cell.markup = ""
            return
        if cell.value:
            self.outside.append(f"{self.title}!{place}")
        last, kind = cell.markup, cell.type
        cell.clear()
        if last:
            cell.kind = {"n": NUMBER, "b": OTHER, "e": OTHER}.get(kind, TEXT)
            cell.type, cell.value = kind, last

    def _rid(self, cell: Raw, place: str) -> None:
        if cell.kind is NUMBER:
            if cell.style in self.dates or not self.traces.stand_in(_plain(cell.value)):
                return
            cell.clear()
        elif cell.kind is TEXT:
            left = self.traces.without(cell.value)
            if left == cell.value:
                return
            cell.value, cell.markup = left, ""
        elif self.traces.stand_in(cell.value):
            cell.clear()
        else:
            return
        self.places.append(f"{self.title}!{place}")


def _look(row: RawRow) -> dict[str, str]:
    return {name: value for name, value in row.look.items() if name not in _OF_NO_USE_BELOW}


def _plain(number: str) -> str:
    value = float(number)
    return str(int(value)) if value.is_integer() else number


def _markup(cell: Raw, place: str) -> str:
    styled = f' s="{cell.style}"' if cell.style else ""
    if cell.kind is EMPTY:
        return f'<c r="{place}"{styled}/>' if styled else ""
    if cell.kind is TEXT:
        plain = cell.value if _PLAIN(cell.value) else escape(cell.value)
        words = cell.markup or f'<t xml:space="preserve">{plain}</t>'
        return f'<c r="{place}"{styled} t="inlineStr"><is>{words}</is></c>'
    if cell.kind is FORMULA:
        array = cell.formula.get("t") == "array"
        kept = f' t="array" ref={quoteattr(cell.formula.get("ref", place))}' if array else ""
        return f'<c r="{place}"{styled}><f{kept}>{escape(cell.value)}</f></c>'
    kind = "" if cell.kind is NUMBER else f' t="{cell.type}"'
    return f'<c r="{place}"{styled}{kind}><v>{escape(cell.value)}</v></c>'
