"""The sheets of a workbook that the guard let through, as rows of plain values."""

import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import isfinite
from pathlib import Path
from posixpath import normpath
from typing import Final, TypeAlias
from xml.etree import ElementTree
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineError, CalamineWorkbook

from backoffice_tui.exchange.extent import Extent
from backoffice_tui.exchange.files import shown, told
from backoffice_tui.exchange.guard import Package
from backoffice_tui.routine.errors import StoreTrouble

Cell: TypeAlias = str | int | float | bool | date | datetime | None
Row: TypeAlias = tuple[int, tuple[Cell, ...]]

MOST_COLUMNS: Final = 256
"""How far to the right a sheet is read that does not fit in memory."""

_WHOLE_NUMBERS = 10**15
_BOOK_BYTES = 1 << 20
_HALF_A_SECOND = timedelta(milliseconds=500)
# What the standard parser and openpyxl are known to raise on a sheet that is well packed and wrong inside.
_WRONG_INSIDE = (
    ElementTree.ParseError,
    BadZipFile,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    EOFError,
    OverflowError,
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of cells."""

    title: str
    extent: Extent


def sheets(package: Package) -> list[Sheet]:
    """The sheets in the order of their tabs, without charts; StoreTrouble when the workbook contradicts itself."""
    with _read_whole(package.path), ZipFile(package.path) as archive:
        book = _tree(archive, "xl/workbook.xml")
        links = {
            link.get("Id"): link
            for link in _tree(archive, "xl/_rels/workbook.xml.rels").iter()
            if link.get("Type", "").endswith("/worksheet")
        }
        found = [
            Sheet(entry.get("name", ""), package.extents[_part(links[key].get("Target", ""))])
            for entry in book.iter()
            if entry.tag.endswith("}sheet") and (key := _link(entry)) in links
        ]
        if not found:
            raise KeyError("sheet")
    return found


def _tree(archive: ZipFile, name: str) -> ElementTree.Element:
    with archive.open(name) as part:
        content = part.read(_BOOK_BYTES + 1)
    if len(content) > _BOOK_BYTES:
        raise ValueError(name)
    return ElementTree.fromstring(content)


def _link(sheet: ElementTree.Element) -> str | None:
    # The strict form of the format has another namespace for the same attribute.
    return next((value for key, value in sheet.attrib.items() if key.endswith("}id")), None)


def _part(target: str) -> str:
    return (target[1:] if target.startswith("/") else normpath(f"xl/{target}")).lower()


def rows(path: Path, sheet: Sheet) -> Iterator[Row]:
    """All rows from the first with the sheet's own numbers, blank ones too; StoreTrouble when it is wrong inside."""
    return _dense(path, sheet) if sheet.extent.fits else _streamed(path, sheet)


@contextmanager
def _read_whole(path: Path) -> Iterator[None]:
    try:
        with told(path):
            yield
    except (CalamineError, *_WRONG_INSIDE):
        raise StoreTrouble("exchange.damaged", name=shown(path)) from None


def _dense(path: Path, sheet: Sheet) -> Iterator[Row]:
    """By calamine, which holds the rectangle around all cells in memory."""
    errors = sheet.extent.errors
    in_rows = {row for row, _ in errors}
    with _read_whole(path), CalamineWorkbook.from_path(path) as book:
        table = book.get_sheet_by_name(sheet.title)
        first = table.start[1] + 1 if table.start else 1
        for number, values in enumerate(table.iter_rows(), start=1):
            if number in in_rows:
                # calamine gives error cells as empty ones.
                yield number, tuple(
                    errors.get((number, place)) or _plain(value)
                    for place, value in enumerate(values, start=first)
                )
            else:
                yield number, tuple(map(_plain, values))


def _streamed(path: Path, sheet: Sheet) -> Iterator[Row]:
    """By openpyxl: ten times slower, in flat memory, wherever the cells stand."""
    from openpyxl import load_workbook
    from openpyxl.utils.escape import unescape

    if sheet.extent.is_junk:
        raise StoreTrouble("exchange.damaged", name=shown(path))
    with _read_whole(path), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with closing(load_workbook(path, read_only=True, data_only=True, keep_links=False)) as book:
            table = book[sheet.title]
            # Many programs write the size of the sheet wrong.
            table.reset_dimensions()
            for number, values in enumerate(
                table.iter_rows(min_row=1, max_col=MOST_COLUMNS, values_only=True), start=1
            ):
                yield number, tuple(
                    unescape(value) if isinstance(value, str) and "_x" in value else _plain(value)
                    for value in values
                )


def _plain(value: object) -> Cell:
    kind = type(value)
    if kind is str:
        return value or None  # type: ignore[return-value]
    if kind is float:
        return _number(value)  # type: ignore[arg-type]
    if value is None or isinstance(value, bool | int):
        return value
    return _moment(value)


def _number(value: float) -> Cell:
    if not isfinite(value):
        return str(value)
    if value.is_integer() and abs(value) < _WHOLE_NUMBERS:
        return int(value)
    return value


def _moment(value: object) -> Cell:
    if isinstance(value, datetime):
        if value.microsecond:
            # A time of day is a fraction of a day and seldom comes out even.
            value = (value + _HALF_A_SECOND).replace(microsecond=0)
        return value.date() if value.time() == time() else value
    if isinstance(value, date):
        return value
    if isinstance(value, time):
        return value.isoformat("seconds")
    return str(value)
