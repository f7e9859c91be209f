"""Agents at work in processes of their own, for tests of what happens between them."""

import multiprocessing
from multiprocessing.connection import Connection
from typing import Final, NoReturn

from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.perform import perform
from backoffice_tui.desk.worklist import next_case
from backoffice_tui.queues.stora import STORA
from backoffice_tui.queues.syst import SYST
from backoffice_tui.routine.errors import Problem
from backoffice_tui.settings import Settings
from tests.conftest import NOW

AGENTS: Final = multiprocessing.get_context("forkserver")
"""Starts a process in a few milliseconds, everything a change needs already loaded."""

AGENTS.set_forkserver_preload(["tests.processes", "backoffice_tui.store.cases"])


def desk_of(db: str, agent: str, *, create: bool = False) -> Desk:
    """An agent at work on a store."""
    return Desk(Settings(db=db, agent=agent, language="sv", now=NOW), create=create)


def claim_all(db: str, agent: str, told: Connection) -> None:
    """Take the next case until there is none; tells the numbers, or what went wrong."""
    desk = desk_of(db, agent)
    taken: list[str] = []
    try:
        while found := next_case(desk, SYST):
            taken.append(found.number)
    except Problem as why:
        taken.append(f"{type(why).__name__}: {why.key}")
    told.send(taken)
    desk.close()


def claim_one(db: str, agent: str, told: Connection) -> None:
    """Wait for the word, then take case 1; tells how it went."""
    desk = desk_of(db, agent)
    told.send("ready")
    told.recv()
    try:
        told.send(perform(desk, SYST, "1", "claim", {}).handler)
    except Problem as why:
        told.send(why.kind)
    desk.close()


def start_one(db: str, agent: str, number: str, told: Connection) -> None:
    """Wait for the word, then begin a large request; tells who has it then, as far as one is told."""
    desk = desk_of(db, agent)
    told.send("ready")
    told.recv()
    try:
        told.send(f"has {perform(desk, STORA, number, 'start', {}).handler}")
    except Problem as why:
        told.send(f"{why.kind} {why.values.get('handler')}")
    desk.close()


def close_and_wait(db: str, agent: str, number: str, told: Connection) -> None:
    """Close a large request, and stop between the commit and what follows it; waits to be killed."""
    from backoffice_tui.desk import erasure

    def wait(_desk: Desk) -> NoReturn:
        told.send("committed")
        told.recv()
        raise SystemExit

    erasure.finish = wait  # type: ignore[assignment]
    perform(desk_of(db, agent), STORA, number, "done", {"yes": True})


def close_half(db: str, agent: str, number: str, told: Connection) -> None:
    """Close a large request as far as just before the commit; waits to be killed."""
    from backoffice_tui.desk.perform import carried_out, loaded

    desk = desk_of(db, agent)
    with desk.store.transaction() as session:
        case = loaded(session, STORA, number, None)
        carried_out(desk, session, STORA, case, "done", {"yes": True})
        told.send("erased, not committed")
        told.recv()


def comment_on(db: str, agent: str, told: Connection) -> None:
    """Write comments without end and tell of each once it is saved."""
    desk = desk_of(db, agent)
    at = 0
    while True:
        text = f"{agent} {at}"
        perform(desk, SYST, "1001", "comment", {"log": text})
        told.send(text)
        at += 1


def make_store(db: str, agent: str, told: Connection) -> None:
    """Open a store that may not be there yet; tells how it went."""
    desk = desk_of(db, agent, create=True)
    try:
        perform(desk, SYST, "1001", "claim", {})
    except Problem as why:
        told.send(why.kind)
    desk.close()
