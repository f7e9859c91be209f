"""Closing a large request: refused while anything is left, then closed and erased in one verb."""

from pathlib import Path

import pytest

from backoffice_tui.desk import database, outbox, shift, todo, worklist
from backoffice_tui.desk.card import reveal, show
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.drafts import all_kept, keep
from backoffice_tui.desk.perform import perform, undo
from backoffice_tui.desk.take_in import take_in
from backoffice_tui.model.states import State
from backoffice_tui.queues.stora import STORA
from backoffice_tui.queues.syst import SYST
from backoffice_tui.routine.errors import Conflict, Problem, Refused
from backoffice_tui.routine.grammar import HOUSE_MOVES
from backoffice_tui.routine.listing import CaseLine
from tests.commands import Office
from tests.conftest import MakeDesk
from tests.large import NAME, ids, requested
from tests.making import everything, rows

RULE = "STORA-10"


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    return Office(tmp_path, monkeypatch)


def make(desk: Desk, number: str, move: str, /, **given: object) -> CaseLine:
    return perform(desk, STORA, number, move, given)


def refused(desk: Desk, number: str, **given: object) -> str:
    """The sentence with which closing is refused; nothing may have changed."""
    before = everything(desk)
    with pytest.raises(Refused) as why:
        make(desk, number, "done", **({"yes": True} | given))
    assert why.value.rule == RULE
    assert everything(desk) == before
    assert any(each.move == "done" and each.closed for each in show(desk, STORA, number).offers)
    return str(why.value)


@pytest.mark.rule("STORA-10")
def test_it_is_refused_as_long_as_anything_is_left(desk: Desk, tmp_path: Path) -> None:
    wrong = ids(1)[0][:-1] + str((int(ids(1)[0][-1]) + 1) % 10)
    number = requested(desk, facilities=[*ids(16), wrong])
    make(desk, number, "start")
    assert wrong in refused(desk, number)
    make(desk, number, "mend", text=wrong, drop=True, log="fel i mejlet")
    assert "16 anläggningar är inte prickade (0/16)" in refused(desk, number)
    make(desk, number, "tick", until="15")
    assert "(15/16)" in refused(desk, number)
    make(desk, number, "mail")
    make(desk, number, "tick", all=True)
    assert "på nytt" in refused(desk, number)
    make(desk, number, "mail")
    assert "utkorgen" in refused(desk, number)
    outbox.export(desk, tmp_path)
    before = everything(desk)
    with pytest.raises(Refused, match="--yes") as why:
        make(desk, number, "done")
    assert why.value.rule == RULE
    assert everything(desk) == before
    line = make(desk, number, "done", yes=True)
    assert (line.state, line.handler, line.erased) == (State.DONE, "xanna", True)
    assert (STORA.state_word(line), STORA.source_state(line)) == ("Hanterad", "Avslutad")


@pytest.mark.rule("STORA-10")
@pytest.mark.parametrize("way", ["export", "mark-sent", "neither"])
def test_the_letter_has_to_have_left(desk: Desk, tmp_path: Path, way: str) -> None:
    number = requested(desk, 6)
    make(desk, number, "tick", all=True)
    assert "inte skriven" in refused(desk, number)
    make(desk, number, "mail")
    if way == "export":
        outbox.export(desk, tmp_path)
    elif way == "mark-sent":
        outbox.mark_sent(desk, outbox.listed(desk)[0].id)
    if way == "neither":
        assert refused(desk, number)
    else:
        assert make(desk, number, "done", yes=True).erased


@pytest.mark.rule("STORA-10", "ALL-03")
def test_a_colleagues_case_is_not_closed(desk: Desk, colleague: Desk, tmp_path: Path) -> None:
    number = closable(desk, tmp_path)
    before = everything(desk)
    with pytest.raises(Conflict, match="xanna"):
        make(colleague, number, "done", yes=True)
    assert everything(desk) == before


def closable(desk: Desk, folder: Path, /, count: int = 16, **changes: object) -> str:
    """The number of a case that is ready to be closed."""
    number = requested(desk, count, 0, **changes)
    make(desk, number, "tick", all=True)
    make(desk, number, "mail")
    outbox.export(desk, folder)
    return number


@pytest.mark.rule("STORA-10", "ALL-06", "STORA-12")
def test_after_it_there_is_no_way_back_and_nothing_can_be_added(
    desk: Desk, lead: Desk, tmp_path: Path
) -> None:
    number = closable(desk, tmp_path)
    make(desk, number, "done", yes=True)
    letter = rows(desk, "SELECT number FROM cases WHERE code = 'MAICCDIS'")[0][0]
    before = everything(desk)
    for agent in (desk, lead):
        with pytest.raises(Refused):
            undo(agent, STORA, number)
        for each in (number, letter):
            for move in (*STORA.moves, *HOUSE_MOVES):
                given = {"log": "x", "to": "xbo", "text": "x", "subject": "x", "yes": True}
                with pytest.raises(Problem):
                    perform(agent, STORA, each, move.name, given)
    with pytest.raises(Problem):
        reveal(desk, STORA, number, "nyfiken")
    assert everything(desk) == before


