"""A request that the customer takes back leaves as little behind as one that is done."""

from pathlib import Path

import pytest

from backoffice_tui.desk import card, database, worklist
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.perform import perform, undo
from backoffice_tui.model.states import State
from backoffice_tui.queues.stora import STORA
from backoffice_tui.routine.errors import Refused
from tests.conftest import MakeDesk
from tests.console import opened, press, until
from tests.erasing import NAME, NUMBER, closable, found
from tests.large import requested
from tests.screens import words_of


@pytest.mark.rule("STORA-10", "ALL-02")
def test_what_the_customer_takes_back_is_erased_as_well(desk: Desk, tmp_path: Path) -> None:
    number = closable(desk, tmp_path)
    with pytest.raises(Refused, match="--yes"):
        perform(desk, STORA, number, "cancel", {"reason": "registrerat två gånger"})
    with pytest.raises(Refused):
        perform(desk, STORA, number, "cancel", {"reason": NAME, "yes": True})
    given = {"reason": "kunden har tagit tillbaka det", "yes": True}
    perform(desk, STORA, number, "cancel", given)
    assert found(desk) == {}
    line = worklist.line(desk, STORA, number)
    assert (line.state, STORA.state_word(line)) == (State.REJECTED, "Makulerat")
    texts = [entry.text for entry in card.show(desk, STORA, number).log if entry.text]
    assert len(texts) == 1
    assert texts[0].startswith("Makulerat: kunden har tagit tillbaka det. Gjort på 23")
    with pytest.raises(Refused):
        undo(desk, STORA, number)


@pytest.mark.rule("STORA-10")
def test_a_registration_taken_back_can_be_erased(desk: Desk, tmp_path: Path) -> None:
    number = requested(desk, 8, 700, customer=NUMBER, customer_name=NAME)
    undo(desk, STORA, number)
    assert worklist.line(desk, STORA, number).state is State.REJECTED
    perform(desk, STORA, number, "cancel", {"reason": "registrerat två gånger", "yes": True})
    assert database.erase_proof(desk, NAME) == []


@pytest.mark.rule("STORA-10", "ALL-01")
async def test_by_key_the_reason_is_asked_before_the_yes(make_desk: MakeDesk) -> None:
    desk = make_desk(start_screen=STORA.key)
    number = requested(desk, 8, 700, customer=NUMBER, customer_name=NAME)
    async with opened(desk) as (app, pilot):
        await press(app, pilot, "X")
        await until(app, pilot, lambda text: "kunden har tagit tillbaka det" in text)
        await press(app, pilot, "r", "enter")
        shown = await until(app, pilot, lambda text: "raderas för gott" in text)
        assert NAME in shown
        await press(app, pilot, "escape")
        assert worklist.line(desk, STORA, number).state is State.NEW
        await press(app, pilot, "X", "r", "enter")
        await until(app, pilot, lambda text: "raderas för gott" in text)
        await press(app, pilot, "j")
        await until(app, pilot, lambda _text: "kunduppgifter raderade" in words_of(app))
    assert worklist.line(desk, STORA, number).state is State.REJECTED
    assert "registrerat två gånger" in card.show(desk, STORA, number).log[-1].text
