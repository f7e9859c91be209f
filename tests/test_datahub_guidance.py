"""Guidance: a card a situation, found by words, by the case or by an answer; a lead's own stand in for ours."""

from pathlib import Path

import pytest

from backoffice_tui.desk import guidance
from backoffice_tui.desk.desk import Desk
from backoffice_tui.model.desk import Customer
from backoffice_tui.queues.datahub import DATAHUB
from backoffice_tui.queues.datahub.ar01 import Why
from backoffice_tui.routine.errors import StoreTrouble
from backoffice_tui.settings import SettingsError
from backoffice_tui.settings.guidance import Guidance, load_guidance
from backoffice_tui.texts import LANGUAGES, use
from tests.commands import Office
from tests.conftest import MakeDesk
from tests.contacts import contact, exported

SHIPPED = load_guidance(DATAHUB.key, None)
CARD = """dated = 2027-03-01
state = "ruled"
rules = ["DH-08"]
words = ["taseikkuna"]
[fi]
title = "Taseikkunan sisällä alkanut"
situation = "Linjattu maaliskuussa."
text = "Kuten 2A."
"""


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    return Office(tmp_path, monkeypatch)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "kortit"
    path.mkdir()
    return path


def names(found: list[Guidance]) -> list[str]:
    return [card.name for card in found]


@pytest.mark.rule("DH-04")
@pytest.mark.parametrize("card", SHIPPED, ids=[card.name for card in SHIPPED])
def test_each_card_is_short_dated_and_whole_in_three_languages(card: Guidance) -> None:
    assert set(card.wordings) == set(LANGUAGES)
    lines = {len(wording.text.splitlines()) for wording in card.wordings.values()}
    assert len(lines) == 1
    assert max(lines) <= 6
    assert card.dated.year >= 2022
    assert card.rules
    assert card.source
    assert bool(card.asks) is (card.state == "waits")


@pytest.mark.rule("DH-04", "DH-08")
def test_every_answer_of_ar01_has_its_card_and_what_is_not_ruled_waits(desk: Desk) -> None:
    for case in ("1", "2A", "2B"):
        card = guidance.answering(desk, DATAHUB, case)
        assert card is not None
        assert card.state == "ruled"
    for why in Why:
        card = guidance.answering(desk, DATAHUB, why)
        assert card is not None, why
        assert card.state == "waits"
        assert "◔ Väntar på avgörande av Energiateollisuus (ET)." in guidance.as_text(card)
    assert guidance.answering(desk, DATAHUB, "finns inte") is None


@pytest.mark.rule("DH-04")
def test_cards_are_found_in_any_language_by_beginnings_of_words(desk: Desk) -> None:
    assert len(guidance.cards(desk, DATAHUB)) == len(SHIPPED)
    for text in ("konkurs massa", "KONKURSSI Massa", "bankrupt mass-term"):
        assert names(guidance.cards(desk, DATAHUB, text))[0] == "mass-termination", text
    assert names(guidance.cards(desk, DATAHUB, "ar01-2a")) == ["ar01-2a"]
    assert "ar01-2a" in names(guidance.cards(desk, DATAHUB, "2022-10-22"))
    assert names(guidance.cards(desk, DATAHUB, "dh-11")) == ["mass-then-cancelled"]
    assert guidance.cards(desk, DATAHUB, "massa zzz") == []


@pytest.mark.rule("DH-04")
def test_a_case_leads_to_its_cards(desk: Desk, tmp_path: Path) -> None:
    cancelled = contact(desk, title="AR01 peruutus, sopimus jo alkanut")
    found = names(guidance.cards_for(desk, DATAHUB, cancelled))
    assert found[:2] == ["ar01-2a", "ar01-2b"]
    assert "mass-termination" not in found
    event = contact(desk, title="DH-341-3 saapui, mikä päivä?")
    assert set(names(guidance.cards_for(desk, DATAHUB, event))) == {"ar01-2a", "ar01-event"}
    assert guidance.cards_for(desk, DATAHUB, contact(desk, title="Käyttäjätunnus lukossa")) == []
    # What a protected person wrote gives nothing away, not even by the cards it leads to.
    secret = Customer(customer="77", name="A", kind="private", protected=True)
    desk.store.write(lambda session: session.add(secret))
    rows = ["9;2026-11-19;AR01 peruutus;77"]
    exported(desk, tmp_path, rows, "Tikettinumero;Luotu;Otsikko;Asiakasnumero")
    from backoffice_tui.desk.worklist import line

    assert guidance.cards_for(desk, DATAHUB, line(desk, DATAHUB, "9")) == []


