"""Sheets as all kinds of programs write them, read whole or cell by cell with the same result."""

import time
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from datetime import time as clock
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900

from backoffice_tui.exchange import sheets
from backoffice_tui.exchange.guard import inspect
from backoffice_tui.routine.errors import StoreTrouble
from tests.workbooks import HEAD, MAIN, SHEET, pack, parts, plain, read, saved, sheet, with_sheet

Rows = list[tuple[int, list[object]]]


def trimmed(rows: Iterable[tuple[int, Sequence[object]]]) -> Rows:
    """Without blank rows, and without the blank cells around, which differ between the two ways."""
    found = []
    for number, values in rows:
        filled = [place for place, value in enumerate(values) if value is not None]
        if filled:
            found.append((number, list(values[filled[0] : filled[-1] + 1])))
    return found


def streamed(path: Path) -> Rows:
    """The first sheet as it is read when it does not fit in memory."""
    first = sheets.sheets(inspect(path))[0]
    first.extent.usual = False
    return trimmed(sheets.rows(path, first))


def dense(path: Path) -> Rows:
    first = sheets.sheets(inspect(path))[0]
    assert first.extent.fits
    return trimmed(sheets.rows(path, first))


@pytest.mark.rule("STORA-13")
@pytest.mark.parametrize("epoch", [CALENDAR_WINDOWS_1900, CALENDAR_MAC_1904])
def test_every_kind_of_cell(tmp_path: Path, epoch: datetime) -> None:
    book = plain(
        [
            ["text", "helt", "decimal", "ja", "dag", "stund", "klocka", "längd", "fel", "formel"],
            [
                "Åsa", 17, 2.5, True, date(2026, 11, 21), datetime.fromisoformat("2026-11-21T13:59:59"),
                clock(7, 30), timedelta(hours=30), "#REF!", "=1+1",
            ],
        ]
    )  # fmt: skip
    book.epoch = epoch
    path = saved(tmp_path / "lista.xlsx", book)
    _, rows = read(path)
    assert rows == {
        2: (
            "Åsa", 17, 2.5, True, date(2026, 11, 21), datetime.fromisoformat("2026-11-21T13:59:59"),
            "07:30:00", "30:00:00", "#REF!", None,
        )
    }  # fmt: skip
    assert [type(value) for value in rows[2][:4]] == [str, int, float, bool]
    assert streamed(path) == dense(path)


def test_kinds_that_openpyxl_does_not_write(tmp_path: Path) -> None:
    row = (
        '<row r="3"><c r="A3" t="str"><f>B1&amp;"x"</f><v>sparat värde</v></c>'
        '<c r="B3" t="inlineStr"><is><r><t xml:space="preserve">i </t></r><r><t>delar</t></r>'
        '<rPh sb="0" eb="1"><t>UTTAL</t></rPh></is></c>'
        '<c r="C3" t="d"><v>2026-02-03T04:05:06</v></c><c r="D3" t="e"><v>#DIV/0!</v></c>'
        '<c r="E3"><v>735999102000000001</v></c><c r="F3"><v>1e309</v></c><c r="G3"><v>NaN</v></c>'
        '<c r="H3" t="str"><v>rad_x000D_\nrad _x005F_x000D_ &lt;&amp;</v></c>'
        '<c r="I3"><v>inget tal</v></c></row>'
    )
    path = with_sheet(tmp_path / "lista.xlsx", sheet(row))
    values = dict(dense(path))[3]
    assert values[:3] == ["sparat värde", "i delar", datetime.fromisoformat("2026-02-03T04:05:06")]
    assert values[3:6] == ["#DIV/0!", 735999102000000001.0, "inf"]
    assert values[6:] == ["nan", "rad\r\nrad _x000D_ <&", "inget tal"]
    assert streamed(path) == dense(path)


@pytest.mark.parametrize("place", ["XFD1048576", "A1048576", "XFD3", "ZZZ9999999"])
def test_a_stray_cell_in_the_last_corner_does_no_harm(tmp_path: Path, place: str) -> None:
    number = place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    dimension = '<dimension ref="A1:XFD1048576"/>'
    stray = f'<row r="{number}"><c r="{place}"><v>9</v></c></row>'
    good = '<row r="2"><c r="A2"><v>1</v></c></row>'
    path = with_sheet(tmp_path / "lista.xlsx", sheet(HEAD + good + stray, before=dimension))
    before = time.process_time()
    table, rows = read(path)
    assert time.process_time() - before < 2
    assert rows[2] == (1, None)
    assert set(rows) <= {2, 3}
    assert table.headings == ("Nummer", "Titel")
    assert len(table.notes) == 1


