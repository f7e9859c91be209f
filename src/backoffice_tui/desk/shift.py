"""A shift and its follow-up: every box with what was closed in it, computed from the log."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.erasure import finish
from backoffice_tui.desk.hand_over import hand_over, numbers_unnoted
from backoffice_tui.queues import QUEUES
from backoffice_tui.routine.dates import iso_week, local, today_in
from backoffice_tui.routine.errors import Refused, Usage
from backoffice_tui.routine.text import clean, fold
from backoffice_tui.store import erasure, shifts
from backoffice_tui.store.shifts import ShiftRow, Tally
from backoffice_tui.texts import say_in

if TYPE_CHECKING:
    from sqlmodel import Session

RULE: Final = "SYST-14"
MOST_CLOSED: Final = 9_999
"""A higher number in a box is a slip of the finger."""

_WEEK = re.compile(r"([0-9]{4})-?[Ww]?([0-9]{1,2})")
_WORKBOOK_SPEAKS: Final = "sv"


@dataclass(frozen=True, slots=True)
class Box:
    """A box of the follow-up: if one worked in it, how many cases one closed, if it was put right by hand."""

    name: str
    worked: bool
    closed: int
    corrected: bool


@dataclass(frozen=True, slots=True)
class Remaining:
    """What lies with the agent now: cases held as queue and number, and how much else."""

    held: tuple[tuple[str, str], ...] = ()
    drafts: int = 0
    unsent: int = 0
    errands: int = 0
    unnoted: tuple[str, ...] = ()
    """Cases begun and held that have no note of this shift on how far they came."""
    unerased: tuple[str, ...] = ()
    """Cases whose erasure is not finished, whoever began it."""


@dataclass(frozen=True, slots=True)
class ShiftReport:
    """A shift's follow-up, times local; `started` is None for one who has had no shift, `ended` while it runs."""

    agent: str
    started: datetime | None
    ended: datetime | None
    boxes: tuple[Box, ...]
    remaining: Remaining


def start(desk: Desk) -> ShiftReport:
    """Start the agent's shift; the one that runs goes on where there is one."""
    from backoffice_tui.model.desk import Shift

    def work(session: "Session") -> None:
        if shifts.running(session, desk.agent) is None:
            session.add(Shift(agent=desk.agent, started_at=desk.now()))

    desk.store.write(work)
    finish(desk)
    return status(desk)


def status(desk: Desk) -> ShiftReport:
    """The agent's running shift so far, or else the one that ended last."""
    reader = desk.store.reader
    with reader.snapshot():
        shift = shifts.latest(reader, desk.agent)
        left = shifts.left_with(reader, desk.agent)
        remaining = Remaining(
            left.held,
            left.drafts,
            left.unsent,
            left.errands,
            numbers_unnoted(desk, shift),
            tuple(each.number for each in erasure.unfinished(reader)),
        )
        return _report(desk, shift, remaining)


def end(desk: Desk, notes: Mapping[str, str] | None = None) -> ShiftReport:
    """End the agent's shift, writing notes by the number of the case first.

    Refused where none runs, or where a case that is begun and held has no note on how far it came.
    """

    def work(session: "Session") -> None:
        shift = shifts.running(session, desk.agent)
        if shift is None:
            raise Refused("beside.no-shift", rule=RULE)
        hand_over(desk, session, shift.started_at, notes or {})
        # A clock that was set back must not make a shift end before it began.
        shift.ended_at = max(desk.now(), shift.started_at)
        session.add(shift)

    desk.store.write(work)
    finish(desk)
    return status(desk)


def correct(desk: Desk, box: str, closed: int | None, reason: str) -> ShiftReport:
    """Put a box of the agent's running or last shift right, None for not worked; kept with who, when and why."""
    from backoffice_tui.model.desk import BoxCorrection

    name = _box_named(desk, box)
    why = clean(reason, limit=500).strip()
    if not why:
        raise Refused("beside.correct-reason", rule=RULE, field="reason", box=name)
    if closed is not None and not 0 <= closed <= MOST_CLOSED:
        raise Refused("beside.correct-number", rule=RULE, field="closed", most=MOST_CLOSED)

    def work(session: "Session") -> None:
        shift = shifts.last(session, desk.agent)
        if shift is None or shift.id is None:
            raise Refused("beside.no-shift", rule=RULE)
        session.add(
            BoxCorrection(
                shift_id=shift.id,
                box=name,
                closed=closed,
                reason=why,
                at=desk.now(),
                agent=desk.agent,
            )
        )

    desk.store.write(work)
    return status(desk)


def report(desk: Desk, *, week: str | None = None) -> list[ShiftReport]:
    """Everybody's shifts that started in an ISO week such as 2026-W47, this week unless another is given.

    What remains with whom is not part of it.
    """
    first = _monday(week) if week else _monday(iso_week(today_in(desk.now(), _zone(desk))))
    zone = ZoneInfo(_zone(desk))
    since = datetime.combine(first, time(), zone)
    until = datetime.combine(first + timedelta(days=7), time(), zone)
    reader = desk.store.reader
    with reader.snapshot():
        found = shifts.started_between(reader, since, until)
        return [_report(desk, shift, Remaining()) for shift in found]


