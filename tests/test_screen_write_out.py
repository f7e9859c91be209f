"""Lists and the team's workbook in and out by key, as by command."""

from pathlib import Path

import pytest
from openpyxl import load_workbook
from textual.pilot import Pilot
from textual.widgets import Input

from backoffice_tui.desk import perform, worklist
from backoffice_tui.desk.desk import Desk
from backoffice_tui.queues.syst import SYST
from backoffice_tui.routine.listing import Filter
from backoffice_tui.tui.app import Console
from backoffice_tui.tui.take_in import LOOKED, TAKEN, TakeInScreen
from tests.conftest import MakeDesk
from tests.console import at_rest, opened, press, until
from tests.large import requested
from tests.making import register
from tests.screens import words_of
from tests.trackers import STORA, keep, row


async def name_file(app: Console, pilot: Pilot[None], path: Path) -> None:
    """Answer the question where to with a path."""
    await until(app, pilot, lambda text: "Fil (.xlsx eller .csv)" in text)
    app.screen.query_one("#line", Input).value = str(path)
    await press(app, pilot, "enter")


@pytest.mark.rule("STORA-13", "ALL-01")
async def test_the_teams_workbook_is_taken_in_and_written_back(
    make_desk: MakeDesk, tmp_path: Path
) -> None:
    desk = make_desk(start_screen=STORA.key)
    requested(desk, 8)
    book = keep(tmp_path / "bok.xlsx", row(501), row(502), row(503, "Påbörjad", handler="xbo"))
    async with opened(desk) as (app, pilot):
        await press(app, pilot, "I")
        screen = app.screen
        assert isinstance(screen, TakeInScreen)
        screen.field.value = str(book)
        await press(app, pilot, "enter")
        await until(app, pilot, lambda _text: screen.stage == LOOKED)
        assert "Nya: 3" in words_of(app)
        await press(app, pilot, "f2")
        await until(app, pilot, lambda _text: screen.stage == TAKEN)
        await press(app, pilot, "escape")
        perform.perform(desk, STORA, "501", "start", {})
        await press(app, pilot, "U")
        await name_file(app, pilot, book)
        shown = await until(app, pilot, lambda text: "Skriva bok.xlsx?" in text)
        assert "Ändrade: 1 (501)" in shown
        await press(app, pilot, "escape")
        assert load_workbook(book).active["E3"].value == "Ny"
        await press(app, pilot, "U")
        await name_file(app, pilot, book)
        await until(app, pilot, lambda text: "Skriva bok.xlsx?" in text)
        await press(app, pilot, "j")
        await until(app, pilot, lambda _text: "3 rader i bok.xlsx." in words_of(app))
    sheet = load_workbook(book).active
    assert (sheet["E3"].value, sheet["F3"].value) == ("Påbörjad", "xanna")


@pytest.mark.rule("SYST-05", "ALL-01")
async def test_a_list_is_written_as_it_is_narrowed(desk: Desk, tmp_path: Path) -> None:
    for at in range(4):
        register(desk, at)
    first = worklist.page(desk, SYST, Filter()).rows[0].number
    perform.perform(desk, SYST, first, "close", {"log": "Klart"})
    path = tmp_path / "kvar.csv"
    async with opened(desk) as (app, pilot):
        await press(app, pilot, "U")
        await name_file(app, pilot, path)
        await until(app, pilot, lambda _text: "3 ärenden skrivna till kvar.csv." in words_of(app))
        written = path.read_bytes()
        await press(app, pilot, "U")
        await name_file(app, pilot, path)
        await until(app, pilot, lambda text: "Filen finns och skrivs över" in text)
        await press(app, pilot, "n")
        await at_rest(app, pilot)
        assert path.read_bytes() == written
        await press(app, pilot, "U")
        await name_file(app, pilot, tmp_path / "saknas" / "x.csv")
        await until(app, pilot, lambda _text: "finns inte" in words_of(app))
    assert written.decode("utf-8-sig").count("\n") == 4
