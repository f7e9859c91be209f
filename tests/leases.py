"""Contracts for tests: records as the landlord's file has them, and their import."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.take_in import Intake
from backoffice_tui.desk.tenancies import take_in_contracts
from backoffice_tui.routine import nobody


def tenant(which: int, **changes: Any) -> dict[str, Any]:
    """A party as a file tells of them."""
    told = {
        "person": f"P-{1000 + which}",
        "name": f"Aino Esimerkki {which}",
        "hetu": nobody.hetu(which),
        "phone": "040 123 4567",
        "email": f"aino{which}@example.invalid",
        "protected": False,
    }
    return {name: value for name, value in (told | changes).items() if value is not None}


def contract(which: int, *parties: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    """A contract as a file tells of it, with one tenant unless others are given."""
    return {
        "number": f"V-{which}",
        "apartment": f"Koekatu 1 A {which}",
        "address": f"Koekatu 1 A {which}, 00100 Helsinki",
        "start": "2024-03-01",
        "end": None,
        "rent": "812.35",
        "deposit": "1 624,70",
        "prepayment": "0",
        "parties": list(parties) or [tenant(which)],
        "spouses": [],
        **changes,
    }


def bring(desk: Desk, folder: Path, *records: object, **how: Any) -> Intake:
    """Take in contracts from JSON."""
    path = folder / "contracts.json"
    path.write_text(json.dumps(records), encoding="utf-8")
    return take_in_contracts(desk, path, **how)


def counts(report: Intake) -> tuple[int, int, int, int]:
    """How many contracts were new, changed and as before, and how many rows were refused."""
    return report.created, report.updated, report.unchanged, len(report.refused)
