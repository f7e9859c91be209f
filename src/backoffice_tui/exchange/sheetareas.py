"""Areas of a sheet as texts such as `A1:C20`, and what becomes of them when rows are added."""

import re
from collections.abc import Iterable
from typing import Final

_AREA: Final = re.compile(r"(\$?[A-Z]{1,3}\$?)([0-9]{1,7})(?::(\$?[A-Z]{1,3}\$?)([0-9]{1,7}))?")
_NAME: Final = re.compile(
    rb"(<(?:\w+:)?definedName\b[^<>]*\b_xlnm\.(?:_FilterDatabase|Print_Area)[^<>]*>)([^<>]*)(?=<)"
)


def taller(area: str, heading: int, used: int, last: int) -> str:
    """The area with its end moved down to `last` where it reaches the row `used`.

    One that belongs to headings (`heading` above 0) has to begin with them.
    """
    found = _AREA.fullmatch(area)
    if not found:
        return area
    first, end = int(found[2]), int(found[4] or found[2])
    if not first <= used <= end < last or (heading and first != heading):
        return area
    return f"{found[1]}{first}:{found[3] or found[1]}{last}"


def longer(book: bytes, title: str, used: int, last: int) -> bytes:
    """The workbook's own names for the filter and the printed area of a sheet, as long as its rows."""

    def stretch(name: re.Match[bytes]) -> bytes:
        areas = []
        for each in name[2].decode().split(","):
            sheet, mark, area = each.rpartition("!")
            ours = sheet.strip("'").replace("''", "'").replace("&amp;", "&") == title
            areas.append(f"{sheet}{mark}{taller(area, 0, used, last) if ours else area}")
        return name[1] + ",".join(areas).encode()

    return _NAME.sub(stretch, book)


def merged_over(areas: Iterable[str], rows: Iterable[int]) -> int:
    """The first of the rows that lies in a merged area; 0 where none does."""
    spans = [(int(found[2]), int(found[4])) for found in map(_AREA.fullmatch, areas) if found]
    return next((row for row in sorted(rows) if any(a <= row <= b for a, b in spans)), 0)
