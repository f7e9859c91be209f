"""A line on standard error that counts while long work is done."""

import time
from typing import Final, TextIO

from backoffice_tui.cli.printing import pad
from backoffice_tui.texts import say

EVERY: Final = 0.1
"""Seconds between two looks at the counter."""

WIDTH: Final = 60


class Counter:
    """Called with how much is done, and of how much where that is known."""

    def __init__(self, what: str, stream: TextIO) -> None:
        self._what, self._stream = what, stream
        self._next = 0.0

    def wipe(self) -> None:
        """Take the line away again."""
        self._stream.write("\r" + " " * WIDTH + "\r")
        self._stream.flush()

    def __call__(self, done: int, of: int | None = None) -> bool:
        """Show the count, not more often than anyone can read; the work may always go on."""
        now = time.monotonic()
        if now < self._next:
            return True
        self._next = now + EVERY
        total = "" if not of else f" {say('cli.progress-of', total=of)}"
        self._stream.write("\r" + pad(f"{self._what} {done}{total}", WIDTH))
        self._stream.flush()
        return True
