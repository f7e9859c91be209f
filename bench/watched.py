"""A terminal whose bytes are stamped as they come and drawn afterwards, so that drawing is never part of a time."""

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from tests.terminal import KEYS, Terminal

from bench.processes import home

ROWS: Final = 50
COLS: Final = 200
PATIENCE: Final = 30.0
_FRAME_ENDS: Final = b"\x1b[?2026l"
_HEADING: Final = 2
_CELLS: Final = slice(3, 60)
"""Cells of a line that belong to the list in every program looked at."""

Seen = Callable[["Watched"], bool]
Picture = list[tuple[object, ...]]


class Watched(Terminal):
    """A program on a terminal of 200 × 50 cells under a stopwatch."""

    def __init__(
        self, argv: Sequence[str], env: Mapping[str, str] | None = None, *, below: int = 3
    ) -> None:
        """With `below` so many lines beneath the list that do not belong to it."""
        self._below = below
        self._arrived: list[tuple[float, bytes]] = []
        self._drawn = 0
        self._began = time.perf_counter()
        super().__init__(argv, home() | dict(env or {}), rows=ROWS, cols=COLS)

    def until(self, seen: Seen, silence: float = 0.25) -> float:
        """Milliseconds from the start to the bytes that brought what is looked for."""
        end = time.perf_counter() + PATIENCE
        while time.perf_counter() < end:
            self.quiet(silence)
            found = self._first(lambda _data: seen(self))
            if found is not None:
                return (found - self._began) * 1000
            if self.exit_code is not None:
                raise RuntimeError(f"ended with {self.exit_code}:\n{self.text}")
        raise RuntimeError(f"not seen within {PATIENCE} s:\n{self.text}")

    def after_key(self, key: str, silence: float = 0.12) -> float:
        """Milliseconds from a key to the end of the frame in which the list has changed."""
        self.quiet(silence)
        self._first(lambda _data: False)
        before = self.picture()
        began = time.perf_counter()
        self._send(KEYS[key].encode())
        while time.perf_counter() < began + PATIENCE:
            self.quiet(silence)
            found = self._first(lambda data: self._ends(data) and self.picture() != before)
            if found is not None:
                return (found - began) * 1000
        raise RuntimeError(f"{key} changed nothing:\n{self.text}")

    def _ends(self, data: bytes) -> bool:
        """Whether a frame ends here; a program that frames nothing is taken at its first bytes."""
        return _FRAME_ENDS in data or _FRAME_ENDS not in self.raw

    def quiet(self, silence: float) -> None:
        """Reads until nothing has come for so many seconds."""
        end = time.perf_counter() + PATIENCE
        while self.pump(silence) and time.perf_counter() < end:
            pass

    def picture(self) -> Picture:
        """The list as it is drawn: letters, colours and styles of its cells."""
        screen = self._screens[self._shown]
        lines = (screen.buffer[line] for line in range(_HEADING, ROWS - self._below))
        return [tuple(cells[at] for at in range(*_CELLS.indices(COLS))) for cells in lines]

    def holds(self, text: str) -> bool:
        """Whether the text stands somewhere on the screen, as far as it is drawn."""
        return any(text in line for line in self._screens[self._shown].display)

    def shows_anything(self) -> bool:
        """Whether the program has drawn a first frame."""
        return self.full_screen and any(map(str.strip, self._screens[self._shown].display))

    def private_memory(self) -> float:
        """Megabytes that only this process holds."""
        rollup = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text(encoding="ascii")
        sizes = [line.split() for line in rollup.splitlines() if line.startswith("Private_")]
        return sum(int(size) for _name, size, _unit in sizes) / 1024

    def _draw(self, data: bytes) -> None:
        self._arrived.append((time.perf_counter(), data))

    def _first(self, wanted: Callable[[bytes], bool]) -> float | None:
        """When the bytes came after which something holds; draws on until then."""
        while self._drawn < len(self._arrived):
            at, data = self._arrived[self._drawn]
            self._drawn += 1
            super()._draw(data)
            if wanted(data):
                return at
        return None
