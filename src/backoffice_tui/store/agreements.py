"""Agreements of metering points: found by number, facility or seller, and written with what was done to them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from backoffice_tui.queues.datahub.agreement import Agreement, Period
from backoffice_tui.routine.text import fold
from backoffice_tui.store.card import moment
from backoffice_tui.store.known import Ask, marks, portions

_COLUMNS: Final = (
    "id, version, number, facility, kind, seller, starts, ends, end_reason, periods, cancelled_on,"
    " ar01_case, mass_from"
)
_SELECT: Final = f"SELECT {_COLUMNS} FROM agreements"

Picture = Mapping[str, Any]
"""What can change of an agreement, as it is kept in the history."""


class Act(NamedTuple):
    """Something that was done to an agreement, and what it made of it."""

    id: int
    what: str
    at: datetime
    agent: str
    agreement: str
    day: date | None
    rule: str
    undone: bool
    was: Picture | None
    became: Picture


def seller_key(seller: str) -> str:
    """What a seller is found by, however the name is spelled."""
    return fold(seller)


def numbered(ask: Ask, numbers: Iterable[str]) -> dict[str, Agreement]:
    """The agreements of these numbers."""
    found = {}
    for some in portions(numbers):
        inside, params = marks(some)
        for row in ask(f"{_SELECT} WHERE number IN ({inside})", params):
            each = agreement_of(row)
            found[each.number] = each
    return found


def of_facilities(ask: Ask, facilities: Iterable[str]) -> dict[str, list[Agreement]]:
    """The agreements of these metering points, the oldest first."""
    found: dict[str, list[Agreement]] = {}
    for some in portions(facilities):
        inside, params = marks(some)
        sql = f"{_SELECT} WHERE facility IN ({inside}) ORDER BY facility, kind DESC, starts, id"
        for row in ask(sql, params):
            each = agreement_of(row)
            found.setdefault(each.facility, []).append(each)
    return found


def points_without(ask: Ask, queue: str, limit: int) -> list[str]:
    """Metering points of a queue's cases that have no agreements yet, those of the newest cases first."""
    sql = (
        "SELECT facility FROM cases WHERE queue = :queue AND facility != '' AND NOT EXISTS"
        " (SELECT 1 FROM agreements WHERE agreements.facility = cases.facility)"
        " GROUP BY facility ORDER BY max(id) DESC LIMIT :limit"
    )
    return [str(row[0]) for row in ask(sql, {"queue": queue, "limit": limit})]


def begun(ask: Ask, number: str, last: str, limit: int) -> list[Agreement]:
    """Agreements whose number begins so, in the order of their numbers."""
    sql = f"{_SELECT} WHERE number >= :number AND number < :last ORDER BY number LIMIT :limit"
    rows = ask(sql, {"number": number, "last": number + last, "limit": limit})
    return [agreement_of(row) for row in rows]


def of_seller(ask: Ask, key: str, after: int, limit: int) -> list[Agreement]:
    """The next agreements of a seller behind an id."""
    sql = f"{_SELECT} WHERE seller_key = :key AND id > :after ORDER BY id LIMIT :limit"
    return [agreement_of(row) for row in ask(sql, {"key": key, "after": after, "limit": limit})]


def how_many(ask: Ask, key: str, after: int = 0) -> int:
    """How many agreements a seller has behind an id."""
    sql = "SELECT count(*) FROM agreements WHERE seller_key = :key AND id > :after"
    return next((int(row[0]) for row in ask(sql, {"key": key, "after": after})), 0)


def ceased(ask: Ask) -> dict[str, date]:
    """The sellers whose agreements were ended, with the earliest day from which they were."""
    sql = "SELECT seller_key, min(day) FROM mass_terminations GROUP BY seller_key"
    return {str(key): date.fromisoformat(day) for key, day in ask(sql, {})}


def history(ask: Ask, agreement_id: int, limit: int) -> list[Act]:
    """What was done to an agreement, the newest first."""
    sql = (
        "SELECT acts.id, acts.what, acts.at, acts.agent, acts.agreement, acts.day, acts.rule,"
        " EXISTS (SELECT 1 FROM agreement_acts AS undone WHERE undone.undoes = acts.id),"
        " changes.was, changes.became FROM agreement_changes AS changes"
        " JOIN agreement_acts AS acts ON acts.id = changes.act_id"
        " WHERE changes.agreement_id = :id ORDER BY acts.id DESC LIMIT :limit"
    )
    return [_act(row) for row in ask(sql, {"id": agreement_id, "limit": limit})]


def changed_by(ask: Ask, act: int) -> list[tuple[Agreement, Picture, int]]:
    """The agreements that an act changed: as they are, what they were before it, their version after it."""
    columns = ", ".join(f"agreements.{name.strip()}" for name in _COLUMNS.split(","))
    sql = (
        f"SELECT changes.was, changes.version, {columns} FROM agreement_changes AS changes"
        " JOIN agreements ON agreements.id = changes.agreement_id WHERE changes.act_id = :act"
        " AND changes.was IS NOT NULL"
    )
    return [(agreement_of(row[2:]), _loaded(row[0]), row[1]) for row in ask(sql, {"act": act})]


