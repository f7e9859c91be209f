"""All agreements of a seller that ceased ended, each once: stopped, killed, by two at once."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import date
from pathlib import Path

import pytest

from backoffice_tui.desk import agreements, mass_ending
from backoffice_tui.desk.desk import Desk
from backoffice_tui.exchange.tables import read_table
from backoffice_tui.routine.errors import Conflict, NotFound, Problem
from tests.agreed import CEASED, DATAHUB, bring, last_of, record, switched
from tests.commands import PROGRAM, environment
from tests.conftest import MakeDesk
from tests.making import everything, rows


@pytest.mark.rule("DH-10", "DH-11")
def test_a_seller_that_ceased(desk: Desk, tmp_path: Path) -> None:
    bring(
        desk,
        tmp_path,
        [
            *switched(1),
            record("A2", 2),
            record("A3", 3, end="2022-05-31", reason="separately"),
            record("A4", 4, "2023-01-01"),
            record("X5", 5, seller="Uusi Oy"),
        ],
    )
    seller, day = mass_ending.read_asked(desk, DATAHUB, " konkurssi OY ", "15.10.2022")
    before = everything(desk)
    looked = mass_ending.preview(desk, seller, day)
    assert everything(desk) == before
    done = mass_ending.end_all(desk, seller, day)
    assert done.outcomes == looked.outcomes
    assert done.outcomes == {"ended": 1, "never-begins": 1, "closed": 1, "ended-before": 1}
    assert (done.seller, done.finished, done.ended) == (CEASED, True, 2)
    assert [last_of(desk, name) for name in ("A1", "A2", "A3", "A4", "X5")] == [
        "2022-09-30",
        "2022-10-14",
        "2022-05-31",
        None,
        "open",
    ]
    assert [each.number for each in mass_ending.preview(desk, seller, day).others] == ["A1", "A3"]
    cancelled = agreements.cancel(desk, DATAHUB, "B1", "2022-11-02", "AR01")
    assert [note.why for note in cancelled.plan.notes] == ["not-back-mass"]
    assert last_of(desk, "A1") == "2022-09-30"
    back = bring(desk, tmp_path, [record("A1")])
    assert [each.field for each in back.refused] == ["end"]


@pytest.mark.rule("DH-11")
def test_cancelled_first_then_mass_ended_and_that_is_not_undone(desk: Desk, tmp_path: Path) -> None:
    bring(desk, tmp_path, switched())
    agreements.cancel(desk, DATAHUB, "B1", "2022-09-15", "AR01")
    assert last_of(desk, "A1") == "open"
    day = date.fromisoformat("2022-11-15")
    mass_ending.end_all(desk, CEASED, day)
    assert last_of(desk, "A1") == "2022-11-14"
    with pytest.raises(Conflict):
        agreements.undo_cancelling(desk, "B1")
    assert last_of(desk, "A1") == "2022-11-14"


@pytest.mark.rule("DH-10")
def test_two_at_once_do_nothing_twice(make_desk: MakeDesk, tmp_path: Path) -> None:
    desks = [make_desk(f"x{at}") for at in range(2)]
    bring(desks[0], tmp_path, (record(f"A{at}", at) for at in range(1, 2_101)))
    day = date.fromisoformat("2022-10-15")
    failed: list[Problem] = []

    def run(desk: Desk) -> None:
        try:
            mass_ending.end_all(desk, CEASED, day)
        except Problem as why:
            failed.append(why)

    threads = [threading.Thread(target=run, args=(desk,)) for desk in desks]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert failed == []
    assert rows(desks[0], "SELECT count(*), max(version) FROM agreements WHERE mass_from > ''") == [
        (2_100, 2)
    ]
    assert rows(desks[0], "SELECT count(*) FROM mass_lines") == [(2_100,)]
    assert rows(desks[0], "SELECT count(*) FROM mass_terminations") == [(1,)]


@pytest.mark.rule("DH-10")
def test_one_that_was_stopped_goes_on_and_takes_in_what_came_since(
    desk: Desk, tmp_path: Path
) -> None:
    bring(desk, tmp_path, (record(f"A{at}", at) for at in range(1, 1_201)))
    day = date.fromisoformat("2022-10-15")
    stopped = mass_ending.end_all(desk, CEASED, day, lambda _done, _of: False)
    assert (stopped.finished, stopped.done, stopped.total) == (False, 500, 1_200)
    assert mass_ending.end_all(desk, CEASED, day).outcomes == {"ended": 1_200}
    late = bring(desk, tmp_path, [record("A1201", 1_201)])
    assert len(late.warnings) == 1
    assert mass_ending.end_all(desk, CEASED, day).outcomes == {"ended": 1_201}
    assert rows(desk, "SELECT max(version) FROM agreements") == [(2,)]
    path = tmp_path / "raportti.xlsx"
    assert mass_ending.write_report(desk, CEASED, day, path) == 1_201
    assert len(list(read_table(path).rows)) == 1_201


@pytest.mark.rule("DH-10")
def test_a_run_that_is_killed_goes_on_where_it_was(desk: Desk, tmp_path: Path) -> None:
    bring(desk, tmp_path, (record(f"A{at}", at) for at in range(1, 6_001)))
    command = [
        *PROGRAM,
        "--db",
        str(desk.store.location.path),
        *("datahub", "mass-end", "--seller", CEASED, "--from", "2022-10-15", "--json"),
    ]
    variables = environment({"PYTHONPATH": os.pathsep.join(sys.path)})
    for _ in range(3):
        running = subprocess.Popen(command, env=variables, stdout=subprocess.PIPE, cwd=tmp_path)
        lines = rows(desk, "SELECT count(*) FROM mass_lines")[0][0]
        end = time.monotonic() + 20
        while running.poll() is None and time.monotonic() < end:
            if rows(desk, "SELECT count(*) FROM mass_lines")[0][0] > lines:
                break
            time.sleep(0.01)
        running.send_signal(signal.SIGKILL)
        running.communicate()
    ended = subprocess.run(command, env=variables, capture_output=True, check=True, cwd=tmp_path)
    told = json.loads(ended.stdout)
    assert (told["ended"], told["total"], told["finished"]) == (6_000, 6_000, True)
    assert rows(desk, "SELECT count(*), max(version) FROM agreements") == [(6_000, 2)]
    assert rows(desk, "SELECT count(*) FROM agreement_changes WHERE was IS NOT NULL") == [(6_000,)]


def test_a_seller_that_nobody_knows(desk: Desk, tmp_path: Path) -> None:
    bring(desk, tmp_path, [record("A1")])
    day = date.fromisoformat("2022-10-15")
    for verb in (mass_ending.preview, mass_ending.end_all):
        with pytest.raises(NotFound) as unknown:
            verb(desk, "Tuntematon", day)
        assert CEASED in str(unknown.value)
    with pytest.raises(Problem):
        mass_ending.read_asked(desk, DATAHUB, "  ", "2022-10-15")


@pytest.mark.rule("DH-10", "DH-11")
def test_a_bankrupt_seller_and_an_audit_that_none_came_back(desk: Desk, tmp_path: Path) -> None:
    points = range(1, 1_001)
    left = [each for which in points[:60] for each in switched(which)]
    bring(desk, tmp_path, [*left, *(record(f"A{which}", which) for which in points[60:])])
    day = date.fromisoformat("2022-10-15")
    assert mass_ending.end_all(desk, CEASED, day).outcomes == {"ended": 940, "closed": 60}
    ended = "SELECT number, periods FROM agreements WHERE seller_key = 'konkurssi oy' ORDER BY 1"
    before = rows(desk, ended)
    for which, on in ((which, ("2022-09-15", "2022-11-02")[which % 2]) for which in points[:60]):
        told = agreements.cancel(desk, DATAHUB, f"B{which}", on, "AR01")
        assert [(note.number, note.why) for note in told.plan.notes] == [
            (f"A{which}", "not-back-mass")
        ]
    assert rows(desk, ended) == before
    assert rows(desk, "SELECT count(*) FROM agreements WHERE cancelled_on != ''") == [(60,)]
