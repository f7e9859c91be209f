"""Notices worked by key in Finnish: the form, the three ways, the preview, the person's card, and the way back."""

from pathlib import Path

import pytest

from backoffice_tui.desk import contracts, outbox, worklist
from backoffice_tui.desk.desk import Desk
from backoffice_tui.model.states import State
from backoffice_tui.queues.tyojono import TYOJONO
from backoffice_tui.texts import use
from backoffice_tui.tui.contract_screen import ContractScreen
from backoffice_tui.tui.notice import TaskScreen
from backoffice_tui.tui.person_screen import PersonScreen
from backoffice_tui.tui.preview import PreviewScreen
from tests.conftest import MakeDesk
from tests.console import NARROW, WIDE, Size, opened, press, until, write
from tests.hostile import HOSTILE
from tests.leases import bring, contract, tenant
from tests.screens import is_harmless
from tests.screenshots import text_of
from tests.tasks import bound, make, notice, open_tasks, tenancy

sizes = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "160x45"])
SPOUSES = (tenant(1, name="Aino Virtanen"), tenant(2, name="Eero Virtanen"))


@pytest.fixture(autouse=True)
def _finnish(_swedish: None) -> None:
    use("fi")


@pytest.fixture
def at(make_desk: MakeDesk, tmp_path: Path) -> Desk:
    """The agent xanna, whose console opens on the queue; two spouses are parties of V-1."""
    desk = make_desk(now="2026-11-20T09:30:00+02:00", start_screen=TYOJONO.key)
    spouse = {"person": "P-9", "name": "Onni Korhonen"}
    bring(desk, tmp_path, contract(1, *SPOUSES), contract(2, tenant(3), spouses=[spouse]))
    return desk


@sizes
@pytest.mark.rule("TYO-07", "TYO-09", "TYO-11", "TYO-12", "TYO-13", "TYO-15", "ALL-01")
async def test_two_spouses_leave_one_after_the_other(at: Desk, size: Size) -> None:
    notice(at, "P-1001")
    notice(at, "P-1002")
    async with opened(at, size) as (app, pilot):
        await press(app, pilot, "enter")
        shown = await until(app, pilot, lambda text: "Vahvista irtisanominen" in text)
        assert shown.count("● avoin") == 3
        assert "Sääntö TYO-16" in shown
        await press(app, pilot, "tab")
        shown = await until(app, pilot, lambda text: "Eero Virtanen" in text)
        assert shown.count("✓ irtisanonut 2026-11-18") == 2
        await press(app, pilot, "w")
        shown = await until(app, pilot, lambda text: "2026-12-31 to" in text)
        assert "Irtisanomisen vahvistus" in shown
        await press(app, pilot, "f2")
        shown = await until(app, pilot, lambda _text: isinstance(app.screen, PreviewScreen))
        assert "Aino Virtanen  maksuvelvollisuus asti: – → 2026-12-31 to" in shown
        assert bound(at) == ["P-1001", "P-1002"]
        await press(app, pilot, "f2")
        await until(app, pilot, lambda text: "● Kuitattu" in text)
        assert bound(at) == ["P-1002"]
    assert await the_second_ends_the_contract(at, size)
    lease = tenancy(at)
    assert (str(lease.end), str(lease.free_from)) == ("2026-12-31", "2027-01-01")
    assert bound(at) == []
    assert open_tasks(at) == ["Muuttotarkastus", "Poismuutto"]
    assert [each.state for each in outbox.listed(at)] == ["draft", "draft"]


async def the_second_ends_the_contract(at: Desk, size: Size) -> bool:
    """Of the ways only one is open; it asks once more, and ends the contract."""
    async with opened(at, size) as (app, pilot):
        await press(app, pilot, "enter")
        shown = await until(app, pilot, lambda text: text.count("✗ suljettu") == 2)
        assert "viimeinen osapuoli" in " ".join(shown.split())
        assert "suljettu: sama syy" in shown
        assert shown.count("● avoin") == 1
        await press(app, pilot, "w")
        await until(app, pilot, lambda text: "▌" in text)
        assert bound(at) == ["P-1002"]
        await press(app, pilot, "escape", "e")
        await until(app, pilot, lambda text: "Muuttopäivä" in text)
        await press(app, pilot, "f2")
        shown = await until(app, pilot, lambda _text: isinstance(app.screen, PreviewScreen))
        assert all(tab in shown for tab in ("Sopimus 1", "Huoneisto 1", "Tehtävät 2", "Viestit 1"))
        await press(app, pilot, "f2")
        await until(app, pilot, lambda text: "Sopimus V-1 (Koekatu 1 A 1) päätetään" in text)
        await press(app, pilot, "escape")
        await until(app, pilot, lambda text: "Muuttopäivä" in text)
        assert tenancy(at).end is None
        await press(app, pilot, "f2")
        await until(app, pilot, lambda _text: isinstance(app.screen, PreviewScreen))
        await press(app, pilot, "f2")
        await until(app, pilot, lambda text: "päätetään kaikilta" in text)
        await press(app, pilot, "k")
        return "● Kuitattu" in await until(app, pilot, lambda text: "● Kuitattu" in text)


