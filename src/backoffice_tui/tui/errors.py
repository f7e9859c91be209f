"""The errors of this session, kept after they were dismissed."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from backoffice_tui.texts import say
from backoffice_tui.tui.base import SafeApp
from backoffice_tui.tui.copied import Copied
from backoffice_tui.tui.side import Plain, SideScreen


class ErrorsScreen(SideScreen[None]):
    """What went wrong since the console was opened, the latest first."""

    DEFAULT_CSS = """
    ErrorsScreen {
        & VerticalScroll { padding: 1 2; scrollbar-size-vertical: 1; }
        & VerticalScroll > Plain { margin-bottom: 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "copy", "screens.errors.key.copy", id="errors.copy"),
    ]

    @property
    def _errors(self) -> list[str]:
        app = self.app
        return list(reversed(app.errors)) if isinstance(app, SafeApp) else []

    def heading(self) -> str:
        """Where one is."""
        return say("screens.errors.title")

    def body(self) -> ComposeResult:
        """One error a paragraph."""
        with VerticalScroll():
            for error in self._errors:
                yield Plain(f"✗ {error}")
            if not self._errors:
                yield Plain(say("screens.errors.none"))

    def on_mount(self) -> None:
        """Scrolls with the arrows."""
        self.query_one(VerticalScroll).focus()
        self.note(say("screens.errors.note", count=len(self._errors)))

    def action_copy(self) -> None:
        """Copies them for whoever is asked for help."""
        if self._errors:
            text = "\n".join(self._errors)
            self.app.push_screen(Copied(say("screens.errors.copied"), [("", text)], "fel.txt"))
