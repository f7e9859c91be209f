"""An open store: a reader on the bare driver, and transactions that load SQLAlchemy when first needed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from backoffice_tui.routine.errors import StoreTrouble
from backoffice_tui.store.location import Location, OldSchema, connect, locate
from backoffice_tui.store.reader import Reader

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlmodel import Session

T = TypeVar("T")


class Store:
    """The cases of one office, in one place."""

    def __init__(self, location: Location) -> None:
        self.location = location
        self.reader = Reader(location)
        self._identity = location.identity()

    @classmethod
    def open(cls, db: str, *, create: bool, tell: Callable[[str, str], None]) -> "Store":
        """Open the store at a path or URL; `tell` hears `created` or `migrated` with a path."""
        location = locate(db)
        if create and not location.exists():
            cls._make(location, tell)
        try:
            connect(location, mode="ro").close()
        except OldSchema as old:
            if old.begun and not create:
                raise StoreTrouble("store.none", path=location.shown) from old
            if old.begun:
                cls._make(location, tell)
            else:
                from backoffice_tui.store import migrate

                tell("migrated", str(migrate.migrate(location, old.schema)))
        return cls(location)

    @staticmethod
    def _make(location: Location, tell: Callable[[str, str], None]) -> None:
        from backoffice_tui.store import migrate

        migrate.create(location)
        tell("created", location.shown)

    @cached_property
    def engine(self) -> "Engine":
        """The engine that writes."""
        from backoffice_tui.store.engine import open_engine

        return open_engine(self.location, self._identity)

    @contextmanager
    def transaction(self) -> Iterator["Session"]:
        """One unit of work, saved when the block is left."""
        from backoffice_tui.store.engine import transaction

        with transaction(self.engine, self.location) as session:
            yield session

    def write(self, work: "Callable[[Session], T]") -> T:
        """Run `work` in one transaction, again if the store was busy; it must read anew what it needs."""
        from backoffice_tui.store.engine import patiently

        def once() -> T:
            with self.transaction() as session:
                return work(session)

        return patiently(once)

    def close(self) -> None:
        """Let go of the file."""
        self.reader.close()
        if "engine" in self.__dict__:
            self.engine.dispose()

    def back_up(self, copy: Path) -> None:
        """A consistent copy of the store, made while others work."""
        from backoffice_tui.store.backup import back_up

        back_up(self.location, copy)
