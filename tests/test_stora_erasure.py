"""Erased means that no byte is left: in store, journal, index and free pages, after a kill or a restore."""

import os
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from backoffice_tui.desk import database, doctor, erasure, outbox, shift, worklist
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.perform import perform
from backoffice_tui.model.desk import Customer, Facility
from backoffice_tui.queues.stora import STORA
from backoffice_tui.routine.errors import StoreTrouble
from backoffice_tui.store import erasure as stored
from tests import processes
from tests.conftest import MakeDesk
from tests.erasing import ADDRESS, GONE, MAIL, NAME, NUMBER, closable, found
from tests.large import ids, requested
from tests.making import rows


def finish(desk: Desk, number: str) -> None:
    perform(desk, STORA, number, "done", {"yes": True})


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    """Where drafts are exported to, away from the store."""
    folder = tmp_path / "letters"
    folder.mkdir()
    return folder


@pytest.mark.rule("STORA-10")
def test_no_byte_is_left(desk: Desk, db: Path, letters: Path) -> None:
    others = [requested(desk, 8, 100 + at * 8, customer_name=f"Granne {at}") for at in range(40)]
    number = closable(desk, letters)
    assert set(found(desk)) == set(GONE)
    finish(desk, number)
    assert found(desk) == {}
    assert list(letters.iterdir()) == []
    raw = b"".join(path.read_bytes() for path in db.parent.glob("office.db*"))
    for text in GONE:
        for code in ("utf-8", "utf-16-le", "utf-16-be"):
            assert text.encode(code) not in raw
    assert worklist.line(desk, STORA, others[-1]).customer_name == "Granne 39"
    assert database.check(desk) == []


@pytest.mark.rule("STORA-10")
@pytest.mark.parametrize("size", [16, 300])
def test_no_byte_is_left_of_many_cases_written_between_each_other(
    desk: Desk, letters: Path, size: int
) -> None:
    numbers = [closable(desk, letters, size) for _ in range(2)]
    for at in range(15):
        requested(desk, 20, 2_000 + at * 20)
    perform(desk, STORA, numbers[0], "edit", {"new_value": f"{ADDRESS} " * 8})
    perform(desk, STORA, numbers[0], "mail", {})
    outbox.export(desk, letters)
    for number in numbers:
        finish(desk, number)
    assert found(desk) == {}


@pytest.mark.rule("STORA-10")
def test_a_customer_of_the_register_is_found_there_only(desk: Desk, letters: Path) -> None:
    with desk.store.transaction() as session:
        session.add(Customer(customer=NUMBER, name=NAME, kind="association", email=MAIL))
        session.flush()
        session.add(Facility(customer=NUMBER, facility=ids(1, 700)[0], address=ADDRESS))
    number = closable(desk, letters)
    assert any("bytes" in place for places in found(desk).values() for place in places)
    finish(desk, number)
    left = found(desk)
    assert set(left) == {NAME, "Älgkalven", NUMBER, MAIL, ADDRESS, ids(1, 700)[0]}
    assert {place for places in left.values() for place in places} == {
        f"lagret: i kundregistret, kund {NUMBER}"
    }


@pytest.mark.rule("STORA-10")
def test_a_reader_that_holds_the_journal_leaves_it_unfinished(
    make_desk: MakeDesk, letters: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored, "PATIENCE", 0.02)
    told: list[tuple[str, str]] = []
    desk = make_desk()
    desk.tell = lambda what, which: told.append((what, which))
    number = closable(desk, letters)
    shift.start(desk)
    uri = desk.store.location.uri("ro")
    with closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM cases").fetchall()
        finish(desk, number)
        assert told[-1] == ("unfinished", number)
        assert [each.number for each in erasure.unfinished(desk)] == [number]
        assert found(desk)
        wrong = {each.message for each in doctor.checks(desk) if not each.ok}
        assert any(number in each for each in wrong)
        assert shift.status(desk).remaining.unerased == (number,)
        assert shift.end(desk).remaining.unerased == (number,)
    assert erasure.finish(desk) == []
    assert found(desk) == {}
    assert shift.status(desk).remaining.unerased == ()
    assert all(number not in each.message for each in doctor.checks(desk))


