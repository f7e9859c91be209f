"""The workbook by command: the file says whether it is the team's workbook or a list."""

from pathlib import Path

import pytest

from tests.commands import Office
from tests.trackers import copied, keep, parts, row, values


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return keep(tmp_path / "stora.xlsx", row(3001), row(3002, "Hanterad", note="bo@example.com"))


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    return Office(tmp_path, monkeypatch)


@pytest.mark.rule("STORA-13")
def test_import_and_export_of_the_teams_workbook(office: Office, book: Path) -> None:
    tried = office("stora", "import", "stora.xlsx", "--dry-run", "--json")
    assert (tried.code, tried.json["created"]) == (0, 2)
    brought = office("stora", "import", "stora.xlsx", "--json")
    assert brought.json == {"read": 2, "created": 2, "updated": 0, "unchanged": 0, "refused": []}
    assert "stora.xlsx:4:Status" in brought.err
    assert office("stora", "start", "3001").code == 0
    raw = book.read_bytes()
    told = office("stora", "export", "stora.xlsx", "--dry-run", "--json")
    assert (told.code, told.json["changed"], told.json["erased"]) == (0, ["3001"], ["3002"])
    assert book.read_bytes() == raw
    written = office("stora", "export", "stora.xlsx")
    assert written.code == 0
    assert written.out.strip() == "stora.xlsx: 2 rader, 0 nya, 1 ändrade, 1 raderade."
    assert "bo@example.com" not in "".join(parts(book).values())
    assert values(book)[2][4:6] == ["Påbörjad", "xanna"]
    again = office("stora", "export", "stora.xlsx")
    assert "inget att skriva" in again.out


@pytest.mark.rule("STORA-13")
def test_what_would_be_dropped_is_asked_about(office: Office, tmp_path: Path) -> None:
    path = copied("tracker-losses.xlsx", tmp_path)
    assert office("stora", "import", path.name).code == 0
    asked = office("stora", "export", path.name)
    assert asked.code == 2
    assert "diagram" in asked.err
    assert office("stora", "export", path.name, "--yes").code == 0


@pytest.mark.rule("STORA-13")
def test_a_new_workbook_and_a_plain_list(office: Office, book: Path, tmp_path: Path) -> None:
    office("stora", "import", book.name)
    made = office("stora", "export", "ny.xlsx", "--json")
    assert (made.code, made.json["written"]) == (0, 2)
    assert values(tmp_path / "ny.xlsx")[0][0] == "Kundnummer"
    listed = office("stora", "export", "lista.csv", "--json")
    assert listed.json == {"written": 1, "file": "lista.csv"}
    brought = office("stora", "import", "lista.csv", "--json")
    assert brought.json["read"] == 1


@pytest.mark.rule("STORA-13", "STORA-15")
def test_the_customer_systems_list_is_known_by_its_headings(office: Office, tmp_path: Path) -> None:
    (tmp_path / "lista.csv").write_text(
        "Ärendenummer;Titel;Indatum;Kundnummer;Kod;Status;Kommentar\n"
        "4001;23 konfigs;2026-11-12;800123;INVOICE;Upprättat;ny adress\n",
        encoding="utf-8",
    )
    brought = office("stora", "import", "lista.csv", "--json")
    assert (brought.code, brought.json["created"]) == (0, 1)
    shown = office("stora", "show", "4001", "--json")
    assert shown.json["title"] == "23 konfigs"
    assert shown.json["registered_by"] is None
