"""A report as a picture for a slide: the charts of its tables in SVG, drawn by a few lines of our own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from backoffice_tui.exchange.files import replacing
from backoffice_tui.routine.reporting import LINES, Cell, Report, Table
from backoffice_tui.routine.text import clean

WIDTH, HEIGHT = 1600, 900
MOST_PANELS: Final = 4
COLOURS: Final = ("#1f5fa8", "#d9822b", "#3d8b57", "#8a4f9e", "#5c6670")
"""Told apart by people who see colours differently, and on a projector."""

INK, PALE = "#20262d", "#d5dae0"
_TOP, _LEFT, _RIGHT, _BELOW = 96, 90, 30, 96
_OPENING: Final = (
    f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}"'
    f' height="{HEIGHT}" font-family="Arial, Helvetica, DejaVu Sans, sans-serif" role="img">'
)
_LABELLED: Final = 16
"""So many bars have their number written above them."""

_NAMED: Final = 14
"""So many names fit below a chart; of more every second, third … is written."""


def write_picture(path: Path, report: Report) -> None:
    """Write the picture whole or not at all; Conflict or StoreTrouble when it cannot be written."""
    text = picture(report)
    with replacing(path) as file:
        file.write(text.encode())


def picture(report: Report) -> str:
    """The charts of a report as an SVG document, side by side from two on."""
    charted = [table for table in report.tables if table.chart and table.rows]
    drawn = ([table for table in charted if _says_something(table)] or charted)[:MOST_PANELS]
    across = 1 if len(drawn) < 2 else 2
    down = -(-len(drawn) // across) or 1
    wide, high = WIDTH // across, (HEIGHT - _TOP) // down
    parts = [
        _OPENING,
        f"<title>{_text(report.title)}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        _words(_LEFT / 2, 58, report.title, size=38, weight="bold"),
    ]
    for at, table in enumerate(drawn):
        place = _Panel(at % across * wide, _TOP + at // across * high, wide, high)
        parts += place.drawn(table, titled=len(drawn) > 1)
    if not drawn:
        parts.append(_words(_LEFT / 2, 140, " ".join(report.said) or "–", size=26))
    elif report.said and down == 1:
        parts.append(_words(_LEFT / 2, HEIGHT - 18, " ".join(report.said), size=20, fill="#5c6670"))
    return "\n".join([*parts, "</svg>", ""])


@dataclass(frozen=True, slots=True)
class _Panel:
    """A part of the picture in which one chart is drawn."""

    x: float
    y: float
    wide: float
    high: float

    def drawn(self, table: Table, *, titled: bool) -> Iterator[str]:
        chart = table.chart
        if chart is None:
            return
        columns = (*chart.values, *chart.over)
        numbers = [[_number(row[column]) for row in table.rows] for column in columns]
        scale = _Scale(self, max(map(max, numbers)), min(map(min, numbers)), len(table.rows))
        if titled:
            yield _words(self.x + _LEFT / 2, self.y + 22, table.title, size=26, weight="bold")
        yield from scale.axis()
        yield from scale.names([row[chart.names] for row in table.rows])
        bars = 0 if chart.kind == LINES else len(chart.values)
        for at, values in enumerate(numbers):
            colour = COLOURS[at % len(COLOURS)]
            yield from (
                scale.bars(values, at, bars, colour) if at < bars else scale.line(values, colour)
            )
        yield from self._legend([table.headings[column] for column in columns])

    def _legend(self, names: Sequence[str]) -> Iterator[str]:
        x, y = self.x + _LEFT, self.y + self.high - 44
        for at, name in enumerate(names):
            colour = COLOURS[at % len(COLOURS)]
            yield f'<rect x="{x:.0f}" y="{y:.0f}" width="20" height="20" fill="{colour}"/>'
            yield _words(x + 28, y + 17, name, size=20)
            x += 60 + 12 * len(name)


class _Scale:
    """Where a value of a place in the row is drawn in a panel."""

    def __init__(self, panel: _Panel, most: int, least: int, count: int) -> None:
        self._step = nice_step(most - min(0, least))
        self._most = max(self._step, -(-most // self._step) * self._step)
        self._least = min(0, least // self._step * self._step)
        self._count = count
        self._left, self._right = panel.x + _LEFT, panel.x + panel.wide - _RIGHT
        self._top, self._bottom = panel.y + 48, panel.y + panel.high - _BELOW

    def _y(self, value: int) -> float:
        share = (value - self._least) / (self._most - self._least)
        return self._bottom - share * (self._bottom - self._top)

    @property
    def _slot(self) -> float:
        return (self._right - self._left) / max(1, self._count)

    def _x(self, at: int) -> float:
        return self._left + (at + 0.5) * self._slot

    def axis(self) -> Iterator[str]:
        """Lines across at round numbers."""
        for value in range(self._least, self._most + 1, self._step):
            y, colour = self._y(value), PALE if value else INK
            yield (
                f'<line x1="{self._left:.1f}" y1="{y:.1f}" x2="{self._right:.1f}" y2="{y:.1f}"'
                f' stroke="{colour}" stroke-width="1"/>'
            )
            yield _words(self._left - 10, y + 7, _spaced(value), anchor="end")

    def names(self, names: Sequence[Cell]) -> Iterator[str]:
        """What stands below, thinned out where there is too much of it."""
        room = max(1, int((self._right - self._left) / 100))
        every = -(-len(names) // min(room, _NAMED))
        letters = max(4, int(self._slot * every / 10))
        for at in range(0, len(names), every):
            text = str(names[at] if names[at] is not None else "")
            shown = text if len(text) <= letters else f"{text[: letters - 1]}…"
            yield _words(self._x(at), self._bottom + 26, shown, anchor="middle")

    def bars(self, values: Sequence[int], which: int, of: int, colour: str) -> Iterator[str]:
        """Bars side by side with those of the other columns."""
        wide = self._slot * 0.8 / of
        labelled = len(values) * of <= _LABELLED
        for at, value in enumerate(values):
            x = self._x(at) - self._slot * 0.4 + which * wide
            top, zero = sorted((self._y(value), self._y(0)))
            yield (
                f'<rect x="{x:.1f}" y="{top:.1f}" width="{wide * 0.94:.1f}"'
                f' height="{zero - top:.1f}" fill="{colour}"/>'
            )
            if labelled and value:
                yield _words(x + wide / 2, top - 6, _spaced(value), anchor="middle", fill=colour)

    def line(self, values: Sequence[int], colour: str) -> Iterator[str]:
        """A line through the values, with a dot at each where there are few."""
        points = [(self._x(at), self._y(value)) for at, value in enumerate(values)]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        yield (
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="4"'
            ' stroke-linejoin="round"/>'
        )
        for x, y in points if len(points) <= 60 else ():
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{colour}"/>'


def nice_step(span: int) -> int:
    """A step of 1, 2 or 5 times a power of ten that goes about five times into the span."""
    power = 1
    while span > 6 * 5 * power:
        power *= 10
    return next(step * power for step in (1, 2, 5) if span <= 6 * step * power)


def _says_something(table: Table) -> bool:
    columns = (*table.chart.values, *table.chart.over) if table.chart else ()
    return any(_number(row[column]) for row in table.rows for column in columns)


def _spaced(value: int) -> str:
    """A number with its thousands apart."""
    return f"{value:,}".replace(",", " ")


def _number(cell: Cell) -> int:
    return cell if isinstance(cell, int) else 0


def _text(text: str) -> str:
    return escape(clean(text, limit=300, one_line=True))


def _words(
    x: float,
    y: float,
    text: str,
    *,
    size: int = 18,
    anchor: str = "start",
    weight: str = "normal",
    fill: str = INK,
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}"'
        f' font-weight="{weight}" fill="{fill}">{_text(text)}</text>'
    )
