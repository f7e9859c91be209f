"""The notices that nobody has taken, what else the same people said, and what the robot made of them before."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from backoffice_tui.model.states import State
from backoffice_tui.routine.judging import Earlier
from backoffice_tui.store.card import moment
from backoffice_tui.store.known import Ask, facts_of, marks

if TYPE_CHECKING:
    from sqlmodel import Session

AT_ONCE: Final = 100
"""So many notices are dealt with in one transaction."""

_FREE: Final = (
    "SELECT case_id, number, due_key, place, contract_id, person_id, submitted_at FROM cases"
    " JOIN notices ON notices.case_id = cases.id"
    " WHERE queue = :queue AND rank = 0 AND bucket = 0 AND handler = '' AND state = 'new'"
    " AND (due_key, place) > (:due_key, :place) ORDER BY due_key, place LIMIT :limit"
)
_OTHERS: Final = (
    "SELECT case_id, number, state, submitted_at FROM notices JOIN cases ON cases.id = case_id"
    " WHERE contract_id = :contract AND person_id = :person AND case_id != :id"
    " AND (submitted_at, case_id) < (:at, :id) ORDER BY submitted_at, case_id"
)


class Free(NamedTuple):
    """A notice that nobody has taken, and where it stands in the order."""

    case_id: int
    number: str
    due_key: str
    place: str
    contract_id: int
    person_id: int
    submitted_at: str


def free(ask: Ask, queue: str, after: Free | None) -> list[Free]:
    """The next notices that nobody has taken, in the routine's order."""
    where = {"due_key": after.due_key if after else "", "place": after.place if after else ""}
    return [Free(*row) for row in ask(_FREE, {"queue": queue, "limit": AT_ONCE, **where})]


def earlier(ask: Ask, each: Free) -> Sequence[Earlier]:
    """What the same person gave notice of for the same contract before, oldest first."""
    params = {
        "contract": each.contract_id,
        "person": each.person_id,
        "id": each.case_id,
        "at": each.submitted_at,
    }
    rows = [tuple(row) for row in ask(_OTHERS, params)]
    facts = facts_of(ask, [int(row[0]) for row in rows]) if rows else {}
    return [
        Earlier(str(number), State(state), moment(at), facts.get(int(case_id), {}))
        for case_id, number, state, at in rows
    ]


def digests(ask: Ask, ids: Sequence[int]) -> dict[int, str]:
    """What the robot made of these cases the last time."""
    inside, params = marks(ids)
    rows = ask(f"SELECT case_id, digest FROM robot_marks WHERE case_id IN ({inside})", params)
    return {int(row[0]): str(row[1]) for row in rows}


def remember(session: "Session", made: Mapping[int, str], at: datetime) -> None:
    """Note what the robot made of cases."""
    from sqlalchemy import delete, insert

    from backoffice_tui.model.contracts import RobotMark

    table = RobotMark.metadata.tables[str(RobotMark.__tablename__)]
    connection = session.connection()
    connection.execute(delete(table).where(table.c.case_id.in_(list(made))))
    rows = [{"case_id": number, "digest": digest, "at": at} for number, digest in made.items()]
    connection.execute(insert(table), rows)


def numbers(every: Iterable[Free]) -> list[str]:
    """The numbers of notices."""
    return [each.number for each in every]
