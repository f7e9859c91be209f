"""Fetches what a list needs next and puts it into its window; knows no screen."""

from typing import Final, Generic, Literal

from backoffice_tui.tui.window import Page, R, Source, Window

CHUNK: Final = 100
"""Rows fetched at a time, or twice what the view shows, if that is more."""

Side = Literal["after", "before"]


class Reader(Generic[R]):
    """One source with the window on it; `height` is the number of rows in view."""

    def __init__(self, source: Source[R]) -> None:
        self.source = source
        self.window: Window[R] = Window()
        self.height = 1
        self.loaded = False

    @property
    def _chunk(self) -> int:
        return max(CHUNK, 2 * self.height)

    async def open(self, key: str = "") -> None:
        """Shows the start, or the row with this key in the middle of the view."""
        page = await self.source.around(key, self._chunk) if key else None
        if page is None:
            page = await self.source.first(self._chunk)
        self._take(page, key, 0, self.height // 2)

    async def reload(self) -> None:
        """Fetches anew what is around the cursor; if its row is gone, the next takes its place."""
        row, window = self.window.current, self.window
        if row is None:
            await self.open()
            return
        page, index = await self.source.around(row.key, self._chunk), 0
        if page is None:
            before = await self.source.before(row.cursor, self._chunk)
            after = await self.source.after(row.cursor, self._chunk)
            rows = [*before.rows, *after.rows]
            page = Page(rows, before.at_start, after.at_end, before.offset)
            index = len(before.rows)
        # The cursor may have moved on while the rows were on their way.
        latest = window.current or row
        self._take(page, latest.key, index, window.cursor - window.top)

    async def first(self) -> None:
        """Shows the start."""
        self._take(await self.source.first(self._chunk), "", 0, 0)

    async def last(self) -> None:
        """Shows the end, with the cursor on the last row."""
        page = await self.source.last(self._chunk)
        self._take(page, "", len(page.rows) - 1, self.height - 1)

    async def more(self, side: Side) -> None:
        """Lets the window grow on one side."""
        window = self.window
        if side == "after":
            window.append(await self.source.after(window.tail, self._chunk))
        else:
            window.prepend(await self.source.before(window.head, self._chunk), self.height)

    def wanting(self) -> list[Side]:
        """The sides on which the end of what is loaded has come near."""
        window, ahead = self.window, self._chunk // 2
        sides: list[Side] = []
        if window.rows and not window.at_end:
            below = len(window.rows) - window.top - self.height
            sides += ["after"] if below < ahead else []
        if window.rows and not window.at_start and window.top < ahead:
            sides.append("before")
        return sides

    def _take(self, page: Page[R], key: str, index: int, line: int) -> None:
        self.window.replace(page, index, line)
        found = self.window.find(key) if key else None
        if found is not None:
            self.window.cursor, self.window.top = found, found - line
        self.window.follow(self.height)
        self.loaded = True
