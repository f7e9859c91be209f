from pathlib import Path

import pytest

from backoffice_tui.desk import robot
from backoffice_tui.desk.card import show
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.perform import perform, undo
from backoffice_tui.routine.errors import Conflict, Refused
from backoffice_tui.texts import LANGUAGES, use
from tests.conftest import MakeDesk
from tests.feeds import TYOJONO, feed, notice
from tests.leases import bring, contract, tenant
from tests.making import everything, rows

STATES = "SELECT number, state FROM cases ORDER BY id"


def run(desk: Desk, **how: bool) -> tuple[list[tuple[str, bool]], int]:
    found = robot.run(desk, TYOJONO, **how)  # type: ignore[arg-type]
    return [(each.number, each.rejected) for each in found.done], found.unchanged


@pytest.fixture
def let(desk: Desk, tmp_path: Path) -> Desk:
    """A store with a contract of two spouses and one of a single tenant."""
    bring(desk, tmp_path, contract(1, tenant(1), tenant(2)), contract(3))
    return desk


def texts(desk: Desk, number: str) -> str:
    return "\n".join(each.text for each in show(desk, TYOJONO, number).log if each.move == "robot")


@pytest.mark.rule("TYO-14", "TYO-07", "TYO-16", "TYO-08")
def test_a_notice_is_prepared_and_stays_open_to_people(let: Desk, tmp_path: Path) -> None:
    told = notice(1, phone="050 765 4321", iban="FI00", ends_on="2026-12-01", new_address="")
    feed(let, tmp_path, told, notice(2, contract="V-1"))
    assert run(let) == ([("B1", False), ("B2", False)], 0)
    assert rows(let, STATES) == [("B1", "new"), ("B2", "new")]
    said = texts(let, "B1")
    for word in ("2026-12-31", "2027-01-04", "2026-12-01", "telefonnummer", "B2", "ensam"):
        assert word in said
    assert "Kontonumret kan inte" in said
    assert "050" not in said
    assert rows(let, "SELECT DISTINCT agent FROM entries WHERE move = 'robot'") == [("robot",)]
    assert rows(let, "SELECT DISTINCT handler FROM cases") == [("",)]


@pytest.mark.rule("TYO-14")
def test_it_never_does_the_same_twice_whatever_the_language(let: Desk, tmp_path: Path) -> None:
    feed(let, tmp_path, notice(1), notice(3))
    assert len(run(let)[0]) == 2
    before = everything(let)
    for language in LANGUAGES:
        use(language)
        assert run(let) == ([], 2)
    assert everything(let) == before


@pytest.mark.rule("TYO-14")
def test_what_changed_is_prepared_anew(let: Desk, tmp_path: Path) -> None:
    feed(let, tmp_path, notice(1), notice(3))
    run(let)
    feed(let, tmp_path, notice(2, contract="V-1"))
    assert run(let) == ([("B1", False), ("B3", False)], 1)
    assert "B3" in texts(let, "B1")


@pytest.mark.rule("TYO-14", "TYO-10", "ALL-02")
def test_what_is_over_left_or_said_twice_is_rejected_with_its_reason(
    let: Desk, tmp_path: Path
) -> None:
    bring(
        let,
        tmp_path,
        contract(4, end="2026-10-31"),
        contract(5, tenant(5, to="2026-09-30"), tenant(6)),
    )
    feed(let, tmp_path, notice(4), notice(5), notice(1), notice(1, id="again", message="Taas."))
    assert run(let)[0] == [("B1", True), ("B2", True), ("B3", False), ("B4", True)]
    assert rows(let, STATES) == [
        ("B1", "rejected"),
        ("B2", "rejected"),
        ("B3", "new"),
        ("B4", "rejected"),
    ]
    for number in ("B1", "B2", "B4"):
        log = show(let, TYOJONO, number).log
        assert [each.move for each in log] == ["feed", "robot", "reject"]
        assert log[2].text == log[1].text
        assert log[2].by == "robot"
    assert run(let) == ([], 1)


