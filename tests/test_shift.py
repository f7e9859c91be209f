"""The follow-up of a shift, held against the log read line by line."""

import csv
import random
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from backoffice_tui.desk import shift
from backoffice_tui.desk.card import show
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.drafts import keep
from backoffice_tui.desk.follow_up import Written, write_report
from backoffice_tui.desk.perform import perform, undo
from backoffice_tui.desk.shift import ShiftReport
from backoffice_tui.desk.worklist import page
from backoffice_tui.routine.errors import Problem, Refused, Usage
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.listing import Filter
from tests.calls import reconnection, taken
from tests.conftest import MakeDesk

BOXES = ("KS Privat", "KS Företag", "Stora ärenden")
DONE = {"log": "Flytten lagd i WMS."}


def figures(report: ShiftReport) -> dict[str, int | None]:
    """Box → number closed, None for Nej; of the boxes that these tests work in."""
    return {
        box.name: box.closed if box.worked else None for box in report.boxes if box.name in BOXES
    }


def slowly(
    desk: Desk, queue: Queue, agent: str, since: datetime, until: datetime
) -> dict[str, int | None]:
    """The same figures, from each case's own log."""
    found: dict[str, int | None] = dict.fromkeys(BOXES)
    for line in page(desk, queue, Filter(all=True), count=1_000).rows:
        log = show(desk, queue, line.number).log
        standing = [each for each in log if not each.undone and each.undoes is None]
        own = [each for each in standing if each.by == agent and since <= each.at <= until]
        own = [each for each in own if not each.move.startswith("import")]
        if own:
            closed = any(each.became == "done" and each.was not in ("", "done") for each in own)
            found[line.team] = (found[line.team] or 0) + closed
    return found


@pytest.mark.rule("SYST-14")
def test_each_box_says_yes_with_what_was_closed_or_no(desk: Desk, syst: Queue) -> None:
    private, company = taken(desk, syst), taken(desk, syst, 1)
    shift.start(desk)
    assert figures(shift.status(desk))["KS Företag"] is None
    perform(desk, syst, private, "close", DONE)
    perform(desk, syst, company, "comment", {"log": "Ringde tillbaka."})
    assert figures(shift.status(desk)) == {
        "KS Privat": 1,
        "KS Företag": None,
        "Stora ärenden": None,
    }
    ended = shift.end(desk)
    assert ended.ended is not None
    assert figures(ended) == {"KS Privat": 1, "KS Företag": None, "Stora ärenden": None}


@pytest.mark.rule("SYST-14")
def test_a_box_one_worked_in_without_closing_says_yes_and_none(
    make_desk: MakeDesk, syst: Queue
) -> None:
    before = make_desk(now="2026-11-20T08:00:00+01:00")
    number = taken(before, syst)
    desk = make_desk(now="2026-11-20T09:00:00+01:00")
    shift.start(desk)
    perform(desk, syst, number, "forward", {"to": "Mätning", "log": "Inga värden."})
    assert figures(shift.status(desk))["KS Privat"] == 0


@pytest.mark.rule("SYST-14")
def test_what_was_taken_back_does_not_count_and_a_case_counts_once(desk: Desk, syst: Queue) -> None:
    number = taken(desk, syst)
    shift.start(desk)
    perform(desk, syst, number, "close", DONE)
    perform(desk, syst, number, "comment", {"log": "Efter att det stängts."})
    undo(desk, syst, number)
    undo(desk, syst, number)
    assert figures(shift.status(desk))["KS Privat"] == 0
    perform(desk, syst, number, "close", DONE)
    assert figures(shift.status(desk))["KS Privat"] == 1


@pytest.mark.rule("SYST-14")
def test_the_figures_are_those_of_the_log_whatever_was_done(
    make_desk: MakeDesk, syst: Queue
) -> None:
    chance = random.Random(14)
    start = datetime.fromisoformat("2026-11-20T08:00:00+01:00")
    at = {"minutes": 0}

    def later(agent: str) -> Desk:
        at["minutes"] += 1
        return make_desk(agent, now=(start + timedelta(minutes=at["minutes"])).isoformat())

    numbers = [taken(later("xkund"), syst, which) for which in range(6)]
    numbers.append(reconnection(later("xkund"), syst, 7))
    began = {agent: shift.start(later(agent)).started for agent in ("xanna", "xbo")}
    for _ in range(60):
        worker, number = later(chance.choice(("xanna", "xbo"))), chance.choice(numbers)
        move = chance.choice(("close", "undo", "forward", "comment", "release", "not-done"))
        # What the routine refuses is no part of this.
        with suppress(Problem):
            if move == "undo":
                undo(worker, syst, number)
            else:
                perform(worker, syst, number, move, {**DONE, "to": "Nätdrift"})
    for agent, since in began.items():
        ended = shift.end(later(agent))
        assert since
        assert ended.ended
        assert figures(ended) == slowly(later(agent), syst, agent, since, ended.ended)
        assert any(figures(ended).values())


