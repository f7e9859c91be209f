"""A workbook is looked at before it is opened: it is fit, or one sentence says why not."""

import time
import zipfile
from pathlib import Path

import pytest

from backoffice_tui import texts
from backoffice_tui.exchange.guard import inspect
from backoffice_tui.routine.errors import StoreTrouble
from tests.workbooks import MAIN, SHEET, pack, parts, plain, sheet, with_sheet

ROW = '<row r="1"><c r="A1" t="inlineStr"><is><t>Nummer</t></is></c></row>'


def said(path: Path) -> str:
    with pytest.raises(StoreTrouble) as found:
        inspect(path)
    sentences = str(found.value)
    assert path.name in sentences
    assert "{" not in sentences
    assert found.value.exit_code == 6
    return found.value.key.removeprefix("exchange.")


def test_an_honest_workbook_is_fit(tmp_path: Path) -> None:
    path = tmp_path / "lista.xlsx"
    plain([["Nummer", "Titel"], ["1", "Avflytt"], ["2", "Inflytt"]]).save(path)
    extent = inspect(path).extents[SHEET]
    assert (extent.last_row, extent.width, extent.cells, extent.fits) == (3, 2, 6, True)


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old-excel"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
            + b"\0" * 600
            + "EncryptedPackage".encode("utf-16-le"),
            "password",
        ),
        (b"<html><table><tr><td>Nummer</td></tr></table></html>", "no-workbook"),
        (b"Nummer;Titel\r\n1;Avflytt\r\n", "no-workbook"),
        (b"PK\x03\x04", "damaged"),
        (b"PK\x03\x04" + b"\0" * 2000, "damaged"),
        (b"PK\x03\x04" + b"PK\x05\x06" * 40, "damaged"),
        (b"", "empty"),
    ],
)
def test_what_is_no_workbook_is_named(tmp_path: Path, content: bytes, key: str) -> None:
    path = tmp_path / "lista.xlsx"
    path.write_bytes(content)
    assert said(path) == key


def test_a_workbook_cut_off_anywhere_is_damaged(tmp_path: Path) -> None:
    whole = tmp_path / "hel.xlsx"
    plain([["Nummer"], *[[f"nummer {number}"] for number in range(300)]]).save(whole)
    content = whole.read_bytes()
    path = tmp_path / "kapad.xlsx"
    for length in range(4, len(content) - 1, 97):
        path.write_bytes(content[:length])
        assert said(path) == "damaged"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("../../autoexec.bat", "path"),
        ("/etc/passwd", "path"),
        ("xl/../../x", "path"),
        ("C:/x", "path"),
        ("xl/\x1b[2J", "path"),
        ("xl/\u202ex", "path"),
        ("xl/vbaProject.bin", "macros"),
        ("XL/VBAPROJECT.BIN", "macros"),
        ("xl/macrosheets/sheet1.xml", "macros"),
        ("xl/workbook.bin", "binary"),
        ("XL/WORKBOOK.XML", "twice"),
    ],
)
def test_parts_that_no_list_needs_are_refused(tmp_path: Path, name: str, key: str) -> None:
    assert said(pack(tmp_path / "lista.xlsx", parts() | {name: b"x"})) == key


def test_a_backslash_in_a_name_is_refused(tmp_path: Path) -> None:
    path = pack(tmp_path / "lista.xlsx", parts() | {"xl/..!x": b"x"})
    path.write_bytes(path.read_bytes().replace(b"xl/..!x", b"xl\\..\\x"))
    assert said(path) == "path"


def test_a_part_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    path = pack(tmp_path / "lista.xlsx", parts())
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(SHEET, sheet(ROW))
    assert said(path) == "twice"


def test_another_zip_is_no_workbook(tmp_path: Path) -> None:
    assert said(pack(tmp_path / "lista.xlsx", {"mimetype": b"x", "content.xml": b"<x/>"})) == (
        "no-workbook"
    )


def test_encrypted_parts_are_refused(tmp_path: Path) -> None:
    path = pack(tmp_path / "lista.xlsx", parts())
    content = bytearray(path.read_bytes())
    entry = content.rindex(b"PK\x01\x02")
    content[entry + 8] |= 1
    path.write_bytes(content)
    assert said(path) == "password"


def test_too_many_parts_are_refused(tmp_path: Path) -> None:
    many = {f"xl/x{number}.xml": b"<x/>" for number in range(2_100)}
    assert said(pack(tmp_path / "lista.xlsx", parts() | many)) == "many-parts"


