"""A workbook for a team that has none yet, with the look of one that is kept by hand."""

import io
import re
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from backoffice_tui.exchange.files import replacing
from backoffice_tui.exchange.rawcells import RawRow
from backoffice_tui.exchange.rebuilt import Edits, SheetRows
from backoffice_tui.exchange.traces import Traces
from backoffice_tui.routine.text import clean

_NOT_IN_TITLES = re.compile(r"[\[\]:*?/\\]")
_SHEET = "xl/worksheets/sheet1.xml"
_DIMENSION = re.compile(rb"<dimension [^<>]*/>")
_NARROW, _WIDE, _LONG_TEXT = 14, 44, 30
_SPARE_ROWS: Final = 500
"""Rows below the last one in which the choices are offered too."""

_LONGEST_LIST: Final = 255


def write_new(
    path: Path,
    title: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[object]],
    choices: Mapping[str, Sequence[str]],
) -> None:
    """Writes the workbook whole or not at all; Conflict when somebody made one of that name meanwhile."""
    frame = io.BytesIO()
    style = _frame(frame, clean(title, one_line=True), headings, rows, choices)
    lines = [[clean(heading, one_line=True) for heading in headings], *rows]
    edits = Edits(
        added={at: dict(enumerate(row, start=1)) for at, row in enumerate(lines, start=1)}
    )
    writer = SheetRows(title, edits, Traces(), {})
    with (
        replacing(path, overwrite=False) as file,
        ZipFile(frame) as made,
        ZipFile(file, "w") as target,
    ):
        for name in made.namelist():
            content = made.read(name)
            if name == _SHEET:
                content = _with_rows(content, writer, style)
            entry = ZipInfo(name, time.localtime()[:6])
            entry.compress_type = ZIP_DEFLATED
            target.writestr(entry, content)


def _with_rows(content: bytes, writer: SheetRows, style: int) -> bytes:
    start, closing = content.index(b"<sheetData"), b"</sheetData>"
    end = content.find(closing)
    end = content.index(b">", start) + 1 if end < 0 else end + len(closing)
    written = "".join(writer.written(iter(()), RawRow(0, {})))
    heading, mark, rest = written.partition("</row>")
    styled = re.sub(r'(<c r="[A-Z]+1")', rf'\1 s="{style}"', heading)
    rows = f"<sheetData>{styled}{mark}{rest}</sheetData>".encode()
    return _DIMENSION.sub(b"", content[:start]) + rows + content[end:]


def _frame(
    made: io.BytesIO,
    title: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[object]],
    choices: Mapping[str, Sequence[str]],
) -> int:
    """Everything but the cells; the style of the headings."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet: Any = book.active
    sheet.title = _NOT_IN_TITLES.sub(" ", title)[:31] or "1"
    last = get_column_letter(max(len(headings), 1))
    for at, heading in enumerate(headings, start=1):
        longest = max((len(clean(row[at - 1])) for row in rows[:200]), default=0)
        width = _WIDE if longest > _LONG_TEXT else max(_NARROW, len(heading) + 4, longest + 2)
        sheet.column_dimensions[get_column_letter(at)].width = width
        if heading in choices:
            _offer(sheet, get_column_letter(at), len(rows), choices[heading])
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{last}{len(rows) + 1}"
    cell = sheet["A1"]
    cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    cell.fill = PatternFill("solid", fgColor="D9E1F2")
    style = int(cell.style_id)
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    book.save(made)
    return style


def _offer(sheet: Any, letters: str, rows: int, words: Sequence[str]) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    listed = ",".join(words)
    if len(listed) > _LONGEST_LIST or any("," in word for word in words):
        return
    rule = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True)
    rule.errorStyle = "warning"
    rule.add(f"{letters}2:{letters}{rows + 1 + _SPARE_ROWS}")
    sheet.add_data_validation(rule)
