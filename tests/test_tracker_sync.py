"""A workbook and the store brought together again and again, from either side."""

from pathlib import Path
from typing import Any

import pytest

from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.perform import perform
from backoffice_tui.desk.tracker import compare, take_in_tracker, write_tracker
from backoffice_tui.routine.errors import Refused, StoreTrouble, Usage
from backoffice_tui.routine.weighing import Side
from tests.conftest import MakeDesk
from tests.trackers import HEADINGS, STORA, case, edit, keep, row, values


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return keep(
        tmp_path / "Stora ärenden.xlsx",
        row(3001),
        row(3002, "Påbörjad", handler="XKim", note="9 av 25"),
        row(3003, "Hanterad", customer=None, subject=None, handler="xbo"),
    )


def cell(path: Path, number: int, heading: str) -> object:
    lines = values(path)
    headings = next(line for line in lines if heading in line)
    return next(
        line[headings.index(heading)] for line in lines if number in line or str(number) in line
    )


def type_in(path: Path, number: int, heading: str, value: object) -> None:
    def change(sheet: Any) -> None:
        names = {each.value: each.column for each in sheet[2]}
        found = next(each for each in sheet["B"] if str(each.value) == str(number))
        sheet.cell(found.row, names[heading]).value = value

    edit(path, change)


@pytest.mark.rule("STORA-13", "STORA-06")
def test_rows_become_cases_once(desk: Desk, book: Path) -> None:
    first = take_in_tracker(desk, STORA, book)
    assert (first.read, first.created, first.updated, first.unchanged) == (3, 3, 0, 0)
    kept = case(desk, "3002")
    assert kept["state"] == "active"
    assert (kept["customer"], kept["registered_by"], kept["handler"]) == ("83002", "xbo", "xkim")
    assert (kept["note"], kept["title"]) == ("9 av 25", "24 konfigs")
    done = case(desk, "3003")
    assert (done["state"], done["erased"], done["handler"]) == ("done", 1, "xbo")
    again = take_in_tracker(desk, STORA, book)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 3)


@pytest.mark.rule("STORA-13")
def test_a_dry_run_says_the_same_and_leaves_both(desk: Desk, book: Path) -> None:
    raw = book.read_bytes()
    tried = take_in_tracker(desk, STORA, book, dry_run=True)
    assert (tried.created, tried.refused) == (3, [])
    assert desk.store.reader.row("SELECT count(*) FROM cases") == (0,)
    take_in_tracker(desk, STORA, book)
    perform(desk, STORA, "3001", "start", {})
    told = write_tracker(desk, STORA, book, dry_run=True)
    assert told.changed == ["3001"]
    assert book.read_bytes() == raw


@pytest.mark.rule("STORA-13")
def test_each_side_takes_what_the_other_changed(desk: Desk, book: Path) -> None:
    take_in_tracker(desk, STORA, book)
    perform(desk, STORA, "3001", "start", {})
    type_in(book, 3002, "Eventuell kommentar", "11 av 25")
    found = compare(desk, STORA, book)
    assert [(each.number, each.field, each.there) for each in found.changed_there] == [
        ("3002", "note", "11 av 25")
    ]
    assert [(each.field, each.here) for each in found.changed_here] == [
        ("state", "Påbörjad"),
        ("handler", "xanna"),
    ]
    taken = take_in_tracker(desk, STORA, book)
    assert (taken.updated, taken.differences) == (1, [])
    assert case(desk, "3002")["note"] == "11 av 25"
    assert case(desk, "3001")["handler"] == "xanna"
    written = write_tracker(desk, STORA, book)
    assert (written.changed, written.left) == (["3001"], [])
    assert cell(book, 3001, "Status") == "Påbörjad"
    assert cell(book, 3001, "Hanteras av") == "xanna"
    after = compare(desk, STORA, book)
    assert after.changed_here == after.changed_there == after.conflicts == []


