"""The editions of what leads decide: routines' data and letters, each from a day on."""

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from backoffice_tui.routine.errors import Problem
from backoffice_tui.store.card import moment
from backoffice_tui.store.location import OldSchema, connect, locate
from backoffice_tui.store.reader import Asked

if TYPE_CHECKING:
    from sqlmodel import Session

_COLUMNS: Final = (
    "id, name, version, holds_from, body, reason, made_at, made_by, withdrawn_at, withdrawn_by"
)
_STANDING: Final = f"SELECT {_COLUMNS} FROM editions WHERE withdrawn_at IS NULL"
_ORDER: Final = " ORDER BY holds_from, id"


@dataclass(frozen=True, slots=True)
class Decided:
    """A text as it holds from a day on; times in UTC."""

    id: int
    name: str
    version: str
    holds_from: date
    body: str
    reason: str
    made_at: datetime
    made_by: str
    withdrawn_at: datetime | None
    withdrawn_by: str


Editions = Mapping[str, Sequence[Decided]]
"""The editions that stand, by name, the one that holds last at the end."""


def look(db: str) -> Editions:
    """All editions that stand, on a connection of its own; none where there is no store of this version yet."""
    try:
        with closing(connect(locate(db), mode="ro")) as connection:
            rows = connection.execute(_STANDING + _ORDER).fetchall()
    except (Problem, OldSchema, sqlite3.Error):
        # Whoever needs the store itself is told what is wrong with it; reckoning goes on without.
        return {}
    found: dict[str, list[Decided]] = {}
    for row in rows:
        found.setdefault(str(row[1]), []).append(_decided(row))
    return found


def every(reader: Asked, name: str) -> list[Decided]:
    """All editions of a name, those withdrawn too, the newest first."""
    rows = reader.rows(
        f"SELECT {_COLUMNS} FROM editions WHERE name = :name ORDER BY id DESC", {"name": name}
    )
    return [_decided(row) for row in rows]


def _decided(row: Sequence[object]) -> Decided:
    return Decided(
        id=int(str(row[0])),
        name=str(row[1]),
        version=str(row[2]),
        holds_from=date.fromisoformat(str(row[3])),
        body=str(row[4]),
        reason=str(row[5]),
        made_at=moment(row[6]),
        made_by=str(row[7]),
        withdrawn_at=None if row[8] is None else moment(row[8]),
        withdrawn_by=str(row[9]),
    )


def withdraw(session: "Session", edition_id: int, by: str, at: datetime) -> None:
    """Take an edition back; it stays in the history."""
    from backoffice_tui.model.lead import Edition

    edition = session.get_one(Edition, edition_id)
    edition.withdrawn_at, edition.withdrawn_by = at, by
    session.add(edition)
