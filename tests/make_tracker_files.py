"""Makes the workbooks in tests/files with programs that are not ours: XlsxWriter and LibreOffice.

Run as `python tests/make_tracker_files.py` where both are installed; the tests only read what was made.
"""

import shutil
import subprocess
import sys
import tempfile
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any, Final

FILES: Final = Path(__file__).parent / "files"
HEADINGS: Final = (
    "Ärendenummer CAB",
    "Registrerat datum",
    "Kundnummer",
    "Kund (namn)",
    "Vad gäller\närendet",
    "Registrerat av",
    "STATUS:",
    "Hanteras av",
    "Eventuell kommentar",
)
ROWS: Final = (
    (
        5101,
        date(2026, 9, 1),
        900_101,
        "Brf Ormbunken",
        "23 konfigs ny fakturaadress",
        "xbo",
        "Ny",
        "",
        "",
    ),
    (
        5102,
        date(2026, 9, 8),
        900_102,
        "Fastighets AB Lärkan",
        "17 konfigs e-faktura",
        "xkim",
        "Påbörjad",
        "xanna",
        "klar med 9",
    ),
    (
        5103,
        date(2026, 9, 9),
        900_103,
        "Kajutan Förvaltning",
        "40 konfigs, ring 070-174 06 05",
        "xkim",
        "Hanterad",
        "xbo",
        "mejla bo@example.com",
    ),
    (
        5104,
        date(2026, 10, 2),
        900_104,
        "Brf Ormbunken",
        "19 konfigs kvartalsfaktura",
        "xbo",
        "Ny",
        "",
        "=> före fredag",
    ),
)
GONE: Final = ("900103", "Kajutan", "070-174 06 05", "bo@example.com")
"""What must be in no byte of the workbook once case 5103 is erased."""


def with_xlsxwriter(path: Path) -> None:
    """A sheet with all that people put on one, and traces of case 5103 wherever they can stand."""
    book = import_module("xlsxwriter").Workbook(str(path))
    sheet = book.add_worksheet("Ärenden")
    look = {
        "head": book.add_format(
            {"bold": True, "bg_color": "#305496", "font_color": "white", "text_wrap": True}
        ),
        "day": book.add_format({"num_format": "yyyy-mm-dd", "border": 1}),
        "green": book.add_format({"bg_color": "#C6EFCE", "border": 1}),
        "plain": book.add_format({"border": 1, "text_wrap": True, "valign": "top"}),
        "title": book.add_format({"bold": True, "font_size": 18, "align": "center"}),
        "red": book.add_format({"font_color": "#FF0000", "bold": True}),
    }
    sheet.merge_range(0, 1, 0, 9, "Stora ärenden", look["title"])
    for at, heading in enumerate(HEADINGS, start=1):
        sheet.write_string(2, at, heading, look["head"])
    for down, row in enumerate(ROWS, start=3):
        for at, value in enumerate(row, start=1):
            style = look["green"] if row[6] == "Hanterad" else look["plain"]
            if isinstance(value, date):
                sheet.write_datetime(down, at, value, look["day"])
            elif isinstance(value, str):
                sheet.write_string(down, at, value, style)
            else:
                sheet.write_number(down, at, value, style)
    sheet.write_rich_string(3, 5, "23 konfigs ", look["red"], "ny", " fakturaadress", look["plain"])
    _furnish(book, sheet, look)
    book.close()


