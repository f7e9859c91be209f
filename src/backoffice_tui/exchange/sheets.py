"""The sheets of a workbook that the guard let through, as rows of plain values."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import isfinite
from pathlib import Path
from posixpath import normpath
from typing import TypeAlias
from xml.etree.ElementTree import Element, ParseError, fromstring
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineError, CalamineWorkbook

from backoffice_tui.exchange.extent import Extent
from backoffice_tui.exchange.files import shown, told
from backoffice_tui.exchange.guard import Package
from backoffice_tui.exchange.streamed import stream
from backoffice_tui.routine.errors import StoreTrouble

Cell: TypeAlias = str | int | float | bool | date | datetime | None
Row: TypeAlias = tuple[int, tuple[Cell, ...]]

_WHOLE_NUMBERS = 10**15
_BOOK = "xl/workbook.xml"
_STYLES = "xl/styles.xml"
_MOST_BOOK = 4 << 20
_HALF_A_SECOND = timedelta(milliseconds=500)
# What is raised for a workbook that is well packed and wrong inside.
_WRONG_INSIDE = (
    CalamineError,
    ParseError,
    ExpatError,
    BadZipFile,
    ValueError,
    LookupError,
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of cells."""

    title: str
    part: str
    extent: Extent


def sheets(package: Package) -> list[Sheet]:
    """The sheets in the order of their tabs, without charts; StoreTrouble when the workbook contradicts itself."""
    with _read_whole(package.path), ZipFile(package.path) as archive:
        book = _tree(archive, _BOOK)
        links = {
            link.get("Id"): link
            for link in _tree(archive, "xl/_rels/workbook.xml.rels").iter()
            if link.get("Type", "").endswith("/worksheet")
        }
        real = {name.lower(): name for name in archive.namelist()}
        found = []
        for entry in book.iterfind("{*}sheets/{*}sheet"):
            if (key := _link(entry)) in links:
                part = _part(links[key].get("Target", ""))
                title = entry.get("name", "")
                found.append(Sheet(title, real[part], package.extents[part]))
        if not found:
            raise KeyError("sheet")
    return found


def _tree(archive: ZipFile, name: str) -> Element:
    with archive.open(name) as part:
        content = part.read(_MOST_BOOK + 1)
    if len(content) > _MOST_BOOK:
        raise ValueError(name)
    # The guard refused what such parsers are attacked with.
    return fromstring(content)  # noqa: S314


def _link(sheet: Element) -> str | None:
    # The strict form of the format has another namespace for the same attribute.
    return next((value for key, value in sheet.attrib.items() if key.endswith("}id")), None)


def _part(target: str) -> str:
    return (target[1:] if target.startswith("/") else normpath(f"xl/{target}")).lower()


def rows(path: Path, sheet: Sheet) -> Iterator[Row]:
    """The rows with the sheet's own numbers, blank ones perhaps among them; StoreTrouble when it is wrong inside."""
    return _dense(path, sheet) if sheet.extent.fits else _streamed(path, sheet)


def placed(path: Path, sheet: Sheet) -> Iterator[Row]:
    """The rows that have anything in them, each value in the place of its column, counted from A."""
    if not sheet.extent.fits:
        yield from _streamed(path, sheet)
        return
    for number, cells in _dense(path, sheet, whole=True):
        if cells.count(None) < len(cells):
            yield number, cells


@contextmanager
def _read_whole(path: Path) -> Iterator[None]:
    try:
        with told(path):
            yield
    except _WRONG_INSIDE:
        raise StoreTrouble("exchange.damaged", name=shown(path)) from None


def _dense(path: Path, sheet: Sheet, *, whole: bool = False) -> Iterator[Row]:
    """By calamine, which holds the rectangle around all cells in memory; `whole` rows begin in column A."""
    errors = sheet.extent.errors
    in_rows = {row for row, _ in errors}
    with _read_whole(path), CalamineWorkbook.from_path(path) as book:
        table = book.get_sheet_by_name(sheet.title)
        first = table.start[1] + 1 if table.start else 1
        # calamine leaves out the columns before the first one used, though not the rows.
        before: tuple[Cell, ...] = (None,) * (first - 1) if whole else ()
        for number, values in enumerate(table.iter_rows(), start=1):
            if number in in_rows:
                # calamine gives error cells as empty ones.
                cells = tuple(
                    errors.get((number, place)) or _plain(value)
                    for place, value in enumerate(values, start=first)
                )
            else:
                cells = tuple(map(_plain, values))
            yield number, before + cells if before else cells


def _streamed(path: Path, sheet: Sheet) -> Iterator[Row]:
    from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

    with _read_whole(path), ZipFile(path) as archive:
        properties = next(_tree(archive, _BOOK).iterfind("{*}workbookPr"), None)
        by_1904 = properties is not None and properties.get("date1904") in {"1", "true"}
        styles = _tree(archive, _STYLES) if _STYLES in archive.namelist() else Element("styleSheet")
        epoch = MAC_EPOCH if by_1904 else WINDOWS_EPOCH
        for number, values in stream(archive, sheet.part, styles, epoch):
            yield number, tuple(map(_plain, values))


def _plain(value: object) -> Cell:
    kind = type(value)
    if kind is str:
        return value or None  # type: ignore[return-value]
    if kind is float:
        return _number(value)  # type: ignore[arg-type]
    if value is None or isinstance(value, int):
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
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return str(value)
