"""How long cases were at the departments they were taken on to, as the log tells it."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from backoffice_tui.store.known import Ask
from backoffice_tui.store.times import moment, stored

MOST: Final = 2_000
"""So many of the newest are learned from."""

_STANDS: Final = "NOT EXISTS (SELECT 1 FROM entries AS undo WHERE undo.undoes = {name}.id)"
_DEPARTMENT: Final = (
    "(SELECT changes.became FROM entries AS told JOIN changes ON changes.entry_id = told.id"
    " WHERE told.case_id = sent.case_id AND told.id <= sent.id AND changes.field = 'waits_for'"
    " ORDER BY told.id DESC LIMIT 1)"
)


@dataclass(frozen=True, slots=True)
class Spell:
    """A time a case was at a department; `back` is None while it still is."""

    department: str
    kind: str
    sent: datetime
    back: datetime | None


def spells(
    ask: Ask, queue: str, sending: Collection[str], taking: Collection[str], since: datetime
) -> list[Spell]:
    """The newest times that cases were sent on by one of these moves, until one of those moves or the case's end."""
    back = (
        "(SELECT later.at FROM entries AS later WHERE later.case_id = sent.case_id"
        " AND later.id > sent.id AND (later.move IN (SELECT value FROM json_each(:takes)) OR later.became != 'waiting')"
        f" AND later.undoes IS NULL AND {_STANDS.format(name='later')} ORDER BY later.id LIMIT 1)"
    )
    rows = ask(
        f"SELECT {_DEPARTMENT}, cases.kind, sent.at, {back}"
        " FROM entries AS sent INDEXED BY ix_entries_waits"
        " CROSS JOIN cases ON cases.id = sent.case_id"
        " WHERE sent.became = 'waiting' AND sent.was != '' AND sent.at >= :since"
        " AND sent.move IN (SELECT value FROM json_each(:sends)) AND sent.undoes IS NULL"
        f" AND {_STANDS.format(name='sent')} AND cases.queue = :queue"
        f" ORDER BY sent.at DESC LIMIT {MOST}",
        {
            "queue": queue,
            "since": stored(since),
            "sends": json.dumps(sorted(sending)),
            "takes": json.dumps(sorted({*sending, *taking})),
        },
    )
    return [
        Spell(str(department or ""), str(kind), moment(sent), moment(back) if back else None)
        for department, kind, sent, back in rows
    ]
