"""Everything about one case beside the list: why it is next, who it is about, the steps, the whole log."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, ClassVar, Final

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from backoffice_tui.desk.further import FURTHER
from backoffice_tui.routine.dates import local, weekday_text
from backoffice_tui.routine.facilities import grouped
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.text import clean
from backoffice_tui.routine.ticks import FIELD
from backoffice_tui.texts import knows, say
from backoffice_tui.tui.columns import STATE_SIGNS, days_left, has_classes, kind_of
from backoffice_tui.tui.picks import word_of

if TYPE_CHECKING:
    from backoffice_tui.desk.card import Card, LogLine

QUIET: Final = "dim"
STRONG: Final = "bold"
BORN: Final = frozenset({"new", "feed"})
"""Entries with which a case begins: what they tell stands among the facts."""

_MOMENT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{8,15}[+-][0-9]{2}:[0-9]{2}")

UNSHOWN: Final = frozenset(
    {
        "title",
        "promised",
        "list_log",
        "answer_verdict",
        "answer_who",
        "answer_last4",
        "move_date",
        "letter",
    }
)
"""Facts that are said in other words elsewhere on the card."""


class Detail(VerticalScroll, can_focus=True):
    """A scrolling card; it keeps its place when the same case is shown again."""

    DEFAULT_CSS = """
    Detail {
        padding: 0 1;
        width: 1fr;
        height: 1fr;
        background: $surface;
        scrollbar-size-vertical: 1;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "scroll_down", show=False, id="detail.down"),
        Binding("k", "scroll_up", show=False, id="detail.up"),
        Binding("g", "scroll_home", show=False, id="detail.first"),
        Binding("G", "scroll_end", show=False, id="detail.last"),
    ]

    _shown = 0

    def compose(self) -> ComposeResult:
        """One text that holds the whole card."""
        yield Static(id="card", markup=False)

    def show(self, queue: Queue, card: "Card | None", today: date, zone: str, country: str) -> None:
        """Show a card, or that no case is chosen."""
        body = self.query_one("#card", Static)
        if card is None:
            body.update(Text(say("console.no-case"), style=QUIET))
            return
        body.update(Text("\n").join(lines_of(queue, card, today, zone, country)))
        if card.line.id != self._shown:
            self._shown = card.line.id
            self.scroll_home(animate=False)


def lines_of(queue: Queue, card: "Card", today: date, zone: str, country: str) -> Iterator[Text]:
    """The card line by line."""
    yield from _head(queue, card, today, country)
    yield from steps_of(queue, card)
    yield from _facts(queue, card, zone)
    yield from _ticks(card)
    yield from _messages(card)
    yield from _log(queue, card, zone)


def heading(key: str) -> Text:
    """The heading of a part of the card."""
    return Text(f"\n{say(f'console.part.{key}')}", style=STRONG)


def _head(queue: Queue, card: "Card", today: date, country: str) -> Iterator[Text]:
    line = card.line
    head = Text(f"{clean(line.number, limit=40)}  ", style=STRONG)
    kind = kind_of(line).text if has_classes(queue) else line.kind
    head.append(kind, style=STRONG)
    head.append(f"  {STATE_SIGNS[line.state]} {queue.state_word(line)}")
    yield head
    yield Text(clean(line.title, limit=300, one_line=True))
    yield Text(clean(card.why), style="italic")
    if card.informed:
        yield Text(say("console.informed"), style=STRONG)
    if line.missing_since:
        yield Text(say("console.missing", since=line.missing_since), style=STRONG)
    if line.protected:
        yield Text(say("console.protected-shown" if card.revealed else "console.protected"))
    held = say("console.held-by", handler=line.handler) if line.handler else say("console.free")
    yield Text(" · ".join(filter(None, (line.team, held))), style=QUIET)
    if line.due:
        own = f"{queue.key}.due"
        key = own if knows(own) else "console.due"
        yield Text(say(key, due=days_left(line.due, today, country)))


def steps_of(queue: Queue, card: "Card") -> Iterator[Text]:
    """The steps of the routine, those that are done ticked, each with its key and its rule."""
    if not card.steps:
        return
    yield heading("steps")
    for step in card.steps:
        text = Text(f" {'☑' if step.done else '☐'} {step.title}")
        key = next((move.key for move in queue.moves if move.name == step.name), "")
        text.append(f"  {key}" if key and not step.done else "", style=STRONG)
        text.append(f"  {step.rule}", style=QUIET)
        yield text


