"""Notices from the e-service taken in: each once, and what cannot be taken in set aside until it can."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.spool import BATCH, Pace, Progress
from backoffice_tui.desk.take_in import Intake
from backoffice_tui.exchange.files import shown
from backoffice_tui.exchange.jsonlines import Line, read_lines
from backoffice_tui.queues import QUEUES
from backoffice_tui.routine.contracts import Lease
from backoffice_tui.routine.dates import local
from backoffice_tui.routine.errors import Problem, Refused
from backoffice_tui.routine.feed import FIELDS, RULE, ToldNotice, id_of, read_notice
from backoffice_tui.routine.grammar import Context, Queue
from backoffice_tui.routine.moves import Record
from backoffice_tui.routine.reading import Rejected
from backoffice_tui.routine.taking import Followed, PlainCase
from backoffice_tui.routine.text import clean
from backoffice_tui.store import contracts, known, notices
from backoffice_tui.store.notices import NewAside
from backoffice_tui.texts import say

if TYPE_CHECKING:
    from sqlmodel import Session

    from backoffice_tui.store.bulk import Ledger

_TORN_ID: Final = re.compile(r'"id"\s*:\s*"([^"\\]{1,60})"')
"""The id in a line that is no JSON, where it can be made out."""


def fed_queue() -> Queue | None:
    """The queue that the e-service's notices come to, if there is one."""
    return next((queue for queue in QUEUES.values() if queue.arrive), None)


