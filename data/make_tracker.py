"""Makes the workbook that an invented team has kept for two years: `python data/make_tracker.py [FOLDER]`."""

import re
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from backoffice_tui.routine import nobody
from backoffice_tui.routine.invented import Stock, customer, read_stock

TODAY: Final = date(2026, 11, 20)
BEGAN: Final = date(2024, 10, 1)
CASES: Final = 240
OPEN: Final = 26
FORGOTTEN: Final = 4
"""Cases that were done and of which nobody took the customer's data away."""
EMPTY_ROWS: Final = 40_000
FIRST_ROW: Final = 4
SEED: Final = 3
CUSTOMERS: Final = 800_000

HEADINGS: Final = (
    "Reg. datum",
    "Kundnr",
    "Företag",
    "Ärendenr CAB",
    "Vad gäller ärendet?",
    "System",
    "Antal",
    "Reg. av",
    "Status",
    "Hanteras av",
    "Ev. kommentar",
    "Prio",
)
WIDTHS: Final = (12, 11, 26, 14, 48, 14, 7, 9, 13, 12, 40, 8)
AGENTS: Final = ("xanna", "xbo", "xkim", "xlena", "xolle")
ERRANDS: Final = (
    ("{n} konfigs ska ha ny fakturaadress: {address}", "CAB, Elin"),
    ("Ny fakturaadress, {n} anläggningar enligt bifogad lista", "CAB"),
    ("Faktureringsintervall till kvartal på {n} konfigs", "CAB"),
    ("E-faktura i stället för papper, {n} st utskick", "CAB, Elin"),
    ("Utflytt på {n} konfigs, ny ägare tar över", "CAB, WMS"),
    ("Inflytt på {n} anläggningar efter fastighetsköp", "CAB, WMS"),
)
NOTES: Final = (
    "Klar med {half} av {n}, resten i morgon",
    "Väntar på svar från {name}, {mail}",
    "Ring {phone} om något är oklart",
    "",
)
SPELLINGS: Final = ("Hanterad", "Hanterad", "hanterad ", "Hanterat", "HANTERAD")

GREEN, YELLOW, RED = (PatternFill("solid", fgColor=rgb) for rgb in ("E2EFDA", "FFF2CC", "F8CBAD"))
HEAD = PatternFill("solid", fgColor="1F4E78")
LINE = Border(bottom=Side("thin", color="BFBFBF"), right=Side("thin", color="BFBFBF"))


@dataclass(frozen=True)
class Request:
    """A row as somebody typed it."""

    number: int
    day: date
    customer: str
    name: str
    mail: str
    subject: str
    system: str
    count: int
    state: str
    by: str
    handler: str
    note: str
    told: bool


def requests() -> Iterator[Request]:
    """Two years of cases, oldest first; what is done tells nothing of its customer, but for a few."""
    chance, stock = Random(SEED), read_stock()  # noqa: S311 (the same rows each time)
    days = sorted(chance.randrange((TODAY - BEGAN).days) for _ in range(CASES))
    forgotten = set(chance.sample(range(CASES - OPEN), FORGOTTEN))
    for at, day in enumerate(days):
        yield _request(at, BEGAN + timedelta(days=day), chance, stock, told=at in forgotten)


def _request(at: int, day: date, chance: Random, stock: Stock, *, told: bool) -> Request:
    who = customer(stock, CUSTOMERS + at, company=True)
    count = chance.randrange(16, 140)
    words, system = chance.choice(ERRANDS)
    mail = f"kund{CUSTOMERS + at}@example.com"
    note = chance.choice(NOTES).format(
        n=count, half=count // 2, name=who.name, mail=mail, phone=chance.choice(nobody.PHONES)
    )
    still_open = at >= CASES - OPEN
    state = chance.choice(("Ny", "Ny", "Påbörjad", "påbörjad")) if still_open else ""
    begun = state.casefold().startswith("p") or not still_open
    return Request(
        number=41_000_000 + at * 37,
        day=day,
        customer=str(CUSTOMERS + at),
        name=who.name,
        mail=mail,
        subject=words.format(n=count, address=f"Fakturagränd {1 + at % 40}"),
        system=system,
        count=count,
        state=state or chance.choice(SPELLINGS),
        by=chance.choice(AGENTS),
        handler=chance.choice(AGENTS) if begun else "",
        note=note if begun else "",
        told=told or still_open,
    )


