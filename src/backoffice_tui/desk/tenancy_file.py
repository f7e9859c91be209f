"""A file of contracts with their people, read record by record or row by row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from backoffice_tui.desk.take_in import Intake
from backoffice_tui.exchange.records import read_records
from backoffice_tui.exchange.tables import read_table
from backoffice_tui.routine import cells
from backoffice_tui.routine.errors import Problem, Refused
from backoffice_tui.routine.reading import Rejected
from backoffice_tui.routine.tenancy import (
    LEASE_FIELDS,
    PARTY_FIELDS,
    ToldLease,
    different,
    read_lease,
)
from backoffice_tui.routine.text import clean, fold
from backoffice_tui.texts import say

PEOPLE: Final = ("parties", "spouses")
SPOUSE: Final = "spouse"
"""The column of a sheet that says that the row's person is a spouse and no party."""

REQUIRED: Final = ("number", "apartment", "start", "person", "name")

Rows = list[tuple[int, Mapping[str, Any]]]


@dataclass(slots=True)
class _Gathered:
    """The rows of a sheet that are about one contract."""

    row: int
    record: Mapping[str, Any]
    parties: Rows = field(default_factory=list)
    spouses: Rows = field(default_factory=list)
    problems: list[tuple[int, Problem]] = field(default_factory=list)


class Reading:
    """The contracts of a file, each once, and the report on those that could not be read."""

    def __init__(self, path: Path, today: date) -> None:
        self.report = Intake()
        self.leases: dict[str, ToldLease] = {}
        self._today = today
        self._people: dict[str, tuple[int, Mapping[str, Any]]] = {}
        if path.suffix.lower() == ".json":
            self._from_json(path)
        else:
            self._from_table(path)
        self.report.refused.sort(key=lambda each: each.row)

    def _from_json(self, path: Path) -> None:
        for row, record in read_records(path):
            self.report.read += 1
            try:
                _refuse_unknown(record, (*LEASE_FIELDS, *PEOPLE))
                parties, spouses = (_people_in(row, record, name) for name in PEOPLE)
            except Problem as why:
                self._refuse(row, why, hidden=_hides(record))
                continue
            lease = {name: record[name] for name in LEASE_FIELDS if name in record}
            self._take(row, lease, parties, spouses, [])

    def _from_table(self, path: Path) -> None:
        table = read_table(path, headings=_looks_like_headings)
        names = _understood(table.headings)
        gathered: dict[str, _Gathered] = {}
        for row, every in table.rows:
            self.report.read += 1
            record = {name: "" if every[at] is None else every[at] for at, name in names.items()}
            self._gather(gathered, row, record)
        for each in gathered.values():
            self._take(each.row, each.record, each.parties, each.spouses, each.problems)
        self.report.notes += table.notes
        unread = [name for at, name in enumerate(table.headings) if name and at not in names]
        if unread:
            listed = clean(", ".join(unread), limit=200, one_line=True)
            self.report.notes.append(say("taking.unread", names=listed))

    def _gather(self, gathered: dict[str, _Gathered], row: int, record: Mapping[str, Any]) -> None:
        lease = {name: record[name] for name in LEASE_FIELDS if name in record}
        person = {name: record[name] for name in PARTY_FIELDS if name in record}
        try:
            number = cells.read("number", cells.number, record["number"])
            spouse = cells.read(SPOUSE, cells.flag, record.get(SPOUSE, ""))
        except Problem as why:
            self._refuse(row, why, hidden=False)
            return
        found = gathered.setdefault(number, _Gathered(row, lease))
        told = {name: value for name, value in lease.items() if value != "" and name != "number"}
        if different(told, {name: each for name, each in found.record.items() if each != ""}):
            shown_number = clean(number, limit=40, one_line=True)
            differs = Refused(
                "tenancy.rows-differ", field="number", number=shown_number, row=found.row
            )
            found.problems.append((row, differs))
        if spouse:
            person = {name: person[name] for name in person if name not in ("from", "to")}
        (found.spouses if spouse else found.parties).append((row, person))

    def _take(
        self,
        row: int,
        record: Mapping[str, Any],
        parties: Rows,
        spouses: Rows,
        problems: list[tuple[int, Problem]],
    ) -> None:
        told = read_lease(row, record, parties, spouses, self._today)
        told.problems += problems or ([] if told.problems else self._against_others(told))
        hidden = any(_hides(person) for _, person in (*parties, *spouses))
        for at, why in told.problems:
            self._refuse(at, why, hidden=hidden)
        if told.problems:
            self._refuse_beside(told, {at for at, _ in (*parties, *spouses)} | {row})
            return
        if told.number in self.leases:
            return
        self.leases[told.number] = told
        for key, values in told.people.items():
            at, known = self._people.get(key, (row, {}))
            self._people[key] = at, {**known, **values}

    def _against_others(self, told: ToldLease) -> list[tuple[int, Problem]]:
        """What an earlier record of the file says otherwise."""
        earlier = self.leases.get(told.number)
        if earlier and not _same(earlier, told):
            why = Refused(
                "tenancy.contract-twice", field="number", number=told.number, row=earlier.row
            )
            return [(told.row, why)]
        for key, values in told.people.items():
            at, known = self._people.get(key, (told.row, {}))
            if different(known, values):
                why = Refused("tenancy.person-twice", field="person", person=key, row=at)
                return [(told.row, why)]
        return []

    def _refuse(self, row: int, why: Problem, *, hidden: bool) -> None:
        message = say("taking.hidden") if hidden and why.values else str(why)
        self.report.refused.append(Rejected(row, why.field, message))

    def _refuse_beside(self, told: ToldLease, rows: set[int]) -> None:
        """The other rows of a contract of which one was refused: half of its people would be wrong."""
        at = {row for row, _ in told.problems}
        number = clean(told.number, limit=40, one_line=True)
        for row in sorted(rows - at):
            why = Refused("tenancy.row-beside", field="number", number=number, row=min(at))
            self.report.refused.append(Rejected(row, why.field, str(why)))


