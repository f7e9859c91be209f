"""Faults nobody foresaw: the log gets the frames, the screen one sentence with a reference."""

import asyncio
import logging
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterator

from textual.worker import WorkerFailed

from backoffice_tui.texts import say

log = logging.getLogger(__name__)
# Without a handler of its own the log would fall back to standard error, which is the screen.
log.addHandler(logging.NullHandler())

SIGNALS = tuple(
    signal.Signals(getattr(signal, name))
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
    if hasattr(signal, name)
)
HANG_UP = 1
"""The number of SIGHUP, also where the system has no such signal."""


def record(error: BaseException | None) -> str:
    """Logs the kinds and frames of an error, never messages or values; returns the reference."""
    import secrets

    reference = secrets.token_hex(4)
    told = "\n".join(
        f"{type(link).__qualname__}\n{''.join(traceback.format_tb(link.__traceback__))}"
        for link in _chain(error)
    )
    log.critical("fault %s %s", reference, told or "without an exception")
    return reference


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        inner = error.error if isinstance(error, WorkerFailed) else None
        error = inner or error.__cause__ or error.__context__


def quiet_hooks() -> None:
    """Makes Python report uncaught errors without their messages, until the process ends."""
    sys.excepthook = lambda _kind, error, _frames: _say_crash(error)
    threading.excepthook = _record_thread
    sys.unraisablehook = lambda args: _record_only(args.exc_value)


def _say_crash(error: BaseException) -> None:
    sys.stderr.write(say("base.crash", reference=record(error)) + "\n")


def _record_thread(args: threading.ExceptHookArgs) -> None:
    _record_only(args.exc_value)


def _record_only(error: BaseException | None) -> None:
    record(error)


def catch_signals(loop: asyncio.AbstractEventLoop, act: Callable[[int], None]) -> None:
    """Calls `act(number)` on the loop when the program is told to end; for the main thread."""
    for number in SIGNALS:
        try:
            loop.add_signal_handler(number, act, number)
        except NotImplementedError:
            # The loops of Windows know no signals.
            signal.signal(number, lambda caught, _: _hand_over(loop, act, caught))
        except RuntimeError:
            return


def _hand_over(loop: asyncio.AbstractEventLoop, act: Callable[[int], None], number: int) -> None:
    loop.call_soon_threadsafe(act, number)


def release_signals(loop: asyncio.AbstractEventLoop) -> None:
    """Gives the signals back to Python."""
    for number in SIGNALS:
        try:
            loop.remove_signal_handler(number)
        except NotImplementedError:
            signal.signal(number, signal.SIG_DFL)


def leave_within(seconds: float, code: int) -> None:
    """Ends the process with this exit code when it has not ended by itself in time."""
    timer = threading.Timer(seconds, os._exit, (code,))
    timer.daemon = True
    timer.start()


def has_terminal() -> bool:
    """Whether the terminal the program was started on is still there."""
    try:
        return sys.__stdin__ is not None and os.isatty(sys.__stdin__.fileno())
    except ValueError:
        return False
