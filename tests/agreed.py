"""Agreements for tests: records of a file, brought in, and what is left of each."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from backoffice_tui.desk import agreement_file, agreements
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.take_in import Intake
from backoffice_tui.queues import QUEUES
from backoffice_tui.routine.facilities import made_up

DATAHUB = QUEUES["datahub"]
CEASED = "Konkurssi Oy"

Record = Mapping[str, object]


def record(
    number: str,
    which: int = 1,
    start: str = "2020-01-01",
    end: str | None = None,
    reason: str | None = None,
    *,
    seller: str = CEASED,
    kind: str = "sales",
) -> dict[str, object]:
    return {
        "agreement": number,
        "facility": made_up(which),
        "kind": kind,
        "seller": seller,
        "start": start,
        "end": end,
        "end_reason": reason,
    }


def switched(which: int = 1) -> list[Record]:
    """A customer who left the ceased seller for another on the first of October."""
    return [
        record(f"A{which}", which, end="2022-09-30", reason="by-newer"),
        record(f"B{which}", which, "2022-10-01", seller="Uusi Oy"),
    ]


def bring(desk: Desk, folder: Path, records: Iterable[Record], *, dry_run: bool = False) -> Intake:
    path = folder / "sopimukset.json"
    path.write_text(json.dumps(list(records)), encoding="utf-8")
    return agreement_file.take_in_agreements(desk, DATAHUB, path, dry_run=dry_run)


def last_of(desk: Desk, number: str) -> object:
    """The last day of an agreement, `open`, or None where it has no days."""
    point = agreements.show_point(desk, number)
    last = next(each for each in point.agreements if each.number == number).last
    return None if last is None else last.last.isoformat() if last.last else "open"
