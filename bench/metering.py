"""Row 13: a month of hourly values loaded, the shape they are kept in, and lists while they are loaded."""

import csv
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from array import array
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Final

from backoffice_tui.routine import nobody
from backoffice_tui.routine.metering import HOUR, Clock, Month
from bench import stores
from bench.acting import Agent
from bench.measure import Bench, Line, Measure, Rival, Target, in_turn

POINTS: Final = 1_000
FEW: Final = 100
MONTH: Final = Month(2026, 10)
CLOCK: Final = Clock("Europe/Stockholm", "SE")
PRAGMAS: Final = ("journal_mode=WAL", "synchronous=FULL")
DAYS: Final = 365
"""Days of each point in the two shapes that are compared."""

AS_TEXT: Final = (
    "CREATE TABLE v (facility TEXT, start TEXT, wh INTEGER, quality TEXT,"
    " PRIMARY KEY (facility, start)) WITHOUT ROWID"
)
BY_VALUE: Final = (
    "CREATE TABLE v (point INTEGER, start INTEGER, wh INTEGER, quality INTEGER, source INTEGER,"
    " PRIMARY KEY (point, start)) WITHOUT ROWID"
)
BY_DAY: Final = (
    "CREATE TABLE v (point INTEGER, day INTEGER, step INTEGER, wh BLOB, quality BLOB, source BLOB,"
    " PRIMARY KEY (point, day))"
)