def write_report(desk: Desk, path: Path, week: str | None = None) -> int:
    """Write the week's shifts as rows, or add those that are missing below what the file has; how many were written.

    A shift that still runs is not added to a workbook that is already there: its figures will change.
    """
    from backoffice_tui.exchange.writing import write_table

    found = report(desk, week=week)
    if path.exists():
        return _add_rows(path, [_row(each) for each in found if each.ended])
    headings = [
        say_in(_WORKBOOK_SPEAKS, f"beside.report.{name}") for name in ("date", "day", "agent")
    ]
    for name in boxes_of(desk):
        headings += [name, say_in(_WORKBOOK_SPEAKS, "beside.report.number", box=name)]
    write_table(
        path, headings, map(_row, found), title=say_in(_WORKBOOK_SPEAKS, "beside.report.title")
    )
    return len(found)


def _add_rows(path: Path, rows: Sequence[Sequence[object]]) -> int:
    from backoffice_tui.exchange.tables import read_table
    from backoffice_tui.exchange.writing import append_row, write_table

    table = read_table(path)
    old = list(table.rows)
    known = {tuple(map(_shown, cells[: len(rows[0])])) for _, cells in old} if rows else set()
    fresh = [row for row in rows if tuple(map(_shown, row)) not in known]
    if path.suffix.lower() != ".xlsx":
        write_table(path, table.headings, [*(cells for _, cells in old), *fresh])
        return len(fresh)
    for at, row in enumerate(fresh):
        copy = append_row(path, row)
        if at:
            # The copy worth keeping is the one made before the first row.
            copy.unlink(missing_ok=True)
    return len(fresh)


def _shown(cell: object) -> str:
    """A cell as it can be compared, whatever kind of file it was read from."""
    if isinstance(cell, datetime):
        cell = cell.date()
    return str(int(cell)) if isinstance(cell, float) else clean(cell, one_line=True).strip()


def _row(shift: ShiftReport) -> list[object]:
    day = shift.started.date() if shift.started else None
    weekday = say_in(_WORKBOOK_SPEAKS, f"dates.weekday.{day.isoweekday()}") if day else ""
    row: list[object] = [day, weekday, shift.agent]
    for box in shift.boxes:
        word = say_in(_WORKBOOK_SPEAKS, "beside.report.yes" if box.worked else "beside.report.no")
        row += [word, box.closed if box.worked else None]
    return row


def boxes_of(desk: Desk) -> tuple[str, ...]:
    """The boxes of the follow-up: those of every queue's routine, each once, in order."""
    found: dict[str, str] = {}
    for queue in QUEUES.values():
        for box in desk.data(queue).boxes:
            found.setdefault(fold(box), box)
    return tuple(found.values())


def _box_named(desk: Desk, name: str) -> str:
    boxes = boxes_of(desk)
    for box in boxes:
        if fold(box) == fold(name):
            return box
    raise Refused(
        "beside.no-such-box",
        rule=RULE,
        field="box",
        box=clean(name, limit=60, one_line=True),
        boxes=", ".join(boxes),
    )


def _report(desk: Desk, shift: ShiftRow | None, remaining: Remaining) -> ShiftReport:
    names = boxes_of(desk)
    if shift is None:
        boxes = tuple(Box(name, worked=False, closed=0, corrected=False) for name in names)
        return ShiftReport(desk.agent, None, None, boxes, remaining)
    reader = desk.store.reader
    done = _by_box(names, shifts.tallies(reader, shift))
    corrected = shifts.corrections(reader, shift)
    zone = _zone(desk)
    return ShiftReport(
        agent=shift.agent,
        started=local(shift.started, zone),
        ended=local(shift.ended, zone) if shift.ended else None,
        boxes=tuple(_box(name, {**done, **corrected}, name in corrected) for name in names),
        remaining=remaining,
    )


def _box(name: str, done: dict[str, int | None], corrected: bool) -> Box:
    closed = done.get(name)
    return Box(name, worked=closed is not None, closed=closed or 0, corrected=corrected)


def _by_box(names: Sequence[str], tallies: Iterable[Tally]) -> dict[str, int | None]:
    """What was closed in each box one worked in: a box named as a queue takes its cases, else that of their group."""
    keys = {fold(name): name for name in names}
    done: dict[str, int | None] = {}
    for tally in tallies:
        queue = QUEUES.get(tally.queue)
        name = keys.get(fold(queue.title) if queue else "") or keys.get(tally.team_key)
        if name:
            done[name] = (done.get(name) or 0) + tally.closed
    return done


def _monday(week: str) -> date:
    found = _WEEK.fullmatch(week.strip())
    try:
        if found:
            return date.fromisocalendar(int(found[1]), int(found[2]), 1)
    except ValueError:
        pass
    raise Usage("beside.week", field="week", week=clean(week, limit=40, one_line=True))


def _zone(desk: Desk) -> str:
    """Where the office's days begin: the zone of the first queue."""
    return desk.data(next(iter(QUEUES.values()))).zone
