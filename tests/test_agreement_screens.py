"""AR01, agreements and mass termination in the console, by key, in both sizes."""

import json
from pathlib import Path
from typing import Final

import pytest

from backoffice_tui.desk import agreements, intake
from backoffice_tui.desk.card import show
from backoffice_tui.desk.desk import Desk
from backoffice_tui.queues import QUEUES
from backoffice_tui.routine.facilities import made_up
from backoffice_tui.tui.agreements import AgreementsScreen
from backoffice_tui.tui.ar01 import AnswerScreen
from backoffice_tui.tui.keys import FIRST_DIGIT
from backoffice_tui.tui.list_screen import ListScreen
from backoffice_tui.tui.mass_ending import MassEndScreen
from tests.agreed import CEASED, DATAHUB, bring, last_of, record, switched
from tests.console import NARROW, WIDE, Size, opened, press, until, write

DIGIT: Final = str(FIRST_DIGIT + list(QUEUES).index(DATAHUB.key))
SIZES = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "160x45"])


def ticket(desk: Desk, facility: str = "") -> str:
    """The number of a ticket about a metering point."""
    made = intake.register(
        desk,
        DATAHUB,
        {
            "number": "T1",
            "channel": "ticket",
            "category": "service",
            "title": "AR01 [b]peruutus[/b]",
            "received": "2022-11-02",
            "facility": facility,
        },
    )
    assert made is not None
    return made.line.number


def log_of(desk: Desk, number: str) -> str:
    return "\n".join(each.text for each in show(desk, DATAHUB, number).log if not each.undone)


@SIZES
@pytest.mark.rule("DH-09", "DH-06", "ALL-01")
async def test_the_answer_is_there_while_one_types_and_kept_in_the_log(
    desk: Desk, tmp_path: Path, size: Size
) -> None:
    bring(desk, tmp_path, switched())
    number = ticket(desk, made_up(1))
    async with opened(desk, size) as (app, pilot):
        await press(app, pilot, DIGIT, "p")
        await until(app, pilot, lambda text: "Avtal B1" in text)
        await write(app, pilot, "2.11.2022")
        shown = await until(app, pilot, lambda text: "2022-10-22*–" in text)
        assert "2022-10-01–2022-10-21*" in shown
        assert "█" in shown
        await press(app, pilot, "escape", "y")
        assert "22.10.2022 alkaen (laskettu)" in app.clipboard
        assert "Sääntö DH-06" in app.clipboard
        await press(app, pilot, "escape", "f2")
        await until(app, pilot, lambda _text: isinstance(app.screen, ListScreen))
        assert "Sääntö DH-06. Lähde: Fingrid Datahub" in log_of(desk, number)
        await press(app, pilot, "u")
        await until(app, pilot, lambda _text: "DH-06" not in log_of(desk, number))


@pytest.mark.rule("DH-08", "DH-09")
async def test_typed_without_an_agreement_and_never_guessed(desk: Desk) -> None:
    ticket(desk)
    async with opened(desk) as (app, pilot):
        await press(app, pilot, DIGIT, "p")
        assert isinstance(app.screen, AnswerScreen)
        await write(app, pilot, "25.10.2022")
        await press(app, pilot, "enter")
        await write(app, pilot, "2.13.2022")
        await until(app, pilot, lambda text: "✗" in text)
        await press(app, pilot, *["backspace"] * 7)
        await write(app, pilot, "11.2022")
        await press(app, pilot, "enter", "p")
        shown = await until(app, pilot, lambda text: "Inte reglerat (DH-08)" in text)
        assert "???" in shown
        assert "█" not in shown
        await press(app, pilot, "escape", "escape")
        assert isinstance(app.screen, ListScreen)


@SIZES
@pytest.mark.rule("DH-06", "ALL-06")
async def test_a_cancellation_is_seen_saved_and_taken_back_by_key(
    desk: Desk, tmp_path: Path, size: Size
) -> None:
    bring(desk, tmp_path, switched())
    number = ticket(desk, made_up(1))
    async with opened(desk, size) as (app, pilot):
        await press(app, pilot, DIGIT, "s")
        await until(app, pilot, lambda text: "Uusi Oy" in text)
        await press(app, pilot, "c")
        await write(app, pilot, "5.10.2022")
        await until(app, pilot, lambda text: "Inget kan sparas" in text)
        await press(app, pilot, "f2")
        assert last_of(desk, "B1") == "open"
        await press(app, pilot, *["backspace"] * 9)
        await write(app, pilot, "2.11.2022")
        shown = await until(app, pilot, lambda text: "F2 sparar" in text)
        assert "2022-10-22– (får fortsätta" in " ".join(shown.split())
        assert last_of(desk, "B1") == "open"
        await press(app, pilot, "f2")
        await until(app, pilot, lambda _text: isinstance(app.screen, AgreementsScreen))
        assert (last_of(desk, "B1"), last_of(desk, "A1")) == ("2022-10-21", "open")
        assert "Sopimuksen B1 peruutus" in log_of(desk, number)
        await until(app, pilot, lambda text: "✗ ångrat" in text)
        await press(app, pilot, "u")
        await until(app, pilot, lambda text: "tillbakatagen" in text)
        assert last_of(desk, "A1") == "2022-09-30"


