"""A workbook without its cells: the parts that openpyxl knows, loaded from a copy that holds no others."""

import io
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from posixpath import dirname, join, normpath
from typing import Any, Final
from xml.etree.ElementTree import Element, ParseError, fromstring, tostring
from zipfile import BadZipFile, ZipFile

from backoffice_tui.exchange.files import shown, told
from backoffice_tui.exchange.guard import Package
from backoffice_tui.exchange.sheets import Sheet
from backoffice_tui.routine.errors import Refused, StoreTrouble

MOST_REBUILT: Final = 96 << 20
"""Bytes of its sheets, unpacked; a tracker with more is no tracker any more."""

_MOST_FURNITURE = 8 << 20
_MOST_AREA = 50_000
_BOOK = "xl/workbook.xml"
_BOOK_LINKS = "xl/_rels/workbook.xml.rels"
_TYPES = "[Content_Types].xml"
_WHOLE = (
    _TYPES,
    "xl/styles.xml",
    "xl/theme/theme1.xml",
    "docProps/core.xml",
    "docProps/custom.xml",
)
_KEPT_IN_BOOK: Final = frozenset(
    {"workbookPr", "bookViews", "sheets", "definedNames", "calcPr", "workbookProtection"}
)
_BOOK_KINDS: Final = ("/worksheet", "/styles", "/theme")
_SHEET_KINDS: Final = ("/hyperlink", "/comments", "/table")
_OPEN = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?sheetData(?:\s[^<>]*)?>")
_CLOSE = re.compile(rb"</(?:[A-Za-z_][\w.-]*:)?sheetData\s*>")
_ROWS_EXPANDED = ("mergeCell", "hyperlink", "comment")
# What is raised for a part that is well formed and makes no sense.
WRONG_INSIDE = (ParseError, BadZipFile, ValueError, LookupError, TypeError, AttributeError)


@dataclass(slots=True)
class Furniture:
    """What a sheet has besides its cells: its own part without them, and the cells that comments and links sit on."""

    title: str
    part: str
    tree: Element
    places: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Outline:
    """A workbook as openpyxl has it, its sheets beside what their parts said."""

    book: Any
    sheets: list[Furniture]
    tree: Element
    """The part of the workbook itself, as it was."""


def outline(package: Package, sheets: list[Sheet]) -> Outline:
    """Loads all but the cells; Refused for a workbook too large, StoreTrouble for one that is wrong inside."""
    path = package.path
    if sum(package.parts[sheet.part.lower()] for sheet in sheets) > MOST_REBUILT:
        raise Refused("tracker.too-large", name=shown(path), most=MOST_REBUILT >> 20)
    try:
        with told(path), ZipFile(path) as archive:
            return _Loading(archive, sheets).outline()
    except WRONG_INSIDE:
        raise StoreTrouble("exchange.damaged", name=shown(path)) from None


