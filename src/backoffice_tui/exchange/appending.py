"""Rows added to a workbook that others own: written into the file itself, so that all else stays byte for byte."""

import re
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from datetime import date
from posixpath import basename, dirname, join
from typing import BinaryIO, Final
from xml.etree.ElementTree import fromstring
from xml.parsers.expat import ExpatError
from zipfile import ZIP_DEFLATED, ZipFile

from backoffice_tui.exchange import rawcells
from backoffice_tui.exchange.files import replacing, shown, told
from backoffice_tui.exchange.found import Found, stamp_of
from backoffice_tui.exchange.outline import WRONG_INSIDE
from backoffice_tui.exchange.places import Places, edited
from backoffice_tui.exchange.rawcells import FORMULA, NUMBER, Raw, RawRow
from backoffice_tui.exchange.rebuilt import Edits, Line, SheetRows
from backoffice_tui.exchange.sheetareas import longer, merged_over, taller
from backoffice_tui.exchange.streamed import date_styles
from backoffice_tui.exchange.traces import Traces
from backoffice_tui.routine.errors import Conflict, Refused, StoreTrouble
from backoffice_tui.routine.text import clean

MOST_EDITED: Final = 16 << 20
"""Bytes of the sheet, unpacked; a follow-up that long is no follow-up any more."""

_BOOK: Final = "xl/workbook.xml"
_STYLES: Final = "xl/styles.xml"
_CALC: Final = re.compile(rb"<((?:\w+:)?calcPr)\b([^<>]*?)(/?>)")
_FULL: Final = re.compile(rb'\s+fullCalcOnLoad="[^"]*"')


def append(found: Found, rows: Sequence[Line]) -> None:
    """Adds rows below the last one with anything typed in it.

    Conflict that names who has the workbook open, or when it was changed since it was found; Refused where the
    row would land in merged cells or below a table's sums; StoreTrouble when the file cannot be read or written.
    Columns that the workbook reckons itself are left to it.
    """
    sheet = found.sheets[found.at]
    if found.package.parts[sheet.part.lower()] > MOST_EDITED:
        raise Refused("exchange.too-large-to-edit", name=shown(found.path))
    try:
        with replacing(found.path) as file:
            with told(found.path), ZipFile(found.path) as source:
                _Appending(found, source).into(file, rows)
            if ZipFile(file).testzip() or stamp_of(found.path) != found.stamp:
                raise Conflict("exchange.changed", name=shown(found.path))
    except (*WRONG_INSIDE, ExpatError):
        raise StoreTrouble("exchange.damaged", name=shown(found.path)) from None


