"""One case with everything written about it, read at one moment."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from backoffice_tui.routine.listing import CaseLine
from backoffice_tui.routine.text import clean
from backoffice_tui.store.lines import SELECT, line
from backoffice_tui.store.reader import Reader
from backoffice_tui.store.times import moment

__all__ = [
    "PERSON",
    "CardRows",
    "LogChange",
    "LogLine",
    "TickRow",
    "card_of",
    "last_of",
    "line_of",
    "lines_of",
    "moment",
]

PERSON: Final = "person:"
"""How the field and the values begin that are about a person, not about the case."""


@dataclass(frozen=True, slots=True)
class LogChange:
    """A field before and after; `erased` where the value was customer data that is gone."""

    field: str
    was: str
    became: str


@dataclass(frozen=True, slots=True)
class LogLine:
    """An entry of the log with what it changed."""

    id: int
    at: datetime
    by: str
    move: str
    text: str
    was: str
    became: str
    routine: str
    undoes: int | None
    undone: bool
    changes: tuple[LogChange, ...]


@dataclass(frozen=True, slots=True)
class TickRow:
    """A facility of a case; one that was pasted wrong has no id, but its text and what is wrong with it."""

    place: int
    facility: str
    text: str
    problem: str
    dropped: bool
    done_at: datetime | None
    done_by: str


@dataclass(frozen=True, slots=True)
class CardRows:
    """What the store holds of a case: its line, facts, log oldest first, messages, and facilities to tick."""

    line: CaseLine
    facts: Mapping[str, str]
    log: tuple[LogLine, ...]
    messages: tuple[Mapping[str, object], ...]
    ticks: tuple[TickRow, ...] = ()


def line_of(reader: Reader, queue: str, number: str) -> CaseLine | None:
    """The line of a case by its number."""
    sql = f"{SELECT} WHERE cases.queue = :queue AND cases.number = :number"
    row = reader.row(sql, {"queue": queue, "number": clean(number)})
    return line(row) if row else None


def lines_of(reader: Reader, queue: str, ids: Sequence[int]) -> list[CaseLine]:
    """The lines of cases by their ids, in the order given; those that are gone are left out."""
    marks = ",".join(str(int(each)) for each in ids)
    sql = f"{SELECT} WHERE cases.queue = :queue AND cases.id IN ({marks})"
    found = {each.id: each for each in map(line, reader.rows(sql, {"queue": queue}))}
    return [found[each] for each in ids if each in found]


def last_of(reader: Reader, queue: str, agent: str, since: str) -> str:
    """The number of the case that an agent changed last since a stored time, empty where there is none."""
    row = reader.row(
        "SELECT cases.number FROM entries JOIN cases ON cases.id = entries.case_id"
        " WHERE entries.agent = :agent AND entries.at >= :since AND cases.queue = :queue"
        " AND entries.undoes IS NULL AND entries.move NOT IN ('import', 'missing', 'reveal', 'sent')"
        " AND NOT EXISTS (SELECT 1 FROM entries AS u WHERE u.undoes = entries.id)"
        " ORDER BY entries.at DESC, entries.id DESC LIMIT 1",
        {"agent": agent, "since": since, "queue": queue},
    )
    return str(row[0]) if row else ""


def open_twins(reader: Reader, queue: str, facility: str, kind: str) -> Sequence[str]:
    """Numbers of up to five open cases of the same facility and kind."""
    rows = reader.rows(
        "SELECT number FROM cases WHERE facility = :facility AND queue = :queue AND kind = :kind"
        " AND bucket < 2 LIMIT 5",
        {"facility": facility, "queue": queue, "kind": kind},
    )
    return [str(row[0]) for row in rows]


def card_of(reader: Reader, queue: str, number: str) -> CardRows | None:
    """A case with its facts, log and messages, all of one moment."""
    with reader.snapshot():
        found = line_of(reader, queue, number)
        if found is None:
            return None
        versions = {
            f"facts:{row[0]}": json.loads(str(row[1]))
            for row in reader.rows(
                "SELECT id, body FROM facts WHERE case_id = :id ORDER BY id", {"id": found.id}
            )
        }
        log = _log(reader, found.id, versions)
        messages = _messages(reader, found.id)
        ticks = ticks_of(reader, found.id)
    facts = list(versions.values())[-1] if versions else {}
    return CardRows(found, facts, log, messages, ticks)


def ticks_of(reader: Reader, case_id: int) -> tuple[TickRow, ...]:
    """The facilities of a case in their places, those that were dropped too."""
    rows = reader.rows(
        "SELECT place, facility, text, problem, dropped, done_at, done_by FROM ticks"
        " WHERE case_id = :id ORDER BY place",
        {"id": case_id},
    )
    return tuple(
        TickRow(
            place=int(str(place)),
            facility=str(facility),
            text=str(text),
            problem=str(problem),
            dropped=bool(dropped),
            done_at=moment(done_at) if done_at else None,
            done_by=str(done_by),
        )
        for place, facility, text, problem, dropped, done_at, done_by in rows
    )


def _log(
    reader: Reader, case_id: int, versions: Mapping[str, Mapping[str, str]]
) -> tuple[LogLine, ...]:
    changes: dict[int, list[LogChange]] = {}
    told = reader.rows(
        "SELECT entry_id, field, changes.was, changes.became FROM changes"
        " JOIN entries ON entries.id = entry_id WHERE case_id = :id ORDER BY changes.id",
        {"id": case_id},
    )
    people = [str(each) for row in told if str(row[1]).startswith(PERSON) for each in row[2:]]
    versions = {**versions, **_people(reader, people)}
    for entry_id, field, was, became in told:
        name = str(field)
        changes.setdefault(int(str(entry_id)), []).append(
            LogChange(name, _value(name, str(was), versions), _value(name, str(became), versions))
        )
    rows = reader.rows(
        "SELECT id, at, agent, move, text, was, became, routine, undoes FROM entries"
        " WHERE case_id = :id ORDER BY id",
        {"id": case_id},
    )
    undone = {row[8] for row in rows if row[8] is not None}
    return tuple(_log_line(row, undone, changes) for row in rows)


def _log_line(
    row: Sequence[object], undone: set[object], changes: Mapping[int, Sequence[LogChange]]
) -> LogLine:
    entry_id, at, agent, move, text, was, became, routine, undoes = row
    number = int(str(entry_id))
    return LogLine(
        id=number,
        at=moment(at),
        by=str(agent),
        move=str(move),
        text=str(text),
        was=str(was),
        became=str(became),
        routine=str(routine),
        undoes=None if undoes is None else int(str(undoes)),
        undone=entry_id in undone,
        changes=tuple(changes.get(number, ())),
    )


def _value(field: str, stored: str, versions: Mapping[str, Mapping[str, str]]) -> str:
    if field.startswith(PERSON):
        return versions.get(stored, {}).get(field.rpartition(":")[2], "")
    return versions.get(stored, {}).get(field, "") if stored.startswith("facts:") else stored


def _people(reader: Reader, references: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
    """What was known of people, by the references to it."""
    ids = {int(each.removeprefix(PERSON)) for each in references if each.startswith(PERSON)}
    marks = ",".join(str(each) for each in ids)
    rows = reader.rows(f"SELECT id, body FROM person_versions WHERE id IN ({marks})") if ids else []
    return {f"{PERSON}{row[0]}": json.loads(str(row[1])) for row in rows}


def _messages(reader: Reader, case_id: int) -> tuple[Mapping[str, object], ...]:
    names = ("id", "channel", "recipient", "subject", "body", "state")
    rows = reader.rows(
        f"SELECT {', '.join(names)} FROM messages WHERE case_id = :id ORDER BY id", {"id": case_id}
    )
    return tuple(dict(zip(names, row, strict=True)) for row in rows)
