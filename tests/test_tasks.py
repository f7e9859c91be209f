"""Tasks made by hand: their class and type, their contracts, the money they move and what they tell of people."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from backoffice_tui.desk import card, contracts, intake, worklist
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.intake import Unfit
from backoffice_tui.model.states import State
from backoffice_tui.queues.tyojono import TYOJONO
from backoffice_tui.routine import nobody
from backoffice_tui.routine.errors import NotFound, Refused
from backoffice_tui.routine.listing import Filter
from backoffice_tui.settings import SettingsError
from backoffice_tui.settings.routine_data import load_routine
from tests.conftest import MakeDesk
from tests.leases import bring, contract, tenant
from tests.making import everything, rows
from tests.tasks import make, notice, take_back, task, tenancy

ACCOUNT = nobody.iban(7)


@pytest.fixture
def office(desk: Desk, tmp_path: Path) -> Desk:
    """Two contracts of one tenant, with 1 624,70 € of deposit each."""
    bring(desk, tmp_path, contract(1, tenant(1)), contract(2, tenant(1), deposit="0"))
    return desk


def unfit(desk: Desk, **given: object) -> dict[str, str]:
    """The wrong fields of a task with the rule of each."""
    with pytest.raises(Unfit) as why:
        task(desk, **given)
    return {name: problem.rule for name, problem in why.value.problems.items()}


@pytest.mark.rule("TYO-01", "TYO-02", "TYO-03")
def test_a_task_for_one_contract_is_open_and_its_type_gives_the_class(office: Desk) -> None:
    made = task(office, type="vakuuden palautus", amount="100,50")
    assert (made.klass, made.type) == ("Vakuudet", "Vakuuden palautus")
    assert TYOJONO.state_word(made) == "Avoin"
    assert (made.contract, made.customer) == ("V-1", "P-1001")
    assert card.show(office, TYOJONO, made.number).facts["amount"] == "100.50"


@pytest.mark.rule("TYO-02", "TYO-03")
@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"details": None}, {"details": "TYO-03"}),
        ({"contract": None}, {"contract": "TYO-03"}),
        ({"contract": "V-99"}, {"contract": "TYO-03"}),
        ({"class": "Ennakot"}, {"type": "TYO-02"}),
        ({"class": "Vakuudet", "type": None}, {"type": "TYO-02"}),
        ({"type": "Muu"}, {"type": "TYO-02"}),
        ({"amount": "-5"}, {"amount": "TYO-17"}),
        ({"amount": "0"}, {"amount": "TYO-17"}),
        ({"amount": "1,234"}, {"amount": "TYO-17"}),
    ],
)
def test_a_task_says_what_is_wrong_with_each_field(
    office: Desk, given: dict[str, Any], wrong: dict[str, str]
) -> None:
    assert unfit(office, **given) == wrong


@pytest.mark.rule("TYO-04")
def test_a_transfer_needs_a_target_that_is_another_contract(office: Desk) -> None:
    transfer = {"type": "Vakuuden siirto"}
    assert unfit(office, **transfer) == {"target_contract": "TYO-04"}
    assert unfit(office, **transfer, target_contract="V-1") == {"target_contract": "TYO-04"}
    assert unfit(office, **transfer, target_contract="v-77") == {"target_contract": "TYO-04"}
    assert unfit(office, target_contract="V-2") == {"target_contract": "TYO-04"}
    made = task(office, **transfer, target_contract="v-2")
    assert made.target_contract == "V-2"
    assert [each.number for each in contracts.show(office, "V-2").open_tasks] == [made.number]


@pytest.mark.rule("TYO-17", "TYO-04")
def test_a_deposit_moves_once_and_never_more_than_there_is(office: Desk) -> None:
    first = task(office, type="Vakuuden siirto", target_contract="V-2", amount="1624.70")
    second = task(office, type="Vakuuden siirto", target_contract="V-2", amount="0.01")
    done = make(office, first.number, "acknowledge", log="Siirretty.")
    assert TYOJONO.state_word(done) == "Kuitattu"
    assert (tenancy(office).deposit, tenancy(office, "V-2").deposit) == (0, 162_470)
    moved = rows(
        office,
        "SELECT cents FROM postings JOIN bookings ON bookings.id = booking_id"
        " WHERE kind = 'transfer' ORDER BY cents",
    )
    assert moved == [(-162_470,), (162_470,)]
    before = everything(office)
    with pytest.raises(Refused) as why:
        make(office, second.number, "acknowledge", log="Siirretty.")
    assert why.value.rule == "TYO-17"
    assert everything(office) == before


@pytest.mark.rule("TYO-17", "ALL-06")
def test_money_taken_back_is_booked_back_and_refused_once_it_has_moved_on(office: Desk) -> None:
    there = task(office, type="Vakuuden siirto", target_contract="V-2", amount="1000")
    make(office, there.number, "acknowledge", log="Siirretty.")
    back = task(office, type="Vakuuden siirto", contract="V-2", target_contract="V-1", amount="600")
    make(office, back.number, "acknowledge", log="Takaisin.")
    with pytest.raises(Refused) as why:
        take_back(office, there.number)
    assert why.value.rule == "TYO-17"
    take_back(office, back.number)
    assert take_back(office, there.number).state is State.NEW
    assert (tenancy(office).deposit, tenancy(office, "V-2").deposit) == (162_470, 0)
    assert rows(office, "SELECT sum(cents) FROM postings") == [(0,)]


@pytest.mark.rule("TYO-17", "TYO-08")
def test_a_return_goes_to_an_account_that_is_checked(office: Desk) -> None:
    made = task(office)
    with pytest.raises(Refused) as why:
        make(office, made.number, "acknowledge", log="Palautettu.", iban="FI21 1234 5600 0007 86")
    assert why.value.field == "iban"
    make(office, made.number, "acknowledge", log="Palautettu.", amount="600", iban=ACCOUNT)
    assert tenancy(office).deposit == 102_470
    assert rows(office, "SELECT iban, holder FROM bookings WHERE kind = 'return'") == [
        (ACCOUNT, "Aino Esimerkki 1")
    ]
    told = card.show(office, TYOJONO, made.number).log[-1].text
    assert ACCOUNT not in told
    assert ACCOUNT[-4:] in told


@pytest.mark.rule("TYO-17")
def test_a_return_without_an_amount_is_of_all_that_is_held(office: Desk) -> None:
    made = task(office)
    make(office, made.number, "acknowledge", log="Palautettu.", iban=ACCOUNT)
    assert tenancy(office).deposit == 0
    empty = task(office)
    with pytest.raises(Refused) as why:
        make(office, empty.number, "acknowledge", log="Uudestaan.", iban=ACCOUNT)
    assert why.value.rule == "TYO-17"


@pytest.mark.rule("TYO-08", "TYO-15")
def test_data_of_a_request_is_taken_over_and_the_history_refers_to_it(office: Desk) -> None:
    given = notice(
        office, "P-1001", new_phone="050 765 4321", new_iban=ACCOUNT, new_email="uusi@example.fi"
    )
    before = tenancy(office).parties[0].person
    make(office, given.number, "take-over-data")
    person = contracts.person(office, "P-1001").person
    assert (person.phone, person.iban, person.email) == (
        "050 765 4321",
        ACCOUNT,
        "uusi@example.fi",
    )
    stored = rows(office, "SELECT field, was, became FROM changes WHERE field LIKE 'person:%'")
    assert len(stored) == 3
    assert not any(before.phone in str(row) or ACCOUNT in str(row) for row in stored)
    shown = card.show(office, TYOJONO, given.number).log[-1].changes
    told = {each.field.rpartition(":")[2]: (each.was, each.became) for each in shown}
    assert told["phone"] == (before.phone, "050 765 4321")
    with pytest.raises(Refused) as why:
        make(office, given.number, "take-over-data")
    assert why.value.rule == "TYO-08"
    take_back(office, given.number)
    assert contracts.person(office, "P-1001").person == before


@pytest.mark.rule("ALL-06")
def test_data_that_was_changed_since_is_not_taken_back(office: Desk) -> None:
    first = notice(office, "P-1001", new_phone="050 765 4321")
    second = notice(office, "P-1001", new_phone="050 111 2222", new_iban=ACCOUNT)
    make(office, first.number, "take-over-data")
    make(office, second.number, "take-over-data")
    before = everything(office)
    with pytest.raises(Refused) as why:
        take_back(office, first.number)
    assert why.value.rule == "ALL-06"
    assert everything(office) == before


@pytest.mark.rule("TYO-08")
@pytest.mark.parametrize(
    ("name", "text"),
    [("new_iban", "FI21 1234"), ("new_email", "nobody"), ("new_phone", "soita iltapäivällä")],
)
def test_data_that_cannot_be_right_is_refused_by_its_field(
    office: Desk, name: str, text: str
) -> None:
    given = notice(office, "P-1001", **{name: text})
    with pytest.raises(Refused) as why:
        make(office, given.number, "take-over-data")
    assert (why.value.field, why.value.rule) == (name, "TYO-08")


@pytest.mark.rule("TYO-16")
def test_a_spouse_who_is_no_party_is_asked_for_consent(desk: Desk, tmp_path: Path) -> None:
    spouses = [{"person": "P-9", "name": "Eino Esimerkki"}]
    bring(desk, tmp_path, contract(1, spouses=spouses))
    given = notice(desk, "P-1001")
    assert tenancy(desk).spouses[0].consent == "unknown"
    make(desk, given.number, "consent", consent="not-given")
    with pytest.raises(Refused) as why:
        make(desk, given.number, "end-contract", yes=True)
    assert (why.value.rule, why.value.field) == ("TYO-16", "reason")
    take_back(desk, given.number)
    assert tenancy(desk).spouses[0].consent == "unknown"
    make(desk, given.number, "end-contract", yes=True)
    assert "P-9" in card.show(desk, TYOJONO, given.number).log[-1].text


@pytest.mark.rule("TYO-01", "ALL-05")
def test_what_came_first_goes_first_and_what_waits_comes_back(office: Desk) -> None:
    made = [task(office).number for _ in range(11)]
    listed = worklist.page(office, TYOJONO, Filter(), "", 50)
    assert [each.number for each in listed.rows] == made
    make(office, made[0], "wait", log="Odotetaan tilinumeroa.", due="2026-11-25")
    found = worklist.next_case(office, TYOJONO, Filter())
    assert found
    assert found.number == made[1]
    assert TYOJONO.state_word(found) == "Työn alla"
    with pytest.raises(Refused):
        make(office, made[2], "wait", log="Ei.", due="2026-11-01")
    assert make(office, made[2], "wait", log="Soitetaan.").due == date(2026, 11, 27)


@pytest.mark.rule("TYO-05")
def test_contracts_are_found_by_the_beginnings_of_words(office: Desk) -> None:
    assert [each.number for each in contracts.listed(office, "aino kOEk").rows] == ["V-1", "V-2"]
    assert [each.number for each in contracts.listed(office, "v-2").rows] == ["V-2"]
    assert contracts.listed(office, "nobody").rows == ()
    first = contracts.listed(office, limit=1)
    assert [each.number for each in contracts.listed(office, "", first.next, 1).rows] == ["V-2"]
    with pytest.raises(NotFound):
        contracts.show(office, "V-3\x1b[31m")


def test_a_form_with_unknown_keys_is_refused_by_name(office: Desk) -> None:
    with pytest.raises(Refused):
        intake.register(office, TYOJONO, {"type": "Ennakon palautus"})


@pytest.mark.rule("TYO-02")
def test_a_lead_adds_types_and_takes_none_away(
    office: Desk, make_desk: MakeDesk, tmp_path: Path
) -> None:
    added = tmp_path / "own.toml"
    shipped = load_routine(TYOJONO.key).types
    table = {**shipped, "Sopimukset": (*shipped["Sopimukset"], "Avaintilaus")}
    lines = "\n".join(f'"{name}" = {json.dumps(types)}' for name, types in table.items())
    added.write_text(f'version = "x"\nfrom = 2026-01-01\n[types]\n{lines}\n', encoding="utf-8")
    own = make_desk(routine_files={TYOJONO.key: added})
    made = task(own, type="avaintilaus")
    assert (made.klass, made.type) == ("Sopimukset", "Avaintilaus")
    lacking = tmp_path / "lacking.toml"
    lacking.write_text('version = "x"\nfrom = 2026-01-01\n[types]\nMuu = ["Muu"]\n', "utf-8")
    with pytest.raises(SettingsError) as why:
        task(make_desk(routine_files={TYOJONO.key: lacking}))
    assert "Sopimuksen irtisanominen" in str(why.value)
