"""The grid by key, on a real store: typing, refusals, blocks, sorting, what others do meanwhile."""

import csv
import io

import pytest
from textual.widgets import Input

from backoffice_tui.desk import card, perform, worklist
from backoffice_tui.desk.desk import Desk
from backoffice_tui.model.states import State
from backoffice_tui.queues.stora import STORA
from backoffice_tui.tui.app import Console
from backoffice_tui.tui.case_screen import CaseScreen
from backoffice_tui.tui.grid_screen import GridScreen
from backoffice_tui.tui.grid_typing import TypingGrid
from tests.conftest import MakeDesk
from tests.console import NARROW, WIDE, Size, opened, press, until, write
from tests.large import CUSTOMER, moves_of, pasted, requested

sizes = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "160x45"])


@pytest.fixture
def at(make_desk: MakeDesk) -> Desk:
    """The agent xanna, whose console opens on the grid of five cases."""
    desk = make_desk(start_screen=STORA.key)
    for number in range(5):
        requested(desk, 16 + number, 100 * number, customer=str(int(CUSTOMER) + number))
    return desk


def grid_of(app: Console) -> TypingGrid:
    return app.screen.query_one(TypingGrid)


def note_of(desk: Desk, number: str) -> str:
    return worklist.line(desk, STORA, number).note


@sizes
@pytest.mark.rule("STORA-14")
async def test_the_grid_has_the_sheets_columns_with_progress_and_age(at: Desk, size: Size) -> None:
    async with opened(at, size) as (app, pilot):
        shown = await until(app, pilot, lambda text: "0/16" in text)
    heading = shown.splitlines()[1]
    wide = ("Kundnummer", "Vad gäller ärendet", "Eventuell kommentar", "Status", "Klart")
    narrow = ("Kundnr", "Ärende", "Vad gäller", "Reg.av", "Status", "Hant.", "Kommentar", "Klart")
    places = [heading.find(word) for word in (narrow if size == NARROW else wide[1:4])]
    assert -1 not in places
    assert "○ Ny" in shown
    assert "1 av 5" in shown
    assert max(map(len, shown.splitlines())) <= size[0]


@sizes
@pytest.mark.rule("STORA-14", "ALL-01", "ALL-02")
async def test_what_is_typed_in_a_cell_is_a_move_with_its_history(at: Desk, size: Size) -> None:
    async with opened(at, size) as (app, pilot):
        await press(app, pilot, "right", "right", "right")
        await write(app, pilot, "Flytt till Åsa")
        await press(app, pilot, "tab")
        shown = await until(app, pilot, lambda text: "Registrerat av: xanna" in text)
        assert "Flytt till" in shown
        await press(app, pilot, "right")
        await write(app, pilot, "påb")
        await press(app, pilot, "enter")
        await until(app, pilot, lambda text: "◐ Påbörjad" in text)
        assert grid_of(app).current is not None
        assert grid_of(app).sheet.place(grid_of(app).current.key) == 1  # type: ignore[union-attr]
    line = worklist.line(at, STORA, "B1")
    assert (line.subject, line.state, line.handler) == ("Flytt till Åsa", State.ACTIVE, "xanna")
    assert moves_of(at, "B1")[-2:] == ["register", "start"]
    change = card.show(at, STORA, "B1").log[-2].changes[0]
    assert change.became == "Flytt till Åsa"
    assert change.was.startswith("Ändrad fakturaadress")


@pytest.mark.rule("STORA-14")
async def test_keys_move_as_in_a_spreadsheet(at: Desk) -> None:
    async with opened(at) as (app, pilot):
        grid = grid_of(app)
        await press(app, pilot, "tab")
        assert grid.column == "customer"
        await press(app, pilot, "tab", "right", "shift+tab", "down", "enter")
        assert (grid.column, grid.position) == ("number", 3)
        await press(app, pilot, "end", "home", "ctrl+end")
        assert (grid.column, grid.position) == ("customer", 5)
        await press(app, pilot, "left")
        assert grid.column == ""
        await press(app, pilot, "enter")
        assert isinstance(app.screen, CaseScreen)
        await press(app, pilot, "escape")
        assert isinstance(app.screen, GridScreen)


@pytest.mark.rule("STORA-14")
async def test_f2_goes_on_with_the_old_text_and_esc_gives_up(at: Desk) -> None:
    perform.perform(at, STORA, "B1", "note", {"text": "Ringt"})
    async with opened(at) as (app, pilot):
        grid = grid_of(app)
        grid.go_to(grid.current.key, "note")  # type: ignore[union-attr]
        await press(app, pilot, "f2")
        assert grid.field.value == "Ringt"
        await write(app, pilot, " och mejlat")
        await press(app, pilot, "left", "enter")
        await until(app, pilot, lambda _text: grid.position == 2)
        await press(app, pilot, "x", "escape")
        assert not grid.typing
    assert note_of(at, "B1") == "Ringt och mejlat"
    assert note_of(at, "B2") == ""


