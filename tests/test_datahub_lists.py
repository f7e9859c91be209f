"""Exports of the ticket and telephone systems: understood, taken in again and again, and written out."""

from datetime import date
from pathlib import Path
from typing import Final

import pytest

from backoffice_tui.desk import card, put_out
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.take_in import take_in
from backoffice_tui.desk.worklist import line, page
from backoffice_tui.model.desk import Customer
from backoffice_tui.model.states import State
from backoffice_tui.queues.datahub import DATAHUB
from backoffice_tui.routine.listing import CaseLine, Filter
from tests.commands import CASE_KEYS, Office
from tests.contacts import contact, exported, made
from tests.making import rows

DATA: Final = Path(__file__).parent.parent / "data"
TODAY: Final = date(2026, 11, 20)


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    return Office(tmp_path, monkeypatch)


def listed(desk: Desk) -> tuple[CaseLine, ...]:
    return page(desk, DATAHUB, Filter(all=True), count=500).rows


@pytest.mark.rule("DH-01")
def test_the_samples_of_a_day_are_taken_in_and_again_without_change(office: Office) -> None:
    tickets, calls = str(DATA / "datahub-tickets.xlsx"), str(DATA / "datahub-calls.csv")
    first = office("datahub", "import", tickets, "--json")
    assert first.code == 1
    counts = {name: first.json[name] for name in ("read", "created", "updated", "unchanged")}
    assert counts == {"read": 71, "created": 70, "updated": 0, "unchanged": 0}
    assert [(each["row"], each["field"]) for each in first.json["refused"]] == [(72, "Ratkaistu")]
    assert office("datahub", "import", calls, "--json").json["created"] == 9
    for name, count in ((tickets, 70), (calls, 9)):
        assert office("datahub", "import", name, "--json").json["unchanged"] == count
    found = office("datahub", "list", "--limit", "500", "--json").json
    assert found["total"] == 79
    assert [list(each) == CASE_KEYS for each in found["cases"]] == [True] * 79
    assert {each["kind"] for each in found["cases"]} == {
        "Palvelupyyntö",
        "Testaus ja sertifiointi",
        "Muu",
    }
    assert all(each["class"] is each["type"] is None for each in found["cases"])
    assert not any("missing" in str(each) for each in found["cases"])


@pytest.mark.rule("DH-01")
def test_headings_states_and_channels_are_understood_in_three_languages(
    desk: Desk, tmp_path: Path
) -> None:
    exported(
        desk,
        tmp_path,
        ["1,2026-11-19 08:00,Call,Service request,No,Resolved,2026-11-20,Help"],
        "ID,Created,Channel,Category,Answered,Status,Resolved,Subject",
    )
    exported(
        desk,
        tmp_path,
        ["2;19.11.2026 klo 9.15;Samtal;Certifiering;Ja;Hanterad;2026-11-19;Hjälp"],
        "Ärendenummer;Indatum;Kanal;Kategori;Besvarat;Status;Hanterad;Titel",
    )
    first, second = listed(desk)
    assert (first.state, first.handled, first.kind) == (
        State.DONE,
        date(2026, 11, 20),
        "Palvelupyyntö",
    )
    assert (second.received_time, second.kind) == ("09:15", "Testaus ja sertifiointi")
    assert rows(desk, "SELECT counted_as FROM cases ORDER BY number") == [
        ("call-missed",),
        ("call-answered",),
    ]


