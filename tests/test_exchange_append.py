"""Rows are added to a workbook that others own, and every other byte of it stays."""

import stat
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from backoffice_tui.exchange.appending import append
from backoffice_tui.exchange.found import Found, find
from backoffice_tui.exchange.tables import read_table
from backoffice_tui.routine.errors import Conflict, Refused, StoreTrouble
from tests.test_exchange_files import excel_lock, left
from tests.workbooks import SHEET, plain

YELLOW = PatternFill("solid", fgColor="FFFF99")


def opened(path: Path) -> Found:
    """The sheet that has a heading called Datum."""
    found = find(path, lambda values: "Datum" in values)
    assert found is not None
    return found


def add(path: Path, *rows: Sequence[object]) -> None:
    append(opened(path), [dict(enumerate(row, start=1)) for row in rows])


def parts_of(path: Path) -> Mapping[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def followup(path: Path) -> Path:
    """A follow-up as a team keeps it: looks, sums, a filter, choices, colours, a chart, a sheet beside it."""
    book = plain([["Datum", "Signatur", "KS Privat"], [date(2026, 11, 20), "xbo", 12]])
    sheet = book.active
    assert sheet is not None
    for cell in sheet[2]:
        cell.fill = YELLOW
        cell.border = Border(bottom=Side("thin"))
    sheet["A2"].number_format = "yyyy-mm-dd"
    sheet["B1"].font = Font(bold=True, color="FF0000")
    sheet["E1"] = "=SUM(C2:C100)"
    sheet.auto_filter.ref = "A1:C2"
    sheet.print_area = "A1:C2"
    sheet.column_dimensions["B"].width = 33
    sheet.row_dimensions[2].height = 25
    choices = DataValidation(type="list", formula1='"xbo,xanna"')
    choices.add("B2")
    sheet.add_data_validation(choices)
    sheet.conditional_formatting.add(
        "C2:C2", CellIsRule(operator="greaterThan", formula=["10"], fill=YELLOW)
    )
    # Formatted in advance, as teams do; below the last row in use.
    sheet["A500"].fill = PatternFill("solid", fgColor="EEEEEE")
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=3, min_row=1, max_row=2))
    sheet.add_chart(chart, "G4")
    book.create_sheet("Anteckningar").append(["rör ej"])
    book.save(path)
    return path


@pytest.mark.rule("SYST-14")
def test_the_row_stands_below_the_last_one_and_looks_like_it(tmp_path: Path) -> None:
    path = followup(tmp_path / "uppföljning.xlsx")
    path.chmod(0o664)
    add(path, [date(2026, 11, 21), "=xanna", 0])
    book = load_workbook(path)
    sheet = book["Sheet"]
    assert [cell.value for cell in sheet[3]][:3] == [sheet["A3"].value, "=xanna", 0]
    assert sheet["A3"].value.date() == date(2026, 11, 21)
    assert sheet["B3"].data_type == "s"
    assert sheet["A3"].number_format == "yyyy-mm-dd"
    assert sheet["C3"].fill.fgColor.rgb == sheet["C2"].fill.fgColor.rgb
    assert sheet["C3"].border.bottom.style == "thin"
    assert sheet["E1"].value == "=SUM(C2:C100)"
    assert sheet.auto_filter.ref == "A1:C3"
    assert sheet.print_area == "'Sheet'!$A$1:$C$3"
    assert str(sheet.data_validations.dataValidation[0].sqref) == "B2:B3"
    assert [str(area.sqref) for area in sheet.conditional_formatting] == ["C2:C3"]
    assert (sheet.column_dimensions["B"].width, sheet.row_dimensions[3].height) == (33, 25)
    assert sheet["B1"].font.color.rgb == "00FF0000"
    assert book["Anteckningar"]["A1"].value == "rör ej"
    assert book.calculation.fullCalcOnLoad
    assert stat.S_IMODE(path.stat().st_mode) == 0o664
    add(path, [date(2026, 11, 22), "xcia", 0], [date(2026, 11, 23), "xdan", 3])
    assert [cells[1] for _, cells in read_table(path).rows][:4] == ["xbo", "=xanna", "xcia", "xdan"]
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


@pytest.mark.rule("SYST-14")
def test_whatever_else_the_workbook_has_stays_byte_for_byte(tmp_path: Path) -> None:
    path = followup(tmp_path / "uppföljning.xlsx")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/threadedComments/threadedComment1.xml", "<x/>")
        archive.writestr("xl/media/image1.png", b"png")
        archive.writestr("customXml/item1.xml", "<om>oss</om>")
    before = parts_of(path)
    add(path, [date(2026, 11, 21), "xanna", 7])
    after = parts_of(path)
    changed = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    assert changed == {SHEET, "xl/workbook.xml"}
    assert any(name.startswith("xl/charts/") for name in after)
    rows = before[SHEET].index(b"</row>", before[SHEET].index(b'<row r="2"'))
    assert before[SHEET][:rows].split(b"<sheetData>")[1] in after[SHEET]


