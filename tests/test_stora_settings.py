"""A lead's folder of letters is named in the settings."""

from pathlib import Path

import pytest

from backoffice_tui.settings import SettingsError, load


def test_a_folder_of_letters_starts_at_the_settings_file(tmp_path: Path) -> None:
    settings = tmp_path / "backoffice.toml"
    settings.write_text('agent = "xanna"\ndb = "x.db"\nletter_files = "brev"\n', "utf-8")
    found = load(flags={}, environ={}, cwd=tmp_path)
    assert found.letter_files == tmp_path / "brev"
    settings.write_text('agent = "xanna"\nletter_files = 7\n', "utf-8")
    with pytest.raises(SettingsError):
        load(flags={}, environ={}, cwd=tmp_path)