@pytest.mark.rule("DH-04")
def test_a_lead_adds_replaces_and_takes_out(make_desk: MakeDesk, folder: Path) -> None:
    desk = make_desk(guidance_files={DATAHUB.key: folder})
    assert len(guidance.cards(desk, DATAHUB)) == len(SHIPPED)
    (folder / "ar01-window.toml").write_text(CARD, encoding="utf-8")
    (folder / "oma.toml").write_text(CARD.replace("2027", "2028"), encoding="utf-8")
    gone = 'dated = 2027-03-01\nstate = "withdrawn"\n'
    (folder / "mass-termination.toml").write_text(gone, encoding="utf-8")
    found = {card.name: card for card in guidance.cards(desk, DATAHUB)}
    assert len(found) == len(SHIPPED)
    assert "mass-termination" not in found
    assert found["oma"].dated.year == 2028
    # A card in one language is shown in that one.
    use("en")
    assert guidance.as_text(found["ar01-window"]).startswith("Taseikkunan sisällä alkanut (2027-03")
    assert found["ar01-window"].state == "ruled"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "dated"),
        ("dated = 2027-03-01\n", "state"),
        (CARD.replace("2027-03-01", '"igår"'), "dated"),
        (CARD.replace('"ruled"', '"kanske"'), "withdrawn"),
        (CARD + "extra = 1\n", "extra"),
        (CARD.replace("text =", "txt ="), "txt"),
        (CARD.partition("[fi]")[0], "sv"),
        (CARD + '[de]\ntitle = "x"\n', "de"),
        ("dated = [", "trasig"),
        ("\x00", "trasig"),
    ],
)
def test_a_card_that_cannot_be_read_is_named_with_its_line(
    make_desk: MakeDesk, folder: Path, text: str, why: str
) -> None:
    (folder / "trasig.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=why):
        load_guidance(DATAHUB.key, folder)
    desk = make_desk(guidance_files={DATAHUB.key: folder})
    with pytest.raises(StoreTrouble, match=r"trasig\.toml"):
        guidance.cards(desk, DATAHUB)


def test_a_folder_that_is_none_says_so(make_desk: MakeDesk, tmp_path: Path) -> None:
    desk = make_desk(guidance_files={DATAHUB.key: tmp_path / "saknas"})
    with pytest.raises(StoreTrouble, match="saknas"):
        guidance.cards(desk, DATAHUB)


# -- by command ----------------------------------------------------------------------------------


@pytest.mark.rule("DH-04", "ALL-01")
def test_the_command_needs_no_store_and_shows_one_alone_whole(office: Office) -> None:
    every = office("datahub", "guidance", "--json").json["cards"]
    assert len(every) == len(SHIPPED)
    waits = next(card for card in every if card["card"] == "ar01-window")
    assert (waits["state"], waits["waits_for"]) == ("waits", "Energiateollisuus (ET)")
    assert waits["dated"] == "2022-11-02"
    whole = office("datahub", "guidance", "dh-11", language="fi").out
    assert "Massatoiminnolla päätetty sopimus ei palaudu voimaan" in whole
    assert "Sääntö DH-11" in whole
    listed = office("datahub", "guidance", language="en").out.splitlines()
    assert len(listed) == 1 + len(SHIPPED)
    assert "Waits for ruling" in "\n".join(listed)
    nothing = office("datahub", "guidance", "[bold]", "zzz")
    assert (nothing.code, "Inget kort" in nothing.err) == (0, True)
    assert not office.db.exists()


@pytest.mark.rule("DH-04")
def test_the_command_finds_the_cards_of_a_case(office: Office) -> None:
    new = ("datahub", "new", "--channel", "ticket", "--category", "service", "--title")
    assert office(*new, "AR01 peruutus", "--number", "7").code == 0
    found = office("datahub", "guidance", "--case", "7", "--json").json["cards"]
    assert "ar01-2a" in [card["card"] for card in found]
    assert office("datahub", "guidance", "--case", "8").code == 4


def test_a_settings_file_names_the_folder(office: Office) -> None:
    (office.folder / "kort").mkdir()
    office.file("kort/oma.toml", CARD)
    office.file("backoffice.toml", '[guidance_files]\ndatahub = "kort"\n')
    assert "oma" in office("datahub", "guidance", "maaliskuussa", "--json").out
    office.file("backoffice.toml", '[guidance_files]\nfel = "kort"\n')
    assert office("datahub", "guidance").code == 2
