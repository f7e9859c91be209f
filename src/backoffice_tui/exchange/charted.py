"""Tables of figures written as a workbook, a native chart beside each."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from backoffice_tui.exchange.files import replacing, shown
from backoffice_tui.routine.errors import Usage
from backoffice_tui.routine.text import clean

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_LONGEST_TITLE: Final = 31
"""Characters that the tab of a sheet can have."""

_HEIGHT, _WIDTH = 9.0, 24.0
"""Centimetres of a chart."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with a heading for each column, and the numbers of the columns that are drawn as bars."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[object]]
    chart: Sequence[int]


def write_charted(path: Path, sheets: Sequence[Sheet]) -> None:
    """Writes the sheets to .xlsx whole or not at all; Usage, Conflict, StoreTrouble when it cannot."""
    from openpyxl import Workbook

    if path.suffix.lower() != ".xlsx":
        raise Usage("weeks.not-xlsx", field="xlsx", name=shown(path))
    book = Workbook()
    book.remove(book.worksheets[0])
    for each in sheets:
        title = clean(each.title, limit=_LONGEST_TITLE, one_line=True)
        _fill(book.create_sheet(title), each)
    with replacing(path) as file:
        book.save(file)


def _fill(sheet: "Worksheet", table: Sheet) -> None:
    for row, cells in enumerate((table.headings, *table.rows), 1):
        for column, value in enumerate(cells, 1):
            cell = sheet.cell(row, column, clean(value) if isinstance(value, str) else value)
            if isinstance(value, str):
                # A text stays a text, whatever it begins with.
                cell.data_type = "s"
    for column in range(1, len(table.headings) + 1):
        sheet.column_dimensions[sheet.cell(1, column).column_letter].width = 16
    sheet.freeze_panes = "A2"
    if table.rows:
        _draw(sheet, table)


def _draw(sheet: "Worksheet", table: Sheet) -> None:
    from openpyxl.chart import BarChart, Reference

    last = len(table.rows) + 1
    chart = BarChart()
    chart.title, chart.height, chart.width = table.title, _HEIGHT, _WIDTH
    # Without this Excel leaves the names of the axes' values out.
    chart.x_axis.delete = chart.y_axis.delete = False
    for column in table.chart:
        values = Reference(sheet, min_col=column + 1, min_row=1, max_row=last)
        chart.add_data(values, titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=2, max_row=last))
    beside = sheet.cell(2, len(table.headings) + 2).coordinate
    sheet.add_chart(chart, beside)
