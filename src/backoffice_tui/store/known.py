"""Many cases at a time, found by their numbers or customers; reading loads no SQLAlchemy."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields
from datetime import date
from typing import Any, Final

from backoffice_tui.model.states import State
from backoffice_tui.routine.listing import CaseLine
from backoffice_tui.routine.taking import PlainCase
from backoffice_tui.store.lines import SELECT, line
from backoffice_tui.store.reader import Reader
from backoffice_tui.store.store import Store

Ask = Callable[[str, Mapping[str, object]], Iterable[Sequence[Any]]]
"""Rows of a question, from whichever connection it is put to."""

COLUMNS: Final = tuple(each.name for each in fields(PlainCase) if not each.name.startswith("facts"))
AT_ONCE: Final = 500
"""So many numbers stand in one question."""

_DAYS: Final = tuple(
    COLUMNS.index(name)
    for name in ("received", "due", "wished", "waits_since", "missing_since", "handled")
)
_FLAGS: Final = tuple(COLUMNS.index(name) for name in ("worked", "protected", "erased"))
_STATE: Final = COLUMNS.index("state")
_STATES: Final = {state.value: state for state in State}
_KNOWN: Final = (
    f"SELECT {', '.join(f'cases.{name}' for name in COLUMNS)}, facts.id, facts.body FROM cases"
    " LEFT JOIN facts ON facts.id = (SELECT max(id) FROM facts WHERE case_id = cases.id)"
)


@contextmanager
def looking(store: Store) -> Iterator[Ask]:
    """Questions about one moment of the store that keep nobody waiting."""
    reader = Reader(store.location)
    try:
        with reader.snapshot():
            yield reader.rows
    finally:
        reader.close()


def marks(values: Sequence[object]) -> tuple[str, dict[str, object]]:
    """Values as what stands in `IN (…)`, with the parameters behind it."""
    params = {f"in{at}": value for at, value in enumerate(values)}
    return ", ".join(f":{name}" for name in params), params


def portions(values: Iterable[str]) -> Iterator[list[str]]:
    """The distinct values, as many at a time as one question holds."""
    every = list(dict.fromkeys(values))
    for start in range(0, len(every), AT_ONCE):
        yield every[start : start + AT_ONCE]


def cases(ask: Ask, queue: str, numbers: Iterable[str]) -> dict[str, PlainCase]:
    """The cases of a queue that have these numbers, by number."""
    found = {}
    for some in portions(numbers):
        inside, params = marks(some)
        sql = f"{_KNOWN} WHERE cases.queue = :queue AND cases.number IN ({inside})"
        for row in ask(sql, {**params, "queue": queue}):
            case = _case(row)
            found[case.number] = case
    return found


def otherwise_protected(
    ask: Ask, protection: Mapping[str, bool], *, tenants: bool = False
) -> Iterator[list[PlainCase]]:
    """The cases that are not protected as it says of their customers, or of their tenants, some at a time."""
    # Customers and tenants are numbered each by their own register.
    whose = "cases.contract != ''" if tenants else "cases.contract = ''"
    for some in portions(protection):
        inside, params = marks(some)
        rows = ask(f"{_KNOWN} WHERE cases.customer IN ({inside}) AND {whose}", params)
        yield [case for case in map(_case, rows) if case.protected != protection[case.customer]]


def beside(ask: Ask, case_id: int) -> tuple[CaseLine, ...]:
    """The cases made beside one, and the one that it was made beside itself, oldest first."""
    sql = (
        f"{SELECT} WHERE cases.parent_id = :id"
        " OR cases.id = (SELECT parent_id FROM cases WHERE id = :id) ORDER BY cases.id"
    )
    return tuple(line(row) for row in ask(sql, {"id": case_id}))


def _case(row: Sequence[Any]) -> PlainCase:
    *cells, facts_id, body = row
    cells[_STATE] = _STATES[cells[_STATE]]
    for at in _DAYS:
        if isinstance(cells[at], str):
            cells[at] = date.fromisoformat(cells[at])
    for at in _FLAGS:
        cells[at] = bool(cells[at])
    columns = dict(zip(COLUMNS, cells, strict=True))
    return PlainCase(**columns, facts=_body(body), facts_id=facts_id)


def protection(ask: Ask, customers: Iterable[str]) -> dict[str, bool]:
    """Which of these customers the register knows, and whether they are protected."""
    found = {}
    for some in portions(each for each in customers if each):
        inside, params = marks(some)
        sql = f"SELECT customer, protected FROM customers WHERE customer IN ({inside})"
        found.update({str(number): bool(flag) for number, flag in ask(sql, params)})
    return found


def listed_and_open(ask: Ask, queue: str) -> Iterator[list[tuple[str, str]]]:
    """Number and group of the open cases from lists that are not marked missing, in portions."""
    sql = (
        "SELECT due_key, place, number, team_key, origin, missing_since FROM cases"
        " WHERE queue = :queue AND rank = :rank AND bucket = :bucket"
        " AND (due_key, place) > (:due_key, :place) ORDER BY due_key, place LIMIT 5000"
    )
    ranks = ask("SELECT DISTINCT rank FROM counts WHERE queue = :queue", {"queue": queue})
    for rank, bucket in [(row[0], bucket) for row in ranks for bucket in (0, 1)]:
        where = {"queue": queue, "rank": rank, "bucket": bucket}
        due_key = place = ""
        while rows := list(ask(sql, {**where, "due_key": due_key, "place": place})):
            due_key, place = rows[-1][:2]
            yield [(str(row[2]), str(row[3])) for row in rows if row[4] == "list" and not row[5]]


def open_cases(ask: Ask, queue: str) -> Iterator[list[PlainCase]]:
    """Every open case of a queue, some at a time."""
    # By the ids: the planner would rather sort the whole queue for each portion.
    sql = (
        "SELECT id FROM cases NOT INDEXED WHERE id > :after AND queue = :queue AND bucket < 2"
        " ORDER BY id LIMIT :most"
    )
    after = 0
    while ids := [row[0] for row in ask(sql, {"queue": queue, "after": after, "most": AT_ONCE})]:
        after = ids[-1]
        inside, params = marks(ids)
        yield [_case(row) for row in ask(f"{_KNOWN} WHERE cases.id IN ({inside})", params)]


def facts_of(ask: Ask, ids: Sequence[int]) -> dict[int, Mapping[str, str]]:
    """What is known now of some cases, by their ids."""
    inside, params = marks(ids)
    sql = (
        "SELECT case_id, body FROM facts WHERE id IN"
        f" (SELECT max(id) FROM facts WHERE case_id IN ({inside}) GROUP BY case_id)"
    )
    return {int(str(row[0])): _body(row[1]) for row in ask(sql, params)}


def _body(stored: Any) -> Mapping[str, str]:
    body: Mapping[str, str] = json.loads(stored) if isinstance(stored, str) else stored or {}
    return body
