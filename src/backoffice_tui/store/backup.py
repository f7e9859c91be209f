"""Copies of a store, taken while others write to it."""

import glob
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

from backoffice_tui.routine.errors import StoreTrouble
from backoffice_tui.store.location import Location, connect, trouble


def back_up(location: Location, copy: Path) -> None:
    """A consistent copy that only its owner may read; an existing file is never overwritten."""
    try:
        os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError as why:
        raise StoreTrouble("store.copy-exists", path=str(copy)) from why
    except OSError as why:
        raise StoreTrouble("store.no-right", path=str(copy)) from why
    try:
        source = _source(location)
        target = sqlite3.connect(copy)
        try:
            source.backup(target)
            # A copy stands alone: without a journal beside it.
            target.execute("PRAGMA journal_mode=DELETE")
            if target.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                raise StoreTrouble("store.damaged", path=location.shown)
        finally:
            target.close()
            source.close()
    except StoreTrouble:
        copy.unlink(missing_ok=True)
        raise
    except sqlite3.Error as why:
        copy.unlink(missing_ok=True)
        raise trouble(why, location) from why


def _source(location: Location) -> sqlite3.Connection:
    from backoffice_tui.store.location import OldSchema

    try:
        return connect(location)
    except OldSchema:
        return sqlite3.connect(location.uri("ro"), uri=True)


def restore(location: Location, copy: Path) -> Path:
    """Put a copy in the store's place; the store as it was is kept beside it and its path returned."""
    found = _source(Location(copy))
    try:
        wrong = [str(row[0]) for row in found.execute("PRAGMA integrity_check(1)")]
        if wrong != ["ok"]:
            raise StoreTrouble("store.damaged", path=str(copy))
    except sqlite3.Error as why:
        raise trouble(why, Location(copy)) from why
    finally:
        found.close()
    fresh = location.path.with_name(f".{location.path.name}.restoring")
    fresh.unlink(missing_ok=True)
    back_up(Location(copy), fresh)
    kept = unused(location.path.with_name(f"{location.path.name}.before-restore"))
    with _nobody_writes(location):
        if location.exists():
            back_up(location, kept)
        for side in ("-wal", "-shm"):
            location.path.with_name(location.path.name + side).unlink(missing_ok=True)
        fresh.replace(location.path)
    return kept


@contextmanager
def _nobody_writes(location: Location) -> Iterator[None]:
    """Whoever wants to write waits, and then finds another file in the store's place."""
    if not location.exists():
        yield
        return
    holder = _source(location)
    try:
        holder.execute("BEGIN IMMEDIATE")
        yield
    except sqlite3.Error as why:
        raise trouble(why, location) from why
    finally:
        if holder.in_transaction:
            holder.rollback()
        holder.close()


def drop_copies(location: Location) -> bool:
    """Remove the copies that a migration or a restoring left beside the store; whether all of them went."""
    name = glob.escape(location.path.name)
    copies = [
        path
        for pattern in (f"{name}.schema*.bak*", f"{name}.before-restore*")
        for path in location.path.parent.glob(pattern)
    ]
    for path in copies:
        with suppress(OSError):
            path.unlink()
    return not any(path.exists() for path in copies)


def unused(path: Path) -> Path:
    """The path, or the same with a number where that name is taken."""
    for number in count(2):
        if not path.exists():
            break
        path = path.with_suffix(f"{path.suffix.partition('~')[0]}~{number}")
    return path
