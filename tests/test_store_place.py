"""The store as a file: whose it is, where it stands, and that its history is only ever added to."""

import os
import shutil
import sqlite3
import stat
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from backoffice_tui.desk.card import show
from backoffice_tui.desk.desk import Desk
from backoffice_tui.queues.syst import SYST
from backoffice_tui.settings import Settings
from backoffice_tui.store import backup, migrate
from backoffice_tui.store.location import SCHEMA, Location, locate
from tests.conftest import MakeDesk
from tests.making import everything, listed_case, make, register, rows
from tests.processes import desk_of
from tests.test_store import sound, trouble

# -- 7: only its own files -----------------------------------------------------------------------------


def foreign(folder: Path, kind: str) -> Path:
    path = folder / "annat.db"
    if kind == "text":
        path.write_text("hej", encoding="utf-8")
    elif kind == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("a", "x" * 5_000)
    elif kind == "bytes":
        path.write_bytes(b"\x00" * 8_192)
    else:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(f"PRAGMA journal_mode={'WAL' if kind == 'wal' else 'DELETE'}")
            connection.execute("CREATE TABLE cases (id)")
            connection.commit()
            if kind == "wal":
                # As a program that was killed leaves it: half of it in the journal.
                connection.execute("INSERT INTO cases VALUES (1)")
                connection.commit()
                for each in folder.glob("annat.db*"):
                    shutil.copy(each, folder / f"kept.{each.name}")
        for each in folder.glob("kept.*"):
            each.replace(folder / each.name.removeprefix("kept."))
    return path


@pytest.mark.parametrize("kind", ["text", "zip", "bytes", "sqlite", "wal"])
@pytest.mark.parametrize("create", [True, False])
def test_a_file_that_is_not_a_store_is_left_alone(tmp_path: Path, kind: str, create: bool) -> None:
    path = foreign(tmp_path, kind)
    names = [each for each in tmp_path.glob("annat*") if not each.name.endswith("-shm")]
    before = {each: each.read_bytes() for each in names}
    other = desk_of(str(path), "xanna", create=create)
    assert trouble(lambda: other.store) == "store.not-ours"
    assert {each: each.read_bytes() for each in names} == before


@pytest.mark.parametrize("create", [True, False])
def test_an_empty_file_becomes_a_store_only_where_one_may_be_made(db: Path, create: bool) -> None:
    db.touch(mode=0o644)
    made = desk_of(str(db), "xanna", create=create)
    if create:
        listed_case(made)
        assert stat.S_IMODE(db.stat().st_mode) == 0o600
    else:
        assert trouble(lambda: made.store) == "store.none"
        assert db.stat().st_size == 0


@pytest.mark.parametrize(
    ("db", "key"),
    [
        ("{0}", "store.folder"),
        ("{0}/finns/inte.db", "store.no-folder"),
        ("{0}/" + "ä" * 200, "store.unreadable"),
        ("~ingen-sådan/x.db", "store.unreadable"),
        ("x\0.db", "store.unreadable"),
        ("mysql://host/x", "store.no-such-database"),
    ],
)
def test_a_place_where_no_store_can_be_is_named(tmp_path: Path, db: str, key: str) -> None:
    desk = desk_of(db.format(tmp_path), "xanna", create=True)
    assert trouble(lambda: desk.store) == key
    assert list(tmp_path.iterdir()) == []


def test_a_mistyped_path_makes_no_store(tmp_path: Path) -> None:
    assert trouble(lambda: desk_of(str(tmp_path / "x.db"), "xanna").store) == "store.none"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["50% å?#[x]&mode=ro", "a b;c", "' OR 1=1 --", "Ö\u0308"])
