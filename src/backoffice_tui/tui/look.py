"""How the console looks on every screen: themes, palette, the notice of a small window."""

from dataclasses import replace
from typing import Final

from textual.command import CommandList, CommandPalette
from textual.content import Content
from textual.geometry import Size
from textual.theme import BUILTIN_THEMES, Theme
from textual.widgets import Static
from textual.widgets.option_list import Option

from backoffice_tui.texts import say

SMALLEST: Final = Size(60, 15)
"""The smallest window, in cells, in which the screens can be read."""

TERMINAL: Final = "terminal"

THEMES: Final = (
    replace(BUILTIN_THEMES["textual-dark"], name="dark"),
    replace(BUILTIN_THEMES["textual-light"], name="light"),
    Theme(
        name="contrast",
        primary="#ffff00",
        secondary="#00ffff",
        accent="#ffff00",
        warning="#ffff00",
        error="#ff8080",
        success="#80ff80",
        foreground="#ffffff",
        background="#000000",
        surface="#000000",
        panel="#202020",
        text_alpha=1.0,
        variables={
            "block-cursor-foreground": "#000000",
            "block-cursor-background": "#ffff00",
            "border": "#ffffff",
            "border-blurred": "#c0c0c0",
            "footer-key-foreground": "#ffff00",
            "input-selection-background": "#0000ff",
            "text-muted": "#e0e0e0",
            "text-disabled": "#c0c0c0",
        },
    ),
    replace(BUILTIN_THEMES["ansi-dark"], name=TERMINAL),
)
"""Dark, light, high contrast, and the terminal's own colours."""


class Palette(CommandPalette):
    """Every action by name, in the agent's language."""

    def __init__(self) -> None:
        super().__init__(placeholder=say("base.palette.placeholder"), id="--command-palette")

    def _start_no_matches_countdown(self, search_value: str) -> None:
        # Textual's own body says "No matches found" in English and has no setting for it.
        self._stop_no_matches_countdown()
        self._no_matches_timer = self.set_timer(
            self._NO_MATCHES_COUNTDOWN, lambda: self._say_no_matches(search_value)
        )

    def _say_no_matches(self, search_value: str) -> None:
        if search_value:
            nothing = Content(say("base.palette.nothing"))
            self.query_one(CommandList).add_option(
                Option(nothing, disabled=True, id=self._NO_MATCHES)
            )
        self._list_visible = bool(search_value)


class TooSmall(Static):
    """Covers a screen whose window is too small for it."""

    DEFAULT_CSS = """
    TooSmall {
        overlay: screen;
        width: 100vw;
        height: 100vh;
        background: $background;
        color: $foreground;
        content-align: center middle;
        text-align: center;
    }
    """

    def __init__(self) -> None:
        text = say("base.too-small", width=SMALLEST.width, height=SMALLEST.height)
        super().__init__(text, markup=False)
