"""Whatever file an agent brings to a queue: its list, its team's workbook, the landlord's contracts, or a feed."""

from pathlib import Path
from typing import Final

from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.notices import take_in_feed
from backoffice_tui.desk.spool import Progress
from backoffice_tui.desk.take_in import Intake, take_in
from backoffice_tui.desk.tenancies import take_in_contracts
from backoffice_tui.desk.tracker import is_workbook, take_in_tracker
from backoffice_tui.exchange.tables import TEXTS, WORKBOOKS
from backoffice_tui.routine.grammar import Queue

TABLES: Final = frozenset({*WORKBOOKS, *TEXTS})
RECORDS: Final = ".json"
FEEDS: Final = frozenset({".jsonl", ".ndjson"})


def endings(queue: Queue) -> frozenset[str]:
    """How the names of files end that can be brought to the queue."""
    return TABLES | FEEDS | {RECORDS} if queue.arrive else TABLES


def bring(
    desk: Desk,
    queue: Queue,
    path: Path,
    *,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Intake:
    """Take in a file, told by its headings or its ending what it is; raises what the verb for it raises."""
    if queue.workbook and is_workbook(desk, queue, path):
        return take_in_tracker(desk, queue, path, dry_run=dry_run, progress=progress)
    if queue.arrive is None:
        return take_in(desk, queue, path, dry_run=dry_run, progress=progress)
    if path.suffix.lower() in FEEDS:
        return take_in_feed(desk, queue, path, dry_run=dry_run, progress=progress)
    return take_in_contracts(desk, path, dry_run=dry_run, progress=progress)
