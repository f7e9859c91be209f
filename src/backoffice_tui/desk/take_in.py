"""The customer system's list brought in: cases made, brought up to date, or marked as missing."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final

from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.spool import Pace, Progress, Spool, Stopped, read_list
from backoffice_tui.queues import queue_named
from backoffice_tui.routine.grammar import Context, Queue
from backoffice_tui.routine.reading import ListRow, Rejected
from backoffice_tui.routine.taking import Difference, PlainCase, begin, follow, lose
from backoffice_tui.routine.text import fold
from backoffice_tui.store import known
from backoffice_tui.texts import say

if TYPE_CHECKING:
    from sqlmodel import Session

    from backoffice_tui.store.bulk import Ledger

__all__ = ["Difference", "Intake", "Stopped", "Take", "take_in"]


FEW: Final = 5
"""Fewer missing cases are looked through in the preview without being asked about."""
TENTH: Final = 10


@dataclass(slots=True)
class Intake:
    """What a list brought; each row read is created, updated, unchanged or refused."""

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: list[Rejected] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    """Numbers of cases that were in the list before and are not any more."""
    differences: list[Difference] = field(default_factory=list)
    foreign: dict[str, int] = field(default_factory=dict)
    """How many rows had a code that no queue owns, by code."""
    warnings: list[Rejected] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def half(self) -> bool:
        """Whether so many known cases are missing that the file may be only a part of the list."""
        known_before = self.updated + self.unchanged + len(self.missing)
        return len(self.missing) >= FEW and len(self.missing) * TENTH > known_before


Take = Callable[..., Intake]
"""Brings in a file: given desk, queue and path, `dry_run` and `progress`."""


def take_in(
    desk: Desk,
    queue: Queue,
    path: Path,
    *,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Intake:
    """Bring in a list in one transaction; a row that cannot be read is refused by itself.

    Raises StoreTrouble for a file that cannot be read, Refused where a required heading is missing,
    Stopped when `progress` says no. A dry run gives the same report and writes nothing.
    """
    pace = Pace(progress)
    spool = read_list(desk, queue, path, pace)
    if dry_run:
        with known.looking(desk.store) as ask:
            return _Taking(desk, queue, spool, pace, ask, None).all()

    from backoffice_tui.store import bulk

    def work(session: "Session") -> Intake:
        ledger = bulk.Ledger(session)
        return _Taking(desk, queue, spool, pace, bulk.asking(session), ledger).all()

    return desk.store.write(work)


class _Taking:
    """One list on its way into the store."""

    def __init__(
        self,
        desk: Desk,
        queue: Queue,
        spool: Spool,
        pace: Pace,
        ask: known.Ask,
        ledger: "Ledger | None",
    ) -> None:
        self._desk, self._queue = desk, queue
        self._spool, self._pace = spool, pace
        self._ask, self._ledger = ask, ledger
        self._contexts: dict[str, Context] = {}
        self._teams: dict[str, set[str]] = {queue.key: set()}
        """The groups that the list has cases of, by queue."""
        self._done = 0
        self._report = Intake(
            read=spool.read,
            unchanged=spool.repeated,
            foreign=dict(spool.foreign),
            notes=list(spool.notes),
        )

    def all(self) -> Intake:
        """Deal with every row, then with the cases that have none."""
        self._refuse()
        for batch in self._spool.batches():
            for queue, rows in batch:
                self._some(queue, rows)
                self._done += len(rows)
            self._save()
            self._pace.taken(self._done)
        if self._spool.good:
            self._mark_missing()
        self._report.refused.sort(key=lambda each: each.row)
        self._report.warnings.sort(key=lambda each: each.row)
        return self._report

    def _save(self) -> None:
        if self._ledger:
            self._ledger.save()

    def _refuse(self) -> None:
        """Say why rows are refused, without repeating what was said of a protected person."""
        protected = known.protection(self._ask, (each for _, each in self._spool.refused))
        for rejected, customer in self._spool.refused:
            message = say("taking.hidden") if protected.get(customer) else rejected.message
            self._report.refused.append(Rejected(rejected.row, rejected.field, message))

    def _context(self, queue: Queue) -> Context:
        if queue.key not in self._contexts:
            self._contexts[queue.key] = self._desk.context(queue)
        return self._contexts[queue.key]

    def _some(self, queue: Queue, rows: Sequence[ListRow]) -> None:
        here = known.cases(self._ask, queue.key, (str(row.columns["number"]) for row in rows))
        customers = chain(
            (row.facts.get("customer", "") for row in rows),
            (case.customer for case in here.values()),
        )
        protection = known.protection(self._ask, customers)
        for row in rows:
            teams = self._teams.setdefault(queue.key, set())
            teams.add(fold(str(row.columns.get("team", ""))))
            case = here.get(str(row.columns["number"]))
            if case is None:
                self._add(queue, row, protection)
            else:
                self._change(queue, case, row, protection)

    def _add(self, queue: Queue, row: ListRow, protection: Mapping[str, bool]) -> None:
        if not row.facts.get("title"):
            heading = self._spool.headings.names["title"]
            self._report.refused.append(Rejected(row.row, heading, say("taking.masked")))
            return
        protected = protection.get(row.facts.get("customer", ""), False)
        case, begun = begin(row, queue, protected=protected, context=self._context(queue))
        self._report.created += 1
        self._warn(row, protected=protected)
        if self._ledger:
            self._ledger.add(case, begun)

    def _change(
        self, queue: Queue, case: PlainCase, row: ListRow, protection: Mapping[str, bool]
    ) -> None:
        if case.erased:
            # What was erased does not come back with tonight's list.
            self._report.unchanged += 1
            return
        followed = follow(
            case,
            row,
            self._spool.headings,
            queue,
            protected=protection.get(row.facts.get("customer") or case.customer),
            context=self._context(queue),
        )
        self._report.differences += followed.differences
        self._warn(row, protected=case.protected)
        if followed.record.empty:
            self._report.unchanged += 1
            return
        self._report.updated += 1
        if self._ledger:
            self._ledger.change(case, followed)

    def _warn(self, row: ListRow, *, protected: bool) -> None:
        for name, message in row.warnings:
            heading = self._spool.headings.names.get(name, name)
            text = say("taking.hidden") if protected else message
            self._report.warnings.append(Rejected(row.row, heading, text))

    def _mark_missing(self) -> None:
        # A list that has no case of a queue says nothing of those it does not have.
        for key, teams in self._teams.items():
            if not queue_named(key).whole_lists:
                continue
            numbers = self._missing(key, teams)
            self._report.missing += numbers
            for portion in known.portions(numbers) if self._ledger else ():
                self._mark(queue_named(key), known.cases(self._ask, key, portion).values())
                self._pace.taken(self._done)

    def _missing(self, key: str, teams: set[str]) -> list[str]:
        by_team = "team" in self._spool.headings.names
        numbers: list[str] = []
        for some in known.listed_and_open(self._ask, key):
            numbers += (
                number
                for number, team in some
                if number not in self._spool.numbers and (not by_team or team in teams)
            )
            self._pace.taken(self._done)
        return numbers

    def _mark(self, queue: Queue, cases: Iterable[PlainCase]) -> None:
        context = self._context(queue)
        for case in cases:
            if self._ledger:
                self._ledger.change(case, lose(case, context))
        self._save()
