"""The outage of the move system: switched by hand, shown on every screen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from backoffice_tui.desk.desk import Desk
from backoffice_tui.queues import queue_named
from backoffice_tui.store import figures, outages

if TYPE_CHECKING:
    from sqlmodel import Session


RUN = timedelta(days=1)
"""So long after the move system came up the backlog stands on the screens."""

LONGEST = timedelta(days=14)
"""So long after it came up the backlog is followed by the hour."""


@dataclass(frozen=True, slots=True)
class Outage:
    """Whether the move system is down, since when and by whose word."""

    down: bool
    since: datetime | None
    by: str


def status(desk: Desk) -> Outage:
    """The state now; up, by nobody's word, where it was never switched."""
    found = outages.latest(desk.store.reader)
    if found is None:
        return Outage(down=False, since=None, by="")
    down_at, down_by, up_at, up_by = found
    if up_at is None:
        return Outage(down=True, since=down_at, by=down_by)
    return Outage(down=False, since=up_at, by=up_by)


def is_down(desk: Desk) -> bool:
    """Whether the move system is down now."""
    return status(desk).down


def switch(desk: Desk, *, down: bool) -> Outage:
    """Say that the move system is down or up; saying it again changes nothing."""
    from backoffice_tui.model.desk import Outage as Row
    from backoffice_tui.store import side

    def work(session: "Session") -> None:
        current = side.current_outage(session)
        if down and current is None:
            session.add(Row(down_at=desk.now(), down_by=desk.agent))
        elif not down and current is not None:
            current.up_at, current.up_by = desk.now(), desk.agent
            session.add(current)

    desk.store.write(work)
    return status(desk)


def burn_down(desk: Desk, queue: str) -> Sequence[tuple[datetime, int]]:
    """The open cases of a queue since the move system came up: then, at each full hour of UTC, and now.

    Empty for a queue that an outage leaves alone, and where it never went down, is down now, or came up more than
    `LONGEST` ago.
    """
    if "wms" not in queue_named(queue).extras:
        return ()
    state, now = status(desk), desk.now()
    if state.down or state.since is None or not state.since <= now <= state.since + LONGEST:
        return ()
    return figures.backlog(desk.store.reader, queue, state.since, now)


def backlog(desk: Desk, queue: str) -> tuple[int, int] | None:
    """Open cases when the move system came up and now; None where that is more than a day ago, or no matter."""
    state = status(desk)
    if state.down or state.since is None or desk.now() - state.since > RUN:
        return None
    points = burn_down(desk, queue)
    return (points[0][1], points[-1][1]) if points else None
