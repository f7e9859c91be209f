"""The call: filled in by keys, told what to say, checked field by field, kept until it is saved."""

import asyncio
from typing import Final

import pytest
from textual import events
from textual.pilot import Pilot

from backoffice_tui.desk import card, drafts, outage, worklist
from backoffice_tui.desk.desk import Desk
from backoffice_tui.model.states import State
from backoffice_tui.routine.facilities import grouped, made_up
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.listing import Filter
from backoffice_tui.tui.fields import LineField
from backoffice_tui.tui.filling import day_text, draft_name
from backoffice_tui.tui.intake import IntakeScreen
from tests.conftest import MakeDesk
from tests.hostile import HOSTILE
from tests.screens import (
    IDENTITY,
    SIZES,
    around,
    call,
    is_harmless,
    paste,
    registered,
    type_in,
    until,
    words_of,
)
from tests.screenshots import text_of

TOLD: Final = (
    "Felet ligger hos oss",
    "Ärendet är taget vidare",
    "Ingen vet i förväg när sms:et kommer",
    "måste vara på plats i anläggningen",
    "personnumret med 12 siffror",
    "inget farligt är påslaget",
)


async def fill_in(pilot: Pilot[None], filled: dict[str, str], screen: IntakeScreen) -> None:
    """Types every field that is shown, in order, as an agent does."""
    letters = {"direction": "ia", "customer_kind": "pf"}
    for field in screen.form.fields:
        row = screen.row(field.name)
        if not row.display:
            continue
        await until(lambda row=row: row.control.has_focus)  # type: ignore[misc]
        text = filled.get(field.name, "")
        if field.name in letters:
            await pilot.press(letters[field.name][text in ("out", "company")])
        elif text in ("yes", "no"):
            await pilot.press("j" if text == "yes" else "n")
        elif field.name == "customer_name":
            await type_in(pilot, text)
        elif text:
            await paste(pilot, text)
        if field.name == "disconnected":
            # What else is asked for follows from it.
            asked = text == "yes"
            await until(lambda asked=asked: screen.row("contact_name").display == asked)  # type: ignore[misc]
        await pilot.press("enter")


@pytest.mark.rule("SYST-01", "SYST-02", "SYST-03")
@pytest.mark.parametrize(
    ("size", "changes", "title", "team"),
    [
        (SIZES[0], {}, "Återinkoppling", "KS Privat"),
        (
            SIZES[1],
            {"customer_kind": "company", "identity": "556036-0793", "disconnected": "no"},
            "Inflytt",
            "KS Företag",
        ),
        (SIZES[0], {"direction": "out", "disconnected": "no"}, "Avflytt", "KS Privat"),
    ],
)
async def test_a_call_is_registered_by_keys_alone(
    desk: Desk, syst: Queue, size: tuple[int, int], changes: dict[str, str], title: str, team: str
) -> None:
    screen = IntakeScreen(desk, syst)
    async with around(screen, size) as (app, pilot):
        await fill_in(pilot, call() | changes, screen)
        await pilot.press("f2")
        await until(lambda: app.gave)
        (number,) = app.gave
        line = worklist.line(desk, syst, str(number))
        assert (line.title, line.team, line.state) == (title, team, State.NEW)
        facts = card.show(desk, syst, str(number)).facts
        assert facts["customer_name"] == "Åsa Öberg"
        assert facts["facility"] == made_up(1)
        assert ("contact_name" in facts) == (title == "Återinkoppling")
    assert drafts.kept(desk, draft_name(syst)) == ""


