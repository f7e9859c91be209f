"""What the store promises: saved is saved, refused is untouched, and no file but its own is ever written."""

import sqlite3
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from backoffice_tui.desk.card import show
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.perform import undo
from backoffice_tui.desk.worklist import line
from backoffice_tui.queues.syst import SYST
from backoffice_tui.routine.errors import StoreTrouble
from tests.making import everything, listed_case, make, reconnection, register, rows, valid_person
from tests.processes import AGENTS, comment_on, desk_of, make_store


def trouble(act: Callable[[], object]) -> str:
    """The key of the trouble that comes of it; what is said names what to do."""
    with pytest.raises(StoreTrouble) as why:
        act()
    assert str(why.value).endswith(".")
    return why.value.key


def driver(desk: Desk) -> Any:
    """The connection that the desk writes with."""
    with desk.store.engine.connect() as connection:
        return connection.connection.driver_connection


def sound(desk: Desk) -> bool:
    return rows(desk, "PRAGMA integrity_check") == [("ok",)] and not rows(
        desk, "PRAGMA foreign_key_check"
    )


# -- 1, 2: saved and not saved ------------------------------------------------------------------------


def test_what_was_acknowledged_survives_a_kill(desk: Desk, db: Path) -> None:
    listed_case(desk)
    desk.close()
    acknowledged: list[str] = []
    for turn in range(12):
        ours, theirs = AGENTS.Pipe()
        writer = AGENTS.Process(target=comment_on, args=(str(db), f"x{turn}", theirs), daemon=True)
        writer.start()
        theirs.close()
        acknowledged.append(ours.recv())
        time.sleep(0.003 * turn)
        writer.kill()
        writer.join()
        try:
            while True:
                acknowledged.append(ours.recv())
        except (EOFError, OSError):
            ours.close()
    assert sound(desk)
    written = [row[0] for row in rows(desk, "SELECT text FROM entries WHERE move = 'comment'")]
    assert len(set(written)) == len(written)
    assert set(acknowledged) <= set(written)
    # At most the one that was being told of when each was killed.
    assert len(written) - len(acknowledged) <= 12
    assert rows(desk, "SELECT count(*) FROM errands") == [(len(written),)]


def test_a_refused_commit_leaves_no_ghost_for_the_next_to_commit(desk: Desk) -> None:
    listed_case(desk)
    before = everything(desk)

    def torn(session: Any) -> None:
        from sqlalchemy import text

        session.execute(text("PRAGMA defer_foreign_keys=ON"))
        session.execute(text("UPDATE cases SET handler = 'xspok'"))
        session.execute(text("INSERT INTO errands VALUES (999, 'xspok', NULL, '')"))

    assert trouble(lambda: desk.store.write(torn)) == "store.failed"
    assert everything(desk) == before
    make(desk, "1001", "comment", log="Efteråt.")
    assert "xspok" not in "".join(everything(desk))


