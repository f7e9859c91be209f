"""Lines of figures: a cursor goes from number to number, and each opens what is behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final, Generic, TypeVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from backoffice_tui.tui.lines import TONES, Tone, fit

L = TypeVar("L")

_CURSOR: Final = Style(reverse=True)
_CURSOR_ELSEWHERE: Final = Style(bold=True, underline=True)
_WHEEL_LINES: Final = 3


@dataclass(frozen=True, slots=True)
class Bit(Generic[L]):
    """A piece of a line that is drawn in exactly these cells; with a link, the cursor can stand on it."""

    text: str
    tone: Tone = ""
    link: L | None = None


Line = tuple[Bit[L], ...]


class Board(Widget, Generic[L], can_focus=True):
    """Lines of bits, of which only what changed is drawn anew."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Board {
        width: 1fr;
        height: 1fr;
        background: $surface;
        color: $foreground;
        & > .board--strong { text-style: bold; }
        & > .board--muted { text-style: dim; color: $foreground; }
        & > .board--success { color: $text-success; }
        & > .board--warning { color: $text-warning; }
        & > .board--error { color: $text-error; text-style: bold; }
        & > .board--accent { color: $text-accent; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"board--{tone}" for tone in TONES}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "step(1)", show=False, id="board.down"),
        Binding("up,k", "step(-1)", show=False, id="board.up"),
        Binding("right", "side(1)", show=False, id="board.right"),
        Binding("left", "side(-1)", show=False, id="board.left"),
        Binding("pagedown", "page(1)", show=False, id="board.page-down"),
        Binding("pageup", "page(-1)", show=False, id="board.page-up"),
        Binding("home,g", "first", show=False, id="board.first"),
        Binding("end,G", "last", show=False, id="board.last"),
        Binding("enter", "open", show=False, id="board.open"),
    ]

    class Opened(Message):
        """Enter or a double click on a number."""

        def __init__(self, board: Widget, link: object) -> None:
            super().__init__()
            self.board, self.link = board, link

        @property
        def control(self) -> Widget:
            """The board, for the selectors of `on`."""
            return self.board

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (Textual's word)
        super().__init__(id=id)
        self._lines: Sequence[Line[L]] = ()
        self._at: tuple[int, int] | None = None
        """Line and place in it of the bit under the cursor."""
        self._top = 0
        self._looks: dict[Tone, Style] = {}

    @property
    def current(self) -> L | None:
        """The link under the cursor."""
        return self._lines[self._at[0]][self._at[1]].link if self._at else None

    def show(self, lines: Sequence[Line[L]]) -> None:
        """Show these lines; those that are as they were are not drawn again, and the cursor stays on its link."""
        if list(lines) == list(self._lines):
            return
        was, wanted, before = self._lines, self.current, self._at
        self._lines = tuple(lines)
        self._at = self._found(wanted, before)
        if self._follow():
            self.refresh()
            return
        for at in range(max(len(was), len(lines))):
            if was[at : at + 1] != self._lines[at : at + 1]:
                self._refresh(at)
        if before != self._at:
            self._refresh(before[0] if before else 0)
            self._refresh(self._at[0] if self._at else 0)

    def _found(self, wanted: L | None, before: tuple[int, int] | None) -> tuple[int, int] | None:
        spots = self._spots()
        same = [spot for spot in spots if self._lines[spot[0]][spot[1]].link == wanted]
        if same and wanted is not None:
            return before if before in same else same[0]
        if before is None or before in spots:
            return before or next(iter(spots), None)
        return min(spots, key=lambda spot: abs(spot[0] - before[0]), default=None)

    def _spots(self) -> list[tuple[int, int]]:
        return [
            (at, place)
            for at, line in enumerate(self._lines)
            for place, bit in enumerate(line)
            if bit.link is not None
        ]

    # -- keys -----------------------------------------------------------------------------------

    def action_step(self, by: int) -> None:
        """Go to the nearest number of the next line that has any, or move the view where there is none."""
        here = self._at[0] if self._at else -1
        rows = sorted({row for row, _ in self._spots() if (row - here) * by > 0})
        if self._at is None or not rows:
            self._scroll(by)
            return
        self._go_to(rows[0] if by > 0 else rows[-1])

    def _go_to(self, row: int) -> None:
        x = self._middle(self._at) if self._at else 0
        spots = [spot for spot in self._spots() if spot[0] == row]
        self._choose(min(spots, key=lambda spot: abs(self._middle(spot) - x)))

    def action_side(self, by: int) -> None:
        """Go to the number beside."""
        spots = self._spots()
        if self._at in spots:
            self._choose(spots[max(0, min(len(spots) - 1, spots.index(self._at) + by))])

    def action_page(self, by: int) -> None:
        """Move the view by its height, and the cursor into it."""
        self._scroll(by * max(1, self.size.height - 1))
        inside = range(self._top, self._top + self.size.height)
        spots = [spot for spot in self._spots() if spot[0] in inside]
        if spots and self._at and self._at[0] not in inside:
            self._choose(spots[0] if by > 0 else spots[-1])

    def action_first(self) -> None:
        """Go to the first number."""
        self._scroll(-len(self._lines))
        if spots := self._spots():
            self._choose(spots[0])

    def action_last(self) -> None:
        """Go to the last number."""
        self._scroll(len(self._lines))
        if spots := self._spots():
            self._choose(spots[-1])

    def action_open(self) -> None:
        """Tell the owner to open what is behind the number."""
        if self.current is not None:
            self.post_message(self.Opened(self, self.current))

    def on_click(self, event: events.Click) -> None:
        """Choose the number under the mouse; a double click opens it."""
        offset = event.get_content_offset(self)
        row = self._top + offset.y if offset else -1
        for spot in self._spots() if offset else ():
            start, end = self._span(spot)
            if offset and spot[0] == row and start <= offset.x < end:
                self._choose(spot)
                if event.chain > 1:
                    self.action_open()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Move the view down."""
        event.stop()
        self._scroll(_WHEEL_LINES)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Move the view up."""
        event.stop()
        self._scroll(-_WHEEL_LINES)

    # -- where things are -----------------------------------------------------------------------

    def _span(self, spot: tuple[int, int]) -> tuple[int, int]:
        line = self._lines[spot[0]]
        start = sum(cell_len(bit.text) for bit in line[: spot[1]])
        return start, start + cell_len(line[spot[1]].text)

    def _middle(self, spot: tuple[int, int]) -> int:
        start, end = self._span(spot)
        return start + end

    def _choose(self, spot: tuple[int, int]) -> None:
        before, self._at = self._at, spot
        if self._follow():
            self.refresh()
        else:
            self._refresh(before[0] if before else spot[0])
            self._refresh(spot[0])

    def _follow(self) -> bool:
        """Bring the cursor into view; whether the view moved."""
        top, height = self._top, max(1, self.size.height)
        if self._at is not None:
            self._top = max(min(self._top, self._at[0]), self._at[0] - height + 1)
        self._top = max(0, min(self._top, len(self._lines) - height))
        return top != self._top

    def _scroll(self, by: int) -> None:
        top = max(0, min(self._top + by, len(self._lines) - max(1, self.size.height)))
        if top != self._top:
            self._top = top
            self.refresh()

    # -- drawing --------------------------------------------------------------------------------

    def on_resize(self) -> None:
        """Keep the cursor in view."""
        self._follow()

    def notify_style_update(self) -> None:
        """Draw everything in the new style."""
        super().notify_style_update()
        self._looks.clear()

    def on_focus(self) -> None:
        """Show that keys go here."""
        self._refresh(self._at[0] if self._at else 0)

    def on_blur(self) -> None:
        """Show that keys go elsewhere."""
        self._refresh(self._at[0] if self._at else 0)

    def _refresh(self, row: int) -> None:
        self.refresh(Region(0, row - self._top, self.size.width, 1))

    def _look(self, tone: Tone) -> Style:
        if tone not in self._looks:
            part = (
                self.get_component_rich_style(f"board--{tone}", partial=True) if tone else Style()
            )
            self._looks[tone] = self.rich_style + part
        return self._looks[tone]

    def render_line(self, y: int) -> Strip:
        """The line of that row of the view."""
        row, width = self._top + y, self.size.width
        if not 0 <= row < len(self._lines):
            return Strip.blank(width, self.rich_style)
        parts, used = [], 0
        for place, bit in enumerate(self._lines[row]):
            room = width - used
            text = bit.text if cell_len(bit.text) <= room else fit(bit.text, room)
            style = self._look(bit.tone)
            if (row, place) == self._at:
                style = self.rich_style + (_CURSOR if self.has_focus else _CURSOR_ELSEWHERE)
            parts.append(Segment(text, style))
            used += cell_len(text)
        parts.append(Segment(" " * max(0, width - used), self.rich_style))
        return Strip(parts, width)
