"""The lead's figures: read from what the triggers keep and from ranges of indexes, however many cases there are."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from backoffice_tui.routine.listing import CaseLine
from backoffice_tui.store.closings import BY_WORK, ENTRIES, OPEN
from backoffice_tui.store.lines import SELECT, line
from backoffice_tui.store.reader import Asked
from backoffice_tui.store.times import moment, stored

HOUR: Final = timedelta(hours=1)

Closed = Mapping[tuple[str, str], int]
"""How many cases were closed, by group and agent."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How many cases of a queue and group are in a state."""

    queue: str
    team_key: str
    state: str
    cases: int


@dataclass(frozen=True, slots=True)
class Holding:
    """How many open cases of a queue and group an agent holds."""

    handler: str
    queue: str
    team_key: str
    cases: int


def standing(reader: Asked) -> list[Standing]:
    """How many cases stand where."""
    rows = reader.rows(
        "SELECT queue, team_key, state, sum(cases) FROM counts GROUP BY 1, 2, 3 HAVING sum(cases)"
    )
    return [Standing(str(row[0]), str(row[1]), str(row[2]), _number(row[3])) for row in rows]


def holdings(reader: Asked) -> list[Holding]:
    """Who holds how many open cases of what."""
    rows = reader.rows("SELECT handler, queue, team_key, cases FROM held WHERE cases > 0")
    return [Holding(str(row[0]), str(row[1]), str(row[2]), _number(row[3])) for row in rows]


def due(reader: Asked, queue: str, today: date) -> Mapping[str, tuple[int, int, int]]:
    """By group, how many open cases come back on a later day, today, and came back before."""
    rows = reader.rows(
        "SELECT team_key, sum(CASE WHEN day > :day THEN cases END), sum(CASE WHEN day = :day THEN cases END),"
        " sum(CASE WHEN day < :day THEN cases END) FROM dues WHERE queue = :queue GROUP BY 1",
        {"queue": queue, "day": today.isoformat()},
    )
    return {str(row[0]): (_number(row[1]), _number(row[2]), _number(row[3])) for row in rows}


def oldest(reader: Asked, queue: str, team_key: str) -> CaseLine | None:
    """The open case of a group that came in first."""
    row = reader.row(
        f"{SELECT} INDEXED BY ix_cases_oldest WHERE cases.queue = :queue"
        " AND cases.team_key = :team AND cases.bucket < 2"
        " ORDER BY cases.received, cases.received_time LIMIT 1",
        {"queue": queue, "team": team_key},
    )
    return line(row) if row else None


def team_named(reader: Asked, queue: str, team_key: str) -> str:
    """A group as it is written on one of its cases."""
    row = reader.row(
        "SELECT team FROM cases WHERE queue = :queue AND team_key = :team LIMIT 1",
        {"queue": queue, "team": team_key},
    )
    return str(row[0]) if row else team_key


def closed(reader: Asked, queue: str, since: datetime, until: datetime | None = None) -> Closed:
    """What was closed from `since` until just before `until`, by group and agent."""
    found: Counter[tuple[str, str]] = Counter()
    for first, end in _whole_hours(since, until):
        rows = reader.rows(
            "SELECT team_key, agent, sum(closed) FROM flows"
            " WHERE queue = :queue AND hour >= :first AND hour < :end AND closed != 0"
            " GROUP BY 1, 2",
            {"queue": queue, "first": first, "end": end},
        )
        found.update({(str(row[0]), str(row[1])): _number(row[2]) for row in rows})
    for first_at, end_at in _rests(since, until):
        rows = reader.rows(
            f"SELECT team_key, entries.agent, count(*) FROM {ENTRIES}"
            f" WHERE queue = :queue AND at >= :first AND at < :end AND {BY_WORK} GROUP BY 1, 2",
            {"queue": queue, "first": stored(first_at), "end": stored(end_at)},
        )
        found.update({(str(row[0]), str(row[1])): _number(row[2]) for row in rows})
    return {key: number for key, number in found.items() if number}


