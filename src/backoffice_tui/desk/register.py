"""A file of customers and their facilities, read record by record."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

from backoffice_tui.desk.take_in import Intake
from backoffice_tui.exchange.files import opened, shown, told
from backoffice_tui.exchange.tables import read_table
from backoffice_tui.routine.errors import Problem, Refused, StoreTrouble
from backoffice_tui.routine.reading import Rejected
from backoffice_tui.routine.register import (
    CUSTOMER_FIELDS,
    FACILITY_FIELDS,
    Told,
    read_customer,
    read_facility,
)
from backoffice_tui.routine.text import clean, fold
from backoffice_tui.texts import say

MOST_BYTES: Final = 256 << 20
REQUIRED: Final = CUSTOMER_FIELDS[:3]


class Reading:
    """The customers of a file, each once, and the report on those that could not be read."""

    def __init__(self, path: Path, today: date) -> None:
        self.report = Intake()
        self.customers: dict[str, Told] = {}
        self._today = today
        records = (
            records_of_json(path) if path.suffix.lower() == ".json" else self._from_table(path)
        )
        for row, record in records:
            self.report.read += 1
            try:
                self._take(row, record)
            except Problem as why:
                hidden = why.key.startswith("facilities.") and _protected(record)
                message = say("taking.hidden") if hidden else str(why)
                self.report.refused.append(Rejected(row, why.field, message))

    def _take(self, row: int, record: Mapping[str, object]) -> None:
        _refuse_unknown(record, (*CUSTOMER_FIELDS, "facilities"))
        found = read_customer(row, record, self._today)
        known = self.customers.get(found.customer)
        if known and known.values != found.values:
            raise Refused(
                "taking.customer-twice", field="customer", number=found.customer, row=known.row
            )
        if known:
            found.facilities = dict(known.facilities)
        for facility in _facilities(record):
            _refuse_unknown(facility, FACILITY_FIELDS)
            read_facility(found, row, facility, self._today)
        # Only now, so that a record refused for one facility leaves nothing behind.
        if known:
            known.facilities = found.facilities
            known.warnings += found.warnings
        else:
            self.customers[found.customer] = found

    def _from_table(self, path: Path) -> Iterator[tuple[int, Mapping[str, object]]]:
        table = read_table(path, headings=_looks_like_headings)
        names = _understood(table.headings)
        for row, cells in table.rows:
            values = {name: "" if cells[at] is None else cells[at] for at, name in names.items()}
            facility = {name: values.pop(name) for name in FACILITY_FIELDS if name in values}
            listed = [facility] if facility.get("facility", "") != "" else []
            yield row, {**values, "facilities": listed}
        self.report.notes += table.notes
        unread = [name for at, name in enumerate(table.headings) if name and at not in names]
        if unread:
            names_unread = clean(", ".join(unread), limit=200, one_line=True)
            self.report.notes.append(say("taking.unread", names=names_unread))


def records_of_json(path: Path) -> Iterator[tuple[int, Mapping[str, object]]]:
    """The objects of a list in a file, numbered from 1; StoreTrouble where it holds no such list."""
    with told(path), opened(path) as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise StoreTrouble("taking.too-big", name=shown(path), most=MOST_BYTES >> 20)
    try:
        records = json.loads(content)
    except (ValueError, RecursionError):
        raise StoreTrouble("taking.not-json", name=shown(path)) from None
    if not isinstance(records, list):
        raise StoreTrouble("taking.not-json", name=shown(path))
    for row, record in enumerate(records, 1):
        yield row, record if isinstance(record, dict) else {"": record}


def _facilities(record: Mapping[str, object]) -> Sequence[Mapping[str, Any]]:
    listed = record.get("facilities") or []
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        raise Refused("taking.not-facilities", field="facilities")
    return listed


def _refuse_unknown(record: Mapping[str, object], known: Sequence[str]) -> None:
    for name in record:
        if name not in known:
            shown_name = clean(name, limit=40, one_line=True)
            raise Refused("routine.unknown-field", field=shown_name, name=shown_name)


def _protected(record: Mapping[str, object]) -> bool:
    return fold(str(record.get("protected") or "false")) not in ("false", "no", "nej", "ei", "0")


def _looks_like_headings(cells: Sequence[object]) -> bool:
    names = {fold(clean(cell, limit=40)) for cell in cells if cell is not None}
    return len(names & set(REQUIRED)) > 1


def _understood(headings: Sequence[str]) -> dict[int, str]:
    names: dict[int, str] = {}
    for at, heading in enumerate(headings):
        name = fold(heading)
        if name in names.values():
            raise Refused("routine.heading-twice", field=name, heading=heading, other=name)
        if name in CUSTOMER_FIELDS or name in FACILITY_FIELDS:
            names[at] = name
    for name in REQUIRED:
        if name not in names.values():
            raise Refused("routine.heading-missing", field=name, heading=name)
    return names
