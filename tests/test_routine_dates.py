"""Days as people write them, and the days people work."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice_tui.routine.dates import (
    is_working_day,
    iso_week,
    local,
    read_date,
    read_moment,
    read_now,
    today_in,
    weekday_text,
    working_days_ahead,
    working_days_between,
)
from backoffice_tui.routine.errors import Refused, Usage
from backoffice_tui.texts import FALLBACK, LANGUAGES, catalogue, use
from tests.hostile import HOSTILE

TODAY = date(2026, 11, 21)
DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))
NEAR_DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
COUNTRIES = st.sampled_from(["SE", "FI"])


@pytest.fixture(autouse=True)
def _english(_swedish: None) -> None:
    use("en")


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-12-24", date(2026, 12, 24)),
        ("20261224", date(2026, 12, 24)),
        ("2026/12/24", date(2026, 12, 24)),
        ("2026–12–24", date(2026, 12, 24)),
        ("24/12", date(2026, 12, 24)),
        ("24.12.", date(2026, 12, 24)),
        ("24.12", date(2026, 12, 24)),
        ("24/12/2026", date(2026, 12, 24)),
        ("24/12-2026", date(2026, 12, 24)),
        ("24.12.2026", date(2026, 12, 24)),
        ("24. 12. 2026", date(2026, 12, 24)),
        ("\xa0 2026-12-24\t", date(2026, 12, 24)),
        ("2026-12-24 14:30", date(2026, 12, 24)),
        ("+3", date(2026, 11, 24)),
        ("+0", TODAY),
        ("3/1", date(2027, 1, 3)),
        ("20/11", date(2026, 11, 20)),
        (20261224, date(2026, 12, 24)),
        (date(2026, 12, 24), date(2026, 12, 24)),
        (datetime(2026, 12, 24, 23, 59), date(2026, 12, 24)),
    ],
)
def test_a_day_is_understood(written: object, day: date) -> None:
    assert read_date(written, TODAY) == day


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("", "empty"),
        (None, "empty"),
        (True, "empty"),
        ("i morgon", "not-a-date"),
        ("45351", "not-a-date"),
        (45351.0, "not-a-date"),
        ("2026-W47", "not-a-date"),
        ("2024-02-30", "impossible"),
        ("12/24/2026", "impossible"),
        ("31/6", "impossible"),
        ("29/2", "impossible"),
        ("00/12", "impossible"),
        ("24/12/26", "two-digit-year"),
        ("26-12-24", "two-digit-year"),
        ("261224", "two-digit-year"),
        ("0000-01-01", "range"),
        ("1989-12-31", "range"),
        ("2101-01-01", "range"),
        ("+99999", "range"),
        (date(1, 1, 1), "range"),
        ("2026-12-24 24:00", "not-a-time"),
        ("2026-12-24 14:60", "not-a-time"),
        ("2026-12-24 14:30-25:00", "not-a-date"),
        ("2026-12-24T14:30:00Z", "offset"),
        ("٢٠٢٦-١٢-٢٤", "digits"),
        ("２０２６１２２４", "digits"),
    ],
)
def test_what_is_no_day_is_refused_with_the_reason(written: object, key: str) -> None:
    with pytest.raises(Refused) as refused:
        read_date(written, TODAY, field="due")
    assert refused.value.key == f"dates.{key}"
    assert refused.value.field == "due"
    assert len(str(refused.value)) > 20


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("serials", [False, True])
def test_a_hostile_text_is_a_day_or_refused(name: str, serials: bool) -> None:
    try:
        day, time = read_moment(HOSTILE[name], TODAY, serials=serials)
    except Refused as refused:
        said = str(refused)
    else:
        said = f"{day} {time}"
        assert 1990 <= day.year <= 2100
    assert len(said) < 300
    assert said.replace("\u200d", "").isprintable()


@given(
    st.text("0123456789+-/.: TZkl,", max_size=30),
    st.booleans(),
    st.sampled_from([None, "Asia/Tokyo"]),
)
def test_any_string_of_such_signs_is_a_day_or_refused(
    text: str, serials: bool, zone: str | None
) -> None:
    try:
        day, _ = read_moment(text, TODAY, serials=serials, zone=zone)
    except Refused as refused:
        assert refused.key.startswith("dates.")
    else:
        assert 1990 <= day.year <= 2100


@given(DAYS, DAYS)
def test_every_way_of_writing_reads_back(day: date, today: date) -> None:
    written = [
        f"{day:%Y-%m-%d}",
        f"{day:%Y%m%d}",
        f"{day:%d/%m/%Y}",
        f"{day.day}.{day.month}.{day.year}",
    ]
    assert {read_date(each, today) for each in written} == {day}


@given(NEAR_DAYS)
def test_the_year_left_out_is_the_nearest(today: date) -> None:
    for days in (-150, -1, 0, 1, 150):
        day = today + timedelta(days=days)
        if (day.month, day.day) != (2, 29):
            assert read_date(f"{day.day}/{day.month}", today) == day


@pytest.mark.rule("STORA-13")
def test_day_numbers_of_a_sheet() -> None:
    for value in (45351, 45351.0, "45351", " 45351 "):
        assert read_moment(value, TODAY, serials=True) == (date(2024, 2, 29), "")
    assert read_moment(45351.604166666664, TODAY, serials=True) == (date(2024, 2, 29), "14:30")
    assert read_moment("45351,75", TODAY, serials=True) == (date(2024, 2, 29), "18:00")
    assert read_date(20240229, TODAY, serials=True) == date(2024, 2, 29)
    for ruined in (float("nan"), float("inf"), 1e300, -1.0, 5, 99_999):
        with pytest.raises(Refused):
            read_date(ruined, TODAY, serials=True)


@pytest.mark.parametrize(
    ("written", "time"),
    [
        ("2026-12-24", ""),
        ("2026-12-24 14:30", "14:30"),
        ("2026-12-24T14:30:59.5", "14:30"),
        ("24.12.2026 klo 9.05", "09:05"),
        ("24/12 kl. 14:30", "14:30"),
        ("24.12. 14.30", "14:30"),
        ("20261224T1:30", "01:30"),
        ("2026-12-24 00:00", "00:00"),
        ("2026-12-24 00:00:00", ""),
        (datetime(2026, 12, 24), ""),
        (datetime(2026, 12, 24, 14, 30), "14:30"),
    ],
)
def test_the_time_of_a_moment(written: object, time: str) -> None:
    assert read_moment(written, TODAY) == (date(2026, 12, 24), time)


def test_a_time_with_offset_needs_the_zone_it_is_wanted_in() -> None:
    late = datetime(2026, 12, 24, 22, 30, tzinfo=UTC)
    for written in (late, "2026-12-24T22:30:00Z", "2026-12-24 23:30+01:00"):
        helsinki = read_moment(written, TODAY, zone="Europe/Helsinki")
        assert helsinki == (date(2026, 12, 25), "00:30")
        with pytest.raises(Refused, match="time zone"):
            read_moment(written, TODAY)


@pytest.mark.rule("SYST-11")
@pytest.mark.parametrize(
    "free",
    [
        "2026-06-19",
        "2026-12-24",
        "2026-12-25",
        "2026-12-31",
        "2026-01-06",
        "2026-11-21",
        "2026-05-14",
    ],
)
def test_customary_eves_are_free_in_sweden(free: str) -> None:
    assert not is_working_day(date.fromisoformat(free), "SE")


@pytest.mark.rule("TYO-16")
def test_finland_has_its_own_days() -> None:
    assert not is_working_day(date(2026, 6, 19), "FI")
    assert not is_working_day(date(2024, 12, 6), "FI")
    assert is_working_day(date(2024, 12, 6), "SE")
    assert is_working_day(date(2026, 12, 31), "FI")
    assert working_days_ahead(date(2026, 12, 31), 1, "FI") == date(2027, 1, 4)


@pytest.mark.rule("SYST-11")
def test_working_days_ahead_pass_over_midsummer() -> None:
    assert working_days_ahead(date(2026, 6, 17), 2, "SE") == date(2026, 6, 22)
    assert working_days_ahead(date(2026, 6, 17), 3, "SE") == date(2026, 6, 23)
    assert working_days_ahead(TODAY, 0, "SE") == TODAY
    with pytest.raises(ValueError, match="-1"):
        working_days_ahead(TODAY, -1, "SE")


def test_an_unknown_country_is_said() -> None:
    with pytest.raises(Usage, match="XX"):
        is_working_day(date(2026, 11, 20), "XX")


@given(NEAR_DAYS, st.integers(0, 400), COUNTRIES)
def test_between_counts_what_ahead_goes(start: date, days: int, country: str) -> None:
    end = working_days_ahead(start, days, country)
    assert working_days_between(start, end, country) == days
    assert working_days_between(end, start, country) == -days


@given(NEAR_DAYS, NEAR_DAYS, COUNTRIES)
def test_between_counts_day_by_day(start: date, end: date, country: str) -> None:
    first, last = sorted((start, end))
    days = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    counted = sum(is_working_day(day, country) for day in days)
    assert abs(working_days_between(start, end, country)) == counted


@pytest.mark.rule("DH-02")
def test_iso_weeks_across_new_year() -> None:
    weeks = {"2026-11-21": "2026-W47", "2027-01-03": "2026-W53", "2024-12-30": "2025-W01"}
    assert {day: iso_week(date.fromisoformat(day)) for day in weeks} == weeks


@pytest.mark.rule("ALL-07")
def test_weekdays_in_every_language() -> None:
    spoken: list[str] = []
    for language in LANGUAGES:
        use(language)
        spoken.append(weekday_text(TODAY))
    use(FALLBACK)
    assert spoken == ["lör", "la", "Sat"]


@pytest.mark.rule("ALL-07")
@pytest.mark.parametrize("name", ["dates", "identity", "facilities"])
def test_every_language_says_every_problem(name: str) -> None:
    swedish, finnish, english = (catalogue(language, name).keys() for language in LANGUAGES)
    assert swedish == finnish == english != set()


def test_local_time_over_the_change_of_clocks() -> None:
    before = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    twice = {f"{local(before + timedelta(hours=h), 'Europe/Stockholm'):%H:%M}" for h in (0, 1)}
    assert twice == {"02:30"}
    assert today_in(datetime(2026, 11, 21, 22, 30, tzinfo=UTC), "Europe/Helsinki") == date(
        2026, 11, 22
    )
    assert today_in(datetime(2026, 11, 21, 22, 30, tzinfo=UTC), "Europe/Stockholm") == TODAY
    for unknown in ("Mars/Olympus", "../etc/passwd", "", "\x00", "Europe"):
        with pytest.raises(Usage):
            local(before, unknown)


def test_now_must_carry_its_offset() -> None:
    stockholm = timezone(timedelta(hours=1))
    assert read_now(" 2026-11-21T08:00:00+01:00 ") == datetime(2026, 11, 21, 8, tzinfo=stockholm)
    assert read_now("2026-11-21T07:00Z") == datetime(2026, 11, 21, 7, tzinfo=UTC)
    for wrong in ("", "2026-11-21T08:00:00", "now", "0001-01-01T00:00+01:00", *HOSTILE.values()):
        with pytest.raises(Usage):
            read_now(wrong)
