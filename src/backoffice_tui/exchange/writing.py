"""A list written for others to read, and a row added to a workbook that others own."""

import csv
import io
import warnings
from collections.abc import Iterable, Sequence
from copy import copy
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from backoffice_tui.exchange.delimited import harmless
from backoffice_tui.exchange.files import keep_copy, replacing, shown, told
from backoffice_tui.exchange.guard import Package, inspect
from backoffice_tui.exchange.parts import Unfit
from backoffice_tui.exchange.sheets import sheets
from backoffice_tui.exchange.sheetxml import LONGEST_TEXT, SheetWriter
from backoffice_tui.routine.errors import Conflict, Refused, StoreTrouble, Usage
from backoffice_tui.routine.text import clean
from backoffice_tui.texts import say

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

MOST_EDITED: Final = 16 << 20
"""Bytes of its sheets, unpacked: openpyxl takes about fifty times as much memory to keep their look."""

_EXACT = 10**15

# Beginnings of the parts that openpyxl does not write back, and what people call them.
_WOULD_BE_LOST: Final = (
    ("xl/charts/", "exchange.lost.chart"),
    ("xl/chartsheets/", "exchange.lost.chart"),
    ("xl/media/", "exchange.lost.image"),
    ("xl/slicers/", "exchange.lost.slicer"),
    ("xl/timelines/", "exchange.lost.slicer"),
    ("xl/ctrlprops/", "exchange.lost.control"),
    ("xl/activex/", "exchange.lost.control"),
    ("xl/embeddings/", "exchange.lost.embedded"),
    ("xl/threadedcomments/", "exchange.lost.threads"),
    ("xl/querytables/", "exchange.lost.query"),
    ("xl/connections.xml", "exchange.lost.query"),
    ("xl/model/", "exchange.lost.query"),
    ("xl/drawings/drawing", "exchange.lost.drawing"),
)


def write_table(
    path: Path,
    headings: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    title: str = "",
    overwrite: bool = True,
) -> list[str]:
    """Writes .xlsx or .csv whole or not at all, returns what was cut; Usage, Conflict, StoreTrouble when it cannot.

    Texts stay texts, whatever they begin with. In .csv an apostrophe goes before what a spreadsheet
    would run, and `read_table` takes exactly that one away again.
    """
    ending = path.suffix.lower()
    if ending not in {".xlsx", ".csv"}:
        raise Usage("exchange.ending-out", name=shown(path))
    with replacing(path, overwrite=overwrite) as file:
        if ending == ".csv":
            _write_csv(file, headings, rows)
            return []
        writer = SheetWriter(title)
        try:
            writer.write(file, headings, rows)
        except Unfit as fault:
            raise fault.told(path) from None
        return writer.notes


