"""Settings: where they come from, which one wins, and what is said of a file that is wrong."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice_tui import texts
from backoffice_tui.settings import Mail, Settings, SettingsError, load, signature, spoken
from backoffice_tui.settings.choices import PaidFrom
from backoffice_tui.settings.toml import line_of
from backoffice_tui.texts import use


@pytest.fixture(autouse=True)
def _english(_swedish: None) -> None:
    use("en")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user who has no settings file yet; returns the folder where it belongs."""
    for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "APPDATA", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(variable, str(tmp_path / "home"))
    folder = tmp_path / "home" / "backoffice"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def here(home: Path, tmp_path: Path) -> Path:
    """The folder that the program is started in."""
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


def settings(here: Path, text: str = "", /, **environ: str) -> Settings:
    if text:
        (here / "backoffice.toml").write_text(text, encoding="utf-8")
    return load(flags={}, environ={"USER": "xanna"} | environ, cwd=here)


def problem(here: Path, text: str) -> SettingsError:
    with pytest.raises(SettingsError) as caught:
        settings(here, text)
    return caught.value


def test_without_any_file_the_defaults_hold(here: Path, home: Path) -> None:
    found = settings(here)
    assert found.agent == "xanna"
    assert found.language == "en"
    assert found.db == str(home / "backoffice.db")
    assert (found.now, found.leads, found.keys, found.files) == (None, (), {}, ())
    assert found.mail == Mail(host="", port=587, security="starttls")


@pytest.mark.parametrize("strongest", ["flag", "variable", "folder", "user", "machine"])
def test_the_nearer_source_wins(here: Path, home: Path, strongest: str) -> None:
    sources = ["flag", "variable", "folder", "user", "machine"]
    given_by = sources[sources.index(strongest) :]
    if "user" in given_by:
        (home / "backoffice.toml").write_text('agent = "user"', encoding="utf-8")
    if "folder" in given_by:
        (here / "backoffice.toml").write_text('agent = "folder"', encoding="utf-8")
    environ = {"USER": "machine"}
    if "variable" in given_by:
        environ["BACKOFFICE_AGENT"] = "variable"
    flags = {"agent": "flag"} if "flag" in given_by else {}
    assert load(flags=flags, environ=environ, cwd=here).agent == strongest


def test_tables_of_two_files_are_joined_key_by_key(here: Path, home: Path) -> None:
    (home / "backoffice.toml").write_text(
        'leads = ["xa"]\n[keys]\nnext = "n"\nundo = "z"\n[mail]\nsender = "bo@example.com"\n',
        encoding="utf-8",
    )
    found = settings(here, 'leads = ["xb"]\n[keys]\nnext = "x"\n[mail]\nhost = "post"\n')
    assert found.leads == ("xb",)
    assert found.keys == {"next": "x", "undo": "z"}
    assert (found.mail.host, found.mail.sender) == ("post", "bo@example.com")
    assert found.files == (here / "backoffice.toml", home / "backoffice.toml")


def test_who_pays_is_joined_key_by_key_too(here: Path, home: Path) -> None:
    text = '[payer]\nname = "Asunnot Oy"\nbic = "X"\n'
    (home / "backoffice.toml").write_text(text, encoding="utf-8")
    found = settings(here, '[payer]\niban = "FI2112345600000785"\nbic = ""\n')
    assert found.payer == PaidFrom("Asunnot Oy", "FI2112345600000785", "")


def test_paths_in_a_file_start_at_its_folder_and_a_url_stays_as_it_is(
    here: Path, home: Path
) -> None:
    (home / "backoffice.toml").write_text('db = "shared/list.db"', encoding="utf-8")
    assert settings(here).db == str(home / "shared" / "list.db")
    assert settings(here, BACKOFFICE_DB="list.db").db == str(here / "list.db")
    url = "postgresql+psycopg://bo:hemligt@db/bo"
    assert settings(here, BACKOFFICE_DB=url).db == url


def test_the_password_comes_from_the_environment_alone_and_is_not_shown(here: Path) -> None:
    text = '[mail]\nhost = "post"\nsender = "bo@example.com"\nsecurity = "ssl"\n'
    mail = settings(here, text, BACKOFFICE_SMTP_PASSWORD="kanariefågel").mail
    assert (mail.password, mail.port) == ("kanariefågel", 465)
    assert "kanariefågel" not in repr(mail)
    refused = problem(here, '[mail]\nhost = "post"\npassword = "kanariefågel"\n')
    assert refused.line == 3
    assert "kanariefågel" not in str(refused)


@pytest.mark.parametrize(
    ("text", "line", "named"),
    [
        ('agent = "xa"\ncolour = "red"\n', 2, "colour"),
        ('\n\n[mail]\nhosst = "post"\n', 4, "mail.hosst"),
        ("theme = 3\n", 1, "theme"),
        ('theme = "pink"\n', 1, "dark, light, contrast, terminal"),
        ('language = "no"\n', 1, "sv, fi, en"),
        ('leads = "xa"\n', 1, "leads"),
        ('leads = [\n  "xa",\n  "x b",\n]\n', 1, "x b"),
        ('agent = "anna larsson"\n', 1, "anna larsson"),
        ('agent = ""\n', 1, "agent"),
        ('[keys]\nnext = ""\n', 2, "keys.next"),
        ("[mail]\nport = 70000\n", 2, "mail.port"),
        ("[mail]\nport = true\n", 2, "mail.port"),
        ('mail.sender = "nobody"\n', 1, "mail.sender"),
        ('mail = "post"\n', 1, "mail"),
        ('[mail]\nhost = "post"\n', None, "sender"),
        ('[payer]\nname = "Oy"\naccount = "FI1"\n', 3, "payer.account"),
        ('[payer]\nname = ""\n', 2, "payer.name"),
        ("[payer]\niban = 5\n", 2, "payer.iban"),
        ('[routine_files]\nnosuch = "a.toml"\n', 2, "routine_files.nosuch"),
        ('agent = "xa"\ntheme = "dark\n', 2, "TOML"),
        ('note = """\nagent = 1\n"""\nagent = 4\n', 1, "note"),
    ],
)
def test_a_wrong_file_is_named_with_its_line(
    here: Path, text: str, line: int | None, named: str
) -> None:
    refused = problem(here, text)
    assert refused.path == str(here / "backoffice.toml")
    assert refused.line == line
    assert named in refused.message
    assert str(refused).startswith(str(here / "backoffice.toml"))


