"""Help: the keys that act on the screen below, what the routine's moves do, and how to begin."""

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar, Final

from rich.cells import cell_len
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from backoffice_tui.routine.grammar import HOUSE_MOVES, Queue
from backoffice_tui.routine.text import clean
from backoffice_tui.texts import say
from backoffice_tui.tui.case_list import CaseList
from backoffice_tui.tui.key_line import key_name, said
from backoffice_tui.tui.side import is_field

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
FIELDS: Final = (("enter", "tab", "next"), ("left", "right", "choice"), ("escape", "", "leave"))
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
        Binding("escape,question_mark,f1,q", "leave", "screens.key.leave", id="help.leave"),
        Binding("j", "scroll(1)", show=False, id="help.down"),
        Binding("k", "scroll(-1)", show=False, id="help.up"),
    ]

    def __init__(self, below: Screen[Any], queue: Queue | None = None) -> None:
        super().__init__()
        self._parts = tuple(parts_of(below, queue))

    def compose(self) -> ComposeResult:
        """Part by part: a title and its lines."""
        with VerticalScroll():
            yield Static(Text(say("screens.help.title"), style="bold"), markup=False)
            for title, lines in self._parts:
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
    own = [line for line in _own(below) if line[0] not in taken]
    if own:
        yield "screen", own
    if moves:
        yield "moves", moves
    if below.query(CaseList):
        yield "lists", list(_fixed(LISTS, "lists"))
    if any(is_field(widget) for widget in below.query("*")):
        yield "fields", list(_fixed(FIELDS, "fields"))
    yield "everywhere", list(_fixed(EVERYWHERE, "everywhere"))


def _own(below: Screen[Any]) -> Iterator[Line]:
    """The described keys of the screen, each action once."""
    keys: dict[tuple[str, str], list[str]] = {}
    for node, binding, _, _ in below.active_bindings.values():
        described = bool(binding.description) and node is not below.app
        if described and _in_our_words(binding):
            names = keys.setdefault((binding.action, said(binding)), [])
            names.append(binding.key_display or key_name(binding.key))
    for (_, words), names in keys.items():
        yield " ".join(names), words, ""


def _in_our_words(binding: Binding) -> bool:
    # Textual's own keys are described in English; the lists and fields have their own parts.
    return bool(binding.id) and binding.id is not None and binding.description != binding.action


def _moves(queue: Queue) -> Iterator[Line]:
    for move in (*queue.moves, *HOUSE_MOVES):
        yield key_name(move.key), queue.title_of(move), queue.word(f"help.{move.name}")


def _fixed(keys: Iterable[tuple[str, str, str]], part: str) -> Iterator[Line]:
    for first, second, name in keys:
        shown = " ".join(key_name(key) for key in (first, second) if key)
        yield shown, say(f"screens.help.{part}.{name}"), ""


def _first_steps() -> list[Line]:
    return [(f"{step}", say(f"screens.help.first.{step}"), "") for step in FIRST_STEPS]


def _part(title: str, lines: list[Line]) -> Text:
    """A title in the accent, keys in a column, words beside them."""
    text = Text(f"\n{say(f'screens.help.part.{title}')}\n", style="")
    text.stylize("bold underline", 1, len(text) - 1)
    keys = max(cell_len(key) for key, _, _ in lines) + 2
    names = max(cell_len(name) for _, name, about in lines if about or not about) + 2
    for key, name, about in lines:
        text.append(f"{key}{' ' * (keys - cell_len(key))}", "bold")
        text.append(clean(name, one_line=True))
        if about:
            text.append(" " * (names - cell_len(name)))
            text.append(clean(about, one_line=True), "dim")
        text.append("\n")
    text.rstrip()
    return text
