"""Invented weeks of the support desk: a store like any other, and samples that are made the same each time."""

import json
import runpy
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from backoffice_tui.desk import demo, support_weeks
from backoffice_tui.desk.database import check
from backoffice_tui.desk.demo_support import WEEKS, add_support
from backoffice_tui.desk.worklist import next_case, page, total
from backoffice_tui.model.cases import Case, Facts
from backoffice_tui.queues.datahub import DATAHUB
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.invented_contacts import CALLS, TICKETS, a_day, weekdays
from backoffice_tui.routine.listing import Filter
from backoffice_tui.store.cases import searched
from tests.conftest import MakeDesk

DATA = Path(__file__).parent.parent / "data"
TODAY = date(2026, 11, 20)


@pytest.mark.rule("DH-01", "DH-02")
def test_a_day_has_about_seventy_tickets_and_nine_calls() -> None:
    days = weekdays(date(2026, 1, 5), date(2026, 11, 2))
    came = [Counter(each.channel for each in a_day(day, TODAY, 1)) for day in days]
    assert all(TICKETS[0] <= day["ticket"] <= TICKETS[1] for day in came)
    assert all(1 <= day["phone"] <= max(CALLS) for day in came)
    assert 68 <= sum(day["ticket"] for day in came) / len(days) <= 72
    assert 8 <= sum(day["phone"] for day in came) / len(days) <= 10


def test_the_same_seed_gives_the_same_day_and_another_another() -> None:
    first, again, other = ([*a_day(TODAY, TODAY, seed)] for seed in (1, 1, 2))
    assert first == again != other
    numbers = [each.number for at in range(40) for each in a_day(TODAY - timedelta(at), TODAY, 1)]
    assert len(set(numbers)) == len(numbers)


@pytest.mark.rule("DH-02", "DH-03")
def test_it_is_sound_beside_the_other_cases_and_every_case_is_as_written_one_by_one(
    make_desk: MakeDesk, syst: Queue
) -> None:
    desk = make_desk()
    demo.fill(desk, 60)
    count = add_support(desk)
    assert check(desk) == []
    assert total(desk, syst, Filter(all=True)) == 60
    assert total(desk, DATAHUB, Filter(all=True)) == count
    data = desk.data(DATAHUB)
    rows = desk.store.reader.rows(
        "SELECT cases.id, body, (SELECT body FROM search WHERE search.rowid = cases.id), counted_as"
        " FROM cases JOIN facts ON facts.case_id = cases.id WHERE queue = :queue ORDER BY cases.id",
        {"queue": DATAHUB.key},
    )
    lines = {each.id: each for each in page(desk, DATAHUB, Filter(all=True), count=count).rows}
    for case_id, body, words, counted_as in rows[::17]:
        line = lines[int(str(case_id))]
        facts = json.loads(str(body))
        assert words == searched(line.number, line.code, facts)
        columns = {k: v for k, v in line._asdict().items() if k in Case.model_fields}
        again = Case(**columns, versions=[Facts(body=facts)])
        DATAHUB.settle(again, data)
        assert again.counted_as == counted_as
        for name in ("kind", "rank", "bucket", "due_key", "place", "team", "handled"):
            assert getattr(again, name) == getattr(line, name)
    found = support_weeks.named_weeks(desk, DATAHUB)
    whole = found[-1 - WEEKS : -1]
    assert all(300 <= week.total.tickets <= 400 for week in whole)
    assert all(week.before and week.before.tickets >= 300 for week in whole)
    assert all(70 <= (week.total.same_day_share or 0) <= 95 for week in whole)
    free = next_case(desk, DATAHUB)
    assert free is not None


@pytest.mark.parametrize("now", ["2026-01-01T00:00:30+01:00", "2027-01-03T12:00:00+02:00"])
def test_it_can_be_filled_on_any_day(make_desk: MakeDesk, now: str) -> None:
    desk = make_desk(now=now)
    add_support(desk)
    assert check(desk) == []
    newest = max(each.received for each in page(desk, DATAHUB, Filter(), count=900).rows)
    assert newest <= desk.today(DATAHUB)


def test_the_sample_files_are_made_the_same_each_time(tmp_path: Path) -> None:
    runpy.run_path(str(DATA / "make_datahub.py"))["make"](tmp_path)
    made = sorted(path.name for path in tmp_path.iterdir())
    assert made == ["datahub-calls.csv", "datahub-tickets.xlsx"]
    for name in made:
        assert (tmp_path / name).read_bytes() == (DATA / name).read_bytes(), name
