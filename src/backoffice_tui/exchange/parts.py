"""The parts of a zip archive, unpacked piece by piece and never further than the archive admits to."""

import os
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from backoffice_tui.exchange.files import shown
from backoffice_tui.routine.errors import StoreTrouble
from backoffice_tui.routine.text import clean

PIECE: Final = 1 << 20
"""The most bytes held at a time."""

_RAW = 1 << 16
_LOCAL_HEADER = 30
_LOCAL_SIGN = b"PK\x03\x04"
_END = struct.Struct("<4s4H2LH")
_END_SIGN = b"PK\x05\x06"
_END_SPAN = 65_535 + 22
_END64_SIGN = b"PK\x06\x06"
_END64_BEFORE = 20 + 56
_END64_SIZE_AT = 40
_DIRECTORY_MOST = 1 << 20


class Unfit(Exception):
    """Why an archive is not opened: the key of a sentence, and what the sentence names."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key = key
        self.values = {
            name: clean(value, one_line=True, limit=60) for name, value in values.items()
        }

    def told(self, path: Path) -> StoreTrouble:
        """The same as a problem of the file, for people to read."""
        trouble = StoreTrouble(self.key)
        trouble.values = {"name": shown(path), **self.values}
        return trouble


def directory(file: BinaryIO) -> list[ZipInfo]:
    """The entries of the archive; Unfit when there are far too many or none can be read."""
    if _directory_size(file) > _DIRECTORY_MOST:
        raise Unfit("exchange.many-parts")
    try:
        with ZipFile(file) as archive:
            return archive.infolist()
    except (BadZipFile, NotImplementedError, ValueError, struct.error, EOFError):
        raise Unfit("exchange.damaged") from None


def _directory_size(file: BinaryIO) -> int:
    """What the directory takes, from the archive's own end record, before any of it is read."""
    length = file.seek(0, os.SEEK_END)
    start = file.seek(max(0, length - _END_SPAN - _END64_BEFORE))
    tail = file.read()
    at = tail.rfind(_END_SIGN)
    if at < 0 or len(tail) - at < _END.size:
        raise Unfit("exchange.damaged")
    size = int(_END.unpack_from(tail, at)[5])
    wide = at - _END64_BEFORE
    if wide >= 0 and tail[wide : wide + 4] == _END64_SIGN:
        size = int.from_bytes(tail[wide + _END64_SIZE_AT : wide + _END64_SIZE_AT + 8], "little")
    if size > start + at:
        raise Unfit("exchange.damaged")
    return size


def unpacked(file: BinaryIO, part: ZipInfo) -> Iterator[bytes]:
    """The content of one part in pieces; Unfit when it is cut off, damaged or longer than declared."""
    size = checksum = 0
    for piece in _pieces(file, part):
        size += len(piece)
        if size > part.file_size:
            raise Unfit("exchange.lying", part=part.filename)
        checksum = zlib.crc32(piece, checksum)
        yield piece
    if size != part.file_size or checksum != part.CRC:
        raise Unfit("exchange.damaged")


def _pieces(file: BinaryIO, part: ZipInfo) -> Iterator[bytes]:
    file.seek(part.header_offset)
    header = file.read(_LOCAL_HEADER)
    if len(header) < _LOCAL_HEADER or not header.startswith(_LOCAL_SIGN):
        raise Unfit("exchange.damaged")
    name_length, extra_length = struct.unpack_from("<HH", header, 26)
    file.seek(name_length + extra_length, os.SEEK_CUR)
    if part.compress_type == ZIP_STORED:
        yield from _raw(file, part.compress_size)
    elif part.compress_type == ZIP_DEFLATED:
        yield from _inflated(file, part.compress_size)
    else:
        raise Unfit("exchange.packing")


def _raw(file: BinaryIO, length: int) -> Iterator[bytes]:
    while length:
        raw = file.read(min(length, _RAW))
        if not raw:
            raise Unfit("exchange.damaged")
        length -= len(raw)
        yield raw


def _inflated(file: BinaryIO, length: int) -> Iterator[bytes]:
    unpack = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for raw in _raw(file, length):
            left = raw
            while left and not unpack.eof:
                yield unpack.decompress(left, PIECE)
                left = unpack.unconsumed_tail
            if unpack.eof:
                return
        yield unpack.flush()
    except zlib.error:
        raise Unfit("exchange.damaged") from None
    if not unpack.eof:
        raise Unfit("exchange.damaged")
