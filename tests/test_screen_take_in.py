"""Taking in a list: found by typing, looked at before anything is written, stopped without a trace."""

import os
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import pytest

from backoffice_tui.desk import preferences, take_in, worklist
from backoffice_tui.desk.desk import Desk
from backoffice_tui.routine.facilities import made_up
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.listing import Filter
from backoffice_tui.tui.paths import Paths, completed
from backoffice_tui.tui.take_in import LOOKED, TAKEN, WORKING, TakeInScreen
from tests.hostile import HOSTILE
from tests.screens import SIZES, around, is_harmless, paste, until, words_of
from tests.screenshots import text_of

HEADINGS = ("Ärendehanteringskod", "Ärendenummer", "Status", "Titel", "Grupp", "Indatum", "Konfig")
FIRST_DAY = date(2026, 11, 2)


def row(number: int, **changes: str) -> list[str]:
    """A row of the activity list."""
    day = FIRST_DAY + timedelta(days=number % 14)
    filled = {
        "code": "SYST",
        "number": str(40000000 + number),
        "state": "Upprättat",
        "title": ("Inflytt", "Avflytt", "Återinkoppling")[number % 3],
        "team": "KS Privat",
        "received": day.isoformat(),
        "facility": made_up(number),
    }
    return list((filled | changes).values())


