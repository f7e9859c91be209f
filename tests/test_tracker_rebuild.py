"""The team's workbook written back: what people see stays, what is erased is in no part of the file."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.cell.rich_text import CellRichText
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import PatternFill
from openpyxl.worksheet.table import Table

from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.perform import perform
from backoffice_tui.desk.tracker import compare, take_in_tracker, write_tracker
from backoffice_tui.routine.errors import Refused
from tests.make_tracker_files import GONE
from tests.trackers import (
    INVENTED,
    STORA,
    comments,
    copied,
    edit,
    hits,
    keep,
    look,
    parts,
    row,
    values,
)

OTHERS = ["tracker-xlsxwriter.xlsx", "tracker-libreoffice.xlsx"]


def same_look(before: dict[str, Any], after: dict[str, Any]) -> None:
    assert before.keys() == after.keys()
    for title, sheet in before.items():
        for what, was in sheet.items():
            assert after[title][what] == was, (title, what)


@pytest.fixture
def invented(tmp_path: Path) -> Path:
    return Path(shutil.copy(INVENTED, tmp_path / "Stora ärenden.xlsx"))


@pytest.mark.rule("STORA-13", "STORA-10")
def test_two_years_of_a_team_come_in_and_go_back_with_their_look(
    desk: Desk, invented: Path
) -> None:
    before, said = look(invented), comments(invented)
    found = take_in_tracker(desk, STORA, invented)
    assert (found.read, found.created) == (241, 240)
    assert [(each.row, each.field) for each in found.refused] == [(244, "Ärendenr CAB")]
    assert len([each for each in found.warnings if "raderas" in each.message]) == 4
    told = compare(desk, STORA, invented)
    assert (len(told.erase), told.dropped, told.new_there, told.conflicts) == (4, [], [], [])
    done = [line for line in values(invented) if str(line[8]).casefold().startswith("hanter")]
    name = next(str(line[2]) for line in done if line[2])
    assert hits(invented, name)

    perform(desk, STORA, "41008843", "note", {"text": "=13 av 20 klara"})
    written = write_tracker(desk, STORA, invented)

    assert (written.erased, written.changed) == (told.erase, ["41008843"])
    same_look(before, look(invented))
    sheet = load_workbook(invented).worksheets[0]
    cell = next(sheet.cell(each.row, 11) for each in sheet["D"] if str(each.value) == "41008843")
    assert (cell.value, cell.data_type) == ("=13 av 20 klara", "s")
    assert sheet["N4"].value.startswith("=COUNTIF(")
    assert load_workbook(invented)["Listor"]["D2"].value.startswith("=COUNTIF(")
    gone = said.keys() - comments(invented).keys()
    assert gone == {"C24"}, "the comment on a row that was done"
    assert not hits(invented, name)
    again = take_in_tracker(desk, STORA, invented)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 240)
    assert not [each for each in again.warnings if "raderas" in each.message]


@pytest.mark.rule("STORA-13", "STORA-10")
@pytest.mark.parametrize("name", OTHERS)
def test_what_was_erased_is_in_no_part_and_the_rest_looks_as_before(
    desk: Desk, tmp_path: Path, name: str
) -> None:
    path = copied(name, tmp_path)
    before, said = look(path), comments(path)
    take_in_tracker(desk, STORA, path)
    assert all(any(text == gone for _, text in hits(path, gone)) for gone in GONE)
    written = write_tracker(desk, STORA, path)
    assert written.erased == ["5103"]
    assert hits(path, *GONE) == []
    assert "xl/sharedStrings.xml" not in parts(path)

    after = look(path)
    assert before["Ärenden"]["choices"] != after["Ärenden"]["choices"]
    assert before["Ärenden"]["colours"] != after["Ärenden"]["colours"]
    assert len(after["Ärenden"]["choices"]) == 2
    assert "Lärkan" in after["Ärenden"]["filtered"][0]
    for what in ("choices", "colours", "filtered"):
        before["Ärenden"][what] = after["Ärenden"][what]
    same_look(before, after)
    book = load_workbook(path, rich_text=True)
    sheet = book["Ärenden"]
    line = [cell.value for cell in sheet[6]]
    assert line[1] == 5103
    assert line[2] is not None
    assert line[3:6] == [None, None, None]
    assert line[6:10] == ["xkim", "Hanterad", "xbo", None]
    assert isinstance(sheet["F4"].value, CellRichText)
    assert [str(run) for run in sheet["F4"].value][-1] == " fakturaadress"
    assert comments(path) == {"F4": said["F4"], "F5": "Samma ombud som … (…)"}
    assert sheet["K5"].hyperlink is not None
    assert sheet["K6"].hyperlink is None
    assert "Statuslista" in book.defined_names
    assert "Kajutan" not in book.defined_names
    assert [cell.value for cell in book["Kontakter"][2]] == ["…", None, "…, …"]
    assert [cell.value for cell in book["Kontakter"][3]] == ["Brf Ormbunken", 900101, "om=kring"]
    assert book["Kontakter"]["B4"].value == "=SUM(B2:B3)"
    assert book["Dolt"].sheet_state == "hidden"
    assert book.properties.title == "Stora ärenden"
    assert book.custom_doc_props.names == ["Ansvarig"]


@pytest.mark.rule("STORA-13")
def test_what_would_be_dropped_is_named_before_and_nothing_is_written(
    desk: Desk, tmp_path: Path
) -> None:
    path = copied("tracker-losses.xlsx", tmp_path)
    take_in_tracker(desk, STORA, path)
    raw = path.read_bytes()
    named = compare(desk, STORA, path).dropped
    assert {"diagram", "diagramblad", "textrutor eller ritade figurer", "miniatyrdiagram"} <= set(
        named
    )
    assert any("andra arbetsböcker" in each for each in named)
    with pytest.raises(Refused, match="diagramblad") as refused:
        write_tracker(desk, STORA, path)
    assert "--yes" in str(refused.value)
    assert path.read_bytes() == raw
    written = write_tracker(desk, STORA, path, accept_loss=True)
    assert written.dropped == named
    book = load_workbook(path)
    assert book.sheetnames == ["Ärenden"]
    assert book["Ärenden"]["K3"].value == 17, "the last value of a formula that asked elsewhere"
    assert compare(desk, STORA, path).dropped == []


@pytest.mark.rule("STORA-13")
def test_new_rows_stand_below_the_last_one_with_its_look(desk: Desk, tmp_path: Path) -> None:
    path = keep(tmp_path / "a.xlsx", row(3001), row(3002))
    take_in_tracker(desk, STORA, path)
    other = keep(tmp_path / "b.xlsx", row(4001, customer=84001), row(4002, customer=84002))

    def furnish(sheet: Any) -> None:
        sheet.add_table(Table(displayName="Arenden", ref="A2:G4"))
        sheet["H2"] = "Prio"
        sheet["C4"].fill = PatternFill("solid", fgColor="00FF00")
        sheet["A6"] = "Frågor: xlead"

    edit(other, furnish)
    take_in_tracker(desk, STORA, other)
    written = write_tracker(desk, STORA, other)
    assert written.added == ["3001", "3002"]
    sheet = load_workbook(other).worksheets[0]
    assert str(sheet["B5"].value) == "3001"
    assert sheet["A5"].data_type == "n", "a number where the row above has one"
    assert sheet["C5"].fill.fgColor.rgb == "0000FF00"
    assert sheet["A6"].value == "Frågor: xlead"
    assert str(sheet["B7"].value) == "3002"
    assert sheet.tables["Arenden"].ref == "A2:G7"


@pytest.mark.rule("STORA-13")
def test_the_choices_that_newer_excel_keeps_apart_stay(desk: Desk, tmp_path: Path) -> None:
    path = keep(tmp_path / "a.xlsx", row(3001))
    apart = (
        '<extLst><ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"'
        ' uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"><x14:dataValidations'
        ' xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" count="1">'
        '<x14:dataValidation type="list" allowBlank="1"><x14:formula1><xm:f>Listor!$A$1:$A$3</xm:f>'
        "</x14:formula1><xm:sqref>E3:E90</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>"
    )
    from tests.workbooks import pack

    content = {name: text.encode() for name, text in parts(path).items()}
    sheet = content["xl/worksheets/sheet1.xml"].replace(
        b"</worksheet>", apart.encode() + b"</worksheet>"
    )
    pack(path, content | {"xl/worksheets/sheet1.xml": sheet})
    take_in_tracker(desk, STORA, path)
    perform(desk, STORA, "3001", "note", {"text": "ändrad"})
    assert write_tracker(desk, STORA, path).dropped == []
    rule = load_workbook(path).worksheets[0].data_validations.dataValidation[0]
    assert (rule.type, rule.formula1, str(rule.sqref)) == ("list", "Listor!$A$1:$A$3", "E3:E90")


def test_charts_that_openpyxl_could_keep_are_left_out_too(desk: Desk, tmp_path: Path) -> None:
    """A chart keeps copies of the values it shows."""
    path = keep(tmp_path / "a.xlsx", row(3001, "Hanterad"))

    def draw(sheet: Any) -> None:
        chart = BarChart()
        chart.add_data(Reference(sheet, min_col=1, min_row=2, max_row=3), titles_from_data=True)
        sheet.add_chart(chart, "J2")

    edit(path, draw)
    take_in_tracker(desk, STORA, path)
    write_tracker(desk, STORA, path, accept_loss=True)
    assert not [name for name in parts(path) if "chart" in name or "drawing" in name]


@pytest.mark.rule("STORA-13")
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed here")
def test_libreoffice_opens_what_we_wrote(desk: Desk, tmp_path: Path, invented: Path) -> None:
    take_in_tracker(desk, STORA, invented)
    write_tracker(desk, STORA, invented)
    argv = ("soffice", f"-env:UserInstallation=file://{tmp_path}/office", "--headless")
    made = ("--convert-to", "csv:Text - txt - csv (StarCalc):59,34,76", "--outdir", str(tmp_path))
    subprocess.run([*argv, *made, str(invented)], check=True, capture_output=True, timeout=180)
    lines = invented.with_suffix(".csv").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("STORA ÄRENDEN – Backoffice")
    assert lines[2].startswith("Reg. datum;Kundnr;Företag;Ärendenr CAB")
    assert lines[3].split(";")[3] == "41000000"
    assert lines[3].rstrip(";").endswith(";26"), "the formula was worked out anew"
