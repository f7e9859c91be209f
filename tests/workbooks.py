"""Workbooks for tests: made by openpyxl, or put together part by part as no honest program would."""

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from openpyxl import Workbook

from backoffice_tui.exchange.tables import Table, read_table

MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET: Final = "xl/worksheets/sheet1.xml"
HEAD: Final = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>Nummer</t></is></c>'
    '<c r="B1" t="inlineStr"><is><t>Titel</t></is></c></row>'
)


def plain(rows: Sequence[Sequence[object]]) -> Workbook:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    return book


def parts(book: Workbook | None = None) -> dict[str, bytes]:
    """The parts of a workbook as it is saved."""
    saved = io.BytesIO()
    (book or plain([["Nummer", "Titel"], ["1", "Avflytt"]])).save(saved)
    with zipfile.ZipFile(saved) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(path: Path, content: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return path


def sheet(rows: str, before: str = "", after: str = "") -> bytes:
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'.encode()


def with_sheet(path: Path, xml: bytes, **others: bytes) -> Path:
    """A workbook whose only sheet is these bytes."""
    return pack(path, parts() | {SHEET: xml} | others)


def saved(path: Path, book: Workbook) -> Path:
    book.save(path)
    return path


def read(path: Path, *wanted: str) -> tuple[Table, dict[int, tuple[object, ...]]]:
    """The table, and its rows by number."""

    def is_heading(values: Sequence[object]) -> bool:
        return set(wanted) <= set(values)

    table = read_table(path, headings=is_heading if wanted else None)
    return table, dict(table.rows)