@pytest.mark.rule("SYST-03")
@pytest.mark.parametrize("size", SIZES)
async def test_each_wrong_field_says_what_is_wrong_beside_it(
    desk: Desk, syst: Queue, size: tuple[int, int]
) -> None:
    screen = IntakeScreen(desk, syst)
    async with around(screen, size) as (app, pilot):
        assert "✗" not in text_of(app)
        await pilot.press("a", "enter", "j", "enter", "p", "enter")
        await until(lambda: "flytta ut från en frånkopplad" in words_of(app))
        await pilot.press("f2")
        await until(lambda: "fält att rätta" in text_of(app))
        wrong = {name: screen.row(name).message for name in ("identity", "phone", "facility")}
        assert all("måste fyllas i" in message for message in wrong.values())
        assert screen.row("email").message == ""
        assert screen.row("disconnected").control.has_focus
        assert app.gave == []
        screen.row("phone").control.focus()
        await type_in(pilot, "inget")
        await until(lambda: "”inget” ser inte ut som" in screen.row("phone").message)
    assert worklist.total(desk, syst, Filter(all=True)) == 0


@pytest.mark.rule("SYST-04")
@pytest.mark.parametrize("size", SIZES)
async def test_what_to_tell_the_customer_is_in_view_at_every_field(
    desk: Desk, syst: Queue, size: tuple[int, int]
) -> None:
    screen = IntakeScreen(desk, syst)
    async with around(screen, size) as (app, pilot):
        asked = "Fråga först om det gäller inflytt eller avflytt"
        await until(lambda: asked in column_of(app, size))
        await pilot.press("i", "enter", "n")
        promised = "En bekräftelse skickas när flytten är genomförd"
        await until(lambda: promised in column_of(app, size))
        await pilot.press("j")
        await until(lambda: all(part in column_of(app, size) for part in TOLD))
        for name in list(screen.given) + [field.name for field in screen.form.fields[3::5]]:
            screen.row(name).control.focus()
            await pilot.pause()
            assert all(part in column_of(app, size) for part in TOLD)


def column_of(app: object, size: tuple[int, int]) -> str:
    """The words of the part of the screen where the script stands."""
    lines = text_of(app).splitlines()  # type: ignore[arg-type]
    return " ".join(" ".join(line[115:] if size[0] > 110 else line for line in lines).split())


@pytest.mark.rule("SYST-03")
async def test_an_outage_and_a_likely_duplicate_are_said_and_hinder_nothing(
    desk: Desk, syst: Queue
) -> None:
    number = registered(desk, syst)
    screen = IntakeScreen(desk, syst)
    async with around(screen) as (app, pilot):
        await until(lambda: "WMS är uppe" in words_of(app))
        await fill_in(pilot, call(), screen)
        await until(lambda: f"samma slag för anläggningen: {number}" in words_of(app))
        await pilot.press("f2")
        await until(lambda: app.gave)
    outage.switch(desk, down=True)
    screen = IntakeScreen(desk, syst)
    async with around(screen) as (app, pilot):
        await until(lambda: "WMS NERE" in words_of(app))
        assert "WMS är uppe" not in words_of(app)


async def test_dates_and_ids_are_read_back(desk: Desk, syst: Queue) -> None:
    screen = IntakeScreen(desk, syst)
    async with around(screen, (160, 45)) as (app, pilot):
        for name, text in {
            "facility": made_up(7),
            "move_date": "24/11",
            "identity": IDENTITY,
        }.items():
            screen.row(name).control.focus()
            await type_in(pilot, text)
        screen.row("address").control.focus()
        await until(lambda: "2026-11-24 tis, 2 arbetsdagar" in text_of(app))
        for told in (grouped(made_up(7)), "✓ 18 siffror", "✓ 12 siffror"):
            await until(lambda told=told: told in text_of(app))  # type: ignore[misc]


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2026-11-20", "2026-11-20 fre, i dag"),
        ("2026-11-21", "2026-11-21 lör, ingen arbetsdag emellan"),
        ("2026-11-23", "2026-11-23 mån, 1 arbetsdag"),
        ("2026-12-01", "2026-12-01 tis, 7 arbetsdagar"),
        ("2026-11-19", "2026-11-19 tor, för 1 arbetsdag sedan"),
        ("2026-11-13", "2026-11-13 fre, för 5 arbetsdagar sedan"),
    ],
)
def test_a_day_is_told_with_its_working_days(day: str, told: str) -> None:
    from datetime import date

    assert day_text(date.fromisoformat(day), date(2026, 11, 20), "SE") == told


