"""The team's sheet and the cases here laid side by side: what differs, and on which side it changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.masking import DOTS, dots
from backoffice_tui.exchange import tracker
from backoffice_tui.exchange.files import shown
from backoffice_tui.exchange.tracker import Found
from backoffice_tui.model.states import OPEN, State
from backoffice_tui.routine.errors import Refused
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.reading import Rejected
from backoffice_tui.routine.taking import PlainCase
from backoffice_tui.routine.tracker import (
    NEVER_EMPTIED,
    Columns,
    SheetRow,
    is_tracker,
    read_sheet_row,
    settle_days,
    shared_columns,
    understand_tracker,
)
from backoffice_tui.routine.weighing import Side, weigh
from backoffice_tui.store import known
from backoffice_tui.store import tracker as kept
from backoffice_tui.texts import say

WEIGHED: Final = ("customer", "subject", "registered_by", "state", "handler", "note")


@dataclass(frozen=True, slots=True)
class Differs:
    """A value that stands otherwise in the sheet than here, and on which side it changed."""

    row: int
    number: str
    field: str
    heading: str
    there: str
    here: str
    side: Side


@dataclass(slots=True)
class Sheet:
    """A workbook read to its end."""

    found: Found
    columns: Columns
    rows: dict[str, SheetRow] = field(default_factory=dict)
    """The rows about a case, by its number."""
    again: list[SheetRow] = field(default_factory=list)
    """Rows about a case that an earlier row is about too."""
    repeated: int = 0
    """How many of those say the same as the earlier one."""
    refused: list[Rejected] = field(default_factory=list)
    read: int = 0
    shared: frozenset[int] = frozenset()
    """The columns aside whose words are nobody's own."""

    def tells(self, row: SheetRow) -> bool:
        """Whether a row has anything that is to be erased once its case is done."""
        return row.tells(self.shared)

    @property
    def path(self) -> str:
        """What the workbook is known by."""
        return str(self.found.path.resolve())


@dataclass(slots=True)
class SideBySide:
    """A sheet with the cases that it is about."""

    sheet: Sheet
    cases: Mapping[str, PlainCase]
    bases: Mapping[int, dict[str, str] | None]
    seen: int | None
    behind: Mapping[str, int | None]
    latest: int

    def mark_of(self, number: str) -> int | None:
        """The last entry when this row agreed with its case; None where it never did."""
        return self.behind.get(number, self.seen)


def is_workbook(desk: Desk, queue: Queue, path: Path) -> bool:
    """Whether the file is a workbook with the tracker's headings."""
    if path.suffix.lower() != tracker.ENDING:
        return False
    data = desk.data(queue)
    return tracker.has(path, lambda cells: is_tracker(cells, data))


def read_sheet(desk: Desk, queue: Queue, path: Path) -> Sheet:
    """Read the tracker out of a workbook; Refused where no sheet has its headings."""
    context = desk.context(queue)
    data, today = context.data, context.today
    found = tracker.find(path, lambda cells: is_tracker(cells, data))
    if found is None:
        headings = ", ".join(names[0] for names in data.headings.values())
        raise Refused("tracker.no-headings", name=shown(path), headings=headings)
    sheet = Sheet(found, understand_tracker(found.headings, data))
    for row, cells in found.rows:
        read = read_sheet_row(row, _typed(sheet, row, cells), sheet.columns, today)
        if read is None:
            continue
        sheet.read += 1
        if isinstance(read, Rejected):
            sheet.refused.append(read)
        else:
            _keep(sheet, read)
            if read.refused:
                sheet.refused.append(read.refused)
    every = (*sheet.rows.values(), *sheet.again)
    settle_days(every, today)
    sheet.shared = shared_columns(every)
    return sheet


def _typed(sheet: Sheet, row: int, cells: Sequence[object]) -> Sequence[object]:
    """The cells without what formulas beside the fields came to: nobody typed that."""
    formulas = sheet.found.formulas.get(row, frozenset()) & sheet.columns.aside.keys()
    if not formulas:
        return cells
    return [None if at in formulas else cell for at, cell in enumerate(cells, start=1)]


