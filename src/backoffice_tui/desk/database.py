"""The store as a file: brought up to date, checked, copied, restored, and searched for what should be gone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from backoffice_tui.desk.desk import Desk
from backoffice_tui.routine.errors import Refused, StoreTrouble, Usage
from backoffice_tui.routine.text import clean
from backoffice_tui.store.location import SCHEMA, Location, OldSchema, connect, locate
from backoffice_tui.texts import say

if TYPE_CHECKING:
    from sqlmodel import Session

    from backoffice_tui.store.erasure import Receipt
    from backoffice_tui.store.proof import Found

LEAST: Final = 3
"""Fewer characters would be found anywhere."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where a text was found, where in it, and how often; places are files, or the store for rows in use."""

    place: str
    where: str
    count: int


def migrate(desk: Desk) -> str:
    """Bring the store to this version's schema, a copy first; the sentence says what was done."""
    location = locate(desk.settings.db)
    try:
        connect(location).close()
    except OldSchema as old:
        from backoffice_tui.store import migrate as migration

        if old.begun:
            raise StoreTrouble("store.none", path=location.shown) from old

        copy = migration.migrate(location, old.schema)
        return say("beside.migrated", path=location.shown, schema=SCHEMA, copy=copy)
    return say("beside.up-to-date", path=location.shown, schema=SCHEMA)


def check(desk: Desk) -> list[str]:
    """What is wrong with the store, each thing as a sentence; empty when nothing is."""
    from backoffice_tui.store import soundness

    return [
        say(f"beside.problem.{name}", **values) for name, values in soundness.problems(_here(desk))
    ]


def backup(desk: Desk, path: Path) -> None:
    """A consistent copy that only its owner may read, made while others work; an existing file is never overwritten."""
    from backoffice_tui.store.backup import back_up

    back_up(_here(desk, old=True), path)


def restore(desk: Desk, path: Path, *, yes: bool) -> Path:
    """Put a copy in the store's place once that is said yes to; where the store as it was is kept."""
    from backoffice_tui.store import backup as copies

    location = locate(desk.settings.db)
    _look_at(Location(path.expanduser().absolute()))
    if not yes:
        raise Refused("beside.restore-yes", path=clean(path, one_line=True), store=location.shown)
    if location.exists():
        _look_at(location)
    erased = _erased(desk) if location.exists() else []
    desk.close()
    kept = copies.restore(location, path)
    if erased:
        _erase_again(desk, erased)
    return kept


def _erased(desk: Desk) -> "Sequence[Receipt]":
    """The receipts of the store that is about to be replaced; none where it cannot be read."""
    from backoffice_tui.store import erasure

    try:
        return erasure.receipts(desk.store.reader)
    except StoreTrouble:
        return ()


def _erase_again(desk: Desk, receipts: "Sequence[Receipt]") -> None:
    """What had been erased before an older copy came back is erased in that copy too."""
    from backoffice_tui.desk import erasure
    from backoffice_tui.desk.further import erase_again

    def work(session: "Session") -> None:
        for receipt in receipts:
            erase_again(desk, session, receipt)

    desk.store.write(work)
    erasure.finish(desk)


def erase_proof(desk: Desk, text: str) -> list[Hit]:
    """Every place in the store and the files beside it where the text still stands; empty when its bytes are gone.

    A name is found in capitals too, decomposed, as UTF-16 and as JSON escapes it; a long number without its signs.
    """
    from platformdirs import user_log_path

    from backoffice_tui.store import erasure, proof

    wanted = clean(text, one_line=True).strip()
    if len(wanted) < LEAST:
        raise Usage("beside.proof-short", field="text", least=LEAST)
    location = locate(desk.settings.db)
    if not location.exists():
        raise StoreTrouble("store.none", path=location.shown)
    logs = user_log_path("backoffice", appauthor=False)
    # Bytes first: a connection that is the last one to close takes the journal away with it.
    files = proof.files_of(location, logs)
    counts = proof.count_in(files, wanted)
    rows = proof.in_rows(location, wanted)
    if any(row.table in (*proof.REGISTER, *proof.TENANTS) for row in rows):
        # The registers have a right to their bytes; what stands besides is looked for without them.
        erasure.empty_journal(location)
        counts = proof.count_in(files, wanted)
        counts[0] = proof.beyond_register(location, wanted)
    among = [
        Hit(_named(path, location, logs), say("beside.proof.bytes"), count)
        for path, count in zip(files, counts, strict=True)
        if count
    ]
    return among + list(_in_use(rows))


def _named(path: Path, location: Location, logs: Path) -> str:
    if path == location.path:
        return say("beside.proof.store")
    kind = "log" if path.is_relative_to(logs) else "side"
    return say(f"beside.proof.{kind}", name=clean(path.name, one_line=True))


def _in_use(rows: "list[Found]") -> "Iterator[Hit]":
    from backoffice_tui.store.proof import REGISTER, TENANTS

    store = say("beside.proof.store")
    for row in rows:
        number = clean(row.number, one_line=True)
        if row.table == "metering_points":
            where = say("metering.proof")
        elif row.table in REGISTER:
            where = say("beside.proof.register", number=number)
        elif row.table in TENANTS:
            where = say("beside.proof.tenants", number=number)
        elif row.table == "search" and not number:
            where = say("beside.proof.index")
        elif number:
            where = say("beside.proof.case", table=row.table, number=number)
        else:
            where = say("beside.proof.row", table=row.table, row=row.row)
        yield Hit(store, where, row.count)


def _here(desk: Desk, *, old: bool = False) -> Location:
    """The store's place, looked at first; an old schema is brought up to date unless it may stay."""
    location = locate(desk.settings.db)
    if old:
        _look_at(location)
        return location
    return desk.store.location


def _look_at(location: Location) -> None:
    """Kind words for a file that is no store of ours or is written by a newer program."""
    try:
        connect(location).close()
    except OldSchema:
        return
