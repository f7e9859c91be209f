"""A grid: rows with a cursor that stands on a row, or in a cell of it; several cells can be chosen."""

from collections.abc import Sequence
from typing import ClassVar, Final

from rich.style import Style
from textual import events
from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from backoffice_tui.routine.listing import CaseLine
from backoffice_tui.tui.case_list import CaseList
from backoffice_tui.tui.cells import Turned
from backoffice_tui.tui.grid_paint import GridPainter, Span, Touch
from backoffice_tui.tui.in_memory import InMemory
from backoffice_tui.tui.lines import Column
from backoffice_tui.tui.sheet import MARK, Sheet, short_titles

_CURSOR: Final = Style(reverse=True)
_CHOSEN: Final = Style(underline=True, bold=True)


class Grid(CaseList[CaseLine]):
    """The rows of a sheet in cells; whoever stands on a row has the keys of a list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,tab", "across(1)", show=False, id="grid.right"),
        Binding("left,shift+tab", "across(-1)", show=False, id="grid.left"),
        Binding("shift+down", "extend(0, 1)", show=False, id="grid.extend-down"),
        Binding("shift+up", "extend(0, -1)", show=False, id="grid.extend-up"),
        Binding("shift+right", "extend(1, 0)", show=False, id="grid.extend-right"),
        Binding("shift+left", "extend(-1, 0)", show=False, id="grid.extend-left"),
        Binding("home", "edge(-1)", show=False, id="grid.home"),
        Binding("end", "edge(1)", show=False, id="grid.end"),
        Binding("ctrl+home", "first", show=False, id="grid.first"),
        Binding("ctrl+end", "last", show=False, id="grid.last"),
        Binding("escape", "out", show=False, id="grid.out"),
    ]

    class Moved(Message):
        """The cursor stands in another cell, or on its row again."""

    class HeadingChosen(Message):
        """A heading was clicked."""

        def __init__(self, column: str) -> None:
            super().__init__()
            self.column = column

    def __init__(self, columns: Sequence[Column[CaseLine]], sheet: Sheet, *, empty: str) -> None:
        super().__init__(columns, empty=empty, id="list")
        self._painter: GridPainter = GridPainter(columns, self._look)
        self.names = [column.name for column in columns if column.name != MARK]
        self._painter.shorts = short_titles(self.names)
        self.sheet = sheet
        self._cell: int | None = None
        self._anchor: tuple[str, int] | None = None
        self._notes: dict[int, Strip] = {}
        self.turned: dict[tuple[str, str], Turned] = {}

    # -- what the owner asks ----------------------------------------------------------------------

    @property
    def column(self) -> str:
        """The column the cursor stands in; empty where it stands on the row."""
        return "" if self._cell is None else self.names[self._cell]

    @property
    def chosen(self) -> tuple[list[CaseLine], list[str]]:
        """The rows and columns that are chosen: a block of cells, or what the cursor stands in."""
        row = self.current
        if row is None or self._cell is None:
            return ([row] if row else []), []
        key, cell = self._anchor or (row.key, self._cell)
        first, last = sorted((cell, self._cell))
        return self.sheet.between(key, row.key) or [row], self.names[first : last + 1]

    def show_sheet(self, sheet: Sheet, at: str = "", empty: str | None = None) -> None:
        """Show another sheet; the cursor stays on its row where it still has one, or goes to `at`."""
        self.sheet = sheet
        self._painter.arrangement = sheet.arrangement
        self._empty = self._empty if empty is None else empty
        gone = [each for each in self.turned if sheet.place(each[0]) is None]
        for each in gone:
            del self.turned[each]
        marks = [key for key in self.marked if sheet.place(key) is not None]
        if at:
            self.show(InMemory(sheet.rows), at=at)
        else:
            self.exchange(InMemory(sheet.rows))
        self.set_marks(marks)

    def put(self, line: CaseLine) -> None:
        """Show a row as it has become."""
        self.sheet.put(line)
        window = self._reader.window if self._reader else None
        at = window.find(line.key) if window else None
        if window is not None and at is not None:
            window.rows[at] = line
        if self._reader is not None and isinstance(self._reader.source, InMemory):
            self._reader.source.put(line)
        self._painter.forget(line.key)
        self.refresh()

    def go_to(self, key: str, column: str) -> None:
        """Put the cursor in a cell."""
        row, place = self.current, self.sheet.place(key)
        if row is not None and place is not None:
            self.go(place - (self.sheet.place(row.key) or 0))
        self._stand(self.names.index(column), None)

    # -- the cursor -------------------------------------------------------------------------------

    def _stand(self, cell: int | None, anchor: tuple[str, int] | None) -> None:
        self._cell, self._anchor = cell, anchor
        self.refresh()
        self.post_message(self.Moved())

    def row_chosen(self, row: CaseLine | None) -> None:
        """Tells the owner; a block of cells is drawn afresh, and so is a refusal."""
        super().row_chosen(row)
        if self._anchor or self._notes or self.turned:
            self.refresh()

    def action_across(self, by: int) -> None:
        """Moves the cursor into the cells, along them, and out of them again to the left."""
        if self._cell is None:
            if by < 0 or self.current is None:
                raise SkipAction
            self._stand(0, None)
        elif self._cell + by < 0:
            self._stand(None, None)
        else:
            self._stand(min(self._cell + by, len(self.names) - 1), None)

    def action_step(self, by: int) -> None:
        """Moves the cursor by so many rows."""
        self._let_go()
        super().action_step(by)

    def action_page(self, by: int) -> None:
        """Moves the cursor by so many views."""
        self._let_go()
        super().action_page(by)

    def _let_go(self) -> None:
        if self._anchor is not None:
            self._stand(self._cell, None)

    def action_extend(self, across: int, down: int) -> None:
        """Chooses more cells, or on the row marks more rows."""
        row = self.current
        if row is None:
            return
        if self._cell is None:
            self._mark_on(row, down)
            return
        anchor = self._anchor or (row.key, self._cell)
        cell = max(0, min(self._cell + across, len(self.names) - 1))
        self.go(down)
        self._stand(cell, anchor)

    def _mark_on(self, row: CaseLine, down: int) -> None:
        self.go(down)
        now = self.current
        self.set_marks(list(dict.fromkeys([*self.marked, row.key, *([now.key] if now else [])])))

    def action_edge(self, way: int) -> None:
        """In the cells to the first or last of the row, on the row to the first or last of all."""
        if self._cell is None:
            self.go_to_edge(last=way > 0)
        else:
            self._stand(0 if way < 0 else len(self.names) - 1, None)

    def action_open(self) -> None:
        """On the row opens the case; in a cell goes to the one below."""
        if self._cell is None:
            super().action_open()
        else:
            self.action_step(1)

    def action_out(self) -> None:
        """Lets go of a text that was turned down, of the block chosen, then of the cell."""
        row = self.current
        if row is not None and (row.key, self.column) in self.turned:
            del self.turned[row.key, self.column]
            self.refresh()
        elif self._anchor is not None:
            self._let_go()
        elif self._cell is not None:
            self._stand(None, None)
        else:
            raise SkipAction

    def on_click(self, event: events.Click) -> None:
        """Chooses the cell under the mouse; a heading tells the owner, a double click opens the case."""
        event.prevent_default()
        offset = event.get_content_offset(self)
        if offset is None:
            return
        name = next((each.name for each in self._spans() if offset.x < each.start + each.width), "")
        if offset.y == 0:
            if name in self.names:
                self.post_message(self.HeadingChosen(name))
            return
        super().on_click(event)
        if event.chain == 1:
            self._stand(self.names.index(name) if name in self.names else None, None)

    # -- drawing ----------------------------------------------------------------------------------

    def _spans(self) -> list[Span]:
        self._painter.resize(self.size.width)
        return self._painter.spans()

    def refusal(self) -> str:
        """Why the text in the cell under the cursor was turned down."""
        row = self.current
        turned = self.turned.get((row.key, self.column)) if row else None
        return str(turned.why) if turned else ""

    def _cursor_line(self) -> int:
        window = self._reader.window if self._reader else None
        return window.cursor - window.top + 1 if window else 1

    def _lay_notes(self) -> None:
        """Put a refusal on the lines below its cell, or above where there is no room below."""
        text, at = self.refusal(), self._cursor_line()
        strips = self._painter.note(text, self._look("error")) if text else []
        start = at + 1 if at + len(strips) < self.size.height else at - len(strips)
        self._notes = {start + line: strip for line, strip in enumerate(strips)}

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines in view, with a refusal laid over some of them."""
        self._painter.resize(self.size.width)
        self._lay_notes()
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """A row, its chosen cells standing out; or what is wrong with one."""
        if y in self._notes:
            return self._notes[y]
        window = self._reader.window if self._reader else None
        index = y - 1 + window.top if window else -1
        if window is None or y == 0 or index >= len(window.rows):
            return super().render_line(y)
        row = window.rows[index]
        touches = self._touches(row, at_cursor=index == window.cursor)
        if not touches:
            return super().render_line(y)
        self._painter.resize(self.size.width)
        return self._painter.touched(row, marked=self.is_marked(row.key), touches=touches)

    def _touches(self, row: CaseLine, *, at_cursor: bool) -> dict[str, Touch]:
        wrong = self._look("error")
        touches = {
            name: Touch(wrong, f"✗ {turned.text}")
            for (key, name), turned in self.turned.items()
            if key == row.key
        }
        if self._cell is None:
            return {} if at_cursor else touches
        plain = self._look("")
        if self._anchor is not None:
            rows, names = self.chosen
            if any(each.key == row.key for each in rows):
                touches |= {name: Touch(plain + _CHOSEN) for name in names if name not in touches}
        if at_cursor:
            here = touches.get(self.column)
            touches[self.column] = Touch(plain + _CURSOR, here.text if here else None)
        return touches