def as_pictured(agreement: Agreement, was: Picture) -> Agreement:
    """The agreement as it was in a picture of it."""
    return replace(
        agreement,
        end=_day(was["ends"]),
        end_reason=was["end_reason"],
        periods=periods_of(was["periods"]),
        cancelled_on=_day(was["cancelled_on"]),
        case=was["ar01_case"],
        mass_from=_day(was["mass_from"]),
    )


def _act(row: Sequence[Any]) -> Act:
    number, what, at, agent, agreement, day, rule, undone, was, became = row
    return Act(
        number,
        what,
        moment(at),
        agent,
        agreement,
        _day(day),
        rule,
        bool(undone),
        _loaded(was),
        _loaded(became) or {},
    )


def _loaded(stored: Any) -> Any:
    return json.loads(stored) if isinstance(stored, str) else stored


def _day(stored: Any) -> date | None:
    return date.fromisoformat(stored) if stored else None


def agreement_of(row: Sequence[Any]) -> Agreement:
    """A row as an agreement."""
    return Agreement(
        id=row[0],
        version=row[1],
        number=row[2],
        facility=row[3],
        kind=row[4],
        seller=row[5],
        start=date.fromisoformat(row[6]),
        end=_day(row[7]),
        end_reason=row[8],
        periods=periods_of(_loaded(row[9])),
        cancelled_on=_day(row[10]),
        case=row[11],
        mass_from=_day(row[12]),
    )


def periods_of(stored: Iterable[Sequence[Any]]) -> tuple[Period, ...]:
    """Periods as they are stored: first day, last or null, why it ended, whether it waits."""
    return tuple(
        Period(date.fromisoformat(first), _day(last), ended, bool(may))
        for first, last, ended, may in stored
    )


def stored_periods(periods: Iterable[Period]) -> list[list[object]]:
    """Periods as they are stored."""
    return [
        [each.first.isoformat(), each.last.isoformat() if each.last else None, each.ended, each.may]
        for each in periods
    ]


def picture(agreement: Agreement) -> dict[str, Any]:
    """What can change of an agreement, as it is kept in the history."""

    def text(day: date | None) -> str | None:
        return day.isoformat() if day else None

    return {
        "ends": text(agreement.end),
        "end_reason": agreement.end_reason,
        "periods": stored_periods(agreement.periods),
        "cancelled_on": text(agreement.cancelled_on),
        "ar01_case": agreement.case,
        "mass_from": text(agreement.mass_from),
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Mass:
    """A mass termination and how far it has come."""

    id: int
    seller: str
    key: str
    day: date
    act_id: int
    cursor: int
    finished: bool


def mass_of(ask: Ask, key: str, day: date) -> Mass | None:
    """The mass termination of a seller from a day, where it was begun."""
    sql = (
        "SELECT id, seller, seller_key, day, act_id, cursor, finished_at FROM mass_terminations"
        " WHERE seller_key = :key AND day = :day"
    )
    for row in ask(sql, {"key": key, "day": day.isoformat()}):
        return Mass(
            id=row[0],
            seller=row[1],
            key=row[2],
            day=date.fromisoformat(row[3]),
            act_id=row[4],
            cursor=row[5],
            finished=row[6] is not None,
        )
    return None


def outcomes(ask: Ask, mass_id: int) -> dict[str, int]:
    """How many agreements a mass termination has dealt with, by what became of them."""
    sql = "SELECT outcome, count(*) FROM mass_lines WHERE mass_id = :id GROUP BY outcome"
    return {str(name): int(count) for name, count in ask(sql, {"id": mass_id})}


class Dealt(NamedTuple):
    """An agreement that a mass termination has dealt with: what became of it, its last day before and after."""

    number: str
    facility: str
    kind: str
    seller: str
    start: date
    outcome: str
    was_last: date | None
    last: date | None


def dealt_with(ask: Ask, mass_id: int, first: int, last: int) -> dict[int, Dealt]:
    """The agreements from one id to another that a mass termination has dealt with."""
    sql = (
        "SELECT agreements.id, number, facility, kind, seller, starts, outcome, was_last, last"
        " FROM mass_lines JOIN agreements ON agreements.id = agreement_id"
        " WHERE mass_id = :id AND agreement_id BETWEEN :first AND :last"
    )
    return {
        row[0]: Dealt(
            row[1],
            row[2],
            row[3],
            row[4],
            date.fromisoformat(row[5]),
            row[6],
            _day(row[7]),
            _day(row[8]),
        )
        for row in ask(sql, {"id": mass_id, "first": first, "last": last})
    }


def sellers(ask: Ask, limit: int = 200) -> list[str]:
    """The sellers that have agreements, by name, found by leaping from one to the next in the index."""
    sql = (
        "WITH RECURSIVE leap(key) AS (SELECT min(seller_key) FROM agreements UNION ALL"
        " SELECT (SELECT min(seller_key) FROM agreements WHERE seller_key > leap.key) FROM leap"
        " WHERE leap.key IS NOT NULL LIMIT :limit)"
        " SELECT (SELECT seller FROM agreements WHERE seller_key = leap.key ORDER BY id LIMIT 1)"
        " FROM leap WHERE key IS NOT NULL"
    )
    return [str(row[0]) for row in ask(sql, {"limit": limit})]
