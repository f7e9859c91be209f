"""Times as the store writes and reads them, in UTC without an offset."""

from datetime import UTC, datetime


def stored(at: datetime) -> str:
    """A time as the store writes it."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def moment(text: object) -> datetime:
    """A stored time as an aware one."""
    return datetime.fromisoformat(str(text)).replace(tzinfo=UTC)
