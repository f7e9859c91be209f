"""Series, bills and exchanges of metering points, read without SQLAlchemy."""

import sqlite3
import sys
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any, Final, Self

from backoffice_tui.routine.metering import Day, Days, Month
from backoffice_tui.routine.metering_bill import Correction
from backoffice_tui.store.card import moment
from backoffice_tui.store.known import AT_ONCE, Ask, marks, portions

_DAYS: Final = "SELECT day, step, wh, quality, source FROM metering_days"


@dataclass(frozen=True, slots=True)
class Bill:
    """A month as it was billed, with the corrections that stood on the same bill."""

    id: int
    month: Month
    hours: int
    consumption_wh: int
    estimated_wh: int
    missing_minutes: int
    routine: str
    at: datetime
    agent: str
    corrections: tuple[Correction, ...]


@dataclass(frozen=True, slots=True)
class Exchange:
    """A day on which the meter was exchanged."""

    id: int
    day: date
    at: datetime
    agent: str


@dataclass(frozen=True, slots=True)
class Owner:
    """A customer with a facility, as the register has them."""

    customer: str
    name: str
    language: str
    address: str
    protected: bool


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """A file of values that was begun, and whether it was taken in to its end."""

    id: int
    at: datetime
    agent: str
    finished: bool


def packed(day: Day) -> tuple[int, bytes, bytes, bytes]:
    """A day as the store keeps it: step, values, quality and source; what is the same all day, once."""
    quality, source = bytes(day.quality), day.source
    if quality.count(quality[0]) == len(quality):
        quality = quality[:1]
    if source.count(source[0]) == len(source):
        source = source[:1]
    return day.step, _little(day.wh), quality, _little(source)


def unpacked(step: int, wh: bytes, quality: bytes, source: bytes) -> Day:
    """A day as the rules know it."""
    values, sources = _array(wh), _array(source)
    size = len(values)
    return Day(
        step,
        values,
        bytearray(quality * size if len(quality) == 1 else quality),
        sources * size if len(sources) == 1 else sources,
    )


def _little(values: "array[int]") -> bytes:
    if sys.byteorder == "big":
        values = values[:]
        values.byteswap()
    return values.tobytes()


def _array(stored: bytes) -> "array[int]":
    values = array("i")
    values.frombytes(stored)
    if sys.byteorder == "big":
        values.byteswap()
    return values


def points(ask: Ask, facilities: Iterable[str]) -> dict[str, int]:
    """The ids of the points that values have come for, by facility."""
    found = {}
    for some in portions(facilities):
        inside, params = marks(some)
        sql = f"SELECT facility, id FROM metering_points WHERE facility IN ({inside})"
        found.update({str(facility): int(point) for facility, point in ask(sql, params)})
    return found


def days(ask: Ask, point: int) -> dict[int, Day]:
    """All days of a point."""
    rows = ask(f"{_DAYS} WHERE point = :point", {"point": point})
    return {int(row[0]): unpacked(*row[1:]) for row in rows}


def days_of(ask: Ask, wanted: Iterable[tuple[int, int]]) -> dict[int, dict[int, Day]]:
    """Of these points and days those that are there, by point."""
    found: dict[int, dict[int, Day]] = {}
    rest = iter(wanted)
    while some := list(islice(rest, AT_ONCE)):
        pairs = ", ".join(f"({int(point)}, {int(day)})" for point, day in some)
        # From the wanted to the table, never the other way round: that would read all of it.
        sql = (
            f"WITH wanted (point, day) AS (VALUES {pairs})"
            " SELECT point, day, step, wh, quality, source"
            " FROM wanted CROSS JOIN metering_days USING (point, day)"
        )
        for point, day, *rest_of_row in ask(sql, {}):
            found.setdefault(int(point), {})[int(day)] = unpacked(*rest_of_row)
    return found


def bills(ask: Ask, point: int) -> list[Bill]:
    """The bills of a point in the order in which they were made."""
    corrections: dict[int, list[Correction]] = {}
    sql = (
        "SELECT bill_id, metering_corrections.month, wh FROM metering_corrections"
        " JOIN metering_bills ON metering_bills.id = bill_id WHERE point = :point ORDER BY 1, 2"
    )
    for bill, month, wh in ask(sql, {"point": point}):
        corrections.setdefault(int(bill), []).append(Correction(str(month), int(wh)))
    sql = (
        "SELECT id, month, hours, consumption_wh, estimated_wh, missing_minutes, routine, at, agent"
        " FROM metering_bills WHERE point = :point ORDER BY id"
    )
    return [_bill(row, corrections.get(int(row[0]), ())) for row in ask(sql, {"point": point})]


def _bill(row: Sequence[Any], corrections: Sequence[Correction]) -> Bill:
    year, _, month = str(row[1]).partition("-")
    return Bill(
        id=int(row[0]),
        month=Month(int(year), int(month)),
        hours=int(row[2]),
        consumption_wh=int(row[3]),
        estimated_wh=int(row[4]),
        missing_minutes=int(row[5]),
        routine=str(row[6]),
        at=moment(row[7]),
        agent=str(row[8]),
        corrections=tuple(corrections),
    )


