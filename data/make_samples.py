"""Makes the sample files in this folder anew, the same each time: `python data/make_samples.py [FOLDER]`."""

import csv
import json
import re
import sys
import unicodedata
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from openpyxl import Workbook

from backoffice_tui.routine import nobody
from backoffice_tui.routine.invented import InventedMove, invented_moves

TODAY: Final = date(2026, 11, 20)
MOVES: Final = 113
SEED: Final = 20
CUSTOMERS: Final = 20
PROTECTED: Final = 7

HEADINGS: Final = (
    "Ärendehanteringskod",
    "Ärendenummer",
    "Status",
    "Titel",
    "Kundnummer",
    "Kundnamn",
    "Nätområde",
    "Ärendehanteringsgrupp",
    "Indatum",
    "Klar till",
    "Handläggare",
    "Anläggnings-id",
    "Flyttdatum",
    "Personnummer",
    "Telefon",
    "Kommentar",
)
"""As the customer system orders its columns; Nätområde is of no use here."""

SPELLINGS: Final = {
    "Upprättat": ("Upprättat", "Upprättad"),
    "I arbete": ("I arbete", "Arbete"),
    "Avslutad": ("Avslutad", "Avslutat"),
}
IMPOSSIBLE: Final = "2026-11-31 10:15"


def listed() -> Iterator[dict[str, object]]:
    """The rows of the activity list: moves, six invoice cases, and one row with an impossible date."""
    for at, move in enumerate(invented_moves(MOVES, SEED, TODAY)):
        yield _row(at, move)
        if at % 19 == 9:
            yield _invoice(at, move)
    yield _row(0, move) | {"Ärendenummer": "40009999", "Indatum": IMPOSSIBLE, "Titel": "Inflytt"}


def _row(at: int, move: InventedMove) -> dict[str, object]:
    hour, minute = map(int, move.received_time.split(":"))
    return {
        "Ärendehanteringskod": "SYST",
        "Ärendenummer": move.number,
        "Status": SPELLINGS[move.state][at % 5 == 0],
        "Titel": move.title,
        "Kundnummer": move.customer,
        "Kundnamn": move.customer_name,
        "Nätområde": f"NO {1 + at % 4}",
        "Ärendehanteringsgrupp": move.team.replace("KS P", "KS p") if at % 7 == 3 else move.team,
        "Indatum": datetime.combine(move.received, time(hour, minute)),
        "Klar till": move.due,
        "Handläggare": move.handler.upper() if at % 2 else move.handler,
        "Anläggnings-id": move.facility,
        "Flyttdatum": move.wished,
        "Personnummer": "" if move.organisation or at % 3 == 0 else move.identity,
        "Telefon": move.phone,
        "Kommentar": move.log,
    }


def _invoice(at: int, move: InventedMove) -> dict[str, object]:
    return _row(at, move) | {
        "Ärendehanteringskod": "INVOICE",
        "Ärendenummer": str(50_000_000 + at),
        "Status": "Upprättat",
        "Titel": f"{6 + at % 9} konfigs",
        "Klar till": None,
        "Handläggare": "",
        "Flyttdatum": None,
        "Kommentar": "Ny fakturaadress på samtliga anläggningar enligt mejl.",
    }


def write_csv(path: Path, rows: list[dict[str, object]]) -> None:
    """The list as the customer system writes it: Windows-1252, semicolons, dates as text."""
    with path.open("w", encoding="cp1252", newline="") as target:
        sheet = csv.writer(target, delimiter=";")
        sheet.writerow(HEADINGS)
        sheet.writerows([[_text(row[heading]) for heading in HEADINGS] for row in rows])


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    # Windows-1252 has no combining marks.
    return "" if value is None else unicodedata.normalize("NFC", str(value))


