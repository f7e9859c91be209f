"""An agent's day at the console, by key, on a real store."""

from pathlib import Path

import pytest
from textual.widgets import Input

from backoffice_tui.desk import card, perform, worklist
from backoffice_tui.desk.desk import Desk
from backoffice_tui.model.states import State
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.tui.areas import LogArea
from backoffice_tui.tui.ask import AskMove
from backoffice_tui.tui.detail import Detail
from tests.conftest import MakeDesk
from tests.console import NARROW, WIDE, Size, at_rest, bring_in, opened, press, until, write
from tests.screenshots import text_of

sizes = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "160x45"])


@pytest.fixture(autouse=True)
def _cases(desk: Desk, syst: Queue, tmp_path: Path) -> None:
    bring_in(desk, syst, tmp_path)


def shown_numbers(text: str) -> list[str]:
    """The case numbers in the order of the lines they stand in."""
    words = [line.split() for line in text.splitlines()]
    return [word for line in words for word in line[:5] if word.isdigit() and len(word) == 4]


@sizes
@pytest.mark.rule("SYST-06", "SYST-07", "SYST-08")
async def test_the_list_stands_in_the_routines_order(desk: Desk, size: Size) -> None:
    async with opened(desk, size) as (app, _pilot):
        shown = text_of(app)
    assert list(dict.fromkeys(shown_numbers(shown)))[:5] == ["1002", "1003", "1004", "1005", "1001"]
    assert "▲ Återinkoppling" in shown
    assert "· Avflytt" in shown
    assert "1 av 5" in shown
    assert "Inflytt går före övriga flyttar" in shown


@sizes
@pytest.mark.rule("ALL-05", "SYST-10", "ALL-06")
async def test_next_close_and_undo_by_key(desk: Desk, syst: Queue, size: Size) -> None:
    async with opened(desk, size) as (app, pilot):
        await press(app, pilot, "x")
        shown = await until(app, pilot, lambda text: "1002 är ditt" in text)
        assert "hålls av xanna" in shown
        await press(app, pilot, "a")
        await until(app, pilot, lambda text: "Vad har du gjort?" in text)
        await write(app, pilot, "Flytten gjord")
        await press(app, pilot, "enter")
        await until(app, pilot, lambda text: "Ärende 1002 avslutat. u ångrar" in text)
        closed = worklist.line(desk, syst, "1002")
        assert closed.state is State.DONE
        assert card.show(desk, syst, "1002").log[-1].text == "Flytten gjord"
        await press(app, pilot, "u")
        await until(app, pilot, lambda text: "1002: ångrat" in text)
        assert worklist.line(desk, syst, "1002").state is State.NEW


@sizes
@pytest.mark.rule("SYST-11", "SYST-12")
async def test_a_case_is_taken_further_with_the_routines_date(
    desk: Desk, syst: Queue, size: Size
) -> None:
    async with opened(desk, size) as (app, pilot):
        await press(app, pilot, "down", "v")
        await until(app, pilot, lambda text: "Avdelning" in text)
        await write(app, pilot, "nät")
        await press(app, pilot, "tab")
        # A Friday, two working days and one more for a reconnection.
        await until(app, pilot, lambda text: "2026-11-25 ons, arbetsdagar kvar: 3" in text)
        await press(app, pilot, "tab")
        await write(app, pilot, "Ber om inkoppling")
        await press(app, pilot, "enter")
        await until(app, pilot, lambda text: "Ärende 1003 taget vidare. u ångrar" in text)
    line = worklist.line(desk, syst, "1003")
    assert (line.state, str(line.due), line.waits_for) == (State.WAITING, "2026-11-25", "Nätdrift")
    assert line.handler == ""


@pytest.mark.rule("SYST-13")
async def test_a_reconnection_says_why_it_cannot_be_closed(desk: Desk) -> None:
    async with opened(desk) as (app, pilot):
        await press(app, pilot, "down", "a")
        shown = await until(app, pilot, lambda text: "återinkoppling och kan inte" in text)
        assert "Vad har du gjort?" not in shown


@pytest.mark.rule("SYST-09", "ALL-04")
async def test_enter_opens_the_card_with_steps_and_the_whole_log(desk: Desk) -> None:
    async with opened(desk) as (app, pilot):
        await press(app, pilot, "down", "enter")
        shown = await until(app, pilot, lambda text: "Rutinens steg" in text)
        assert "Kunden är redan informerad" in shown
        assert "☐ Skicka sms till kunden" in shown
        assert "Åsa Öst" in shown
        await press(app, pilot, "G")
        assert "Läst ur lista" in text_of(app)
        await press(app, pilot, "escape")
        assert "av 5" in text_of(app)
        assert not app.screen.query_one(Detail).display


@pytest.mark.rule("SYST-05")
async def test_group_and_code_are_remembered_and_the_signature_is_not(
    make_desk: MakeDesk, desk: Desk
) -> None:
    async with opened(desk) as (app, pilot):
        await press(app, pilot, "f")
        await write(app, pilot, "ks f")
        await press(app, pilot, "enter")
        await until(app, pilot, lambda text: "1 av 1" in text)
    async with opened(make_desk()) as (app, pilot):
        shown = await until(app, pilot, lambda text: "1 av 1" in text)
    assert "KS Företag" in shown
    assert shown_numbers(shown)[:1] == ["1003"]


