"""What leads decide, on the screen: looked at while it is typed, refused beside the field, taken back."""

from datetime import date

import pytest

from backoffice_tui.desk import deciding, drafts, letter_texts
from backoffice_tui.desk.desk import Desk
from backoffice_tui.queues import QUEUES
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.settings.edited import values_of
from backoffice_tui.tui.deciding import DecidingScreen
from backoffice_tui.tui.letter_text import LetterScreen
from backoffice_tui.tui.value import EditValue
from tests.conftest import MakeDesk
from tests.screens import SIZES, around, type_in, until, words_of
from tests.screenshots import text_of

TODAY = date(2026, 11, 20)


@pytest.fixture
def lead(make_desk: MakeDesk) -> Desk:
    return make_desk("xlead")


@pytest.mark.parametrize("size", SIZES)
async def test_a_value_is_changed_with_a_check_and_taken_back(
    lead: Desk, syst: Queue, size: tuple[int, int]
) -> None:
    screen = DecidingScreen(lead, syst)
    async with around(screen, size) as (app, pilot):
        await until(lambda: "Mätning: arbetsdagar" in text_of(app))
        await until(lambda: "Allt är som det levererades" in words_of(app))
        await pilot.press("home", "enter")
        await until(lambda: isinstance(app.screen, EditValue))
        await type_in(pilot, "99")
        await until(lambda: "ska vara ett heltal" in words_of(app))
        await pilot.press("f2")
        await until(lambda: isinstance(app.screen, EditValue))
        assert values_of(lead.data(syst))["departments.Mätning"] == "2"
        await pilot.press("backspace", "backspace", "4")
        await until(lambda: "departments.Mätning: 2 → 4" in words_of(app))
        assert "2026-11-26" in words_of(app)
        await pilot.press("enter", "enter")
        await type_in(pilot, "Ny bemanning")
        await pilot.press("enter")
        await until(lambda: app.screen is screen)
        await until(lambda: "2026-11-20.1, gäller från 2026-11-20, xlead" in words_of(app))
        await until(lambda: "✎ 2" in text_of(app) or size == SIZES[0])
        assert values_of(lead.data(syst))["departments.Mätning"] == "4"
        await pilot.press("u")
        await until(lambda: "Återtagen av xlead" in words_of(app))
        assert values_of(lead.data(syst))["departments.Mätning"] == "2"


async def test_a_department_is_added_and_taken_away(lead: Desk, syst: Queue) -> None:
    screen = DecidingScreen(lead, syst)
    async with around(screen) as (app, pilot):
        await until(lambda: "Mätning: arbetsdagar" in text_of(app))
        await pilot.press("a")
        await until(lambda: isinstance(app.screen, EditValue))
        await type_in(pilot, "Juridik")
        await pilot.press("enter", "3", "f2")
        await until(lambda: app.screen is screen)
        await until(lambda: "Juridik: arbetsdagar" in text_of(app))
        await until(lambda: screen.values.current and "Juridik" in screen.values.current.key)
        await pilot.press("d")
        await until(lambda: "departments.Juridik" not in values_of(lead.data(syst)))
        await until(lambda: "Juridik: arbetsdagar" not in text_of(app))
        await pilot.press("end", "d")
        await until(lambda: "kan inte tas bort" in words_of(app))


async def test_an_agent_may_look_and_not_change(desk: Desk, syst: Queue) -> None:
    screen = DecidingScreen(desk, syst)
    async with around(screen) as (app, pilot):
        await until(lambda: "Mätning: arbetsdagar" in text_of(app))
        for key in ("enter", "a", "d", "u"):
            await pilot.press(key)
            await until(lambda: "skiftledare" in words_of(app))
            await pilot.press("escape")
            await until(lambda: "skiftledare" not in words_of(app))
            assert app.screen is screen
    assert deciding.history(desk, deciding.name_of(syst)) == []


@pytest.mark.rule("STORA-11")
@pytest.mark.parametrize("size", SIZES)
async def test_a_letter_is_changed_with_the_letter_beside_it(
    lead: Desk, size: tuple[int, int]
) -> None:
    screen = DecidingScreen(lead, [*QUEUES.values()][-1])
    async with around(screen, size) as (app, pilot):
        await until(lambda: screen.values.current is not None)
        await pilot.press("o")
        await until(lambda: "confirmation.sv" in text_of(app))
        await pilot.press("end", "enter")
        await until(lambda: isinstance(app.screen, LetterScreen))
        await until(lambda: "Hej Åsa Provsson" in words_of(app))
        shown = app.screen
        assert isinstance(shown, LetterScreen)
        shown.area.text = "Klart {{ nummer }}\n\nHej {{ name }}\n"
        await until(lambda: "nummer" in str(shown.query_one("#wrong").render()))
        await pilot.press("escape", "escape")
        await until(lambda: app.screen is screen)
        assert "nummer" in drafts.kept(lead, "letter:reply.sv")
        await pilot.press("end", "enter")
        await until(lambda: isinstance(app.screen, LetterScreen))
        again = app.screen
        assert isinstance(again, LetterScreen)
        await until(lambda: "nummer" in again.area.text)
        again.area.text = "Klart {{ number }}\n\nHej {{ name }}\n"
        await until(lambda: "Klart 1003" in words_of(app))
        await pilot.press("f2")
        await until(lambda: "Gäller från" in words_of(app))
        await pilot.press("enter")
        await until(lambda: app.screen is screen)
    assert letter_texts.text_of(lead, "reply.sv").startswith("Klart {{ number }}")
    assert drafts.kept(lead, "letter:reply.sv") == ""


async def test_an_edition_that_cannot_be_is_said_and_taken_back(lead: Desk, syst: Queue) -> None:
    deciding.decide(lead, syst, "departments.Mätning", "3", TODAY)
    with lead.store.transaction() as session:
        session.connection().exec_driver_sql("UPDATE editions SET body = 'version = 3'")
    screen = DecidingScreen(lead, syst)
    async with around(screen) as (app, pilot):
        await until(lambda: "2026-11-20.1: " in words_of(app))
        await pilot.press("u")
        await until(lambda: "Återtagen av xlead" in words_of(app))
        await until(lambda: "2026-11-20.1: " not in words_of(app))
