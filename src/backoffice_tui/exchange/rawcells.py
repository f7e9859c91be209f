"""The cells of a sheet as they stand in the file, with style and formula, row by row in flat memory."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZipFile

from backoffice_tui.exchange.extent import LONGEST_RUN, column
from backoffice_tui.exchange.sheetxml import MOST_COLUMNS, MOST_ROWS

EMPTY, TEXT, NUMBER, FORMULA, OTHER = "", "s", "n", "f", "o"
"""What a cell holds; OTHER is a truth value, an error or a day as text."""

_PIECE = 1 << 16
_DIGITS = "0123456789"
_IN_TEXTS: Final = frozenset({"r", "rPr", "t", "rPh", "phoneticPr"})
_ROW: Final[tuple[str, ...]] = (
    "s",
    "customFormat",
    "ht",
    "hidden",
    "customHeight",
    "outlineLevel",
    "collapsed",
)
_FORMULA: Final[tuple[str, ...]] = ("t", "ref", "si", "ca", "aca")


class Raw:
    """One cell: a text is kept as people read it and, where it has several fonts, as marked up."""

    __slots__ = ("column", "formula", "kind", "markup", "style", "type", "value")

    def __init__(self, column: int, style: str) -> None:
        self.column, self.style = column, style
        self.kind, self.type = EMPTY, ""
        self.value, self.markup = "", ""
        self.formula: dict[str, str] = {}
        """The attributes of a formula whose text is `value`."""

    def clear(self) -> None:
        """Leave nothing but the look."""
        self.kind, self.type, self.value, self.markup, self.formula = EMPTY, "", "", "", {}


@dataclass(slots=True)
class RawRow:
    """A row by its own number, with what it says of its look."""

    number: int
    look: dict[str, str]
    cells: list[Raw] = field(default_factory=list)


class _Words:
    """Gathers one text, with its runs where it has several fonts."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self._markup: list[str] = []
        self._several = False
        self._odd = 0
        self._reading = 0
        self._in_text = False
        self._size = 0

    def begin(self, local: str, attributes: dict[str, str], *, deep: bool) -> None:
        """An element inside the text; what the format does not know there is passed over."""
        if local not in _IN_TEXTS and not deep:
            self._odd += 1
        if self._odd:
            return
        # Runs stand side by side; a text without any has nothing to mark up.
        self._several = self._several or local == "r"
        self._reading += local == "rPh"
        self._in_text = local == "t"
        if not self._several:
            return
        kept = "".join(
            f" {name}={quoteattr(value)}"
            for name, value in attributes.items()
            if ":" not in name or name == "xml:space"
        )
        self._markup.append(f"<{local}{kept}>")

    def end(self, local: str, *, deep: bool) -> None:
        """The element ends."""
        if self._odd:
            self._odd -= local not in _IN_TEXTS and not deep
            return
        self._reading -= local == "rPh"
        self._in_text = False
        if self._several:
            self._markup.append(f"</{local}>")

    def add(self, data: str) -> None:
        """Characters; ValueError when there are more than a cell can hold."""
        if not self._in_text or self._odd:
            return
        self._size += len(data)
        if self._size > LONGEST_RUN:
            raise ValueError("text")
        if not self._reading:
            self.text.append(data)
        if self._several:
            self._markup.append(escape(data))

    @property
    def taken(self) -> tuple[str, str]:
        """The text, and its markup where it has several fonts."""
        return "".join(self.text), "".join(self._markup) if self._several else ""


