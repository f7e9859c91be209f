"""The lead's figures are those of the log, to the case, whatever the season and the week."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from backoffice_tui.desk import outage, overview, shift
from backoffice_tui.desk.calendar import closed_within, due_within, monday_of
from backoffice_tui.desk.demo import fill
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.holders import held_cases, holders
from backoffice_tui.desk.overview import Overview, Row
from backoffice_tui.desk.perform import perform, undo
from backoffice_tui.desk.weeks import weeks
from backoffice_tui.desk.worklist import next_case, page, total
from backoffice_tui.queues.syst import SYST
from backoffice_tui.routine.errors import Refused, Usage
from backoffice_tui.routine.listing import Filter
from tests import slowly
from tests.conftest import MakeDesk
from tests.making import listed_case, make, register

STOCKHOLM = ZoneInfo("Europe/Stockholm")
AGENTS = ("xanna", "xbo", "xcia", "xdan")


def at(desk: Desk, moment: datetime) -> Desk:
    """The desk with its clock set."""
    desk.settings = replace(desk.settings, now=moment.isoformat())
    return desk


def whole(found: Overview, key: str = SYST.key) -> Row:
    """The row of a whole queue."""
    return next(row for row in found.rows if row.queue.key == key and row.whole)


def groups(found: Overview) -> dict[str, Row]:
    return {row.team: row for row in found.rows if row.queue is SYST and not row.whole}


DOWN = datetime(2026, 11, 20, 8, 7, tzinfo=STOCKHOLM)
UP = DOWN + timedelta(hours=2)
AFTERWARDS = UP + timedelta(seconds=7_000)


def taken_while_down(agents: Sequence[Desk], lead: Desk) -> None:
    """A hundred and forty moves taken by hand by agents whose shifts run."""
    for desk in agents:
        shift.start(at(desk, DOWN - timedelta(minutes=30)))
    outage.switch(at(lead, DOWN), down=True)
    for which in range(140):
        kind = "company" if which % 5 == 0 else "private"
        desk = at(agents[which % 4], DOWN + timedelta(seconds=50 * which))
        register(desk, which, direction="out", customer_kind=kind)


def worked_off(agents: Sequence[Desk], lead: Desk) -> None:
    """A hundred of them taken in turn: every tenth taken on, the rest closed, four of those taken back."""
    outage.switch(at(lead, UP), down=False)
    for turn in range(100):
        desk = at(agents[turn % 4], UP + timedelta(seconds=70 * turn + 5))
        found = next_case(desk, SYST)
        assert found is not None
        if turn % 10 == 9:
            make(desk, found.number, "forward", to="Mätning", log="Mätaren svarar inte")
            continue
        make(desk, found.number, "close", log="Flytten är gjord")
        if turn % 25 == 0:
            undo(desk, SYST, found.number)


@pytest.mark.rule("SYST-14", "SYST-15")
def test_an_outage_of_two_hours_agrees_with_the_log_to_the_case(make_desk: MakeDesk) -> None:
    agents, lead = [make_desk(name) for name in AGENTS], make_desk("xlead")
    taken_while_down(agents, lead)
    growth = overview.look(at(lead, UP)).growth
    assert growth is not None
    assert (growth.more, growth.left) == (140, 140)
    worked_off(agents, lead)
    found, cases = overview.look(at(lead, AFTERWARDS)), slowly.told(lead, SYST)

    closed = slowly.closed(cases, datetime(2026, 11, 20, tzinfo=STOCKHOLM), AFTERWARDS)
    assert sum(closed.values()) == whole(found).done == whole(found).shift == 86
    assert dict(found.closers[SYST.key]) == _summed(closed, 1)
    assert {team: row.done for team, row in groups(found).items()} == _summed(closed, 0)
    assert whole(found).waiting == slowly.open_at(cases, AFTERWARDS) == 54
    held = Counter(case.line.handler for case in cases if case.line.bucket < 2)
    del held[""]
    assert dict(whole(found).held) == dict(held)
    tomorrow = AFTERWARDS.date() + slowly.DAY
    assert whole(found).later == slowly.waiting_for(cases, tomorrow, None) == 10

    run = found.run
    assert run is not None
    assert (run.since, run.start, run.left, run.closed) == (UP, 140, 54, 86)
    assert [count for _, count in run.points] == [
        slowly.open_at(cases, moment) for moment, _ in run.points
    ]
    assert [f"{moment:%H:%M}" for moment, _ in run.points] == ["10:07", "11:00", "12:00", "12:03"]
    assert run.an_hour == pytest.approx(86 / ((AFTERWARDS - UP) / timedelta(hours=1)))
    assert run.empty_at is not None
    end = AFTERWARDS + timedelta(hours=54 / run.an_hour)
    assert abs(run.empty_at - end) < timedelta(seconds=1)


def _summed(closed: Counter[tuple[str, str]], place: int) -> dict[str, int]:
    found: Counter[str] = Counter()
    for key, number in closed.items():
        found[key[place]] += number
    return dict(found)


@pytest.mark.rule("SYST-12", "SYST-14")
def test_every_number_is_that_of_the_list_behind_it(lead: Desk) -> None:
    fill(lead, 900)
    found, cases = overview.look(lead), slowly.told(lead, SYST)
    today = lead.today(SYST)
    for team, row in {"": whole(found), **groups(found)}.items():
        here = [case for case in cases if team in ("", case.line.team)]
        wanted = Filter(team=team)
        assert row.waiting == total(lead, SYST, wanted) == sum(c.line.bucket < 2 for c in here)
        due = due_within(lead, SYST, wanted, "today")
        assert row.due == total(lead, SYST, due) == slowly.waiting_for(here, today, today)
        late = due_within(lead, SYST, wanted, "overdue")
        assert row.overdue == total(lead, SYST, late)
        assert row.overdue == slowly.waiting_for(here, None, today - slowly.DAY)
        done = closed_within(lead, SYST, wanted, "today")
        listed = page(lead, SYST, done, count=1_000).rows
        assert row.done == len(listed) == total(lead, SYST, done)
        assert {line.id for line in listed} == {
            case.line.id for case in here for each in case.closings if _local(each.at) == today
        }
        assert row.oldest is not None
        assert row.oldest.received == min(c.line.received for c in here if c.line.bucket < 2)


def _local(moment: datetime) -> date:
    return moment.astimezone(STOCKHOLM).date()


def test_a_list_of_closed_cases_can_be_searched_and_paged(lead: Desk) -> None:
    fill(lead, 900)
    done = closed_within(lead, SYST, Filter(), "2026-W47")
    every = page(lead, SYST, done, count=1_000).rows
    some = page(lead, SYST, done, count=5)
    rest = page(lead, SYST, done, some.rows[-1].cursor, 1_000)
    assert [*some.rows, *rest.rows] == list(every)
    name = every[0].customer_name.split()[0]
    matching = page(lead, SYST, replace(done, search=name), count=1_000).rows
    assert every[0] in matching
    assert len(matching) < len(every)
    assert {line.handler for line in page(lead, SYST, replace(done, closed_by="xfrvi")).rows} == {
        "xfrvi"
    }


@pytest.mark.parametrize(
    ("moments", "week"),
    [
        # The clock goes back on 2026-10-25 and forward on 2026-03-29, both Sundays.
        (
            ("2026-10-25T00:30+02:00", "2026-10-25T02:30+02:00", "2026-10-25T02:30+01:00"),
            "2026-W43",
        ),
        (
            ("2026-03-29T01:30+01:00", "2026-03-29T03:30+02:00", "2026-03-29T23:59+02:00"),
            "2026-W13",
        ),
        # 2027-01-01 is a Friday of the last week of 2026; that week has the number 53.
        (
            ("2026-12-28T00:00+01:00", "2026-12-31T23:59+01:00", "2027-01-03T23:59+01:00"),
            "2026-W53",
        ),
    ],
)
def test_weeks_are_those_of_the_local_calendar(
    make_desk: MakeDesk, moments: tuple[str, ...], week: str
) -> None:
    desk = make_desk()
    monday = monday_of(week)
    outside = (
        datetime.combine(monday, datetime.min.time(), STOCKHOLM) - timedelta(seconds=1),
        datetime.combine(monday + timedelta(days=7), datetime.min.time(), STOCKHOLM),
    )
    every = sorted([*map(datetime.fromisoformat, moments), *outside])
    for which, moment in enumerate(every):
        at(desk, moment)
        listed_case(desk, str(1001 + which), "Avflytt", moment.astimezone(STOCKHOLM).date())
        make(desk, str(1001 + which), "close", log="Klart")
    at(desk, every[-1] + timedelta(days=1))
    found = {each.name: each for each in weeks(desk, SYST, 4)}
    cases = slowly.told(desk, SYST)
    told = slowly.by_week(cases, "Europe/Stockholm")
    assert (found[week].whole.arrived, found[week].whole.closed) == told[week] == (3, 3)
    assert {name: (each.whole.arrived, each.whole.closed) for name, each in found.items()} == {
        name: told.get(name, (0, 0)) for name in found
    }


def test_what_was_left_at_the_end_of_each_week(lead: Desk) -> None:
    fill(lead, 900)
    found, cases = weeks(lead, SYST, 5), slowly.told(lead, SYST)
    for each in found[:-1]:
        end = datetime.combine(each.last + slowly.DAY, datetime.min.time(), STOCKHOLM)
        assert each.whole.left == slowly.open_at(cases, end)
        assert each.whole.left == sum(part.left for part in each.groups.values())
    assert found[-1].whole.left == total(lead, SYST, Filter())
    assert found[-1].name == "2026-W47"
    assert [each.name for each in weeks(lead, SYST, 2, "2026-W02")] == ["2026-W01", "2026-W02"]


def test_who_has_what_with_the_notes(make_desk: MakeDesk, lead: Desk) -> None:
    anna, bo = make_desk("xanna"), make_desk("xbo")
    for which, day in enumerate((12, 10, 16)):
        listed_case(lead, str(1001 + which), "Avflytt", date(2026, 11, day))
    make(anna, "1001", "comment", log="Kunden återkommer på fredag")
    make(anna, "1001", "claim")
    make(anna, "1002", "claim")
    shift.start(bo)
    make(bo, "1003", "claim")
    found = holders(lead)
    assert [(each.agent, each.held, each.shift is None) for each in found] == [
        ("xanna", 2, True),
        ("xbo", 1, False),
    ]
    assert found[0].oldest == date(2026, 11, 10)
    cases = held_cases(lead, "xanna")
    assert [(each.line.number, each.age) for each in cases] == [("1002", 10), ("1001", 8)]
    assert [note.text for note in cases[1].notes] == ["Kunden återkommer på fredag"]
    assert cases[1].since is not None


@pytest.mark.rule("ALL-08")
def test_the_notes_about_a_protected_person_are_dots(make_desk: MakeDesk, lead: Desk) -> None:
    listed_case(lead, "1001", "Avflytt", protected=True)
    anna = make_desk("xanna")
    make(anna, "1001", "claim")
    make(anna, "1001", "comment", log="Ada bor på Storgatan 1")
    (case,) = held_cases(lead, "xanna")
    assert [note.text for note in case.notes] == ["●●●●"]
    assert case.line.title == case.line.kind


@pytest.mark.rule("ALL-02", "ALL-06")
def test_a_lead_lets_go_what_is_a_colleagues_with_a_reason(make_desk: MakeDesk, lead: Desk) -> None:
    listed_case(lead, "1001", "Avflytt")
    make(make_desk("xanna"), "1001", "claim")
    with pytest.raises(Exception, match="xanna"):
        make(make_desk("xbo"), "1001", "release", log="Nej")
    assert make(lead, "1001", "release", log="Sjuk i dag").handler == ""
    assert slowly.told(lead, SYST)[0].log[-1].text == "Sjuk i dag"
    assert undo(lead, SYST, "1001").handler == "xanna"
    made = perform(lead, SYST, "1001", "assign", {"to": "xbo", "log": "Tar över"})
    assert made.handler == "xbo"


def test_what_is_no_day_and_no_week_is_refused(lead: Desk) -> None:
    with pytest.raises(Refused):
        due_within(lead, SYST, Filter(), "snart")
    with pytest.raises(Usage):
        monday_of("2026-W54")
    with pytest.raises(Usage):
        closed_within(lead, SYST, Filter(), "2025-W53")
