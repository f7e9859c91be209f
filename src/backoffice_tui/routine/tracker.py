"""A row of the sheet that a team keeps: headings understood, cells read, and weighed against the case here."""

import re
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Final

from backoffice_tui.model.states import State
from backoffice_tui.routine.dates import read_date
from backoffice_tui.routine.errors import Problem, Refused
from backoffice_tui.routine.reading import Rejected, number_text
from backoffice_tui.routine.text import clean, fold, words
from backoffice_tui.settings import SettingsError, signature
from backoffice_tui.settings.routine_data import RoutineData
from backoffice_tui.texts import say

FIELDS: Final = (
    "customer",
    "number",
    "subject",
    "registered_by",
    "state",
    "handler",
    "note",
)
"""The columns of the sheet, in the sheet's order."""

PERSONAL: Final = ("customer", "subject", "note")
"""Those that tell of the customer."""

SIGNED: Final = ("registered_by", "handler")
NEVER_EMPTIED: Final = frozenset({"customer", "subject", "registered_by"})
"""An empty cell takes none of these away from an open case."""

_ITS_OWN: Final = frozenset({"subject", "registered_by", "note"})
_OF_LISTS: Final = "title"
"""Only a list from the customer system has it."""

_LONGEST: Final = {"subject": 2_000, "note": 20_000}
_LONGEST_ASIDE: Final = 2_000
_EARLIEST: Final = 2010
_EACH_IN_ROWS: Final = 3
_MANY: Final = re.compile(
    r"(?<![0-9])([0-9]{1,5})\s*(?:st\.?\s+)?(?:konfig|anläggning|faktur|flytt|ändring|utskick)",
    re.IGNORECASE,
)
_SERIAL: Final = re.compile("[45][0-9]{4}")


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column of the sheet, counted from 1, holds which field; the rest under their own headings."""

    fields: Mapping[str, int]
    names: Mapping[str, str]
    """How the sheet spells the heading of a field."""
    aside: Mapping[int, str]
    states: Mapping[str, State] = field(default_factory=dict)
    """The states by the words for them, folded."""


@dataclass(slots=True)
class SheetRow:
    """A row of the sheet that was read; a field is missing in `values` where its cell says nothing usable."""

    row: int
    number: str
    values: dict[str, str] = field(default_factory=dict)
    state: State | None = None
    received: date | None = None
    earliest: date | None = None
    """The first day that stands in a column aside and is past."""
    aside: dict[int, str] = field(default_factory=dict)
    """What stands in the columns that are no field, by column; days are left out."""
    days: frozenset[int] = frozenset()
    """The columns aside in which a day stands."""
    warnings: list[tuple[str, str]] = field(default_factory=list)
    was: str = ""
    """The number in the sheet, where the case has got another since."""
    refused: Rejected | None = None
    """Why it is not taken in, though it is known which case it is about."""

    def says_what(self, other: "SheetRow") -> bool:
        """Whether it says of its case what the other row says."""
        return (self.values, self.state) == (other.values, other.state)

    def meet(self, day: date, today: date) -> None:
        """Take notice of a day in a column aside."""
        if day <= today:
            self.earliest = min(self.earliest or day, day)

    def tells(self, shared: Container[int]) -> bool:
        """Whether it has anything that is to be erased once the case is done, besides `shared` columns."""
        if any(self.values.get(name) for name in PERSONAL):
            return True
        return any(at not in shared for at in self.aside)


def shared_columns(rows: Iterable[SheetRow]) -> frozenset[int]:
    """The columns aside that only sort the cases, such as a priority: few words, each in many rows."""
    words: dict[int, Counter[str]] = {}
    for row in rows:
        for at, text in row.aside.items():
            words.setdefault(at, Counter())[fold(text)] += 1
    return frozenset(
        at for at, found in words.items() if len(found) * _EACH_IN_ROWS <= found.total()
    )


def _key(text: str) -> str:
    return " ".join(words(text))


def _known(data: RoutineData) -> dict[str, str]:
    return {_key(each): name for name, every in data.headings.items() for each in every}


def is_tracker(cells: Sequence[object], data: RoutineData) -> bool:
    """Whether a row of a sheet has the tracker's headings: the number, and what no list from elsewhere has."""
    known = _known(data)
    found = {known.get(_key(clean(cell, one_line=True))) for cell in cells if cell is not None}
    if "number" not in found or _OF_LISTS in found:
        return False
    return bool(found & _ITS_OWN) and len(found - {None}) > 2