def write(path: Path, rows: Iterable[list[str]]) -> Path:
    lines = [";".join(HEADINGS), *(";".join(each) for each in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def in_store(desk: Desk, queue: Queue) -> int:
    return worklist.total(desk, queue, Filter(all=True))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "listor"
    made.mkdir()
    return made


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.rule("SYST-05", "STORA-15", "ALL-10")
async def test_a_list_is_looked_at_and_then_taken_in(
    desk: Desk, syst: Queue, folder: Path, size: tuple[int, int]
) -> None:
    write(folder / "igår.csv", [row(number) for number in range(5)])
    screen = TakeInScreen(desk, syst)
    async with around(screen, size) as (app, pilot):
        await write_path(pilot, screen, f"{folder}/ig")
        await pilot.press("tab")
        await until(lambda: screen.field.value == f"{folder}/igår.csv")
        await pilot.press("enter")
        await until(lambda: screen.stage == LOOKED)
        assert "Rader: 5. Nya: 5," in words_of(app)
        assert in_store(desk, syst) == 0
        await pilot.press("f2")
        await until(lambda: screen.stage == TAKEN)
        assert "Inläst. Rader: 5. Nya: 5," in words_of(app)
        await pilot.press("escape")
        await until(lambda: app.gave == [True])
    assert in_store(desk, syst) == 5

    rows = [row(1), row(2, received="2026-11-31"), row(3, code="ANNAT"), row(9, title="Avflytt")]
    write(folder / "ikväll.csv", rows)
    screen = TakeInScreen(desk, syst)
    async with around(screen, size) as (app, pilot):
        await until(lambda: screen.field.value == f"{folder}/")
        await write_path(pilot, screen, "ikväll.csv")
        await pilot.press("enter")
        await until(lambda: screen.stage == LOOKED)
        shown = words_of(app)
        assert "✗ Avvisad rad 3 " in shown
        assert "Indatum" in shown
        assert "”2026-11-31” finns inte" in shown
        assert "ANNAT" in shown
        missing = [line for line in text_of(app).splitlines() if "? Saknas" in line]
        assert len(missing) == 2
        assert in_store(desk, syst) == 5
        await pilot.press("escape")
        assert "-choosing" in screen.classes
        await pilot.press("escape", "escape")
        await until(lambda: app.gave == [False])
    assert in_store(desk, syst) == 5


@pytest.mark.rule("ALL-10")
async def test_half_a_list_is_asked_about_before_it_marks_the_rest(
    desk: Desk, syst: Queue, folder: Path
) -> None:
    take_in.take_in(desk, syst, write(folder / "hel.csv", map(row, range(60))))
    small = take_in.take_in(desk, syst, write(folder / "a.csv", map(row, range(54))), dry_run=True)
    assert (len(small.missing), small.half) == (6, False)
    path = write(folder / "halv.csv", map(row, range(30)))
    screen = TakeInScreen(desk, syst)
    async with around(screen) as (app, pilot):
        await write_path(pilot, screen, str(path))
        await pilot.press("enter")
        await until(lambda: screen.stage == LOOKED)
        await pilot.press("f2")
        await until(lambda: "30 av 60 kända ärenden finns inte" in words_of(app))
        await pilot.press("escape")
        await until(lambda: app.screen is screen)
        assert screen.stage == LOOKED
        await pilot.press("f2")
        await until(lambda: "30 av 60 kända" in words_of(app))
        await pilot.press("j")
        await until(lambda: screen.stage == TAKEN)
    assert len(worklist.page(desk, syst, Filter(missing=True), count=100).rows) == 30


async def write_path(pilot: object, screen: TakeInScreen, text: str) -> None:
    await until(lambda: screen.field.has_focus and screen.field.value)
    if text.startswith("/"):
        screen.field.value = ""
    await paste(pilot, text)  # type: ignore[arg-type]
    await until(lambda: text.rpartition("/")[2] in _first(screen))


def _first(screen: TakeInScreen) -> str:
    current = screen.files.current
    return current.it.name if current else ""


@pytest.mark.parametrize("taking", [False, True])
async def test_esc_stops_with_nothing_written(
    desk: Desk, syst: Queue, folder: Path, taking: bool
) -> None:
    path = write(folder / "lång.csv", (row(number) for number in range(30_000)))
    screen = TakeInScreen(desk, syst)
    async with around(screen) as (app, pilot):
        await until(lambda: screen.field.value)
        screen.field.value = str(path)
        await pilot.pause()
        if taking:
            await pilot.press("enter")
            await until(lambda: screen.stage == LOOKED)
        app.simulate_key("f2" if taking else "enter")
        await until(lambda: screen.stage == WORKING)
        app.simulate_key("escape")
        await until(lambda: "stoppades" in words_of(app))
        assert in_store(desk, syst) == 0
        await until(lambda: screen.field.has_focus)
        assert app.gave == []


async def test_a_file_that_cannot_be_read_says_why_in_place(
    desk: Desk, syst: Queue, folder: Path
) -> None:
    (folder / "tom.csv").touch()
    screen = TakeInScreen(desk, syst)
    async with around(screen) as (app, pilot):
        await until(lambda: screen.field.value)
        for name, said in (("tom.csv", "tom"), ("finns-inte.xlsx", "finns inte")):
            screen.field.value = str(folder / name)
            await pilot.pause(0.3)
            await pilot.press("enter")
            await until(lambda: screen.stage != WORKING and app.errors)
            assert said in words_of(app)
            app.errors.clear()
            await pilot.press("escape")
            screen.field.focus()


def fill_with_hostile_names(folder: Path) -> None:
    names = [text.replace("/", "-")[:80] for text in HOSTILE.values()]
    for at, name in enumerate(sorted(set(names))):
        raw = os.fsencode(f"{folder}/{at:02}") + name.encode(errors="replace") + b"\xff.csv"
        if "\0" not in name and len(raw) < 250:
            Path(os.fsdecode(raw)).touch()


async def test_names_of_files_are_shown_safely_and_opened_as_they_are(
    desk: Desk, syst: Queue, folder: Path
) -> None:
    fill_with_hostile_names(folder)
    screen = TakeInScreen(desk, syst)
    async with around(screen, (160, 45)) as (app, pilot):
        await until(lambda: screen.field.value)
        screen.field.value = f"{folder}/"
        await until(lambda: screen.files.current)
        await pilot.pause(0.3)
        entries = screen.paths.matching(f"{folder}/")
        assert len(entries) > 40
        for entry in entries:
            assert is_harmless(entry.shown)
            assert screen.paths.path(entry.shown).exists()
        assert is_harmless(text_of(app))
        await pilot.press("down", "enter")
        await until(lambda: app.errors)
        assert is_harmless(text_of(app))


async def test_the_folder_is_remembered(desk: Desk, syst: Queue, folder: Path) -> None:
    path = write(folder / "a.csv", [row(1)])
    screen = TakeInScreen(desk, syst)
    async with around(screen) as (_, pilot):
        await until(lambda: screen.field.value)
        screen.field.value = str(path)
        await pilot.press("enter")
        await until(lambda: screen.stage == LOOKED)
        await until(lambda: preferences.remembered(desk, f"take-in-folder-{syst.key}"))
    assert preferences.remembered(desk, f"take-in-folder-{syst.key}") == f"{folder}/"


def test_paths_are_completed_as_far_as_they_agree(folder: Path) -> None:
    for name in ("aktivitet-01.csv", "aktivitet-02.xlsx", "annat.txt", "bild.png", ".dold.csv"):
        (folder / name).touch()
    (folder / "arkiv").mkdir()
    paths = Paths()
    assert {each.name for each in paths.matching(f"{folder}/")} == {
        "aktivitet-01.csv",
        "aktivitet-02.xlsx",
        "annat.txt",
        "arkiv/",
    }
    found = paths.matching(f"{folder}/AK")
    assert completed(f"{folder}/AK", found) == f"{folder}/aktivitet-0"
    assert [each.name for each in paths.matching(f"{folder}/ark")] == ["arkiv/"]
    assert completed(f"{folder}/ark", paths.matching(f"{folder}/ark")) == f"{folder}/arkiv/"
    assert completed("x", []) == "x"
    assert paths.matching(f"{folder}/finns-inte/") == []
