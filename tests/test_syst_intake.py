"""The move log taken in a call: what is asked, what is refused beside which field, what is said to the customer."""

from collections.abc import Mapping
from datetime import date

import pytest

from backoffice_tui.desk import intake, outage
from backoffice_tui.desk.card import show
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.worklist import page
from backoffice_tui.model.states import State
from backoffice_tui.queues.syst import SYST
from backoffice_tui.routine import nobody
from backoffice_tui.routine.errors import Problem, Refused, Usage
from backoffice_tui.routine.listing import Filter
from backoffice_tui.routine.text import clean
from backoffice_tui.texts import use
from tests.hostile import HOSTILE
from tests.making import coordinated, facts_of, listed_case, make, move_log, register, rows
from tests.making import valid_person as person

AGAIN = {"disconnected": True, "contact_name": "Bo Provsson"}
REQUIRED = (
    "direction",
    "customer_kind",
    "customer_name",
    "identity",
    "caller",
    "phone",
    "power_of_attorney",
    "facility",
    "address",
    "move_date",
    "confirmation_address",
)


def problems(desk: Desk, **changes: object) -> Mapping[str, Problem]:
    """What is wrong with which field; nothing is saved while anything is."""
    given = move_log(**changes)
    found = intake.check(desk, SYST, intake.flat(given, intake.form_of(SYST))).problems
    if found:
        with pytest.raises(Refused) as why:
            intake.register(desk, SYST, given)
        assert isinstance(why.value, intake.Unfit)
        assert set(why.value.problems) == set(found)
        assert rows(desk, "SELECT count(*) FROM cases") == [(0,)]
    return found


@pytest.mark.rule("SYST-01", "SYST-02", "SYST-03")
@pytest.mark.parametrize(
    ("given", "title", "team"),
    [
        ({"direction": "in"}, "Inflytt", "KS Privat"),
        ({"direction": "out"}, "Avflytt", "KS Privat"),
        ({"direction": "in", **AGAIN}, "Återinkoppling", "KS Privat"),
        ({"direction": "IN", "disconnected": "nej"}, "Inflytt", "KS Privat"),
        (
            {"customer_kind": "company", "identity": nobody.organisationsnummer(1)},
            "Inflytt",
            "KS Företag",
        ),
    ],
)
def test_a_call_becomes_a_case(desk: Desk, given: dict[str, object], title: str, team: str) -> None:
    made = register(desk, **given)
    assert (made.code, made.title, made.kind, made.team) == ("SYST", title, title, team)
    assert (made.state, made.registered_by, made.handler) == (State.NEW, "xanna", "")
    assert SYST.states[made.state] == "Upprättat"
    assert (made.received, made.received_time) == (date(2026, 11, 20), "09:30")
    assert made.wished == date(2026, 11, 25)
    (entry,) = show(desk, SYST, made.number).log
    assert (entry.move, entry.was, entry.became) == ("new", "", "new")
    facts = facts_of(desk, made.number)
    assert facts["invoice_address"] == facts["confirmation_address"]
    assert facts["promised"] == ("text" if title == "Återinkoppling" else "confirmation")
    assert rows(desk, "SELECT agent, done_at FROM errands") == [("xanna", None)]


@pytest.mark.rule("SYST-03")
@pytest.mark.parametrize("field", REQUIRED)
def test_a_field_left_out_is_asked_for_beside_it(desk: Desk, field: str) -> None:
    for empty in (None, "", "  ", "\u200b"):
        if field == "power_of_attorney" and empty:
            continue
        found = problems(desk, **{field: empty})
        assert set(found) == {field}
        assert found[field].field == field
        assert found[field].rule.startswith("SYST-")


@pytest.mark.rule("SYST-03")
def test_all_wrong_fields_are_told_of_at_once(desk: Desk) -> None:
    with pytest.raises(intake.Unfit) as why:
        intake.register(desk, SYST, {})
    assert set(why.value.problems) == set(REQUIRED)


@pytest.mark.rule("SYST-03", "SYST-02")
def test_the_rest_may_be_left_out_but_a_reconnection_needs_someone_there(desk: Desk) -> None:
    assert not problems(desk)
    assert set(problems(desk, disconnected=True)) == {"contact_name"}
    company = {"customer_kind": "company", "identity": nobody.organisationsnummer(1)}
    assert set(problems(desk, **company, **AGAIN)) == {"contact_identity"}
    assert not problems(desk, **company, **AGAIN, contact_identity=coordinated(2))


