"""The reports of this moment: what stands where, and how the backlog falls."""

from collections import Counter
from collections.abc import Mapping, Sequence

from backoffice_tui.desk import burning, overview
from backoffice_tui.desk.calendar import here, midnight
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.overview import Row
from backoffice_tui.desk.report_parts import Asked, Made, heads, shown, stamp
from backoffice_tui.routine.reporting import BARS, LINES, Cell, Chart, Table
from backoffice_tui.store import figures
from backoffice_tui.texts import say


def today(desk: Desk, asked: Asked) -> Made:
    """The figures of this moment."""
    found = overview.look(desk)
    keys = [queue.key for queue in asked.queues()]
    rows = [row for row in found.rows if row.queue.key in keys]
    run = _told(found.run, keys)
    closed: Counter[str] = Counter()
    for key in keys:
        closed.update(dict(found.closers[key]))
    agents = tuple(closed.most_common())
    names = ("what", "waiting", "due", "overdue", "later", "oldest", "holding", "done", "shift")
    tables = (
        Table(
            title=say("figures.title.now"),
            headings=tuple(say(f"figures.short.{name}") for name in names),
            rows=tuple(map(_now, rows)),
            chart=Chart(BARS, 0, (1, 7)),
        ),
        Table(
            title=say("figures.title.agents"),
            headings=heads("agent", "done"),
            rows=agents,
            chart=Chart(BARS, 0, (1,)),
        ),
    )
    return (
        tables if agents else tables[:1],
        (run_said(run),) if run else (),
        {
            "at": stamp(found.at),
            "shift_since": stamp(found.shift_since),
            "rows": [_row(row) for row in rows],
            "agents": [{"agent": agent, "closed": number} for agent, number in agents],
            "run": _run(run),
        },
    )


def _told(run: burning.Run | None, keys: Sequence[str]) -> burning.Run | None:
    """The run, where it is that of a queue asked for."""
    return run if run and run.queue.key in keys else None


def named(row: Row) -> str:
    """A queue, or one of its groups, as a line of a table."""
    if row.whole:
        return row.queue.title
    return f"{row.queue.title} · {row.team or say('figures.no-group')}"


def _now(row: Row) -> tuple[Cell, ...]:
    oldest = row.oldest.received if row.oldest else None
    numbers = (row.waiting, row.due, row.overdue, row.later, oldest, row.holding)
    return (named(row), *numbers, row.done, row.shift)


def _row(row: Row) -> Mapping[str, object]:
    oldest = row.oldest
    return {
        "queue": row.queue.key,
        "group": None if row.whole else row.team,
        "waiting": row.waiting,
        "due_today": row.due,
        "overdue": row.overdue,
        "later": row.later,
        "oldest": {"number": oldest.number, "received": oldest.received} if oldest else None,
        "held": [{"agent": agent, "cases": number} for agent, number in row.held],
        "closed_today": row.done,
        "closed_shift": row.shift,
    }


def backlog(desk: Desk, asked: Asked) -> Made:
    """The open cases by the hour since the move system came up, or since midnight."""
    queues, reader, now = asked.queues(), desk.store.reader, desk.now()
    keys = [queue.key for queue in queues]
    with reader.snapshot():
        run = _told(burning.burn_down(desk), keys)
        since = run.since if run else midnight(desk, queues[0])
        lines = [figures.backlog(reader, key, since, now) for key in keys]
    moments = [here(desk, at) for at, _ in lines[0]]
    counts = list(zip(*([left for _, left in line] for line in lines), strict=True))
    table = Table(
        title=say("figures.title.backlog"),
        headings=(*heads("at"), *(queue.title for queue in queues)),
        rows=tuple((shown(at), *row) for at, row in zip(moments, counts, strict=True)),
        chart=Chart(LINES, 0, tuple(range(1, len(queues) + 1))),
    )
    points = [
        {"at": stamp(at), "queues": dict(zip(keys, row, strict=True))}
        for at, row in zip(moments, counts, strict=True)
    ]
    said = run_said(run) if run else say("figures.no-run", since=shown(moments[0]))
    return (table,), (said,), {"since": stamp(moments[0]), "points": points, "run": _run(run)}


def run_said(run: burning.Run) -> str:
    """How far the backlog of the outage has fallen, at what pace, and when nothing is left of it."""
    far = say(
        "figures.run",
        queue=run.queue.title,
        since=f"{run.since:%m-%d %H:%M}",
        left=run.left,
        start=run.start,
        closed=run.closed,
        pace=f"{run.an_hour:.0f}",
    )
    return f"{far} {end_said(run)}"


def end_said(run: burning.Run) -> str:
    """When nothing is left of the backlog at this pace, or why there is no telling."""
    if run.left <= 0:
        return say("figures.run-empty")
    end = run.empty_at
    if end is None:
        return say("figures.run-no-end")
    today = end.date() == run.points[-1][0].date()
    return say("figures.run-end", at=f"{end:%H:%M}" if today else f"{end:%Y-%m-%d %H:%M}")


def _run(run: burning.Run | None) -> Mapping[str, object] | None:
    if run is None:
        return None
    return {
        "queue": run.queue.key,
        "since": stamp(run.since),
        "start": run.start,
        "left": run.left,
        "closed": run.closed,
        "per_hour": round(run.an_hour, 1),
        "empty_at": stamp(run.empty_at),
    }