@pytest.mark.rule("TYO-08", "TYO-15", "ALL-06")
async def test_data_is_taken_over_with_old_and_new_side_by_side_and_undone(at: Desk) -> None:
    told = {"new_phone": "050 765 4321", "new_address": "Rantatie 5, 90100 Oulu"}
    notice(at, "P-1001", **told)
    async with opened(at) as (app, pilot):
        await press(app, pilot, "enter")
        await until(app, pilot, lambda text: "● avoin" in text)
        await press(app, pilot, "tab", "tab")
        shown = await until(app, pilot, lambda text: "Pyynnössä" in text)
        assert any("040 123 4567" in row and "→ 050 765 4321" in row for row in shown.splitlines())
        await press(app, pilot, "enter")
        await until(app, pilot, lambda text: "Uusi puhelin" in text)
        await press(app, pilot, "f2")
        shown = await until(app, pilot, lambda _text: isinstance(app.screen, PreviewScreen))
        assert "puhelin: 040 123 4567 → 050 765 4321" in shown
        await press(app, pilot, "f2")
        await until(app, pilot, lambda text: "= 050 765 4321" in text)
        assert contracts.person(at, "P-1001").person.address == "Rantatie 5, 90100 Oulu"
        await press(app, pilot, "tab", "tab")
        await until(app, pilot, lambda text: "puhelin (P-" in text)
        await press(app, pilot, "u")
        await until(app, pilot, lambda text: "kumottu" in text)
    person = contracts.person(at, "P-1001").person
    assert (person.phone, person.address) == ("040 123 4567", "")


@sizes
@pytest.mark.rule("TYO-05", "TYO-07")
async def test_views_and_cards_open_from_the_task_and_lead_back(at: Desk, size: Size) -> None:
    notice(at, "P-1001")
    async with opened(at, size) as (app, pilot):
        await press(app, pilot, "enter")
        await until(app, pilot, lambda text: "● avoin" in text)
        task = app.screen
        await press(app, pilot, "f5")
        await until(app, pilot, lambda text: "[Sopimus]" in text and "812,35 €" in text)
        await press(app, pilot, "f6")
        await until(app, pilot, lambda text: "[Vakuustilanne]" in text and "Alkusaldo" in text)
        await press(app, pilot, "tab")
        shown = await until(app, pilot, lambda text: "[Valvontaruutu]" in text)
        assert "Aino Virtanen on irtisanonut sähköisesti" in shown
        await press(app, pilot, "enter")
        await until(app, pilot, lambda _text: isinstance(app.screen, TaskScreen))
        await press(app, pilot, "escape", "escape")
        await until(app, pilot, lambda _text: app.screen is task)
        await press(app, pilot, "tab", "enter")
        shown = await until(app, pilot, lambda _text: isinstance(app.screen, PersonScreen))
        await until(app, pilot, lambda text: "Henkilötunnus" in text and "V-1" in text)
        await press(app, pilot, "enter")
        await until(app, pilot, lambda _text: isinstance(app.screen, ContractScreen))
        await press(app, pilot, "escape", "escape")
        await until(app, pilot, lambda _text: app.screen is task)


@pytest.mark.rule("TYO-16")
async def test_the_consent_of_a_spouse_has_three_states(at: Desk) -> None:
    notice(at, "P-1003", "V-2")
    async with opened(at) as (app, pilot):
        await press(app, pilot, "enter", "tab")
        await until(app, pilot, lambda text: "? suostumus kysymättä" in text)
        await press(app, pilot, "o")
        await until(app, pilot, lambda text: "Suostumus" in text and "Puoliso" in text)
        assert "kysymättä · annettu · ei annettu" in text_of(app)
        await write(app, pilot, "ei")
        await press(app, pilot, "f2")
        await until(app, pilot, lambda text: "✗ ei suostumusta" in text)
        await press(app, pilot, "o")
        await write(app, pilot, "annettu")
        await press(app, pilot, "f2")
        await until(app, pilot, lambda text: "✓ suostumus annettu" in text)


@pytest.mark.rule("TYO-10", "ALL-02")
async def test_a_notice_is_rejected_with_its_reason(at: Desk) -> None:
    number = notice(at, "P-1001").number
    async with opened(at) as (app, pilot):
        await press(app, pilot, "enter", "h")
        await until(app, pilot, lambda text: "Mitä teit ja miksi?" in text)
        await press(app, pilot, "f2")
        await until(app, pilot, lambda text: "puuttuu" in text)
        await write(app, pilot, "Peruttu puhelimessa")
        await press(app, pilot, "f2")
        await until(app, pilot, lambda text: "× Hylätty" in text)
    assert worklist.line(at, TYOJONO, number).state is State.REJECTED
    assert bound(at) == ["P-1001", "P-1002"]


