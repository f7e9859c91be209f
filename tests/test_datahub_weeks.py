"""The week's figures: ISO weeks, the same day, answered calls, the year before; each recomputed a slow way."""

import csv
import io
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from backoffice_tui.desk import card, database, support_weeks
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.perform import undo
from backoffice_tui.desk.worklist import page
from backoffice_tui.queues.datahub import DATAHUB
from backoffice_tui.routine.errors import StoreTrouble, Usage
from backoffice_tui.routine.listing import Filter
from backoffice_tui.routine.weeks import (
    Counted,
    monday_of,
    year_before,
)
from backoffice_tui.store.weeks import counted
from tests.commands import Office
from tests.conftest import MakeDesk
from tests.contacts import contact, exported, made

TODAY = date(2026, 11, 20)
DAYS = st.dates(date(1991, 1, 7), date(2099, 12, 25))


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    return Office(tmp_path, monkeypatch)


# -- figures -------------------------------------------------------------------------------------


def slowly(desk: Desk) -> dict[date, Counter[str]]:
    """The same figures from every single case's card, without the store's own counting."""
    found: dict[date, Counter[str]] = {}
    for line in page(desk, DATAHUB, Filter(all=True), count=1_000).rows:
        if DATAHUB.state_word(line) == "Mitätöity":
            continue
        shown = card.show(desk, DATAHUB, line.number)
        day = found.setdefault(line.received, Counter())
        if shown.facts.get("channel") == "phone" or "answered" in shown.facts:
            day["calls"] += 1
            day["answered"] += shown.facts.get("answered") == "yes"
            day["missed"] += shown.facts.get("answered") == "no"
            continue
        day["tickets"] += 1
        standing = [each for each in shown.log if not each.undone]
        closed = [each for each in standing if each.became == "done"]
        listed = closed and closed[-1].move == "import"
        local = line.handled if listed else closed[-1].at.date() if closed else None
        day["same_day"] += local == line.received
    return found


def agree(desk: Desk, first: date, last: date) -> None:
    slow = slowly(desk)
    for week in support_weeks.weeks(desk, DATAHUB, monday_of(first), monday_of(last)):
        for day, each in support_weeks.days_of(week):
            told = {name: slow.get(day, Counter())[name] for name in Counted.__slots__}
            assert told == {name: getattr(each, name) for name in Counted.__slots__}, day
        earlier = year_before(week.monday)
        before = (
            [slow.get(earlier + timedelta(days=at), Counter()) for at in range(7)]
            if earlier
            else []
        )
        tickets = sum(each["tickets"] for each in before)
        assert (week.before.tickets if week.before else 0) == tickets


ROWS = st.lists(
    st.tuples(
        st.dates(date(2025, 12, 20), date(2026, 1, 12))
        | st.dates(date(2026, 12, 20), date(2027, 1, 12)),
        st.sampled_from(["Tiketti", "Puhelin", ""]),
        st.sampled_from(["", "Kyllä", "Ei"]),
        st.sampled_from(["Avoin", "Käsitelty", "Mitätöity", "Siirretty"]),
        st.integers(0, 3),
    ),
    min_size=1,
    max_size=25,
)
MOVES = st.lists(
    st.tuples(st.integers(0, 24), st.sampled_from(["close", "pass-on", "undo"])), max_size=12
)