class _Parser:
    """What shared texts and sheets have in common: texts that may be marked up."""

    def __init__(self, holder: str) -> None:
        self._holder = holder
        self._locals: dict[str, str] = {}
        self.words: _Words | None = None
        self._look = 0

    def local(self, name: str) -> str:
        """The element's name without its prefix, which is worked out once."""
        self._locals[name] = found = name.rpartition(":")[2]
        return found

    def parse(self, archive: ZipFile, part: str) -> Iterator[None]:
        """Reads the part piece by piece, pausing after each."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self.data
        with archive.open(part) as file:
            while piece := file.read(_PIECE):
                parser.Parse(piece, False)
                yield
            parser.Parse(b"", True)
            yield

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = self._locals.get(name) or self.local(name)
        if self.words is not None:
            self.words.begin(local, attributes, deep=self._look > 0)
            self._look += local == "rPr" or self._look > 0
        elif local == self._holder:
            self.words = _Words()
        else:
            self.begin(local, attributes)

    def _end(self, name: str) -> None:
        local = self._locals.get(name) or self.local(name)
        if self.words is not None and local == self._holder:
            self.held(*self.words.taken)
            self.words = None
        elif self.words is not None:
            self._look -= self._look > 0
            self.words.end(local, deep=self._look > 0)
        else:
            self.finish(local)

    def data(self, data: str) -> None:
        """Characters between two tags."""
        if self.words is not None:
            self.words.add(data)

    def begin(self, local: str, attributes: dict[str, str]) -> None:
        """An element outside of texts."""

    def finish(self, local: str) -> None:
        """Its end."""

    def held(self, text: str, markup: str) -> None:
        """A text is complete."""


class _Shared(_Parser):
    def __init__(self) -> None:
        super().__init__("si")
        self.texts: list[tuple[str, str]] = []

    def held(self, text: str, markup: str) -> None:
        self.texts.append((text, markup))


def shared(archive: ZipFile) -> list[tuple[str, str]]:
    """All texts that cells share, each with its markup where it has several fonts."""
    reader = _Shared()
    name = next((n for n in archive.namelist() if n.lower() == "xl/sharedstrings.xml"), None)
    for _ in reader.parse(archive, name) if name else ():
        pass
    return reader.texts


class _Sheet(_Parser):
    def __init__(self, texts: list[tuple[str, str]]) -> None:
        super().__init__("is")
        self._texts = texts
        self.rows: list[RawRow] = []
        self._row = RawRow(0, {})
        self._cell = Raw(0, "")
        self._columns: dict[str, int] = {}
        self._gathered: list[str] | None = None

    def begin(self, local: str, attributes: dict[str, str]) -> None:
        if local == "c":
            letters = attributes.get("r", "").rstrip(_DIGITS)
            at = self._number_of(letters) if letters else self._cell.column + 1
            if not self._cell.column < at <= MOST_COLUMNS:
                raise ValueError(letters)
            self._cell = cell = Raw(at, attributes.get("s", ""))
            cell.type = attributes.get("t", "n")
            self._row.cells.append(cell)
        elif local in {"v", "f"}:
            self._gathered = []
            if local == "f":
                kept = {name: attributes[name] for name in _FORMULA if name in attributes}
                self._cell.formula = {"t": "normal"} | kept
        elif local == "row":
            look = {name: attributes[name] for name in _ROW if name in attributes}
            number = int(attributes.get("r") or self._row.number + 1)
            if not self._row.number < number <= MOST_ROWS:
                raise ValueError(number)
            self._row = RawRow(number, look)
            self._cell = Raw(0, "")

    def data(self, data: str) -> None:
        if self._gathered is not None:
            self._gathered.append(data)
        else:
            super().data(data)

    def finish(self, local: str) -> None:
        cell = self._cell
        if local == "f":
            cell.kind, cell.value = FORMULA, self._taken()
        elif local == "v":
            text = self._taken()
            if cell.kind is FORMULA:
                # What the formula came to; kept only where the formula itself cannot be.
                cell.markup = text
            elif text:
                self._fill(cell, text)
        elif local == "row":
            self.rows.append(self._row)

    def held(self, text: str, markup: str) -> None:
        if text:
            self._cell.kind, self._cell.value, self._cell.markup = TEXT, text, markup

    def _taken(self) -> str:
        text = "".join(self._gathered or ())
        self._gathered = None
        if len(text) > LONGEST_RUN:
            raise ValueError("text")
        return text

    def _fill(self, cell: Raw, text: str) -> None:
        if cell.type == "s":
            cell.kind = TEXT
            cell.value, cell.markup = self._texts[int(text)]
        elif cell.type in {"n", "b", "e", "d"}:
            cell.kind, cell.value = NUMBER if cell.type == "n" else OTHER, text
        else:
            cell.kind, cell.value = TEXT, text

    def _number_of(self, letters: str) -> int:
        if letters not in self._columns:
            self._columns[letters] = column(letters.upper().encode())
        return self._columns[letters]


def cells(archive: ZipFile, part: str, texts: list[tuple[str, str]]) -> Iterator[RawRow]:
    """Every row of the sheet that the file mentions, empty ones too, in the order of the file."""
    reader = _Sheet(texts)
    for _ in reader.parse(archive, part):
        yield from reader.rows
        reader.rows.clear()
