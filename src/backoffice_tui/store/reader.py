"""Reading on the bare driver: no SQLAlchemy is loaded to look at a list."""

import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from backoffice_tui.store.location import Location, connect, trouble

if TYPE_CHECKING:
    from sqlmodel import Session

Params = Mapping[str, object]


class Asked(Protocol):
    """Whatever answers a question in SQL."""

    def rows(self, sql: str, params: Params | None = None) -> list[tuple[object, ...]]:
        """All rows of a question."""

    def row(self, sql: str, params: Params | None = None) -> Sequence[object] | None:
        """The first row of a question, if it has one."""


class Inside:
    """Questions inside a transaction, which sees what nobody else can change meanwhile."""

    def __init__(self, session: "Session") -> None:
        self._connection = session.connection()

    def rows(self, sql: str, params: Params | None = None) -> list[tuple[object, ...]]:
        """All rows of a question."""
        found = self._connection.exec_driver_sql(sql, dict(params or {}))
        return [tuple(row) for row in found.all()]

    def row(self, sql: str, params: Params | None = None) -> Sequence[object] | None:
        """The first row of a question, if it has one."""
        found = self._connection.exec_driver_sql(sql, dict(params or {})).first()
        return None if found is None else tuple(found)


class Reader:
    """Questions to an existing store from any thread, one at a time."""

    def __init__(self, location: Location) -> None:
        self._location = location
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = connect(self._location)
            self._connection.execute("PRAGMA query_only=ON")
        return self._connection

    def rows(self, sql: str, params: Params | None = None) -> list[tuple[object, ...]]:
        """All rows of a question."""
        with self._lock:
            try:
                return self._open().execute(sql, params or {}).fetchall()
            except sqlite3.Error as why:
                raise trouble(why, self._location) from why

    def row(self, sql: str, params: Params | None = None) -> Sequence[object] | None:
        """The first row of a question, if it has one."""
        with self._lock:
            try:
                found: Sequence[object] | None = self._open().execute(sql, params or {}).fetchone()
            except sqlite3.Error as why:
                raise trouble(why, self._location) from why
        return found

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """All questions inside see the store at one moment."""
        with self._lock:
            self.rows("BEGIN")
            try:
                yield
            finally:
                self.rows("ROLLBACK")

    def signal(self) -> int:
        """A number that is another one after each change by another connection."""
        row = self.row("PRAGMA data_version")
        return int(str(row[0])) if row else 0

    def close(self) -> None:
        """Let go of the store."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None
