"""What stands on the form of a task: the request in lines, and in rows what is taken over, done and changed."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Final, NamedTuple

from rich.console import Group
from rich.table import Table
from rich.text import Text

from backoffice_tui.desk.card import Card, LogLine
from backoffice_tui.desk.further import FURTHER
from backoffice_tui.model.states import State
from backoffice_tui.routine.contracts import ACCOUNTS, ContractCard, Lease, Pair, read_altered
from backoffice_tui.routine.dates import local
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.money import cents, euros
from backoffice_tui.routine.notice import notice_end
from backoffice_tui.routine.text import clean
from backoffice_tui.settings.routine_data import RoutineData
from backoffice_tui.texts import knows, say
from backoffice_tui.tui.case_list import Cell, Column
from backoffice_tui.tui.columns import days_left
from backoffice_tui.tui.detail import field_label, steps_of
from backoffice_tui.tui.in_memory import Item, items
from backoffice_tui.tui.leases import QUIET, STRONG, day

ROBOT: Final = "robot"
"""Who does what the rules decide, and how its steps are called in the log."""

HIDDEN: Final = frozenset(
    {"title", "subject", "customer", "customer_name", "contract", "target_contract"}
)
"""Facts that the head of the form says already."""


TOLD: Final = ("address", "phone", "email", "iban")
GIVEN: Final = "new_"
"""Goes before the name of what a request gives of a person."""


class Done(NamedTuple):
    """One line of what was done on a task: when, by whom, what, and a value before and after."""

    at: datetime
    by: str
    what: str
    field: str
    was: str
    became: str
    undone: bool


Change = Item[Done]
Taken = Item[Pair]


def summary(
    queue: Queue,
    card: Card,
    contracts: Mapping[str, ContractCard],
    data: RoutineData,
    today: date,
) -> Group:
    """The request: what is asked, about which contracts, and what the routine says of it."""
    line = card.line
    head = [
        Text(clean(line.title or line.type, limit=300, one_line=True), STRONG),
        Text(clean(card.why, limit=300, one_line=True), "italic"),
    ]
    if line.protected:
        shown = "protected-shown" if card.revealed else "protected"
        head.append(Text(say(f"console.{shown}"), STRONG))
    rows = Table.grid(padding=(0, 2))
    rows.add_column(no_wrap=True)
    for label, value in _told_of(queue, card, contracts, data, today):
        rows.add_row(Text(label, QUIET), Text(clean(value, limit=10_000)))
    return Group(*head, Text(""), rows, *steps_of(queue, card))


def _told_of(
    queue: Queue,
    card: Card,
    contracts: Mapping[str, ContractCard],
    data: RoutineData,
    today: date,
) -> Iterator[tuple[str, str]]:
    line, facts = card.line, dict(card.facts)
    if line.due:
        yield queue.word("column.due"), days_left(line.due, today, data.country)
    yield from _contract(line.contract, "contract", contracts)
    yield from _contract(line.target_contract, "target", contracts)
    known = contracts.get(line.contract)
    yield from _notice(queue, facts, known.lease if known else None, data)
    for name, value in facts.items():
        if name not in HIDDEN and not name.startswith(GIVEN) and value:
            yield field_label(queue, name), _worded(name, value)


def _worded(name: str, value: str) -> str:
    # Dots, where the person is protected, stay dots.
    if not value[:1].isdigit():
        return value
    if name == "amount":
        return euros(cents(value))
    return day(date.fromisoformat(value)) if name == "ends_on" else value


def _notice(
    queue: Queue, facts: dict[str, str], lease: Lease | None, data: RoutineData
) -> Iterator[tuple[str, str]]:
    """Who gave notice and when, and the days that follow from it by the rule."""
    key, at = facts.pop("person", ""), facts.pop("submitted_at", "")
    if key:
        party = lease.party(key) if lease else None
        yield field_label(queue, "person"), f"{party.person.name if party else ''} {key}".strip()
    if not at[:1].isdigit():
        return
    given = local(datetime.fromisoformat(at), data.zone)
    yield field_label(queue, "submitted_at"), f"{day(given.date())} {given:%H:%M}"
    ruled = notice_end(given.date(), data)
    ends, moving = day(ruled.ends), day(ruled.moving_day)
    yield say("task.by-rule", rule=ruled.rule), say("task.ruled", ends=ends, moving=moving)


def _contract(
    number: str, what: str, known: Mapping[str, ContractCard]
) -> Iterator[tuple[str, str]]:
    card = known.get(number)
    if card is None:
        if number:
            yield say(f"task.{what}"), number
        return
    lease = card.lease
    held = " · ".join(
        f"{say(f'views.field.{each}')} {euros(lease.balance(each))}" for each in ACCOUNTS
    )
    days = f"{day(lease.start)} – {day(lease.end, say('views.until-now'))}"
    where = f"{lease.number} · {lease.place}"
    yield say(f"task.{what}"), f"{where}\n{days}\n{held}"


def pairs_of(facts: Mapping[str, str], lease: Lease | None) -> list[Taken]:
    """What the request gives of the person who made it, beside what is known of them."""
    party = lease.party(facts.get("person", "")) if lease else None
    told = {name: facts.get(f"{GIVEN}{name}", "") for name in TOLD}
    return items(
        Pair(name, getattr(party.person, name) if party else "", new)
        for name, new in told.items()
        if new
    )


# -- rows -------------------------------------------------------------------------------------


def changes_of(queue: Queue, log: tuple[LogLine, ...]) -> list[Change]:
    """The change log: a row for each value that was changed, the newest first."""
    return items(done for entry in reversed(log) for done in _told(queue, entry))


def events(queue: Queue, log: tuple[LogLine, ...], zone: str) -> Table | Text:
    """What the robot did, the newest first, in its own words; a sentence where it did nothing."""
    rows = Table.grid(padding=(0, 2, 0, 0))
    rows.add_column(no_wrap=True)
    for each in reversed(log):
        if ROBOT in (each.by, each.move):
            undone = f"{say('console.undone')}: " if each.undone else ""
            told = f"{undone}{queue.word(f'move.{each.move}')}\n{clean(each.text, limit=10_000)}"
            rows.add_row(Text(f"{local(each.at, zone):%Y-%m-%d %H:%M}", QUIET), Text(told.strip()))
    return rows if rows.row_count else Text(say("task.no-events"), QUIET)


def _told(queue: Queue, entry: LogLine) -> Iterator[Done]:
    what = queue.word(f"move.{entry.move}")
    if entry.was != entry.became:
        was, became = (_state(queue, each) for each in (entry.was, entry.became))
        yield Done(entry.at, entry.by, what, say("views.task.state"), was, became, entry.undone)
    for change in entry.changes:
        # What it was born with is the request itself.
        if entry.was and change.field != FURTHER:
            field = changed_label(queue, change.field)
            yield Done(entry.at, entry.by, what, field, change.was, change.became, entry.undone)
    if entry.text:
        yield Done(entry.at, entry.by, what, say("task.said"), "", entry.text, entry.undone)


def changed_label(queue: Queue, name: str) -> str:
    """What was changed in words: a value of a contract or a person with whose it is, else one of the case."""
    other = read_altered(name)
    if other is None or not knows(f"contracts.field.{other.field}"):
        return field_label(queue, name)
    return f"{say(f'contracts.field.{other.field}')} ({clean(other.whose, one_line=True)})"


def _state(queue: Queue, stored: str) -> str:
    return queue.states.get(State(stored), stored) if stored else ""


def columns_of_changes(zone: str) -> list[Column[Change]]:
    """When, who, what, and the value before and after."""
    cells: list[tuple[str, int, int, bool, Callable[[Done], Cell]]] = [
        ("at", 16, 0, False, lambda each: Cell(f"{local(each.at, zone):%Y-%m-%d %H:%M}", "muted")),
        ("by", 7, 0, False, lambda each: Cell(each.by)),
        ("what", 14, 0, False, _what),
        ("field", 16, 62, False, lambda each: Cell(each.field, "muted")),
        ("change", 20, 0, True, _change),
    ]
    return [
        Column(name, say(f"task.changes.{name}"), width, least, wide, _of(cell))
        for name, width, least, wide, cell in cells
    ]


def _of(cell: Callable[[Done], Cell]) -> Callable[[Change], Cell]:
    return lambda row: cell(row.it)


def _what(each: Done) -> Cell:
    return Cell(f"{say('console.undone')}: {each.what}" if each.undone else each.what, "strong")


def _change(each: Done) -> Cell:
    if not each.was and not each.field:
        return Cell(each.became)
    return Cell(f"{each.was or '–'} → {each.became or '–'}" if each.was else each.became)


def whole(each: Done, zone: str) -> tuple[str, str]:
    """A line of the log uncut: when, who and what, and below it what became of what."""
    head = f"{local(each.at, zone):%Y-%m-%d %H:%M}  {each.by}  {_what(each).text}"
    parts = (each.field, f"{each.was}\n→" if each.was else "", each.became)
    return head, "\n".join(part for part in parts if part)


def columns_of_pairs() -> list[Column[Taken]]:
    """The name of a value, what is known, and what the request gives."""
    return [
        Column("field", say("task.data.field"), 14, 0, False, _told_field),
        Column("was", say("task.data.was"), 20, 0, True, lambda row: Cell(row.it.was or "–")),
        Column("sign", "", 1, 0, False, lambda row: Cell(_sign(row.it), "warning")),
        Column("becomes", say("task.data.becomes"), 20, 0, True, _becomes),
    ]


def _told_field(row: Taken) -> Cell:
    return Cell(say(f"views.field.{row.it.field}"))


def differ(pair: Pair) -> bool:
    """Whether the request gives another value than is known, however it is spaced."""
    was, becomes = ("".join(each.split()).casefold() for each in (pair.was, pair.becomes))
    return was != becomes


def _sign(pair: Pair) -> str:
    return "→" if differ(pair) else "="


def _becomes(row: Taken) -> Cell:
    return Cell(row.it.becomes, "strong" if differ(row.it) else "")
