"""A shift and its follow-up: every box with what was closed in it, computed from the log."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
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
from backoffice_tui.store.reader import Inside
from backoffice_tui.store.shifts import ShiftRow, Tally

if TYPE_CHECKING:
    from sqlmodel import Session

RULE: Final = "SYST-14"
MOST_CLOSED: Final = 9_999
"""A higher number in a box is a slip of the finger."""

_WEEK = re.compile(r"([0-9]{4})-?[Ww]?([0-9]{1,2})")


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
    counted_from: datetime | None = None
    """When the agent's work of the day began, where that was before the shift; it belongs to the shift."""


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
            numbers_unnoted(desk, _since(desk, shift)) if shift and not shift.ended else (),
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
        row = shifts.latest(Inside(session), desk.agent)
        hand_over(desk, session, _since(desk, row) if row else shift.started_at, notes or {})
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
    since = _since(desk, shift)
    early = shifts.first_work(reader, shift.agent, since, shift.started)
    done = _by_box(names, shifts.tallies(reader, shift, since))
    corrected = shifts.corrections(reader, shift)
    zone = _zone(desk)
    return ShiftReport(
        agent=shift.agent,
        started=local(shift.started, zone),
        ended=local(shift.ended, zone) if shift.ended else None,
        boxes=tuple(_box(name, {**done, **corrected}, name in corrected) for name in names),
        remaining=remaining,
        counted_from=local(early, zone) if early else None,
    )


def _since(desk: Desk, shift: ShiftRow) -> datetime:
    """From when on work belongs to a shift: a shift that is started late has what was done before it that day.

    That is since midnight, or since the agent's shift before it ended.
    """
    zone = _zone(desk)
    midnight = datetime.combine(local(shift.started, zone).date(), time(), ZoneInfo(zone))
    since = max(filter(None, (midnight, shift.earlier_ended)))
    return min(since, shift.started)


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
