"""Workbooks that others hold, that are damaged or strange, and writers that are killed."""

import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.perform import perform
from backoffice_tui.desk.tracker import compare, take_in_tracker, write_tracker
from backoffice_tui.routine.errors import Conflict, Problem, StoreTrouble
from tests.hostile import HOSTILE
from tests.test_exchange_files import excel_lock, left
from tests.trackers import HEADINGS, STORA, case, edit, keep, parts, row, values
from tests.workbooks import SHEET, pack


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return keep(tmp_path / "Stora ärenden.xlsx", row(3001), row(3002))


@pytest.mark.rule("STORA-13")
def test_any_text_goes_out_as_text_and_comes_back_the_same(desk: Desk, tmp_path: Path) -> None:
    usable = [text for text in HOSTILE.values() if 0 < len(text) < 15_000]
    rows = [row(3000 + at) for at in range(len(usable))]
    book = keep(tmp_path / "a.xlsx", *rows)
    take_in_tracker(desk, STORA, book)
    for at, text in enumerate(usable):
        try:
            perform(desk, STORA, str(3000 + at), "note", {"text": text})
        except Problem:
            continue
    write_tracker(desk, STORA, book)
    sheet = load_workbook(book).worksheets[0]
    assert {cell.data_type for cell in sheet["G"]} <= {"s", "n"}
    assert all(cell.value is None or cell.data_type == "s" for cell in sheet["G"])
    found = compare(desk, STORA, book)
    assert found.changed_here == found.changed_there == found.conflicts == []
    assert take_in_tracker(desk, STORA, book).updated == 0


@pytest.mark.rule("STORA-13")
def test_hostile_cells_come_in_harmlessly(desk: Desk, tmp_path: Path) -> None:
    usable = [text for text in HOSTILE.values() if 0 < len(text) < 15_000]
    allowed = [
        text for text in usable if not any(ord(sign) < 9 or 13 < ord(sign) < 32 for sign in text)
    ]
    allowed = [text for text in allowed if text.encode("utf-8", "ignore").decode() == text]
    rows = [row(3000 + at, note=text, subject=text) for at, text in enumerate(allowed)]
    book = keep(tmp_path / "a.xlsx", *rows)
    found = take_in_tracker(desk, STORA, book)
    assert found.created == len(allowed)
    assert case(desk, str(3000 + allowed.index("=HYPERLINK") if "=HYPERLINK" in allowed else 3000))
    assert take_in_tracker(desk, STORA, book).unchanged == len(allowed)


@pytest.mark.rule("STORA-13")
def test_a_workbook_open_in_excel_is_not_written_and_it_is_said_by_whom(
    desk: Desk, book: Path
) -> None:
    take_in_tracker(desk, STORA, book)
    perform(desk, STORA, "3001", "start", {})
    lock = excel_lock(book, "Åsa Öberg")
    raw = book.read_bytes()
    for dry_run in (False, True):
        with pytest.raises(Conflict, match="Åsa Öberg"):
            write_tracker(desk, STORA, book, dry_run=dry_run)
    assert book.read_bytes() == raw
    told = take_in_tracker(desk, STORA, book)
    assert any("Åsa Öberg" in note for note in told.notes), "what is not saved there was not read"
    lock.unlink()
    other = book.with_name(f".~lock.{book.name}#")
    other.write_text(",maja,dator,20.11.2026 09:00,file:///home/maja;", encoding="utf-8")
    with pytest.raises(Conflict, match="maja"):
        write_tracker(desk, STORA, book)
    other.unlink()
    assert write_tracker(desk, STORA, book).changed == ["3001"]
    assert left(book.parent) == []


