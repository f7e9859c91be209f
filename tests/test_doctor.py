"""The doctor: a line a check, never a traceback, and nothing changed by looking."""

import hashlib
import os
import socket
import sqlite3
import time
from dataclasses import replace
from pathlib import Path

import pytest

from backoffice_tui.desk import demo
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.doctor import Check, checks
from backoffice_tui.settings import Mail, Settings
from backoffice_tui.texts import say
from tests.conftest import MakeDesk

NAMES = (
    *("store", "schema", "integrity", "space", "private", "sqlite", "journal", "counts"),
    *("erasures", "retention", "routines", "settings", "terminal", "mail", "zones", "clock"),
)


def found(desk: Desk) -> dict[str, Check]:
    """The checks by the last part of their key."""
    names = {say(f"beside.doctor.{name}"): name for name in NAMES}
    return {names[each.name]: each for each in checks(desk)}


def wrong(desk: Desk) -> set[str]:
    """What is not as it should be."""
    return {name for name, each in found(desk).items() if not each.ok}


def test_a_store_in_use_is_well(desk: Desk) -> None:
    demo.fill(desk, 40)
    assert wrong(desk) == set()
    every = found(desk)
    assert sqlite3.sqlite_version in every["sqlite"].message
    assert "ärenden: 40." in every["counts"].message
    assert "2026-11-20" in every["clock"].message
    assert "BACKOFFICE_NOW" in every["clock"].message


def test_a_store_that_is_not_there_is_said_and_not_made(db: Path) -> None:
    desk = Desk(Settings(db=str(db), agent="xanna", language="sv"))
    there_has_to_be = {
        "store",
        "schema",
        "integrity",
        "private",
        "journal",
        "counts",
        "erasures",
    } | {"retention"}
    assert wrong(desk) == there_has_to_be
    assert not db.exists()


@pytest.mark.parametrize("content", [b"", b"hej\n" * 300, b"SQLite format 3\x00" + b"\xff" * 5_000])
def test_another_programs_file_is_said_and_untouched(db: Path, content: bytes) -> None:
    db.write_bytes(content)
    assert "store" in wrong(Desk(Settings(db=str(db), agent="xanna", language="sv")))
    assert db.read_bytes() == content
    for odd in ("postgresql://localhost/x", str(db.parent), "/nowhere/at/all.db"):
        assert "store" in wrong(Desk(Settings(db=odd, agent="xanna", language="sv")))


def test_what_others_can_read_is_named(desk: Desk, db: Path) -> None:
    demo.fill(desk, 5)
    db.chmod(0o644)
    assert wrong(desk) == {"private"}
    assert "office.db" in found(desk)["private"].message


def test_counts_and_search_that_went_astray_are_found(desk: Desk) -> None:
    demo.fill(desk, 30)
    with desk.store.transaction() as session:
        session.connection().exec_driver_sql("DELETE FROM search WHERE rowid IN (3, 4)")
    assert "2" in found(desk)["counts"].message
    assert wrong(desk) == {"counts"}
    with desk.store.transaction() as session:
        session.connection().exec_driver_sql("UPDATE counts SET cases = cases + 1")
    assert wrong(desk) == {"counts"}


def test_a_damaged_store_is_told_and_never_a_traceback(desk: Desk, db: Path) -> None:
    demo.fill(desk, 200)
    desk.close()
    size = db.stat().st_size
    with db.open("r+b") as file:
        for page in range(20, size // 4096, 3):
            file.seek(page * 4096)
            file.write(os.urandom(4096))
    assert "integrity" in wrong(desk)


def test_a_journal_of_another_kind_is_told(desk: Desk, db: Path) -> None:
    demo.fill(desk, 5)
    desk.close()
    with sqlite3.connect(db) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    connection.close()
    assert "journal" in wrong(desk)


def test_a_mail_server_is_asked_and_not_waited_for(make_desk: MakeDesk) -> None:
    desk = make_desk()
    desk.store.reader.signal()
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        mail = Mail(host="127.0.0.1", port=port, sender="a@example.se")
        assert found(Desk(replace(desk.settings, mail=mail)))["mail"].ok
    start = time.monotonic()
    assert not found(Desk(replace(desk.settings, mail=mail)))["mail"].ok
    assert time.monotonic() - start < 5


def test_settings_and_routine_files_that_do_not_hold_are_named(desk: Desk, tmp_path: Path) -> None:
    bad = tmp_path / "syst.toml"
    bad.write_text('version = "1"\nfrom = 2026-01-01\nboxar = 3\n', encoding="utf-8")
    desk.store.reader.signal()
    routine = Desk(replace(desk.settings, routine_files={"syst": bad}))
    assert "boxar" in found(routine)["routines"].message
    assert "routines" in wrong(routine)
    settings = Desk(replace(desk.settings, files=(tmp_path / "gone.toml",)))
    assert wrong(settings) == {"settings"}


def test_a_clock_that_cannot_be_read_is_told_everywhere(desk: Desk) -> None:
    desk.store.reader.signal()
    broken = Desk(replace(desk.settings, now="igår"))
    assert "clock" in wrong(broken)
    assert found(replace(desk, settings=replace(desk.settings, now=None)))["clock"].ok


def test_terminals_that_cannot_show_the_console(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.store.reader.signal()
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    for name, value in (("TERM", "xterm-256color"), ("COLUMNS", "100"), ("LINES", "30")):
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TMUX", "/tmp/tmux")  # noqa: S108 (never opened)
    well = found(desk)["terminal"]
    if well.ok:
        assert "100×30" in well.message
        assert "NO_COLOR" in well.message
        assert "tmux" in well.message
    monkeypatch.setenv("TERM", "dumb")
    assert "dumb" in found(desk)["terminal"].message
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "50")
    assert not found(desk)["terminal"].ok


def test_looking_changes_nothing(desk: Desk, db: Path) -> None:
    demo.fill(desk, 20)
    desk.close()
    before = hashlib.sha256(db.read_bytes()).hexdigest()
    checks(desk)
    assert hashlib.sha256(db.read_bytes()).hexdigest() == before
