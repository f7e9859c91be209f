"""A table that a team keeps in a workbook of its own: found as it is, and the workbook rebuilt around what changed.

Nothing is edited in place. The new file is put together from what is known to survive, cell by cell, so
that what is left out of it is in no part of it.
"""

import io
import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO
from xml.etree.ElementTree import fromstring
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from backoffice_tui.exchange import rawcells
from backoffice_tui.exchange.files import held_by, replacing, shown, told
from backoffice_tui.exchange.found import ENDING, Found, find, has, stamp_of
from backoffice_tui.exchange.growing import adopt_newer_lists, grow
from backoffice_tui.exchange.losses import losses
from backoffice_tui.exchange.outline import WRONG_INSIDE, Furniture, outline
from backoffice_tui.exchange.rebuilt import Edits, SheetRows
from backoffice_tui.exchange.scrub import Scrub
from backoffice_tui.exchange.sheets import Sheet
from backoffice_tui.exchange.streamed import date_styles
from backoffice_tui.exchange.traces import Traces
from backoffice_tui.routine.errors import Conflict, Refused, StoreTrouble
from backoffice_tui.routine.text import clean
from backoffice_tui.texts import say

__all__ = ["ENDING", "Edits", "Found", "Rebuilt", "Traces", "find", "has", "rebuild", "refuse_held"]

_DIMENSION = re.compile(rb"<dimension [^<>]*/>")
_PIECE = 1 << 16
_SHOWN = 5
_STYLES = "xl/styles.xml"


@dataclass(slots=True)
class Rebuilt:
    """What the new workbook has lost against the old one."""

    dropped: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    """Where else something stood that was erased, and was taken away too."""


def holder_of(path: Path) -> str | None:
    """Who has the workbook open, empty when that cannot be read; None when nobody has."""
    return held_by(path.resolve())


def refuse_held(path: Path) -> None:
    """Conflict that names who has the workbook open in Excel or LibreOffice."""
    holder = holder_of(path)
    if holder:
        raise Conflict("exchange.held-by", name=shown(path), by=holder)
    if holder is not None:
        raise Conflict("exchange.held", name=shown(path))


def rebuild(
    found: Found,
    edits: Edits,
    traces: Traces,
    *,
    dry_run: bool = False,
    refuse_loss: bool = False,
) -> Rebuilt:
    """Puts a new workbook in the place of the old one, whole or not at all; a dry run only says what it would lose.

    Conflict when somebody has it open or changed it since it was found, Refused when it is too large or,
    with `refuse_loss`, would lose something, StoreTrouble when it is wrong inside or cannot be written.
    """
    if dry_run:
        return _Rebuilding(found, edits, traces).into(io.BytesIO())
    refuse_held(found.path)
    with replacing(found.path) as file:
        rebuilt = _Rebuilding(found, edits, traces).into(file)
        if rebuilt.dropped and refuse_loss:
            what = ", ".join(rebuilt.dropped)
            raise Refused("tracker.would-drop", name=shown(found.path), what=what)
        if stamp_of(found.path) != found.stamp:
            raise Conflict("tracker.changed-meanwhile", name=shown(found.path))
    return rebuilt