async def test_a_draft_survives_the_screen_the_program_and_esc(
    make_desk: MakeDesk, syst: Queue
) -> None:
    desk = make_desk()
    screen = IntakeScreen(desk, syst)
    async with around(screen) as (app, pilot):
        await pilot.press("i", "enter", "enter", "enter")
        await type_in(pilot, "Ängla Åström")
        # The program is told to end before the next look at whether there is something to keep.
        app.terminate(15)
    assert app.exit_code == 143

    screen = IntakeScreen(make_desk(), syst)
    async with around(screen) as (app, pilot):
        await until(lambda: "utkastet är tillbaka" in text_of(app))
        assert screen.given == {"direction": "in", "customer_name": "Ängla Åström"}
        screen.row("caller").control.focus()
        await type_in(pilot, "Bo")
        await until(lambda: '"caller": "Bo"' in drafts.kept(desk, draft_name(syst)))
        await type_in(pilot, "rg")
        await pilot.press("escape")
        assert screen.focused is None
        await pilot.press("escape")
        await until(lambda: app.gave == [None])
        await until(lambda: "Utkastet ligger kvar" in words_of(app))
    assert '"caller": "Borg"' in drafts.kept(desk, draft_name(syst))

    screen = IntakeScreen(desk, syst)
    async with around(screen) as (app, pilot):
        await until(lambda: screen.given)
        await pilot.press("f4")
        await until(lambda: "Töm formuläret?" in text_of(app))
        await pilot.press("escape")
        await until(lambda: app.screen is screen)
        assert screen.given
        await pilot.press("f4")
        await until(lambda: "Töm formuläret?" in text_of(app))
        await pilot.press("j")
        await until(lambda: not screen.given)
        await pilot.press("escape", "escape")
        await until(lambda: app.gave)
    assert drafts.kept(desk, draft_name(syst)) == ""


async def test_letters_are_text_in_a_field_and_nothing_between_fields(
    desk: Desk, syst: Queue
) -> None:
    screen = IntakeScreen(desk, syst)
    async with around(screen) as (app, pilot):
        screen.row("customer_name").control.focus()
        await type_in(pilot, "jkgGxunrL?:/1")
        assert screen.row("customer_name").value == "jkgGxunrL?:/1"
        await pilot.press("escape")
        assert screen.focused is None
        await pilot.press(*"jkxunr1")
        assert app.screen is screen
        assert screen.row("customer_name").value == "jkgGxunrL?:/1"
        await pilot.press("enter")
        assert screen.row("customer_name").control.has_focus


async def test_a_paste_is_kept_whole_whatever_it_holds(desk: Desk, syst: Queue) -> None:
    screen = IntakeScreen(desk, syst)
    async with around(screen) as (app, pilot):
        field = screen.row("address").control
        field.focus()
        await pilot.pause()
        field.post_message(events.Paste("Storgatan 1\r\nlgh 1102\n222 22 Lund"))
        await until(lambda: field.value == "Storgatan 1 lgh 1102 222 22 Lund")
        for value in HOSTILE.values():
            assert isinstance(field, LineField)
            field.clear()
            field.post_message(events.Paste(value))
            await pilot.pause()
            assert is_harmless(field.value)
            assert is_harmless(text_of(app))
        await asyncio.sleep(0.3)
        await pilot.press("f2")
        await until(lambda: "fält att rätta" in text_of(app))
        assert app.is_running


async def test_saving_twice_at_once_makes_one_case(desk: Desk, syst: Queue) -> None:
    screen = IntakeScreen(desk, syst)
    async with around(screen) as (app, pilot):
        await fill_in(pilot, call(), screen)
        await pilot.press("f2", "f2", "f2")
        await until(lambda: app.gave)
    assert len(app.gave) == 1
    assert worklist.total(desk, syst, Filter(all=True)) == 1
