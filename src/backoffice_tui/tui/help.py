"""Help: the keys that act on the screen below, what the routine's moves do, and how to begin."""

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar, Final

from rich.console import Group
from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from backoffice_tui.routine.grammar import HOUSE_MOVES, Queue
from backoffice_tui.routine.text import clean
from backoffice_tui.texts import knows, say
from backoffice_tui.tui.board import Board
from backoffice_tui.tui.case_list import CaseList
from backoffice_tui.tui.grid import Grid
from backoffice_tui.tui.key_line import key_name, said
from backoffice_tui.tui.side import is_field
from backoffice_tui.tui.tick_list import TickList

Line = tuple[str, str, str]
"""Key, what it is called, and a sentence on what it does."""

EVERYWHERE: Final = (
    ("?", "f1", "help"),
    ("ctrl+p", "colon", "palette"),
    ("escape", "", "leave"),
    ("tab", "shift+tab", "panes"),
    ("ctrl+q", "", "quit"),
)
LISTS: Final = (
    ("down", "j", "down"),
    ("up", "k", "up"),
    ("pagedown", "pageup", "page"),
    ("home", "g", "first"),
    ("end", "G", "last"),
    ("space", "", "mark"),
    ("enter", "", "open"),
)
CELLS: Final = (
    ("right", "tab", "into"),
    ("f2", "", "old"),
    ("enter", "tab", "save"),
    ("escape", "", "out"),
    ("shift+down", "shift+right", "choose"),
    ("ctrl+d", "", "fill"),
    ("ctrl+c", "ctrl+v", "copy"),
    ("f3", "", "sort"),
    ("f4", "", "filter"),
)
TICKS: Final = (
    ("space", "enter", "tick"),
    ("shift+down", "shift+up", "several"),
    ("1", "9", "range"),
    ("ctrl+v", "", "paste"),
)
NUMBERS: Final = (
    ("right", "left", "side"),
    ("down", "up", "line"),
    ("pagedown", "pageup", "page"),
    ("home", "end", "edge"),
    ("enter", "", "open"),
)
FIELDS: Final = (("enter", "tab", "next"), ("left", "right", "choice"), ("escape", "", "leave"))
_SAID_BELOW: Final = frozenset({"help", "leave", "quit", "command_palette"})
FIRST_STEPS: Final = ("1", "2", "3", "4", "5")


class HelpScreen(ModalScreen[None]):
    """What can be pressed on the screen below, and by which queue's routine."""

    DEFAULT_CSS = """
    HelpScreen {
        align: center middle;
        & > VerticalScroll {
            width: 96%;
            max-width: 96;
            height: 94%;
            padding: 1 2;
            background: $panel;
            scrollbar-size-vertical: 1;
        }
        & Static { height: auto; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,f1,enter", "leave", show=False, id="help.leave"),
        Binding("j", "scroll(1)", show=False, id="help.down"),
        Binding("k", "scroll(-1)", show=False, id="help.up"),
    ]

    def compose(self) -> ComposeResult:
        """Part by part: a title and its lines."""
        below = next(each for each in reversed(self.app.screen_stack) if each is not self)
        queue = getattr(below, "queue", None)
        with VerticalScroll():
            yield Static(Text(say("screens.help.title"), style="bold"), markup=False)
            for title, lines in parts_of(below, queue if isinstance(queue, Queue) else None):
                yield Static(_part(title, lines), markup=False)
            yield Static(_part("first", _first_steps()), markup=False)

    def on_mount(self) -> None:
        """Scrolls with the arrows."""
        self.query_one(VerticalScroll).focus()

    def action_scroll(self, by: int) -> None:
        """Moves the text by a line."""
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)

    def action_leave(self) -> None:
        """Back to the screen below."""
        self.dismiss(None)


def parts_of(below: Screen[Any], queue: Queue | None) -> Iterator[tuple[str, list[Line]]]:
    """The parts of the help: each the name of its title, and its lines."""
    moves = list(_moves(queue)) if queue else []
    taken = {key for key, _, _ in moves}
    own = [line for line in _described(below, everywhere=False) if line[0] not in taken]
    if own:
        yield "screen", own
    if moves:
        yield "moves", moves
    shown = [widget for widget in below.query("*") if widget.display]
    if any(isinstance(widget, Grid) for widget in shown):
        yield "cells", list(_fixed(CELLS, "cells", "grid.help"))
    if any(isinstance(widget, TickList) for widget in shown):
        yield "ticks", list(_fixed(TICKS, "ticks", "grid.help"))
    if any(isinstance(widget, Board) for widget in shown):
        yield "numbers", list(_fixed(NUMBERS, "numbers", "figures.help"))
    if any(isinstance(widget, CaseList) for widget in shown):
        yield "lists", list(_fixed(LISTS, "lists"))
    if any(map(is_field, shown)):
        yield "fields", list(_fixed(FIELDS, "fields"))
    everywhere = [*_fixed(EVERYWHERE, "everywhere"), *_described(below, everywhere=True)]
    yield "everywhere", everywhere


def _described(below: Screen[Any], *, everywhere: bool) -> Iterator[Line]:
    """The described keys of the screen, or of the whole console, each action once."""
    keys: dict[tuple[str, str], list[str]] = {}
    for node, binding, _, _ in below.active_bindings.values():
        wanted = (node is below.app) == everywhere and binding.action not in _SAID_BELOW
        # Textual's own keys have no ids, and are described in English.
        if wanted and binding.id and binding.description:
            names = keys.setdefault((binding.action, said(binding)), [])
            names.append(key_name(binding.key))
    for (_, words), names in keys.items():
        yield " ".join(names), words, ""


def _moves(queue: Queue) -> Iterator[Line]:
    for move in (*queue.moves, *HOUSE_MOVES):
        yield key_name(move.key), queue.title_of(move), queue.word(f"help.{move.name}")


def _fixed(
    keys: Iterable[tuple[str, str, str]], part: str, texts: str = "screens.help"
) -> Iterator[Line]:
    for first, second, name in keys:
        shown = " ".join(key_name(key) for key in (first, second) if key)
        yield shown, say(f"{texts}.{part}.{name}"), ""


def _first_steps() -> list[Line]:
    return [(f"{step}", say(f"screens.help.first.{step}"), "") for step in FIRST_STEPS]


def _part(title: str, lines: list[Line]) -> Group:
    """A title, and below it keys, names and sentences in columns."""
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    for key, name, about in lines:
        cells = [Text(clean(each, one_line=True)) for each in (key, name, about)]
        cells[0].stylize("bold")
        cells[2].stylize("dim")
        table.add_row(*(cells if any(line[2] for line in lines) else cells[:2]))
    key = f"screens.help.part.{title}"
    words = say(key) if knows(key) else say(f"grid.help.part.{title}")
    return Group(Text(f"\n{words}", "bold underline"), table)