def _furnish(book: Any, sheet: Any, look: dict[str, Any]) -> None:
    sheet.set_column(0, 0, 2)
    sheet.set_column(5, 5, 42.5)
    sheet.set_column(3, 3, 24.5, None, {"hidden": True})
    sheet.set_row(2, 31)
    sheet.freeze_panes(3, 2)
    sheet.autofilter(2, 1, 6, 9)
    sheet.filter_column_list(4, ["Brf Ormbunken", "Kajutan Förvaltning", "Fastighets AB Lärkan"])
    sheet.write_comment(3, 5, "Ring före tio", {"author": "xbo"})
    sheet.write_comment(5, 5, "Kajutan bytte namn i maj", {"author": "xbo"})
    sheet.write_comment(4, 5, "Samma ombud som Kajutan Förvaltning (900103)", {"author": "xkim"})
    sheet.write_url(5, 10, "mailto:bo@example.com", string="skriv")
    sheet.write_url(4, 10, "mailto:larkan@example.com", string="skriv")
    states = {"validate": "list", "source": ["Ny", "Påbörjad", "Hanterad"]}
    sheet.data_validation(3, 7, 6, 7, states)
    sheet.data_validation(
        3, 4, 6, 4, {"validate": "list", "source": ["Brf Ormbunken", "Kajutan Förvaltning"]}
    )
    sheet.conditional_format(
        3, 7, 6, 7, {"type": "cell", "criteria": "==", "value": '"Ny"', "format": look["red"]}
    )
    sheet.conditional_format(
        3,
        4,
        6,
        4,
        {
            "type": "text",
            "criteria": "containing",
            "value": "Kajutan Förvaltning",
            "format": look["red"],
        },
    )
    _leave_traces(book, sheet)


def _leave_traces(book: Any, sheet: Any) -> None:
    sheet.set_header("&LKajutan Förvaltning 900103&RStora ärenden")
    sheet.set_footer("&CSida &P")
    other = book.add_worksheet("Kontakter")
    other.write_row(0, 0, ["Kund", "Nummer", "Anm"])
    other.write_row(1, 0, ["Kajutan Förvaltning", 900_103, "bo@example.com, 070-174 06 05"])
    other.write_row(2, 0, ["Brf Ormbunken", 900_101, "om=kring"])
    other.write_formula(3, 1, "=SUM(B2:B3)", None, 1_800_204)
    other.write_formula(4, 1, '=LOOKUP("Kajutan Förvaltning",A2:A3,B2:B3)', None, 900_103)
    other.write_formula(5, 1, "=B2", None, 900_103)
    hidden = book.add_worksheet("Dolt")
    hidden.write_string(0, 0, "inget här")
    hidden.hide()
    book.define_name("Statuslista", "=Ärenden!$H$4:$H$7")
    book.define_name("Kajutan", "=Ärenden!$D$6")
    book.set_properties(
        {
            "title": "Stora ärenden",
            "comments": "Kajutan Förvaltning",
            "keywords": "900103",
            "author": "xbo",
        }
    )
    book.set_custom_property("Ansvarig", "xlead")
    book.set_custom_property("Kund", "Kajutan Förvaltning")


def with_losses(path: Path) -> None:
    """What cannot be kept: a chart, a text box, a picture of a sparkline, and a link to another workbook."""
    book = import_module("xlsxwriter").Workbook(str(path))
    sheet = book.add_worksheet("Ärenden")
    for down, row in enumerate((HEADINGS, *ROWS)):
        for at, value in enumerate(row):
            sheet.write(down, at, value.isoformat() if isinstance(value, date) else value)
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=Ärenden!$C$2:$C$5"})
    sheet.insert_chart("L2", chart)
    sheet.insert_textbox("L20", "Kom ihåg")
    sheet.add_sparkline("K2", {"range": "Ärenden!C2:C5"})
    sheet.write_formula("K3", "=[1]Blad1!$A$1", None, 17)
    whole = book.add_chart({"type": "line"})
    whole.add_series({"values": "=Ärenden!$C$2:$C$5"})
    book.add_chartsheet("Diagram").set_chart(whole)
    book.close()


def with_libreoffice(source: Path, path: Path) -> None:
    """The first workbook opened and saved again by LibreOffice."""
    with tempfile.TemporaryDirectory() as folder:
        argv = (
            "soffice",
            "--headless",
            "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
            "--outdir",
            folder,
            str(source),
        )
        subprocess.run(argv, check=True, capture_output=True, timeout=180)
        shutil.copy(Path(folder) / source.name, path)


if __name__ == "__main__":
    FILES.mkdir(exist_ok=True)
    with_xlsxwriter(FILES / "tracker-xlsxwriter.xlsx")
    with_losses(FILES / "tracker-losses.xlsx")
    if "--no-libreoffice" not in sys.argv:
        with_libreoffice(FILES / "tracker-xlsxwriter.xlsx", FILES / "tracker-libreoffice.xlsx")
