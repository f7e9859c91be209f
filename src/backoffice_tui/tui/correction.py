"""A box of the follow-up put right by hand: another number, or not worked in, and why."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input

from backoffice_tui.desk.shift import MOST_CLOSED, Box
from backoffice_tui.texts import say
from backoffice_tui.tui.dialogs import Dialog
from backoffice_tui.tui.fields import ChoiceField, LineField
from backoffice_tui.tui.side import Plain


class CorrectBox(Dialog):
    """Gives the number closed (None for not worked in) and the reason, or None."""

    DEFAULT_CSS = """
    CorrectBox {
        & Horizontal { height: 1; margin-bottom: 1; }
        & .label { width: 24; color: $text-muted; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "save", show=False, priority=True, id="correct.save"),
        Binding("enter", "go_on", show=False, id="correct.go-on"),
        Binding("down", "app.focus_next", show=False, id="correct.down"),
        Binding("up", "app.focus_previous", show=False, id="correct.up"),
    ]

    def __init__(self, box: Box) -> None:
        super().__init__()
        self._box = box
        self._yes_no = ChoiceField(
            [("yes", say("screens.yes")), ("no", say("screens.no"))],
            "yes" if box.worked else "no",
        )
        self._count = LineField(str(box.closed) if box.worked else "")
        self._why = LineField()

    def compose(self) -> ComposeResult:
        """Worked in or not, how many, and why."""
        with Vertical():
            yield Plain(say("screens.correct.title", box=self._box.name), classes="title")
            for name, field in (
                ("worked", self._yes_no),
                ("closed", self._count),
                ("reason", self._why),
            ):
                with Horizontal():
                    yield Plain(say(f"screens.correct.{name}"), classes="label")
                    yield field
            yield Plain(classes="wrong")
            yield Plain(say("screens.correct.hint"), classes="hint")

    def on_mount(self) -> None:
        """Start with whether one worked in it."""
        self._yes_no.focus()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        # A number says that one has worked in the box.
        if event.input is self._count and event.value.strip():
            self._yes_no.value = "yes"

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_go_on()

    def action_go_on(self) -> None:
        """To the next field, and from the last one to saving."""
        if self.focused is self._why:
            self.action_save()
        else:
            self.focus_next()

    def action_save(self) -> None:
        """Gives the answer, or says what is missing."""
        closed, reason = self._count.value.strip(), self._why.value.strip()
        worked = self._yes_no.value == "yes"
        number = closed.isascii() and closed.isdigit() and int(closed[:9]) <= MOST_CLOSED
        if worked and not number:
            self._refuse("screens.correct.no-number", self._count)
        elif not reason:
            self._refuse("screens.correct.no-reason", self._why)
        else:
            self.dismiss((int(closed) if worked else None, reason))

    def _refuse(self, key: str, field: LineField) -> None:
        self.query_one(".wrong", Plain).show(say(key, most=MOST_CLOSED))
        field.focus()
