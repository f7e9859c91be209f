"""The shift on the screen, and what has to be entered in the customer system before it ends."""

from pathlib import Path

import pytest

from backoffice_tui.desk import perform, shift, todo
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.follow_up import as_text
from backoffice_tui.exchange.tables import read_table
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.tui.copied import Copied
from backoffice_tui.tui.shift import ShiftScreen
from backoffice_tui.tui.todo import TodoScreen
from tests.conftest import MakeDesk
from tests.hostile import HOSTILE
from tests.screens import SIZES, around, is_harmless, paste, registered, type_in, until, words_of
from tests.screenshots import text_of


def worked(desk: Desk, syst: Queue) -> tuple[str, str]:
    """A case that was closed and one that is held with a text message unsent."""
    shift.start(desk)
    closed = registered(desk, syst, 1, direction="out", disconnected="no")
    held = registered(desk, syst, 2)
    perform.perform(desk, syst, closed, "close", {"log": "Flytten gjord i WMS"})
    perform.perform(desk, syst, held, "text", {})
    return closed, held


@pytest.mark.rule("SYST-14")
@pytest.mark.parametrize("size", SIZES)
async def test_every_box_is_computed_and_corrected_with_a_reason(
    desk: Desk, syst: Queue, size: tuple[int, int]
) -> None:
    _, held = worked(desk, syst)
    screen = ShiftScreen(desk)
    async with around(screen, size) as (app, pilot):
        await until(lambda: "KS Privat" in text_of(app))
        told = [line for line in text_of(app).splitlines() if "○" in line or "●" in line]
        lines = {line.split("  ")[1].strip(): line for line in told}
        assert "● Ja" in lines["KS Privat"]
        assert lines["KS Privat"].rstrip().endswith("1")
        assert "○ Nej" in lines["KS Företag"]
        assert "○ Nej" in lines["Stora ärenden"]
        await until(lambda: f"Ärenden som du håller: 1 ({held})" in words_of(app))
        shown = words_of(app)
        assert "Meddelanden som inte är skickade: 1" in shown
        assert "att föra in" in shown

        await pilot.press("down", "c")
        await until(lambda: "Rätta KS Företag" in words_of(app))
        await pilot.press("j", "enter", "4", "enter", "enter")
        await until(lambda: "Skriv varför" in words_of(app))
        await type_in(pilot, "Två i CAB och två i WMS")
        await pilot.press("enter")
        await until(lambda: "✎ rättad" in text_of(app))
    boxes = {box.name: box for box in shift.status(desk).boxes}
    assert boxes["KS Företag"].closed == 4
    assert boxes["KS Företag"].corrected
    assert not boxes["KS Privat"].corrected


@pytest.mark.rule("SYST-14")
async def test_a_shift_starts_ends_and_becomes_a_row(
    desk: Desk, syst: Queue, tmp_path: Path
) -> None:
    screen = ShiftScreen(desk)
    async with around(screen) as (app, pilot):
        await until(lambda: "Inget pass är påbörjat" in words_of(app))
        assert "Avsluta pass" not in words_of(app)
        await pilot.press("e")
        assert app.screen is screen
        await pilot.press("s")
        await until(lambda: "pågår" in words_of(app))
        worked(desk, syst)
        await pilot.press("r")
        await until(lambda: "● Ja" in text_of(app))
        await pilot.press("y")
        await until(lambda: isinstance(app.screen, Copied))
        report = shift.status(desk)
        assert app.clipboard == as_text(report)
        assert "2026-11-20\tfre\txanna\tJa\t1\tNej\t" in app.clipboard
        await pilot.press("escape", "w")
        await until(lambda: "Alla pass vecka 2026-W47" in words_of(app))
        await pilot.press("end", "ctrl+u")
        await paste(pilot, str(tmp_path / "uppfoljning.xlsx"))
        await pilot.press("enter")
        await until((tmp_path / "uppfoljning.xlsx").exists)
        await until(lambda: app.screen is screen)
        await pilot.press("e")
        await until(lambda: "Avsluta passet?" in text_of(app))
        await pilot.press("escape")
        await until(lambda: app.screen is screen)
        assert shift.status(desk).ended is None
        await pilot.press("e")
        await until(lambda: "Avsluta passet?" in text_of(app))
        assert "KS Privat: Ja, 1" in words_of(app)
        await pilot.press("j")
        await until(lambda: shift.status(desk).ended)
        await until(lambda: "avslutat. s börjar ett nytt" in words_of(app))
        await pilot.press("w")
        await until(lambda: "Alla pass vecka 2026-W47" in words_of(app))
        await pilot.press("enter")
        await until(lambda: "Rader skrivna i uppfoljning.xlsx: 1" in words_of(app))
    table = read_table(tmp_path / "uppfoljning.xlsx")
    assert [len(cells) for _, cells in table.rows] == [3 + 2 * len(shift.boxes_of(desk))]