@pytest.mark.rule("STORA-13", "ALL-03")
def test_what_both_changed_is_told_and_left_until_they_agree(desk: Desk, book: Path) -> None:
    take_in_tracker(desk, STORA, book)
    perform(desk, STORA, "3001", "start", {})
    type_in(book, 3001, "Status", "Påbörjad")
    type_in(book, 3001, "Hanteras av", "xolle")
    for _ in range(2):
        taken = take_in_tracker(desk, STORA, book)
        assert [(each.listed, each.here) for each in taken.differences] == [("xolle", "xanna")]
        written = write_tracker(desk, STORA, book)
        assert [(each.there, each.here, each.side) for each in written.left] == [
            ("xolle", "xanna", Side.BOTH)
        ]
    assert case(desk, "3001")["handler"] == "xanna"
    assert cell(book, 3001, "Hanteras av") == "xolle"
    type_in(book, 3001, "Hanteras av", "xanna")
    assert compare(desk, STORA, book).conflicts == []


@pytest.mark.rule("STORA-13")
def test_what_was_changed_there_after_an_export_comes_in(desk: Desk, book: Path) -> None:
    take_in_tracker(desk, STORA, book)
    perform(desk, STORA, "3001", "start", {})
    write_tracker(desk, STORA, book)
    type_in(book, 3001, "Hanteras av", "xolle")
    taken = take_in_tracker(desk, STORA, book)
    assert (taken.updated, taken.differences) == (1, [])
    assert case(desk, "3001")["handler"] == "xolle"


@pytest.mark.rule("STORA-13")
def test_a_value_never_agreed_on_is_nobodys_to_write_over(
    desk: Desk, book: Path, tmp_path: Path
) -> None:
    take_in_tracker(desk, STORA, book)
    other = keep(
        tmp_path / "kopia.xlsx",
        row(3001, subject="något annat"),
        row(3002, "Påbörjad", handler="xkim"),
    )
    taken = take_in_tracker(desk, STORA, other)
    assert [each.field for each in taken.differences] == ["Vad gäller ärendet"]
    written = write_tracker(desk, STORA, other)
    assert [each.field for each in written.left] == ["subject"]
    assert cell(other, 3002, "Eventuell kommentar") == "9 av 25", "nobody contradicts an empty cell"


@pytest.mark.rule("STORA-13", "STORA-10")
def test_the_sheet_does_not_end_a_case(desk: Desk, book: Path) -> None:
    take_in_tracker(desk, STORA, book)
    type_in(book, 3001, "Status", "Hanterad")
    type_in(book, 3001, "Kundnummer", None)
    taken = take_in_tracker(desk, STORA, book)
    assert [each.row for each in taken.warnings] == [3]
    assert case(desk, "3001")["state"] == "new"
    assert case(desk, "3001")["customer"] == "83001"
    written = write_tracker(desk, STORA, book)
    assert written.changed == []
    assert cell(book, 3001, "Kundnummer") is None, "what was erased by hand is not written back"


@pytest.mark.rule("STORA-13")
def test_an_emptied_cell_takes_a_note_away_and_no_customer(desk: Desk, book: Path) -> None:
    take_in_tracker(desk, STORA, book)
    type_in(book, 3002, "Eventuell kommentar", None)
    type_in(book, 3002, "Kundnummer", None)
    take_in_tracker(desk, STORA, book)
    kept = case(desk, "3002")
    assert (kept["note"], kept["customer"]) == ("", "83002")
    write_tracker(desk, STORA, book)
    assert str(cell(book, 3002, "Kundnummer")) == "83002"


@pytest.mark.rule("STORA-13")
def test_rows_that_cannot_be_taken_in_are_told_and_stay(desk: Desk, tmp_path: Path) -> None:
    book = keep(
        tmp_path / "a.xlsx",
        row(3001),
        row(None, customer=77, subject="numret kommer"),
        row(3002, "väntar"),
        row(3001, subject="samma nummer"),
        row(3003),
        row(3003),
        [None, None, "Summa", None, None, None, None],
    )
    found = take_in_tracker(desk, STORA, book)
    assert [each.row for each in found.refused] == [4, 5, 6, 9]
    assert (found.created, found.unchanged) == (2, 1)
    perform(desk, STORA, "3003", "note", {"text": "x"})
    before = values(book)
    written = write_tracker(desk, STORA, book)
    assert written.changed == ["3003"]
    changed = [at for at, line in enumerate(values(book)) if line != before[at]]
    assert changed == [6, 7], "both rows of 3003, and no other"


