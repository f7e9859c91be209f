"""A report written to a file: a workbook with charts of its own, or a picture for a slide."""

from pathlib import Path

from backoffice_tui.routine.errors import Usage
from backoffice_tui.routine.reporting import Report
from backoffice_tui.routine.text import clean


def write(report: Report, path: Path) -> None:
    """Write .xlsx or .svg by ending, whole or not at all; Usage, Conflict or StoreTrouble when it cannot be written."""
    if path.suffix.lower() == ".svg":
        from backoffice_tui.exchange.picture import write_picture

        write_picture(path, report)
    elif path.suffix.lower() == ".xlsx":
        from backoffice_tui.exchange.charts import write_charts

        write_charts(path, report)
    else:
        name = clean(path.name, limit=100, one_line=True)
        raise Usage("figures.ending", field="file", name=name, ending=".xlsx, .svg")
