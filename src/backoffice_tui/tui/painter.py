"""Turns the rows of a list into strips of the screen and keeps those that are drawn often."""

import textwrap
from collections.abc import Callable, Collection, Sequence
from typing import Generic

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from backoffice_tui.routine.text import clean
from backoffice_tui.tui.lines import GAP, Column, Tone, fit, lay_out, segments
from backoffice_tui.tui.window import R

MARK, NO_MARK = "● ", "  "

Look = Callable[[Tone], Style]
"""The style of a tone in the theme worn now."""


class Painter(Generic[R]):
    """Draws rows in columns for one width."""

    def __init__(self, columns: Sequence[Column[R]], look: Look) -> None:
        self.columns = tuple(columns)
        self._look = look
        self._strips: dict[str, Strip] = {}
        self._looks: dict[Tone, Style] = {}
        self._laid: list[tuple[Column[R], int]] = []
        self._width = 0

    def resize(self, width: int) -> None:
        """Lays the columns out for lines of so many cells, unless they are."""
        if width == self._width:
            return
        self._width = width
        self._laid = lay_out(self.columns, width - len(MARK))
        self._strips.clear()

    def forget(self, *keys: str) -> None:
        """Draws these rows afresh when next shown; without keys all of them, styles too."""
        for key in keys:
            self._strips.pop(key, None)
        if not keys:
            self._strips.clear()
            self._looks.clear()

    def keep_only(self, keys: Collection[str]) -> None:
        """Lets go of rows that are no longer loaded."""
        for key in self._strips.keys() - keys:
            del self._strips[key]

    def row(self, row: R, *, marked: bool) -> Strip:
        """A row as a line."""
        strip = self._strips.get(row.key)
        if strip is None:
            plain = self._style("")
            parts = [(MARK if marked else NO_MARK, self._style("accent") if marked else plain)]
            for column, width in self._laid:
                cell = column.cell(row)
                parts.append((fit(cell.text, width), self._style(cell.style)))
                parts.append((" " * GAP, plain))
            strip = self._strips[row.key] = self._line(parts)
        return strip

    def chosen(self, strip: Strip, style: Style) -> Strip:
        """The row under the cursor: the same text in one style."""
        return Strip([Segment(strip.text, style)], self._width)

    def heading(self, style: Style, notice: str) -> Strip:
        """The titles of the columns, with a notice at the right end."""
        titles = [fit(column.title, width) + " " * GAP for column, width in self._laid]
        room = max(0, self._width - len(notice))
        text = fit(NO_MARK + "".join(titles).rstrip(), room) + notice
        return Strip([Segment(fit(text, self._width), style)], self._width)

    def message(self, text: str, line: int, height: int) -> Strip:
        """One line of a text, wrapped, in the upper half of an empty list of so many lines."""
        room = max(10, self._width - 2 * len(NO_MARK))
        parts = clean(text).splitlines()
        lines = [line for part in parts for line in textwrap.wrap(part, room) or [""]]
        at = line - max(0, (height - len(lines)) // 3)
        shown = lines[at] if 0 <= at < len(lines) else ""
        return self._line([(NO_MARK, self._style("")), (shown, self._style("muted"))])

    def blank(self) -> Strip:
        """A line with nothing on it."""
        return Strip.blank(self._width, self._style(""))

    def _line(self, parts: list[tuple[str, Style]]) -> Strip:
        strip = Strip(segments([part for part in parts if part[0]]))
        return strip.adjust_cell_length(self._width, self._style(""))

    def _style(self, tone: Tone) -> Style:
        style = self._looks.get(tone)
        if style is None:
            style = self._looks[tone] = self._look(tone)
        return style
