"""A team's workbook of 10,000 rows taken in and written back, against bare loops of openpyxl."""

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from typing import Any, Final

from backoffice_tui.queues import QUEUES
from bench import stores
from bench.measure import Bench, Line, Measure, Rival, Target, in_turn

ROWS: Final = 10_000
CHANGED: Final = 500
QUEUE: Final = next(queue for queue in QUEUES.values() if queue.workbook)
HEADINGS: Final = (
    "Ärendenummer CAB",
    "Registrerat datum",
    "Kundnummer",
    "Kundnamn",
    "Vad gäller ärendet",
    "Registrerat av",
    "Status",
    "Hanteras av",
    "Eventuell kommentar",
    "Prio",
)


def workbooks(bench: Bench) -> Iterator[Line]:
    """Import, the same again, and export with some hundred rows changed."""
    book = stores.kept(f"tracker-{ROWS}.xlsx", _make, f"a workbook of {ROWS:,} rows")
    rounds = 1 if bench.quick else 5
    warm_up = 0 if bench.quick else 1
    for what, how in (("first", "import"), ("the same again", "again")):
        yield from in_turn(
            f"workbook of {ROWS:,} rows taken in, {what}",
            _child(how, book, "ms"),
            [Rival("openpyxl, a bare loop", _child("read", book, "ms"), Target(2))],
            rounds,
            warm_up=warm_up,
        )
    yield from in_turn(
        f"workbook written, {CHANGED} rows changed",
        _child("export", book, "ms"),
        [Rival("openpyxl, load and save", _child("edit", book, "ms"), Target(1))],
        rounds,
        warm_up=warm_up,
    )
    yield from in_turn(
        "memory above start, workbook written",
        _child("export", book, "mb"),
        [Rival("openpyxl, load and save", _child("edit", book, "mb"))],
        1,
        unit="MB",
        warm_up=0,
    )


def _make(path: Path) -> None:
    from openpyxl import Workbook
    from openpyxl.styles import Border, PatternFill, Side

    book = Workbook()
    sheet: Any = book.active
    sheet.append(HEADINGS)
    line, green = Border(bottom=Side("thin")), PatternFill("solid", fgColor="E2EFDA")
    for at in range(ROWS):
        sheet.append(_cells(at))
        for cell in sheet[at + 2]:
            cell.border = line
            if at % 3:
                cell.fill = green
    sheet.auto_filter.ref = f"A1:J{ROWS + 1}"
    sheet.freeze_panes = "A2"
    book.save(path)


def _cells(at: int) -> list[object]:
    state = ("Ny", "Påbörjad", "I arbete")[at % 3]
    return [
        41_000_000 + at,
        date(2024, 1, 1) + timedelta(days=at % 700),
        800_000 + at,
        f"Brf Linden {at}",
        f"{16 + at % 90} konfigs ska ha ny fakturaadress, Provgatan {at % 200}",
        f"x{at % 17}",
        state,
        f"x{at % 13}" if state == "Påbörjad" else None,
        f"klar med {at % 16}" if at % 4 else None,
        "Hög" if at % 9 == 0 else "Normal",
    ]


def _child(how: str, book: Path, figure: str) -> Measure:
    """What a process of its own says of itself."""

    def measure() -> float:
        argv = (sys.executable, "-m", "bench.tracker_book", how, str(book))
        ended = subprocess.run(argv, cwd=stores.ROOT, capture_output=True, check=True, text=True)
        return float(json.loads(ended.stdout)[figure])

    return measure


def _read(book: Path) -> float:
    from openpyxl import load_workbook

    began = time.perf_counter()
    for _row in load_workbook(book, read_only=True).worksheets[0].iter_rows(values_only=True):
        pass
    return time.perf_counter() - began


def _edit(book: Path) -> float:
    from openpyxl import load_workbook

    with tempfile.TemporaryDirectory(prefix="backoffice-bench-") as folder:
        began = time.perf_counter()
        loaded = load_workbook(book)
        for row in range(2, CHANGED + 2):
            loaded.worksheets[0].cell(row, 9).value = "ny"
        loaded.save(Path(folder) / "book.xlsx")
        return time.perf_counter() - began


def _ours(book: Path, how: str) -> tuple[float, float]:
    """Seconds, and megabytes before what is measured began."""
    from backoffice_tui.desk import watch
    from backoffice_tui.desk.tracker import take_in_tracker, write_tracker

    with tempfile.TemporaryDirectory(prefix="backoffice-bench-") as folder:
        path = Path(shutil.copy(book, Path(folder) / "book.xlsx"))
        desk = stores.desk_on(Path(folder) / "import.db", create=True)
        watch.warm_up(desk)
        if how != "import":
            take_in_tracker(desk, QUEUE, path)
        if how == "export":
            _change(desk)
        before = _peak()
        began = time.perf_counter()
        if how == "export":
            done = len(write_tracker(desk, QUEUE, path).changed)
        else:
            taken = take_in_tracker(desk, QUEUE, path)
            done = taken.created + taken.unchanged
        end = time.perf_counter()
        desk.close()
    if done != (CHANGED if how == "export" else ROWS):
        raise RuntimeError(f"{how}: {done} rows")
    return end - began, before


def _change(desk: Any) -> None:
    """Five hundred notes written here, in one go."""
    from sqlmodel import select

    from backoffice_tui.model.cases import Case
    from backoffice_tui.routine.moves import carry_out
    from backoffice_tui.store import cases

    def work(session: Any) -> None:
        for case in session.exec(select(Case).limit(CHANGED)).all():
            record = carry_out(QUEUE, case, "note", {"text": "ny"}, desk.context(QUEUE))
            cases.write(session, case, record)

    desk.store.write(work)


def _peak() -> float:
    return getrusage(RUSAGE_SELF).ru_maxrss / 1024


def main(how: str, book: Path) -> None:
    """Does it once and prints milliseconds and the megabytes that it took at its peak."""
    import openpyxl  # noqa: F401 (both sides begin with everything loaded)

    import backoffice_tui.desk.tracker
    import backoffice_tui.store.bulk  # noqa: F401

    before = _peak()
    if how in {"read", "edit"}:
        seconds = (_read if how == "read" else _edit)(book)
    else:
        seconds, before = _ours(book, how)
    print(json.dumps({"ms": seconds * 1000, "mb": max(_peak() - before, 0)}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
