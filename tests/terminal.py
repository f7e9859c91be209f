"""A real terminal for tests: a program on a pseudo-terminal, its screen and every byte it sent."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self

import pyte

KEYS = {
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
    "shift+tab": "\x1b[Z",
    "space": " ",
    "backspace": "\x7f",
    "delete": "\x1b[3~",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "f1": "\x1bOP",
    "f2": "\x1bOQ",
}

RESTORED = {
    "main screen": b"\x1b[?1049l",
    "cursor": b"\x1b[?25h",
    "mouse": b"\x1b[?1000l",
    "any mouse": b"\x1b[?1003l",
    "paste": b"\x1b[?2004l",
    "keyboard": b"\x1b[<u",
    "focus": b"\x1b[?1004l",
}
"""What a full-screen program must send before it leaves, by what it gives back."""

_MAIN, _ALTERNATE = b"\x1b[?1049l", b"\x1b[?1049h"
_SWITCH = re.compile(rb"(\x1b\[\?1049[hl])")
# What pyte does not know and would print: private modes and reports, strings to the terminal.
_UNKNOWN = re.compile(
    rb"\x1b\[[<>=?][0-9;]*u|\x1b\[>[0-9;]*[a-zA-Z]|\x1b\[\?[0-9;]*\$p|\x1b\[[0-9;]*[ ]q"
    rb"|\x1b\[[0-9;]*t|\x1b[P_^].*?\x1b\\|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)",
    re.DOTALL,
)
_WHOLE = re.compile(
    rb"\x1b(?:\[[0-9;:?<>=!]*[ $]?[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[P_^].*?\x1b\\"
    rb"|[()].|[@-OQ-Z\\`-~78=>])",
    re.DOTALL,
)
_LONGEST_ESCAPE = 256


class Terminal:
    """A program on a terminal of `rows` by `cols` cells; killed when the context is left."""

    def __init__(
        self,
        argv: Sequence[str],
        env: Mapping[str, str] | None = None,
        rows: int = 24,
        cols: int = 80,
    ) -> None:
        self.raw = bytearray()
        """Every byte the program sent."""
        self._screens = {name: pyte.Screen(cols, rows) for name in (_MAIN, _ALTERNATE)}
        self._streams = {name: pyte.ByteStream(on) for name, on in self._screens.items()}
        self._shown, self._held = _MAIN, b""
        self._controller, self._terminal = pty.openpty()
        self._set_size(rows, cols)
        self._modes_before = termios.tcgetattr(self._terminal)
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            list(argv),
            stdin=self._terminal,
            stdout=self._terminal,
            stderr=self._terminal,
            env=_plain_environment() | dict(env or {}),
            start_new_session=True,
            # The tests that start terminals start no threads.
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _frames: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.hang_up()

    # -- what the person does -------------------------------------------------------------------

    def press(self, *keys: str) -> None:
        """Presses keys by name ("enter", "ctrl+q", "x"), one after the other."""
        for key in keys:
            self._send(_bytes_of(key))
            self.pump(0.02)

    def type(self, text: str) -> None:
        """Types the text as it stands."""
        self._send(text.encode())
        self.pump(0.02)

    def paste(self, text: str) -> None:
        """Pastes the text in brackets, as terminals do."""
        self._send(b"\x1b[200~" + text.encode() + b"\x1b[201~")
        self.pump(0.02)

    def resize(self, rows: int, cols: int) -> None:
        """Makes the window this large, in cells."""
        for screen in self._screens.values():
            screen.resize(rows, cols)
        self._set_size(rows, cols)

    def signal(self, number: int) -> None:
        """Sends the program a signal."""
        self.process.send_signal(signal.Signals(number))

    def hang_up(self) -> None:
        """Takes the line away, as when a connection breaks."""
        for name in ("_terminal", "_controller"):
            descriptor = getattr(self, name)
            if descriptor >= 0:
                os.close(descriptor)
                setattr(self, name, -1)

    # -- what the person sees -------------------------------------------------------------------

    @property
    def text(self) -> str:
        """The screen as text, one line a row, without blanks at the ends."""
        self.pump(0)
        return "\n".join(line.rstrip() for line in self._screens[self._shown].display).rstrip()

    @property
    def full_screen(self) -> bool:
        """Whether the program holds the alternate screen."""
        return self._shown == _ALTERNATE

    @property
    def not_restored(self) -> list[str]:
        """What the program took from the terminal and has not given back."""
        sent = bytes(self.raw[self.raw.rfind(_ALTERNATE) :])
        left = [name for name, sequence in RESTORED.items() if sequence not in sent]
        modes = termios.tcgetattr(self._terminal)
        return left if modes == self._modes_before else [*left, "terminal modes"]

    def wait_for(self, wanted: str, timeout: float = 10.0) -> str:
        """Reads until the screen holds the text and returns the screen; fails with the screen."""
        end = time.monotonic() + timeout
        while wanted not in (seen := self.text):
            if self.process.poll() is not None and not self.pump(0.05):
                raise AssertionError(f"ended with {self.exit_code} before {wanted!r}:\n{seen}")
            if time.monotonic() > end:
                raise AssertionError(f"no {wanted!r} within {timeout} s:\n{seen}")
            self.pump(0.05)
        return seen

    def settle(self, silence: float = 0.3, timeout: float = 10.0) -> None:
        """Reads until the program has been silent for so many seconds."""
        end = time.monotonic() + timeout
        while self.pump(silence):
            if time.monotonic() > end:
                raise AssertionError(f"not silent within {timeout} s")

    # -- how it ends ----------------------------------------------------------------------------

    @property
    def exit_code(self) -> int | None:
        """The exit code, negative for a signal that killed it; None while it runs."""
        return self.process.poll()

    def wait(self, timeout: float = 10.0) -> int:
        """Reads until the program has ended and returns its exit code."""
        end = time.monotonic() + timeout
        while (code := self.process.poll()) is None:
            if time.monotonic() > end:
                raise AssertionError(f"still running after {timeout} s:\n{self.text}")
            self.pump(0.05)
        while self.pump(0.05):
            pass
        return code

    # -- the line -------------------------------------------------------------------------------

    def pump(self, timeout: float) -> bool:
        """Reads what comes within so many seconds; whether anything came."""
        if self._controller < 0:
            time.sleep(timeout)
            return False
        if not select.select([self._controller], [], [], timeout)[0]:
            return False
        try:
            data = os.read(self._controller, 1 << 16)
        except OSError:
            return False
        self.raw += data
        self._answer(data)
        self._draw(data)
        return bool(data)

    def _send(self, data: bytes) -> None:
        os.write(self._controller, data)

    def _set_size(self, rows: int, cols: int) -> None:
        fcntl.ioctl(self._controller, termios.TIOCSWINSZ, struct.pack("HHHH", rows, cols, 0, 0))

    def _answer(self, data: bytes) -> None:
        for mode in re.findall(rb"\x1b\[\?(\d+)\$p", data):
            # Synchronised output is known and off; everything else is unknown.
            self._send(b"\x1b[?%b;%b$y" % (mode, b"2" if mode == b"2026" else b"0"))
        if b"\x1b[6n" in data:
            self._send(b"\x1b[1;1R")
        if re.search(rb"\x1b\[0?c", data):
            self._send(b"\x1b[?62;22c")

    def _draw(self, data: bytes) -> None:
        data, self._held = _whole_sequences(self._held + data)
        for part in _SWITCH.split(data):
            if part in (_MAIN, _ALTERNATE):
                self._shown = part
            else:
                self._streams[self._shown].feed(_UNKNOWN.sub(b"", part))


def _plain_environment() -> dict[str, str]:
    left_out = {"NO_COLOR", "COLUMNS", "LINES", "SSH_CONNECTION", "PYTHONDONTWRITEBYTECODE"}
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in left_out and not name.startswith(("TEXTUAL", "BACKOFFICE"))
    }
    return kept | {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8"}


def _bytes_of(key: str) -> bytes:
    if key.startswith("ctrl+") and len(key) == len("ctrl+") + 1:
        return bytes([ord(key[-1].upper()) & 0x1F])
    return KEYS.get(key, key).encode()


def _whole_sequences(data: bytes) -> tuple[bytes, bytes]:
    """What can be drawn now, and the beginning of a sequence whose end has not come yet."""
    start = data.rfind(b"\x1b", max(0, len(data) - _LONGEST_ESCAPE))
    if start >= 0 and not _WHOLE.match(data, start):
        return data[:start], data[start:]
    return data, b""
