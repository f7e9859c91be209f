import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.take_in import Stopped
from backoffice_tui.desk.tenancies import take_in_contracts
from backoffice_tui.routine import nobody, tenancy
from backoffice_tui.routine.errors import StoreTrouble
from backoffice_tui.store.contracts import lease
from tests.conftest import MakeDesk
from tests.hostile import HOSTILE
from tests.leases import bring, contract, counts, tenant
from tests.making import everything, rows

COLUMNS = [*tenancy.LEASE_FIELDS, *tenancy.PARTY_FIELDS, "spouse"]


@pytest.mark.rule("TYO-07", "TYO-17")
def test_a_contract_comes_with_its_people_and_balances(desk: Desk, tmp_path: Path) -> None:
    second = tenant(2, **{"from": "2024-05-01", "to": "2025-01-31"})
    record = contract(1, tenant(1), second, spouses=[{"person": "P-9", "name": "Eino Esimerkki"}])
    assert counts(bring(desk, tmp_path, record)) == (1, 0, 0, 0)
    found = lease(desk.store.reader.rows, "V-1")
    assert found is not None
    assert (found.rent_cents, found.deposit, found.prepayment) == (81_235, 162_470, 0)
    days = [(each.person.key, str(each.since), str(each.until)) for each in found.parties]
    assert days == [("P-1001", "2024-03-01", "None"), ("P-1002", "2024-05-01", "2025-01-31")]
    assert [(each.person.name, each.consent) for each in found.spouses] == [
        ("Eino Esimerkki", "unknown")
    ]
    assert rows(desk, "SELECT DISTINCT kind FROM bookings") == [("opening",)]
    assert rows(desk, "SELECT sum(cents) FROM postings") == [(0,)]
    assert ("esimerkki",) in rows(desk, "SELECT word FROM contract_words")


