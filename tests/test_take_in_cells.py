from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.take_in import Intake, take_in
from backoffice_tui.desk.worklist import line
from backoffice_tui.model.states import State
from backoffice_tui.routine.facilities import made_up
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.text import clean
from tests.hostile import HOSTILE
from tests.lists import HEADINGS, Bring, Row, bringing, contents, row, write_list


@pytest.fixture
def bring(desk: Desk, syst: Queue, tmp_path: Path) -> Bring:
    """Takes in rows as a list."""
    return bringing(desk, syst, tmp_path)


def test_a_number_seen_twice(bring: Bring) -> None:
    report = bring(row(1), row(1), row(2), row(2, Titel="Avflytt"))
    assert (report.read, report.created, report.unchanged) == (4, 2, 1)
    [refused] = report.refused
    assert (refused.row, refused.field) == (5, "Ärendenummer")
    assert "4" in refused.message


@pytest.mark.rule("SYST-06")
@pytest.mark.parametrize(
    ("spelling", "state"),
    [
        ("Upprättad", State.NEW),
        ("upprattat", State.NEW),
        (" ARBETE ", State.WAITING),
        ("I  arbete", State.WAITING),
        ("avslutat", State.DONE),
        ("", State.NEW),
    ],
)
def test_states_are_understood_as_people_spell_them(
    desk: Desk, syst: Queue, bring: Bring, spelling: str, state: State
) -> None:
    assert bring(row(1, Status=spelling)).created == 1
    assert line(desk, syst, "1").state is state


def test_an_unknown_state_refuses_the_row_by_its_number_in_the_sheet(bring: Bring) -> None:
    report = bring(row(1), row(2, Status="Påbörjat"))
    assert [(each.row, each.field) for each in report.refused] == [(3, "Status")]
    assert "Påbörjat" in report.refused[0].message


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_csv_in_every_spelling(
    desk: Desk, syst: Queue, tmp_path: Path, delimiter: str, encoding: str
) -> None:
    rows = [row(1, Titel="Återinkoppling, brådskar; ring"), row(2, Kundnamn="Åsa Öberg")]
    path = write_list(tmp_path / "l.csv", rows, delimiter=delimiter, encoding=encoding)
    assert take_in(desk, syst, path).created == 2
    assert line(desk, syst, "1").title == "Återinkoppling, brådskar; ring"
    assert line(desk, syst, "2").customer_name == "Åsa Öberg"


def test_codes_decide_the_queue(desk: Desk, syst: Queue, bring: Bring) -> None:
    report = bring(
        row(1, Ärendehanteringskod=""),
        row(2, Ärendehanteringskod="syst"),
        row(3, Ärendehanteringskod="XYZ"),
        row(4, Ärendehanteringskod="XYZ"),
    )
    assert (report.created, report.foreign) == (2, {"XYZ": 2})
    assert [each.field for each in report.refused] == ["Ärendehanteringskod"] * 2
    assert line(desk, syst, "1").code == line(desk, syst, "2").code == "SYST"


def test_ruined_numbers_are_refused_and_odd_ones_warned_of(bring: Bring) -> None:
    wrong = made_up(7)[:-1] + str((int(made_up(7)[-1]) + 1) % 10)
    report = bring(
        row(1, **{"Anläggnings-id": "7,35999E+17"}),
        row(2, **{"Anläggnings-id": wrong}),
        row(3, **{"Anläggnings-id": "K-77"}),
        row(4, Kundnummer="100000.0"),
    )
    assert [(each.row, each.field) for each in report.refused] == [
        (2, "Anläggnings-id"),
        (3, "Anläggnings-id"),
    ]
    assert [(each.row, each.field) for each in report.warnings] == [(4, "Anläggnings-id")]


@pytest.mark.parametrize("heading", ["Titel", "Kundnamn", "Telefon", "Nätområde", "Kommentar"])
def test_hostile_cells_are_stored_as_harmless_text(desk: Desk, bring: Bring, heading: str) -> None:
    rows = [row(at, **{heading: text}) for at, text in enumerate(HOSTILE.values(), 1)]
    rows = [each for each in rows if len(each[heading]) < 1_000_000]
    report = bring(*rows)
    assert report.read == len(rows) == report.created + len(report.refused)
    assert {each.field for each in report.refused} <= {heading}
    for stored in desk.store.reader.rows("SELECT title, customer_name FROM cases"):
        assert all(str(text) == clean(text) for text in stored)
    before = contents(desk)
    assert bring(*rows).updated == 0
    assert contents(desk) == before


@pytest.mark.parametrize("heading", HEADINGS)
def test_any_text_in_any_column_is_read_or_refused_by_its_heading(
    bring: Bring, heading: str
) -> None:
    rows = [row(at, **{heading: text}) for at, text in enumerate(HOSTILE.values(), 1)]
    report = bring(*(each for each in rows if len(each[heading]) < 1_000_000))
    fields = {each.field for each in report.refused}
    assert fields <= {heading, "Ärendenummer"}
    done = report.created + report.unchanged + len(report.refused)
    assert report.read == done


TEXTS = st.sampled_from(["", "Inflytt", "Återinkoppling akut", "=1+2", "Åsa", "070-1 2 3"])
STATES = st.sampled_from(["", "Upprättat", "Arbete", "Avslutad", "fel"])
DAYS = st.sampled_from(["", "2026-11-13", "2026-11-20 07:05", "20/11", "fel"])


@settings(max_examples=25, suppress_health_check=list(HealthCheck), deadline=None)
@given(
    st.lists(
        st.builds(
            row,
            st.integers(1, 9),
            Titel=TEXTS,
            Status=STATES,
            Indatum=DAYS,
            Klar_till=DAYS,
            Kundnamn=TEXTS,
            Telefon=TEXTS,
            Kommentar=TEXTS,
            Nätområde=TEXTS,
            Handläggare=st.sampled_from(["", "xbo", "XANNA", "två ord"]),
            Ärendehanteringsgrupp=st.sampled_from(["", "KS privat", "KS Företag", "ks PRIVAT"]),
        ),
        max_size=8,
    )
)
def test_a_list_taken_in_twice_is_as_if_taken_in_once(
    desk: Desk, bring: Bring, rows: list[Row]
) -> None:
    first = bring(*rows) if rows else Intake()
    before = contents(desk)
    again = bring(*rows) if rows else Intake()
    assert contents(desk) == before
    assert (again.created, again.updated, again.missing) == (0, 0, [])
    assert again.refused == first.refused
    assert again.unchanged == first.created + first.updated + first.unchanged