def _keep(sheet: Sheet, row: SheetRow) -> None:
    first = sheet.rows.setdefault(row.number, row)
    if first is row:
        return
    sheet.again.append(row)
    if row.says_what(first):
        sheet.repeated += 1
        return
    message = say("taking.number-twice", number=row.number, row=first.row)
    sheet.refused.append(Rejected(row.row, sheet.columns.names["number"], message))


def lay(ask: known.Ask, queue: Queue, sheet: Sheet) -> SideBySide:
    """Find the cases that the sheet's rows are about, and what became of them since they last agreed."""
    seen, behind = kept.knowledge(ask, queue.key, sheet.path)
    cases = known.cases(ask, queue.key, sheet.rows)
    unknown = sheet.rows.keys() - cases.keys()
    renumbered = kept.renumbered(ask, queue.key, unknown)
    for was, number in renumbered.items():
        _renumber(sheet, was, number)
    cases |= known.cases(ask, queue.key, renumbered.values())
    since = {
        case.id: mark
        for number, case in cases.items()
        if (mark := behind.get(number, seen)) is not None
    }
    bases = kept.changed_since(ask, since)
    return SideBySide(sheet, cases, bases, seen, behind, kept.latest(ask))


def _renumber(sheet: Sheet, was: str, number: str) -> None:
    """A row goes with its case, whose number from the customer system came later than the row."""
    rows = [sheet.rows.pop(was), *(row for row in sheet.again if row.number == was)]
    for row in rows:
        row.was, row.number = was, number
    first = sheet.rows.setdefault(number, rows[0])
    if first is not rows[0]:
        sheet.again.append(rows[0])


def differences(laid: SideBySide, queue: Queue, number: str) -> list[Differs]:
    """Where a row and its case differ; nothing where the case was erased."""
    row, case = laid.sheet.rows[number], laid.cases[number]
    if case.erased or row.refused:
        return []
    base = laid.bases.get(case.id, {}) if laid.mark_of(number) is not None else None
    found = []
    for name in WEIGHED:
        there = _there(row, name)
        if there is None or (case.protected and there == DOTS):
            continue
        here = case.state.value if name == kept.STATE else str(getattr(case, name))
        side = _side(name, there, here, base, case)
        if side is not Side.NEITHER:
            words = (_word(row, queue, name, case, there), here_of(case, queue, name))
            heading = laid.sheet.columns.names.get(name, name)
            found.append(Differs(row.row, number, name, heading, *words, side))
    return found


def _there(row: SheetRow, name: str) -> str | None:
    if name == kept.STATE:
        return row.state.value if row.state else None
    return row.values.get(name)


def _side(name: str, there: str, here: str, base: dict[str, str] | None, case: PlainCase) -> Side:
    if name in NEVER_EMPTIED and here and not there:
        return Side.HERE
    if base is None and not case.registered_by and case.state is State.NEW:
        # Registered by hand in the sheet: nobody here has said anything of it yet.
        return Side.NEITHER if there == here else Side.THERE
    side = weigh(there, here, None if base is None else base.get(name, here))
    if name == kept.STATE and side is not Side.NEITHER:
        side = _closing(State(there), case.state, side)
    return side


def _closing(there: State, here: State, side: Side) -> Side:
    """What ends a case is done here, where its letter is and its facilities are ticked."""
    return Side.BOTH if side is Side.THERE and not {there, here} <= OPEN else side


def ended_there(row: SheetRow, case: PlainCase) -> bool:
    """Whether the sheet says that a case has ended which is still open here."""
    return row.state is not None and row.state not in OPEN and case.state in OPEN


def _word(row: SheetRow, queue: Queue, name: str, case: PlainCase, there: str) -> str:
    if name == kept.STATE and row.state is not None:
        return queue.states.get(row.state, row.state.value)
    return dots(there) if case.protected and name in {"subject", "note"} else there


def here_of(case: PlainCase, queue: Queue, name: str) -> str:
    """What the sheet is to say of a case in a column; a protected person is dots."""
    if name == kept.STATE:
        return queue.state_word(case)
    text = str(getattr(case, name))
    return dots(text) if case.protected and name in {"subject", "note"} else text
