"""The engine that writes: SQLAlchemy over SQLite, so set up that what was said to be saved is saved."""

import json
import os
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
    "secure_delete=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "temp_store=MEMORY",
    "journal_size_limit=8388608",
)
TRIES: Final = 6

T = TypeVar("T")


def open_engine(location: Location) -> Engine:
    """An engine whose write transactions begin IMMEDIATE and notice a store that was moved away."""
    arguments: dict[str, object] = {"timeout": BUSY_SECONDS}
    if hasattr(sqlite3, "LEGACY_TRANSACTION_CONTROL"):
        # From Python 3.12 on; another setting ignores foreign keys or makes COMMIT do nothing.
        arguments["autocommit"] = sqlite3.LEGACY_TRANSACTION_CONTROL
    engine = create_engine(
        f"sqlite:///{location.path}",
        connect_args=arguments,
        hide_parameters=True,
        # Plain letters in the file: what has to be erased can be searched for there.
        json_serializer=partial(json.dumps, ensure_ascii=False, separators=(",", ":")),
    )
    _prepare_connections(engine, location)
    _begin_immediate(engine, location)
    return engine


def _prepare_connections(engine: Engine, location: Location) -> None:
    @event.listens_for(engine, "connect")
    def connected(connection: Any, record: Any) -> None:
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        record.info["file"] = identity_of(location)

    @event.listens_for(engine, "checkin")
    @event.listens_for(engine, "reset")
    def leave_no_transaction(connection: Any, *_rest: Any) -> None:
        # A COMMIT that failed leaves the transaction open, and the next user would commit it.
        if connection is not None and connection.in_transaction:
            connection.rollback()


def _begin_immediate(engine: Engine, location: Location) -> None:
    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        known = connection.connection.info.get("file")
        if known != identity_of(location):
            raise StoreTrouble("store.moved", path=location.shown)
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def identity_of(location: Location) -> tuple[int, int] | None:
    """What tells one file from another at the same path."""
    try:
        found = os.stat(location.path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


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
    for attempt in range(TRIES - 1):
        try:
            return work()
        except StoreTrouble as why:
            if why.key != "store.busy":
                raise
            time.sleep(random.uniform(0.0, 0.05 * 2**attempt))  # noqa: S311 (spreads retries)
    return work()
