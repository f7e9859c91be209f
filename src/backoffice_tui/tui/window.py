"""The part of a long list that is in memory: it grows ahead of the cursor and shrinks behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Generic, Protocol, TypeVar

LIMIT: Final = 1_000
"""Rows kept in memory."""


class Row(Protocol):
    """Anything with a stable identity and a place in the order."""

    @property
    def key(self) -> str:
        """What names the row as long as it exists."""

    @property
    def cursor(self) -> str:
        """The row's place in the order, understood by its source."""


R = TypeVar("R", bound=Row)
R_co = TypeVar("R_co", bound=Row, covariant=True)


@dataclass(frozen=True)
class Page(Generic[R_co]):
    """Neighbouring rows in order; `offset` counts the rows before them, where that is known."""

    rows: Sequence[R_co]
    at_start: bool
    at_end: bool
    offset: int | None = None


class Source(Protocol[R_co]):
    """Where rows come from; each call may take its time and must not block the loop."""

    async def first(self, count: int, /) -> Page[R_co]:
        """The first rows."""

    async def last(self, count: int, /) -> Page[R_co]:
        """The last rows, in order."""

    async def after(self, cursor: str, count: int, /) -> Page[R_co]:
        """The rows that follow this place, which itself may hold no row any more."""

    async def before(self, cursor: str, count: int, /) -> Page[R_co]:
        """The rows that come before this place, in order."""

    async def around(self, key: str, count: int, /) -> Page[R_co] | None:
        """Rows on both sides of this one with it among them; None if it is not in the list."""


class Window(Generic[R]):
    """Loaded rows, the index of the chosen one (`cursor`) and of the first one shown (`top`)."""

    def __init__(self) -> None:
        self.rows: list[R] = []
        self.at_start = self.at_end = True
        self.offset: int | None = None
        self.cursor = self.top = 0
        self.head = self.tail = ""
        """Places to read on from; they move on also when every row that came was known already."""

    @property
    def current(self) -> R | None:
        """The chosen row."""
        return self.rows[self.cursor] if self.rows else None

    def find(self, key: str) -> int | None:
        """The index of a row by its key."""
        return next((at for at, row in enumerate(self.rows) if row.key == key), None)

    def replace(self, page: Page[R], cursor: int, line: int) -> None:
        """Takes the page for all there was and shows the chosen row on this line of the view."""
        self.rows = list(page.rows)
        self.at_start, self.at_end, self.offset = page.at_start, page.at_end, page.offset
        if self.at_start and self.rows:
            self.offset = 0
        self.cursor = max(0, min(cursor, len(self.rows) - 1))
        self.top = self.cursor - line
        self._take_ends()

    def append(self, page: Page[R]) -> None:
        """Puts the page at the end and lets go of rows far before what is shown."""
        known = {row.key for row in self.rows}
        self.rows += [row for row in page.rows if row.key not in known]
        self.at_end = page.at_end or not page.rows
        if page.rows:
            self.tail = page.rows[-1].cursor
        surplus = min(len(self.rows) - LIMIT, self.top, self.cursor)
        if surplus > 0:
            del self.rows[:surplus]
            self.at_start, self.head = False, self.rows[0].cursor
            self._shift(-surplus)

    def prepend(self, page: Page[R], height: int) -> None:
        """Puts the page at the start and lets go of rows far after the `height` that are shown."""
        known = {row.key for row in self.rows}
        fresh = [row for row in page.rows if row.key not in known]
        self.rows[:0] = fresh
        self._shift(len(fresh))
        self.at_start = page.at_start or not page.rows
        if self.at_start:
            self.offset = 0
        if page.rows:
            self.head = page.rows[0].cursor
        kept = max(LIMIT, self.top + height, self.cursor + 1)
        if len(self.rows) > kept:
            del self.rows[kept:]
            self.at_end, self.tail = False, self.rows[-1].cursor

    def choose(self, index: int) -> int:
        """Moves the cursor to the index, or as near as rows are loaded; returns what is left."""
        nearest = max(0, min(index, len(self.rows) - 1))
        self.cursor = nearest
        if (index > nearest and self.at_end) or (index < nearest and self.at_start):
            return 0
        return index - nearest

    def follow(self, height: int) -> bool:
        """Moves the view as little as shows the cursor and no needless blank; whether it moved."""
        before = self.top
        self.top = min(self.top, self.cursor, max(0, len(self.rows) - height))
        self.top = max(self.top, self.cursor - height + 1, 0)
        return self.top != before

    def scroll(self, by: int, height: int) -> bool:
        """Moves the view and takes the cursor along when it would leave it; whether it moved."""
        before = self.top
        self.top = max(0, min(self.top + by, len(self.rows) - height))
        self.cursor = max(self.top, min(self.cursor, self.top + height - 1))
        return self.top != before

    def _shift(self, by: int) -> None:
        self.cursor += by
        self.top += by
        if self.offset is not None:
            self.offset -= by

    def _take_ends(self) -> None:
        self.head = self.rows[0].cursor if self.rows else ""
        self.tail = self.rows[-1].cursor if self.rows else ""
