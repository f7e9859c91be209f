import json
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from stdnum import iban
from stdnum.fi import hetu

from backoffice_tui.desk import aside, robot
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.notices import take_in_feed
from backoffice_tui.desk.practice import practise
from backoffice_tui.desk.tenancies import take_in_contracts
from backoffice_tui.desk.worklist import page
from backoffice_tui.routine.invented_leases import ZONE, invented_leases, invented_notices
from backoffice_tui.routine.listing import Filter
from backoffice_tui.store import notices
from tests.feeds import TYOJONO
from tests.making import everything, rows

DATA = Path(__file__).parent.parent / "data"
TODAY = date(2026, 11, 20)


def test_they_are_the_same_for_the_same_seed_and_about_nobody() -> None:
    found = list(invented_leases(300, 3, TODAY))
    assert found == list(invented_leases(300, 3, TODAY))
    assert found[:40] != list(invented_leases(40, 4, TODAY))
    people = {each["person"]: each for lease in found for each in lease["parties"]}
    codes = [each["hetu"] for each in people.values()]
    assert len(set(codes)) == len(codes)
    assert all(hetu.is_valid(code, allow_temporary=True) for code in codes)
    # Numbers from 900 are never anybody's for good.
    assert not any(hetu.is_valid(code) for code in codes)
    assert {each["email"].split("@")[1] for each in people.values()} == {"example.com"}
    now = datetime(2026, 11, 20, 8, tzinfo=ZoneInfo(ZONE))
    told = list(invented_notices(found, 100, 3, now))
    accounts = [each["iban"] for each in told if each["iban"]]
    assert accounts
    assert all(iban.is_valid(each) and each[4] == "9" for each in accounts)
    assert len({each["id"] for each in told}) == 100
    assert all(datetime.fromisoformat(each["submitted_at"]) <= now for each in told)


@pytest.mark.rule("TYO-06", "TYO-14")
def test_the_samples_are_taken_in_whichever_way_they_come(desk: Desk) -> None:
    first = take_in_contracts(desk, DATA / "contracts.xlsx")
    assert (first.created, first.refused, first.warnings) == (40, [], [])
    before = everything(desk)
    again = take_in_contracts(desk, DATA / "contracts.json")
    assert (again.unchanged, again.refused, again.warnings) == (40, [], [])
    assert everything(desk) == before
    report = take_in_feed(desk, TYOJONO, DATA / "notices.jsonl")
    assert (report.read, report.created, report.unchanged) == (31, 24, 2)
    assert [each.reason for each in notices.aside(desk.store.reader.rows)] == [
        "feed.no-contract",
        "feed.no-party",
        "feed.not-a-day",
        "feed.id-other",
        "feed.not-json",
    ]
    ran = robot.run(desk, TYOJONO)
    assert (ran.judged, ran.left) == (24, 0)
    assert ran.count(rejected=True) > 0


def test_a_store_to_practise_on_has_tenancies_beside_its_cases(desk: Desk) -> None:
    practise(desk, 300)
    tasks = page(desk, TYOJONO, Filter(), count=200).rows
    assert {each.klass for each in tasks} == {"Sopimukset", "Vakuudet", "Ennakot"}
    assert rows(desk, "SELECT count(*) FROM contracts") == [(60,)]
    assert rows(desk, "SELECT sum(cents) FROM postings") == [(0,)]
    assert len(aside.aside(desk)) == 1
    assert any(each.target_contract for each in tasks)
    assert any(each.protected for each in tasks)
    names = {
        json.loads(body).get("customer_name") for (body,) in rows(desk, "SELECT body FROM facts")
    }
    assert len(names) > 40
