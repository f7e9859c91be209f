"""What leads decide, on a screen: every value of a routine, changed with a check and a preview, and its history."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget

from backoffice_tui.desk import deciding, letter_texts
from backoffice_tui.desk.desk import Desk
from backoffice_tui.queues import QUEUES
from backoffice_tui.routine.errors import Problem
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.settings.edited import values_of
from backoffice_tui.settings.routine_data import load_routine
from backoffice_tui.texts import knows, say
from backoffice_tui.tui.case_list import CaseList, Cell, Column
from backoffice_tui.tui.copied import Copied
from backoffice_tui.tui.in_memory import InMemory, Item
from backoffice_tui.tui.side import Plain, SideScreen
from backoffice_tui.tui.value import EditValue

HISTORY_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Value:
    """A value, or a letter (whose text is too long for a line), with what was shipped where that is another."""

    key: str
    text: str
    shipped: str = ""
    letter: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """All that the screen shows of one routine, or of the letters where `queue` is None."""

    version: str
    values: tuple[Value, ...]
    history: str
    text: str


Row = Item[Value]


def columns() -> list[Column[Row]]:
    """What the list of values shows."""
    plain: list[tuple[str, int, int, bool, Callable[[Value], Cell]]] = [
        ("key", 32, 0, False, lambda each: Cell(label(each.key), "strong")),
        ("value", 20, 0, True, lambda each: Cell(each.text)),
        ("shipped", 24, 70, False, _shipped),
    ]
    return [
        Column(name, say(f"deciding.column.{name}"), width, least, wide, _of(cell))
        for name, width, least, wide, cell in plain
    ]


def label(key: str) -> str:
    """What a value is called on the screen; a letter goes by its own name."""
    table, _, rest = key.partition(".")
    name, _, what = rest.rpartition(".")
    word = f"deciding.label.{table}-{what}" if table == "classes" else f"deciding.label.{table}"
    return say(word, name=name or rest) if knows(word) else key


def _of(cell: Callable[[Value], Cell]) -> Callable[[Row], Cell]:
    return lambda row: cell(row.it)


def _shipped(each: Value) -> Cell:
    return Cell(f"✎ {each.shipped}" if each.shipped else "", "warning")


def of_queue(desk: Desk, queue: Queue) -> Shown:
    """A routine's values, with what is wrong with an edition that cannot hold."""
    wrong, data = deciding.broken(desk, queue), desk.data(queue)
    history = "\n".join(filter(None, (wrong, _history(desk, deciding.name_of(queue)))))
    shipped = values_of(load_routine(queue.key))
    values = tuple(
        Value(key, text, "" if shipped.get(key) == text else shipped.get(key, "–"))
        for key, text in values_of(data).items()
    )
    day = desk.today(queue)
    decided = desk.decided(deciding.name_of(queue), day)
    text = deciding.text_of(desk, queue, day, decided)
    return Shown(data.version, values, history, text)


def of_letters(desk: Desk) -> Shown:
    """The letters, each with the first line of its text."""
    values, lines = [], []
    for name in letter_texts.names():
        text = letter_texts.text_of(desk, name)
        changed = bool(desk.letter_text(name))
        lines += [each for each in [_history(desk, letter_texts.name_of(name))] if each]
        values.append(
            Value(
                name, say("deciding.letter", lines=text.count("\n")), "●" if changed else "", True
            )
        )
    return Shown("", tuple(values), "\n".join(lines), "")


def _history(desk: Desk, name: str) -> str:
    found = deciding.history(desk, name)
    return "\n".join(deciding.told(desk, each) for each in found[:HISTORY_SHOWN])


