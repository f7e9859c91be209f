"""Two readings and their days, asked for below one another."""

from typing import Final

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from backoffice_tui.routine.errors import Problem
from backoffice_tui.texts import say
from backoffice_tui.tui.dialogs import Dialog
from backoffice_tui.tui.fields import LineField
from backoffice_tui.tui.side import Plain

FIELDS: Final = ("from", "first", "to", "last")


class AskReadings(Dialog):
    """Gives the texts by field, or None."""

    DEFAULT_CSS = """
    AskReadings LineField { margin-bottom: 0; }
    """

    def __init__(self, known: dict[str, str], wrong: Problem | None = None) -> None:
        super().__init__()
        self._known, self._wrong = known, wrong

    def compose(self) -> ComposeResult:
        """A line for each."""
        with Vertical():
            yield Plain(say("metering.screen.compare"), classes="title")
            for name in FIELDS:
                yield Plain(say(f"metering.screen.compare-{name}"), classes="hint")
                yield LineField(self._known.get(name, ""), id=name)
            yield Plain(str(self._wrong or ""), classes="wrong")
            yield Plain(say("metering.screen.compare-hint"), classes="hint")

    def on_mount(self) -> None:
        """Start where something is wrong, else where the first text is wanted."""
        wrong = [name for name in FIELDS if self._wrong and name == self._wrong.field]
        empty = [name for name in FIELDS if not self._known.get(name)]
        self.query_one(f"#{(wrong + empty + list(FIELDS))[0]}", LineField).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go on to the next empty line, or give the texts."""
        texts = {name: self.query_one(f"#{name}", LineField).value.strip() for name in FIELDS}
        empty = [name for name in FIELDS if not texts[name]]
        if empty:
            self.query_one(f"#{empty[0]}", LineField).focus()
        else:
            self.dismiss(texts)
        event.stop()
