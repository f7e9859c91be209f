"""What was done here and has yet to be entered in the customer system: one list to copy and tick."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from itertools import groupby
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.masking import dots
from backoffice_tui.queues import QUEUES, queue_named
from backoffice_tui.routine.dates import local, today_in
from backoffice_tui.routine.text import clean
from backoffice_tui.store import errands
from backoffice_tui.store.errands import ErrandRow
from backoffice_tui.texts import say

if TYPE_CHECKING:
    from sqlmodel import Session


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to enter: what was done, the status it led to, and the comment; times local, protected words dots."""

    entry_id: int
    queue: str
    number: str
    at: datetime
    what: str
    state: str
    text: str


def todo(desk: Desk, *, everyone: bool = False) -> Sequence[Todo]:
    """What the agent, or everyone, has yet to enter, case by case."""
    rows = errands.waiting(desk.store.reader, "" if everyone else desk.agent)
    return [_todo(desk, row) for row in rows]


def tick(desk: Desk, entry_ids: Iterable[int]) -> int:
    """Say that these have been entered; how many were not ticked before."""
    wanted = list(entry_ids)

    def work(session: "Session") -> int:
        return errands.done(session, wanted, desk.agent, desk.now())

    return desk.store.write(work)


def untick(desk: Desk, entry_ids: Iterable[int]) -> int:
    """Take back that these have been entered; how many were ticked."""
    wanted = list(entry_ids)

    def work(session: "Session") -> int:
        return errands.undone(session, wanted)

    return desk.store.write(work)


def untick_last(desk: Desk) -> int | None:
    """Take back the agent's last tick of today and return its entry; None where there is none."""
    zone = desk.data(next(iter(QUEUES.values()))).zone
    midnight = datetime.combine(today_in(desk.now(), zone), time(), ZoneInfo(zone))
    last = errands.last_done(desk.store.reader, desk.agent, midnight)
    if last is not None:
        untick(desk, [last])
    return last


def as_text(todos: Sequence[Todo]) -> str:
    """The list as text to paste, one block a case."""
    blocks = []
    for (_, number), every in groupby(todos, key=lambda each: (each.queue, each.number)):
        lines = list(every)
        head = " · ".join(part for part in (number, lines[-1].state) if part)
        told = (f"{each.at:%Y-%m-%d %H:%M} {each.what}: {each.text}".rstrip(": ") for each in lines)
        blocks.append("\n".join((head, *told)))
    return "\n\n".join(blocks)


def _todo(desk: Desk, row: ErrandRow) -> Todo:
    queue = queue_named(row.queue)
    text = clean(row.text)
    told = [dots(text) if row.protected else text]
    told += (
        say(f"beside.todo.{field}", value=clean(row.changed[field], one_line=True))
        for field in ("waits_for", "due")
        if row.changed.get(field)
    )
    return Todo(
        entry_id=row.entry_id,
        queue=row.queue,
        number=clean(row.number, one_line=True),
        at=local(row.at, desk.data(queue).zone),
        what=queue.word(f"move.{row.move}"),
        state=queue.source_state(row),
        text="\n".join(part for part in told if part),
    )
