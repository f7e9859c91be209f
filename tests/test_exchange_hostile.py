"""Files made to do harm: looked at in two seconds and 150 MB at most, then refused in one sentence."""

import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backoffice_tui.exchange.tables import read_table
from backoffice_tui.routine.errors import StoreTrouble
from tests.workbooks import SHEET, pack, parts, plain, sheet

LOOK = r"""
import re, sys, time
from pathlib import Path
from backoffice_tui.exchange.guard import inspect
from backoffice_tui.routine.errors import StoreTrouble
before = time.process_time()
try:
    inspect(Path(sys.argv[1]))
    said = "fit"
except StoreTrouble as trouble:
    said = trouble.key
took = time.process_time() - before
# What the system counts for a process includes its parent's peak; this line does not.
status = Path("/proc/self/status")
most = re.search(r"VmHWM:\s+(\d+)", status.read_text())[1] if status.exists() else 0
print(said, took, int(most) // 1024)
"""


def looked_at_alone(path: Path) -> tuple[str, float, int]:
    """What is said of the file, after how many seconds, with how many megabytes in all."""
    done = subprocess.run(
        [sys.executable, "-c", LOOK, str(path)], capture_output=True, text=True, check=True
    )
    key, took, megabytes = done.stdout.split()
    return key, float(took), int(megabytes)


def swollen(path: Path, unpacked: int, filler: bytes = b" ") -> Path:
    """A workbook whose sheet is mostly filler."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in parts().items():
            if name != SHEET:
                archive.writestr(name, data)
        with archive.open(SHEET, "w") as part:
            part.write(sheet("")[:-12])
            for _ in range(unpacked >> 20):
                part.write(filler * ((1 << 20) // len(filler)))
    return path


def test_a_directory_of_a_million_parts_is_refused_unread(tmp_path: Path) -> None:
    entry = b"PK\x01\x02" + bytes(24) + struct.pack("<HHH", 4, 0, 0) + bytes(12) + b"name"
    directory = entry * 1_000_000
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 65_535, 65_535, len(directory), 4, 0)
    path = tmp_path / "lista.xlsx"
    path.write_bytes(b"PK\x03\x04" + directory + end)
    key, took, megabytes = looked_at_alone(path)
    assert key == "exchange.many-parts"
    assert took < 2
    assert megabytes < 150


def test_a_bomb_is_refused_by_its_directory(tmp_path: Path) -> None:
    path = swollen(tmp_path / "lista.xlsx", 300 << 20)
    assert path.stat().st_size < 2 << 20
    key, took, megabytes = looked_at_alone(path)
    assert key == "exchange.bomb"
    assert took < 2
    assert megabytes < 150


def test_a_bomb_that_hides_its_size_is_refused(tmp_path: Path) -> None:
    """The directory says 10 bytes, and has their checksum; the part unpacks to 300 MB."""
    path = swollen(tmp_path / "lista.xlsx", 300 << 20)
    content = bytearray(path.read_bytes())
    entry = content.rindex(b"PK\x01\x02")
    assert SHEET.encode() in content[entry : entry + 100]
    struct.pack_into("<L", content, entry + 24, 10)
    struct.pack_into("<L", content, entry + 16, zlib.crc32(sheet("")[:10]))
    path.write_bytes(content)
    key, took, megabytes = looked_at_alone(path)
    assert key == "exchange.lying"
    assert took < 2
    assert megabytes < 150


def test_the_largest_file_let_through_is_looked_at_in_time(tmp_path: Path) -> None:
    cells = b"".join(b'<c r="%c%d"><v>%d</v></c>' % (65 + n % 20, n, n * n) for n in range(30_000))
    path = swollen(tmp_path / "lista.xlsx", 375 << 20, cells)
    key, took, megabytes = looked_at_alone(path)
    assert key == "fit"
    assert took < 2
    assert megabytes < 150


def test_texts_without_number_are_refused(tmp_path: Path) -> None:
    many = b"<sst>" + b"<si><t>%d</t></si>" * 4_300_000 + b"</sst>"
    path = tmp_path / "lista.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in (parts() | {"xl/sharedStrings.xml": many}).items():
            archive.writestr(name, data)
    key, took, megabytes = looked_at_alone(path)
    assert key == "exchange.bomb"
    assert took < 2
    assert megabytes < 150


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_a_workbook_with_broken_bytes_gives_rows_or_one_sentence(
    tmp_path: Path, data: st.DataObject
) -> None:
    whole = tmp_path / "hel.xlsx"
    if not whole.exists():
        plain([["Nummer", "Titel"], *[[number, f"Ärende {number}"] for number in range(50)]]).save(
            whole
        )
    content = bytearray(whole.read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / "trasig.xlsx"
    path.write_bytes(content)
    try:
        assert len(list(read_table(path).rows)) <= 50
    except StoreTrouble as trouble:
        sentence = str(trouble)
    else:
        return
    assert "trasig.xlsx" in sentence


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_a_sheet_with_broken_xml_gives_rows_or_one_sentence(
    tmp_path: Path, data: st.DataObject
) -> None:
    """Well packed, wrong inside: in the sheet, the list of sheets, the texts or the formats."""
    content = parts(plain([["Nummer", "Titel"], [1, "a"], [2, "b"]]))
    names = [SHEET, "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"]
    name = data.draw(st.sampled_from(names))
    xml = content[name]
    start = data.draw(st.integers(0, len(xml) - 1))
    length = data.draw(st.integers(0, 20))
    xml = xml[:start] + data.draw(st.binary(max_size=8)) + xml[start + length :]
    path = pack(tmp_path / "trasig.xlsx", content | {name: xml})
    try:
        list(read_table(path).rows)
    except StoreTrouble as trouble:
        sentence = str(trouble)
    else:
        return
    assert "trasig.xlsx" in sentence
