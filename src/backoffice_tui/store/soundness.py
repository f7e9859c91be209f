"""Whether a store agrees with itself: SQLite's own checks, kept counts, search words, and the safeguards."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from typing import Final

from backoffice_tui.store.location import Location, connect, trouble

SAFEGUARDS: Final = (
    "changes_stay",
    "changes_unchanged",
    "counts_delete",
    "counts_insert",
    "counts_update",
    "day_counts_delete",
    "day_counts_insert",
    "day_counts_less",
    "day_counts_more",
    "dues_delete",
    "dues_insert",
    "dues_update",
    "entries_blank",
    "entries_stay",
    "facts_blank",
    "facts_stay",
    "flows_case",
    "flows_entry",
    "held_delete",
    "held_insert",
    "held_update",
)
"""The triggers that keep the history, the counts and the lead's figures."""

SAMPLE: Final = 500
"""So many of the newest cases have their search words computed anew."""

_COUNTED: Final = (
    "SELECT queue, team_key, code, state, rank, count(*) FROM cases GROUP BY 1, 2, 3, 4, 5"
)
_KEPT: Final = "SELECT queue, team_key, code, state, rank, cases FROM counts WHERE cases != 0"
_OPEN: Final = "('new', 'active', 'waiting')"
_STANDS: Final = "NOT EXISTS (SELECT 1 FROM entries AS later WHERE later.undoes = entries.id)"
_FIGURES: Final = {
    "flows": (
        "SELECT queue, substr(at, 1, 13), team_key, agent,"
        f" sum((became IN {_OPEN}) - (was IN {_OPEN})), sum(was IN {_OPEN} AND became NOT IN {_OPEN}"
        f" AND undoes IS NULL AND move NOT LIKE 'import%' AND move != 'missing' AND {_STANDS})"
        " FROM entries JOIN cases ON cases.id = case_id GROUP BY 1, 2, 3, 4"
    ),
    "arrivals": (
        "SELECT queue, received, team_key, count(*) FROM entries JOIN cases ON cases.id = case_id"
        f" WHERE was = '' AND became IN {_OPEN} AND {_STANDS} GROUP BY 1, 2, 3"
    ),
    "dues": "SELECT queue, due_key, team_key, count(*) FROM cases WHERE bucket = 1 GROUP BY 1, 2, 3",
    "held": (
        "SELECT handler, queue, team_key, count(*) FROM cases"
        " WHERE bucket < 2 AND handler != '' GROUP BY 1, 2, 3"
    ),
}
"""The tables of the lead's figures, and what they would be if they were counted."""

_COUNTED_BY_DAY: Final = (
    "SELECT queue, received, counted_as, count(*),"
    " count(CASE WHEN state = 'done' AND handled = received THEN 1 END)"
    " FROM cases WHERE counted_as != '' AND state != 'rejected' GROUP BY 1, 2, 3"
)
_KEPT_BY_DAY: Final = (
    "SELECT queue, day, counted_as, cases, same_day FROM day_counts WHERE cases != 0"
)
_PASTED: Final = (
    "(SELECT json_group_array(each) FROM (SELECT value AS each FROM (SELECT facility AS one, text AS two"
    " FROM ticks WHERE case_id = cases.id ORDER BY place), json_each(json_array(one, two))))"
)
_FACTS: Final = "(SELECT body FROM facts WHERE case_id = cases.id ORDER BY id DESC LIMIT 1)"

Problem = tuple[str, Mapping[str, object]]


def problems(location: Location) -> list[Problem]:
    """What is wrong, by name with its values, as of one moment; empty when nothing is."""
    try:
        connection = connect(location)
    except sqlite3.Error as why:
        raise trouble(why, location) from why
    try:
        connection.execute("PRAGMA query_only=ON")
        connection.execute("BEGIN")
        damaged = list(_damage(connection))
        if damaged:
            return damaged
        return [
            *_safeguards(connection),
            *_counts(connection),
            *_figures(connection),
            *_days(connection),
            *_search(connection),
        ]
    except sqlite3.DatabaseError as why:
        raise trouble(why, location) from why
    finally:
        connection.close()


def _damage(connection: sqlite3.Connection) -> Iterator[Problem]:
    for (what,) in connection.execute("PRAGMA integrity_check(20)"):
        if what != "ok":
            yield "integrity", {"what": what}
    for table, _row, parent, _key in connection.execute("PRAGMA foreign_key_check"):
        yield "foreign-key", {"table": table, "parent": parent}


