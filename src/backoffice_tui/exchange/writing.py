"""A list written for others to read."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO

from backoffice_tui.exchange.delimited import harmless
from backoffice_tui.exchange.files import replacing, shown
from backoffice_tui.exchange.parts import Unfit
from backoffice_tui.exchange.sheetxml import SheetWriter
from backoffice_tui.routine.errors import Usage
from backoffice_tui.routine.text import clean


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
