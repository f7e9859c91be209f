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
from zoneinfo import ZoneInfo

from openpyxl import Workbook

from backoffice_tui.routine import nobody
from backoffice_tui.routine.invented import InventedMove, invented_moves
from backoffice_tui.routine.invented_leases import Record, invented_leases, invented_notices
from backoffice_tui.routine.tenancy import LEASE_FIELDS, PARTY_FIELDS

TODAY: Final = date(2026, 11, 20)
MOVES: Final = 113
SEED: Final = 20
CUSTOMERS: Final = 20
PROTECTED: Final = 7
LEASES: Final = 40
NOTICES: Final = 24
MORNING: Final = datetime(2026, 11, 20, 6, tzinfo=ZoneInfo("Europe/Helsinki"))

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


def leases() -> list[Record]:
    """Forty tenancies as `backoffice contract import` takes them."""
    return list(invented_leases(LEASES, SEED, TODAY))


def write_leases(path: Path, found: list[Record]) -> None:
    """The tenancies as a sheet: a row for each party or spouse."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Sopimukset"
    names = (*LEASE_FIELDS, *PARTY_FIELDS, "spouse")
    sheet.append(names)
    for lease in found:
        people = [*lease["parties"], *({**each, "spouse": "yes"} for each in lease["spouses"])]
        for person in people:
            sheet.append([_cell(name, {**lease, **person}.get(name)) for name in names])
    sheet.freeze_panes = "A2"
    made = BytesIO()
    book.save(made)
    path.write_bytes(_without_clock(made))


def _cell(name: str, value: Any) -> object:
    if value is None or isinstance(value, list):
        return None
    if name in ("start", "end"):
        return date.fromisoformat(value)
    if name in ("rent", "deposit", "prepayment"):
        return float(value)
    return ("yes" if value else "no") if isinstance(value, bool) else value


def feed(found: list[Record]) -> list[str]:
    """A night's notices as JSON lines, a few of them with something wrong."""
    told = list(invented_notices(found, NOTICES, SEED, MORNING))
    lines = [json.dumps(each, ensure_ascii=False) for each in told]
    last = told[-1]
    lines.insert(3, lines[3][: len(lines[3]) // 2])
    lines.insert(9, json.dumps({**last, "id": "irt-20261119-0900", "contract": "V-9999"}))
    lines.insert(12, json.dumps({**last, "id": "irt-20261119-0901", "person": "P-9999"}))
    lines.insert(15, json.dumps({**last, "id": "irt-20261119-0902", "ends_on": "2026-11-31"}))
    lines.insert(18, lines[17])
    lines += [json.dumps({**last, "ends_on": "2027-03-31"}), '{"id": "irt-2026']
    return lines


def make(folder: Path) -> None:
    """Write every sample file into the folder."""
    rows = list(listed())
    write_workbook(folder / "syst-activity-list.xlsx", rows)
    write_csv(folder / "syst-activity-list.csv", rows)
    found = leases()
    files = (("moves.json", intakes()), ("customers.json", register()), ("contracts.json", found))
    for name, records in files:
        text = json.dumps(records, ensure_ascii=False, indent=2)
        (folder / name).write_text(f"{text}\n", encoding="utf-8")
    write_leases(folder / "contracts.xlsx", found)
    (folder / "notices.jsonl").write_text("\n".join(feed(found)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
