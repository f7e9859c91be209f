"""Invented tenancies for a practice store, brought in by the verbs that bring in real ones."""

import json
import tempfile
from pathlib import Path
from typing import Final

from backoffice_tui.desk import intake
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.notices import fed_queue, take_in_feed
from backoffice_tui.desk.tenancies import take_in_contracts
from backoffice_tui.routine.invented_leases import (
    invented_leases,
    invented_notices,
    invented_tasks,
)

MOST: Final = 500
SHARE: Final = 5
"""One contract to so many cases."""


def add_leases(desk: Desk, cases: int, *, seed: int = 1) -> None:
    """Contracts with people and money, notices of the e-service with a torn one, and tasks, for that many cases."""
    count, queue = min(cases // SHARE, MOST), fed_queue()
    if queue is None or not count:
        return
    leases = list(invented_leases(count, seed, desk.today(queue)))
    notices = list(invented_notices(leases, count // 3, seed, desk.now()))
    lines = [json.dumps(each, ensure_ascii=False) for each in notices]
    if len(lines) > 2:
        lines[1] = lines[1][: len(lines[1]) // 2]
    with tempfile.TemporaryDirectory(prefix="backoffice-") as folder:
        contracts, feed = Path(folder) / "contracts.json", Path(folder) / "notices.jsonl"
        contracts.write_text(json.dumps(leases, ensure_ascii=False), encoding="utf-8")
        take_in_contracts(desk, contracts)
        if lines:
            feed.write_text("\n".join(lines), encoding="utf-8")
            take_in_feed(desk, queue, feed)
    for told in invented_tasks(leases, count // 6):
        intake.register(desk, queue, told)
