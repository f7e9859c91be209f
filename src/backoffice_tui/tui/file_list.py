"""The files of a folder as a list, and the field where a path is typed."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from backoffice_tui.texts import say
from backoffice_tui.tui.case_list import CaseList, Cell, Column
from backoffice_tui.tui.fields import LineField
from backoffice_tui.tui.in_memory import InMemory, Item
from backoffice_tui.tui.paths import Entry

Row = Item[Entry]
_KILO = 1024


class PathField(LineField):
    """A path; Tab completes it, the arrows move in the list of files."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete", show=False, id="path.complete"),
        Binding("down", "step(1)", show=False, id="path.down"),
        Binding("up", "step(-1)", show=False, id="path.up"),
    ]

    class Complete(Message):
        """As much of the path is wanted as can be known."""

    class Step(Message):
        """The cursor of the list should move."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    def action_complete(self) -> None:
        """Asks for the rest of the name."""
        self.post_message(self.Complete())

    def action_step(self, by: int) -> None:
        """Moves in the list while the field keeps the focus."""
        self.post_message(self.Step(by))


class FileList(CaseList[Row]):
    """Tables and folders, newest tables first."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 (Textual's word)
        super().__init__(_columns(), empty=say("screens.take-in.no-files"), id=id)

    def offer(self, entries: Sequence[Entry]) -> None:
        """Shows these."""
        self.show(InMemory([Item(each.shown, each) for each in entries]))


def _columns() -> list[Column[Row]]:
    plain: list[tuple[str, int, int, bool, Callable[[Entry], Cell]]] = [
        ("name", 30, 0, True, lambda each: Cell(each.name, "accent" if each.folder else "strong")),
        ("changed", 16, 0, False, lambda each: Cell(each.day, "muted")),
        ("size", 9, 60, False, _size),
    ]
    return [
        Column(name, say(f"screens.take-in.column.{name}"), width, least, wide, _of(cell))
        for name, width, least, wide, cell in plain
    ]


def _of(cell: Callable[[Entry], Cell]) -> Callable[[Row], Cell]:
    return lambda row: cell(row.it)


def _size(entry: Entry) -> Cell:
    if entry.folder:
        return Cell("")
    return Cell(f"{max(1, round(entry.size / _KILO))} kB", "muted")