def test_a_table_grows_with_its_rows_and_its_sums_are_not_passed(tmp_path: Path) -> None:
    book = plain([["Datum", "Antal"], ["2026-11-20", 1]])
    assert book.active is not None
    book.active.add_table(Table(displayName="Pass", ref="A1:B2"))
    path = tmp_path / "uppföljning.xlsx"
    book.save(path)
    add(path, ["2026-11-21", 2])
    sheet = load_workbook(path).active
    assert sheet is not None
    assert sheet.tables["Pass"].ref == "A1:B3"
    sheet.append(["Summa", 3])
    sums = Table(displayName="Summor", ref="A1:B4", totalsRowCount=1)
    del sheet.tables["Pass"]
    sheet.add_table(sums)
    assert sheet.parent is not None
    sheet.parent.save(path)
    with pytest.raises(Refused, match="summarad"):
        add(path, ["2026-11-22", 2])


def test_a_column_that_the_workbook_reckons_is_left_to_it(tmp_path: Path) -> None:
    book = plain([["Datum", "Antal", "Dubbelt"], ["2026-11-20", 1, "=B2*2"]])
    sheet = book.active
    assert sheet is not None
    for row in (3, 4):
        sheet.cell(row, 3).value = f"=B{row}*2"
        sheet.cell(row, 2).fill = YELLOW
    path = tmp_path / "uppföljning.xlsx"
    book.save(path)
    add(path, ["2026-11-21", 2, "inte jag"])
    sheet = load_workbook(path).active
    assert sheet is not None
    assert [cell.value for cell in sheet[3]] == ["2026-11-21", 2, "=B3*2"]
    assert sheet["B3"].fill.fgColor.rgb == YELLOW.fgColor.rgb
    assert sheet["C4"].value == "=B4*2"


def with_prefixes(path: Path) -> None:
    """The workbook as libraries of .NET write it."""
    content = dict(parts_of(path))
    text = content[SHEET].decode().replace("<", "<x:").replace("<x:/", "</x:").replace("<x:?", "<?")
    content[SHEET] = text.replace("xmlns=", "xmlns:x=").encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in content.items():
            archive.writestr(name, data)


def test_a_sheet_with_prefixes_keeps_what_stands_in_the_row(tmp_path: Path) -> None:
    book = plain([["Datum", "Antal", "Dubbelt"], ["2026-11-20", 1, "=B2*2"]])
    assert book.active is not None
    book.active["C3"] = "=B3*2"
    book.active["B3"].fill = YELLOW
    path = tmp_path / "uppföljning.xlsx"
    book.save(path)
    with_prefixes(path)
    add(path, ["2026-11-21", 2, "inte jag"], ["2026-11-22", 3, 6])
    sheet = load_workbook(path).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    assert rows == [["2026-11-21", 2, "=B3*2"], ["2026-11-22", 3, 6]]
    assert sheet["B3"].fill.fgColor.rgb == YELLOW.fgColor.rgb


def test_a_workbook_with_prefixes_and_only_headings(tmp_path: Path) -> None:
    path = tmp_path / "uppföljning.xlsx"
    plain([["Datum", "Antal"]]).save(path)
    with_prefixes(path)
    add(path, [date(2026, 11, 21), 2])
    assert [cells for _, cells in read_table(path).rows] == [("2026-11-21", 2)]


def test_merged_cells_where_the_row_belongs_are_told(tmp_path: Path) -> None:
    book = plain([["Datum", "Antal"]])
    assert book.active is not None
    book.active.merge_cells("A2:B2")
    path = tmp_path / "uppföljning.xlsx"
    book.save(path)
    with pytest.raises(Refused, match="rad 2"):
        add(path, ["x"])


def test_a_workbook_in_use_or_unfit_is_left_alone(tmp_path: Path) -> None:
    path = followup(tmp_path / "uppföljning.xlsx")
    before = path.read_bytes()
    lock = excel_lock(path, "Xavier")
    with pytest.raises(Conflict, match="Xavier"):
        add(path, ["x"])
    lock.unlink()
    assert path.read_bytes() == before
    with pytest.raises(StoreTrouble, match="finns inte"):
        add(tmp_path / "annan.xlsx", ["x"])
    found = opened(path)
    path.write_bytes(before[:-200])
    with pytest.raises(StoreTrouble, match="skadad"):
        append(found, [{1: "x"}])
    assert left(tmp_path) == []


def test_a_large_list_is_not_edited(tmp_path: Path) -> None:
    path = tmp_path / "uppföljning.xlsx"
    plain([["Datum", "Antal"]]).save(path)
    content = dict(parts_of(path))
    padding = b"</sheetData>" + b"<!--a-->" * (1 << 21)
    content[SHEET] = content[SHEET].replace(b"</sheetData>", padding)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    with pytest.raises(Refused, match="för stor"):
        add(path, ["x"])


def test_a_change_made_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    """Somebody saves the workbook while the row is being added: their version stays."""
    path = followup(tmp_path / "uppföljning.xlsx")
    found = opened(path)
    book = Workbook()
    assert book.active is not None
    book.active.append(["deras"])
    book.save(path)
    content = path.read_bytes()
    with pytest.raises((Conflict, StoreTrouble)):
        append(found, [{1: "x"}])
    assert path.read_bytes() == content
