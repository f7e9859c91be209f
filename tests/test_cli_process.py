"""The program as a process: streams, exit codes, what is loaded, and how it ends when things go wrong."""

import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.commands import PROGRAM, SOURCES, Office, call, environment, process, registered
from tests.terminal import Terminal

HEAVY = {
    "alembic",
    "jinja2",
    "openpyxl",
    "holidays",
    "pydantic",
    "python_calamine",
    "rich",
    "sqlalchemy",
    "sqlmodel",
    "stdnum",
    "textual",
}
LOADED = """
import sys
from backoffice_tui.__main__ import main
code = main()
print(*sorted(name for name in sys.modules if "." not in name), file=sys.stderr)
sys.exit(code)
"""


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    return Office(tmp_path, monkeypatch)


@pytest.fixture
def words(office: Office) -> list[str]:
    """How every command begins, on a store with two cases."""
    registered(office, call(0), call(1, direction="out"))
    return ["--db", str(office.db), "--as", "xanna", "--lang", "sv"]


def loaded(folder: Path, *words: str) -> tuple[set[str], str]:
    """The modules that a command loads, and its output."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *words],
        cwd=folder,
        env=environment({}),
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stderr.split()), done.stdout


@pytest.mark.parametrize("path", [(), ("syst",), ("syst", "close"), ("syst", "new"), ("db",)])
def test_help_loads_nothing_heavy(tmp_path: Path, path: tuple[str, ...]) -> None:
    modules, out = loaded(tmp_path, "--lang", "sv", *path, "--help")
    assert "Användning:" in out
    assert modules & HEAVY == set()


def test_looking_loads_no_mapper(office: Office, words: list[str]) -> None:
    for command in (("next", "--peek"), ("list",)):
        modules, out = loaded(office.folder, *words, "syst", *command, "--json")
        assert json.loads(out)
        assert (
            modules & {"sqlalchemy", "sqlmodel", "alembic", "textual", "rich", "pydantic"} == set()
        )


def test_result_and_messages_have_their_own_streams(office: Office, words: list[str]) -> None:
    ran = process(*words, "syst", "list", "--json", folder=office.folder)
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert json.loads(ran.stdout)["total"] == 2
    ran = process(*words, "syst", "show", "99", "--json", folder=office.folder)
    assert (ran.returncode, ran.stdout) == (4, b"")
    assert json.loads(ran.stderr)["error"]["kind"] == "not_found"


def test_without_a_terminal_the_console_is_not_opened(office: Office) -> None:
    ran = process("--lang", "sv", folder=office.folder, variables={"BACKOFFICE_DB": str(office.db)})
    assert (ran.returncode, ran.stdout) == (2, b"")
    assert "--help" in ran.stderr.decode()
    assert not office.db.exists()


def test_flags_win_over_variables_and_those_over_files(office: Office, words: list[str]) -> None:
    assert words
    office.file("backoffice.toml", f'db = "{office.folder}/none.db"\nagent = "xfile"\n')
    show = ("syst", "next", "--json")
    assert process(*show, folder=office.folder).returncode == 6
    variables = {"BACKOFFICE_DB": str(office.db), "BACKOFFICE_AGENT": "xvar"}
    ran = process(*show, folder=office.folder, variables=variables)
    assert json.loads(ran.stdout)["case"]["handler"] == "xvar"
    ran = process("--as", "xflag", *show, folder=office.folder, variables=variables)
    assert json.loads(ran.stdout)["case"]["handler"] == "xflag"


@pytest.mark.parametrize(
    ("name", "value"),
    [("BACKOFFICE_NOW", "igår"), ("BACKOFFICE_AGENT", "två ord"), ("BACKOFFICE_LANG", "xx")],
)
def test_a_variable_that_will_not_do(
    office: Office, words: list[str], name: str, value: str
) -> None:
    bare = words[:2] if name == "BACKOFFICE_AGENT" else words[:4]
    ran = process(*bare, "syst", "next", folder=office.folder, variables={name: value})
    assert (ran.returncode, ran.stdout) == (2, b"")
    assert len(ran.stderr.splitlines()) == 1


def test_a_reader_that_leaves_is_no_trouble(office: Office, words: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [*PROGRAM, *words, "syst", "list"],
        cwd=office.folder,
        env=environment({}),
        stdout=writer,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (141, b"")


def test_a_closed_output_is_no_crash(office: Office, words: list[str]) -> None:
    close = "exec " + shlex.join([*PROGRAM, *words, "syst", "list"]) + " >&-"
    done = subprocess.run(
        ["sh", "-c", close],
        cwd=office.folder,
        env=environment({}),
        stderr=subprocess.PIPE,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
def test_output_that_cannot_be_written_is_told(office: Office, words: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*PROGRAM, *words, "syst", "list"],
            cwd=office.folder,
            env=environment({}),
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 6
    assert len(done.stderr.splitlines()) == 1


def test_ctrl_c_ends_with_130_and_without_a_traceback(office: Office, words: list[str]) -> None:
    running = subprocess.Popen(
        [*PROGRAM, *words, "syst", "import", "-"],
        cwd=office.folder,
        env=environment({}),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    time.sleep(1.5)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=20)
    assert (running.returncode, out) == (130, b"")
    assert err.decode() == "Avbrutet.\n"


CRASH = """
import sys
from backoffice_tui.desk import worklist
from backoffice_tui.__main__ import main
def fail(*given, **named):
    person = "Åsa Ek 19121212-1212"
    raise RuntimeError(person)
