"""The case that comes next, why it does, and that no clock or zone changes it."""

import os
import time
from collections.abc import Callable, Iterator
from datetime import date

import pytest

from backoffice_tui.desk import outbox
from backoffice_tui.desk.card import show
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.perform import undo
from backoffice_tui.desk.worklist import line, listed, next_case, page, why
from backoffice_tui.model.states import State
from backoffice_tui.queues.syst import SYST
from backoffice_tui.routine.errors import Usage
from backoffice_tui.routine.listing import CaseLine, Filter
from tests.conftest import MakeDesk
from tests.making import listed_case, make, reconnection, register, valid_person

AGAIN = "Återinkoppling"


@pytest.fixture
def zone() -> Iterator[Callable[[str], None]]:
    was = os.environ.get("TZ")

    def stand_in(name: str) -> None:
        os.environ["TZ"] = name
        time.tzset()

    yield stand_in
    os.environ.pop("TZ")
    if was is not None:
        os.environ["TZ"] = was
    time.tzset()


def everything_listed(desk: Desk) -> list[CaseLine]:
    return list(page(desk, SYST, Filter(all=True), count=100).rows)


@pytest.mark.rule("SYST-06", "ALL-05")
def test_next_claims_what_is_first_and_free(desk: Desk, colleague: Desk) -> None:
    listed_case(desk, "1", "Avflytt", date(2026, 11, 2))
    listed_case(desk, "20", "Inflytt", date(2026, 11, 18))
    listed_case(desk, "3", AGAIN, date(2026, 11, 18))
    listed_case(desk, "4", AGAIN, date(2026, 11, 10), state=State.WAITING, due=date(2026, 11, 23))
    listed_case(desk, "5", AGAIN, date(2026, 11, 9), handler="xbo")
    taken = [next_case(each, SYST) for each in (desk, colleague, desk, desk)]
    assert [case.number if case else None for case in taken] == ["3", "20", "1", None]
    assert [case.handler for case in taken if case] == ["xanna", "xbo", "xanna"]


@pytest.mark.rule("SYST-12")
def test_a_case_that_is_due_again_comes_first_and_says_whom_it_waited_for(
    make_desk: MakeDesk,
) -> None:
    monday = make_desk(now="2026-11-16T10:00:00+01:00")
    listed_case(monday, "1", AGAIN, date(2026, 11, 2))
    listed_case(monday, "2", "Inflytt", date(2026, 11, 12))
    listed_case(monday, "3", "Avflytt", date(2026, 11, 1))
    for number in ("2", "3"):
        make(monday, number, "forward", to="mätning", log="Saknar mätare.")
    assert [each.number for each in everything_listed(monday)] == ["1", "2", "3"]
    assert "Mätning till 2026-11-18 (arbetsdagar kvar: 2)" in why(
        monday, SYST, line(monday, SYST, "2")
    )
    tuesday = make_desk(now="2026-11-17T23:59:00+01:00")
    first = next_case(tuesday, SYST, peek=True)
    assert first
    assert first.number == "1"
    wednesday = make_desk(now="2026-11-18T00:01:00+01:00")
    assert [each.number for each in everything_listed(wednesday)] == ["2", "1", "3"]
    again = next_case(wednesday, SYST)
    assert again
    assert (again.number, again.state) == ("2", State.WAITING)
    told = why(wednesday, SYST, again)
    assert "Mätning" in told
    assert "2026-11-16" in told


@pytest.mark.rule("SYST-08", "SYST-13")
@pytest.mark.parametrize(
    ("title", "wished", "informed"),
    [
        (AGAIN, date(2026, 11, 19), True),
        (AGAIN, date(2026, 11, 20), False),
        (AGAIN, None, False),
        ("Inflytt", date(2026, 11, 19), False),
    ],
)
def test_a_wished_day_that_has_passed_needs_no_contact_and_opens_no_gate(
    desk: Desk, title: str, wished: date | None, informed: bool
) -> None:
    listed_case(desk, title=title, wished=wished)
    card = show(desk, SYST, "1001")
    assert card.informed is informed
    closed = {offer.move for offer in card.offers if offer.closed}
    assert ("close" in closed) is (title == AGAIN)


