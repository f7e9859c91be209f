"""The support desk: tickets and calls registered, imported, handled and passed on."""

from datetime import date
from pathlib import Path
from typing import Final

import pytest

from backoffice_tui.desk import card, database, intake, shift, todo
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.find import find
from backoffice_tui.desk.perform import undo
from backoffice_tui.desk.worklist import next_case, page, total
from backoffice_tui.model.states import State
from backoffice_tui.queues.datahub import DATAHUB
from backoffice_tui.routine.errors import Conflict, Refused, Usage
from backoffice_tui.routine.listing import CaseLine, Filter
from backoffice_tui.texts import use
from tests.commands import Office
from tests.conftest import MakeDesk
from tests.contacts import contact, made
from tests.hostile import HOSTILE
from tests.making import everything, rows

DATA: Final = Path(__file__).parent.parent / "data"
TODAY: Final = date(2026, 11, 20)


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    return Office(tmp_path, monkeypatch)


def listed(desk: Desk, *, every: bool = True) -> tuple[CaseLine, ...]:
    return page(desk, DATAHUB, Filter(all=every), count=500).rows


# -- registered by hand --------------------------------------------------------------------------


@pytest.mark.rule("DH-01")
def test_a_ticket_and_a_call_are_registered_with_what_the_desk_counts(desk: Desk) -> None:
    ticket = contact(desk, number="DH-77", received="2026-11-19T15:45:00+02:00")
    call = contact(desk, channel="phone", category="certification", title="Soitto")
    assert (ticket.number, ticket.kind, ticket.team) == ("DH-77", "Palvelupyyntö", "Tukipyynnöt")
    assert (ticket.received, ticket.received_time) == (date(2026, 11, 19), "15:45")
    assert (call.number, call.kind, call.team) == ("B1", "Testaus ja sertifiointi", "Puhelut")
    # Half past nine in Stockholm is half past ten where the desk is.
    assert (call.received, call.received_time) == (TODAY, "10:30")
    assert DATAHUB.state_word(call) == "Saapunut"
    facts = card.show(desk, DATAHUB, "B1").facts
    assert (facts["channel"], facts["category"]) == ("phone", "certification")
    # Whoever registers a call has answered it, unless they say otherwise.
    assert facts["answered"] == "yes"
    missed = contact(desk, channel="phone", answered=False, title="Ei vastattu")
    assert card.show(desk, DATAHUB, missed.number).facts["answered"] == "no"
    assert "answered" not in card.show(desk, DATAHUB, "DH-77").facts
    assert rows(desk, "SELECT counted_as FROM cases ORDER BY id") == [
        ("ticket",),
        ("call-answered",),
        ("call-missed",),
    ]
    assert database.check(desk) == []


@pytest.mark.rule("DH-01")
def test_what_cannot_be_registered_is_refused_field_by_field(desk: Desk) -> None:
    given = {
        "channel": "fax",
        "category": "",
        "received": "2026-11-21",
        "facility": "640000000000000011",
        "number": "7" * 41,
    }
    problems = intake.check(desk, DATAHUB, given).problems
    assert set(problems) == {"channel", "category", "title", "received", "facility", "number"}
    with pytest.raises(Usage, match="customer"):
        contact(desk, customer="1")
    contact(desk, number="DH-1")
    before = everything(desk)
    with pytest.raises(Refused, match="DH-1"):
        contact(desk, number="DH-1", title="En annan")
    assert everything(desk) == before


@pytest.mark.rule("DH-01")
def test_a_ticket_is_not_answered_and_it_says_so(desk: Desk) -> None:
    given = {"channel": "ticket", "category": "other", "title": "X", "answered": True}
    assert "samtal" in intake.check(desk, DATAHUB, given).warnings["answered"]
    assert "answered" not in card.show(desk, DATAHUB, contact(desk, **given).number).facts


@pytest.mark.parametrize("name", sorted(set(HOSTILE) - {"empty", "blanks"}))
def test_any_title_is_a_text(desk: Desk, name: str) -> None:
    try:
        number = contact(desk, title=HOSTILE[name], number=f"T-{len(name)}").number
    except Refused:
        return
    shown = card.show(desk, DATAHUB, number).line.title
    assert "\x1b" not in shown
    assert "\n" not in shown
    made(desk, number, "close", log=HOSTILE[name] or "x")
    assert database.check(desk) == []


# -- worked --------------------------------------------------------------------------------------


@pytest.mark.rule("DH-01", "ALL-02")
def test_closing_needs_its_reason_and_keeps_the_day(desk: Desk) -> None:
    number = contact(desk).number
    with pytest.raises(Refused):
        made(desk, number, "close")
    closed = made(desk, number, "close", log="Ohjeistettu.")
    assert (closed.state, closed.handled, closed.handler) == (State.DONE, TODAY, "xanna")
    entry = card.show(desk, DATAHUB, number).log[-1]
    assert (entry.text, entry.was, entry.became) == ("Ohjeistettu.", "new", "done")
    assert ("handled", "", "2026-11-20") in [(c.field, c.was, c.became) for c in entry.changes]
    undone = undo(desk, DATAHUB, number)
    assert (undone.state, undone.handled) == (State.NEW, None)
    assert not any(each.done for each in card.show(desk, DATAHUB, number).steps[1:])


