"""The support desk's screens as text, one picture a screen and size."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from backoffice_tui.desk.desk import Desk
from tests.console import NARROW, WIDE, Size, opened, press, until
from tests.contacts import contact, invented
from tests.test_datahub_console import DIGIT
from tests.test_pictures import TextPicture

SCREENS = {"weeks": ("w", "ons 2026-11-18"), "guidance": ("h", "fall 2A")}


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "160x45"])
@pytest.mark.parametrize("screen", SCREENS)
async def test_the_screen_looks_as_it_did(
    desk: Desk, tmp_path: Path, screen: str, size: Size, snapshot: SnapshotAssertion
) -> None:
    wednesday = date(2026, 11, 18)
    days = [wednesday - timedelta(weeks=at) for at in range(3)]
    invented(desk, tmp_path, [*days, date(2025, 11, 19)])
    contact(desk, number="1", received="2026-11-02", title="AR01 peruutus, sopimus jo alkanut")
    key, sign = SCREENS[screen]
    async with opened(desk, size) as (app, pilot):
        await press(app, pilot, DIGIT)
        await until(app, pilot, lambda text: "AR01 peruutus" in text)
        await press(app, pilot, key)
        shown = await until(app, pilot, lambda text: sign in text)
    assert shown == snapshot(extension_class=TextPicture)
