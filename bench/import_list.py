"""Import of a list of 10,000 rows against a bare openpyxl loop over the same sheet: prints the ratio.

`python bench/import_list.py [ROWS] [ROUNDS]`; the two run in turn, the figures are medians.
"""

import resource
import statistics
import sys
import tempfile
import time
from datetime import date, datetime
from pathlib import Path

from openpyxl import Workbook, load_workbook

from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.take_in import take_in
from backoffice_tui.queues import QUEUES
from backoffice_tui.routine.invented import InventedMove, invented_moves
from backoffice_tui.settings import Settings

TODAY = date(2026, 11, 20)
QUEUE = next(iter(QUEUES.values()))
HEADINGS = (
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


def cells(move: InventedMove) -> list[object]:
    received = f"{move.received} {move.received_time}"
    return [
        move.number,
        move.title,
        datetime.fromisoformat(received),
        move.customer,
        move.customer_name,
        move.team,
        "SYST",
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


def write(path: Path, count: int) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Aktivitetslista")
    sheet.append(HEADINGS)
    for move in invented_moves(count, 20, TODAY):
        sheet.append(cells(move))
    book.save(path)


def bare_loop(path: Path) -> float:
    began = time.perf_counter()
    book = load_workbook(path, read_only=True)
    for _row in book.worksheets[0].iter_rows(values_only=True):
        pass
    return time.perf_counter() - began


def ours(path: Path, folder: Path, *, again: bool) -> float:
    """A first import into an empty store, or the same list once more."""
    settings = Settings(db=str(folder / "bench.db"), agent="bench", language="sv")
    if not again:
        for old in folder.glob("bench.db*"):
            old.unlink()
    desk = Desk(settings, create=True)
    assert desk.store.reader.signal()
    began = time.perf_counter()
    take_in(desk, QUEUE, path)
    taken = time.perf_counter() - began
    desk.close()
    return taken


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        path = folder / "list.xlsx"
        write(path, count)
        times: dict[str, list[float]] = {"bare": [], "first": [], "again": []}
        for _ in range(rounds):
            times["bare"].append(bare_loop(path))
            times["first"].append(ours(path, folder, again=False))
            times["again"].append(ours(path, folder, again=True))
    middle = {name: statistics.median(taken) for name, taken in times.items()}
    for name in ("first", "again"):
        ratios = [mine / bare for mine, bare in zip(times[name], times["bare"], strict=True)]
        spread = f"{min(ratios):.2f}-{max(ratios):.2f}"
        print(f"import, {name}: {middle[name] / middle['bare']:.2f} × openpyxl ({spread})")
    noise = max(times["bare"]) / min(times["bare"]) - 1
    print(f"openpyxl loop {middle['bare']:.2f} s, noise {noise:.0%}, {count} rows")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"peak memory of all of it {peak} MB")


if __name__ == "__main__":
    main()
