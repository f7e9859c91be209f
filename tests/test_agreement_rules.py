"""Random lives of a metering point: agreements, endings, mass terminations, cancellations."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backoffice_tui.queues.datahub.agreement import (
    BY_NEWER,
    GRID,
    MASS,
    SALES,
    SEPARATELY,
    Agreement,
    Period,
    as_told,
    mass_ended,
    overlap,
    retold,
    settle,
)
from backoffice_tui.queues.datahub.cancelling import Plan, plan
from backoffice_tui.routine.errors import Problem

FACILITY = "643999000000000015"
FIRST = date(2022, 9, 1)
SELLERS = ("Aurinko", "Tuuli", "Virta")


def day(text: str) -> date:
    return date.fromisoformat(text)


def agreed(
    number: str, start: str, end: str = "", reason: str = "", kind: str = SALES, seller: str = "S1"
) -> Agreement:
    return as_told(number, FACILITY, kind, seller, day(start), day(end) if end else None, reason)


def cancelled(every: list[Agreement], number: str, on: str, given: str = "") -> Plan:
    return plan(every, number, day(on), "AR01", lambda _day: 11, day(given) if given else None)


def after(found: Plan, number: str) -> Agreement:
    return next(each.became for each in found.changes if each.became.number == number)


SWITCHED = [
    agreed("A", "2020-01-01", "2022-09-30", BY_NEWER),
    agreed("B", "2022-10-01", seller="S2"),
    agreed("GA", "2020-01-01", "2022-09-30", BY_NEWER, GRID, "Verkko"),
    agreed("GB", "2022-10-01", kind=GRID, seller="Verkko"),
]


@pytest.mark.rule("DH-05")
def test_before_the_start_everything_before_comes_back() -> None:
    found = cancelled(SWITCHED, "B", "2022-09-15")
    assert (after(found, "B").periods, after(found, "GB").periods) == ((), ())
    for number in ("A", "GA"):
        assert after(found, number).periods == (Period(day("2020-01-01")),)


@pytest.mark.rule("DH-06")
def test_outside_the_window_the_seller_before_may_continue() -> None:
    found = cancelled(SWITCHED, "B", "2022-11-02")
    own = after(found, "B")
    assert own.periods == (Period(day("2022-10-01"), day("2022-10-21"), "cancelled"),)
    assert after(found, "A").periods[1] == Period(day("2022-10-22"), None, "", may=True)
    assert after(found, "GA").periods[1] == Period(day("2022-10-22"))
    assert after(found, "GB").periods[0].last == day("2022-10-21")


@pytest.mark.rule("DH-07")
def test_nothing_before_and_the_grid_agreement_lives_as_long() -> None:
    found = cancelled([SWITCHED[1], SWITCHED[3]], "B", "2022-11-02")
    assert [each.became.periods[0].last for each in found.changes] == [day("2022-11-02")] * 2


@pytest.mark.rule("DH-08")
@pytest.mark.parametrize(
    ("reason", "end"), [(SEPARATELY, "2022-09-30"), ("", "2022-09-30"), (BY_NEWER, "2022-09-15")]
)
def test_an_agreement_that_ended_otherwise_is_not_ruled(reason: str, end: str) -> None:
    before = agreed("A", "2020-01-01", end, reason)
    found = cancelled([before, SWITCHED[1]], "B", "2022-11-02")
    assert (found.ruling.ruled, found.changes) == (False, ())
    earlier = cancelled([before, SWITCHED[1]], "B", "2022-09-20")
    assert [each.became.number for each in earlier.changes] == ["B"]
    assert [note.number for note in earlier.notes] == ["A"]


@pytest.mark.rule("DH-11")
@pytest.mark.parametrize("on", ["2022-09-15", "2022-11-02"])
@pytest.mark.parametrize("end", ["by-newer", "mass"])
def test_what_was_mass_ended_does_not_come_back_and_it_says_so(on: str, end: str) -> None:
    last = "2022-09-30"
    _, ended = mass_ended(agreed("A", "2020-01-01", last, BY_NEWER), day("2022-10-15"))
    if end == "mass":
        _, ended = mass_ended(agreed("A", "2020-01-01"), day("2022-10-01"))
    found = cancelled([ended, SWITCHED[1]], "B", on)
    assert [each.became.number for each in found.changes] == ["B"]
    assert [(note.number, note.why) for note in found.notes] == [("A", "not-back-mass")]


@pytest.mark.rule("DH-11")
def test_cancelled_first_then_mass_ended() -> None:
    back = after(cancelled(SWITCHED, "B", "2022-11-02"), "A")
    outcome, ended = mass_ended(back, day("2022-11-15"))
    assert outcome == "ended"
    assert ended.periods[1] == Period(day("2022-10-22"), day("2022-11-14"), MASS, may=True)
    outcome, ended = mass_ended(back, day("2022-10-22"))
    assert ended.periods == (Period(day("2020-01-01"), day("2022-09-30"), BY_NEWER),)


@pytest.mark.rule("DH-05")
def test_what_comes_back_ends_where_a_newer_one_begins() -> None:
    newer = agreed("C", "2023-01-01", seller="S3")
    own = agreed("B", "2022-10-01", "2022-12-31", BY_NEWER, seller="S2")
    found = cancelled([SWITCHED[0], own, newer], "B", "2022-09-15")
    assert after(found, "A").periods == (Period(day("2020-01-01"), day("2022-12-31"), BY_NEWER),)


@pytest.mark.rule("DH-11")
def test_a_file_does_not_bring_back_what_ended_here() -> None:
    _, ended = mass_ended(agreed("A", "2020-01-01", "2022-09-30", BY_NEWER), day("2022-08-01"))
    assert retold(ended, agreed("A", "2020-01-01")) is None
    shorter = retold(ended, agreed("A", "2020-01-01", "2022-06-30", SEPARATELY))
    assert shorter is not None
    assert shorter.periods[0].last == day("2022-06-30")


STEPS = st.lists(
    st.tuples(
        st.sampled_from(("new", "new", "end", "mass", "cancel", "cancel", "told")),
        st.integers(0, 120),
        st.integers(0, 120),
        st.sampled_from(SELLERS),
        st.booleans(),
    ),
    min_size=1,
    max_size=14,
)


def days_of(agreement: Agreement) -> Iterator[date]:
    """The days on which it is in force or may be, as far as the test looks."""
    horizon = FIRST + timedelta(days=400)
    for period in agreement.periods:
        at = period.first
        while at <= (period.last or horizon):
            yield at
            at += timedelta(days=1)


class Point:
    """A metering point to which things happen."""

    def __init__(self) -> None:
        self.known: dict[str, Agreement] = {}

    def put(self, *some: Agreement) -> None:
        kept = {**self.known, **{each.number: each for each in some}}
        settled = settle(kept.values())
        if settled.clash is None:
            self.known = settled.agreements

    def happen(self, step: tuple[str, int, int, str, bool]) -> None:
        what, first, second, seller, flag = step
        start, other = FIRST + timedelta(days=first), FIRST + timedelta(days=second)
        chosen = list(self.known.values())
        if what == "new":
            end = other if flag and other >= start else None
            self.put(as_told(f"{len(self.known)}", FACILITY, SALES, seller, start, end))
        elif what == "mass":
            for each in chosen:
                if each.seller == seller:
                    self.known[each.number] = mass_ended(each, start)[1]
        elif chosen and what == "cancel":
            self.cancel(chosen[second % len(chosen)].number, start, other if flag else None)
        elif chosen:
            self.tell(chosen[second % len(chosen)], start, what)

    def cancel(self, number: str, on: date, given: date | None) -> None:
        try:
            found = plan(list(self.known.values()), number, on, "AR01", lambda _day: 11, given)
        except Problem:
            return
        for each in found.changes:
            self.known[each.became.number] = each.became

    def tell(self, known: Agreement, last: date, what: str) -> None:
        if last < known.start:
            return
        end, reason = (last, SEPARATELY) if what == "end" else (None, "")
        told = replace(
            known, end=end, end_reason=reason, periods=(Period(known.start, end, reason),)
        )
        told = replace(told, cancelled_on=None, case="", mass_from=None)
        if (again := retold(known, told)) is not None:
            self.put(again)


@pytest.mark.rule("DH-05", "DH-06", "DH-07", "DH-10", "DH-11")
@settings(max_examples=400, deadline=None)
@given(STEPS)
def test_whatever_happens_to_a_metering_point(
    steps: list[tuple[str, int, int, str, bool]],
) -> None:
    point = Point()
    for step in steps:
        before = dict(point.known)
        point.happen(step)
        every = list(point.known.values())
        for at, one in enumerate(every):
            assert not any(overlap(one, other) for other in every[at + 1 :]), step
            days = set(days_of(one))
            assert all(one.start <= each for each in days)
            assert one.own_end is None or all(each <= one.own_end for each in days)
            assert len(days) == len(list(days_of(one)))
            was = before.get(one.number)
            if was and (was.mass_from is not None or was.cancelled_on is not None):
                assert days <= set(days_of(was)), step
