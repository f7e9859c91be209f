"""A notice as the e-service's feed tells of it: what has to be right, and what is taken as it was written."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from backoffice_tui.routine import cells
from backoffice_tui.routine.dates import FIRST_YEAR, LAST_YEAR
from backoffice_tui.routine.errors import Problem, Refused
from backoffice_tui.routine.text import clean

RULE: Final = "TYO-06"
LONGEST: Final = 500
"""Characters of one value; a longer one is cut, for a notice holds however long the address is."""

LONGEST_MESSAGE: Final = 20_000

TOLD: Final[Mapping[str, str]] = {
    "new_address": "new_address",
    "phone": "new_phone",
    "email": "new_email",
    "iban": "new_iban",
}
"""What the person tells of themselves, and the fact that holds it."""

FIELDS: Final = ("id", "submitted_at", "contract", "person", "ends_on", *TOLD, "message")


class ToldNotice(NamedTuple):
    """A record of the feed that could be read; whether contract and person are known is another question."""

    id: str
    submitted_at: datetime
    contract: str
    person: str
    ends_on: date | None
    facts: Mapping[str, str]
    digest: str


def read_notice(record: Mapping[str, Any], now: datetime, zone: str) -> ToldNotice:
    """The notice of a record; Refused names the field that cannot be."""
    try:
        named = {name: _required(record, name) for name in ("id", "contract", "person")}
        submitted = _submitted(record.get("submitted_at"), now, zone)
        ends_on = _day(record.get("ends_on"))
        told = {fact: _text(name, record.get(name)) for name, fact in TOLD.items()}
        message = _text("message", record.get("message"), LONGEST_MESSAGE)
    except Problem as why:
        why.rule = why.rule or RULE
        raise
    facts = {
        "person": named["person"],
        "submitted_at": submitted.isoformat(),
        "ends_on": ends_on.isoformat() if ends_on else "",
        "message": message,
        **told,
    }
    return ToldNotice(
        named["id"],
        submitted,
        named["contract"],
        named["person"],
        ends_on,
        {name: text for name, text in facts.items() if text},
        digest_of(record),
    )


def digest_of(record: Mapping[str, Any]) -> str:
    """What tells a record from another with the same id, whatever the order of its fields."""
    told = {name: record[name] for name in FIELDS if record.get(name) not in (None, "")}
    text = json.dumps(told, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()


def id_of(record: Mapping[str, Any]) -> str:
    """The id of a record that may be wrong otherwise; empty where it has none."""
    try:
        return _required(record, "id")
    except Problem:
        return ""


def _required(record: Mapping[str, Any], name: str) -> str:
    text = clean(cells.read(name, cells.number, record.get(name)), one_line=True).strip()
    if not text:
        raise Refused("tenancy.empty", rule=RULE, field=name, name=name)
    return text


def _submitted(value: object, now: datetime, zone: str) -> datetime:
    shown = clean(value, limit=40, one_line=True)
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        moment = None
    if moment is None or not FIRST_YEAR <= moment.year < LAST_YEAR:
        raise Refused("feed.not-a-time", rule=RULE, field="submitted_at", text=shown)
    if moment.tzinfo is None:
        # The service writes its own clock where it writes no offset.
        moment = moment.replace(tzinfo=ZoneInfo(zone))
    if moment > now + timedelta(days=1):
        raise Refused("feed.future", rule=RULE, field="submitted_at", text=shown)
    return moment


def _day(value: object) -> date | None:
    if value is None or value == "":
        return None
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        day = None
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        shown = clean(value, limit=40, one_line=True)
        raise Refused("feed.not-a-day", rule=RULE, field="ends_on", text=shown)
    return day


def _text(name: str, value: object, limit: int = LONGEST) -> str:
    if isinstance(value, bool | dict | list):
        raise Refused("routine.not-text", rule=RULE, field=name)
    return clean(value, limit=limit, one_line=limit == LONGEST).strip()
