"""The work on a case: begun, ticked, noted, mended, handed over, and each of it taken back."""

from collections.abc import Callable

import pytest

from backoffice_tui.desk import database, worklist
from backoffice_tui.desk.card import Card, show
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.perform import perform, undo
from backoffice_tui.model.states import State
from backoffice_tui.queues.stora import STORA
from backoffice_tui.routine.errors import Conflict, Problem, Refused
from backoffice_tui.routine.facilities import made_up
from backoffice_tui.routine.listing import CaseLine
from tests import processes
from tests.hostile import HOSTILE
from tests.large import ids, moves_of, requested
from tests.making import everything

WRONG = made_up(3)[:-1] + str((int(made_up(3)[-1]) + 1) % 10)


def make(desk: Desk, number: str, move: str, /, **given: object) -> CaseLine:
    return perform(desk, STORA, number, move, given)


def tick_range(desk: Desk, number: str, move: str = "tick", /, **places: str) -> CaseLine:
    """Places `first` and `until`, either of which may be left out."""
    given = {"from": places.get("first"), "until": places.get("until")}
    return perform(desk, STORA, number, move, given)


def card_of(desk: Desk, number: str) -> Card:
    return show(desk, STORA, number)


def ticked(desk: Desk, number: str) -> list[int]:
    return [tick.place for tick in card_of(desk, number).ticks if tick.done_at]


@pytest.mark.rule("STORA-07", "STORA-15")
def test_a_case_that_is_begun_is_somebodys(desk: Desk, colleague: Desk) -> None:
    number = requested(desk, 23)
    line = make(desk, number, "start")
    assert (line.state, line.handler, STORA.state_word(line)) == (
        State.ACTIVE,
        "xanna",
        "Påbörjad",
    )
    assert STORA.source_state(line) == "I arbete"
    with pytest.raises(Refused):
        make(desk, number, "start")
    with pytest.raises(Conflict, match="xanna"):
        make(colleague, number, "start")


@pytest.mark.rule("STORA-07", "ALL-03")
def test_two_press_start_and_one_reads_who_has_it(desk: Desk) -> None:
    number = requested(desk, 16)
    sides = [processes.AGENTS.Pipe() for _ in range(2)]
    agents = [
        processes.AGENTS.Process(
            target=processes.start_one, args=(desk.settings.db, agent, number, there)
        )
        for agent, (_, there) in zip(("xbo", "xcia"), sides, strict=True)
    ]
    for agent in agents:
        agent.start()
    for here, _ in sides:
        assert here.recv() == "ready"
    for here, _ in sides:
        here.send("go")
    told = [here.recv() for here, _ in sides]
    for agent in agents:
        agent.join()
    holder = worklist.line(desk, STORA, number).handler
    assert holder in ("xbo", "xcia")
    assert sorted(told) == sorted([f"has {holder}", f"conflict {holder}"])


@pytest.mark.rule("STORA-07", "ALL-05")
@pytest.mark.parametrize("way", ["claim", "next", "tick"])
def test_taking_a_case_is_beginning_it(desk: Desk, way: str) -> None:
    number = requested(desk, 8)
    if way == "next":
        found = worklist.next_case(desk, STORA)
        assert found is not None
        assert found.number == number
    else:
        make(desk, number, way, **({"facilities": [ids(1)[0]]} if way == "tick" else {}))
    line = worklist.line(desk, STORA, number)
    assert (line.state, line.handler) == (State.ACTIVE, "xanna")
    undo(desk, STORA, number)
    line = worklist.line(desk, STORA, number)
    assert (line.state, line.handler, line.progress) == (State.NEW, "", "0/8")


