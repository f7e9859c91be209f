"""Fields of several lines in the dialogs of moves: a log that is written, a text that is looked through."""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import TextArea

from backoffice_tui.routine.intake import LONGEST_PASTE
from backoffice_tui.routine.text import clean


class LogArea(TextArea):
    """Several lines of log; Enter goes on, Ctrl+J begins a new line, a paste keeps all its lines."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "go_on", show=False, priority=True, id="ask.go-on"),
        Binding("ctrl+j", "new_line", show=False, priority=True, id="ask.new-line"),
    ]

    class GoOn(Message):
        """The agent is done with this field."""

    def action_go_on(self) -> None:
        """To the next field, or save."""
        self.post_message(self.GoOn())

    def action_new_line(self) -> None:
        """A new line in the log."""
        self.insert("\n")


class TallArea(TextArea):
    """A text that was made for the agent to look through and change, or a place to paste in; F2 saves."""

    def on_paste(self, event: events.Paste) -> None:
        """Cleans what Textual's own handler then puts in."""
        event.stop()
        event.text = clean(event.text, limit=LONGEST_PASTE)
