"""The examples for scheduled jobs: every command in them is one, and they may run twice and two at once."""

import asyncio
import configparser
import os
import re
import shlex
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from backoffice_tui.desk import worklist
from backoffice_tui.desk.desk import Desk
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.listing import Filter
from tests.commands import Office, environment
from tests.conftest import MakeDesk
from tests.making import everything

ROOT = Path(__file__).parent.parent
JOBS = ROOT / "data" / "jobs"
LIST = ROOT / "data" / "syst-activity-list.xlsx"


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    return Office(tmp_path, monkeypatch)


def commands() -> Iterator[list[str]]:
    """Every command of the page and the scripts, its files those of a test."""
    page = (ROOT / "docs" / "jobs.md").read_text(encoding="utf-8")
    for written in re.findall(r"`backoffice ([^`]+)`", page):
        yield shlex.split(written)
    for script in JOBS.glob("*.sh"):
        for line in script.read_text(encoding="utf-8").splitlines():
            if found := re.match(r"\s*run ([a-z].*)", line):
                written = re.sub(r"\$\([^)]*\)|\$\$", "now", found[1].partition(" >")[0])
                written = re.sub(r"\$(\w+)", lambda each: each[1].lower(), written)
                yield shlex.split(written.replace('"list"', "lists/syst-activity-list.xlsx"))


def test_every_command_of_the_examples_runs_twice(office: Office) -> None:
    for folder in ("lists", "copies", "reports"):
        (office.folder / folder).mkdir()
    shutil.copy(LIST, office.folder / "lists")
    assert office("syst", "import", "lists/syst-activity-list.xlsx").code == 1
    every = [words for words in commands() if words != ["db", "restore"]]
    assert len(every) > 12
    for words in every:
        first, second = office(*words), office(*words)
        backup = words[:2] == ["db", "backup"]
        # The list has one row that is refused; a terminal is missing here; a copy is not written over.
        allowed = {0, 1} if words[1:2] == ["import"] or words[0] == "doctor" else {0}
        assert first.code in allowed, (words, first.err)
        assert second.code in ({6} if backup else allowed), (words, second.err)


async def job(name: str, folder: Path) -> int:
    """Run a script as the scheduler does, on the store of the folder."""
    program = folder / "backoffice"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m backoffice_tui "$@"\n', "utf-8")
    program.chmod(0o755)
    variables = {
        "BACKOFFICE": str(program),
        "BACKOFFICE_DB": str(folder / "office.db"),
        "BACKOFFICE_AGENT": "xnatt",
        "LISTS": str(folder / "lists"),
        "COPIES": str(folder / "copies"),
        "REPORTS": str(folder / "reports"),
    }
    process = await asyncio.create_subprocess_exec(
        str(JOBS / name),
        cwd=folder,
        env=environment(variables),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await process.communicate()
    assert b"Traceback" not in said, said
    return process.returncode or 0


def without_times(desk: Desk) -> list[str]:
    return [line for line in everything(desk) if "sqlite_sequence" not in line]


@pytest.mark.skipif(os.name == "nt", reason="shell scripts")
async def test_the_scripts_run_twice_and_two_at_once(
    make_desk: MakeDesk, syst: Queue, tmp_path: Path
) -> None:
    for folder in ("lists", "copies", "reports"):
        (tmp_path / folder).mkdir()
    shutil.copy(LIST, tmp_path / "lists")
    assert list(await asyncio.gather(job("nightly.sh", tmp_path), job("nightly.sh", tmp_path))) == [
        1,
        1,
    ]
    desk = make_desk()
    count, before = worklist.total(desk, syst, Filter(all=True)), without_times(desk)
    assert count > 100
    assert await job("nightly.sh", tmp_path) == 1
    assert without_times(make_desk()) == before
    assert len(list((tmp_path / "copies").glob("*.db"))) == 3
    codes = await asyncio.gather(job("morning.sh", tmp_path), job("morning.sh", tmp_path))
    assert set(codes) <= {0, 1}
    made = sorted(path.name for path in (tmp_path / "reports").iterdir())
    assert made == ["backlog.svg", "skips.json", "weekly.xlsx"]
    (tmp_path / "lists" / LIST.name).unlink()
    assert await job("nightly.sh", tmp_path) == 6


def test_what_the_schedulers_read_is_right_in_form() -> None:
    for path in JOBS.glob("backoffice-*"):
        unit = configparser.ConfigParser(strict=False, interpolation=None)
        unit.optionxform = str  # type: ignore[assignment,method-assign]
        unit.read(path, encoding="utf-8")
        if path.suffix == ".timer":
            assert unit["Timer"]["Persistent"] == "true"
            assert (JOBS / f"{path.stem}.service").exists()
        else:
            script = Path(unit["Service"]["ExecStart"]).name
            assert os.access(JOBS / script, os.X_OK)
            assert unit["Service"]["SuccessExitStatus"] == "1"
    space = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"
    for path in JOBS.glob("*.xml"):
        task = ET.parse(path).getroot()  # noqa: S314 (our own file)
        command = task.findtext(f"{space}Actions/{space}Exec/{space}Command", "")
        assert (JOBS / command.rpartition("\\")[2]).exists()
        assert task.findtext(f"{space}Settings/{space}MultipleInstancesPolicy") == "IgnoreNew"
    lines = (JOBS / "crontab").read_text(encoding="utf-8").splitlines()
    times = [line.split(maxsplit=5) for line in lines if line[:1].isdigit()]
    assert [Path(fields[5]).name for fields in times] == ["nightly.sh", "morning.sh"]
    for name in ("nightly", "morning"):
        shell = (JOBS / f"{name}.sh").read_text(encoding="utf-8")
        batch = (JOBS / f"{name}.cmd").read_text(encoding="utf-8")
        verbs = re.findall(r"^\s*(?:call :)?run ((?:[a-z-]+ ?){1,2})", shell, re.MULTILINE)
        assert all(verb.strip() in batch for verb in verbs if verb.strip() != "skips list")