worklist.page = fail
sys.exit(main())
"""


@pytest.mark.parametrize("debug", [False, True])
def test_what_nobody_foresaw_is_one_line_with_a_reference(
    office: Office, words: list[str], debug: bool
) -> None:
    flag = ["--debug"] if debug else []
    done = subprocess.run(
        [sys.executable, "-c", CRASH, *flag, *words, "syst", "list"],
        cwd=office.folder,
        env=environment({}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert ("Traceback" in done.stderr) is debug
    if debug:
        return
    assert "Åsa" not in done.stderr
    (log,) = office.folder.rglob("backoffice.log")
    reference = re.findall(r"\b[0-9a-f]{8}\b", done.stderr)[0]
    told = log.read_text(encoding="utf-8")
    assert reference in told
    assert "Åsa" not in told
    assert json.loads(told.splitlines()[0])["level"] == "CRITICAL"
    assert oct(log.stat().st_mode)[-3:] == "600"


def test_the_console_opens_on_a_terminal(words: list[str]) -> None:
    variables = {**environment({}), "TERM": "xterm-256color"}
    with Terminal([*PROGRAM, *words], env=variables) as terminal:
        terminal.wait_for("Inflytt")
        terminal.press("ctrl+q")
        assert terminal.wait() == 0


def test_a_table_on_a_terminal_is_cut_to_its_width(words: list[str]) -> None:
    for cols in (60, 100):
        with Terminal(
            [*PROGRAM, *words, "syst", "list"], env=environment({}), cols=cols
        ) as terminal:
            terminal.wait()
            lines = terminal.text.splitlines()
        assert len(lines) == 3
        assert "Inflytt" in lines[1]
        assert "\x1b" not in terminal.raw.decode()


def test_a_question_is_asked_on_a_terminal(office: Office, words: list[str]) -> None:
    target = office.folder / "list.csv"
    for answer, code in (("n", 2), ("j", 0)):
        target.write_text("mine", encoding="utf-8")
        command = [*PROGRAM, *words, "syst", "export", str(target)]
        with Terminal(command, env=environment({})) as terminal:
            terminal.wait_for("[j/N]")
            terminal.press(answer, "enter")
            assert terminal.wait() == code
        assert (target.read_text(encoding="utf-8") == "mine") is (code == 2)


def test_long_work_counts_on_a_terminal(office: Office, words: list[str]) -> None:
    command = [*PROGRAM, *words[2:], "demo", "--fill-only", "--db", str(office.folder / "b.db")]
    with Terminal([*command, "--size", "12000"], env=environment({}), cols=100) as terminal:
        assert terminal.wait(60) == 0
        assert "Fyller 10000 av 12000" in terminal.raw.decode()
        assert "Fyller" not in terminal.text


def test_the_sources_are_what_is_tested() -> None:
    import backoffice_tui

    assert SOURCES in Path(backoffice_tui.__file__).parents
