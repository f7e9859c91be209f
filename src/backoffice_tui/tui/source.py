"""The work list as a source of rows: each question is asked in a thread, never on the screen's loop."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backoffice_tui.desk import worklist
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.masking import masked_line
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.listing import CaseLine, Filter
from backoffice_tui.tui.window import Page

if TYPE_CHECKING:
    from backoffice_tui.routine.listing import Page as Lines


@dataclass(frozen=True, slots=True)
class QueueSource:
    """One queue under one filter."""

    desk: Desk
    queue: Queue
    wanted: Filter

    async def first(self, count: int, /) -> Page[CaseLine]:
        """The first rows."""
        return await asyncio.to_thread(self._after, "", count)

    async def last(self, count: int, /) -> Page[CaseLine]:
        """The last rows, in order."""
        return await asyncio.to_thread(self._last, count)

    async def after(self, cursor: str, count: int, /) -> Page[CaseLine]:
        """The rows that follow this place."""
        return await asyncio.to_thread(self._after, cursor, count)

    async def before(self, cursor: str, count: int, /) -> Page[CaseLine]:
        """The rows that come before this place, in order."""
        return await asyncio.to_thread(self._before, cursor, count)

    async def around(self, key: str, count: int, /) -> Page[CaseLine] | None:
        """Rows on both sides of this one; None if it is not in the list."""
        return await asyncio.to_thread(self._around, key, count)

    def _after(self, cursor: str, count: int) -> Page[CaseLine]:
        return _page(self._listed().page(cursor, count))

    def _last(self, count: int) -> Page[CaseLine]:
        return _page(self._listed().last(count))

    def _before(self, cursor: str, count: int) -> Page[CaseLine]:
        return _page(self._listed().earlier(cursor, count))

    def _around(self, key: str, count: int) -> Page[CaseLine] | None:
        found = self._listed().around(int(key), count)
        return _page(found) if found else None

    def _listed(self) -> "worklist.Worklist":
        return worklist.listed(self.desk, self.queue, self.wanted)


def _page(lines: "Lines") -> Page[CaseLine]:
    rows: Sequence[CaseLine] = [masked_line(each) for each in lines.rows]
    return Page(rows, lines.at_start, lines.at_end, lines.offset)
