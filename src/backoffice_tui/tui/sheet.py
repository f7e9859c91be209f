"""The rows of a grid: every row of a list, sorted and narrowed by column, with a place for each."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.listing import CaseLine
from backoffice_tui.routine.text import fold, natural, sort_key
from backoffice_tui.routine.tracker import FIELDS
from backoffice_tui.settings.routine_data import RoutineData
from backoffice_tui.texts import say
from backoffice_tui.tui.columns import STATE_SIGNS, STATE_TONES, mark_of
from backoffice_tui.tui.lines import Cell, Column

MARK: Final = "mark"
PROGRESS: Final = "progress"
AGE: Final = "age"
COMPUTED: Final = (PROGRESS, AGE)
"""Columns beside the sheet's own; nobody types in them."""

_WIDTHS: Final[Mapping[str, tuple[int, bool]]] = {
    "customer": (8, False),
    "number": (8, False),
    "subject": (11, True),
    "registered_by": (6, False),
    "state": (11, False),
    "handler": (6, False),
    "note": (9, True),
    PROGRESS: (6, False),
    AGE: (3, False),
}
"""The least width of each column, and whether it takes a share of what is left."""

Texts = Callable[[CaseLine], str]
SortKey = tuple[bool, float, str]
"""Whether the cell is empty, and what it is sorted by."""


def text_of(queue: Queue, line: CaseLine, name: str, today: date) -> str:
    """What stands in a cell, as it is typed, copied and looked for."""
    if name == "state":
        return queue.state_word(line)
    if name == AGE:
        return str((today - line.received).days)
    return str(getattr(line, name) or "")


def columns_of_sheet(
    queue: Queue, data: RoutineData, agent: str, today: date
) -> list[Column[CaseLine]]:
    """The sheet's columns in the sheet's order, with progress and age, after the sign of the row."""
    cells: dict[str, Callable[[CaseLine], Cell]] = {
        "state": lambda line: Cell(
            f"{STATE_SIGNS[line.state]} {queue.state_word(line)}", STATE_TONES[line.state]
        ),
        "number": lambda line: Cell(line.number, STATE_TONES[line.state] or "strong"),
        "handler": lambda line: Cell(line.handler, "accent" if line.handler == agent else "muted"),
        "registered_by": lambda line: Cell(line.registered_by, "muted"),
        PROGRESS: lambda line: Cell(
            line.progress, "success" if line.ticks_done == line.ticks_total else ""
        ),
    }
    sign = Column[CaseLine](MARK, "", 1, 0, False, lambda line: mark_of(queue, line, agent, today))
    return [sign, *(_column(queue, data, name, today, cells) for name in (*FIELDS, *COMPUTED))]


def _column(
    queue: Queue,
    data: RoutineData,
    name: str,
    today: date,
    cells: Mapping[str, Callable[[CaseLine], Cell]],
) -> Column[CaseLine]:
    width, flexible = _WIDTHS[name]

    def plain(line: CaseLine) -> Cell:
        return Cell(text_of(queue, line, name, today))

    title = heading_of(queue, data, name)
    return Column(name, title, width, 0, flexible, cells.get(name, plain))


def short_titles(names: Iterable[str]) -> dict[str, str]:
    """A heading of a few letters for each column, for where the sheet's own does not fit."""
    return {name: say(f"grid.short.{name}") for name in names}


def heading_of(queue: Queue, data: RoutineData, name: str) -> str:
    """The heading of a column as the team's sheet writes it."""
    spelled = data.headings.get(name)
    return spelled[0] if spelled else queue.word(f"column.{name}")


@dataclass(frozen=True, slots=True)
class Arrangement:
    """By which column the rows are sorted, which way, and what each column is narrowed to."""

    by: str = ""
    down: bool = False
    wanted: Mapping[str, str] = field(default_factory=dict)

    def sorted_by(self, name: str) -> "Arrangement":
        """Upwards by this column, then downwards, then as the routine has it."""
        if self.by != name:
            return replace(self, by=name, down=False)
        return replace(self, by="" if self.down else name, down=not self.down)

    def narrowed(self, name: str, wanted: str) -> "Arrangement":
        """Only rows whose cell answers to this; an empty text lets all through."""
        others = {each: text for each, text in self.wanted.items() if each != name}
        return replace(self, wanted=others | ({name: wanted} if wanted.strip() else {}))


