"""Two readings against the series: rounding, something to look into, or nothing that can be compared."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.metering import show
from backoffice_tui.desk.metering_explain import (
    Explanation,
    explain,
    note_exchange,
    withdraw_exchange,
)
from backoffice_tui.desk.metering_letter import explained, kwh, letter
from backoffice_tui.routine.errors import NotFound, Problem, Refused
from backoffice_tui.routine.metering_compare import Verdict, read_reading
from backoffice_tui.texts import LANGUAGES
from tests.making import rows
from tests.series import FINNISH, POINT, bring, days_between, lines, missing, month, total

OCTOBER = month("2026-10").days
FIRST = 10_234_600
Compare = Callable[..., Explanation]


@pytest.fixture
def compare(desk: Desk, tmp_path: Path) -> Compare:
    """October's series with some of September and November, and readings that differ from it by so much."""
    bring(desk, tmp_path, lines(POINT, days_between("2026-09-20", "2026-11-10")))

    def held(off: int, begin: str = "2026-10-01", end: str = "2026-10-31") -> Explanation:
        last = f"{(FIRST + total(lines(POINT, OCTOBER)) + off) / 1000:.3f}"
        return explain(desk, POINT, begin, end, f"{FIRST / 1000}", last)

    return held


@pytest.mark.rule("SYN-02")
def test_the_readings_of_the_journey_are_explained_as_rounding(desk: Desk) -> None:
    from backoffice_tui.desk.metering_load import load

    load(desk, Path(__file__).parent.parent / "data" / "metering-2026-10.csv")
    found = explain(
        desk, "735999997307587876", "2026-10-01", "2026-10-31", "10234.6", "10871,9 kWh"
    )
    assert found.verdict is Verdict.ROUNDING
    assert (found.readings_wh, found.part.wh, found.difference_wh) == (637_300, 637_184, 116)
    assert found.limit_wh == 100 + 373


@pytest.mark.rule("SYN-02")
@pytest.mark.parametrize(
    ("off", "verdict"),
    [
        (0, Verdict.ROUNDING),
        (473, Verdict.ROUNDING),
        (-473, Verdict.ROUNDING),
        (474, Verdict.LOOK_INTO),
        (-474, Verdict.LOOK_INTO),
        (90_000, Verdict.LOOK_INTO),
    ],
)
def test_what_is_within_rounding_and_what_is_not(
    compare: Compare, off: int, verdict: Verdict
) -> None:
    # The first reading has one decimal: 100 Wh; 745 values of half a watt-hour: 373 Wh.
    assert compare(off).verdict is verdict


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        ("2026-10-01", "2026-10-31"),
        ("2026-10-01", "2026-11-01"),
        ("1.10.2026", "31.10.2026"),
        ("2026-10-01 00:00", "2026-11-01 00:00"),
        ("2026-09-30T22:00:00Z", "2026-10-31T23:00:00Z"),
    ],
)
def test_days_and_times_are_those_of_the_point(compare: Compare, begin: str, end: str) -> None:
    found = compare(0, begin, end)
    assert found.verdict is Verdict.ROUNDING
    assert found.part.values == 745


def test_a_reading_in_the_middle_of_an_hour_may_be_off_by_that_hour(compare: Compare) -> None:
    whole = compare(0, "2026-10-01 00:00", "2026-11-01 00:00")
    middle = compare(0, "2026-10-01 00:00", "2026-10-31 23:30")
    assert middle.part.values == whole.part.values - 1
    assert middle.part.open_wh == whole.part.wh - middle.part.wh
    assert middle.verdict is Verdict.ROUNDING


@pytest.mark.rule("SYN-02")
def test_readings_of_two_meters_are_not_compared(compare: Compare, desk: Desk) -> None:
    note_exchange(desk, POINT, "2026-10-14")
    note_exchange(desk, POINT, "2026-10-14")
    found = compare(0)
    assert (found.verdict, str(found.exchanged)) == (Verdict.EXCHANGED, "2026-10-14")
    assert "2026-10-14" in explained(found, "en")
    assert compare(0, "2026-10-15", "2026-10-31").verdict is not Verdict.EXCHANGED
    assert rows(desk, "SELECT count(*) FROM metering_exchanges") == [(1,)]


