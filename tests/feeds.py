"""Feeds of notices for tests, and a queue that takes them in."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.notices import take_in_feed
from backoffice_tui.desk.take_in import Intake
from backoffice_tui.queues import QUEUES

TYOJONO: Final = QUEUES["tyojono"]


def notice(which: int, **changes: Any) -> dict[str, Any]:
    """What the tenant of contract `which` tells the e-service."""
    told = {
        "id": f"irt-{which}",
        "submitted_at": "2026-11-19T21:14:00+02:00",
        "contract": f"V-{which}",
        "person": f"P-{1000 + which}",
        "ends_on": None,
        "new_address": f"Uusikatu {which}, 00200 Helsinki",
        "phone": "",
        "email": "",
        "iban": "",
        "message": "Muutan pois.",
    }
    return told | changes


def lines(*records: Mapping[str, Any] | str) -> str:
    """Records as JSON lines; a text is a line as it is."""
    return "".join(f"{each if isinstance(each, str) else json.dumps(each)}\n" for each in records)


def feed(desk: Desk, folder: Path, *records: Mapping[str, Any] | str, **how: Any) -> Intake:
    """Take in a feed of these records."""
    path = folder / "notices.jsonl"
    path.write_text(lines(*records), encoding="utf-8")
    return take_in_feed(desk, TYOJONO, path, **how)
