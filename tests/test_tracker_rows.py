"""The sheet's headings and rows as people type them, and a value weighed between sheet and case."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice_tui.model.states import State
from backoffice_tui.routine.reading import Rejected
from backoffice_tui.routine.tracker import (
    FIELDS,
    Columns,
    SheetRow,
    is_tracker,
    read_sheet_row,
    settle_days,
    shared_columns,
    title_of,
    understand_tracker,
)
from backoffice_tui.routine.weighing import Side, weigh
from backoffice_tui.settings.routine_data import load_routine
from tests.hostile import HOSTILE
from tests.trackers import HEADINGS, STORA

DATA = load_routine(STORA.key)
TODAY = date(2026, 11, 20)


def columns(*headings: str) -> Columns:
    return understand_tracker(dict(enumerate(headings, start=1)), DATA)


def read(*cells: object, headings: tuple[str, ...] = HEADINGS) -> SheetRow | Rejected | None:
    return read_sheet_row(7, cells, columns(*headings), TODAY)


def taken(*cells: object, headings: tuple[str, ...] = HEADINGS) -> SheetRow:
    found = read(*cells, headings=headings)
    assert isinstance(found, SheetRow)
    return found


@pytest.mark.rule("STORA-13")
@pytest.mark.parametrize(
    "headings",
    [
        HEADINGS,
        HEADINGS[::-1],
        (
            "KUNDNR",
            "Ärendenr. CAB",
            "vad gäller ärendet?",
            "Reg. av:",
            "status",
            "Hanterare",
            "Ev. kommentar",
        ),
        (
            "  kundnummer ",
            "arendenummer cab",
            "Vad  gäller",
            "Registrerad av",
            "STATUS *",
            "hanteras av",
            "Notering",
        ),
    ],
)
def test_headings_are_known_in_any_order_and_spelling(headings: tuple[str, ...]) -> None:
    assert is_tracker(headings, DATA)
    assert set(columns(*headings).fields) == set(FIELDS)


@pytest.mark.rule("STORA-13")
def test_a_list_of_the_customer_system_is_not_taken_for_the_tracker() -> None:
    listed = (
        "Ärendenummer",
        "Titel",
        "Indatum",
        "Kundnummer",
        "Status",
        "Handläggare",
        "Kommentar",
    )
    assert not is_tracker(listed, DATA)
    assert not is_tracker(("Status", "Betyder"), DATA)
    assert not is_tracker((*HEADINGS, "Titel", "Indatum"), DATA), "a list that we wrote ourselves"


def test_a_heading_twice_is_refused_by_name() -> None:
    with pytest.raises(Exception, match="Kundnr"):
        columns("Kundnummer", "Kundnr", "Ärendenummer")


@pytest.mark.rule("STORA-13")
def test_a_row_as_it_was_typed() -> None:
    found = taken(
        "100000.0", 41234567.0, " 23 konfigs\nny adress ", "XBO", "påbörjat ", "xAnna", None
    )
    assert found.number == "41234567"
    assert found.state is State.ACTIVE
    assert found.values == {
        "customer": "100000",
        "subject": "23 konfigs\nny adress",
        "note": "",
        "registered_by": "xbo",
        "handler": "xanna",
    }


@pytest.mark.rule("STORA-13")
@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ((123, None, "något"), "Ärendenummer CAB"),
        ((None, "", "", "", "", "", "ring Anna"), "Ärendenummer CAB"),
        ((123, 7.35999102e17, "x"), "Ärendenummer CAB"),
    ],
)
def test_a_row_whose_number_cannot_be_known_is_refused(
    cells: tuple[object, ...], field: str
) -> None:
    found = read(*cells)
    assert isinstance(found, Rejected)
    assert (found.row, found.field) == (7, field)


@pytest.mark.rule("STORA-13")
def test_rows_about_no_case_are_passed_over() -> None:
    assert read(None, None, None, "xbo", "Ny", None, None) is None
    assert read("  ", "\u200b", "") is None


@pytest.mark.rule("STORA-13")
def test_a_state_nobody_knows_refuses_the_row_but_its_case_is_known() -> None:
    found = taken(1, 2, "x", "xbo", "väntar på kund")
    assert found.refused is not None
    assert found.refused.field == "Status"
    assert found.number == "2"


@pytest.mark.rule("STORA-13")
def test_what_is_no_signature_is_told_and_not_compared() -> None:
    found = taken(1, 2, "x", "Anna Karlsson", "Ny", "xbo/xkim")
    assert not {"registered_by", "handler"} & found.values.keys()
    assert [name for name, _ in found.warnings] == ["registered_by", "handler"]


@pytest.mark.rule("STORA-13", "STORA-10")
def test_days_stay_and_everything_else_beside_the_fields_tells() -> None:
    headings = (*HEADINGS, "Datum", "Klart senast", "Kundnamn", "Född")
    rows = [
        taken(
            *(1, 2, "x", "xbo", "Ny", None, None),
            "2026-03-01",
            date(2026, 4, 1),
            "Brf",
            None,
            headings=headings,
        ),
        taken(
            *(1, 3, "x", "xbo", "Ny", None, None),
            46082,
            "1/5 2026",
            "Brf Ek",
            "1962-03-04",
            headings=headings,
        ),
    ]
    settle_days(rows, TODAY)
    assert [row.days for row in rows] == [{8, 9}, {8, 9}]
    assert [row.earliest for row in rows] == [date(2026, 3, 1)] * 2
    assert rows[0].aside == {10: "Brf"}
    assert rows[1].aside == {10: "Brf Ek", 11: "1962-03-04"}, "a day of birth is no day of the case"


@pytest.mark.rule("STORA-10")
def test_a_column_that_only_sorts_tells_nothing_of_a_customer() -> None:
    headings = (*HEADINGS, "Prio", "Kundnamn")
    rows = [
        taken(None, at, None, "xbo", "Hanterad", None, None, "Hög", f"Brf {at}", headings=headings)
        for at in range(1, 5)
    ]
    shared = shared_columns(rows)
    assert shared == {8}
    assert all(row.tells(shared) for row in rows)
    for row in rows:
        del row.aside[9]
    assert not any(row.tells(shared) for row in rows)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_cells_are_read_or_refused(text: str) -> None:
    for at in range(len(HEADINGS)):
        cells: list[object] = [1, 2, "x", "xbo", "Ny", "", ""]
        cells[at] = text
        found = read(*cells)
        if isinstance(found, SheetRow):
            assert all("\x1b" not in value for value in found.values.values())


def test_the_title_says_how_many() -> None:
    assert title_of("Ny adress på 23 konfigs") == "23 konfigs"
    assert title_of("E-faktura, 40 st utskick") == "40 konfigs"
    assert title_of("735999102000000011 konfig") == ""
    assert title_of("Allt") == ""


TEXTS = st.sampled_from(["", "a", "b", "c"])


@pytest.mark.rule("STORA-13")
@given(there=TEXTS, here=TEXTS, base=st.none() | TEXTS)
def test_a_side_is_named_only_where_it_is_known(there: str, here: str, base: str | None) -> None:
    side = weigh(there, here, base)
    assert (side is Side.NEITHER) == (there == here)
    if side is Side.THERE:
        assert here == (base or "")
    if side is Side.HERE:
        assert there == (base or "")
    if base is not None and side is Side.BOTH:
        assert base not in (there, here)
    assert weigh(here, there, base) is {Side.THERE: Side.HERE, Side.HERE: Side.THERE}.get(
        side, side
    )
