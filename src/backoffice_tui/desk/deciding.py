"""What leads decide of a routine: its data and its letters, changed from a day on, kept with who and why."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from backoffice_tui.desk.calendar import here
from backoffice_tui.desk.desk import ROUTINE, Desk
from backoffice_tui.desk.resettling import settle_again, would_move
from backoffice_tui.routine.dates import read_date, weekday_text, working_days_ahead
from backoffice_tui.routine.errors import NotFound, Refused
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.text import clean
from backoffice_tui.settings import SettingsError
from backoffice_tui.settings.edited import key_meant, stamped, values_of, with_value
from backoffice_tui.settings.in_force import read_changes
from backoffice_tui.settings.routine_data import RoutineData, load_routine
from backoffice_tui.settings.toml import parse, read
from backoffice_tui.store import editions
from backoffice_tui.store.editions import Decided
from backoffice_tui.texts import say

if TYPE_CHECKING:
    from sqlmodel import Session

LONGEST: Final = 100_000
"""Characters of what is decided on: a page or two of text."""

LONGEST_NAME, LONGEST_VALUE = 120, 4_000
"""Characters of a key and of what is typed for it."""

FARTHEST: Final = timedelta(days=3 * 366)
"""A day further ahead is a slip of the finger."""

REORDERS: Final = frozenset({"classes", "other", "groups"})
"""Tables on which the place of cases depends."""

DRAFT: Final = "utkast"
"""The version of what is only looked at."""

Body = Callable[[Decided | None, str], str]
"""The new text, given what holds until then and the version it gets."""


@dataclass(frozen=True, slots=True)
class Change:
    """A value as it is and as it would be, with the data and the text that it would be in."""

    key: str
    before: str
    after: str
    data: RoutineData
    body: str


def name_of(queue: Queue) -> str:
    """The name under which a routine's editions are kept."""
    return f"{ROUTINE}{queue.key}"


def text_of(desk: Desk, queue: Queue, day: date, decided: Decided | None) -> str:
    """What leads have changed of a routine as it holds on a day, as TOML: in the store, or later in their own file."""
    file = desk.settings.routine_files.get(queue.key)
    if file is not None:
        document = read(Path(file))
        since = document.values.get("from")
        if (
            isinstance(since, date)
            and since <= day
            and not (decided and decided.holds_from >= since)
        ):
            return document.text
    return decided.body if decided else ""


def changed(desk: Desk, queue: Queue, key: str, value: str | None, day: date) -> Change:
    """What a routine's data would be with a value changed, or taken away; Refused in words where it cannot be."""
    return _changed(desk, queue, key, value, day, desk.decided(name_of(queue), day))


def _changed(
    desk: Desk, queue: Queue, key: str, value: str | None, day: date, decided: Decided | None
) -> Change:
    key = clean(key, limit=LONGEST_NAME, one_line=True)
    value = None if value is None else clean(value, limit=LONGEST_VALUE, one_line=True)
    try:
        base = text_of(desk, queue, day, decided)
        before = read_changes(queue.key, base, queue.key) if base else load_routine(queue.key)
        known = values_of(before)
        whole_table = value is None and key in {each.partition(".")[0] for each in known}
        meant = key if whole_table else key_meant(before, key)
        body = stamped(with_value(queue.key, base, meant, value), DRAFT, day)
        after = read_changes(queue.key, body, DRAFT)
    except SettingsError as why:
        raise Refused("deciding.wrong", field="value", why=why.message) from None
    return Change(meant, known.get(meant, ""), values_of(after).get(meant, ""), after, body)


def decide(
    desk: Desk, queue: Queue, key: str, value: str | None, day: date, reason: str = ""
) -> Decided:
    """Let a value hold from a day on, or let it go where it is None; leads only.

    It is changed in what holds at that moment, so that nothing a colleague decided meanwhile is lost.
    """

    def body(decided: Decided | None, version: str) -> str:
        found = _changed(desk, queue, key, value, day, decided)
        if found.before == found.after and value is not None:
            raise Refused("deciding.same", field="value", key=found.key, value=found.after)
        return stamped(found.body, version, day)

    return put(desk, name_of(queue), day, reason, body)


def apply(desk: Desk, queue: Queue) -> int:
    """Put the open cases where what leads decided wants them, as a job may; how many stand elsewhere now."""
    desk.look_again()
    return settle_again(desk, queue)


