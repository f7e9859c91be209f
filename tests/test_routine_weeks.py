"""ISO weeks, shares, bars: the arithmetic of the week's figures."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice_tui.routine.bars import MARK, bar, marked, sparkline
from backoffice_tui.routine.errors import Usage
from backoffice_tui.routine.weeks import (
    Counted,
    Week,
    monday_of,
    share,
    week_named,
    weeks_between,
    weeks_of,
    year_before,
)

TODAY = date(2026, 11, 20)
DAYS = st.dates(date(1991, 1, 7), date(2099, 12, 25))


@pytest.mark.rule("DH-02")
@given(DAYS)
def test_a_week_is_the_seven_days_that_share_its_name(day: date) -> None:
    monday = monday_of(day)
    week = Week(monday, (Counted(),) * 7)
    assert monday <= day < monday + timedelta(days=7)
    names = {(monday + timedelta(days=at)).isocalendar()[:2] for at in range(7)}
    assert names == {day.isocalendar()[:2]}
    assert week_named(week.name, TODAY) == monday
    assert week_named(week.name.replace("-W", "-"), TODAY) == monday


@pytest.mark.rule("DH-03")
@given(DAYS)
def test_the_year_before_has_the_same_number_or_none(day: date) -> None:
    monday = monday_of(day)
    before = year_before(monday)
    year, week, _ = monday.isocalendar()
    if before is None:
        assert week == 53
        assert date(year - 1, 12, 28).isocalendar().week == 52
    else:
        assert before.isocalendar() == (year - 1, week, 1)
        assert (monday - before).days in (52 * 7, 53 * 7)


@pytest.mark.rule("DH-02")
def test_weeks_across_new_year_by_hand() -> None:
    # 2026 has 53 weeks; its last one ends on the third of January.
    assert [
        monday.isocalendar()[:2] for monday in weeks_between(date(2026, 12, 21), date(2027, 1, 11))
    ] == [
        (2026, 52),
        (2026, 53),
        (2027, 1),
        (2027, 2),
    ]
    assert monday_of(date(2027, 1, 3)) == date(2026, 12, 28)
    assert year_before(date(2026, 12, 28)) is None
    assert year_before(date(2027, 1, 4)) == date(2025, 12, 29)
    # A bare number is the last such week there was.
    assert week_named("53", date(2027, 1, 5)) == date(2026, 12, 28)
    assert week_named("v2", date(2027, 1, 5)) == date(2026, 1, 5)
    assert week_named("W1", date(2027, 1, 5)) == date(2027, 1, 4)


@pytest.mark.parametrize(
    "text", ["", "54", "2025-W53", "0", "2026-W00", "W", "1989-W20", "ö7", "[b]"]
)
def test_what_is_no_week_is_said_to_be_none(text: str) -> None:
    with pytest.raises(Usage):
        week_named(text, TODAY)


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_a_share_is_whole_per_cent(part: int, rest: int) -> None:
    whole = part + rest
    found = share(part, whole)
    if not whole:
        assert found is None
    else:
        assert found is not None
        assert abs(found * whole - 100 * part) * 2 <= whole
        assert (found == 100) >= (part == whole)


@given(st.lists(st.integers(-1, 500), max_size=60), st.integers(1, 80))
def test_bars_keep_their_room_and_their_order(numbers: Sequence[int], width: int) -> None:
    most = max(numbers, default=0)
    drawn = [bar(each, most, width) for each in numbers]
    assert all(len(each) <= width for each in drawn)
    assert all(bool(text) == (each > 0) for text, each in zip(drawn, numbers, strict=True))
    for text, each in zip(drawn, numbers[::-1], strict=True):
        found = marked(text, each, most, width)
        assert found.count(MARK) == (each > 0)
        assert len(found) <= width
    line = sparkline(numbers)
    assert len(line) == len(numbers)
    ordered = sorted(zip(numbers, line, strict=True))
    heights = ["·▁▂▃▄▅▆▇█".index(sign) for each, sign in ordered if each > 0]
    assert heights == sorted(heights)


def test_weeks_without_their_counterpart_stand_alone() -> None:
    found = weeks_of([date(2026, 12, 28)], {date(2025, 12, 28): Counted(tickets=3)})
    assert [each.before for each in found] == [None]
