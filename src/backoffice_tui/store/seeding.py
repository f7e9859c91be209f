"""Filling a new store: cases by the million, each with facts, log entry and search words as any other case has."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from backoffice_tui.routine.numbers import joined
from backoffice_tui.routine.taking import PlainCase
from backoffice_tui.routine.text import words
from backoffice_tui.store.cases import UNSEARCHED
from backoffice_tui.store.reader import Reader

if TYPE_CHECKING:
    from sqlmodel import Session

COLUMNS: Final = tuple(name for name in PlainCase.__slots__ if not name.startswith("facts"))
CACHE: Final = 256_000
"""Kilobytes of memory with which the indexes are kept at hand while filling."""

_CASES: Final = f"INSERT INTO cases ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"
_FACTS: Final = "INSERT INTO facts (case_id, body) VALUES (?, ?)"
_ENTRIES: Final = (
    "INSERT INTO entries (case_id, at, agent, move, text, was, became, routine)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_CHANGES: Final = (
    "INSERT INTO changes (entry_id, field, was, became)"
    " SELECT max(id), ?, ?, ? FROM entries WHERE case_id = ?"
)
_SEARCH: Final = "INSERT INTO search (rowid, body) VALUES (?, ?)"

_values = attrgetter(*COLUMNS)
_as_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Event:
    """An entry of the log with its time as the store writes it, and the columns it changed."""

    at: str
    agent: str
    move: str
    text: str
    was: str
    became: str
    changes: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Seed:
    """A case with its id and what has happened to it, oldest first."""

    case: PlainCase
    events: tuple[Event, ...]


def is_new(reader: Reader) -> bool:
    """Whether nothing has been brought into the store yet."""
    return not any(
        reader.row(f"SELECT 1 FROM {table} LIMIT 1")
        for table in ("cases", "customers", "contracts", "outages")
    )


def next_id(reader: Reader) -> int:
    """The id of the next case to be sown."""
    row = reader.row("SELECT coalesce(max(id), 0) + 1 FROM cases")
    return int(str(row[0])) if row else 1


def sow(session: "Session", seeds: Sequence[Seed], routine: str) -> None:
    """Write the cases whole; the triggers keep the counts."""
    connection = session.connection()
    connection.exec_driver_sql(f"PRAGMA cache_size=-{CACHE}")
    connection.exec_driver_sql(_CASES, [_row(seed.case) for seed in seeds])
    connection.exec_driver_sql(
        _FACTS, [(seed.case.id, _as_json(seed.case.facts)) for seed in seeds]
    )
    entries = [
        (seed.case.id, each.at, each.agent, each.move, each.text, each.was, each.became, routine)
        for seed in seeds
        for each in seed.events
    ]
    connection.exec_driver_sql(_ENTRIES, entries)
    changes = [(*change, seed.case.id) for seed in seeds for change in seed.events[-1].changes]
    if changes:
        connection.exec_driver_sql(_CHANGES, changes)
    connection.exec_driver_sql(_SEARCH, [(seed.case.id, _searched(seed.case)) for seed in seeds])


def _row(case: PlainCase) -> tuple[object, ...]:
    cells = _values(case)
    return tuple(cell.isoformat() if isinstance(cell, date) else cell for cell in cells)


def _searched(case: PlainCase) -> str:
    """The words of `store.cases.searched`, where most texts have been met before."""
    told = [text for name, text in case.facts.items() if name not in UNSEARCHED]
    texts = (_words(case.number), _words(case.code), *map(_words, told), *map(_joined, told))
    return "".join(f" {word}" for word in dict.fromkeys(chain.from_iterable(texts)))


def _words(text: str) -> tuple[str, ...]:
    # Ids and numbers are met once each and would only push the others out.
    return (text,) if text.isascii() and text.isdecimal() else _met(text)


@lru_cache(maxsize=50_000)
def _met(text: str) -> tuple[str, ...]:
    return tuple(words(text))


def _joined(text: str) -> tuple[str, ...]:
    # What begins with a letter is no number, and one without prefix and signs is its own word.
    plain = text[:1].isalpha() or (text.isdecimal() and not text.startswith("00"))
    return () if plain else _met(joined(text))
