"""A small office of tenancies for tests in any order: its people, a store of it, and what may never be in it."""

import tempfile
from functools import cache
from pathlib import Path
from typing import Final

from backoffice_tui.desk.desk import Desk
from backoffice_tui.settings import Settings
from tests.conftest import NOW
from tests.leases import bring, contract, tenant

PEOPLE: Final = {"V-1": (1, 2, 3), "V-2": (1,)}
"""Contract → its tenants; one of them has two contracts."""

HELD: Final = 162_470
"""Cents of deposit on each contract."""

NEVER: Final = """
    SELECT 'bound by what has ended', contract_id FROM parties
        JOIN contracts ON contracts.id = contract_id
        WHERE last_day IS NOT NULL AND (until IS NULL OR until > last_day)
    UNION SELECT 'bound twice', contract_id FROM parties WHERE until IS NULL
        GROUP BY contract_id, person_id HAVING count(*) > 1
    UNION SELECT 'does not balance', booking_id FROM postings
        GROUP BY booking_id HAVING sum(cents) != 0
    UNION SELECT 'below zero', contract_id FROM postings WHERE contract_id IS NOT NULL
        GROUP BY contract_id, account HAVING sum(cents) < 0
"""


def at_work(path: Path) -> Desk:
    """A desk on a store."""
    chosen = Settings(db=str(path), agent="xanna", language="en", now=NOW, leads=("xanna",))
    return Desk(chosen, create=True)


@cache
def office() -> bytes:
    """A store with the contracts, made once."""
    with tempfile.TemporaryDirectory(prefix="tenancies-") as folder:
        path = Path(folder) / "x.db"
        desk = at_work(path)
        records = (
            contract(int(number[2:]), *(tenant(which) for which in people))
            for number, people in PEOPLE.items()
        )
        bring(desk, Path(folder), *records)
        copy = Path(folder) / "copy.db"
        desk.store.back_up(copy)
        desk.close()
        return copy.read_bytes()


def copied(content: bytes, folder: Path) -> Path:
    """The store in a folder of its own."""
    path = folder / "x.db"
    path.write_bytes(content)
    return path