@pytest.mark.rule("DH-10")
async def test_a_mass_termination_is_looked_at_and_its_number_typed(
    desk: Desk, tmp_path: Path
) -> None:
    bring(desk, tmp_path, (record(f"A{at}", at) for at in range(1, 21)))
    ticket(desk)
    async with opened(desk) as (app, pilot):
        await press(app, pilot, DIGIT, "M")
        assert isinstance(app.screen, MassEndScreen)
        await until(app, pilot, lambda text: CEASED in text)
        await write(app, pilot, CEASED.lower())
        await press(app, pilot, "enter")
        await write(app, pilot, "15.10.2022")
        await press(app, pilot, "enter")
        await until(app, pilot, lambda text: "20 av 20 avtal skulle sluta" in text)
        await press(app, pilot, "f2")
        await write(app, pilot, "19")
        await press(app, pilot, "enter")
        await until(app, pilot, lambda text: "Antalet stämmer inte" in text)
        assert last_of(desk, "A1") == "open"
        await press(app, pilot, "f2")
        await write(app, pilot, "20")
        await press(app, pilot, "enter")
        await until(app, pilot, lambda text: "20 av 20 avtal är avslutade" in text)
        assert last_of(desk, "A1") == "2022-10-14"
        path = tmp_path / "rapport.csv"
        await press(app, pilot, "w", *["backspace"] * 120)
        await write(app, pilot, str(path))
        await press(app, pilot, "enter")
        await until(app, pilot, lambda _text: path.exists())
        assert path.read_text(encoding="utf-8-sig").count(CEASED) == 20


@pytest.mark.rule("ALL-09", "ALL-08")
async def test_an_agreement_is_found_by_number_and_facility(desk: Desk, tmp_path: Path) -> None:
    from backoffice_tui.desk.customers import take_in_customers
    from backoffice_tui.desk.find import find

    bring(desk, tmp_path, switched())
    ticket(desk)
    for text in ("B1", made_up(1), " ".join(made_up(1)[at : at + 3] for at in range(0, 18, 3))):
        found = [each for each in find(desk, text) if each.kind == "agreement"]
        assert "B1" in [each.number for each in found]
    async with opened(desk) as (app, pilot):
        await press(app, pilot, "F")
        await write(app, pilot, "B1")
        await until(app, pilot, lambda text: "§ Avtal" in text)
        await press(app, pilot, "enter")
        await until(app, pilot, lambda _text: isinstance(app.screen, AgreementsScreen))
    protected = tmp_path / "kunder.csv"
    protected.write_text(
        f"customer;name;kind;protected;facility\n77;Ada;private;ja;{made_up(1)}\n",
        encoding="utf-8",
    )
    assert take_in_customers(desk, protected).refused == []
    assert all(made_up(1)[-6:] not in each.text.replace(" ", "") for each in find(desk, "B1"))
    assert made_up(1) not in agreements.show_point(desk, "B1").shown


@pytest.mark.rule("ALL-01")
async def test_a_file_of_agreements_is_looked_at_and_taken_in_by_key(
    desk: Desk, tmp_path: Path
) -> None:
    ticket(desk, made_up(1))
    path = tmp_path / "avtal.json"
    path.write_text(json.dumps([*switched(), {**record("C1", 2), "kind": "x"}]), encoding="utf-8")
    async with opened(desk) as (app, pilot):
        await press(app, pilot, DIGIT, "s", "escape", "I")
        await until(app, pilot, lambda text: str(Path.cwd())[:12] in text)
        await press(app, pilot, "ctrl+u", *["backspace"] * 90)
        await write(app, pilot, str(path))
        await press(app, pilot, "enter")
        await until(app, pilot, lambda text: "C1" in text or "kind" in text)
        await press(app, pilot, "f2")
        await until(app, pilot, lambda text: "2" in text)
        await press(app, pilot, "escape")
        await until(app, pilot, lambda text: "Uusi Oy" in text)
    assert last_of(desk, "A1") == "2022-09-30"
