"""The screens of the queue of tasks as text, in Finnish, one picture a screen and size."""

from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from backoffice_tui.queues.tyojono import TYOJONO
from backoffice_tui.texts import use
from tests.conftest import MakeDesk
from tests.console import NARROW, WIDE, Size, opened, press, until
from tests.leases import bring, contract, tenant
from tests.tasks import notice, task
from tests.test_pictures import TextPicture

SCREENS = {
    "tasks": ((), "1 / 3"),
    "notice": (("enter",), "● avoin"),
    "people": (("enter", "tab"), "suostumus kysymättä"),
    "ending": (("enter", "e", "f2"), "Poismuutto"),
    "control": (("enter", "f7"), "Huomattavaa"),
    "task-form": (("n",), "Tehtäväluokka"),
}


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "160x45"])
@pytest.mark.parametrize("screen", SCREENS)
async def test_the_screen_looks_as_it_did(
    make_desk: MakeDesk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    screen: str,
    size: Size,
    snapshot: SnapshotAssertion,
) -> None:
    for name in ("NO_COLOR", "TEXTUAL_THEME", "SSH_CONNECTION"):
        monkeypatch.delenv(name, raising=False)
    use("fi")
    desk = make_desk(now="2026-11-20T09:30:00+02:00", start_screen=TYOJONO.key)
    spouse = {"person": "P-9", "name": "Onni Korhonen"}
    aino, eero = tenant(1, name="Aino Virtanen"), tenant(2, name="Eero Virtanen")
    bring(desk, tmp_path, contract(1, aino, eero, spouses=[spouse]), contract(2, tenant(3)))
    task(desk)
    task(desk, type="Vakuuden siirto", target_contract="V-2", amount="1624,70")
    notice(desk, "P-1001", new_phone="050 765 4321", message="Muutan Ouluun.")
    keys, sign = SCREENS[screen]
    async with opened(desk, size) as (app, pilot):
        await press(app, pilot, *keys)
        if screen == "ending" and size == NARROW:
            await press(app, pilot, "tab", "tab", "tab")
        shown = await until(app, pilot, lambda text: sign in text)
    assert shown == snapshot(extension_class=TextPicture)
