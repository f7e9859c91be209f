"""The customer who calls back is found while one types, in every queue and in the register."""

import json
from pathlib import Path

import pytest

from backoffice_tui.desk import customers, perform
from backoffice_tui.desk.desk import Desk
from backoffice_tui.routine.facilities import grouped, made_up
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.tui.customer import CustomerScreen
from backoffice_tui.tui.find import FindScreen
from tests.hostile import HOSTILE
from tests.screens import SIZES, around, is_harmless, paste, registered, until, words_of
from tests.screenshots import text_of


def told_of(desk: Desk, tmp_path: Path, **changes: object) -> None:
    """The register knows customer 100123 with one facility."""
    customer = {
        "customer": "100123",
        "name": "Åsa Öberg",
        "kind": "private",
        "phone": "070-174 06 01",
        "email": "asa@example.com",
        "facilities": [
            {"facility": made_up(1), "address": "Storgatan 1, Lund", "connected": False}
        ],
    }
    path = tmp_path / "kunder.json"
    path.write_text(json.dumps([customer | changes]), encoding="utf-8")
    customers.take_in_customers(desk, path)


@pytest.mark.rule("ALL-09")
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("text", ["öber", "070 1740601", grouped(made_up(1)), "100123", "B1"])
async def test_a_case_is_found_by_what_the_customer_says(
    desk: Desk, syst: Queue, size: tuple[int, int], text: str
) -> None:
    number = registered(desk, syst)
    screen = FindScreen(desk)
    async with around(screen, size) as (app, pilot):
        await paste(pilot, text)
        await until(lambda: screen.found.current)
        assert number in text_of(app)
        await pilot.press("enter")
        await until(lambda: app.gave == [(syst.key, number)])


@pytest.mark.rule("ALL-09")
@pytest.mark.parametrize("size", SIZES)
async def test_a_customer_opens_on_a_card_with_everything(
    desk: Desk, syst: Queue, size: tuple[int, int], tmp_path: Path
) -> None:
    told_of(desk, tmp_path)
    numbers = [registered(desk, syst, at) for at in (1, 2)]
    perform.perform(desk, syst, numbers[0], "text", {})
    screen = FindScreen(desk)
    async with around(screen, size) as (app, pilot):
        await paste(pilot, "100123")
        await until(lambda: "☺ Kund" in text_of(app))
        while screen.found.current and screen.found.current.it.queue:
            await pilot.press("down")
        await pilot.press("enter")
        await until(lambda: isinstance(app.screen, CustomerScreen) and numbers[1] in text_of(app))
        shown = words_of(app)
        for told in ("Åsa Öberg", "070-174 06 01", grouped(made_up(1)), "frånkopplad", "Väntar"):
            assert told in shown
        assert all(number in shown for number in numbers)
        await pilot.press("down", "enter")
        await until(lambda: app.gave)
    (chosen,) = app.gave
    assert chosen in [(syst.key, number) for number in numbers]


@pytest.mark.rule("ALL-08")
async def test_a_protected_person_is_dots_on_the_card(
    desk: Desk, syst: Queue, tmp_path: Path
) -> None:
    told_of(desk, tmp_path, protected=True)
    registered(desk, syst)
    screen = CustomerScreen(desk, "100123")
    async with around(screen, (160, 45)) as (app, _):
        await until(lambda: "Skyddade uppgifter" in words_of(app))
        for secret in ("Öberg", "070-174", "Storgatan", made_up(1)[-6:], "asa@"):
            assert secret not in text_of(app)


async def test_esc_leaves_the_field_and_then_the_screen(desk: Desk) -> None:
    screen = FindScreen(desk)
    async with around(screen) as (app, pilot):
        await pilot.press(*"jkx")
        assert screen.field.value == "jkx"
        await until(lambda: "Inga träffar" in words_of(app))
        await pilot.press("escape")
        assert screen.found.has_focus
        await pilot.press("slash")
        assert screen.field.has_focus
        await pilot.press("escape", "escape")
        await until(lambda: app.gave == [None])


async def test_nothing_that_is_searched_for_breaks_the_screen(desk: Desk, syst: Queue) -> None:
    registered(desk, syst, customer_name="[bold red]Öberg[/] \x1b[2J")
    screen = FindScreen(desk)
    async with around(screen) as (app, pilot):
        for text in HOSTILE.values():
            screen.field.value = ""
            await paste(pilot, text)
            assert is_harmless(text_of(app))
        screen.field.value = ""
        await paste(pilot, "Öberg")
        await until(lambda: screen.found.current)
        assert "[bold red]Öberg[/]" in text_of(app)
        assert app.errors == type(app.errors)()
