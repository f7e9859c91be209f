"""A large request worked off by key: from the mail to the row, over two agents, to the erasure."""

import json
from pathlib import Path

import pytest

from backoffice_tui.desk import card, database, outbox, perform, shift, worklist
from backoffice_tui.desk.customers import take_in_customers
from backoffice_tui.desk.desk import Desk
from backoffice_tui.model.states import State
from backoffice_tui.queues.stora import STORA
from backoffice_tui.routine.listing import Filter
from backoffice_tui.tui.areas import TallArea
from backoffice_tui.tui.case_screen import CaseScreen
from backoffice_tui.tui.grid_screen import GridScreen
from tests.conftest import MakeDesk
from tests.console import NARROW, WIDE, Size, at_rest, opened, press, until, write
from tests.large import CUSTOMER, NAME, ids, moves_of, pasted, requested
from tests.screens import words_of
from tests.screenshots import text_of

sizes = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "160x45"])
THREE_DIGITS_OFF = 3


@pytest.fixture
def at(make_desk: MakeDesk) -> Desk:
    """The agent xanna, whose console opens on the grid."""
    return make_desk(start_screen=STORA.key)


def wrong(facility: str) -> str:
    """The id with another check digit."""
    return facility[:-1] + str((int(facility[-1]) + THREE_DIGITS_OFF) % 10)


def known(desk: Desk, folder: Path, facilities: list[str]) -> None:
    """The customer in the register, with these facilities."""
    path = folder / "kunder.json"
    each = [{"facility": facility, "address": "Provgatan 1"} for facility in facilities]
    record = {"customer": CUSTOMER, "name": NAME, "kind": "company", "facilities": each}
    path.write_text(json.dumps([record]), encoding="utf-8")
    take_in_customers(desk, path)


@sizes
@pytest.mark.rule("STORA-01", "STORA-03", "STORA-05", "STORA-06")
async def test_from_a_mail_with_23_ids_to_the_registered_row(at: Desk, size: Size) -> None:
    requested(at, 7, 500)
    found = ids(22)
    mail = "\n".join(
        ["Hej! Vår nya fakturaadress: Box 7, Lund.", *found, wrong(ids(1, 60)[0]), found[4]]
    )
    async with opened(at, size) as (app, pilot):
        await press(app, pilot, "n")
        for text in (CUSTOMER, NAME, "f", "f", "m", "angla@example.com", "s", "Box 7, 221 00 Lund"):
            await write(app, pilot, text)
            await press(app, pilot, "tab")
        await pasted(app, pilot, mail)
        shown = await until(app, pilot, lambda text: "registreras i Stora ärenden" in text)
        await until(app, pilot, lambda text: "23 konfigs." in text and "räknas en gång" in text)
        await press(app, pilot, "tab")
        await write(app, pilot, "Ny adress enligt mejl")
        await press(app, pilot, "f2")
        shown = await until(app, pilot, lambda text: "0/23" in text)
        assert "○ Ny" in shown
        await press(app, pilot, "enter")
        shown = await until(app, pilot, lambda text: "1 fel id" in text)
        await press(app, pilot, "end", "enter")
        await until(app, pilot, lambda text: "Rätta id" in text)
        await press(app, pilot, "tab")
        await write(app, pilot, ids(1, 60)[0])
        await press(app, pilot, "enter", "enter")
        await write(app, pilot, "Kunden rättade på telefon")
        await press(app, pilot, "f2")
        await until(app, pilot, lambda text: "fel id" not in text and "0/23" in text)
        assert isinstance(app.screen, CaseScreen)
    line = worklist.line(at, STORA, "B2")
    assert (line.ticks_total, line.registered_by, line.title) == (23, "xanna", "23 konfigs")
    log = card.show(at, STORA, "B2").log
    assert "Ärendet registrerat i Stora ärenden, 2026-11-20" in [entry.text for entry in log]
    assert log[-1].text.startswith("Kunden rättade på telefon")


