"""What goes to standard output and standard error: a table, a document, a sentence."""

import json
import shutil
import sys
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, TextIO

from backoffice_tui.routine.text import clean

LEAST: Final = 6
"""No column is cut narrower than this."""

_GAP: Final = "  "


def is_terminal(stream: TextIO | None) -> bool:
    """Whether somebody looks at the stream."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:
        return False


def line(text: str, stream: TextIO | None) -> None:
    """A line on a stream that may have been closed to us."""
    if stream is not None:
        stream.write(f"{text}\n")


def say_so(text: str) -> None:
    """A sentence on standard error."""
    line(clean(text, limit=2_000), sys.stderr)


def result(text: str) -> None:
    """Lines on standard output."""
    line(clean(text), sys.stdout)


def row(*cells: object) -> None:
    """Cells on one line of standard output, empty ones left out; tabs between in a pipe."""
    shown = [clean(cell, one_line=True) for cell in cells]
    between = _GAP if is_terminal(sys.stdout) else "\t"
    line(between.join(cell for cell in shown if cell), sys.stdout)


def document(value: object, stream: TextIO | None = None, *, indent: int | None = 2) -> None:
    """One JSON document, its texts cleaned."""
    text = json.dumps(plain(value), ensure_ascii=False, indent=indent, allow_nan=False)
    line(text, stream or sys.stdout)


def plain(value: object) -> Any:
    """A value as JSON knows it: days and times in ISO 8601, objects by the names of their fields."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str | Path):
        return clean(str(value))
    if is_dataclass(value):
        value = {each.name: getattr(value, each.name) for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, Collection):
        return [plain(each) for each in value]
    raise TypeError(type(value))


def table(
    headings: Sequence[str], rows: Sequence[Sequence[object]], flexible: Collection[int] = ()
) -> None:
    """Rows under headings: aligned and cut to the window on a terminal, tabs between in a pipe."""
    texts = [[clean(cell, one_line=True) for cell in row] for row in (headings, *rows)]
    if not is_terminal(sys.stdout):
        for cells in texts:
            line("\t".join(cells), sys.stdout)
        return
    widths = fitted(texts, shutil.get_terminal_size().columns, flexible)
    for cells in texts:
        shown = (pad(cell, wide) for cell, wide in zip(cells, widths, strict=True) if wide)
        line(_GAP.join(shown).rstrip(), sys.stdout)


def fitted(lines: Sequence[Sequence[str]], screen: int, flexible: Collection[int]) -> Sequence[int]:
    """The width of each column so that a line fits the screen; 0 for one there is no room for."""
    widths = [max(map(cells_of, column)) for column in zip(*lines, strict=True)]
    give = [at for at in range(len(widths)) if at in flexible] or list(range(len(widths)))
    while _total(widths) > screen and any(widths[at] > LEAST for at in give):
        widest = max(give, key=lambda at: widths[at])
        widths[widest] = max(LEAST, widths[widest] - (_total(widths) - screen))
    for at in reversed(range(1, len(widths))):
        if _total(widths) > screen:
            widths[at] = 0
    return [min(wide, screen) for wide in widths]


def _total(widths: Sequence[int]) -> int:
    shown = [wide for wide in widths if wide]
    return sum(shown) + len(_GAP) * (len(shown) - 1)


def cells_of(text: str) -> int:
    """How many cells of a terminal a text takes."""
    return len(text) if text.isascii() else sum(map(_cells, text))


def _cells(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def pad(text: str, wide: int) -> str:
    """The text in exactly so many cells, cut with an ellipsis where it is longer."""
    if cells_of(text) > wide:
        kept, used = "", 0
        for char in text:
            if used + _cells(char) > wide - 1:
                break
            kept, used = kept + char, used + _cells(char)
        text = kept + "…"
    return text + " " * (wide - cells_of(text))
