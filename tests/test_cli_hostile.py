"""Text is text: whatever is typed, read or stored, the command line shows it harmlessly and never breaks."""

import json
import re
import shutil
from pathlib import Path

import pytest

from backoffice_tui.routine.text import clean
from tests.commands import Office, Ran, call, registered
from tests.hostile import HOSTILE

OBEYED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What a terminal or a reader of text would obey; tab and line feed are ours."""

ITEMS = [pytest.param(value, id=name) for name, value in HOSTILE.items()]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A store with one case, and the number of the case."""
    with pytest.MonkeyPatch.context() as patch:
        office = Office(tmp_path_factory.mktemp("store"), patch)
        (number,) = registered(office, call(0, direction="out"))
    return office.db, number


@pytest.fixture
def office(tmp_path: Path, store: tuple[Path, str], monkeypatch: pytest.MonkeyPatch) -> Office:
    """An office with a copy of that store."""
    made = Office(tmp_path, monkeypatch)
    shutil.copyfile(store[0], made.db)
    return made


def harmless(ran: Ran, *codes: int) -> Ran:
    """The run (a csv has its own line ends), having ended with one of these codes and said nothing that is obeyed."""
    assert ran.code in codes, ran.err
    assert not OBEYED.search((ran.out + ran.err).replace("\r\n", "\n"))
    return ran


@pytest.mark.parametrize("value", ITEMS)
def test_as_argument_and_option(office: Office, store: tuple[Path, str], value: str) -> None:
    number = store[1]
    harmless(office("syst", "show", "--json", "--", value), 4)
    harmless(office("syst", "close", "--log", "x", "--json", "--", value, number), 1)
    harmless(office("syst", "list", "--search", value, "--group", value, "--json"), 0)
    for option in ("--kind", "--state", "--after", "--limit", "--handler", "--code"):
        harmless(office("syst", "list", option, value, "--json"), 0, 2)
    harmless(office("find", "--", value), 0)
    harmless(office("syst", "--", value), 2)
    harmless(office("--lang", value, "syst", "list"), 2)
    harmless(office("outbox", "show", "--", value), 2, 4)
    harmless(office("customer", "show", "--", value), 4)
    harmless(office("shift", "correct", "--reason", "x", "--", value, value), 2, 3)
    harmless(office("todo", "--done", value), 0, 2)


@pytest.mark.parametrize("value", ITEMS)
def test_as_text_of_a_case(office: Office, value: str) -> None:
    # A form takes 500 characters of each; the log takes all.
    short = value[:400]
    made = call(1, direction="out", customer_name=f"Åsa {short}", address=f"Gatan {short}")
    ran = office("syst", "new", "--file", "-", "--json", stdin=json.dumps([made]).encode())
    number = harmless(ran, 0).json["created"][0]["number"]
    harmless(office("syst", "comment", number, "--log", value, "--json"), 0, 3)
    for words in (("list",), ("list", "--json"), ("show", number), ("show", number, "--json")):
        harmless(office("syst", *words), 0)
    rows = office("syst", "list").out.splitlines()
    assert len(rows) == 3
    assert len(rows[2].split("\t")) == len(rows[0].split("\t"))
    name = office("syst", "show", number, "--json").json["facts"]["customer_name"]
    assert name == clean(f"Åsa {short}", one_line=True).strip()
    for words in (("todo",), ("todo", "--text"), ("shift", "status"), ("syst", "export", "-")):
        harmless(office(*words), 0)


@pytest.mark.parametrize("value", ITEMS)
def test_as_a_name_of_a_file(office: Office, value: str) -> None:
    before = office("syst", "list", "--all", "--json").out
    harmless(office("syst", "import", "--json", "--", value), 2, 3, 6)
    harmless(office("syst", "new", "--file", value, "--json"), 2, 3, 6)
    harmless(office("db", "restore", "--", value), 2, 3, 6)
    harmless(office("outbox", "export", "--", value), 0, 2, 5, 6)
    harmless(office.bare("--db", value, "--as", "xanna", "syst", "list"), 2, 6)
    assert office("syst", "list", "--all", "--json").out == before


@pytest.mark.parametrize("value", ITEMS)
def test_as_settings(office: Office, value: str) -> None:
    db = ("--db", str(office.db))
    harmless(office.bare(*db, "--as", value, "syst", "list"), 0, 2)
    if "\0" not in value and not re.search("[\ud800-\udfff]", value):
        told = json.dumps(value, ensure_ascii=False).replace("\x7f", "?")
        office.file("backoffice.toml", f"agent = {told}\n")
        harmless(office.bare(*db, "syst", "list"), 0, 2)
        (office.folder / "backoffice.toml").unlink()
        harmless(office.bare(*db, "--as", "xanna", "wms", now=value[:100_000]), 0, 2)


@pytest.mark.parametrize("value", ITEMS)
def test_as_a_row_of_a_list(office: Office, value: str) -> None:
    one_line = value.replace("\r", " ").replace("\n", " ").replace('"', '""')
    rows = (
        "Ärendenummer;Titel;Indatum;Kundnummer;Kundnamn;Grupp;Kod;Status",
        f'"{one_line}";Inflytt;2026-11-16;1;Åsa;KS Privat;SYST;Upprättat',
        f'1002;"{one_line}";2026-11-16;1;"{one_line}";"{one_line}";SYST;Upprättat',
        f'1003;Inflytt;"{one_line}";1;Åsa;KS Privat;SYST;Upprättat',
        f'1004;Inflytt;2026-11-16;1;Åsa;KS Privat;"{one_line}";"{one_line}"',
    )
    text = "\n".join(rows).encode("utf-8", "replace")
    harmless(office("syst", "import", "-", "--json", stdin=text), 0, 1, 6)
    harmless(office("syst", "list", "--all"), 0)
    harmless(office("syst", "list", "--all", "--json"), 0)
