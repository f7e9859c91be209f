"""Months billed and put right: what is billed is frozen, and in the end everything billed is the truth."""

from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.metering import show
from backoffice_tui.desk.metering_bill import Billed, bill, preview
from backoffice_tui.routine.errors import NotFound, Refused, StoreTrouble
from tests.making import everything, rows
from tests.series import (
    FINNISH,
    POINT,
    bring,
    days_between,
    lines,
    month,
    point,
    total,
)

SUMMER = days_between("2026-07-13", "2026-09-30")
GAP = days_between("2026-08-24", "2026-09-13")
MONTHS = ("2026-07", "2026-08", "2026-09", "2026-10")


def truth(facility: str, text: str) -> int:
    return total(lines(facility, month(text).days))


def figures(found: Billed) -> tuple[int, int, int]:
    return found.hours, found.consumption_wh, found.estimated_wh


@pytest.mark.rule("SYN-01")
@pytest.mark.parametrize("facility", [POINT, FINNISH])
@pytest.mark.parametrize(("text", "hours"), [("2026-03", 743), ("2026-10", 745)])
def test_a_bill_is_the_sum_of_the_local_month(
    desk: Desk, tmp_path: Path, facility: str, text: str, hours: int
) -> None:
    around = range(month(text).first - 2, month(text).end + 2)
    bring(desk, tmp_path, lines(facility, around))
    assert figures(bill(desk, facility, text)) == (hours, truth(facility, text), 0)


@pytest.mark.rule("SYN-04")
def test_what_was_billed_stays_and_is_given_again(desk: Desk, tmp_path: Path) -> None:
    bring(desk, tmp_path, lines(POINT, month("2026-10").days))
    first = bill(desk, POINT, "2026-10")
    bring(desk, tmp_path, lines(POINT, month("2026-10").days[:2], lambda *_at: 5_000), "new.csv")
    before = everything(desk)
    again = bill(desk, POINT, "2026-10")
    assert again.again
    assert figures(again) == figures(first)
    assert everything(desk) == before
    assert rows(desk, "SELECT count(*) FROM metering_bills") == [(1,)]


def test_a_preview_freezes_nothing(desk: Desk, tmp_path: Path) -> None:
    bring(desk, tmp_path, lines(POINT, SUMMER))
    before = everything(desk)
    looked = preview(desk, POINT, "2026-08")
    assert everything(desk) == before
    assert looked.at is None
    assert figures(bill(desk, POINT, "2026-08")) == figures(looked)


@pytest.mark.rule("SYN-03", "SYN-04")
def test_a_summer_house_without_power_for_three_weeks(desk: Desk, tmp_path: Path) -> None:
    gone = lines(POINT, GAP)
    bring(desk, tmp_path, [each for each in lines(POINT, SUMMER) if each not in gone], "came.csv")
    august, september = (bill(desk, POINT, each) for each in ("2026-08", "2026-09"))
    assert august.estimated_wh > 0 < september.estimated_wh
    assert august.missing_minutes == september.missing_minutes == 0
    loaded = bring(desk, tmp_path, gone, "late.csv")
    assert loaded.tally.late == loaded.tally.created == len(gone)
    bring(desk, tmp_path, gone, "late.csv")
    bring(desk, tmp_path, lines(POINT, month("2026-10").days), "october.csv")
    waiting = show(desk, POINT, "2026-10").waiting
    october = bill(desk, POINT, "2026-10")
    assert october.corrections == waiting
    assert {each.month: each.wh for each in october.corrections} == {
        "2026-08": truth(POINT, "2026-08") - august.consumption_wh,
        "2026-09": truth(POINT, "2026-09") - september.consumption_wh,
    }
    assert show(desk, POINT, "2026-10").waiting == ()


@pytest.mark.rule("SYN-03")
def test_an_estimate_that_was_billed_stays_as_billed_whatever_else_comes(
    desk: Desk, tmp_path: Path
) -> None:
    gone = lines(POINT, GAP)
    bring(desk, tmp_path, [each for each in lines(POINT, SUMMER) if each not in gone], "came.csv")
    bill(desk, POINT, "2026-08")
    # Other history would give other estimates; a correction waits for the values themselves.
    bring(desk, tmp_path, lines(POINT, days_between("2026-06-01", "2026-07-12"), lambda *_at: 9))
    assert show(desk, POINT, "2026-08").waiting == ()


def test_what_cannot_be_estimated_is_said_and_corrected_later(desk: Desk, tmp_path: Path) -> None:
    bring(desk, tmp_path, lines(POINT, days_between("2026-07-20", "2026-07-31")), "july.csv")
    july = bill(desk, POINT, "2026-07")
    assert july.missing_minutes == 19 * 24 * 60
    assert july.hours == 744
    bring(desk, tmp_path, lines(POINT, month("2026-07").days), "all.csv")
    bring(desk, tmp_path, lines(POINT, month("2026-08").days), "august.csv")
    (correction,) = bill(desk, POINT, "2026-08").corrections
    assert correction.wh == truth(POINT, "2026-07") - july.consumption_wh


