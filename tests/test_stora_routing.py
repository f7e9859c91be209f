"""Who does a request for many changes, at every limit; and the facility ids in what was pasted."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice_tui.queues.stora.routing import CHANGES, CUSTOMERS, KINDS, code_of, kind_of, route
from backoffice_tui.routine.facilities import made_up
from backoffice_tui.settings.routine_data import load_routine
from tests.commands import Office
from tests.hostile import HOSTILE

DATA = load_routine("stora")
PLACES = {1: "kundservice", 5: "kundservice", 6: "backoffice", 15: "backoffice", 16: "stora"}


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    return Office(tmp_path, monkeypatch)


@pytest.mark.rule("STORA-01")
@pytest.mark.parametrize("customer", CUSTOMERS)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("count", "usual"), [*PLACES.items(), (10_000, "stora")])
def test_the_way_of_a_request(count: int, usual: str, kind: str, customer: str) -> None:
    found = route(count, kind, customer, DATA)
    owner_moves = (kind, customer) == ("move", "owner")
    assert found.route == ("kundavtal" if owner_moves and count > 5 else usual)
    assert found.rule == "STORA-01"
    assert str(count) in found.reason


@pytest.mark.rule("STORA-03")
def test_moves_have_a_code_of_their_own_and_the_rest_is_about_invoices() -> None:
    assert {change: code_of(change) for change in CHANGES} == {
        "invoice-address": "INVOICE",
        "invoice-interval": "INVOICE",
        "invoice-way": "INVOICE",
        "move": "MOVEINFO",
        "other": "INVOICE",
    }
    assert kind_of("other") == "invoice"


@pytest.mark.rule("STORA-01")
def test_the_command_needs_no_store(office: Office) -> None:
    for count, way in PLACES.items():
        words = ("--count", str(count), "--kind", "invoice", "--customer", "company", "--json")
        ran = office("stora", "route", *words)
        assert (ran.code, ran.json) == (0, {"route": way, "rule": "STORA-01"})
    said = office("stora", "route", "--count", "6", "--kind", "MOVE", "--customer", "Owner")
    assert said.out.startswith("kundavtal\tSTORA-01\n")
    assert not office.db.exists()


@pytest.mark.parametrize(
    "words",
    [
        ("--count", "0", "--kind", "move", "--customer", "owner"),
        ("--count", "-1", "--kind", "move", "--customer", "owner"),
        ("--count", "x", "--kind", "move", "--customer", "owner"),
        ("--count", "7", "--kind", "flytt", "--customer", "owner"),
        ("--count", "7", "--kind", "move", "--customer", "ägare"),
        ("--count", "7", "--kind", "move"),
    ],
)
def test_a_wrong_question_is_said_to_be_wrong(office: Office, words: tuple[str, ...]) -> None:
    ran = office("stora", "route", *words, "--json")
    assert (ran.code, ran.out) == (2, "")
    assert ran.error["kind"] == "usage"


@pytest.mark.rule("STORA-01")
def test_a_lead_changes_the_limits(office: Office) -> None:
    office.file(
        "stora.toml",
        'version = "lead"\nfrom = 2026-01-01\n[limits]\nkundservice = 2\nbackoffice = 3\n',
    )
    settings = office.folder / "backoffice.toml"
    settings.write_text(
        settings.read_text("utf-8") + '[routine_files]\nstora = "stora.toml"\n', "utf-8"
    )
    ways = [
        office(
            *("stora", "route", "--count", str(count), "--kind", "move", "--customer", "company"),
            "--json",
        ).json["route"]
        for count in (2, 3, 4)
    ]
    assert ways == ["kundservice", "backoffice", "stora"]


@pytest.mark.rule("STORA-05")
def test_ids_are_found_in_a_mail_on_standard_input(office: Office) -> None:
    one, two = made_up(1), made_up(2)
    wrong = one[:-1] + str((int(one[-1]) + 1) % 10)
    mail = f"Hej!\n{one}, {two[:6]} {two[6:12]} {two[12:]}\nOBS {wrong} och {one} igen.\n/Åsa"
    for raw in (mail.encode(), mail.encode("cp1252"), mail.encode("utf-16")):
        ran = office("stora", "ids", "-", "--json", stdin=raw)
        assert ran.code == 0
        assert (ran.json["valid"], ran.json["duplicates"]) == ([one, two], [one])
        assert [each["text"] for each in ran.json["invalid"]] == [wrong]
    name = office.file("mejl.txt", mail)
    said = office("stora", "ids", name)
    assert said.out.split() == [one, two]
    assert "3 konfigs, varav 1" in said.err
    assert office("stora", "ids", "finns-inte.txt").code == 6
    assert not office.db.exists()


@pytest.mark.parametrize("text", HOSTILE.values(), ids=list(HOSTILE))
def test_any_text_can_be_searched_for_ids(office: Office, text: str) -> None:
    ran = office("stora", "ids", "--json", stdin=text.encode("utf-8", "surrogatepass"))
    assert ran.code == 0
    assert set(ran.json) == {"valid", "duplicates", "invalid", "warnings"}


@given(st.integers(1, 40), st.sampled_from(KINDS), st.sampled_from(CUSTOMERS))
def test_more_changes_never_come_nearer_to_kundservice(
    count: int, kind: str, customer: str
) -> None:
    order = ("kundservice", "backoffice", "stora", "kundavtal")
    fewer, more = (route(each, kind, customer, DATA).route for each in (count, count + 1))
    assert order.index(fewer) <= order.index(more)


def test_the_data_are_readable_as_they_are_shipped() -> None:
    path = Path(__file__).parents[1] / "src/backoffice_tui/texts/routines/stora.toml"
    assert json.dumps(dict(DATA.limits)) == '{"kundservice": 5, "backoffice": 15}'
    assert path.read_text("utf-8").startswith("# Stora ärenden")