class DecidingScreen(SideScreen[None]):
    """A routine's values: anybody may look, leads change them."""

    DEFAULT_CSS = """
    DecidingScreen {
        & CaseList { height: 2fr; }
        & #history { height: auto; max-height: 8; padding: 0 2; margin-top: 1;
            scrollbar-size-vertical: 1; }
        & .part { text-style: bold; color: $text-accent; padding: 0 2; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e,enter", "change", "deciding.key.change", id="deciding.change"),
        Binding("a", "add", "deciding.key.add", id="deciding.add"),
        Binding("delete,d", "drop", "deciding.key.drop", id="deciding.drop"),
        Binding("u", "undo", "deciding.key.undo", id="deciding.undo"),
        Binding("o", "other", "deciding.key.other", id="deciding.other"),
        Binding("y", "copy", "deciding.key.copy", show=False, id="deciding.copy"),
        Binding("r", "refresh", "screens.key.refresh", show=False, id="deciding.refresh"),
    ]

    def __init__(self, desk: Desk, queue: Queue | None) -> None:
        super().__init__()
        self.desk, self.queue = desk, queue
        self._toml = ""

    def heading(self) -> str:
        """Which routine it is."""
        return say("deciding.title", name=self._called)

    @property
    def _called(self) -> str:
        return self.queue.title if self.queue else say("deciding.letters")

    def body(self) -> ComposeResult:
        """The values, and what was decided last."""
        yield CaseList(columns(), empty=say("deciding.empty"), id="values")
        yield Plain(say("deciding.history"), classes="part")
        with VerticalScroll(id="history", can_focus=False):
            yield Plain()

    @property
    def values(self) -> CaseList[Row]:
        """The list."""
        return self.query_one("#values", CaseList)

    def rest(self) -> Widget | None:
        """The list has the focus."""
        return self.values

    def on_mount(self) -> None:
        """Fetches the values."""
        self.values.focus()
        self.action_refresh()

    @work(exclusive=True, group="fetch")
    async def action_refresh(self, at: str = "") -> None:
        """Fetches everything anew; the cursor stays on its value."""
        queue, desk = self.queue, self.desk
        try:
            await asyncio.to_thread(desk.look_again)
            shown = await asyncio.to_thread(
                lambda: of_queue(desk, queue) if queue else of_letters(desk)
            )
        except Problem as problem:
            self.trouble(problem)
            return
        if self.query("#values"):
            self._show(shown, at)

    def _show(self, shown: Shown, at: str) -> None:
        current = self.values.current
        rows = [Item(each.key, each) for each in shown.values]
        self.values.show(InMemory(rows), at=at or (current.key if current else ""))
        self._toml = shown.text
        self.query_one("#history Plain", Plain).show(shown.history or say("deciding.as-shipped"))
        self.note(shown.version)

    # -- keys -----------------------------------------------------------------------------------

    @on(CaseList.Opened)
    def _opened(self) -> None:
        self.action_change()

    def action_change(self) -> None:
        """Changes the value under the cursor."""
        row = self.values.current
        if row is not None and row.it.letter:
            self._letter(row.it.key)
        elif row is not None:
            self._edit(row.it.key, row.it.text)

    def action_add(self) -> None:
        """Adds a department, or whatever else is a table of names."""
        row = self.values.current
        if self.queue is not None and row is not None:
            table = row.it.key.partition(".")[0]
            known = table in ("departments", "extra_days")
            self._edit(f"{table if known else 'departments'}.", "", new=True)

    @work(exclusive=True, group="edit")
    async def _edit(self, key: str, text: str, new: bool = False) -> None:
        if self.queue is None or not self._may():
            return
        dialog = EditValue(self.desk, self.queue, key, text, new=new)
        found = await self.app.push_screen_wait(dialog)
        if isinstance(found, str) and found:
            self.app.notify(found)
            self.action_refresh(dialog.key)

    @work(exclusive=True, group="edit")
    async def _letter(self, name: str) -> None:
        from backoffice_tui.tui.letter_text import LetterScreen

        await self.app.push_screen_wait(LetterScreen(self.desk, name))
        self.action_refresh()

    @work(exclusive=True, group="edit")
    async def action_drop(self) -> None:
        """Takes the name under the cursor away, from today on."""
        row, queue = self.values.current, self.queue
        if row is None or queue is None or not self._may():
            return
        await self._do(lambda: _dropped(self.desk, queue, row.it.key))

    @work(exclusive=True, group="edit")
    async def action_undo(self) -> None:
        """Takes the last change back."""
        row, queue, desk = self.values.current, self.queue, self.desk
        if not self._may() or (queue is None and row is None):
            return
        key = row.it.key if row else ""
        await self._do(lambda: _taken_back(desk, queue, key))

    async def _do(self, verb: Callable[[], str]) -> None:
        try:
            said = await asyncio.to_thread(verb)
        except Problem as problem:
            self.trouble(problem)
            return
        self.app.notify(said)
        self.action_refresh()

    def _may(self) -> bool:
        """Whether the agent is a lead; says so where not."""
        try:
            self.desk.require_lead()
        except Problem as problem:
            self.trouble(problem)
            return False
        return True

    def action_other(self) -> None:
        """The next routine, then the letters, round and round."""
        every: Sequence[Queue | None] = [*QUEUES.values(), None]
        self.queue = every[(every.index(self.queue) + 1) % len(every)]
        self.tell_where()
        self.action_refresh()

    def action_copy(self) -> None:
        """Copies what leads have changed, as TOML."""
        if self._toml:
            file = f"{self.queue.key}.toml" if self.queue else ""
            self.app.push_screen(Copied(self._called, [("", self._toml)], file))


def _dropped(desk: Desk, queue: Queue, key: str) -> str:
    made = deciding.decide(desk, queue, key, None, desk.today(queue))
    return deciding.told(desk, made)


def _taken_back(desk: Desk, queue: Queue | None, key: str) -> str:
    name = deciding.name_of(queue) if queue else letter_texts.name_of(key)
    gone = deciding.withdraw(desk, name)
    if queue is not None:
        deciding.apply(desk, queue)
    return say("deciding.taken-back", version=gone.version)