@pytest.mark.rule("STORA-01")
async def test_what_kundservice_does_at_once_makes_no_case(at: Desk) -> None:
    requested(at, 7, 500)
    async with opened(at) as (app, pilot):
        await press(app, pilot, "n")
        for text in (CUSTOMER, NAME, "p", "f", "t", "", "", ""):
            await write(app, pilot, text)
            await press(app, pilot, "tab")
        await pasted(app, pilot, ids(1)[0])
        await until(app, pilot, lambda text: "Kundservice gör ändringen direkt" in text)
        await press(app, pilot, "tab")
        await write(app, pilot, "Ny adress")
        await press(app, pilot, "f2")
        await until(app, pilot, lambda text: "Inget ärende upprättas" in text)
    assert worklist.total(at, STORA, Filter(all=True)) == 1


@sizes
@pytest.mark.rule("STORA-05")
async def test_facilities_are_ticked_one_by_one_by_range_and_by_list(at: Desk, size: Size) -> None:
    requested(at, 23)
    async with opened(at, size) as (app, pilot):
        await press(app, pilot, "enter", "space")
        await until(app, pilot, lambda text: "1/23" in text and "☑" in text)
        await press(app, pilot, "down", "shift+down", "shift+down", "space")
        await until(app, pilot, lambda text: "4/23" in text)
        await press(app, pilot, "1")
        await write(app, pilot, "0-14, 16")
        await press(app, pilot, "enter")
        await until(app, pilot, lambda text: "10/23" in text)
        await pasted(app, pilot, "\n".join(ids(4, 18)))
        await until(app, pilot, lambda text: "14/23" in text)
        await pasted(app, pilot, "\n".join([ids(1, 900)[0], ids(1, 17)[0]]))
        await until(app, pilot, lambda text: "B1 har inte" in text)
        await press(app, pilot, "escape", "home", "space")
        await until(app, pilot, lambda text: "13/23" in text)
        await press(app, pilot, "u")
        shown = await until(app, pilot, lambda text: "14/23" in text)
        assert "xanna 11-20 09:30" in shown
        await press(app, pilot, "9")
        await write(app, pilot, "9")
        await press(app, pilot, "enter")
        await until(app, pilot, lambda text: "Listan har nummer 1 till 23" in text)
    assert worklist.line(at, STORA, "B1").progress == "14/23"


@sizes
@pytest.mark.rule("STORA-08", "STORA-09", "STORA-10", "STORA-11", "STORA-12", "ALL-03")
async def test_half_done_handed_over_finished_and_erased(
    at: Desk, make_desk: MakeDesk, tmp_path: Path, size: Size
) -> None:
    known(at, tmp_path, [*ids(23), *ids(2, 700)])
    requested(at, 23, channel="mail")
    for message in outbox.listed(at):
        outbox.mark_sent(at, message.id)
    shift.start(at)
    perform.perform(at, STORA, "B1", "tick", {"from": "1", "until": "14"})
    await ends_with_a_note(at, size)
    morning = make_desk("xbo", "2026-11-21T08:00:00+01:00", start_screen=STORA.key)
    await is_taken_over_and_closed(morning, size)
    assert worklist.line(morning, STORA, "B1").state is State.DONE
    for text in (NAME, ids(3)[2], "Box 7, 221 00 Lund", "Resten efter lunch", "angla@example.com"):
        left = [
            hit for hit in database.erase_proof(morning, text) if "kundregistret" not in hit.where
        ]
        assert left == [], text


