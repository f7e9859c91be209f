"""Outages of the move system."""

from datetime import datetime

from backoffice_tui.store.reader import Reader
from backoffice_tui.store.times import moment, stored

__all__ = ["latest", "stored"]


def latest(reader: Reader) -> tuple[datetime, str, datetime | None, str] | None:
    """When the last outage began and by whose word, when it ended and by whose."""
    row = reader.row("SELECT down_at, down_by, up_at, up_by FROM outages ORDER BY id DESC LIMIT 1")
    if row is None:
        return None
    ended = None if row[2] is None else moment(row[2])
    return moment(row[0]), str(row[1]), ended, str(row[3])
