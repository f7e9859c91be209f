"""Making a store and bringing an older one up to date, whole or not at all."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from backoffice_tui.routine.errors import StoreTrouble
from backoffice_tui.store.backup import back_up, unused
from backoffice_tui.store.engine import open_engine, patiently
from backoffice_tui.store.location import APPLICATION_ID, SCHEMA, Location, make_file, trouble

SCRIPTS: Final = Path(__file__).parent / "migrations"


def configuration() -> Config:
    """Alembic's settings, without a file."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    return config


def create(location: Location) -> None:
    """A new, empty store."""
    make_file(location)
    try:
        with closing(sqlite3.connect(location.uri("rw"), uri=True)) as connection:
            # Ours by name before anything else, so that a making cut short can be taken up again.
            connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    except sqlite3.Error as why:
        raise trouble(why, location) from why
    patiently(lambda: _upgrade(location, guard=False))


def migrate(location: Location, schema: int) -> Path:
    """Bring a store of an older schema up to date; the copy that was made first is returned."""
    copy = unused(location.path.with_name(f"{location.path.name}.schema{schema}.bak"))
    back_up(location, copy)
    _upgrade(location, guard=True)
    return copy


def _upgrade(location: Location, *, guard: bool) -> None:
    engine = open_engine(location)
    try:
        with engine.connect() as connection:
            # With foreign keys on, rebuilding a table would delete the rows that refer to it.
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr]
            with connection.begin():
                config = configuration()
                config.attributes["connection"] = connection
                command.upgrade(config, "head")
                if guard and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise StoreTrouble("store.damaged", path=location.shown)
                connection.exec_driver_sql(f"PRAGMA user_version={SCHEMA}")
    except DBAPIError as why:
        raise trouble(why.orig or why, location) from why
    finally:
        engine.dispose()


def differences(engine: Engine) -> list[object]:
    """What the tables of a store lack or have beyond the models; empty when they agree."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext
    from sqlmodel import SQLModel

    def ours(name: str | None, kind: str, _parents: object) -> bool:
        return kind != "table" or not str(name).startswith(("search", "alembic"))

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": ours})
        return list(compare_metadata(context, SQLModel.metadata))
