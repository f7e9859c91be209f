"""What belongs to an agent alone: drafts and preferences."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from backoffice_tui.store.card import moment
from backoffice_tui.store.reader import Reader

if TYPE_CHECKING:
    from sqlmodel import Session


def draft(reader: Reader, agent: str, name: str) -> str:
    """The text kept under a name; empty where none is."""
    row = reader.row(
        "SELECT body FROM drafts WHERE agent = :agent AND name = :name",
        {"agent": agent, "name": name},
    )
    return str(row[0]) if row else ""


def drafts(reader: Reader, agent: str) -> Sequence[tuple[str, datetime]]:
    """The names of an agent's drafts with when they were last kept, newest first."""
    rows = reader.rows(
        "SELECT name, at FROM drafts WHERE agent = :agent ORDER BY at DESC, name", {"agent": agent}
    )
    return [(str(name), moment(at)) for name, at in rows]


def preference(reader: Reader, agent: str, name: str) -> str:
    """What an agent chose; empty where nothing was."""
    row = reader.row(
        "SELECT value FROM preferences WHERE agent = :agent AND name = :name",
        {"agent": agent, "name": name},
    )
    return str(row[0]) if row else ""


def put_draft(
    session: "Session", agent: str, name: str, body: str, case_id: int | None, at: datetime
) -> None:
    """Keep a text in place of the one of that name; an empty one is dropped."""
    from backoffice_tui.model.desk import Draft

    found = session.get(Draft, (agent, name))
    if not body:
        if found is not None:
            session.delete(found)
        return
    kept = found or Draft(agent=agent, name=name, body=body, at=at)
    kept.body, kept.case_id, kept.at = body, case_id, at
    session.add(kept)


def put_preference(session: "Session", agent: str, name: str, value: str) -> None:
    """Keep a choice in place of the one of that name; an empty one is dropped."""
    from backoffice_tui.model.desk import Preference

    found = session.get(Preference, (agent, name))
    if not value:
        if found is not None:
            session.delete(found)
        return
    kept = found or Preference(agent=agent, name=name, value=value)
    kept.value = value
    session.add(kept)
