"""The commands for AR01, agreements and mass termination, as scripts hold on to them."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.agreed import CEASED, record, switched
from tests.commands import Office

EXAMPLE = ("--start", "2022-10-01", "--cancelled", "2022-11-02", "--previous", "ended-by-this")


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    return Office(tmp_path, monkeypatch)


def brought(office: Office, *records: Any) -> None:
    name = office.file("s.json", json.dumps(list(records)))
    ran = office("datahub", "agreements", name, "--json")
    assert ran.code == 0, ran.err


@pytest.mark.rule("DH-06", "DH-09")
def test_the_answer_as_a_document_needs_no_store(office: Office) -> None:
    ran = office("datahub", "ar01", *EXAMPLE, "--json")
    assert ran.code == 0
    told = ran.json
    assert {
        "case": told["case"],
        "ruled": told["ruled"],
        "agreement": told["agreement"],
        "balance": told["balance"],
        "previous_continues_from": told["previous_continues_from"],
        "rule": told["rule"],
    } == {
        "case": "2A",
        "ruled": True,
        "agreement": {"from": "2022-10-01", "to": "2022-10-21"},
        "balance": {"from": "2022-10-01", "to": "2022-10-21"},
        "previous_continues_from": "2022-10-22",
        "rule": "DH-06",
    }
    assert [each["event"] for each in told["events"]] == ["DH-341-3"]
    assert told["events"][0]["date"] == "2022-10-22"
    assert isinstance(told["grid"], str)
    assert "2.11.2022" in told["source"]
    assert not office.db.exists()


@pytest.mark.rule("DH-08")
def test_not_ruled_is_an_answer_too(office: Office) -> None:
    ran = office("datahub", "ar01", *EXAMPLE[:4], "--previous", "ended-separately", "--json")
    assert (ran.code, ran.json["case"], ran.json["ruled"]) == (0, None, False)
    assert ran.json["agreement"] is None
    assert ran.json["reason"] == "ended-separately"


@pytest.mark.rule("DH-06")
def test_a_window_and_a_given_day(office: Office) -> None:
    by_hand = office("datahub", "ar01", *EXAMPLE, "--window", "5", "--json").json
    assert by_hand["agreement"]["to"] == "2022-10-27"
    given = office(
        "datahub", "ar01", *EXAMPLE, "--window", "5", "--continues-from", "2022-10-25", "--json"
    ).json
    assert given["agreement"]["to"] == "2022-10-24"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), 2),
        ((*EXAMPLE[:4], "--previous", "[b]x\x1b[31m"), 2),
        (("--start", "31.2.2022", *EXAMPLE[2:]), 3),
        ((*EXAMPLE, "--window", "-1"), 2),
        ((*EXAMPLE, "--window", "9999999999999"), 2),
        ((*EXAMPLE, "--continues-from", "joskus"), 3),
        ((*EXAMPLE, "--case", "77"), 6),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(
    office: Office, words: tuple[str, ...], code: int
) -> None:
    ran = office("datahub", "ar01", *words)
    assert ran.code == code
    assert ran.out == ""
    assert "\x1b" not in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.rule("DH-09")
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_shown_to_people_in_eighty_columns_and_kept_in_a_log(office: Office, language: str) -> None:
    ticket = {"number": "T1", "channel": "phone", "category": "other", "title": "AR01"}
    office("datahub", "new", "--file", "-", stdin=json.dumps(ticket).encode())
    ran = office("datahub", "ar01", *EXAMPLE, "--case", "T1", language=language)
    assert ran.code == 0
    assert all(len(line) <= 80 for line in ran.out.splitlines()[:7])
    assert "2022-10-22*–" in ran.out
    log = office("datahub", "show", "T1", "--json").json["log"]
    assert "Sääntö DH-06. Lähde: Fingrid Datahub" in log[-1]["text"]


@pytest.mark.rule("DH-06", "DH-08", "DH-11")
def test_cancelling_by_command(office: Office) -> None:
    brought(office, *switched(), record("G1", kind="grid", seller="Verkko"))
    words = ("datahub", "cancel", "B1", "--on", "2022-11-02", "--reason", "AR01", "--json")
    dry = office(*words, "--dry-run").json
    assert (dry["applied"], dry["case"], len(dry["changes"])) == (False, "2A", 2)
    done = office(*words).json
    assert (done["applied"], done["changes"]) == (True, dry["changes"])
    assert office(*words).code == 5
    shown = office("datahub", "agreement", "B1", "--json").json
    ends = {each["agreement"]: (each["end"], each["case"]) for each in shown["agreements"]}
    assert ends == {"A1": (None, None), "B1": ("2022-10-21", "2A"), "G1": (None, None)}
    assert office("datahub", "cancel", "B1", "--undo").code == 0
    assert office("datahub", "cancel", "B1", "--undo").code == 3
    refused = office(*words[:4], "2022-10-05", *words[5:])
    assert (refused.code, refused.error["rule"]) == (3, "DH-08")
    assert office(*words[:6], "AR99", "--json").error["rule"] == "DH-08"
    assert office("datahub", "cancel", "G1", *words[3:]).code == 3
    assert office("datahub", "cancel", "nobody", *words[3:]).code == 4
    assert office("datahub", "cancel", "B1").code == 2


@pytest.mark.rule("DH-10")
def test_mass_termination_by_command(office: Office, tmp_path: Path) -> None:
    brought(office, *switched(), record("A2", 2), record("=A3", 3))
    words = ("datahub", "mass-end", "--seller", CEASED, "--from", "2022-10-15", "--json")
    dry = office(*words, "--dry-run").json
    assert (dry["ended"], dry["total"], dry["dry_run"]) == (2, 3, True)
    assert dry["not_ended"] == [{"agreement": "A1", "why": "closed"}]
    ran = office(*words, "--out", "r.csv")
    assert (ran.code, ran.json["outcomes"]) == (0, dry["outcomes"])
    assert ran.json["finished"]
    assert "'=A3" in (tmp_path / "r.csv").read_text(encoding="utf-8-sig")
    again = office(*words).json
    assert again["outcomes"] == dry["outcomes"]
    assert office(*words[:3], "x", *words[4:]).code == 4
    assert office(*words[:5], "31.2.", "--json").code == 3
    assert office(*words, "--out", "office.db", "--yes").code == 2
    brought(office, record("A4", 4))
    assert office(*words, "--out", "none/r.xlsx").code == 6
    assert office("datahub", "agreement", "A4", "--json").json["agreements"][0]["end"] is None


@pytest.mark.rule("DH-10")
def test_a_file_of_agreements_by_command(office: Office) -> None:
    bad = office.file("bad.json", json.dumps([record("A1"), {**record("A2", 2), "kind": "x"}]))
    ran = office("datahub", "agreements", bad, "--json")
    assert (ran.code, ran.json["created"], len(ran.json["refused"])) == (1, 1, 1)
    assert ran.json["refused"][0]["row"] == 2
    torn = office.file("torn.json", "[{")
    assert office("datahub", "agreements", torn).code == 6
    assert office("datahub", "agreements", "none.csv").code == 6