def write(path: Path) -> None:
    """The workbook, with its clock stopped."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Stora ärenden"
    _head(sheet)
    rows = list(requests())
    for at, row in enumerate(rows, start=FIRST_ROW):
        _row(sheet, at, row)
    last = FIRST_ROW + len(rows) - 1
    _by_hand(sheet, last)
    _empty_rows(sheet, last)
    _rules(sheet, last)
    _second_sheet(book)
    book.properties.creator = "xlena"
    book.properties.title = "Stora ärenden"
    made = BytesIO()
    book.save(made)
    path.write_bytes(_without_clock(made))


def _head(sheet: Worksheet) -> None:
    sheet["A1"] = "STORA ÄRENDEN – Backoffice"
    sheet["A1"].font = Font(bold=True, size=16, color="1F4E78")
    sheet["A1"].alignment = Alignment(horizontal="center", vertical="center")
    sheet.merge_cells("A1:L1")
    sheet.row_dimensions[1].height = 32
    sheet["A2"] = "Kom ihåg att radera kunduppgifterna när ärendet är klart!"
    sheet["A2"].font = Font(italic=True, color="C00000")
    for at, (heading, width) in enumerate(zip(HEADINGS, WIDTHS, strict=True), start=1):
        cell = sheet.cell(FIRST_ROW - 1, at, heading)
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), HEAD
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        sheet.column_dimensions[cell.column_letter].width = width
    sheet["I3"].comment = Comment("Ny / Påbörjad / Hanterad", "xlena")
    sheet.column_dimensions["F"].hidden = True
    sheet.freeze_panes = sheet.cell(FIRST_ROW, 5)
    sheet.sheet_view.zoomScale = 90


def _row(sheet: Worksheet, at: int, row: Request) -> None:
    day = _as_typed(at, row.day)
    told = (int(row.customer) if at % 3 else row.customer, row.name, row.subject, row.note)
    number, name, subject, note = told if row.told else (None,) * 4
    values = (
        day,
        number,
        name,
        row.number if at % 4 else str(row.number),
        subject,
        row.system,
        row.count if row.told else None,
        row.by,
        row.state,
        row.handler or None,
        note or None,
        "Hög" if at % 9 == 0 else None,
    )
    colour = GREEN if row.state.casefold().startswith("h") else YELLOW if row.handler else None
    for column, value in enumerate(values, start=1):
        cell = sheet.cell(at, column, value)
        if isinstance(value, str):
            cell.data_type = "s"
        _look(cell)
        if colour:
            cell.fill = colour
    if isinstance(day, date):
        sheet.cell(at, 1).number_format = "yyyy-mm-dd"
    if at % 60 == 7:
        sheet.row_dimensions[at].hidden = True


def _as_typed(at: int, day: date) -> object:
    """Most days are days; some were pasted as text, some lost their look and are numbers."""
    if at % 5 == 0:
        return day.isoformat()
    if at % 11 == 0:
        return (day - date(1899, 12, 30)).days
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 (a sheet knows no zones)


def _look(cell: Any) -> None:
    cell.border = LINE
    cell.alignment = Alignment(wrap_text=cell.column in {5, 11}, vertical="top")


def _by_hand(sheet: Worksheet, last: int) -> None:
    """What people do to a sheet: remarks, a colour, a formula, a link, a row without its number."""
    rows = [row for row in range(FIRST_ROW, last + 1) if sheet.cell(row, 2).value]
    first, second, third = rows[-1], rows[-2], rows[-3]
    sheet.cell(first, 5).comment = Comment("Kunden ringer på fredag", "xbo")
    sheet.cell(second, 2).comment = Comment("Två fakturaadresser, se mejlet", "xanna")
    sheet.cell(rows[0], 3).comment = Comment(f"Ska raderas: {sheet.cell(rows[0], 3).value}", "xkim")
    sheet.cell(third, 12).fill = RED
    sheet.cell(third, 11).value = "=> ring först, +46 gäller"
    sheet.cell(third, 11).data_type = "s"
    link = sheet.cell(second, 3)
    link.hyperlink = f"mailto:kund{sheet.cell(second, 2).value}@example.com"
    sheet["N3"] = "Öppna"
    sheet["N4"] = f'=COUNTIF(I{FIRST_ROW}:I{last},"Ny")+COUNTIF(I{FIRST_ROW}:I{last},"Påbörjad")'
    row = last + 1
    sheet.cell(row, 2, CUSTOMERS + 999)
    sheet.cell(row, 5, "22 konfigs, numret kommer")
    for column in range(1, len(HEADINGS) + 1):
        _look(sheet.cell(row, column))


def _empty_rows(sheet: Worksheet, last: int) -> None:
    """Somebody once dragged the look of a row far down."""
    for row in range(last + 2, last + 2 + EMPTY_ROWS):
        sheet.row_dimensions[row].height = 15
        for column in (1, 5):
            cell = sheet.cell(row, column)
            cell.border = LINE
        sheet.cell(row, 1).number_format = "yyyy-mm-dd"


def _rules(sheet: Worksheet, last: int) -> None:
    sheet.auto_filter.ref = f"A{FIRST_ROW - 1}:L{last}"
    states = DataValidation(type="list", formula1="Listor!$A$2:$A$4", allow_blank=True)
    states.errorStyle = "warning"
    states.add(f"I{FIRST_ROW}:I{last + 500}")
    urgent = DataValidation(type="list", formula1='"Hög,Normal,Låg"', allow_blank=True)
    urgent.add(f"L{FIRST_ROW}:L{last}")
    sheet.add_data_validation(states)
    sheet.add_data_validation(urgent)
    rule = FormulaRule(formula=[f'$L{FIRST_ROW}="Hög"'], font=Font(bold=True, color="C00000"))
    sheet.conditional_formatting.add(f"L{FIRST_ROW}:L{last}", rule)
    sheet.print_title_rows = f"{FIRST_ROW - 1}:{FIRST_ROW - 1}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.center.text = "Sida &P av &N"


def _second_sheet(book: Workbook) -> None:
    sheet = book.create_sheet("Listor")
    for row in (
        ("Status", "Betyder"),
        ("Ny", "Registrerad"),
        ("Påbörjad", "Någon arbetar med den"),
    ):
        sheet.append(row)
    sheet.append(("Hanterad", "Klar, uppgifterna raderade"))
    sheet["A1"].font = sheet["B1"].font = Font(bold=True)
    sheet.column_dimensions["B"].width = 30
    sheet["D1"] = "Hanterade"
    sheet["D2"] = "=COUNTIF('Stora ärenden'!I:I,\"Hanterad\")"


def _without_clock(made: BytesIO) -> bytes:
    """The workbook with one fixed moment in place of the time at which it was made."""
    fixed = BytesIO()
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(fixed, "w", compresslevel=9) as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", b"2026-11-20T06:00:00Z", part)
            entry = zipfile.ZipInfo(name, (2026, 11, 20, 6, 0, 0))
            target.writestr(entry, part, zipfile.ZIP_DEFLATED, 9)
    return fixed.getvalue()


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    write(folder / "stora-arenden.xlsx")
