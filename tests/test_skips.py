"""Taking another case than the next: noticed by itself, explained in a line if one likes, seen by the lead."""

from pathlib import Path

import pytest

from backoffice_tui.desk import erasure, skipping, worklist
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.perform import perform, undo
from backoffice_tui.model.desk import Customer
from backoffice_tui.queues import QUEUES
from backoffice_tui.routine.errors import Refused
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.listing import Filter
from tests.calls import taken
from tests.commands import Office
from tests.conftest import MakeDesk
from tests.console import bring_in, opened, press, until, write
from tests.large import requested


@pytest.fixture
def listed(desk: Desk, syst: Queue, tmp_path: Path) -> Desk:
    """The store with cases whose order is 1002, 1003, 1004, 1005, 1001; 1003 is another group's."""
    bring_in(desk, syst, tmp_path)
    return desk


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    return Office(tmp_path, monkeypatch)


def told(desk: Desk) -> list[tuple[str, str, bool]]:
    return [(each.number, each.passed, each.over_class) for each in skipping.skipped(desk)]


@pytest.mark.rule("ALL-05")
def test_what_is_taken_in_turn_is_no_skip(listed: Desk, syst: Queue) -> None:
    assert worklist.next_case(listed, syst) is not None
    found = worklist.next_case(listed, syst, Filter(search="utflyttning"))
    assert found is not None
    assert found.number == "1005"
    # The first of its group, whatever stands before it in another.
    perform(listed, syst, "1003", "claim", {})
    perform(listed, syst, "1004", "forward", {"to": "Mätning", "log": "Inga värden."})
    assert told(listed) == []


@pytest.mark.rule("ALL-05")
def test_another_than_the_next_is_kept_with_the_class_it_passed(listed: Desk, syst: Queue) -> None:
    perform(listed, syst, "1004", "claim", {})
    perform(listed, syst, "1001", "forward", {"to": "Mätning", "log": "Inga värden."})
    perform(listed, syst, "1004", "release", {})
    perform(listed, syst, "1002", "claim", {})
    assert told(listed) == [("1001", "1002", True), ("1004", "1002", False)]
    # A comment takes nothing; what was taken back was not taken.
    perform(listed, syst, "1005", "comment", {"log": "Ringde."})
    undo(listed, syst, "1001")
    assert told(listed) == [("1004", "1002", False)]


@pytest.mark.rule("ALL-05")
def test_the_reason_is_ones_own_may_be_empty_and_can_be_changed(
    listed: Desk, colleague: Desk, make_desk: MakeDesk, syst: Queue
) -> None:
    perform(listed, syst, "1001", "claim", {})
    skipping.explain(listed, syst, "1001", "  Kunden står\ni telefon ")
    perform(colleague, syst, "1005", "claim", {})
    with pytest.raises(Refused, match="tur och ordning"):
        skipping.explain(colleague, syst, "1001", "inte min")
    assert [each.reason for each in skipping.skipped(listed)] == ["Kunden står i telefon"]
    lead = make_desk("xlead")
    assert [each.agent for each in skipping.skipped(lead)] == ["xbo", "xanna"]
    habits = skipping.habits(skipping.skipped(lead))
    assert [(each.agent, each.count, each.over_class, each.explained) for each in habits] == [
        ("xanna", 1, 1, 1),
        ("xbo", 1, 1, 0),
    ]
    assert skipping.skipped(lead, "2026-W46") == []
    assert skipping.explain(listed, syst, "1001", "").reason == ""


@pytest.mark.rule("ALL-08")
def test_a_protected_persons_reason_is_dots(desk: Desk, syst: Queue) -> None:
    with desk.store.transaction() as session:
        session.add(Customer(customer="4711", name="X", kind="private", protected=True))
    taken(desk, syst)
    number = taken(desk, syst, 1, customer="4711")
    perform(desk, syst, number, "claim", {})
    skipping.explain(desk, syst, number, "Bor på Gömda vägen")
    assert "Gömda" not in str(skipping.skipped(desk))


@pytest.mark.rule("STORA-10")
def test_the_reason_is_erased_with_its_case(desk: Desk) -> None:
    stora = QUEUES["stora"]
    first, second = requested(desk, 16), requested(desk, 16)
    perform(desk, stora, second, "start", {})
    skipping.explain(desk, stora, second, "Åsa Provsson ringde")
    (found,) = skipping.skipped(desk)
    assert (found.number, found.passed) == (second, first)
    from backoffice_tui.store import cases
    from backoffice_tui.store import erasure as erasing

    with desk.store.transaction() as session:
        case = cases.by_number(session, stora.key, second)
        assert case is not None
        entry = cases.newest(session, case)
        assert entry is not None
        erasing.blank(session, case, entry)
    erasure.finish(desk)
    assert [each.reason for each in skipping.skipped(desk)] == [""]
    assert b"ringde" not in Path(desk.settings.db).read_bytes()


async def test_a_class_passed_over_is_said_and_costs_no_key(listed: Desk, syst: Queue) -> None:
    async with opened(listed) as (app, pilot):
        await press(app, pilot, "end", "plus")
        await until(app, pilot, lambda shown: "Z skriver varför" in shown)
        # What is pressed next acts on the list: nothing has to be answered.
        await press(app, pilot, "escape", "home", "down")
        assert skipping.skipped(listed)[0].reason == ""
        await press(app, pilot, "end", "Z")
        await until(app, pilot, lambda shown: "Varför 1001 före 1002" in shown)
        await write(app, pilot, "Kunden ringde")
        await press(app, pilot, "enter")
        await until(app, pilot, lambda shown: "Skälet till 1001 är sparat" in shown)
        await press(app, pilot, "H")
        shown = await until(app, pilot, lambda shown: "Kunden ringde" in shown)
        assert "▲ 1002 Inflytt" in shown
        assert "xanna: 1 gånger, 1 förbi en klass" in shown
        await press(app, pilot, "escape", "home", "Z")
        await until(app, pilot, lambda shown: "tur och ordning" in shown)


def test_by_command(office: Office, tmp_path: Path, make_desk: MakeDesk, syst: Queue) -> None:
    bring_in(make_desk(), syst, tmp_path)
    assert "tur och ordning" in office("skips").err
    assert office("syst", "claim", "1001").code == 0
    assert office("skips", "why", "1001", "Kunden väntar").code == 0
    assert office("skips", "why", "1002", "x").code == 3
    assert office("skips", "why", "9999", "x").code == 4
    (skip,) = office("skips", "--json", agent="xlead").json["skips"]
    assert (skip["number"], skip["passed"], skip["over_class"]) == ("1001", "1002", True)
    assert skip["reason"] == "Kunden väntar"
    assert office("skips", "list", "--week", "2026-W46", "--json").json == {
        "skips": [],
        "agents": [],
    }
    assert "▲ 1002 Inflytt" in office("skips").out
