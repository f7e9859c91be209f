"""Narrowing a grid by one column: words to look for, or some of the texts that stand there."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input

from backoffice_tui.routine.text import fold
from backoffice_tui.texts import say
from backoffice_tui.tui.case_list import CaseList, Cell, Column
from backoffice_tui.tui.dialogs import Dialog, line
from backoffice_tui.tui.fields import LineField
from backoffice_tui.tui.in_memory import InMemory, Item

Row = Item[tuple[str, int]]
MOST_VALUES = 1_000


class FilterColumn(Dialog):
    """Gives what the column is narrowed to, empty for everything, or None."""

    DEFAULT_CSS = """
    FilterColumn {
        & LineField { max-width: 100%; margin-bottom: 1; }
        & CaseList { height: 10; background: $surface; margin-bottom: 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "save", show=False, priority=True, id="column.save"),
        Binding("f4", "all", show=False, priority=True, id="column.all"),
        Binding("tab,shift+tab", "other", show=False, id="column.other"),
    ]

    def __init__(self, title: str, values: Sequence[tuple[str, int]], wanted: str) -> None:
        super().__init__()
        self._title, self._values, self._wanted = title, values[:MOST_VALUES], wanted

    def compose(self) -> ComposeResult:
        """The words, and the texts there are with how often each stands."""
        columns = [
            Column[Row]("text", say("grid.filter.text"), 20, 0, True, lambda row: _shown(row.it)),
            Column[Row]("count", say("grid.filter.count"), 8, 0, False, lambda row: _count(row.it)),
        ]
        with Vertical():
            yield line(say("grid.filter.title", column=self._title), "title")
            yield LineField(self._wanted)
            yield CaseList(columns, InMemory(self._rows("")), empty=say("grid.filter.none"))
            yield line(say("grid.filter.hint"), "hint")

    @property
    def _list(self) -> CaseList[Row]:
        return self.query_one(CaseList)

    def _rows(self, typed: str) -> list[Row]:
        found = [each for each in self._values if fold(typed) in fold(each[0])]
        return [Item(text, (text, count)) for text, count in found]

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        special = event.value.startswith(("=", "!")) or ";" in event.value
        self._list.show(InMemory(self._rows("" if special else event.value)))

    @on(Input.Submitted)
    def _words(self) -> None:
        self.action_save()

    @on(CaseList.Opened)
    def _value(self) -> None:
        self.action_save()

    def action_other(self) -> None:
        """From the words to the texts and back."""
        field = self.query_one(LineField)
        self.set_focus(self._list if self.focused is field else field)

    def on_key(self, event: object) -> None:
        """Down from the words goes to the texts."""
        if getattr(event, "key", "") == "down" and self.focused is self.query_one(LineField):
            self.set_focus(self._list)

    def action_all(self) -> None:
        """The column is not narrowed."""
        self.dismiss("")

    def action_save(self) -> None:
        """Gives the marked texts, the one under the cursor, or the words."""
        marked = list(self._list.marked)
        row = self._list.current
        if not marked and self.focused is self._list and row is not None:
            marked = [row.key]
        words = self.query_one(LineField).value.strip()
        self.dismiss("; ".join(f"={text}" for text in marked) if marked else words)


def _shown(value: tuple[str, int]) -> Cell:
    return Cell(value[0]) if value[0] else Cell(say("grid.filter.empty"), "muted")


def _count(value: tuple[str, int]) -> Cell:
    return Cell(str(value[1]), "muted")
