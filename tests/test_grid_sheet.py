"""The sheet behind the grid: sorted, narrowed, copied and pasted; what a typed text stands for."""

import csv
import io
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice_tui.desk.card import TickRow
from backoffice_tui.model.states import State
from backoffice_tui.queues.stora import STORA
from backoffice_tui.routine.errors import Refused
from backoffice_tui.routine.listing import CaseLine
from backoffice_tui.tui.block import as_block, read_block
from backoffice_tui.tui.cells import Edit, meant
from backoffice_tui.tui.sheet import Arrangement, Sheet, answers
from backoffice_tui.tui.tick_list import places_in, runs

TODAY = date(2026, 11, 20)


def line(case_id: int, **changes: Any) -> CaseLine:
    usual: dict[str, Any] = dict.fromkeys(CaseLine._fields, "")
    usual |= {"id": case_id, "number": str(1000 + case_id), "state": State.NEW, "version": 1}
    usual |= {"received": TODAY, "due": None, "wished": None, "waits_since": None}
    usual |= {"protected": False, "missing_since": None, "ticks_total": 0, "ticks_done": 0}
    usual |= {"registered_by": "xanna", "customer": "77", "erased": False}
    return CaseLine(**usual | changes)


def numbers(sheet: Sheet) -> list[str]:
    return [each.number for each in sheet.rows]


def arranged(rows: list[CaseLine], arrangement: Arrangement) -> Sheet:
    return Sheet(STORA, TODAY).arranged(rows, arrangement)


@pytest.mark.rule("STORA-14")
@pytest.mark.parametrize(
    ("text", "wanted", "does"),
    [
        ("Påbörjad", "påb", True),
        ("Påbörjad", "PABORJAD", True),
        ("Påbörjad", "ny; påb", True),
        ("Påbörjad", "!påb", False),
        ("Påbörjad", "!ny", True),
        ("", "=", True),
        ("xanna", "=", False),
        ("xanna", "=xann", False),
        ("xanna", "=xanna", True),
        ("x", "", True),
        ("a; b", ";", True),
    ],
)
def test_a_column_is_narrowed_by_words(text: str, wanted: str, does: bool) -> None:
    assert answers(text, wanted) is does


@pytest.mark.rule("STORA-14")
def test_columns_are_sorted_as_people_read_them() -> None:
    rows = [
        line(1, note="Öst"),
        line(2, note="Ås"),
        line(3, note="ek"),
        line(4),
        line(5, note="Zeta"),
    ]
    assert numbers(arranged(rows, Arrangement("note"))) == ["1003", "1005", "1002", "1001", "1004"]
    down = arranged(rows, Arrangement("note", down=True))
    assert numbers(down) == ["1001", "1002", "1005", "1003", "1004"]
    byte_order = [line(1, number="900"), line(2, number="1000"), line(3, number="B2")]
    assert numbers(arranged(byte_order, Arrangement("number")))[:2] == ["900", "1000"]
    done = [line(1, ticks_total=10, ticks_done=9), line(2, ticks_total=100, ticks_done=10), line(3)]
    assert numbers(arranged(done, Arrangement("progress", down=True))) == ["1001", "1002", "1003"]


@pytest.mark.rule("STORA-14")
def test_a_row_that_is_edited_stays_where_it_is_until_it_is_arranged_anew() -> None:
    wanted = Arrangement("note", wanted={"handler": "="})
    sheet = arranged([line(1, note="a"), line(2, note="b"), line(3, note="c")], wanted)
    changed = [line(1, note="z"), line(2, note="b", handler="xbo"), line(3, note="c")]
    again = sheet.arranged([*changed, line(4, note="bb")], wanted)
    assert numbers(again) == ["1001", "1002", "1004", "1003"]
    assert numbers(arranged(changed, wanted)) == ["1003", "1001"]


def test_sorting_goes_up_down_and_back() -> None:
    one = Arrangement().sorted_by("note")
    two = one.sorted_by("note")
    assert (one.by, one.down, two.down) == ("note", False, True)
    assert two.sorted_by("note") == Arrangement()
    assert two.sorted_by("state") == Arrangement("state")


cells = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]))


@given(st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=5))
def test_a_block_comes_back_as_it_was_copied(rows: list[tuple[str, str, str]]) -> None:
    back = read_block(as_block(rows))
    assert [len(row) for row in back] == [3] * len(rows)
    assert read_block(as_block(back)) == back


