"""Cases by the thousand: found by their numbers, and written whole in a few statements."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import date
from operator import attrgetter
from typing import Any, Final

from sqlalchemy import Table, bindparam, func, insert, select, text, update
from sqlmodel import Session

from backoffice_tui.model import cases as model
from backoffice_tui.model.states import State
from backoffice_tui.routine.errors import Conflict
from backoffice_tui.routine.moves import Record
from backoffice_tui.routine.taking import Followed, PlainCase
from backoffice_tui.store.cases import searched
from backoffice_tui.store.reader import Reader
from backoffice_tui.store.store import Store

Ask = Callable[[str, Mapping[str, object]], Iterable[Sequence[Any]]]
"""Rows of a question, from whichever connection it is put to."""

CASES, FACTS, ENTRIES, CHANGES = (
    model.naming.METADATA.tables[name] for name in ("cases", "facts", "entries", "changes")
)

COLUMNS: Final = tuple(each.name for each in fields(PlainCase) if not each.name.startswith("facts"))
AT_ONCE: Final = 500
"""So many numbers stand in one question."""

_DAYS: Final = tuple(
    COLUMNS.index(name) for name in ("received", "due", "wished", "waits_since", "missing_since")
)
_FLAGS: Final = tuple(COLUMNS.index(name) for name in ("worked", "protected"))
_STATE: Final = COLUMNS.index("state")
_STATES: Final = {state.value: state for state in State}
_VALUES: Final = attrgetter(*COLUMNS)
_KNOWN: Final = (
    f"SELECT {', '.join(f'cases.{name}' for name in COLUMNS)}, facts.id, facts.body FROM cases"
    " LEFT JOIN facts ON facts.id = (SELECT max(id) FROM facts WHERE case_id = cases.id)"
)
_FIXED: Final = frozenset({"id", "queue", "number", "version", "origin", "worked", "registered_by"})
"""Columns that a list never changes."""


def asking(session: Session) -> Ask:
    """Questions inside a transaction."""
    connection = session.connection()

    def ask(sql: str, params: Mapping[str, object]) -> Iterable[Sequence[Any]]:
        return connection.execute(text(sql), params).all()

    return ask


@contextmanager
def looking(store: Store) -> Iterator[Ask]:
    """Questions about one moment of the store that keep nobody waiting."""
    reader = Reader(store.location)
    try:
        with reader.snapshot():
            yield reader.rows
    finally:
        reader.close()


def marks(values: Sequence[object]) -> tuple[str, dict[str, object]]:
    """Values as what stands in `IN (…)`, with the parameters behind it."""
    params = {f"in{at}": value for at, value in enumerate(values)}
    return ", ".join(f":{name}" for name in params), params


def portions(values: Iterable[str]) -> Iterator[list[str]]:
    """The distinct values, as many at a time as one question holds."""
    every = list(dict.fromkeys(values))
    for start in range(0, len(every), AT_ONCE):
        yield every[start : start + AT_ONCE]


def known(ask: Ask, queue: str, numbers: Iterable[str]) -> dict[str, PlainCase]:
    """The cases of a queue that have these numbers, by number."""
    found = {}
    for some in portions(numbers):
        inside, params = marks(some)
        sql = f"{_KNOWN} WHERE cases.queue = :queue AND cases.number IN ({inside})"
        for row in ask(sql, {**params, "queue": queue}):
            case = _case(row)
            found[case.number] = case
    return found


def otherwise_protected(ask: Ask, protection: Mapping[str, bool]) -> Iterator[list[PlainCase]]:
    """The cases whose protection is not what it says for their customer, some at a time."""
    for some in portions(protection):
        inside, params = marks(some)
        rows = ask(f"{_KNOWN} WHERE cases.customer IN ({inside})", params)
        cases = map(_case, rows)
        yield [case for case in cases if case.protected != protection[case.customer]]


def _case(row: Sequence[Any]) -> PlainCase:
    *cells, facts_id, body = row
    cells[_STATE] = _STATES[cells[_STATE]]
    for at in _DAYS:
        if isinstance(cells[at], str):
            cells[at] = date.fromisoformat(cells[at])
    for at in _FLAGS:
        cells[at] = bool(cells[at])
    facts = json.loads(body) if isinstance(body, str) else body or {}
    return PlainCase(**dict(zip(COLUMNS, cells, strict=True)), facts=facts, facts_id=facts_id)


def protection(ask: Ask, customers: Iterable[str]) -> dict[str, bool]:
    """Which of these customers the register knows, and whether they are protected."""
    found = {}
    for some in portions(each for each in customers if each):
        inside, params = marks(some)
        sql = f"SELECT customer, protected FROM customers WHERE customer IN ({inside})"
        found.update({str(number): bool(flag) for number, flag in ask(sql, params)})
    return found


def listed_and_open(ask: Ask, queue: str) -> Iterator[list[tuple[str, str]]]:
    """Number and group of the queue's open cases that came from a list and are not marked missing, in portions."""
    sql = (
        "SELECT due_key, place, number, team_key, origin, missing_since FROM cases"
        " WHERE queue = :queue AND rank = :rank AND bucket = :bucket"
        " AND (due_key, place) > (:due_key, :place) ORDER BY due_key, place LIMIT 5000"
    )
    ranks = ask("SELECT DISTINCT rank FROM counts WHERE queue = :queue", {"queue": queue})
    for rank, bucket in [(row[0], bucket) for row in ranks for bucket in (0, 1)]:
        due_key = place = ""
        while rows := list(
            ask(
                sql,
                {"queue": queue, "rank": rank, "bucket": bucket, "due_key": due_key, "place": place},
            )
        ):
            due_key, place = rows[-1][:2]
            yield [(str(row[2]), str(row[3])) for row in rows if row[4] == "list" and not row[5]]


