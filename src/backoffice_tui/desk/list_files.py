"""A queue's files: the customer system's list, or the workbook that its team keeps; the file tells which."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.spool import Progress
from backoffice_tui.desk.take_in import Intake, take_in
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.listing import Filter

if TYPE_CHECKING:
    from backoffice_tui.desk.tracker import Written

WORKBOOK: Final = ".xlsx"


def bring_in(
    desk: Desk, queue: Queue, path: Path, *, dry_run: bool = False, progress: Progress | None = None
) -> Intake:
    """Bring in what a list or the team's workbook says; raises what `take_in` and `take_in_tracker` do."""
    if queue.workbook:
        from backoffice_tui.desk.tracker import is_workbook, take_in_tracker

        if is_workbook(desk, queue, path):
            return take_in_tracker(desk, queue, path, dry_run=dry_run, progress=progress)
    return take_in(desk, queue, path, dry_run=dry_run, progress=progress)


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
