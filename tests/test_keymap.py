"""Keys that a person remaps: what cannot be is named with its line before the console opens."""

from pathlib import Path

import pytest

from backoffice_tui.settings import Settings, SettingsError
from backoffice_tui.tui.keymap import keymap, places
from tests.commands import Office


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    return Office(tmp_path, monkeypatch)


def remapped(folder: Path, **keys: str) -> dict[str, str]:
    """The keymap of a settings file with these lines, the first of them on line 3."""
    path = folder / "backoffice.toml"
    lines = [f'"{action}" = "{key}"' for action, key in keys.items()]
    path.write_text('theme = "dark"\n[keys]\n' + "\n".join(lines), encoding="utf-8")
    return keymap(Settings(db="x", agent="xanna", language="sv", keys=keys, files=(path,)))


def test_what_can_be_pressed_is_taken_as_the_screens_know_it(tmp_path: Path) -> None:
    assert keymap(Settings(db="x", agent="xanna", language="sv")) == {}
    keys = {"syst.close": "f7", "app.help": "f1,f9", "todo.tick": "space", "syst.text": "<"}
    assert remapped(tmp_path, **keys) == keys | {"syst.text": "less_than_sign"}
    # Two that change places take nothing from each other.
    swapped = {"syst.close": "v", "syst.forward": "a"}
    assert remapped(tmp_path, **swapped) == swapped


@pytest.mark.parametrize(
    ("action", "key", "said"),
    [
        ("syst.clos", "f7", "Menade du ”syst.close”"),
        ("syst.close", "@", "AltGr"),
        ("syst.close", "at", "AltGr"),
        ("syst.close", "€", "AltGr"),
        ("syst.close", "alt+x", "inte vidare"),
        ("syst.close", "ctrl+s", "inte vidare"),
        ("syst.close", "ctrl+shift+t", "inte vidare"),
        ("syst.close", "hej", "ingen sådan tangent"),
        ("syst.close", "f25", "ingen sådan tangent"),
        ("syst.close", "j", "alla skärmar"),
        ("syst.close", "escape", "alla skärmar"),
        ("syst.close", "4", "alla skärmar"),
        ("syst.close", "v", "”syst.forward”"),
        ("syst.close", "f7,?", "”app.help”"),
        ("list.next", "F", "”app.find”"),
        ("shift.start", "e", "”shift.end”"),
    ],
)
def test_what_cannot_be_is_named_with_file_line_and_action(
    tmp_path: Path, action: str, key: str, said: str
) -> None:
    with pytest.raises(SettingsError, match=said) as wrong:
        remapped(tmp_path, **{action: key})
    assert wrong.value.line == 3
    assert f"”{action}”" in str(wrong.value)


def test_no_screen_ships_with_an_action_that_cannot_be_remapped() -> None:
    every = [each for place in places() for each in place.items()]
    assert {"list.next", "shift.end", "todo.tick", "grid.fill", "app.find"} <= dict(every).keys()
    assert all(keys for _, keys in every)


def test_the_command_says_it_too(office: Office) -> None:
    office.file("backoffice.toml", '[keys]\n"syst.close" = "ctrl+s"\n')
    ran = office("keys")
    assert ran.code == 2
    assert "backoffice.toml:2:" in ran.err
    checks = office("doctor", "--json").json["checks"]
    assert ["ctrl+s" in each["message"] for each in checks if each["name"] == "Tangenter"] == [True]
