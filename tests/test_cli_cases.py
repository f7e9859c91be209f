"""`list`, `next` and `show`: the documents that scripts hold on to, and the lines people read."""

from pathlib import Path

import pytest

from tests.commands import CASE_KEYS, Office, call, registered

OUT = {"direction": "out"}
RECONNECTION = {"disconnected": True, "contact_name": "Bo Ek"}


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    return Office(tmp_path, monkeypatch)


@pytest.fixture
def numbers(office: Office) -> list[str]:
    """A move out, a move in and a reconnection, registered in this order."""
    return registered(office, call(0, **OUT), call(1), call(2, **RECONNECTION))


@pytest.mark.rule("SYST-06")
def test_a_list_has_total_cases_and_next(office: Office, numbers: list[str]) -> None:
    found = office("syst", "list", "--json").json
    assert list(found) == ["total", "cases", "next"]
    assert [case["number"] for case in found["cases"]] == [numbers[1], numbers[2], numbers[0]]
    assert found["total"] == 3
    assert found["next"] is None
    assert list(found["cases"][0]) == CASE_KEYS


def test_a_case_is_told_as_the_interface_has_it(office: Office, numbers: list[str]) -> None:
    case = office("syst", "list", "--json").json["cases"][0]
    told = {
        name: case[name] for name in CASE_KEYS if name not in ("id", "facility", "why", "version")
    }
    assert told == {
        "queue": "syst",
        "number": numbers[1],
        "code": "SYST",
        "title": "Inflytt",
        "kind": "Inflytt",
        "class": None,
        "type": None,
        "rank": 0,
        "state": "Upprättat",
        "source_state": "Upprättat",
        "group": "KS Privat",
        "received": "2026-11-20T09:30:00+01:00",
        "due": None,
        "customer": None,
        "subject": None,
        "registered_by": "xanna",
        "handler": None,
        "note": None,
        "informed": False,
    }
    assert case["why"].endswith(".")
    assert isinstance(case["version"], int)


def test_pages_follow_each_other_by_cursor(office: Office, numbers: list[str]) -> None:
    seen, after = [], ""
    for _ in numbers:
        page = office("syst", "list", "--limit", "1", "--after", after, "--json").json
        assert page["total"] == len(numbers)
        seen += [case["number"] for case in page["cases"]]
        after = page["next"]
    assert after is None
    assert seen == [numbers[1], numbers[2], numbers[0]]


@pytest.mark.rule("SYST-05")
@pytest.mark.parametrize(
    ("words", "places"),
    [
        (["--group", "ks privat"], [1, 2, 0]),
        (["--group", "KS Företag"], []),
        (["--kind", "aterinkoppling"], [2]),
        (["--code", "syst"], [1, 2, 0]),
        (["--handler", "XBO"], [0]),
        (["--unassigned"], [1, 2]),
        (["--state", "upprättat"], [1, 2, 0]),
        (["--state", "Avslutad"], []),
        (["--search", "provgatan", "--kind", "Avflytt"], [0]),
        (["--class", "Ennakot"], []),
    ],
)
def test_filters_narrow_the_list(
    office: Office, numbers: list[str], words: list[str], places: list[int]
) -> None:
    assert office("syst", "claim", numbers[0], agent="xbo").code == 0
    found = office("syst", "list", *words, "--json").json
    assert [case["number"] for case in found["cases"]] == [numbers[at] for at in places]
    assert found["total"] == len(places)


def test_all_shows_what_is_closed_too(office: Office, numbers: list[str]) -> None:
    assert office("syst", "close", numbers[0], "--log", "Klart.").code == 0
    assert office("syst", "list", "--json").json["total"] == 2
    assert office("syst", "list", "--all", "--json").json["total"] == 3


def test_words_that_the_queue_does_not_have_are_named(office: Office, numbers: list[str]) -> None:
    assert numbers
    for words, known in ((("--state", "öppen"), "Upprättat"), (("--kind", "flytt"), "Inflytt")):
        ran = office("syst", "list", *words)
        assert ran.code == 2
        assert known in ran.err
        assert ran.out == ""
    assert office("syst", "list", "--after", "|||").code == 2


