"""A list somebody made elsewhere, read as rows under headings with the row numbers its own program shows."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Final, TypeAlias

from backoffice_tui.exchange import delimited, sheets
from backoffice_tui.exchange.files import shown
from backoffice_tui.exchange.guard import inspect
from backoffice_tui.exchange.sheets import Cell, Row, Sheet
from backoffice_tui.routine.errors import StoreTrouble, Usage
from backoffice_tui.routine.text import clean
from backoffice_tui.texts import say

WORKBOOKS: Final = (".xlsx", ".xlsm")
TEXTS: Final = (".csv", ".txt", ".tsv")

HEADING_ROWS: Final = 20
"""The headings stand in one of these first rows."""
BLANK_ROWS: Final = 1_000
"""After so many blank rows the list is over."""

IsHeading: TypeAlias = Callable[[Sequence[object]], bool]


@dataclass(slots=True)
class Table:
    """The rows of a file under its headings, blank rows left out."""

    path: Path
    headings: tuple[str, ...]
    rows: Iterator[tuple[int, tuple[Cell, ...]]]
    """The number of the row in its file, counted from 1, and a value for each heading; read as it is walked through."""
    notes: list[str] = field(default_factory=list)
    """What was not read and why; complete when the rows have been walked through."""
    size: int = 0
    """About how many rows there are, 0 when unknown."""


def read_table(path: Path, *, headings: IsHeading | None = None) -> Table:
    """Opens .xlsx, .csv, .txt or .tsv; StoreTrouble for a file that cannot be read, Usage for another ending.

    The headings are the first row of the first twenty that `headings` says yes to, on the first sheet
    that has one; else the first row with anything in it.
    """
    ending = path.suffix.lower()
    if ending in WORKBOOKS:
        return _from_workbook(path, headings)
    if ending in TEXTS:
        return _from_text(path, headings)
    raise Usage("exchange.ending", name=shown(path))


def _from_workbook(path: Path, wanted: IsHeading | None) -> Table:
    found = sheets.sheets(inspect(path))
    chosen: tuple[Sheet, _Opening] | None = None
    for sheet in found:
        opening = _open(sheets.rows(path, sheet), wanted)
        if opening is None:
            continue
        if opening.sure or wanted is None:
            chosen = sheet, opening
            break
        chosen = chosen or (sheet, opening)
    if chosen is None:
        raise StoreTrouble("exchange.nothing", name=shown(path))
    sheet, opening = chosen
    table = opening.table(path, sheet.extent.last_row)
    others = [other.title for other in found if other is not sheet and other.extent.cells]
    if others:
        names = clean(", ".join(others), one_line=True, limit=100)
        read = clean(sheet.title, one_line=True)
        table.notes.append(say("exchange.other-sheets", sheet=read, others=names))
    return table


def _from_text(path: Path, wanted: IsHeading | None) -> Table:
    text = delimited.look_at(path)
    opening = None
    for delimiter in delimited.delimiters(text, HEADING_ROWS if wanted else 1):
        opening = _open(delimited.rows(text, delimiter), wanted)
        if opening is None or opening.sure or wanted is None:
            break
    else:
        # No way of cutting the lines gives known headings: the likeliest way it is.
        opening = _open(delimited.rows(text, delimited.delimiters(text, 1)[0]), wanted)
    if opening is None:
        raise StoreTrouble("exchange.nothing", name=shown(path))
    table = opening.table(path, text.lines)
    table.notes += text.notes
    return table


@dataclass(slots=True)
class _Opening:
    """The heading row of a sheet, and the rows below it."""

    number: int
    headings: tuple[Cell, ...]
    rest: Iterator[Row]
    sure: bool

    def table(self, path: Path, last_row: int) -> Table:
        names = [" ".join(clean(value, one_line=True).split()) for value in self.headings]
        while names and not names[-1]:
            names.pop()
        notes: list[str] = []
        below = _below(self.rest, self.number, len(names), notes)
        return Table(path, tuple(names), below, notes, max(0, last_row - self.number))


def _open(source: Iterator[Row], wanted: IsHeading | None) -> _Opening | None:
    """Finds the heading row; None when nothing stands in any of the rows looked at."""
    looked_at: list[Row] = []
    for number, values in source:
        if _is_blank(values):
            continue
        if wanted is None:
            return _Opening(number, values, source, sure=False)
        if number <= HEADING_ROWS and wanted(values):
            return _Opening(number, values, source, sure=True)
        looked_at.append((number, values))
        if number >= HEADING_ROWS:
            break
    if not looked_at:
        return None
    number, values = looked_at[0]
    return _Opening(number, values, chain(looked_at[1:], source), sure=False)


def _is_blank(values: Sequence[Cell]) -> bool:
    return values.count(None) == len(values)


def _below(source: Iterator[Row], last: int, width: int, notes: list[str]) -> Iterator[Row]:
    """The rows after row `last`, until they end or too many blank ones follow each other."""
    beyond = False
    filler = (None,) * width
    for number, values in source:
        if _is_blank(values):
            continue
        if number - last > BLANK_ROWS:
            notes.append(say("exchange.blank-rows", count=BLANK_ROWS, row=last))
            return
        last = number
        if len(values) > width and not beyond and not _is_blank(values[width:]):
            beyond = True
            notes.append(say("exchange.no-heading", row=number))
        yield number, values if len(values) == width else (values + filler)[:width]
