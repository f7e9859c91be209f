"""The names of a screen's panes on one line, the one that is shown in brackets."""

from collections.abc import Sequence

from rich.text import Text
from textual import events
from textual.message import Message
from textual.widgets import Static

from backoffice_tui.routine.text import clean

Tab = tuple[str, str]
"""The name of a pane and what it is called."""


class TabLine(Static):
    """The panes by name; a click chooses one."""

    DEFAULT_CSS = """
    TabLine { height: 1; padding: 0 1; background: $panel; color: $foreground; text-wrap: nowrap;
        text-overflow: ellipsis; }
    """

    class Chosen(Message):
        """A pane was chosen by mouse."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (Textual's word)
        super().__init__(markup=False, id=id)
        self._tabs: list[Tab] = []
        self._current = ""

    def show(self, tabs: Sequence[Tab], current: str) -> None:
        """Shows these panes, one of them as the one on the screen."""
        if (list(tabs), current) == (self._tabs, self._current):
            return
        self._tabs, self._current = list(tabs), current
        line = Text(no_wrap=True, overflow="ellipsis")
        for name, words in self._tabs:
            here = name == current
            shown = clean(words, one_line=True)
            line.append(f"[{shown}]" if here else f" {shown} ", "bold reverse" if here else "")
        self.update(line)

    def on_click(self, event: events.Click) -> None:
        """Chooses the pane under the mouse."""
        offset = event.get_content_offset(self)
        at, start = offset.x if offset else -1, 0
        for name, words in self._tabs:
            end = start + len(words) + 2
            if start <= at < end:
                self.post_message(self.Chosen(name))
            start = end


def beside(tabs: Sequence[Tab], current: str, by: int) -> str:
    """The name of the pane so many places on, round and round."""
    names = [name for name, _ in tabs]
    return names[(names.index(current) + by) % len(names)] if current in names else names[0]
