"""Closing, taking on and reconnecting: what the routine lets through and what it does not."""

import re
from datetime import date

import pytest

from backoffice_tui.desk.card import show
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.perform import perform, undo
from backoffice_tui.model.states import State
from backoffice_tui.queues.syst import SYST
from backoffice_tui.routine import nobody
from backoffice_tui.routine.errors import Conflict, Problem, Refused
from tests.conftest import MakeDesk
from tests.making import (
    coordinated,
    everything,
    facts_of,
    listed_case,
    make,
    reconnection,
    register,
    rows,
    valid_person,
)

AGAIN = "Återinkoppling"
DONE = "Flytten är gjord."


def refused(desk: Desk, number: str, move: str, **given: object) -> Problem:
    """Why a move is refused, once it is sure that nothing was changed by trying."""
    before = everything(desk)
    with pytest.raises(Problem) as why:
        perform(desk, SYST, number, move, given)
    assert everything(desk) == before
    return why.value


# -- handled ----------------------------------------------------------------------------------------


@pytest.mark.rule("SYST-10", "ALL-02")
@pytest.mark.parametrize("log", [None, "", " \n\t ", "\u200b\u2066", "\x00"[:0]])
def test_closing_needs_a_log(desk: Desk, log: str | None) -> None:
    listed_case(desk)
    why = refused(desk, "1001", "close", log=log)
    assert (why.kind, why.field, why.rule) == ("refused", "log", "ALL-02")


@pytest.mark.rule("SYST-10")
def test_a_handled_case_is_closed_in_one_entry(desk: Desk) -> None:
    number = register(desk).number
    closed = make(desk, number, "close", log=f"  {DONE}\r\nKlart.", confirmation="ja")
    assert (closed.state, closed.handler) == (State.DONE, "xanna")
    entry = show(desk, SYST, number).log[-1]
    assert entry.text == f"{DONE}\nKlart.\nDen utlovade bekräftelsen är skickad."
    assert (entry.was, entry.became, entry.by, entry.move) == ("new", "done", "xanna", "close")
    why = refused(desk, number, "close", log="En gång till.")
    assert (why.key, why.rule) == ("routine.wrong-state", "SYST-10")


@pytest.mark.rule("SYST-10")
def test_a_closed_case_is_nobodys(desk: Desk, colleague: Desk) -> None:
    listed_case(desk)
    make(desk, "1001", "close", log=DONE)
    why = refused(colleague, "1001", "close", log=DONE)
    assert why.key == "routine.wrong-state"


@pytest.mark.rule("SYST-10", "SYST-04")
def test_a_promise_is_asked_for_where_one_was_made(desk: Desk) -> None:
    from backoffice_tui.desk.asking import asked

    promised, listed = register(desk).number, listed_case(desk).number
    names = [
        {each.name for each in asked(desk, SYST, number, "close", {})}
        for number in (promised, listed)
    ]
    assert names == [{"log", "confirmation"}, {"log"}]
    why = refused(desk, promised, "close", log=DONE, confirmation="kanske")
    assert why.key == "routine.not-yes-or-no"
    make(desk, promised, "close", log=DONE, confirmation="nej")
    assert show(desk, SYST, promised).log[-1].text == DONE


@pytest.mark.parametrize("length", [20_000, 20_001])
def test_a_document_pasted_by_mistake_is_no_log(desk: Desk, length: int) -> None:
    listed_case(desk)
    if length > 20_000:
        assert refused(desk, "1001", "comment", log="x" * length).key == "routine.too-long"
    else:
        make(desk, "1001", "comment", log="x" * length)


# -- taken on ---------------------------------------------------------------------------------------

WAITS = [
    # Today, department, kind, and the day counted by hand.
    ("2026-11-20", "Mätning", "Inflytt", "2026-11-24"),
    ("2026-11-20", "Kundavtal", "Inflytt", "2026-11-25"),
    ("2026-11-20", "Nätdrift", AGAIN, "2026-11-25"),
    ("2026-11-21", "Fakturering", "Avflytt", "2026-11-24"),
    # Midsommarafton 2026-06-19 is a Friday.
    ("2026-06-18", "Mätning", "Inflytt", "2026-06-23"),
    ("2026-06-17", "Kundavtal", AGAIN, "2026-06-24"),
    # Julafton Thursday, juldagen Friday, annandag Saturday; nyårsafton Thursday, nyårsdagen Friday.
    ("2026-12-22", "Mätning", "Avflytt", "2026-12-28"),
    ("2026-12-23", "Kundavtal", "Avflytt", "2026-12-30"),
    ("2026-12-29", "Mätning", "Inflytt", "2027-01-04"),
    ("2026-12-30", "Kundavtal", AGAIN, "2027-01-08"),
    # Kristi himmelsfärdsdag 2026-05-14 is a Thursday; the Friday after it is a working day.
    ("2026-05-13", "Mätning", "Inflytt", "2026-05-18"),
    ("2026-05-12", "Mätning", AGAIN, "2026-05-18"),
    # Långfredagen 2026-04-03 to annandag påsk 2026-04-06.
    ("2026-04-02", "Nätdrift", "Inflytt", "2026-04-08"),
    # Första maj and nationaldagen (a Saturday in 2026).
    ("2026-04-30", "Mätning", "Inflytt", "2026-05-05"),
    ("2026-06-04", "Mätning", "Inflytt", "2026-06-08"),
]


