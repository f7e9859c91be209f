"""The last line of a screen: the keys that act now, in words, for eyes and mouse."""

from typing import Any, ClassVar, Final

from rich.text import Text
from textual import events
from textual.binding import Binding
from textual.keys import key_to_character
from textual.screen import Screen
from textual.widget import Widget

from backoffice_tui.routine.text import clean
from backoffice_tui.texts import knows, say

MOST: Final = 6
"""So many keys a line of 80 cells can hold in words."""

_BETWEEN = "   "
_LONGEST = 24


def said(binding: Binding) -> str:
    """What a key does, in the agent's language where the description names a text."""
    words = say(binding.description) if knows(binding.description) else binding.description
    return clean(words, limit=200, one_line=True)


def key_name(key: str) -> str:
    """A key as it is written on the keyboard, or where it has no sign, as it is called."""
    *held, last = key.split("+")
    name = f"screens.keyboard.{last}"
    if knows(name):
        shown = say(name)
    elif last.startswith("f") and last[1:].isdigit():
        shown = last.upper()
    else:
        shown = key_to_character(last) or last
    if held:
        shown = shown.upper() if len(shown) == 1 else shown
    return "+".join([*(each.capitalize() for each in held), shown])


class KeyLine(Widget):
    """Up to six keys of the screen that can be pressed now; a click presses one."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    KeyLine {
        dock: bottom;
        height: 1;
        padding: 0 1;
        background: $panel;
        color: $text-muted;
        & > .key-line--key { color: $text-accent; text-style: bold; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"key-line--key"}

    def __init__(self, *, everywhere: bool = False) -> None:
        super().__init__()
        self._everywhere = everywhere
        self._shown: list[tuple[str, str, str]] = []

    def on_mount(self) -> None:
        """Follows what can be pressed."""
        self.screen.bindings_updated_signal.subscribe(self, self._follow)
        self._follow(self.screen)

    def _follow(self, screen: Screen[Any]) -> None:
        keys: dict[str, tuple[str, str, str]] = {}
        for node, binding, enabled, _ in screen.active_bindings.values():
            words = said(binding)
            # Of what acts everywhere, help alone is said on every screen.
            here = self._everywhere or node is not self.app or binding.action == "help"
            if here and binding.show and enabled and words and binding.action not in keys:
                keys[binding.action] = (binding.key, key_name(binding.key), words[:_LONGEST])
        # The way out stands last on every screen.
        ordered = sorted(keys.values(), key=lambda each: each[0] == "escape")
        shown = [*ordered[: MOST - 1], *ordered[MOST - 1 :][-1:]]
        if shown != self._shown:
            self._shown = shown
            self.refresh()

    def render(self) -> Text:
        """Key and word, key and word."""
        style = self.get_component_rich_style("key-line--key", partial=True)
        line = Text(no_wrap=True, overflow="ellipsis", end="")
        for at, (_, name, words) in enumerate(self._shown):
            line.append(_BETWEEN if at else "")
            line.append(name, style)
            line.append(f" {words}")
        return line

    def on_click(self, event: events.Click) -> None:
        """Presses the key under the mouse."""
        offset = event.get_content_offset(self)
        at, start = offset.x if offset else -1, 0
        for key, name, words in self._shown:
            end = start + len(name) + 1 + len(words)
            if start <= at < end:
                self.app.simulate_key(key)
            start = end + len(_BETWEEN)
