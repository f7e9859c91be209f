"""A case that is done leaves nothing of its customer in the workbook, or it is said that it is still there."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from backoffice_tui.desk import erasure
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.tracker import compare, forget, take_in_tracker, write_tracker
from backoffice_tui.exchange.rebuilt import Edits
from backoffice_tui.exchange.traces import Traces
from backoffice_tui.exchange.tracker import find, rebuild
from backoffice_tui.routine.errors import Conflict
from tests.trackers import HEADINGS, STORA, edit, hits, keep, row, values

CUSTOMER = "7700123"
NAME = "Bostadsrättsföreningen Älgkalven"
MAIL = "styrelsen@algkalven.example.com"
FACILITY = "735999102000000011"
TOLD = (CUSTOMER, "lgkalven", MAIL, FACILITY, "0701740605")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A case with its customer wherever a team may write of one."""
    path = keep(
        tmp_path / "Stora ärenden.xlsx",
        [
            *row(3001, "Påbörjad", customer=int(CUSTOMER), subject=f"23 konfigs, {FACILITY} m.fl."),
            NAME,
            0,
        ],
        [*row(3002, note=f"Se även kund {CUSTOMER}"), "Brf Norrgården", 0],
        [
            *row(3003, customer=int(CUSTOMER), subject="18 konfigs till", note="samma kund"),
            NAME + " 2",
            0,
        ],
        headings=(*HEADINGS, "Förening", "Räknat"),
    )

    def furnish(sheet: Any) -> None:
        sheet["G3"] = f"Mejla {MAIL}, 070-174 06 05"
        sheet["A3"].comment = Comment(f"{NAME} ringde", "xbo")
        sheet["A4"].comment = Comment(
            f"Inte {NAME}, {FACILITY[:6]} {FACILITY[6:12]} {FACILITY[12:]}", "xbo"
        )
        sheet["A5"].comment = Comment(f"{CUSTOMER} har två ärenden", "xbo")
        sheet["I3"] = "=LEN(C3)"
        sheet["C3"].hyperlink = f"mailto:{MAIL}"
        sheet["A8"] = f"Obs! {NAME.upper()} byter namn"
        sheet.auto_filter.ref = "A2:I5"
        sheet.auto_filter.add_filter_column(7, [NAME, "Brf Norrgården"])
        names = DataValidation(type="list", formula1=f'"{NAME},Brf Norrgården"')
        names.add("H3:H9")
        names.prompt = f"T.ex. {MAIL}"
        sheet.add_data_validation(names)
        sheet.oddHeader.left.text = NAME
        sheet.parent.defined_names["Kunden"] = DefinedName("Kunden", attr_text=f'"{NAME}"')
        sheet.parent.properties.subject = f"Kund {CUSTOMER}"
        other = sheet.parent.create_sheet("Mejl")
        other["A1"], other["B1"] = int(CUSTOMER), f"<{MAIL}>"
        other["A2"], other["B2"] = f'=IF(1=1,"{NAME}","")', "=A1"

    edit(path, furnish)
    return path


def done(desk: Desk, number: str) -> None:
    """A case erased as its closing does it."""
    from sqlalchemy import text

    def work(session: Any) -> None:
        run = session.connection().execute
        where: Mapping[str, str] = {"number": number}
        run(
            text(
                "UPDATE facts SET body = '{}' WHERE case_id IN"
                " (SELECT id FROM cases WHERE number = :number)"
            ),
            where,
        )
        run(
            text(
                "UPDATE cases SET state = 'done', erased = 1, customer = '', subject = '', note = ''"
                " WHERE number = :number"
            ),
            where,
        )

    desk.store.write(work)


@pytest.mark.rule("STORA-10")
def test_nothing_is_left_in_any_part_but_where_the_same_customer_has_another_case(
    desk: Desk, book: Path
) -> None:
    take_in_tracker(desk, STORA, book)
    done(desk, "3001")
    told = compare(desk, STORA, book)
    assert told.erase == ["3001"]
    assert told.mentioned == ["rad 4 (ärende 3002)", "rad 5 (ärende 3003)"]
    written = write_tracker(desk, STORA, book)
    assert written.elsewhere == told.elsewhere
    where = {(part, text) for part, text in hits(book, *TOLD)}
    assert where <= {
        ("xl/worksheets/sheet1.xml", CUSTOMER),
        ("xl/comments/comment1.xml", CUSTOMER),
        ("xl/worksheets/sheet1.xml", "lgkalven"),
    }
    sheet = load_workbook(book).worksheets[0]
    assert [cell.value for cell in sheet[3]] == [
        *(None, 3001, None, "xbo", "Hanterad", None, None, None),
        "=LEN(C3)",
    ]
    assert sheet["A3"].comment is None
    assert sheet["C3"].hyperlink is None
    assert sheet["A4"].comment.text == "Inte …, …"
    assert sheet["A5"].comment.text == f"{CUSTOMER} har två ärenden"
    assert sheet["G4"].value == f"Se även kund {CUSTOMER}"
    assert sheet["A8"].value == "Obs! … byter namn"
    assert sheet.auto_filter.filterColumn[0].filters.filter == ["Brf Norrgården"]
    assert sheet.data_validations.dataValidation[0].formula1 == '"Brf Norrgården"'


