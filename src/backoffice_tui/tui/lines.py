"""Lines of a list: which columns there is room for, and texts that fill exactly their cells."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, Literal, TypeVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style

from backoffice_tui.routine.text import clean

R = TypeVar("R")

Tone = Literal["", "strong", "muted", "success", "warning", "error", "accent"]
"""How a cell is meant; the theme says how that looks."""

TONES: Final[tuple[Tone, ...]] = ("strong", "muted", "success", "warning", "error", "accent")

GAP: Final = 1
"""Cells between two columns."""

_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one column of one row; any text, cleaned and cut when it is drawn."""

    text: str
    style: Tone = ""


# No slots: with them Python 3.11 cannot call `Column[Row](...)`.
@dataclass(frozen=True)
class Column(Generic[R]):
    """One column: its width in cells (the least, if flexible), and how wide a list it needs."""

    name: str
    title: str
    width: int
    min_screen_width: int
    flexible: bool
    cell: Callable[[R], Cell]


def fit(text: object, width: int) -> str:
    """The value as one line of exactly `width` cells, cut with an ellipsis or filled up."""
    shown = clean(str(text)[:_LONGEST], one_line=True)
    size = len(shown) if shown.isascii() else cell_len(shown)
    if size <= width:
        return shown + " " * (width - size)
    return set_cell_size(shown, width - 1) + "…" if width > 0 else ""


def lay_out(columns: Sequence[Column[R]], width: int) -> list[tuple[Column[R], int]]:
    """The columns and their widths in a list of `width` cells; flexible ones share the rest."""
    shown = [column for column in columns if column.min_screen_width <= width]
    while len(shown) > 1 and _needed(shown) > width:
        shown.remove(max(reversed(shown), key=lambda column: column.min_screen_width))
    spare = max(0, width - _needed(shown))
    flexible = [column.name for column in shown if column.flexible]
    laid = []
    for column in shown:
        more = 0
        if column.name in flexible:
            more = spare // len(flexible) + (column.name == flexible[0]) * (spare % len(flexible))
        laid.append((column, column.width + more))
    return laid


def _needed(columns: Sequence[Column[R]]) -> int:
    return sum(column.width for column in columns) + GAP * max(0, len(columns) - 1)


def segments(parts: Iterable[tuple[str, Style]]) -> list[Segment]:
    """The parts as segments, neighbours of the same style as one."""
    joined: list[Segment] = []
    texts: list[str] = []
    style: Style | None = None
    for text, its in parts:
        if its is not style and texts:
            joined.append(Segment("".join(texts), style))
            texts = []
        style = its
        texts.append(text)
    if texts:
        joined.append(Segment("".join(texts), style))
    return joined