@pytest.mark.rule("SYST-06")
@pytest.mark.parametrize("name", ["UTC", "Europe/Stockholm", "Europe/Helsinki", "Pacific/Apia"])
@pytest.mark.parametrize(
    ("now", "day"),
    [
        ("2026-11-19T22:59:59+00:00", "2026-11-19"),
        ("2026-11-19T23:00:00+00:00", "2026-11-20"),
        ("2026-10-25T02:30:00+02:00", "2026-10-25"),
        ("2026-03-29T00:59:59+00:00", "2026-03-29"),
        ("2026-12-31T23:00:00+00:00", "2027-01-01"),
    ],
)
def test_the_machines_zone_changes_neither_day_nor_order(
    zone: Callable[[str], None], make_desk: MakeDesk, name: str, now: str, day: str
) -> None:
    zone(name)
    desk = make_desk(now=now)
    assert desk.today(SYST).isoformat() == day
    made = register(desk, 1, disconnected=True, contact_name="Bo")
    assert made.received.isoformat() == day
    listed_case(desk, "9", AGAIN, state=State.WAITING, due=date.fromisoformat(day))
    listed_case(desk, "8", AGAIN, state=State.WAITING, due=date(2027, 1, 2))
    listed_case(desk, "7", AGAIN, date.fromisoformat(day), received_time="00:00")
    expected = {"9": 0, "7": 1, "B1": 2, "8": 3}
    if made.received_time == "00:00":
        assert made.cursor > line(desk, SYST, "7").cursor
    assert [each.number for each in everything_listed(desk)] == list(expected)
    at = show(desk, SYST, "B1").log[0].at
    assert at == desk.now()


@pytest.mark.rule("SYST-05")
def test_groups_are_one_whatever_their_case_and_nobodys_signature_is_filled_in(desk: Desk) -> None:
    listed_case(desk, "1", team="KS privat", handler="xbo")
    listed_case(desk, "2", team="ks PRIVAT")
    listed_case(desk, "3", team="KS Företag")
    found = page(desk, SYST, Filter(team="kS pRiVaT", code="syst")).rows
    assert [each.number for each in found] == ["1", "2"]
    assert {each.team for each in found} == {"KS Privat"}
    assert listed(desk, SYST, Filter(team="KS Privat")).total() == 2


@pytest.mark.rule("SYST-07")
def test_each_row_knows_its_class_in_a_word(desk: Desk) -> None:
    for number, title in enumerate(("ÅTERINKOPPLING akut", "inflytt", "ut flytt", "?"), start=1):
        listed_case(desk, str(number), title)
    kinds = [each.kind for each in everything_listed(desk)]
    assert kinds == [AGAIN, "Inflytt", "Avflytt", "Övrigt"]
    assert set(kinds) == set(SYST.kinds(desk.data(SYST)))


@pytest.mark.parametrize(
    "cursor", ["x", "0|1", "0|9||x", "7|0||x", "-1|0||x", "٣|0||x", "0|||", "|||"]
)
def test_a_cursor_that_no_list_gave_is_refused(desk: Desk, cursor: str) -> None:
    listed_case(desk)
    with pytest.raises(Usage):
        page(desk, SYST, Filter(), cursor)
    assert len(page(desk, SYST, Filter(), "0|0||\udcff").rows) == 0


@pytest.mark.parametrize("odd", ["\udcff", "a\0b", "ö" * 10_000])
def test_what_no_store_can_hold_is_simply_not_there(desk: Desk, odd: str) -> None:
    listed_case(desk)
    for wanted in (Filter(team=odd), Filter(code=odd), Filter(handler=odd), Filter(search=odd)):
        assert page(desk, SYST, wanted).rows == ()
    with pytest.raises(Exception, match="finns inget ärende"):
        show(desk, SYST, odd)


@pytest.mark.rule("ALL-04")
def test_steps_are_ticked_by_what_stands_in_the_log(desk: Desk) -> None:
    number = reconnection(desk, 1).number

    def done() -> list[str]:
        return [step.name for step in show(desk, SYST, number).steps if step.done]

    assert done() == []
    make(desk, number, "text")
    assert done() == ["read"]
    outbox.mark_sent(desk, outbox.listed(desk)[0].id)
    assert done() == ["read", "text"]
    make(desk, number, "answer", text=valid_person(1))
    make(desk, number, "close", log="Klart.")
    assert done() == ["read", "text", "answer", "work", "end"]
    undo(desk, SYST, number)
    assert done() == ["read", "text", "answer"]
    register(desk, 2)
    assert "text" not in {step.name for step in show(desk, SYST, "B2").steps}
