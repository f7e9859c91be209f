"""The lead's screens, by key: the overview, who has what, the reports."""

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest
from openpyxl import load_workbook
from textual.pilot import Pilot

from backoffice_tui.desk import outage, shift, worklist
from backoffice_tui.desk.demo import fill
from backoffice_tui.desk.desk import Desk
from backoffice_tui.queues.syst import SYST
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.tui.app import Console
from backoffice_tui.tui.board import Board
from backoffice_tui.tui.list_screen import ListScreen
from backoffice_tui.tui.overview import OverviewScreen
from backoffice_tui.tui.ways import ToHolders, ToList, ToReport, Way
from tests.commands import environment
from tests.conftest import MakeDesk
from tests.console import NARROW, WIDE, Size, at_rest, bring_in, opened, press, until, write
from tests.hostile import HOSTILE
from tests.making import listed_case, make
from tests.screenshots import text_of
from tests.terminal import Terminal

sizes = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "160x45"])


def board(app: Console) -> Board[Way]:
    return cast("Board[Way]", app.screen.query_one(Board))


def numbers(app: Console) -> Sequence[tuple[str, Way]]:
    """What the cursor can stand on, with its way."""
    lines: Any = board(app)._lines
    return [(bit.text.strip(), bit.link) for line in lines for bit in line if bit.link is not None]


async def go_to(app: Console, pilot: Pilot[None], way: Way) -> None:
    """Move the cursor onto this way by key."""
    at = [link for _, link in numbers(app)].index(way)
    await press(app, pilot, "home", *["right"] * at)
    assert board(app).current == way


@sizes
@pytest.mark.rule("SYST-12", "SYST-14", "ALL-01")
async def test_every_number_opens_the_list_behind_it_and_esc_leads_back(
    lead: Desk, size: Size
) -> None:
    fill(lead, 300)
    async with opened(lead, size) as (app, pilot):
        shown = await until(app, pilot, lambda text: "KS Privat" in text)
        assert "Översikt" in shown
        assert "! " in shown
        assert len(shown.splitlines()) <= size[1]
        for text, way in numbers(app):
            if not isinstance(way, ToList) or way.wanted.team or way.queue != SYST.key:
                continue
            await go_to(app, pilot, way)
            await press(app, pilot, "enter")
            await until(app, pilot, lambda _: isinstance(app.screen, ListScreen))
            assert isinstance(app.screen, ListScreen)
            assert app.screen.queue.key == way.queue
            number = text.removeprefix("! ").split()[-1]
            if way.at:
                assert app.screen.list.current is not None
                assert app.screen.list.current.key == way.at
            elif number.isdigit():
                await until(app, pilot, lambda text, n=number: f"av {n} ·" in text)  # type: ignore[misc]
            await press(app, pilot, "escape")
            await until(app, pilot, lambda text: "Översikt" in text)


async def test_an_agent_starts_on_the_queue_and_finds_the_overview(
    desk: Desk, make_desk: MakeDesk, syst: Queue, tmp_path: Path
) -> None:
    bring_in(desk, syst, tmp_path)
    async with opened(desk) as (app, pilot):
        await until(app, pilot, lambda text: "1 av 5" in text)
        await press(app, pilot, "1")
        await until(app, pilot, lambda text: "Översikt" in text and "KS Företag" in text)
        await press(app, pilot, "3")
        await until(app, pilot, lambda text: "Stora ärenden" in text and "Översikt" not in text)
        await press(app, pilot, "1", "2")
        await until(app, pilot, lambda text: "1 av 5" in text)
    async with opened(make_desk(start_screen="overview")) as (app, pilot):
        await until(app, pilot, lambda _: isinstance(app.screen, OverviewScreen))
    async with opened(make_desk("xlead", start_screen=syst.key)) as (app, pilot):
        await until(app, pilot, lambda text: "1 av 5" in text)