def take_in_feed(
    desk: Desk,
    queue: Queue,
    path: Path,
    *,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Intake:
    """Take in a feed of JSON lines in one transaction; `refused` has the lines set aside, each with its reason.

    StoreTrouble where the file cannot be read at all, Stopped when `progress` says no.
    """
    pace = Pace(progress)
    lines = []
    for line in read_lines(path):
        lines.append(line)
        if len(lines) % BATCH == 0:
            pace.read(len(lines))
    pace.rows = len(lines)
    return take_in_lines(desk, queue, lines, shown(path), pace, dry_run=dry_run)


def take_in_lines(
    desk: Desk, queue: Queue, lines: Sequence[Line], source: str, pace: Pace, *, dry_run: bool
) -> Intake:
    """Take in lines of a feed, of which `source` says where they come from, in one transaction."""
    if dry_run:
        with known.looking(desk.store) as ask:
            return _Taking(desk, queue, source, pace, ask).all(lines)

    from backoffice_tui.store import bulk, cases
    from backoffice_tui.store.reader import Inside

    def work(session: "Session") -> Intake:
        writer = _Writer(
            bulk.Ledger(session),
            notices.Writer(session, desk.now(), desk.agent),
            int(cases.next_local_number(session, queue.key)[1:]),
        )
        return _Taking(desk, queue, source, pace, Inside(session).rows, writer).all(lines)

    return desk.store.write(work)


@dataclass(slots=True)
class _Writer:
    """Where cases and notices go, and the next number that is free."""

    ledger: "Ledger"
    notices: notices.Writer
    number: int


@dataclass(slots=True)
class _Batch:
    """Some lines of the feed, sorted into what becomes of them."""

    made: list[tuple[PlainCase, ToldNotice, int, int]] = field(default_factory=list)
    settled: list[str] = field(default_factory=list)
    aside: dict[str, NewAside] = field(default_factory=dict)


class _Taking:
    """One feed on its way into the store."""

    def __init__(
        self,
        desk: Desk,
        queue: Queue,
        source: str,
        pace: Pace,
        ask: known.Ask,
        writer: _Writer | None = None,
    ) -> None:
        self._desk, self._queue, self._source = desk, queue, source
        self._pace, self._ask, self._writer = pace, ask, writer
        self._context: Context = desk.context(queue)
        self._leases: Mapping[str, Lease] = {}
        self._seen: dict[str, str] = {}
        self._waiting = notices.waiting(ask)
        self._torn: dict[str, int] = {}
        """The rows of torn lines, by the notices they are about."""
        self._unread: set[str] = set()
        self._report = Intake()

    def all(self, lines: Sequence[Line]) -> Intake:
        """Deal with every line."""
        rest = iter(lines)
        while some := list(islice(rest, BATCH)):
            self._some(some)
            self._report.read += len(some)
            self._pace.taken(self._report.read)
        if self._unread:
            names = clean(", ".join(sorted(self._unread)), limit=200, one_line=True)
            self._report.notes.append(say("feed.unread", names=names))
        self._report.refused.sort(key=lambda each: each.row)
        return self._report

    def _some(self, lines: Sequence[Line]) -> None:
        batch = _Batch()
        self._seen |= notices.known(self._ask, filter(None, map(_notice, lines)))
        gone = notices.set_aside_before(self._ask, map(_digest, lines))
        told = [(line, self._read(line)) for line in lines]
        self._leases = contracts.leases(
            self._ask, [each.contract for _, each in told if isinstance(each, ToldNotice)]
        )
        for line, each in told:
            try:
                self._one(batch, each)
            except Problem as why:
                self._aside(batch, line, why, gone)
        if self._writer:
            self._write(self._writer, batch)

    def _read(self, line: Line) -> ToldNotice | Problem:
        """The notice of a line, or what stands in the way of one."""
        if line.record is None:
            return line.problem or Refused("feed.not-json", rule=RULE)
        self._unread |= {clean(name, limit=40) for name in line.record.keys() - set(FIELDS)}
        try:
            return read_notice(line.record, self._context.at, self._context.data.zone)
        except Problem as why:
            return why

    def _one(self, batch: _Batch, told: ToldNotice | Problem) -> None:
        if isinstance(told, Problem):
            raise told
        before = self._seen.get(told.id)
        if before not in (None, told.digest):
            raise Refused(notices.CONTRADICTS, rule=RULE, field="id", id=_short(told.id))
        if before is None:
            self._make(batch, told)
            self._report.created += 1
        else:
            self._report.unchanged += 1
        self._seen[told.id] = told.digest
        if told.id in self._waiting:
            batch.settled.append(told.id)
        if row := self._torn.pop(told.id, None):
            # The same service wrote it whole after all.
            self._report.refused = [each for each in self._report.refused if each.row != row]
            self._report.unchanged += 1

    def _make(self, batch: _Batch, told: ToldNotice) -> None:
        lease = self._leases.get(told.contract)
        if lease is None:
            number = _short(told.contract)
            raise Refused("feed.no-contract", rule=RULE, field="contract", number=number)
        party = lease.party(told.person)
        if party is None:
            key, number = _short(told.person), _short(told.contract)
            raise Refused("feed.no-party", rule=RULE, field="person", person=key, number=number)
        submitted = local(told.submitted_at, self._context.data.zone)
        case = PlainCase(
            queue=self._queue.key,
            number="",
            received=submitted.date(),
            received_time=submitted.strftime("%H:%M"),
            origin="here",
        )
        assert self._queue.arrive is not None  # noqa: S101 (only such a queue has the verb)
        self._queue.arrive(case, lease, told)
        batch.made.append((case, told, lease.id, party.person.id))

    def _aside(self, batch: _Batch, line: Line, why: Problem, before: Mapping[str, bool]) -> None:
        digest, notice = _digest(line), _notice(line)
        torn = line.record is None
        if before.get(digest) or (torn and notice in self._seen):
            # Somebody has let go of this very record, or the whole of it is in already.
            self._report.unchanged += 1
            return
        self._report.refused.append(Rejected(line.row, why.field, str(why)))
        if notice and why.key != notices.CONTRADICTS:
            self._waiting.add(notice)
        if notice and torn:
            self._torn[notice] = line.row
        if digest not in before:
            details = {name: str(value) for name, value in why.values.items()}
            batch.aside[digest] = NewAside(
                digest, self._source, line.row, line.text, notice, why.field, why.key, details
            )

    def _write(self, writer: _Writer, batch: _Batch) -> None:
        taken = known.cases(self._ask, self._queue.key, self._candidates(writer, batch))
        for case, told, _contract, _person in batch.made:
            case.number = self._next(writer, taken)
            self._queue.settle(case, self._context.data)
            writer.ledger.add(case, Followed(self._record(case, told), told=True))
        writer.ledger.save()
        writer.notices.notices(batch.made)
        writer.notices.keep(list(batch.aside.values()))
        writer.notices.settle(batch.settled)

    def _candidates(self, writer: _Writer, batch: _Batch) -> Iterator[str]:
        return (f"B{writer.number + at}" for at in range(2 * len(batch.made)))

    def _next(self, writer: _Writer, taken: Mapping[str, object]) -> str:
        while f"B{writer.number}" in taken:
            writer.number += 1
        writer.number += 1
        return f"B{writer.number - 1}"

    def _record(self, case: PlainCase, told: ToldNotice) -> Record:
        return Record(
            by=self._context.by,
            at=self._context.at,
            move="feed",
            text=say("feed.came", id=_short(told.id)),
            was=case.state,
            became=case.state,
            facts=tuple(sorted(case.facts)),
            routine=self._context.data.version,
        )


def _notice(line: Line) -> str:
    """The id of the notice that a line is about, also of one that is torn, where it can be made out."""
    if line.record is not None:
        return id_of(line.record)
    found = _TORN_ID.search(line.text)
    return found[1] if found else ""


def _digest(line: Line) -> str:
    return hashlib.sha256(line.text.encode("utf-8", "backslashreplace")).hexdigest()


def _short(text: str) -> str:
    return clean(text, limit=60, one_line=True)
