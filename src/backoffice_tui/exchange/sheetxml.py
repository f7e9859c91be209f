"""One list as a workbook of one sheet, written row by row straight into the archive.

openpyxl's own way of writing in flat memory lays the rows in the system's temporary folder first, where
customers' data would stay behind when the program is killed, and takes about ten times as long.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from itertools import chain, islice
from math import isfinite
from typing import IO, Final
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from backoffice_tui.exchange.parts import Unfit
from backoffice_tui.routine.text import clean
from backoffice_tui.texts import say

MOST_ROWS: Final = 1_048_576
MOST_COLUMNS: Final = 16_384
LONGEST_TEXT: Final = 32_767
"""UTF-16 units in a cell, as all spreadsheet programs count them."""

_EXACT_DIGITS = 15
_DAY_ZERO = date(1899, 12, 30)
# Before this day the programs count a 29 February 1900 that never was.
_FIRST_DAY = date(1900, 3, 1)
_DAY_SECONDS = 86_400
_ROWS_MEASURED = 200
_NARROWEST, _WIDEST = 8, 60
_TITLE_LENGTH = 31
_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\]")
# What looks like the format's own escape of a character is escaped itself.
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")

_BOLD, _DATE, _MOMENT, _DIGITS = 1, 2, 3, 4

_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KINDS = "application/vnd.openxmlformats-officedocument.spreadsheetml"

_TYPES = (
    f'{_DECLARATION}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_KINDS}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KINDS}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_KINDS}.styles+xml"/></Types>'
)
_PACKAGE_LINKS = (
    f'{_DECLARATION}<Relationships xmlns="{_LINKS}"><Relationship Id="rId1" '
    f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
_BOOK_LINKS = (
    f'{_DECLARATION}<Relationships xmlns="{_LINKS}">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
)
_STYLES = (
    f'{_DECLARATION}<styleSheet xmlns="{_MAIN}"><numFmts count="2">'
    '<numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
    '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


class SheetWriter:
    """Writes headings and rows as the only sheet of a workbook, and remembers which texts were cut."""

    def __init__(self, title: str) -> None:
        self.notes: list[str] = []
        name = _NOT_IN_TITLES.sub(" ", clean(title, one_line=True)).strip(" '")
        self._title = _cut(name, _TITLE_LENGTH).strip(" '") or say("exchange.sheet")
        self._columns: list[str] = []
        self._filter = ""

    def write(
        self, file: IO[bytes], headings: Sequence[str], rows: Iterable[Sequence[object]]
    ) -> None:
        """Fills the file; Unfit when there are more rows or columns than a sheet has."""
        if len(headings) > MOST_COLUMNS:
            raise Unfit("exchange.many-columns", most=MOST_COLUMNS)
        left = iter(rows)
        first = list(islice(left, _ROWS_MEASURED))
        with ZipFile(file, "w", ZIP_DEFLATED) as archive:
            archive.writestr(_entry("[Content_Types].xml"), _TYPES)
            archive.writestr(_entry("_rels/.rels"), _PACKAGE_LINKS)
            archive.writestr(_entry("xl/_rels/workbook.xml.rels"), _BOOK_LINKS)
            archive.writestr(_entry("xl/styles.xml"), _STYLES)
            with archive.open(_entry("xl/worksheets/sheet1.xml"), "w") as part:
                for piece in self._sheet(headings, first, left):
                    part.write(piece.encode())
            archive.writestr(_entry("xl/workbook.xml"), self._book())

    def _sheet(
        self,
        headings: Sequence[str],
        first: Sequence[Sequence[object]],
        left: Iterator[Sequence[object]],
    ) -> Iterator[str]:
        yield (
            f'{_DECLARATION}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView tabSelected="1" workbookViewId="0">'
            '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
            f"</sheetView></sheetViews>{_widths(headings, first)}<sheetData>"
        )
        yield self._row(1, headings, heading=True)
        number = 1
        for number, row in enumerate(chain(first, left), start=2):
            if number > MOST_ROWS:
                raise Unfit("exchange.many-rows", most=MOST_ROWS - 1)
            yield self._row(number, row)
        last = self._letters(max(len(headings), 1) - 1)
        self._filter = f"$A$1:${last}${number}"
        yield f'</sheetData><autoFilter ref="{self._filter.replace("$", "")}"/></worksheet>'

    def _book(self) -> str:
        sheet = escape("'" + self._title.replace("'", "''") + "'")
        return (
            f'{_DECLARATION}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><bookViews><workbookView/></bookViews>'
            f'<sheets><sheet name={quoteattr(self._title)} sheetId="1" r:id="rId1"/></sheets><definedNames>'
            f'<definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">{sheet}!{self._filter}'
            "</definedName></definedNames></workbook>"
        )

    def _row(self, number: int, values: Sequence[object], *, heading: bool = False) -> str:
        cells = [
            self._cell(f"{self._letters(place)}{number}", value, heading=heading)
            for place, value in enumerate(values)
            if value is not None and value != ""
        ]
        return f'<row r="{number}">{"".join(cells)}</row>'

    def _letters(self, place: int) -> str:
        while place >= len(self._columns):
            letters, left = "", len(self._columns) + 1
            while left:
                left, letter = divmod(left - 1, 26)
                letters = chr(65 + letter) + letters
            self._columns.append(letters)
        return self._columns[place]

    def _cell(self, place: str, value: object, *, heading: bool) -> str:
        if heading:
            return self._text(place, clean(value, one_line=True), _BOLD)
        if isinstance(value, bool):
            return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
        if isinstance(value, int | float | Decimal) and (number := _number(value)):
            return f'<c r="{place}"><v>{number}</v></c>'
        if isinstance(value, date) and (day := _serial(value)):
            return f'<c r="{place}" s="{_MOMENT if "." in day else _DATE}"><v>{day}</v></c>'
        text = clean(value)
        return self._text(place, text, _DIGITS if text.isdecimal() else 0)

    def _text(self, place: str, text: str, style: int) -> str:
        kept = _cut(text, LONGEST_TEXT)
        if kept is not text:
            self.notes.append(say("exchange.cut", cell=place, most=LONGEST_TEXT))
        shown = _LOOKS_ESCAPED.sub("_x005F_", escape(kept))
        styled = f' s="{style}"' if style else ""
        return (
            f'<c r="{place}"{styled} t="inlineStr"><is><t xml:space="preserve">{shown}</t></is></c>'
        )


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name)
    entry.compress_type = ZIP_DEFLATED
    return entry


def _cut(text: str, most: int) -> str:
    """The text itself when it fits, else its beginning with a sign that more followed."""
    if 2 * len(text) <= most:
        return text
    units = text.encode("utf-16-le", "replace")
    if len(units) <= 2 * most:
        return text
    return units[: 2 * (most - 1)].decode("utf-16-le", "ignore") + "…"


def _number(value: float | Decimal) -> str:
    """The number as a sheet keeps it exactly; empty for one that must stand as text."""
    if isinstance(value, float):
        return repr(value) if isfinite(value) else ""
    digits = str(value) if isinstance(value, int) else f"{value:f}" if value.is_finite() else ""
    return digits if sum(map(str.isdecimal, digits)) <= _EXACT_DIGITS else ""


def _serial(value: date) -> str:
    """Days since the zeroth day of the sheet, a moment with a fraction; empty for a day no sheet knows."""
    day = value.date() if isinstance(value, datetime) else value
    if day < _FIRST_DAY:
        return ""
    days = (day - _DAY_ZERO).days
    if not isinstance(value, datetime):
        return str(days)
    clock: time = value.time()
    seconds = clock.hour * 3600 + clock.minute * 60 + clock.second
    return f"{days + seconds / _DAY_SECONDS:.10f}"


def _widths(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Columns as wide as their headings and first rows need."""
    columns = []
    for place, heading in enumerate(headings):
        texts = [clean(row[place]) for row in rows if place < len(row)]
        longest = max(
            [len(clean(heading)) + 3, *(len(line) for text in texts for line in text.split("\n"))]
        )
        width = min(max(longest + 2, _NARROWEST), _WIDEST)
        columns.append(
            f'<col min="{place + 1}" max="{place + 1}" width="{width}" customWidth="1"/>'
        )
    return f"<cols>{''.join(columns)}</cols>" if columns else ""