def test_a_folder_may_be_called_anything(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    desk = desk_of(str(folder / "x.db"), "xanna", create=True)
    listed_case(desk)
    desk.store.back_up(folder / "copy?.db")
    desk.close()
    assert {each.name for each in folder.iterdir()} == {"x.db", "copy?.db"}
    assert [each.name for each in tmp_path.iterdir()] == [name]


def test_a_newer_schema_is_refused_and_left_alone(desk: Desk, db: Path) -> None:
    listed_case(desk)
    desk.close()
    with closing(sqlite3.connect(db)) as connection:
        connection.execute(f"PRAGMA user_version={SCHEMA + 1}")
        connection.execute("PRAGMA journal_mode=DELETE")
    before = db.read_bytes()
    newer = Desk(desk.settings, create=True)
    assert trouble(lambda: newer.store) == "store.newer"
    assert db.read_bytes() == before
    assert trouble(lambda: backup.restore(Location(db.with_name("x")), db)) == "store.newer"


def test_only_its_owner_reads_it(desk: Desk, db: Path) -> None:
    was = os.umask(0)
    try:
        listed_case(desk)
        desk.store.back_up(db.with_name("copy.db"))
        found = {each.name: stat.S_IMODE(each.stat().st_mode) for each in db.parent.glob("*.db*")}
    finally:
        os.umask(was)
    assert len(found) == 4
    assert set(found.values()) == {0o600}


# -- 8: moved, deleted or replaced --------------------------------------------------------------------


def _swap(db: Path) -> None:
    with closing(sqlite3.connect(db)) as source, closing(sqlite3.connect(f"{db}.2")) as target:
        source.backup(target)
    db.with_name(f"{db.name}.2").replace(db)


GONE: dict[str, Callable[[Path], object]] = {
    "moved": lambda db: db.rename(db.with_name("elsewhere.db")),
    "deleted": lambda db: db.unlink(),
    "replaced": _swap,
}


@pytest.mark.parametrize("how", GONE)
@pytest.mark.parametrize("written", [True, False])
def test_a_store_that_went_away_under_the_desk_is_not_written_to(
    desk: Desk, make_desk: MakeDesk, db: Path, how: str, written: bool
) -> None:
    listed_case(desk)
    if not written:
        desk.close()
        desk = make_desk("xbo")
        assert show(desk, SYST, "1001")
    GONE[how](db)
    assert trouble(lambda: make(desk, "1001", "comment", log="x")) == "store.moved"
    assert trouble(lambda: register(desk)) == "store.moved"
    assert db.exists() is (how == "replaced")
    if how == "replaced":
        after = Desk(desk.settings)
        assert len(show(after, SYST, "1001").log) == 1
        make(after, "1001", "comment", log="x")


# -- 9: history ---------------------------------------------------------------------------------------


@pytest.mark.rule("ALL-02")
@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM entries",
        "DELETE FROM changes",
        "DELETE FROM facts",
        "UPDATE entries SET text = 'annat'",
        "UPDATE entries SET agent = 'xbo', text = ''",
        "UPDATE entries SET at = '2020-01-01', text = ''",
        "UPDATE changes SET was = ''",
        """UPDATE facts SET body = '{"title":"annat"}'""",
        "UPDATE facts SET case_id = 2, body = '{}'",
    ],
)
def test_history_is_only_ever_added_to(desk: Desk, sql: str) -> None:
    register(desk)
    make(desk, "B1", "claim")
    before = everything(desk)
    with closing(sqlite3.connect(desk.store.location.path)) as connection:
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute(sql)
        connection.rollback()
    assert everything(desk) == before


def test_erasure_may_blank_what_it_must(desk: Desk) -> None:
    register(desk)
    with closing(sqlite3.connect(desk.store.location.path)) as connection:
        connection.execute("UPDATE entries SET text = ''")
        connection.execute("UPDATE facts SET body = '{}'")
        connection.commit()
    assert show(desk, SYST, "B1").facts == {}


def test_the_log_keeps_its_order_when_the_clock_is_set_back(make_desk: MakeDesk) -> None:
    late = make_desk(now="2026-11-20T09:30:00+01:00")
    listed_case(late)
    make(late, "1001", "comment", log="första")
    early = make_desk(now="2026-11-20T08:00:00+01:00")
    make(early, "1001", "comment", log="andra")
    make(late, "1001", "comment", log="tredje")
    log = show(late, SYST, "1001").log
    assert [entry.text for entry in log[1:]] == ["första", "andra", "tredje"]
    assert log[2].at < log[1].at
    from backoffice_tui.desk.perform import undo

    undo(early, SYST, "1001")
    assert [entry.text for entry in show(early, SYST, "1001").log if entry.undone] == ["tredje"]


@pytest.mark.rule("ALL-02")
def test_counts_follow_every_change(desk: Desk) -> None:
    for at in range(4):
        register(desk, at)
    make(desk, "B1", "claim")
    make(desk, "B2", "close", log="x")
    make(desk, "B3", "forward", to="Mätning", log="x")
    columns = "queue, team_key, code, state, rank"
    kept = "SELECT %s, cases FROM counts WHERE cases ORDER BY 1, 2, 3, 4, 5"
    counted = "SELECT %s, count(*) FROM cases GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5"
    assert rows(desk, kept % columns) == rows(desk, counted % columns)


# -- the schema ---------------------------------------------------------------------------------------


def test_models_and_migrations_agree(desk: Desk) -> None:
    assert migrate.differences(desk.store.engine) == []


def test_the_safeguards_are_there(desk: Desk) -> None:
    desk.store.reader.rows("SELECT 1")
    names = {row[0] for row in rows(desk, "SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    assert {"entries_stay", "entries_blank", "changes_stay", "changes_unchanged"} <= names
    assert {"facts_stay", "facts_blank", "counts_insert", "counts_update"} <= names


def test_a_copy_put_back_keeps_what_was_there(desk: Desk, db: Path) -> None:
    listed_case(desk)
    copy = db.with_name("copy.db")
    desk.store.back_up(copy)
    assert trouble(lambda: desk.store.back_up(copy)) == "store.copy-exists"
    make(desk, "1001", "comment", log="efter kopian")
    desk.close()
    kept = [backup.restore(locate(str(db)), copy) for _ in range(2)]
    assert len(set(kept)) == 2
    found = [len(show(_open(path), SYST, "1001").log) for path in (db, *kept)]
    assert found == [1, 2, 1]
    assert sound(_open(db))


def _open(path: Path) -> Desk:
    return Desk(Settings(db=str(path), agent="xanna", language="sv"))
