"""What has to be right around the program for it to work: one line a check, and what to do where it is not."""

import os
import shutil
import socket
import sqlite3
import stat
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from backoffice_tui.desk import deciding, retention
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.erasure import unfinished
from backoffice_tui.desk.metering import metering_data
from backoffice_tui.queues import QUEUES, queue_named
from backoffice_tui.routine.errors import Problem, StoreTrouble
from backoffice_tui.routine.text import clean
from backoffice_tui.settings import SettingsError
from backoffice_tui.store.location import SCHEMA, Location, OldSchema, connect, locate
from backoffice_tui.texts import say

LEAST_SPACE: Final = 200
"""Megabytes; less is soon filled by a journal and a copy."""
MOST_COUNTED: Final = 1_000
"""So many cases past their retention are enough to say so."""
PATIENCE: Final = 3.0
"""Seconds that the mail server is given to answer."""
FIRST_YEAR: Final = 2025
ZONES: Final = ("Europe/Stockholm", "Europe/Helsinki")
WIDTH, HEIGHT = 60, 15

_MENDED: Final = {(3, 44): 6, (3, 50): 7, (3, 51): 3}
"""From which patch on a line of SQLite versions starts its journal over without the race."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: its name, whether it is as it should be, and a sentence."""

    name: str
    ok: bool
    message: str


_Found = tuple[bool, str]


def checks(desk: Desk) -> list[Check]:
    """Everything looked at, in order; what cannot be looked at says so instead of failing."""
    return [_checked(name, look, desk) for name, look in _LOOKS.items()]


def _checked(name: str, look: Callable[[Desk], _Found], desk: Desk) -> Check:
    title = say(f"beside.doctor.{name}")
    try:
        ok, message = look(desk)
    except OldSchema as old:
        message = say("store.none", path=_location(desk).shown) if old.begun else _old(old)
        return Check(title, ok=False, message=message)
    except (Problem, SettingsError) as why:
        return Check(title, ok=False, message=clean(why, one_line=True))
    except (OSError, sqlite3.Error, ValueError, LookupError, ImportError) as why:
        # The kind of error only: its text may repeat what stands in the store.
        return Check(title, ok=False, message=say("beside.found.failed", why=type(why).__name__))
    return Check(title, ok=ok, message=clean(message, one_line=True))


def _good(key: str, **values: object) -> _Found:
    return True, say(f"beside.found.{key}", **values)


def _bad(key: str, **values: object) -> _Found:
    return False, say(f"beside.found.{key}", **values)


def _old(old: OldSchema) -> str:
    return say("beside.found.old-schema", schema=old.schema, ours=SCHEMA)


def _location(desk: Desk) -> Location:
    return locate(desk.settings.db)


def _open(desk: Desk) -> "closing[sqlite3.Connection]":
    return closing(connect(_location(desk)))


def _store(desk: Desk) -> _Found:
    location = _location(desk)
    with suppress(OldSchema):
        connect(location).close()
    return _good("store", path=location.shown)


def _schema(desk: Desk) -> _Found:
    with _open(desk):
        return _good("schema", schema=SCHEMA)


def _integrity(desk: Desk) -> _Found:
    with _open(desk) as connection:
        found = [str(row[0]) for row in connection.execute("PRAGMA quick_check(3)")]
    return _good("sound") if found == ["ok"] else _bad("unsound", what="; ".join(found))


def _space(desk: Desk) -> _Found:
    location = _location(desk)
    size = location.path.stat().st_size if location.exists() else 0
    free = shutil.disk_usage(location.path.parent).free >> 20
    # A migration or a copy needs the store's own size once more.
    least = LEAST_SPACE + (size >> 20)
    return _bad("no-space", free=free, least=least) if free < least else _good("space", free=free)


def _private(desk: Desk) -> _Found:
    if sys.platform == "win32":
        return _good("not-here")
    path = _location(desk).path
    names = [path.name + side for side in ("", "-wal", "-shm")]
    modes: Mapping[str, int] = {
        name: stat.S_IMODE(path.with_name(name).stat().st_mode)
        for name in names
        if path.with_name(name).exists()
    }
    if not modes:
        raise StoreTrouble("store.none", path=path)
    wide = [name for name, mode in modes.items() if mode & 0o077]
    return _bad("open-to-others", names=", ".join(wide)) if wide else _good("private")


def _sqlite(_desk: Desk) -> _Found:
    version = sqlite3.sqlite_version_info
    mended = _MENDED.get(version[:2])
    sound = version[:2] > max(_MENDED) if mended is None else version[2] >= mended
    return _good("sqlite" if sound else "sqlite-race", version=sqlite3.sqlite_version)