def test_what_notepad_saves_is_read(here: Path) -> None:
    (here / "backoffice.toml").write_bytes(b'\xef\xbb\xbfagent = "xb"\r\ntheme = "light"\r\n')
    assert (settings(here).agent, settings(here).theme) == ("xb", "light")


@pytest.mark.parametrize(
    ("content", "line"),
    [(b'a = "\xe5"\n', 1), (b'agent = "xa"\n# \xff\n', 2), (b"x" * 1_000_001, None)],
)
def test_a_file_of_another_kind_is_refused(here: Path, content: bytes, line: int | None) -> None:
    (here / "backoffice.toml").write_bytes(content)
    with pytest.raises(SettingsError) as caught:
        settings(here)
    assert caught.value.line == line


def test_a_folder_in_place_of_the_file_is_said(here: Path) -> None:
    (here / "backoffice.toml").mkdir()
    with pytest.raises(SettingsError, match="cannot be read"):
        settings(here)


def test_what_a_terminal_would_obey_is_not_repeated(here: Path) -> None:
    refused = problem(here, '"a\\u001b[2Jb" = 1\n')
    assert "\x1b" not in str(refused)
    assert refused.line == 1


@pytest.mark.parametrize(
    ("flag", "named"), [("agent", "--as"), ("language", "--lang"), ("db", "--db")]
)
def test_a_wrong_flag_is_named(here: Path, flag: str, named: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load(flags={flag: " "}, environ={"USER": "xa"}, cwd=here)
    assert caught.value.path == named


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({"LANG": "sv_SE.UTF-8"}, "sv"),
        ({"LANG": "sv_SE.UTF-8", "LC_ALL": "fi_FI.UTF-8"}, "fi"),
        ({"LANG": "sv_SE.UTF-8", "LC_MESSAGES": "C"}, "en"),
        ({"LANG": "de_DE"}, "en"),
        ({}, "en"),
        ({"LANG": "sv", "BACKOFFICE_LANG": "FI"}, "fi"),
    ],
)
def test_the_language_follows_the_locale(
    here: Path, environ: dict[str, str], language: str
) -> None:
    assert settings(here, **environ).language == language
    assert spoken({}, environ) == language


def test_a_wrong_language_is_an_error_but_still_lets_the_error_be_said(here: Path) -> None:
    environ = {"BACKOFFICE_LANG": "klingon", "LANG": "sv_SE"}
    assert spoken({}, environ) == "sv"
    with pytest.raises(SettingsError) as caught:
        settings(here, **environ)
    texts.use("sv")
    try:
        assert caught.value.message == "”language” ska vara något av sv, fi, en."
    finally:
        texts.use("en")


def test_an_account_that_is_no_signature_asks_for_one(here: Path) -> None:
    with pytest.raises(SettingsError, match="--as"):
        load(flags={}, environ={"USER": "Anna Larsson"}, cwd=here)
    assert load(flags={"agent": "xanna"}, environ={"USER": "Anna Larsson"}, cwd=here).agent


@pytest.mark.parametrize("typed", ["XAnna\u00a0", " xanna ", "x\u200banna", "xanna\n"])
@pytest.mark.rule("ALL-03")
def test_one_person_has_one_signature_however_it_is_typed(typed: str) -> None:
    assert signature(typed) == "xanna"


def test_a_signature_is_composed_and_may_hold_letters_of_any_alphabet() -> None:
    assert signature("A\u030asa.Ö-1_") == "åsa.ö-1_"


@pytest.mark.parametrize("typed", ["", " ", "x anna", "x\u00a0anna", "a" * 21, "x@y", "[red]", "٣"])
def test_what_is_no_signature_is_refused(typed: str) -> None:
    with pytest.raises(SettingsError):
        signature(typed)


@given(st.text(max_size=30))
def test_a_signature_read_again_stays_the_same(typed: str) -> None:
    try:
        once = signature(typed)
    except SettingsError as refused:
        assert str(refused).isprintable()
    else:
        assert signature(once) == once
        assert 1 <= len(once) <= 20


def test_the_line_is_found_behind_long_texts_dots_and_repeated_tables() -> None:
    text = '''a = """
[mail]
host = 1
"""
[mail] # post
"host" = "x"
[[classes]]
kind = "A"
[[classes]]
kind = "B"
[classes.more]
deep.er = 1
'''
    assert line_of(text, ("mail",)) == 5
    assert line_of(text, ("mail", "host")) == 6
    assert line_of(text, ("classes", 0, "kind")) == 8
    assert line_of(text, ("classes", 1, "kind")) == 10
    assert line_of(text, ("classes", 1, "more", "deep", "er")) == 12
    assert line_of(text, ("classes", 1, "missing")) == 9
    assert line_of(text, ("nowhere",)) is None


def test_loading_brings_in_nothing_heavy(tmp_path: Path) -> None:
    heavy = "{'pydantic', 'textual', 'sqlalchemy', 'openpyxl', 'typer', 'rich', 'platformdirs'}"
    code = f"import sys, backoffice_tui.settings; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert done.stdout.strip() == "[]"