@sizes
@pytest.mark.rule("SYST-15")
async def test_the_overview_follows_what_others_do(
    make_desk: MakeDesk, lead: Desk, size: Size
) -> None:
    anna, night = make_desk("xanna"), make_desk("xnatt", "2026-11-20T04:00:00+01:00")
    shift.start(anna)
    for which in range(3):
        listed_case(night, str(1001 + which), "Avflytt", date(2026, 11, 16))
    async with opened(lead, size) as (app, pilot):
        await until(app, pilot, lambda text: "pass sedan 09:30" in text)
        make(anna, "1001", "close", log="Klart")
        make(anna, "1002", "claim")
        await until(app, pilot, lambda text: "Klara SYST" in text and "xanna 1" in text)
        # The cursor stayed where it was.
        assert board(app).current == ToList(SYST.key, worklist_filter())
        outage.switch(anna, down=True)
        await until(app, pilot, lambda text: "WMS nere sedan 11-20 09:30" in text)
        outage.switch(anna, down=False)
        await until(app, pilot, lambda text: "2 kvar av" in text)


def worklist_filter() -> Any:
    from backoffice_tui.routine.listing import Filter

    return Filter()


def test_nothing_is_sent_while_nothing_happens(db: Path, lead: Desk) -> None:
    fill(lead, 300)
    lead.close()
    (db.parent / "backoffice.toml").write_text('leads = ["xlead"]\n', encoding="utf-8")
    argv = [
        sys.executable,
        "-m",
        "backoffice_tui",
        "--db",
        str(db),
        "--as",
        "xlead",
        "--lang",
        "sv",
    ]
    command = ["sh", "-c", 'cd "$0" && exec "$@"', str(db.parent), *argv]
    with Terminal(command, env=environment({})) as terminal:
        terminal.wait_for("KS Privat", timeout=20)
        while terminal.pump(2.0):
            pass
        # Meanwhile it looks every second whether anybody changed something.
        assert not terminal.pump(4.0)
        terminal.press("ctrl+q")
        assert terminal.wait(10) == 0


@sizes
@pytest.mark.rule("ALL-02", "ALL-06")
async def test_six_cases_of_one_who_is_away_are_given_to_another(
    make_desk: MakeDesk, lead: Desk, size: Size
) -> None:
    anna = make_desk("xanna")
    for which in range(7):
        listed_case(anna, str(1001 + which), "Avflytt", date(2026, 11, 10 + which))
        make(anna, str(1001 + which), "claim")
    make(anna, "1001", "comment", log="Väntar på svar från kunden")
    async with opened(lead, size) as (app, pilot):
        await until(app, pilot, lambda text: "xanna 7" in text)
        await go_to(app, pilot, ToHolders(agent="xanna"))
        await press(app, pilot, "enter")
        shown = await until(app, pilot, lambda text: "inte i pass" in text and "1007" in text)
        assert "Väntar på svar från kunden" in shown
        await press(app, pilot, "tab")
        for _ in range(6):
            await press(app, pilot, "space", "down")
        await press(app, pilot, "b")
        await until(app, pilot, lambda text: "1001, 1002, 1003, 1004, 1005 …" in text)
        await press(app, pilot, "enter")
        await until(app, pilot, lambda text: "Varför" in text)
        await write(app, pilot, "xbo")
        await press(app, pilot, "tab")
        await write(app, pilot, "Anna är sjuk")
        await press(app, pilot, "enter")
        await until(app, pilot, lambda text: "Ärenden: 6 tilldelat" in text)
        held = {worklist.line(lead, SYST, str(1001 + at)).handler for at in range(6)}
        assert held == {"xbo"}
        assert worklist.line(lead, SYST, "1007").handler == "xanna"
        await press(app, pilot, "u")
        await until(app, pilot, lambda text: "1001: ångrat" in text)
        await at_rest(app, pilot)
        assert worklist.line(lead, SYST, "1001").handler == "xanna"


