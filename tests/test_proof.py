"""Proof of erasure: whatever still holds a text is found, and the search itself disturbs nothing."""

import os
import sqlite3
import unicodedata
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backoffice_tui.desk import database, demo
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.drafts import keep
from backoffice_tui.model.desk import Customer
from backoffice_tui.routine import nobody
from backoffice_tui.routine.errors import Usage
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.store.proof import count, needles
from tests import leases
from tests.calls import taken

NAME = "Ängla Örnkvist"


def places(desk: Desk, text: str) -> set[str]:
    """Where a text was found, as told."""
    return {f"{hit.place}: {hit.where}" for hit in database.erase_proof(desk, text)}


@pytest.mark.rule("STORA-10")
def test_a_name_is_found_wherever_it_stands(desk: Desk, syst: Queue) -> None:
    number = taken(desk, syst, customer_name=NAME)
    keep(desk, "log", f"{NAME} ringde")
    with desk.store.transaction() as session:
        session.add(Customer(customer="4711", name=NAME.upper(), kind="private"))
    found = places(desk, NAME.lower())
    for where in (f"facts, ärende {number}", f"cases, ärende {number}", f"search, ärende {number}"):
        assert f"lagret: {where}" in found
    assert "lagret: i kundregistret, kund 4711" in found
    assert "lagret: drafts, rad 1" in found
    # The register has the name too, so the journal is emptied and what stands besides it counted.
    assert "lagret: bland filens bytes" in found
    assert not any("-wal" in each for each in found)
    assert places(desk, "Någon Helt Annan") == set()
    assert database.check(desk) == []


@pytest.mark.rule("STORA-10")
def test_what_only_the_journal_still_holds_is_found_there(desk: Desk) -> None:
    keep(desk, "log", f"{NAME} ringde")
    keep(desk, "log", "")
    # Our own reader is open, so the journal stays beside the store.
    assert desk.store.reader.rows("SELECT count(*) FROM drafts") == [(0,)]
    assert places(desk, NAME) == {"office.db-wal (bredvid lagret): bland filens bytes"}


@pytest.mark.rule("STORA-10")
def test_a_tenant_stands_in_the_landlords_register_and_is_said_to(
    desk: Desk, tmp_path: Path
) -> None:
    told = leases.tenant(1, name=NAME, hetu=nobody.hetu(5))
    leases.bring(desk, tmp_path, leases.contract(1, told, address="Salakatu 7, 09991 Koivulahti"))
    leases.bring(desk, tmp_path, leases.contract(2))
    for text in (NAME, nobody.hetu(5)):
        assert places(desk, text) == {"lagret: i hyresvärdens register, P-1001"}
    assert places(desk, "Salakatu 7") == {"lagret: i hyresvärdens register, Koekatu 1 A 1"}
    keep(desk, "log", f"{NAME} ringde")
    assert places(desk, NAME) >= {"lagret: drafts, rad 1", "lagret: bland filens bytes"}


@pytest.mark.rule("STORA-10")
def test_copies_and_logs_are_searched_too(desk: Desk, db: Path, tmp_path: Path) -> None:
    from platformdirs import user_log_path

    demo.fill(desk, 5)
    db.with_name("office.db.schema0.bak").write_bytes(NAME.encode("utf-16-le"))
    logs = user_log_path("backoffice", appauthor=False)
    logs.mkdir(parents=True)
    (logs / "backoffice.log").write_text(unicodedata.normalize("NFD", NAME), encoding="utf-8")
    (tmp_path / "annat.txt").write_text(NAME, encoding="utf-8")
    assert {hit.place for hit in database.erase_proof(desk, NAME)} == {
        "office.db.schema0.bak (bredvid lagret)",
        "backoffice.log (programmets logg)",
    }


def test_searching_leaves_the_locks_of_the_program_alone(desk: Desk, db: Path) -> None:
    demo.fill(desk, 5)
    with desk.store.transaction() as session:
        session.connection().exec_driver_sql("UPDATE drafts SET body = ''")
        database.erase_proof(desk, "Andersson")
        other = sqlite3.connect(db, timeout=0.1)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.close()
    assert database.check(desk) == []


def test_too_little_to_search_for_is_said(desk: Desk) -> None:
    for text in ("", "  ", "ab"):
        with pytest.raises(Usage):
            database.erase_proof(desk, text)


@settings(max_examples=60, deadline=None)
@given(
    text=st.text(
        st.characters(codec="utf-8", categories=("L", "N", "Pd")), min_size=3, max_size=30
    ),
    before=st.integers(0, 40),
    code=st.sampled_from(["utf-8", "utf-16-le", "utf-16-be"]),
    form=st.sampled_from(["NFC", "NFD"]),
)
def test_a_text_is_found_among_any_bytes(
    tmp_path_factory: pytest.TempPathFactory,
    text: str,
    before: int,
    code: str,
    form: Literal["NFC", "NFD"],
) -> None:
    path = tmp_path_factory.mktemp("bytes") / "file"
    path.write_bytes(os.urandom(before) + unicodedata.normalize(form, text).encode(code) + bytes(9))
    assert count(path, needles(text)) >= 1


def test_a_text_across_two_pieces_is_found_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    path.write_bytes(bytes(95) + b"Andersson" + bytes(300) + b"ANDERSSON")
    for piece in (16, 64, 97, 100, 1_000):
        monkeypatch.setattr("backoffice_tui.store.proof.PIECE", piece)
        assert count(path, needles("andersson")) == 2
