"""Text with separated values, as other systems and spreadsheet programs write it."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backoffice_tui.exchange.delimited import as_it_was, harmless
from backoffice_tui.exchange.tables import Table, read_table
from backoffice_tui.routine.errors import StoreTrouble


def read(
    path: Path, content: bytes | str, *wanted: str
) -> tuple[Table, dict[int, tuple[object, ...]]]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    table = read_table(path, headings=(lambda row: set(wanted) <= set(row)) if wanted else None)
    return table, dict(table.rows)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_the_separator_is_found(tmp_path: Path, sign: str, end: str) -> None:
    text = end.join(
        [sign.join(["Nummer", '"Titel, med; allt\t"', "Grupp"]), sign.join(["1", "Avflytt", ""])]
    )
    table, rows = read(tmp_path / "lista.csv", text)
    assert table.headings == ("Nummer", "Titel, med; allt", "Grupp")
    assert rows == {2: ("1", "Avflytt", None)}


@pytest.mark.parametrize(
    ("encoding", "notes"),
    [
        ("utf-8", 0),
        ("utf-8-sig", 0),
        ("utf-16", 0),
        ("cp1252", 1),
    ],
)
def test_the_encoding_is_found(tmp_path: Path, encoding: str, notes: int) -> None:
    table, rows = read(tmp_path / "lista.txt", "Ärende\tÅtgärd\r\nHögsta ö\té".encode(encoding))
    assert table.headings == ("Ärende", "Åtgärd")
    assert rows == {2: ("Högsta ö", "é")}
    assert len(table.notes) == notes


def test_big_endian_and_torn_utf16(tmp_path: Path) -> None:
    content = b"\xfe\xff" + "Nummer;Ö\n1;å".encode("utf-16-be")
    assert read(tmp_path / "lista.csv", content)[1] == {2: ("1", "å")}
    assert list(read(tmp_path / "lista.csv", content[:-1])[1]) == [2]


def test_bytes_that_no_encoding_has_do_not_stop_it(tmp_path: Path) -> None:
    _, rows = read(tmp_path / "lista.csv", b"Nummer;Titel\n1;\x81\x8d\xe5\n")
    assert rows == {2: ("1", "\ufffd\ufffdå")}


def test_the_file_may_name_its_separator(tmp_path: Path) -> None:
    table, rows = read(tmp_path / "lista.csv", "sep=|\r\nNummer|a;b;c\r\n1|x\r\n")
    assert table.headings == ("Nummer", "a;b;c")
    assert rows == {3: ("1", "x")}


def test_known_headings_decide_how_lines_are_cut(tmp_path: Path) -> None:
    text = "Utskrift, sida 1, av 3, eller så\n\nNummer;Titel\n1;Avflytt, nu\n"
    table, rows = read(tmp_path / "lista.csv", text, "Nummer", "Titel")
    assert table.headings == ("Nummer", "Titel")
    assert rows == {4: ("1", "Avflytt, nu")}


def test_one_column_needs_no_separator(tmp_path: Path) -> None:
    _, rows = read(tmp_path / "lista.csv", "Namn\nSvensson, Åsa; Elin\n")
    assert rows == {2: ("Svensson, Åsa; Elin",)}


def test_rows_are_numbered_by_the_line_they_start_on(tmp_path: Path) -> None:
    text = 'Nummer;Logg\r\n1;"tre\r\nrader\nhär"\r\n\r\n2;kort\n3;"sista\rrad"'
    _, rows = read(tmp_path / "lista.csv", text)
    assert rows == {2: ("1", "tre\r\nrader\nhär"), 6: ("2", "kort"), 7: ("3", "sista\rrad")}


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ('Nummer;Titel\n1;"öppen\n2;b\n3;c\n', 2),
        ('Nummer;Titel\n1;a\n2;"öppen\n3;"b"\n4;c\n', 3),
        ('Nummer;Titel\n1;a\n2;"öppen', 3),
        ('Nummer;Titel\n1;"öppen\n' + "2;lång rad utan citat\n" * 60_000, 2),
    ],
)
def test_a_quotation_mark_left_open_is_told_by_its_row(tmp_path: Path, text: str, row: int) -> None:
    with pytest.raises(StoreTrouble, match=f"på rad {row} ") as found:
        read(tmp_path / "lista.csv", text)
    assert found.value.values["row"] == row


def test_a_mark_for_inches_is_no_quotation(tmp_path: Path) -> None:
    assert read(tmp_path / "lista.csv", 'Nummer;Mått\n1;5" rör\n2;6"')[1] == {
        2: ("1", '5" rör'),
        3: ("2", '6"'),
    }


def test_nul_is_left_out_and_told(tmp_path: Path) -> None:
    table, rows = read(tmp_path / "lista.csv", b"Nummer;Titel\n1;a\0b\n")
    assert rows == {2: ("1", "ab")}
    assert len(table.notes) == 1


def test_an_endless_line_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreTrouble, match="Rad 2"):
        read(tmp_path / "lista.csv", b"Nummer;Titel\n1;" + b"x" * (3 << 20))


def test_short_and_long_rows_fit_the_headings(tmp_path: Path) -> None:
    table, rows = read(tmp_path / "lista.csv", "a;b;c;;\n1\n1;2;3;;\n1;2;3;4\n")
    assert table.headings == ("a", "b", "c")
    assert rows == {2: ("1", None, None), 3: ("1", "2", "3"), 4: ("1", "2", "3")}
    assert len(table.notes) == 1


def test_the_size_is_about_right(tmp_path: Path) -> None:
    table, _ = read(tmp_path / "lista.csv", "a;b\n" + "1;2\n" * 500)
    assert abs(table.size - 500) <= 1


@pytest.mark.parametrize(
    "text", ["=1+1", "+46701234567", "-2+3", "@SUM(1)", "\t=1", "'=1", "''@x", "\r=x", "\n=x"]
)
def test_what_would_run_is_made_harmless(text: str) -> None:
    assert harmless(text) == f"'{text}"
    assert as_it_was(harmless(text)) == text


@pytest.mark.parametrize("text", ["", "'", "'citat'", "a=b", "'n Sync", "1-2", "Ärende"])
def test_what_would_not_run_is_left_alone(text: str) -> None:
    assert harmless(text) == text
    assert as_it_was(text) == text


@given(st.text(st.sampled_from("'=+-@\t\r\nab"), max_size=8))
def test_every_text_comes_back(text: str) -> None:
    assert as_it_was(harmless(text)) == text
    assert harmless(text)[:1] not in set("=+-@\t\r\n")


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.binary(max_size=300))
def test_any_bytes_give_rows_or_one_sentence(tmp_path: Path, content: bytes) -> None:
    try:
        read(tmp_path / "skräp.csv", content)
    except StoreTrouble as trouble:
        sentence = str(trouble)
    else:
        return
    assert "skräp.csv" in sentence
