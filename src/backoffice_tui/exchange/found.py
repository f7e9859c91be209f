"""A table that a team keeps in a workbook of its own, found as it is by its headings."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final
from zipfile import ZipFile

from backoffice_tui.exchange.extent import column
from backoffice_tui.exchange.files import shown, told
from backoffice_tui.exchange.guard import Package, inspect
from backoffice_tui.exchange.sheets import Cell, Row, Sheet, placed, sheets
from backoffice_tui.exchange.tables import HEADING_ROWS, IsHeading
from backoffice_tui.routine.errors import Refused, Usage
from backoffice_tui.routine.text import clean

ENDING: Final = ".xlsx"
MOST_ROWS: Final = 100_000
"""Rows with anything in them; a tracker with more is no tracker any more."""

_FORMULA = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^<>]*>\s*<f')


@dataclass(slots=True)
class Found:
    """The sheet of a workbook that has the wanted headings, with its rows below them, blank ones left out."""

    path: Path
    package: Package
    sheets: list[Sheet]
    at: int
    """Which of the sheets it is."""
    heading_row: int
    headings: dict[int, str]
    """The headings by their column, counted from 1."""
    rows: list[Row]
    twins: list[str] = field(default_factory=list)
    """Other sheets with such headings."""
    formulas: dict[int, frozenset[int]] = field(default_factory=dict)
    """The columns of each row in which a formula stands."""
    stamp: tuple[int, int, int] = (0, 0, 0)

    @property
    def title(self) -> str:
        """The name of the sheet, safe to show."""
        return clean(self.sheets[self.at].title, one_line=True, limit=60)


def find(path: Path, wanted: IsHeading) -> Found | None:
    """The first sheet with the wanted headings in its first rows; None where there is none, StoreTrouble if unfit."""
    if path.suffix.lower() != ENDING:
        raise Usage("tracker.ending", name=shown(path))
    with told(path):
        stamp = stamp_of(path)
    package = inspect(path)
    every = sheets(package)
    found: Found | None = None
    for at, sheet in enumerate(every):
        rows = placed(path, sheet)
        heading = _heading(rows, wanted)
        if heading is None:
            continue
        if found is not None:
            found.twins.append(clean(sheet.title, one_line=True, limit=60))
            continue
        found = Found(path, package, every, at, heading[0], _names(heading[1]), _below(path, rows))
        found.formulas = _formulas(path, sheet)
        found.stamp = stamp
    return found


def _names(cells: Sequence[Cell]) -> dict[int, str]:
    """The headings by their column."""
    texts = (" ".join(clean(_one_line(cell), one_line=True).split()) for cell in cells)
    return {place: text for place, text in enumerate(texts, start=1) if text}


def _one_line(cell: Cell) -> Cell:
    return cell.replace("\n", " ") if isinstance(cell, str) else cell


def _heading(rows: Iterator[Row], wanted: IsHeading) -> Row | None:
    """The row with the headings; what is left of `rows` stands below it."""
    for number, cells in rows:
        if number > HEADING_ROWS:
            return None
        if wanted([_one_line(cell) for cell in cells]):
            return number, cells
    return None


def _below(path: Path, rows: Iterator[Row]) -> list[Row]:
    found = [*islice(rows, MOST_ROWS + 1)]
    if len(found) > MOST_ROWS:
        raise Refused("tracker.too-many", name=shown(path), most=MOST_ROWS)
    return found


def _formulas(path: Path, sheet: Sheet) -> dict[int, frozenset[int]]:
    with told(path), ZipFile(path) as archive:
        content = archive.read(sheet.part)
    found: dict[int, set[int]] = {}
    for letters, row in _FORMULA.findall(content):
        found.setdefault(int(row), set()).add(column(letters))
    return {row: frozenset(columns) for row, columns in found.items()}


def stamp_of(path: Path) -> tuple[int, int, int]:
    """What changes when somebody saves the file."""
    found = path.stat()
    return found.st_ino, found.st_mtime_ns, found.st_size


def has(path: Path, wanted: IsHeading) -> bool:
    """Whether the workbook has a sheet with the wanted headings; StoreTrouble when it is unfit."""
    return any(_heading(placed(path, sheet), wanted) for sheet in sheets(inspect(path)))
