"""The stretches of the order that make up a list, and a filter as SQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from backoffice_tui.routine.listing import CLOSED, WAITING_LATER, WORKED_NOW, Filter
from backoffice_tui.routine.text import clean, fold


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the order: one class, one bucket, and the dates it waits for, exclusive and inclusive."""

    rank: int
    bucket: int
    above: str = ""
    until: str = ""

    def holds(self, rank: int, bucket: int, due_key: str) -> bool:
        """Whether a case with these order columns stands in it."""
        return (
            (self.rank, self.bucket) == (rank, bucket)
            and due_key >= self.above
            and (not self.until or due_key <= self.until)
            and (not self.above or due_key > self.above)
        )


def segments(ranks: Sequence[int], today: date, wanted: Filter) -> list[Segment]:
    """The stretches that make up the list, in order: due again, open, waiting for later, by class."""
    day = today.isoformat()
    found: list[Segment] = []
    if wanted.waits:
        above = (wanted.due_from - timedelta(days=1)).isoformat() if wanted.due_from else ""
        until = wanted.due_until.isoformat() if wanted.due_until else ""
        return [Segment(rank, WAITING_LATER, above, until) for rank in ranks]
    if not wanted.closed_only:
        for rank in ranks:
            found += (
                Segment(rank, WAITING_LATER, until=day),
                Segment(rank, WORKED_NOW),
                Segment(rank, WAITING_LATER, above=day),
            )
    if wanted.all or wanted.closed_only:
        found += (Segment(rank, CLOSED) for rank in ranks)
    return found


def conditions(queue: str, wanted: Filter) -> tuple[str, dict[str, object]]:
    """The filter as SQL, without search and order."""
    clauses, params = ["cases.queue = :queue"], {"queue": queue}
    for column, value in (
        ("team_key", fold(wanted.team)),
        ("code", wanted.code.strip().upper()),
        ("handler", wanted.handler),
        ("state", wanted.state.value if wanted.state else ""),
        ("kind", wanted.kind),
        ("klass", wanted.klass),
        ("type", wanted.type),
    ):
        if value := clean(value):
            clauses.append(f"cases.{column} = :{column}")
            params[column] = value
    if wanted.due_from:
        clauses.append("cases.due_key >= :due_from")
        params["due_from"] = wanted.due_from.isoformat()
    if wanted.due_until:
        clauses.append("cases.due_key <= :due_until")
        params["due_until"] = wanted.due_until.isoformat()
    if wanted.unassigned:
        clauses.append("cases.handler = ''")
    if wanted.registered is not None:
        clauses.append(f"cases.registered_by {'!=' if wanted.registered else '='} ''")
    if wanted.missing:
        clauses.append("cases.missing_since IS NOT NULL")
    return " AND ".join(clauses), dict(params)
