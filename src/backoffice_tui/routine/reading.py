"""A row of another system's list as a case: headings understood, each cell read by its field."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Final

from backoffice_tui.model.states import State
from backoffice_tui.routine import facilities
from backoffice_tui.routine.dates import read_date, read_moment
from backoffice_tui.routine.errors import Problem, Refused
from backoffice_tui.routine.text import clean, fold
from backoffice_tui.settings import SettingsError, signature
from backoffice_tui.settings.routine_data import RoutineData

REQUIRED: Final = ("number", "title", "received")


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was not taken in, where it stands, the heading at fault and why."""

    row: int
    field: str
    message: str


@dataclass(slots=True)
class ListRow:
    """A row that could be read: columns of the case, facts about the customer, the list's own state and log."""

    row: int
    columns: dict[str, object] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)
    state: State | None = None
    log: str = ""
    warnings: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Headings:
    """Which column of a list holds which field; the rest are kept aside under their own names."""

    fields: Mapping[int, str]
    aside: Mapping[int, str]
    names: Mapping[str, str]
    """How the list spells the heading of a field."""


def understand(headings: Sequence[object], data: RoutineData) -> Headings:
    """Find the fields behind a list's headings; Refused names a required one that is missing or doubled."""
    known = {fold(each): name for name, every in data.headings.items() for each in every}
    fields: dict[int, str] = {}
    aside: dict[int, str] = {}
    names: dict[str, str] = {}
    for at, heading in enumerate(headings):
        text = clean(heading, limit=80, one_line=True).strip()
        name = known.get(fold(text).rstrip(":"))
        if name in names:
            raise Refused("routine.heading-twice", field=text, heading=text, other=names[name])
        if name:
            fields[at], names[name] = name, text
        elif text:
            aside[at] = text
    for name in REQUIRED:
        if name not in names:
            raise Refused("routine.heading-missing", field=name, heading=data.headings[name][0])
    return Headings(fields, aside, names)


def looks_like_headings(cells: Sequence[object], data: RoutineData) -> bool:
    """Whether a row of a sheet is the one with the headings."""
    known = {fold(each) for every in data.headings.values() for each in every}
    found = sum(fold(clean(cell, one_line=True)) in known for cell in cells if cell is not None)
    return found >= 2


def read_row(
    row: int, cells: Sequence[object], headings: Headings, data: RoutineData, today: date
) -> ListRow | Rejected:
    """One row of the list; the first cell that cannot be understood rejects it."""
    found = ListRow(row)
    for at, name in headings.fields.items():
        cell = cells[at] if at < len(cells) else None
        if cell is None or (isinstance(cell, str) and not cell.strip()):
            continue
        try:
            _READERS[name](found, cell, data, today)
        except (Problem, SettingsError) as why:
            return Rejected(row, headings.names[name], str(why))
    for at, heading in headings.aside.items():
        if at < len(cells) and cells[at] not in (None, ""):
            found.facts[f"aside:{heading}"] = clean(cells[at], limit=2_000)
    for name in REQUIRED:
        if not found.columns.get(name) and not found.facts.get(name):
            heading = headings.names[name]
            return Rejected(row, heading, str(Refused("routine.cell-empty", heading=heading)))
    return found


def number_text(cell: object) -> str:
    """A number as text, without the ".0" that a spreadsheet adds; a ruined long number is refused."""
    if isinstance(cell, bool):
        raise Refused("routine.not-text")
    if isinstance(cell, int | float):
        if not float(cell).is_integer() or abs(cell) >= 1e15:
            raise Refused("routine.number-ruined", text=clean(cell, limit=40))
        return str(int(cell))
    text = clean(cell, one_line=True).strip()
    if text.endswith(".0") and text[:-2].isascii() and text[:-2].isdigit():
        text = text[:-2]
    if len(text) > 40:
        raise Refused("routine.number-long", limit=40)
    return text


@lru_cache(maxsize=4_096)
def _text_date(text: str, today: date) -> date:
    return read_date(text, today, serials=True)


def _date(cell: object, today: date) -> date:
    if isinstance(cell, str):
        return _text_date(cell, today)
    return read_date(cell, today, serials=True)


def _number(found: ListRow, cell: object, _data: RoutineData, _today: date) -> None:
    found.columns["number"] = number_text(cell)


