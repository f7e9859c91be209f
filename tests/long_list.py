"""A list over 100,000 rows that come slowly."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from textual.app import ComposeResult

from backoffice_tui.routine.errors import StoreTrouble
from backoffice_tui.tui.base import SafeApp
from backoffice_tui.tui.case_list import CaseList, Cell, Column, Page

COUNT = 100_000


@dataclass(frozen=True, slots=True)
class Line:
    key: str
    title: str = "Återinkoppling"

    @property
    def cursor(self) -> str:
        return self.key


@dataclass
class Lines:
    """Rows 0 to `count` by number, without those in `gone`, after `wait` seconds."""

    count: int = COUNT
    wait: float = 0.002
    titles: dict[int, str] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    broken: bool = False

    async def first(self, count: int, /) -> Page[Line]:
        return await self._page("first", self._upwards(0, count), 0)

    async def last(self, count: int, /) -> Page[Line]:
        return await self._page("last", self._downwards(self.count - 1, count))

    async def after(self, cursor: str, count: int, /) -> Page[Line]:
        return await self._page("after", self._upwards(int(cursor) + 1, count))

    async def before(self, cursor: str, count: int, /) -> Page[Line]:
        return await self._page("before", self._downwards(int(cursor) - 1, count))

    async def around(self, key: str, count: int, /) -> Page[Line] | None:
        at = int(key)
        if at in self.gone or at >= self.count:
            return None
        below = self._downwards(at - 1, count // 2)
        return await self._page("around", below + self._upwards(at, count - len(below)))

    def _upwards(self, start: int, count: int) -> list[int]:
        found: list[int] = []
        while len(found) < count and start < self.count:
            found += [start] if start not in self.gone else []
            start += 1
        return found

    def _downwards(self, start: int, count: int) -> list[int]:
        found: list[int] = []
        while len(found) < count and start >= 0:
            found += [start] if start not in self.gone else []
            start -= 1
        return found[::-1]

    async def _page(self, what: str, numbers: list[int], offset: int | None = None) -> Page[Line]:
        self.asked.append(what)
        await asyncio.sleep(self.wait)
        if self.broken:
            raise StoreTrouble("base.palette.nothing")
        rows = [Line(f"{n:06}", self.titles.get(n, f"Ärende {n}")) for n in numbers]
        start = not self._downwards(numbers[0] - 1, 1) if numbers else True
        end = not self._upwards(numbers[-1] + 1, 1) if numbers else True
        return Page(rows, start, end, offset)


COLUMNS = (
    Column[Line]("number", "Nummer", 8, 0, False, lambda row: Cell(row.key, "strong")),
    Column[Line]("title", "Rubrik", 20, 0, True, lambda row: Cell(row.title)),
    Column[Line]("due", "Klar till", 14, 60, False, lambda _: Cell("2026-12-24 tor", "warning")),
    Column[Line]("handler", "Hanteras av", 11, 120, False, lambda _: Cell("ANAN", "muted")),
)


class ListApp(SafeApp):
    def __init__(self, source: Lines) -> None:
        super().__init__()
        self.source = source
        self.messages: list[object] = []

    def compose(self) -> ComposeResult:
        yield CaseList(COLUMNS, self.source, empty="Inget väntar.\nTryck / för att söka.")

    @property
    def list(self) -> CaseList[Line]:
        return self.query_one(CaseList)

    def on_case_list_highlighted(self, message: CaseList.Highlighted) -> None:
        self.messages.append(message)

    def on_case_list_opened(self, message: CaseList.Opened) -> None:
        self.messages.append(message)

    def on_case_list_marks_changed(self, message: CaseList.MarksChanged) -> None:
        self.messages.append(message)


def at(app: ListApp) -> int:
    row = app.list.current
    assert row is not None
    return int(row.key)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 (Textual tells of nothing to wait for)
            await asyncio.sleep(0.005)
