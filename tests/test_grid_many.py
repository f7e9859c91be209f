"""The grid with 10,000 rows, and the ways to it from other screens."""

import sqlite3
import time
from contextlib import closing

import pytest

from backoffice_tui.desk import worklist
from backoffice_tui.desk.desk import Desk
from backoffice_tui.queues.stora import STORA
from backoffice_tui.tui.app import Console
from backoffice_tui.tui.case_screen import CaseScreen
from backoffice_tui.tui.grid_screen import GridScreen
from backoffice_tui.tui.grid_typing import TypingGrid
from tests.conftest import MakeDesk
from tests.console import opened, press, until, write
from tests.large import requested

ROWS = 10_000
PATIENT = 2.0
"""Seconds that a slow machine may take for what takes a tenth of it."""


def fill(desk: Desk, count: int) -> None:
    """As many rows as that, made of the first in the store's own file."""
    changed = {
        "id": "1000 + n",
        "number": "'C' || n",
        "place": "place || '-' || printf('%06d', n)",
        "note": "'Notering ' || (n * 7919 % 10007)",
    }
    with closing(sqlite3.connect(desk.store.location.uri("rw"), uri=True)) as connection:
        names = [row[1] for row in connection.execute("PRAGMA table_info(cases)")]
        values = ", ".join(changed.get(name, name) for name in names)
        connection.execute(
            f"WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {count})"  # noqa: S608
            f" INSERT INTO cases ({', '.join(names)}) SELECT {values} FROM cases, s WHERE id = 1"
        )
        connection.commit()


def grid_of(app: Console) -> TypingGrid:
    return app.screen.query_one(TypingGrid)


@pytest.mark.rule("STORA-14")
async def test_ten_thousand_rows_are_sorted_narrowed_and_typed_in(make_desk: MakeDesk) -> None:
    desk = make_desk(start_screen=STORA.key)
    requested(desk)
    fill(desk, ROWS - 1)
    async with opened(desk, (160, 45)) as (app, pilot):
        await until(app, pilot, lambda text: f"1 av {ROWS}" in text)
        grid = grid_of(app)
        grid.go_to("1", "note")
        started = time.perf_counter()
        await press(app, pilot, "f3", "f3", "ctrl+home")
        await until(app, pilot, lambda text: "Notering 9999" in text.splitlines()[2])
        assert time.perf_counter() - started < 2 * PATIENT
        started = time.perf_counter()
        await press(app, pilot, "ctrl+end", "up", "pageup", "ctrl+home")
        assert time.perf_counter() - started < PATIENT
        started = time.perf_counter()
        await write(app, pilot, "Sist")
        await press(app, pilot, "enter")
        await until(app, pilot, lambda _text: not grid.typing)
        assert time.perf_counter() - started < PATIENT
        first = grid.sheet.rows[0]
        await press(app, pilot, "f4")
        await until(app, pilot, lambda text: "Visa rader där" in text)
        await write(app, pilot, "=notering 99")
        await press(app, pilot, "enter")
        await until(app, pilot, lambda text: f"1 av 1 (av {ROWS})" in text)
    assert worklist.line(desk, STORA, first.number).note == "Sist"


async def test_a_case_of_another_queue_is_found_and_opened(desk: Desk) -> None:
    requested(desk)
    async with opened(desk) as (app, pilot):
        assert not isinstance(app.screen, GridScreen)
        await press(app, pilot, "F")
        await write(app, pilot, "provbolaget")
        await until(app, pilot, lambda text: "B1" in text)
        await press(app, pilot, "enter", "enter")
        await until(app, pilot, lambda _text: isinstance(app.screen, CaseScreen))
        await press(app, pilot, "escape")
        await until(app, pilot, lambda _text: isinstance(app.screen, GridScreen))
        await press(app, pilot, "2", "3", "2")
        await until(app, pilot, lambda _text: not isinstance(app.screen, GridScreen))


@pytest.mark.rule("STORA-06", "STORA-10", "STORA-14", "STORA-15")
async def test_a_case_is_registered_and_not_closed_from_its_cells(make_desk: MakeDesk) -> None:
    desk = make_desk(start_screen=STORA.key)
    requested(desk)
    requested(desk, 7, 300)
    async with opened(desk) as (app, pilot):
        await press(app, pilot, "f6", "f6")
        shown = await until(app, pilot, lambda text: "1 av 1" in text and "ej registrerade" in text)
        assert "○ Upprättat" in shown
        await press(app, pilot, "f6")
        await until(app, pilot, lambda text: "av 2" in text)
        assert grid_of(app).position == 2
        await press(app, pilot, "right", "right", "right")
        await write(app, pilot, "Sju fakturor")
        await press(app, pilot, "enter")
        await until(app, pilot, lambda text: "Registrera B2 i Stora ärenden?" in text)
        await press(app, pilot, "escape")
        await until(app, pilot, lambda text: "Inte registrerat" in text)
        await press(app, pilot, "enter", "j")
        await until(app, pilot, lambda text: text.count("○ Ny") == 2)
        await press(app, pilot, "right", "right")
        await write(app, pilot, "hanterad")
        await press(app, pilot, "enter")
        await until(app, pilot, lambda text: "kan inte avslutas" in text)
    line = worklist.line(desk, STORA, "B2")
    assert (line.subject, line.registered_by, line.handler) == ("Sju fakturor", "xanna", "")