class _Appending:
    """One workbook on its way."""

    def __init__(self, found: Found, source: ZipFile) -> None:
        self._found, self._source = found, source
        self._sheet = found.sheets[found.at]
        styles = _STYLES in source.namelist()
        self._dates = date_styles(fromstring(source.read(_STYLES))) if styles else {}  # noqa: S314 (guarded)

    def into(self, file: BinaryIO, rows: Sequence[Line]) -> None:
        """Fills the file; every part that has not to change is as it was."""
        used, template, there = self._rows(len(rows))
        numbers = range(used + 1, used + 1 + len(rows))
        changed = {
            self._sheet.part: self._with(dict(zip(numbers, rows, strict=True)), template, there),
            _BOOK: self._book(used, numbers[-1]),
        }
        for part in self._tables():
            changed[part] = self._table(part, used, numbers[-1])
        with ZipFile(file, "w", ZIP_DEFLATED) as target:
            for entry in self._source.infolist():
                content = changed.get(entry.filename)
                target.writestr(
                    copy(entry), self._source.read(entry) if content is None else content
                )

    def _rows(self, count: int) -> tuple[int, RawRow, dict[int, RawRow]]:
        """The last row with anything typed in it, its look, and the rows that are there where ours will stand."""
        texts = rawcells.shared(self._source)
        last, later = RawRow(self._found.heading_row, {}), dict[int, RawRow]()
        for row in rawcells.cells(self._source, self._sheet.part, texts):
            if row.number > self._found.heading_row:
                later[row.number] = row
            if any(cell.kind not in ("", FORMULA) for cell in row.cells):
                last, later = row, {}
            if len(later) > count:
                later.popitem()
        look = last if last.number > self._found.heading_row else RawRow(0, {})
        return last.number, look, later

    def _with(
        self, lines: Mapping[int, Line], template: RawRow, there: Mapping[int, RawRow]
    ) -> bytes:
        content = self._source.read(self._sheet.part)
        scan = Places(content, frozenset(lines))
        if area := merged_over(scan.merged, lines):
            title = clean(self._sheet.title, one_line=True)
            raise Refused("exchange.merged", name=title, row=area)
        first, last = min(lines) - 1, max(lines)
        edits = list(scan.stretched(self._found.heading_row, first, last))
        for number, line in lines.items():
            made = self._made(number, line, template, there.get(number))
            edits.append(scan.row(number, made))
        return edited(content, edits)

    def _made(self, number: int, line: Line, above: RawRow, there: RawRow | None) -> str:
        """The row as the format wants it, each cell with its own look, or else that of the one above."""
        own = {cell.column: cell for cell in there.cells} if there else {}
        kept = {cell.column for cell in own.values() if cell.kind is FORMULA}
        model = {cell.column: cell.style for cell in above.cells}
        model |= {at: cell.style for at, cell in own.items() if cell.style}
        values = {at: value for at, value in line.items() if at not in kept}
        if not above.number:
            # The first row has no look to follow, but a day should be shown as one where the workbook knows how.
            shown = next((style for style, is_length in self._dates.items() if not is_length), "")
            days = (at for at, value in values.items() if isinstance(value, date))
            model = dict.fromkeys(days, shown) | model
        like = RawRow(0, dict(above.look))
        for at in sorted({*model, *values}):
            cell = Raw(at, model.get(at, ""))
            cell.kind = NUMBER if isinstance(values.get(at), int) else ""
            like.cells.append(cell)
        title = clean(self._sheet.title, one_line=True)
        by_1904 = b'date1904="1"' in self._source.read(_BOOK)
        rows = SheetRows(title, Edits(added={number: values}), Traces(), self._dates, by_1904)
        return next(rows.written(iter(()), like))

    def _book(self, used: int, last: int) -> bytes:
        """The workbook told to reckon anew when it is opened, its filter as long as its rows."""
        content = self._source.read(_BOOK)
        if found := _CALC.search(content):
            name, given, end = found.groups()
            full = b"<" + name + _FULL.sub(b"", given).rstrip() + b' fullCalcOnLoad="1"' + end
            content = content[: found.start()] + full + content[found.end() :]
        return longer(content, self._sheet.title, used, last)

    def _tables(self) -> Iterable[str]:
        """The parts of the tables that lie on the sheet."""
        part = self._sheet.part
        links = join(dirname(part), "_rels", f"{basename(part)}.rels")
        if links not in self._source.namelist():
            return
        names = {name.lower(): name for name in self._source.namelist()}
        for link in fromstring(self._source.read(links)):  # noqa: S314 (guarded)
            if link.get("Type", "").endswith("/table"):
                target = link.get("Target", "")
                path = target.lstrip("/") if target.startswith("/") else _beside(part, target)
                yield names[path.lower()]

    def _table(self, part: str, used: int, last: int) -> bytes:
        content = self._source.read(part)
        scan = Places(content, frozenset())
        heading = self._found.heading_row
        if scan.sums and taller(scan.table, heading, used, last) != scan.table:
            title = clean(self._sheet.title, one_line=True)
            raise Refused("exchange.sums", name=title, row=used)
        return edited(content, scan.stretched(heading, used, last))


def _beside(part: str, target: str) -> str:
    folders = dirname(part).split("/")
    while target.startswith("../"):
        folders, target = folders[:-1], target.removeprefix("../")
    return "/".join([*folders, target])
