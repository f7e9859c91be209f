"""Erasing what a case tells of its customer, so that the bytes are gone, and the receipts of it."""

import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from backoffice_tui.model.states import SHOWN
from backoffice_tui.store.card import moment
from backoffice_tui.store.location import Location, connect, trouble
from backoffice_tui.store.outages import stored
from backoffice_tui.store.reader import Reader

if TYPE_CHECKING:
    from sqlmodel import Session

    from backoffice_tui.model.cases import Case, Entry

TRIES: Final = 4
PATIENCE: Final = 0.4
"""Seconds that a reader is waited for each time before the journal is left as it is."""

_THESE: Final = "SELECT id FROM cases WHERE id = :id OR parent_id = :id"
_THEM: Final = f"case_id IN ({_THESE})"
_NO_TEXT: Final = ", ".join(f"{name} = ''" for name in SHOWN)
_BLANK: Final = (
    f"UPDATE facts SET body = '{{}}' WHERE body != '{{}}' AND {_THEM}",
    # The line that says it was erased is the receipt in the log; it tells nothing of the customer.
    f"UPDATE entries SET text = '' WHERE text != '' AND id != :entry AND {_THEM}",
    f"UPDATE ticks SET facility = '', text = '', problem = '' WHERE {_THEM}",
    f"""UPDATE messages SET recipient = '', subject = '', body = '', state =
        CASE WHEN state = 'withdrawn' OR (state != 'sent' AND exported_at IS NULL)
        THEN 'withdrawn' ELSE 'sent' END WHERE {_THEM}""",
    f"DELETE FROM attachments WHERE message_id IN (SELECT id FROM messages WHERE {_THEM})",
    f"UPDATE skips SET reason = '' WHERE {_THEM} OR passed_id IN ({_THESE})",
    f"DELETE FROM drafts WHERE {_THEM}",
    f"""DELETE FROM drafts WHERE EXISTS (SELECT 1 FROM cases WHERE id IN ({_THESE})
        AND substr(drafts.name, 1, length(cases.queue) + 1) = cases.queue || ':'
        AND substr(drafts.name, -length(cases.number) - 1) = ':' || cases.number)""",
    f"DELETE FROM search WHERE rowid IN ({_THESE})",
    f"UPDATE cases SET {_NO_TEXT}, erased = 1 WHERE id IN ({_THESE})",
    f"""INSERT OR IGNORE INTO erasures (case_id, at, agent, finished_at, workbook)
        SELECT :id, :at, :agent, NULL, coalesce((SELECT group_concat(path, char(10))
        FROM (SELECT path FROM workbooks WHERE queue = :queue UNION
        SELECT exported_to FROM messages WHERE exported_to != '' AND {_THEM})), '')""",
)


@dataclass(frozen=True, slots=True)
class Receipt:
    """An erasure, and the files that may still tell of the customer: workbooks, and letters that were exported."""

    case_id: int
    queue: str
    number: str
    at: datetime
    agent: str
    files: tuple[str, ...]


def merge_words(session: "Session") -> None:
    """A word that was taken from the search index stands there until its segments are merged."""
    session.connection().exec_driver_sql("INSERT INTO search (search) VALUES ('optimize')")


def past(
    reader: Reader, queue: str, closed_before: datetime, after: int, most: int
) -> Sequence[int]:
    """The ids of up to `most` cases behind one that were closed before a time and still tell of somebody."""
    rows = reader.rows(
        "SELECT id FROM cases NOT INDEXED WHERE id > :after AND queue = :queue AND bucket = 2 AND erased = 0"
        " AND (SELECT max(at) FROM entries WHERE case_id = cases.id AND became IN ('done',"
        " 'rejected') AND was NOT IN ('done', 'rejected')) < :before ORDER BY id LIMIT :most",
        {"queue": queue, "before": stored(closed_before), "after": after, "most": most},
    )
    return [int(str(row[0])) for row in rows]


def blank(session: "Session", case: "Case", entry: "Entry") -> None:
    """Blank every value that tells of the case's customer, in this transaction, and leave a receipt."""
    session.flush()
    params = {
        "id": case.id,
        "entry": entry.id,
        "at": stored(entry.at),
        "agent": entry.agent,
        "queue": case.queue,
    }
    connection = session.connection()
    for statement in _BLANK:
        connection.exec_driver_sql(statement, params)
    session.expire_all()


def unfinished(reader: Reader) -> list[Receipt]:
    """The erasures whose bytes may still stand somewhere, the oldest first."""
    return receipts(reader, " WHERE finished_at IS NULL")


def receipts(reader: Reader, where: str = "") -> list[Receipt]:
    """All erasures there were, the oldest first."""
    rows = reader.rows(
        "SELECT case_id, queue, number, at, agent, workbook FROM erasures"
        f" JOIN cases ON cases.id = case_id{where} ORDER BY at, case_id"
    )
    return [
        Receipt(
            case_id=int(str(case_id)),
            queue=str(queue),
            number=str(number),
            at=moment(at),
            agent=str(agent),
            files=tuple(filter(None, str(workbook).split("\n"))),
        )
        for case_id, queue, number, at, agent, workbook in rows
    ]


def settle(
    session: "Session", waiting: Sequence[tuple[int, Sequence[str]]], at: datetime | None
) -> None:
    """Note which workbooks erasures still wait for; those without any are finished where a time is given."""
    from backoffice_tui.model.desk import Erasure

    for case_id, workbooks in waiting:
        found = session.get(Erasure, case_id)
        if found is None or found.finished_at is not None:
            continue
        found.workbook = "\n".join(workbooks)
        if at is not None and not workbooks:
            found.finished_at = at
        session.add(found)


def empty_journal(location: Location) -> bool:
    """Bring the journal's pages into the store and cut it to nothing; False while a reader holds it back."""
    with closing(connect(location)) as connection:
        try:
            connection.execute(f"PRAGMA busy_timeout={int(PATIENCE * 1000)}")
            for attempt in range(TRIES):
                busy, _frames, _moved = connection.execute(
                    "PRAGMA wal_checkpoint(TRUNCATE)"
                ).fetchone()
                if not busy:
                    return True
                time.sleep(0.05 * attempt)
        except sqlite3.Error as why:
            raise trouble(why, location) from why
    return False