@pytest.mark.rule("STORA-14", "STORA-13")
def test_copied_rows_are_text_that_a_spreadsheet_takes_and_never_runs() -> None:
    text = as_block([["=1+1", "två\nrader", 'säg "hej"', "+46"], ["@a", "-1", "", "x"]])
    read = list(csv.reader(io.StringIO(text), delimiter="\t"))
    assert read[0] == ["'=1+1", "två\nrader", 'säg "hej"', "'+46"]
    assert read[1] == ["'@a", "'-1", "", "x"]
    assert read_block(text)[0] == ["=1+1", "två rader", 'säg "hej"', "+46"]


def test_what_excel_puts_on_the_clipboard_is_read() -> None:
    assert read_block('a\tb\r\n"två\r\nrader"\t\r\n') == [["a", "b"], ["två rader", ""]]
    assert read_block("ett") == [["ett"]]
    assert read_block('6" rör\tx') == [['6" rör', "x"]]
    assert read_block("\x1b[31mröd\x00\tb")[0][1] == "b"


@pytest.mark.rule("STORA-14", "ALL-01")
@pytest.mark.parametrize(
    ("column", "text", "changes", "edit"),
    [
        ("customer", "88", {}, Edit("edit", {"customer": "88"})),
        ("number", "CAB9", {}, Edit("edit", {"number": "CAB9"})),
        ("subject", "Nytt", {}, Edit("register", {"subject": "Nytt"})),
        (
            "subject",
            "Nytt",
            {"registered_by": ""},
            Edit("register", {"subject": "Nytt"}, registers=True),
        ),
        ("note", "14 kvar", {}, Edit("note", {"text": "14 kvar"})),
        ("note", "", {"note": "x"}, Edit("note", {"clear": True})),
        ("state", "påb", {}, Edit("start", {})),
        ("state", "Hanterad", {}, Edit("done", {}, asks=True)),
        ("state", "i arbete", {}, Edit("forward", {}, asks=True)),
        ("handler", "xanna", {}, Edit("start", {})),
        ("handler", "XANNA", {"handler": "xbo", "state": State.ACTIVE}, Edit("takeover", {})),
        ("handler", "", {"handler": "xanna"}, Edit("release", {})),
        ("handler", "xbo", {}, Edit("assign", {"to": "xbo"})),
        ("state", "ny", {}, None),
        ("customer", " 77 ", {}, None),
        ("handler", "xanna", {"handler": "xanna"}, None),
    ],
)
def test_a_text_in_a_cell_is_a_move(
    column: str, text: str, changes: dict[str, Any], edit: Edit | None
) -> None:
    assert meant(STORA, "xanna", line(1, **changes), column, text) == edit


@pytest.mark.rule("STORA-14")
@pytest.mark.parametrize(
    ("column", "text", "changes", "key"),
    [
        ("progress", "3", {}, "grid.computed"),
        ("age", "3", {}, "grid.computed"),
        ("customer", "", {}, "grid.not-empty"),
        ("number", " ", {}, "grid.not-empty"),
        ("registered_by", "xbo", {}, "grid.registered-by"),
        ("state", "klart på fredag", {}, "grid.no-state"),
        ("state", "ny", {"state": State.ACTIVE}, "grid.no-way"),
        ("note", "x", {"protected": True}, "grid.protected"),
    ],
)
def test_a_text_that_stands_for_nothing_says_why(
    column: str, text: str, changes: dict[str, Any], key: str
) -> None:
    with pytest.raises(Refused) as refused:
        meant(STORA, "xanna", line(1, **changes), column, text)
    assert refused.value.key == key
    assert str(refused.value)


def ticks(count: int) -> list[TickRow]:
    return [TickRow(at + 1, f"{at}", "", "", False, None, "") for at in range(count)]


@pytest.mark.rule("STORA-05")
def test_places_are_typed_as_people_type_them() -> None:
    assert places_in("3-17", ticks(20)) == [(3, 17)]
    assert places_in(" 7 – 3, 12 ", ticks(20)) == [(3, 7), (12, 12)]
    for wrong in ("", "x", "0-3", "3-21", "3--4", "999999999"):
        with pytest.raises(Refused):
            places_in(wrong, ticks(20))
    assert runs([5, 1, 2, 3, 9]) == [(1, 3), (5, 5), (9, 9)]
