"""The work list: rows of a source with cursor, marks, keys and mouse."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widget import Widget

from backoffice_tui.tui.lines import Cell, Column, Tone
from backoffice_tui.tui.virtual_list import VirtualList
from backoffice_tui.tui.window import Page, R, Row, Source

__all__ = ["CaseList", "Cell", "Column", "Page", "Row", "Source", "Tone"]

_WHEEL_LINES = 3
_DOUBLE = 2


class CaseList(VirtualList[R], can_focus=True):
    """A list whose rows are chosen, marked and opened by keys and mouse."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "step(1)", show=False, id="list.down"),
        Binding("up,k", "step(-1)", show=False, id="list.up"),
        Binding("pagedown", "page(1)", show=False, id="list.page-down"),
        Binding("pageup", "page(-1)", show=False, id="list.page-up"),
        Binding("home,g", "first", show=False, id="list.first"),
        Binding("end,G", "last", show=False, id="list.last"),
        Binding("space", "mark", show=False, id="list.mark"),
        Binding("enter", "open", show=False, id="list.open"),
    ]

    class Told(Message):
        """Something happened in this list."""

        def __init__(self, case_list: Widget) -> None:
            super().__init__()
            self.case_list = case_list

        @property
        def control(self) -> Widget:
            """The list, for the selectors of `on`."""
            return self.case_list

    class Highlighted(Told):
        """The cursor is on another row, on a row read anew, or on none."""

        def __init__(self, case_list: Widget, row: Row | None) -> None:
            super().__init__(case_list)
            self.row = row

    class Opened(Told):
        """Enter or a double click on a row."""

        def __init__(self, case_list: Widget, row: Row) -> None:
            super().__init__(case_list)
            self.row = row

    class MarksChanged(Told):
        """Rows were marked or unmarked."""

        def __init__(self, case_list: Widget, marked: tuple[str, ...]) -> None:
            super().__init__(case_list)
            self.marked = marked

    def __init__(
        self,
        columns: Sequence[Column[R]],
        source: Source[R] | None = None,
        *,
        empty: str = "",
        id: str | None = None,  # noqa: A002 (Textual's word)
        classes: str | None = None,
    ) -> None:
        super().__init__(columns, source, empty=empty, id=id, classes=classes)
        self._marks: dict[str, None] = {}

    @property
    def marked(self) -> tuple[str, ...]:
        """The keys of the marked rows, in the order they were marked."""
        return tuple(self._marks)

    @property
    def neighbour(self) -> R | None:
        """The row below the cursor, or the one above where there is none."""
        window = self._reader.window if self._reader else None
        if window is None or len(window.rows) < 2:
            return None
        below = window.cursor + 1
        return window.rows[below if below < len(window.rows) else window.cursor - 1]

    def is_marked(self, key: str) -> bool:
        """Whether the row with this key is marked."""
        return key in self._marks

    def set_marks(self, keys: Sequence[str]) -> None:
        """Marks exactly the rows with these keys."""
        if self.marked != tuple(keys):
            self._marks = dict.fromkeys(keys)
            self._marks_changed()

    def show(self, source: Source[R], *, at: str = "", empty: str | None = None) -> None:
        """Shows another source from its start, or around the row with key `at`; drops the marks."""
        self.set_marks(())
        super().show(source, at=at, empty=empty)

    def exchange(self, source: Source[R]) -> None:
        """Shows the rows as they have become; the cursor stays where it is."""
        if self._reader is None:
            self.show(source)
        else:
            self._reader.source = source
            self.reload()

    def row_chosen(self, row: R | None) -> None:
        """Tells the owner."""
        self.post_message(self.Highlighted(self, row))

    def _marks_changed(self) -> None:
        self._painter.forget()
        self.refresh()
        self.post_message(self.MarksChanged(self, self.marked))

    # -- keys -----------------------------------------------------------------------------------

    def action_step(self, by: int) -> None:
        """Moves the cursor by so many rows."""
        self.go(by)

    def action_page(self, by: int) -> None:
        """Moves the cursor by so many views, less a line that stays to hold on to."""
        self.go(by * max(1, self._height - 1))

    def action_first(self) -> None:
        """Moves the cursor to the first row of all."""
        self.go_to_edge(last=False)

    def action_last(self) -> None:
        """Moves the cursor to the last row of all."""
        self.go_to_edge(last=True)

    def action_mark(self) -> None:
        """Marks the row under the cursor, or unmarks it."""
        row = self.current
        if row is None:
            return
        if row.key in self._marks:
            del self._marks[row.key]
        else:
            self._marks[row.key] = None
        self._painter.forget(row.key)
        self._refresh_cursor()
        self.post_message(self.MarksChanged(self, self.marked))

    def action_open(self) -> None:
        """Tells the owner to open the row under the cursor."""
        row = self.current
        if row is not None:
            self.post_message(self.Opened(self, row))

    # -- mouse ----------------------------------------------------------------------------------

    def on_click(self, event: events.Click) -> None:
        """Chooses a row; a double click opens it."""
        offset = event.get_content_offset(self)
        if offset is None or not self.choose_line(offset.y):
            return
        if event.chain == _DOUBLE:
            self.action_open()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Moves the view down."""
        event.stop()
        event.prevent_default()
        self.scroll_by(_WHEEL_LINES)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Moves the view up."""
        event.stop()
        event.prevent_default()
        self.scroll_by(-_WHEEL_LINES)
