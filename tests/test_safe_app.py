"""Crashes, signals and lost lines on a real terminal; hostile text, themes, small windows."""

import os
import signal
import sys
from pathlib import Path

import pytest
from textual.app import ComposeResult
from textual.widgets import Input, Static

from backoffice_tui.texts import say
from backoffice_tui.tui.base import SafeApp
from backoffice_tui.tui.look import THEMES, TooSmall
from tests.screenshots import text_of
from tests.terminal import Terminal

CONSOLE = str(Path(__file__).with_name("faulty_console.py"))
PERSONAL = ("Anna", "Andersson", "19850101")


def faulty(how: str, folder: Path, **env: str) -> Terminal:
    return Terminal([sys.executable, CONSOLE, how, str(folder)], env=env)


def personal_data_in(terminal: Terminal, folder: Path) -> list[str]:
    seen = bytes(terminal.raw).decode(errors="replace") + (folder / "log").read_text()
    return [word for word in PERSONAL if word in seen]


@pytest.mark.parametrize(
    "how", ["handler", "worker", "thread_worker", "thread", "forgotten_task", "markup"]
)
def test_a_crash_says_one_line_and_ends_with_1(how: str, tmp_path: Path) -> None:
    with faulty(how, tmp_path) as terminal:
        assert terminal.wait() == 1
        assert terminal.not_restored == []
        assert not terminal.full_screen
        reference = terminal.text.split("referens ")[1][:8]
        said = say("base.crash", reference=reference)
        assert terminal.text.replace("\n", " ") == said
        log = (tmp_path / "log").read_text()
        assert reference in log
        assert "faulty_console.py" in log or how == "markup"
        assert personal_data_in(terminal, tmp_path) == []
    assert (tmp_path / "draft").read_text(encoding="utf-8") == "halvfärdig"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_restores_the_terminal_and_keeps_the_draft(
    number: signal.Signals, tmp_path: Path
) -> None:
    with faulty("idle", tmp_path) as terminal:
        terminal.wait_for("ready")
        terminal.press("end")
        terminal.type("!")
        terminal.settle()
        terminal.signal(number)
        assert terminal.wait() == 128 + number
        assert terminal.not_restored == []
        assert terminal.text == ""
    assert (tmp_path / "draft").read_text(encoding="utf-8") == "halvfärdig!"


def test_a_lost_line_ends_with_129_and_keeps_the_draft(tmp_path: Path) -> None:
    with faulty("idle", tmp_path) as terminal:
        terminal.wait_for("ready")
        terminal.hang_up()
        assert terminal.wait() == 129
    assert (tmp_path / "draft").exists()


def test_a_thread_that_never_ends_does_not_hold_the_program(tmp_path: Path) -> None:
    with faulty("stuck", tmp_path) as terminal:
        terminal.wait_for("ready")
        terminal.signal(signal.SIGTERM)
        assert terminal.wait(8) == 143
        assert terminal.not_restored == []


def test_leaving_on_purpose_is_0_and_keeps_no_draft(tmp_path: Path) -> None:
    with faulty("idle", tmp_path) as terminal:
        terminal.wait_for("ready")
        terminal.press("ctrl+q")
        assert terminal.wait() == 0
        assert terminal.not_restored == []
    assert not (tmp_path / "draft").exists()


def test_the_code_of_sys_exit_is_kept(tmp_path: Path) -> None:
    with faulty("system_exit", tmp_path) as terminal:
        assert terminal.wait() == 3
        assert terminal.not_restored == []
        assert terminal.text == ""


def test_a_toast_is_text(tmp_path: Path) -> None:
    with faulty("hostile_toast", tmp_path) as terminal:
        assert "fel i [/Anna]" in terminal.wait_for("slut")
        assert b"\x1b]52" not in terminal.raw
        assert "\x9b".encode() not in terminal.raw
        assert b"\x00" not in terminal.raw


def test_an_idle_console_sends_nothing(tmp_path: Path) -> None:
    with faulty("idle", tmp_path) as terminal:
        terminal.wait_for("ready")
        terminal.press("tab")
        terminal.settle()
        before = len(terminal.raw)
        terminal.pump(1.5)
        assert len(terminal.raw) == before


def test_no_colour_means_none(tmp_path: Path) -> None:
    with faulty("idle", tmp_path, NO_COLOR="1") as terminal:
        terminal.wait_for("ready")
        terminal.settle()
        assert b"38;2" not in terminal.raw
        assert b"48;2" not in terminal.raw
        assert b"[3" + b"1m" not in terminal.raw


def test_the_small_window_is_told_and_nothing_is_typed_blindly(tmp_path: Path) -> None:
    with faulty("idle", tmp_path) as terminal:
        terminal.wait_for("ready")
        terminal.press("tab")
        terminal.resize(14, 80)
        terminal.wait_for("för litet")
        terminal.type("blind")
        terminal.settle()
        terminal.resize(24, 80)
        assert "halvfärdig" in terminal.wait_for("ready")
        terminal.settle()
        assert "blind" not in terminal.text
        terminal.resize(10, 40)
        terminal.wait_for("för litet")
        terminal.press("ctrl+q")
        assert terminal.wait() == 0


class Plain(SafeApp):
    def compose(self) -> ComposeResult:
        yield Static("hello", markup=False)
        yield Input()


async def test_every_theme_can_be_worn_and_drawn() -> None:
    app = Plain()
    async with app.run_test(size=(80, 24)) as pilot:
        for theme in THEMES:
            app.theme = theme.name
            await pilot.pause()
            assert "hello" in text_of(app)


async def test_the_palette_speaks_the_language() -> None:
    app = Plain()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+p")
        await pilot.pause(0.3)
        assert say("base.palette.placeholder") in text_of(app)
        for theme in THEMES:
            assert say(f"base.theme.{theme.name}") in text_of(app)
        await pilot.press(*"zzzz")
        await pilot.pause(1.0)
        assert say("base.palette.nothing") in text_of(app)
        await pilot.press("escape", "tab")
        await pilot.press("ctrl+p")
        await pilot.press(*"kontrast")
        await pilot.pause(0.3)
        await pilot.press("enter")
        await pilot.pause()
        assert app.theme == "contrast"


async def test_animations_are_off_over_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TEXTUAL_ANIMATIONS", raising=False)
    monkeypatch.setenv("SSH_CONNECTION", "10.0.0.1 1 10.0.0.2 22")
    assert SafeApp().animation_level == "none"
    monkeypatch.delenv("SSH_CONNECTION")
    assert SafeApp().animation_level != "none" or "TEXTUAL_ANIMATIONS" in os.environ


async def test_errors_are_kept_and_stay() -> None:
    app = Plain()
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        app.query_one(Static).notify("[b]trasigt[/i]\nrad två", severity="error")
        await pilot.pause()
        assert list(app.errors) == ["[b]trasigt[/i] ⏎ rad två"]
        assert "[b]trasigt[/i] ⏎ rad två" in text_of(app)


async def test_a_screen_shown_in_a_small_window_is_covered_too() -> None:
    app = Plain()
    async with app.run_test(size=(50, 10)) as pilot:
        await pilot.pause()
        assert app.screen.query(TooSmall)
        await pilot.press("x")
        assert app.query_one(Input).value == ""
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert not app.screen.query(TooSmall)