@dataclass(frozen=True, slots=True)
class _Line:
    """A case with what happened to it, on its way into the store."""

    case: PlainCase
    record: Record
    told: bool
    fresh: bool = False


class Ledger:
    """Collects what happens to many cases and writes it, each case with its log, when told to save."""

    def __init__(self, session: Session) -> None:
        self._connection = session.connection()
        self._new: list[_Line] = []
        self._changed: list[_Line] = []

    def add(self, case: PlainCase, followed: Followed) -> None:
        """Take up a new case."""
        self._new.append(_Line(case, followed.record, told=True, fresh=True))

    def change(self, case: PlainCase, followed: Followed) -> None:
        """Take up a change of a case; it must be as it was read in this transaction."""
        self._changed.append(_Line(case, followed.record, followed.told))

    def save(self) -> None:
        """Write everything taken up since the last time."""
        new, changed = self._new, self._changed
        self._new, self._changed = [], []
        for line, fresh in zip(new, self._free_ids(CASES, len(new)), strict=True):
            line.case.id = fresh
        self._execute(insert(CASES), [_columns(line.case) for line in new])
        self._update([line.case for line in changed])
        lines = [*new, *changed]
        was = {line.case.id: line.case.facts_id for line in lines}
        self._write_facts([line for line in lines if line.told])
        self._write_log(lines, was)
        self._index([line for line in lines if line.told or _recoded(line.record)])

    def _execute(self, statement: Any, rows: Sequence[Mapping[str, object]]) -> int:
        return int(self._connection.execute(statement, rows).rowcount) if rows else 0

    def _free_ids(self, table: Table, count: int) -> range:
        """Ids for rows to come: nobody else adds any before this transaction ends."""
        latest = select(func.coalesce(func.max(table.c.id), 0))
        last = int(self._connection.execute(latest).scalar_one())
        return range(last + 1, last + 1 + count)

    def _update(self, cases: Sequence[PlainCase]) -> None:
        free = [name for name in COLUMNS if name not in _FIXED]
        statement = (
            update(CASES)
            .where(CASES.c.id == bindparam("the_id"), CASES.c.version == bindparam("the_version"))
            .values({name: bindparam(f"new_{name}") for name in free})
            .values(version=CASES.c.version + 1)
        )
        rows: list[Mapping[str, object]] = [
            {
                **{f"new_{name}": getattr(case, name) for name in free},
                "the_id": case.id,
                "the_version": case.version,
            }
            for case in cases
        ]
        if self._execute(statement, rows) != len(rows):
            raise Conflict("store.stale", rule="ALL-03")

    def _write_facts(self, lines: Sequence[_Line]) -> None:
        for line, fresh in zip(lines, self._free_ids(FACTS, len(lines)), strict=True):
            line.case.facts_id = fresh
        self._execute(
            insert(FACTS),
            [
                {"id": line.case.facts_id, "case_id": line.case.id, "body": dict(line.case.facts)}
                for line in lines
            ],
        )

    def _write_log(self, lines: Sequence[_Line], was: Mapping[int, int | None]) -> None:
        entries: list[Mapping[str, object]] = []
        changes: list[Mapping[str, object]] = []
        for line, entry_id in zip(lines, self._free_ids(ENTRIES, len(lines)), strict=True):
            record, case = line.record, line.case
            before = was[case.id]
            entries.append(_entry(entry_id, line))
            references = (f"facts:{before}" if before else "", f"facts:{case.facts_id}")
            told = ((name, *references) for name in record.facts)
            changes += (
                {"entry_id": entry_id, "field": name, "was": old, "became": new}
                for name, old, new in (*record.changes, *told)
            )
        self._execute(insert(ENTRIES), entries)
        self._execute(insert(CHANGES), changes)

    def _index(self, lines: Sequence[_Line]) -> None:
        self._execute(
            text("INSERT OR REPLACE INTO search (rowid, body) VALUES (:id, :body)"),
            [
                {
                    "id": line.case.id,
                    "body": searched(line.case.number, line.case.code, line.case.facts),
                }
                for line in lines
            ],
        )


def _recoded(record: Record) -> bool:
    return any(name == "code" for name, _, _ in record.changes)


def _columns(case: PlainCase) -> Mapping[str, object]:
    return dict(zip(COLUMNS, _VALUES(case), strict=True))


def _entry(entry_id: int, line: _Line) -> Mapping[str, object]:
    record = line.record
    return {
        "id": entry_id,
        "case_id": line.case.id,
        "at": record.at,
        "agent": record.by,
        "move": record.move,
        "text": record.text,
        "was": "" if line.fresh else record.was.value,
        "became": record.became.value,
        "routine": record.routine,
        "undoes": None,
    }