@pytest.mark.rule("DH-01")
def test_the_day_is_the_one_where_the_desk_is(make_desk: MakeDesk) -> None:
    """Half past eleven at night in Stockholm is the next day in Helsinki."""
    number = contact(make_desk()).number
    late = make_desk(now="2026-11-20T23:30:00+01:00")
    assert made(late, number, "close", log="x").handled == date(2026, 11, 21)


@pytest.mark.rule("DH-01", "ALL-02")
def test_a_case_is_passed_on_where_its_category_leads(desk: Desk) -> None:
    service = made(desk, contact(desk).number, "pass-on", log="Operaattorille.")
    assert (service.state, service.waits_for, service.handler) == (
        State.WAITING,
        "Operaattori",
        "",
    )
    # Two working days after a Friday.
    assert service.due == date(2026, 11, 24)
    testing = contact(desk, category="certification").number
    assert made(desk, testing, "pass-on", log="x").waits_for == "Testaus ja sertifiointi"
    third = contact(desk, category="other").number
    sent = made(desk, third, "pass-on", log="x", to="energiateollisuus (et)", due="2026-12-01")
    assert (sent.waits_for, sent.due) == ("Energiateollisuus (ET)", date(2026, 12, 1))
    for wrong in ({"to": "Fingrid"}, {"due": "2026-11-19"}, {"log": ""}):
        with pytest.raises(Refused):
            made(desk, contact(desk).number, "pass-on", **{"log": "x", **wrong})
    # What waits is not offered, and comes back on its day.
    assert DATAHUB.why(service, TODAY).startswith("Hos Operaattori till 2026-11-24")
    assert DATAHUB.why(service, date(2026, 11, 24)).startswith("Tillbaka från Operaattori")


@pytest.mark.rule("ALL-05", "ALL-03")
def test_next_is_the_oldest_and_each_gets_another(desk: Desk, colleague: Desk) -> None:
    for number, day in (("10", "2026-11-19"), ("9", "2026-11-19"), ("3", "2026-11-20 08:00")):
        contact(desk, number=number, received=day)
    contact(desk, number="2", received="2026-11-20 07:59")
    assert [each.number for each in listed(desk)] == ["9", "10", "2", "3"]
    first, second = next_case(desk, DATAHUB), next_case(colleague, DATAHUB)
    assert first is not None
    assert second is not None
    assert (first.number, second.number) == ("9", "10")
    with pytest.raises(Conflict):
        made(colleague, "9", "close", log="x")
    found = next_case(desk, DATAHUB, Filter(team="Puhelut"))
    assert found is None


@pytest.mark.rule("ALL-11", "SYST-14", "ALL-09")
def test_the_house_knows_the_queue_as_any_other(desk: Desk) -> None:
    shift.start(desk)
    call = contact(desk, channel="phone", title="Konkurssi Suviranta")
    ticket = contact(desk, number="DH-5", facility="735999000000000013")
    for number in (call.number, "DH-5"):
        made(desk, number, "close", log="Vastattu")
    boxes = {box.name: box for box in shift.status(desk).boxes}
    assert (boxes["Datahub"].worked, boxes["Datahub"].closed) == (True, 2)
    # The call and both answers have to be entered; a ticket with its own number is there already.
    entries = [(each.number, each.state) for each in todo.todo(desk)]
    assert entries == [(call.number, "Saapunut"), (call.number, "Käsitelty"), ("DH-5", "Käsitelty")]
    assert [each.number for each in find(desk, "suvirant")] == [call.number]
    assert [each.number for each in find(desk, ticket.facility)] == ["DH-5"]
    assert total(desk, DATAHUB, Filter(all=True, team="Tukipyynnöt")) == 1


# -- by command ----------------------------------------------------------------------------------


@pytest.mark.rule("DH-01", "ALL-01")
def test_all_of_it_by_command(office: Office) -> None:
    made_one = office(
        *("datahub", "new", "--channel", "phone", "--category", "service", "--title", "AR01"),
        "--no-answered",
        "--json",
    )
    number = made_one.json["created"][0]["number"]
    assert office("datahub", "next", "--json").json["case"]["number"] == number
    assert office("datahub", "pass-on", number, "--json").code == 3
    assert office("datahub", "pass-on", number, "--log", "Operaattorille").code == 0
    closed = office("datahub", "close", number, "--log", "Vastattu", "--json").json["results"]
    assert closed[0]["case"]["state"] == "Käsitelty"
    assert office("datahub", "undo", number).code == 0
    assert office("datahub", "show", number, "--json").json["state"] == "Siirretty"
    for state in ("Siirretty", "waiting"):
        assert office("datahub", "list", "--state", state, "--json").json["total"] == 1
    assert office("datahub", "list", "--kind", "palvelupyyntö", "--json").json["total"] == 1


def test_it_speaks_three_languages(desk: Desk) -> None:
    found = contact(desk)
    said = set()
    for language in ("sv", "fi", "en"):
        use(language)
        said.add(DATAHUB.why(found, TODAY))
        assert DATAHUB.state_word(found) == "Saapunut"
    assert len(said) == 3
