"""Where a store is, and whether the file there is ours."""

import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

from backoffice_tui.routine.errors import NotFound, StoreTrouble
from backoffice_tui.routine.text import clean

APPLICATION_ID: Final = 0x424F5455
"""Written into each store file, so that another program's database is never taken for one ("BOTU")."""

SCHEMA: Final = 6
"""The schema that this version of the program writes."""

BUSY_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class Location:
    """The path of a SQLite file."""

    path: Path

    @property
    def shown(self) -> str:
        """The place as it may be shown to anyone."""
        return str(self.path)

    def exists(self) -> bool:
        """Whether something has been stored there."""
        try:
            return self.path.stat().st_size > 0
        except FileNotFoundError:
            return False
        except (OSError, ValueError) as why:
            raise StoreTrouble("store.unreadable", path=self.shown) from why

    def identity(self) -> tuple[int, int] | None:
        """What tells one file from another at the same path; None where there is none."""
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def uri(self, mode: str) -> str:
        """The file as SQLite is asked for it: `rw` never makes one, `ro` leaves even its journal alone."""
        return f"file:{quote(str(self.path))}?mode={mode}"


def locate(db: str) -> Location:
    """The store that a path or URL means; StoreTrouble for a database that is not supported yet."""
    if db.startswith("sqlite:///"):
        db = db.removeprefix("sqlite:///")
    elif "://" in db:
        raise StoreTrouble("store.no-such-database", scheme=db.split("://", 1)[0][:40])
    try:
        path = Path(db).expanduser().absolute()
        folder = path.is_dir()
    except (OSError, RuntimeError, ValueError) as why:
        raise StoreTrouble("store.unreadable", path=clean(db, limit=200, one_line=True)) from why
    if folder:
        raise StoreTrouble("store.folder", path=str(path))
    return Location(path)


def connect(location: Location, *, mode: str = "rw") -> sqlite3.Connection:
    """A bare connection to an existing store, looked at before it is used."""
    if not location.exists():
        raise StoreTrouble("store.none", path=location.shown)
    uri = location.uri(mode)
    try:
        connection = sqlite3.connect(
            uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
    except sqlite3.Error as why:
        raise trouble(why, location) from why
    try:
        look_at(connection, location)
    except sqlite3.Error as why:
        connection.close()
        raise trouble(why, location) from why
    except (StoreTrouble, OldSchema):
        connection.close()
        raise
    return connection


def look_at(connection: sqlite3.Connection, location: Location) -> None:
    """Refuse a database of another program or of a newer version; an older one is named too."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    if application != APPLICATION_ID:
        raise StoreTrouble("store.not-ours", path=location.shown)
    (schema,) = connection.execute("PRAGMA user_version").fetchone()
    if schema > SCHEMA:
        raise StoreTrouble("store.newer", path=location.shown, schema=schema, ours=SCHEMA)
    if schema < SCHEMA:
        made = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        raise OldSchema(schema, begun=not made)


class OldSchema(Exception):
    """The store was written by an older version and has to be migrated first."""

    def __init__(self, schema: int, *, begun: bool = False) -> None:
        super().__init__(schema)
        self.schema = schema
        self.begun = begun
        """Whether it is only the beginning of a store whose making was cut short."""


def make_file(location: Location) -> None:
    """An empty file that only its owner may read, in a folder that is already there."""
    if not location.path.parent.is_dir():
        raise StoreTrouble("store.no-folder", path=str(location.path.parent))
    try:
        if location.path.exists() and not location.path.is_file():
            raise StoreTrouble("store.not-ours", path=location.shown)
        os.close(os.open(location.path, os.O_CREAT | os.O_RDWR, 0o600))
        if not location.path.is_symlink():
            # An empty file that was there already may have been open to everybody.
            location.path.chmod(0o600)
    except OSError as why:
        raise StoreTrouble("store.no-right", path=location.shown) from why


_TROUBLE: Final = (
    (("SQLITE_BUSY", "SQLITE_LOCKED"), "store.busy"),
    (("SQLITE_FULL",), "store.full"),
    (("SQLITE_READONLY_DBMOVED",), "store.moved"),
    (("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM", "SQLITE_IOERR"), "store.no-right"),
    (("SQLITE_CORRUPT",), "store.damaged"),
    (("SQLITE_NOTADB",), "store.not-ours"),
)


def trouble(why: BaseException, location: Location) -> StoreTrouble | NotFound:
    """A database error as one sentence that says what to do."""
    name = getattr(why, "sqlite_errorname", "") or ""
    for prefixes, key in _TROUBLE:
        if name.startswith(prefixes):
            return StoreTrouble(key, path=location.shown)
    return StoreTrouble("store.failed", path=location.shown, code=name or type(why).__name__)
