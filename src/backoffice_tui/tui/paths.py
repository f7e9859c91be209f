"""Files to choose from while a path is typed; names are shown safely and found again as they are."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from backoffice_tui.routine.text import clean, fold

MOST: Final = 2_000
"""So many entries of a folder are offered."""

TABLES: Final = frozenset({".xlsx", ".xlsm", ".csv", ".txt", ".tsv"})


@dataclass(frozen=True, slots=True)
class Entry:
    """A file or folder: the path, and how the field shows it; a folder ends with a separator."""

    path: Path
    shown: str
    folder: bool
    size: int
    changed: float

    @property
    def name(self) -> str:
        """The last part, safe to show."""
        return clean(self.path.name, one_line=True) + (os.sep if self.folder else "")

    @property
    def day(self) -> str:
        """When it was changed, in local time."""
        return f"{datetime.fromtimestamp(self.changed).astimezone():%Y-%m-%d %H:%M}"


class Paths:
    """Reads what a field shows as a path, also where the name had to be cleaned to be shown."""

    def __init__(self, endings: frozenset[str] = TABLES) -> None:
        self._endings = endings
        self._real: dict[str, Path] = {}

    def path(self, text: str) -> Path:
        """The path behind a text of the field."""
        text = text.strip()
        known = self._real.get(text) or self._real.get(text + os.sep)
        if known is not None:
            return known
        folder, separator, name = text.rpartition(os.sep)
        above = self._real.get(folder + separator)
        return above / name if above else typed(text or ".")

    def matching(self, text: str) -> Sequence[Entry]:
        """Files and folders whose names begin as typed, newest files first; reads the disk."""
        start = text.strip()
        ends = not start or start.endswith(os.sep) or start in ("~", ".", "..")
        folder = self.path(start) if ends else self.path(start).parent
        stem = "" if ends else start.rpartition(os.sep)[2]
        head = _with_separator(start) if ends else start[: len(start) - len(stem)]
        found = [each for each in _entries(folder, head, self._endings) if _begins(each.name, stem)]
        self._real |= {each.shown: each.path for each in found}
        files = sorted((each for each in found if not each.folder), key=_newest)
        folders = sorted((each for each in found if each.folder), key=lambda each: fold(each.name))
        return [*files, *folders][:MOST]


def typed(text: str) -> Path:
    """A path that a person typed, `~` being their own folder."""
    return Path(text.strip()).expanduser()


def completed(text: str, entries: Sequence[Entry]) -> str:
    """The text as far as all entries agree how it goes on; the text itself where they do not."""
    names = [entry.shown for entry in entries]
    agreed = len(min(names, key=len, default=""))
    while agreed and len({name[:agreed] for name in names}) > 1:
        agreed -= 1
    return names[0][:agreed] if agreed > len(text.strip()) else text


def _with_separator(text: str) -> str:
    return text if not text or text.endswith(os.sep) else text + os.sep


def _newest(entry: Entry) -> float:
    return -entry.changed


def _begins(name: str, stem: str) -> bool:
    if name.startswith((".", "~$")) and not stem:
        return False
    return fold(name).startswith(fold(stem))


def _entries(folder: Path, head: str, endings: frozenset[str]) -> list[Entry]:
    try:
        with os.scandir(folder) as listed:
            return [entry for each in listed if (entry := _entry(each, head, endings))]
    except OSError:
        # A folder that is not there or closed to us has nothing to offer.
        return []


def _entry(each: "os.DirEntry[str]", head: str, endings: frozenset[str]) -> Entry | None:
    try:
        folder, found = each.is_dir(), each.stat()
    except OSError:
        return None
    path = Path(each.path)
    if not folder and path.suffix.lower() not in endings:
        return None
    shown = clean(head + each.name, one_line=True) + (os.sep if folder else "")
    return Entry(path, shown, folder, found.st_size, found.st_mtime)