@pytest.mark.rule("STORA-10")
def test_a_kill_between_closing_and_emptying_is_made_good_at_the_next_start(
    desk: Desk, letters: Path
) -> None:
    number = closable(desk, letters)
    desk.close()
    here, there = processes.AGENTS.Pipe()
    agent = processes.AGENTS.Process(
        target=processes.close_and_wait, args=(desk.settings.db, "xanna", number, there)
    )
    agent.start()
    assert here.recv() == "committed"
    assert agent.pid is not None
    os.kill(agent.pid, signal.SIGKILL)
    agent.join()
    assert worklist.line(desk, STORA, number).erased
    assert [each.number for each in erasure.unfinished(desk)] == [number]
    shift.start(desk)
    assert erasure.unfinished(desk) == []
    assert found(desk) == {}
    assert database.check(desk) == []


@pytest.mark.rule("STORA-10")
def test_a_kill_before_the_end_leaves_the_case_as_it_was(desk: Desk, letters: Path) -> None:
    number = closable(desk, letters)
    version = worklist.line(desk, STORA, number).version
    desk.close()
    here, there = processes.AGENTS.Pipe()
    agent = processes.AGENTS.Process(
        target=processes.close_half, args=(desk.settings.db, "xanna", number, there)
    )
    agent.start()
    assert here.recv() == "erased, not committed"
    assert agent.pid is not None
    os.kill(agent.pid, signal.SIGKILL)
    agent.join()
    line = worklist.line(desk, STORA, number)
    assert (line.version, line.customer_name, line.progress) == (version, NAME, "23/23")
    assert rows(desk, "SELECT * FROM erasures") == []
    finish(desk, number)
    assert found(desk) == {}


@pytest.mark.rule("STORA-10")
def test_an_older_copy_that_comes_back_is_erased_again(desk: Desk, db: Path, letters: Path) -> None:
    number = closable(desk, letters)
    copy = letters / "kopia.db"
    database.backup(desk, copy)
    finish(desk, number)
    kept = database.restore(desk, copy, yes=True)
    line = worklist.line(desk, STORA, number)
    assert (line.erased, line.customer_name) == (True, "")
    assert erasure.unfinished(desk) == []
    assert found(desk) == {}
    assert kept.parent == db.parent
    assert database.check(desk) == []


@pytest.mark.rule("STORA-10")
def test_a_full_disk_erases_nothing_and_closes_nothing(desk: Desk, letters: Path) -> None:
    number = closable(desk, letters)
    with desk.store.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.rollback()
    size = "PRAGMA max_page_count"
    from sqlalchemy import event

    def limit(raw: sqlite3.Connection, _record: object) -> None:
        raw.execute(f"{size}={pages}")

    desk.store.engine.dispose()
    event.listen(desk.store.engine, "connect", limit)
    try:
        finish(desk, number)
    except StoreTrouble:
        line = worklist.line(desk, STORA, number)
        assert (line.erased, line.customer_name) == (False, NAME)
    finally:
        event.remove(desk.store.engine, "connect", limit)
        desk.store.engine.dispose()
    if not worklist.line(desk, STORA, number).erased:
        finish(desk, number)
    assert found(desk) == {}


@pytest.mark.rule("STORA-10")
def test_the_letters_of_others_stay_where_they_were_exported(desk: Desk, letters: Path) -> None:
    other = requested(desk, 16, 5_000, channel="mail")
    number = closable(desk, letters)
    finish(desk, number)
    left = [path.read_text(encoding="utf-8") for path in letters.iterdir()]
    assert len(left) == 1
    assert other in left[0] or "16" in left[0]
    assert erasure.unfinished(desk) == []


@pytest.mark.rule("STORA-10")
def test_a_letter_in_a_folder_out_of_reach_leaves_it_unfinished(desk: Desk, letters: Path) -> None:
    number = closable(desk, letters)
    away = letters.rename(letters.with_name("away"))
    finish(desk, number)
    waiting = erasure.unfinished(desk)
    assert [each.number for each in waiting] == [number]
    assert all(Path(path).parent == letters for path in waiting[0].files)
    away.rename(letters)
    assert erasure.finish(desk) == []
    assert list(letters.iterdir()) == []


@pytest.mark.rule("STORA-10")
def test_the_copy_that_a_migration_left_goes_too(desk: Desk, db: Path, letters: Path) -> None:
    number = closable(desk, letters)
    copy = db.with_name(f"{db.name}.schema1.bak")
    database.backup(desk, copy)
    theirs = db.with_name("backup-of-the-night.db")
    database.backup(desk, theirs)
    finish(desk, number)
    assert not copy.exists()
    assert theirs.exists()
