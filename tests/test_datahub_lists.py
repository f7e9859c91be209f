"""Exports of the ticket and telephone systems: understood, taken in again and again, and written out."""

from datetime import date, datetime
from pathlib import Path
from typing import Final

import pytest

from backoffice_tui.desk import card, database, put_out
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.take_in import take_in
from backoffice_tui.desk.worklist import line, page
from backoffice_tui.model.desk import Customer
from backoffice_tui.model.states import State
from backoffice_tui.queues.datahub import DATAHUB
from backoffice_tui.routine.errors import Problem
from backoffice_tui.routine.listing import CaseLine, Filter
from backoffice_tui.settings import SettingsError
from backoffice_tui.settings.routine_data import load_routine
from tests.commands import CASE_KEYS, Office
from tests.conftest import MakeDesk
from tests.contacts import HEADINGS, contact, exported, made
from tests.hostile import HOSTILE
from tests.making import everything, rows

DATA: Final = Path(__file__).parent.parent / "data"
TODAY: Final = date(2026, 11, 20)
WORDS: Final = (
    '[choices.channel]\nticket = ["Tiketti"]\nphone = ["Puhelin"]\n',
    '[choices.category]\nservice = ["P"]\ncertification = ["S"]\nother = ["Muu"]\n',
    '[choices.answered]\nyes = ["Kyllä"]\nno = ["Ei"]\n',
)
"""A lead's own table, whole."""


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


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_whatever_stands_in_a_cell_is_text_or_a_reason(
    desk: Desk, tmp_path: Path, name: str
) -> None:
    text = "".join(char for char in HOSTILE[name][:1_000] if char.isprintable()).replace('"', "'")
    columns = HEADINGS.split(";")
    for at in range(len(columns)):
        cells = [f"{name}-{at}", "2026-11-19", "Muu", "Otsikko", "Puhelin", "Kyllä", "", ""]
        cells[at] = text
        quoted = ";".join(f'"{cell}"' for cell in cells)
        found = exported(desk, tmp_path, [quoted])
        assert found.read == found.created + found.unchanged + found.updated + len(found.refused)
        assert all("\x1b" not in each.message for each in found.refused)
    shown = [card.show(desk, DATAHUB, each.number) for each in listed(desk)]
    assert not any("\x1b" in str(each) for each in shown)
    assert database.check(desk) == []


@pytest.mark.rule("DH-01")
def test_a_workbook_as_spreadsheets_spoil_it(desk: Desk, tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Viikko 47"])
    sheet.append([])
    sheet.append(HEADINGS.split(";"))
    sheet.append([5101.0, 46345.375, "Muu", "Numerona", "Puhelin", True, "Avoin", None])
    sheet.append(["5102", "=NOW()", "Muu", "Kaavana", None, None, None, None])
    sheet.append(["5103", datetime(2026, 11, 19, 8), "Muu", "=1+1", None, False, None, None])
    sheet.append([7.35999102e17, datetime(2026, 11, 19), "Muu", "Pilalla", None, None, None, None])
    book.save(tmp_path / "x.xlsx")
    found = take_in(desk, DATAHUB, tmp_path / "x.xlsx")
    assert [(each.row, each.field) for each in found.refused][-1] == (7, "Tikettinumero")
    one = line(desk, DATAHUB, "5101")
    assert (one.received, one.received_time) == (date(2026, 11, 19), "09:00")
    assert card.show(desk, DATAHUB, "5101").facts["answered"] == "yes"


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("torn.xlsx", (DATA / "datahub-tickets.xlsx").read_bytes()[:2_000]),
        ("not.xlsx", b"Tikettinumero;Luotu;Otsikko\n1;2026-11-19;x\n"),
        ("zeros.csv", b"\x00" * 500),
        ("headless.csv", b"a;b;c\n1;2;3\n"),
        ("empty.csv", b""),
        ("twice.csv", b"Tikettinumero;Luotu;Otsikko;Aihe\n1;2026-11-19;x;y\n"),
    ],
)
def test_a_file_that_is_no_export_says_so_in_a_sentence(
    desk: Desk, tmp_path: Path, name: str, raw: bytes
) -> None:
    (tmp_path / name).write_bytes(raw)
    contact(desk, number="1")
    before = everything(desk)
    with pytest.raises(Problem):
        take_in(desk, DATAHUB, tmp_path / name)
    assert everything(desk) == before


# -- the lead's data -----------------------------------------------------------------------------

OWN: Final = 'version = "2"\nfrom = 2026-01-01\n'


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('[choices.answered]\nyes = ["K"]\nno = ["E"]\n', "channel"),
        (f'{"".join(WORDS)}[choices.colour]\nred = ["Punainen"]\n', "colour"),
        ("".join(WORDS).replace("phone = ", "fax = "), "fax"),
        ("".join(WORDS).replace('["Ei"]', "[]"), "answered.no"),
        ("".join(WORDS).replace('["Ei"]', '["kyllä"]'), "kyllä"),
        ("choices = 1\n", "choices"),
    ],
)
def test_a_leads_words_for_lists_are_checked(tmp_path: Path, text: str, why: str) -> None:
    path = tmp_path / "own.toml"
    path.write_text(OWN + text, encoding="utf-8")
    with pytest.raises(SettingsError, match=why):
        load_routine(DATAHUB.key, path)


def test_a_lead_adds_a_spelling(make_desk: MakeDesk, tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(OWN + "".join(WORDS).replace('"Muu"', '"Sekalaista"'), encoding="utf-8")
    desk = make_desk(routine_files={DATAHUB.key: path})
    exported(desk, tmp_path, ["1;2026-11-19;SEKALAISTA;Otsikko;;;;"])
    assert "category_listed" not in card.show(desk, DATAHUB, "1").facts
