"""Invented moves and the sample files made of them."""

import csv
import json
import runpy
import time
import unicodedata
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from backoffice_tui.routine import facilities, identity, nobody
from backoffice_tui.routine.invented import InventedMove, invented_moves, read_stock
from backoffice_tui.settings.routine_data import load_routine

TODAY = date(2026, 11, 20)
DATA = Path(__file__).parents[1] / "data"


@pytest.fixture(scope="module")
def moves() -> list[InventedMove]:
    return list(invented_moves(480, 1, TODAY))


def test_the_same_seed_gives_the_same_moves_and_another_gives_others() -> None:
    assert list(invented_moves(50, 3, TODAY)) == list(invented_moves(50, 3, TODAY))
    assert list(invented_moves(50, 3, TODAY)) != list(invented_moves(50, 4, TODAY))


@given(count=st.integers(0, 40), seed=st.integers(0, 10_000), today=st.dates(date(2000, 1, 1)))
def test_any_day_will_do(count: int, seed: int, today: date) -> None:
    found = list(invented_moves(count, seed, today))
    assert len(found) == count
    assert len({move.number for move in found}) == count
    for move in found:
        assert move.received < today
        assert move.waits_since is None or move.received <= move.waits_since < today


def test_every_situation_is_there_a_few_dozen_times(moves: list[InventedMove]) -> None:
    passed = [move for move in moves if move.disconnected and move.wished < TODAY]
    met = Counter(
        today=sum(move.due == TODAY for move in moves),
        before=sum(move.due is not None and move.due < TODAY for move in moves),
        later=sum(move.due is not None and move.due > TODAY for move in moves),
        held=sum(bool(move.handler) and move.state == "Upprättat" for move in moves),
        odd=sum(move.title not in ("Återinkoppling", "Inflytt", "Avflytt") for move in moves),
        done=sum(move.state == "Avslutad" for move in moves),
        passed=sum(move.state == "Upprättat" and not move.handler for move in passed),
    )
    assert min(met.values()) >= 20, met
    assert {move.team for move in moves} == {"KS Privat", "KS Företag"}
    assert {move.direction for move in moves} == {"in", "out"}


def test_what_waits_says_for_whom_and_why(moves: list[InventedMove]) -> None:
    departments = {department.name for department in load_routine("syst").departments}
    for move in moves:
        assert (move.state == "I arbete") == (move.due is not None) == (move.waits_for != "")
        assert bool(move.outcome) == (move.state != "Upprättat")
        assert not move.waits_for or move.waits_for in departments
        assert not (move.disconnected and move.direction == "out")


def test_states_and_groups_are_the_routines_own() -> None:
    routine = load_routine("syst")
    assert tuple(read_stock().teams) == routine.groups
    assert all(routine.states[state][0] == word for state, word in read_stock().states.items())


def test_numbers_are_right_in_form(moves: list[InventedMove]) -> None:
    for move in moves:
        assert facilities.is_valid(move.facility)
        assert identity.twelve_digits(move.identity, TODAY) == move.identity
        assert 980 <= int(move.identity[8:11]) <= 999
        assert move.phone in (nobody.MOBILES if move.disconnected else nobody.PHONES)
        if move.organisation:
            assert identity.organisationsnummer(move.organisation) == move.organisation
            assert move.organisation.startswith("4")
            assert move.contact
        assert " 99" in move.address


def test_a_customer_number_is_one_customer(moves: list[InventedMove]) -> None:
    names = {(move.customer, move.customer_name, move.identity) for move in moves}
    assert len(names) == len({move.customer for move in moves})
    assert len(names) < len(moves)


@given(st.integers(0, 999_999_999))
def test_facilities_are_those_that_are_made_up_elsewhere(which: int) -> None:
    number = nobody.facility(which)
    assert number == facilities.made_up(int(number[len(facilities.MADE_UP) : -1]))


