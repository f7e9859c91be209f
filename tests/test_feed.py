import json
from pathlib import Path
from typing import Any

import pytest

from backoffice_tui.desk import aside
from backoffice_tui.desk.card import show
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.notices import take_in_feed
from backoffice_tui.desk.take_in import Intake, Stopped
from backoffice_tui.routine.errors import NotFound, StoreTrouble, Usage
from tests.conftest import MakeDesk
from tests.feeds import TYOJONO, feed, lines, notice
from tests.hostile import HOSTILE
from tests.leases import bring, contract, tenant
from tests.making import everything, rows


@pytest.fixture
def let(desk: Desk, tmp_path: Path) -> Desk:
    """A store with twenty contracts."""
    bring(desk, tmp_path, *map(contract, range(1, 21)))
    return desk


def counts(report: Intake) -> tuple[int, int, int, int]:
    return report.read, report.created, report.unchanged, len(report.refused)


@pytest.mark.rule("TYO-06", "TYO-07")
def test_a_notice_becomes_a_task_with_its_contract_and_person(let: Desk, tmp_path: Path) -> None:
    told = notice(1, ends_on="2026-12-31", phone="050 765 4321", iban="FI2112345600000785")
    assert counts(feed(let, tmp_path, told)) == (1, 1, 0, 0)
    card = show(let, TYOJONO, "B1")
    assert (card.line.type, card.line.klass) == ("Sopimuksen irtisanominen", "Sopimukset")
    assert (card.line.contract, card.line.customer) == ("V-1", "P-1001")
    assert (str(card.line.received), card.line.received_time) == ("2026-11-19", "21:14")
    assert card.facts["person"] == "P-1001"
    assert card.facts["new_iban"] == "FI2112345600000785"
    assert card.facts["ends_on"] == "2026-12-31"
    assert card.facts["message"] == "Muutan pois."
    known = "SELECT feed_id, case_id, contract_id, person_id, ends_on FROM notices"
    assert rows(let, known) == [("irt-1", 1, 1, 1, "2026-12-31")]
    assert rows(let, "SELECT move FROM entries") == [("feed",)]


@pytest.mark.rule("TYO-06")
def test_the_same_feed_again_changes_nothing_in_whatever_order(let: Desk, tmp_path: Path) -> None:
    records = [notice(which) for which in range(1, 21)]
    dry = feed(let, tmp_path, *records, dry_run=True)
    assert rows(let, "SELECT count(*) FROM cases") == [(0,)]
    assert feed(let, tmp_path, *records) == dry
    before = everything(let)
    turned = [dict(reversed(list(each.items()))) for each in reversed(records)]
    assert counts(feed(let, tmp_path, *turned, *records)) == (40, 0, 40, 0)
    assert everything(let) == before


@pytest.mark.rule("TYO-06")
@pytest.mark.parametrize(
    ("record", "field"),
    [
        (notice(99), "contract"),
        (notice(1, person="P-1002"), "person"),
        (notice(1, person=None), "person"),
        (notice(1, id=""), "id"),
        (notice(1, id={"a": 1}), "id"),
        (notice(1, submitted_at="2026-02-30T10:00:00+02:00"), "submitted_at"),
        (notice(1, submitted_at="eilen"), "submitted_at"),
        (notice(1, submitted_at=1_763_000_000), "submitted_at"),
        (notice(1, submitted_at="2027-11-19T21:14:00+02:00"), "submitted_at"),
        (notice(1, submitted_at="0001-01-01T00:00:00+14:00"), "submitted_at"),
        (notice(1, ends_on="2026-11-31"), "ends_on"),
        (notice(1, ends_on="31.12.2026"), "ends_on"),
        (notice(1, ends_on=20261231), "ends_on"),
        (notice(1, new_address=["Uusikatu"]), "new_address"),
        (notice(1, message={"deep": {"deeper": 1}}), "message"),
        (json.dumps(notice(1)).replace("null", "NaN"), ""),
        (json.dumps(notice(1)).replace('"phone"', '"id"'), "id"),
        (json.dumps(notice(1))[:70], ""),
        ("[" * 50_000, ""),
        ('{"a":' * 50_000, ""),
        ("null", ""),
        ("\0" * 100, ""),
        (json.dumps(notice(1)).replace("Muutan", "x" * 70_000), ""),
    ],
)
def test_what_cannot_be_taken_in_is_set_aside_with_its_reason(
    let: Desk, tmp_path: Path, record: Any, field: str
) -> None:
    report = feed(let, tmp_path, record, notice(2))
    assert counts(report) == (2, 1, 0, 1)
    assert (report.refused[0].row, report.refused[0].field) == (1, field)
    kept = aside.aside(let)
    assert [(each.source, each.line, each.field) for each in kept] == [("notices.jsonl", 1, field)]
    assert kept[0].message == report.refused[0].message
    before = everything(let)
    assert counts(feed(let, tmp_path, record, notice(2))) == (2, 0, 1, 1)
    assert everything(let) == before
    assert rows(let, "SELECT max(length(raw)) FROM set_aside")[0][0] <= 70_000


