"""Lists as the customer system writes them, and what a store holds, for the tests of both ways."""

import csv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.take_in import Intake, take_in
from backoffice_tui.routine.facilities import made_up
from backoffice_tui.routine.grammar import Queue

HEADINGS = (
    "Ärendenummer",
    "Titel",
    "Indatum",
    "Kundnummer",
    "Kundnamn",
    "Ärendehanteringsgrupp",
    "Ärendehanteringskod",
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

Row = dict[str, str]
Bring = Callable[..., Intake]


def row(number: int, **changes: str) -> Row:
    """A row of the list; `changes` by heading, blanks in headings as underlines."""
    usual = {
        "Ärendenummer": str(number),
        "Titel": "Inflytt",
        "Indatum": "2026-11-13 08:15",
        "Kundnummer": str(2_000_000 + number),
        "Kundnamn": f"Kund {number}",
        "Ärendehanteringsgrupp": "KS Privat",
        "Ärendehanteringskod": "SYST",
        "Status": "Upprättat",
        "Anläggnings-id": made_up(number),
        "Telefon": "070-174 06 05",
        "Nätområde": "NO 1",
    }
    return usual | {heading.replace("_", " "): text for heading, text in changes.items()}


def write_list(
    path: Path,
    rows: Sequence[Row],
    *,
    headings: Sequence[str] = HEADINGS,
    delimiter: str = ";",
    encoding: str = "utf-8-sig",
) -> Path:
    """The rows as text with separated values."""
    with path.open("w", encoding=encoding, errors="replace", newline="") as target:
        sheet = csv.writer(target, delimiter=delimiter)
        sheet.writerow(headings)
        sheet.writerows([[each.get(heading, "") for heading in headings] for each in rows])
    return path


def contents(desk: Desk) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of the store."""
    reader = desk.store.reader
    names = reader.rows(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search_%'"
    )
    # What is kept at nought counts nothing.
    kept = {"counts": " WHERE cases > 0"}
    found = {}
    for name in (str(each[0]) for each in names):
        sql = f"SELECT rowid, * FROM {name}{kept.get(name, '')}"  # noqa: S608 (our own tables)
        found[name] = sorted(reader.rows(sql), key=repr)
    return found


def bringing(desk: Desk, queue: Queue, folder: Path) -> Bring:
    """Takes in rows as a list."""

    def take(*rows: Row, headings: Sequence[str] = HEADINGS, **how: Any) -> Intake:
        path = write_list(folder / "list.csv", rows, headings=headings)
        return take_in(desk, queue, path, **how)

    return take
