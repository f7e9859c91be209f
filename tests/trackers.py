"""Workbooks that teams keep, and what they look like, for the tests of taking them in and writing them back."""

import shutil
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from openpyxl import Workbook, load_workbook

from backoffice_tui.desk.desk import Desk
from backoffice_tui.queues import QUEUES

STORA: Final = QUEUES["stora"]
FILES: Final = Path(__file__).parent / "files"
INVENTED: Final = Path(__file__).parents[1] / "data" / "stora-arenden.xlsx"

HEADINGS: Final = (
    "Kundnummer",
    "Ärendenummer CAB",
    "Vad gäller ärendet",
    "Registrerat av",
    "Status",
    "Hanteras av",
    "Eventuell kommentar",
)

Row = Sequence[object]
Keep = Callable[..., Path]


def row(number: object, state: str = "Ny", **changes: object) -> list[object]:
    """A row as a team types it; `changes` by the field."""
    usual = {
        "customer": f"8{number}",
        "number": number,
        "subject": f"{20 + len(str(number))} konfigs ny fakturaadress",
        "registered_by": "xbo",
        "state": state,
        "handler": None,
        "note": None,
    }
    return list((usual | changes).values())


def keep(path: Path, *rows: Row, headings: Row = HEADINGS, above: int = 1) -> Path:
    """A workbook with a title, the headings, and these rows, every text a text."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Ärenden"
    for at in range(1, above + 1):
        sheet.cell(at, 1, "Stora ärenden")
    for down, line in enumerate((headings, *rows), start=above + 1):
        for at, value in enumerate(line, start=1):
            cell = sheet.cell(down, at, value)
            if isinstance(value, str):
                cell.data_type = "s"
    book.save(path)
    return path


def values(path: Path, sheet: str | None = None) -> list[list[object]]:
    """What stands in a sheet, row by row, without blank rows."""
    book = load_workbook(path)
    rows = (book[sheet] if sheet else book.worksheets[0]).iter_rows(values_only=True)
    return [list(line) for line in rows if any(value is not None for value in line)]


def edit(path: Path, change: Callable[[Any], None]) -> None:
    """What a colleague does in Excel."""
    book = load_workbook(path)
    change(book.worksheets[0])
    book.save(path)


def copied(name: str, folder: Path) -> Path:
    """One of the committed workbooks, to be worked on."""
    return Path(shutil.copy(FILES / name, folder / name))


def parts(path: Path) -> dict[str, str]:
    """Every part of a workbook as text, and the names of the parts."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}


def hits(path: Path, *texts: str) -> list[tuple[str, str]]:
    """In which parts any of the texts stands, the raw bytes of the file among them."""
    found = [(name, text) for name, part in parts(path).items() for text in texts if text in part]
    raw = path.read_bytes()
    return found + [("raw", text) for text in texts if text.encode() in raw]


def case(desk: Desk, number: str) -> Mapping[str, Any]:
    """A case's columns as they are stored."""
    names = ("state", "customer", "subject", "registered_by", "handler", "note", "title", "erased")
    found = desk.store.reader.row(
        f"SELECT {', '.join(names)} FROM cases WHERE queue = 'stora' AND number = :number",  # noqa: S608
        {"number": number},
    )
    assert found is not None, number
    return dict(zip(names, found, strict=True))


def look(path: Path, *, rows: int = 400) -> dict[str, Any]:
    """All that people see of a workbook but the values, in its first rows."""
    book = load_workbook(path, rich_text=True)
    found: dict[str, Any] = {}
    for sheet in book.worksheets:
        cells = {
            cell.coordinate: _look_of(cell)
            for line in sheet.iter_rows(max_row=rows)
            for cell in line
            if cell.has_style
        }
        found[sheet.title] = {
            "cells": cells,
            "widths": {
                key: (column.width, column.hidden, column.min, column.max)
                for key, column in sheet.column_dimensions.items()
            },
            "rows": {
                key: (line.height, line.hidden, line.outlineLevel)
                for key, line in sheet.row_dimensions.items()
                if key <= rows and (line.height or line.hidden)
            },
            "last": sheet.max_row,
            "merged": sorted(map(str, sheet.merged_cells.ranges)),
            "frozen": sheet.freeze_panes,
            "filter": sheet.auto_filter.ref,
            "filtered": [str(column) for column in sheet.auto_filter.filterColumn],
            "choices": sorted(
                (rule.type, rule.formula1, str(rule.sqref))
                for rule in sheet.data_validations.dataValidation
            ),
            "colours": sorted(
                (str(area.sqref), each.type, tuple(each.formula), str(each.dxf))
                for area in sheet.conditional_formatting
                for each in area.rules
            ),
            "state": sheet.sheet_state,
            "zoom": sheet.sheet_view.zoomScale,
            "page": (sheet.page_setup.orientation, sheet.page_setup.fitToHeight),
            "titles": sheet.print_title_rows,
            "foot": str(sheet.oddFooter),
        }
    return found


def _look_of(cell: Any) -> tuple[object, ...]:
    shown = (cell.font, cell.fill, cell.border, cell.alignment, cell.number_format, cell.protection)
    # What is not said is not so.
    return tuple(str(each).replace("=False", "=None") for each in shown)


def comments(path: Path) -> dict[str, str]:
    """The comments of the first sheet."""
    sheet = load_workbook(path).worksheets[0]
    return {
        cell.coordinate: cell.comment.text
        for line in sheet.iter_rows(max_row=400)
        for cell in line
        if cell.comment
    }
