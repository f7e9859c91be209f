"""The ways to end a case, always in view: the open ones with their keys, the closed ones with the reason."""

from collections.abc import Sequence
from typing import NamedTuple

from rich.table import Table
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Static

from backoffice_tui.routine.text import clean
from backoffice_tui.texts import say
from backoffice_tui.tui.key_line import key_name


class Way(NamedTuple):
    """A move that ends the case, its key and title, and why it is closed; empty where it is open."""

    move: str
    key: str
    title: str
    closed: str


class Ways(Vertical):
    """One way a line; a click on an open one takes it."""

    DEFAULT_CSS = """
    Ways { height: auto; padding: 0 1; background: $panel; }
    """

    class Taken(Message):
        """A way was taken by mouse."""

        def __init__(self, move: str) -> None:
            super().__init__()
            self.move = move

    def compose(self) -> ComposeResult:
        """Lines for the ways; empty until they are known."""
        yield Static(markup=False)

    def show(self, ways: Sequence[Way]) -> None:
        """Shows these ways, the closed ones too."""
        self._ways = tuple(ways)
        self.display = bool(ways)
        table = Table.grid(padding=(0, 2, 0, 0), expand=True)
        table.add_column(no_wrap=True)
        table.add_column(no_wrap=True)
        table.add_column(ratio=1)
        above = ""
        for way in ways:
            table.add_row(*_cells(way, above))
            above = way.closed
        self.query_one(Static).update(table)

    _ways: tuple[Way, ...] = ()

    def on_click(self, event: events.Click) -> None:
        """Takes the way under the mouse, if each stands on one line."""
        offset = event.get_content_offset(self)
        at = offset.y if offset else -1
        if 0 <= at < len(self._ways) == self.query_one(Static).size.height:
            self.post_message(self.Taken(self._ways[at].move))


def _cells(way: Way, above: str) -> tuple[Text, Text, Text]:
    """Key, name, and whether it is open, in sign and word, or the reason why not, said once if it is that above."""
    key, title = Text(key_name(way.key), "bold"), Text(clean(way.title, one_line=True))
    if not way.closed:
        return key, title, Text(f"● {say('task.open')}")
    for each in (key, title):
        each.stylize("dim")
    why = Text(f"✗ {say('task.closed')}: ", "bold")
    reason = say("task.same-reason") if way.closed == above else way.closed
    return key, title, why.append(clean(reason, limit=300, one_line=True), "not bold")