@pytest.mark.rule("TYO-09", "TYO-16")
async def test_an_earlier_end_wants_a_reason_and_going_back_keeps_what_was_typed(at: Desk) -> None:
    notice(at, "P-1001")
    async with opened(at) as (app, pilot):
        await press(app, pilot, "enter", "w")
        await until(app, pilot, lambda text: "2026-12-31 to" in text)
        await write(app, pilot, "15.12.2026")
        shown = await until(app, pilot, lambda text: text.count("2026-12-15") == 3)
        assert "Maksuvelvollisuus" in shown
        await press(app, pilot, "f2")
        await until(app, pilot, lambda text: "aikaisemmin kuin sääntö" in " ".join(text.split()))
        await press(app, pilot, "tab", "tab")
        await write(app, pilot, "Sovittu puhelimessa")
        await press(app, pilot, "tab", "space", "f2")
        shown = await until(app, pilot, lambda _text: isinstance(app.screen, PreviewScreen))
        assert "viestejä 0" in shown
        await press(app, pilot, "escape")
        shown = await until(app, pilot, lambda text: "Sovittu puhelimessa" in text)
        assert "15.12.2026" in shown
        assert "[ ] Irtisanomisen vahvistus" in shown
        assert bound(at) == ["P-1001", "P-1002"]
        await press(app, pilot, "f2")
        await until(app, pilot, lambda _text: isinstance(app.screen, PreviewScreen))
        await press(app, pilot, "f2")
        await until(app, pilot, lambda text: "● Kuitattu" in text)
    party = tenancy(at).party("P-1001")
    assert party
    assert (str(party.until), str(party.liable_until)) == ("2026-12-15", "2026-12-15")
    assert not outbox.listed(at)


@pytest.mark.rule("TYO-12", "ALL-03")
async def test_a_way_closes_when_a_colleague_ends_the_other_party_a_second_ago(
    at: Desk, make_desk: MakeDesk
) -> None:
    first, second = notice(at, "P-1001").number, notice(at, "P-1002").number
    colleague = make_desk("xbo", "2026-11-20T09:30:00+02:00")
    async with opened(at) as (app, pilot):
        await press(app, pilot, "end", "enter")
        await until(app, pilot, lambda text: text.count("● avoin") == 3 and second in text)
        make(colleague, first, "confirm")
        await press(app, pilot, "w")
        await until(app, pilot, lambda text: "viimeinen osapuoli" in text)
        await press(app, pilot, "escape", "r")
        await until(app, pilot, lambda text: text.count("✗ suljettu") == 2)
    assert bound(at) == ["P-1002"]


@pytest.mark.rule("TYO-05", "ALL-03")
async def test_an_open_view_follows_what_a_colleague_does(at: Desk, make_desk: MakeDesk) -> None:
    number = notice(at, "P-1001").number
    colleague = make_desk("xbo", "2026-11-20T09:30:00+02:00")
    async with opened(at) as (app, pilot):
        await press(app, pilot, "enter", "f5")
        await until(app, pilot, lambda text: text.count("● Osapuoli") == 2)
        make(colleague, number, "confirm")
        await until(app, pilot, lambda text: "○ Päätetty" in text)
        await press(app, pilot, "escape")
        await until(app, pilot, lambda text: "● Kuitattu" in text)


@pytest.mark.rule("ALL-08")
async def test_a_protected_person_is_dots_until_revealed(
    make_desk: MakeDesk, tmp_path: Path
) -> None:
    at = make_desk(now="2026-11-20T09:30:00+02:00", start_screen=TYOJONO.key)
    bring(at, tmp_path, contract(1, tenant(1, name="Sala Salainen", protected=True), tenant(2)))
    notice(at, "P-1001", new_address="Piilotie 1")
    async with opened(at, WIDE) as (app, pilot):
        await press(app, pilot, "enter")
        shown = await until(app, pilot, lambda text: "● avoin" in text)
        for view in ("f5", "escape", "f6", "escape", "f7", "escape"):
            await press(app, pilot, view)
            shown += text_of(app)
        assert "Salainen" not in shown
        assert "Piilotie" not in shown
        await press(app, pilot, "s", "V")
        await until(app, pilot, lambda text: "Mihin tarvitset" in text)
        await write(app, pilot, "Vahvistus")
        await press(app, pilot, "enter")
        await until(app, pilot, lambda text: "Piilotie 1" in text)


@pytest.mark.parametrize("text", [HOSTILE["markup action"], "\x1b[31m[/b] \u202e" + "x" * 3_000])
async def test_hostile_words_are_shown_harmlessly_on_every_pane(at: Desk, text: str) -> None:
    notice(at, "P-1001", message=text, new_phone="1", new_address=text)
    async with opened(at) as (app, pilot):
        await press(app, pilot, "enter")
        for _ in range(5):
            await until(app, pilot, lambda text: "● avoin" in text)
            assert is_harmless(text_of(app))
            await press(app, pilot, "tab")
