"""The letter about what was done: its grammar, its values, its template, and the record of it."""

import email
from collections.abc import Mapping
from dataclasses import replace
from email.policy import default
from pathlib import Path

import pytest

from backoffice_tui.desk import asking, database, outbox, worklist
from backoffice_tui.desk.card import show
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.perform import perform, undo
from backoffice_tui.model.desk import Customer, Facility
from backoffice_tui.model.states import State
from backoffice_tui.queues.stora import STORA
from backoffice_tui.routine.errors import Problem, Refused
from backoffice_tui.routine.listing import CaseLine, Filter
from tests.hostile import HOSTILE
from tests.large import CUSTOMER, NAME, ids, requested
from tests.making import everything, rows

EVERY = ids(6)


def make(desk: Desk, number: str, move: str, /, **given: object) -> CaseLine:
    return perform(desk, STORA, number, move, given)


def told(desk: Desk) -> tuple[str, str]:
    """Subject and body of the newest message."""
    shown = outbox.show(desk, outbox.listed(desk)[-1].id)
    return shown.line.subject, shown.body


def written(desk: Desk, done: int, /, **changes: object) -> str:
    """The body of the letter when so many facilities are ticked."""
    number = requested(desk, 6, 0, **changes)
    make(desk, number, "tick", until=str(done))
    make(desk, number, "mail")
    return told(desk)[1]


def registered(desk: Desk, *facilities: str) -> None:
    """The customer with facilities in the register."""
    with desk.store.transaction() as session:
        session.add(Customer(customer=CUSTOMER, name=NAME, kind="company"))
        session.flush()
        for each in facilities:
            session.add(Facility(customer=CUSTOMER, facility=each))


LETTERS: Mapping[str, tuple[str, str, str]] = {
    "sv": (
        f"ändrat er fakturaadress till Box 7, 221 00 Lund på anläggningen {EVERY[0]}.",
        f"på anläggningarna {EVERY[0]} och {EVERY[1]}.",
        f"på följande anläggningar:\n{', '.join(EVERY[:5])} samt {EVERY[5]}.",
    ),
    "en": (
        f"your invoice address to Box 7, 221 00 Lund for the facility {EVERY[0]}.",
        f"for the facilities {EVERY[0]} and {EVERY[1]}.",
        f"for these facilities:\n{', '.join(EVERY[:5])} and {EVERY[5]}.",
    ),
    "fi": (
        f"laskutusosoitteeksi Box 7, 221 00 Lund käyttöpaikassa {EVERY[0]}.",
        f"käyttöpaikoissa {EVERY[0]} ja {EVERY[1]}.",
        f"seuraavissa käyttöpaikoissa:\n{', '.join(EVERY[:5])} ja {EVERY[5]}.",
    ),
}
OTHERS: Mapping[str, tuple[str, str]] = {
    "sv": ("även har avtal för anläggningen {}.", "även har avtal för anläggningarna {} och {}."),
    "en": (
        "also have an agreement for the facility {}.",
        "agreements for the facilities {} and {}.",
    ),
    "fi": ("sopimus myös käyttöpaikasta {}.", "sopimus myös käyttöpaikoista {} ja {}."),
}


@pytest.mark.rule("STORA-11")
@pytest.mark.parametrize("language", LETTERS)
def test_one_two_and_many_have_their_grammar(desk: Desk, language: str) -> None:
    for done, wanted in zip((1, 2, 6), LETTERS[language], strict=True):
        number = requested(desk, 6)
        make(desk, number, "tick", until=str(done))
        make(desk, number, "mail", language=language)
        body = told(desk)[1]
        assert wanted in body
        assert "avtal" not in body
        assert "\n\n\n" not in body
        assert NAME in body.split("\n")[0]


@pytest.mark.rule("STORA-11")
@pytest.mark.parametrize("language", OTHERS)
def test_the_customers_other_facilities_are_named_too(desk: Desk, language: str) -> None:
    further = ids(2, 50)
    for count in (1, 2):
        with desk.store.transaction() as session:
            for table in ("facilities", "customers"):
                session.connection().exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608
        registered(desk, *EVERY[:2], *further[:count])
        number = requested(desk, 6)
        make(desk, number, "tick", all=True)
        make(desk, number, "mail", language=language)
        assert OTHERS[language][count - 1].format(*further) in told(desk)[1]


@pytest.mark.rule("STORA-11")
@pytest.mark.parametrize(
    ("changes", "wanted"),
    [
        ({"change": "move", "new_value": ""}, "genomfört era flyttar på följande"),
        ({"change": "move", "customer_kind": "private"}, "genomfört dina flyttar (Box 7"),
        ({"change": "invoice-interval", "new_value": "varje månad"}, "intervall till varje månad"),
        ({"change": "invoice-way", "new_value": "e-faktura"}, "skickas, till e-faktura, på"),
        ({"change": "other", "new_value": ""}, "gjort ändringen på följande"),
        ({"customer_kind": "private"}, "ändrat din fakturaadress"),
        ({"language": "fi"}, "Olemme nyt muuttaneet laskutusosoitteeksi"),
    ],
)
def test_each_change_is_said_in_its_own_words(
    desk: Desk, changes: Mapping[str, str], wanted: str
) -> None:
    assert wanted in written(desk, 6, **changes)


@pytest.mark.rule("STORA-11")
def test_a_missing_value_is_named_and_nothing_written(desk: Desk) -> None:
    number = requested(desk, 6, new_value="")
    make(desk, number, "tick", all=True)
    before = everything(desk)
    with pytest.raises(Refused, match="new_value"):
        make(desk, number, "mail")
    assert everything(desk) == before
    make(desk, number, "edit", new_value="Nygatan 5")
    make(desk, number, "mail")
    assert "Nygatan 5" in told(desk)[1]