def understand_tracker(headings: Mapping[int, str], data: RoutineData) -> Columns:
    """Find the fields behind the headings; Refused names one that stands twice."""
    known = _known(data)
    fields: dict[str, int] = {}
    names: dict[str, str] = {}
    aside: dict[int, str] = {}
    for at, heading in headings.items():
        name = known.get(_key(heading))
        if name in fields:
            other = names[name]
            raise Refused("routine.heading-twice", field=heading, heading=heading, other=other)
        if name in FIELDS or name == "received":
            fields[name], names[name] = at, heading
        else:
            aside[at] = clean(heading, limit=80)
    words_for = {fold(each): State(state) for state, every in data.states.items() for each in every}
    return Columns(fields, names, aside, words_for)


def read_sheet_row(
    row: int, cells: Sequence[object], columns: Columns, today: date
) -> SheetRow | Rejected | None:
    """One row of the sheet; None for one that is about no case, such as a sum or a heading of its own."""
    given = {name: _cell(cells, at) for name, at in columns.fields.items()}
    if given.get("number") is None:
        if not any(given.get(name) is not None for name in PERSONAL):
            return None
        return Rejected(row, columns.names["number"], say("tracker.no-number"))
    try:
        found = SheetRow(row, number_text(given["number"]))
    except Problem as why:
        return Rejected(row, columns.names["number"], str(why))
    _tell(found, given, columns)
    _sign(found, given)
    _look_aside(found, cells, columns, today)
    if given.get("received") is not None:
        found.received = _day(given["received"], today)
    return found


def _tell(found: SheetRow, given: Mapping[str, object], columns: Columns) -> None:
    """What it says of the customer, and the state; the first cell that will not do refuses the row."""
    for name in (*PERSONAL, "state"):
        if name not in given:
            continue
        try:
            if name == "state":
                found.state = _state(given[name], columns)
            else:
                found.values[name] = _text(name, given[name])
        except Problem as why:
            found.values[name] = clean(given[name], limit=_LONGEST_ASIDE)
            found.refused = found.refused or Rejected(found.row, columns.names[name], str(why))


def _cell(cells: Sequence[object], at: int) -> object | None:
    """What stands in a column; None where nothing does."""
    cell = cells[at - 1] if at <= len(cells) else None
    if not isinstance(cell, str):
        return cell
    blank = not cell.strip() or not (cell.isascii() or clean(cell).strip())
    return None if blank else cell


def _text(name: str, cell: object) -> str:
    if name == "customer":
        return "" if cell is None else number_text(cell)
    text = number_text(cell) if isinstance(cell, float) else clean(cell)
    return clean(text.strip(), limit=_LONGEST[name])


def _state(cell: object, columns: Columns) -> State | None:
    if cell is None:
        return None
    text = clean(cell, limit=60, one_line=True)
    found = columns.states.get(fold(text).strip(" .!"))
    if found is None:
        raise Refused("routine.state-unknown", text=text)
    return found


def _sign(found: SheetRow, given: Mapping[str, object]) -> None:
    """The signatures; what is none stays in the sheet and is told of."""
    for name in SIGNED:
        if name not in given:
            continue
        text = clean(given[name], one_line=True).strip()
        try:
            found.values[name] = _signed(text) if text else ""
        except SettingsError:
            found.warnings.append((name, say("tracker.no-signature", text=clean(text, limit=40))))


@lru_cache(maxsize=1_024)
def _signed(text: str) -> str:
    return signature(text)


def _look_aside(found: SheetRow, cells: Sequence[object], columns: Columns, today: date) -> None:
    days = set()
    for at in columns.aside:
        cell = _cell(cells, at)
        if cell is None:
            continue
        day = _day(cell, today) if isinstance(cell, str | date) else None
        if day is None:
            found.aside[at] = clean(cell, limit=_LONGEST_ASIDE).strip()
            continue
        days.add(at)
        found.meet(day, today)
    found.days = frozenset(days)


def _day(cell: object, today: date) -> date | None:
    """The day in a cell; None for one so long ago that it may be when somebody was born."""
    if isinstance(cell, str):
        return _day_said(cell, today)
    try:
        day = read_date(cell, today, serials=True)
    except Problem:
        return None
    return day if day.year >= _EARLIEST else None


@lru_cache(maxsize=4_096)
def _day_said(text: str, today: date) -> date | None:
    try:
        day = read_date(text, today)
    except Problem:
        return None
    return day if day.year >= _EARLIEST else None


def settle_days(rows: Iterable[SheetRow], today: date) -> None:
    """In a column of days a bare number is a day too, one that lost its look."""
    every = list(rows)
    columns = frozenset[int]().union(*(row.days for row in every))
    for row in every:
        for at in columns & row.aside.keys():
            serial = row.aside[at]
            day = _day(int(serial), today) if _SERIAL.fullmatch(serial) else None
            if day is not None:
                del row.aside[at]
                row.days |= {at}
                row.meet(day, today)


def title_of(subject: str) -> str:
    """The title that a case of so many facilities has; empty where the subject does not say how many."""
    found = _MANY.search(subject)
    return say("tracker.title", count=found[1]) if found else ""
