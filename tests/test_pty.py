"""The real command in a real terminal: a case worked from start to end."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from backoffice_tui.desk.desk import Desk
from backoffice_tui.routine.grammar import Queue
from tests.conftest import NOW
from tests.console import CASES, bring_in
from tests.hostile import HOSTILE
from tests.terminal import Terminal

COMMAND = [sys.executable, "-m", "backoffice_tui"]


def started(
    db: Path, env: dict[str, str] | None = None, *, rows: int = 24, cols: int = 80
) -> Terminal:
    """The console on a store, as an agent starts it."""
    argv = [*COMMAND, "--db", str(db), "--as", "xanna", "--lang", "sv"]
    return Terminal(argv, env={"BACKOFFICE_NOW": NOW} | (env or {}), rows=rows, cols=cols)


@pytest.mark.parametrize(
    "env", [{}, {"NO_COLOR": "1"}, {"SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22"}], ids=str
)
@pytest.mark.rule("ALL-05", "SYST-10")
def test_a_case_is_worked_in_a_terminal(
    db: Path, desk: Desk, syst: Queue, tmp_path: Path, env: dict[str, str]
) -> None:
    bring_in(desk, syst, tmp_path)
    with started(db, env) as terminal:
        terminal.wait_for("1 av 5", timeout=20)
        terminal.press("x")
        terminal.wait_for("1002 är ditt", timeout=20)
        terminal.press("a")
        terminal.wait_for("Vad har du gjort?", timeout=20)
        terminal.type("Flytten gjord på plats")
        terminal.press("enter")
        terminal.wait_for("Ärende 1002 avslutat", timeout=20)
        terminal.press("ctrl+q")
        assert terminal.wait(10) == 0
        assert terminal.not_restored == []
    with sqlite3.connect(db) as store:
        found = store.execute("SELECT state, handler FROM cases WHERE number = '1002'").fetchone()
    assert found == ("done", "xanna")


def test_hostile_titles_reach_the_terminal_as_text(
    db: Path, desk: Desk, syst: Queue, tmp_path: Path
) -> None:
    titles = [text for text in HOSTILE.values() if text.strip() and len(text) < 1_000]
    rows = [
        f'{2000 + at};"{title.replace(chr(34), chr(34) * 2)} inflytt";2026-11-02;1;N;KS Privat;;;;'
        for at, title in enumerate(titles)
        if "\x00" not in title and title.isprintable()
    ]
    bring_in(desk, syst, tmp_path, [*CASES, *rows])
    with started(db, rows=45, cols=160) as terminal:
        terminal.wait_for("1 av ", timeout=20)
        for _ in range(3):
            terminal.press("pagedown")
            terminal.settle()
        terminal.press("enter")
        terminal.settle()
        terminal.press("ctrl+q")
        assert terminal.wait(10) == 0
        drawn = bytes(terminal.raw).decode("utf-8", errors="strict")
    for forbidden in ("\x1b]52;", "\x1b]8;", "\x1bP", "\x9b", "\x07\x07", "\u202e"):
        assert forbidden not in drawn


def test_without_a_terminal_the_console_does_not_start(db: Path) -> None:
    found = subprocess.run(
        [*COMMAND, "--db", str(db), "--lang", "sv"],
        capture_output=True,
        text=True,
        timeout=60,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert found.returncode == 2
    assert found.stdout == ""
    assert "terminal" in found.stderr
    assert not db.exists()


def test_a_first_start_makes_the_store_and_offers_something_to_practise_on(db: Path) -> None:
    with started(db) as terminal:
        terminal.wait_for("Lagret är tomt", timeout=20)
        terminal.press("j")
        terminal.wait_for("1 av 281", timeout=40)
        terminal.settle(silence=1.5)
        terminal.press("ctrl+q")
        assert terminal.wait(10) == 0
    assert db.stat().st_mode & 0o777 == 0o600


def test_a_store_that_cannot_be_opened_says_so_in_one_sentence(tmp_path: Path) -> None:
    other = tmp_path / "brev.txt"
    other.write_text("Detta är ett brev och inget lager. " * 200, encoding="utf-8")
    before = other.read_bytes()
    with started(other) as terminal:
        assert terminal.wait(20) == 6
        assert "brev.txt" in terminal.text.replace("\n", "")
        assert "Traceback" not in terminal.text
    assert other.read_bytes() == before
