"""Cases by the thousand, written whole in a few statements."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Final

from sqlalchemy import Table, bindparam, func, insert, select, text, update
from sqlmodel import Session

import backoffice_tui.model.cases  # noqa: F401 (defines the tables)
from backoffice_tui.model.naming import METADATA
from backoffice_tui.routine.errors import Conflict
from backoffice_tui.routine.moves import Record
from backoffice_tui.routine.taking import Followed, PlainCase
from backoffice_tui.store.cases import searched
from backoffice_tui.store.known import AT_ONCE, COLUMNS, Ask

CASES, FACTS, ENTRIES, CHANGES, TICKS = (
    METADATA.tables[name] for name in ("cases", "facts", "entries", "changes", "ticks")
)

_VALUES: Final = attrgetter(*COLUMNS)
_FIXED: Final = frozenset(
    {"id", "queue", "number", "version", "origin", "worked", "registered_by", "erased"}
)
"""Columns that a list never changes."""


def asking(session: Session) -> Ask:
    """Questions inside a transaction."""
    connection = session.connection()

    def ask(sql: str, params: Mapping[str, object]) -> Iterable[Sequence[Any]]:
        return connection.execute(text(sql), params).all()

    return ask


@dataclass(frozen=True, slots=True)
class _Line:
    """A case with what happened to it, on its way into the store."""

    case: PlainCase
    record: Record
    told: bool
    fresh: bool = False


class Ledger:
    """Collects what happens to many cases and writes it, each case with its log, on `save`."""

    def __init__(self, session: Session) -> None:
        self._connection = session.connection()
        if self._connection.dialect.name == "sqlite":
            # A hundred thousand cases touch more pages than the usual 2 MB hold.
            self._connection.exec_driver_sql("PRAGMA cache_size=-16384")
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

    def _pasted(self, ids: Sequence[int]) -> Mapping[int, Sequence[str]]:
        """The facilities of cases, by their ids, as they are searched for."""
        found: dict[int, list[str]] = {}
        statement = select(TICKS.c.case_id, TICKS.c.facility, TICKS.c.text).order_by(TICKS.c.place)
        for some in range(0, len(ids), AT_ONCE):
            wanted = TICKS.c.case_id.in_(ids[some : some + AT_ONCE])
            for case_id, facility, pasted in self._connection.execute(statement.where(wanted)):
                found.setdefault(case_id, []).extend((facility, pasted))
        return found

    def _index(self, lines: Sequence[_Line]) -> None:
        pasted = self._pasted([line.case.id for line in lines if not line.fresh])
        self._execute(
            text("INSERT OR REPLACE INTO search (rowid, body) VALUES (:id, :body)"),
            [
                {
                    "id": line.case.id,
                    "body": searched(
                        line.case.number,
                        line.case.code,
                        line.case.facts,
                        pasted.get(line.case.id, ()),
                    ),
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
