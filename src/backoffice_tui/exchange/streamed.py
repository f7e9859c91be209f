"""A sheet read cell by cell in flat memory, wherever its cells stand.

For what calamine cannot hold: it keeps the rectangle around all cells, so that a stray cell in the last
corner of a sheet ends the whole process. openpyxl would take eight times as long.
"""

import re
from array import array
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Final, TypeAlias
from xml.etree.ElementTree import Element
from xml.parsers import expat
from zipfile import ZipFile

from backoffice_tui.exchange.extent import LONGEST_RUN, column

MOST_COLUMNS: Final = 256
"""How far to the right is read."""

Value: TypeAlias = str | float | date | time | timedelta | None

_PIECE = 1 << 16
_BLANKS = " \t\r\n"
_DIGITS = "0123456789"
_TRUE = {"1", "true"}
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def unescaped(text: str) -> str:
    """The text with the format's own escapes (`_x000D_`) resolved."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


class Texts:
    """The texts that cells share, kept as UTF-8 end to end."""

    def __init__(self) -> None:
        self._all = bytearray()
        self._ends = array("Q", [0])

    def add(self, text: str) -> None:
        """Takes the next text."""
        self._all += text.encode("utf-8", "replace")
        self._ends.append(len(self._all))

    def __getitem__(self, place: int) -> str:
        if place < 0:
            raise IndexError(place)
        return self._all[self._ends[place] : self._ends[place + 1]].decode()


class _Locals(dict[str, str]):
    """Names of elements without their prefix, each worked out once."""

    def __missing__(self, name: str) -> str:
        self[name] = local = name.rpartition(":")[2]
        return local


class _Reader:
    """What both kinds of parts have in common: texts, some of them in runs, beside which readings may stand."""

    def __init__(self) -> None:
        self.names = _Locals()
        self.gathered: list[str] = []
        self._length = 0
        self._in_text = self._in_reading = self._keeps_blanks = False
        self._begun = 0

    def parse(self, archive: ZipFile, part: str) -> Iterator[None]:
        """Reads the part piece by piece, pausing after each."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text
        with archive.open(part) as file:
            while piece := file.read(_PIECE):
                parser.Parse(piece, False)
                yield
            parser.Parse(b"", True)
            yield

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        local = self.names[name]
        if local in {"v", "t"}:
            self._in_text = not self._in_reading
            self._keeps_blanks = local == "v" or attributes.get("xml:space") == "preserve"
            self._begun = len(self.gathered)
        elif local == "rPh":
            self._in_reading = True
        else:
            self.begin(local, attributes)

    def end(self, name: str) -> None:
        """An element ends."""
        local = self.names[name]
        if local in {"v", "t"}:
            self._in_text = False
            if not self._keeps_blanks:
                whole = "".join(self.gathered[self._begun :])
                self.gathered[self._begun :] = [whole.strip(_BLANKS)]
        elif local == "rPh":
            self._in_reading = False
        else:
            self.finish(local)

    def text(self, data: str) -> None:
        """Characters between two tags; ValueError when there are more than a cell can hold."""
        if self._in_text:
            self._length += len(data)
            if self._length > LONGEST_RUN:
                raise ValueError("text")
            self.gathered.append(data)

    def take(self) -> str:
        """What was gathered since the last time."""
        text = "".join(self.gathered)
        self.gathered.clear()
        self._length = 0
        return text

    def begin(self, local: str, attributes: dict[str, str]) -> None:
        """For what is a part's own."""

    def finish(self, local: str) -> None:
        """For what is a part's own."""


class _SharedTexts(_Reader):
    def __init__(self) -> None:
        super().__init__()
        self.texts = Texts()

    def finish(self, local: str) -> None:
        if local == "si":
            self.texts.add(unescaped(self.take()))


def shared_texts(archive: ZipFile) -> Texts:
    """All shared texts; none when the workbook has no such part."""
    reader = _SharedTexts()
    name = next((n for n in archive.namelist() if n.lower() == "xl/sharedstrings.xml"), None)
    for _ in reader.parse(archive, name) if name else ():
        pass
    return reader.texts


def date_styles(styles: Element) -> dict[str, bool]:
    """The cell formats that show a number as a day or a time, and whether it is a length of time."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format

    codes: dict[str, str] = {str(number): code for number, code in BUILTIN_FORMATS.items()}
    used: list[str] = []
    for element in styles.iter():
        local = element.tag.rpartition("}")[2]
        if local == "numFmt":
            codes[element.get("numFmtId", "")] = element.get("formatCode", "")
        elif local == "cellXfs":
            used = [entry.get("numFmtId", "0") for entry in element]
    shown = [codes.get(key, "") for key in used]
    return {
        str(place): is_timedelta_format(code)
        for place, code in enumerate(shown)
        if is_date_format(code) or is_timedelta_format(code)
    }


class _Sheet(_Reader):
    def __init__(self, texts: Texts, dates: dict[str, bool], epoch: datetime) -> None:
        super().__init__()
        self.rows: list[tuple[int, tuple[Value, ...]]] = []
        self._texts, self._dates, self._epoch = texts, dates, epoch
        self._cells: dict[int, Value] = {}
        self._row = self._column = 0
        self._kind, self._style = "n", ""
        self._columns: dict[str, int] = {}

    def begin(self, local: str, attributes: dict[str, str]) -> None:
        if local == "c":
            letters = attributes.get("r", "").rstrip(_DIGITS)
            self._column = self._number_of(letters) if letters else self._column + 1
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "")
        elif local == "row":
            self._row = int(attributes.get("r") or self._row + 1)
            self._column = 0

    def finish(self, local: str) -> None:
        if local == "c":
            text = self.take()
            if text:
                # One place further stands for all that is too far out, so that it is noticed.
                self._cells[min(self._column, MOST_COLUMNS + 1)] = self._value(text)
        elif local == "row" and self._cells:
            last = max(self._cells)
            self.rows.append((self._row, tuple(map(self._cells.get, range(1, last + 1)))))
            self._cells.clear()

    def _number_of(self, letters: str) -> int:
        if letters not in self._columns:
            self._columns[letters] = column(letters.upper().encode())
        return self._columns[letters]

    def _value(self, text: str) -> Value:
        match self._kind:
            case "s":
                return self._texts[int(text)]
            case "n":
                return self._number(text)
            case "b":
                return text.strip() in _TRUE
            case "d":
                return _day(text)
        return unescaped(text)

    def _number(self, text: str) -> Value:
        from openpyxl.utils.datetime import from_excel

        try:
            value = float(text)
            if self._style in self._dates:
                found: Value = from_excel(value, self._epoch, timedelta=self._dates[self._style])
                return found
        except OverflowError:
            return value
        except ValueError:
            return text
        return value


def _day(text: str) -> Value:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return text


def stream(
    archive: ZipFile, part: str, styles: Element, epoch: datetime
) -> Iterator[tuple[int, tuple[Value, ...]]]:
    """The rows that have anything in them, in the order of the file, with the numbers they give themselves."""
    reader = _Sheet(shared_texts(archive), date_styles(styles), epoch)
    for _ in reader.parse(archive, part):
        yield from reader.rows
        reader.rows.clear()
