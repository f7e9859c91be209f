"""A form while it is filled in: what the store and the routine say of what has been typed so far."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from backoffice_tui.desk import drafts, intake
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.intake import Registered
from backoffice_tui.routine import facilities
from backoffice_tui.routine.dates import weekday_text, working_days_between
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.intake import Checked
from backoffice_tui.texts import say

Given = dict[str, str]
"""What stands in the fields, as typed, by the name of the field."""


@dataclass(frozen=True, slots=True)
class Look:
    """What is known of a half-filled form."""

    given: Given
    """What is asked for now; fields that do not apply are left out."""
    checked: Checked
    shown: frozenset[str]
    required: frozenset[str]
    echoes: Mapping[str, str]
    notes: tuple[str, ...]
    script: tuple[str, ...]


def look(desk: Desk, queue: Queue, given: Given) -> Look:
    """Checks what is typed; reads the store, so it is not for the screen's loop."""
    form = intake.form_of(queue)
    checked = intake.check(desk, queue, given)
    shown = frozenset(field.name for field in form.fields if field.shown(checked.values))
    if not shown.issuperset(given):
        given = {name: text for name, text in given.items() if name in shown}
        checked = intake.check(desk, queue, given)
    values = checked.values
    echoes = {name: _echo(desk, queue, name, value) for name, value in values.items()}
    notes = [checked.warnings[""]] if "" in checked.warnings else []
    facility, kind = values.get("facility", ""), form.kind(values)
    if facility and kind and (twins := intake.twins_of(desk, queue, facility, kind)):
        notes.append(say("desk.twin", numbers=", ".join(twins)))
    return Look(
        given=given,
        checked=checked,
        shown=shown,
        required=frozenset(field.name for field in form.fields if field.required(values)),
        echoes={name: echo for name, echo in echoes.items() if echo},
        notes=tuple(notes),
        script=tuple(form.script(values)),
    )


def _echo(desk: Desk, queue: Queue, name: str, value: object) -> str:
    if isinstance(value, date):
        return day_text(value, desk.today(queue), desk.data(queue).country)
    if not isinstance(value, str):
        return ""
    if facilities.is_valid(value) or (name.endswith("identity") and value.isdigit()):
        return say("screens.intake.digits", count=len(value))
    return ""


def day_text(day: date, today: date, country: str) -> str:
    """A day with its weekday and the working days until then or since."""
    days = working_days_between(today, day, country)
    if day == today:
        when = "today"
    elif days == 0:
        when = "none"
    elif abs(days) == 1:
        when = "one" if days > 0 else "one-ago"
    else:
        when = "ahead" if days > 0 else "ago"
    told = say(f"screens.day.{when}", days=abs(days))
    return f"{day.isoformat()} {weekday_text(day)}, {told}"


def as_read_aloud(text: str) -> str:
    """A facility id in groups, where that is what the text is; any other text as it is."""
    digits = "".join(text.split())
    return facilities.grouped(digits) if facilities.is_valid(digits) else text


def save(desk: Desk, queue: Queue, given: Given) -> Registered | None:
    """Registers the case and lets go of its draft."""
    registered = intake.register(desk, queue, given)
    drafts.drop(desk, draft_name(queue))
    return registered


def draft_name(queue: Queue) -> str:
    """Under what name the form's text is kept."""
    return f"new-{queue.key}"


def keep(desk: Desk, queue: Queue, given: Given) -> None:
    """Keeps what is typed; a form with nothing in it leaves no draft."""
    if given:
        drafts.keep(desk, draft_name(queue), json.dumps(given, ensure_ascii=False))
    else:
        drafts.drop(desk, draft_name(queue))


def kept(desk: Desk, queue: Queue) -> Given:
    """What was typed last time and not saved; empty where that is nothing."""
    body = drafts.kept(desk, draft_name(queue))
    if not body:
        return {}
    try:
        found = json.loads(body)
    except ValueError:
        # Nobody but a damaged store makes such a draft, and no form could show it.
        return {}
    return {str(name): str(text) for name, text in found.items()} if isinstance(found, dict) else {}
