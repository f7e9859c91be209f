"""A row is added to a workbook that others own without harm to its look."""

import io
import stat
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.worksheet.table import Table

from backoffice_tui.exchange.tables import read_table
from backoffice_tui.exchange.writing import append_row
from backoffice_tui.routine.errors import Conflict, Refused, StoreTrouble, Usage
from tests.test_exchange_files import excel_lock, left
from tests.workbooks import SHEET, pack, parts, plain


def followup(path: Path) -> Path:
    book = plain([["Datum", "Signatur", "KS Privat"], [date(2026, 11, 20), "xbo", 12]])
    sheet = book.active
    assert sheet is not None
    for cell in sheet[2]:
        cell.fill = PatternFill("solid", fgColor="FFFF99")
        cell.border = Border(bottom=Side("thin"))
    sheet["A2"].number_format = "yyyy-mm-dd"
    sheet["B1"].font = Font(bold=True, color="FF0000")
    sheet["E1"] = "=SUM(C2:C100)"
    sheet.auto_filter.ref = "A1:C2"
    sheet.column_dimensions["B"].width = 33
    sheet.row_dimensions[2].height = 25
    # Formatted in advance, as teams do; below the last row in use.
    sheet["A500"].fill = PatternFill("solid", fgColor="EEEEEE")
    book.create_sheet("Anteckningar").append(["rör ej"])
    book.save(path)
    return path


@pytest.mark.rule("SYST-14")
def test_the_row_stands_below_the_last_one_and_looks_like_it(tmp_path: Path) -> None:
    path = followup(tmp_path / "uppföljning.xlsx")
    before = path.read_bytes()
    path.chmod(0o664)
    copy = append_row(path, [date(2026, 11, 21), "=xanna", 7])
    book = load_workbook(path)
    sheet = book["Sheet"]
    assert [cell.value for cell in sheet[3]][:3] == [sheet["A3"].value, "=xanna", 7]
    assert sheet["A3"].value.date() == date(2026, 11, 21)
    assert sheet["B3"].data_type == "s"
    assert sheet["A3"].number_format == "yyyy-mm-dd"
    assert sheet["C3"].fill.fgColor.rgb == sheet["C2"].fill.fgColor.rgb
    assert sheet["C3"].border.bottom.style == "thin"
    assert sheet["E1"].value == "=SUM(C2:C100)"
    assert sheet.auto_filter.ref == "A1:C3"
    assert (sheet.column_dimensions["B"].width, sheet.row_dimensions[3].height) == (33, 25)
    assert sheet["B1"].font.color.rgb == "00FF0000"
    assert book["Anteckningar"]["A1"].value == "rör ej"
    assert book.calculation.fullCalcOnLoad
    assert stat.S_IMODE(path.stat().st_mode) == 0o664
    assert copy.read_bytes() == before
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert copy.name.startswith("uppföljning 20")
    assert len(list(tmp_path.glob("*.xlsx"))) == 2
    append_row(path, [date(2026, 11, 22), "xcia", 0])
    assert len(list(read_table(path).rows)) == 3


def test_a_table_grows_with_its_rows(tmp_path: Path) -> None:
    book = plain([["Datum", "Antal"], ["2026-11-20", 1]])
    assert book.active is not None
    book.active.add_table(Table(displayName="Pass", ref="A1:B2"))
    path = tmp_path / "uppföljning.xlsx"
    book.save(path)
    append_row(path, ["2026-11-21", 2])
    sheet = load_workbook(path).active
    assert sheet is not None
    assert sheet.tables["Pass"].ref == "A1:B3"


def test_texts_in_several_fonts_stay_so_and_values_keep_their_kind(tmp_path: Path) -> None:
    book = plain([["Datum", "Antal"]])
    assert book.active is not None
    book.active["A2"] = CellRichText("två ", TextBlock(InlineFont(b=True), "feta"), " ord")
    path = tmp_path / "uppföljning.xlsx"
    book.save(path)
    append_row(
        path, [datetime(2026, 11, 21, 8, tzinfo=UTC), 735999102000000001, Decimal("1.50"), True]
    )
    sheet = load_workbook(path, rich_text=True).active
    assert sheet is not None
    assert isinstance(sheet["A2"].value, CellRichText)
    values = [cell.value for cell in sheet[3]]
    assert values == [datetime.fromisoformat("2026-11-21T08:00"), "735999102000000001", 1.5, True]