@pytest.mark.rule("SYST-05")
async def test_search_finds_while_typing_and_esc_leaves_it(desk: Desk) -> None:
    async with opened(desk) as (app, pilot):
        await press(app, pilot, "slash")
        await write(app, pilot, "asa öst")
        await until(app, pilot, lambda text: "1 av 1" in text and "”asa öst”" in text)
        await press(app, pilot, "enter", "escape")
        await until(app, pilot, lambda text: "av 5" in text)
        assert not app.screen.query_one("#search", Input).display


@pytest.mark.rule("ALL-03")
async def test_a_colleagues_claim_is_seen_within_two_seconds(
    desk: Desk, colleague: Desk, syst: Queue
) -> None:
    async with opened(desk, WIDE) as (app, pilot):
        perform.perform(colleague, syst, "1002", "claim", {})
        shown = await until(app, pilot, lambda text: "hålls av xbo" in text)
        assert "⊘" in shown


@pytest.mark.rule("ALL-03")
async def test_a_change_on_old_data_is_refused_and_the_typed_text_kept(
    desk: Desk, colleague: Desk, syst: Queue
) -> None:
    async with opened(desk) as (app, pilot):
        await press(app, pilot, "a")
        await until(app, pilot, lambda text: "Vad har du gjort?" in text)
        await write(app, pilot, "Mitt arbete")
        forwarded = {"to": "Mätning", "log": "Jag tog den"}
        perform.perform(colleague, syst, "1002", "forward", forwarded)
        await press(app, pilot, "enter")
        shown = await until(app, pilot, lambda text: "har ändrats under tiden" in text)
        assert "xbo" in shown
        assert "Ta vidare" in shown
        assert worklist.line(desk, syst, "1002").state is State.WAITING
        await press(app, pilot, "1")
        await until(app, pilot, lambda text: "Vad har du gjort?" in text)
        assert app.screen.query_one(LogArea).text == "Mitt arbete"
        await press(app, pilot, "enter")
        await until(app, pilot, lambda text: "Ärende 1002 avslutat" in text)
    assert worklist.line(desk, syst, "1002").state is State.DONE


@pytest.mark.rule("ALL-02")
async def test_a_log_that_is_left_out_is_asked_for(desk: Desk, syst: Queue) -> None:
    async with opened(desk) as (app, pilot):
        await press(app, pilot, "a", "enter")
        await until(app, pilot, lambda text: "”Vad har du gjort?” saknas" in text)
        assert isinstance(app.screen, AskMove)
    assert worklist.line(desk, syst, "1002").state is State.NEW


@pytest.mark.rule("ALL-01")
async def test_several_cases_at_once_each_with_its_own_result(desk: Desk, syst: Queue) -> None:
    async with opened(desk) as (app, pilot):
        await press(app, pilot, "space", "down", "space", "a")
        await until(app, pilot, lambda text: "2 ärenden: 1002, 1003" in text)
        await press(app, pilot, "enter")
        await until(app, pilot, lambda text: "Vad har du gjort?" in text)
        await write(app, pilot, "Klart")
        await press(app, pilot, "enter")
        await until(app, pilot, lambda text: "1003: 1003 är en återinkoppling" in text)
    assert worklist.line(desk, syst, "1002").state is State.DONE
    assert worklist.line(desk, syst, "1003").state is State.NEW


async def test_what_was_typed_survives_esc(desk: Desk) -> None:
    async with opened(desk) as (app, pilot):
        await press(app, pilot, "a")
        await until(app, pilot, lambda text: "Vad har du gjort?" in text)
        await write(app, pilot, "Halvvägs")
        await press(app, pilot, "escape")
        await at_rest(app, pilot)
        await press(app, pilot, "a")
        await until(app, pilot, lambda text: "Halvvägs" in text)


@pytest.mark.rule("SYST-15")
async def test_the_outage_is_switched_and_stands_on_the_screen(desk: Desk) -> None:
    async with opened(desk) as (app, pilot):
        await press(app, pilot, "D")
        await until(app, pilot, lambda text: "Har WMS gått ner?" in text)
        await press(app, pilot, "j")
        await until(app, pilot, lambda text: "WMS NERE sedan" in text and "(xanna)" in text)


async def test_a_list_with_nothing_in_it_says_what_to_do(desk: Desk) -> None:
    async with opened(desk) as (app, pilot):
        await press(app, pilot, "slash")
        await write(app, pilot, "finns inte")
        await until(app, pilot, lambda text: "Inget ärende passar filtret" in text)


@pytest.mark.rule("ALL-01")
async def test_every_action_is_in_the_palette(desk: Desk) -> None:
    async with opened(desk, WIDE) as (app, _pilot):
        named = [command.title for command in app.get_system_commands(app.screen)]
    for title in ("Nästa", "Avsluta", "Ta vidare", "Sms", "Kommentera", "Ångra", "Läs in lista"):
        assert any(each.startswith(title) for each in named), title