def open_now(reader: Asked, queue: str) -> Mapping[str, int]:
    """How many cases of a queue are open, by group."""
    rows = reader.rows(
        f"SELECT team_key, sum(cases) FROM counts WHERE queue = :queue AND state IN {OPEN} GROUP BY 1",
        {"queue": queue},
    )
    return {str(row[0]): _number(row[1]) for row in rows}


def grown(
    reader: Asked, queue: str, since: datetime, until: datetime | None = None
) -> Mapping[str, int]:
    """By how much the open cases of each group grew from `since` until just before `until`."""
    found: Counter[str] = Counter()
    for first, end in _whole_hours(since, until):
        rows = reader.rows(
            "SELECT team_key, sum(change) FROM flows"
            " WHERE queue = :queue AND hour >= :first AND hour < :end GROUP BY 1",
            {"queue": queue, "first": first, "end": end},
        )
        found.update({str(row[0]): _number(row[1]) for row in rows})
    for first_at, end_at in _rests(since, until):
        rows = reader.rows(
            f"SELECT team_key, sum((became IN {OPEN}) - (was IN {OPEN}))"
            " FROM entries INDEXED BY ix_entries_at CROSS JOIN cases ON cases.id = case_id"
            " WHERE queue = :queue AND at >= :first AND at < :end GROUP BY 1",
            {"queue": queue, "first": stored(first_at), "end": stored(end_at)},
        )
        found.update({str(row[0]): _number(row[1]) for row in rows})
    return found


def backlog(
    reader: Asked, queue: str, since: datetime, now: datetime
) -> Sequence[tuple[datetime, int]]:
    """The open cases of a queue at `since`, at each full hour of UTC after it, and now."""
    left = sum(open_now(reader, queue).values())
    rows = reader.rows(
        "SELECT hour, sum(change) FROM flows WHERE queue = :queue AND hour >= :first GROUP BY 1",
        {"queue": queue, "first": _label(_this_hour(since))},
    )
    changes = {str(hour): _number(change) for hour, change in rows}
    points = [(now, left)]
    hour = _this_hour(now)
    while hour > since:
        left -= changes.get(_label(hour), 0)
        if hour < now:
            points.append((hour, left))
        hour -= HOUR
    start = left - sum(grown(reader, queue, since, hour + HOUR).values())
    return [(since, start), *reversed(points)]


def arrived(reader: Asked, queue: str, first: date, last: date) -> Mapping[tuple[str, date], int]:
    """How many cases came in, by group and indatum, from the first day to the last."""
    rows = reader.rows(
        "SELECT team_key, day, cases FROM arrivals"
        " WHERE queue = :queue AND day >= :first AND day <= :last AND cases != 0",
        {"queue": queue, "first": first.isoformat(), "last": last.isoformat()},
    )
    return {(str(row[0]), date.fromisoformat(str(row[1]))): _number(row[2]) for row in rows}


def shifts_running(reader: Asked, since: datetime) -> Mapping[str, datetime]:
    """When the shifts began that go on, by agent; none that began before `since`, they were forgotten."""
    rows = reader.rows(
        "SELECT agent, max(started_at) FROM shifts"
        " WHERE ended_at IS NULL AND started_at >= :since GROUP BY agent",
        {"since": stored(since)},
    )
    return {str(agent): moment(at) for agent, at in rows}


def _whole_hours(since: datetime, until: datetime | None) -> Iterator[tuple[str, str]]:
    """The hours of UTC that lie whole between two moments, as the first and the one after the last."""
    first = _next_hour(since)
    if until is None:
        yield _label(first), "9"
    elif first < (end := _this_hour(until)):
        yield _label(first), _label(end)


def _rests(since: datetime, until: datetime | None) -> Iterator[tuple[datetime, datetime]]:
    """What lies between two moments besides whole hours."""
    first = _next_hour(since)
    if until is not None and until <= first:
        yield since, until
        return
    if since < first:
        yield since, first
    if until is not None and _this_hour(until) < until:
        yield _this_hour(until), until


def _this_hour(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def _next_hour(at: datetime) -> datetime:
    hour = _this_hour(at)
    return hour if hour == at else hour + HOUR


def _label(hour: datetime) -> str:
    return f"{hour:%Y-%m-%d %H}"


def _number(cell: object) -> int:
    return int(str(cell or 0))