def _received(found: ListRow, cell: object, data: RoutineData, today: date) -> None:
    found.columns["received"], found.columns["received_time"] = read_moment(
        cell, today, serials=True, zone=data.zone
    )


def _due(found: ListRow, cell: object, _data: RoutineData, today: date) -> None:
    found.columns["due"] = _date(cell, today)


def _wished(found: ListRow, cell: object, _data: RoutineData, today: date) -> None:
    found.columns["wished"] = _date(cell, today)


def _handled(found: ListRow, cell: object, data: RoutineData, today: date) -> None:
    found.columns["handled"] = read_date(cell, today, serials=True, zone=data.zone)


def _state(found: ListRow, cell: object, data: RoutineData, _today: date) -> None:
    wanted = fold(clean(cell, limit=60, one_line=True))
    for state, spellings in data.states.items():
        if any(fold(each) == wanted for each in spellings):
            found.state = State(state)
            return
    raise Refused("routine.state-unknown", text=clean(cell, limit=60, one_line=True))


def _handler(found: ListRow, cell: object, _data: RoutineData, _today: date) -> None:
    found.columns["handler"] = signature(clean(cell, one_line=True))


def _registered_by(found: ListRow, cell: object, _data: RoutineData, _today: date) -> None:
    found.columns["registered_by"] = signature(clean(cell, one_line=True))


def _facility(found: ListRow, cell: object, _data: RoutineData, _today: date) -> None:
    facility, warning = facilities.check(cell if isinstance(cell, str) else number_text(cell))
    found.facts["facility"] = facility
    if warning:
        found.warnings.append(("facility", warning))


def _log(found: ListRow, cell: object, _data: RoutineData, _today: date) -> None:
    found.log = clean(cell, limit=20_000).strip()


def _fact(name: str, limit: int) -> Callable[[ListRow, object, RoutineData, date], None]:
    def read(found: ListRow, cell: object, _data: RoutineData, _today: date) -> None:
        text = number_text(cell) if isinstance(cell, float) else clean(cell, one_line=True)
        found.facts[name] = clean(text.strip(), limit=limit)

    return read


def _choice(name: str) -> Callable[[ListRow, object, RoutineData, date], None]:
    def read(found: ListRow, cell: object, data: RoutineData, _today: date) -> None:
        text = clean(cell, limit=60, one_line=True)
        chosen = chosen_by(data.choices[name], text)
        if chosen is None:
            usual = ", ".join(words[0] for words in data.choices[name].values())
            raise Refused("routine.not-one-of", text=text, choices=usual)
        found.facts[name] = chosen

    return read


def chosen_by(spellings: Mapping[str, Sequence[str]], text: str) -> str | None:
    """What a text means by one of its spellings, or by its own name; None where it means nothing known."""
    wanted = fold(text)
    for chosen, words in spellings.items():
        if wanted == chosen or wanted in _folded(tuple(words)):
            return chosen
    return None


@lru_cache(maxsize=256)
def _folded(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(fold, words))


def _column(name: str, limit: int) -> Callable[[ListRow, object, RoutineData, date], None]:
    def read(found: ListRow, cell: object, _data: RoutineData, _today: date) -> None:
        found.columns[name] = clean(cell, limit=limit, one_line=True).strip()

    return read


def _customer(found: ListRow, cell: object, _data: RoutineData, _today: date) -> None:
    found.facts["customer"] = number_text(cell)


_READERS: Final[Mapping[str, Callable[[ListRow, object, RoutineData, date], None]]] = {
    "number": _number,
    "title": _fact("title", 500),
    "received": _received,
    "customer": _customer,
    "customer_name": _fact("customer_name", 200),
    "team": _column("team", 60),
    "code": _column("code", 40),
    "state": _state,
    "handler": _handler,
    "due": _due,
    "handled": _handled,
    "channel": _choice("channel"),
    "answered": _choice("answered"),
    "category": _fact("category", 80),
    "facility": _facility,
    "wished": _wished,
    "identity": _fact("identity", 40),
    "phone": _fact("phone", 40),
    "log": _log,
    "subject": _fact("subject", 2_000),
    "note": _fact("note", 20_000),
    "registered_by": _registered_by,
}
