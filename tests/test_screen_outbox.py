"""The outbox: words and number are copied with one key, and sent is said once, after a question."""

from pathlib import Path

import pytest
from textual.widgets import Button

from backoffice_tui.desk import outbox, perform
from backoffice_tui.desk.desk import Desk
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.tui.copied import Copied
from backoffice_tui.tui.outbox import OutboxScreen
from tests.hostile import HOSTILE
from tests.screens import SIZES, around, is_harmless, paste, registered, until, words_of
from tests.screenshots import text_of


def texted(desk: Desk, syst: Queue, number: int = 1, **changes: str) -> str:
    case = registered(desk, syst, number, **changes)
    perform.perform(desk, syst, case, "text", {})
    return case


@pytest.mark.rule("SYST-13")
@pytest.mark.parametrize("size", SIZES)
async def test_number_and_words_are_copied_shown_and_written_to_a_file(
    desk: Desk, syst: Queue, size: tuple[int, int], tmp_path: Path
) -> None:
    texted(desk, syst)
    screen = OutboxScreen(desk)
    async with around(screen, size) as (app, pilot):
        await until(lambda: "Storgatan 1, Lund" in words_of(app))
        body = outbox.show(desk, 1).body
        await pilot.press("y")
        await until(lambda: isinstance(app.screen, Copied))
        assert app.clipboard == f"070-174 06 01\n\n{body}"
        assert body[:40] in words_of(app)
        assert "070-174 06 01" in text_of(app)
        await pilot.press("1")
        assert app.clipboard == "070-174 06 01"
        await pilot.press("2")
        assert app.clipboard == body
        await pilot.press("f")
        await until(lambda: "Ny fil" in text_of(app))
        await pilot.press("end", "ctrl+u")
        await paste(pilot, str(tmp_path / "sms.txt"))
        await pilot.press("enter")
        await until(lambda: app.screen is screen)
    written = tmp_path / "sms.txt"
    assert written.read_text(encoding="utf-8") == f"070-174 06 01\n\n{body}\n"
    assert written.stat().st_mode & 0o077 == 0


async def test_a_file_that_is_there_is_not_written_over(
    desk: Desk, syst: Queue, tmp_path: Path
) -> None:
    texted(desk, syst)
    taken = tmp_path / "finns.txt"
    taken.write_text("mitt", encoding="utf-8")
    screen = OutboxScreen(desk)
    async with around(screen) as (app, pilot):
        await until(lambda: "Storgatan" in words_of(app))
        await pilot.press("y", "f")
        await until(lambda: "Ny fil" in text_of(app))
        await pilot.press("end", "ctrl+u")
        await paste(pilot, str(taken))
        await pilot.press("enter")
        await until(lambda: "finns.txt" in words_of(app) and isinstance(app.screen, Copied))
    assert taken.read_text(encoding="utf-8") == "mitt"


@pytest.mark.rule("SYST-13", "ALL-06")
@pytest.mark.parametrize("size", SIZES)
async def test_sent_is_asked_with_the_message_named_and_no_is_the_safe_answer(
    desk: Desk, syst: Queue, size: tuple[int, int]
) -> None:
    first, second = texted(desk, syst, 1), texted(desk, syst, 2)
    screen = OutboxScreen(desk)
    async with around(screen, size) as (app, pilot):
        await until(lambda: "2 väntar" in words_of(app) and "070-174 06 01" in words_of(app))
        await until(lambda: "Storgatan 1" in words_of(app))
        for refusal in ("escape", "enter", "n", "m"):
            await pilot.press("m")
            await until(lambda: "Har meddelandet gått iväg?" in words_of(app))
            assert f"Sms till 070-174 06 01, ärende {first}" in words_of(app)
            assert isinstance(app.focused, Button)
            assert app.focused.id == "no"
            await pilot.press(refusal)
            if refusal == "m":
                assert app.screen is not screen
                await pilot.press("escape")
            await until(lambda: app.screen is screen)
        assert len(outbox.listed(desk)) == 2

        await pilot.press("m")
        await until(lambda: "Har meddelandet gått iväg?" in words_of(app))
        await pilot.press("j")
        await until(lambda: len(outbox.listed(desk)) == 1)
        await until(lambda: "1 väntar" in words_of(app))
        await until(lambda: "Storgatan 2" in words_of(app))
        await pilot.press("a")
        await until(lambda: "● Skickat" in text_of(app))
    assert [line.case for line in outbox.listed(desk)] == [second]


async def test_a_colleague_who_was_quicker_is_told_of(
    desk: Desk, colleague: Desk, syst: Queue
) -> None:
    texted(desk, syst)
    screen = OutboxScreen(desk)
    async with around(screen) as (app, pilot):
        await until(lambda: "Storgatan" in words_of(app))
        outbox.mark_sent(colleague, 1)
        await pilot.press("m")
        await until(lambda: "Har meddelandet gått iväg?" in words_of(app))
        await pilot.press("j")
        await until(lambda: app.errors)
        await until(lambda: "Inga meddelanden väntar" in words_of(app))


async def test_waiting_messages_are_exported(desk: Desk, syst: Queue, tmp_path: Path) -> None:
    texted(desk, syst)
    screen = OutboxScreen(desk)
    async with around(screen) as (app, pilot):
        await until(lambda: "Storgatan" in words_of(app))
        await pilot.press("e")
        await until(lambda: "Mapp" in text_of(app))
        await pilot.press("end", "ctrl+u")
        await paste(pilot, str(tmp_path))
        await pilot.press("enter")
        await until(lambda: list(tmp_path.glob("sms-*.txt")))


async def test_hostile_words_are_only_words(desk: Desk, syst: Queue) -> None:
    for at, name in enumerate(("markup action", "escape clipboard", "right to left", "wide"), 1):
        texted(desk, syst, at, address=f"Gatan {HOSTILE[name]}")
    screen = OutboxScreen(desk)
    async with around(screen, (160, 45)) as (app, pilot):
        await until(lambda: "[@click=app.exit]" in words_of(app))
        for _ in range(4):
            await pilot.press("y")
            await until(lambda: isinstance(app.screen, Copied))
            assert is_harmless(text_of(app))
            assert is_harmless(app.clipboard)
            await pilot.press("escape", "down")