@pytest.mark.rule("SYST-11")
@pytest.mark.parametrize(("today", "department", "title", "due"), WAITS)
def test_a_case_taken_on_comes_back_after_working_days(
    make_desk: MakeDesk, today: str, department: str, title: str, due: str
) -> None:
    desk = make_desk(now=f"{today}T08:00:00+01:00")
    listed_case(desk, title=title)
    make(desk, "1001", "claim")
    moved = make(desk, "1001", "forward", to=department.upper(), log="Väntar på svar.")
    assert moved.due
    assert moved.due.isoformat() == due
    assert (moved.state, moved.handler, moved.waits_for) == (State.WAITING, "", department)
    assert moved.waits_since == date.fromisoformat(today)


@pytest.mark.rule("SYST-11")
@pytest.mark.parametrize("spelled", ["mätning", "MATNING", " Mätning ", "Ma\u0308tning"])
def test_departments_are_found_whatever_their_case(desk: Desk, spelled: str) -> None:
    listed_case(desk)
    assert make(desk, "1001", "forward", to=spelled, log="x").waits_for == "Mätning"


@pytest.mark.rule("SYST-11")
def test_another_day_can_be_chosen_but_none_that_has_been(desk: Desk) -> None:
    listed_case(desk)
    given = {"to": "Mätning", "log": "Väntar."}
    assert refused(desk, "1001", "forward", due="2026-11-19", **given).field == "due"
    assert refused(desk, "1001", "forward", due="2026-02-30", **given).field == "due"
    assert refused(desk, "1001", "forward", due="snart", **given).field == "due"
    assert refused(desk, "1001", "forward", to="Okänd", log="x").field == "to"
    assert refused(desk, "1001", "forward", log="x").field == "to"
    assert refused(desk, "1001", "forward", to="Mätning").field == "log"
    moved = make(desk, "1001", "forward", due="2026-11-20", **given)
    assert moved.due == date(2026, 11, 20)
    moved = make(desk, "1001", "forward", due="24/12", **given)
    assert moved.due == date(2026, 12, 24)


@pytest.mark.rule("SYST-11")
def test_anyone_may_take_a_case_that_was_taken_on(desk: Desk, colleague: Desk) -> None:
    listed_case(desk)
    make(desk, "1001", "claim")
    with pytest.raises(Conflict):
        make(colleague, "1001", "claim")
    make(desk, "1001", "forward", to="Mätning", log="x")
    assert make(colleague, "1001", "claim").handler == "xbo"


# -- reconnected --------------------------------------------------------------------------------------


def answered(desk: Desk, number: str, text: str) -> str:
    """The verdict on an answer; the gate is as open as the verdict says."""
    make(desk, number, "answer", text=text)
    verdict = facts_of(desk, number)["answer_verdict"]
    closed = {offer.move for offer in show(desk, SYST, number).offers if offer.closed}
    assert ("close" in closed) is (verdict != "counts")
    return verdict


@pytest.mark.rule("SYST-13")
def test_no_reconnection_is_closed_without_the_right_answer(desk: Desk) -> None:
    number = reconnection(desk, 1).number
    mine, others = valid_person(1), valid_person(2)
    assert refused(desk, number, "close", log=DONE).key == "syst.gate"
    assert answered(desk, number, others) == "somebody-else"
    assert refused(desk, number, "close", log=DONE).rule == "SYST-13"
    for wrong in (
        mine[2:],
        mine[:-1],
        mine + "0",
        mine[:-1] + str(9 - int(mine[-1])),
        "JA",
        f"Hej, {mine}",
        f"{mine} {others}",
        "20260230" + mine[8:],
    ):
        assert answered(desk, number, wrong) == "not-a-number", wrong
    assert answered(desk, number, f" {mine[:8]}-{mine[8:]}\n") == "counts"
    assert make(desk, number, "close", log=DONE).state is State.DONE


