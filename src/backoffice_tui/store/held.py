"""What agents hold: their open cases oldest first, since when, and the last that was written about each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from backoffice_tui.routine.listing import CaseLine
from backoffice_tui.store.lines import SELECT, line
from backoffice_tui.store.reader import Asked
from backoffice_tui.store.times import moment

_HELD = (
    f"{SELECT} INDEXED BY ix_cases_held"
    " WHERE cases.handler = :handler AND cases.bucket < 2 AND cases.handler != ''"
)


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody wrote about a case."""

    at: datetime
    agent: str
    text: str


def cases_of(reader: Asked, handler: str, most: int, queue: str = "") -> list[CaseLine]:
    """The open cases that an agent holds, in any queue unless one is given, the one that came in first first."""
    here = " AND cases.queue = :queue" if queue else ""
    rows = reader.rows(
        f"{_HELD}{here} ORDER BY cases.received, cases.id LIMIT :most",
        {"handler": handler, "most": most, "queue": queue},
    )
    return [line(row) for row in rows]


def oldest_of(reader: Asked, handler: str, queue: str = "") -> CaseLine | None:
    """The open case of an agent that came in first, in any queue unless one is given."""
    return next(iter(cases_of(reader, handler, 1, queue)), None)


def taken_at(reader: Asked, case_id: int) -> datetime | None:
    """When the case came to the one who holds it; None where it was born with them."""
    row = reader.row(
        "SELECT entries.at FROM entries JOIN changes ON changes.entry_id = entries.id"
        " WHERE entries.case_id = :id AND changes.field = 'handler' ORDER BY entries.id DESC LIMIT 1",
        {"id": case_id},
    )
    return moment(row[0]) if row else None


def notes_of(reader: Asked, case_id: int, most: int) -> Sequence[Note]:
    """The last that people here wrote about a case, the newest first."""
    rows = reader.rows(
        "SELECT at, agent, text FROM entries WHERE case_id = :id AND text != ''"
        " AND move NOT LIKE 'import%' ORDER BY id DESC LIMIT :most",
        {"id": case_id, "most": most},
    )
    return [Note(moment(at), str(agent), str(text)) for at, agent, text in rows]


def last_seen(reader: Asked, agent: str) -> datetime | None:
    """When an agent last did something."""
    row = reader.row(
        "SELECT at FROM entries WHERE agent = :agent ORDER BY at DESC LIMIT 1", {"agent": agent}
    )
    return moment(row[0]) if row else None