def test_merged_cells_where_the_row_belongs_are_told(tmp_path: Path) -> None:
    book = plain([["Datum", "Antal"]])
    assert book.active is not None
    book.active.merge_cells("A2:B2")
    path = tmp_path / "uppföljning.xlsx"
    book.save(path)
    with pytest.raises(Refused, match="rad 2"):
        append_row(path, ["x"])


def test_an_empty_workbook_gets_its_first_row(tmp_path: Path) -> None:
    path = tmp_path / "uppföljning.xlsx"
    Workbook().save(path)
    append_row(path, ["Datum", "Antal"])
    assert read_table(path).headings == ("Datum", "Antal")


def with_chart(path: Path) -> None:
    book = plain([["a", "b"], [1, 2]])
    assert book.active is not None
    chart = BarChart()
    chart.add_data(Reference(book.active, min_col=1, min_row=1, max_row=2))
    book.active.add_chart(chart, "D4")
    book.save(path)


@pytest.mark.parametrize(
    ("part", "what"),
    [
        ("xl/media/image1.png", "bilder"),
        ("xl/drawings/drawing1.xml", "textrutor"),
        ("xl/ctrlProps/ctrlProp1.xml", "knappar"),
        ("xl/embeddings/oleObject1.bin", "inbäddade"),
        ("xl/threadedComments/threadedComment1.xml", "kommentarstrådar"),
        ("xl/slicers/slicer1.xml", "utsnitt"),
        ("xl/connections.xml", "frågor"),
    ],
)
def test_what_would_be_lost_is_named_and_nothing_is_touched(
    tmp_path: Path, part: str, what: str
) -> None:
    path = pack(tmp_path / "uppföljning.xlsx", parts() | {part: b"<x/>"})
    before = path.read_bytes()
    with pytest.raises(Refused, match=what):
        append_row(path, ["x"])
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


def test_charts_and_sparklines_would_be_lost(tmp_path: Path) -> None:
    path = tmp_path / "uppföljning.xlsx"
    with_chart(path)
    with pytest.raises(Refused, match="diagram, textrutor"):
        append_row(path, ["x"])
    content = parts()
    spark = content[SHEET].replace(b"</worksheet>", b"<extLst><ext/></extLst></worksheet>")
    pack(path, content | {SHEET: spark})
    with pytest.raises(Refused, match="miniatyrdiagram"):
        append_row(path, ["x"])


def test_a_workbook_in_use_or_unfit_is_left_alone(tmp_path: Path) -> None:
    path = followup(tmp_path / "uppföljning.xlsx")
    before = path.read_bytes()
    lock = excel_lock(path, "Xavier")
    with pytest.raises(Conflict, match="Xavier"):
        append_row(path, ["x"])
    lock.unlink()
    assert path.read_bytes() == before
    with pytest.raises(StoreTrouble, match="finns inte"):
        append_row(tmp_path / "annan.xlsx", ["x"])
    with pytest.raises(Usage):
        append_row(tmp_path / "annan.csv", ["x"])
    path.write_bytes(before[:-200])
    with pytest.raises(StoreTrouble, match="skadad"):
        append_row(path, ["x"])
    assert left(tmp_path) == []


def test_a_large_list_is_not_edited(tmp_path: Path) -> None:
    content = parts()
    content[SHEET] = content[SHEET].replace(
        b"</sheetData>", b"</sheetData>" + b"<!--a-->" * (1 << 21) + b""
    )
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w") as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    path = tmp_path / "uppföljning.xlsx"
    path.write_bytes(saved.getvalue())
    with pytest.raises(Refused, match="för stor"):
        append_row(path, ["x"])


def test_a_change_made_meanwhile_is_not_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody saves the workbook while the row is being added: their version stays."""
    path = followup(tmp_path / "uppföljning.xlsx")
    theirs = tmp_path / "deras.xlsx"
    plain([["deras"]]).save(theirs)
    content = theirs.read_bytes()
    save = Workbook.save

    def slow(book: Workbook, file: object) -> None:
        save(book, file)
        path.write_bytes(content)

    monkeypatch.setattr(Workbook, "save", slow)
    with pytest.raises(Conflict, match="ändrade"):
        append_row(path, ["x"])
    assert path.read_bytes() == content
