"""Draws the rows of a grid: cells that stand out, headings that say how the rows are arranged."""

import textwrap
from collections.abc import Mapping
from typing import Final, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from backoffice_tui.routine.listing import CaseLine
from backoffice_tui.tui.lines import GAP, fit
from backoffice_tui.tui.painter import MARK, NO_MARK, Painter
from backoffice_tui.tui.sheet import Arrangement

UP, DOWN, NARROWED = "▲", "▼", "≡"
MOST_NOTE: Final = 4
"""Lines of a refusal that are shown below its cell."""


class Span(NamedTuple):
    """Where a column is drawn."""

    name: str
    start: int
    width: int


class Touch(NamedTuple):
    """How a cell stands out: its style, and another text than its own where there is one."""

    style: Style
    text: str | None = None


class GridPainter(Painter[CaseLine]):
    """Rows of which single cells are chosen."""

    arrangement = Arrangement()
    shorts: Mapping[str, str] = {}

    def spans(self) -> list[Span]:
        """The columns as they are laid out now."""
        found, at = [], len(NO_MARK)
        for column, width in self._laid:
            found.append(Span(column.name, at, width))
            at += width + GAP
        return found

    def touched(self, row: CaseLine, *, marked: bool, touches: Mapping[str, Touch]) -> Strip:
        """A row with some cells that stand out."""
        plain = self._style("")
        parts = [(MARK if marked else NO_MARK, self._style("accent") if marked else plain)]
        for column, width in self._laid:
            touch = touches.get(column.name)
            cell = column.cell(row)
            text = cell.text if touch is None or touch.text is None else touch.text
            parts.append((fit(text, width), touch.style if touch else self._style(cell.style)))
            parts.append((" " * GAP, plain))
        return self._line(parts)

    def heading(self, style: Style, notice: str) -> Strip:
        """The titles, each with a sign where the rows are sorted or narrowed by it."""
        parts = [NO_MARK]
        for column, width in self._laid:
            sign = self._sign(column.name)
            room = width - len(sign)
            title = column.title
            title = self.shorts.get(column.name, title) if len(title) > room else title
            parts.append(fit(title, room) + sign + " " * GAP)
        room = max(0, self._width - len(notice))
        text = fit("".join(parts).rstrip(), room) + notice
        return Strip([Segment(fit(text, self._width), style)], self._width)

    def _sign(self, name: str) -> str:
        arrangement = self.arrangement
        sign = NARROWED if name in arrangement.wanted else ""
        if arrangement.by == name:
            sign += DOWN if arrangement.down else UP
        return sign

    def note(self, text: str, style: Style) -> list[Strip]:
        """A refusal as a few lines to put below its cell."""
        room = max(20, self._width - 6)
        lines = textwrap.wrap(text, room)[:MOST_NOTE]
        return [
            Strip([Segment(fit(f"  {'✗ ' if at == 0 else '  '}{line}", self._width), style)])
            for at, line in enumerate(lines)
        ]
