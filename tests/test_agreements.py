"""Agreements at the desk: brought in, cancelled, and that taken back."""

from datetime import date
from pathlib import Path

import pytest

from backoffice_tui.desk import agreement_file, agreements, mass_ending
from backoffice_tui.desk.desk import Desk
from backoffice_tui.routine.errors import Conflict, NotFound, Refused
from backoffice_tui.routine.facilities import made_up
from tests.agreed import CEASED, DATAHUB, Record, bring, last_of, record, switched
from tests.making import everything


def test_a_file_is_taken_in_once_whatever_its_shape(desk: Desk, tmp_path: Path) -> None:
    records = [*switched(1), record("C2", 2, kind="grid", seller="Verkko Oy")]
    dry = bring(desk, tmp_path, records, dry_run=True)
    assert (dry.created, dry.refused) == (3, [])
    assert bring(desk, tmp_path, records).created == 3
    again = bring(desk, tmp_path, [*records, records[0]])
    assert (again.read, again.created, again.updated, again.unchanged) == (4, 0, 0, 4)
    table = tmp_path / "sopimukset.csv"
    lines = [";".join(records[0])]
    lines += [";".join("" if v is None else str(v) for v in each.values()) for each in records]
    table.write_text("\n".join(lines), encoding="utf-8")
    same = agreement_file.take_in_agreements(desk, DATAHUB, table)
    assert (same.read, same.unchanged, same.refused) == (3, 3, [])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"facility": "643007000000000003"}, "facility"),
        ({"facility": 7.35999102e17}, "facility"),
        ({"start": "31.2.2022"}, "start"),
        ({"end": "2019-12-31", "end_reason": "separately"}, "end"),
        ({"end_reason": "mass"}, "end"),
        ({"end": "2022-01-01", "end_reason": "[b]x"}, "end_reason"),
        ({"kind": "gas"}, "kind"),
        ({"seller": ""}, "seller"),
        ({"agreement": None}, "agreement"),
        ({"seller": "x" * 500}, "seller"),
        ({"colour": "red"}, "colour"),
        ({"agreement": ["A1"]}, "agreement"),
        ({"seller": {"name": "x"}}, "seller"),
    ],
)
def test_a_row_that_will_not_do_is_refused_by_itself(
    desk: Desk, tmp_path: Path, changes: Record, field: str
) -> None:
    found = bring(desk, tmp_path, [{**record("A1"), **changes}, record("A2", 2)])
    assert [(each.row, each.field) for each in found.refused] == [(1, field)]
    assert found.created == 1


def test_days_are_finnish_local_days(desk: Desk, tmp_path: Path) -> None:
    told = record("A1", start="2022-09-30T21:00:00Z", end="2022-10-31T21:59:00Z", reason="mass")
    assert bring(desk, tmp_path, [told]).refused == []
    (only,) = agreements.show_point(desk, "A1").agreements
    assert (only.start, only.end) == (date(2022, 10, 1), date(2022, 10, 31))
    assert only.mass_from == date(2022, 11, 1)


def test_a_newer_agreement_ends_the_older_and_two_on_one_day_are_refused(
    desk: Desk, tmp_path: Path
) -> None:
    bring(desk, tmp_path, [record("A1")])
    found = bring(desk, tmp_path, [record("B1", 1, "2022-10-01", seller="Uusi Oy")])
    assert (found.created, len(found.warnings), last_of(desk, "A1")) == (1, 1, "2022-09-30")
    clash = bring(desk, tmp_path, [record("C1", 1, "2022-10-01", seller="Kolmas Oy")])
    assert [each.field for each in clash.refused] == ["start"]
    assert bring(desk, tmp_path, [record("A1")]).unchanged == 1
    assert last_of(desk, "A1") == "2022-09-30"


@pytest.mark.rule("DH-06")
def test_a_cancellation_is_seen_saved_and_taken_back(desk: Desk, tmp_path: Path) -> None:
    bring(desk, tmp_path, switched())
    before = everything(desk)
    seen = agreements.preview(desk, DATAHUB, "B1", "2022-11-02", "AR01")
    assert [each.became.number for each in seen.plan.changes] == ["B1", "A1"]
    assert len(seen.lines) == 2
    assert everything(desk) == before
    done = agreements.cancel(desk, DATAHUB, "B1", "2022-11-02", "ar01", seen=seen)
    assert done.applied
    assert (last_of(desk, "B1"), last_of(desk, "A1")) == ("2022-10-21", "open")
    with pytest.raises(Conflict):
        agreements.cancel(desk, DATAHUB, "B1", "2022-11-02", "AR01")
    agreements.undo_cancelling(desk, "B1")
    assert (last_of(desk, "B1"), last_of(desk, "A1")) == ("open", "2022-09-30")
    with pytest.raises(Refused):
        agreements.undo_cancelling(desk, "B1")
    acts = agreements.show_point(desk, "B1").history["B1"]
    assert [(each.what, each.undone) for each in acts] == [
        ("undo", False),
        ("cancel", True),
        ("import", False),
    ]


@pytest.mark.rule("DH-08")
@pytest.mark.parametrize(("on", "reason"), [("2022-11-02", "AR02"), ("2022-10-05", "AR01")])
def test_what_is_not_ruled_changes_nothing(
    desk: Desk, tmp_path: Path, on: str, reason: str
) -> None:
    bring(desk, tmp_path, switched())
    before = everything(desk)
    with pytest.raises(Refused) as refused:
        agreements.cancel(desk, DATAHUB, "B1", on, reason)
    assert refused.value.rule == "DH-08"
    assert everything(desk) == before
    with pytest.raises(NotFound):
        agreements.preview(desk, DATAHUB, "\x1b[31mB1", on, "AR01")


def test_what_was_seen_is_what_is_saved(desk: Desk, colleague: Desk, tmp_path: Path) -> None:
    bring(desk, tmp_path, switched())
    seen = agreements.preview(desk, DATAHUB, "B1", "2022-11-02", "AR01")
    mass_ending.end_all(colleague, CEASED, seen.plan.ruling.asked.start)
    with pytest.raises(Conflict):
        agreements.cancel(desk, DATAHUB, "B1", "2022-11-02", "AR01", seen=seen)
    assert last_of(desk, "B1") == "open"


@pytest.mark.rule("ALL-08")
def test_the_metering_point_of_a_protected_person_is_dots(desk: Desk, tmp_path: Path) -> None:
    bring(desk, tmp_path, switched())
    assert agreements.show_point(desk, made_up(1)).shown == made_up(1)
    assert made_up(1) not in agreements.show_point(desk, made_up(1), hidden=True).shown
    with pytest.raises(NotFound) as none:
        agreements.show_point(desk, made_up(9), hidden=True)
    assert made_up(9) not in str(none.value)


@pytest.mark.rule("ALL-06")
def test_only_who_cancelled_or_a_lead_takes_it_back(
    desk: Desk, colleague: Desk, lead: Desk, tmp_path: Path
) -> None:
    bring(desk, tmp_path, switched())
    agreements.cancel(desk, DATAHUB, "B1", "2022-11-02", "AR01")
    with pytest.raises(Conflict):
        agreements.undo_cancelling(colleague, "B1")
    agreements.undo_cancelling(lead, "B1")
    assert last_of(desk, "B1") == "open"
