"""The store as a file: checked, copied, restored, and never taken for another program's."""

import hashlib
import multiprocessing
import os
import shutil
import sqlite3
import stat
import threading
from pathlib import Path

import pytest

from backoffice_tui.desk import database, demo
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.perform import perform
from backoffice_tui.desk.worklist import page, total
from backoffice_tui.routine.errors import Problem, Refused, StoreTrouble
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.listing import Filter
from backoffice_tui.settings import Settings
from backoffice_tui.store.location import APPLICATION_ID, SCHEMA
from tests.calls import taken


def bytes_of(path: Path) -> str:
    """What a file holds, as a digest."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def at(db: Path) -> Desk:
    """A desk that makes no store."""
    return Desk(Settings(db=str(db), agent="xanna", language="sv"))


def test_migrating_a_store_that_is_up_to_date_says_so(desk: Desk, db: Path) -> None:
    demo.fill(desk, 5)
    assert str(db) in database.migrate(at(db))
    assert f"schema {SCHEMA}" in database.migrate(at(db))


# -- checks


def test_each_thing_that_went_astray_is_named(desk: Desk) -> None:
    demo.fill(desk, 50)
    assert database.check(desk) == []
    with desk.store.transaction() as session:
        run = session.connection().exec_driver_sql
        run("UPDATE counts SET cases = cases + 2 WHERE rank = 0 AND state = 'new'")
        run("DELETE FROM search WHERE rowid = 7")
        run("INSERT INTO search (rowid, body) VALUES (9999, ' ingen')")
        run("UPDATE search SET body = ' fel' WHERE rowid = 8")
        run("DROP TRIGGER entries_stay")
    found = "\n".join(database.check(desk))
    for part in (
        "entries_stay",
        "sparade antalen",
        "Ärenden som inte går att söka fram: 1,",
        "Rader i sökregistret utan ärende: 1.",
    ):
        assert part in found
    assert "Sökorden för" in found


def test_a_row_that_belongs_to_nothing_is_named(desk: Desk, db: Path) -> None:
    demo.fill(desk, 5)
    bare = sqlite3.connect(db)
    bare.execute("INSERT INTO errands (entry_id, agent, done_by) VALUES (99999, 'x', '')")
    bare.commit()
    bare.close()
    assert database.check(desk) == ["En rad i errands hör till något i entries som inte finns."]


# -- copies


def test_a_copy_is_private_whole_and_never_laid_over_a_file(desk: Desk, tmp_path: Path) -> None:
    demo.fill(desk, 200)
    copy = tmp_path / "kopia.db"
    database.backup(desk, copy)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert database.check(at(copy)) == []
    before = bytes_of(copy)
    with pytest.raises(StoreTrouble, match="finns redan"):
        database.backup(desk, copy)
    with pytest.raises(StoreTrouble):
        database.backup(desk, Path(desk.settings.db))
    assert bytes_of(copy) == before
    with pytest.raises(StoreTrouble):
        database.backup(desk, tmp_path / "ingenstans" / "kopia.db")


def _write(db: str, stop: "threading.Event") -> None:
    from backoffice_tui.queues import QUEUES

    desk = Desk(Settings(db=db, agent="xbo", language="sv"))
    queue = next(iter(QUEUES.values()))
    number = page(desk, queue, Filter(unassigned=True)).rows[0].number
    while not stop.is_set():
        perform(desk, queue, number, "comment", {"log": "Skriver medan kopian tas."})


def test_copies_taken_under_a_writer_are_sound(desk: Desk, db: Path, tmp_path: Path) -> None:
    demo.fill(desk, 500)
    spawn = multiprocessing.get_context("spawn")
    stop = spawn.Event()
    writer = spawn.Process(target=_write, args=(str(db), stop))
    writer.start()
    try:
        written = 0
        for at_once in range(15):
            copy = tmp_path / f"kopia{at_once}.db"
            database.backup(desk, copy)
            assert database.check(at(copy)) == []
            connection = sqlite3.connect(copy)
            (entries,) = connection.execute("SELECT count(*) FROM entries").fetchone()
            connection.close()
            assert entries >= written
            written = entries
    finally:
        stop.set()
        writer.join(20)
    assert writer.exitcode == 0


def test_a_restore_brings_back_what_was_and_keeps_what_is(
    desk: Desk, db: Path, syst: Queue, tmp_path: Path
) -> None:
    demo.fill(desk, 60)
    copy = tmp_path / "kopia.db"
    database.backup(desk, copy)
    number = taken(desk, syst)
    with pytest.raises(Refused, match="--yes"):
        database.restore(desk, copy, yes=False)
    assert total(desk, syst, Filter(all=True)) == 61
    kept = database.restore(desk, copy, yes=True)
    assert total(desk, syst, Filter(all=True)) == 60
    assert stat.S_IMODE(db.stat().st_mode) == 0o600
    assert database.check(desk) == []
    again = taken(desk, syst)
    assert (again, total(desk, syst, Filter(all=True))) == (number, 61)
    assert total(at(kept), syst, Filter(all=True)) == 61
    second = database.restore(desk, copy, yes=True)
    assert second != kept
    assert total(at(kept), syst, Filter(all=True)) == 61


def test_a_copy_that_is_damaged_or_no_store_replaces_nothing(desk: Desk, tmp_path: Path) -> None:
    demo.fill(desk, 300)
    copy = tmp_path / "kopia.db"
    database.backup(desk, copy)
    with copy.open("r+b") as file:
        file.seek(4096 * 30)
        file.write(os.urandom(4096 * 40))
    text = tmp_path / "brev.txt"
    text.write_text("Hej!\n" * 100)
    for wrong in (copy, text, tmp_path / "ingen.db", tmp_path):
        with pytest.raises(Problem):
            database.restore(desk, wrong, yes=True)
        assert database.check(desk) == []
    assert list(tmp_path.glob("*before-restore*")) == []


def test_a_store_replaced_under_the_program_is_noticed(
    desk: Desk, db: Path, syst: Queue, tmp_path: Path
) -> None:
    demo.fill(desk, 20)
    copy = tmp_path / "kopia.db"
    database.backup(desk, copy)
    before = bytes_of(copy)
    shutil.copyfile(copy, tmp_path / "annan.db")
    (tmp_path / "annan.db").replace(db)
    with pytest.raises(StoreTrouble, match="bytts ut"):
        taken(desk, syst)
    assert bytes_of(db) == before
    db.unlink()
    with pytest.raises(StoreTrouble):
        taken(desk, syst)


# -- files that are not ours


def _foreign(path: Path, *, journal: str = "DELETE", application: int = 0, schema: int = 0) -> None:
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA journal_mode={journal}")
    connection.execute(f"PRAGMA application_id={application}")
    connection.execute(f"PRAGMA user_version={schema}")
    connection.execute("CREATE TABLE cases (id INTEGER PRIMARY KEY, number TEXT)")
    connection.commit()
    connection.close()


@pytest.fixture(params=["text", "zip", "empty", "noise", "foreign", "foreign-wal", "newer", "torn"])
def wrong_file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A file that is no store this program may touch."""
    path = tmp_path / "fel.db"
    match request.param:
        case "foreign":
            _foreign(path)
        case "foreign-wal":
            _foreign(path, journal="WAL")
        case "newer":
            _foreign(path, application=APPLICATION_ID, schema=SCHEMA + 1)
        case kind:
            contents = {
                "text": b"hej\n" * 500,
                "zip": b"PK\x03\x04" + bytes(2_000),
                "empty": b"",
                "noise": os.urandom(9_000),
                "torn": b"SQLite format 3\x00" + os.urandom(9_000),
            }
            path.write_bytes(contents[kind])
    return path


