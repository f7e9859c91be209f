"""A new task by key in Finnish: types follow the class, contracts are found while one types, views lead back."""

from pathlib import Path

import pytest

from backoffice_tui.desk import contracts, worklist
from backoffice_tui.desk.desk import Desk
from backoffice_tui.model.states import State
from backoffice_tui.queues.tyojono import TYOJONO
from backoffice_tui.routine.listing import Filter
from backoffice_tui.texts import use
from backoffice_tui.tui.contract_screen import ContractScreen
from backoffice_tui.tui.notice import TaskScreen
from backoffice_tui.tui.task_form import TaskForm
from backoffice_tui.tui.task_list import TaskListScreen
from tests.conftest import MakeDesk
from tests.console import NARROW, WIDE, Size, opened, press, until, write
from tests.hostile import HOSTILE
from tests.leases import bring, contract, tenant
from tests.screens import is_harmless
from tests.screenshots import text_of
from tests.tasks import task

sizes = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "160x45"])


@pytest.fixture(autouse=True)
def _finnish(_swedish: None) -> None:
    use("fi")


@pytest.fixture
def at(make_desk: MakeDesk, tmp_path: Path) -> Desk:
    """The agent xanna, whose console opens on the queue; Aino has an old contract and a new one."""
    desk = make_desk(now="2026-11-20T09:30:00+02:00", start_screen=TYOJONO.key)
    aino = tenant(1, name="Aino Virtanen")
    old = contract(1, aino, apartment="Vanhakuja 3 B 7", deposit="1791,00")
    new = contract(2, aino, apartment="Uusikuja 8 C 1", deposit="0")
    bring(desk, tmp_path, old, new, contract(3), contract(4))
    task(desk, contract="V-3")
    return desk


@sizes
@pytest.mark.rule("TYO-02", "TYO-04", "TYO-05", "TYO-17", "ALL-01")
async def test_a_deposit_moves_from_the_old_contract_to_the_new(at: Desk, size: Size) -> None:
    async with opened(at, size) as (app, pilot):
        await press(app, pilot, "n")
        shown = await until(app, pilot, lambda text: "Tehtäväluokka" in text)
        assert "Tilinumeron muutos" in shown
        await write(app, pilot, "v")
        shown = await until(app, pilot, lambda text: "● Vakuudet" in text)
        assert "Tilinumeron muutos" not in shown
        await press(app, pilot, "tab", "right")
        await until(app, pilot, lambda text: "Sopimus, johon siirretään" in text)
        await press(app, pilot, "tab")
        await write(app, pilot, "vanhak")
        await until(app, pilot, lambda text: "▸ V-1" in text and "Aino Virtanen" in text)
        await press(app, pilot, "enter", "enter")
        await write(app, pilot, "virt")
        shown = await until(app, pilot, lambda text: "▸ V-1" in text and "  V-2" in text)
        await press(app, pilot, "down", "enter", "f6")
        await until(app, pilot, lambda text: "Sopimus V-2 (2/2)" in text)
        assert isinstance(app.screen, ContractScreen)
        await press(app, pilot, "f8")
        await until(app, pilot, lambda text: "Sopimus V-1 (1/2)" in text and "1\xa0791,00" in text)
        await press(app, pilot, "f7", "escape")
        shown = await until(app, pilot, lambda _text: isinstance(app.screen, TaskForm))
        assert "✓ Uusikuja 8 C 1" in shown
        await press(app, pilot, "enter")
        await write(app, pilot, "Muutti talon sisällä")
        await press(app, pilot, "tab")
        await write(app, pilot, "1791")
        await press(app, pilot, "f2")
        await until(app, pilot, lambda _text: isinstance(app.screen, TaskListScreen))
        await until(app, pilot, lambda text: "Vakuuden siirto" in text)
        await press(app, pilot, "enter")
        await until(app, pilot, lambda text: "Kohdesopimus" in text)
        await press(app, pilot, "a")
        await write(app, pilot, "Siirretty")
        await press(app, pilot, "tab", "ctrl+u")
        await write(app, pilot, "1791,01")
        await press(app, pilot, "f2")
        await until(app, pilot, lambda text: "Mitään ei kirjattu" in text)
        await press(app, pilot, "tab", "ctrl+u")
        await write(app, pilot, "1791")
        await press(app, pilot, "f2")
        await until(app, pilot, lambda text: "● Kuitattu" in text)
        assert isinstance(app.screen, TaskScreen)
    held = [contracts.show(at, number).lease.deposit for number in ("V-1", "V-2")]
    assert held == [0, 179_100]


@pytest.mark.rule("TYO-02", "TYO-03")
async def test_choosing_a_type_sets_its_class_and_another_class_lets_go_of_it(at: Desk) -> None:
    async with opened(at) as (app, pilot):
        await press(app, pilot, "n", "tab")
        await write(app, pilot, "til")
        await until(
            app, pilot, lambda text: "● Sopimukset" in text and "● Tilinumeron muutos" in text
        )
        await press(app, pilot, "shift+tab")
        await write(app, pilot, "e")
        shown = await until(app, pilot, lambda text: "● Ennakot" in text)
        assert "Tilinumeron muutos" not in shown
        assert "●" not in shown.replace("● Ennakot", "")


@pytest.mark.rule("TYO-03")
async def test_a_task_that_lacks_something_is_not_saved_and_says_what(at: Desk) -> None:
    async with opened(at) as (app, pilot):
        await press(app, pilot, "n", "f2")
        await until(app, pilot, lambda text: "Kenttä on täytettävä" in text)
        await press(app, pilot, "tab", "f5")
        await until(app, pilot, lambda text: "valitse ensin sopimus" in text)
        await write(app, pilot, "zzz")
        await press(app, pilot, "f2")
        await until(app, pilot, lambda text: "Sopimusta zzz ei ole" in text)
        await press(app, pilot, "escape", "escape", "n")
        shown = await until(app, pilot, lambda text: "luonnos palautettu" in text)
        assert "zzz" in shown
    assert worklist.total(at, TYOJONO, Filter(state=State.NEW)) == 1


async def test_what_is_typed_ahead_is_not_lost_and_hostile_words_are_harmless(at: Desk) -> None:
    async with opened(at) as (app, pilot):
        await press(app, pilot, "n", "tab", "tab")
        for text in (HOSTILE["markup action"][:60], "%_'\"", "å ä ö"):
            await write(app, pilot, "".join(each for each in text if each.isprintable()))
            assert is_harmless(text_of(app))
            await press(app, pilot, "ctrl+u")