@pytest.mark.rule("SYST-14")
def test_a_shift_started_late_has_what_was_done_before_it_that_day(
    make_desk: MakeDesk, syst: Queue
) -> None:
    night = make_desk(now="2026-11-19T23:50:00+01:00")
    numbers = [taken(night, syst, which) for which in range(5)]
    perform(night, syst, numbers[0], "close", DONE)
    perform(make_desk(now="2026-11-20T07:00:00+01:00"), syst, numbers[1], "close", DONE)
    shift.start(make_desk(now="2026-11-20T08:00:00+01:00"))
    perform(make_desk("xbo", now="2026-11-20T09:00:00+01:00"), syst, numbers[2], "close", DONE)
    ended = shift.end(make_desk(now="2026-11-20T12:00:00+01:00"))
    assert figures(ended)["KS Privat"] == 1
    assert ended.counted_from is not None
    assert ended.counted_from.isoformat() == "2026-11-20T07:00:00+01:00"
    late = make_desk(now="2026-11-20T13:00:00+01:00")
    perform(late, syst, numbers[3], "close", DONE)
    # What is done after a shift is not in it, and is in the next one of the day, once.
    assert figures(shift.status(late))["KS Privat"] == 1
    second = shift.start(make_desk(now="2026-11-20T14:00:00+01:00"))
    assert figures(second)["KS Privat"] == 1
    perform(make_desk(now="2026-11-20T15:00:00+01:00"), syst, numbers[4], "close", DONE)
    shift.end(make_desk(now="2026-11-20T16:00:00+01:00"))
    closed = [figures(each)["KS Privat"] for each in shift.report(late)]
    assert closed == [1, 2]
    tomorrow = shift.start(make_desk(now="2026-11-21T08:00:00+01:00"))
    assert (figures(tomorrow)["KS Privat"], tomorrow.counted_from) == (None, None)


@pytest.mark.rule("SYST-14")
def test_starting_twice_keeps_the_shift_and_ending_needs_one(make_desk: MakeDesk) -> None:
    desk = make_desk()
    assert shift.status(desk).started is None
    with pytest.raises(Refused, match="inget pass"):
        shift.end(desk)
    began = shift.start(desk).started
    assert shift.start(make_desk(now="2026-11-20T12:00:00+01:00")).started == began
    shift.end(make_desk(now="2026-11-20T16:00:00+01:00"))
    with pytest.raises(Refused):
        shift.end(desk)


@pytest.mark.rule("SYST-14")
def test_a_correction_needs_a_reason_and_wins(desk: Desk, syst: Queue) -> None:
    number = taken(desk, syst)
    with pytest.raises(Refused):
        shift.correct(desk, "KS Privat", 1, "För tidigt.")
    shift.start(desk)
    perform(desk, syst, number, "close", DONE)
    with pytest.raises(Refused) as refused:
        shift.correct(desk, "ks privat", 3, "  ")
    assert refused.value.field == "reason"
    with pytest.raises(Refused, match="Stora ärenden"):
        shift.correct(desk, "KS Finland", 3, "Fel låda.")
    shift.correct(desk, "ks privat", 3, "Två gjordes i WMS direkt.")
    found = shift.correct(desk, "STORA ARENDEN", 0, "Läste igenom raderna.")
    assert figures(found) == {"KS Privat": 3, "KS Företag": None, "Stora ärenden": 0}
    assert [box.corrected for box in found.boxes][: len(BOXES)] == [True, False, True]
    found = shift.correct(desk, "KS Privat", None, "Det var igår.")
    assert figures(found)["KS Privat"] is None
    rows = desk.store.reader.rows(
        "SELECT box, closed, reason, agent FROM box_corrections ORDER BY id"
    )
    assert rows[0] == ("KS Privat", 3, "Två gjordes i WMS direkt.", "xanna")
    assert len(rows) == 3


def test_what_remains_is_shown_before_the_shift_ends(desk: Desk, syst: Queue) -> None:
    number = reconnection(desk, syst)
    shift.start(desk)
    perform(desk, syst, number, "text", {})
    keep(desk, "log:1", "halvskrivet")
    left = shift.status(desk).remaining
    assert left.held == ((syst.key, number),)
    assert (left.drafts, left.unsent, left.errands) == (1, 1, 1)


