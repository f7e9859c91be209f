"""A report: tables of figures, each with the chart that is drawn of it, and the same for scripts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

Cell = str | int | date | None
"""What stands in a table; times are texts."""

BARS: Final = "bars"
LINES: Final = "lines"


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of a table: the column with the names, those drawn, and those drawn as a line over bars."""

    kind: Literal["bars", "lines"]
    names: int
    values: tuple[int, ...]
    over: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of figures under headings."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    chart: Chart | None = None
    unwritten: int = 0
    """So many of the last columns hold what people wrote: no file gets them, as erasure does not reach it."""

    @property
    def written(self) -> "Table":
        """The table as a file may have it."""
        if not self.unwritten:
            return self
        kept = slice(None, -self.unwritten)
        rows = tuple(row[kept] for row in self.rows)
        return replace(self, headings=self.headings[kept], rows=rows, unwritten=0)


@dataclass(frozen=True, slots=True)
class Report:
    """Tables with a title, what is worth saying in sentences, and the figures by name."""

    title: str
    tables: tuple[Table, ...]
    said: Sequence[str]
    figures: Mapping[str, object]