def billed(of: Iterable[Bill]) -> dict[Month, int]:
    """What was billed so far of each month: the bill and every correction since."""
    every = list(of)
    found = {bill.month: bill.consumption_wh for bill in every}
    months = {str(month): month for month in found}
    for bill in every:
        for each in bill.corrections:
            found[months[each.month]] += each.wh
    return found


def billed_months(ask: Ask, some: Iterable[int]) -> set[tuple[int, str]]:
    """The points and months that have been billed among these points."""
    found = set()
    for portion in portions(map(str, some)):
        inside, params = marks([int(each) for each in portion])
        sql = f"SELECT point, month FROM metering_bills WHERE point IN ({inside})"
        found |= {(int(point), str(month)) for point, month in ask(sql, params)}
    return found


def exchanges(ask: Ask, point: int) -> list[Exchange]:
    """The exchanges of a point's meter, in order."""
    sql = (
        "SELECT id, day, at, agent FROM metering_exchanges"
        " WHERE point = :point AND withdrawn_at IS NULL ORDER BY day, id"
    )
    return [
        Exchange(int(row[0]), date.fromisoformat(str(row[1])), moment(row[2]), str(row[3]))
        for row in ask(sql, {"point": point})
    ]


def file_of(ask: Ask, digest: str) -> LoadedFile | None:
    """The file with that content, where it has come before."""
    sql = "SELECT id, at, agent, finished FROM metering_files WHERE digest = :digest"
    for row in ask(sql, {"digest": digest}):
        return LoadedFile(int(row[0]), moment(row[1]), str(row[2]), bool(row[3]))
    return None


def file_at(ask: Ask, source: int) -> datetime | None:
    """When the file came that brought a value."""
    for row in ask("SELECT at FROM metering_files WHERE id = :source", {"source": source}):
        return moment(row[0])
    return None


def newest(ask: Ask) -> int | None:
    """How far the files have come: when the last value that any of them speaks of begins."""
    for row in ask("SELECT max(reaches) FROM metering_files", {}):
        return None if row[0] is None else int(row[0])
    return None


def owners(ask: Ask, facility: str) -> list[Owner]:
    """The customers that have or had a facility, the latest first."""
    sql = (
        "SELECT facilities.customer, name, language, address, protected FROM facilities"
        " JOIN customers ON customers.customer = facilities.customer"
        " WHERE facility = :facility ORDER BY contract_to IS NOT NULL, contract_from DESC, id DESC"
    )
    return [
        Owner(str(row[0]), str(row[1]), str(row[2]), str(row[3]), bool(row[4]))
        for row in ask(sql, {"facility": facility})
    ]


def in_protected_case(ask: Ask, facility: str) -> bool:
    """Whether a case of a protected person is about the facility."""
    sql = "SELECT 1 FROM cases WHERE facility = :facility AND protected LIMIT 1"
    return any(True for _ in ask(sql, {"facility": facility}))


def facility_of_case(ask: Ask, queue: str, number: str) -> str:
    """The facility of a case; empty where there is none."""
    sql = "SELECT facility FROM cases WHERE queue = :queue AND number = :number"
    return next((str(row[0]) for row in ask(sql, {"queue": queue, "number": number})), "")


def case_held(ask: Ask, facility: str, agent: str) -> tuple[str, str] | None:
    """Queue and number of an open case about the facility that the agent works on."""
    sql = (
        "SELECT queue, number FROM cases WHERE facility = :facility AND handler = :agent"
        " AND state NOT IN ('done', 'rejected') LIMIT 1"
    )
    for row in ask(sql, {"facility": facility, "agent": agent}):
        return str(row[0]), str(row[1])
    return None


class Overlay:
    """Days that would be written, kept beside the store while a file is only looked at."""

    def __init__(self) -> None:
        # SQLite keeps a database without a name in a private file, and only once it grows large.
        self._connection = sqlite3.connect("", isolation_level=None)
        self._connection.execute(
            "CREATE TABLE days (facility, day, step, wh, quality, source, PRIMARY KEY (facility, day))"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_why: object) -> None:
        self._connection.close()

    def laid_over(self, facility: str, found: Days) -> Mapping[int, Day]:
        """The days of a facility with those in place that would have been written."""
        sql = "SELECT day, step, wh, quality, source FROM days WHERE facility = ?"
        rows = self._connection.execute(sql, (facility,))
        return {**found, **{int(row[0]): unpacked(*row[1:]) for row in rows}}

    def put(self, facility: str, some: Days) -> None:
        """Keep these days."""
        self._connection.executemany(
            "INSERT OR REPLACE INTO days VALUES (?, ?, ?, ?, ?, ?)",
            [(facility, ordinal, *packed(day)) for ordinal, day in some.items()],
        )
