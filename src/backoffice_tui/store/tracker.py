"""What is needed to lay a team's workbook beside the store: registered cases, and what changed since both agreed."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from backoffice_tui.store import own
from backoffice_tui.store.known import AT_ONCE, Ask, marks

if TYPE_CHECKING:
    from sqlmodel import Session

NOBODY: Final = ""
"""What is known of a workbook belongs to no agent."""

STATE: Final = "state"


def registered(ask: Ask, queue: str) -> list[tuple[str, bool]]:
    """The numbers of the cases that stand in the tracker, oldest first, with whether each was erased."""
    rows = ask(
        "SELECT number, erased FROM cases WHERE queue = :queue AND registered_by != ''"
        " ORDER BY received, place",
        {"queue": queue},
    )
    return [(str(number), bool(erased)) for number, erased in rows]


def renumbered(ask: Ask, queue: str, numbers: Collection[str]) -> dict[str, str]:
    """Which registered cases once had these numbers, by the number they had, with the one they have."""
    if not numbers:
        return {}
    rows = ask(
        "SELECT changes.was, cases.number FROM cases JOIN entries ON entries.case_id = cases.id"
        " JOIN changes ON changes.entry_id = entries.id AND changes.field = 'number'"
        " WHERE cases.queue = :queue AND cases.registered_by != ''",
        {"queue": queue},
    )
    return {str(was): str(number) for was, number in rows if was in numbers and was != number}


def latest(ask: Ask) -> int:
    """The last thing that happened to any case."""
    return int(next(iter(ask("SELECT coalesce(max(id), 0) FROM entries", {})))[0])


def changed_since(ask: Ask, seen: Mapping[int, int]) -> dict[int, dict[str, str] | None]:
    """What the fields of each case were after entry `seen`, of those that changed; None for a case made later."""
    found: dict[int, dict[str, str] | None] = {}
    facts: dict[str, list[tuple[int, str]]] = {}
    ids = sorted(seen)
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        inside, params = marks(some)
        rows = ask(
            "SELECT entries.case_id, entries.id, entries.was, entries.became, changes.field, changes.was"
            " FROM entries LEFT JOIN changes ON changes.entry_id = entries.id"
            f" WHERE entries.case_id IN ({inside}) AND entries.id > :least"
            " ORDER BY entries.id",
            {**params, "least": min(seen[each] for each in some)},
        )
        for case_id, entry_id, state, became, field, was in rows:
            if entry_id <= seen[case_id] or found.get(case_id, {}) is None:
                continue
            if not state:
                found[case_id] = None
                continue
            known = found.setdefault(case_id, {})
            if known is None:
                continue
            if state != became:
                known.setdefault(STATE, str(state))
            if field and field not in known:
                known[field] = str(was or "")
                if known[field].startswith("facts:"):
                    facts.setdefault(known[field], []).append((case_id, field))
    _resolve(ask, facts, found)
    return found


def _resolve(
    ask: Ask,
    facts: Mapping[str, Sequence[tuple[int, str]]],
    found: Mapping[int, dict[str, str] | None],
) -> None:
    """Put the values behind references like `facts:12` in their place."""
    ids = sorted(int(each.removeprefix("facts:")) for each in facts)
    bodies: dict[str, Mapping[str, str]] = {}
    for start in range(0, len(ids), AT_ONCE):
        inside, params = marks(ids[start : start + AT_ONCE])
        for fact_id, body in ask(f"SELECT id, body FROM facts WHERE id IN ({inside})", params):
            bodies[f"facts:{fact_id}"] = json.loads(body) if isinstance(body, str) else body
    for reference, places in facts.items():
        for case_id, field in places:
            known = found[case_id]
            if known is not None:
                known[field] = bodies.get(reference, {}).get(field, "")


def knowledge(ask: Ask, queue: str, path: str) -> tuple[int | None, dict[str, int | None]]:
    """The last entry when workbook and store were laid side by side; the rows that did not agree then, with theirs."""
    rows = ask(
        "SELECT value FROM preferences WHERE agent = :agent AND name = :name",
        {"agent": NOBODY, "name": _name(queue, path)},
    )
    for row in rows:
        kept = json.loads(row[0])
        return kept["seen"], kept["behind"]
    return None, {}


def know(
    session: "Session",
    queue: str,
    path: str,
    seen: int,
    behind: Mapping[str, int | None],
    agent: str,
    at: datetime,
) -> None:
    """Keep what `knowledge` gives, and that the workbook holds rows of the queue."""
    from backoffice_tui.model.desk import Workbook

    text = json.dumps({"seen": seen, "behind": behind}, separators=(",", ":"))
    own.put_preference(session, NOBODY, _name(queue, path), text)
    kept = session.get(Workbook, path) or Workbook(path=path, queue=queue, at=at, agent=agent)
    kept.queue, kept.at, kept.agent = queue, at, agent
    session.add(kept)


def sign(session: "Session", signatures: Mapping[int, str]) -> None:
    """Write down who registered cases, by their ids; their log has it already."""
    from sqlalchemy import text

    statement = text("UPDATE cases SET registered_by = :by WHERE id = :id")
    rows = [{"id": case_id, "by": by} for case_id, by in signatures.items()]
    if rows:
        session.connection().execute(statement, rows)


def _name(queue: str, path: str) -> str:
    return f"workbook:{queue}:{path}"