def test_the_same_file_again_changes_nothing_and_a_dry_run_tells_the_same(
    desk: Desk, tmp_path: Path
) -> None:
    many = [contract(which, tenant(which), tenant(which + 5_000)) for which in range(1_200)]
    bring(desk, tmp_path, contract(0))
    before = everything(desk)
    dry = bring(desk, tmp_path, *many, dry_run=True)
    assert everything(desk) == before
    assert dry == bring(desk, tmp_path, *many)
    assert counts(dry) == (1_199, 1, 0, 0)
    after = everything(desk)
    assert counts(bring(desk, tmp_path, *many)) == (0, 0, 1_200, 0)
    assert everything(desk) == after


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_a_sheet_has_one_row_a_party(desk: Desk, tmp_path: Path, ending: str) -> None:
    records = [contract(1, tenant(1), tenant(2)), contract(2, end="2027-01-31", rent=700.5)]
    records[0]["spouses"] = [{"person": "P-9", "name": "Eino Esimerkki"}]
    cells = [
        [
            {**record, **person, "spouse": "yes" if which == "spouses" else ""}.get(name)
            for name in COLUMNS
        ]
        for record in records
        for which in ("parties", "spouses")
        for person in record[which]
    ]
    path = tmp_path / f"contracts.{ending}"
    if ending == "xlsx":
        book = Workbook()
        for row in (COLUMNS, *cells):
            book.worksheets[0].append(row)
        book.save(path)
    else:
        text = [";".join("" if cell is None else str(cell) for cell in row) for row in cells]
        path.write_text("\n".join([";".join(COLUMNS), *text]), encoding="utf-8")
    report = take_in_contracts(desk, path)
    assert (report.read, *counts(report)) == (4, 2, 0, 0, 0)
    assert counts(bring(desk, tmp_path, *records)) == (0, 0, 2, 0)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": ""}, "number"),
        ({"apartment": None}, "apartment"),
        ({"start": "2026-02-31"}, "start"),
        ({"start": None}, "start"),
        ({"end": "2023-01-01"}, "end"),
        ({"rent": "1.234"}, "rent"),
        ({"deposit": -5}, "deposit"),
        ({"deposit": float("nan")}, "deposit"),
        ({"prepayment": True}, "prepayment"),
        ({"parties": []}, "parties"),
        ({"parties": "Aino"}, "parties"),
        ({"parties": [tenant(1, name="")]}, "name"),
        ({"parties": [tenant(1, person=None)]}, "person"),
        ({"parties": [tenant(1, hetu="131052-308X")]}, "hetu"),
        ({"parties": [tenant(1, hetu="010130A9016")]}, "hetu"),
        ({"parties": [tenant(1, email="aino at example")]}, "email"),
        ({"parties": [tenant(1, phone="soita illalla")]}, "phone"),
        ({"parties": [tenant(1, protected="ehkä")]}, "protected"),
        ({"parties": [tenant(1, to="2024-02-01")]}, "to"),
        ({"parties": [tenant(1), tenant(1)]}, "person"),
        ({"parties": [tenant(1, rating=5)]}, "rating"),
        ({"spouses": [{"person": "P-1001", "name": "Aino Esimerkki 1"}]}, "person"),
        ({"spouses": [{"person": "P-9", "name": "Eino", "from": "2024-01-01"}]}, "from"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_contract_with_anything_wrong_is_refused_by_itself(
    desk: Desk, tmp_path: Path, changes: dict[str, Any], field: str
) -> None:
    bad = contract(1) | changes
    report = bring(desk, tmp_path, bad, contract(2))
    assert counts(report) == (1, 0, 0, 1)
    assert (report.refused[0].row, report.refused[0].field) == (1, field)
    assert report.refused[0].message
    assert rows(desk, "SELECT number FROM contracts") == [("V-2",)]


def test_one_bad_row_of_a_sheet_refuses_its_contract_and_names_the_others(
    desk: Desk, tmp_path: Path
) -> None:
    path = tmp_path / "contracts.csv"
    lines = [
        "number;apartment;start;person;name;phone",
        "1;A 1;2024-01-01;P-1;Aino;040 123 4567",
        "1;A 1;2024-01-01;P-2;Eino;soita",
        "2;A 2;2024-01-01;P-3;Veikko;",
        "2;A 3;2024-01-01;P-4;Elli;",
        ";A 4;2024-01-01;P-5;Ulla;",
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    report = take_in_contracts(desk, path)
    assert [(each.row, each.field) for each in report.refused] == [
        (2, "number"),
        (3, "phone"),
        (4, "number"),
        (5, "number"),
        (6, "number"),
    ]
    assert rows(desk, "SELECT count(*) FROM contracts") == [(0,)]


def test_what_a_file_says_twice_has_to_agree(desk: Desk, tmp_path: Path) -> None:
    report = bring(
        desk,
        tmp_path,
        contract(1),
        contract(1),
        contract(1, rent="900"),
        contract(2, tenant(1, phone="09 123 4567")),
        contract(3, apartment="Koekatu 1 A 1", address="Toinen tie 2"),
        contract(4, tenant(4, hetu=nobody.hetu(1))),
    )
    assert counts(report) == (3, 0, 0, 2)
    assert [(each.row, each.field) for each in report.refused] == [(3, "number"), (4, "person")]
    assert [(each.row, each.field) for each in report.warnings] == [(5, "address"), (6, "hetu")]
    before = everything(desk)
    bring(desk, tmp_path, contract(1), contract(3, apartment="Koekatu 1 A 1", address="Toinen tie"))
    assert everything(desk) == before


@pytest.mark.rule("TYO-11", "TYO-13")
def test_a_contract_that_is_over_binds_nobody_and_its_apartment_is_free(
    desk: Desk, tmp_path: Path
) -> None:
    bring(desk, tmp_path, contract(1, end="2026-10-31"), contract(2), contract(3, end="2027-12-31"))
    free = (
        "SELECT contracts.number, free_from FROM apartments"
        " JOIN contracts ON apartment_id = apartments.id ORDER BY 1"
    )
    assert rows(desk, free) == [("V-1", "2026-11-01"), ("V-2", None), ("V-3", "2028-01-01")]
    assert rows(desk, "SELECT count(*) FROM parties WHERE until IS NULL") == [(2,)]


@pytest.mark.rule("ALL-08")
def test_what_is_said_of_a_protected_person_is_not_repeated(desk: Desk, tmp_path: Path) -> None:
    secret = tenant(1, protected=True, phone="salainen numero")
    report = bring(desk, tmp_path, contract(1, secret), contract(2, tenant(2, hetu="010101-123N")))
    told = " ".join(each.message for each in report.refused)
    assert "salainen" not in told
    assert "123N" not in told


def test_hostile_texts_are_taken_in_harmlessly_or_refused(desk: Desk, tmp_path: Path) -> None:
    records = [
        contract(at, tenant(at, name=text), apartment=text, address=text, number=f"{at} {text}")
        for at, text in enumerate(HOSTILE.values())
    ]
    first = bring(desk, tmp_path, *records)
    assert first.created > len(HOSTILE) // 2
    assert first.created + len({each.row for each in first.refused}) == len(HOSTILE)
    second = bring(desk, tmp_path, *records)
    assert (second.created, second.updated) == (0, 0)
    assert all("\x1b" not in line for line in everything(desk))


@pytest.mark.parametrize(
    "content", ["", "{}", "[", "\0", '{"number": 1}', "[" * 100_000, '["a", 1, null]', "\ufeff[]"]
)
def test_a_file_that_is_no_list_is_said_to_be_none(
    desk: Desk, tmp_path: Path, content: str
) -> None:
    path = tmp_path / "contracts.json"
    path.write_text(content, encoding="utf-8")
    try:
        report = take_in_contracts(desk, path)
    except StoreTrouble as why:
        assert str(why)
    else:
        assert len(report.refused) == report.read
    assert rows(desk, "SELECT count(*) FROM contracts") == [(0,)]


def test_a_key_given_twice_is_refused_by_name(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "contracts.json"
    text = json.dumps([contract(1)]).replace('"end": null', '"end": null, "end": "2026-12-31"')
    path.write_text(text, encoding="utf-8")
    assert [each.field for each in take_in_contracts(desk, path).refused] == ["end ×2"]


def test_it_can_be_stopped_and_leaves_nothing(desk: Desk, tmp_path: Path) -> None:
    bring(desk, tmp_path, contract(0))
    before = everything(desk)
    many = list(map(contract, range(2_000)))
    with pytest.raises(Stopped):
        bring(desk, tmp_path, *many, progress=lambda done, _of: done < 1_400)
    assert everything(desk) == before


@pytest.mark.rule("ALL-08")
def test_a_case_follows_the_protection_of_its_person(make_desk: MakeDesk, tmp_path: Path) -> None:
    from tests.making import listed_case

    desk = make_desk()
    listed_case(desk, "1", facts={"customer": "P-1001"})
    listed_case(desk, "2", facts={"customer": "P-1001", "contract": "V-1"})
    bring(desk, tmp_path, contract(1))
    bring(desk, tmp_path, contract(1, tenant(1, protected=True)))
    assert rows(desk, "SELECT number, protected FROM cases ORDER BY 1") == [("1", 0), ("2", 1)]
