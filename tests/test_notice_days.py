"""The days of an ending: the last day of the month after notice, and the next working day in Finland."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice_tui.desk import preview
from backoffice_tui.desk.desk import Desk
from backoffice_tui.queues.tyojono import TYOJONO
from backoffice_tui.routine.dates import is_working_day
from backoffice_tui.routine.notice import notice_end
from backoffice_tui.settings.routine_data import load_routine
from tests.commands import Office
from tests.leases import bring, contract, tenant
from tests.tasks import make, notice, tenancy

DATA = load_routine(TYOJONO.key)


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    return Office(tmp_path, monkeypatch)


@pytest.mark.rule("TYO-16")
@pytest.mark.parametrize(
    ("day", "ends", "moving"),
    [
        ("2026-11-20", "2026-12-31", "2027-01-04"),
        ("2026-12-31", "2027-01-31", "2027-02-01"),
        ("2026-03-05", "2026-04-30", "2026-05-04"),
        ("2024-02-10", "2024-03-31", "2024-04-02"),
        ("2028-01-31", "2028-02-29", "2028-03-01"),
        ("2027-01-01", "2027-02-28", "2027-03-01"),
    ],
)
def test_the_days_at_the_edges_of_months_years_and_holidays(
    day: str, ends: str, moving: str
) -> None:
    found = notice_end(date.fromisoformat(day), DATA)
    assert (found.ends.isoformat(), found.moving_day.isoformat()) == (ends, moving)


@pytest.mark.rule("TYO-16")
@given(st.dates(date(1990, 1, 1), date(2098, 12, 31)))
def test_a_contract_ends_with_the_month_after_and_one_moves_on_the_first_working_day(
    day: date,
) -> None:
    found = notice_end(day, DATA)
    assert (found.ends + timedelta(days=1)).day == 1
    assert found.ends.year * 12 + found.ends.month == day.year * 12 + day.month + 1
    assert is_working_day(found.moving_day, "FI")
    between = (found.moving_day - found.ends).days
    free = [found.ends + timedelta(days=at) for at in range(1, between)]
    assert not any(is_working_day(each, "FI") for each in free)


@pytest.mark.rule("TYO-16")
def test_the_days_are_told_by_command_without_a_store(office: Office) -> None:
    ran = office("tyojono", "notice-end", "2026-11-20", "--json")
    assert ran.json == {"ends": "2026-12-31", "moving_day": "2027-01-04", "rule": "TYO-16"}
    assert not office.db.exists()
    assert office("tyojono", "notice-end", "2026-02-30").code == 3


@pytest.mark.rule("TYO-16")
def test_notice_given_at_night_counts_by_the_day_in_finland(desk: Desk, tmp_path: Path) -> None:
    bring(desk, tmp_path, contract(1, tenant(1), tenant(2)))
    late = notice(desk, "P-1001", submitted_at="2026-11-30T22:30:00+00:00")
    shown = preview.preview(desk, TYOJONO, late.number, "confirm", {})
    assert {each.becomes for each in shown.alterations} == {date(2027, 1, 31)}


@pytest.mark.rule("TYO-11", "TYO-16")
def test_a_contract_for_a_time_ends_on_its_own_day_at_the_latest(
    desk: Desk, tmp_path: Path
) -> None:
    bring(desk, tmp_path, contract(1, end="2026-12-15"))
    given = notice(desk, "P-1001")
    make(desk, given.number, "end-contract", yes=True)
    found = tenancy(desk)
    assert (found.end, found.bound) == (date(2026, 12, 15), ())
    assert found.free_from == date(2026, 12, 16)
