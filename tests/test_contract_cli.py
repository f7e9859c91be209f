"""Contracts by command, and the people of them found by one search."""

import json
from pathlib import Path

import pytest

from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.find import find
from backoffice_tui.desk.masking import DOTS
from backoffice_tui.routine import nobody
from tests.commands import Office
from tests.hostile import HOSTILE
from tests.leases import bring, contract, tenant

RECORDS = (
    contract(1, tenant(1, name="Aino Virtanen"), tenant(2, name="Eero Virtanen")),
    contract(2, tenant(1, name="Aino Virtanen"), deposit="0"),
    contract(3, tenant(3, name="Sala Salainen", protected=True)),
)


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    return Office(tmp_path, monkeypatch)


@pytest.fixture
def full(office: Office) -> Office:
    """An office with three contracts."""
    name = office.file("contracts.json", json.dumps(RECORDS))
    assert office("contract", "import", name).code == 0
    return office


@pytest.mark.rule("TYO-05", "TYO-07", "ALL-01")
def test_a_contract_is_shown_with_people_balances_marks_and_tasks(full: Office) -> None:
    told = {"type": "Vakuuden palautus", "contract": "V-1", "details": "Palauta."}
    made = full("tyojono", "new", "--file", "-", "--json", stdin=json.dumps(told).encode())
    number = made.json["created"][0]["number"]
    shown = full("contract", "show", "V-1", "--json").json
    assert (shown["rent"], shown["deposit"], shown["prepayment"]) == ("812.35", "1624.70", "0.00")
    assert [each["name"] for each in shown["parties"]] == ["Aino Virtanen", "Eero Virtanen"]
    assert [each["number"] for each in shown["cases"]] == [number]
    assert [(each["kind"], each["amount"]) for each in shown["ledger"]] == [("opening", "1624.70")]
    lines = full("contract", "show", "V-1", language="fi").out
    assert all(each in lines for each in ("Eero Virtanen", "Vakuus: 1\xa0624,70 €", number))


@pytest.mark.rule("TYO-04", "TYO-05")
def test_contracts_are_listed_by_words_and_page_by_page(full: Office) -> None:
    found = full("contract", "list", "--search", "virt aino", "--json").json
    assert [each["number"] for each in found["contracts"]] == ["V-1", "V-2"]
    first = full("contract", "list", "--limit", "2", "--json").json
    rest = full("contract", "list", "--after", first["next"], "--json").json
    assert [each["number"] for each in rest["contracts"]] == ["V-3"]
    assert rest["next"] is None
    assert full("contract", "list", "--search", "ingen").out == ""
    assert full("contract", "list", "--after", "x", "--json").code == 2


def test_a_contract_that_is_not_there_is_said(full: Office) -> None:
    gone = full("contract", "show", HOSTILE["markup action"], "--json")
    assert (gone.code, gone.error["kind"], gone.out) == (4, "not_found", "")


@pytest.mark.rule("ALL-08")
def test_a_protected_person_is_dots_in_every_command(full: Office) -> None:
    hetu = nobody.hetu(3)
    said = [
        full(*words).out
        for words in (
            ("contract", "show", "V-3"),
            ("contract", "show", "V-3", "--json"),
            ("contract", "list"),
            ("customer", "show", "P-1003", "--json"),
            ("find", "salainen"),
            ("find", hetu),
        )
    ]
    assert all("V-3" in each and DOTS in each for each in said)
    for secret in ("Salainen", "Koekatu 1 A 3", hetu):
        assert not any(secret in each for each in said)


@pytest.mark.rule("ALL-09")
@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (nobody.hetu(1), [("person", "P-1001")]),
        (nobody.hetu(1).lower(), [("person", "P-1001")]),
        ("eero virt", [("person", "P-1002"), ("contract", "V-1")]),
        ("v-2", [("contract", "V-2")]),
        ("koekatu 1 a 2", [("contract", "V-2")]),
    ],
)
def test_whoever_calls_is_found_by_hetu_name_contract_and_apartment(
    desk: Desk, tmp_path: Path, text: str, kinds: list[tuple[str, str]]
) -> None:
    bring(desk, tmp_path, *RECORDS)
    assert [(each.kind, each.number) for each in find(desk, text)] == kinds


@pytest.mark.rule("ALL-09")
def test_the_card_of_a_person_shows_their_contracts(full: Office) -> None:
    card = full("customer", "show", "P-1001", "--json").json
    assert [each["number"] for each in card["contracts"]] == ["V-2", "V-1"]
    assert card["name"] == "Aino Virtanen"
    assert "Koekatu 1 A 2" in full("customer", "show", "P-1001").out


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_searches_find_nothing_and_harm_nothing(
    desk: Desk, tmp_path: Path, text: str
) -> None:
    bring(desk, tmp_path, RECORDS[0])
    assert all(each.kind in ("person", "contract") for each in find(desk, text))
