"""What was logged here and has yet to be entered in the customer system."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from backoffice_tui.model.states import State
from backoffice_tui.store.card import moment
from backoffice_tui.store.outages import stored
from backoffice_tui.store.reader import Reader

if TYPE_CHECKING:
    from sqlmodel import Session


@dataclass(frozen=True, slots=True)
class ErrandRow:
    """An entry that asks to be entered elsewhere too, with its case and the columns it changed."""

    entry_id: int
    queue: str
    number: str
    at: datetime
    move: str
    became: str
    text: str
    protected: bool
    code: str
    registered_by: str
    waits_for: str
    changed: Mapping[str, str]

    @property
    def state(self) -> State:
        """Where the entry left the case."""
        return State(self.became)


def waiting(reader: Reader, agent: str = "") -> Sequence[ErrandRow]:
    """What one agent, or everybody, has yet to enter, by case and then in the order it was done."""
    whose = "errands.agent = :agent AND " if agent else ""
    wanted = f"{whose}errands.done_at IS NULL"
    with reader.snapshot():
        rows = reader.rows(
            "SELECT entries.id, queue, number, at, move, became, text, protected, code,"
            " registered_by, waits_for"
            " FROM errands JOIN entries ON entries.id = errands.entry_id"
            f" JOIN cases ON cases.id = entries.case_id WHERE {wanted}"
            " ORDER BY min(entries.id) OVER (PARTITION BY cases.id), entries.id",
            {"agent": agent},
        )
        changes = reader.rows(
            "SELECT changes.entry_id, field, changes.became FROM errands"
            " JOIN changes ON changes.entry_id = errands.entry_id"
            f" WHERE {wanted} AND field IN ('due', 'waits_for')",
            {"agent": agent},
        )
    changed: dict[int, dict[str, str]] = {}
    for entry_id, field, became in changes:
        changed.setdefault(int(str(entry_id)), {})[str(field)] = str(became)
    return [_row(row, changed) for row in rows]


def last_done(reader: Reader, agent: str, since: datetime) -> int | None:
    """The entry that an agent ticked last since then; None where there is none."""
    row = reader.row(
        "SELECT entry_id FROM errands WHERE done_by = :agent AND done_at >= :since"
        " ORDER BY done_at DESC, entry_id DESC LIMIT 1",
        {"agent": agent, "since": stored(since)},
    )
    return int(str(row[0])) if row else None


def _row(row: Sequence[object], changed: Mapping[int, Mapping[str, str]]) -> ErrandRow:
    entry_id = int(str(row[0]))
    return ErrandRow(
        entry_id=entry_id,
        queue=str(row[1]),
        number=str(row[2]),
        at=moment(row[3]),
        move=str(row[4]),
        became=str(row[5]),
        text=str(row[6]),
        protected=bool(row[7]),
        code=str(row[8]),
        registered_by=str(row[9]),
        waits_for=str(row[10]),
        changed=changed.get(entry_id, {}),
    )


def done(session: "Session", entry_ids: Sequence[int], by: str, at: datetime) -> int:
    """Tick what has been entered; how many were ticked that were not before."""
    from backoffice_tui.model.cases import Errand

    ticked = 0
    for entry_id in dict.fromkeys(entry_ids):
        errand = session.get(Errand, entry_id)
        if errand is not None and errand.done_at is None:
            errand.done_at, errand.done_by = at, by
            session.add(errand)
            ticked += 1
    return ticked


def undone(session: "Session", entry_ids: Sequence[int]) -> int:
    """Take ticks back; how many were ticked."""
    from backoffice_tui.model.cases import Errand

    unticked = 0
    for entry_id in dict.fromkeys(entry_ids):
        errand = session.get(Errand, entry_id)
        if errand is not None and errand.done_at is not None:
            errand.done_at, errand.done_by = None, ""
            session.add(errand)
            unticked += 1
    return unticked