@pytest.mark.rule("DH-01", "DH-02", "DH-03")
@settings(max_examples=15, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(ROWS, MOVES)
def test_the_figures_are_those_of_the_cases_whatever_was_done(
    tmp_path_factory: pytest.TempPathFactory,
    came: Sequence[tuple[date, str, str, str, int]],
    moves: Sequence[tuple[int, str]],
) -> None:
    from backoffice_tui.routine.errors import Problem
    from backoffice_tui.settings import Settings

    folder = tmp_path_factory.mktemp("weeks")
    now = "2027-01-12T09:30:00+02:00"
    desk = Desk(
        Settings(db=str(folder / "x.db"), agent="xanna", language="sv", now=now), create=True
    )
    rows = []
    for at, (day, channel, answered, state, later) in enumerate(came):
        handled = min(day + timedelta(days=later), date(2027, 1, 12))
        told = handled.isoformat() if state == "Käsitelty" else ""
        rows.append(f"{at};{day};Muu;Otsikko;{channel};{answered};{state};{told}")
    exported(desk, folder, rows)
    for at, move in moves:
        try:
            if move == "undo":
                undo(desk, DATAHUB, str(at))
            else:
                made(desk, str(at), move, log="x")
        except Problem:
            continue
    agree(desk, date(2026, 12, 20), date(2027, 1, 12))
    agree(desk, date(2025, 12, 20), date(2026, 1, 12))
    assert database.check(desk) == []
    desk.close()


@pytest.mark.rule("DH-03")
def test_a_day_by_hand(make_desk: MakeDesk) -> None:
    desk = make_desk()
    numbers = map(str, count(1))
    for _ in range(7):
        made(desk, contact(desk, number=next(numbers)).number, "close", log="x")
    old = contact(desk, number="old", received="2026-11-19").number
    made(desk, old, "close", log="x")
    for answered in (True, True, False):
        contact(desk, number=next(numbers), channel="phone", answered=answered)
    gone = contact(desk, number="gone").number
    undo(desk, DATAHUB, gone)
    made(desk, contact(desk, number="on").number, "pass-on", log="x")
    (week,) = support_weeks.named_weeks(desk, DATAHUB, "2026-W47", "2026-W47")
    thursday, friday = week.days[3:5]
    assert (friday.tickets, friday.same_day, friday.same_day_share) == (8, 7, 88)
    assert (friday.calls, friday.answered, friday.service_level) == (3, 2, 67)
    assert (thursday.tickets, thursday.same_day, thursday.same_day_share) == (1, 0, 0)
    assert week.total == thursday + friday
    assert week.before is None
    # What was closed today and is opened again is not handled the same day.
    undo(desk, DATAHUB, "1")
    (week,) = support_weeks.named_weeks(desk, DATAHUB, "47", "47")
    assert week.days[4].same_day == 6


@pytest.mark.rule("DH-03")
def test_a_call_of_which_nothing_is_known_lowers_no_level(desk: Desk, tmp_path: Path) -> None:
    exported(
        desk,
        tmp_path,
        ["1;2026-11-19;Muu;A;Puhelin;;;", "2;2026-11-19;Muu;B;Puhelin;Kyllä;;"],
    )
    (week,) = support_weeks.named_weeks(desk, DATAHUB, "47", "47")
    assert (week.total.calls, week.total.answered, week.total.service_level) == (2, 1, 100)


def test_what_erasing_leaves_is_counted_on(desk: Desk) -> None:
    contact(desk, number="1")
    made(desk, "1", "close", log="x")
    before = support_weeks.named_weeks(desk, DATAHUB)

    def blank(session: object) -> None:
        from sqlalchemy import text
        from sqlmodel import Session

        assert isinstance(session, Session)
        session.execute(text("UPDATE facts SET body = '{}'"))

    desk.store.write(blank)
    assert support_weeks.named_weeks(desk, DATAHUB) == before


@pytest.mark.rule("DH-02")
def test_kept_counts_answer_and_no_case_is_looked_at(desk: Desk) -> None:
    contact(desk)
    from backoffice_tui.store import weeks as asked

    params = {"queue": DATAHUB.key, "first": "2026-11-01", "last": "2026-11-20"}
    plan = desk.store.reader.rows(f"EXPLAIN QUERY PLAN {asked._DAYS}", params)
    (step,) = [str(row[3]) for row in plan]
    assert "SEARCH day_counts USING INDEX" in step
    assert "(queue=? AND day>? AND day<?)" in step
    assert counted(desk.store.reader, DATAHUB.key, TODAY, TODAY)[TODAY].tickets == 1


def test_counts_that_were_tampered_with_are_found(desk: Desk) -> None:
    made(desk, contact(desk, number="1").number, "close", log="x")
    assert database.check(desk) == []

    def tamper(session: object) -> None:
        from sqlalchemy import text
        from sqlmodel import Session

        assert isinstance(session, Session)
        session.execute(text("UPDATE day_counts SET same_day = 0"))

    desk.store.write(tamper)
    assert [
        "2026-11-20" in each and "1 / 1" in each for each in map(str, database.check(desk))
    ] == [True]


def test_too_many_weeks_and_weeks_turned_round_are_refused(desk: Desk) -> None:
    contact(desk)
    with pytest.raises(Usage, match="161"):
        support_weeks.weeks(
            desk, DATAHUB, date(2026, 11, 16) - timedelta(weeks=160), date(2026, 11, 16)
        )
    with pytest.raises(Usage):
        support_weeks.named_weeks(desk, DATAHUB, "2026-W47", "2026-W46")
    assert len(support_weeks.named_weeks(desk, DATAHUB, "2023-W44", "2026-W47")) == 160


# -- by command ----------------------------------------------------------------------------------


def filled(office: Office) -> None:
    """Two tickets and a call this week, one ticket in the same week a year before."""
    office.file(
        "lista.csv",
        "Tikettinumero;Luotu;Otsikko;Kanava;Vastattu;Ratkaistu\n"
        "1;2026-11-16;A;;;2026-11-16\n2;2026-11-20;B;;;\n3;2026-11-20;C;Puhelin;Ei;\n"
        "4;2025-11-19;D;;;2025-11-20\n",
    )
    assert office("datahub", "import", "lista.csv").code == 0


@pytest.mark.rule("DH-02", "DH-03", "ALL-01")
def test_the_command_tells_them_as_table_and_document(office: Office) -> None:
    filled(office)
    found = office("datahub", "weeks", "--from", "2026-W47", "--json").json["weeks"]
    assert len(found) == 1
    week = found[0]
    assert (week["week"], week["from"], week["to"]) == ("2026-W47", "2026-11-16", "2026-11-22")
    assert (week["tickets"], week["same_day"], week["same_day_share"]) == (2, 1, 50)
    assert (week["calls"], week["answered"], week["missed"], week["service_level"]) == (1, 0, 1, 0)
    assert (week["year_before"]["week"], week["year_before"]["tickets"]) == ("2025-W47", 1)
    assert [day["tickets"] for day in week["days"]] == [1, 0, 0, 0, 1, 0, 0]
    table = list(csv.reader(io.StringIO(office("datahub", "weeks").out), delimiter="\t"))
    assert len(table) == 13
    assert table[0][0] == "Vecka"
    assert table[-1] == ["2026-W47", "2026-11-16", "2", "1", "50", "1", "0", "0", "1"]
    days = office("datahub", "weeks", "--from", "47", "--days").out.splitlines()
    assert len(days) == 8
    for wrong in (("--from", "99"), ("--to", "x"), ("--from", "2026-W47", "--to", "2026-W40")):
        assert office("datahub", "weeks", *wrong).code == 2


@pytest.mark.rule("DH-02")
def test_the_workbook_has_the_figures_and_native_charts(office: Office) -> None:
    filled(office)
    assert office("datahub", "weeks", "--xlsx", "veckor.xlsx", "--json").json["written"] == 12
    book = load_workbook(office.folder / "veckor.xlsx")
    by_week, by_day = book.worksheets
    assert [len(sheet._charts) for sheet in book.worksheets] == [1, 1]
    last = [cell.value for cell in by_week[13]]
    assert (last[0], last[2:]) == ("2026-W47", [2, 1, 50, 1, 0, 0, 1])
    assert by_day.max_row == 1 + 12 * 7
    # It is not written over without being asked for.
    assert office("datahub", "weeks", "--xlsx", "veckor.xlsx").code == 2
    assert office("datahub", "weeks", "--xlsx", "veckor.xlsx", "--yes").code == 0
    assert office("datahub", "weeks", "--xlsx", "veckor.csv").code == 2
    assert office("datahub", "weeks", "--xlsx", "finns/inte.xlsx").code == 6


def test_without_a_store_nothing_is_made(office: Office) -> None:
    assert office("datahub", "weeks").code == StoreTrouble.exit_code
    assert not office.db.exists()
