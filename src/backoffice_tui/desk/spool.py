"""A list from the customer system, read and checked before anybody has to wait for it."""

import json
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.masking import DOTS
from backoffice_tui.exchange.tables import read_table
from backoffice_tui.model.states import State
from backoffice_tui.queues import owner_of, queue_named
from backoffice_tui.routine.errors import Problem, Refused
from backoffice_tui.routine.grammar import Context, Queue
from backoffice_tui.routine.reading import (
    Headings,
    ListRow,
    Rejected,
    looks_like_headings,
    number_text,
    read_row,
    understand,
)
from backoffice_tui.texts import say

BATCH: Final = 500

Progress = Callable[[int, int], bool]
"""Told rows done and rows in all; says whether to go on."""

_DAYS: Final = ("received", "due", "wished", "handled")


class Stopped(Refused):
    """The one who started it wanted it to end; nothing was written."""


@dataclass(slots=True)
class Pace:
    """Reading is the first half of the way, writing the second."""

    tell: Progress | None
    rows: int = 0

    def read(self, done: int) -> None:
        """So many rows were read."""
        self.rows = max(self.rows, done)
        self._go_on(done // 2)

    def taken(self, done: int) -> None:
        """So many of the rows that were read were dealt with."""
        self._go_on((self.rows + done) // 2)

    def _go_on(self, done: int) -> None:
        if self.tell and not self.tell(done, self.rows):
            raise Stopped("taking.stopped")


@dataclass(slots=True)
class Spool:
    """A list read to its end, its rows packed; `numbers` has those of refused rows too."""

    headings: Headings
    notes: list[str] = field(default_factory=list)
    read: int = 0
    good: int = 0
    repeated: int = 0
    refused: list[tuple[Rejected, str]] = field(default_factory=list)
    """Each with the number of the customer that the row is about."""
    foreign: dict[str, int] = field(default_factory=dict)
    numbers: set[str] = field(default_factory=set)
    _seen: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    _batches: list[bytes] = field(default_factory=list)
    _open: list[str] = field(default_factory=list)

    def refuse(self, row: int, heading: str, message: str, customer: str = "") -> None:
        """Leave a row out and say why."""
        self.refused.append((Rejected(row, heading, message), customer))

    def take(self, queue: Queue, row: ListRow) -> None:
        """Keep a row, unless its number came before."""
        number = str(row.columns["number"])
        packed = _packed(queue, row)
        earlier = self._seen.setdefault((queue.key, number), (row.row, hash(packed)))
        if earlier[0] != row.row:
            if earlier[1] == hash(packed):
                self.repeated += 1
                return
            message = say("taking.number-twice", number=number, row=earlier[0])
            self.refuse(row.row, self.headings.names["number"], message)
            return
        self.good += 1
        self._open.append(f"[{row.row},{packed}]")
        if len(self._open) == BATCH:
            self.close()

    def close(self) -> None:
        """Pack what is left."""
        if self._open:
            text = f"[{','.join(self._open)}]"
            self._batches.append(zlib.compress(text.encode(), level=1))
            self._open = []

    def batches(self) -> Iterator[list[tuple[Queue, list[ListRow]]]]:
        """The rows as the list has them, some hundred at a time, by the queue they belong to."""
        for packed in self._batches:
            found: dict[str, list[ListRow]] = {}
            for row, (key, *rest) in json.loads(zlib.decompress(packed)):
                found.setdefault(key, []).append(_unpacked(row, *rest))
            yield [(queue_named(key), rows) for key, rows in found.items()]


def _packed(queue: Queue, row: ListRow) -> str:
    content = [queue.key, row.columns, row.facts, row.state, row.log, row.warnings]
    return json.dumps(content, ensure_ascii=False, default=date.isoformat, separators=(",", ":"))


def _unpacked(
    row: int,
    columns: dict[str, Any],
    facts: dict[str, str],
    state: str | None,
    log: str,
    warnings: Sequence[tuple[str, str]],
) -> ListRow:
    for name in _DAYS:
        if name in columns:
            columns[name] = date.fromisoformat(columns[name])
    return ListRow(row, columns, facts, State(state) if state else None, log, list(warnings))


def read_list(desk: Desk, queue: Queue, path: Path, pace: Pace) -> Spool:
    """Read a list to its end; StoreTrouble or Refused where it cannot be read at all."""
    context = desk.context(queue)
    table = read_table(path, headings=lambda cells: looks_like_headings(cells, context.data))
    spool = Spool(understand(table.headings, context.data))
    pace.rows = table.size
    for row, cells in table.rows:
        _read(spool, queue, row, cells, context)
        spool.read += 1
        if spool.read % BATCH == 0:
            pace.read(spool.read)
    spool.close()
    spool.notes = list(table.notes)
    pace.rows = spool.good
    return spool


def _read(spool: Spool, queue: Queue, row: int, cells: Sequence[object], context: Context) -> None:
    headings = spool.headings
    number = _cell(cells, headings, "number")
    if number:
        spool.numbers.add(number)
    found = read_row(row, cells, headings, context.data, context.today)
    if isinstance(found, Rejected):
        spool.refuse(row, found.field, found.message, _cell(cells, headings, "customer"))
        return
    code = str(found.columns.pop("code", ""))
    owner = owner_of(code) if code else queue
    if owner is None:
        spool.foreign[code] = spool.foreign.get(code, 0) + 1
        spool.refuse(row, headings.names["code"], say("taking.foreign", code=code))
        return
    if code:
        found.columns["code"] = code.upper()
    try:
        if owner.read:
            owner.read(found, context)
    except Problem as why:
        heading = headings.names.get(why.field, why.field)
        spool.refuse(row, heading, str(why), _cell(cells, headings, "customer"))
        return
    if DOTS in found.facts.values() or found.log == DOTS:
        # A list that we wrote ourselves: what it hides it does not know either.
        found.facts, found.log, found.warnings = {}, "", []
    spool.take(owner, found)


def _cell(cells: Sequence[object], headings: Headings, name: str) -> str:
    """A number in a row that may be refused; empty where it cannot be read."""
    at = next((at for at, field in headings.fields.items() if field == name), len(cells))
    try:
        return number_text(cells[at]) if at < len(cells) else ""
    except Problem:
        return ""
