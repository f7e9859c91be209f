"""A box to tick whose state is a sign, not only a colour."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import Checkbox


class Tick(Checkbox, inherit_bindings=False):
    """`[x]` where it is ticked, `[ ]` where it is not; Enter is left to go on to what follows."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "toggle_button", show=False, id="tick.toggle")
    ]

    BUTTON_LEFT = "["
    BUTTON_RIGHT = "]"

    @property
    def BUTTON_INNER(self) -> str:  # type: ignore[override]  # noqa: N802 (Textual's name)
        """The sign of the state."""
        return "x" if self.value else " "
