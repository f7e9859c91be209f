"""A box to tick whose state is a sign, not only a colour."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Checkbox


class Tick(Checkbox, inherit_bindings=False):
    """`[x]` where it is ticked, `[ ]` where it is not; the space bar ticks, Enter goes on."""

    BUTTON_LEFT = "["
    BUTTON_RIGHT = "]"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "toggle_button", show=False, id="tick.toggle"),
        Binding("enter", "go_on", show=False, id="tick.go-on"),
    ]

    class GoOn(Message):
        """The agent is done with this field."""

    @property
    def BUTTON_INNER(self) -> str:  # type: ignore[override]  # noqa: N802 (Textual's name)
        """The sign of the state."""
        return "x" if self.value else " "

    def action_go_on(self) -> None:
        """To the next field, or save."""
        self.post_message(self.GoOn())