def _safeguards(connection: sqlite3.Connection) -> Iterator[Problem]:
    there = {
        row[0]
        for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    }
    for name in SAFEGUARDS:
        if name not in there:
            yield "trigger", {"name": name}


def _counts(connection: sqlite3.Connection) -> Iterator[Problem]:
    counted = {row[:5]: row[5] for row in connection.execute(_COUNTED)}
    kept = {row[:5]: row[5] for row in connection.execute(_KEPT)}
    for key in sorted({*counted, *kept}):
        if counted.get(key, 0) != kept.get(key, 0):
            queue, team, _code, state, _rank = key
            yield (
                "counts",
                {
                    "queue": queue,
                    "team": team,
                    "state": state,
                    "kept": kept.get(key, 0),
                    "counted": counted.get(key, 0),
                },
            )


def _figures(connection: sqlite3.Connection) -> Iterator[Problem]:
    for table, question in _FIGURES.items():
        kept = _without_nothing(connection, f"SELECT * FROM {table}")
        for row in sorted(kept ^ _without_nothing(connection, question), key=str)[:1]:
            yield "figures", {"table": table, "what": " ".join(map(str, row))}


def _without_nothing(connection: sqlite3.Connection, question: str) -> set[tuple[object, ...]]:
    """Rows in which any number is something; what they are counted by is text."""
    rows = map(tuple, connection.execute(question))
    return {row for row in rows if any(isinstance(cell, int) and cell for cell in row)}


def _days(connection: sqlite3.Connection) -> Iterator[Problem]:
    counted, kept = (
        {row[:3]: row[3:] for row in connection.execute(sql)}
        for sql in (_COUNTED_BY_DAY, _KEPT_BY_DAY)
    )
    for key in sorted({*counted, *kept}):
        here, there = counted.get(key, (0, 0)), kept.get(key, (0, 0))
        if here != there:
            queue, day, counted_as = key
            values = {"queue": queue, "day": day, "what": counted_as}
            yield "day-counts", {**values, "kept": _pair(there), "counted": _pair(here)}


def _pair(numbers: tuple[int, ...]) -> str:
    return " / ".join(map(str, numbers))


def _search(connection: sqlite3.Connection) -> Iterator[Problem]:
    # A case whose customer data was erased has nothing left to be found by.
    missing = (
        "FROM cases WHERE NOT EXISTS (SELECT 1 FROM search_docsize WHERE search_docsize.id = cases.id)"
        f" AND coalesce({_FACTS}, '{{}}') != '{{}}'"
    )
    count, number = connection.execute(f"SELECT count(*), min(number) {missing}").fetchone()
    if count:
        yield "unsearchable", {"count": count, "number": number}
    (orphans,) = connection.execute(
        "SELECT count(*) FROM search_docsize WHERE id NOT IN (SELECT id FROM cases)"
    ).fetchone()
    if orphans:
        yield "orphan-search", {"count": orphans}
    yield from _stale_words(connection)


def _stale_words(connection: sqlite3.Connection) -> Iterator[Problem]:
    from backoffice_tui.store.cases import searched

    rows = connection.execute(
        f"SELECT number, code, search.body, {_FACTS}, {_PASTED} FROM cases JOIN search ON search.rowid = cases.id"
        f" ORDER BY cases.id DESC LIMIT {SAMPLE}"
    )
    for number, code, body, facts, pasted in rows:
        known = json.loads(facts) if facts else {}
        if known and body != searched(number, code, known, json.loads(pasted)):
            yield "stale-search", {"number": number}


def agreement(connection: sqlite3.Connection) -> tuple[int, int, int, int]:
    """How many cases there are and are counted, how many of the newest are not searchable, and of how many."""
    (cases,) = connection.execute("SELECT count(*) FROM cases").fetchone()
    (kept,) = connection.execute("SELECT coalesce(sum(cases), 0) FROM counts").fetchone()
    newest = f"SELECT id, {_FACTS} AS facts FROM cases ORDER BY id DESC LIMIT {SAMPLE}"
    looked_at, missing = connection.execute(
        "SELECT count(*), coalesce(sum(facts != '{}' AND id NOT IN"
        f" (SELECT id FROM search_docsize)), 0) FROM ({newest})"
    ).fetchone()
    return cases, kept, missing, looked_at