def _facts(queue: Queue, card: "Card", zone: str) -> Iterator[Text]:
    own = f"{queue.key}.part.facts"
    yield Text(f"\n{say(own)}", style=STRONG) if knows(own) else heading("facts")
    names = [name for name in card.facts if name not in UNSHOWN]
    labels = {name: fact_label(queue, name) for name in names}
    width = min(26, max((len(label) for label in labels.values()), default=0))
    for name in names:
        value = clean(card.facts[name], limit=2_000)
        row = Text.assemble((f" {labels[name]:<{width}}  ", QUIET))
        shown = grouped(value) if name == "facility" else fact_value(queue, value)
        row.append(moment_text(shown, zone))
        yield row
    if card.line.wished:
        wished = f"{card.line.wished} {weekday_text(card.line.wished)}"
        yield Text.assemble((f" {say('console.wished'):<{width}}  ", QUIET), wished)


def fact_label(queue: Queue, name: str) -> str:
    """A fact's name in words; a column of the list that nobody knows keeps its heading."""
    if name.startswith("aside:"):
        return clean(name.removeprefix("aside:"), limit=26, one_line=True)
    try:
        return queue.word(f"field.{name}")
    except KeyError:
        return clean(name, limit=26, one_line=True)


def moment_text(value: str, zone: str) -> str:
    """A time as people read it; any other text as it is."""
    if not _MOMENT.fullmatch(value):
        return value
    try:
        at = local(datetime.fromisoformat(value), zone)
    except (ValueError, OverflowError):
        return value
    return f"{at:%Y-%m-%d} {weekday_text(at.date())} {at:%H:%M}"


def fact_value(queue: Queue, value: str) -> str:
    """A fact in words where it is one of the form's choices."""
    if value in ("yes", "no"):
        return say(f"console.{value}")
    known = {
        choice for field in (queue.form.fields if queue.form else ()) for choice in field.choices
    }
    return word_of(queue, value) if value in known else value


def _ticks(card: "Card") -> Iterator[Text]:
    live = [tick for tick in card.ticks if not tick.dropped]
    if not live:
        return
    head = heading("facilities")
    head.append(f"  {card.line.progress}", style=STRONG)
    yield head
    for tick in live:
        row = Text(f" {'☑' if tick.done_at else '☐' if tick.facility else '✗'} {tick.place:>3}  ")
        row.append(grouped(tick.facility) or clean(tick.text, limit=60, one_line=True))
        row.append(f"  {tick.done_by or clean(tick.problem, limit=200)}", style=QUIET)
        yield row


def _messages(card: "Card") -> Iterator[Text]:
    if not card.messages:
        return
    yield heading("messages")
    for message in card.messages:
        state = say(f"console.message.{message['state']}")
        yield Text(f" {message['channel']}  {clean(message['recipient'], limit=60)}  {state}")
        yield Text(f"   {clean(message['body'], limit=1_000)}", style=QUIET)


def _log(queue: Queue, card: "Card", zone: str) -> Iterator[Text]:
    yield heading("log")
    for entry in reversed(card.log):
        yield from _entry(queue, entry, zone)


def _entry(queue: Queue, entry: "LogLine", zone: str) -> Iterator[Text]:
    at = local(entry.at, zone)
    row = Text.assemble((f" {at:%Y-%m-%d} {weekday_text(at.date())} {at:%H:%M}  ", QUIET))
    row.append(f"{clean(entry.by, limit=20)}  ")
    row.append(queue.word(f"move.{entry.move}"), style=STRONG)
    if entry.undone:
        row.append(f"  {say('console.undone')}", style=QUIET)
    yield row
    style = "strike" if entry.undone else ""
    for line in clean(entry.text, limit=10_000).splitlines():
        yield Text(f"   {line}", style=style)
    changed = [
        f"{field_label(queue, change.field)}: {clean(change.was, limit=60, one_line=True) or '–'} → "
        f"{clean(change.became, limit=60, one_line=True) or '–'}"
        for change in entry.changes
        if change.field not in UNSHOWN
        and entry.move not in BORN
        and not change.field.startswith((FIELD, FURTHER))
    ]
    for text in changed:
        yield Text(f"   {text}", style=QUIET)


def field_label(queue: Queue, name: str) -> str:
    """The name of what an entry changed, in words."""
    try:
        return queue.word(f"column.{name}")
    except KeyError:
        return fact_label(queue, name)