@sizes
@pytest.mark.rule("STORA-14")
async def test_a_refused_edit_says_why_in_place_and_keeps_the_text(at: Desk, size: Size) -> None:
    async with opened(at, size) as (app, pilot):
        grid = grid_of(app)
        grid.go_to(grid.current.key, "state")  # type: ignore[union-attr]
        await write(app, pilot, "klar på fredag")
        await press(app, pilot, "enter")
        shown = await until(app, pilot, lambda text: "✗ ”klar på fredag” är ingen status" in text)
        row = next(at for at, each in enumerate(shown.splitlines()) if "klar på fredag" in each)
        assert "✗" in shown.splitlines()[row + 1]
        assert grid.field.value == "klar på fredag"
        assert isinstance(app.focused, Input)
        await press(app, pilot, "escape")
        await until(app, pilot, lambda text: "○ Ny" in text and "✗" not in text)
    assert moves_of(at, "B1") == ["new", "register"]


@sizes
@pytest.mark.rule("STORA-07", "STORA-14", "ALL-03")
async def test_of_two_who_start_the_same_row_one_reads_who_has_it(
    at: Desk, colleague: Desk, size: Size
) -> None:
    async with opened(at, size) as (app, pilot):
        grid = grid_of(app)
        grid.go_to(grid.current.key, "state")  # type: ignore[union-attr]
        await write(app, pilot, "påbörjad")
        perform.perform(colleague, STORA, "B1", "start", {})
        await press(app, pilot, "enter")
        shown = await until(app, pilot, lambda text: "har ändrats av xbo (Starta)" in text)
        assert grid.field.value == "påbörjad"
        await until(app, pilot, lambda text: "xbo" in text.splitlines()[2])
        assert "⊘" in shown
        await press(app, pilot, "escape", "escape", "s")
        await until(app, pilot, lambda text: "B1 hålls av xbo" in text)
    assert worklist.line(at, STORA, "B1").handler == "xbo"


@pytest.mark.rule("STORA-09")
async def test_one_takes_over_by_writing_ones_signature(at: Desk, colleague: Desk) -> None:
    perform.perform(colleague, STORA, "B2", "start", {})
    async with opened(at) as (app, pilot):
        grid = grid_of(app)
        await press(app, pilot, "down")
        grid.go_to(grid.current.key, "handler")  # type: ignore[union-attr]
        await write(app, pilot, "xanna")
        await press(app, pilot, "enter")
        await until(app, pilot, lambda _text: grid.position == 3)
    assert worklist.line(at, STORA, "B2").handler == "xanna"
    assert card.show(at, STORA, "B2").log[-1].text == "Övertaget från xbo."


@pytest.mark.rule("STORA-14")
async def test_a_block_is_pasted_cell_by_cell_and_what_is_refused_stays(at: Desk) -> None:
    async with opened(at) as (app, pilot):
        grid = grid_of(app)
        grid.go_to(grid.current.key, "handler")  # type: ignore[union-attr]
        await pasted(app, pilot, 'xanna\tbörjat\r\nxbo\t"två\nrader"\r\n\t=1+1\r\n')
        await until(app, pilot, lambda text: "3 ärenden" in text and "Klistra in: 5 celler" in text)
        await press(app, pilot, "enter")
        shown = await until(app, pilot, lambda text: "4 celler ändrade, 1 nekade" in text)
        assert "✗ xbo" in shown
        assert "skiftledare" in shown
        await press(app, pilot, "escape", "escape")
        await until(app, pilot, lambda text: "✗ xbo" not in text)
    assert worklist.line(at, STORA, "B1").state is State.ACTIVE
    assert [note_of(at, each) for each in ("B1", "B2", "B3")] == ["börjat", "två rader", "=1+1"]


@pytest.mark.rule("STORA-14", "ALL-06")
async def test_fill_down_and_undo_as_one(at: Desk) -> None:
    perform.perform(at, STORA, "B1", "note", {"text": "Väntar på svar"})
    async with opened(at) as (app, pilot):
        grid = grid_of(app)
        grid.go_to(grid.current.key, "note")  # type: ignore[union-attr]
        await press(app, pilot, "shift+down", "shift+down", "ctrl+d")
        await until(app, pilot, lambda text: "2 ärenden: B2, B3" in text)
        await press(app, pilot, "enter")
        await until(app, pilot, lambda text: "2 celler ändrade" in text)
        assert [note_of(at, f"B{each}") for each in (2, 3, 4)] == ["Väntar på svar"] * 2 + [""]
        await press(app, pilot, "escape", "down", "ctrl+d")
        await until(app, pilot, lambda text: "1 celler ändrade" in text)
        assert note_of(at, "B4") == "Väntar på svar"
        await press(app, pilot, "ctrl+z", "ctrl+z")
        await until(app, pilot, lambda text: "B2: ångrat" in text)
    assert [note_of(at, f"B{each}") for each in (1, 2, 3, 4)] == ["Väntar på svar", "", "", ""]