def effect(desk: Desk, queue: Queue, change: Change) -> str:
    """What a change does, in a sentence: the day a case would come back, or how many would stand elsewhere."""
    table, _, name = change.key.partition(".")
    days = next((each.days for each in change.data.departments if each.name == name), None)
    if table == "departments" and days is not None:
        due = working_days_ahead(desk.today(queue), days, change.data.country)
        return say("deciding.comes-back", due=due, weekday=weekday_text(due), name=name)
    if table in REORDERS:
        count, looked = would_move(desk, queue, change.data)
        return say("deciding.moves", count=count, looked=looked)
    return ""


def load(desk: Desk, queue: Queue, text: str, day: date, reason: str = "") -> Decided:
    """Let a whole text of TOML hold from a day on, its comments kept; Refused names the line that is wrong."""
    check(desk, queue, text, day)
    return put(desk, name_of(queue), day, reason, lambda _, version: stamped(text, version, day))


def check(desk: Desk, queue: Queue, text: str, day: date) -> None:
    """Refused where a text of TOML could not hold, or not by this agent's word."""
    desk.require_lead()
    parsed = ""
    try:
        parse(text, queue.key)
        parsed = stamped(text, DRAFT, day)
        read_changes(queue.key, parsed, queue.key)
    except SettingsError as why:
        if why.line and parsed:
            # Version and day stand above what was written where it has none of its own.
            why.line -= parsed.count("\n") - text.count("\n")
        raise Refused("deciding.wrong", field="file", why=str(why)) from None


def put(desk: Desk, name: str, day: date, reason: str, body: Body) -> Decided:
    """Keep an edition under a name; leads only, from today on and not before what is decided already."""
    desk.require_lead()
    _refuse_day(desk, day)
    why = " ".join(clean(reason, limit=300).split())

    def work(session: "Session") -> None:
        from backoffice_tui.model.lead import Edition
        from backoffice_tui.store.reader import Inside

        known = editions.every(Inside(session), name)
        standing = [each for each in known if each.withdrawn_at is None]
        last = max(standing, key=lambda each: (each.holds_from, each.id), default=None)
        if last is not None and last.holds_from > day:
            who = {"by": last.made_by, "version": last.version}
            raise Refused("deciding.later", field="from", day=last.holds_from, **who)
        version = f"{day.isoformat()}.{len(known) + 1}"
        text = body(last, version)
        if len(text) > LONGEST:
            raise Refused("deciding.too-long", field="value", most=LONGEST)
        edition = Edition(
            name=name,
            version=version,
            holds_from=day,
            body=text,
            reason=why,
            made_at=desk.now(),
            made_by=desk.agent,
        )
        session.add(edition)

    desk.store.write(work)
    desk.look_again()
    return history(desk, name)[0]


def _refuse_day(desk: Desk, day: date) -> None:
    """The log has stamped the past already."""
    today = desk.now().date()
    if not today <= day <= today + FARTHEST:
        raise Refused("deciding.day", field="from", today=today, last=today + FARTHEST)


def day_of(desk: Desk, text: str) -> date:
    """The day that is meant, today where none is; Refused in words for what is none."""
    today = desk.now().date()
    return read_date(text, today, field="from") if text.strip() else today


def history(desk: Desk, name: str) -> Sequence[Decided]:
    """All editions under a name, the newest first, those withdrawn too."""
    return editions.every(desk.store.reader, name)


def withdraw(desk: Desk, name: str) -> Decided:
    """Take the newest edition that stands back: what held before it holds again; leads only."""
    desk.require_lead()

    def work(session: "Session") -> Decided:
        from backoffice_tui.store.reader import Inside

        known = editions.every(Inside(session), name)
        newest = next((each for each in known if each.withdrawn_at is None), None)
        if newest is None:
            raise NotFound("deciding.nothing", name=name.partition(":")[2])
        editions.withdraw(session, newest.id, desk.agent, desk.now())
        return newest

    taken = desk.store.write(work)
    desk.look_again()
    return taken


def broken(desk: Desk, queue: Queue) -> str:
    """What is wrong with the edition that should hold today, so that the one before it does; empty if nothing is."""
    decided = desk.decided(name_of(queue), desk.today(queue))
    try:
        if decided:
            read_changes(queue.key, decided.body, decided.version)
    except SettingsError as why:
        return str(why)
    return ""


def told(desk: Desk, each: Decided) -> str:
    """An edition as a line: version, since when, by whom, why."""
    words = {"version": each.version, "day": each.holds_from, "by": each.made_by}
    made = f"{here(desk, each.made_at):%Y-%m-%d %H:%M}"
    line = say("deciding.made", at=made, **words)
    if each.withdrawn_at:
        gone = f"{here(desk, each.withdrawn_at):%Y-%m-%d %H:%M}"
        line += f" {say('deciding.withdrawn', by=each.withdrawn_by, at=gone)}"
    return f"{line} {clean(each.reason, one_line=True)}".strip()
