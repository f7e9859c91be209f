"""`import` and `export`: lists in and out, rows reported by the sheet's own numbers."""

import json
from pathlib import Path

import pytest

from tests.commands import Office

LIST = (
    "Ärendenummer;Titel;Indatum;Kundnummer;Kundnamn;Grupp;Kod;Status\n"
    "1001;Inflytt;2026-11-16;1;Åsa Ek;KS Privat;SYST;Upprättat\n"
    "1002;Avflytt;2026-02-30;2;Bo Ek;KS Privat;SYST;Upprättat\n"
    "1003;Återinkoppling;2026-11-17;3;Cia Ek;KS Privat;SYST;Upprättat\n"
)


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    made = Office(tmp_path, monkeypatch)
    made.file("list.csv", LIST)
    return made


def test_an_import_reports_every_row(office: Office) -> None:
    ran = office("syst", "import", "list.csv", "--json")
    assert ran.code == 1
    assert list(ran.json) == ["read", "created", "updated", "unchanged", "refused"]
    (refused,) = ran.json["refused"]
    assert list(refused) == ["row", "field", "message"]
    assert (refused["row"], refused["field"]) == (3, "Indatum")
    assert (ran.json["read"], ran.json["created"]) == (3, 2)
    assert "list.csv:3:Indatum: " in ran.err
    again = office("syst", "import", "list.csv", "--json").json
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 2)


def test_people_read_a_sentence(office: Office) -> None:
    office.file("good.csv", "\n".join(LIST.splitlines()[:2]))
    ran = office("syst", "import", "good.csv")
    assert ran.code == 0
    assert len(ran.out.splitlines()) == 1
    assert str(office.db) in ran.err


@pytest.mark.rule("ALL-10")
def test_a_case_that_is_gone_from_the_list_is_told(office: Office) -> None:
    office("syst", "import", "list.csv")
    office.file("short.csv", "\n".join(LIST.splitlines()[:2]))
    ran = office("syst", "import", "short.csv")
    assert "1003" in ran.err


def test_a_dry_run_writes_nothing_and_makes_no_store(office: Office) -> None:
    ran = office("syst", "import", "list.csv", "--dry-run", "--json")
    assert (ran.code, ran.json["created"]) == (1, 2)
    assert not office.db.exists()
    office("syst", "import", "list.csv")
    before = office("syst", "list", "--json").out
    office.file("list.csv", LIST.replace("1001", "1009"))
    assert office("syst", "import", "list.csv", "--dry-run", "--json").json["created"] == 1
    assert office("syst", "list", "--json").out == before


def test_standard_input_and_output_are_files_too(office: Office) -> None:
    assert office("syst", "import", "-", stdin=LIST.encode()).code == 1
    ran = office("syst", "export", "-")
    assert ran.code == 0
    assert len(ran.out.splitlines()) == 3
    again = office("syst", "import", "-", "--json", stdin=ran.out.encode())
    assert (again.json["created"], again.json["updated"]) == (0, 0)
    assert office("syst", "export", "-", "--json").code == 2


@pytest.mark.parametrize("name", ["out.xlsx", "out.csv"])
def test_what_is_exported_can_be_read_again(office: Office, name: str) -> None:
    office("syst", "import", "list.csv")
    ran = office("syst", "export", name, "--json")
    assert ran.json == {"written": 2, "file": name}
    again = office("syst", "import", name, "--json").json
    assert (again["read"], again["created"], again["updated"]) == (2, 0, 0)
    assert office("syst", "export", "one.csv", "--kind", "Inflytt", "--json").json["written"] == 1


def test_a_file_is_replaced_only_when_told_so(office: Office) -> None:
    office("syst", "import", "list.csv")
    ran = office("syst", "export", "list.csv")
    assert ran.code == 2
    assert "--yes" in ran.err
    assert (office.folder / "list.csv").read_text(encoding="utf-8") == LIST
    assert office("syst", "export", "list.csv", "--yes").code == 0


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("import", "none.csv"), 6),
        (("import", ""), 2),
        (("import", "a\0b.csv"), 2),
        (("import", "å" * 300 + ".csv"), 6),
        (("export", "out.txt"), 2),
        (("export", "none/out.csv"), 6),
        (("export", "å" * 300 + ".csv"), 6),
    ],
)
def test_a_file_that_will_not_do(office: Office, words: tuple[str, ...], code: int) -> None:
    office("syst", "import", "list.csv")
    ran = office("syst", *words, "--json")
    assert ran.code == code
    assert ran.error["kind"] == ("store" if code == 6 else "usage")
    assert ran.out == ""


def test_a_missing_file_makes_no_store(office: Office) -> None:
    assert office("syst", "import", "none.csv").code == 6
    assert not office.db.exists()


def test_an_interrupted_import_writes_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from backoffice_tui.store import bulk

    def interrupt(*_given: object) -> None:
        raise KeyboardInterrupt

    office("syst", "import", "list.csv")
    before = office("syst", "list", "--json").out
    office.file("list.csv", LIST.replace("100", "200"))
    with monkeypatch.context() as patch:
        patch.setattr(bulk.Ledger, "save", interrupt)
        ran = office("syst", "import", "list.csv")
    assert (ran.code, ran.out) == (130, "")
    assert office("syst", "list", "--json").out == before


@pytest.mark.rule("ALL-09")
def test_customers_are_brought_in_shown_and_found(office: Office) -> None:
    customer = {
        "customer": "400123",
        "name": "Åsa Ek",
        "kind": "private",
        "phone": "070-174 06 59",
        "facilities": [{"facility": "735999000000000013", "address": "Provgatan 1"}],
    }
    office.file("kunder.json", json.dumps([customer, {"customer": "2"}]))
    ran = office("customer", "import", "kunder.json", "--json")
    assert ran.code == 1
    assert list(ran.json) == ["read", "created", "updated", "unchanged", "refused"]
    card = office("customer", "show", "400123", "--json").json
    assert (card["name"], card["registered"], card["cases"]) == ("Åsa Ek", True, [])
    assert card["facilities"][0]["facility"] == "735999000000000013"
    assert "Provgatan 1" in office("customer", "show", "400123").out
    assert office("customer", "show", "7").code == 4
    found = office("find", "asa", "ek", "--json").json["found"]
    assert [list(each) for each in found] == [["kind", "queue", "number", "title", "text"]]
    assert found[0]["number"] == "400123"
    assert "400123" in office("find", "asa ek").out
    assert office("find", "finnsinte").out == ""