def write_workbook(path: Path, rows: list[dict[str, object]]) -> None:
    """The list as a workbook, with dates as dates and every text as text."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Aktivitetslista"
    sheet.append(list(HEADINGS))
    for line, row in enumerate(rows, 2):
        for column, heading in enumerate(HEADINGS, 1):
            cell = sheet.cell(line, column, row[heading] or None)
            if isinstance(cell.value, str):
                cell.data_type = "s"
            elif isinstance(cell.value, datetime):
                cell.number_format = "yyyy-mm-dd hh:mm"
    sheet.freeze_panes = "A2"
    made = BytesIO()
    book.save(made)
    path.write_bytes(_without_clock(made))


def _without_clock(made: BytesIO) -> bytes:
    """The workbook with one fixed moment in place of the time at which it was made."""
    fixed = BytesIO()
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(fixed, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", b"2026-11-20T06:00:00Z", part)
            entry = zipfile.ZipInfo(name, (2026, 11, 20, 6, 0, 0))
            target.writestr(entry, part, zipfile.ZIP_DEFLATED)
    return fixed.getvalue()


def intakes() -> list[dict[str, Any]]:
    """Five calls as `backoffice syst new --file` takes them."""
    others = list(invented_moves(MOVES + 60, SEED, TODAY))[MOVES:]
    private = [move for move in others if not move.organisation]
    companies = [move for move in others if move.organisation]
    gone = [move for move in private if move.disconnected]
    shut = [move for move in companies if move.disconnected]
    moving_in = _intake(private[-1], "in") | {"email": "flytten@example.com"}
    moving_out = _intake(private[-2], "out") | {"invoice_address": private[-3].address}
    return [
        moving_in,
        moving_out,
        _intake(gone[0], "in", disconnected=True) | {"customer": None},
        _intake(shut[0], "in", disconnected=True) | {"power_of_attorney": True},
        _intake(companies[-1], "out"),
    ]


def _intake(move: InventedMove, direction: str, *, disconnected: bool = False) -> dict[str, Any]:
    caller = move.contact or move.customer_name
    contact = {"name": caller, "identity": move.identity, "phone": move.phone}
    return {
        "direction": direction,
        "disconnected": disconnected,
        "customer_kind": "company" if move.organisation else "private",
        "customer": move.customer,
        "customer_name": move.customer_name,
        "identity": move.organisation or move.identity,
        "caller": caller,
        "phone": move.phone,
        "email": "",
        "power_of_attorney": False,
        "facility": move.facility,
        "address": move.address,
        "move_date": (TODAY + timedelta(days=10)).isoformat(),
        "invoice_address": "",
        "confirmation_address": move.address,
        "contact": contact if disconnected else None,
    }


def register() -> list[dict[str, Any]]:
    """The first twenty customers of the list, as `backoffice customer import` takes them."""
    moves = {move.customer: move for move in invented_moves(MOVES, SEED, TODAY)}
    found = [_customer(at, move) for at, move in enumerate(moves.values()) if at < CUSTOMERS]
    found[PROTECTED]["protected"] = True
    return found


def _customer(at: int, move: InventedMove) -> dict[str, Any]:
    facilities = [_facility(move.facility, move, connected=not move.disconnected)]
    if move.organisation:
        facilities += [_facility(nobody.facility(900_000 + at * 10 + n), move) for n in range(4)]
    return {
        "customer": move.customer,
        "name": move.customer_name,
        "kind": ("company", "association", "owner")[at // 6 % 3]
        if move.organisation
        else "private",
        "identity": move.organisation or move.identity,
        "email": f"kund{move.customer}@example.com",
        "phone": move.phone,
        "language": "fi" if at % 10 == 9 else "sv",
        "protected": False,
        "facilities": facilities,
    }


def _facility(facility: str, move: InventedMove, *, connected: bool = True) -> dict[str, Any]:
    return {
        "facility": facility,
        "address": move.address,
        "contract_from": "2024-03-01" if connected else None,
        "contract_to": None,
        "connected": connected,
    }


def make(folder: Path) -> None:
    """Write every sample file into the folder."""
    rows = list(listed())
    write_workbook(folder / "syst-activity-list.xlsx", rows)
    write_csv(folder / "syst-activity-list.csv", rows)
    for name, records in (("moves.json", intakes()), ("customers.json", register())):
        text = json.dumps(records, ensure_ascii=False, indent=2)
        (folder / name).write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
