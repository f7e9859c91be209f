"""Personal data of closed cases that has been kept long enough: erased as a finished request is, by a job."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.erasure import Receipt, finish
from backoffice_tui.queues import QUEUES
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.moves import Record
from backoffice_tui.store import erasure
from backoffice_tui.texts import say_in

if TYPE_CHECKING:
    from sqlmodel import Session

RULE: Final = "ALL-12"
AT_ONCE: Final = 50
"""Cases in one transaction, so that agents who save meanwhile do not wait."""

ROUTINE_SPEAKS: Final = "sv"


@dataclass(frozen=True, slots=True)
class Kept:
    """A queue, for how many days its closed cases keep their data (0 for ever), and how many are past that."""

    queue: str
    days: int
    cases: int


def due(desk: Desk, most: int | None = None) -> list[Kept]:
    """What is past its time, queue by queue; counted no further than `most`."""
    found = []
    for queue in QUEUES.values():
        count = 0
        for some in _past(desk, queue):
            count += len(some)
            if most is not None and count >= most:
                break
        found.append(Kept(queue.key, desk.data(queue).retention, count))
    return found


def erase(
    desk: Desk, progress: Callable[[int], None] | None = None
) -> tuple[list[Kept], Sequence[Receipt]]:
    """Erase what is past its time; how many of each queue, and the erasures whose bytes may still stand somewhere.

    A job that is stopped halfway, or runs beside another, erases each case once; what is left is for the next run.
    """
    done = []
    for queue in QUEUES.values():
        count = 0
        for some in _past(desk, queue):
            count += _erased(desk, queue, some)
            if progress:
                progress(count)
        done.append(Kept(queue.key, desk.data(queue).retention, count))
    return done, finish(desk)


def _past(desk: Desk, queue: Queue) -> Iterator[Sequence[int]]:
    days = desk.data(queue).retention
    if not days:
        return
    before, after = _cutoff(desk, days), 0
    while some := erasure.past(desk.store.reader, queue.key, before, after, AT_ONCE):
        after = some[-1]
        yield some


def _cutoff(desk: Desk, days: int) -> datetime:
    return desk.now() - timedelta(days=days)


def _erased(desk: Desk, queue: Queue, ids: Sequence[int]) -> int:
    """Some cases in one transaction; one that somebody else erased or opened again meanwhile is left alone."""
    from backoffice_tui.model.cases import Case
    from backoffice_tui.store import cases

    data = desk.data(queue)

    def work(session: "Session") -> int:
        count = 0
        for case_id in ids:
            case = session.get(Case, case_id)
            if case is None or case.erased or case.open:
                continue
            record = Record(
                by=desk.agent,
                at=desk.now(),
                move="erase",
                text=say_in(ROUTINE_SPEAKS, "retention.logged", days=data.retention),
                was=case.state,
                became=case.state,
                erase=True,
                routine=data.version,
            )
            cases.write(session, case, record)
            count += 1
        return count

    return desk.store.write(work)
