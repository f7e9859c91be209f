"""Notices of the e-service's feed and records set aside, known and written by the thousand."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from backoffice_tui.store.known import Ask, marks, portions

if TYPE_CHECKING:
    from sqlmodel import Session

    from backoffice_tui.routine.feed import ToldNotice
    from backoffice_tui.routine.taking import PlainCase

OPEN: Final = "taken_in_at IS NULL AND let_go_at IS NULL"
CONTRADICTS: Final = "feed.id-other"
"""The reason that a later record of the same id does not settle: somebody has to look at it."""


class Aside(NamedTuple):
    """A record that was set aside: where it stood, and the sentence that says why, by its key."""

    id: int
    source: str
    line: int
    feed_id: str
    field: str
    reason: str
    details: Mapping[str, str]
    at: str
    agent: str
    raw: str


class NewAside(NamedTuple):
    """A record to set aside; its digest says whether it has been already."""

    digest: str
    source: str
    line: int
    raw: str
    feed_id: str
    field: str
    reason: str
    details: Mapping[str, str]


def known(ask: Ask, ids: Iterable[str]) -> dict[str, str]:
    """The digests of the notices of these ids that were taken in, by id."""
    found = {}
    for some in portions(ids):
        inside, params = marks(some)
        rows = ask(f"SELECT feed_id, digest FROM notices WHERE feed_id IN ({inside})", params)
        found.update({str(row[0]): str(row[1]) for row in rows})
    return found


def aside(ask: Ask) -> list[Aside]:
    """The records that are set aside, oldest first."""
    columns = ", ".join(Aside._fields)
    rows = ask(f"SELECT {columns} FROM set_aside WHERE {OPEN} ORDER BY id", {})
    return [_aside(row) for row in rows]


def _aside(row: Sequence[object]) -> Aside:
    values = dict(zip(Aside._fields, row, strict=True))
    details = values["details"]
    values["details"] = json.loads(details) if isinstance(details, str) else details
    return Aside(**values)  # type: ignore[arg-type]


def waiting(ask: Ask) -> set[str]:
    """The ids of the feed that something is set aside for."""
    rows = ask(f"SELECT DISTINCT feed_id FROM set_aside WHERE {OPEN} AND feed_id != ''", {})
    return {str(row[0]) for row in rows}


def set_aside_before(ask: Ask, digests: Iterable[str]) -> dict[str, bool]:
    """Which records have been set aside before, by digest, and whether they were let go."""
    found = {}
    for some in portions(digests):
        inside, params = marks(some)
        sql = f"SELECT digest, let_go_at IS NOT NULL FROM set_aside WHERE digest IN ({inside})"
        found.update({str(row[0]): bool(row[1]) for row in ask(sql, params)})
    return found


class Writer:
    """Writes what a feed brought inside one transaction."""

    def __init__(self, session: "Session", at: datetime, agent: str) -> None:
        from backoffice_tui.model.contracts import Notice, SetAside

        self._connection = session.connection()
        self._at, self._agent = at, agent
        self._notices = Notice.metadata.tables[str(Notice.__tablename__)]
        self._aside = SetAside.metadata.tables[str(SetAside.__tablename__)]

    def notices(self, made: Sequence[tuple["PlainCase", "ToldNotice", int, int]]) -> None:
        """Note which notice became which case, of which contract and person."""
        from sqlalchemy import insert

        rows = [
            {
                "feed_id": told.id,
                "case_id": case.id,
                "contract_id": contract,
                "person_id": person,
                "submitted_at": told.submitted_at,
                "ends_on": told.ends_on,
                "digest": told.digest,
            }
            for case, told, contract, person in made
        ]
        if rows:
            self._connection.execute(insert(self._notices), rows)

    def keep(self, records: Sequence[NewAside]) -> None:
        """Set records aside."""
        from sqlalchemy import insert

        rest = {"at": self._at, "agent": self._agent, "taken_in_at": None, "case_id": None}
        rows = [{**each._asdict(), **rest, "let_go_at": None, "let_go_by": ""} for each in records]
        if rows:
            self._connection.execute(insert(self._aside), rows)

    def settle(self, ids: Iterable[str]) -> None:
        """What was set aside for notices that are in now is taken in, and its text forgotten."""
        from sqlalchemy import bindparam, select, update

        aside, notices = self._aside.c, self._notices.c
        case_id = select(notices.case_id).where(notices.feed_id == aside.feed_id).scalar_subquery()
        statement = (
            update(self._aside)
            .where(aside.feed_id == bindparam("which"), aside.reason != CONTRADICTS)
            .where(aside.taken_in_at.is_(None), aside.let_go_at.is_(None))
            .values(taken_in_at=self._at, raw="", case_id=case_id)
        )
        if rows := [{"which": each} for each in ids]:
            self._connection.execute(statement, rows)


def let_go(session: "Session", ids: Sequence[int], why: str, at: datetime, agent: str) -> list[int]:
    """Forget records that were set aside; the ids of those that were."""
    from sqlmodel import col, select

    from backoffice_tui.model.contracts import SetAside

    wanted = select(SetAside).where(
        col(SetAside.id).in_(ids),
        col(SetAside.taken_in_at).is_(None),
        col(SetAside.let_go_at).is_(None),
    )
    found = list(session.exec(wanted).all())
    for each in found:
        each.raw, each.let_go_at, each.let_go_by = "", at, agent
        each.details = {**each.details, "let_go": why}
        session.add(each)
    session.flush()
    return [each.id for each in found if each.id is not None]
