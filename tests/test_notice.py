"""A notice: confirmed while others stay, rejected, or the whole contract ended, as the parties stand at that moment."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from backoffice_tui.desk import card, contracts, outbox, preview
from backoffice_tui.desk.desk import Desk
from backoffice_tui.model.states import State
from backoffice_tui.queues.tyojono import TYOJONO
from backoffice_tui.routine.errors import Conflict, Refused
from tests.conftest import MakeDesk
from tests.leases import bring, contract, tenant
from tests.making import everything, rows
from tests.tasks import RULED, bound, make, notice, open_tasks, take_back, task, tenancy

WAYS = ("confirm", "reject", "end-contract")
END = date(2026, 12, 31)


@pytest.fixture
def couple(desk: Desk, tmp_path: Path) -> Desk:
    """Two spouses, both parties of V-1."""
    bring(desk, tmp_path, contract(1, tenant(1), tenant(2)))
    return desk


@pytest.fixture
def single(desk: Desk, tmp_path: Path) -> Desk:
    """One tenant of V-1."""
    bring(desk, tmp_path, contract(1))
    return desk


def closed(desk: Desk, number: str) -> Mapping[str, str]:
    """Which of the three ways are closed, and why."""
    offers = card.show(desk, TYOJONO, number).offers
    return {each.move: each.closed for each in offers if each.move in WAYS and each.closed}


@pytest.mark.rule("TYO-09", "TYO-11", "TYO-12", "TYO-13")
def test_of_two_spouses_the_first_leaves_and_the_second_ends_the_contract(couple: Desk) -> None:
    first = notice(couple, "P-1001")
    assert closed(couple, first.number) == {}
    done = make(couple, first.number, "confirm", end=RULED)
    assert done.state is State.DONE
    gone = tenancy(couple).party("P-1001")
    assert gone
    assert (gone.until, gone.liable_until) == (END, END)
    assert bound(couple) == ["P-1002"]
    assert tenancy(couple).end is None
    second = notice(couple, "P-1002")
    why = closed(couple, second.number)
    assert set(why) == {"confirm", "reject"}
    only = TYOJONO.title_of(TYOJONO.move("end-contract"))
    assert all(only in each for each in why.values())
    make(couple, second.number, "end-contract", end=RULED, yes=True)
    ended = tenancy(couple)
    assert (ended.end, ended.bound, ended.free_from) == (END, (), date(2027, 1, 1))
    assert sorted(open_tasks(couple)) == ["Muuttotarkastus", "Poismuutto"]
    linked = contracts.show(couple, "V-1").open_tasks
    assert {each.due for each in linked} == {date(2027, 1, 4)}
    letters = outbox.listed(couple)
    assert [each.to for each in letters] == ["aino1@example.invalid", "aino2@example.invalid"]


@pytest.mark.rule("TYO-12")
def test_the_last_party_can_neither_be_confirmed_nor_rejected(single: Desk) -> None:
    given = notice(single, "P-1001")
    before = everything(single)
    for move, asked in (("confirm", {"end": RULED}), ("reject", {"log": "Ei."})):
        with pytest.raises(Refused) as why:
            make(single, given.number, move, **asked)
        assert why.value.rule == "TYO-12"
    assert everything(single) == before


@pytest.mark.rule("TYO-12", "ALL-03")
def test_the_ways_follow_from_the_parties_at_that_moment(couple: Desk, colleague: Desk) -> None:
    first, second = notice(couple, "P-1001"), notice(couple, "P-1002")
    assert closed(couple, first.number) == closed(couple, second.number) == {}
    make(colleague, first.number, "confirm", end=RULED)
    with pytest.raises(Refused) as why:
        make(couple, second.number, "confirm", end=RULED)
    assert why.value.rule == "TYO-12"
    assert set(closed(couple, second.number)) == {"confirm", "reject"}


@pytest.mark.rule("TYO-10")
def test_a_rejected_notice_changes_nothing_on_the_contract(couple: Desk) -> None:
    given, before = notice(couple, "P-1001"), tenancy(couple)
    with pytest.raises(Refused) as why:
        make(couple, given.number, "reject")
    assert (why.value.rule, why.value.field) == ("ALL-02", "log")
    done = make(couple, given.number, "reject", log="Peruttu puhelimessa.")
    assert done.state is State.REJECTED
    after = tenancy(couple)
    assert [party._replace(notice=None) for party in after.parties] == [
        party._replace(notice=None) for party in before.parties
    ]
    assert rows(couple, "SELECT count(*) FROM messages") == [(0,)]


@pytest.mark.rule("TYO-11")
def test_the_contract_ends_for_the_whole_apartment_while_others_are_bound(couple: Desk) -> None:
    given = notice(couple, "P-1001")
    with pytest.raises(Refused) as why:
        make(couple, given.number, "end-contract", end=RULED)
    assert why.value.field == "yes"
    make(couple, given.number, "end-contract", end=RULED, yes=True)
    assert bound(couple) == []
    other = notice(couple, "P-1002")
    assert set(closed(couple, other.number)) == {"confirm", "end-contract"}
    assert make(couple, other.number, "reject", log="Jo päätetty.").state is State.REJECTED


@pytest.mark.rule("TYO-11")
def test_whoever_was_to_leave_later_leaves_with_the_contract(couple: Desk) -> None:
    first = notice(couple, "P-1001")
    make(couple, first.number, "confirm", end="2027-06-30")
    second = notice(couple, "P-1002")
    make(couple, second.number, "end-contract", end="2027-01-31", yes=True)
    assert {party.until for party in tenancy(couple).parties} == {date(2027, 1, 31)}
    take_back(couple, second.number)
    gone = tenancy(couple).party("P-1001")
    assert gone
    assert gone.until == date(2027, 6, 30)


@pytest.mark.rule("TYO-16")
def test_an_earlier_end_than_the_rule_gives_needs_a_reason(couple: Desk) -> None:
    given = notice(couple, "P-1001")
    with pytest.raises(Refused) as why:
        make(couple, given.number, "confirm", end="2026-11-30")
    assert (why.value.rule, why.value.field) == ("TYO-16", "reason")
    make(couple, given.number, "confirm", end="2026-11-30", reason="Sovittu vuokranantajan kanssa.")
    log = card.show(couple, TYOJONO, given.number).log[-1].text
    assert "2026-11-30" in log
    assert "2026-12-31" in log
    assert "Sovittu" in log


@pytest.mark.rule("TYO-16")
@pytest.mark.parametrize("field", ["end", "liability"])
def test_nobody_leaves_before_they_came(couple: Desk, field: str) -> None:
    given = notice(couple, "P-1001")
    with pytest.raises(Refused) as why:
        make(couple, given.number, "confirm", **{"end": RULED, field: "2024-02-29"})
    assert why.value.field == field


@pytest.mark.rule("TYO-16")
def test_the_proposal_is_the_rule_or_the_later_day_that_was_asked_for(couple: Desk) -> None:
    later = notice(couple, "P-1001", ends_on="2027-02-28")
    made = preview.preview(couple, TYOJONO, later.number, "confirm", {})
    assert {each.becomes for each in made.alterations} == {date(2027, 2, 28)}
    sooner = notice(couple, "P-1002", ends_on="2026-11-25")
    made = preview.preview(couple, TYOJONO, sooner.number, "confirm", {})
    assert {each.becomes for each in made.alterations} == {END}


@pytest.mark.rule("TYO-11")
def test_a_preview_tells_all_that_changes_and_changes_nothing(couple: Desk) -> None:
    given, before = notice(couple, "P-1001"), None
    before = everything(couple)
    shown = preview.preview(couple, TYOJONO, given.number, "end-contract", {"yes": True})
    assert everything(couple) == before
    altered = {(each.noun, each.field) for each in shown.alterations}
    assert altered == {
        ("contract", "last_day"),
        ("party", "until"),
        ("party", "liable_until"),
        ("apartment", "free_from"),
    }
    assert [each.type for each in shown.further] == ["Poismuutto", "Muuttotarkastus"]
    assert [name for name, _ in shown.messages[0].attachments] == [
        "Muutto-ohje.txt",
        "Siivousohje.txt",
    ]


@pytest.mark.rule("TYO-09")
def test_messages_are_chosen_by_template_or_left_out(couple: Desk) -> None:
    first, second = notice(couple, "P-1001"), notice(couple, "P-1002")
    with pytest.raises(Refused) as why:
        make(couple, first.number, "confirm", end=RULED, message=["no-such"])
    assert (why.value.field, why.value.rule) == ("message", "TYO-09")
    make(couple, first.number, "confirm", end=RULED, message=["moving-instructions"])
    (letter,) = outbox.listed(couple)
    assert len(outbox.show(couple, letter.id).attachments) == 2
    make(couple, second.number, "end-contract", end=RULED, yes=True, message=["none"])
    assert len(outbox.listed(couple)) == 1


@pytest.mark.rule("TYO-09")
def test_whoever_has_no_address_is_named_in_the_log(desk: Desk, tmp_path: Path) -> None:
    bring(desk, tmp_path, contract(1, tenant(1, email=None), tenant(2)))
    given = notice(desk, "P-1001")
    make(desk, given.number, "confirm", end=RULED)
    assert outbox.listed(desk) == []
    assert "P-1001" in card.show(desk, TYOJONO, given.number).log[-1].text.splitlines()[-1]


@pytest.mark.rule("TYO-09")
def test_a_notice_taken_by_phone_names_who_leaves(couple: Desk) -> None:
    made = task(couple, type="Sopimuksen irtisanominen")
    with pytest.raises(Refused) as why:
        make(couple, made.number, "confirm", end=RULED)
    assert why.value.field == "person"
    make(couple, made.number, "confirm", end=RULED, person="P-1002")
    assert bound(couple) == ["P-1001"]


@pytest.mark.rule("TYO-15", "ALL-02")
def test_the_history_has_old_and_new_of_each_value(couple: Desk) -> None:
    given = notice(couple, "P-1001")
    make(couple, given.number, "confirm", end=RULED)
    changes = card.show(couple, TYOJONO, given.number).log[-1].changes
    told = {each.field.rpartition(":")[2]: (each.was, each.became) for each in changes}
    assert told["until"] == told["liable_until"] == ("", RULED)


@pytest.mark.rule("ALL-06")
def test_an_ending_taken_back_leaves_the_contract_as_it_was(couple: Desk) -> None:
    given, before = notice(couple, "P-1001"), tenancy(couple)
    make(couple, given.number, "end-contract", end=RULED, yes=True)
    back = take_back(couple, given.number)
    assert back.state is State.NEW
    after = tenancy(couple)
    assert after._replace(parties=()) == before._replace(parties=())
    assert {party.until for party in after.parties} == {None}
    assert open_tasks(couple) == ["Sopimuksen irtisanominen"]
    assert rows(couple, "SELECT DISTINCT state FROM messages") == [("withdrawn",)]
    make(couple, given.number, "end-contract", end=RULED, yes=True)
    assert bound(couple) == []


@pytest.mark.rule("ALL-06")
def test_a_confirmation_is_not_taken_back_once_the_contract_has_ended(couple: Desk) -> None:
    first, second = notice(couple, "P-1001"), notice(couple, "P-1002")
    make(couple, first.number, "confirm", end=RULED)
    make(couple, second.number, "end-contract", end=RULED, yes=True)
    before = everything(couple)
    with pytest.raises(Refused) as why:
        take_back(couple, first.number)
    assert why.value.key == "contracts.ended-since"
    assert everything(couple) == before
    take_back(couple, second.number)
    take_back(couple, first.number)
    assert bound(couple) == ["P-1001", "P-1002"]


@pytest.mark.rule("ALL-06", "TYO-13")
def test_an_ending_whose_tasks_were_begun_is_not_taken_back(couple: Desk, colleague: Desk) -> None:
    given = notice(couple, "P-1001")
    make(couple, given.number, "end-contract", end=RULED, yes=True)
    moving = next(
        each for each in contracts.show(couple, "V-1").open_tasks if each.type == "Poismuutto"
    )
    make(colleague, moving.number, "start")
    with pytest.raises(Refused) as why:
        take_back(couple, given.number)
    assert why.value.key == "desk.undo-worked"
    take_back(colleague, moving.number)
    with pytest.raises(Refused):
        take_back(colleague, moving.number)
    take_back(couple, given.number)
    assert len(bound(couple)) == 2


@pytest.mark.rule("ALL-03")
def test_a_colleagues_task_is_not_decided(couple: Desk, colleague: Desk) -> None:
    given = notice(couple, "P-1001")
    make(couple, given.number, "start")
    with pytest.raises(Conflict):
        make(colleague, given.number, "confirm", end=RULED)


@pytest.mark.rule("ALL-08")
def test_who_is_protected_is_dots_in_the_contract_and_in_messages(
    desk: Desk, tmp_path: Path, make_desk: MakeDesk
) -> None:
    bring(desk, tmp_path, contract(1, tenant(1), tenant(2, protected=True)))
    given = notice(desk, "P-1001")
    assert given.protected
    make(desk, given.number, "end-contract", end=RULED, yes=True)
    seen = contracts.show(make_desk("xbo"), "V-1")
    assert "Koekatu" not in str(seen)
    assert "Esimerkki 2" not in str(seen)
    assert all(each.to == "●●●●" for each in outbox.listed(make_desk("xbo")))
    assert "Koekatu" not in str(contracts.listed(desk))
