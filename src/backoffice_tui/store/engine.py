"""The engine that writes: SQLAlchemy over SQLite, so set up that what was said to be saved is saved."""

import json
import random
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import StaleDataError
from sqlmodel import Session

from backoffice_tui.routine.errors import Conflict, StoreTrouble
from backoffice_tui.store.location import BUSY_SECONDS, Location, trouble

PRAGMAS: Final = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    # So that a row of the history cannot be replaced either: replacing deletes it first.
    "recursive_triggers=ON",
    "secure_delete=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "temp_store=MEMORY",
    "journal_size_limit=8388608",
)
TRIES: Final = 6
LOOK_WITHIN: Final = 10
"""Milliseconds in which SQLite, waiting for its turn, looks several times whether it has come."""

T = TypeVar("T")


def open_engine(location: Location, identity: tuple[int, int] | None = None) -> Engine:
    """An engine whose transactions begin IMMEDIATE and refuse another file than the one of that identity."""
    known = identity or location.identity()
    arguments: dict[str, Any] = {"timeout": BUSY_SECONDS, "check_same_thread": False}
    if hasattr(sqlite3, "LEGACY_TRANSACTION_CONTROL"):
        # From Python 3.12 on; another setting ignores foreign keys or makes COMMIT do nothing.
        arguments["autocommit"] = sqlite3.LEGACY_TRANSACTION_CONTROL

    def connect() -> sqlite3.Connection:
        # Also before the first connection: SQLite would make a new file where the store is gone.
        refuse_another(location, known)
        connection: sqlite3.Connection = sqlite3.connect(location.uri("rw"), uri=True, **arguments)
        return connection

    engine = create_engine(
        "sqlite:///store",
        creator=connect,
        hide_parameters=True,
        # Plain letters in the file: what has to be erased can be searched for there.
        json_serializer=partial(json.dumps, ensure_ascii=False, separators=(",", ":")),
    )
    _prepare_connections(engine)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        refuse_another(location, known)
        _take_turn(connection)
        # Whoever waited for a store that was being replaced holds the old file now.
        refuse_another(location, known)

    return engine


def _take_turn(connection: Connection) -> None:
    """Begin to write as soon as nobody else does, or say after `BUSY_SECONDS` that the store is busy.

    Left to itself SQLite looks ever more seldom, and of many who wait some would wait for a second.
    """
    end = time.monotonic() + BUSY_SECONDS
    driver: Any = connection.connection.driver_connection
    driver.execute(f"PRAGMA busy_timeout={LOOK_WITHIN}")
    try:
        while time.monotonic() < end:
            try:
                driver.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as why:
                if why.sqlite_errorname != "SQLITE_BUSY":
                    break
            else:
                return
    finally:
        driver.execute(f"PRAGMA busy_timeout={int(BUSY_SECONDS * 1000)}")
    # What stands in the way is said in SQLAlchemy's words.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def refuse_another(location: Location, known: tuple[int, int] | None) -> None:
    """Refuse to go on where the file at the store's place is not the one that was opened."""
    if known is None or known != location.identity():
        raise StoreTrouble("store.moved", path=location.shown)


def _prepare_connections(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "checkin")
    @event.listens_for(engine, "reset")
    def leave_no_transaction(connection: Any, *_rest: Any) -> None:
        # A COMMIT that failed leaves the transaction open, and the next user would commit it.
        if connection is not None and connection.in_transaction:
            connection.rollback()


@contextmanager
def transaction(engine: Engine, location: Location) -> Iterator[Session]:
    """One unit of work: saved when the block is left, or not at all and said so."""
    try:
        with Session(engine, expire_on_commit=False) as session, session.begin():
            yield session
    except StaleDataError as why:
        raise Conflict("store.stale", rule="ALL-03") from why
    except DBAPIError as why:
        raise trouble(why.orig or why, location) from why


def patiently(work: Callable[[], T]) -> T:
    """Do the work again for a short while when the store is busy."""
    end = time.monotonic() + BUSY_SECONDS
    for attempt in range(TRIES - 1):
        try:
            return work()
        except StoreTrouble as why:
            if why.key != "store.busy" or time.monotonic() > end:
                raise
            time.sleep(random.uniform(0.0, 0.05 * 2**attempt))  # noqa: S311 (spreads retries)
    return work()
