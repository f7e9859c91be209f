"""Help says the keys of the screen below; errors are kept after they were dismissed."""

import pytest
from textual.binding import Binding
from textual.widgets import Footer

from backoffice_tui.desk.desk import Desk
from backoffice_tui.routine.grammar import HOUSE_MOVES, Queue
from backoffice_tui.texts import say, use
from backoffice_tui.tui.errors import ErrorsScreen
from backoffice_tui.tui.help import HelpScreen
from backoffice_tui.tui.intake import IntakeScreen
from backoffice_tui.tui.key_line import MOST, KeyLine, key_name
from backoffice_tui.tui.outbox import OutboxScreen
from backoffice_tui.tui.worklist import worklist_for
from tests.hostile import HOSTILE
from tests.screens import SIZES, Around, around, is_harmless, until, words_of
from tests.screenshots import text_of


@pytest.mark.parametrize("size", SIZES)
async def test_the_keys_of_the_screen_and_the_routine_are_said(
    desk: Desk, syst: Queue, size: tuple[int, int]
) -> None:
    screen = worklist_for(desk, syst)
    async with around(screen, size) as (app, pilot):
        await app.push_screen(HelpScreen())
        await pilot.pause()
        seen = words_of(app)
        while (
            app.screen.query_one("VerticalScroll").scroll_y
            < app.screen.query_one("VerticalScroll").max_scroll_y
        ):
            await pilot.press("pagedown")
            await pilot.pause()
            seen += words_of(app)
        for move in (*syst.moves, *HOUSE_MOVES):
            assert syst.title_of(move) in seen
            assert syst.word(f"help.{move.name}").split()[0] in seen
        for part in ("Den här skärmen", "Rutinens steg", "Listor", "Överallt", "Så börjar du"):
            assert part in seen
        assert "x ger dig det ärende som står på tur" in seen
        await pilot.press("question_mark")
        await until(lambda: app.screen is screen)


async def test_a_form_is_helped_with_its_own_keys(desk: Desk, syst: Queue) -> None:
    screen = IntakeScreen(desk, syst)
    async with around(screen, (160, 45)) as (app, pilot):
        await app.push_screen(HelpScreen())
        await pilot.pause()
        assert "F2 Spara" in words_of(app)
        assert "skriv första bokstaven" in words_of(app)


@pytest.mark.parametrize("size", SIZES)
async def test_errors_are_kept_latest_first(size: tuple[int, int]) -> None:
    screen = ErrorsScreen()
    app = Around(screen)
    for text in ("Det första felet.", HOSTILE["markup action"], "Det sista felet."):
        app.errors.append(text)
    async with app.run_test(size=size, notifications=True) as pilot:
        await until(lambda: "Det första felet." in text_of(app))
        shown = text_of(app)
        assert shown.index("sista") < shown.index("[@click=app.exit]") < shown.index("första")
        assert is_harmless(shown)
        await pilot.press("y")
        await until(lambda: app.clipboard.startswith("Det sista felet."))
        await pilot.press("escape")
        await until(lambda: app.screen is screen)
        app.notify("Ett till.", severity="error")
        await until(lambda: "Ett till." in text_of(app))
        await pilot.press("escape")
        await until(lambda: "Ett till." not in text_of(app))
        assert app.screen is screen
        await pilot.press("escape")
        await until(lambda: app.gave == [None])


def test_keys_are_named_as_on_the_keyboard() -> None:
    named = {
        "f2": "F2",
        "escape": "Esc",
        "space": "Mellanslag",
        "slash": "/",
        "question_mark": "?",
        "plus": "+",
        "Y": "Y",
        "ctrl+q": "Ctrl+Q",
        "shift+tab": "Shift+Tab",
        "å": "å",
    }
    assert {key: key_name(key) for key in named} == named


async def test_the_line_of_keys_holds_six_and_presses_what_is_clicked(desk: Desk) -> None:
    screen = OutboxScreen(desk)
    async with around(screen) as (app, pilot):
        line = screen.query_one(KeyLine)
        text = text_of(app).splitlines()[-1]
        assert text.count("   ") < MOST
        assert text.rstrip().endswith("Esc Bakåt")
        assert not screen.query(Footer)
        await pilot.click(line, offset=(text.index("Bakåt"), 0))
        await until(lambda: app.gave == [None])


@pytest.mark.parametrize("language", ["sv", "fi", "en"])
async def test_every_key_is_said_in_the_language_spoken(
    desk: Desk, syst: Queue, language: str
) -> None:
    use(language)
    screen = IntakeScreen(desk, syst)
    async with around(screen) as (app, _):
        bindings = [each.binding for each in screen.active_bindings.values()]
        own = [each for each in bindings if each.id and each.id.startswith(("intake.", "side."))]
        assert {each.description for each in own if each.show} == {
            say("screens.key.save"),
            say("screens.key.empty"),
            say("screens.key.leave"),
        }
        assert say("screens.key.save") in text_of(app)
        assert all(isinstance(each, Binding) for each in own)
