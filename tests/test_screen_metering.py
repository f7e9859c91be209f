"""The metering point on the screen: reached from a case, looked at, compared, billed, copied, by key."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from backoffice_tui.desk import metering, metering_bill, perform
from backoffice_tui.desk.desk import Desk
from backoffice_tui.queues.syst import SYST
from backoffice_tui.tui.copied import Copied
from backoffice_tui.tui.customer import CustomerScreen
from backoffice_tui.tui.dialogs import AskLine, Choose, Confirm
from backoffice_tui.tui.metering import MeteringScreen
from backoffice_tui.tui.metering_ask import AskReadings
from tests.console import NARROW, WIDE, Size, opened, press, until, write
from tests.hostile import HOSTILE
from tests.making import listed_case, register
from tests.screens import is_harmless
from tests.screenshots import text_of
from tests.series import FINNISH, POINT, bring, days_between, file, lines, missing, month, total

if TYPE_CHECKING:
    from sqlmodel import Session

sizes = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "160x45"])
GAP = days_between("2026-10-12", "2026-10-16")


@pytest.fixture
def point(desk: Desk, tmp_path: Path) -> str:
    """A point with a case, whose values lack five days of October."""
    every = lines(POINT, days_between("2026-09-01", "2026-10-31"))
    gone = lines(POINT, GAP)
    bring(desk, tmp_path, [*(each for each in every if each not in gone), *missing(gone)])
    listed_case(desk, facility=POINT, facts={"facility": POINT})
    return POINT


@pytest.mark.rule("SYN-02", "SYN-03", "SYN-05", "ALL-01")
@sizes
async def test_the_card_of_a_cases_point(desk: Desk, point: str, size: Size) -> None:
    async with opened(desk, size) as (app, pilot):
        await press(app, pilot, "K")
        shown = await until(app, pilot, lambda text: "2026-10:" in text)
        for told in ("735 999", "✓ Kontakt", "~ Beräknat", "120 timmar", "▒", "█", "Till kunden"):
            assert told in shown
        signs = next(line for line in shown.splitlines() if "└" in line)
        assert signs.count("~") == len(GAP)
        await press(app, pilot, "left")
        await until(app, pilot, lambda text: "Inga beräknade" in text and "2026-09:" in text)
        await press(app, pilot, "left")
        assert "2026-09:" in text_of(app)
        await press(app, pilot, "escape", "escape")
        assert not isinstance(app.screen, MeteringScreen)


@pytest.mark.rule("SYN-02")
@sizes
async def test_two_readings_are_compared_and_explained(desk: Desk, point: str, size: Size) -> None:
    async with opened(desk, size) as (app, pilot):
        await press(app, pilot, "K")
        await until(app, pilot, lambda text: "2026-10:" in text)
        await press(app, pilot, "left", "c")
        await until(app, pilot, lambda _text: isinstance(app.screen, AskReadings))
        await write(app, pilot, "1000")
        await press(app, pilot, "enter")
        await write(app, pilot, "x")
        await press(app, pilot, "enter")
        await until(app, pilot, lambda text: "är ingen mätarställning" in text)
        await press(app, pilot, "backspace")
        last = (1_000_000 + total(lines(POINT, month("2026-09").days))) / 1000
        await write(app, pilot, f"{last:.3f}")
        await press(app, pilot, "enter")
        await until(app, pilot, lambda text: "✓ Skillnaden är avrundning" in text)


@pytest.mark.rule("SYN-01", "SYN-04")
async def test_a_month_is_billed_after_a_look(desk: Desk, point: str) -> None:
    async with opened(desk, WIDE) as (app, pilot):
        await press(app, pilot, "K")
        await until(app, pilot, lambda text: "2026-10:" in text)
        await press(app, pilot, "b")
        await until(app, pilot, lambda _text: isinstance(app.screen, AskLine))
        await press(app, pilot, "enter")
        await until(app, pilot, lambda _text: isinstance(app.screen, Confirm))
        assert "Varav beräknat" in text_of(app)
        await press(app, pilot, "escape")
        assert metering.show(desk, point).bills == ()
        await press(app, pilot, "b", "enter")
        await until(app, pilot, lambda _text: isinstance(app.screen, Confirm))
        await press(app, pilot, "j")
        await until(app, pilot, lambda text: "2026-10 fakturerades" in text)
        await press(app, pilot, "b", "enter")
        await until(app, pilot, lambda text: "redan" in text)
    assert [str(each.month) for each in metering.show(desk, point).bills] == ["2026-10"]


@pytest.mark.rule("SYN-05", "ALL-07")
async def test_the_text_is_copied_in_the_customers_language(desk: Desk, point: str) -> None:
    async with opened(desk, WIDE) as (app, pilot):
        await press(app, pilot, "K")
        await until(app, pilot, lambda text: "Det här gäller" in text)
        await press(app, pilot, "t")
        await until(app, pilot, lambda text: "Tämä koskee" in text)
        await press(app, pilot, "y")
        await until(app, pilot, lambda _text: isinstance(app.screen, Copied))
        assert "painiketta" in text_of(app)


@pytest.mark.rule("SYN-06")
async def test_a_file_is_loaded_by_key_even_before_there_are_values(
    desk: Desk, tmp_path: Path
) -> None:
    listed_case(desk, facility=POINT, facts={"facility": POINT})
    path = file(tmp_path, [*lines(POINT, month("2026-10").days), "x"])
    async with opened(desk, WIDE) as (app, pilot):
        await press(app, pilot, "K")
        await until(app, pilot, lambda text: "Det finns inga mätvärden" in text)
        await press(app, pilot, "l")
        await until(app, pilot, lambda _text: isinstance(app.screen, AskLine))
        await write(app, pilot, str(path))
        await press(app, pilot, "enter")
        await until(app, pilot, lambda _text: isinstance(app.screen, Confirm))
        assert "745 nya" in text_of(app)
        assert "747: start" in text_of(app)
        await press(app, pilot, "j")
        await until(app, pilot, lambda text: "2026-10:" in text)


@pytest.mark.rule("SYN-02", "ALL-06")
async def test_an_exchange_is_noted_and_undone(desk: Desk, point: str) -> None:
    async with opened(desk, WIDE) as (app, pilot):
        await press(app, pilot, "K")
        await until(app, pilot, lambda text: "2026-10:" in text)
        await press(app, pilot, "e")
        await write(app, pilot, "2026-10-07")
        await press(app, pilot, "enter")
        await until(app, pilot, lambda text: "Mätaren byttes 2026-10-07" in text)
        await press(app, pilot, "u")
        await until(app, pilot, lambda text: "Mätaren byttes 2026-10-07" not in text)
    assert metering.show(desk, point).exchanges == ()


async def test_a_point_is_reached_by_its_typed_id(desk: Desk, tmp_path: Path) -> None:
    bring(desk, tmp_path, lines(FINNISH, month("2026-10").days))
    listed_case(desk)
    async with opened(desk) as (app, pilot):
        await press(app, pilot, "K")
        await until(app, pilot, lambda _text: isinstance(app.screen, AskLine))
        await write(app, pilot, FINNISH)
        await press(app, pilot, "enter")
        await until(app, pilot, lambda text: "2026-10:" in text)
        await press(app, pilot, "slash")
        await until(app, pilot, lambda _text: isinstance(app.screen, AskLine))
        await write(app, pilot, "12x")
        await press(app, pilot, "enter")
        await until(app, pilot, lambda text: "12x" in text)


@pytest.mark.rule("ALL-08")
@sizes
async def test_a_protected_persons_days_are_shown_with_a_reason_only(
    desk: Desk, tmp_path: Path, size: Size
) -> None:
    bring(desk, tmp_path, lines(POINT, days_between("2026-10-01", "2026-10-31")))
    line = register(desk, 1, facility=POINT)
    from tests.making import rows

    desk.store.write(
        lambda session: session.connection().exec_driver_sql("UPDATE cases SET protected = 1")
    )
    assert rows(desk, "SELECT protected FROM cases") == [(1,)]
    async with opened(desk, size) as (app, pilot):
        await press(app, pilot, "K")
        shown = await until(app, pilot, lambda text: "skyddade uppgifter" in text)
        assert POINT not in shown.replace(" ", "")
        assert "█" not in shown
        await press(app, pilot, "y")
        await until(app, pilot, lambda text: "kan inte kopieras" in text)
        await press(app, pilot, "escape", "V")
        await write(app, pilot, "ringer")
        await press(app, pilot, "enter")
        await until(app, pilot, lambda text: "Ta ärendet först" in text)
        perform.perform(desk, SYST, line.number, "claim", {})
        await press(app, pilot, "escape", "V")
        await write(app, pilot, "ringer")
        await press(app, pilot, "enter")
        await until(app, pilot, lambda text: "█" in text)


@pytest.mark.rule("SYN-05", "ALL-09")
async def test_a_customers_points_are_reached_from_the_card(desk: Desk, point: str) -> None:
    from backoffice_tui.model.desk import Customer, Facility

    def work(session: "Session") -> None:
        session.add(Customer(customer="7", name="Åsa Öberg", kind="private", language="fi"))
        session.flush()
        session.add_all(Facility(customer="7", facility=each) for each in (point, FINNISH))

    desk.store.write(work)
    async with opened(desk) as (app, pilot):
        await app.push_screen(CustomerScreen(desk, "7"))
        await until(app, pilot, lambda text: "Åsa Öberg" in text)
        await press(app, pilot, "K")
        await until(app, pilot, lambda _text: isinstance(app.screen, Choose))
        await press(app, pilot, "1")
        # To the customer in their own language.
        await until(app, pilot, lambda text: "2026-10:" in text and "Till kunden (fi" in text)


async def test_no_text_breaks_the_screen(desk: Desk, point: str) -> None:
    async with opened(desk, NARROW) as (app, pilot):
        await press(app, pilot, "K")
        await until(app, pilot, lambda text: "2026-10:" in text)
        screen = app.screen
        assert isinstance(screen, MeteringScreen)
        for text in list(HOSTILE.values())[:12]:
            screen.facility = text
            screen.reload()
            await until(app, pilot, lambda _text: True)
            assert is_harmless(text_of(app))


def test_a_preview_and_the_card_agree(desk: Desk, point: str) -> None:
    card, looked = metering.show(desk, point), metering_bill.preview(desk, point, "2026-10")
    assert card.sum.wh == looked.consumption_wh
    assert card.sum.estimated_wh == looked.estimated_wh