@given(st.integers(0, nobody.PEOPLE - 1), st.integers(0, nobody.PEOPLE - 1), st.booleans())
def test_two_people_have_two_numbers(one: int, other: int, man: bool) -> None:
    same = nobody.personnummer(one, man=man) == nobody.personnummer(other, man=man)
    assert same == (one == other)


def test_a_million_would_take_less_than_twenty_seconds() -> None:
    laps = []
    for seed in range(4):
        begun = time.process_time()
        assert sum(1 for _ in invented_moves(10_000, seed, TODAY)) == 10_000
        laps.append(time.process_time() - begun)
    assert min(laps) * 100 < 20


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("samples")
    runpy.run_path(str(DATA / "make_samples.py"))["make"](folder)
    return folder


PLAIN = (
    "syst-activity-list.csv",
    "moves.json",
    "customers.json",
    "contracts.json",
    "notices.jsonl",
)


@pytest.mark.parametrize("name", PLAIN)
def test_the_sample_files_are_those_that_the_script_makes(made: Path, name: str) -> None:
    assert (made / name).read_bytes() == (DATA / name).read_bytes()


def _workbook(path: Path) -> list[tuple[Any, ...]]:
    book = load_workbook(path, read_only=True)
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    book.close()
    return rows


@pytest.mark.parametrize("name", ["syst-activity-list.xlsx", "contracts.xlsx"])
def test_the_sample_workbooks_are_those_that_the_script_makes(made: Path, name: str) -> None:
    assert _workbook(made / name) == _workbook(DATA / name)


def test_the_sample_list_holds_what_its_readme_says() -> None:
    with (DATA / "syst-activity-list.csv").open(encoding="cp1252", newline="") as source:
        rows = list(csv.DictReader(source, delimiter=";"))
    assert len(rows) == 120
    assert sum(row["Ärendehanteringskod"] == "INVOICE" for row in rows) == 6
    assert {"KS privat", "KS Privat"} <= {row["Ärendehanteringsgrupp"] for row in rows}
    assert {"Upprättat", "Upprättad", "I arbete", "Arbete"} <= {row["Status"] for row in rows}
    assert rows[-1]["Indatum"].startswith("2026-11-31")
    assert len({row["Ärendenummer"] for row in rows}) == 120
    known = {name for names in load_routine("syst").headings.values() for name in names}
    assert set(rows[0]) - known == {"Nätområde"}


def test_the_two_sample_lists_say_the_same() -> None:
    _headings, *rows = _workbook(DATA / "syst-activity-list.xlsx")
    with (DATA / "syst-activity-list.csv").open(encoding="cp1252", newline="") as source:
        _names, *lines = csv.reader(source, delimiter=";")
    assert len(rows) == len(lines)
    for row, line in zip(rows, lines, strict=True):
        assert (row[1], row[11]) == (line[1], line[11])
        assert unicodedata.normalize("NFC", row[3]) == line[3]


@pytest.mark.rule("SYST-03")
def test_the_sample_intakes_have_the_keys_that_intake_takes() -> None:
    records = json.loads((DATA / "moves.json").read_text(encoding="utf-8"))
    assert len(records) == 5
    keys = "direction disconnected customer_kind customer customer_name identity caller phone email"
    keys += (
        " power_of_attorney facility address move_date invoice_address confirmation_address contact"
    )
    for record in records:
        assert set(record) == set(keys.split())
        assert bool(record["contact"]) == record["disconnected"]
        assert facilities.is_valid(record["facility"])
        number = identity.identity(
            record["identity"], company=record["customer_kind"] == "company", today=TODAY
        )
        assert number == record["identity"]


@pytest.mark.rule("ALL-08")
def test_the_sample_register_has_twenty_customers_and_one_protected() -> None:
    records = json.loads((DATA / "customers.json").read_text(encoding="utf-8"))
    assert len({record["customer"] for record in records}) == 20
    assert sum(record["protected"] for record in records) == 1
    for record in records:
        assert all(facilities.is_valid(each["facility"]) for each in record["facilities"])
