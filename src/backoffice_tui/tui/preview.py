"""What a move would change besides its case, by tab, before it is saved."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import ClassVar, Final

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from backoffice_tui.routine.contracts import Alteration, NewBooking
from backoffice_tui.routine.dates import weekday_text
from backoffice_tui.routine.grammar import Further, Outgoing
from backoffice_tui.routine.money import euros
from backoffice_tui.routine.moves import Record
from backoffice_tui.routine.text import clean
from backoffice_tui.texts import knows, say
from backoffice_tui.tui.leases import QUIET, STRONG
from backoffice_tui.tui.side import SideScreen
from backoffice_tui.tui.tabs import TabLine, beside

NOUNS: Final = ("contract", "apartment", "party", "spouse", "person")
MONEY, TASKS, MESSAGES = "money", "tasks", "messages"
NEW, CHANGED = "+", "~"


class PreviewScreen(SideScreen[bool]):
    """Gives whether what is shown is to be saved."""

    DEFAULT_CSS = """
    PreviewScreen {
        & #told { height: 1fr; padding: 1 1; scrollbar-size-vertical: 1; }
        & #told Static { height: auto; }
        & #sum { height: auto; padding: 0 1; background: $panel; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "save", "task.preview.key.save", priority=True, id="preview.save"),
        Binding("tab", "step(1)", show=False, id="preview.next"),
        Binding("shift+tab", "step(-1)", show=False, id="preview.previous"),
        Binding("j", "scroll(1)", show=False, id="preview.down"),
        Binding("k", "scroll(-1)", show=False, id="preview.up"),
    ]

    def __init__(self, number: str, title: str, record: Record, names: Mapping[str, str]) -> None:
        super().__init__()
        self._title, self._number = title, number
        self._parts = parts_of(record, names)
        self._sum = summed(record)
        self._tab = next(iter(self._parts), "")

    def heading(self) -> str:
        """Which move on which case."""
        number = clean(self._number, limit=40, one_line=True)
        return say("task.preview.title", move=self._title, number=number)

    def body(self) -> ComposeResult:
        """The tabs with something in them, what stands in the one chosen, and the sum."""
        yield TabLine()
        with VerticalScroll(id="told"):
            yield Static(markup=False)
        yield Static(Text(self._sum), id="sum", markup=False)

    def rest(self) -> Widget | None:
        """The text has the focus, to be scrolled."""
        return self.query_one("#told")

    def on_mount(self) -> None:
        """Shows the first tab."""
        self.set_focus(self.rest())
        self.note(say("task.preview.save-how"))
        self._show()

    def on_resize(self) -> None:
        """Shows all tabs below each other where there is room."""
        self.call_after_refresh(self._show)

    @property
    def _tabs(self) -> list[tuple[str, str]]:
        return [
            (name, f"{say(f'task.preview.tab.{name}')} {len(rows)}")
            for name, rows in self._parts.items()
        ]

    def _show(self) -> None:
        self.query_one(TabLine).show(self._tabs, self._tab)
        shown: list[Text] = []
        for name, title in self._tabs:
            if self.has_class("-wide"):
                shown += [Text(title, "bold underline"), *self._parts[name], Text("")]
            elif name == self._tab:
                shown += self._parts[name]
        told = Text("\n").join(shown) if shown else Text(say("task.preview.nothing"))
        self.query_one("#told Static", Static).update(told)

    # -- keys -------------------------------------------------------------------------------------

    def action_step(self, by: int) -> None:
        """To the next tab, or the one before."""
        if self._parts:
            self._tab = beside(self._tabs, self._tab, by)
            self._show()

    @on(TabLine.Chosen)
    def _tab_chosen(self, event: TabLine.Chosen) -> None:
        self._tab = event.name
        self._show()

    def action_scroll(self, by: int) -> None:
        """Moves the text by a line."""
        self.query_one("#told").scroll_relative(y=by, animate=False)

    def action_save(self) -> None:
        """Says that it is to be saved."""
        self.dismiss(True)

    def go_back(self) -> None:
        """Saves nothing; what was typed is still there."""
        self.dismiss(False)


def parts_of(record: Record, names: Mapping[str, str]) -> dict[str, list[Text]]:
    """The lines of each tab that has any, in the order of the tabs; people by their names."""
    parts: dict[str, list[Text]] = {}
    for noun in NOUNS:
        rows = [_altered(each, names) for each in record.alterations if each.noun == noun]
        if rows:
            parts[noun] = rows
    if record.bookings:
        parts[MONEY] = [row for booking in record.bookings for row in _booked(booking)]
    if record.further:
        parts[TASKS] = [_task(each) for each in record.further]
    if record.messages:
        parts[MESSAGES] = [_message(each) for each in record.messages]
    return parts


def summed(record: Record) -> str:
    """How much changes, is new and is sent, in one line."""
    return say(
        "task.preview.summary",
        changes=len(record.alterations),
        tasks=len(record.further),
        messages=len(record.messages),
    )


def field_word(name: str) -> str:
    """A field of a contract or person in words."""
    key = f"contracts.field.{name}"
    return say(key) if knows(key) else name


def value_text(field: str, value: date | str | None) -> str:
    """A value as people read it."""
    if isinstance(value, date):
        return f"{value.isoformat()} {weekday_text(value)}"
    if field == "consent" and value and knows(f"views.consent.{value}"):
        return say(f"views.consent.{value}")
    return clean(value or "", limit=400, one_line=True) or "–"


def _sign(new: bool) -> tuple[str, str]:
    return (NEW, say("task.preview.new")) if new else (CHANGED, say("task.preview.changed"))


def _altered(each: Alteration, names: Mapping[str, str]) -> Text:
    sign, word = _sign(each.was in (None, ""))
    row = Text(f" {sign} {word:<8} ", STRONG)
    whose = names.get(each.whose, each.whose)
    row.append(f"{clean(whose, limit=60, one_line=True)}  ", QUIET)
    row.append(f"{field_word(each.field)}: ")
    row.append(value_text(each.field, each.was), QUIET)
    row.append(" → ")
    return row.append(value_text(each.field, each.becomes), STRONG)


def _booked(booking: NewBooking) -> Iterator[Text]:
    for leg in booking.legs:
        account = f"views.field.{leg.account}"
        name = say(account) if knows(account) else leg.account
        sign = "+" if leg.cents > 0 else ""
        row = Text(f" {NEW} {say('task.preview.new'):<8} ", STRONG)
        row.append(f"{name}  {sign}{euros(leg.cents)}")
        row.append(f"  {clean(booking.holder, limit=80)} {booking.iban}".rstrip(), QUIET)
        yield row


def _task(each: Further) -> Text:
    row = Text(f" {NEW} {say('task.preview.new'):<8} ", STRONG)
    row.append(clean(each.type or each.klass or each.code, limit=100, one_line=True))
    if each.due:
        row.append(f"  {say('task.preview.due', due=value_text('due', each.due))}", QUIET)
    return row


def _message(each: Outgoing) -> Text:
    lines: list[tuple[str, str]] = [
        (say("task.preview.to"), each.recipient),
        (say("task.preview.subject"), each.subject),
    ]
    text = Text()
    for label, value in lines:
        text.append(f" {label}: ", QUIET)
        text.append(f"{clean(value, limit=300, one_line=True)}\n")
    for line in clean(each.body, limit=20_000).splitlines():
        text.append(f"   {line}\n")
    for name, body in each.attachments:
        text.append(f" {say('task.preview.attachment')}: {clean(name, limit=100)}\n", STRONG)
        for line in clean(body, limit=20_000).splitlines():
            text.append(f"   {line}\n", QUIET)
    return text
