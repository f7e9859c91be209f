"""The lead's reports by name: this moment, the weeks, the backlog by the hour, the departments' waits, who has what."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from backoffice_tui.desk import overview
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.report_now import backlog, today
from backoffice_tui.desk.report_parts import Asked, Made, heads
from backoffice_tui.desk.report_who import who
from backoffice_tui.desk.waits import Wait, waits_of
from backoffice_tui.desk.weeks import Numbers, Week, weeks
from backoffice_tui.queues import QUEUES
from backoffice_tui.routine.reporting import BARS, Cell, Chart, Report, Table
from backoffice_tui.routine.waits import in_days
from backoffice_tui.texts import say

__all__ = ["NAMES", "Asked", "report"]


def report(desk: Desk, name: str, asked: Asked) -> Report:
    """The report of that name."""
    tables, said, found = _REPORTS[name](desk, asked)
    return Report(say(f"figures.title.{name}"), tables, said, {"report": name, **found})


# -- weeks ----------------------------------------------------------------------------------------


def _weekly(desk: Desk, asked: Asked) -> Made:
    found = {queue.key: weeks(desk, queue, asked.weeks, asked.until) for queue in asked.queues()}
    tables = tuple(
        Table(
            title=QUEUES[key].title,
            headings=heads("week", "from", "arrived", "closed", "left"),
            rows=tuple(
                (each.name, each.first, each.whole.arrived, each.whole.closed, each.whole.left)
                for each in every
            ),
            chart=Chart(BARS, 0, (2, 3), (4,)),
        )
        for key, every in found.items()
    )
    rows = [row for key, every in found.items() for each in every for row in _week(desk, key, each)]
    return tables, (), {"rows": rows}


def _week(desk: Desk, key: str, week: Week) -> Iterator[Mapping[str, object]]:
    def row(group: str | None, numbers: Numbers) -> Mapping[str, object]:
        return {
            "week": week.name,
            "from": week.first,
            "until": week.last,
            "queue": key,
            "group": group,
            "received": numbers.arrived,
            "closed": numbers.closed,
            "left": numbers.left,
        }

    yield row(None, week.whole)
    for team, numbers in week.groups.items():
        yield row(overview.team_name(desk, QUEUES[key], team), numbers)


# -- waits ----------------------------------------------------------------------------------------


def _waits(desk: Desk, asked: Asked) -> Made:
    found = [(queue.key, wait) for queue in asked.queues() for wait in waits_of(desk, queue)]
    names = ("queue", "department", "kind", "routine", "cases", "median", "ninth", "still")
    table = Table(
        title=say("figures.title.waits"),
        headings=heads(*names),
        rows=tuple(_wait(QUEUES[key].title, wait) for key, wait in found),
        chart=None,
    )
    drawn = Table(
        title=say("figures.title.waits-chart"),
        headings=heads("department", "routine", "ninth"),
        rows=tuple(
            (
                " · ".join(filter(None, (wait.department, wait.kind))),
                wait.routine,
                wait.learned.ninth,
            )
            for _, wait in found
            if wait.learned
        ),
        chart=Chart(BARS, 0, (1, 2)),
    )
    rows = [_waited(key, wait) for key, wait in found]
    return (table, drawn) if drawn.rows else (table,), (), {"rows": rows}


def _wait(queue: str, wait: Wait) -> tuple[Cell, ...]:
    known = wait.learned
    taught = (known.cases, in_days(known.median), known.ninth) if known else (0, None, None)
    return queue, wait.department, wait.kind, wait.routine, *taught, wait.still


def _waited(key: str, wait: Wait) -> Mapping[str, object]:
    known = wait.learned
    return {
        "queue": key,
        "department": wait.department,
        "kind": wait.kind or None,
        "routine_days": wait.routine,
        "cases": known.cases if known else 0,
        "median_days": float(known.median) if known else None,
        "p90_days": known.ninth if known else None,
        "still": wait.still,
    }


_REPORTS: Final[Mapping[str, Callable[[Desk, Asked], Made]]] = {
    "weekly": _weekly,
    "today": today,
    "backlog": backlog,
    "waits": _waits,
    "holders": who,
}

NAMES: Final = tuple(_REPORTS)
"""The reports there are."""
