"""The screens as text, one picture a screen and size; and the drawings of the README."""

import re
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from backoffice_tui.desk.desk import Desk
from backoffice_tui.routine.grammar import Queue
from tests.console import NARROW, WIDE, Size, bring_in, opened, press, until
from tests.screenshots import svg_of, text_of


class TextPicture(SingleFileSnapshotExtension):
    """A screen in a file of its own that a person can read."""

    _write_mode = WriteMode.TEXT
    file_extension = "txt"


class Drawing(SingleFileSnapshotExtension):
    """A screen as SVG."""

    _write_mode = WriteMode.TEXT
    file_extension = "svg"


@pytest.fixture(autouse=True)
def _plain_terminal(
    monkeypatch: pytest.MonkeyPatch, desk: Desk, syst: Queue, tmp_path: Path
) -> None:
    for name in ("NO_COLOR", "TEXTUAL_THEME", "SSH_CONNECTION"):
        monkeypatch.delenv(name, raising=False)
    bring_in(desk, syst, tmp_path)
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.chdir(empty)


SCREENS = {
    "list": ((), "1 av 5"),
    "card": (("down", "enter"), "Rutinens steg"),
    "close": (("a",), "Vad har du gjort?"),
    "forward": (("v",), "Avdelning"),
    "filter": (("f",), "Vad ska listan visa?"),
    "help": (("question_mark",), "Ångra"),
    "new": (("n",), "Inflytt eller avflytt"),
    "import": (("I",), ""),
    "outbox": (("O",), ""),
    "shift": (("S",), "KS Privat"),
    "todo": (("T",), ""),
    "find": (("F",), ""),
    "overview": (("1",), "Översikt"),
    "skips": (("end", "plus", "escape", "H"), "▲"),
    "routine": (("E",), "Mätning: arbetsdagar"),
}


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "160x45"])
@pytest.mark.parametrize("screen", SCREENS)
async def test_the_screen_looks_as_it_did(
    desk: Desk, screen: str, size: Size, snapshot: SnapshotAssertion
) -> None:
    keys, sign = SCREENS[screen]
    async with opened(desk, size) as (app, pilot):
        await press(app, pilot, *keys)
        shown = await until(app, pilot, lambda text: sign in text)
    # The folder that a file is looked for in is the test's own.
    assert re.sub(r" /\S+", " /…", shown) == snapshot(extension_class=TextPicture)


@pytest.mark.parametrize("screen", ["list", "new"])
async def test_the_readmes_pictures_are_true(
    desk: Desk, screen: str, snapshot: SnapshotAssertion
) -> None:
    keys, sign = SCREENS[screen]
    async with opened(desk, (120, 32)) as (app, pilot):
        await press(app, pilot, *keys)
        await until(app, pilot, lambda text: sign in text)
        drawn = svg_of(app)
    assert drawn == snapshot(extension_class=Drawing)


async def test_without_colour_everything_can_still_be_read(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(desk) as (app, _pilot):
        coloured = text_of(app)
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened(desk) as (app, _pilot):
        assert text_of(app) == coloured