@pytest.mark.rule("SYST-03")
@pytest.mark.parametrize(
    ("field", "value", "key"),
    [
        ("direction", "upp", "routine.not-one-of"),
        ("customer_kind", "annat", "routine.not-one-of"),
        ("identity", person(1)[2:], "identity.twelve"),
        ("identity", person(1)[:-1] + str((int(person(1)[-1]) + 1) % 10), "identity.check-digit"),
        ("identity", "209912319803", "identity.future"),
        ("identity", nobody.organisationsnummer(1), "identity.twelve"),
        ("identity", 199001011234, "routine.not-text"),
        ("phone", "ring mig", "syst.phone-odd"),
        ("phone", "123", "syst.phone-odd"),
        ("email", "ada", "syst.email-odd"),
        ("email", "ada@host", "syst.email-odd"),
        ("power_of_attorney", "kanske", "routine.not-yes-or-no"),
        ("facility", "735999000000000012", "facilities.check-digit"),
        ("facility", "7,35999E+17", "facilities.ruined"),
        ("move_date", "2026-02-30", "dates.impossible"),
        ("move_date", "i morgon", "dates.not-a-date"),
        ("customer_name", "x" * 501, "routine.too-long"),
        ("address", ["Provgatan"], "routine.not-text"),
    ],
)
def test_each_wrong_field_has_its_own_message(
    desk: Desk, field: str, value: object, key: str
) -> None:
    for language in ("sv", "en"):
        use(language)
        found = problems(desk, **{field: value})
        assert {name: why.key for name, why in found.items()} == {field: key}
        shown = str(found[field])
        assert shown
        assert "{" not in shown
        if field == "identity":
            assert str(value) not in shown


@pytest.mark.rule("SYST-03")
def test_nobody_moves_out_of_a_disconnected_facility(desk: Desk) -> None:
    found = problems(desk, direction="out", disconnected=True)
    assert set(found) == {"disconnected"}
    assert found["disconnected"].rule == "SYST-03"


@pytest.mark.rule("SYST-03")
def test_nested_and_unknown_keys(desk: Desk) -> None:
    contact = {"name": "Bo", "identity": person(2), "phone": nobody.MOBILES[2]}
    number = register(desk, disconnected=True, contact=contact).number
    assert facts_of(desk, number)["contact_identity"] == person(2)
    with pytest.raises(Usage, match="kontakt"):
        register(desk, kontakt="Bo")
    with pytest.raises(Usage, match="contact_hat"):
        register(desk, contact={"hat": "x"})


@pytest.mark.rule("SYST-03", "SYST-15")
def test_it_warns_while_the_move_system_is_up_and_of_a_twin_and_refuses_neither(desk: Desk) -> None:
    first = intake.register(desk, SYST, move_log())
    assert first
    assert set(first.warnings) == {""}
    outage.switch(desk, down=True)
    assert intake.check(desk, SYST, move_log()).warnings == {}
    second = intake.register(desk, SYST, move_log())
    assert second
    assert set(second.warnings) == {"facility"}
    assert "B1" in second.warnings["facility"]
    other = intake.register(desk, SYST, move_log(direction="out"))
    assert other
    assert other.warnings == {}
    for number in ("B1", "B2"):
        make(desk, number, "not-done", log="Dubblett.")
    third = intake.register(desk, SYST, move_log())
    assert third
    assert third.warnings == {}
    odd = intake.check(desk, SYST, move_log(facility="AB-12"))
    assert set(odd.warnings) == {"facility"}
    assert not odd.problems


@pytest.mark.rule("SYST-15")
def test_an_outage_has_who_and_when(desk: Desk, colleague: Desk) -> None:
    assert not outage.status(desk).down
    outage.switch(desk, down=True)
    down = outage.switch(colleague, down=True)
    assert (down.down, down.by, down.since) == (True, "xanna", desk.now())
    up = outage.switch(colleague, down=False)
    assert (up.down, up.by) == (False, "xbo")
    assert not outage.is_down(desk)
    register(desk)
    assert outage.burn_down(desk, SYST.key) == [(desk.now(), 0), (desk.now(), 1)]


@pytest.mark.rule("SYST-04")
def test_the_screen_says_what_to_tell_the_customer() -> None:
    assert SYST.form
    ordinary = " ".join(SYST.form.script({"direction": "out"}))
    assert "bekräftelse" in ordinary
    told = " ".join(SYST.form.script({"direction": "in", "disconnected": True}))
    for word in ("hos oss", "taget vidare", "när sms:et", "på plats", "12 siffror", "farligt"):
        assert word in told, word
    assert "bekräftelse" not in told
    assert len(SYST.form.script({})) == 1


def test_numbers_of_our_own_are_given_once(desk: Desk) -> None:
    listed_case(desk, "B2")
    listed_case(desk, "B3x")
    assert [register(desk, each).number for each in range(3)] == ["B1", "B3", "B4"]


def test_a_dry_run_makes_nothing(desk: Desk) -> None:
    assert intake.register(desk, SYST, move_log(), dry_run=True) is None
    assert page(desk, SYST, Filter(all=True)).rows == ()


@pytest.mark.parametrize("name", HOSTILE)
def test_whatever_is_typed_is_kept_harmlessly_or_refused(desk: Desk, name: str) -> None:
    value = HOSTILE[name]
    for field in (
        "customer_name",
        "customer",
        "caller",
        "address",
        "invoice_address",
        "facility",
        "phone",
        "email",
        "identity",
        "move_date",
        "contact_name",
    ):
        given = move_log(**{**AGAIN, field: value})
        made, told = None, ""
        try:
            made = intake.register(desk, SYST, given)
        except Refused as why:
            told = str(why)
        assert len(told) < 1_000
        if made is None:
            assert told
            continue
        facts = facts_of(desk, made.line.number)
        for kept in facts.values():
            assert kept == clean(kept, one_line=True)
            assert len(kept) <= 500
        assert made.line in page(desk, SYST, Filter(search=made.line.number)).rows
    for line in page(desk, SYST, Filter(), count=50).rows:
        assert show(desk, SYST, line.number).facts
