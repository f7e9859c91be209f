"""Records of the e-service's feed that could not be taken in: looked at, tried once more, or let go."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.notices import take_in_lines
from backoffice_tui.desk.spool import Pace
from backoffice_tui.desk.take_in import Intake
from backoffice_tui.exchange.jsonlines import Line, record_of
from backoffice_tui.routine.errors import NotFound, Problem, Usage
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.text import clean
from backoffice_tui.store import notices
from backoffice_tui.store.notices import Aside
from backoffice_tui.texts import say

if TYPE_CHECKING:
    from sqlmodel import Session


class AsideRow(NamedTuple):
    """A record set aside as people read it; nothing it says of a person is shown."""

    id: int
    source: str
    line: int
    notice: str
    field: str
    message: str


def retry_aside(desk: Desk, queue: Queue, *, dry_run: bool = False) -> Intake:
    """Try once more what is set aside: taken in what is right by now, the rest stays with its reason."""
    lines = [_line(each) for each in notices.aside(desk.store.reader.rows)]
    return take_in_lines(desk, queue, lines, "", Pace(None), dry_run=dry_run) if lines else Intake()


def _line(each: Aside) -> Line:
    try:
        return Line(each.id, each.raw, record_of(each.raw))
    except Problem as why:
        return Line(each.id, each.raw, problem=why)


def aside(desk: Desk) -> Sequence[AsideRow]:
    """What is set aside, oldest first, with its reason in the language spoken."""
    return [
        AsideRow(
            each.id,
            each.source,
            each.line,
            each.feed_id,
            each.field,
            say(each.reason, **each.details),
        )
        for each in notices.aside(desk.store.reader.rows)
    ]


def let_go(desk: Desk, ids: Sequence[int], why: str) -> Sequence[int]:
    """Forget records that were set aside, for a reason; NotFound names one that is not."""
    reason = clean(why, limit=500).strip()
    if not reason:
        raise Usage("feed.why-let-go", rule="ALL-02", field="log")

    def work(session: "Session") -> Sequence[int]:
        gone = notices.let_go(session, ids, reason, desk.now(), desk.agent)
        for each in ids:
            if each not in gone:
                raise NotFound("feed.not-aside", field="let_go", id=each)
        return gone

    return desk.store.write(work)