@pytest.mark.rule("STORA-13")
def test_a_change_made_meanwhile_is_not_written_over(
    desk: Desk, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_in_tracker(desk, STORA, book)
    perform(desk, STORA, "3001", "start", {})
    from backoffice_tui.exchange import losses

    real = losses.losses

    def slow(*given: Any) -> Any:
        edit(book, lambda sheet: sheet.cell(9, 9, "nyss"))
        return real(*given)

    monkeypatch.setattr("backoffice_tui.exchange.tracker.losses", slow)
    with pytest.raises(Conflict, match="medan"):
        write_tracker(desk, STORA, book)
    assert any("nyss" in line for line in values(book))


KILLED = """
import sys
from pathlib import Path
from backoffice_tui.exchange.rebuilt import Edits
from backoffice_tui.exchange.traces import Traces
from backoffice_tui.exchange.tracker import find, rebuild

path = Path(sys.argv[1])
while True:
    found = find(path, lambda cells: "Status" in cells)
    print("skriver", flush=True)
    rebuild(found, Edits(changed={3: {7: "x" * 40}}), Traces())
"""


@pytest.mark.rule("STORA-13")
def test_killed_while_writing_the_workbook_can_always_be_opened(tmp_path: Path) -> None:
    book = keep(tmp_path / "a.xlsx", *(row(at, note="n" * 200) for at in range(3000, 4500)))
    for at in range(6):
        argv = (sys.executable, "-c", KILLED, str(book))
        writer = subprocess.Popen(argv, stdout=subprocess.PIPE)
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(0.05 + 0.11 * at)
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
        assert len(values(book)) == 1502


@pytest.mark.rule("STORA-13")
@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
        (
            b"</sheetData>",
            b'</sheetData><hyperlinks><hyperlink ref="A1:XFD99999" location="A1"/></hyperlinks>',
        ),
        (b"<sheetData>", b'<sheetData><row r="x"/>'),
        (b'<row r="4"', b'<row r="3"'),
        (b'r="B4"', b'r="A4"'),
        (b"</sheetData>", b"</sheetData><sheetData></sheetData>"),
        (b"</sheetData>", b'<row r="9999999"/></sheetData>'),
    ],
)
def test_a_workbook_wrong_inside_is_one_sentence_and_stays(
    desk: Desk, book: Path, before: bytes, after: bytes
) -> None:
    take_in_tracker(desk, STORA, book)
    perform(desk, STORA, "3002", "start", {})
    content = {name: text.encode() for name, text in parts(book).items()}
    assert before in content[SHEET]
    pack(book, content | {SHEET: content[SHEET].replace(before, after, 1)})
    raw = book.read_bytes()
    began = time.monotonic()
    with pytest.raises(StoreTrouble):
        write_tracker(desk, STORA, book)
    assert time.monotonic() - began < 10
    assert book.read_bytes() == raw
    assert left(book.parent) == []


@pytest.mark.rule("STORA-13")
def test_prefixed_parts_and_inline_texts_are_read_and_written(desk: Desk, tmp_path: Path) -> None:
    book = keep(tmp_path / "a.xlsx", row(3001), row(3002))
    content = {name: text.encode() for name, text in parts(book).items()}
    sheet = content[SHEET].decode()
    for tag in ("worksheet", "sheetData", "row", "c", "v", "is", "t"):
        sheet = sheet.replace(f"<{tag} ", f"<x:{tag} ").replace(f"<{tag}>", f"<x:{tag}>")
        sheet = sheet.replace(f"</{tag}>", f"</x:{tag}>").replace(f"<{tag}/>", f"<x:{tag}/>")
    sheet = sheet.replace('xmlns="', 'xmlns="http://example.com/none" xmlns:x="', 1)
    pack(book, content | {SHEET: sheet.encode()})
    assert take_in_tracker(desk, STORA, book).created == 2
    perform(desk, STORA, "3001", "start", {})
    write_tracker(desk, STORA, book)
    assert [line[4] for line in values(book)] == [None, "Status", "Påbörjad", "Ny"][-4:]


@pytest.mark.rule("STORA-13")
def test_a_stray_cell_in_the_last_corner_is_no_trouble(desk: Desk, book: Path) -> None:
    edit(book, lambda sheet: sheet.cell(1_048_576, 16_384, "hej"))
    began = time.monotonic()
    assert take_in_tracker(desk, STORA, book).created == 2
    assert time.monotonic() - began < 5
    perform(desk, STORA, "3001", "start", {})
    assert write_tracker(desk, STORA, book).changed == ["3001"]
    assert load_workbook(book).worksheets[0].cell(1_048_576, 16_384).value == "hej"


def test_headings_below_a_title_and_beside_an_empty_column(desk: Desk, tmp_path: Path) -> None:
    book = keep(
        tmp_path / "a.xlsx",
        [None, None, *row(3001)],
        headings=(None, None, *HEADINGS),
        above=0,
    )
    edit(book, lambda sheet: sheet.insert_rows(1, 4))
    assert take_in_tracker(desk, STORA, book).created == 1
    perform(desk, STORA, "3001", "start", {})
    write_tracker(desk, STORA, book)
    assert values(book)[-1][2:8] == [
        "83001",
        3001,
        "24 konfigs ny fakturaadress",
        "xbo",
        "Påbörjad",
        "xanna",
    ]