@pytest.mark.rule("SYN-01", "SYN-03")
def test_what_cannot_be_billed_is_refused(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(StoreTrouble if not desk.create else NotFound):
        bill(desk, POINT, "2026-10")
    bring(desk, tmp_path, lines(POINT, month("2026-10").days[:3]))
    before = everything(desk)
    for text, key in (
        ("2026-11", "metering.not-over"),
        ("2026-08", "metering.nothing"),
        ("okt", "metering.not-a-month"),
    ):
        with pytest.raises(Refused) as why:
            bill(desk, POINT, text)
        assert why.value.key == key
    assert everything(desk) == before


def test_what_was_billed_cannot_be_changed_in_the_store(desk: Desk, tmp_path: Path) -> None:
    bring(desk, tmp_path, lines(POINT, month("2026-10").days))
    bill(desk, POINT, "2026-10")
    for sql in ("UPDATE metering_bills SET consumption_wh = 0", "DELETE FROM metering_bills"):
        with pytest.raises(StoreTrouble), desk.store.transaction() as session:
            session.connection().exec_driver_sql(sql)


def test_two_who_bill_at_the_same_time_make_one_bill(
    desk: Desk, colleague: Desk, tmp_path: Path
) -> None:
    from concurrent.futures import ThreadPoolExecutor

    bring(desk, tmp_path, lines(POINT, month("2026-10").days))
    colleague.store.write(lambda _session: None)
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(lambda each: bill(each, POINT, "2026-10"), (desk, colleague)))
    assert sorted(each.again for each in made) == [False, True]
    assert figures(made[0]) == figures(made[1])


# -- in any order ---------------------------------------------------------------------------------------

PIECES = 8
step = st.one_of(
    st.tuples(st.just("load"), st.integers(0, PIECES - 1)),
    st.tuples(st.just("bill"), st.sampled_from(MONTHS[:3])),
)


def pieces(facility: str) -> list[list[str]]:
    """All the values, in pieces that overlap."""
    every = lines(facility, range(month(MONTHS[0]).first, month(MONTHS[2]).end))
    size = len(every) // PIECES + 1
    return [every[max(0, at * size - 30) : (at + 1) * size + 30] for at in range(PIECES)]


fresh = count(10_000)
"""A point of its own for each example, on one store."""

quickly = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))


def charged(desk: Desk, facility: str, text: str, billed: dict[str, int]) -> None:
    """Bill a month, and add what the customer pays for each month."""
    try:
        made = bill(desk, facility, text)
    except (Refused, NotFound):
        return
    if not made.again:
        billed[text] = made.consumption_wh
        for each in made.corrections:
            billed[each.month] += each.wh


@pytest.mark.rule("SYN-04", "SYN-06")
@quickly
@given(finnish=st.booleans(), steps=st.lists(step, max_size=14))
def test_in_the_end_everything_billed_is_the_truth(
    desk: Desk, tmp_path: Path, finnish: bool, steps: list[tuple[str, object]]
) -> None:
    """Corrections after any order and repetition of files equal the truth minus what was billed."""
    facility = point(next(fresh), finnish=finnish)
    parts, billed = pieces(facility), dict[str, int]()
    last: list[tuple[str, object]] = [("load", at) for at in reversed(range(PIECES))]
    for verb, what in [*steps, *last]:
        if verb == "load":
            bring(desk, tmp_path, parts[int(str(what))], f"{what}.csv")
        else:
            charged(desk, facility, str(what), billed)
    for text in MONTHS[:3]:
        charged(desk, facility, text, billed)
    bring(desk, tmp_path, lines(facility, month("2026-10").days), "last.csv")
    charged(desk, facility, "2026-10", billed)
    assert billed == {text: truth(facility, text) for text in MONTHS}
    assert show(desk, facility, "2026-10").waiting == ()


@pytest.mark.rule("SYN-03")
@quickly
@given(order=st.permutations(range(PIECES)))
def test_estimates_do_not_depend_on_the_order_of_loading(
    desk: Desk, tmp_path: Path, order: list[int]
) -> None:
    facilities = point(next(fresh)), point(next(fresh))
    found = []
    for facility, turn in zip(facilities, (range(PIECES), order), strict=True):
        gone, parts = set(lines(facility, GAP)), pieces(facility)
        for at in turn:
            bring(desk, tmp_path, [each for each in parts[at] if each not in gone])
        found.append([preview(desk, facility, text).estimated_wh for text in MONTHS[1:3]])
    assert found[0] == found[1]
    assert min(found[0]) > 0
