"""`new`: cases from options or JSON, every wrong field named, nothing done by halves."""

import json
from pathlib import Path

import pytest

from tests.commands import CASE_KEYS, Office, call


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    return Office(tmp_path, monkeypatch)


def options(**changes: object) -> list[str]:
    """A call as options of the command line."""
    words: list[str] = []
    for name, value in (call() | changes).items():
        option = f"--{name.replace('_', '-')}"
        if value is True or value is False:
            words.append(option if value else f"--no-{option[2:]}")
        elif value is not None:
            words += [option, str(value)]
    return words


@pytest.mark.rule("SYST-01")
def test_a_case_from_options(office: Office) -> None:
    ran = office("syst", "new", *options(), "--json")
    assert ran.code == 0
    assert list(ran.json) == ["created", "refused"]
    assert ran.json["refused"] == []
    (case,) = ran.json["created"]
    assert list(case) == CASE_KEYS
    assert (case["title"], case["group"], case["state"]) == ("Inflytt", "KS Privat", "Upprättat")


def test_the_new_store_and_warnings_are_told_on_standard_error(office: Office) -> None:
    ran = office("syst", "new", *options())
    assert str(office.db) in ran.err
    assert "WMS" in ran.err
    assert len(ran.out.splitlines()) == 1
    assert oct(office.db.stat().st_mode)[-3:] == "600"


@pytest.mark.rule("SYST-04")
def test_what_to_tell_the_customer_is_said(office: Office) -> None:
    ran = office("syst", "new", *options(disconnected=True, contact_name="Bo Ek"))
    assert "12 siffror" in ran.err


@pytest.mark.rule("SYST-03")
def test_each_wrong_field_has_its_own_message(office: Office) -> None:
    wrong = call(identity="19850230-1234", phone="abc", move_date="igår", address="")
    ran = office("syst", "new", "--file", "-", "--json", stdin=json.dumps(wrong).encode())
    assert ran.code == 3
    assert ran.json["created"] == []
    refused = ran.json["refused"]
    assert {each["field"] for each in refused} == {"identity", "phone", "move_date", "address"}
    assert [list(each) for each in refused] == [["index", "field", "rule", "message"]] * 4
    assert {each["rule"] for each in refused} == {"SYST-03"}
    assert all(each["message"] for each in refused)
    assert not office.db.exists()


def test_some_refused_and_some_made(office: Office) -> None:
    items = [call(0), call(1, direction="sideways"), "text", call(2, colour="red")]
    ran = office("syst", "new", "--file", "-", "--json", stdin=json.dumps(items).encode())
    assert ran.code == 1
    assert len(ran.json["created"]) == 1
    told = [(each["index"], each["field"]) for each in ran.json["refused"]]
    assert told == [(1, "direction"), (2, None), (3, "colour")]
    people = office("syst", "new", "--file", "-", stdin=json.dumps(items).encode())
    assert people.code == 1
    assert "1 direction:" in people.err


def test_nested_keys_and_unknown_ones(office: Office) -> None:
    contact = {"name": "Bo Ek", "phone": "070-174 06 34"}
    office.file("one.json", json.dumps(call(disconnected=True, contact=contact)))
    ran = office("syst", "new", "--file", "one.json", "--json")
    assert ran.json["created"][0]["title"] == "Återinkoppling"
    facts = office("syst", "show", ran.json["created"][0]["number"], "--json").json["facts"]
    assert facts["contact_name"] == "Bo Ek"
    office.file("two.json", json.dumps(call(contact={"shoe": 43})))
    assert office("syst", "new", "--file", "two.json", "--json").json["refused"][0]["field"] == (
        "contact_shoe"
    )


def test_a_dry_run_says_the_same_and_writes_nothing(office: Office) -> None:
    items = json.dumps([call(0), call(1, direction="x")]).encode()
    ran = office("syst", "new", "--file", "-", "--dry-run", "--json", stdin=items)
    assert ran.code == 1
    assert ran.json["created"] == []
    assert [each["field"] for each in ran.json["refused"]] == ["direction"]
    assert not office.db.exists()
    office("syst", "new", *options())
    before = office("syst", "list", "--json").out
    assert office("syst", "new", "--file", "-", "--dry-run", stdin=items).code == 1
    assert office("syst", "list", "--json").out == before


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("{\n  nej", "torn.json:2:3"),
        ("", "torn.json"),
        ("[" * 200_000, "torn.json"),
        ('{"a": "\\ud8', "torn.json"),
    ],
)
def test_a_file_that_is_not_json(office: Office, text: str, place: str) -> None:
    office.file("torn.json", text)
    ran = office("syst", "new", "--file", "torn.json", "--json")
    assert ran.code == 6
    assert ran.error["kind"] == "store"
    assert place in ran.error["message"]
    assert not office.db.exists()


def test_what_cannot_go_together(office: Office) -> None:
    office.file("one.json", json.dumps(call()))
    assert office("syst", "new").code == 2
    assert office("syst", "new", "--file", "one.json", "--caller", "x").code == 2
    assert office("syst", "new", "--file", "").code == 2
    assert office("syst", "new", "--file", "none.json").code == 6
    assert not office.db.exists()
    assert office("syst", "new", "--file", "-", stdin=b"[]").code == 0


def test_odd_values_in_json_are_refused_one_by_one(office: Office) -> None:
    odd = call(
        customer_name=["a"], caller=12, phone={"x": 1}, power_of_attorney="kanske", email=1e400
    )
    ran = office("syst", "new", "--file", "-", "--json", stdin=json.dumps(odd).encode())
    assert ran.code == 3
    fields = {each["field"] for each in ran.json["refused"]}
    assert fields >= {"phone_x"} or fields >= {
        "customer_name",
        "caller",
        "power_of_attorney",
        "email",
    }