@pytest.mark.rule("STORA-06", "STORA-15")
def test_a_listed_case_is_registered_the_same_way(desk: Desk, colleague: Desk) -> None:
    number = requested(desk, 12)
    assert STORA.state_word(worklist.line(desk, STORA, number)) == "Upprättat"
    line = make(desk, number, "register", subject="12 flyttar.", systems="CAB och Elin")
    assert (line.subject, line.registered_by) == ("12 flyttar. System: CAB och Elin", "xanna")
    assert (STORA.state_word(line), STORA.source_state(line), line.due) == ("Ny", "I arbete", None)
    again = make(colleague, number, "register", subject="13 flyttar")
    assert (again.subject, again.registered_by) == ("13 flyttar", "xanna")
    card = card_of(desk, number)
    assert [entry.text for entry in card.log[1:]] == [
        "Ärendet registrerat i Stora ärenden, 2026-11-20",
        "",
    ]
    undo(colleague, STORA, number)
    assert worklist.line(desk, STORA, number).subject == line.subject
    undo(desk, STORA, number)
    assert STORA.state_word(worklist.line(desk, STORA, number)) == "Upprättat"
    with pytest.raises(Refused):
        make(desk, number, "register", systems="CAB")


@pytest.mark.rule("STORA-09")
def test_taking_over_keeps_the_chain(desk: Desk, colleague: Desk, lead: Desk) -> None:
    number = requested(desk, 16)
    with pytest.raises(Refused, match="tart"):
        make(colleague, number, "takeover")
    make(desk, number, "start")
    make(desk, number, "note", text="14 av 16, fråga Elin om resten")
    line = make(colleague, number, "takeover")
    assert (line.handler, line.note) == ("xbo", "14 av 16, fråga Elin om resten")
    make(lead, number, "takeover")
    with pytest.raises(Refused):
        make(lead, number, "takeover")
    chain = [
        (change.was, change.became)
        for entry in card_of(desk, number).log
        for change in entry.changes
        if change.field == "handler"
    ]
    assert chain == [("", "xanna"), ("xanna", "xbo"), ("xbo", "xlead")]
    undo(lead, STORA, number)
    assert worklist.line(desk, STORA, number).handler == "xbo"


@pytest.mark.rule("STORA-05")
def test_facilities_are_ticked_by_id_by_range_and_all(desk: Desk) -> None:
    every = ids(23)
    number = requested(desk, 23)
    spoken = f"{every[1][:3]} {every[1][3:9]} {every[1][9:]}"
    line = make(desk, number, "tick", facilities=[every[0], spoken])
    assert (line.progress, ticked(desk, number)) == ("2/23", [1, 2])
    line = tick_range(desk, number, first="10", until="12")
    assert ticked(desk, number) == [1, 2, 10, 11, 12]
    mail = f"Klara nu: {every[4]} och {every[5]}.\nMvh"
    assert make(desk, number, "tick", facilities=mail).progress == "7/23"
    assert tick_range(desk, number, first="20").progress == "11/23"
    assert tick_range(desk, number, "untick", until="2").progress == "9/23"
    assert make(desk, number, "tick", all=True).progress == "23/23"
    before = moves_of(desk, number)
    assert make(desk, number, "tick", all=True).progress == "23/23"
    assert moves_of(desk, number) == before
    first = card_of(desk, number).ticks[9]
    assert (first.done_by, str(first.done_at)) == ("xanna", "2026-11-20 08:30:00+00:00")


@pytest.mark.rule("STORA-05")
@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"facilities": [made_up(99)]}, made_up(99)),
        ({"facilities": [ids(1)[0], "ABC-7"]}, "ABC-7"),
        ({"facilities": f"{ids(1)[0]}\n{WRONG}"}, WRONG),
        ({"from": "0"}, "0"),
        ({"until": "18"}, "18"),
        ({"from": "x"}, "x"),
        ({}, "klistra in"),
    ],
)
def test_what_is_not_there_is_named_and_nothing_is_ticked(
    desk: Desk, given: dict[str, object], named: str
) -> None:
    number = requested(desk, 17)
    before = everything(desk)
    with pytest.raises(Refused, match=named):
        make(desk, number, "tick", **given)
    assert everything(desk) == before


