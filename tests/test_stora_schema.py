"""A store of the first schema is copied, brought up to date, and works."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command

from backoffice_tui.desk import database, worklist
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.perform import perform
from backoffice_tui.model.states import State
from backoffice_tui.queues.syst import SYST
from backoffice_tui.settings import Settings
from backoffice_tui.store.engine import open_engine
from backoffice_tui.store.location import APPLICATION_ID, SCHEMA, Location, make_file
from backoffice_tui.store.migrate import configuration, differences
from tests.conftest import NOW
from tests.large import requested

OLDER = """
INSERT INTO cases (queue, number, code, title, kind, klass, type, state, team, team_key, received,
  received_time, customer, customer_name, facility, subject, note, registered_by, handler, waits_for,
  origin, worked, protected, rank, bucket, due_key, place, version)
VALUES ('syst', '1001', 'SYST', 'Inflytt', 'Inflytt', '', '', 'new', 'KS Privat', 'ks privat',
  '2026-11-18', '', '', 'Ada Provsson', '', '', '', '', '', '', 'list', 0, 0, 0, 0, '',
  '2026-11-18T~1001', 1);
INSERT INTO facts (case_id, body)
VALUES (1, '{"title":"Inflytt","customer_name":"Ada Provsson"}');
INSERT INTO entries (case_id, at, agent, move, text, was, became, routine)
VALUES (1, '2026-11-18 08:00:00.000000', 'xnatt', 'import', '', '', 'new', '2026-1');
INSERT INTO search (rowid, body) VALUES (1, ' 1001 syst inflytt ada provsson');
INSERT INTO messages (case_id, channel, recipient, subject, body, state, made_at, made_by, sent_by)
VALUES (1, 'sms', '070-174 06 05', '', 'hej', 'draft', '2026-11-18 08:00:00.000000', 'xa', '')
"""


@pytest.fixture
def older(db: Path) -> Path:
    """A store as the first schema made it, with a case in it."""
    location = Location(db)
    make_file(location)
    engine = open_engine(location)
    with engine.connect() as connection, connection.begin():
        config = configuration()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
        connection.exec_driver_sql("PRAGMA user_version=1")
        for statement in OLDER.split(";"):
            connection.exec_driver_sql(statement)
    engine.dispose()
    return db


def test_what_was_there_is_there_and_can_be_worked_on(older: Path) -> None:
    told: list[tuple[str, str]] = []
    settings = Settings(db=str(older), agent="xanna", language="sv", now=NOW)
    desk = Desk(settings, tell=lambda what, where: told.append((what, where)))
    line = worklist.line(desk, SYST, "1001")
    assert (line.customer_name, line.progress, line.erased) == ("Ada Provsson", "", False)
    assert [what for what, _ in told] == ["migrated"]
    assert perform(desk, SYST, "1001", "close", {"log": "Klart."}).state is State.DONE
    assert requested(desk, 16)
    assert database.check(desk) == []
    assert differences(desk.store.engine) == []
    desk.close()
    copy = Path(told[0][1])
    assert copy.name == "office.db.schema1.bak"
    for path, schema in ((copy, 1), (older, SCHEMA)):
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("PRAGMA user_version").fetchone() == (schema,)
            assert connection.execute("SELECT count(*) FROM messages").fetchone() == (1,)


def test_a_migration_that_breaks_off_leaves_the_store_as_it_was(
    older: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from alembic import op

    def broken(*_given: object, **_named: object) -> None:
        raise sqlite3.OperationalError

    monkeypatch.setattr(op, "create_table", broken)
    desk = Desk(Settings(db=str(older), agent="xanna", language="sv", now=NOW))
    with pytest.raises(sqlite3.OperationalError):
        worklist.line(desk, SYST, "1001")
    with closing(sqlite3.connect(older)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
        columns = [row[1] for row in connection.execute("PRAGMA table_info(cases)")]
        assert "ticks_total" not in columns
    monkeypatch.undo()
    desk = Desk(Settings(db=str(older), agent="xanna", language="sv", now=NOW))
    assert worklist.line(desk, SYST, "1001").title == "Inflytt"
    desk.close()
