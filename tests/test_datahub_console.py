"""The support desk in the console: the weeks, the guidance, and a day imported and worked by key."""

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import pytest

from backoffice_tui.desk import card, support_weeks
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.worklist import line, next_case, page
from backoffice_tui.queues import QUEUES
from backoffice_tui.queues.datahub import DATAHUB
from backoffice_tui.routine.listing import Filter
from backoffice_tui.tui.ar01 import AnswerScreen
from backoffice_tui.tui.guidance import GuidanceScreen
from backoffice_tui.tui.keys import FIRST_DIGIT
from backoffice_tui.tui.weeks import WeeksScreen
from tests.conftest import MakeDesk
from tests.console import NARROW, WIDE, Size, opened, press, until, write
from tests.contacts import contact, invented, made
from tests.test_pty import started

DATA: Final = Path(__file__).parent.parent / "data"
DIGIT: Final = str(FIRST_DIGIT + list(QUEUES).index(DATAHUB.key))
SIZES = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "160x45"])


def a_year(desk: Desk, folder: Path) -> None:
    """Two days this week, one in each of three weeks before, and one in the same week a year ago."""
    wednesday = date(2026, 11, 18)
    before = [wednesday - timedelta(weeks=at) for at in range(4)]
    invented(desk, folder, [*before, date(2026, 11, 19), date(2025, 11, 18)])


@SIZES
@pytest.mark.rule("DH-02", "DH-03", "ALL-01")
async def test_the_weeks_stand_as_bars_with_their_days(
    desk: Desk, tmp_path: Path, size: Size
) -> None:
    a_year(desk, tmp_path)
    (week,) = support_weeks.named_weeks(desk, DATAHUB, "47", "47")
    async with opened(desk, size) as (app, pilot):
        await press(app, pilot, DIGIT, "w")
        shown = await until(app, pilot, lambda text: "ons 2026-11-18" in text)
        assert isinstance(app.screen, WeeksScreen)
        total = week.total
        row = next(each for each in shown.splitlines() if each.startswith("  2026-W47"))
        assert "█" in row
        figures = re.sub("[█-▏│]", " ", row).split()[1:]
        assert [each for each in figures if each.isdigit()] == [
            str(each)
            for each in (total.tickets, 20, total.same_day_share, total.calls, total.service_level)
        ]
        assert (total.tickets, total.calls) == (40, 10)
        day = next(each for each in shown.splitlines() if "ons 2026-11-18" in each)
        known = week.days[2]
        assert "●" * known.answered + "○" * known.missed in day
        assert f"{known.same_day} · {known.same_day_share} %" in day
        await press(app, pilot, "k")
        await until(app, pilot, lambda text: "ons 2026-11-11" in text)
        await press(app, pilot, "y")
        assert "2026-W47\t2026-11-16\t40" in app.clipboard
        await press(app, pilot, "escape", "minus")
        await until(app, pilot, lambda text: "2025-W47" in text and "2026-W47" not in text)
        await press(app, pilot, "plus", "w")
        await until(app, pilot, lambda text: "Veckorna till en arbetsbok" in text)
        await pilot.press("ctrl+u")
        await write(app, pilot, str(tmp_path / "v.xlsx"))
        await press(app, pilot, "enter")
        await until(app, pilot, lambda text: "skrivna till" in text)
        assert (tmp_path / "v.xlsx").exists()
        await press(app, pilot, "escape")
        assert app.screen.query("CaseList")
        assert not isinstance(app.screen, WeeksScreen)


async def test_weeks_in_which_nothing_came_are_empty_and_whole(desk: Desk) -> None:
    contact(desk, received="2026-11-20", category="other")
    async with opened(desk) as (app, pilot):
        await press(app, pilot, DIGIT, "w")
        shown = await until(app, pilot, lambda text: "fre 2026-11-20" in text)
        assert shown.count("2026-W4") >= 8
        assert "–" in shown