@sizes
@pytest.mark.rule("STORA-14")
async def test_rows_are_sorted_and_narrowed_by_the_column_of_the_cursor(
    at: Desk, size: Size
) -> None:
    perform.perform(at, STORA, "B3", "start", {})
    async with opened(at, size) as (app, pilot):
        grid = grid_of(app)
        grid.go_to(grid.current.key, "progress")  # type: ignore[union-attr]
        await press(app, pilot, "f3", "f3")
        await until(app, pilot, lambda text: "Klart▼" in text.replace(" ", ""))
        grid.go_to(grid.current.key, "state")  # type: ignore[union-attr]
        await press(app, pilot, "f4")
        await until(app, pilot, lambda text: "Visa rader där Status" in text)
        await write(app, pilot, "påb")
        await press(app, pilot, "enter")
        shown = await until(app, pilot, lambda text: "1 av 1 (av 5)" in text)
        assert [each.number for each in grid.sheet.rows] == ["B3"]
        assert "Status: påb" in shown
        await press(app, pilot, "f4", "f4")
        await until(app, pilot, lambda text: "av 5 ·" in text)


@pytest.mark.rule("STORA-14")
async def test_rows_are_copied_with_headings_for_a_spreadsheet(at: Desk) -> None:
    perform.perform(at, STORA, "B1", "note", {"text": "=HYPERLINK(1)"})
    async with opened(at) as (app, pilot):
        await press(app, pilot, "space", "down", "space", "Y")
        rows = list(csv.reader(io.StringIO(app.clipboard), delimiter="\t"))
        await press(app, pilot, "escape", "right", "shift+right", "shift+down", "ctrl+c")
        assert app.clipboard.splitlines() == [
            f"{int(CUSTOMER) + 1}\tB2",
            f"{int(CUSTOMER) + 2}\tB3",
        ]
    assert rows[0][:2] == ["Kundnummer", "Ärendenummer CAB"]
    assert [row[1] for row in rows[1:]] == ["B1", "B2"]
    assert rows[1][4:9] == ["Ny", "", "'=HYPERLINK(1)", "0/16", "0"]


@pytest.mark.rule("STORA-14", "ALL-03")
async def test_what_others_do_is_seen_while_one_types(at: Desk, colleague: Desk) -> None:
    async with opened(at) as (app, pilot):
        await press(app, pilot, "down", "right", "right", "right")
        await write(app, pilot, "Halv")
        perform.perform(colleague, STORA, "B5", "start", {})
        await until(app, pilot, lambda text: "xbo" in text)
        assert grid_of(app).field.value == "Halv"
        await write(app, pilot, "vägs")
        await press(app, pilot, "enter")
        await until(app, pilot, lambda _text: grid_of(app).position == 3)
    assert worklist.line(at, STORA, "B2").subject == "Halvvägs"


@pytest.mark.rule("STORA-14")
async def test_keys_typed_while_a_cell_is_saved_are_not_lost(at: Desk) -> None:
    async with opened(at) as (app, pilot):
        grid = grid_of(app)
        grid.go_to(grid.current.key, "note")  # type: ignore[union-attr]
        await pilot.press(*"ett", "enter", *"två", "enter", *"tre", "enter")
        await until(app, pilot, lambda _text: grid.position == 4)
    assert [note_of(at, f"B{each}") for each in (1, 2, 3)] == ["ett", "två", "tre"]


async def test_digits_switch_the_main_screens(desk: Desk) -> None:
    requested(desk)
    async with opened(desk) as (app, pilot):
        await press(app, pilot, "3")
        assert isinstance(app.screen, GridScreen)
        await press(app, pilot, "2")
        assert not isinstance(app.screen, GridScreen)


@pytest.mark.rule("ALL-08")
async def test_a_protected_persons_row_is_dots_and_is_not_typed_over(at: Desk) -> None:
    at.store.write(_protect)
    async with opened(at) as (app, pilot):
        grid = grid_of(app)
        shown = await until(app, pilot, lambda text: "●●●●" in text)
        assert "Ändrad" not in shown.splitlines()[2]
        grid.go_to(grid.current.key, "subject")  # type: ignore[union-attr]
        await write(app, pilot, "x")
        await press(app, pilot, "enter")
        await until(app, pilot, lambda text: "skyddade uppgifter" in text)


def _protect(session: object) -> None:
    from sqlmodel import Session

    from backoffice_tui.store import cases

    assert isinstance(session, Session)
    case = cases.by_number(session, STORA.key, "B1")
    assert case is not None
    case.protected = True
    session.add(case)
