"""Intake: from a pasted mail to a case, and above fifteen to a row of the tracker, in one transaction."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from backoffice_tui.desk import database, intake, outbox, take_in, todo
from backoffice_tui.desk.card import Card, show
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.find import find
from backoffice_tui.model.desk import Customer
from backoffice_tui.model.states import State
from backoffice_tui.queues.stora import STORA
from backoffice_tui.queues.syst import SYST
from backoffice_tui.routine.errors import Problem, Refused
from tests.commands import Office
from tests.hostile import HOSTILE
from tests.large import CUSTOMER, NAME, ids, requested
from tests.making import everything, rows

GOOD = ids(22)
WRONG = GOOD[0][:-1] + str((int(GOOD[0][-1]) + 5) % 10)
MAIL = (
    "Hej!\n\nVi vill byta fakturaadress till Box 7 på våra anläggningar:\n"
    + "\n".join(f"{at}. {each[:6]} {each[6:12]} {each[12:]}" for at, each in enumerate(GOOD, 1))
    + f"\n{WRONG}\noch {GOOD[3]} igen.\n\nMvh Ängla, 070-174 06 05\nOrg.nr 556000-4615"
)


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    return Office(tmp_path, monkeypatch)


def card_of(desk: Desk, number: str) -> Card:
    return show(desk, STORA, number)


@pytest.mark.rule("STORA-05", "STORA-06", "STORA-03")
def test_a_mail_with_23_ids_becomes_a_registered_row(desk: Desk) -> None:
    number = requested(desk, facilities=MAIL)
    card = card_of(desk, number)
    line = card.line
    assert (line.title, line.code, line.team) == ("23 konfigs", "INVOICE", "KS Företag")
    assert (line.customer, line.registered_by, line.handler) == (CUSTOMER, "xanna", "")
    assert (STORA.state_word(line), STORA.source_state(line)) == ("Ny", "I arbete")
    assert line.due is None
    assert line.subject == "Ändrad fakturaadress på 23 anläggningar: Box 7, 221 00 Lund"
    assert (line.progress, [tick.facility for tick in card.ticks]) == ("0/23", [*GOOD, ""])
    assert (card.ticks[-1].text, bool(card.ticks[-1].problem)) == (WRONG, True)
    assert [entry.move for entry in card.log] == ["new", "register"]
    assert card.log[1].text == "Ärendet registrerat i Stora ärenden, 2026-11-20"
    assert [each.state for each in todo.todo(desk)][-1] == "I arbete"
    assert database.check(desk) == []


@pytest.mark.rule("STORA-05")
def test_what_was_pasted_wrong_or_twice_is_said_while_the_form_is_filled_in(desk: Desk) -> None:
    given = {"facilities": MAIL, "customer_kind": "company", "change": "move", "channel": "phone"}
    checked = intake.check(desk, STORA, given)
    assert "23 konfigs" in checked.warnings["facilities"]
    assert GOOD[3] in checked.warnings["facilities"]
    assert WRONG in checked.warnings["facilities"]
    assert "Stora ärenden" in checked.warnings[""]


@pytest.mark.rule("STORA-01", "STORA-03")
@pytest.mark.parametrize(
    ("count", "changes", "state", "moves"),
    [
        (6, {}, "Upprättat", ["new"]),
        (15, {"customer_kind": "private", "change": "move"}, "Upprättat", ["new"]),
        (16, {"change": "other"}, "Ny", ["new", "register"]),
        (6, {"customer_kind": "owner", "change": "move"}, "I arbete", ["new", "forward"]),
        (40, {"customer_kind": "owner", "change": "move"}, "I arbete", ["new", "forward"]),
        (40, {"customer_kind": "owner"}, "Ny", ["new", "register"]),
    ],
)
def test_the_case_goes_where_the_routine_says(
    desk: Desk, count: int, changes: Mapping[str, str], state: str, moves: list[str]
) -> None:
    line = card_of(desk, requested(desk, count, 0, **changes)).line
    assert STORA.state_word(line) == state
    assert line.code == ("MOVEINFO" if changes.get("change") == "move" else "INVOICE")
    assert line.team == ("KS Privat" if changes.get("customer_kind") == "private" else "KS Företag")
    card = card_of(desk, line.number)
    assert [entry.move for entry in card.log] == moves
    if moves[-1] == "forward":
        assert (line.waits_for, str(line.due), line.handler) == ("Kundavtal", "2026-11-25", "")
        assert "kundavtal" in card.log[-1].text


@pytest.mark.rule("STORA-01", "STORA-03")
def test_five_are_done_at_once_and_make_no_case(desk: Desk) -> None:
    before = everything(desk)
    with pytest.raises(Refused) as refused:
        requested(desk, 5)
    assert refused.value.rule == "STORA-01"
    assert "5 konfigs gör Kundservice" in str(refused.value)
    assert everything(desk) == before
    assert requested(desk, facilities=[*ids(5), WRONG])


@pytest.mark.rule("STORA-04")
def test_whoever_wrote_is_answered_that_the_case_is_passed_on(desk: Desk) -> None:
    requested(desk, 7)
    assert outbox.listed(desk) == []
    for language, said in (("sv", "tagit ärendet vidare"), ("fi", "välittäneet asian")):
        requested(desk, 7, channel="mail", language=language)
        message = outbox.show(desk, outbox.listed(desk)[-1].id)
        assert message.line.to == "angla@example.com"
        assert said in message.body
        assert f"Hej {NAME}" in message.body or f"Hei {NAME}" in message.body
    requested(desk, 7, channel="mail", email="")
    assert len(outbox.listed(desk)) == 2


@pytest.mark.rule("STORA-02")
def test_the_register_says_what_was_left_out_and_protects(desk: Desk) -> None:
    with desk.store.transaction() as session:
        aino = Customer(customer="77", name="Aino Keksitty", kind="company", protected=True)
        aino.email, aino.language = "hem@example.com", "fi"
        session.add(aino)
    number = requested(desk, 8, customer="77", customer_name="", email="", channel="mail")
    facts = rows(desk, "SELECT body FROM facts")[-1][0]
    assert "Aino Keksitty" in facts
    assert "hem@example.com" in facts
    line = card_of(desk, number).line
    assert line.protected
    assert "Aino" not in line.customer_name
    with pytest.raises(Refused) as refused:
        requested(desk, 8, customer="78", customer_name="")
    assert refused.value.field == "customer_name"


@pytest.mark.rule("STORA-02", "STORA-05")
def test_every_field_that_is_wrong_is_named(office: Office) -> None:
    given = '{"customer_kind": "katt", "change": "", "facilities": "inga", "email": "x"}'
    ran = office("stora", "new", "--file", office.file("a.json", given), "--json")
    assert ran.code == 3
    fields = {each["field"] for each in ran.json["refused"]}
    assert fields == {
        *("customer", "customer_kind", "change", "channel", "email", "facilities", "comment")
    }
    assert office("stora", "new", "--file", office.file("b.json", '{"kund": 1}')).code == 3
    assert not office.db.exists()


@pytest.mark.rule("STORA-01")
def test_a_refusal_for_a_script_has_rule_and_sentence(office: Office) -> None:
    items = [
        f'{{"customer": "1", "customer_name": "A", "customer_kind": "company", "change": "move",'
        f' "channel": "phone", "comment": "c", "facilities": {str(ids(count)).replace(chr(39), chr(34))}}}'
        for count in (5, 23)
    ]
    name = office.file("a.json", f"[{', '.join(items)}]")
    ran = office("stora", "new", "--file", name, "--json")
    assert ran.code == 1
    assert [(each["index"], each["rule"]) for each in ran.json["refused"]] == [(0, "STORA-01")]
    made = ran.json["created"][0]
    assert (made["title"], made["state"], made["source_state"]) == ("23 konfigs", "Ny", "I arbete")
    card = office("stora", "show", made["number"], "--json").json
    assert [each["facility"] for each in card["facilities"]] == ids(23)
    assert set(card["facilities"][0]) == {"facility", "done_at", "done_by"}


@pytest.mark.rule("STORA-15")
def test_the_customer_systems_list_gives_each_row_to_its_queue(desk: Desk, db: Path) -> None:
    path = db.with_name("lista.csv")
    rows_ = [
        ("1", "Inflytt", "SYST", "Upprättat"),
        ("2", "23 konfigs", "INVOICE", "Upprättat"),
        ("3", "8 konfigs", "moveinfo", "I arbete"),
        ("4", "Brev", "MAICCDIS", "Avslutad"),
        ("5", "Annat", "XYZ", "Upprättat"),
    ]
    text = "Ärendenummer;Titel;Indatum;Kod;Status\n"
    text += "".join(f"{a};{b};2026-11-18;{c};{d}\n" for a, b, c, d in rows_)
    path.write_text(text, "utf-8")
    report = take_in.take_in(desk, SYST, path)
    assert (report.created, report.foreign) == (4, {"XYZ": 1})
    assert "XYZ" in report.refused[0].message
    found = {each: card_of(desk, each).line for each in ("2", "3", "4")}
    assert [each.code for each in found.values()] == ["INVOICE", "MOVEINFO", "MAICCDIS"]
    assert [STORA.source_state(each) for each in found.values()] == [
        "Upprättat",
        "I arbete",
        "Avslutad",
    ]
    assert found["4"].state is State.DONE
    assert take_in.take_in(desk, SYST, path).unchanged == 4
    path.write_text("\n".join(text.splitlines()[:3]), "utf-8")
    assert take_in.take_in(desk, SYST, path).missing == ["3"]


@pytest.mark.rule("ALL-09", "STORA-05")
def test_a_case_is_found_by_each_of_its_facilities(desk: Desk) -> None:
    number = requested(desk, facilities=MAIL)
    for text in (GOOD[0], f"{GOOD[21][:6]} {GOOD[21][6:12]} {GOOD[21][12:]}", WRONG, "Provbolaget"):
        assert number in {each.number for each in find(desk, text)}, text


@pytest.mark.parametrize("text", HOSTILE.values(), ids=list(HOSTILE))
def test_any_text_in_any_field_is_kept_or_refused_in_words(desk: Desk, text: str) -> None:
    made = []
    for field in ("customer", "customer_name", "comment", "new_value", "email", "facilities"):
        value = [*ids(16), text] if field == "facilities" else text
        try:
            made.append(requested(desk, 16, 0, **{field: value}))
        except Problem as why:
            assert str(why)
    for number in made:
        shown = card_of(desk, number)
        told = [*shown.facts.values(), *(tick.text for tick in shown.ticks)]
        assert not any(ord(char) < 32 and char != "\n" for each in told for char in each)
    assert database.check(desk) == []