@pytest.mark.rule("SYST-13", "ALL-06")
def test_what_opened_the_gate_closes_it_when_it_is_gone(desk: Desk) -> None:
    number = reconnection(desk, 1).number
    assert answered(desk, number, valid_person(1)) == "counts"
    undo(desk, SYST, number)
    assert refused(desk, number, "close", log=DONE).key == "syst.gate"
    assert answered(desk, number, valid_person(1)) == "counts"
    make(desk, number, "person", identity=valid_person(3))
    assert refused(desk, number, "close", log=DONE).key == "syst.gate"
    assert answered(desk, number, valid_person(1)) == "somebody-else"
    assert answered(desk, number, valid_person(3)) == "counts"
    assert answered(desk, number, valid_person(2)) == "somebody-else"


@pytest.mark.rule("SYST-13")
def test_the_contact_person_counts_and_a_company_needs_one(desk: Desk) -> None:
    company = {"customer_kind": "company", "identity": nobody.organisationsnummer(1)}
    with pytest.raises(Refused) as why:
        reconnection(desk, 1, **company)
    assert why.value.field == "contact_identity"
    number = reconnection(desk, 1, **company, contact_identity=coordinated(4)).number
    assert answered(desk, number, nobody.organisationsnummer(1)) == "not-a-number"
    assert answered(desk, number, "16" + nobody.organisationsnummer(1)) == "not-a-number"
    assert answered(desk, number, coordinated(4)) == "counts"
    assert facts_of(desk, number)["answer_who"] == "contact"


@pytest.mark.rule("SYST-13")
def test_what_is_missing_is_typed_first_and_logged(desk: Desk) -> None:
    listed_case(desk, title=AGAIN)
    assert refused(desk, "1001", "text").field == "phone"
    assert refused(desk, "1001", "answer", text=valid_person(1)).field == "identity"
    assert refused(desk, "1001", "person").key == "syst.person-empty"
    assert refused(desk, "1001", "person", phone="ring mig").key == "syst.phone-odd"
    assert refused(desk, "1001", "person", identity=valid_person(1)[:-1]).field == "identity"
    make(desk, "1001", "person", identity=valid_person(1), phone=nobody.MOBILES[0])
    assert {each.field for each in show(desk, SYST, "1001").log[-1].changes} >= {
        "identity",
        "phone",
    }
    make(desk, "1001", "text")
    (message,) = show(desk, SYST, "1001").messages
    assert (message["recipient"], message["state"]) == (nobody.MOBILES[0], "draft")
    assert answered(desk, "1001", valid_person(1)) == "counts"


@pytest.mark.rule("SYST-13")
@pytest.mark.parametrize("identity", [valid_person(7), valid_person(7)[2:], coordinated(7)])
def test_a_lists_own_number_counts(desk: Desk, identity: str) -> None:
    listed_case(desk, title="ÅTERINKOPPLING akut", facts={"identity": identity, "phone": "08-1"})
    make(desk, "1001", "text")
    whole = identity if len(identity) == 12 else valid_person(7)
    assert answered(desk, "1001", whole[2:]) == "not-a-number"
    assert answered(desk, "1001", whole) == "counts"


@pytest.mark.rule("SYST-13")
def test_it_may_be_taken_on_or_closed_as_not_carried_out(desk: Desk) -> None:
    number = reconnection(desk, 1).number
    assert refused(desk, number, "not-done").field == "log"
    make(desk, number, "forward", to="Nätdrift", log="Ingen svarar.")
    assert refused(desk, number, "close", log=DONE).key == "syst.gate"
    assert make(desk, number, "not-done", log="Kunden ångrade sig.").state is State.DONE


@pytest.mark.rule("SYST-13", "ALL-02")
def test_history_keeps_the_last_digits_only(desk: Desk) -> None:
    number = reconnection(desk, 1, contact_identity=valid_person(5)).number
    for who in (5, 1, 2):
        answered(desk, number, valid_person(who))
    make(desk, number, "person", identity=valid_person(6), contact=True)
    answered(desk, number, valid_person(6))
    undo(desk, SYST, number)
    told = rows(desk, "SELECT text FROM entries UNION ALL SELECT was || became FROM changes")
    log = " ".join(str(row[0]) for row in told)
    assert valid_person(6)[-4:] in log
    assert not re.search(r"[0-9]{8}-?[0-9]{4}", log)
    numbers = [valid_person(which) for which in (1, 2, 5, 6)]
    shown = repr(show(desk, SYST, number).log)
    assert not any(each[2:] in log or each[2:] in shown for each in numbers)
    assert valid_person(2) not in "".join(everything(desk))