@pytest.mark.rule("ALL-11")
@pytest.mark.parametrize("size", SIZES)
async def test_what_is_to_be_entered_is_copied_and_ticked(
    desk: Desk, colleague: Desk, syst: Queue, size: tuple[int, int]
) -> None:
    closed, held = worked(desk, syst)
    registered(colleague, syst, 3)
    waiting = [each.what for each in todo.todo(desk)]
    screen = TodoScreen(desk)
    async with around(screen, size) as (app, pilot):
        await until(lambda: screen.todos.current)
        await until(lambda: f"{len(waiting)} kvar för dig" in words_of(app))
        assert closed in text_of(app)
        assert "Flytten gjord i WMS" in text_of(app)
        await pilot.press("Y")
        await until(lambda: isinstance(app.screen, Copied))
        assert app.clipboard == todo.as_text(todo.todo(desk))
        assert "Flytten gjord i WMS" in app.clipboard
        assert "Att föra in" not in app.clipboard
        await pilot.press("enter", "y")
        await until(lambda: isinstance(app.screen, Copied) and held not in app.clipboard)
        await pilot.press("escape")

        first = screen.todos.current
        assert first is not None
        await pilot.press("space")
        await until(lambda: len(todo.todo(desk)) == len(waiting) - 1)
        assert first.it.entry_id not in [each.entry_id for each in todo.todo(desk)]
        await pilot.press("u")
        await until(lambda: len(todo.todo(desk)) == len(waiting))
        await until(lambda: screen.todos.current and screen.todos.current.key == first.key)
        await pilot.press("space")
        await until(lambda: len(todo.todo(desk)) == len(waiting) - 1)
        await pilot.press("a")
        await until(lambda: "kvar för alla" in words_of(app))
        await pilot.press("a")
        await until(lambda: "kvar för dig" in words_of(app))
        for _ in waiting[1:]:
            left = len(todo.todo(desk))
            await until(lambda: screen.todos.current)
            await pilot.press("enter")
            await until(lambda left=left: len(todo.todo(desk)) == left - 1)  # type: ignore[misc]
        await until(lambda: "Allt är infört" in words_of(app))
    assert todo.todo(desk) == []
    assert len(todo.todo(desk, everyone=True)) == 1


async def test_hostile_comments_are_only_text(make_desk: MakeDesk, syst: Queue) -> None:
    desk = make_desk()
    number = registered(desk, syst)
    for name in ("markup colour", "escape clipboard", "right to left", "surrogate", "wide"):
        perform.perform(desk, syst, number, "comment", {"log": f"x {HOSTILE[name]}"})
    screen = TodoScreen(desk)
    async with around(screen, (160, 45)) as (app, pilot):
        await until(lambda: screen.todos.current)
        for _ in range(6):
            await pilot.press("down")
            assert is_harmless(text_of(app))
        assert "[bold red]" in text_of(app)
