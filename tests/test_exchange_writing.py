"""A list is written whole or not at all, its texts stay texts, and reading it gives the same back."""

import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from backoffice_tui.exchange.tables import read_table
from backoffice_tui.exchange.writing import write_table
from backoffice_tui.routine.errors import StoreTrouble
from backoffice_tui.routine.text import clean
from tests.hostile import HOSTILE

ENDINGS = ["xlsx", "csv"]
ANY_TEXT = st.one_of(
    st.text(st.characters(codec=None), max_size=40),
    st.text(st.sampled_from("=+-@'\"\t\r\n;,_x000D_ aÅ&<>"), max_size=12),
    st.sampled_from(["_x000D_", "_x005F_x000D_", "#REF!", "735999102000000001", "007", "TRUE"]),
)


def back(path: Path) -> list[tuple[object, ...]]:
    return [row for _, row in read_table(path).rows]


@pytest.mark.rule("STORA-13")
@pytest.mark.parametrize("ending", ENDINGS)
@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(ANY_TEXT, ANY_TEXT), max_size=6))
def test_texts_come_back_equal(tmp_path: Path, ending: str, rows: list[tuple[str, str]]) -> None:
    path = tmp_path / f"lista.{ending}"
    write_table(path, ["Nummer", "Titel, och mer; så"], rows)
    wanted = [tuple(clean(text) or None for text in row) for row in rows]
    assert back(path) == [row for row in wanted if row != (None, None)]
    assert read_table(path).headings == ("Nummer", "Titel, och mer; så")


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_are_harmless_in_files(tmp_path: Path, name: str, ending: str) -> None:
    path = tmp_path / f"lista.{ending}"
    write_table(path, ["Nummer", "Titel"], [["1", HOSTILE[name]]])
    text = clean(HOSTILE[name])
    cut = f"{text[:32_766]}…" if ending == "xlsx" and len(text) > 32_767 else text
    assert back(path) == [("1", cut or None)]
    if ending == "csv":
        content = path.read_text(encoding="utf-8-sig")
        assert not any(mark in content for mark in "\x1b\x00\u202e\x07")


@pytest.mark.parametrize(
    "start", ["=1+1", "+46701", "-2+3", "@SUM(1)", "#REF!", "=cmd|'/c calc'!A1"]
)
def test_no_formula_is_made_from_data(tmp_path: Path, start: str) -> None:
    path = tmp_path / "lista.xlsx"
    write_table(path, [start], [[start]], title=start)
    sheet = load_workbook(path).active
    assert sheet is not None
    assert [(cell.value, cell.data_type) for row in sheet.iter_rows() for cell in row] == [
        (start, "s"),
        (start, "s"),
    ]
    write_table(tmp_path / "lista.csv", [start], [[start]])
    for line in (tmp_path / "lista.csv").read_text(encoding="utf-8-sig").splitlines():
        assert line.lstrip('"')[0] not in "=+-@"


@pytest.mark.rule("STORA-05")
def test_kinds_keep_their_kind(tmp_path: Path) -> None:
    path = tmp_path / "lista.xlsx"
    row = [
        "735999102000000001", 735999102000000001, 17, 2.5, Decimal("19.90"), True, date(2026, 11, 21),
        datetime(2026, 11, 21, 8, 30, 15, tzinfo=UTC), None, date(1850, 1, 1), float("nan"), 10**14,
    ]  # fmt: skip
    assert write_table(path, [f"K{place}" for place in range(len(row))], [row]) == []
    assert back(path) == [
        (
            "735999102000000001", "735999102000000001", 17, 2.5, 19.9, True, date(2026, 11, 21),
            datetime.fromisoformat("2026-11-21T08:30:15"), None, "1850-01-01", "nan", 10**14,
        )
    ]  # fmt: skip
    sheet = load_workbook(path).active
    assert sheet is not None
    assert sheet["G2"].number_format.replace("\\", "") == "yyyy-mm-dd"
    assert sheet["A2"].number_format == "@"
    write_table(
        tmp_path / "lista.csv", ["a", "b", "c", "d", "e"], [[-5, 2.5, True, row[6], row[7]]]
    )
    assert back(tmp_path / "lista.csv") == [
        ("-5", "2.5", "TRUE", "2026-11-21", "2026-11-21 08:30:15")
    ]


def test_the_sheet_looks_like_a_list(tmp_path: Path) -> None:
    path = tmp_path / "lista.xlsx"
    title = "Stora ärenden: vecka [47] 'nu' och mycket mer"
    write_table(path, ["Nummer", "Kommentar"], [["1", "x" * 40], ["2", "kort"]], title=title)
    book = load_workbook(path)
    sheet = book.active
    assert sheet is not None
    assert len(sheet.title) <= 31
    assert sheet.title.startswith("Stora ärenden  vecka  47")
    assert sheet["A1"].font.bold
    assert not sheet["A2"].font.bold
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:B3"
    assert 8 <= sheet.column_dimensions["A"].width < sheet.column_dimensions["B"].width <= 60


def test_a_text_longer_than_a_cell_is_cut_and_told(tmp_path: Path) -> None:
    path = tmp_path / "lista.xlsx"
    notes = write_table(path, ["Nummer", "Logg"], [["1", "å" * 40_000], ["2", "👩" * 16_384]])
    assert len(notes) == 2
    assert "B2" in notes[0]
    (_, first), (_, second) = back(path)
    assert first == "å" * 32_766 + "…"
    assert second == "👩" * 16_383 + "…"


def test_more_rows_than_a_sheet_has_leave_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "lista.xlsx"
    with pytest.raises(StoreTrouble, match="fler rader"):
        write_table(path, ["n"], ([] for _ in range(1_048_576)))
    assert list(tmp_path.iterdir()) == []


def test_the_workbook_is_made_in_its_own_folder_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Customers' data must not be spilled where nobody looks for it."""
    elsewhere = tmp_path / "tmp"
    elsewhere.mkdir(mode=0o500)
    monkeypatch.setattr("tempfile.tempdir", str(elsewhere))
    path = tmp_path / "lista.xlsx"
    seen: list[list[str]] = []

    def rows() -> Iterator[Sequence[object]]:
        for number in range(20_000):
            yield [f"kund {number}"]
        seen.append([entry.name for entry in elsewhere.iterdir()])

    write_table(path, ["Nummer"], rows())
    assert seen == [[]]
    assert len(back(path)) == 20_000
    assert zipfile.ZipFile(path).testzip() is None
