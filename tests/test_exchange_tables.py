"""A list made elsewhere gives its rows with the row numbers its own program shows."""

import time
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from backoffice_tui.exchange.tables import read_table
from backoffice_tui.routine.errors import StoreTrouble, Usage
from tests.workbooks import HEAD, plain, read, saved, sheet, with_sheet


@pytest.mark.rule("STORA-05")
def test_a_ruined_id_stays_a_number(tmp_path: Path) -> None:
    _, rows = read(saved(tmp_path / "lista.xlsx", plain([["Anl"], [735999102000000001], ["007"]])))
    assert isinstance(rows[2][0], float)
    assert rows[3] == ("007",)


@pytest.mark.rule("STORA-13")
def test_rows_keep_the_numbers_of_their_sheet(tmp_path: Path) -> None:
    book = Workbook()
    tab = book.active
    assert tab is not None
    tab["C4"], tab["D4"] = "Nummer", "Titel"
    tab["C5"], tab["D7"], tab["C9"] = 1, "bara titel", 3
    tab.row_dimensions[9].hidden = True
    path = saved(tmp_path / "lista.xlsx", book)
    table, rows = read(path)
    assert [heading for heading in table.headings if heading] == ["Nummer", "Titel"]
    assert [(number, [v for v in row if v is not None]) for number, row in rows.items()] == [
        (5, [1]),
        (7, ["bara titel"]),
        (9, [3]),
    ]
    assert all(len(row) == len(table.headings) for row in rows.values())
    assert table.size == 5


@pytest.mark.rule("STORA-13")
def test_titles_above_the_headings_are_skipped(tmp_path: Path) -> None:
    book = plain(
        [["Stora ärenden vecka 47"], [], ["utskriven", "2026-11-21"], ["Titel", "Nummer "]]
    )
    assert book.active is not None
    book.active.merge_cells("A1:D1")
    book.active.append(["Avflytt", "1003"])
    path = saved(tmp_path / "lista.xlsx", book)
    table, rows = read(path, "Titel")
    assert table.headings == ("Titel", "Nummer")
    assert rows == {5: ("Avflytt", "1003")}
    assert read(path)[0].headings == ("Stora ärenden vecka 47",)


def test_headings_further_down_than_twenty_rows_are_not_looked_for(tmp_path: Path) -> None:
    filler = [[f"rad {number}"] for number in range(1, 21)]
    path = saved(tmp_path / "lista.xlsx", plain([*filler, ["Nummer"], ["1"]]))
    table, rows = read(path, "Nummer")
    assert table.headings == ("rad 1",)
    assert list(rows) == list(range(2, 23))


def test_the_sheet_with_the_headings_is_read_and_the_others_named(tmp_path: Path) -> None:
    book = plain([["Läs detta först"]])
    book.create_sheet("tom")
    right = book.create_sheet("Ärenden")
    right.append(["Nummer"])
    right.append(["1003"])
    book.create_sheet("Mer").append(["Nummer"])
    path = saved(tmp_path / "lista.xlsx", book)
    table, rows = read(path, "Nummer")
    assert rows == {2: ("1003",)}
    assert table.notes == ["Bara bladet ”Ärenden” lästes, inte Sheet, Mer."]
    assert read(path, "Finns inte")[0].headings == ("Läs detta först",)


def test_an_empty_first_sheet_is_passed_over(tmp_path: Path) -> None:
    book = Workbook()
    book.create_sheet("Data").append(["Nummer"])
    table, rows = read(saved(tmp_path / "lista.xlsx", book))
    assert (table.headings, rows, table.notes) == (("Nummer",), {}, [])


@pytest.mark.rule("STORA-13")
def test_formatted_blank_rows_are_nothing(tmp_path: Path) -> None:
    blank = "".join(f'<row r="{n}" s="1"><c r="A{n}" s="1"/></row>' for n in range(3, 40_003))
    row = '<row r="2"><c r="A2"><v>1</v></c></row>'
    table, rows = read(with_sheet(tmp_path / "lista.xlsx", sheet(HEAD + row + blank)))
    assert rows == {2: (1, None)}
    assert table.notes == []


def test_what_stands_far_below_is_told_and_not_read(tmp_path: Path) -> None:
    far = '<row r="2"><c r="A2"><v>1</v></c></row><row r="1300"><c r="A1300"><v>2</v></c></row>'
    table, rows = read(with_sheet(tmp_path / "lista.xlsx", sheet(HEAD + far)))
    assert rows == {2: (1, None)}
    assert "efter rad 2," in table.notes[0]


def test_values_without_a_heading_are_told(tmp_path: Path) -> None:
    path = saved(tmp_path / "lista.xlsx", plain([["A", "B"], [1, 2], [1, 2, "x"], [1, 2, 3]]))
    table, rows = read(path)
    assert rows == {2: (1, 2), 3: (1, 2), 4: (1, 2)}
    assert table.notes == [
        "Från rad 3 står det något till höger om den sista rubriken. Det lästes inte."
    ]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("finns-inte.xlsx", None, "finns inte"),
        ("finns-inte.csv", None, "finns inte"),
        ("tom.xlsx", b"", "tom"),
        ("tom.csv", b"", "tom"),
        ("blank.csv", b"\r\n;;\r\n", "ingenting"),
        ("bok.csv", b"PK\x03\x04...", "arbetsbok"),
    ],
)
def test_each_trouble_is_one_sentence(
    tmp_path: Path, name: str, content: bytes | None, sentence: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(StoreTrouble, match=sentence) as found:
        read(path)
    assert name in str(found.value)


def test_folders_devices_and_other_endings(tmp_path: Path) -> None:
    (tmp_path / "mapp.xlsx").mkdir()
    with pytest.raises(StoreTrouble, match="mapp"):
        read_table(tmp_path / "mapp.xlsx")
    (tmp_path / "oändlig.csv").symlink_to("/dev/zero")
    with pytest.raises(StoreTrouble, match="ingen vanlig fil"):
        read_table(tmp_path / "oändlig.csv")
    with pytest.raises(Usage, match=r"\.xlsx eller \.csv"):
        read_table(tmp_path / "lista.pdf")
    with pytest.raises(StoreTrouble):
        read_table(tmp_path / ("å" * 200 + ".xlsx"))


def test_a_workbook_without_any_cell_says_so(tmp_path: Path) -> None:
    with pytest.raises(StoreTrouble, match="ingenting"):
        read(saved(tmp_path / "lista.xlsx", Workbook()))


@pytest.mark.rule("STORA-13")
def test_reading_is_quicker_than_half_of_a_bare_loop(tmp_path: Path) -> None:
    book = Workbook(write_only=True)
    tab = book.create_sheet()
    for number in range(4_000):
        tab.append([f"{number}-{place}" if place % 3 else number * place for place in range(12)])
    path = saved(tmp_path / "lista.xlsx", book)
    ratios = []
    for _ in range(3):
        start = time.process_time()
        assert sum(1 for _ in read_table(path).rows) == 3_999
        middle = time.process_time()
        loop = load_workbook(path, read_only=True)
        assert loop.active is not None
        assert sum(1 for _ in loop.active.iter_rows(values_only=True)) == 4_000
        ratios.append((middle - start) / (time.process_time() - middle))
    assert min(ratios) < 0.5


def test_colours_and_bold_change_nothing(tmp_path: Path) -> None:
    book = plain([["Nummer"], [1]])
    assert book.active is not None
    book.active["A2"].font = Font(bold=True, color="FF0000")
    assert read(saved(tmp_path / "lista.xlsx", book))[1] == {2: (1,)}
