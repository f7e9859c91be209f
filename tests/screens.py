"""What the tests of screens share: a console around one screen, calls to register, waiting."""

import asyncio
import unicodedata
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Final

from textual import events
from textual.pilot import Pilot
from textual.screen import Screen

from backoffice_tui.desk import intake
from backoffice_tui.desk.desk import Desk
from backoffice_tui.routine.facilities import made_up
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.tui.base import SafeApp
from tests.screenshots import text_of

SIZES: Final = [(80, 24), (160, 45)]
IDENTITY: Final = "198501012382"
PATIENCE: Final = 20


class Around(SafeApp):
    """A console that shows one screen and remembers what it gave."""

    def __init__(self, screen: Screen[Any]) -> None:
        super().__init__()
        self.shown = screen
        self.gave: list[object] = []

    def on_mount(self) -> None:
        super().on_mount()
        self.push_screen(self.shown, self.gave.append)


@asynccontextmanager
async def around(
    screen: Screen[Any], size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[Around, Pilot[None]]]:
    app = Around(screen)
    async with app.run_test(size=size, notifications=True) as pilot:
        await until(lambda: app.screen is screen and screen.focused is not None)
        yield app, pilot


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 (a screen has no event for what it shows)
            await asyncio.sleep(0.01)


async def paste(pilot: Pilot[None], text: str) -> None:
    focused = pilot.app.focused
    assert focused is not None
    focused.post_message(events.Paste(text))
    await pilot.pause()


async def type_in(pilot: Pilot[None], text: str) -> None:
    await pilot.press(*("space" if char == " " else char for char in text))


def words_of(app: SafeApp) -> str:
    """The screen as one line of words, however they were wrapped."""
    return " ".join(text_of(app).split())


def is_harmless(text: str) -> bool:
    """Whether nothing in it could steer a terminal."""
    return not any(unicodedata.category(char) in ("Cc", "Cs") for char in text.replace("\n", ""))


def call(number: int = 1, **changes: str) -> dict[str, str]:
    """A filled-in move log of a private customer who moves in at a disconnected facility."""
    filled = {
        "direction": "in",
        "disconnected": "yes",
        "customer_kind": "private",
        "customer_name": "Åsa Öberg",
        "customer": "100123",
        "identity": IDENTITY,
        "caller": "Åsa Öberg",
        "phone": f"070-174 06 {number:02}",
        "power_of_attorney": "no",
        "facility": made_up(number),
        "address": f"Storgatan {number}, Lund",
        "move_date": "2026-11-24",
        "confirmation_address": "Storgatan 1, Lund",
        "contact_name": "Bo Ek",
    }
    return filled | changes


def registered(desk: Desk, queue: Queue, number: int = 1, **changes: str) -> str:
    """The number of a case made from such a call."""
    made = intake.register(desk, queue, call(number, **changes))
    assert made is not None
    return made.line.number