@pytest.mark.rule("STORA-13")
def test_columns_of_their_own_are_kept_with_the_case(desk: Desk, tmp_path: Path) -> None:
    book = keep(
        tmp_path / "a.xlsx",
        [*row(3001), "Hög", "Brf Eken"],
        headings=(*HEADINGS, "Prio", "Kundens namn"),
    )
    take_in_tracker(desk, STORA, book)
    facts = desk.store.reader.row("SELECT body FROM facts ORDER BY id DESC")
    assert facts is not None
    assert '"aside:Prio":"Hög"' in str(facts[0])
    type_in(book, 3001, "Kundens namn", "Brf Enen")
    assert take_in_tracker(desk, STORA, book).updated == 1
    assert take_in_tracker(desk, STORA, book).updated == 0


@pytest.mark.rule("STORA-13", "ALL-08")
def test_a_protected_persons_row_has_dots(desk: Desk, book: Path) -> None:
    desk.store.reader.row("SELECT 1")
    take_in_tracker(desk, STORA, book)
    with desk.store.transaction() as session:
        from sqlalchemy import text

        session.connection().execute(text("UPDATE cases SET protected = 1 WHERE number = '3002'"))
    perform(desk, STORA, "3002", "takeover", {})
    write_tracker(desk, STORA, book)
    perform(desk, STORA, "3002", "note", {"text": "hemligt"})
    write_tracker(desk, STORA, book)
    assert cell(book, 3002, "Eventuell kommentar") == "●●●●"
    assert take_in_tracker(desk, STORA, book).updated == 0
    assert case(desk, "3002")["note"] == "hemligt"


@pytest.mark.rule("STORA-13")
def test_a_new_workbook_is_made_and_understood_again(
    desk: Desk, book: Path, tmp_path: Path, make_desk: MakeDesk
) -> None:
    take_in_tracker(desk, STORA, book)
    path = tmp_path / "ny.xlsx"
    assert write_tracker(desk, STORA, path, dry_run=True).added == ["3001", "3002", "3003"]
    assert not path.exists()
    written = write_tracker(desk, STORA, path)
    assert written.rows == 3
    assert [line[1] for line in values(path)] == ["Ärendenummer CAB", "3001", "3002", "3003"]
    found = compare(desk, STORA, path)
    assert found.changed_here == found.changed_there == found.conflicts == []
    assert found.new_here == []
    assert take_in_tracker(desk, STORA, path).unchanged == 3


@pytest.mark.rule("STORA-13")
def test_what_is_no_tracker_is_one_sentence(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="Kundnummer"):
        take_in_tracker(desk, STORA, keep(tmp_path / "a.xlsx", headings=("Namn", "Telefon")))
    with pytest.raises(StoreTrouble, match="finns inte"):
        take_in_tracker(desk, STORA, tmp_path / "b.xlsx")
    with pytest.raises(Usage, match="xlsx"):
        take_in_tracker(desk, STORA, tmp_path / "c.ods")


@pytest.mark.rule("STORA-13")
def test_a_case_from_the_list_is_registered_by_its_row(desk: Desk, book: Path) -> None:
    from backoffice_tui.model.cases import Case
    from backoffice_tui.model.states import State
    from backoffice_tui.routine.moves import Record
    from backoffice_tui.store import cases

    def work(session: Any) -> None:
        listed = Case(
            queue=STORA.key,
            number="3002",
            code="INVOICE",
            received=desk.today(STORA),
            origin="list",
        )
        STORA.settle(listed, desk.data(STORA))
        record = Record(by="xbo", at=desk.now(), move="import", was=State.NEW, became=State.NEW)
        cases.write(session, listed, record)

    desk.store.write(work)
    found = take_in_tracker(desk, STORA, book)
    assert (found.created, found.updated, found.differences) == (2, 1, [])
    kept = case(desk, "3002")
    assert (kept["registered_by"], kept["state"], kept["note"]) == ("xbo", "active", "9 av 25")


@pytest.mark.rule("STORA-13", "STORA-10")
def test_a_row_follows_its_case_to_the_number_it_gets_later(desk: Desk, book: Path) -> None:
    take_in_tracker(desk, STORA, book)
    perform(desk, STORA, "3001", "edit", {"number": "41999999"})
    found = compare(desk, STORA, book)
    assert found.new_here == found.new_there == []
    write_tracker(desk, STORA, book)
    assert [str(line[1]) for line in values(book)[2:]] == ["41999999", "3002", "3003"]
    assert take_in_tracker(desk, STORA, book).unchanged == 3
