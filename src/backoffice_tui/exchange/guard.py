"""A workbook is looked at before it is opened: what is no plain .xlsx, or would not fit, is refused in one sentence."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final
from zipfile import ZipInfo

from backoffice_tui.exchange.extent import LONGEST_RUN, Extent, SheetScan
from backoffice_tui.exchange.files import opened
from backoffice_tui.exchange.parts import PIECE, Unfit, directory, unpacked

MOST_PACKED: Final = 128 << 20
"""Bytes of a file that is looked at; 200,000 rows of 20 long distinct texts take half of it."""
MOST_UNPACKED: Final = 384 << 20
MOST_PARTS: Final = 2_000
MOST_TEXTS: Final = 4_200_000
"""Shared texts: 200,000 rows of 20 that are all different."""

_MOST_RATIO = 200
_RATIO_FROM = 1 << 20
# Bytes of sheets; what is larger has more cells than are held in memory, and need not be counted.
_MOST_MEASURED = 128 << 20
_MOST_STYLES = 32 << 20
_STYLES = "xl/styles.xml"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_ZIP = b"PK\x03\x04"
_HEAD = 512
_WORKBOOK = "xl/workbook.xml"
_SHEETS = "xl/worksheets/"
_TEXTS = "xl/sharedstrings.xml"
_NOT_UTF8 = re.compile(
    rb"\A(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*[\"'](?!(?i:utf-?8|us-ascii)[\"'])"
)
_WIDE_XML = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
_DOCTYPE = b"<!DOCTYPE"
# With the first element begun and nothing but the declaration before it, no document type can follow.
_BEGUN = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^<>]*\?>\s*)?<[A-Za-z_]")


@dataclass(frozen=True, slots=True)
class Package:
    """A workbook that may be opened."""

    path: Path
    parts: dict[str, int]
    """Bytes of each part, by its name in lower case."""
    extents: dict[str, Extent]
    """What was seen of each part that holds a sheet."""


def inspect(path: Path) -> Package:
    """Looks through the whole file in flat memory; StoreTrouble with one sentence when it is not to be opened."""
    with opened(path) as file:
        try:
            _refuse_foreign(file)
            parts = directory(file)
            names = _names(parts)
            _refuse_contents(names)
            _refuse_sizes(parts)
            extents = dict(_look_through(file, parts))
        except Unfit as fault:
            raise fault.told(path) from None
    return Package(path, {part.filename.lower(): part.file_size for part in parts}, extents)


def _refuse_foreign(file: BinaryIO) -> None:
    head = file.read(len(_OLD_EXCEL))
    if file.seek(0, 2) > MOST_PACKED:
        raise Unfit("exchange.too-big", most=MOST_PACKED >> 20)
    if head == _OLD_EXCEL:
        raise Unfit("exchange.password" if _contains(file, _LOCKED) else "exchange.old-excel")
    if not head.startswith(_ZIP):
        raise Unfit("exchange.no-workbook")


def _contains(file: BinaryIO, wanted: bytes) -> bool:
    file.seek(0)
    before = b""
    while piece := file.read(PIECE):
        if wanted in before + piece:
            return True
        before = (before + piece)[-len(wanted) :]
    return False


def _names(parts: list[ZipInfo]) -> frozenset[str]:
    if len(parts) > MOST_PARTS:
        raise Unfit("exchange.many-parts")
    names = frozenset(part.filename.lower() for part in parts)
    if len(names) != len(parts):
        raise Unfit("exchange.twice")
    for part in parts:
        if part.flag_bits & 1:
            raise Unfit("exchange.password")
        name = part.orig_filename
        if not name.isprintable() or set(name) & set("\\:") or _leads_out(name):
            raise Unfit("exchange.path", part=name)
    return names


def _leads_out(name: str) -> bool:
    return name.startswith("/") or not {"..", "."}.isdisjoint(name.split("/"))


def _refuse_contents(names: frozenset[str]) -> None:
    if "xl/workbook.bin" in names:
        raise Unfit("exchange.binary")
    if _WORKBOOK not in names or "[content_types].xml" not in names:
        raise Unfit("exchange.no-workbook")
    if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in names):
        raise Unfit("exchange.macros")


def _refuse_sizes(parts: list[ZipInfo]) -> None:
    whole = sum(part.file_size for part in parts)
    if whole > MOST_UNPACKED or any(map(_swells, parts)):
        raise Unfit("exchange.bomb", most=MOST_UNPACKED >> 20)


def _swells(part: ZipInfo) -> bool:
    if part.filename.lower() == _STYLES and part.file_size > _MOST_STYLES:
        return True
    return part.file_size > max(_RATIO_FROM, _MOST_RATIO * part.compress_size)


def _look_through(file: BinaryIO, parts: list[ZipInfo]) -> Iterator[tuple[str, Extent]]:
    left = _MOST_MEASURED
    for part in parts:
        name = part.filename.lower()
        if name.startswith(_SHEETS) and name.endswith(".xml"):
            left -= part.file_size
            yield name, _extent(file, part, worth_it=left >= 0)
        elif name == _TEXTS:
            _refuse_texts(_decent(file, part))
        else:
            for _ in _decent(file, part):
                pass


def _refuse_texts(pieces: Iterator[bytes]) -> None:
    texts = run = 0
    for piece in pieces:
        texts += piece.count(b"<si")
        at = piece.rfind(b"<")
        run = len(piece) - at if at >= 0 else run + len(piece)
        if texts > MOST_TEXTS or run > LONGEST_RUN + PIECE:
            raise Unfit("exchange.bomb", most=MOST_UNPACKED >> 20)


def _extent(file: BinaryIO, part: ZipInfo, *, worth_it: bool) -> Extent:
    scan = SheetScan()
    for piece in _decent(file, part):
        if worth_it:
            scan.feed(piece)
    return scan.close() if worth_it else Extent(usual=False)


def _decent(file: BinaryIO, part: ZipInfo) -> Iterator[bytes]:
    """The part's content; Unfit when a document type, or a spelling in which one could hide, is in it."""
    head = before = b""
    begun = False
    for piece in unpacked(file, part):
        begun = begun or (not head and _BEGUN.match(piece) is not None)
        head += piece[: _HEAD - len(head)]
        if not begun and (_DOCTYPE in piece or _DOCTYPE in before + piece[: len(_DOCTYPE)]):
            raise Unfit("exchange.doctype", part=part.filename)
        before = (before + piece[-len(_DOCTYPE) :])[-len(_DOCTYPE) :]
        yield piece
    # All spreadsheet programs write UTF-8.
    if head.startswith(_WIDE_XML) or _NOT_UTF8.search(head):
        raise Unfit("exchange.encoding", part=part.filename)
