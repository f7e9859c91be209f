"""Lists kept by name: by key, by command, each agent's own."""

from pathlib import Path

import pytest

from backoffice_tui.desk import kept, preferences
from backoffice_tui.desk.desk import Desk
from backoffice_tui.model.states import State
from backoffice_tui.queues import QUEUES
from backoffice_tui.routine.errors import NotFound, Refused
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.listing import Filter
from backoffice_tui.texts import use
from tests.commands import Office, call, registered
from tests.conftest import MakeDesk
from tests.console import NARROW, WIDE, Size, opened, press, until, write
from tests.hostile import HOSTILE
from tests.leases import bring, contract
from tests.tasks import task

TRANSFERS = Filter(klass="Vakuudet", type="Vakuuden siirto", state=State.NEW, search="koekatu")


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    return Office(tmp_path, monkeypatch)


@pytest.mark.rule("TYO-01")
def test_a_filter_is_kept_whole_under_its_name_for_its_queue_and_agent(
    desk: Desk, colleague: Desk, syst: Queue
) -> None:
    tasks = QUEUES["tyojono"]
    assert kept.keep(desk, tasks, "  Äänisiirrot ", TRANSFERS) == "Äänisiirrot"
    kept.keep(desk, tasks, "Avoimet", Filter(unassigned=True))
    assert list(kept.kept(desk, tasks)) == ["Avoimet", "Äänisiirrot"]
    assert kept.named(desk, tasks, "AANISIIRROT") == TRANSFERS
    assert kept.name_of(kept.kept(desk, tasks), TRANSFERS) == "Äänisiirrot"
    assert kept.kept(desk, syst) == kept.kept(colleague, tasks) == {}
    kept.keep(desk, tasks, "avoimet", Filter(all=True))
    assert kept.named(desk, tasks, "Avoimet") == Filter(all=True)
    assert len(kept.kept(desk, tasks)) == 2
    kept.forget(desk, tasks, "AVOIMET")
    with pytest.raises(NotFound, match="Ääni"):
        kept.named(desk, tasks, "Avoimet")


@pytest.mark.parametrize("name", ["", "  ", "x" * 41])
def test_a_name_can_be_said(desk: Desk, syst: Queue, name: str) -> None:
    with pytest.raises(Refused):
        kept.keep(desk, syst, name, Filter())
    assert kept.kept(desk, syst) == {}


def test_no_more_lists_than_one_can_look_through(desk: Desk, syst: Queue) -> None:
    for at in range(kept.MOST):
        kept.keep(desk, syst, f"lista {at}", Filter(search=str(at)))
    kept.keep(desk, syst, "LISTA 7", Filter(all=True))
    with pytest.raises(Refused, match=str(kept.MOST)):
        kept.keep(desk, syst, "en till", Filter())


@pytest.mark.parametrize(
    "body", ["{", "[]", '{"a": 1}', '{"a": {"state": "lost", "colour": "red"}}']
)
def test_what_another_version_kept_does_no_harm(desk: Desk, syst: Queue, body: str) -> None:
    preferences.remember(desk, "syst.lists", body)
    assert set(kept.kept(desk, syst).values()) <= {Filter()}


@pytest.mark.rule("TYO-01", "ALL-01")
def test_a_list_is_kept_shown_and_let_go_of_by_command(office: Office) -> None:
    registered(office, call(1), call(2, direction="out"))
    made = office("syst", "keep", "Inflyttar", "--kind", "Inflytt", "--json")
    assert made.json == {"name": "Inflyttar", "kind": "Inflytt"}
    shown = office("syst", "list", "--kept", "inflyttar", "--json").json
    assert [case["kind"] for case in shown["cases"]] == ["Inflytt"]
    none = office("syst", "list", "--kept", "Inflyttar", "--search", "finnsinte", "--json")
    assert none.json["total"] == 0
    assert office("syst", "next", "--peek", "--kept", "Inflyttar", "--json").json["case"]
    assert office("syst", "kept", "--json").json["lists"] == [made.json]
    assert "--kind Inflytt" in office("syst", "kept").out
    assert office("syst", "forget", "INFLYTTAR").code == 0
    gone = office("syst", "list", "--kept", "Inflyttar", "--json")
    assert (gone.code, gone.error["kind"], gone.error["rule"]) == (4, "not_found", "TYO-01")
    assert office("syst", "kept").out == ""


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "160x45"])
@pytest.mark.rule("TYO-01")
async def test_a_queue_is_narrowed_by_class_and_type_and_kept_by_key(
    make_desk: MakeDesk, tmp_path: Path, size: Size
) -> None:
    use("fi")
    at = make_desk(start_screen="tyojono")
    bring(at, tmp_path, contract(1), contract(2))
    task(at)
    task(at, type="Vakuuden siirto", target_contract="V-2")
    async with opened(at, size) as (app, pilot):
        await until(app, pilot, lambda text: "1 / 2" in text)
        await press(app, pilot, "f", "tab", "tab")
        await write(app, pilot, "enn")
        await press(app, pilot, "tab")
        await write(app, pilot, "Vakuuden s")
        await press(app, pilot, "enter")
        await until(app, pilot, lambda text: "Tyyppi voi olla: Ennakon palautus" in text)
        await press(app, pilot, "shift+tab", "delete")
        await write(app, pilot, "vak")
        await press(app, pilot, "enter")
        await until(app, pilot, lambda text: "1 / 1 · Vakuudet · Vakuuden siirto" in text)
        await press(app, pilot, "Q", "s")
        await write(app, pilot, "Siirrot")
        await press(app, pilot, "enter")
        await until(app, pilot, lambda text: "Siirrot" in text and "Omat jonot" in text)
        await press(app, pilot, "escape", "escape", "escape")
        await until(app, pilot, lambda text: "/ 2" in text)
        await press(app, pilot, "Q", "enter")
        await until(app, pilot, lambda text: "1 / 1 · Vakuudet · Vakuuden siirto" in text)
        await press(app, pilot, "escape", "colon")
        await write(app, pilot, "jono: siir")
        await press(app, pilot, "enter")
        await until(app, pilot, lambda text: "1 / 1 · Vakuudet · Vakuuden siirto" in text)
        await press(app, pilot, "Q", "d")
        await until(app, pilot, lambda text: "Poistetaanko ”Siirrot”?" in text)
        await press(app, pilot, "escape")
        assert list(kept.kept(at, QUEUES["tyojono"])) == ["Siirrot"]
        await press(app, pilot, "d", "k")
        await until(app, pilot, lambda text: "Et ole vielä tallentanut" in text)


async def test_a_hostile_name_is_shown_as_text(make_desk: MakeDesk, tmp_path: Path) -> None:
    at = make_desk(start_screen="tyojono")
    bring(at, tmp_path, contract(1))
    task(at)
    kept.keep(at, QUEUES["tyojono"], HOSTILE["markup action"][: kept.LONGEST], Filter(all=True))
    async with opened(at) as (app, pilot):
        await press(app, pilot, "Q")
        await until(app, pilot, lambda text: "[@click" in text)