def _write_csv(file: BinaryIO, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    # The mark at the start is how Excel knows that å is å; it expects semicolons in Swedish and Finnish.
    stream = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    names = [_csv_text(heading) for heading in headings]
    plain = csv.writer(stream, delimiter=";")
    quoted = csv.writer(stream, delimiter=";", quoting=csv.QUOTE_ALL)
    # A comma in a heading must not be taken for what separates them.
    (quoted if any("," in name for name in names) else plain).writerow(names)
    plain.writerows(map(_csv_text, row) for row in rows)
    stream.detach()


def _csv_text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float():
            return str(value)
        case Decimal():
            return f"{value:f}"
        case datetime():
            return value.replace(tzinfo=None).isoformat(" ", "seconds")
    return harmless(clean(value))


def append_row(path: Path, row: Sequence[object]) -> Path:
    """Adds one row below the last used one of the first sheet and returns the copy made before.

    Refused when saving would lose something people see, Conflict when somebody has the workbook open or
    changes it meanwhile, StoreTrouble when it cannot be read or written. Formulas show their values again
    when the workbook is next opened in its own program.
    """
    if path.suffix.lower() != ".xlsx":
        raise Usage("exchange.ending-append", name=shown(path))
    with told(path):
        before = _stamp(path)
    package = inspect(path)
    _refuse_loss(package)
    first = sheets(package)[0]
    with replacing(path) as file:
        book = _editable(path)
        _add(book[first.title], row)
        if book.calculation is not None:
            book.calculation.fullCalcOnLoad = True
        saved = keep_copy(path)
        book.save(file)
        if _stamp(path) != before:
            raise Conflict("exchange.changed", name=shown(path))
    return saved


def _stamp(path: Path) -> tuple[int, int, int]:
    found = path.stat()
    return found.st_ino, found.st_mtime_ns, found.st_size


def _refuse_loss(package: Package) -> None:
    lost = [
        key
        for start, key in _WOULD_BE_LOST
        if any(part.startswith(start) for part in package.parts)
    ]
    if sum(package.parts[name] for name in package.extents) > MOST_EDITED:
        raise Refused("exchange.too-large-to-edit", name=shown(package.path))
    if _has_extensions(package):
        lost.append("exchange.lost.extension")
    if lost:
        what = ", ".join(dict.fromkeys(say(key) for key in lost))
        raise Refused("exchange.would-lose", name=shown(package.path), what=what)


def _has_extensions(package: Package) -> bool:
    """Whether a sheet has what newer versions of Excel keep apart, so that old ones pass over it."""
    with ZipFile(package.path) as archive:
        names = [name for name in archive.namelist() if name.lower() in package.extents]
        return any(b"extLst" in archive.read(name) for name in names)


def _editable(path: Path) -> Any:
    from openpyxl import load_workbook

    try:
        with told(path), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return load_workbook(path, rich_text=True)
    except (ParseError, BadZipFile, ValueError, LookupError, TypeError, AttributeError):
        raise StoreTrouble("exchange.damaged", name=shown(path)) from None


def _add(sheet: "Worksheet", row: Sequence[object]) -> None:
    last = max((cell.row for cell in _used(sheet)), default=0)
    if any(merged.min_row <= last + 1 <= merged.max_row for merged in sheet.merged_cells.ranges):
        raise Refused("exchange.merged", name=clean(sheet.title, one_line=True), row=last + 1)
    for place, value in enumerate(row, start=1):
        cell = sheet.cell(last + 1, place)
        if last > 1:
            _look_like(cell, sheet.cell(last, place))
        cell.value = _cell_value(value)
        if isinstance(cell.value, str):
            cell.data_type = "s"
    for table in sheet.tables.values():
        table.ref = _one_longer(table.ref, last)
        if table.autoFilter is not None:
            table.autoFilter.ref = table.ref
    if sheet.auto_filter.ref:
        sheet.auto_filter.ref = _one_longer(sheet.auto_filter.ref, last)
    if last > 1 and sheet.row_dimensions[last].height is not None:
        sheet.row_dimensions[last + 1].height = sheet.row_dimensions[last].height


def _cell_value(value: object) -> object:
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    exact = isinstance(value, int) and abs(value) < _EXACT
    if value is None or exact or isinstance(value, float | Decimal | date):
        return value
    return clean(value, limit=LONGEST_TEXT // 2)


def _used(sheet: "Worksheet") -> Iterable[Any]:
    return (
        cell
        for line in sheet.iter_rows()
        for cell in line
        if cell.value is not None and str(cell.value)
    )


def _look_like(cell: Any, above: Any) -> None:
    cell.font, cell.fill, cell.border = copy(above.font), copy(above.fill), copy(above.border)
    cell.alignment, cell.number_format = copy(above.alignment), above.number_format
    cell.protection = copy(above.protection)


def _one_longer(reference: str, last: int) -> str:
    """The range with one row more when it ended at the last used row."""
    start, _, end = reference.partition(":")
    letters = end.rstrip("0123456789")
    return f"{start}:{letters}{last + 1}" if end == f"{letters}{last}" else reference
