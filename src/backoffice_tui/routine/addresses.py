"""Mail addresses as far as anybody can tell without sending to them."""

from backoffice_tui.routine.errors import Refused
from backoffice_tui.routine.text import clean

LONGEST = 254


def mail_address(text: str, *, field: str = "", rule: str = "") -> str:
    """The address; Refused where it cannot be one."""
    name, at, host = text.strip().rpartition("@")
    fits = name and at and "." in host.strip(".") and len(text) <= LONGEST
    if not fits or any(each.isspace() for each in text.strip()) or "@" in name:
        shown = clean(text, limit=80, one_line=True)
        raise Refused("routine.not-mail", rule=rule, field=field, text=shown)
    return text.strip()