@pytest.mark.parametrize("dimension", ["A1", "A1:XFD1048576", "B7:C9"])
def test_a_lying_size_is_not_believed(tmp_path: Path, dimension: str) -> None:
    rows_xml = '<row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>2</v></c></row>'
    path = with_sheet(
        tmp_path / "lista.xlsx", sheet(HEAD + rows_xml, before=f'<dimension ref="{dimension}"/>')
    )
    assert read(path)[1] == {2: (1, 2)}
    assert [number for number, _ in streamed(path)] == [1, 2]


def test_cells_without_places_and_with_prefixes_are_read(tmp_path: Path) -> None:
    """As some programs that are no spreadsheets write."""
    bare = "<row><c t='str'><v>Nummer</v></c></row><row><c/><c><v>1</v></c></row><row><c><v>2</v></c></row>"
    _, rows = read(with_sheet(tmp_path / "utan.xlsx", sheet(bare)))
    assert rows == {2: (None,), 3: (2,)}
    prefixed = sheet(HEAD + '<row r="2"><c r="A2"><v>1</v></c></row>').decode()
    for name in ("worksheet", "sheetData", "row", "is", "c", "v", "t"):
        prefixed = prefixed.replace(f"</{name}>", f"</x:{name}>")
        for end in " >":
            prefixed = prefixed.replace(f"<{name}{end}", f"<x:{name}{end}")
    prefixed = prefixed.replace("xmlns=", "xmlns:x=")
    assert read(with_sheet(tmp_path / "med.xlsx", prefixed.encode()))[1] == {2: (1, None)}


def test_a_workbook_as_libreoffice_writes_it(tmp_path: Path) -> None:
    """Shared texts, absolute links, columns to the end of the sheet, repeated formats."""
    texts = (
        f'<sst xmlns="{MAIN}"><si><t xml:space="preserve">Nummer</t></si><si><r><t>Av</t></r>'
        '<r><t>flytt</t></r></si><si><t> kant </t></si><si><t xml:space="preserve"> kant </t></si></sst>'
    )
    rows_xml = (
        '<row r="1" customFormat="false" ht="12.8"><c r="A1" s="0" t="s"><v>0</v></c></row>'
        '<row r="2"><c r="A2" s="0" t="s"><v>1</v></c></row>'
        '<row r="3"><c r="A3" s="0" t="s"><v>2</v></c></row>'
        '<row r="4"><c r="A4" s="0" t="s"><v>3</v></c></row>'
        '<row r="1048576"/>'
    )
    content = parts()
    links = content["xl/_rels/workbook.xml.rels"].replace(
        b'Target="worksheets', b'Target="/xl/worksheets'
    )
    content |= {
        SHEET: sheet(rows_xml, before='<cols><col min="1" max="16384"/></cols>'),
        "xl/_rels/workbook.xml.rels": links.replace(
            b"</Relationships>",
            b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
            b'relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        ),
        "xl/sharedStrings.xml": texts.encode(),
    }
    path = pack(tmp_path / "lista.xlsx", content)
    assert read(path)[1] == {2: ("Avflytt",), 3: ("kant",), 4: (" kant ",)}
    assert streamed(path) == dense(path)


def test_a_text_that_is_not_there_is_damage(tmp_path: Path) -> None:
    row = '<row r="2"><c r="A2" t="s"><v>99</v></c></row>'
    path = with_sheet(tmp_path / "lista.xlsx", sheet(HEAD + row))
    with pytest.raises(StoreTrouble, match="skadad"):
        read(path)
    with pytest.raises(StoreTrouble, match="skadad"):
        streamed(path)


CELLS = st.one_of(
    st.none(),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20),
    st.integers(-(10**14), 10**14),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.booleans(),
    st.dates(date(1900, 3, 2), date(2200, 1, 1)),
    st.datetimes(
        datetime.fromisoformat("1900-03-02T00:00:00"), datetime.fromisoformat("2200-01-01T00:00:00")
    ).map(lambda at: at.replace(microsecond=0)),
    st.sampled_from(["#N/A", "#REF!", "=1+1", "_x000D_", " kant "]),
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.lists(CELLS, max_size=6), min_size=1, max_size=8), st.booleans())
def test_both_ways_of_reading_agree(tmp_path: Path, cells: list[list[object]], early: bool) -> None:
    book = plain(cells)
    book.epoch = CALENDAR_MAC_1904 if early else CALENDAR_WINDOWS_1900
    if early:
        book = plain(
            [[v if not isinstance(v, date) or v.year > 1904 else None for v in r] for r in cells]
        )
    path = saved(tmp_path / "lista.xlsx", book)
    assert streamed(path) == dense(path)
