"""A list of any length of which only the lines in view are drawn and only a part is in memory."""

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import ClassVar, Final, Generic

from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

from backoffice_tui.routine.errors import Problem
from backoffice_tui.texts import say
from backoffice_tui.tui.lines import TONES, Column, Tone
from backoffice_tui.tui.painter import Painter
from backoffice_tui.tui.reading import Reader
from backoffice_tui.tui.window import R, Source

BUSY_AFTER: Final = 0.2
"""Seconds of fetching after which the list says that it is fetching."""

_JUMP = "jump"
_CURSOR = Style(reverse=True)
_CURSOR_ELSEWHERE = Style(bold=True, underline=True)


class VirtualList(Widget, Generic[R]):
    """Rows of a source in columns below a heading, with a cursor that stays on its row."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    VirtualList {
        width: 1fr;
        height: 1fr;
        background: $surface;
        color: $foreground;
        & > .list--heading { text-style: bold; color: $foreground; }
        & > .list--strong { text-style: bold; }
        & > .list--muted { text-style: dim; color: $foreground; }
        & > .list--success { color: $text-success; }
        & > .list--warning { color: $text-warning; }
        & > .list--error { color: $text-error; text-style: bold; }
        & > .list--accent { color: $text-accent; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"list--{part}" for part in ("heading", *TONES)}

    def __init__(
        self,
        columns: Sequence[Column[R]],
        source: Source[R] | None = None,
        *,
        empty: str = "",
        id: str | None = None,  # noqa: A002 (Textual's word)
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._painter = Painter(columns, self._look)
        self._reader = Reader(source) if source else None
        self._at, self._empty, self._trouble = "", empty, ""
        self._told_key: str | None = None
        self._turn = self._owed = 0
        self._fetching: set[str] = set()
        self._busy_timer: Timer | None = None
        self._busy_shown = False

    # -- what the owner asks --------------------------------------------------------------------

    @property
    def current(self) -> R | None:
        """The row under the cursor."""
        return self._reader.window.current if self._reader else None

    @property
    def position(self) -> int | None:
        """The place of the cursor in the whole list, from 1, where the source knows it."""
        window = self._reader.window if self._reader else None
        if window is None or window.offset is None or not window.rows:
            return None
        return window.offset + window.cursor + 1

    @property
    def busy(self) -> bool:
        """Whether rows are being fetched."""
        return bool(self._fetching)

    def show(self, source: Source[R], *, at: str = "", empty: str | None = None) -> None:
        """Shows another source from its start, or around the row with key `at`."""
        self._reader, self._at = Reader(source), at
        self._reader.height = self._height
        self._empty = self._empty if empty is None else empty
        if self.is_running:
            self._jump(self._open)

    def reload(self) -> None:
        """Fetches anew what is around the cursor; if its row is gone, the next takes its place."""
        if self._reader is not None and self.is_running:
            self._jump(self._reader.reload)

    def set_columns(self, columns: Sequence[Column[R]]) -> None:
        """Shows these columns from now on."""
        self._painter = Painter(columns, self._look)
        self.refresh()

    def row_chosen(self, row: R | None) -> None:
        """Called when the cursor is on another row, on a row read anew, or on none."""

    def is_marked(self, key: str) -> bool:
        """Whether the row with this key is drawn with a mark."""
        del key
        return False

    # -- fetching -------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Fetches the first rows."""
        if self._reader is not None:
            self._jump(self._open)

    async def _open(self) -> None:
        if self._reader is not None:
            await self._reader.open(self._at)

    def _jump(self, fetch: Callable[[], Awaitable[None]]) -> None:
        for group in self._fetching:
            self.workers.cancel_group(self, group)
        self._fetching.clear()
        self._turn, self._owed = self._turn + 1, 0
        self._start(_JUMP, fetch)

    def _start(self, group: str, fetch: Callable[[], Awaitable[None]]) -> None:
        self._fetching.add(group)
        if self._busy_timer is None:
            self._busy_timer = self.set_timer(BUSY_AFTER, self._tell_busy)
        self.run_worker(self._fetch(group, fetch, self._turn), group=group)

    async def _fetch(self, group: str, fetch: Callable[[], Awaitable[None]], turn: int) -> None:
        in_view = self._in_view()
        try:
            await fetch()
            self._trouble = ""
        except Problem as problem:
            self._owed, self._trouble = 0, str(problem)
            self.notify(self._trouble, severity="error")
        # A jump made meanwhile has cancelled this fetch; only the latest one counts.
        if turn == self._turn:
            self._fetching.discard(group)
            self._arrived(in_view, jumped=group == _JUMP)

    def _arrived(self, in_view: list[str], *, jumped: bool) -> None:
        if not self._fetching:
            self._tell_done()
        if self._reader is None:
            return
        if jumped:
            self._painter.forget()
            self._told_key = None
        else:
            self._painter.keep_only({row.key for row in self._reader.window.rows})
        self.go(0)
        if jumped or in_view != self._in_view():
            self.refresh()

    def _in_view(self) -> list[str]:
        if self._reader is None:
            return []
        window = self._reader.window
        return [row.key for row in window.rows[window.top : window.top + self._height]]

    def _tell_busy(self) -> None:
        self._busy_shown = True
        self._refresh_line(0)

    def _tell_done(self) -> None:
        if self._busy_timer is not None:
            self._busy_timer.stop()
        self._busy_timer, was_shown = None, self._busy_shown
        if was_shown:
            self._busy_shown = False
            self._refresh_line(0)

    # -- moving ---------------------------------------------------------------------------------

    @property
    def _height(self) -> int:
        return max(1, self.size.height - 1)

    def go(self, by: int) -> None:
        """Moves the cursor by so many rows; what is not loaded yet is moved when it has come."""
        self._owed += by
        if self._reader is None or _JUMP in self._fetching:
            return
        window = self._reader.window
        before = window.cursor
        self._owed = window.choose(before + self._owed)
        self._settle(before)

    def go_to_edge(self, *, last: bool) -> None:
        """Moves the cursor to the first or the last row of all."""
        reader = self._reader
        if reader is None:
            return
        window = reader.window
        if _JUMP in self._fetching or not (window.at_end if last else window.at_start):
            self._jump(reader.last if last else reader.first)
        else:
            self._owed = 0
            self.go(len(window.rows) if last else -len(window.rows))

    def scroll_by(self, lines: int) -> None:
        """Moves the view; the cursor comes along when it would leave it."""
        if self._reader is not None and self._reader.window.scroll(lines, self._height):
            self.refresh()
            self._settle(self._reader.window.cursor)

    def choose_line(self, line: int) -> bool:
        """Moves the cursor to the row on this line of the widget; whether there is one."""
        window = self._reader.window if self._reader else None
        index = line - 1 + (window.top if window else 0)
        if window is None or line < 1 or index >= len(window.rows):
            return False
        self._owed = 0
        self.go(index - window.cursor)
        return True

    def _settle(self, before: int) -> None:
        if self._reader is None:
            return
        window = self._reader.window
        if window.follow(self._height):
            self.refresh()
        elif before != window.cursor:
            self._refresh_line(before - window.top + 1)
            self._refresh_line(window.cursor - window.top + 1)
        row = window.current
        if self._told_key != (key := row.key if row else ""):
            self._told_key = key
            self.row_chosen(row)
        for side in self._reader.wanting():
            if side not in self._fetching:
                self._start(side, partial(self._reader.more, side))

    # -- drawing --------------------------------------------------------------------------------

    def on_resize(self) -> None:
        """Keeps the cursor in view."""
        if self._reader is not None:
            self._reader.height = self._height
            self.go(0)

    def notify_style_update(self) -> None:
        """Draws everything in the new style."""
        super().notify_style_update()
        self._painter.forget()

    def on_focus(self) -> None:
        """Shows that keys go here."""
        self._refresh_cursor()

    def on_blur(self) -> None:
        """Shows that keys go elsewhere."""
        self._refresh_cursor()

    def _refresh_cursor(self) -> None:
        if self._reader is not None:
            self._refresh_line(self._reader.window.cursor - self._reader.window.top + 1)

    def _refresh_line(self, line: int) -> None:
        self.refresh(Region(0, line, self.size.width, 1))

    def _look(self, tone: Tone) -> Style:
        if not tone:
            return self.rich_style
        return self.rich_style + self.get_component_rich_style(f"list--{tone}", partial=True)

    def render_line(self, y: int) -> Strip:
        """The heading, then one row a line."""
        painter, reader = self._painter, self._reader
        # Textual draws a widget of a new size before it tells the widget.
        painter.resize(self.size.width)
        if y == 0:
            notice = f" {say('base.list.loading')} " if self._busy_shown else ""
            style = self.rich_style + self.get_component_rich_style("list--heading", partial=True)
            return painter.heading(style, notice)
        if reader is None or (not reader.loaded and not self._trouble):
            return painter.blank()
        window = reader.window
        if not window.rows:
            return painter.message(self._trouble or self._empty, y - 1, self._height)
        index = window.top + y - 1
        if index >= len(window.rows):
            return painter.blank()
        row = window.rows[index]
        strip = painter.row(row, marked=self.is_marked(row.key))
        if index != window.cursor:
            return strip
        style = self.rich_style + (_CURSOR if self.has_focus else _CURSOR_ELSEWHERE)
        return painter.chosen(strip, style)
