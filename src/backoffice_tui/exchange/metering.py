"""A file of metering values looked through before its first line is read."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from backoffice_tui.exchange.files import opened, shown, told
from backoffice_tui.routine.errors import StoreTrouble

PIECE: Final = 1 << 20
LONGEST_LINE: Final = 10_000
_MARKS: Final = (b"PK\x03\x04", b"\xff\xfe", b"\xfe\xff", b"\xd0\xcf\x11\xe0")
_ON_A_QUARTER: Final = (b":15", b":30", b":45")
_QUARTER: Final = re.compile(rb"^\s*([0-9]{18});([0-9]{4}-[0-9]{2}-[0-9]{2})T[0-9]{2}:(?:15|30|45)")


@dataclass(frozen=True, slots=True)
class Survey:
    """What was seen of a file before its first line is read."""

    digest: str
    lines: int
    quarters: Mapping[str, str]
    """Points with quarter-hours, and the first day that has them."""


def look_through(path: Path) -> Survey:
    """Read a file once for what makes it known again, for its length and for quarter-hours."""
    digest, lines, quarters = hashlib.blake2b(digest_size=16), 0, False
    with opened(path) as file, told(path):
        while piece := file.read(PIECE):
            if not lines and piece.startswith(_MARKS):
                raise StoreTrouble("metering.not-text", name=shown(path))
            ends = piece.count(b"\n")
            if not ends and len(piece) > LONGEST_LINE:
                raise StoreTrouble("metering.long-line", name=shown(path), line=lines + 1)
            quarters = quarters or any(each in piece for each in _ON_A_QUARTER)
            lines += ends
            digest.update(piece)
    return Survey(digest.hexdigest(), lines, _quarters(path) if quarters else {})


def _quarters(path: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    with told(path), path.open("rb") as file:
        for line in file:
            if seen := _QUARTER.match(line):
                facility, day = seen[1].decode(), seen[2].decode()
                if day < found.get(facility, "9"):
                    found[facility] = day
    return found
