"""A box to tick whose state is a sign, not only a colour."""

from textual.widgets import Checkbox


class Tick(Checkbox):
    """`[x]` where it is ticked, `[ ]` where it is not."""

    BUTTON_LEFT = "["
    BUTTON_RIGHT = "]"

    @property
    def BUTTON_INNER(self) -> str:  # type: ignore[override]  # noqa: N802 (Textual's name)
        """The sign of the state."""
        return "x" if self.value else " "
