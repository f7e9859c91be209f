"""What came from the e-service and goes to the bank, by key."""

import json
from pathlib import Path

import pytest

from backoffice_tui.desk import aside, intake
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.perform import perform
from backoffice_tui.routine import nobody
from backoffice_tui.settings.choices import PaidFrom
from backoffice_tui.tui.service import ServiceScreen
from backoffice_tui.tui.take_in import LOOKED, TAKEN, TakeInScreen
from tests.conftest import MakeDesk
from tests.console import opened, press, until
from tests.console import write as type_in
from tests.feeds import TYOJONO, feed, lines, notice
from tests.leases import bring, contract
from tests.making import rows
from tests.screens import SIZES, around, words_of
from tests.screens import until as holds
from tests.screenshots import text_of


@pytest.fixture
def let(make_desk: MakeDesk, tmp_path: Path) -> Desk:
    """A store with contracts, notices, and one notice set aside."""
    desk = make_desk(payer=PaidFrom("Esimerkin Asunnot Oy", nobody.iban(1)))
    bring(desk, tmp_path, *map(contract, range(1, 6)))
    feed(desk, tmp_path, notice(1), notice(2), notice(9), "torn")
    return desk


@pytest.mark.rule("TYO-06", "ALL-01", "ALL-02")
@pytest.mark.parametrize("size", SIZES)
async def test_what_is_set_aside_is_tried_again_and_let_go(
    let: Desk, tmp_path: Path, size: tuple[int, int]
) -> None:
    async with opened(let, size) as (app, pilot):
        await press(app, pilot, "4", "A")
        shown = await until(app, pilot, lambda text: "2 åt sidan" in text)
        assert "irt-9" in shown
        assert "V-9" in shown
        bring(let, tmp_path, contract(8))
        await press(app, pilot, "t")
        await until(app, pilot, lambda text: "Fortfarande åt sidan: 2" in text)
        await press(app, pilot, "down", "d")
        await type_in(app, pilot, "Avklippt rad, den hela kom")
        await press(app, pilot, "enter")
        await until(app, pilot, lambda text: "1 åt sidan" in text)
    assert [each.notice for each in aside.aside(let)] == ["irt-9"]


@pytest.mark.rule("TYO-14", "ALL-01")
async def test_the_robot_says_what_it_would_do_and_does_it_once(let: Desk) -> None:
    async with opened(let) as (app, pilot):
        await press(app, pilot, "4", "A", "o")
        await until(app, pilot, lambda text: "Att förbereda: 2" in text)
        assert rows(let, "SELECT count(*) FROM robot_marks") == [(0,)]
        await press(app, pilot, "j")
        await until(app, pilot, lambda text: "förberedde 2" in text)
        assert rows(let, "SELECT count(*) FROM robot_marks") == [(2,)]
        await press(app, pilot, "o")
        await until(app, pilot, lambda text: "Inget är nytt för roboten" in text)


@pytest.mark.rule("TYO-17", "ALL-01")
async def test_a_days_returns_are_written_where_one_says(let: Desk, tmp_path: Path) -> None:
    told = {"type": "Vakuuden palautus", "contract": "V-1", "details": "Palautetaan."}
    made = intake.register(let, TYOJONO, told)
    assert made is not None
    given = {"log": "Palautettu.", "iban": nobody.iban(1), "holder": "Aino Esimerkki 1"}
    perform(let, TYOJONO, made.line.number, "acknowledge", given)
    out = tmp_path / "home" / "aterbetalningar-2026-11-20.xml"
    out.parent.mkdir(exist_ok=True)
    async with opened(let) as (app, pilot):
        await press(app, pilot, "4", "A", "p")
        await until(app, pilot, lambda text: "Återbetalningar: 1" in text)
        await press(app, pilot, "escape")
        assert rows(let, "SELECT count(*) FROM payment_files") == [(0,)]
        await press(app, pilot, "p")
        await until(app, pilot, lambda text: "Återbetalningar: 1" in text)
        await press(app, pilot, "enter")
        await until(app, pilot, lambda _text: out.exists())
    assert "<NbOfTxs>1</NbOfTxs>" in out.read_text(encoding="utf-8")
    assert out.with_suffix(".xlsx").exists()


@pytest.mark.rule("TYO-06", "ALL-01")
@pytest.mark.parametrize(
    ("name", "content", "new"),
    [
        ("night.jsonl", lines(notice(3), notice(4), "torn"), 2),
        ("contracts.json", json.dumps([contract(6), contract(7)]), 2),
    ],
)
async def test_a_feed_or_contracts_are_looked_at_and_taken_in(
    let: Desk, tmp_path: Path, name: str, content: str, new: int
) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / name).write_text(content, encoding="utf-8")
    screen = TakeInScreen(let, TYOJONO)
    async with around(screen) as (app, pilot):
        await holds(lambda: screen.field.value)
        screen.field.value = f"{folder}/{name}"
        await pilot.press("enter")
        await holds(lambda: screen.stage == LOOKED)
        assert f"Nya: {new}," in words_of(app)
        await pilot.press("f2")
        await holds(lambda: screen.stage == TAKEN)


async def test_nothing_aside_says_what_to_do(desk: Desk) -> None:
    screen = ServiceScreen(desk, TYOJONO)
    async with around(screen) as (app, _pilot):
        await holds(lambda: "Inget ligger åt sidan" in text_of(app))
