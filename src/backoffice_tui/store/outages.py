"""Outages of the move system, and how the backlog went down after one."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from backoffice_tui.store.card import moment
from backoffice_tui.store.reader import Reader

OPEN = "('new', 'active', 'waiting')"


def latest(reader: Reader) -> tuple[datetime, str, datetime | None, str] | None:
    """When the last outage began and by whose word, when it ended and by whose."""
    row = reader.row("SELECT down_at, down_by, up_at, up_by FROM outages ORDER BY id DESC LIMIT 1")
    if row is None:
        return None
    ended = None if row[2] is None else moment(row[2])
    return moment(row[0]), str(row[1]), ended, str(row[3])


def stored(at: datetime) -> str:
    """A time as the store writes it."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def open_by_hour(
    reader: Reader, queue: str, since: datetime, now: datetime
) -> Sequence[tuple[str, int]]:
    """Open cases at each hour from `since` to `now`, reckoned back from today's kept count."""
    row = reader.row(
        f"SELECT coalesce(sum(cases), 0) FROM counts WHERE queue = :queue AND state IN {OPEN}",
        {"queue": queue},
    )
    count = int(str(row[0])) if row else 0
    rows = reader.rows(
        f"SELECT strftime('%Y-%m-%d %H', at), sum((became IN {OPEN}) - (was IN {OPEN}))"
        " FROM entries JOIN cases ON cases.id = case_id"
        " WHERE queue = :queue AND at >= :since GROUP BY 1",
        {"queue": queue, "since": stored(since)},
    )
    changes = {str(when): int(str(change)) for when, change in rows}
    points: list[tuple[str, int]] = []
    hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    first = since.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    while hour >= first and len(points) < 24 * 14:
        points.append((hour.strftime("%Y-%m-%d %H:00"), count))
        count -= changes.get(hour.strftime("%Y-%m-%d %H"), 0)
        hour -= timedelta(hours=1)
    return points[::-1]