@pytest.mark.rule("STORA-10", "ALL-02")
def test_number_code_states_days_signatures_and_counts_stay(desk: Desk, tmp_path: Path) -> None:
    number = closable(desk, tmp_path, 23)
    was = worklist.line(desk, STORA, number)
    log = [(entry.at, entry.by, entry.move) for entry in show(desk, STORA, number).log]
    make(desk, number, "done", yes=True)
    line, card = worklist.line(desk, STORA, number), show(desk, STORA, number)
    for name in ("number", "code", "kind", "team", "received", "registered_by", "handler"):
        assert getattr(line, name) == getattr(was, name), name
    for name in ("title", "customer", "customer_name", "facility", "subject", "note"):
        assert getattr(line, name) == "", name
    assert (line.progress, card.facts) == ("23/23", {})
    assert [(entry.at, entry.by, entry.move) for entry in card.log[:-1]] == log
    assert [entry.text for entry in card.log if entry.text] == [
        "Hanterad: 23 anläggningar. Alla kunduppgifter raderade."
    ]
    assert {(tick.facility, tick.done_by) for tick in card.ticks} == {("", "xanna")}
    receipt = rows(desk, "SELECT agent, finished_at IS NOT NULL, workbook FROM erasures")
    assert receipt == [("xanna", 1, "")]
    assert "raderade" in card.why
    assert database.check(desk) == []
    assert [each.state for each in outbox.listed(desk, all=True)] == ["sent"]


@pytest.mark.rule("STORA-10", "SYST-14")
def test_the_follow_up_is_the_same_before_and_after(
    make_desk: MakeDesk, desk: Desk, tmp_path: Path
) -> None:
    shift.start(desk)
    number = closable(desk, tmp_path)
    other = closable(desk, tmp_path)
    make(desk, other, "done", yes=True)
    boxes = {box.name: (box.worked, box.closed) for box in shift.status(desk).boxes}
    assert boxes["Stora ärenden"] == (True, 1)
    make(desk, number, "done", yes=True)
    later = {box.name: (box.worked, box.closed) for box in shift.status(desk).boxes}
    assert later["Stora ärenden"] == (True, 2)
    assert len(todo.todo(desk)) >= 2
    assert NAME not in todo.as_text(todo.todo(desk, everyone=True))


@pytest.mark.rule("STORA-10")
def test_what_was_typed_and_not_saved_goes_too(desk: Desk, tmp_path: Path) -> None:
    number = closable(desk, tmp_path)
    case = worklist.line(desk, STORA, number)
    keep(desk, f"stora:note:{number}", f"{NAME} ringde", case.id)
    keep(desk, f"stora:mail:{number}", f"Hej {NAME}")
    keep(desk, "stora:mail:B77", "en annan")
    make(desk, number, "done", yes=True)
    assert [name for name, _ in all_kept(desk)] == ["stora:mail:B77"]


@pytest.mark.rule("STORA-10", "STORA-15")
def test_tonights_list_does_not_bring_the_customer_back(desk: Desk, db: Path) -> None:
    number = closable(desk, db.parent, customer_name="Ängla Åkare")
    make(desk, number, "edit", number="700")
    make(desk, "700", "mail")
    outbox.export(desk, db.parent)
    make(desk, "700", "done", yes=True)
    path = db.with_name("lista.csv")
    path.write_text(
        "Ärendenummer;Titel;Indatum;Kod;Status;Kundnamn;Kundnummer\n"
        "700;16 konfigs;2026-11-18;INVOICE;I arbete;Ängla Åkare;4711\n",
        "utf-8",
    )
    before = everything(desk)
    assert take_in(desk, SYST, path).unchanged == 1
    assert everything(desk) == before


@pytest.mark.rule("STORA-10", "ALL-01")
def test_the_whole_way_by_command(office: Office) -> None:
    given = (
        '{"customer": "800123", "customer_name": "Provbolaget", "customer_kind": "company",'
        ' "change": "move", "channel": "mail", "email": "a@example.com", "comment": "flytt",'
        f' "facilities": "{" ".join(ids(16))}"}}'
    )
    made = office("stora", "new", "--file", office.file("a.json", given), "--json").json
    number = made["created"][0]["number"]
    assert made["created"][0]["registered_by"] == "xanna"
    for words in (
        ("start", number),
        ("tick", number, *ids(3)),
        ("tick", number, "--from", "4", "--until", "16"),
        ("note", number, "--text", "allt klart"),
        ("mail", number),
    ):
        ran = office("stora", *words, "--json")
        assert (ran.code, ran.json["results"][0]["error"]) == (0, None), words
    assert office("stora", "done", number, "--yes", "--json").error["rule"] == RULE
    assert office("outbox", "export", ".").code == 0
    assert office("stora", "done", number, "--json").code == 3
    assert office("stora", "takeover", number, agent="xbo").code == 0
    assert office("stora", "done", number, "--yes", agent="xcia").code == 5
    ran = office("stora", "done", number, "--yes", "--json", agent="xbo")
    assert (ran.code, ran.json["results"][0]["case"]["state"]) == (0, "Hanterad")
    assert (ran.json["results"][0]["case"]["source_state"], ran.err) == ("Avslutad", "")
    for text in ("800123", "Provbolaget", "a@example.com", ids(1)[0], "allt klart"):
        assert office("db", "erase-proof", text).code == 0, text
    assert office("db", "finish-erasure", "--json").json == {"unfinished": []}
    assert office("db", "check").code == 0
