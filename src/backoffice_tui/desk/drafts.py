"""Text that an agent has typed and not saved yet, kept so that nothing is lost with the screen."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from backoffice_tui.desk.desk import Desk
from backoffice_tui.routine.text import clean
from backoffice_tui.store import own

if TYPE_CHECKING:
    from sqlmodel import Session


def keep(desk: Desk, name: str, body: str, case_id: int | None = None) -> None:
    """Keep the agent's text under a name, with the case it will be erased with; an empty text is dropped."""
    text = clean(body)
    if text == own.draft(desk.store.reader, desk.agent, name):
        return

    def work(session: "Session") -> None:
        own.put_draft(session, desk.agent, name, text, case_id, desk.now())

    desk.store.write(work)


def kept(desk: Desk, name: str) -> str:
    """The agent's text of that name; empty where none is kept."""
    return own.draft(desk.store.reader, desk.agent, name)


def all_kept(desk: Desk) -> Sequence[tuple[str, datetime]]:
    """The names of the agent's drafts and when each was last kept, newest first."""
    return own.drafts(desk.store.reader, desk.agent)


def drop(desk: Desk, name: str) -> None:
    """Let go of the agent's text of that name."""
    keep(desk, name, "")


def as_fields(kept: str) -> dict[str, str]:
    """A kept draft as what stood in which field."""
    try:
        found = json.loads(kept or "{}")
    except ValueError:
        return {}
    return {str(name): str(text) for name, text in found.items()} if isinstance(found, dict) else {}