@pytest.mark.rule("TYO-06")
def test_the_same_id_with_other_contents_is_looked_at_by_somebody(
    let: Desk, tmp_path: Path
) -> None:
    other = notice(1, ends_on="2027-01-31")
    report = feed(let, tmp_path, notice(1), other, other)
    assert counts(report) == (3, 1, 0, 2)
    assert rows(let, "SELECT ends_on FROM notices") == [(None,)]
    assert counts(feed(let, tmp_path, notice(1))) == (1, 0, 1, 0)
    assert [each.notice for each in aside.aside(let)] == ["irt-1"]


@pytest.mark.rule("TYO-06")
def test_what_was_set_aside_is_taken_in_once_its_contract_is_known(
    let: Desk, tmp_path: Path
) -> None:
    feed(let, tmp_path, notice(30), notice(31), notice(32))
    assert counts(aside.retry_aside(let, TYOJONO)) == (3, 0, 0, 3)
    report = bring(let, tmp_path, contract(30))
    assert any("1" in note for note in report.notes)
    assert [each.notice for each in aside.aside(let)] == ["irt-31", "irt-32"]
    assert rows(let, "SELECT count(*) FROM cases") == [(1,)]
    closed = "SELECT raw, case_id FROM set_aside WHERE taken_in_at IS NOT NULL"
    assert rows(let, closed) == [("", 1)]
    assert counts(aside.retry_aside(let, TYOJONO, dry_run=True)) == (2, 0, 0, 2)


