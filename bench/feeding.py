"""A night's feed of notices brought in, against bare sqlite3 writing the same rows; each in a process of its own."""

import json
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Final

from backoffice_tui.queues import QUEUES
from backoffice_tui.routine.invented_leases import invented_leases, invented_notices
from bench import stores
from bench.measure import Bench, Line, Measure, Rival, in_turn

NOTICES: Final = 5_000
LEASES: Final = 2_000
QUEUE: Final = next(queue for queue in QUEUES.values() if queue.arrive)
TABLES: Final = ("cases", "facts", "entries", "changes", "notices")
"""What a notice is written to; the search words are left out of the bare side."""


def feeds(bench: Bench) -> Iterator[Line]:
    """The feed the first time, and the same feed once more."""
    for again in (False,) if bench.quick else (False, True):
        told = "the same again" if again else "first"
        bare = Rival("sqlite3, the same rows", _child("bare"))
        rounds = 1 if bench.quick else 5
        ours = _child("again" if again else "first")
        yield from in_turn(f"feed of {NOTICES:,} notices, {told}", ours, [bare], rounds)


def _child(how: str) -> Measure:
    def measure() -> float:
        argv = (sys.executable, "-m", "bench.feeding", how)
        ended = subprocess.run(argv, cwd=stores.ROOT, capture_output=True, check=True, text=True)
        return float(json.loads(ended.stdout))

    return measure


def _files(folder: Path) -> tuple[Path, Path]:
    now = datetime.fromisoformat(stores.NOW)
    leases = list(invented_leases(LEASES, 1, date.fromisoformat(stores.NOW[:10])))
    notices = invented_notices(leases, NOTICES, 1, now)
    contracts, feed = folder / "contracts.json", folder / "notices.jsonl"
    contracts.write_text(json.dumps(leases), encoding="utf-8")
    feed.write_text("\n".join(map(json.dumps, notices)), encoding="utf-8")
    return contracts, feed


def main(how: str) -> None:
    """Does it once and prints the milliseconds."""
    from backoffice_tui.desk import watch
    from backoffice_tui.desk.notices import take_in_feed
    from backoffice_tui.desk.tenancies import take_in_contracts

    with tempfile.TemporaryDirectory(prefix="backoffice-bench-") as folder:
        contracts, feed = _files(Path(folder))
        desk = stores.desk_on(Path(folder) / "feed.db", create=True)
        watch.warm_up(desk)
        take_in_contracts(desk, contracts)
        if how != "first":
            take_in_feed(desk, QUEUE, feed)
        began = time.perf_counter()
        if how == "bare":
            rows = {name: desk.store.reader.rows(f"SELECT * FROM {name}") for name in TABLES}
            began = time.perf_counter()
            _write(Path(folder) / "bare.db", feed, rows)
        else:
            take_in_feed(desk, QUEUE, feed)
        print((time.perf_counter() - began) * 1000)
        desk.close()


def _write(path: Path, feed: Path, rows: dict[str, list[tuple[object, ...]]]) -> None:
    """The feed parsed, and the rows that it became written to tables without index."""
    for line in feed.read_text(encoding="utf-8").splitlines():
        json.loads(line)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; BEGIN IMMEDIATE;")
    for name, every in rows.items():
        width = len(every[0])
        columns = ", ".join(f"c{at}" for at in range(width))
        connection.execute(f"CREATE TABLE {name} ({columns})")
        marks = ", ".join("?" * width)
        connection.executemany(f"INSERT INTO {name} VALUES ({marks})", every)
    connection.execute("COMMIT")
    connection.close()


if __name__ == "__main__":
    main(sys.argv[1])
