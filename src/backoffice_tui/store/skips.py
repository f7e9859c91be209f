"""Cases that were taken although another one was next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from backoffice_tui.store.card import moment
from backoffice_tui.store.outages import stored
from backoffice_tui.store.reader import Reader

if TYPE_CHECKING:
    from sqlmodel import Session

MOST: Final = 5_000
"""So many rows of a period are read; nobody looks through more."""

_SELECT: Final = (
    "SELECT skips.entry_id, skips.at, skips.agent, taken.queue, taken.number, taken.kind,"
    " passed.number, passed.kind, skips.rank, skips.passed_rank, skips.reason, taken.protected"
    " FROM skips JOIN cases AS taken ON taken.id = skips.case_id"
    " JOIN cases AS passed ON passed.id = skips.passed_id"
    # What was taken back was not done.
    " WHERE NOT EXISTS (SELECT 1 FROM entries WHERE entries.undoes = skips.entry_id)"
)


@dataclass(frozen=True, slots=True)
class SkipRow:
    """A case taken out of turn, and the one that was next; times in UTC."""

    entry_id: int
    at: datetime
    agent: str
    queue: str
    number: str
    kind: str
    passed: str
    passed_kind: str
    rank: int
    passed_rank: int
    reason: str
    protected: bool


def between(reader: Reader, since: datetime, until: datetime, agent: str = "") -> list[SkipRow]:
    """What was taken out of turn from `since` until just before `until`, by one agent or all, newest first."""
    whose = " AND skips.agent = :agent" if agent else ""
    rows = reader.rows(
        f"{_SELECT} AND skips.at >= :since AND skips.at < :until{whose}"
        " ORDER BY skips.at DESC, skips.entry_id DESC LIMIT :most",
        {"since": stored(since), "until": stored(until), "agent": agent, "most": MOST},
    )
    return [_row(row) for row in rows]


def last_of(reader: Reader, queue: str, number: str, agent: str) -> SkipRow | None:
    """The last time the agent took this case out of turn."""
    row = reader.row(
        f"{_SELECT} AND skips.case_id = (SELECT id FROM cases WHERE queue = :queue AND"
        " number = :number) AND skips.agent = :agent ORDER BY skips.entry_id DESC LIMIT 1",
        {"queue": queue, "number": number, "agent": agent},
    )
    return _row(row) if row else None


def _row(row: Sequence[object]) -> SkipRow:
    agent, queue, number, kind, passed, passed_kind = map(str, row[2:8])
    rank, passed_rank = (int(str(each)) for each in row[8:10])
    return SkipRow(
        entry_id=int(str(row[0])),
        at=moment(row[1]),
        agent=agent,
        queue=queue,
        number=number,
        kind=kind,
        passed=passed,
        passed_kind=passed_kind,
        rank=rank,
        passed_rank=passed_rank,
        reason=str(row[10]),
        protected=bool(row[11]),
    )


def explain(session: "Session", entry_id: int, reason: str) -> None:
    """Write why, in place of what stood there."""
    from backoffice_tui.model.lead import Skip

    skip = session.get_one(Skip, entry_id)
    skip.reason = reason
    session.add(skip)
