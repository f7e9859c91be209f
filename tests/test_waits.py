"""How long departments take is learned from the log, and stands where Klar till is chosen."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice_tui.desk.asking import asked
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.perform import undo
from backoffice_tui.desk.waits import Wait, waits_of
from backoffice_tui.queues.syst import SYST
from backoffice_tui.routine.dates import working_days_between
from backoffice_tui.routine.waits import in_days, learned
from tests import slowly
from tests.conftest import MakeDesk
from tests.console import opened, press, until, write
from tests.making import listed_case, make

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def on(desk: Desk, day: date, hour: int = 9) -> Desk:
    """The desk at an hour of a day."""
    moment = datetime(day.year, day.month, day.day, hour, tzinfo=STOCKHOLM)
    desk.settings = replace(desk.settings, now=moment.isoformat())
    return desk


def sent(desk: Desk, which: int, day: date, days: int, department: str = "Nätdrift") -> None:
    """A case taken on that day and taken in hand again so many days later."""
    number = str(2001 + which)
    on(desk, day)
    listed_case(desk, number, "Inflytt", day)
    make(desk, number, "forward", to=department, log="Vidare", due=str(day + timedelta(days=40)))
    on(desk, day + timedelta(days=days))
    make(desk, number, "close", log="Klart")


def of(desk: Desk, department: str, kind: str = "") -> Wait:
    return next(
        each for each in waits_of(desk, SYST) if (each.department, each.kind) == (department, kind)
    )


@pytest.mark.rule("SYST-11")
def test_waits_are_the_working_days_until_a_case_is_taken_in_hand_again(
    make_desk: MakeDesk,
) -> None:
    desk = make_desk()
    # From a Thursday on, with a weekend and midsommarafton on the way.
    starts = [date(2026, 6, 4 + which) for which in range(0, 20, 2)]
    for which, start in enumerate(starts):
        sent(desk, which, start, 1 + which)
    on(desk, date(2026, 7, 30))
    slow = []
    for case in slowly.told(desk, SYST):
        out = next(each for each in case.log if each.move == "forward")
        back = next(each for each in case.log if each.id > out.id and each.move == "close")
        days = (each.at.astimezone(STOCKHOLM).date() for each in (out, back))
        slow.append(working_days_between(*days, "SE"))
    slow.sort()
    found = of(desk, "Nätdrift")
    assert found.learned is not None
    assert found.learned.cases == len(slow) == 10
    assert found.learned.median == Fraction(slow[4] + slow[5], 2)
    assert found.learned.ninth == slow[8]
    assert found.routine == 2
    assert of(desk, "Nätdrift", "Inflytt").learned == found.learned
    assert of(desk, "Mätning").learned is None


def test_what_still_waits_or_was_taken_back_teaches_nothing(make_desk: MakeDesk) -> None:
    desk = make_desk()
    for number in ("1001", "1002", "1003"):
        listed_case(desk, number, "Återinkoppling")
        make(desk, number, "forward", to="Mätning", log="Vidare")
    undo(desk, SYST, "1002")
    # A comment does not bring a case back, taking it does; so the third has been back once.
    make(desk, "1001", "comment", log="De ringde")
    on(desk, date(2026, 11, 24))
    make(desk, "1003", "claim")
    found = of(desk, "Mätning")
    assert found.learned is not None
    assert (found.learned.cases, found.learned.ninth, found.still) == (1, 2, 1)
    assert of(desk, "Mätning", "Återinkoppling").routine == 3


def test_a_case_sent_on_to_another_department_was_long_at_each(make_desk: MakeDesk) -> None:
    desk = make_desk()
    listed_case(desk, "1001", "Inflytt")
    make(desk, "1001", "forward", to="Mätning", log="Vidare")
    on(desk, date(2026, 11, 23))
    make(desk, "1001", "forward", to="Kundavtal", log="Inte deras")
    on(desk, date(2026, 11, 26))
    make(desk, "1001", "close", log="Klart")
    for department, days in (("Mätning", 1), ("Kundavtal", 3)):
        known = of(desk, department).learned
        assert known is not None
        assert known.ninth == days


@given(st.lists(st.integers(0, 60), min_size=1, max_size=60))
def test_half_lie_within_the_median_and_nine_of_ten_within_the_ninth(days: list[int]) -> None:
    found = learned(days)
    assert found is not None
    assert 2 * sum(each <= found.median for each in days) >= len(days)
    assert 2 * sum(each >= found.median for each in days) >= len(days)
    assert 10 * sum(each <= found.ninth for each in days) >= 9 * len(days)
    assert 10 * sum(each < found.ninth for each in days) < 9 * len(days)


def test_half_days_are_written_as_such() -> None:
    assert [in_days(Fraction(each, 2)) for each in (0, 1, 4, 5)] == ["0", "½", "2", "2½"]


@pytest.mark.rule("SYST-11")
@pytest.mark.parametrize("size", [(80, 24), (160, 45)])
async def test_what_was_learned_stands_beside_klar_till(
    make_desk: MakeDesk, size: tuple[int, int]
) -> None:
    desk = make_desk()
    for which in range(6):
        sent(desk, which, date(2026, 11, 2), 1 + which % 3)
    on(desk, date(2026, 11, 20))
    listed_case(desk, "1001", "Inflytt")
    asks = {each.name: each for each in asked(desk, SYST, "1001", "forward", {"to": "nätdrift"})}
    assert "2 arbetsdagar" in asks["due"].told
    assert "hälften inom 2 och nio av tio inom 3 (av 6)" in asks["due"].told
    async with opened(desk, size) as (app, pilot):
        await press(app, pilot, "v")
        await until(app, pilot, lambda text: "Avdelning" in text)
        await write(app, pilot, "kund")
        await until(app, pilot, lambda text: "för få svar" in text)
        await press(app, pilot, "ctrl+u")
        await write(app, pilot, "nät")
        await until(app, pilot, lambda text: "nio av tio inom 3 (av" in text)
