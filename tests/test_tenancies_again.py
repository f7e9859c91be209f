from pathlib import Path

import pytest

from backoffice_tui.desk.desk import Desk
from backoffice_tui.store.contracts import lease
from tests.leases import bring, contract, counts, tenant
from tests.making import everything, rows


def test_a_later_list_is_followed(desk: Desk, tmp_path: Path) -> None:
    bring(desk, tmp_path, contract(1, tenant(1), tenant(2)), contract(2))
    changed = contract(
        1,
        tenant(1, name="Aino Uusi", to="2026-10-31"),
        tenant(2, **{"from": "2024-04-01"}),
        tenant(3, **{"from": "2026-11-01"}),
        rent="850",
        address="Koekatu 1 A 1, 00120 Helsinki",
        deposit="2000",
        apartment="Koekatu 1 A 2",
    )
    assert counts(bring(desk, tmp_path, changed, contract(2))) == (0, 1, 1, 0)
    found = lease(desk.store.reader.rows, "V-1")
    assert found is not None
    assert (found.apartment, found.rent_cents, found.deposit) == ("Koekatu 1 A 2", 85_000, 200_000)
    assert [(each.person.name, str(each.since), str(each.until)) for each in found.parties] == [
        ("Aino Uusi", "2024-03-01", "2026-10-31"),
        ("Aino Esimerkki 2", "2024-04-01", "None"),
        ("Aino Esimerkki 3", "2026-11-01", "None"),
    ]
    assert rows(desk, "SELECT count(*) FROM contract_words WHERE word = 'uusi'") == [(1,)]


def test_who_moves_in_again_has_a_part_of_their_own(desk: Desk, tmp_path: Path) -> None:
    left = tenant(1, to="2025-01-31")
    bring(desk, tmp_path, contract(1, left, tenant(2)))
    again = tenant(1, **{"from": "2026-03-01"})
    assert counts(bring(desk, tmp_path, contract(1, left, again, tenant(2)))) == (0, 1, 0, 0)
    assert counts(bring(desk, tmp_path, contract(1, left, again, tenant(2)))) == (0, 0, 1, 0)
    assert rows(desk, "SELECT count(*) FROM parties") == [(3,)]


def test_an_end_set_here_is_not_blanked_by_an_older_list(desk: Desk, tmp_path: Path) -> None:
    bring(desk, tmp_path, contract(1))
    _ended_here(desk)
    before = everything(desk)
    assert counts(bring(desk, tmp_path, contract(1))) == (0, 0, 1, 0)
    other = contract(1, tenant(1, to="2026-12-15"), end="2026-12-15")
    report = bring(desk, tmp_path, other)
    assert counts(report) == (0, 0, 1, 0)
    assert [each.field for each in report.warnings] == ["end", "to"]
    assert everything(desk) == before


def _ended_here(desk: Desk) -> None:
    from tests.making import register

    register(desk)
    desk.store.write(
        lambda session: [
            session.connection().exec_driver_sql(sql)
            for sql in (
                "UPDATE contracts SET last_day = '2026-12-31', entry_id = 1",
                "UPDATE parties SET until = '2026-12-31', liable_until = '2026-12-31', entry_id = 1",
            )
        ]
    )


@pytest.mark.rule("TYO-08")
def test_a_value_taken_over_here_is_not_overwritten_by_an_older_list(
    desk: Desk, tmp_path: Path
) -> None:
    from backoffice_tui.model.cases import Entry
    from backoffice_tui.routine.contracts import Alteration
    from backoffice_tui.store import leases
    from tests.making import register

    bring(desk, tmp_path, contract(1, tenant(1, phone="")))
    register(desk)
    new = Alteration("person", 1, "phone", "", "050 765 4321", "P-1001")
    desk.store.write(
        lambda session: leases.alter(session, session.get_one(Entry, 1), [new], desk.now())
    )
    before = everything(desk)
    report = bring(desk, tmp_path, contract(1, tenant(1, phone="")))
    assert counts(report) == (0, 0, 1, 0)
    assert [each.field for each in report.warnings] == ["phone"]
    assert everything(desk) == before
    bring(desk, tmp_path, contract(1, tenant(1, phone="09 123 4567")))
    assert rows(desk, "SELECT phone FROM persons") == [("09 123 4567",)]


@pytest.mark.rule("TYO-17")
def test_money_moved_here_is_not_overruled_by_a_list(desk: Desk, tmp_path: Path) -> None:
    from backoffice_tui.routine.ledger import moved
    from backoffice_tui.store import ledger

    bring(desk, tmp_path, contract(1, deposit=500), contract(2, deposit=0))
    ask = desk.store.reader.rows
    source, target = lease(ask, "V-1"), lease(ask, "V-2")
    assert source is not None
    assert target is not None
    booking = moved(source, target, "deposit", 500_00)
    desk.store.write(lambda session: ledger.post(session, booking, None, None, desk.now(), "xa"))
    before = everything(desk)
    for told in (500, 0):
        report = bring(desk, tmp_path, contract(1, deposit=told), contract(2, deposit=500 - told))
        assert (counts(report), report.warnings) == ((0, 0, 2, 0), [])
    report = bring(desk, tmp_path, contract(1, deposit=700))
    assert [each.field for each in report.warnings] == ["deposit"]
    assert everything(desk) == before
