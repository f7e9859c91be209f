"""Row 12: sixteen agents take the next case at once, against the same statements on the bare driver."""

import multiprocessing
import random
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Final

from backoffice_tui.desk import card, perform, watch, worklist
from backoffice_tui.routine.listing import Filter
from bench import stores
from bench.measure import Bench, Line, Rival, Target, alone, in_turn

AGENTS: Final = 16
EACH: Final = 25
CASES: Final = 12
THINKING: Final = (0.25, 0.75)
"""Cases each takes under mixed load, and the seconds in which one is worked on: sixty changes a second in all."""

Taken = tuple[str, float]
"""A case and the milliseconds it took to get it."""

_FIRST: Final = """
    SELECT id, number, version FROM cases
    WHERE queue = :queue AND handler = '' AND rank = :rank AND bucket = 0
    ORDER BY due_key, place LIMIT 1
"""
_CLAIM: Final = (
    "UPDATE cases SET handler = :agent, worked = 1, version = version + 1"
    " WHERE id = :id AND version = :version"
)
_ENTRY: Final = (
    "INSERT INTO entries (case_id, at, agent, move, text, was, became, routine)"
    " VALUES (:id, :at, :agent, 'claim', '', 'new', 'new', '')"
)
_CHANGE: Final = (
    "INSERT INTO changes (entry_id, field, was, became) VALUES (:entry, 'handler', '', :agent)"
)


@dataclass
class Crowd:
    """What many agents did at once."""

    taken: list[Taken]
    seconds: float

    @property
    def a_second(self) -> float:
        return len(self.taken) / self.seconds

    @property
    def twice(self) -> int:
        return len(self.taken) - len({number for number, _ in self.taken})

    def slowest(self, share: float) -> float:
        """Milliseconds that so large a share of the claims did not exceed."""
        times = sorted(took for _, took in self.taken)
        return times[min(len(times) - 1, int(share * len(times)))]


def claims(bench: Bench) -> Iterator[Line]:
    """Claims a second, claims made twice, and the slowest in a hundred while others read and write."""
    crowds: list[Crowd] = []

    def measured(agent: "Agent") -> float:
        crowds.append(_crowd(agent))
        return crowds[-1].a_second

    yield from in_turn(
        f"12 claims by {AGENTS} processes",
        lambda: measured(_ours),
        [Rival("sqlite3, IMMEDIATE, FULL", lambda: measured(_bare), Target(0.5, at_least=True))],
        bench.rounds(8),
        unit="/s",
        warm_up=0,
    )
    mixed = _crowd(_working)
    crowds.append(mixed)
    twice = sum(crowd.twice for crowd in crowds)
    count = sum(len(crowd.taken) for crowd in crowds)
    yield alone("12 claimed twice", twice, Target(0, own=True), "", f"of {count:,}")
    told = f"{AGENTS} agents, reading, logging"
    yield alone(
        "12 a claim under mixed load, p99", mixed.slowest(0.99), Target(100, own=True), "ms", told
    )
    yield alone("12 a claim under mixed load, median", mixed.slowest(0.5), None, "ms", told)


Agent = Callable[[Path, str, Barrier], list[Taken]]


def _crowd(agent: Agent) -> Crowd:
    """Sixteen processes begin at the same moment on a fresh store."""
    fork = multiprocessing.get_context("fork")
    with stores.copied(stores.loaded(stores.SMALL)) as store:
        barrier, answers = fork.Barrier(AGENTS + 1), fork.SimpleQueue()

        def work(name: str) -> None:
            answers.put(agent(store, name, barrier))

        processes = [fork.Process(target=work, args=(f"x{at}",)) for at in range(AGENTS)]
        for process in processes:
            process.start()
        barrier.wait(60)
        began = time.perf_counter()
        taken = [each for _ in processes for each in answers.get()]
        seconds = time.perf_counter() - began
        for process in processes:
            process.join()
    return Crowd(taken, seconds)


def _ours(store: Path, agent: str, barrier: Barrier) -> list[Taken]:
    desk = stores.desk_on(store, agent=agent)
    watch.warm_up(desk)
    worklist.next_case(desk, stores.QUEUE, peek=True)

    def take() -> str:
        found = worklist.next_case(desk, stores.QUEUE)
        if found is None:
            raise RuntimeError("no case left")
        return found.number

    barrier.wait(60)
    taken = [_timed(take) for _ in range(EACH)]
    desk.close()
    return taken


def _working(store: Path, agent: str, barrier: Barrier) -> list[Taken]:
    """Takes a case, reads it, writes in its log, pages through the list and takes the next."""
    desk = stores.desk_on(store, agent=agent)
    watch.warm_up(desk)

    def take() -> str:
        found = worklist.next_case(desk, stores.QUEUE)
        if found is None:
            raise RuntimeError("no case left")
        return found.number

    barrier.wait(60)
    taken = []
    for _ in range(CASES):
        time.sleep(random.uniform(*THINKING))
        taken.append(_timed(take))
        number = taken[-1][0]
        card.show(desk, stores.QUEUE, number)
        perform.perform(desk, stores.QUEUE, number, "comment", {"log": "Sökt kunden."})
        worklist.page(desk, stores.QUEUE, Filter(search="avflytt"), "", 50)
    desk.close()
    return taken


def _bare(store: Path, agent: str, barrier: Barrier) -> list[Taken]:
    driver = sqlite3.connect(store, timeout=5, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        driver.execute(f"PRAGMA {pragma}")

    def take() -> str:
        driver.execute("BEGIN IMMEDIATE")
        row = _first(driver)
        case = {"id": row[0], "version": row[2], "agent": agent, "at": stores.NOW}
        driver.execute(_CLAIM, case)
        entry = driver.execute(_ENTRY, case).lastrowid
        driver.execute(_CHANGE, {"entry": entry, "agent": agent})
        driver.execute("COMMIT")
        return str(row[1])

    barrier.wait(60)
    taken = [_timed(take) for _ in range(EACH)]
    driver.close()
    return taken


def _first(driver: sqlite3.Connection) -> Sequence[object]:
    for rank in range(3):
        row: Sequence[object] | None = driver.execute(
            _FIRST, {"queue": stores.QUEUE.key, "rank": rank}
        ).fetchone()
        if row:
            return row
    raise RuntimeError("no case left")


def _timed(take: Callable[[], str]) -> Taken:
    began = time.perf_counter()
    number = take()
    return number, (time.perf_counter() - began) * 1000
