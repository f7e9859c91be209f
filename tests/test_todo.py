"""What has yet to be entered in the customer system: nothing forgotten, nothing twice."""

import pytest

from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.perform import perform, undo
from backoffice_tui.desk.todo import as_text, tick, todo, untick, untick_last
from backoffice_tui.model.desk import Customer
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.texts import use
from tests.calls import reconnection, taken
from tests.conftest import MakeDesk


@pytest.mark.rule("ALL-11")
def test_all_that_was_logged_here_is_to_be_entered_with_its_status(desk: Desk, syst: Queue) -> None:
    number = taken(desk, syst)
    perform(desk, syst, number, "forward", {"to": "Mätning", "log": "Inga värden."})
    perform(desk, syst, number, "claim", {})
    first, second = todo(desk)
    assert (first.number, first.what, first.state) == (number, "Nytt ärende", "Upprättat")
    assert (second.what, second.state) == ("Ta vidare", "I arbete")
    assert second.text == "Inga värden.\nTill Mätning\nKlar till 2026-11-24"
    assert second.at.isoformat() == "2026-11-20T09:30:00+01:00"
    use("en")
    assert todo(desk)[1].state == "I arbete"


@pytest.mark.rule("ALL-11")
def test_ticked_lines_are_gone_and_tick_once(desk: Desk, colleague: Desk, syst: Queue) -> None:
    numbers = [taken(desk, syst, which) for which in range(3)]
    entries = [each.entry_id for each in todo(desk)]
    assert [each.number for each in todo(desk)] == numbers
    assert tick(desk, entries[:2]) == 2
    assert tick(colleague, [*entries[:2], 99_999]) == 0
    assert [each.number for each in todo(desk)] == numbers[2:]
    done = desk.store.reader.rows("SELECT done_by FROM errands WHERE done_at IS NOT NULL")
    assert done == [("xanna",), ("xanna",)]


@pytest.mark.rule("ALL-11")
def test_each_has_their_own_list_and_there_is_one_of_all(
    desk: Desk, colleague: Desk, syst: Queue
) -> None:
    mine, theirs = taken(desk, syst), taken(colleague, syst, 1)
    assert [each.number for each in todo(desk)] == [mine]
    assert [each.number for each in todo(colleague)] == [theirs]
    assert [each.number for each in todo(desk, everyone=True)] == [mine, theirs]


def test_what_was_taken_back_need_not_be_entered(desk: Desk, syst: Queue) -> None:
    number = taken(desk, syst)
    perform(desk, syst, number, "close", {"log": "Klart."})
    undo(desk, syst, number)
    assert [each.what for each in todo(desk)] == ["Nytt ärende"]


@pytest.mark.rule("ALL-11")
def test_the_list_to_copy_has_a_block_a_case(make_desk: MakeDesk, syst: Queue) -> None:
    desk = make_desk()
    first, second = taken(desk, syst), taken(desk, syst, 1)
    perform(
        make_desk(now="2026-11-20T11:00:00+01:00"),
        syst,
        first,
        "close",
        {"log": "Lagd.\nTvå rader."},
    )
    assert as_text(todo(desk)) == (
        f"{first} · Avslutad\n"
        "2026-11-20 09:30 Nytt ärende: Avflytt registrerad under samtalet.\n"
        "2026-11-20 11:00 Avsluta: Lagd.\nTvå rader.\n"
        "\n"
        f"{second} · Upprättat\n"
        "2026-11-20 09:30 Nytt ärende: Avflytt registrerad under samtalet."
    )
    assert as_text([]) == ""


@pytest.mark.rule("ALL-08")
def test_a_protected_persons_words_are_dots(desk: Desk, syst: Queue) -> None:
    with desk.store.transaction() as session:
        session.add(Customer(customer="4711", name="X", kind="private", protected=True))
    number = reconnection(desk, syst, customer="4711")
    perform(desk, syst, number, "comment", {"log": "Bor hos sin mamma på Gömda vägen 3."})
    assert "Gömda" not in as_text(todo(desk))
    assert number in as_text(todo(desk))


@pytest.mark.rule("ALL-06", "ALL-11")
def test_a_tick_is_taken_back_the_last_first(make_desk: MakeDesk, syst: Queue) -> None:
    desk = make_desk()
    numbers = [taken(desk, syst, which) for which in range(3)]
    first, second, third = (each.entry_id for each in todo(desk))
    tick(desk, [first])
    later = make_desk(now="2026-11-20T10:00:00+01:00")
    tick(later, [second, third])
    assert todo(desk) == []
    assert (untick_last(later), untick_last(later), untick_last(later)) == (third, second, first)
    assert untick_last(later) is None
    assert [each.number for each in todo(desk)] == numbers
    tick(desk, [first])
    assert untick_last(make_desk(now="2026-11-21T09:00:00+01:00")) is None
    assert untick_last(make_desk("xbo")) is None
    assert (untick(desk, [first, first, 99_999]), untick(desk, [first])) == (1, 0)