class _Loading:
    """One workbook on its way."""

    def __init__(self, archive: ZipFile, sheets: list[Sheet]) -> None:
        self._archive, self._sheets = archive, sheets
        self._names = {name.lower(): name for name in archive.namelist()}
        self._kept: dict[str, bytes] = {}
        self._expanded = 0

    def outline(self) -> Outline:
        """What is left when every cell and every unknown part is left out."""
        from openpyxl import load_workbook

        for name in _WHOLE:
            if name.lower() in self._names:
                self._kept[name] = self._read(name)
        furniture = [self._sheet(sheet) for sheet in self._sheets]
        tree = fromstring(self._read(_BOOK))  # noqa: S314 (the guard refused document types)
        self._book(tree)
        self._kept[_TYPES] = _types_of(self._kept)
        packed = io.BytesIO()
        with ZipFile(packed, "w") as copy:
            for name, content in self._kept.items():
                copy.writestr(name, content)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(packed, keep_links=False)
        return Outline(book, furniture, fromstring(self._read(_BOOK)))  # noqa: S314

    def _read(self, name: str) -> bytes:
        return self._archive.read(self._names[name.lower()])

    def _sheet(self, sheet: Sheet) -> Furniture:
        content = without_cells(self._archive.read(sheet.part))
        if len(content) > _MOST_FURNITURE:
            raise ValueError(sheet.part)
        self._kept[sheet.part] = content
        found = Furniture(sheet.title, sheet.part, fromstring(content))  # noqa: S314
        found.places += self._places(found.tree)
        found.places += self._links(sheet.part)
        return found

    def _places(self, tree: Element) -> Iterator[str]:
        """The cells that links sit on, once it is known that nothing spans half the sheet."""
        for element in tree.iter():
            local = element.tag.rpartition("}")[2]
            if local not in _ROWS_EXPANDED:
                continue
            self._expanded += _area(element.get("ref", ""))
            if self._expanded > _MOST_AREA:
                raise ValueError(local)
            if local != "mergeCell":
                yield element.get("ref", "")

    def _links(self, part: str) -> list[str]:
        """Keeps what the sheet refers to and openpyxl knows; the cells that comments sit on."""
        name = f"{dirname(part)}/_rels/{part.rpartition('/')[2]}.rels"
        if name.lower() not in self._names:
            return []
        tree = fromstring(self._read(name))  # noqa: S314
        places: list[str] = []
        for link in list(tree):
            if not link.get("Type", "").endswith(_SHEET_KINDS):
                tree.remove(link)
            elif link.get("TargetMode") != "External":
                target = _target(part, link.get("Target", ""))
                content = self._read(target)
                if link.get("Type", "").endswith("/comments"):
                    places += self._places(fromstring(content))  # noqa: S314
                link.set("Target", f"/{target}")
                self._kept[target] = content
        self._kept[name] = tostring(tree)
        return places

    def _book(self, tree: Element) -> None:
        links = fromstring(self._read(_BOOK_LINKS))  # noqa: S314
        for link in list(links):
            if not link.get("Type", "").endswith(_BOOK_KINDS):
                links.remove(link)
        known = {link.get("Id") for link in links if link.get("Type", "").endswith("/worksheet")}
        for part in list(tree):
            if part.tag.rpartition("}")[2] not in _KEPT_IN_BOOK:
                tree.remove(part)
        _drop_other_sheets(tree, known)
        self._kept[_BOOK], self._kept[_BOOK_LINKS] = tostring(tree), tostring(links)


def _types_of(kept: dict[str, bytes]) -> bytes:
    """The list of contents without the parts that are left out."""
    tree = fromstring(kept[_TYPES])  # noqa: S314 (the guard refused document types)
    for part in list(tree):
        name = part.get("PartName")
        if name is not None and name.removeprefix("/") not in kept:
            tree.remove(part)
    return tostring(tree)


def without_cells(content: bytes) -> bytes:
    """A sheet's part with nothing between the tags that hold its rows; ValueError when it has no such tags."""
    opening = _OPEN.findall(content)
    if len(opening) != 1:
        raise ValueError("sheetData")
    start = content.index(opening[0]) + len(opening[0])
    if opening[0].endswith(b"/>"):
        return content
    closing = list(_CLOSE.finditer(content))
    if len(closing) != 1 or closing[0].start() < start:
        raise ValueError("sheetData")
    return content[:start] + content[closing[0].start() :]


def _drop_other_sheets(tree: Element, known: set[str | None]) -> None:
    """Chart sheets go; what points to a sheet by its place follows it."""
    places: dict[int, int] = {}
    for holder in tree.iterfind("{*}sheets"):
        for at, sheet in enumerate(list(holder)):
            link = next((v for k, v in sheet.attrib.items() if k.endswith("}id")), None)
            if link in known:
                places[at] = len(places)
            else:
                holder.remove(sheet)
    _move_names(tree, places)
    for view in tree.iterfind("{*}bookViews/{*}workbookView"):
        for key in ("activeTab", "firstSheet"):
            if key in view.attrib:
                view.set(key, str(places.get(int(view.attrib[key]), 0)))


def _move_names(tree: Element, places: dict[int, int]) -> None:
    for holder in tree.iterfind("{*}definedNames"):
        for name in list(holder):
            local = name.get("localSheetId")
            if local is not None and int(local) not in places:
                holder.remove(name)
            elif local is not None:
                name.set("localSheetId", str(places[int(local)]))


def _target(part: str, target: str) -> str:
    return target[1:] if target.startswith("/") else normpath(join(dirname(part), target))


def _area(reference: str) -> int:
    from openpyxl.utils.cell import range_boundaries

    left, top, right, bottom = map(int, range_boundaries(reference))
    return (right - left + 1) * (bottom - top + 1)
