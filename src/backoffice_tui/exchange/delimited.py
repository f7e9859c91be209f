"""Text with separated values as spreadsheet programs and other systems write it."""

import codecs
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final, TextIO

from backoffice_tui.exchange.files import opened, shown, told
from backoffice_tui.exchange.sheets import Row
from backoffice_tui.routine.errors import StoreTrouble
from backoffice_tui.texts import say

LONGEST: Final = 1 << 20
"""Characters of a line or a cell; more is a quotation mark that was never closed."""

_PIECE = 1 << 20
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_DELIMITERS = (";", ",", "\t")
_NO_DELIMITER = "\x1f"
_QUOTED = re.compile(r'"[^"]*"?')
_NAMED = re.compile(r'"?sep=(.)"?[\r\n]*\Z', re.IGNORECASE)

# A cell that a spreadsheet would run is written with an apostrophe before it, and read without;
# where apostrophes already stand before such a sign there is one more, so that every text comes back.
_RUNS = re.compile(r"'*[=+\-@\t\r\n]")
_WAS_KEPT_FROM_RUNNING = re.compile(r"'+[=+\-@\t\r\n]")


def harmless(text: str) -> str:
    """The text with an apostrophe before it when a spreadsheet would take it for a formula."""
    return f"'{text}" if _RUNS.match(text) else text


def as_it_was(text: str) -> str:
    """The text that `harmless` was given."""
    return text[1:] if _WAS_KEPT_FROM_RUNNING.match(text) else text


@dataclass(slots=True)
class TextFile:
    """What must be known before a file of text is cut into rows."""

    path: Path
    encoding: str
    lines: int
    notes: list[str] = field(default_factory=list)


def look_at(path: Path) -> TextFile:
    """Finds the encoding by reading all of it once, in flat memory; StoreTrouble when the file is a workbook."""
    with opened(path) as file, told(path):
        head = file.read(4)
        if head.startswith(_WORKBOOKS):
            raise StoreTrouble("exchange.is-workbook", name=shown(path))
        file.seek(0)
        encoding = next((name for mark, name in _MARKS if head.startswith(mark)), "utf-8")
        decoder = codecs.getincrementaldecoder("utf-8")()
        lines, utf8, nul = 1, True, False
        while piece := file.read(_PIECE):
            lines += max(piece.count(b"\n"), piece.count(b"\r"))
            nul = nul or b"\0" in piece
            utf8 = utf8 and _decodes(decoder, piece, final=False)
        utf8 = utf8 and _decodes(decoder, b"", final=True)
    found = TextFile(path, encoding, lines)
    if encoding == "utf-8" and not utf8:
        found.encoding = "cp1252"
        found.notes.append(say("exchange.guessed-encoding"))
    if nul and encoding != "utf-16":
        found.notes.append(say("exchange.nul"))
    return found


def _decodes(decoder: codecs.IncrementalDecoder, piece: bytes, *, final: bool) -> bool:
    try:
        decoder.decode(piece, final)
    except UnicodeDecodeError:
        return False
    return True


def delimiters(text: TextFile, rows_looked_at: int) -> list[str]:
    """The signs that may separate the values, the likeliest first; the file may name its own by `sep=`."""
    with _text(text) as stream:
        lines = [
            line for line in islice(_lines(stream, text.path), rows_looked_at + 1) if line.strip()
        ]
    if lines and (named := _NAMED.match(lines[0])):
        return [named[1]]
    outside = [_QUOTED.sub("", line) for line in lines[:rows_looked_at]]
    counts = {sign: max((line.count(sign) for line in outside), default=0) for sign in _DELIMITERS}
    likely = sorted((sign for sign in _DELIMITERS if counts[sign]), key=lambda sign: -counts[sign])
    return likely or [_NO_DELIMITER]


def rows(text: TextFile, delimiter: str) -> Iterator[Row]:
    """Each record with the line it starts on; StoreTrouble names the row whose quotation marks do not match."""
    with _text(text) as stream:
        csv.field_size_limit(LONGEST)
        lines = _lines(stream, text.path)
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        start = 1
        try:
            for record in reader:
                if start > 1 or not _NAMED.match(delimiter.join(record)):
                    yield start, tuple(as_it_was(value) or None for value in record)
                start = reader.line_num + 1
        except csv.Error:
            raise StoreTrouble("exchange.quotation", name=shown(text.path), row=start) from None


def _text(text: TextFile) -> TextIO:
    with told(text.path):
        return text.path.open(encoding=text.encoding, errors="replace", newline="")


def _lines(stream: TextIO, path: Path) -> Iterator[str]:
    number = 0
    while line := stream.readline(LONGEST):
        number += 1
        if len(line) >= LONGEST:
            raise StoreTrouble("exchange.long-line", name=shown(path), row=number)
        yield line.replace("\0", "") if "\0" in line else line
