"""The lead's figures are kept by triggers, and are what counting everything anew would give."""

import sqlite3
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backoffice_tui.desk.demo import fill
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.perform import undo
from backoffice_tui.desk.take_in import take_in
from backoffice_tui.queues.syst import SYST
from backoffice_tui.routine.errors import Problem
from backoffice_tui.settings import Settings
from backoffice_tui.store.soundness import problems
from tests.conftest import MakeDesk
from tests.making import listed_case, make, rows
from tests.test_stora_schema import older

__all__ = ["older"]

MOVES = ("claim", "release", "comment", "close", "forward", "not-done", "undo", "list")
STEPS = st.lists(
    st.tuples(st.sampled_from(MOVES), st.integers(0, 2), st.integers(0, 30)), max_size=14
)
HEADINGS = "Ärendenummer;Titel;Indatum;Grupp;Kod;Status"


def disagreements(desk: Desk) -> list[object]:
    return list(problems(desk.store.location))


def act(desk: Desk, folder: Path, move: str, which: int, day: int) -> None:
    number = str(1001 + which)
    if move == "undo":
        undo(desk, SYST, number)
    elif move == "list":
        # The list says another group and another indatum than before, and may close the case.
        team = ("KS Privat", "KS Företag")[day % 2]
        state = "Avslutad" if day % 5 == 0 else "Upprättat"
        path = folder / "lista.csv"
        path.write_text(
            f"{HEADINGS}\n{number};Avflytt;2026-11-{day % 18 + 1:02d};{team};SYST;{state}"
        )
        take_in(desk, SYST, path)
    else:
        asked = {"close": {"log": "Klart"}, "not-done": {"log": "Nej"}, "comment": {"log": "x"}}
        forwarded = {"to": "Mätning", "log": "Vidare", "due": f"2026-12-{day % 28 + 1:02d}"}
        make(desk, number, move, **asked.get(move, forwarded if move == "forward" else {}))


@given(steps=STEPS)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_is_done_the_kept_figures_are_those_of_the_log(
    steps: list[tuple[str, int, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("kept")
    chosen = Settings(
        db=str(folder / "office.db"), agent="xanna", language="sv", now="2026-11-20T09:30:00+01:00"
    )
    desk = Desk(chosen, create=True)
    for which in range(3):
        listed_case(desk, str(1001 + which), "Avflytt", date(2026, 11, 16 + which))
    for move, which, day in steps:
        try:
            act(desk, folder, move, which, day)
        except Problem:
            continue
    assert disagreements(desk) == []
    desk.close()


def test_a_case_that_changes_group_takes_its_figures_along(desk: Desk, tmp_path: Path) -> None:
    listed_case(desk, "1001", "Avflytt", date(2026, 11, 16))
    make(desk, "1001", "close", log="Klart")
    act(desk, tmp_path, "list", 0, 3)
    assert rows(desk, "SELECT team_key, sum(closed) FROM flows GROUP BY 1 HAVING sum(closed)") == [
        ("ks foretag", 1)
    ]
    assert rows(desk, "SELECT day, team_key FROM arrivals WHERE cases") == [
        ("2026-11-04", "ks foretag")
    ]


def test_what_was_taken_back_was_not_done(desk: Desk, make_desk: MakeDesk) -> None:
    listed_case(desk, "1001", "Avflytt")
    make(desk, "1001", "close", log="Klart")
    later = make_desk(now="2026-11-20T11:10:00+01:00")
    undo(later, SYST, "1001")
    hours = rows(desk, "SELECT hour, change, closed FROM flows ORDER BY 1, agent")
    assert ("2026-11-20 08", -1, 0) in hours
    assert ("2026-11-20 10", 1, 0) in hours
    assert disagreements(desk) == []


def test_a_figure_that_is_wrong_is_found(desk: Desk) -> None:
    fill(desk, 200)
    assert disagreements(desk) == []
    desk.store.write(
        lambda session: session.connection().exec_driver_sql("UPDATE held SET cases = cases + 1")
    )
    assert [name for name, _ in problems(desk.store.location)] == ["figures"]


@pytest.mark.usefixtures("older")
def test_an_older_store_is_counted_once_when_it_is_brought_up_to_date(
    db: Path, make_desk: MakeDesk
) -> None:
    with sqlite3.connect(db) as store:
        store.execute(
            "INSERT INTO entries (case_id, at, agent, move, text, was, became, routine) VALUES"
            " (1, '2026-11-19 08:20:00.000000', 'xa', 'close', 'Klart', 'new', 'done', '2026-1')"
        )
        store.execute("UPDATE cases SET state = 'done', bucket = 2")
    desk = make_desk()
    assert desk.store.reader.rows("SELECT hour, agent, change, closed FROM flows ORDER BY 1") == [
        ("2026-11-18 08", "xnatt", 1, 0),
        ("2026-11-19 08", "xa", -1, 1),
    ]
    assert desk.store.reader.rows("SELECT day, cases FROM arrivals") == [("2026-11-18", 1)]
    assert [name for name, _ in problems(desk.store.location) if name == "figures"] == []
