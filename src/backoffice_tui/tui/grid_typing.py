"""Typing in a grid: a field over the cell, what is pasted, and what becomes of a text once it is saved."""

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.message import Message
from textual.widgets import Input

from backoffice_tui.routine.errors import Problem
from backoffice_tui.routine.listing import CaseLine
from backoffice_tui.tui.cell_field import STAY, CellField, Step
from backoffice_tui.tui.cells import Change, Turned
from backoffice_tui.tui.grid import Grid

MOST_FIELD = 60
"""Cells that the field grows to as it is typed, over the cells beside it."""


class TypingGrid(Grid):
    """A grid whose cells are typed in place."""

    class Edited(Message):
        """A text was typed in a cell; the grid waits for `accept` or `turn_down`."""

        def __init__(self, change: Change, step: Step) -> None:
            super().__init__()
            self.change, self.step = change, step

    class Pasted(Message):
        """A text was pasted where no cell is being typed."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    _typing: tuple[CaseLine, str] | None = None
    """The row as it was when its cell was begun, and the column."""
    _why = ""

    def compose(self) -> ComposeResult:
        """The field, hidden until a cell is typed."""
        yield CellField()

    @property
    def field(self) -> CellField:
        """The field over the cell."""
        return self.query_one(CellField)

    @property
    def typing(self) -> bool:
        """Whether a cell is being typed."""
        return self._typing is not None

    # -- beginning --------------------------------------------------------------------------------

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """In a cell letters are text; a blank marks the row there too."""
        letter = character is not None and character.isprintable() and key != "space"
        return self.column != "" and letter

    def on_key(self, event: events.Key) -> None:
        """Begins a cell with the first letter typed."""
        if not self.has_focus:
            return
        if self.typing:
            self.field.post_message(events.Key(event.key, event.character))
        elif self.column and event.key == "backspace":
            self.begin("", typed=True)
        elif self.column and event.is_printable and event.character and event.key != "space":
            self.begin(event.character, typed=True)
        else:
            return
        event.stop()
        event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        """Tells the owner what was pasted."""
        event.stop()
        if self.column:
            self.post_message(self.Pasted(event.text))

    def begin(self, text: str, *, typed: bool) -> None:
        """Open the field over the cell under the cursor."""
        row = self.current
        if row is None or not self.column:
            return
        self._let_go()
        self._typing, self._why = (row, self.column), ""
        self.field.begin(text, typed=typed)
        self._lay_field()
        self.field.set_class(True, "-open")
        self.field.set_class(False, "-wrong")
        self.screen.set_focus(self.field)

    def begin_with_old(self) -> None:
        """Open the field with what stands in the cell, or what was turned down there."""
        row = self.current
        if row is None:
            return
        if not self.column:
            self.action_across(1)
        turned = self.turned.pop((row.key, self.column), None)
        self.begin(turned.text if turned else self.sheet.text(row, self.column), typed=False)

    def _lay_field(self) -> None:
        span = next(each for each in self._spans() if each.name == self.column)
        needed = cell_len(self.field.value) + 2
        width = min(max(span.width, min(needed, MOST_FIELD)), self.size.width)
        self.field.styles.width = width
        self.field.styles.offset = (
            max(0, min(span.start, self.size.width - width)),
            self._cursor_line(),
        )

    @on(Input.Changed)
    def _grow(self) -> None:
        if self.typing:
            self._lay_field()

    # -- ending -----------------------------------------------------------------------------------

    @on(CellField.Done)
    def _done(self, event: CellField.Done) -> None:
        event.stop()
        self.finish(event.step)

    def finish(self, step: Step) -> None:
        """Give the text to the owner, and hold the keys until it is saved."""
        if self._typing is None or self.field.saving:
            return
        self.field.saving = True
        row, column = self._typing
        self.post_message(self.Edited(Change(row, column, self.field.value), step))

    @on(CellField.GivenUp)
    def _given_up(self, event: CellField.GivenUp) -> None:
        event.stop()
        self._close()

    def accept(self, line: CaseLine | None, step: Step) -> None:
        """The text is saved: close the field, go on, and take the keys pressed meanwhile."""
        if line is not None:
            self.put(line)
        held = list(self.field.held)
        self._close()
        across, down = step
        if across:
            self.action_across(across)
        if down:
            self.action_step(down)
        for key in held:
            self.post_message(events.Key(key.key, key.character))

    def turn_down(self, why: Problem) -> None:
        """The text is refused: it stays in the field, with the reason below; the row is seen as it is now."""
        row = self.current
        if self._typing is not None and row is not None and row.key == self._typing[0].key:
            self._typing = (row, self._typing[1])
        self.field.saving = False
        self.field.held.clear()
        self.field.set_class(True, "-wrong")
        self._why = str(why)
        self.refresh()

    def refuse(self, changes: "list[tuple[Change, Problem]]") -> None:
        """Of several texts these are refused: they stay in their cells, the cursor on the first."""
        for change, why in changes:
            self.turned[change.line.key, change.column] = Turned(change.text, why)
        if changes:
            first = changes[0][0]
            self.go_to(first.line.key, first.column)
        self.refresh()

    def _close(self) -> None:
        self._typing, self._why = None, ""
        self.field.set_class(False, "-open")
        if self.screen.focused is self.field:
            self.screen.set_focus(self)
        self.refresh()

    def refusal(self) -> str:
        """Why the text in the cell was turned down, typed or pasted."""
        return self._why or super().refusal()

    # -- the row under the field ------------------------------------------------------------------

    def row_chosen(self, row: CaseLine | None) -> None:
        """The field follows its row; where the row is gone, what was typed goes to the clipboard."""
        super().row_chosen(row)
        if self._typing is None:
            return
        key = self._typing[0].key
        if row is not None and row.key == key:
            self._lay_field()
        elif self.sheet.place(key) is None:
            self.app.copy_to_clipboard(self.field.value)
            self._close()

    def on_resize(self) -> None:
        """The field stays over its cell."""
        super().on_resize()
        if self._typing is not None:
            self._lay_field()

    def on_click(self, event: events.Click) -> None:
        """A click elsewhere saves the cell first."""
        if self._typing is None:
            super().on_click(event)
        else:
            event.prevent_default()
            self.finish(STAY)

    def scroll_by(self, lines: int) -> None:
        """The wheel leaves a cell that is being typed where it is."""
        if self._typing is None:
            super().scroll_by(lines)