def _same(one: ToldLease, other: ToldLease) -> bool:
    days = [
        sorted((each.person, each.since, each.until) for each in told.parties)
        for told in (one, other)
    ]
    return (
        days[0] == days[1]
        and one.values == other.values
        and one.people == other.people
        and sorted(one.spouses) == sorted(other.spouses)
    )


def _people_in(row: int, record: Mapping[str, Any], name: str) -> Rows:
    listed = record.get(name) or []
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        raise Refused("tenancy.not-people", field=name)
    known = (
        PARTY_FIELDS
        if name == "parties"
        else tuple(each for each in PARTY_FIELDS if each not in ("from", "to"))
    )
    for each in listed:
        _refuse_unknown(each, known)
    return [(row, each) for each in listed]


def _refuse_unknown(record: Mapping[str, object], known: Sequence[str]) -> None:
    for name in record:
        if name not in known:
            shown_name = clean(name, limit=40, one_line=True)
            raise Refused("routine.unknown-field", field=shown_name, name=shown_name)


def _hides(record: Mapping[str, Any]) -> bool:
    """Whether the record is about somebody whose details are nobody's business, also where it is half read."""
    if any(isinstance(record.get(name), list) for name in PEOPLE):
        people = [each for name in PEOPLE for each in record.get(name) or []]
        return any(isinstance(each, dict) and _hides(each) for each in people)
    said = fold(clean(record.get("protected") or "", limit=40, one_line=True))
    return said not in ("", "false", "no", "nej", "ei", "0")


def _looks_like_headings(every: Sequence[object]) -> bool:
    names = {fold(clean(cell, limit=40)) for cell in every if cell is not None}
    return len(names & set(REQUIRED)) > 1


def _understood(headings: Sequence[str]) -> dict[int, str]:
    names: dict[int, str] = {}
    for at, heading in enumerate(headings):
        name = fold(heading)
        if name in names.values():
            raise Refused("routine.heading-twice", field=name, heading=heading, other=name)
        if name in (*LEASE_FIELDS, *PARTY_FIELDS, SPOUSE):
            names[at] = name
    for name in REQUIRED:
        if name not in names.values():
            raise Refused("routine.heading-missing", field=name, heading=name)
    return names
