"""Days, months and estimates without a store: the clock of each country, and sums that hold together."""

from array import array
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice_tui.routine.errors import Refused
from backoffice_tui.routine.metering import (
    CORRECTED,
    ESTIMATED,
    HOUR,
    MEASURED,
    MISSING,
    QUARTER,
    Clock,
    Day,
    Month,
    Series,
    read_month,
    share,
)
from backoffice_tui.routine.metering_bill import month_hours, sum_of
from backoffice_tui.routine.metering_compare import part_of
from backoffice_tui.routine.metering_estimate import Estimator, by_clock, kind_of
from backoffice_tui.routine.metering_invented import HOUSE, SHOP, invented_day, scaled
from backoffice_tui.settings.metering_data import load_metering
from backoffice_tui.store.metering import packed, unpacked
from tests.series import FINLAND, SWEDEN, day, days_between, month

DATA = load_metering()
clocks = pytest.mark.parametrize("clock", [SWEDEN, FINLAND], ids=["SE", "FI"])


def filled_day(ordinal: int, clock: Clock, wh: int, step: int = HOUR) -> Day:
    found = Day.empty(step, clock.length(ordinal))
    for at in range(len(found.wh)):
        found.wh[at], found.quality[at] = wh + at, MEASURED
    return found


@pytest.mark.rule("SYN-01")
@clocks
@pytest.mark.parametrize(
    ("text", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-10-26", 24)]
)
def test_a_day_is_as_long_as_its_countrys_clock_says(clock: Clock, text: str, hours: int) -> None:
    assert clock.length(day(text)) == hours * HOUR
    assert len(clock.clocks(day(text), QUARTER)) == hours * 4


@pytest.mark.rule("SYN-01")
@clocks
@pytest.mark.parametrize(
    ("text", "hours"), [("2026-03", 743), ("2026-10", 745), ("2026-11", 720), ("2028-02", 696)]
)
def test_a_month_has_its_hours(clock: Clock, text: str, hours: int) -> None:
    assert month_hours(clock, month(text)) == hours


@clocks
def test_the_hour_that_comes_twice_has_two_places_and_the_skipped_one_none(clock: Clock) -> None:
    twice = (3 if clock is FINLAND else 2) * HOUR
    assert clock.clocks(day("2026-10-25"), HOUR).count(twice) == 2
    skipped = (3 if clock is FINLAND else 2) * HOUR
    assert skipped not in clock.clocks(day("2026-03-29"), HOUR)


def test_the_same_moment_is_another_day_in_finland() -> None:
    moment = SWEDEN.at(SWEDEN.midnight(day("2026-10-01")) - HOUR)
    assert SWEDEN.place(moment) == (day("2026-09-30"), 23 * HOUR)
    assert FINLAND.place(moment) == (day("2026-10-01"), 0)


@pytest.mark.parametrize(
    "text", ["2026-13", "2026-1", "26-10", "oktober", "", "0000-01", "２０２６-10"]
)
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        read_month(text)


def test_months_count_on_over_the_year() -> None:
    assert str(Month(2026, 12).later(1)) == "2027-01"
    assert str(Month(2026, 1).later(-13)) == "2024-12"


@given(st.integers(0, 10**9), st.integers(1, 100))
def test_a_shared_value_adds_up(value: int, parts: int) -> None:
    assert sum(share(value, at, parts) for at in range(parts)) == value


@given(
    st.lists(st.integers(0, 10**6), min_size=23, max_size=25),
    st.sampled_from([MISSING, MEASURED, ESTIMATED, CORRECTED]),
    st.integers(0, 2**31 - 1),
)
def test_a_day_is_unpacked_as_it_was_packed(values: list[int], quality: int, source: int) -> None:
    size = len(values)
    before = Day(HOUR, array("i", values), bytearray([quality]) * size, array("i", [source]) * size)
    for changed in (False, True):
        if changed:
            before.quality[3], before.source[5] = CORRECTED, 7
        assert unpacked(*packed(before)) == before
    assert before.in_quarters().sum() == before.sum()


@pytest.mark.rule("SYN-01")
@given(st.data())
@clocks
def test_the_sum_of_the_parts_is_the_whole_across_any_cut(
    clock: Clock, data: st.DataObject
) -> None:
    about = data.draw(st.sampled_from(["2026-03-29", "2026-10-25", "2026-06-15"]))
    days = {
        ordinal: invented_day(SHOP, 1, clock, ordinal, QUARTER if ordinal % 2 else HOUR)
        for ordinal in range(day(about) - 2, day(about) + 3)
    }
    first, last = clock.midnight(min(days)), clock.midnight(max(days) + 1)
    cuts = data.draw(st.lists(st.integers(0, (last - first) // HOUR), max_size=6))
    edges = sorted({first, last, *(first + cut * HOUR for cut in cuts)})
    parts = [part_of(days, clock, *edge) for edge in pairwise(edges)]
    whole = sum_of(days.values())
    assert sum(part.wh for part in parts) == whole.wh == sum(each.sum() for each in days.values())
    assert sum(part.values for part in parts) == sum(each.known for each in days.values())
    assert all(part.open_wh == 0 for part in parts)


# -- estimates --------------------------------------------------------------------------------------


def series_of(first: str, last: str, clock: Clock = SWEDEN, step: int = HOUR) -> Series:
    """Each day has a number of its own in every hour."""
    days = days_between(first, last)
    return Series(clock, {each: filled_day(each, clock, each % 1_000 * 100, step) for each in days})


def estimate(series: Series, text: str) -> Day:
    ordinal = day(text)
    series.days.pop(ordinal, None)
    until = series.clock.midnight(ordinal + 1)
    return Estimator(series, DATA).fill([ordinal], until).days[ordinal]


@pytest.mark.rule("SYN-03")
def test_a_missing_day_is_the_mean_of_the_nearest_days_of_its_kind() -> None:
    series = series_of("2026-06-01", "2026-06-30")
    found = estimate(series, "2026-06-17")
    # A Wednesday: the six working days before it, midsommar and weekends left out.
    nearest = ["06-16", "06-15", "06-12", "06-11", "06-10", "06-09"]
    wanted = [series.days[day(f"2026-{each}")].wh[7] for each in nearest]
    assert found.wh[7] == (2 * sum(wanted) + 6) // 12
    assert set(found.quality) == {ESTIMATED}
    assert len(set(found.wh)) == 24


@pytest.mark.rule("SYN-03")
def test_a_holiday_is_like_a_sunday() -> None:
    midsummer_eve = day("2026-06-19")
    series = series_of("2026-06-01", "2026-06-30")
    found = estimate(series, "2026-06-19")
    # The national day, a Saturday that year, is no Sunday; the three Sundays before are.
    sundays = [series.days[day(f"2026-06-{each}")].wh[0] for each in ("14", "07")]
    assert found.wh[0] == (2 * sum(sundays) + 2) // 4
    assert midsummer_eve not in series.days


def test_kinds_of_days_follow_the_country() -> None:
    from datetime import date

    independence = date(2027, 12, 6)
    assert kind_of(independence, FINLAND, DATA) == "sunday"
    assert kind_of(independence, SWEDEN, DATA) == "workday"


@pytest.mark.rule("SYN-03")
def test_without_history_nothing_is_estimated() -> None:
    series = Series(SWEDEN, {day("2026-06-18"): filled_day(day("2026-06-18"), SWEDEN, 5)})
    assert set(estimate(series, "2026-06-17").quality) == {MISSING}
    assert set(estimate(series, "2026-06-19").quality) == {MISSING}


@pytest.mark.rule("SYN-03")
def test_last_year_helps_where_the_weeks_before_do_not() -> None:
    series = series_of("2025-05-20", "2025-07-10")
    ordinal = day("2026-06-17")
    found = Estimator(series, DATA).fill([ordinal], SWEDEN.midnight(ordinal + 1))
    assert set(found.methods) == {"last-year"}
    assert found.methods["last-year"] == 24 * HOUR


@clocks
def test_the_long_and_the_short_day_are_estimated_by_the_clock(clock: Clock) -> None:
    for text, hours in (("2026-10-25", 25), ("2026-03-29", 23)):
        ordinal = day(text)
        days = range(ordinal - 40, ordinal)
        series = Series(clock, {each: filled_day(each, clock, 1_000) for each in days})
        found = Estimator(series, DATA).fill([ordinal], clock.midnight(ordinal + 1)).days[ordinal]
        assert len(found.wh) == hours
        for at, minute in enumerate(clock.clocks(ordinal, HOUR)):
            assert found.wh[at] == 1_000 + minute // HOUR


def test_estimates_are_no_history() -> None:
    series = series_of("2026-06-01", "2026-06-16")
    before = estimate(series, "2026-06-18").wh
    series.days[day("2026-06-17")] = (
        Estimator(series, DATA)
        .fill([day("2026-06-17")], SWEDEN.midnight(day("2026-06-18")))
        .days[day("2026-06-17")]
    )
    assert estimate(series, "2026-06-18").wh == before


def test_hours_are_shared_for_quarters_and_quarters_added_for_hours() -> None:
    ordinal = day("2026-06-16")
    hourly = filled_day(ordinal, SWEDEN, 1_001)
    quarters = by_clock(SWEDEN, ordinal, hourly, QUARTER)
    assert [quarters[each] for each in (0, 15, 30, 45)] == [250, 250, 250, 251]
    again = by_clock(SWEDEN, ordinal, hourly.in_quarters(), HOUR)
    assert again == by_clock(SWEDEN, ordinal, hourly, HOUR)


def test_invented_days_are_the_same_each_time_and_scale_to_any_total() -> None:
    days = {
        each: invented_day(HOUSE, 3, SWEDEN, each)
        for each in days_between("2026-10-01", "2026-10-31")
    }
    assert days == {each: invented_day(HOUSE, 3, SWEDEN, each) for each in days}
    assert sum(each.sum() for each in scaled(days, 637_184).values()) == 637_184
