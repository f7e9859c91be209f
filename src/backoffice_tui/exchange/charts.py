"""A report as a workbook: each table on a sheet of its own, with a chart that the spreadsheet itself draws."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from backoffice_tui.exchange.files import replacing
from backoffice_tui.routine.reporting import LINES, Cell, Chart, Report, Table
from backoffice_tui.routine.text import clean

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

LONGEST_TITLE: Final = 31
"""Signs that the name of a sheet can have."""

_FORBIDDEN: Final = str.maketrans(dict.fromkeys("[]:*?/\\", "-"))
_WIDTH, _HEIGHT = 24, 11
"""Centimetres of a chart."""


def write_charts(path: Path, report: Report) -> None:
    """Write the workbook whole or not at all; Conflict or StoreTrouble when it cannot be written."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    for table in (each.written for each in report.tables):
        sheet = book.create_sheet(_name(table.title))
        _fill(sheet, table)
        if table.chart and table.rows:
            sheet.add_chart(_chart(sheet, table, table.chart), f"{_letter(table)}2")
    with replacing(path) as file:
        book.save(file)


def _name(title: str) -> str:
    return clean(title, one_line=True).translate(_FORBIDDEN).strip("' ")[:LONGEST_TITLE] or "1"


def _letter(table: Table) -> str:
    """The column in which the chart begins: one to the right of the table."""
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(len(table.headings) + 2))


def _fill(sheet: "Worksheet", table: Table) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    for row, cells in enumerate((table.headings, *table.rows), start=1):
        for column, value in enumerate(cells, start=1):
            _put(sheet.cell(row, column), value)
    for column, heading in enumerate(table.headings, start=1):
        sheet.cell(1, column).font = Font(bold=True)
        longest = max(len(str(row[column - 1] or "")) for row in (table.headings, *table.rows))
        sheet.column_dimensions[get_column_letter(column)].width = min(
            60, max(longest, len(heading)) + 2
        )
    sheet.freeze_panes = "A2"
    # Printed, table and chart stand on one page beside each other.
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _put(cell: Any, value: Cell) -> None:
    if isinstance(value, str):
        # Whatever it begins with, it is text and no formula.
        cell.value, cell.data_type = clean(value), "s"
        return
    cell.value = value
    if isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"


def _chart(sheet: "Worksheet", table: Table, chart: Chart) -> Any:
    from openpyxl.chart import BarChart, LineChart

    drawn: Any = LineChart() if chart.kind == LINES else BarChart()
    _give(drawn, sheet, table, chart.names, chart.values)
    drawn.title = clean(table.title, one_line=True)
    drawn.width, drawn.height = _WIDTH, _HEIGHT
    drawn.legend.position = "b"
    if chart.kind != LINES:
        drawn.gapWidth = 60
    if chart.over:
        line: Any = LineChart()
        _give(line, sheet, table, chart.names, chart.over)
        drawn += line
    # Newer spreadsheets hide axes of which nothing is said.
    drawn.x_axis.delete = drawn.y_axis.delete = False
    drawn.y_axis.number_format = drawn.y_axis.numFmt.formatCode = "0"
    return drawn


def _give(
    drawn: Any, sheet: "Worksheet", table: Table, names: int, columns: tuple[int, ...]
) -> None:
    from openpyxl.chart import Reference

    last = len(table.rows) + 1
    for column in columns:
        values = Reference(sheet, min_col=column + 1, min_row=1, max_row=last)
        drawn.add_data(values, titles_from_data=True)
    drawn.set_categories(Reference(sheet, min_col=names + 1, min_row=2, max_row=last))