class _Rebuilding:
    """One workbook on its way."""

    def __init__(self, found: Found, edits: Edits, traces: Traces) -> None:
        self._found, self._edits, self._traces = found, edits, traces
        self._outline = outline(found.package, found.sheets)
        self._rebuilt = Rebuilt(losses(found.package, self._outline))
        self._dates: dict[str, bool] = {}

    def into(self, file: BinaryIO) -> Rebuilt:
        """Fills the file."""
        try:
            made = self._made()
            with (
                told(self._found.path),
                ZipFile(made) as frame,
                ZipFile(self._found.path) as source,
                ZipFile(file, "w") as target,
            ):
                self._assemble(frame, source, target)
        except WRONG_INSIDE:
            raise StoreTrouble("exchange.damaged", name=shown(self._found.path)) from None
        return self._rebuilt

    def _made(self) -> io.BytesIO:
        """The workbook with everything but cells."""
        book, found = self._outline.book, self._found
        scrub = Scrub(self._traces, self._rebuilt.places)
        scrub.book(book)
        for at, (sheet, furniture) in enumerate(self._sheets()):
            ours = at == found.at
            adopt_newer_lists(sheet, furniture.tree)
            erased = self._edits.bare if ours else ()
            scrub.sheet(sheet, furniture, erased, self._edits.spared if ours else frozenset())
            if ours and self._edits.added:
                last = self._edits.like or found.heading_row
                _refuse_merged(sheet, self._edits.added)
                grow(sheet, found.heading_row, last, max(self._edits.added))
        if book.calculation is not None:
            book.calculation.fullCalcOnLoad = True
        made = io.BytesIO()
        book.save(made)
        return made

    def _sheets(self) -> Iterator[tuple[Any, Furniture]]:
        yield from zip(self._outline.book.worksheets, self._outline.sheets, strict=True)

    def _assemble(self, frame: ZipFile, source: ZipFile, target: ZipFile) -> None:
        parts = {sheet.path.removeprefix("/"): at for at, (sheet, _) in enumerate(self._sheets())}
        texts = rawcells.shared(source)
        self._dates = _date_styles(source)
        for name in frame.namelist():
            entry = ZipInfo(name, time.localtime()[:6])
            entry.compress_type = ZIP_DEFLATED
            with target.open(entry, "w") as part:
                if name in parts:
                    for piece in self._sheet(frame.read(name), parts[name], source, texts):
                        part.write(piece)
                else:
                    part.write(frame.read(name))

    def _sheet(
        self, content: bytes, at: int, source: ZipFile, texts: list[tuple[str, str]]
    ) -> Iterator[bytes]:
        sheet = self._found.sheets[at]
        rows = SheetRows(
            clean(sheet.title, one_line=True, limit=60),
            self._edits if at == self._found.at else Edits(),
            self._traces,
            self._dates,
            self._outline.book.epoch.year == 1904,
        )
        start = content.index(b"<sheetData")
        closing = b"</sheetData>"
        end = content.find(closing)
        end = content.index(b">", start) + 1 if end < 0 else end + len(closing)
        yield _DIMENSION.sub(b"", content[:start]) + b"<sheetData>"
        template = self._template(source, sheet, texts) if rows.edits.added else None
        gathered: list[str] = []
        size = 0
        for row in rows.written(rawcells.cells(source, sheet.part, texts), template):
            gathered.append(row)
            size += len(row)
            if size > _PIECE:
                yield "".join(gathered).encode()
                gathered, size = [], 0
        yield "".join(gathered).encode()
        yield b"</sheetData>" + content[end:]
        self._rebuilt.places += rows.places
        if rows.outside:
            cells = ", ".join(rows.outside[:_SHOWN])
            more = " …" if len(rows.outside) > _SHOWN else ""
            self._rebuilt.dropped.append(say("tracker.lost.outside", cells=cells + more))

    def _template(
        self, source: ZipFile, sheet: Sheet, texts: list[tuple[str, str]]
    ) -> rawcells.RawRow | None:
        for row in rawcells.cells(source, sheet.part, texts):
            if row.number == self._edits.like:
                return row
        return None


def _date_styles(archive: ZipFile) -> dict[str, bool]:
    """The styles of cells that show a number as a day or a time."""
    if _STYLES not in archive.namelist():
        return {}
    return date_styles(fromstring(archive.read(_STYLES)))  # noqa: S314 (the guard looked at it)


def _refuse_merged(sheet: Any, added: Iterable[int]) -> None:
    for area in sheet.merged_cells.ranges:
        for row in added:
            if area.min_row <= row <= area.max_row:
                raise Refused("exchange.merged", name=clean(sheet.title, one_line=True), row=row)