@pytest.mark.rule("TYO-06")
def test_a_torn_line_is_settled_by_the_whole_one(let: Desk, tmp_path: Path) -> None:
    whole = json.dumps(notice(1))
    feed(let, tmp_path, whole[: len(whole) // 2])
    assert [each.notice for each in aside.aside(let)] == ["irt-1"]
    assert counts(feed(let, tmp_path, whole)) == (1, 1, 0, 0)
    assert aside.aside(let) == []


@pytest.mark.rule("TYO-06")
@pytest.mark.parametrize("torn_first", [True, False])
def test_a_torn_line_beside_its_whole_one_troubles_nobody(
    let: Desk, tmp_path: Path, *, torn_first: bool
) -> None:
    whole = json.dumps(notice(1))
    pair = (whole[:60], whole) if torn_first else (whole, whole[:60])
    many = [notice(2, id=f"n-{at}") for at in range(600)]
    dry = feed(let, tmp_path, pair[0], *many, pair[1], dry_run=True)
    report = feed(let, tmp_path, pair[0], *many, pair[1])
    assert dry == report
    assert counts(report) == (602, 601, 1, 0)
    assert aside.aside(let) == []
    assert counts(feed(let, tmp_path, *pair)) == (2, 0, 2, 0)


@pytest.mark.rule("TYO-06", "ALL-02")
def test_a_record_is_let_go_for_a_reason_and_does_not_come_back(let: Desk, tmp_path: Path) -> None:
    feed(let, tmp_path, notice(99), "torn")
    with pytest.raises(Usage):
        aside.let_go(let, [1], " ")
    with pytest.raises(NotFound):
        aside.let_go(let, [1, 7], "Asukas soitti ja perui.")
    assert aside.let_go(let, [1], "Asukas soitti ja perui.") == [1]
    assert [each.id for each in aside.aside(let)] == [2]
    assert "Uusikatu 99" not in "".join(everything(let))
    assert counts(feed(let, tmp_path, notice(99))) == (1, 0, 1, 0)


def test_odd_texts_do_not_set_a_notice_aside(let: Desk, tmp_path: Path) -> None:
    report = feed(
        let, tmp_path, notice(1, phone="soita", iban="FI00", email="x", new_address="x" * 900)
    )
    assert counts(report) == (1, 1, 0, 0)
    facts = show(let, TYOJONO, "B1").facts
    assert (facts["new_phone"], facts["new_iban"], len(facts["new_address"])) == (
        "soita",
        "FI00",
        500,
    )


def test_hostile_texts_are_taken_in_harmlessly(let: Desk, tmp_path: Path) -> None:
    told = [
        notice(1, id=f"n-{at}", message=text, new_address=text)
        for at, text in enumerate(HOSTILE.values())
    ]
    named = [notice(2, id=text) for text in HOSTILE.values()]
    report = feed(let, tmp_path, *told, *named)
    assert report.created >= len(told)
    assert report.created + report.unchanged + len(report.refused) == len(told) + len(named)
    assert all("\x1b" not in line for line in everything(let))


def test_an_unknown_field_is_told_of_and_read_past(let: Desk, tmp_path: Path) -> None:
    report = feed(let, tmp_path, notice(1, rating=5, kanava="web"))
    assert counts(report) == (1, 1, 0, 0)
    assert "kanava, rating" in report.notes[0]


@pytest.mark.parametrize(
    ("content", "read"),
    [
        (b"\xef\xbb\xbf" + lines(notice(1)).encode(), 1),
        (lines(notice(1)).encode().replace(b"\n", b"\r\n") + b"\n \n", 1),
        (lines(notice(1)).encode().rstrip(), 1),
        (json.dumps(notice(1, message="ääkkösiä"), ensure_ascii=False).encode("cp1252"), 0),
    ],
)
def test_bytes_as_programs_write_them(let: Desk, tmp_path: Path, content: bytes, read: int) -> None:
    path = tmp_path / "odd.jsonl"
    path.write_bytes(content)
    report = take_in_feed(let, TYOJONO, path)
    assert (report.created, len(report.refused)) == (read, 1 - read)


@pytest.mark.parametrize("content", [b"", lines(notice(1)).encode("utf-16")])
def test_a_file_that_is_no_feed_at_all_is_refused(
    let: Desk, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "odd.jsonl"
    path.write_bytes(content)
    with pytest.raises(StoreTrouble):
        take_in_feed(let, TYOJONO, path)


def test_a_line_of_ten_megabytes_is_passed_over_in_little_memory(let: Desk, tmp_path: Path) -> None:
    long = json.dumps(notice(1, message="x" * 10_000_000))
    assert counts(feed(let, tmp_path, long, notice(2), "\0" * 10_000_000)) == (3, 1, 0, 2)
    assert rows(let, "SELECT max(length(raw)) <= 2000 FROM set_aside") == [(1,)]


def test_it_can_be_stopped_and_leaves_nothing(let: Desk, tmp_path: Path) -> None:
    before = everything(let)
    many = [notice(1 + each % 20, id=f"n-{each}") for each in range(3_000)]
    with pytest.raises(Stopped):
        feed(let, tmp_path, *many, progress=lambda done, _of: done < 2_000)
    assert everything(let) == before
    assert counts(feed(let, tmp_path, *many)) == (3_000, 3_000, 0, 0)


@pytest.mark.rule("ALL-08")
def test_the_notice_of_a_protected_person_is_a_protected_task(
    make_desk: MakeDesk, tmp_path: Path
) -> None:
    desk = make_desk()
    bring(desk, tmp_path, contract(1, tenant(1), tenant(2, protected=True)))
    feed(desk, tmp_path, notice(1))
    assert rows(desk, "SELECT protected FROM cases") == [(1,)]
