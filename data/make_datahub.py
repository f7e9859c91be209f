"""Makes the exports of a day at the support desk, the same each time: `python data/make_datahub.py [FOLDER]`."""

import csv
import re
import sys
import zipfile
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Final

from openpyxl import Workbook

from backoffice_tui.routine.invented_contacts import InventedContact, a_day

TODAY: Final = date(2026, 11, 20)
SEED: Final = 20
TICKETS, CALLS = 70, 9

TICKET_HEADINGS: Final = (
    "Tikettinumero",
    "Luotu",
    "Luokka",
    "Prioriteetti",
    "Otsikko",
    "Lähettäjä",
    "Käyttöpaikkatunnus",
    "Tila",
    "Vastuuhenkilö",
    "Ratkaistu",
    "Kommentti",
)
"""As the ticket system orders its columns; Prioriteetti is of no use here."""

CALL_HEADINGS: Final = ("Tunniste", "Soittoaika", "Soittaja", "Aihe", "Tyyppi", "Vastattu")

CATEGORIES: Final = {
    "service": ("Palvelupyyntö operaattorille", "Palvelupyyntö"),
    "certification": ("Testaus / sertifiointi", "Sertifiointi"),
    "other": ("Muu", "Yleinen tiedustelu"),
}
"""As two people spell them; the last is a category that nobody knows here."""


def contacts() -> list[InventedContact]:
    """Everything that came on the day, none of it dealt with yet."""
    return list(a_day(TODAY, TODAY, SEED, tickets=TICKETS, calls=CALLS))


def tickets() -> list[list[object]]:
    """The tickets, and at the end one that was handled before it came."""
    rows = [
        _ticket(at, each)
        for at, each in enumerate(each for each in contacts() if each.channel == "ticket")
    ]
    wrong = [*rows[0]]
    wrong[0], wrong[-2] = "T599999", datetime(2026, 11, 13, 9, 0)  # noqa: DTZ001 (sheets know no zones)
    return [*rows, wrong]


def _ticket(at: int, contact: InventedContact) -> list[object]:
    return [
        contact.number,
        _moment(contact),
        CATEGORIES[contact.category][at % 5 == 0],
        ("Normaali", "Kiireellinen")[at % 9 == 4],
        contact.title,
        contact.party,
        contact.facility or None,
        ("Uusi", "Avoin")[at % 2],
        None,
        None,
        contact.log or None,
    ]


def calls() -> list[list[object]]:
    """The telephone system's list: numbers, times and whether somebody answered."""
    return [
        [
            each.number,
            _moment(each).strftime("%d.%m.%Y klo %H.%M"),
            each.party,
            each.title,
            CATEGORIES[each.category][0],
            "Kyllä" if each.answered == "yes" else "Ei",
        ]
        for each in contacts()
        if each.channel == "phone"
    ]


def _moment(contact: InventedContact) -> datetime:
    return datetime.combine(contact.received, time.fromisoformat(contact.received_time))


def write_workbook(path: Path, rows: list[list[object]]) -> None:
    """The tickets as a workbook, with times as times and every text as text."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Tiketit"
    sheet.append(list(TICKET_HEADINGS))
    for line, row in enumerate(rows, 2):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(line, column, value)
            if isinstance(value, str):
                cell.data_type = "s"
            elif isinstance(value, datetime):
                cell.number_format = "d.m.yyyy h:mm"
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


def make(folder: Path) -> None:
    """Write both exports into the folder."""
    write_workbook(folder / "datahub-tickets.xlsx", tickets())
    with (folder / "datahub-calls.csv").open("w", encoding="utf-8-sig", newline="") as target:
        sheet = csv.writer(target, delimiter=";")
        sheet.writerow(CALL_HEADINGS)
        sheet.writerows(calls())


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
