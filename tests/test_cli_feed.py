import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from backoffice_tui.routine import nobody
from tests.commands import PROGRAM, Office, environment
from tests.feeds import lines, notice
from tests.leases import contract


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """A folder with a store of twelve contracts, and somebody who pays."""
    made = Office(tmp_path, monkeypatch)
    payer = f'[payer]\nname = "Esimerkin Asunnot Oy"\niban = "{nobody.iban(1)}"\n'
    made.file("backoffice.toml", f'leads = ["xlead"]\n{payer}')
    made.file("c.json", json.dumps([contract(which) for which in range(1, 13)]))
    assert made("contract", "import", "c.json").code == 0
    return made


@pytest.mark.rule("TYO-06", "ALL-01")
def test_a_feed_by_command(office: Office) -> None:
    office.file("n.jsonl", lines(notice(1), notice(99), "torn"))
    dry = office("tyojono", "feed", "n.jsonl", "--dry-run", "--json")
    real = office("tyojono", "feed", "n.jsonl", "--json")
    assert (dry.code, dry.json) == (real.code, real.json)
    assert real.code == 1
    counts = {"read": 3, "created": 1, "updated": 0, "unchanged": 0}
    assert {name: real.json[name] for name in counts} == counts
    assert [each["row"] for each in real.json["refused"]] == [2, 3]
    assert "n.jsonl:2:contract" in real.err
    shown = office("tyojono", "show", "B1", "--json")
    assert (shown.json["type"], shown.json["state"]) == ("Sopimuksen irtisanominen", "Avoin")
    again = office("tyojono", "feed", "-", "--json", stdin=lines(notice(1)).encode())
    assert (again.code, again.json["unchanged"]) == (0, 1)


@pytest.mark.rule("TYO-06", "ALL-02")
def test_what_is_set_aside_by_command(office: Office) -> None:
    office.file("n.jsonl", lines(notice(99), "torn"))
    office("tyojono", "feed", "n.jsonl")
    rows = office("tyojono", "aside", "--json").json["aside"]
    assert [(each["id"], each["notice"], each["field"]) for each in rows] == [
        (1, "irt-99", "contract"),
        (2, "", ""),
    ]
    assert office("tyojono", "aside", "--let-go", "2").code == 2
    assert office("tyojono", "aside", "--let-go", "9", "--log", "Ringt.").code == 4
    assert office("tyojono", "aside", "--let-go", "x", "--log", "Ringt.").code == 2
    assert office("tyojono", "aside", "--let-go", "2", "--log", "Ringt.").code == 0
    assert office("tyojono", "aside", "--retry").code == 1
    office.file("more.json", json.dumps([contract(99)]))
    assert "1" in office("contract", "import", "more.json").err
    assert office("tyojono", "aside", "--retry", "--json").json == {"created": 0, "aside": []}


@pytest.mark.rule("TYO-14", "ALL-01")
def test_the_robot_by_command(office: Office) -> None:
    office.file("n.jsonl", lines(notice(1), notice(2), notice(2, id="again")))
    office("tyojono", "feed", "n.jsonl")
    dry = office("tyojono", "robot", "--dry-run", "--json")
    real = office("tyojono", "robot", "--json")
    assert dry.json == real.json
    assert (real.json["judged"], real.json["prepared"], real.json["stopped"]) == (3, 3, False)
    again = office("tyojono", "robot")
    assert again.code == 0
    assert len(again.out.splitlines()) == 1


@pytest.mark.rule("TYO-17", "ALL-01")
def test_returns_by_command(office: Office) -> None:
    told = {"type": "Vakuuden palautus", "contract": "V-1", "details": "Palautetaan."}
    new = office("tyojono", "new", "--file", "-", "--json", stdin=json.dumps(told).encode())
    number = new.json["created"][0]["number"]
    words = ("acknowledge", number, "--log", "Palautettu.", "--iban", nobody.iban(3))
    assert office("tyojono", *words, "--holder", "Aino Esimerkki").code == 0
    assert office("tyojono", "returns", "--dry-run", "--json").json["amount"] == "1624.70"
    assert office("tyojono", "returns").code == 2
    ran = office("tyojono", "returns", "--out", "p.xml", "--xlsx", "p.xlsx", "--json")
    assert (ran.code, ran.json["payments"], ran.json["again"]) == (0, 1, False)
    first = (office.folder / "p.xml").read_bytes()
    again = office("tyojono", "returns", "--date", "2026-11-20", "--out", "p.xml", "--json")
    assert (again.code, again.json["again"]) == (0, True)
    assert (office.folder / "p.xml").read_bytes() == first
    office.file("other.xml", "x")
    assert office("tyojono", "returns", "--out", "other.xml").code == 5
    assert office("tyojono", "returns", "--out", "other.xml", "--yes").code == 0
    assert office("tyojono", "undo", number).code == 3


@pytest.mark.parametrize("after", [0.6, 1.2])
def test_a_feed_that_is_killed_leaves_nothing_half_and_is_completed(
    office: Office, after: float
) -> None:
    many = [notice(1 + each % 12, id=f"n-{each}") for each in range(4_000)]
    office.file("n.jsonl", lines(*many))
    variables = {"BACKOFFICE_DB": str(office.db), "BACKOFFICE_AGENT": "xanna"}
    job = subprocess.Popen(
        [*PROGRAM, "tyojono", "feed", "n.jsonl"],
        cwd=office.folder,
        env=environment(variables),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(after)
    job.kill()
    job.wait()
    total = office("tyojono", "list", "--limit", "1", "--json").json["total"]
    assert total in (0, 4_000)
    ran = office("tyojono", "feed", "n.jsonl", "--json")
    assert ran.json["created"] + ran.json["unchanged"] == 4_000
    assert office("tyojono", "list", "--limit", "1", "--json").json["total"] == 4_000
    assert office("db", "check").code == 0


@pytest.mark.rule("TYO-14")
def test_the_robot_ends_when_it_is_told_to_and_goes_on_later(office: Office) -> None:
    many = [
        notice(1 + each % 12, id=f"n-{each}", phone=f"040 {10_000 + each}", ends_on="2027-01-31")
        for each in range(3_000)
    ]
    office.file("n.jsonl", lines(*many))
    office("tyojono", "feed", "n.jsonl")
    variables = {"BACKOFFICE_DB": str(office.db), "BACKOFFICE_AGENT": "xanna"}
    job = subprocess.Popen(
        [*PROGRAM, "tyojono", "robot", "--json"],
        cwd=office.folder,
        env=environment(variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    _wait_for_work(office)
    os.kill(job.pid, signal.SIGTERM)
    out, _ = job.communicate(timeout=60)
    told = json.loads(out)
    assert job.returncode == (128 + signal.SIGTERM if told["stopped"] else 0)
    rest = office("tyojono", "robot", "--json").json
    assert told["prepared"] + rest["prepared"] == 3_000
    assert rest["unchanged"] == told["prepared"]


def _wait_for_work(office: Office) -> None:
    """Until the robot has dealt with some."""
    import sqlite3
    from contextlib import closing

    for _ in range(600):
        with closing(sqlite3.connect(f"file:{office.db}?mode=ro", uri=True)) as connection:
            if connection.execute("SELECT count(*) FROM robot_marks").fetchone()[0]:
                return
        time.sleep(0.02)
