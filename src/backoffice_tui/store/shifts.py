"""Shifts as the log shows them: what an agent did from when to when, and what lies with them still."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from backoffice_tui.store.card import moment
from backoffice_tui.store.known import Ask
from backoffice_tui.store.outages import stored
from backoffice_tui.store.reader import Asked, Reader

if TYPE_CHECKING:
    from sqlmodel import Session

    from backoffice_tui.model.desk import Shift

_SELECT = (
    "SELECT id, agent, started_at, ended_at, (SELECT max(ended_at) FROM shifts AS earlier"
    " WHERE earlier.agent = shifts.agent AND earlier.id < shifts.id) FROM shifts"
)
# A list that is read in is nobody's work on a case, whoever reads it.
_WORK = "entries.move NOT LIKE 'import%' AND entries.move NOT IN ('missing', 'settle')"
_STANDING = (
    "entries.undoes IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM entries AS later WHERE later.undoes = entries.id)"
)


@dataclass(frozen=True, slots=True)
class ShiftRow:
    """A shift as it is stored; `ended` is None while it runs."""

    id: int
    agent: str
    started: datetime
    ended: datetime | None
    earlier_ended: datetime | None = None
    """When the agent's shift before this one ended."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many cases of a queue and group were closed, where something was done in it."""

    queue: str
    team_key: str
    closed: int


@dataclass(frozen=True, slots=True)
class Left:
    """What lies with an agent: cases held, texts not saved, messages not sent, errands not done."""

    held: tuple[tuple[str, str], ...]
    drafts: int
    unsent: int
    errands: int


def latest(reader: Asked, agent: str) -> ShiftRow | None:
    """The agent's last shift, running or ended."""
    row = reader.row(
        f"{_SELECT} WHERE agent = :agent ORDER BY ended_at IS NULL DESC, id DESC LIMIT 1",
        {"agent": agent},
    )
    return _shift(row) if row else None


def started_between(reader: Reader, since: datetime, until: datetime) -> list[ShiftRow]:
    """Everybody's shifts that started from `since` until just before `until`, in order."""
    rows = reader.rows(
        f"{_SELECT} WHERE started_at >= :since AND started_at < :until ORDER BY started_at, id",
        {"since": stored(since), "until": stored(until)},
    )
    return [_shift(row) for row in rows]


def _shift(row: Sequence[object]) -> ShiftRow:
    ended, earlier = (None if each is None else moment(each) for each in row[3:5])
    return ShiftRow(int(str(row[0])), str(row[1]), moment(row[2]), ended, earlier)


def first_work(reader: Reader, agent: str, since: datetime, until: datetime) -> datetime | None:
    """When the agent first worked on a case from `since` until just before `until`; None if they did not."""
    row = reader.row(
        "SELECT min(at) FROM entries WHERE agent = :agent AND at >= :since AND at < :until"
        f" AND {_WORK} AND {_STANDING}",
        {"agent": agent, "since": stored(since), "until": stored(until)},
    )
    return moment(row[0]) if row and row[0] is not None else None


def tallies(reader: Reader, shift: ShiftRow, since: datetime) -> list[Tally]:
    """Where the agent worked from `since` to the shift's end and how many cases they closed there, each case once.

    Only entries that stand count: what was taken back was not done.
    """
    params: dict[str, object] = {"agent": shift.agent, "since": stored(since)}
    until = ""
    if shift.ended:
        until, params["until"] = " AND entries.at <= :until", stored(shift.ended)
    closing = "entries.became = 'done' AND entries.was NOT IN ('', 'done')"
    rows = reader.rows(
        f"SELECT cases.queue, cases.team_key, count(DISTINCT CASE WHEN {closing} THEN cases.id END)"
        " FROM entries JOIN cases ON cases.id = entries.case_id"
        f" WHERE entries.agent = :agent AND entries.at >= :since{until}"
        f" AND {_WORK} AND {_STANDING} GROUP BY 1, 2",
        params,
    )
    return [Tally(str(queue), str(team), int(str(closed))) for queue, team, closed in rows]


def corrections(reader: Reader, shift: ShiftRow) -> Mapping[str, int | None]:
    """The boxes put right by hand: the number that holds, None for not worked."""
    rows = reader.rows(
        "SELECT box, closed FROM box_corrections WHERE shift_id = :id ORDER BY id", {"id": shift.id}
    )
    return {str(box): None if closed is None else int(str(closed)) for box, closed in rows}


def left_with(reader: Reader, agent: str) -> Left:
    """What lies with the agent now."""
    who = {"agent": agent}
    held = reader.rows(
        "SELECT queue, number FROM cases WHERE handler = :agent AND bucket < 2 ORDER BY queue, place",
        who,
    )
    return Left(
        held=tuple((str(queue), str(number)) for queue, number in held),
        drafts=_count(reader, "drafts WHERE agent = :agent", who),
        unsent=_count(
            reader, "messages WHERE state IN ('draft', 'sending') AND made_by = :agent", who
        ),
        errands=_count(reader, "errands WHERE agent = :agent AND done_at IS NULL", who),
    )


def not_handed_over(ask: Ask, queue: str, move: str, agent: str, since: datetime) -> list[str]:
    """The cases that the agent has begun and holds, without such a move of theirs since then that stands."""
    rows = ask(
        "SELECT number FROM cases WHERE queue = :queue AND handler = :agent AND state = 'active'"
        " AND NOT EXISTS (SELECT 1 FROM entries WHERE entries.case_id = cases.id AND move = :move"
        f" AND agent = :agent AND at >= :since AND {_STANDING}) ORDER BY place",
        {"queue": queue, "move": move, "agent": agent, "since": stored(since)},
    )
    return [str(row[0]) for row in rows]


def _count(reader: Reader, what: str, params: Mapping[str, object]) -> int:
    row = reader.row(f"SELECT count(*) FROM {what}", params)
    return int(str(row[0])) if row else 0


def running(session: "Session", agent: str) -> "Shift | None":
    """The agent's shift that goes on, to be changed."""
    from sqlmodel import col, select

    from backoffice_tui.model.desk import Shift

    found = select(Shift).where(Shift.agent == agent, col(Shift.ended_at).is_(None))
    return session.exec(found.order_by(col(Shift.id).desc())).first()


def last(session: "Session", agent: str) -> "Shift | None":
    """The agent's running shift, or else the one that ended last, to be changed."""
    from sqlmodel import col, select

    from backoffice_tui.model.desk import Shift

    found = select(Shift).where(Shift.agent == agent).order_by(col(Shift.id).desc())
    return running(session, agent) or session.exec(found).first()
