"""Moves from the command line: a result for each number, and an exit code that tells how it went."""

from pathlib import Path

import pytest

from backoffice_tui.queues import QUEUES
from tests.commands import CASE_KEYS, Office, call, registered


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    return Office(tmp_path, monkeypatch)


@pytest.fixture
def numbers(office: Office) -> list[str]:
    return registered(office, *(call(which, direction="out") for which in range(3)))


def test_a_result_for_each_number(office: Office, numbers: list[str]) -> None:
    ran = office("syst", "close", *numbers, "99", "--log", "Klart.", "--json")
    assert ran.code == 1
    results = ran.json["results"]
    assert list(ran.json) == ["results"]
    assert [list(each) for each in results] == [["number", "case", "error"]] * 4
    assert [each["number"] for each in results] == [*numbers, "99"]
    assert [each["case"]["state"] for each in results[:3]] == ["Avslutad"] * 3
    assert list(results[0]["case"]) == CASE_KEYS
    assert [each["error"] for each in results[:3]] == [None] * 3
    assert results[3]["case"] is None
    assert list(results[3]["error"]) == ["kind", "rule", "message"]
    assert results[3]["error"]["kind"] == "not_found"
    assert ran.error == results[3]["error"]


@pytest.mark.parametrize(
    ("words", "agent", "code", "kind"),
    [
        (("close", "{0}"), "xanna", 3, "refused"),
        (("close", "99", "98", "--log", "x"), "xanna", 4, "not_found"),
        (("close", "{0}", "--log", "x"), "xbo", 5, "conflict"),
        (("claim", "{0}"), "xbo", 5, "conflict"),
        (("release", "{1}"), "xanna", 3, "refused"),
        (("forward", "{0}", "--to", "nowhere", "--log", "x"), "xanna", 3, "refused"),
        (
            ("forward", "{0}", "--to", "Mätning", "--due", "2026-11-01", "--log", "x"),
            "xanna",
            3,
            "refused",
        ),
        (
            ("forward", "{0}", "--to", "Mätning", "--due", "igår", "--log", "x"),
            "xanna",
            3,
            "refused",
        ),
        (("text", "{0}"), "xanna", 3, "refused"),
        (("undo", "{0}"), "xbo", 5, "conflict"),
    ],
)
def test_the_code_of_the_error(
    office: Office, numbers: list[str], words: tuple[str, ...], agent: str, code: int, kind: str
) -> None:
    assert office("syst", "claim", numbers[0]).code == 0
    before = office("syst", "list", "--all", "--json").out
    ran = office("syst", *(word.format(*numbers) for word in words), "--json", agent=agent)
    assert ran.code == code
    assert ran.error["kind"] == kind
    assert ran.error["message"]
    assert office("syst", "list", "--all", "--json").out == before
    people = office("syst", *(word.format(*numbers) for word in words), agent=agent)
    assert people.code == code
    assert ran.error["message"] in people.err
    assert people.out == ""


@pytest.mark.rule("SYST-13")
def test_the_gate_of_a_reconnection_by_command(office: Office) -> None:
    (number,) = registered(office, call(0, disconnected=True, contact_name="Bo Ek"))
    ran = office("syst", "close", number, "--log", "Klart.", "--json")
    assert (ran.code, ran.error["rule"]) == (3, "SYST-13")
    assert office("syst", "text", number).code == 0
    assert office("syst", "answer", number, "--text", str(call(0)["identity"])).code == 0
    assert office("syst", "close", number, "--log", "Påslagen.").code == 0


@pytest.mark.rule("SYST-11")
def test_forward_takes_the_routines_date_or_another(office: Office, numbers: list[str]) -> None:
    ran = office("syst", "forward", numbers[0], "--to", "nätdrift", "--log", "x", "--json")
    assert ran.json["results"][0]["case"]["due"] == "2026-11-24"
    ran = office("syst", "forward", numbers[1], "--to", "Nätdrift", "--due", "1/12", "--log", "x")
    assert "2026-12-01" in ran.out.split("\t")[-1]


@pytest.mark.rule("ALL-06")
def test_undo_takes_back_the_last_change(office: Office, numbers: list[str]) -> None:
    office("syst", "close", numbers[0], "--log", "Klart.")
    ran = office("syst", "undo", numbers[0], "--json")
    assert ran.json["results"][0]["case"]["state"] == "Upprättat"


def test_the_same_number_twice_is_one(office: Office, numbers: list[str]) -> None:
    ran = office("syst", "close", numbers[0], numbers[0], "--log", "Klart.", "--json")
    assert ran.code == 0
    assert len(ran.json["results"]) == 1


def test_a_move_on_one_case_takes_one_number(office: Office, numbers: list[str]) -> None:
    ran = office("syst", "text", numbers[0], numbers[1])
    assert ran.code == 2
    assert "text --help" in ran.err


def test_flags_have_their_opposite(office: Office, numbers: list[str]) -> None:
    assert office("syst", "close", numbers[0], "--log", "x", "--no-confirmation").code == 0
    ran = office("syst", "close", numbers[1], "--log", "x", "--confirmation")
    assert ran.code == 0
    log = office("syst", "show", numbers[1], "--json").json["log"]
    assert "bekräftelsen" in log[-1]["text"]


def test_assign_is_for_leads_and_finds_the_queue(office: Office, numbers: list[str]) -> None:
    assert office("assign", numbers[0], "--to", "xbo").code == 3
    ran = office("assign", *numbers[:2], "--to", "XBO", "--json", agent="xlead")
    assert ran.code == 0
    assert [each["case"]["handler"] for each in ran.json["results"]] == ["xbo", "xbo"]
    assert office("assign", numbers[0], "--to", "två ord", agent="xlead").code == 2
    assert office("assign", numbers[0], "--to", "xbo", "--queue", "x", agent="xlead").code == 4
    assert office("assign", numbers[0], "--to", "xbo", "--queue", "syst", agent="xlead").code == 0
    assert office("assign", "99", "--to", "xbo", agent="xlead").code == 4


@pytest.mark.rule("ALL-01")
@pytest.mark.parametrize("queue", QUEUES.values(), ids=lambda queue: queue.key)
def test_every_move_and_field_of_a_queue_is_a_command(office: Office, queue: object) -> None:
    from backoffice_tui.routine.grammar import Queue

    assert isinstance(queue, Queue)
    for move in queue.moves:
        page = office(queue.key, move.name, "--help")
        assert page.code == 0
        for ask in move.asks:
            option = f"--{ask.name.replace('_', '-')}"
            # What follows the numbers is not named; another number is a new one.
            assert ask.follows or option in page.out or f"--new-{ask.name}" in page.out
    if queue.form:
        page = office(queue.key, "new", "--help")
        for field in queue.form.fields:
            assert f"--{field.name.replace('_', '-')}" in page.out