def test_a_wrong_file_is_refused_in_words_and_not_a_byte_is_changed(
    wrong_file: Path, tmp_path: Path
) -> None:
    before = bytes_of(wrong_file)
    desk = at(wrong_file)
    verbs = (
        lambda: database.migrate(desk),
        lambda: database.check(desk),
        lambda: database.backup(desk, tmp_path / "kopia.db"),
        lambda: database.erase_proof(desk, "Andersson"),
        lambda: desk.store,
    )
    for verb in verbs:
        with pytest.raises(StoreTrouble) as refused:
            verb()
        assert "fel.db" in str(refused.value)
    assert bytes_of(wrong_file) == before
    beside = {path.name for path in tmp_path.iterdir()} - {"home", "fel.db-wal", "fel.db-shm"}
    assert beside == {"fel.db"}


def test_a_store_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    for path in (tmp_path / "ingen.db", tmp_path / "ingenstans" / "ingen.db"):
        desk = at(path)
        verbs = (
            lambda desk=desk: database.migrate(desk),
            lambda desk=desk: database.check(desk),
            lambda desk=desk: database.backup(desk, tmp_path / "kopia.db"),
            lambda desk=desk: database.erase_proof(desk, "Andersson"),
        )
        for verb in verbs:
            with pytest.raises(StoreTrouble, match=r"ingen\.db"):
                verb()
        assert not path.exists()


def test_a_newer_schema_says_upgrade(tmp_path: Path) -> None:
    path = tmp_path / "ny.db"
    _foreign(path, application=APPLICATION_ID, schema=SCHEMA + 1)
    with pytest.raises(StoreTrouble, match="Uppgradera"):
        database.check(at(path))