@pytest.mark.rule("SYST-14")
def test_a_report_has_everybodys_shifts_of_the_week(make_desk: MakeDesk) -> None:
    for agent, day in (("xanna", "2026-11-15"), ("xanna", "2026-11-16"), ("xbo", "2026-11-20")):
        shift.start(make_desk(agent, now=f"{day}T23:30:00+01:00"))
        shift.end(make_desk(agent, now=f"{day}T23:45:00+01:00"))
    desk = make_desk()
    assert [each.agent for each in shift.report(desk)] == ["xanna", "xbo"]
    assert [each.agent for each in shift.report(desk, week="2026-W46")] == ["xanna"]
    assert shift.report(desk, week="2026-W01") == []
    for wrong in ("2026-W60", "förra", "2026-W00", "2025-W53"):
        with pytest.raises(Usage, match="2026-W47"):
            shift.report(desk, week=wrong)


def _one_shift(make_desk: MakeDesk, syst: Queue, agent: str, which: int) -> None:
    desk = make_desk(agent)
    number = taken(desk, syst, which)
    shift.start(desk)
    perform(desk, syst, number, "close", DONE)
    shift.end(desk)


@pytest.mark.rule("SYST-14")
def test_the_report_is_a_row_a_shift_and_grows_in_the_teams_workbook(
    make_desk: MakeDesk, syst: Queue, tmp_path: Path
) -> None:
    book = tmp_path / "uppföljning.xlsx"
    _one_shift(make_desk, syst, "xanna", 1)
    assert write_report(make_desk(), book).rows == 1
    _one_shift(make_desk, syst, "xbo", 2)
    shift.start(make_desk("xcarin"))
    assert write_report(make_desk(), book, "2026-W47").rows == 1
    assert write_report(make_desk(), book) == Written(0, 2, (), 1)
    rows = [list(row) for row in load_workbook(book).worksheets[0].iter_rows(values_only=True)]
    assert rows[0][:5] == ["Datum", "Veckodag", "Signatur", "KS Privat", "Antal KS Privat"]
    assert [row[2] for row in rows[1:]] == ["xanna", "xbo"]
    assert rows[1][1:9] == ["fre", "xanna", "Ja", 1, "Nej", None, "Nej", None]
    assert str(rows[2][0])[:10] == "2026-11-20"


def test_a_text_file_grows_too(make_desk: MakeDesk, syst: Queue, tmp_path: Path) -> None:
    path = tmp_path / "vecka.csv"
    _one_shift(make_desk, syst, "xanna", 1)
    assert write_report(make_desk(), path).rows == 1
    _one_shift(make_desk, syst, "xbo", 2)
    assert write_report(make_desk(), path).rows == 1
    assert write_report(make_desk(), path).rows == 0
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    assert [row[2] for row in rows] == ["Signatur", "xanna", "xbo"]
    assert rows[1][:5] == ["2026-11-20", "fre", "xanna", "Ja", "1"]


@pytest.mark.rule("SYST-14")
def test_the_teams_own_columns_are_filled_by_their_names(
    make_desk: MakeDesk, syst: Queue, tmp_path: Path
) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Uppföljning Backoffice"])
    sheet.append(["Namn", "Dag", "Antal KS Företag", "KS privat", "Kommentar"])
    sheet.append(["XANNA", "20.11.2026", 4, "Ja", "skrivet för hand"])
    path = tmp_path / "lag.xlsx"
    book.save(path)
    _one_shift(make_desk, syst, "xanna", 1)
    _one_shift(make_desk, syst, "xbo", 2)
    assert write_report(make_desk(), path) == Written(1, 1, ("Stora ärenden", "Työjono", "Datahub"))
    # A second shift of the day is a second row, and no shift is written twice.
    _one_shift(make_desk, syst, "xanna", 3)
    assert write_report(make_desk("xanna"), path, own=True).rows == 1
    assert write_report(make_desk("xanna"), path, own=True) == Written(
        0, 2, ("Stora ärenden", "Työjono", "Datahub")
    )
    rows = [list(row) for row in load_workbook(path).worksheets[0].iter_rows(values_only=True)]
    assert rows[2] == ["XANNA", "20.11.2026", 4, "Ja", "skrivet för hand"]
    assert [row[:4] for row in rows[3:]] == [
        ["xbo", "2026-11-20", None, "Ja"],
        ["xanna", "2026-11-20", None, "Ja"],
    ]
    other = tmp_path / "annat.xlsx"
    Workbook().save(other)
    with pytest.raises(Refused, match="Datum och Signatur"):
        write_report(make_desk(), other)
