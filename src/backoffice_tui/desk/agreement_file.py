"""A file of agreements brought in: each row created, updated, unchanged or refused, and nothing twice."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.spool import BATCH, Pace, Progress
from backoffice_tui.desk.take_in import Intake
from backoffice_tui.exchange.records import read_records
from backoffice_tui.exchange.tables import read_table
from backoffice_tui.queues.datahub.agreement import Agreement
from backoffice_tui.queues.datahub.telling import FIELDS, REQUIRED, Merged, Told, merge, read_record
from backoffice_tui.routine.errors import Problem, Refused
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.reading import Rejected
from backoffice_tui.routine.text import clean, fold
from backoffice_tui.store import agreements, known
from backoffice_tui.texts import say

if TYPE_CHECKING:
    from sqlmodel import Session

    from backoffice_tui.store.agreement_book import AgreementBook

IMPORT: Final = "import"


def take_in_agreements(
    desk: Desk,
    queue: Queue,
    path: Path,
    *,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Intake:
    """Bring in agreements from .json, .xlsx or .csv, in one transaction.

    A row that cannot be read or contradicts another is refused by itself; what was cancelled or ended by
    mass termination here is never brought back. StoreTrouble or Refused where the file cannot be read.
    """
    pace = Pace(progress)
    reading = _Reading(path, desk.today(queue), desk.data(queue).zone, pace)
    pace.rows = reading.report.read
    if dry_run:
        with known.looking(desk.store) as ask:
            return _Taking(reading, pace, ask).all()

    from backoffice_tui.store.agreement_book import AgreementBook

    def work(session: "Session") -> Intake:
        book = AgreementBook(session)
        act = book.act(IMPORT, desk.now(), desk.agent)
        return _Taking(reading, pace, book.ask, book, act).all()

    return desk.store.write(work)


class _Reading:
    """The rows of a file, each agreement once, by metering point."""

    def __init__(self, path: Path, today: date, zone: str, pace: Pace) -> None:
        self.report = Intake()
        self.points: dict[str, list[Told]] = {}
        self._rows: dict[str, Told] = {}
        records = read_records(path) if path.suffix.lower() == ".json" else self._from_table(path)
        for row, record in records:
            self.report.read += 1
            if self.report.read % BATCH == 0:
                pace.read(self.report.read)
            try:
                self._take(read_record(row, _known_only(record), today, zone))
            except Problem as why:
                self.report.refused.append(Rejected(row, why.field, str(why)))

    def _take(self, told: Told) -> None:
        number = told.agreement.number
        before = self._rows.setdefault(number, told)
        if before is not told:
            if before.agreement == told.agreement:
                self.report.unchanged += 1
                return
            raise Refused("agreements.twice", field="agreement", number=number, row=before.row)
        if told.warning:
            self.report.warnings.append(Rejected(told.row, "facility", told.warning))
        self.points.setdefault(told.agreement.facility, []).append(told)

    def _from_table(self, path: Path) -> Iterator[tuple[int, Mapping[str, object]]]:
        table = read_table(path, headings=_looks_like_headings)
        names = _understood(table.headings)
        for row, cells in table.rows:
            yield row, {name: cells[at] for at, name in names.items()}
        self.report.notes += table.notes


def _known_only(record: Mapping[str, object]) -> Mapping[str, object]:
    for name in record:
        if name not in FIELDS:
            shown = clean(name, limit=40, one_line=True)
            raise Refused("routine.unknown-field", field=shown, name=shown)
    return record


def _looks_like_headings(cells: Sequence[object]) -> bool:
    names = {_name(clean(cell, limit=40)) for cell in cells if cell is not None}
    return len(names & set(REQUIRED)) > 1


def _name(heading: str) -> str:
    return fold(heading).replace(" ", "_")


def _understood(headings: Sequence[str]) -> dict[int, str]:
    names: dict[int, str] = {}
    for at, heading in enumerate(headings):
        name = _name(heading)
        if name in names.values():
            raise Refused("routine.heading-twice", field=name, heading=heading, other=name)
        if name in FIELDS:
            names[at] = name
    for name in REQUIRED:
        if name not in names.values():
            raise Refused("routine.heading-missing", field=name, heading=name)
    return names


class _Taking:
    """A file of agreements on its way into the store."""

    def __init__(
        self,
        reading: _Reading,
        pace: Pace,
        ask: known.Ask,
        book: "AgreementBook | None" = None,
        act: int = 0,
    ) -> None:
        self._points, self._report = reading.points, _copied(reading.report)
        self._pace, self._ask, self._book, self._act = pace, ask, book, act
        self._ceased = agreements.ceased(ask)

    def all(self) -> Intake:
        """Deal with every metering point."""
        done = 0
        for facilities in _portions(self._points):
            done += self._some(facilities)
            self._pace.taken(done)
        self._report.refused.sort(key=lambda each: each.row)
        self._report.warnings.sort(key=lambda each: each.row)
        return self._report

    def _some(self, facilities: Sequence[str]) -> int:
        rows = [each for facility in facilities for each in self._points[facility]]
        elsewhere = agreements.numbered(self._ask, (each.agreement.number for each in rows))
        here = agreements.of_facilities(self._ask, facilities)
        merged = [
            merge(here.get(facility, ()), self._ours(facility, elsewhere))
            for facility in facilities
        ]
        for each in merged:
            self._tell(each)
        if self._book:
            self._book.add(self._act, [new for each in merged for new in each.new])
            self._book.change(self._act, [change for each in merged for change in each.changed])
        return len(rows)

    def _ours(self, facility: str, elsewhere: Mapping[str, Agreement]) -> Iterator[Told]:
        """The rows of a metering point, without those whose number belongs to another one."""
        for each in self._points[facility]:
            known_as = elsewhere.get(each.agreement.number)
            if known_as is None or known_as.facility == facility:
                yield each
                continue
            why = say("agreements.another-facility", number=each.agreement.number)
            self._report.refused.append(Rejected(each.row, "facility", why))

    def _tell(self, merged: Merged) -> None:
        report = self._report
        report.created += len(merged.new)
        report.updated += merged.updated
        report.unchanged += merged.unchanged
        report.refused += (Rejected(row, why.field, str(why)) for row, why in merged.refused)
        for row, ended in merged.ended:
            last = ended.last.last if ended.last else None
            text = say("agreements.ended-by-newer", number=ended.number, last=last)
            report.warnings.append(Rejected(row, "start", text))
        for each in merged.new:
            self._warn_of_ceased(each)

    def _warn_of_ceased(self, new: Agreement) -> None:
        day = self._ceased.get(agreements.seller_key(new.seller))
        if day is None or (new.last and new.last.last and new.last.last < day):
            return
        row = next(e.row for e in self._points[new.facility] if e.agreement.number == new.number)
        text = say("agreements.ceased", seller=new.seller, day=day)
        self._report.warnings.append(Rejected(row, "seller", text))


def _copied(report: Intake) -> Intake:
    """The report begun anew, for the work may be done again."""
    return Intake(
        read=report.read,
        unchanged=report.unchanged,
        refused=list(report.refused),
        warnings=list(report.warnings),
        notes=list(report.notes),
    )


def _portions(every: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(every)
    while portion := list(islice(rest, BATCH)):
        yield portion
