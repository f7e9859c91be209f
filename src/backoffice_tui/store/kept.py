"""How long a list is, where triggers keep it and nothing has to be counted."""

from backoffice_tui.routine.listing import Filter
from backoffice_tui.routine.text import fold
from backoffice_tui.store.closings import OPEN
from backoffice_tui.store.reader import Asked
from backoffice_tui.store.segments import conditions


def kept(reader: Asked, queue: str, wanted: Filter) -> int | None:
    """How many cases a filter wants; None where it narrows by more than is kept."""
    if wanted == Filter(team=wanted.team, code=wanted.code, state=wanted.state, all=wanted.all):
        where, params = conditions(queue, wanted)
        open_only = "" if wanted.all or wanted.state else f" AND state IN {OPEN}"
        return _sum(reader, f"counts WHERE {where.replace('cases.', '')}{open_only}", params)
    first, last = wanted.due_from, wanted.due_until
    if wanted == Filter(team=wanted.team, due_from=first, due_until=last):
        params = {"queue": queue, "team": fold(wanted.team)}
        where = "queue = :queue" + (" AND team_key = :team" if wanted.team else "")
        for sign, name, day in ((">=", "first", first), ("<=", "last", last)):
            if day is not None:
                where += f" AND day {sign} :{name}"
                params[name] = day.isoformat()
        return _sum(reader, f"dues WHERE {where}", params)
    return None


def _sum(reader: Asked, where: str, params: dict[str, object]) -> int:
    row = reader.row(f"SELECT coalesce(sum(cases), 0) FROM {where}", params)
    return int(str(row[0])) if row else 0
