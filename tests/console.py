"""A console under test: opened on a real store, driven by keys, read as text."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from textual.pilot import Pilot

from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.take_in import take_in
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.tui.app import Console, console_for
from tests.screenshots import text_of

HEADINGS = "Ärendenummer;Titel;Indatum;Kundnummer;Kundnamn;Grupp;Kod;Status;Önskat datum;Telefon"
CASES = (
    "1001;Avflytt;2026-11-02;77001;Elin Ek;KS Privat;SYST;Upprättat;;070-1740605",
    "1002;Inflytt lgh 1102;2026-11-09;77002;Bo Al;KS Privat;SYST;Upprättat;;070-1740606",
    "1003;ÅTERINKOPPLING akut;2026-11-12;77003;Åsa Öst;KS Företag;SYST;Upprättat;2026-11-18;",
    "1004;Aterinkoppling;2026-11-12;77004;Åke Ål;KS privat;SYST;Upprättat;;070-1740608",
    "1005;utflyttning;2026-11-01;77005;Ulla Ur;KS Privat;SYST;Upprättat;;",
)
"""In the routine's order: 1002, 1003, 1004, 1005, 1001."""

Size = tuple[int, int]
NARROW: Size = (80, 24)
WIDE: Size = (160, 45)
DIALOGS = ("make", "ask", "leave", "practice", "write", "export")
"""The groups of workers that wait for somebody to answer."""


def bring_in(desk: Desk, queue: Queue, folder: Path, rows: Sequence[str] = CASES) -> None:
    """Put a list of cases into the store the way agents do."""
    path = folder / "lista.csv"
    path.write_text("\n".join([HEADINGS, *rows]), encoding="utf-8")
    take_in(desk, queue, path)


@asynccontextmanager
async def opened(desk: Desk, size: Size = NARROW) -> AsyncIterator[tuple[Console, Pilot[None]]]:
    """The console, running, its first list on the screen."""
    app = console_for(desk)
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        await at_rest(app, pilot)
        yield app, pilot


async def at_rest(app: Console, pilot: Pilot[None]) -> None:
    """Wait until every worker but the dialogs has come back and the screen is drawn."""
    for _ in range(200):
        await pilot.pause()
        busy = [each for each in app.workers if each.group not in DIALOGS]
        if not busy:
            break
        await asyncio.sleep(0.01)
    await pilot.pause()


async def press(app: Console, pilot: Pilot[None], *keys: str) -> None:
    """Press keys one after another, each after the last one's work is done."""
    for key in keys:
        await pilot.press(key)
        await at_rest(app, pilot)


async def write(app: Console, pilot: Pilot[None], text: str) -> None:
    """Type a text into the field that has focus."""
    await pilot.press(*["space" if char == " " else char for char in text])
    await at_rest(app, pilot)


async def until(app: Console, pilot: Pilot[None], holds: Callable[[str], bool]) -> str:
    """The screen as text once something holds of it; fails with the screen after five seconds."""
    for _ in range(250):
        await at_rest(app, pilot)
        shown = text_of(app)
        if holds(shown):
            return shown
        await asyncio.sleep(0.02)
    raise AssertionError(text_of(app))
