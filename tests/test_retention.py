"""Personal data of closed cases: kept as long as was decided, then erased so that no byte is left."""

import asyncio
import sys
from datetime import date
from pathlib import Path

import pytest

from backoffice_tui.desk import database, deciding, doctor, retention, worklist
from backoffice_tui.desk.card import show
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.perform import perform
from backoffice_tui.routine.errors import Refused
from backoffice_tui.routine.grammar import Queue
from tests.calls import taken
from tests.commands import PROGRAM, Office, environment
from tests.conftest import MakeDesk

LONG_AFTER = "2027-01-20T09:30:00+01:00"
NAME = "Åsa Provsson 1"


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    return Office(tmp_path, monkeypatch)


def closed(desk: Desk, queue: Queue, *which: int) -> list[str]:
    numbers = [taken(desk, queue, each) for each in which]
    for each, number in zip(which, numbers, strict=True):
        perform(desk, queue, number, "close", {"log": f"Ringde Åsa Provsson {each}."})
    return numbers


def decided(lead: Desk, queue: Queue, days: int = 30) -> None:
    deciding.decide(lead, queue, "retention.days", str(days), date(2026, 11, 20))


def said(desk: Desk) -> doctor.Check:
    return next(each for each in doctor.checks(desk) if each.name == "Gallring")


@pytest.mark.rule("ALL-12")
def test_nothing_is_erased_until_a_lead_decides_and_doctor_reminds(
    make_desk: MakeDesk, syst: Queue
) -> None:
    closed(make_desk(), syst, 1)
    late = make_desk(now=LONG_AFTER)
    assert sum(each.cases for each in retention.due(late)) == 0
    assert retention.erase(late) == (retention.due(late), ())
    assert (said(late).ok, "SYST, Stora ärenden" in said(late).message) == (True, True)


@pytest.mark.rule("ALL-12", "STORA-10")
def test_what_is_past_it_is_gone_to_the_byte_and_the_rest_stays(
    make_desk: MakeDesk, syst: Queue
) -> None:
    old = closed(make_desk(), syst, 1, 1001)
    still_open = taken(make_desk(), syst, 2)
    (young,) = closed(make_desk(now="2027-01-10T09:30:00+01:00"), syst, 3)
    decided(make_desk("xlead"), syst)
    late = make_desk(now=LONG_AFTER)
    assert [each.cases for each in retention.due(late) if each.cases] == [2]
    assert not said(late).ok
    done, left = retention.erase(late)
    assert [each.cases for each in done if each.cases] == [2]
    assert not left
    assert database.erase_proof(late, NAME) == database.erase_proof(late, "2000001") == []
    for number in (still_open, young):
        assert worklist.line(late, syst, number).customer_name
    card = show(late, syst, old[0])
    assert (card.line.customer_name, card.log[-1].text[:8]) == ("", "Kundens ")
    assert [each.move for each in card.log] == ["new", "close", "erase"]
    with pytest.raises(Refused):
        perform(late, syst, old[0], "comment", {"log": "mer"})
    assert retention.erase(late)[0][0].cases == 0
    assert said(late).ok


@pytest.mark.rule("ALL-12")
def test_a_case_opened_again_is_not_past_it(make_desk: MakeDesk, syst: Queue) -> None:
    from backoffice_tui.desk.perform import undo

    (number,) = closed(make_desk(), syst, 1)
    decided(make_desk("xlead"), syst)
    undo(make_desk(now="2026-12-19T09:30:00+01:00"), syst, number)
    again = make_desk(now="2027-01-05T09:30:00+01:00")
    perform(again, syst, number, "close", {"log": "Klart."})
    assert retention.due(make_desk(now=LONG_AFTER))[0].cases == 0


@pytest.mark.rule("ALL-12")
def test_by_command_with_a_dry_run_and_a_yes(
    office: Office, make_desk: MakeDesk, syst: Queue
) -> None:
    closed(make_desk(), syst, 1, 1001)
    decided(make_desk("xlead"), syst)
    base = ("--db", str(office.db), "--as", "xnatt", "--lang", "sv", "db", "retention")
    dry = office.bare(*base, "--dry-run", now=LONG_AFTER)
    assert (dry.code, "2 ärenden stängda för mer än 30 dagar sedan skulle" in dry.out) == (0, True)
    assert office.bare(*base, now=LONG_AFTER).code == 2
    ran = office.bare(*base, "--yes", "--json", now=LONG_AFTER)
    assert ran.json["queues"][0] == {"queue": "syst", "days": 30, "cases": 2}
    assert ran.json["unfinished"] == []
    again = office.bare(*base, "--yes", now=LONG_AFTER)
    assert "syst: 0 ärenden" in again.out
    assert "ingen gallringstid är bestämd" in again.out


@pytest.mark.rule("ALL-12")
async def test_two_jobs_at_once_erase_each_case_once(
    make_desk: MakeDesk, syst: Queue, db: Path, tmp_path: Path
) -> None:
    closed(make_desk(), syst, *range(1, 130))
    decided(make_desk("xlead"), syst)
    words = [*PROGRAM[1:], "--db", str(db), "--as", "xnatt", "db", "retention", "--yes", "--json"]
    variables = environment({"BACKOFFICE_NOW": LONG_AFTER})

    async def job() -> int:
        process = await asyncio.create_subprocess_exec(
            sys.executable, *words, cwd=tmp_path, env=variables, stdout=asyncio.subprocess.PIPE
        )
        await process.communicate()
        return process.returncode or 0

    assert list(await asyncio.gather(job(), job())) == [0, 0]
    late = make_desk(now=LONG_AFTER)
    erased = late.store.reader.rows(
        "SELECT count(*), count(DISTINCT case_id) FROM entries WHERE move = 'erase'"
    )
    assert erased == [(129, 129)]
    assert database.erase_proof(late, NAME) == []
