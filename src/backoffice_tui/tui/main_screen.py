"""What the screens have in common that the digits lead to."""

from typing import TYPE_CHECKING, Final, cast

from textual.screen import Screen

if TYPE_CHECKING:
    from backoffice_tui.tui.app import Console


OVERVIEW: Final = "overview"
"""The name of the overview, among the keys of the queues."""


class MainScreen(Screen[None]):
    """A main screen: the places are reached from it, and it follows what others do."""

    @property
    def main_key(self) -> str:
        """What tells it from the other main screens."""
        raise NotImplementedError

    @property
    def console(self) -> "Console":
        """The app, as what it is."""
        return cast("Console", self.app)

    def reload(self) -> None:
        """Fetch anew what is shown."""
        raise NotImplementedError
