"""AR01: hand-computed days at the edges of months, years and leap days, and what is never guessed."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice_tui.queues.datahub.ar01 import (
    Fate,
    Previous,
    Question,
    Ruling,
    Span,
    Why,
    rule_on,
)
from backoffice_tui.queues.datahub.asking import read_question, window_on
from backoffice_tui.queues.datahub.explained import as_document, explained, for_ticket
from backoffice_tui.queues.datahub.timeline import drawn, timelines
from backoffice_tui.routine.errors import Refused, Usage
from backoffice_tui.settings.routine_data import load_routine

DATA = load_routine("datahub")
TODAY = date(2022, 11, 2)


def day(text: str) -> date:
    return date.fromisoformat(text)


def ruled(
    start: str,
    cancelled: str,
    previous: Previous = Previous.ENDED_BY_THIS,
    *,
    grid: Previous | None = None,
    given: str = "",
    window: int | None = 11,
) -> Ruling:
    return rule_on(
        Question(
            start=day(start),
            cancelled=day(cancelled),
            previous=previous,
            grid_previous=grid,
            continues_from=day(given) if given else None,
            window=window,
        )
    )


@pytest.mark.rule("DH-06")
@pytest.mark.parametrize(
    ("start", "cancelled", "last", "continues"),
    [
        ("2022-10-01", "2022-11-02", "2022-10-21", "2022-10-22"),  # the ruling's own example
        ("2022-10-21", "2022-11-02", "2022-10-21", "2022-10-22"),  # one day of validity
        ("2022-01-01", "2022-03-11", "2022-02-27", "2022-02-28"),
        ("2022-01-01", "2022-03-12", "2022-02-28", "2022-03-01"),
        ("2024-01-01", "2024-03-11", "2024-02-28", "2024-02-29"),  # leap day
        ("2024-01-01", "2024-03-12", "2024-02-29", "2024-03-01"),
        ("2024-02-28", "2024-03-11", "2024-02-28", "2024-02-29"),
        ("2022-12-01", "2023-01-11", "2022-12-30", "2022-12-31"),  # new year
        ("2022-12-01", "2023-01-12", "2022-12-31", "2023-01-01"),
        ("2022-04-01", "2022-05-12", "2022-04-30", "2022-05-01"),  # months of 30 and 31 days
        ("2022-03-01", "2022-04-11", "2022-03-30", "2022-03-31"),
        ("2023-03-01", "2023-03-31", "2023-03-19", "2023-03-20"),  # across 26 March, 23 hours
        ("2023-10-01", "2023-11-03", "2023-10-22", "2023-10-23"),  # across 29 October, 25 hours
    ],
)
def test_a_validity_outside_the_window(
    start: str, cancelled: str, last: str, continues: str
) -> None:
    found = ruled(start, cancelled)
    assert (found.case, found.rule) == ("2A", "DH-06")
    assert found.agreement == found.balance == Span(day(start), day(last))
    assert found.previous_continues_from == day(continues)
    assert [(each.name, each.date) for each in found.events] == [("DH-341-3", day(continues))]


@pytest.mark.rule("DH-05")
@pytest.mark.parametrize("cancelled", ["2023-12-31", "2023-11-02", "2023-02-28"])
@pytest.mark.parametrize(
    ("previous", "fate"),
    [
        (Previous.ENDED_BY_THIS, Fate.RETURNS),
        (Previous.ENDED_SEPARATELY, Fate.STAYS_ENDED),
        (Previous.NONE, Fate.NONE),
    ],
)
def test_cancelled_before_the_start(cancelled: str, previous: Previous, fate: Fate) -> None:
    found = ruled("2024-01-01", cancelled, previous, grid=previous)
    assert (found.case, found.agreement, found.balance, found.events) == ("1", None, None, ())
    assert (found.previous, found.grid) == (fate, fate)
    returns = day("2024-01-01") if fate is Fate.RETURNS else None
    assert found.previous_continues_from == returns


@pytest.mark.rule("DH-07")
@pytest.mark.parametrize(
    ("start", "cancelled"),
    [
        ("2024-02-29", "2024-02-29"),  # on its first day
        ("2024-02-01", "2024-02-29"),
        ("2023-12-31", "2024-01-01"),
        ("2022-10-30", "2022-11-02"),  # inside the window, of which this case does not speak
    ],
)
def test_nothing_in_force_before(start: str, cancelled: str) -> None:
    found = ruled(start, cancelled, Previous.NONE)
    assert (found.case, found.previous, found.grid) == ("2B", Fate.NONE, Fate.SAME_VALIDITY)
    assert found.agreement == found.balance == Span(day(start), day(cancelled))


@pytest.mark.rule("DH-08")
@pytest.mark.parametrize(
    ("found", "why"),
    [
        (ruled("2022-10-22", "2022-11-02"), Why.INSIDE_WINDOW),
        (ruled("2022-11-02", "2022-11-02"), Why.INSIDE_WINDOW),
        (ruled("2022-10-01", "2022-11-02", Previous.ENDED_SEPARATELY), Why.ENDED_SEPARATELY),
        (ruled("2022-10-01", "2022-11-02", window=None), Why.NO_WINDOW),
        (ruled("2022-12-01", "2022-11-02", given="2022-12-01"), Why.EVENT_NOT_EXPECTED),
        (
            ruled("2022-10-01", "2022-11-02", Previous.NONE, given="2022-10-22"),
            Why.EVENT_NOT_EXPECTED,
        ),
        (ruled("2022-10-01", "2022-11-02", given="2022-10-01"), Why.EVENT_OUTSIDE),
        (ruled("2022-10-01", "2022-11-02", given="2022-11-03"), Why.EVENT_OUTSIDE),
    ],
)
def test_what_no_rule_covers_is_not_ruled(found: Ruling, why: Why) -> None:
    assert (found.ruled, found.case, found.rule, found.why) == (False, "", "DH-08", why)
    assert (found.agreement, found.previous_continues_from, found.events) == (None, None, ())
    told = as_document(found)
    assert (told["case"], told["ruled"]) == (None, False)
    assert "Energiateollisuudelta" in for_ticket(found)


@pytest.mark.rule("DH-06")
def test_a_day_given_in_a_dh_341_3_goes_before_the_window() -> None:
    found = ruled("2022-10-22", "2022-11-02", given="2022-10-26")
    assert found.agreement == Span(day("2022-10-22"), day("2022-10-25"))
    assert found.previous_continues_from == day("2022-10-26")
    assert "26.10.2022 alkaen (ilmoitettu DH-341-3:ssa)" in for_ticket(found)
    assert "laskettu" in for_ticket(ruled("2022-10-01", "2022-11-02"))


@pytest.mark.rule("DH-06")
@pytest.mark.parametrize(
    ("grid", "fate"),
    [
        (None, Fate.UNLESS_SEPARATELY),
        (Previous.ENDED_BY_THIS, Fate.RETURNS),
        (Previous.ENDED_SEPARATELY, Fate.STAYS_ENDED),
        (Previous.NONE, Fate.NONE),
    ],
)
def test_the_grid_agreement_is_asked_for_by_itself(grid: Previous | None, fate: Fate) -> None:
    assert ruled("2022-10-01", "2022-11-02", grid=grid).grid is fate


@pytest.mark.rule("DH-11")
def test_nobody_is_told_to_continue_for_a_seller_that_ceased() -> None:
    found = ruled("2022-10-01", "2022-11-02", Previous.MASS_ENDED)
    assert (found.case, found.previous, found.events) == ("2A", Fate.STAYS_ENDED, ())
    assert found.previous_continues_from is None


@pytest.mark.rule("DH-06")
def test_the_window_holds_from_its_date() -> None:
    assert window_on(DATA, day("2022-02-21")) == (11, DATA.version)
    assert window_on(DATA, day("2022-02-20")) == (None, "")
    typed = {"start": "1.10.2022", "cancelled": "2.11.2022", "previous": "ended-by-this"}
    assert read_question(typed, DATA, TODAY).question.window == 11
    assert read_question({**typed, "window": "5"}, DATA, TODAY).question.window == 5
    early = read_question({**typed, "start": "1.1.2022", "cancelled": "1.2.2022"}, DATA, TODAY)
    assert rule_on(early.question).why is Why.NO_WINDOW


@pytest.mark.parametrize("name", ["start", "cancelled", "previous"])
def test_what_is_missing_is_named(name: str) -> None:
    typed = {"start": "2022-10-01", "cancelled": "2022-11-02", "previous": "none"}
    with pytest.raises(Refused) as missing:
        read_question({**typed, name: ""}, DATA, TODAY)
    assert missing.value.field == name
    with pytest.raises((Refused, Usage)) as wrong:
        read_question({**typed, name: "[b]mass-ended\x1b"}, DATA, TODAY)
    assert wrong.value.field == name


DAYS = st.dates(date(2021, 1, 1), date(2029, 12, 31))


@pytest.mark.rule("DH-09")
@given(DAYS, DAYS, st.sampled_from(Previous), st.none() | DAYS, st.none() | st.integers(0, 366))
def test_both_timelines_are_whole_and_fit_a_terminal(
    start: date, cancelled: date, previous: Previous, given_day: date | None, window: int | None
) -> None:
    found = rule_on(
        Question(
            start=start,
            cancelled=cancelled,
            previous=previous,
            continues_from=given_day,
            window=window,
        )
    )
    for stretches in timelines(found).values():
        for one, other in pairwise(stretches):
            assert one.last is not None
            assert other.first == one.last + timedelta(days=1)
        assert stretches[0].first is None
        assert stretches[-1].last is None
        assert all(each.first <= each.last for each in stretches if each.first and each.last)
    assert all(len("".join(piece.text for piece in line)) <= 80 for line in drawn(found))
    assert found.rule in "\n".join(explained(found))
    if found.agreement is not None:
        assert found.agreement.last is not None
        assert start == found.agreement.first <= found.agreement.last <= cancelled
