"""Rows that are all there already, as a source for a list."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from backoffice_tui.tui.window import Page, R

T = TypeVar("T")


@dataclass(frozen=True)
class Item(Generic[T]):
    """Anything as a row, under the key that names it."""

    key: str
    it: T

    @property
    def cursor(self) -> str:
        """Its place is named by its key."""
        return self.key


def items(found: Iterable[T]) -> "list[Item[T]]":
    """Things that have no names of their own as rows, numbered from 0."""
    return [Item(str(at), each) for at, each in enumerate(found)]


class InMemory(Generic[R]):
    """A source of rows in their order; a row is found by its key or by its `cursor`."""

    def __init__(self, rows: Sequence[R]) -> None:
        self.rows = list(rows)
        self._places = {row.cursor: at for at, row in enumerate(self.rows)}
        self._places |= {row.key: at for at, row in enumerate(self.rows)}

    def put(self, row: R) -> None:
        """A row as it has become, in its place."""
        at = self._places.get(row.key)
        if at is not None:
            self.rows[at] = row

    async def first(self, count: int, /) -> Page[R]:
        """The first rows."""
        return self._page(0, count)

    async def last(self, count: int, /) -> Page[R]:
        """The last rows, in order."""
        return self._page(len(self.rows) - count, len(self.rows))

    async def after(self, cursor: str, count: int, /) -> Page[R]:
        """The rows that follow this one; from the start where it is gone."""
        start = self._places.get(cursor, -1) + 1
        return self._page(start, start + count)

    async def before(self, cursor: str, count: int, /) -> Page[R]:
        """The rows before this one, in order; none where it is gone."""
        end = self._places.get(cursor, 0)
        return self._page(end - count, end)

    async def around(self, key: str, count: int, /) -> Page[R] | None:
        """Rows on both sides of this one."""
        at = self._places.get(key)
        return None if at is None else self._page(at - count // 2, at + count // 2)

    def _page(self, start: int, end: int) -> Page[R]:
        start, end = max(0, start), min(len(self.rows), max(0, end))
        return Page(self.rows[start:end], start == 0, end == len(self.rows), start)
