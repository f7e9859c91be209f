"""A file is replaced whole or not at all, and never while somebody has it open."""

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from backoffice_tui.exchange.files import UNFINISHED, held_by
from backoffice_tui.exchange.tables import read_table
from backoffice_tui.exchange.writing import write_table
from backoffice_tui.routine.errors import Conflict, StoreTrouble, Usage

ENDINGS = ["xlsx", "csv"]


def left(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith(UNFINISHED)]


def back(path: Path) -> list[tuple[object, ...]]:
    return [row for _, row in read_table(path).rows]


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_failure_in_the_middle_keeps_what_was_there(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"lista.{ending}"
    write_table(path, ["Nummer"], [["gammal"]])
    before = path.read_bytes()

    def rows() -> Iterator[Sequence[object]]:
        yield from (["ny"] for _ in range(5_000))
        raise LookupError

    with pytest.raises(LookupError):
        write_table(path, ["Nummer"], rows())
    assert path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


KILLED = """
import sys, time
from pathlib import Path
from backoffice_tui.exchange.writing import write_table

def rows():
    for number in range(10**9):
        yield [f"kund {number}", "x" * 50]
        if number == 300:
            print("skriver", flush=True)

write_table(Path(sys.argv[1]), ["Nummer", "Text"], rows())
"""


@pytest.mark.parametrize("ending", ENDINGS)
def test_killed_while_writing_shows_no_half_file(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"lista.{ending}"
    write_table(path, ["Nummer"], [["gammal"]])
    before = path.read_bytes()
    for pause in (0.0, 0.05, 0.2):
        with subprocess.Popen(
            [sys.executable, "-c", KILLED, str(path)], stdout=subprocess.PIPE
        ) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == b"skriver\n"
            time.sleep(pause)
            (unfinished,) = left(tmp_path)
            assert stat.S_IMODE((tmp_path / unfinished).stat().st_mode) == 0o600
            writer.send_signal(signal.SIGKILL)
        assert path.read_bytes() == before
        # The next one who writes in the folder, once the dust has settled, clears up.
        os.utime(tmp_path / unfinished, (0, 0))
        write_table(tmp_path / "annan.csv", ["Nummer"], [])
        assert left(tmp_path) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps open files itself")
def test_a_file_somebody_is_writing_is_not_cleared_away(tmp_path: Path) -> None:
    path = tmp_path / "lista.xlsx"
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(path)], stdout=subprocess.PIPE
    ) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        (unfinished,) = left(tmp_path)
        os.utime(tmp_path / unfinished, (0, 0))
        write_table(tmp_path / "annan.csv", ["Nummer"], [])
        assert left(tmp_path) == [unfinished]
        writer.kill()


def excel_lock(path: Path, name: str) -> Path:
    lock = path.with_name(f"~${path.name}")
    narrow = name.encode("cp1252")
    wide = name.encode("utf-16-le")
    content = bytes([len(narrow)]) + narrow.ljust(54) + bytes([len(name), 0]) + wide
    lock.write_bytes(content.ljust(165, b" "))
    return lock


@pytest.mark.rule("STORA-10")
@pytest.mark.parametrize("ending", ENDINGS)
def test_a_file_open_in_excel_is_left_alone_and_it_is_said_by_whom(
    tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"lista.{ending}"
    write_table(path, ["Nummer"], [["gammal"]])
    before = path.read_bytes()
    lock = excel_lock(path, "Åsa Öberg")
    with pytest.raises(Conflict, match="Åsa Öberg har"):
        write_table(path, ["Nummer"], [])
    lock.write_bytes(b"")
    with pytest.raises(Conflict, match="Någon har"):
        write_table(path, ["Nummer"], [])
    assert path.read_bytes() == before
    lock.unlink()
    write_table(path, ["Nummer"], [])
    assert path.read_bytes() != before


def test_the_lock_of_libreoffice_counts_too(tmp_path: Path) -> None:
    path = tmp_path / "lista.xlsx"
    (tmp_path / ".~lock.lista.xlsx#").write_text(
        ",xanna,dator,2026-11-21,file:///x;", encoding="utf-8"
    )
    assert held_by(path) == "xanna"
    with pytest.raises(Conflict, match="xanna"):
        write_table(path, ["Nummer"], [])
    (tmp_path / "~$lista.xlsx").write_bytes(b"\x05\x1b[2J\x1b" + b"\xff" * 100)
    assert "\x1b" not in str(held_by(path))


def test_an_existing_file_may_be_kept(tmp_path: Path) -> None:
    path = tmp_path / "lista.csv"
    path.write_text("min egen", encoding="utf-8")
    with pytest.raises(Conflict, match="finns redan"):
        write_table(path, ["Nummer"], [], overwrite=False)
    assert path.read_text(encoding="utf-8") == "min egen"


def test_a_shared_file_stays_shared_and_a_link_stays_a_link(tmp_path: Path) -> None:
    shared = tmp_path / "delad.xlsx"
    write_table(shared, ["Nummer"], [])
    assert stat.S_IMODE(shared.stat().st_mode) == 0o600
    shared.chmod(0o664)
    link = tmp_path / "genväg.xlsx"
    link.symlink_to(shared)
    write_table(link, ["Nummer"], [["1"]])
    assert link.is_symlink()
    assert stat.S_IMODE(shared.stat().st_mode) == 0o664
    assert back(shared) == [("1",)]


def test_places_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(Usage, match=r"\.xlsx eller \.csv"):
        write_table(tmp_path / "lista.pdf", ["Nummer"], [])
    with pytest.raises(StoreTrouble, match="Mappen"):
        write_table(tmp_path / "finns inte" / "lista.csv", ["Nummer"], [])
    (tmp_path / "mapp.csv").mkdir()
    with pytest.raises(StoreTrouble, match="är en mapp"):
        write_table(tmp_path / "mapp.csv", ["Nummer"], [])
    (tmp_path / "fil").write_text("x", encoding="utf-8")
    with pytest.raises(StoreTrouble):
        write_table(tmp_path / "fil" / "lista.csv", ["Nummer"], [])


@pytest.mark.skipif(
    getattr(os, "geteuid", lambda: 1)() != 0, reason="only root can become somebody else"
)
def test_a_folder_of_somebody_else_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "lista.csv"
    write_table(path, ["Nummer"], [])
    tmp_path.chmod(0o700)
    os.seteuid(65_534)
    try:
        with pytest.raises(StoreTrouble, match="får inte läsa eller skriva"):
            write_table(path, ["Nummer"], [])
        with pytest.raises(StoreTrouble, match="får inte läsa eller skriva"):
            read_table(path)
    finally:
        os.seteuid(0)


FULL = """
import resource, signal, sys
from pathlib import Path
from backoffice_tui.exchange.writing import write_table
from backoffice_tui.routine.errors import StoreTrouble
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    write_table(Path(sys.argv[1]), ["Nummer"], ([f"{number} {number * 7919}"] for number in range(90_000)))
except StoreTrouble as trouble:
    print(trouble.key)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit")
@pytest.mark.parametrize("ending", ENDINGS)
def test_a_full_disk_is_one_sentence_and_keeps_what_was_there(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"lista.{ending}"
    write_table(path, ["Nummer"], [["gammal"]])
    before = path.read_bytes()
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(path)], capture_output=True, text=True, check=False
    )
    assert done.stdout == "exchange.disk-full\n"
    assert path.read_bytes() == before
    assert left(tmp_path) == []