@SIZES
@pytest.mark.rule("DH-04", "ALL-01")
async def test_the_guidance_begins_with_the_cards_of_the_case(desk: Desk, size: Size) -> None:
    contact(desk, number="1", title="AR01 peruutus, sopimus jo alkanut")
    async with opened(desk, size) as (app, pilot):
        await press(app, pilot, DIGIT)
        await until(app, pilot, lambda text: "AR01 peruutus" in text)
        await press(app, pilot, "h")
        shown = await until(app, pilot, lambda text: "fall 2A: ångrat efter start" in text)
        assert isinstance(app.screen, GuidanceScreen)
        assert "för 1" in shown or size == NARROW
        rows = [each for each in shown.splitlines() if "2022-11-02" in each]
        assert "fall 2A" in rows[0]
        assert any("◔ Väntar avgörande" in each for each in rows)
        await press(app, pilot, "slash")
        await write(app, pilot, "konkurs")
        shown = await until(app, pilot, lambda text: "En säljare upphör" in text)
        assert "fall 2A" not in shown
        await press(app, pilot, "down")
        await until(app, pilot, lambda text: "kommer inte tillbaka" in text)
        await press(app, pilot, "escape", "y")
        assert "kommer inte tillbaka" in app.clipboard
        await press(app, pilot, "escape", "slash")
        await write(app, pilot, "zzz")
        await until(app, pilot, lambda text: "Inget kort talar om det" in text)


@pytest.mark.rule("DH-04", "DH-08")
@pytest.mark.parametrize(
    ("start", "previous", "card"),
    [
        ("2026-12-01", "ended-by-this", "fall 1: ångrat före start"),
        ("2026-10-01", "ended-by-this", "fall 2A: ångrat efter start"),
        ("2026-10-01", "none", "fall 2B: ångrat efter start"),
        ("2026-11-15", "ended-by-this", "Väntar på avgörande av Energiateollisuus (ET)"),
    ],
)
async def test_an_answer_of_ar01_leads_to_its_card(
    desk: Desk, start: str, previous: str, card: str
) -> None:
    contact(desk, number="1")
    async with opened(desk) as (app, pilot):
        await press(app, pilot, DIGIT, "p")
        await until(app, pilot, lambda _text: isinstance(app.screen, AnswerScreen))
        asked = app.screen
        assert isinstance(asked, AnswerScreen)
        given = {"start": start, "cancelled": "2026-11-20", "previous": previous}
        for name, value in given.items():
            asked.rows[name].value = value
        await press(app, pilot, "f3")
        shown = await until(app, pilot, lambda text: card in text.partition("Datum")[2])
        assert isinstance(app.screen, GuidanceScreen)
        below = shown.splitlines()[11:]
        assert any(card in each for each in below)
        await press(app, pilot, "escape")
        assert asked.is_current


async def test_a_card_that_cannot_be_read_is_said_and_the_console_goes_on(
    make_desk: MakeDesk, tmp_path: Path
) -> None:
    (tmp_path / "fel.toml").write_text("dated = ", encoding="utf-8")
    desk = make_desk(guidance_files={DATAHUB.key: tmp_path})
    contact(desk)
    async with opened(desk) as (app, pilot):
        await press(app, pilot, DIGIT, "h")
        await until(app, pilot, lambda text: "Ett kort går inte att läsa" in text)
        await press(app, pilot, "escape", "escape")
        await until(app, pilot, lambda _: not isinstance(app.screen, GuidanceScreen))