@pytest.mark.rule("ALL-05")
def test_next_claims_and_says_why(office: Office, numbers: list[str]) -> None:
    peeked = office("syst", "next", "--peek", "--json").json
    assert list(peeked) == ["case", "why"]
    assert (peeked["case"]["number"], peeked["case"]["handler"]) == (numbers[1], None)
    taken = office("syst", "next", "--json").json
    assert list(taken["case"]) == CASE_KEYS
    assert (taken["case"]["number"], taken["case"]["handler"]) == (numbers[1], "xanna")
    assert taken["why"] == taken["case"]["why"]
    assert office("syst", "next", "--json", agent="xbo").json["case"]["number"] == numbers[2]
    assert (
        office("syst", "next", "--kind", "Avflytt", "--json").json["case"]["number"] == numbers[0]
    )
    nobody = office("syst", "next", "--json")
    assert nobody.code == 0
    assert nobody.json["case"] is None
    assert nobody.json["why"]


def test_people_read_lines(office: Office, numbers: list[str]) -> None:
    rows = office("syst", "list").out.splitlines()
    assert len(rows) == 4
    assert "Inflytt" in rows[1].split("\t")
    assert numbers[1] in rows[1].split("\t")
    first, why = office("syst", "next").out.splitlines()
    assert first.split("\t")[0] == numbers[1]
    assert why.endswith(".")


@pytest.mark.rule("SYST-09", "ALL-04")
def test_show_has_everything_about_a_case(office: Office, numbers: list[str]) -> None:
    office("syst", "forward", numbers[0], "--to", "matning", "--log", "Inga värden.")
    found = office("syst", "show", numbers[0], "--json").json
    assert list(found) == [*CASE_KEYS, "facts", "facilities", "parties", "log", "offers", "steps"]
    assert found["facts"]["customer_name"] == "Åsa Ek"
    about = {"facility": found["facility"], "done_at": None, "done_by": None}
    assert (found["facilities"], found["parties"]) == ([about], [])
    new, forwarded = found["log"]
    assert list(new) == ["at", "by", "move", "text", "was", "became", "changes"]
    assert (new["move"], new["at"]) == ("new", "2026-11-20T09:30:00+01:00")
    assert (forwarded["was"], forwarded["became"]) == ("Upprättat", "I arbete")
    assert {"field": "due", "was": None, "became": "2026-11-24"} in forwarded["changes"]
    assert "close" in found["offers"]
    assert "text" not in found["offers"]
    assert list(found["steps"][0]) == ["name", "title", "rule", "done"]
    people = office("syst", "show", numbers[0]).out
    assert "Inga värden." in people
    assert "Klar till: – → 2026-11-24" in people
    assert office("syst", "show", "99").code == 4


@pytest.mark.rule("ALL-08")
def test_a_protected_person_is_dots_until_revealed_with_a_reason(office: Office) -> None:
    office.file(
        "kunder.json",
        '[{"customer": "400123", "name": "Hemlig Person", "kind": "private", "protected": true}]',
    )
    (open_one,) = registered(office, call(0))
    assert office("customer", "import", "kunder.json").code == 0
    (number,) = registered(office, call(1, customer="400123", customer_name="Hemlig Person"))
    for words in (("show", number), ("list",), ("show", number, "--json"), ("list", "--json")):
        ran = office("syst", *words)
        assert "Hemlig" not in ran.out + ran.err, words
        assert "●●●●" in ran.out
    assert office("syst", "show", number, "--reveal").code == 3
    assert office("syst", "show", number, "--reveal", "--reason", "Ringer upp").code == 3
    assert office("syst", "claim", number).code == 0
    revealed = office("syst", "show", number, "--reveal", "--reason", "Ringer upp", "--json").json
    assert revealed["facts"]["customer_name"] == "Hemlig Person"
    assert revealed["log"][-1]["text"] == "Ringer upp"
    assert open_one != number
