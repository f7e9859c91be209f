"""The field in which a cell is typed, laid over the cell."""

from typing import Final

from textual import events
from textual.message import Message

from backoffice_tui.tui.fields import LineField

Step = tuple[int, int]
"""Columns to the right and rows down that the cursor goes when the cell is done."""

STAY: Final[Step] = (0, 0)
_STEPS: Final[dict[str, Step]] = {
    "enter": (0, 1),
    "down": (0, 1),
    "up": (0, -1),
    "tab": (1, 0),
    "shift+tab": (-1, 0),
}
_SIDEWAYS: Final[dict[str, Step]] = {"left": (-1, 0), "right": (1, 0)}


class CellField(LineField):
    """One cell while it is typed; keys pressed while it is saved are kept for afterwards."""

    DEFAULT_CSS = """
    CellField, CellField:focus {
        position: absolute;
        display: none;
        height: 1;
        padding: 0;
        max-width: 100%;
        background: $primary 40%;
        color: $foreground;
        &.-open { display: block; }
        &.-wrong { background: $error 40%; }
    }
    """

    class Done(Message):
        """The cell is to be saved, and the cursor to go this way."""

        def __init__(self, step: Step) -> None:
            super().__init__()
            self.step = step

    class GivenUp(Message):
        """What was typed is not wanted."""

    def __init__(self) -> None:
        super().__init__(id="cell")
        self.held: list[events.Key] = []
        self.saving = False
        self._typed = False

    def begin(self, text: str, *, typed: bool) -> None:
        """Hold a text, with the arrows for leaving the cell where it is being typed over."""
        self.value, self._typed, self.saving = text, typed, False
        self.held.clear()
        self.cursor_position = len(text)

    def on_key(self, event: events.Key) -> None:
        """Leaves the cell by the keys that a spreadsheet leaves it by."""
        if self.saving:
            self.held.append(event)
        elif event.key == "escape":
            self.post_message(self.GivenUp())
        elif event.key == "f2":
            self._typed = not self._typed
        elif step := self._step(event.key):
            self.post_message(self.Done(step))
        else:
            return
        event.stop()
        event.prevent_default()

    def _step(self, key: str) -> Step | None:
        sideways = _SIDEWAYS.get(key) if self._typed else None
        return _STEPS.get(key) or sideways