async def test_what_is_let_go_asks_a_lead_for_the_reason_and_an_agent_is_refused(
    make_desk: MakeDesk, lead: Desk
) -> None:
    anna = make_desk("xanna")
    listed_case(anna, "1001", "Avflytt")
    make(anna, "1001", "claim")
    async with opened(make_desk("xbo")) as (app, pilot):
        await press(app, pilot, "B")
        await until(app, pilot, lambda text: "xanna" in text)
        await press(app, pilot, "minus")
        await until(app, pilot, lambda text: "hålls av xanna" in text)
    async with opened(make_desk("xbo")) as (app, pilot):
        await press(app, pilot, "B", "tab", "enter")
        await until(app, pilot, lambda text: "1 av 1 · xanna" in text)
        await press(app, pilot, "escape")
        await until(app, pilot, lambda text: "1 av 1 · alla" in text and "Översikt" not in text)
    async with opened(lead) as (app, pilot):
        await press(app, pilot, "B", "minus")
        await until(app, pilot, lambda text: "Varför" in text)
        await write(app, pilot, "Gick hem")
        await press(app, pilot, "enter")
        await until(app, pilot, lambda text: "Ingen håller något ärende" in text)
        await press(app, pilot, "escape")
        await until(app, pilot, lambda text: "Översikt" in text)
    assert worklist.line(lead, SYST, "1001").handler == ""


async def test_an_agents_own_case_is_let_go_without_a_question(desk: Desk) -> None:
    listed_case(desk, "1001", "Avflytt")
    make(desk, "1001", "claim")
    async with opened(desk) as (app, pilot):
        await press(app, pilot, "minus")
        await until(app, pilot, lambda text: "släppt" in text)
    assert worklist.line(desk, SYST, "1001").handler == ""


@sizes
async def test_the_reports_are_read_and_written_by_key(
    lead: Desk, tmp_path: Path, size: Size
) -> None:
    fill(lead, 300)
    async with opened(lead, size) as (app, pilot):
        await press(app, pilot, "W")
        await until(app, pilot, lambda text: "2026-W47" in text and "alla köer" in text)
        await press(app, pilot, "f")
        await until(app, pilot, lambda text: "alla köer" not in text and "2026-W47" in text)
        for said in ("Just nu", "timme för timme", "avdelningarna", "Det som ligger hos"):
            await press(app, pilot, "right")
            await until(app, pilot, lambda text, said=said: said in text)  # type: ignore[misc]
        await press(app, pilot, "right", "w")
        await until(app, pilot, lambda text: ".svg en bild" in text)
        await press(app, pilot, "end", "ctrl+u")
        await write(app, pilot, str(tmp_path / "v.xlsx"))
        await press(app, pilot, "enter")
        await until(app, pilot, lambda text: "Skrivet: v.xlsx" in text)
        await press(app, pilot, "escape")
        await until(app, pilot, lambda text: "Översikt" in text)
        await go_to(app, pilot, ToReport("weekly", SYST.key))
        await press(app, pilot, "enter")
        await until(app, pilot, lambda text: "Veckorna" in text)
    assert load_workbook(tmp_path / "v.xlsx")["SYST"]["A9"].value == "2026-W47"


async def test_hostile_groups_and_notes_are_only_text(lead: Desk, make_desk: MakeDesk) -> None:
    anna = make_desk("xanna")
    texts = [text for text in HOSTILE.values() if text.strip() and len(text) < 1_000]
    for which, text in enumerate(texts[:12]):
        listed_case(lead, str(1001 + which), "Avflytt", team=text[:60])
        make(anna, str(1001 + which), "claim")
        make(anna, str(1001 + which), "comment", log=text)
    async with opened(lead, WIDE) as (app, pilot):
        await until(app, pilot, lambda text: "xanna 12" in text)
        assert harmless(text_of(app))
        await press(app, pilot, "B", "tab")
        for _ in range(12):
            await press(app, pilot, "down")
            assert harmless(text_of(app))


def harmless(text: str) -> bool:
    return not any(ord(char) < 32 or 0x7F <= ord(char) < 0xA0 for char in text.replace("\n", ""))


async def test_an_empty_store_has_an_overview(lead: Desk) -> None:
    listed_case(lead, "1001", "Avflytt")
    make(lead, "1001", "close", log="Klart")
    async with opened(lead, (60, 15)) as (app, pilot):
        shown = await until(app, pilot, lambda text: "SYST" in text)
        assert "Översikt" in shown
        await press(app, pilot, "down", "left", "up", "end", "home", "pagedown", "pageup", "G", "g")
        assert isinstance(app.screen, OverviewScreen)
