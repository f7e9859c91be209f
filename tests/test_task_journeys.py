"""The journeys of the queue by command: two spouses, and a deposit that moves."""

import json
from pathlib import Path

import pytest

from tests.commands import Office
from tests.leases import contract, tenant


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    made = Office(tmp_path, monkeypatch)
    couple = contract(1, tenant(1), tenant(2))
    later = contract(2, tenant(1), deposit="0", start="2026-12-01")
    later["parties"][0]["from"] = "2026-12-01"
    made.file("contracts.json", json.dumps([couple, later]))
    assert made("contract", "import", "contracts.json").code == 0
    return made


def feed(office: Office) -> None:
    """Both spouses' notices."""
    lines = (
        {
            "id": f"N-{which}",
            "submitted_at": f"2026-11-1{which}T09:00:00+02:00",
            "contract": "V-1",
            "person": f"P-100{which}",
            "ends_on": None,
            "phone": "050 765 4321",
        }
        for which in (1, 2)
    )
    office.file("night.jsonl", "\n".join(map(json.dumps, lines)))
    assert office("tyojono", "feed", "night.jsonl").code == 0


@pytest.mark.rule("TYO-09", "TYO-11", "TYO-12", "TYO-13", "TYO-15", "ALL-01")
def test_two_spouses_one_after_the_other(office: Office) -> None:
    feed(office)
    assert office("tyojono", "feed", "night.jsonl", "--json").json["unchanged"] == 2
    first, second = (each["number"] for each in listed(office))
    shown = office("tyojono", "show", first, "--json").json
    assert [each["person"] for each in shown["parties"]] == ["P-1001", "P-1002"]
    assert all(each["notice"]["state"] == "Avoin" for each in shown["parties"])
    assert {"confirm", "reject", "end-contract"} <= set(shown["offers"])
    told = office("tyojono", "take-over-data", first, "--dry-run", "--json").json["changes"]
    assert [(each["field"], each["was"], each["becomes"]) for each in told] == [
        ("phone", "040 123 4567", "050 765 4321")
    ]
    assert office("tyojono", "take-over-data", first).code == 0
    assert office("tyojono", "confirm", first, "--end", "2026-12-31").code == 0
    shown = office("tyojono", "show", second, "--json").json
    assert set(shown["closed"]) >= {"confirm", "reject"}
    assert "end-contract" in shown["offers"]
    refused = office("tyojono", "confirm", second, "--end", "2026-12-31", "--json")
    assert refused.code == 3
    assert refused.json["results"][0]["error"]["rule"] == "TYO-12"
    assert office("tyojono", "end-contract", second, "--end", "2026-12-31").code == 3
    assert office("tyojono", "end-contract", second, "--end", "2026-12-31", "--yes").code == 0
    ended = office("contract", "show", "V-1", "--json").json
    assert ended["end"] == "2026-12-31"
    assert ended["free_from"] == "2027-01-01"
    assert {each["to"] for each in ended["parties"]} == {"2026-12-31"}
    assert sorted(each["type"] for each in listed(office)) == ["Muuttotarkastus", "Poismuutto"]
    linked = office("tyojono", "show", second, "--json").json["linked"]
    assert sorted(linked) == sorted(each["number"] for each in listed(office))
    assert len(office("outbox", "list", "--json").json["messages"]) == 2
    assert office("tyojono", "undo", first).code == 3
    assert office("tyojono", "undo", second).code == 0
    assert office("contract", "show", "V-1", "--json").json["end"] is None


def listed(office: Office) -> list[dict[str, str]]:
    """The open tasks in their order."""
    cases: list[dict[str, str]] = office("tyojono", "list", "--json").json["cases"]
    return cases


@pytest.mark.rule("TYO-04", "TYO-17", "ALL-01")
def test_a_deposit_moves_to_the_new_contract_of_the_same_tenant(office: Office) -> None:
    asked = ("--type", "Vakuuden siirto", "--contract", "V-1", "--details", "Siirrä vakuus.")
    assert office("tyojono", "new", *asked).code == 3
    assert office("tyojono", "new", *asked, "--target-contract", "V-1").code == 3
    for amount in ("1624.70", "1624.70", "0.01"):
        made = office("tyojono", "new", *asked, "--target-contract", "V-2", "--amount", amount)
        assert made.code == 0
    first, again, least = (each["number"] for each in listed(office))
    done = office("tyojono", "acknowledge", first, "--log", "Siirretty.", "--json").json
    assert done["results"][0]["case"]["state"] == "Kuitattu"
    for number in (again, least):
        refused = office("tyojono", "acknowledge", number, "--log", "Siirretty.", "--json")
        assert refused.code == 3
        assert refused.json["results"][0]["error"]["rule"] == "TYO-17"
    balances = [
        office("contract", "show", each, "--json").json["deposit"] for each in ("V-1", "V-2")
    ]
    assert balances == ["0.00", "1624.70"]
    assert office("tyojono", "undo", first).code == 0
    assert office("contract", "show", "V-2", "--json").json["deposit"] == "0.00"