@pytest.mark.rule("STORA-10")
def test_when_the_last_case_is_done_no_byte_is_left(desk: Desk, book: Path) -> None:
    take_in_tracker(desk, STORA, book)
    for number in ("3001", "3002", "3003"):
        done(desk, number)
    forget(desk, STORA, book, ["3001", "3002", "3003"])
    assert hits(book, *TOLD) == []
    assert [path.name for path in book.parent.iterdir() if path.suffix == ".xlsx"] == [book.name]
    raw = book.read_bytes()
    forget(desk, STORA, book, ["3001"])
    assert book.read_bytes() == raw, "what is clean already is not written again"


@pytest.mark.rule("STORA-10")
def test_both_rows_of_a_number_go_whatever_they_say(desk: Desk, tmp_path: Path) -> None:
    book = keep(
        tmp_path / "a.xlsx",
        row(3001, customer=CUSTOMER),
        row(3001, "väntar på svar", customer=CUSTOMER, note=MAIL),
    )
    take_in_tracker(desk, STORA, book)
    done(desk, "3001")
    write_tracker(desk, STORA, book)
    assert hits(book, *TOLD) == []
    assert [line[4] for line in values(book)[2:]] == ["Hanterad", "Hanterad"]


@pytest.mark.rule("STORA-10")
def test_an_erasure_waits_for_a_workbook_that_somebody_has_open(desk: Desk, book: Path) -> None:
    take_in_tracker(desk, STORA, book)
    done(desk, "3001")
    lock = book.with_name(f"~${book.name}")
    lock.write_bytes(bytes([5]) + b"Lena ".ljust(54) + b"\x05\x00" + "Lena ".encode("utf-16-le"))
    raw = book.read_bytes()
    with pytest.raises(Conflict, match="Lena"):
        forget(desk, STORA, book, ["3001"])
    assert book.read_bytes() == raw
    lock.unlink()
    forget(desk, STORA, book, ["3001"])
    assert hits(book, MAIL) == []


@pytest.mark.rule("STORA-10")
def test_the_house_knows_which_workbooks_have_to_be_rewritten(desk: Desk, book: Path) -> None:
    take_in_tracker(desk, STORA, book)
    kept = desk.store.reader.rows("SELECT path, queue FROM workbooks")
    assert list(kept) == [(str(book.resolve()), STORA.key)]
    assert STORA.workbook == "tracker"
    assert erasure.finish(desk) == ()


@pytest.mark.rule("STORA-10")
def test_a_word_that_everybody_uses_is_not_taken_from_others(desk: Desk, tmp_path: Path) -> None:
    rows = [
        [*row(at, customer=70_000 + at, subject="Ny fakturaadress"), "Hög"]
        for at in range(3001, 3005)
    ]
    book = keep(tmp_path / "a.xlsx", *rows, headings=(*HEADINGS, "Prio"))
    edit(
        book,
        lambda sheet: sheet.parent.create_sheet("Lathund").append(
            ["Ny fakturaadress", "Hög", 73001]
        ),
    )
    take_in_tracker(desk, STORA, book)
    done(desk, "3001")
    write_tracker(desk, STORA, book)
    assert values(book, "Lathund") == [["Ny fakturaadress", "Hög"]], "and not 73001"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"kund {CUSTOMER}.", "kund …."),
        ("kund 7 700 123", "kund …"),
        ("X7700123", "X7700123"),
        ("17700123", "17700123"),
        (f"{NAME}s hus", f"{NAME}s hus"),
        ("BOSTADSRATTSFORENINGEN  älgkalven!", "…!"),
        (f"till {MAIL.upper()},", "till …,"),
        ("2026-11-20", "2026-11-20"),
    ],
)
def test_traces_are_found_however_they_are_written(text: str, left: str) -> None:
    traces = Traces()
    traces.number(CUSTOMER)
    traces.phrase(NAME)
    traces.said(f"{MAIL} 20261120")
    assert traces.without(text) == left
    assert traces.stand_in(text) == (text != left)


def test_what_asks_for_nothing_changes_nothing_but_the_packing(tmp_path: Path) -> None:
    book = keep(tmp_path / "a.xlsx", row(3001), row(3002))
    before = values(book)
    found = find(book, lambda cells: "Status" in cells)
    assert found is not None
    assert rebuild(found, Edits(), Traces()).places == []
    assert values(book) == before