@pytest.mark.rule("TYO-12", "TYO-14")
def test_the_last_partys_second_notice_is_not_rejected_while_the_contract_runs(
    let: Desk, tmp_path: Path
) -> None:
    feed(let, tmp_path, notice(3), notice(3, id="again"))
    assert run(let)[0] == [("B1", False), ("B2", False)]
    assert "B1" in texts(let, "B2")
    perform(let, TYOJONO, "B1", "end-contract", {"end": "2026-12-31", "yes": True})
    assert run(let)[0] == [("B2", True)]


@pytest.mark.rule("TYO-14")
def test_a_second_notice_with_other_contents_is_left_to_people(let: Desk, tmp_path: Path) -> None:
    feed(let, tmp_path, notice(1), notice(1, id="again", ends_on="2027-01-31"))
    assert run(let)[0] == [("B1", False), ("B2", False)]
    assert "B1" in texts(let, "B2")


@pytest.mark.rule("TYO-14")
def test_what_people_have_taken_is_theirs(let: Desk, make_desk: MakeDesk, tmp_path: Path) -> None:
    feed(let, tmp_path, notice(1), notice(3))
    perform(make_desk("xbo"), TYOJONO, "B1", "start", {})
    assert run(let)[0] == [("B2", False)]


@pytest.mark.rule("ALL-06", "TYO-14")
def test_what_the_robot_rejected_a_lead_can_take_back_for_good(
    let: Desk, lead: Desk, tmp_path: Path
) -> None:
    feed(let, tmp_path, notice(1), notice(1, id="again"))
    run(let)
    for number in ("B1", "B2"):
        with pytest.raises((Refused, Conflict)):
            undo(let, TYOJONO, number)
    undo(lead, TYOJONO, "B2")
    assert rows(let, STATES) == [("B1", "new"), ("B2", "new")]
    assert run(let) == ([], 2)
    # Neither the notice nor the looking is taken back.
    for number in ("B1", "B2"):
        with pytest.raises(Refused):
            undo(lead, TYOJONO, number)


@pytest.mark.rule("TYO-14")
def test_a_dry_run_tells_the_same_and_writes_nothing(let: Desk, tmp_path: Path) -> None:
    bring(let, tmp_path, contract(4, end="2026-10-31"))
    feed(let, tmp_path, notice(1), notice(3), notice(4))
    before = everything(let)
    dry = robot.run(let, TYOJONO, dry_run=True)
    assert everything(let) == before
    assert robot.run(let, TYOJONO) == dry
    assert (dry.count(rejected=True), dry.count(rejected=False)) == (1, 2)


@pytest.mark.rule("TYO-14")
def test_it_stops_between_transactions_and_goes_on_where_it_was(let: Desk, tmp_path: Path) -> None:
    feed(
        let,
        tmp_path,
        *(
            notice(1, id=f"n-{at}", ends_on=f"2027-{at % 12 + 1:02}-28", phone=f"040 {10_000 + at}")
            for at in range(250)
        ),
    )
    first = robot.run(let, TYOJONO, go_on=lambda _done: False)
    assert (first.stopped, first.judged, len(first.done)) == (True, 100, 100)
    rest = robot.run(let, TYOJONO)
    assert (rest.judged, rest.unchanged, len(rest.done)) == (250, 100, 150)
    assert rows(
        let, "SELECT count(*), count(DISTINCT case_id) FROM entries WHERE move = 'robot'"
    ) == [(250, 250)]


@pytest.mark.rule("TYO-14")
def test_two_robots_at_once_do_nothing_twice(
    let: Desk, make_desk: MakeDesk, tmp_path: Path
) -> None:
    from concurrent.futures import ThreadPoolExecutor

    feed(
        let,
        tmp_path,
        *(
            notice(1, id=f"n-{at}", ends_on=f"2027-{at % 12 + 1:02}-28", phone=f"040 {10_000 + at}")
            for at in range(250)
        ),
    )
    desks = [make_desk("xa"), make_desk("xb")]
    with ThreadPoolExecutor(2) as pool:
        ran = list(pool.map(lambda desk: robot.run(desk, TYOJONO), desks))
    assert sum(len(each.done) for each in ran) == 250
    assert rows(
        let, "SELECT count(*), count(DISTINCT case_id) FROM entries WHERE move = 'robot'"
    ) == [(250, 250)]
