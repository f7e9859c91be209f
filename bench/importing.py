"""Row 11: a list of 10,000 rows brought in, against a bare loop over the same sheet; each in a process of its own."""

import json
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from typing import Final

from backoffice_tui.routine.invented import InventedMove, invented_moves
from bench import stores
from bench.measure import Bench, Line, Measure, Rival, Target, alone, in_turn

ROWS: Final = 10_000
FEW: Final = 1_000
HEADINGS: Final = (
    "Ärendenummer",
    "Titel",
    "Indatum",
    "Kundnummer",
    "Kundnamn",
    "Grupp",
    "Kod",
    "Status",
    "Handläggare",
    "Klar till",
    "Anläggnings-id",
    "Flyttdatum",
    "Personnummer",
    "Telefon",
    "Nätområde",
    "Kommentar",
)


def imports(bench: Bench) -> Iterator[Line]:
    """The first import of a list, the same list once more, and the memory it takes."""
    sheets = {count: _sheet(count) for count in (FEW, ROWS)}
    bare = _child("bare", sheets[ROWS], "ms")
    ways = (("first", "import"), ("the same again", "again"))
    for what, how in ways[:1] if bench.quick else ways:
        yield from in_turn(
            f"11 import of {ROWS:,} rows, {what}",
            _child(how, sheets[ROWS], "ms"),
            [Rival("openpyxl, a bare loop", bare, Target(2))],
            1 if bench.quick else 5,
            warm_up=0 if bench.quick else 1,
        )
    yield from in_turn(
        f"11 memory above start, {ROWS:,} rows",
        _child("import", sheets[ROWS], "mb"),
        [Rival("openpyxl, a bare loop", _child("bare", sheets[ROWS], "mb"))],
        1,
        unit="MB",
        warm_up=0,
    )
    more = _child("import", sheets[ROWS], "mb")() - _child("import", sheets[FEW], "mb")()
    told = f"{ROWS:,} rows over {FEW:,}"
    yield alone("11 memory, what more rows add", more, Target(20, own=True), "MB", told)


def _sheet(count: int) -> Path:
    def make(path: Path) -> None:
        from openpyxl import Workbook

        book = Workbook(write_only=True)
        sheet = book.create_sheet("Aktivitetslista")
        sheet.append(HEADINGS)
        for move in invented_moves(count, 20, date.fromisoformat(stores.NOW[:10])):
            sheet.append(_cells(move))
        book.save(path)

    return stores.kept(f"list-{count}.xlsx", make, f"a list of {count:,} rows")


def _cells(move: InventedMove) -> list[object]:
    return [
        move.number,
        move.title,
        datetime.fromisoformat(f"{move.received} {move.received_time}"),
        move.customer,
        move.customer_name,
        move.team,
        min(stores.QUEUE.codes),
        move.state,
        move.handler or None,
        move.due,
        move.facility,
        move.wished,
        move.identity,
        move.phone,
        "NO 1",
        move.log,
    ]


def _child(how: str, sheet: Path, figure: str) -> Measure:
    """What a process of its own says of itself."""

    def measure() -> float:
        argv = (sys.executable, "-m", "bench.importing", how, str(sheet))
        ended = subprocess.run(argv, cwd=stores.ROOT, capture_output=True, check=True, text=True)
        return float(json.loads(ended.stdout)[figure])

    return measure


def _loop(sheet: Path) -> float:
    from openpyxl import load_workbook

    began = time.perf_counter()
    book = load_workbook(sheet, read_only=True)
    for _row in book.worksheets[0].iter_rows(values_only=True):
        pass
    return time.perf_counter() - began


def _taken_in(sheet: Path, *, again: bool) -> float:
    from backoffice_tui.desk import watch
    from backoffice_tui.desk.take_in import take_in

    with tempfile.TemporaryDirectory(prefix="backoffice-bench-") as folder:
        desk = stores.desk_on(Path(folder) / "import.db", create=True)
        watch.warm_up(desk)
        if again:
            take_in(desk, stores.QUEUE, sheet)
        began = time.perf_counter()
        taken = take_in(desk, stores.QUEUE, sheet)
        end = time.perf_counter()
        desk.close()
    # A few of the invented rows lack what every row must have.
    if taken.created + taken.unchanged < 0.99 * taken.read:
        raise RuntimeError(f"{taken.read} read, {taken.created} made, {len(taken.refused)} refused")
    return end - began


def main(how: str, sheet: Path) -> None:
    """Does it once and prints milliseconds and the megabytes that it took at its peak."""
    import openpyxl  # noqa: F401 (both sides begin with everything loaded)

    import backoffice_tui.desk.take_in
    import backoffice_tui.store.bulk  # noqa: F401

    sqlite3.connect(":memory:").close()
    before = getrusage(RUSAGE_SELF).ru_maxrss
    seconds = _loop(sheet) if how == "bare" else _taken_in(sheet, again=how == "again")
    peak = getrusage(RUSAGE_SELF).ru_maxrss - before
    print(json.dumps({"ms": seconds * 1000, "mb": peak / 1024}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