async def ends_with_a_note(desk: Desk, size: Size) -> None:
    """The shift ends once the case that is begun has its note."""
    async with opened(desk, size) as (app, pilot):
        await press(app, pilot, "S")
        await until(app, pilot, lambda text: "Behöver en notering" in text)
        await press(app, pilot, "e", "j")
        shown = await until(app, pilot, lambda text: "Hur långt kom du med B1?" in text)
        assert "14/23" in shown
        await press(app, pilot, "enter")
        await until(app, pilot, lambda text: "Skriv en rad" in text)
        await write(app, pilot, "Resten efter lunch")
        await press(app, pilot, "enter")
        await until(app, pilot, lambda text: "Passet" in text and "Hur långt" not in text)
    assert worklist.line(desk, STORA, "B1").note == "Resten efter lunch"
    assert shift.status(desk).ended is not None


async def is_taken_over_and_closed(desk: Desk, size: Size) -> None:
    """A colleague sees progress and note, finishes, writes the letter, and closes."""
    async with opened(desk, size) as (app, pilot):
        shown = await until(app, pilot, lambda text: "14/23" in text)
        assert "Resten" in shown
        await press(app, pilot, "enter")
        await until(app, pilot, lambda text: "Kommentar: Resten efter lunch" in text)
        await press(app, pilot, "t")
        await until(app, pilot, lambda text: "hålls av xbo" in text)
        await press(app, pilot, "1")
        await write(app, pilot, "-23")
        await press(app, pilot, "enter")
        await until(app, pilot, lambda text: "23/23" in text)
        await press(app, pilot, "m")
        await until(app, pilot, lambda text: "Hej Ängla" in text)
        letter = app.screen.query_one(TallArea)
        assert all(each in letter.text for each in (*ids(23), *ids(2, 700)))
        assert "även har avtal för anläggningarna" in letter.text
        letter.text = letter.text.replace("Hej ", "God morgon ")
        await press(app, pilot, "f2")
        await until(app, pilot, lambda _text: "lagd i utkorgen" in words_of(app))
        await press(app, pilot, "a")
        await until(app, pilot, lambda text: "ligger kvar i utkorgen" in text)
        await press(app, pilot, "escape", "O")
        await until(app, pilot, lambda text: "God morgon" in text)
        await press(app, pilot, "m", "j")
        await at_rest(app, pilot)
        await press(app, pilot, "escape")
        await until(app, pilot, lambda _text: isinstance(app.screen, CaseScreen))
        await press(app, pilot, "a")
        shown = await until(app, pilot, lambda text: "raderas för gott" in text)
        assert "23 anläggnings-id" in shown
        assert NAME in shown
        await press(app, pilot, "escape")
        assert worklist.line(desk, STORA, "B1").state is State.ACTIVE
        await press(app, pilot, "a")
        await until(app, pilot, lambda text: "raderas för gott" in text)
        await press(app, pilot, "j")
        await until(app, pilot, lambda _text: isinstance(app.screen, GridScreen))
        shown = await until(
            app, pilot, lambda _text: "Alla kunduppgifter raderade" in words_of(app)
        )
        assert "u ångrar" not in shown
        assert NAME not in text_of(app)


@pytest.mark.rule("STORA-11")
async def test_the_letter_follows_the_language_until_it_is_changed_by_hand(at: Desk) -> None:
    requested(at, 16)
    perform.perform(at, STORA, "B1", "tick", {"all": True})
    async with opened(at) as (app, pilot):
        await press(app, pilot, "enter", "m")
        await until(app, pilot, lambda text: "Språk" in text)
        letter = app.screen.query_one(TallArea)
        assert letter.text.startswith("Hej ")
        await press(app, pilot, "tab", "backspace", "backspace")
        await write(app, pilot, "fi")
        await until(app, pilot, lambda _text: letter.text.startswith("Hei "))
        letter.text = "Mitt eget"
        await press(app, pilot, "escape", "m")
        await until(app, pilot, lambda text: "sparade utkast" in text or "Mitt eget" in text)
        assert app.screen.query_one(TallArea).text == "Mitt eget"
        await press(app, pilot, "f4")
        # The language that was chosen is kept too.
        assert app.screen.query_one(TallArea).text.startswith("Hei ")
    assert moves_of(at, "B1")[-1] == "tick"
