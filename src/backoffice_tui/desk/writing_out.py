"""A queue written to a file: the list, or the workbook that its team keeps."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from backoffice_tui.desk.desk import Desk
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.listing import Filter

if TYPE_CHECKING:
    from backoffice_tui.desk.tracker import Written

WORKBOOK: Final = ".xlsx"


def keeps_workbook(desk: Desk, queue: Queue, wanted: Filter, path: Path) -> bool:
    """Whether the path is, or would become, the team's workbook; a narrowed list never is."""
    if not queue.workbook or path.suffix.lower() != WORKBOOK or wanted != Filter():
        return False
    from backoffice_tui.desk.tracker import is_workbook

    return not path.exists() or is_workbook(desk, queue, path)


def would_write(desk: Desk, queue: Queue, wanted: Filter, path: Path) -> "Written | None":
    """What writing the team's workbook would do to it; None where a list would be written instead."""
    if not keeps_workbook(desk, queue, wanted, path):
        return None
    from backoffice_tui.desk.tracker import write_tracker

    return write_tracker(desk, queue, path, dry_run=True)


def write_out(desk: Desk, queue: Queue, wanted: Filter, path: Path) -> "Written | int":
    """Write the team's workbook, what it would lose accepted, or the list; what became of it, or how many cases."""
    if keeps_workbook(desk, queue, wanted, path):
        from backoffice_tui.desk.tracker import write_tracker

        return write_tracker(desk, queue, path, accept_loss=True)
    from backoffice_tui.desk.put_out import put_out

    return put_out(desk, queue, wanted, path)