def metering(bench: Bench) -> Iterator[Line]:
    """Loading, then the two shapes, then others at work meanwhile."""
    points = FEW if bench.quick else POINTS
    path = _file(points)
    bare = Rival("csv and executemany, sqlite3", _child("bare", path), Target(1.25))
    ready = Rival("executemany of ready tuples", _child("ready", path))
    rounds = 3 if bench.quick else 7
    yield from in_turn(f"13 load a month, {points:,} points", _child("load", path), [bare], rounds)
    yield from in_turn(
        f"13 load a month, {points:,} points", _child("load", path), [ready], 3, warm_up=0
    )
    yield from _shapes(points // 10)
    yield from _meanwhile(bench, path)


def _file(points: int) -> Path:
    def make(path: Path) -> None:
        random = Random(1)
        moments = range(CLOCK.midnight(MONTH.first), CLOCK.midnight(MONTH.end), HOUR)
        starts = [CLOCK.at(moment).isoformat() for moment in moments]
        with path.open("w", encoding="utf-8") as file:
            file.write("facility;start;wh;quality\n")
            for which in range(points):
                facility = nobody.facility(which)
                file.writelines(
                    f"{facility};{start};{random.randrange(50, 4_000)};measured\n"
                    for start in starts
                )

    return stores.kept(f"metering-{points}.csv", make, f"a month of {points:,} points")


def _child(how: str, path: Path) -> Measure:
    """What a process of its own says of itself."""

    def measure() -> float:
        argv = (sys.executable, "-m", "bench.metering", how, str(path))
        ended = subprocess.run(argv, cwd=stores.ROOT, capture_output=True, check=True, text=True)
        return float(json.loads(ended.stdout)) * 1_000

    return measure


# -- the shape ------------------------------------------------------------------------------------


def _shapes(points: int) -> Iterator[Line]:
    """A row a value against a row a day: room, writing, and reading a month."""
    with tempfile.TemporaryDirectory(prefix="backoffice-bench-") as folder:
        by_day = _shape(Path(folder) / "day.db", BY_DAY, lambda: _days(points), points)
        by_value = _shape(Path(folder) / "value.db", BY_VALUE, lambda: _values(points), points)
    for what, unit, ours, theirs in zip(
        ("room for a value", "write a value", "read a month"),
        ("B", "µs", "µs"),
        by_day,
        by_value,
        strict=True,
    ):
        name, other = f"13 {what}, a day a row", "a value a row"
        yield Line(name, other, unit, ours=ours, theirs=theirs, ratio=ours / theirs)


def _values(points: int) -> Iterator[tuple[object, ...]]:
    random = Random(1)
    for point in range(points):
        for hour in range(DAYS * 24):
            yield point, 490_000 + hour, random.randrange(50, 4_000), 1, 7


def _days(points: int) -> Iterator[tuple[object, ...]]:
    random, source = Random(1), array("i", [7]).tobytes()
    for point in range(points):
        for day in range(DAYS):
            values = array("i", (random.randrange(50, 4_000) for _ in range(24)))
            yield point, day, HOUR, values.tobytes(), b"\1", source


def _shape(
    path: Path, table: str, rows: Callable[[], Iterator[tuple[object, ...]]], points: int
) -> tuple[float, float, float]:
    """Bytes a value, microseconds to write one, microseconds to read and add up a month."""
    ready = list(rows())
    with closing(_opened(path)) as connection:
        connection.execute(table)
        began = time.perf_counter()
        _write(connection, ready)
        written = time.perf_counter() - began
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        began = time.perf_counter()
        for point in range(points):
            _month(connection, point, packed=table is BY_DAY)
        read = (time.perf_counter() - began) / points
    count = points * DAYS * 24
    return path.stat().st_size / count, written / count * 1e6, read * 1e6


def _month(connection: sqlite3.Connection, point: int, *, packed: bool) -> int:
    first, last = (100, 131) if packed else (490_000 + 2_400, 490_000 + 3_144)
    by = "day" if packed else "start"
    sql = f"SELECT wh, quality, source FROM v WHERE point = ? AND {by} >= ? AND {by} < ?"
    rows = connection.execute(sql, (point, first, last)).fetchall()
    if not packed:
        return sum(wh for wh, *_ in rows)
    total = 0
    for wh, *_ in rows:
        values = array("i")
        values.frombytes(wh)
        total += sum(values)
    return total


def _opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _write(
    connection: sqlite3.Connection, rows: "Iterator[list[str]] | list[tuple[object, ...]]"
) -> None:
    first = next(iter(connection.execute("SELECT count(*) FROM pragma_table_info('v')")))
    connection.execute("BEGIN")
    connection.executemany(f"INSERT INTO v VALUES ({', '.join('?' * first[0])})", rows)
    connection.execute("COMMIT")


# -- others at work -------------------------------------------------------------------------------


def _meanwhile(bench: Bench, path: Path) -> Iterator[Line]:
    """What an agent waits for a page and for a comment while a month is loaded, and while it is not."""
    with stores.copied(stores.loaded(100_000)) as store:
        agent = Agent(store)
        agent.move("claim")
        for name, act in (("first page", Agent.page), ("comment", _comment)):
            yield from in_turn(
                f"13 {name} while a month is loaded",
                _during(agent, act, store, path),
                [Rival("the same, nothing loaded", _timed(agent, act), Target(1.5))],
                3 if bench.quick else 7,
            )
        agent.desk.close()


def _comment(agent: Agent) -> None:
    agent.move("comment", {"log": "Sökt kunden."})


def _timed(agent: Agent, act: Callable[[Agent], None]) -> Measure:
    def measure() -> float:
        taken = []
        for _ in range(20):
            began = time.perf_counter()
            act(agent)
            taken.append(time.perf_counter() - began)
            # Nobody presses keys faster than this.
            time.sleep(0.02)
        return sorted(taken)[len(taken) // 2] * 1_000

    return measure


def _during(agent: Agent, act: Callable[[Agent], None], store: Path, path: Path) -> Measure:
    def measure() -> float:
        argv = (sys.executable, "-m", "bench.metering", "into", str(path))
        environment = {**os.environ, "BENCH_STORE": str(store)}
        with subprocess.Popen(
            argv, cwd=stores.ROOT, stdout=subprocess.PIPE, text=True, env=environment
        ) as loading:
            if loading.stdout is None or loading.stdout.readline().strip() != "begun":
                raise RuntimeError("the loading did not begin")
            found = _timed(agent, act)()
            loading.terminate()
        return found

    return measure


# -- one process ----------------------------------------------------------------------------------


def _bare(path: Path, folder: Path, *, ready: bool) -> float:
    with closing(_opened(folder / "bare.db")) as connection, path.open(encoding="utf-8") as file:
        connection.execute(AS_TEXT)
        rows = csv.reader(file, delimiter=";")
        next(rows)
        every = [tuple(row) for row in rows] if ready else rows
        began = time.perf_counter()
        _write(connection, every)  # type: ignore[arg-type]
        return time.perf_counter() - began


def _loaded(path: Path, store: Path) -> float:
    import backoffice_tui.store.metering_ledger  # noqa: F401 (both sides begin with everything loaded)
    from backoffice_tui.desk import watch
    from backoffice_tui.desk.metering_load import load

    desk = stores.desk_on(store, create=True)
    watch.warm_up(desk)
    with closing(sqlite3.connect(store)) as connection, connection:
        # A file that was loaded before would write nothing.
        connection.execute("DELETE FROM metering_days")
        connection.execute("DELETE FROM metering_files")
    if "BENCH_STORE" in os.environ:
        print("begun", flush=True)
    began = time.perf_counter()
    found = load(desk, path)
    taken = time.perf_counter() - began
    desk.close()
    if found.tally.created != found.read:
        raise RuntimeError(f"{found.read} read, {found.tally.created} made")
    return taken


def main(how: str, path: Path) -> None:
    """Does it once and prints the seconds it took."""
    if how == "into":
        _loaded(path, Path(os.environ["BENCH_STORE"]))
        return
    with tempfile.TemporaryDirectory(prefix="backoffice-bench-") as name:
        folder = Path(name)
        if how == "load":
            print(_loaded(path, folder / "store.db"))
        else:
            print(_bare(path, folder, ready=how == "ready"))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
