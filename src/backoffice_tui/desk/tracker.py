"""The workbook that a team keeps of its registered cases: compared, taken in again and again, written back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from backoffice_tui.desk import side_by_side as sides
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.side_by_side import Differs, Sheet, is_workbook
from backoffice_tui.desk.spool import Pace, Progress, Stopped
from backoffice_tui.desk.take_in import Intake
from backoffice_tui.desk.tracker_plan import Plan, plan
from backoffice_tui.desk.tracker_taking import Taking, notes_on, oddities, refusals
from backoffice_tui.exchange import tracker
from backoffice_tui.exchange.files import shown
from backoffice_tui.exchange.tracker_new import write_new
from backoffice_tui.routine.errors import Refused
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.reading import Rejected
from backoffice_tui.routine.tracker import FIELDS
from backoffice_tui.routine.weighing import Side
from backoffice_tui.store import known
from backoffice_tui.store import tracker as kept

if TYPE_CHECKING:
    from sqlmodel import Session


__all__ = [
    "Comparison",
    "Differs",
    "Intake",
    "Stopped",
    "Written",
    "compare",
    "forget",
    "is_workbook",
    "take_in_tracker",
    "write_tracker",
]


@dataclass(slots=True)
class Comparison:
    """What differs between a workbook and the store; nothing is changed by looking."""

    read: int = 0
    new_there: list[str] = field(default_factory=list)
    """Numbers of rows that no case has yet."""
    new_here: list[str] = field(default_factory=list)
    """Numbers of cases that the workbook has no row for."""
    changed_there: list[Differs] = field(default_factory=list)
    changed_here: list[Differs] = field(default_factory=list)
    conflicts: list[Differs] = field(default_factory=list)
    """Changed on both sides, or nobody knows on which; neither import nor export takes a side."""
    erase: list[str] = field(default_factory=list)
    """Numbers of rows that still tell of the customer of a case that was erased."""
    dropped: list[str] = field(default_factory=list)
    """What the workbook has that would not be in it any more."""
    elsewhere: list[str] = field(default_factory=list)
    """Where else in the workbook values of those rows stand; they are taken away too."""
    mentioned: list[str] = field(default_factory=list)
    """Rows of other cases that have such values, and keep them."""
    refused: list[Rejected] = field(default_factory=list)
    warnings: list[Rejected] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Written:
    """What became of a workbook."""

    rows: int = 0
    """Rows about a case that it has now."""
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    erased: list[str] = field(default_factory=list)
    left: list[Differs] = field(default_factory=list)
    """Cells that were changed there, or on both sides, and were not written over."""
    dropped: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    mentioned: list[str] = field(default_factory=list)
    refused: list[Rejected] = field(default_factory=list)
    warnings: list[Rejected] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    dry_run: bool = False


def compare(desk: Desk, queue: Queue, path: Path) -> Comparison:
    """Lay a workbook beside the store and say what import and export would do; both stay as they are."""
    sheet = sides.read_sheet(desk, queue, path)
    with known.looking(desk.store) as ask:
        laid = sides.lay(ask, queue, sheet)
        planned = plan(queue, laid, ask)
    rebuilt = tracker.rebuild(sheet.found, planned.edits, planned.traces, dry_run=True)
    found = Comparison(
        read=sheet.read,
        new_there=[number for number in sheet.rows if number not in laid.cases],
        new_here=planned.added,
        erase=planned.erased,
        dropped=rebuilt.dropped,
        elsewhere=rebuilt.places,
        mentioned=planned.mentioned,
        refused=refusals(laid),
        warnings=oddities(laid),
        notes=notes_on(sheet),
    )
    for number in laid.cases:
        for each in sides.differences(laid, queue, number):
            _sorted(found, each.side).append(each)
    return found


def _sorted(found: Comparison, side: Side) -> list[Differs]:
    if side is Side.THERE:
        return found.changed_there
    return found.changed_here if side is Side.HERE else found.conflicts


def take_in_tracker(
    desk: Desk,
    queue: Queue,
    path: Path,
    *,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Intake:
    """Bring in what was changed in the team's workbook, in one transaction; the workbook stays as it is.

    Raises StoreTrouble for a file that cannot be read, Refused where it has no such headings, Stopped when
    `progress` says no. What was changed on both sides is told as a difference and left.
    """
    pace = Pace(progress)
    sheet = sides.read_sheet(desk, queue, path)
    pace.rows = len(sheet.rows)
    pace.read(len(sheet.rows))
    if dry_run:
        with known.looking(desk.store) as ask:
            return Taking(desk, queue, sides.lay(ask, queue, sheet), pace, ask, None).all()

    from backoffice_tui.store import bulk

    def work(session: "Session") -> Intake:
        ask = bulk.asking(session)
        taking = Taking(desk, queue, sides.lay(ask, queue, sheet), pace, ask, bulk.Ledger(session))
        found = taking.all()
        kept.sign(session, taking.signatures)
        seen = kept.latest(ask)
        kept.know(session, queue.key, sheet.path, seen, taking.behind, desk.agent, desk.now())
        return found

    return desk.store.write(work)


def write_tracker(
    desk: Desk, queue: Queue, path: Path, *, dry_run: bool = False, accept_loss: bool = False
) -> Written:
    """Bring the team's workbook up to date, rebuilt whole; one that is not there is made.

    Refused names what the workbook has that would not be in it any more, unless `accept_loss`; Conflict says
    who has it open. What was changed there and not brought in yet is never written over.
    """
    if not path.exists():
        return _write_new(desk, queue, path, dry_run=dry_run)
    tracker.refuse_held(path)
    sheet = sides.read_sheet(desk, queue, path)
    with known.looking(desk.store) as ask:
        laid = sides.lay(ask, queue, sheet)
        planned = plan(queue, laid, ask)
    rebuilt = _rebuilt(sheet, planned, dry_run=dry_run, accept_loss=accept_loss)
    written = Written(
        rows=len(sheet.rows) + len(planned.added),
        added=planned.added,
        changed=planned.changed,
        erased=planned.erased,
        left=planned.left,
        dropped=rebuilt.dropped,
        elsewhere=rebuilt.places,
        mentioned=planned.mentioned,
        refused=refusals(laid),
        warnings=oddities(laid, written=True),
        notes=notes_on(sheet),
        dry_run=dry_run,
    )
    if not dry_run:
        _know(desk, queue, sheet.path, laid.latest, planned)
    return written


def _rebuilt(sheet: Sheet, planned: Plan, *, dry_run: bool, accept_loss: bool) -> tracker.Rebuilt:
    """The workbook written anew, unless it would be the same."""
    edits, traces = planned.edits, planned.traces
    if edits.empty:
        looked = tracker.rebuild(sheet.found, edits, traces, dry_run=True) if edits.bare else None
        if looked is None or not looked.places:
            return tracker.Rebuilt()
    return tracker.rebuild(sheet.found, edits, traces, dry_run=dry_run, refuse_loss=not accept_loss)


def _know(desk: Desk, queue: Queue, path: str, seen: int, planned: Plan) -> None:
    def work(session: "Session") -> None:
        kept.know(session, queue.key, path, seen, planned.behind, desk.agent, desk.now())

    desk.store.write(work)


def _write_new(desk: Desk, queue: Queue, path: Path, *, dry_run: bool) -> Written:
    """A workbook that was not there, with a row for each registered case."""
    with known.looking(desk.store) as ask:
        seen = kept.latest(ask)
        numbers = [number for number, _ in kept.registered(ask, queue.key)]
        cases = known.cases(ask, queue.key, numbers)
    data = desk.data(queue)
    names = [name for name in FIELDS if name in data.headings]
    rows: list[list[Any]] = [
        [
            cases[number].number if name == "number" else sides.here_of(cases[number], queue, name)
            for name in names
        ]
        for number in numbers
    ]
    if not dry_run:
        words = [queue.states[state] for state in queue.states]
        headings = [data.headings[name][0] for name in names]
        choices = {headings[names.index("state")]: words} if "state" in names else {}
        write_new(path, queue.title, headings, rows, choices)
        _know(desk, queue, str(path.resolve()), seen, Plan())
    return Written(rows=len(rows), added=numbers, dry_run=dry_run)


def forget(desk: Desk, queue: Queue, path: Path, numbers: Sequence[str]) -> None:
    """Rewrite a workbook so that nothing of these erased cases' customers is in it; Conflict while it is open."""
    write_tracker(desk, queue, path)
    sheet = sides.read_sheet(desk, queue, path)
    rows = [*sheet.rows.values(), *sheet.again]
    left = [row.number for row in rows if row.number in numbers and sheet.tells(row)]
    if left:
        raise Refused("tracker.still-there", name=shown(path), numbers=", ".join(left))
