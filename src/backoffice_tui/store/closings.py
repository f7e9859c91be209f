"""The entries with which cases were closed here."""

from collections.abc import Sequence
from typing import Final

from backoffice_tui.routine.listing import Filter
from backoffice_tui.store.reader import Asked
from backoffice_tui.store.times import stored

OPEN: Final = "('new', 'active', 'waiting')"

BY_WORK: Final = (
    f"entries.was IN {OPEN} AND entries.became IN ('done', 'rejected') AND entries.undoes IS NULL"
    " AND entries.move NOT LIKE 'import%' AND entries.move != 'missing'"
    " AND NOT EXISTS (SELECT 1 FROM entries AS later WHERE later.undoes = entries.id)"
)
"""An entry with which somebody here closed a case, and that nobody took back; its beginning is that of the index."""

ENTRIES: Final = (
    "entries INDEXED BY ix_entries_closing CROSS JOIN cases ON cases.id = entries.case_id"
)
"""Entries first, then their cases: the planner keeps the order of a cross join."""


def closed_ids(reader: Asked, queue: str, wanted: Filter) -> Sequence[int]:
    """The cases that were closed when the filter says, and by whom it says."""
    own = " AND entries.agent = :agent" if wanted.closed_by else ""
    rows = reader.rows(
        f"SELECT DISTINCT case_id FROM {ENTRIES}"
        f" WHERE queue = :queue AND at >= :since AND at < :until AND {BY_WORK}{own}",
        {
            "queue": queue,
            "since": stored(wanted.closed_from) if wanted.closed_from else "",
            "until": stored(wanted.closed_until) if wanted.closed_until else "9",
            "agent": wanted.closed_by,
        },
    )
    return [int(str(row[0])) for row in rows]