def answers(text: str, wanted: str) -> bool:
    """Whether a cell answers to what was asked: `a; b` either, `!a` not, `=a` exactly, `=` empty."""
    parts = [part.strip() for part in wanted.split(";") if part.strip()]
    no = [part[1:] for part in parts if part.startswith("!")]
    yes = [part for part in parts if not part.startswith("!")]
    if any(_is(text, part) for part in no):
        return False
    return not yes or any(_is(text, part) for part in yes)


def _is(text: str, part: str) -> bool:
    if part.startswith("="):
        return fold(text).strip() == fold(part[1:]).strip()
    return fold(part) in fold(text)


class Sheet:
    """Rows under one arrangement; what is changed meanwhile keeps its place until it is arranged anew."""

    def __init__(self, queue: Queue, today: date) -> None:
        self._queue, self._today = queue, today
        self.rows: list[CaseLine] = []
        self.total = 0
        self.arrangement = Arrangement()
        self._places: dict[str, int] = {}
        self._sorted_as: dict[str, SortKey] = {}
        self._kept: set[str] = set()

    def text(self, line: CaseLine, name: str) -> str:
        """What stands in a cell."""
        return text_of(self._queue, line, name, self._today)

    def place(self, key: str) -> int | None:
        """Where the row with this key stands."""
        return self._places.get(key)

    def arranged(self, lines: Sequence[CaseLine], arrangement: Arrangement) -> "Sheet":
        """A sheet of these lines; rows that were here stay where they were if the arrangement did."""
        fresh = Sheet(self._queue, self._today)
        fresh.arrangement, fresh.total = arrangement, len(lines)
        same = arrangement == self.arrangement
        kept, known = (self._kept, self._sorted_as) if same else (set(), {})
        rows = [line for line in lines if line.key in kept or fresh.lets_through(line)]
        fresh._kept = {line.key for line in rows}
        if arrangement.by:
            keys = {line.key: known.get(line.key) or fresh.sort_key(line) for line in rows}
            rows.sort(key=lambda line: keys[line.key][1:], reverse=arrangement.down)
            rows.sort(key=lambda line: keys[line.key][0])
            fresh._sorted_as = keys
        fresh.rows = rows
        fresh._places = {line.key: at for at, line in enumerate(rows)}
        return fresh

    def lets_through(self, line: CaseLine) -> bool:
        """Whether every narrowed column of the row answers."""
        wanted = self.arrangement.wanted
        return all(answers(self.text(line, name), each) for name, each in wanted.items())

    def sort_key(self, line: CaseLine) -> SortKey:
        """Where a row stands when sorted by the column of the arrangement; empty cells come last either way."""
        name = self.arrangement.by
        text = self.text(line, name)
        if name == PROGRESS:
            return (not text, line.ticks_done / (line.ticks_total or 1), "")
        if name == AGE:
            return (False, float(text), "")
        plain = natural(text) if name in ("number", "customer") else sort_key(text)
        return (not text, 0.0, plain)

    def put(self, line: CaseLine) -> None:
        """A row as it has become, in its place."""
        at = self._places.get(line.key)
        if at is not None:
            self.rows[at] = line

    def between(self, one: str, other: str) -> list[CaseLine]:
        """The rows from one key to the other, both included, as they stand."""
        ends = sorted(at for key in (one, other) if (at := self._places.get(key)) is not None)
        return self.rows[ends[0] : ends[-1] + 1] if ends else []

    def values(self, name: str) -> list[tuple[str, int]]:
        """The texts of a column over all rows that are here, each with how often it stands, commonest first."""
        counts: dict[str, int] = {}
        for line in self.rows:
            text = self.text(line, name)
            counts[text] = counts.get(text, 0) + 1
        return sorted(counts.items(), key=lambda each: (-each[1], sort_key(each[0])))


def told(arrangement: Arrangement, headings: Mapping[str, str]) -> Iterable[str]:
    """The arrangement in words for the line below the grid."""
    for name, wanted in arrangement.wanted.items():
        yield f"{headings[name]}: {wanted}"
    if arrangement.by:
        key = "grid.sorted-down" if arrangement.down else "grid.sorted-up"
        yield say(key, column=headings[arrangement.by])
    else:
        yield say("console.order")