@pytest.mark.parametrize(
    "xml",
    [
        b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + sheet(ROW),
        b'<?xml version="1.0"?>' + b"<!-- " + b"x" * (3 << 20) + b" --><!DOCTYPE x>" + sheet(ROW),
        b'<?xml version="1.0"?><!-- <a> --><!DOCTYPE x>' + sheet(ROW),
        b'<?xml version="1.0"?><?b <a> ?><!DOCTYPE x>' + sheet(ROW),
    ],
)
def test_document_types_are_refused(tmp_path: Path, xml: bytes) -> None:
    path = tmp_path / "lista.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in (parts() | {SHEET: xml}).items():
            archive.writestr(name, data)
    assert said(path) == "doctype"


@pytest.mark.parametrize(
    "xml",
    [
        sheet(ROW).decode().encode("utf-16"),
        sheet(ROW).decode().encode("utf-16-le"),
        sheet(ROW).decode().encode("utf-16-be"),
        b'<?xml version="1.0" encoding="utf-7"?>' + sheet(ROW),
        b"<?xml version='1.0' encoding = 'cp037'?>" + sheet(ROW),
    ],
)
def test_spellings_in_which_something_could_hide_are_refused(tmp_path: Path, xml: bytes) -> None:
    assert said(with_sheet(tmp_path / "lista.xlsx", xml)) == "encoding"


@pytest.mark.parametrize("declared", [b"UTF-8", b"utf-8", b"utf8", b"US-ASCII"])
def test_the_usual_spelling_is_fit(tmp_path: Path, declared: bytes) -> None:
    start = b'\xef\xbb\xbf<?xml version="1.0" encoding="' + declared + b'" standalone="yes"?>\r\n'
    path = with_sheet(tmp_path / "lista.xlsx", start + sheet(ROW))
    assert inspect(path).extents[SHEET].cells == 1


@pytest.mark.parametrize(
    ("rows", "usual"),
    [
        ('<row r="1"><c r="A1"/><c r="B1"><v>1</v></c></row>', True),
        ("<row><c><v>1</v></c></row>", False),
        ('<row r="1"><c\tr="XFD1"/></row>', False),
        ("<row r=\"1\"><c r='XFD1'/></row>", False),
        ('<row r="1"><c s="1" r="XFD1"/></row>', False),
        ('<row r="1"><c r="xfd1"/></row>', False),
        ('<row r="1"><c r="&#88;FD1"/></row>', False),
        ('<row r="1"><c r="A0"/></row>', False),
        (f'<x:row xmlns:x="{MAIN}" r="1"><x:c r="XFD1"/></x:row>', False),
    ],
)
def test_a_cell_spelled_in_another_way_is_not_overlooked(
    tmp_path: Path, rows: str, usual: bool
) -> None:
    path = with_sheet(tmp_path / "lista.xlsx", sheet(rows, before='<cols><col min="1"/></cols>'))
    assert inspect(path).extents[SHEET].usual is usual


def test_the_last_cell_is_found_wherever_the_pieces_end(tmp_path: Path) -> None:
    long = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 200_001))
    last = '<row r="1048576"><c r="XFD1048576" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    extent = inspect(with_sheet(tmp_path / "lista.xlsx", sheet(long + last))).extents[SHEET]
    assert (extent.last_row, extent.width, extent.cells) == (1_048_576, 16_384, 200_001)
    assert extent.errors == {(1_048_576, 16_384): "#DIV/0!"}
    assert extent.usual
    assert not extent.fits


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_it_is_said_in_each_language(tmp_path: Path, language: str) -> None:
    path = tmp_path / "[red]l\x1bista.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    before = texts.language()
    texts.use(language)
    try:
        with pytest.raises(StoreTrouble) as found:
            inspect(path)
        assert ".xlsx" in str(found.value)
        assert "\x1b" not in str(found.value)
    finally:
        texts.use(before)


def test_every_language_has_every_sentence() -> None:
    catalogues = [texts.catalogue(language, "exchange").keys() for language in texts.LANGUAGES]
    assert catalogues[0] == catalogues[1] == catalogues[2]


def test_looking_is_quick_enough_to_be_done_each_time(tmp_path: Path) -> None:
    path = tmp_path / "lista.xlsx"
    plain([[f"{n}:{m}" for m in range(12)] for n in range(2_000)]).save(path)
    before = time.process_time()
    inspect(path)
    assert time.process_time() - before < 0.5
