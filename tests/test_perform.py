"""What agents do to a case: one wins, nothing is overwritten unseen, everything can be taken back."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from backoffice_tui.desk.card import reveal, show
from backoffice_tui.desk.clip import for_customer_system
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.masking import DOTS, masked_line
from backoffice_tui.desk.perform import perform, undo
from backoffice_tui.desk.todo import tick, todo
from backoffice_tui.desk.worklist import line
from backoffice_tui.model.states import State
from backoffice_tui.queues.syst import SYST
from backoffice_tui.routine import nobody
from backoffice_tui.routine.errors import Conflict, NotFound, Problem, Refused, Usage
from tests.conftest import MakeDesk
from tests.making import (
    everything,
    facts_of,
    listed_case,
    make,
    reconnection,
    register,
    rows,
    valid_person,
)
from tests.processes import AGENTS, claim_all, claim_one

ORDER = ("rank", "bucket", "due_key", "place", "kind", "team_key")


def untouched(desk: Desk, act: Callable[[], object]) -> Problem:
    """Why something is refused, once it is sure that trying changed nothing."""
    before = everything(desk)
    with pytest.raises(Problem) as why:
        act()
    assert everything(desk) == before
    return why.value


def state_of(desk: Desk, number: str) -> dict[str, Any]:
    """All that stands of a case, but for its version and for having been worked on."""
    found = line(desk, SYST, number)._asdict()
    del found["version"]
    return found | {"facts": dict(facts_of(desk, number))}


# -- one wins ---------------------------------------------------------------------------------------


@pytest.mark.rule("ALL-03")
def test_a_claim_is_won_by_one(desk: Desk, colleague: Desk) -> None:
    seen = listed_case(desk).version
    assert perform(desk, SYST, "1001", "claim", {}, seen=seen).handler == "xanna"
    why = untouched(colleague, lambda: perform(colleague, SYST, "1001", "claim", {}))
    assert isinstance(why, Conflict)
    assert "xanna" in str(why)
    again = perform(desk, SYST, "1001", "claim", {})
    assert (again.handler, len(show(desk, SYST, "1001").log)) == ("xanna", 2)


@pytest.mark.rule("ALL-03")
def test_of_two_at_the_same_moment_one_wins(desk: Desk, db: Any) -> None:
    listed_case(desk, "1")
    desk.close()
    told = []
    for agent in ("xanna", "xbo"):
        ours, theirs = AGENTS.Pipe()
        AGENTS.Process(target=claim_one, args=(str(db), agent, theirs), daemon=True).start()
        told.append(ours)
    assert [each.recv() for each in told] == ["ready", "ready"]
    for each in told:
        each.send("now")
    said = {each.recv() for each in told}
    assert "conflict" in said
    assert said - {"conflict"} == {line(desk, SYST, "1").handler}


@pytest.mark.rule("ALL-03", "ALL-05")
def test_eight_who_take_the_next_case_never_take_the_same(desk: Desk, db: Any) -> None:
    numbers = [str(number) for number in range(1, 51)]
    for number in numbers:
        listed_case(desk, number)
    told = []
    for at in range(8):
        ours, theirs = AGENTS.Pipe()
        AGENTS.Process(target=claim_all, args=(str(db), f"x{at}", theirs), daemon=True).start()
        told.append(ours)
    taken = [number for each in told for number in each.recv()]
    assert sorted(taken, key=int) == numbers
    handlers = dict(rows(desk, "SELECT number, handler FROM cases"))
    assert set(handlers) == set(numbers)
    assert all(handlers.values())


@pytest.mark.rule("ALL-03")
@pytest.mark.parametrize("move", ["close", "comment", "claim", "person"])
def test_a_change_made_on_old_data_is_refused_and_says_who_was_first(
    desk: Desk, colleague: Desk, move: str
) -> None:
    seen = listed_case(desk).version
    make(colleague, "1001", "forward", to="Mätning", log="Väntar.")
    given = {"log": "Klart.", "phone": nobody.MOBILES[0]}
    why = untouched(desk, lambda: perform(desk, SYST, "1001", move, given, seen=seen))
    assert isinstance(why, Conflict)
    assert "xbo" in str(why)
    assert "Ta vidare" in str(why)
    undo(colleague, SYST, "1001")
    why = untouched(desk, lambda: perform(desk, SYST, "1001", move, given, seen=seen))
    assert "xbo (Ångrat)" in str(why)
    fresh = line(desk, SYST, "1001").version
    assert perform(desk, SYST, "1001", move, given, seen=fresh)


def test_what_is_not_there_is_said_so(desk: Desk) -> None:
    listed_case(desk)
    for number in ("1002", "\udcff", "x" * 1_000, ""):
        with pytest.raises(NotFound):
            perform(desk, SYST, number, "claim", {})
    with pytest.raises(NotFound):
        perform(desk, SYST, "1001", "okänd", {})


# -- taken back -------------------------------------------------------------------------------------

MOVES: list[tuple[str, dict[str, object]]] = [
    ("claim", {}),
    ("comment", {"log": "Ringde."}),
    ("close", {"log": "Klart."}),
    ("forward", {"to": "Mätning", "log": "Väntar."}),
    ("not-done", {"log": "Ångrat."}),
    ("person", {"identity": valid_person(9), "phone": nobody.MOBILES[3], "name": "Åke"}),
    ("text", {}),
    ("answer", {"text": valid_person(1)}),
    ("assign", {"to": "xcissi", "log": "Din."}),
    ("release", {}),
]


@pytest.mark.rule("ALL-06")
@pytest.mark.parametrize(("move", "given"), MOVES, ids=[move for move, _ in MOVES])
def test_whatever_was_done_can_be_taken_back(
    lead: Desk, move: str, given: dict[str, object]
) -> None:
    number = reconnection(lead, 1, contact_phone=nobody.MOBILES[1]).number
    make(lead, number, "forward", to="Nätdrift", log="x", due="2026-11-20")
    if move in ("close", "answer"):
        make(lead, number, "answer", text=valid_person(1 if move == "close" else 2))
    if move == "release":
        make(lead, number, "claim")
    before, entries = state_of(lead, number), len(show(lead, SYST, number).log)
    make(lead, number, move, **given)
    taken_back = undo(lead, SYST, number)
    assert state_of(lead, number) == before
    log = show(lead, SYST, number).log
    assert len(log) == entries + 2
    assert (log[-1].move, log[-1].undoes) == ("undo", log[-2].id)
    assert log[-2].undone
    assert taken_back.version == line(lead, SYST, number).version
    assert {each["state"] for each in show(lead, SYST, number).messages} <= {"withdrawn"}


@pytest.mark.rule("ALL-06")
def test_changes_are_taken_back_one_after_the_other(desk: Desk) -> None:
    listed_case(desk)
    before = [state_of(desk, "1001")]
    for move in ("claim", "person", "close"):
        make(desk, "1001", move, log="x", name="Åke")
        before.append(state_of(desk, "1001"))
    for wanted in reversed(before[:-1]):
        undo(desk, SYST, "1001")
        assert state_of(desk, "1001") == wanted
    assert untouched(desk, lambda: undo(desk, SYST, "1001")).key == "desk.nothing-to-undo"


@pytest.mark.rule("ALL-06")
def test_a_registration_that_is_taken_back_is_rejected(desk: Desk) -> None:
    number = register(desk).number
    assert undo(desk, SYST, number).state is State.REJECTED
    assert untouched(desk, lambda: undo(desk, SYST, number)).key == "desk.nothing-to-undo"
    assert todo(desk) == []
    assert register(desk).number != number


@pytest.mark.rule("ALL-06")
def test_only_the_last_change_and_only_ones_own(desk: Desk, colleague: Desk, lead: Desk) -> None:
    listed_case(desk)
    make(desk, "1001", "comment", log="x")
    mine = show(desk, SYST, "1001").log[-1].id
    make(colleague, "1001", "comment", log="y")
    assert untouched(desk, lambda: undo(desk, SYST, "1001")).key == "desk.undo-not-yours"
    assert untouched(lead, lambda: undo(lead, SYST, "1001", entry_id=mine)).kind == "conflict"
    undo(lead, SYST, "1001")
    undo(desk, SYST, "1001", entry_id=mine)


@pytest.mark.rule("ALL-06")
@pytest.mark.parametrize("state", ["sent", "sending"])
def test_what_depends_on_a_message_that_went_out_stays(desk: Desk, state: str) -> None:
    number = reconnection(desk, 1).number
    make(desk, number, "text")

    def went(session: Any) -> None:
        from backoffice_tui.model.desk import Message

        message = session.get(Message, 1)
        message.state = state
        session.add(message)

    desk.store.write(went)
    assert untouched(desk, lambda: undo(desk, SYST, number)).key == "desk.undo-sent"


@pytest.mark.rule("ALL-06", "ALL-11")
def test_what_was_entered_elsewhere_and_then_taken_back_has_to_be_mended_there(desk: Desk) -> None:
    listed_case(desk)
    make(desk, "1001", "close", log="Klart.")
    undo(desk, SYST, "1001")
    assert todo(desk) == []
    make(desk, "1001", "close", log="Klart.")
    tick(desk, [each.entry_id for each in todo(desk)])
    undo(desk, SYST, "1001")
    (mend,) = todo(desk)
    assert (mend.what, mend.state) == ("Ångrat", "Upprättat")


# -- assigned and let go ------------------------------------------------------------------------------


@pytest.mark.rule("ALL-03")
def test_only_a_lead_gives_a_case_to_somebody(desk: Desk, lead: Desk, colleague: Desk) -> None:
    listed_case(desk)
    make(desk, "1001", "claim")
    why = untouched(colleague, lambda: make(colleague, "1001", "assign", to="xbo"))
    assert isinstance(why, Refused)
    why = untouched(lead, lambda: make(lead, "1001", "assign", to="x bo;"))
    assert isinstance(why, Usage)
    assert make(lead, "1001", "assign", to=" XBO ").handler == "xbo"
    assert untouched(desk, lambda: make(desk, "1001", "release")).kind == "conflict"
    assert untouched(desk, lambda: make(desk, "1001", "close", log="x")).kind == "conflict"
    assert make(lead, "1001", "release").handler == ""


# -- protected people ---------------------------------------------------------------------------------


@pytest.mark.rule("ALL-08")
def test_a_protected_person_is_dots_until_revealed_with_a_reason(
    desk: Desk, colleague: Desk
) -> None:
    secret = ("Hemlig Person", "Hemliga gatan 1", nobody.facility(9), valid_person(9))
    facts = dict(zip(("customer_name", "address", "facility", "identity"), secret, strict=True))
    listed_case(desk, title="Inflytt Hemlig Person", facts=facts, protected=True)
    make(desk, "1001", "comment", log="Hemlig Person ringde.")
    card = show(desk, SYST, "1001")
    hidden = repr((card, masked_line(line(desk, SYST, "1001")), card.line))
    hidden += for_customer_system(desk, SYST, "1001")
    assert not any(each in hidden for each in secret)
    assert DOTS in hidden
    assert untouched(desk, lambda: reveal(desk, SYST, "1001", "Ringer upp.")).rule == "ALL-08"
    make(desk, "1001", "claim")
    why = untouched(colleague, lambda: reveal(colleague, SYST, "1001", "Nyfiken."))
    assert why.rule == "ALL-08"
    assert untouched(desk, lambda: reveal(desk, SYST, "1001", " \u200b ")).field == "reason"
    full = reveal(desk, SYST, "1001", "Kunden ringer.")
    assert full.revealed
    assert full.facts["customer_name"] == "Hemlig Person"
    assert (full.log[-1].move, full.log[-1].text) == ("reveal", "Kunden ringer.")
    assert show(desk, SYST, "1001").facts["customer_name"] == DOTS
    undo(desk, SYST, "1001")
    log = show(desk, SYST, "1001").log
    assert [entry.move for entry in log if entry.undone] == ["claim"]


def test_a_closed_case_is_pasted_without_a_day_it_no_longer_waits_for(make_desk: MakeDesk) -> None:
    desk = make_desk()
    listed_case(desk, state=State.WAITING, due=date(2026, 11, 23))
    make(desk, "1001", "comment", log="Ringde.")
    assert for_customer_system(desk, SYST, "1001").split("\n") == [
        "1001",
        "I arbete",
        "Klar till 2026-11-23",
        "Ringde.",
    ]
    make(desk, "1001", "close", log="Klart.")
    assert for_customer_system(desk, SYST, "1001").split("\n") == ["1001", "Avslutad", "Klart."]
