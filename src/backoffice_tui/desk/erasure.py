"""Erasures brought to their end: no file of ours holds anything any more, or it is said what is left."""

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from backoffice_tui.desk.desk import Desk
from backoffice_tui.queues import queue_named
from backoffice_tui.routine.errors import Problem
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.store import erasure
from backoffice_tui.store.backup import drop_copies
from backoffice_tui.store.erasure import Receipt
from backoffice_tui.texts import say

if TYPE_CHECKING:
    from sqlmodel import Session

__all__ = ["Receipt", "finish", "unfinished"]


class Forgets(Protocol):
    """A module that rewrites a queue's workbooks."""

    def forget(self, desk: Desk, queue: Queue, path: Path, numbers: Sequence[str]) -> None:
        """Rewrite a workbook without what was known of these cases; StoreTrouble where it is locked."""


def unfinished(desk: Desk) -> Sequence[Receipt]:
    """The erasures whose bytes may still stand somewhere."""
    return erasure.unfinished(desk.store.reader)


def finish(desk: Desk) -> Sequence[Receipt]:
    """Clear the files and empty the journal; what is still unfinished afterwards, told to the desk too.

    The copies that were made of the store before it was migrated or restored go as well.
    """
    waiting = unfinished(desk)
    if not waiting:
        return ()
    left = _files_left(desk, waiting)
    desk.store.write(erasure.merge_words)
    _note(desk, waiting, left, done=False)
    if drop_copies(desk.store.location) and erasure.empty_journal(desk.store.location):
        _note(desk, waiting, left, done=True)
    still = unfinished(desk)
    if still:
        desk.tell("unfinished", ", ".join(each.number for each in still))
    return still


def _files_left(desk: Desk, waiting: Sequence[Receipt]) -> set[str]:
    """The files that could not be cleared now."""
    wanted: dict[tuple[str, str], list[str]] = {}
    for each in waiting:
        for path in each.files:
            wanted.setdefault((each.queue, path), []).append(each.number)
    return {
        path for (key, path), numbers in wanted.items() if not _forgotten(desk, key, path, numbers)
    }


def _forgotten(desk: Desk, key: str, path: str, numbers: Sequence[str]) -> bool:
    queue, file = queue_named(key), Path(path)
    # A file that was taken away is gone; one in a folder that cannot be reached may still be there.
    if file.parent.is_dir() and not file.exists():
        return True
    from backoffice_tui.exchange.letters import is_exported

    if is_exported(file):
        return _gone(desk, file)
    if not queue.workbook:
        return True
    module = cast("Forgets", import_module(f"backoffice_tui.desk.{queue.workbook}"))
    try:
        module.forget(desk, queue, file, numbers)
    except Problem as why:
        desk.tell("workbook-left", str(why))
        return False
    return True


def _gone(desk: Desk, letter: Path) -> bool:
    try:
        letter.unlink()
    except OSError as why:
        reason = why.strerror or type(why).__name__
        desk.tell("workbook-left", say("desk.letter-left", path=letter.name, reason=reason))
        return False
    return True


def _note(desk: Desk, waiting: Sequence[Receipt], left: set[str], *, done: bool) -> None:
    remaining = [(each.case_id, [path for path in each.files if path in left]) for each in waiting]
    at = desk.now() if done else None

    def work(session: "Session") -> None:
        erasure.settle(session, remaining, at)

    desk.store.write(work)