@pytest.mark.rule("STORA-12")
def test_the_letter_is_logged_with_a_closed_case_of_its_own(desk: Desk) -> None:
    number = requested(desk, 6)
    with pytest.raises(Refused, match="prickad"):
        make(desk, number, "mail")
    make(desk, number, "tick", all=True)
    make(desk, number, "mail")
    found = worklist.page(desk, STORA, Filter(code="MAICCDIS", all=True)).rows
    assert len(found) == 1
    line = found[0]
    assert (line.state, line.customer, line.customer_name) == (State.DONE, CUSTOMER, NAME)
    assert (STORA.state_word(line), STORA.source_state(line)) == ("Avslutad", "Avslutad")
    assert number in show(desk, STORA, line.number).log[0].text
    assert worklist.page(desk, STORA, Filter(code="MAICCDIS")).rows == ()
    with pytest.raises(Refused):
        undo(desk, STORA, line.number)
    undo(desk, STORA, number)
    assert worklist.line(desk, STORA, line.number).state is State.REJECTED
    assert [each.state for each in outbox.listed(desk, all=True)] == ["withdrawn"]
    assert "letter" not in show(desk, STORA, number).facts
    assert database.check(desk) == []


@pytest.mark.rule("STORA-11")
def test_the_letter_can_be_read_and_changed_before_it_is_kept(desk: Desk, tmp_path: Path) -> None:
    number = requested(desk, 6, language="fi")
    make(desk, number, "tick", all=True)
    fields = {each.name: each for each in asking.asked(desk, STORA, number, "mail", {})}
    assert fields["to"].proposal == "angla@example.com"
    assert fields["language"].proposal == "fi"
    assert "Olemme nyt" in fields["text"].proposal
    swedish = asking.asked(desk, STORA, number, "mail", {"language": "sv"})
    assert any("Vi har nu" in each.proposal for each in swedish)
    make(desk, number, "mail", to="annan@example.com", topic="Eget ämne", text="Egen text.\nRad 2")
    for path in outbox.export(desk, tmp_path):
        draft = email.message_from_bytes(path.read_bytes(), policy=default)
        assert (draft["To"], draft["Subject"]) == ("annan@example.com", "Eget ämne")
        assert draft.get_content().splitlines()[:2] == ["Egen text.", "Rad 2"]
    assert rows(desk, "SELECT count(*) FROM messages WHERE exported_at IS NOT NULL") == [(1,)]


@pytest.mark.parametrize("to", ["", "ingen", "a@b@c.se", "a b@c.se", "@c.se"])
def test_an_address_that_cannot_be_one_is_refused(desk: Desk, to: str) -> None:
    number = requested(desk, 6, email="")
    make(desk, number, "tick", all=True)
    with pytest.raises(Refused) as refused:
        make(desk, number, "mail", to=to)
    assert refused.value.field == "to"


TEMPLATES: Mapping[str, tuple[str, str]] = {
    "unknown": ("Ämne\n\n{{ kontonummer }}", "kontonummer"),
    "syntax": ("Ämne\n\n{% if x %}\n{{ name }", "rad "),
    "sandbox": ("Ämne\n\n{{ ''.__class__.__mro__ }}", "confirmation.sv.txt"),
    "changing": ("Ämne\n\n{{ facilities.append('x') }}", "confirmation.sv.txt"),
    "endless": ("Ämne\n\n{% for i in range(10 ** 9) %}x{% endfor %}", "confirmation.sv.txt"),
    "arithmetic": ("Ämne\n\n{{ 1 / 0 }}", "confirmation.sv.txt"),
    "one line": ("Bara ett ämne", "ämnet på första raden"),
    "empty": ("", "ämnet på första raden"),
}


@pytest.mark.rule("STORA-11")
@pytest.mark.parametrize(("template", "named"), TEMPLATES.values(), ids=list(TEMPLATES))
def test_a_template_at_fault_is_named(
    desk: Desk, tmp_path: Path, template: str, named: str
) -> None:
    (tmp_path / "confirmation.sv.txt").write_text(template, "utf-8")
    number = requested(desk, 6)
    make(desk, number, "tick", all=True)
    desk.settings = replace(desk.settings, letter_files=tmp_path)
    with pytest.raises(Problem) as refused:
        make(desk, number, "mail")
    assert named in str(refused.value)


@pytest.mark.rule("STORA-11")
def test_a_lead_changes_the_letter(desk: Desk, tmp_path: Path) -> None:
    own = "Klart, {{ name }}!\n\n{{ facilities | length }} av {{ count }} klara: {{ facilities | listed }}\n"
    (tmp_path / "confirmation.sv.txt").write_text(own, "utf-8")
    desk.settings = replace(desk.settings, letter_files=tmp_path)
    body = written(desk, 2)
    assert body == f"2 av 6 klara: {EVERY[0]} och {EVERY[1]}\n"
    assert told(desk)[0] == f"Klart, {NAME}!"
    assert "Olemme nyt" in written(desk, 2, language="fi")


@pytest.mark.parametrize("text", HOSTILE.values(), ids=list(HOSTILE))
def test_no_name_is_obeyed_by_the_template(desk: Desk, text: str) -> None:
    try:
        number = requested(desk, 6, customer_name=f"A {text}"[:400], new_value=f"B {text}"[:400])
    except Problem:
        return
    make(desk, number, "tick", all=True)
    make(desk, number, "mail")
    subject, body = told(desk)
    assert "\n" not in subject
    assert "49" not in body.replace(text, "") or "7*7" not in text
    assert not any(ord(char) < 32 and char != "\n" for char in body)