@pytest.mark.rule("DH-01")
def test_a_row_that_cannot_be_is_data_and_not_a_crash(desk: Desk, tmp_path: Path) -> None:
    good = "1;2026-11-19;Muu;Otsikko;;;;"
    found = exported(
        desk,
        tmp_path,
        [
            good,
            "2;2026-11-19;Muu;Otsikko;;;Käsitelty;2026-11-18",
            "3;2026-11-19;Muu;Otsikko;;;Käsitelty;2026-11-21",
            "4;2026-11-19;Muu;Otsikko;savumerkki;;;",
            "5;2026-11-19;Muu;Otsikko;Puhelin;ehkä;;",
            "6;2026-11-31;Muu;Otsikko;;;;",
            "7;2026-11-19;Muu;;;;;",
            "8;2026-11-19;Muu;Otsikko;;;Kadonnut;",
            "9;2026-11-19;Muu;Otsikko;;;Avoin;2026-11-19",
            "1;2026-11-18;Muu;Toinen;;;;",
        ],
    )
    assert (found.read, found.created) == (10, 2)
    wrong = [(each.row, each.field) for each in found.refused]
    assert wrong == [
        (3, "Ratkaistu"),
        (4, "Ratkaistu"),
        (5, "Kanava"),
        (6, "Vastattu"),
        (7, "Luotu"),
        (8, "Otsikko"),
        (9, "Tila"),
        (11, "Tikettinumero"),
    ]
    # What is open has no day on which it was handled, and the list is told so.
    assert [(each.row, each.field) for each in found.warnings] == [(10, "Ratkaistu")]
    assert [each.handled for each in listed(desk)] == [None, None]
    # A handled day without a state is a handled ticket.
    exported(desk, tmp_path, ["1;2026-11-19;Muu;Otsikko;;;;2026-11-20"])
    assert line(desk, DATAHUB, "1").state is State.DONE


@pytest.mark.rule("DH-01", "ALL-10")
def test_a_days_export_says_nothing_of_other_days(desk: Desk, tmp_path: Path) -> None:
    exported(desk, tmp_path, ["1;2026-11-18;Muu;Eilinen;;;;"])
    found = exported(desk, tmp_path, ["2;2026-11-19;Muu;Tämän päivän;;;;"])
    assert found.missing == []
    assert [each.missing_since for each in listed(desk)] == [None, None]


def test_what_was_done_here_stays_and_what_was_done_there_is_taken(
    desk: Desk, tmp_path: Path
) -> None:
    both = ["1;2026-11-18;Muu;A;;;Avoin;", "2;2026-11-18;Muu;B;;;Avoin;"]
    exported(desk, tmp_path, both)
    made(desk, "1", "close", log="Täällä")
    found = exported(
        desk,
        tmp_path,
        ["1;2026-11-18;Muu;A;;;Avoin;", "2;2026-11-18;Palvelupyyntö;B;;;Ratkaistu;2026-11-19"],
    )
    assert [(each.number, each.field) for each in found.differences] == [("1", "state")]
    one, two = line(desk, DATAHUB, "1"), line(desk, DATAHUB, "2")
    assert (one.state, one.handled) == (State.DONE, TODAY)
    assert (two.state, two.handled, two.kind) == (State.DONE, date(2026, 11, 19), "Palvelupyyntö")
    # Opened again there, it has no day here either.
    exported(desk, tmp_path, ["2;2026-11-18;Palvelupyyntö;B;;;Avoin;"])
    again = line(desk, DATAHUB, "2")
    assert (again.state, again.handled) == (State.NEW, None)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_is_written_out_comes_back_unchanged(desk: Desk, tmp_path: Path, ending: str) -> None:
    contact(desk, number="=1+2", title='=WEBSERVICE("x")', category="other")
    contact(desk, channel="phone", answered=False, number="P1")
    made(desk, "P1", "close", log="x")
    made(desk, contact(desk, number="D2").number, "pass-on", log="x")
    path = tmp_path / f"ut.{ending}"
    assert put_out.put_out(desk, DATAHUB, Filter(all=True), path) == 3
    found = take_in(desk, DATAHUB, path)
    assert (found.unchanged, found.refused, found.differences) == (3, [], [])


@pytest.mark.rule("ALL-08")
def test_a_protected_person_is_dots_here_too(desk: Desk, tmp_path: Path) -> None:
    secret = Customer(customer="77", name="Aino Salainen", kind="private", protected=True)
    desk.store.write(lambda session: session.add(secret))
    exported(
        desk,
        tmp_path,
        ["1;2026-11-19;Aino Salainen muutti;77;Aino Salainen"],
        "Tikettinumero;Luotu;Otsikko;Asiakasnumero;Lähettäjä",
    )
    shown = card.show(desk, DATAHUB, "1")
    assert "Salainen" not in str(shown)
    assert shown.line.title == "Muu"
    path = tmp_path / "ut.csv"
    put_out.put_out(desk, DATAHUB, Filter(), path)
    assert "Salainen" not in path.read_text(encoding="utf-8")
