"""`--help`: a sentence, an example, exit codes and the environment for every command, in one language."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from backoffice_tui.cli.app import made
from backoffice_tui.cli.call import Call
from backoffice_tui.cli.spoken import Group
from backoffice_tui.texts import LANGUAGES, catalogue, use
from tests.commands import Office

ENGLISH = re.compile(r"\b(Usage|Options|Commands|Arguments|Show this|Error|Missing|Try|required)\b")


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    return Office(tmp_path, monkeypatch)


def paths(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command and group, by the words that lead to it."""
    yield path
    if isinstance(command, Group):
        for name in command.list_commands(None):
            yield from paths(command.get_command(None, name), (*path, name))


def every() -> list[tuple[str, ...]]:
    use("en")
    return list(paths(made(Call([], {}))))


def test_there_are_the_commands_that_scripts_hold_on_to() -> None:
    wanted = {
        *(
            ("syst", name)
            for name in ["list", "next", "show", "new", "close", "forward", "text", "answer"]
        ),
        *(
            ("syst", name)
            for name in ["not-done", "claim", "release", "comment", "undo", "import", "export"]
        ),
        *(("wms", name) for name in ("down", "up", "status")),
        *(("customer", name) for name in ("import", "show")),
        *(("shift", name) for name in ("start", "status", "end", "report")),
        *(("outbox", name) for name in ("list", "show", "send", "export", "mark-sent")),
        *(("db", name) for name in ("migrate", "check", "backup", "restore", "erase-proof")),
        *((name,) for name in ("find", "keys", "assign", "todo", "rules", "doctor", "demo")),
    }
    assert wanted <= set(every())


@pytest.mark.rule("ALL-07")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", every(), ids=" ".join)
def test_every_page_is_whole_and_in_one_language(
    office: Office, path: tuple[str, ...], language: str
) -> None:
    ran = office(*path, "--help", language=language)
    assert (ran.code, ran.err) == (0, "")
    words = catalogue(language, "cli")
    for part in ("usage", "options", "example", "exit", "environment"):
        assert words[f"help.{part}"] in ran.out
    assert ran.out.split("\n")[2].startswith("  ")
    assert "\n  backoffice" in ran.out
    assert f"\n  0  {words['exit.0']}" in ran.out
    if language != "en":
        assert not ENGLISH.search(ran.out), ENGLISH.search(ran.out)
    assert all(len(line) <= 100 for line in ran.out.splitlines())
    assert not office.db.exists()


@pytest.mark.parametrize("path", [path for path in every() if path], ids=" ".join)
def test_examples_are_commands_that_exist(office: Office, path: tuple[str, ...]) -> None:
    page = office(*path, "--help", language="en").out
    examples = [line.strip() for line in page.splitlines() if line.startswith("  backoffice")]
    assert examples
    known = set(every())
    for example in examples:
        words = example.split()[1:]
        assert (words[0],) in known
        options = {word for word in words if word.startswith("--")}
        lead = [word for word in words[:2] if tuple(words[: words.index(word) + 1]) in known]
        shown = office(*lead, "--help", language="en").out
        assert all(option in shown for option in options), example


def test_help_speaks_the_language_asked_for(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Användning:" in office.bare("--lang", "sv", "--help").out
    assert "Käyttö:" in office.bare("--lang=fi", "syst", "list", "-h").out
    monkeypatch.setenv("BACKOFFICE_LANG", "fi")
    assert "Käyttö:" in office.bare("--help").out
    assert "Usage:" in office.bare("--lang", "en", "--help").out
    monkeypatch.delenv("BACKOFFICE_LANG")
    office.file("backoffice.toml", 'language = "fi"\n')
    assert "Käyttö:" in office.bare("--help").out
    office.file("backoffice.toml", "torn")
    monkeypatch.setenv("LC_ALL", "sv_SE.UTF-8")
    assert "Användning:" in office.bare("--help").out


def test_what_is_wrong_is_said_in_the_language_asked_for(office: Office) -> None:
    wrong = (
        ("syst", "lst"),
        ("lst",),
        ("syst",),
        ("syst", "list", "--lmit", "3"),
        ("syst", "list", "--limit"),
        ("syst", "list", "--limit", "many"),
        ("syst", "list", "--unassigned=yes"),
        ("syst", "list", "superfluous"),
        ("syst", "show"),
        (),
    )
    for words in wrong:
        said = {language: office(*words, language=language) for language in LANGUAGES}
        assert {ran.code for ran in said.values()} == {2}, words
        assert len({ran.err for ran in said.values()}) == 3, words
        assert all(len(ran.err.splitlines()) == 1 for ran in said.values()), words
        assert not ENGLISH.search(said["sv"].err), said["sv"].err
