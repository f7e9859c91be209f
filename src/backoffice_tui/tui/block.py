"""A block of cells as text: what a spreadsheet puts on the clipboard, and what it takes from there."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Final

from backoffice_tui.exchange.delimited import as_it_was, harmless
from backoffice_tui.routine.text import clean

MOST_ROWS: Final = 10_000
MOST_CHARACTERS: Final = 2_000_000

_LINE_ENDS = re.compile(r"\r\n?")


def read_block(text: str) -> list[list[str]]:
    """The cells of a pasted text, row by row; one cell where it has neither tab nor line end."""
    text = _LINE_ENDS.sub("\n", text[:MOST_CHARACTERS]).removesuffix("\n")
    lines = csv.reader(io.StringIO(text.replace("\0", "")), delimiter="\t")
    try:
        rows = [[_cell(cell) for cell in row] for row in lines]
    except csv.Error:
        rows = [[_cell(cell) for cell in row.split("\t")] for row in text.split("\n")]
    return [row or [""] for row in rows[:MOST_ROWS]]


def _cell(text: str) -> str:
    return " ".join(clean(as_it_was(text)).split())


def as_block(rows: Iterable[Sequence[str]]) -> str:
    """Rows of cells as tab-separated text that a spreadsheet takes, and in which it runs nothing."""
    target = io.StringIO()
    sheet = csv.writer(target, delimiter="\t", lineterminator="\n")
    sheet.writerows([harmless(clean(cell)) for cell in row] for row in rows)
    return target.getvalue().removesuffix("\n")