def test_a_commit_that_a_reader_holds_up_is_not_made_later(desk: Desk, db: Path) -> None:
    listed_case(desk)
    desk.store.reader.close()
    writer = driver(desk)
    writer.execute("PRAGMA journal_mode=DELETE")
    writer.execute("PRAGMA busy_timeout=20")
    with closing(sqlite3.connect(db, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM cases").fetchall()

        def act() -> None:
            with desk.store.transaction() as session:
                from sqlalchemy import text

                session.execute(text("UPDATE cases SET handler = 'xspok'"))

        assert trouble(act) == "store.busy"
        reader.execute("ROLLBACK")
    make(desk, "1001", "comment", log="Efteråt.")
    assert line(desk, SYST, "1001").handler == ""


# -- 5: all or nothing --------------------------------------------------------------------------------


@contextmanager
def fault_at(desk: Desk, statement: int) -> Iterator[list[str]]:
    """The disk fails at the so-many-th statement that is sent to the store."""
    from sqlalchemy import event

    seen: list[str] = []

    def counted(*given: Any) -> None:
        seen.append(given[2])
        if len(seen) > statement:
            raise sqlite3.OperationalError("disk I/O error")

    event.listen(desk.store.engine, "before_cursor_execute", counted)
    try:
        yield seen
    finally:
        event.remove(desk.store.engine, "before_cursor_execute", counted)


VERBS: dict[str, Callable[[Desk, str], object]] = {
    "close": lambda desk, number: make(desk, number, "not-done", log="x"),
    "text": lambda desk, number: make(desk, number, "text"),
    "person": lambda desk, number: make(desk, number, "person", identity=valid_person(4)),
    "undo": lambda desk, number: undo(desk, SYST, number),
    "register": lambda desk, _number: register(desk, 3),
}


@pytest.mark.parametrize("verb", VERBS)
def test_a_fault_at_any_statement_leaves_nothing_half_done(desk: Desk, verb: str) -> None:
    number = reconnection(desk, 1).number
    make(desk, number, "text")
    before, statement = everything(desk), 0
    while True:
        with fault_at(desk, statement) as seen:
            try:
                VERBS[verb](desk, number)
                break
            except (sqlite3.OperationalError, StoreTrouble):
                assert everything(desk) == before, seen[-1]
        statement += 1
    assert statement >= 5
    assert everything(desk) != before
    assert sound(desk)


@pytest.mark.parametrize("page", [1, 2, 5, 20, 40])
def test_a_making_cut_short_is_taken_up_again(
    desk: Desk, db: Path, monkeypatch: pytest.MonkeyPatch, page: int
) -> None:
    from backoffice_tui.store import engine

    monkeypatch.setattr(engine, "PRAGMAS", (*engine.PRAGMAS, f"max_page_count={page}"))
    assert trouble(lambda: desk.store) == "store.full"
    monkeypatch.undo()
    reader = desk_of(str(db), "xanna")
    assert trouble(lambda: reader.store) == "store.none"
    listed_case(desk)
    assert sound(desk)
    assert not list(db.parent.glob("*.bak"))


def test_a_migration_that_fails_is_rolled_back_whole_and_can_be_tried_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from alembic import command

    from backoffice_tui.store import migrate

    listed_case(desk)
    desk.close()
    with closing(sqlite3.connect(desk.store.location.path)) as connection:
        connection.execute("PRAGMA user_version=0")
    before = everything(desk)

    def torn(config: Any, _to: str) -> None:
        connection = config.attributes["connection"]
        connection.exec_driver_sql("CREATE TABLE half (done)")
        connection.exec_driver_sql("DELETE FROM search")
        connection.exec_driver_sql("INSERT INTO nowhere VALUES (1)")

    monkeypatch.setattr(command, "upgrade", torn)
    for _ in range(2):
        assert trouble(lambda: migrate.migrate(desk.store.location, 0)) == "store.failed"
        assert everything(desk) == before
    monkeypatch.undo()
    told: list[tuple[str, str]] = []
    again = Desk(desk.settings, tell=lambda *what: told.append(what))
    assert line(again, SYST, "1001").number == "1001"
    assert [what for what, _ in told] == ["migrated"]
    copies = list(desk.store.location.path.parent.glob("*.bak*"))
    assert len(copies) == 3
    assert {stat.S_IMODE(copy.stat().st_mode) for copy in copies} == {0o600}


def test_many_may_make_the_same_store_at_once(db: Path) -> None:
    told = []
    for at in range(6):
        ours, theirs = AGENTS.Pipe()
        AGENTS.Process(target=make_store, args=(str(db), f"x{at}", theirs), daemon=True).start()
        told.append(ours)
    assert [each.recv() for each in told] == ["not_found"] * 6
    assert sound(desk_of(str(db), "xanna"))


# -- 6: a full disk -----------------------------------------------------------------------------------


def test_a_full_disk_is_said_and_loses_nothing(desk: Desk) -> None:
    listed_case(desk)
    writer = driver(desk)
    (pages,) = writer.execute("PRAGMA page_count").fetchone()
    writer.execute(f"PRAGMA max_page_count={pages + 4}")
    saved, told = 0, ""
    while not told:
        try:
            make(desk, "1001", "comment", log="x" * 3_000)
            saved += 1
        except StoreTrouble as why:
            told = str(why)
    assert told.startswith("Disken är full")
    assert saved
    assert len(show(desk, SYST, "1001").log) == 1 + saved
    assert sound(desk)
    writer.execute(f"PRAGMA max_page_count={pages + 1_000}")
    make(desk, "1001", "comment", log="Plats igen.")
