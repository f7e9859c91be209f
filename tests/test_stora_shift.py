"""A shift ends when a colleague could go on with every case that is begun."""

from pathlib import Path

import pytest

from backoffice_tui.desk import shift
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.perform import perform, undo
from backoffice_tui.desk.worklist import line
from backoffice_tui.queues.stora import STORA
from backoffice_tui.routine.errors import NotFound, Refused
from backoffice_tui.routine.grammar import Context
from tests.commands import Office
from tests.conftest import MakeDesk
from tests.large import requested
from tests.making import everything


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    return Office(tmp_path, monkeypatch)


def make(desk: Desk, number: str, move: str, /, **given: object) -> None:
    perform(desk, STORA, number, move, given)


@pytest.mark.rule("STORA-08")
def test_each_case_begun_needs_a_note_of_this_shift(
    make_desk: MakeDesk, desk: Desk, colleague: Desk
) -> None:
    numbers = [requested(desk, 16) for _ in range(4)]
    yesterday = make_desk(now="2026-11-19T15:00:00+01:00")
    make(yesterday, numbers[0], "note", text="från i går")
    later = make_desk(now="2026-11-20T10:00:00+01:00")
    shift.start(later)
    for number in numbers[:3]:
        make(later, number, "start")
    make(colleague, numbers[3], "start")
    make(later, numbers[2], "forward", to="Mätning", log="väntar")
    before = everything(later)
    with pytest.raises(Refused) as refused:
        shift.end(later)
    assert refused.value.rule == "STORA-08"
    assert f"{numbers[0]}, {numbers[1]}" in str(refused.value)
    assert everything(later) == before
    assert shift.status(later).remaining.unnoted == tuple(numbers[:2])
    make(later, numbers[0], "note", text="3 av 16")
    assert shift.status(later).remaining.unnoted == (numbers[1],)
    ended = shift.end(later, {numbers[1]: "hälften kvar"})
    assert (ended.ended is not None, ended.remaining.unnoted) == (True, ())
    assert line(later, STORA, numbers[1]).note == "hälften kvar"


@pytest.mark.rule("STORA-08")
def test_a_note_taken_back_or_of_a_colleague_is_none(desk: Desk, colleague: Desk) -> None:
    shift.start(desk)
    number = requested(desk, 16)
    make(desk, number, "start")
    make(colleague, number, "note", text="jag såg 4 av 16")
    make(desk, number, "note", text="5 av 16")
    undo(desk, STORA, number)
    with pytest.raises(Refused):
        shift.end(desk)
    with pytest.raises(NotFound):
        shift.end(desk, {number: "6 av 16", "finns inte": "x"})
    assert line(desk, STORA, number).note == "jag såg 4 av 16"
    make(colleague, number, "takeover")
    assert shift.end(desk).ended is not None


@pytest.mark.rule("STORA-08", "ALL-01")
def test_the_notes_are_given_with_the_command(office: Office) -> None:
    from tests.large import ids

    given = (
        '{"customer": "1", "customer_name": "A", "customer_kind": "company", "change": "move",'
        f' "channel": "phone", "comment": "c", "facilities": "{" ".join(ids(16))}"}}'
    )
    name = office.file("a.json", f"[{given}, {given}]")
    numbers = [
        each["number"] for each in office("stora", "new", "--file", name, "--json").json["created"]
    ]
    office("shift", "start")
    office("stora", "start", *numbers)
    ran = office("shift", "end", "--json")
    assert (ran.code, ran.error["rule"]) == (3, "STORA-08")
    assert office("shift", "status", "--json").json["remaining"]["unnoted"] == numbers
    assert numbers[0] in office("shift", "status").err
    for wrong in ("utan nummer", f"{numbers[0]}=", "=text"):
        assert office("shift", "end", "--note", wrong).code == 2
    notes = [word for number in numbers for word in ("--note", f"{number}=3 av 16 = lite")]
    assert office("shift", "end", *notes).code == 0
    shown = office("stora", "list", "--json").json["cases"]
    assert {each["note"] for each in shown} == {"3 av 16 = lite"}


def test_a_context_knows_nothing_of_a_case_unless_it_is_told(desk: Desk) -> None:
    context = desk.context(STORA)
    assert isinstance(context, Context)
    assert (context.register, context.facilities, context.gone) == ({}, (), frozenset())
    with pytest.raises(Refused):
        Context(by="x", at=context.at, today=context.today, data=context.data).letter("x", "sv", {})