@pytest.mark.rule("ALL-06")
def test_an_exchange_noted_wrongly_is_withdrawn_and_stays_to_be_seen(
    compare: Compare, desk: Desk
) -> None:
    note_exchange(desk, POINT, "2026-10-14")
    withdraw_exchange(desk, POINT, "2026-10-14")
    assert compare(0).verdict is Verdict.ROUNDING
    assert rows(desk, "SELECT agent, withdrawn_by FROM metering_exchanges") == [("xanna", "xanna")]
    with pytest.raises(NotFound):
        withdraw_exchange(desk, POINT, "2026-10-14")
    with pytest.raises(Refused):
        note_exchange(desk, POINT, "2026-12-01")


def test_a_meter_that_goes_backwards_is_not_compared(compare: Compare) -> None:
    assert compare(-2_000_000).verdict is Verdict.BACKWARDS


@pytest.mark.rule("SYN-02", "SYN-03")
def test_estimated_hours_explain_a_difference(desk: Desk, tmp_path: Path) -> None:
    every = lines(POINT, days_between("2026-09-01", "2026-10-31"))
    gone = lines(POINT, days_between("2026-10-12", "2026-10-16"))
    rest = [each for each in every if each not in gone]
    bring(desk, tmp_path, [*rest, *missing(gone)])
    found = explain(desk, POINT, "2026-10-01", "2026-10-31", "0", "900")
    assert (found.verdict, found.part.estimated) == (Verdict.ESTIMATES, 120)


@pytest.mark.parametrize(
    "text", ["", "x", "1e5", "-3", "12.3456", "NaN", "1" * 30, "１２", "1.2.3"]
)
def test_what_is_no_reading_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        read_reading(text, field="first")


@given(st.integers(0, 10**9), st.integers(0, 3), st.sampled_from([".", ","]))
def test_a_reading_is_read_to_the_watt_hour(number: int, decimals: int, point: str) -> None:
    digits = f"{number:0{decimals + 1}d}"
    text = f"{digits[:-decimals]}{point}{digits[-decimals:]}" if decimals else digits
    found = read_reading(text, field="first")
    assert found.wh == number * 10 ** (3 - decimals)
    assert found.unit == 10 ** (3 - decimals)


@pytest.mark.parametrize(
    ("begin", "end"), [("2026-10-02", "2026-10-01"), ("2000-01-01", "2026-10-01"), ("x", "y")]
)
def test_a_period_that_cannot_be_is_refused(compare: Compare, begin: str, end: str) -> None:
    with pytest.raises(Problem):
        compare(0, begin, end)


# -- what the customer is told --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wh", "spoken", "text"),
    [
        (10_871_900, "sv", "10\xa0871,9"),
        (10_871_900, "en", "10,871.9"),
        (-1_485, "fi", "−1,485"),
        (637_000, "sv", "637,0"),
        (0, "en", "0.0"),
    ],
)
def test_kilowatt_hours_are_written_as_the_language_does(wh: int, spoken: str, text: str) -> None:
    assert kwh(wh, spoken) == text


@pytest.mark.rule("SYN-05", "ALL-07")
@pytest.mark.parametrize("spoken", LANGUAGES)
def test_the_letter_says_how_to_cut_the_power_and_what_it_costs(
    compare: Compare, desk: Desk, spoken: str
) -> None:
    told = letter(show(desk, POINT, "2026-10"), spoken, compare(0))
    cut = {"sv": "knappen", "fi": "painiketta", "en": "button"}
    free = {"sv": "kostar dig ingenting", "fi": "ei maksa", "en": "costs you nothing"}
    assert cut[spoken] in told
    assert free[spoken] in told
    assert kwh(total(lines(POINT, OCTOBER)), spoken) in told
    assert "735 999" in told


@pytest.mark.rule("SYN-05")
def test_a_contact_is_lost_where_others_have_values(desk: Desk, tmp_path: Path) -> None:
    bring(desk, tmp_path, lines(POINT, days_between("2026-09-01", "2026-10-09")), "a.csv")
    assert show(desk, POINT).connection.up
    bring(desk, tmp_path, lines(FINNISH, days_between("2026-10-01", "2026-10-20")), "b.csv")
    card = show(desk, POINT)
    assert not card.connection.up
    assert f"{card.connection.since:%m-%d %H:%M}" == "10-10 00:00"
    # As far as the files have come: the last Finnish hour begins two hours before the Swedish day ends.
    assert card.sum.estimated_minutes == (11 * 24 - 2) * 60
    bring(desk, tmp_path, lines(POINT, days_between("2026-10-15", "2026-10-20")), "c.csv")
    card = show(desk, POINT)
    assert card.connection.up
    assert f"{card.connection.since:%m-%d %H:%M}" == "10-15 00:00"
    assert card.sum.estimated_minutes == 5 * 24 * 60
