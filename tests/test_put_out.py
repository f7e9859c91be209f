from pathlib import Path

import pytest
from openpyxl import load_workbook

from backoffice_tui.desk.customers import take_in_customers
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.masking import DOTS
from backoffice_tui.desk.perform import perform
from backoffice_tui.desk.put_out import put_out
from backoffice_tui.desk.take_in import Stopped, take_in
from backoffice_tui.desk.worklist import line, page
from backoffice_tui.routine.errors import StoreTrouble, Usage
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.listing import Filter
from tests.calls import reconnection, taken
from tests.hostile import HOSTILE
from tests.lists import contents, row, write_list

DATA = Path(__file__).parent.parent / "data"
ENDINGS = (".xlsx", ".csv")


@pytest.fixture
def full(desk: Desk, syst: Queue) -> Desk:
    """A store with the sample list, two calls taken here, and some work done."""
    take_in(desk, syst, DATA / "syst-activity-list.csv")
    reconnection(desk, syst, 7)
    perform(desk, syst, taken(desk, syst, 8), "close", {"log": "Klart."})
    first = page(desk, syst, Filter(unassigned=True)).rows[0].number
    perform(desk, syst, first, "forward", {"to": "Mätning", "log": "Fråga."})
    return desk


def cells(path: Path) -> list[list[object]]:
    sheet = load_workbook(path).worksheets[0]
    return [[cell.value for cell in line] for line in sheet.iter_rows()]


@pytest.mark.rule("SYST-05", "SYST-06")
@pytest.mark.parametrize("ending", ENDINGS)
def test_what_was_written_and_is_read_again_changes_nothing(
    full: Desk, syst: Queue, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"out{ending}"
    count = put_out(full, syst, Filter(all=True), path)
    before = contents(full)
    report = take_in(full, syst, path)
    assert (report.read, report.unchanged, report.refused) == (count, count, [])
    assert (report.missing, report.differences) == ([], [])
    assert contents(full) == before


def test_rows_stand_in_the_routines_order_under_its_headings(
    full: Desk, syst: Queue, tmp_path: Path
) -> None:
    path = tmp_path / "out.xlsx"
    wanted = Filter(team="KS privat")
    count = put_out(full, syst, wanted, path)
    headings, *rows = cells(path)
    assert headings == [names[0] for names in full.data(syst).headings.values()]
    listed = page(full, syst, wanted, count=500).rows
    assert [line[0] for line in rows] == [each.number for each in listed]
    assert len(rows) == count < 115


@pytest.mark.parametrize("ending", ENDINGS)
def test_hostile_texts_come_back_as_they_went(
    desk: Desk, syst: Queue, tmp_path: Path, ending: str
) -> None:
    short = [text for text in HOSTILE.values() if len(text) < 1_000_000]
    rows = [row(at, Kundnamn=text, Kommentar=text) for at, text in enumerate(short, 1)]
    take_in(desk, syst, write_list(tmp_path / "in.csv", rows))
    put_out(desk, syst, Filter(), tmp_path / f"out{ending}")
    before = contents(desk)
    report = take_in(desk, syst, tmp_path / f"out{ending}")
    assert report.updated == report.created == 0
    assert contents(desk) == before
    if ending == ".xlsx":
        book = load_workbook(tmp_path / "out.xlsx")
        assert all(cell.data_type != "f" for line in book.worksheets[0] for cell in line)


@pytest.mark.rule("ALL-08")
@pytest.mark.parametrize("ending", ENDINGS)
def test_a_protected_person_is_dots_and_the_dots_never_come_back(
    full: Desk, syst: Queue, tmp_path: Path, ending: str
) -> None:
    take_in_customers(full, DATA / "customers.json")
    path = tmp_path / f"out{ending}"
    put_out(full, syst, Filter(all=True), path)
    content = str(cells(path)) if ending == ".xlsx" else path.read_text(encoding="utf-8-sig")
    assert "Jens Dalmyr" not in content
    assert "195802169838" not in content
    assert DOTS in content
    before = contents(full)
    assert take_in(full, syst, path).updated == 0
    assert contents(full) == before


@pytest.mark.rule("ALL-08")
def test_a_masked_row_makes_no_case(desk: Desk, syst: Queue, tmp_path: Path) -> None:
    path = write_list(tmp_path / "l.csv", [row(1, Kundnamn=DOTS), row(2)])
    report = take_in(desk, syst, path)
    assert (report.created, [each.row for each in report.refused]) == (1, [2])
    assert line(desk, syst, "2").customer_name == "Kund 2"


@pytest.mark.parametrize("ending", ENDINGS)
def test_stopped_half_way_leaves_no_file_and_no_other(
    full: Desk, syst: Queue, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"out{ending}"
    path.write_text("det gamla")
    seen: list[tuple[int, int]] = []

    def progress(done: int, rows: int) -> bool:
        seen.append((done, rows))
        return False

    before = sorted(each.name for each in tmp_path.iterdir())
    with pytest.raises(Stopped):
        put_out(full, syst, Filter(all=True), path, progress)
    assert seen == [(115, 115)]
    assert path.read_text() == "det gamla"
    assert sorted(each.name for each in tmp_path.iterdir()) == before


def test_a_file_that_cannot_be_written_is_said_so(full: Desk, syst: Queue, tmp_path: Path) -> None:
    with pytest.raises(Usage):
        put_out(full, syst, Filter(), tmp_path / "out.ods")
    with pytest.raises(StoreTrouble):
        put_out(full, syst, Filter(), tmp_path / "none" / "out.csv")


def test_an_empty_list_has_its_headings(desk: Desk, syst: Queue, tmp_path: Path) -> None:
    assert put_out(desk, syst, Filter(), tmp_path / "out.csv") == 0
    assert (tmp_path / "out.csv").read_text(encoding="utf-8-sig").startswith("Ärendenummer;")
