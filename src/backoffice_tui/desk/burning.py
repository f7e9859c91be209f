"""How the backlog of an outage falls once the move system is up again, and when nothing will be left of it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from backoffice_tui.desk import outage
from backoffice_tui.desk.desk import Desk
from backoffice_tui.queues import QUEUES
from backoffice_tui.routine.dates import local
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.store import figures

LEAST: Final = timedelta(minutes=10)
"""A pace is told once it has been kept for so long."""

FURTHEST: Final = timedelta(days=30)
"""An end that is further away is none."""


@dataclass(frozen=True, slots=True)
class Run:
    """The open cases of a queue since the move system came up, times local."""

    queue: Queue
    points: tuple[tuple[datetime, int], ...]
    """The open cases when it came up, at each full hour, and now."""
    closed: int
    """How many were closed here since then."""

    @property
    def since(self) -> datetime:
        """When the move system came up."""
        return self.points[0][0]

    @property
    def start(self) -> int:
        """How many were open then."""
        return self.points[0][1]

    @property
    def left(self) -> int:
        """How many are open now."""
        return self.points[-1][1]

    @property
    def an_hour(self) -> float:
        """By how many cases an hour the backlog has fallen."""
        gone = self.points[-1][0].astimezone(UTC) - self.since.astimezone(UTC)
        return (self.start - self.left) / (gone / timedelta(hours=1)) if gone else 0.0

    @property
    def empty_at(self) -> datetime | None:
        """When nothing is left at this pace, local; None where there is no telling."""
        now = self.points[-1][0].astimezone(UTC)
        if now - self.since.astimezone(UTC) < LEAST or self.left <= 0 or self.an_hour <= 0:
            return None
        ahead = self.left / self.an_hour * timedelta(hours=1)
        return (now + ahead).astimezone(self.since.tzinfo) if ahead <= FURTHEST else None


@dataclass(frozen=True, slots=True)
class Growth:
    """By how much the open cases of a queue have grown since the move system went down, time local."""

    queue: Queue
    since: datetime
    more: int
    left: int
    """How many are open now."""


def growth(desk: Desk) -> Growth | None:
    """What has come in while the move system is down; None while it is up."""
    state, queue = outage.status(desk), _of_outages()
    if not state.down or state.since is None or queue is None:
        return None
    reader = desk.store.reader
    more = sum(figures.grown(reader, queue.key, state.since).values())
    left = sum(figures.open_now(reader, queue.key).values())
    return Growth(queue, local(state.since, desk.data(queue).zone), more, left)


def _of_outages() -> Queue | None:
    """The queue whose cases are taken by hand while the move system is down."""
    return next((each for each in QUEUES.values() if "wms" in each.extras), None)


def burn_down(desk: Desk, longest: timedelta = outage.RUN) -> Run | None:
    """The run that goes on since the move system came up; None where it is down or that is longer ago."""
    state = outage.status(desk)
    if state.down or state.since is None or desk.now() - state.since > longest:
        return None
    queue = _of_outages()
    points = outage.burn_down(desk, queue.key) if queue else ()
    if queue is None or not points:
        return None
    zone = desk.data(queue).zone
    closed = sum(figures.closed(desk.store.reader, queue.key, state.since).values())
    return Run(queue, tuple((local(at, zone), left) for at, left in points), closed)
