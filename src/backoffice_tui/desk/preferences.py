"""What an agent chose last, such as the group of the activity list."""

from typing import TYPE_CHECKING

from backoffice_tui.desk.desk import Desk
from backoffice_tui.routine.text import clean
from backoffice_tui.store import own

if TYPE_CHECKING:
    from sqlmodel import Session


def remember(desk: Desk, name: str, value: str) -> None:
    """Keep what the agent chose; an empty text forgets it."""
    text = clean(value)
    if text == own.preference(desk.store.reader, desk.agent, name):
        return

    def work(session: "Session") -> None:
        own.put_preference(session, desk.agent, name, text)

    desk.store.write(work)


def remembered(desk: Desk, name: str) -> str:
    """What the agent chose under that name; empty where nothing was."""
    return own.preference(desk.store.reader, desk.agent, name)