@pytest.mark.rule("STORA-05", "ALL-02")
def test_a_wrong_id_is_answered_for(desk: Desk, colleague: Desk) -> None:
    number = requested(desk, facilities=[*ids(16), WRONG, "12345"])
    assert worklist.line(desk, STORA, number).progress == "0/18"
    make(desk, number, "tick", all=True)
    assert worklist.line(desk, STORA, number).progress == "16/18"
    with pytest.raises(Refused):
        make(desk, number, "mend", text=WRONG, to=made_up(40))
    with pytest.raises(Refused, match="1"):
        make(desk, number, "mend", text=WRONG, to=ids(1)[0], log="läst fel")
    line = make(colleague, number, "mend", to=made_up(40), log="kunden ringde")
    assert (line.progress, line.handler) == ("16/18", "xanna")
    assert card_of(desk, number).ticks[16].facility == made_up(40)
    assert make(desk, number, "mend", text="18", drop=True, log="ska inte med").progress == "16/17"
    for given in ({"to": made_up(41)}, {"drop": True}):
        with pytest.raises(Refused):
            make(desk, number, "mend", text="1", log="x", **given)
    undo(desk, STORA, number)
    undo(colleague, STORA, number)
    bad = [tick for tick in card_of(desk, number).ticks if not tick.facility]
    assert [tick.text for tick in bad] == [WRONG, "12345"]
    assert database.check(desk) == []


@pytest.mark.rule("STORA-05")
def test_more_facilities_are_added_and_taken_away_again(desk: Desk) -> None:
    number = requested(desk, 6)
    assert make(desk, number, "add", facilities=ids(8)).progress == "0/8"
    for given in (ids(8), "inget id här"):
        with pytest.raises(Refused):
            make(desk, number, "add", facilities=given)
    undo(desk, STORA, number)
    assert worklist.line(desk, STORA, number).progress == "0/6"
    assert make(desk, number, "add", facilities=ids(7)).progress == "0/7"
    assert [tick.dropped for tick in card_of(desk, number).ticks] == [False] * 7 + [True]
    assert database.check(desk) == []


@pytest.mark.rule("ALL-06")
def test_everything_but_the_end_is_taken_back_step_by_step(desk: Desk) -> None:
    number = requested(desk, 16)
    states: list[tuple[CaseLine, object]] = []

    def picture() -> tuple[CaseLine, object]:
        card = card_of(desk, number)
        return card.line._replace(version=0), (dict(card.facts), card.ticks)

    steps: list[Callable[[], object]] = [
        lambda: make(desk, number, "start"),
        lambda: tick_range(desk, number, until="14"),
        lambda: make(desk, number, "note", text="14 klara"),
        lambda: make(desk, number, "untick", facilities=ids(1)),
        lambda: make(desk, number, "edit", new_value="Box 8", email="ny@example.com"),
        lambda: make(desk, number, "forward", to="Mätning", log="väntar på avläsning"),
        lambda: make(desk, number, "start"),
        lambda: make(desk, number, "note", clear=True),
    ]
    for step in steps:
        states.append(picture())
        step()
    for was in reversed(states):
        undo(desk, STORA, number)
        assert picture() == was
    assert database.check(desk) == []


@pytest.mark.rule("STORA-14")
def test_a_case_gets_the_customer_systems_number(desk: Desk) -> None:
    number, other = requested(desk, 16), requested(desk, 16)
    line = make(desk, number, "edit", number="1234567")
    assert line.number == "1234567"
    assert worklist.line(desk, STORA, "1234567").id == line.id
    with pytest.raises(Refused, match=other):
        make(desk, "1234567", "edit", number=other)
    with pytest.raises(Refused):
        make(desk, "1234567", "edit")


@pytest.mark.parametrize("text", HOSTILE.values(), ids=list(HOSTILE))
def test_any_text_is_kept_harmless_or_refused_with_nothing_changed(desk: Desk, text: str) -> None:
    number = requested(desk, 16)
    for move, name in (
        *(("note", "text"), ("register", "subject"), ("tick", "facilities"), ("tick", "from")),
        *(("add", "facilities"), ("mend", "text"), ("edit", "customer_name"), ("edit", "number")),
    ):
        before = everything(desk)
        try:
            number = make(desk, number, move, **{name: text, "log": "x", "drop": True}).number
        except Problem as why:
            assert str(why)
            assert everything(desk) == before
    line = worklist.line(desk, STORA, number)
    for each in (line.note, line.subject, line.number):
        assert not any(ord(char) < 32 and char != "\n" for char in each)
    assert database.check(desk) == []