@pytest.mark.rule("DH-01", "DH-03", "ALL-01")
def test_a_day_is_imported_and_worked_by_key(db: Path, make_desk: MakeDesk) -> None:
    desk = make_desk(now="2026-11-20T16:00:00+02:00")
    made(desk, contact(desk, received="2026-11-02", number="0").number, "close", log="x")
    with started(db, {"BACKOFFICE_NOW": "2026-11-20T16:00:00+02:00"}) as terminal:
        terminal.wait_for("ärenden: 0", timeout=20)
        terminal.press(DIGIT)
        terminal.wait_for("backoffice · Datahub", timeout=20)
        for name, count in (("datahub-tickets.xlsx", 70), ("datahub-calls.csv", 9)):
            terminal.press("I")
            terminal.wait_for("Storlek", timeout=20)
            terminal.press("ctrl+u")
            terminal.paste(str(DATA / name))
            terminal.press("enter")
            terminal.wait_for(f"Nya: {count}", timeout=20)
            terminal.press("f2")
            terminal.wait_for("Inläst", timeout=20)
            terminal.press("escape")
            terminal.wait_for("x Nästa", timeout=20)
        terminal.wait_for("1 av 79", timeout=20)
        for at in range(3):
            number = _next(desk)
            terminal.press("x")
            terminal.wait_for(f"{number} är ditt", timeout=20)
            terminal.press("v" if at == 2 else "a")
            terminal.wait_for("Vad svarades", timeout=20)
            if at == 2:
                terminal.press("tab", "tab")
            terminal.type(f"Svar {at}")
            terminal.press("f2")
            terminal.wait_for(f"{number} {'skickat vidare' if at == 2 else 'hanterat'}", timeout=20)
        terminal.press("w")
        terminal.wait_for("fre 2026-11-20", timeout=20)
        shown = terminal.text
        terminal.press("escape", "ctrl+q")
        assert terminal.wait(10) == 0
        assert terminal.not_restored == []
    (week,) = support_weeks.named_weeks(desk, DATAHUB, "47", "47")
    friday = week.days[4]
    assert (friday.tickets, friday.same_day, friday.calls, friday.answered) == (70, 2, 9, 7)
    assert "●●●●●●●○○  7 · 78 %" in shown
    assert "2 · 3 %" in shown


def test_a_row_of_cases_is_worked_without_waiting(db: Path, desk: Desk, tmp_path: Path) -> None:
    """Keys typed ahead wait for the case they are meant for, however long the move before takes."""
    invented(desk, tmp_path, [date(2026, 11, 20)])
    with started(db) as terminal:
        terminal.wait_for("ärenden: 0", timeout=20)
        terminal.press(DIGIT)
        terminal.wait_for("1 av 25", timeout=20)
        for _ in range(6):
            terminal.press("x", "a")
            terminal.type("Svar")
            terminal.press("f2")
        terminal.wait_for("1 av 19", timeout=40)
        terminal.press("ctrl+q")
        assert terminal.wait(10) == 0
    found = page(desk, DATAHUB, Filter(all=True), count=50).rows
    done = [each for each in found if each.handled]
    assert len(done) == 6
    for each in done:
        entries = card.show(desk, DATAHUB, each.number).log
        assert [entry.move for entry in entries] == ["import", "claim", "close"]
    assert not any(each.handler for each in found if not each.handled)


def _next(desk: Desk) -> str:
    found = next_case(desk, DATAHUB, peek=True)
    assert found is not None
    return line(desk, DATAHUB, found.number).number


@pytest.mark.rule("DH-01", "DH-03")
def test_a_day_worked_to_its_end_has_the_figures_of_the_day(make_desk: MakeDesk) -> None:
    """Seventy tickets and nine calls: all but eight tickets handled the same day, eight the next."""
    from backoffice_tui.desk.take_in import take_in

    today = make_desk(now="2026-11-20T16:00:00+02:00")
    for name in ("datahub-tickets.xlsx", "datahub-calls.csv"):
        take_in(today, DATAHUB, DATA / name)
    left = 8
    for _ in range(79 - left):
        found = next_case(today, DATAHUB)
        assert found is not None
        made(today, found.number, "close", log="Ohjeistettu.")
    tomorrow = make_desk(now="2026-11-21T10:00:00+02:00")
    while found := next_case(tomorrow, DATAHUB):
        made(tomorrow, found.number, "close", log="Ohjeistettu.")
    (week,) = support_weeks.named_weeks(today, DATAHUB, "47", "47")
    assert (week.total.tickets, week.total.same_day, week.total.same_day_share) == (70, 62, 89)
    assert (week.total.calls, week.total.service_level) == (9, 78)