def _journal(desk: Desk) -> _Found:
    with _open(desk) as connection:
        (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    return _good("journal", mode=mode) if mode == "wal" else _bad("wrong-journal", mode=mode)


def _counts(desk: Desk) -> _Found:
    from backoffice_tui.store import soundness

    with _open(desk) as connection:
        cases, kept, missing, of = soundness.agreement(connection)
    if cases != kept:
        return _bad("disagree", cases=cases, kept=kept)
    return _bad("unsearchable", count=missing, of=of) if missing else _good("agree", cases=cases)


def _erasures(desk: Desk) -> _Found:
    with _open(desk):
        left = unfinished(desk)
    if not left:
        return _good("erased")
    return _bad("unerased", count=len(left), numbers=", ".join(each.number for each in left[:5]))


def _retention(desk: Desk) -> _Found:
    with _open(desk):
        found = retention.due(desk, most=MOST_COUNTED)
    past = sum(each.cases for each in found)
    if past:
        return _bad("past-retention", count=past)
    endless = [queue_named(each.queue).title for each in found if not each.days]
    return _good("no-retention", names=", ".join(endless)) if endless else _good("retention")


def _routines(desk: Desk) -> _Found:
    for queue in QUEUES.values():
        if wrong := deciding.broken(desk, queue):
            return _bad("bad-edition", queue=queue.title, name=queue.key, wrong=wrong)
    editions = [f"{queue.title} {desk.data(queue).version}" for queue in QUEUES.values()]
    editions.append(f"{say('metering.key.open')} {metering_data(desk).version}")
    return _good("routines", names=", ".join(editions))


def _settings(desk: Desk) -> _Found:
    from backoffice_tui.settings.toml import read

    for path in desk.settings.files:
        read(path)
    names = ", ".join(str(path) for path in desk.settings.files)
    return _good("settings", names=names) if names else _good("no-settings")


def _terminal(_desk: Desk) -> _Found:
    if not sys.stdout.isatty():
        return _good("pipe")
    term, encoding = os.environ.get("TERM", ""), sys.stdout.encoding or "ascii"
    width, height = shutil.get_terminal_size()
    if sys.platform != "win32" and term in ("", "dumb", "unknown"):
        return _bad("bad-term", term=term)
    if encoding.lower().replace("-", "") != "utf8":
        return _bad("bad-encoding", encoding=encoding)
    if width < WIDTH or height < HEIGHT:
        return _bad("small", width=width, height=height)
    notes = say("beside.found.no-color") if os.environ.get("NO_COLOR") else ""
    notes += say("beside.found.tmux") if os.environ.get("TMUX") else ""
    return _good("terminal", term=term, encoding=encoding, width=width, height=height, notes=notes)


def _mail(desk: Desk) -> _Found:
    mail = desk.settings.mail
    if not mail.host:
        return _good("no-mail")
    answered = threading.Event()

    def call() -> None:
        try:
            with socket.create_connection((mail.host, mail.port), timeout=PATIENCE):
                answered.set()
        except (OSError, UnicodeError):
            return

    # Looking a name up knows no time limit, so it is left behind when it takes too long.
    caller = threading.Thread(target=call, daemon=True)
    caller.start()
    caller.join(PATIENCE)
    where = {"host": clean(mail.host, one_line=True), "port": mail.port}
    return _good("mail", **where) if answered.is_set() else _bad("mail-silent", **where)


def _zones(desk: Desk) -> _Found:
    wanted = dict.fromkeys((*ZONES, *(desk.data(queue).zone for queue in QUEUES.values())))
    for zone in wanted:
        try:
            ZoneInfo(zone)
        except (LookupError, ValueError, OSError):
            return _bad("no-zone", zone=zone)
    return _good("zones", names=", ".join(wanted))


def _clock(desk: Desk) -> _Found:
    now = desk.now()
    shown = now.isoformat(" ", "minutes")
    if desk.settings.now:
        return _good("clock-set", now=shown)
    return _bad("clock-odd", now=shown) if now.year < FIRST_YEAR else _good("clock", now=shown)


_LOOKS: Final[Mapping[str, Callable[[Desk], _Found]]] = {
    "store": _store,
    "schema": _schema,
    "integrity": _integrity,
    "space": _space,
    "private": _private,
    "sqlite": _sqlite,
    "journal": _journal,
    "counts": _counts,
    "erasures": _erasures,
    "retention": _retention,
    "routines": _routines,
    "settings": _settings,
    "terminal": _terminal,
    "mail": _mail,
    "zones": _zones,
    "clock": _clock,
}
