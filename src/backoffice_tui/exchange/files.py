"""Files as the outside world keeps them: looked at before they are read, replaced whole or not at all."""

import errno
import os
import stat
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, BinaryIO, Final

from backoffice_tui.routine.errors import Conflict, StoreTrouble
from backoffice_tui.routine.text import clean

if sys.platform != "win32":
    import fcntl

UNFINISHED: Final = ".backoffice-"
"""How the name of a file begins that is being written, or was when its writer was killed."""

_UNFINISHED_END = ".unfinished"
_SETTLED_SECONDS = 10
_LOCK_BYTES = 4096
# The file Excel lays beside an open workbook: a name in one byte a sign, then the same in UTF-16.
_OWNER_WIDE_LENGTH, _OWNER_WIDE = 55, 57


def shown(path: Path) -> str:
    """The name of the file, safe to show."""
    return clean(path.name or str(path), one_line=True, limit=100)


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The file for reading; StoreTrouble when it is missing, empty, no file or not ours to read."""
    with told(path):
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise StoreTrouble("exchange.folder", name=shown(path))
        if not stat.S_ISREG(found.st_mode):
            raise StoreTrouble("exchange.no-file", name=shown(path))
        if found.st_size == 0:
            raise StoreTrouble("exchange.empty", name=shown(path))
        file = path.open("rb")
    with file:
        yield file


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turns what the system says about the file into a StoreTrouble with one sentence."""
    try:
        yield
    except FileNotFoundError:
        # Also what is said when the folder to write in is not there.
        key = "exchange.missing" if path.parent.is_dir() else "exchange.no-folder"
        folder = clean(str(path.parent), one_line=True)
        raise StoreTrouble(key, name=shown(path), folder=folder) from None
    except PermissionError:
        raise StoreTrouble("exchange.no-permission", name=shown(path)) from None
    except OSError as error:
        full = error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
        reason = clean(error.strerror or type(error).__name__, one_line=True)
        key = "exchange.disk-full" if full else "exchange.system"
        raise StoreTrouble(key, name=shown(path), reason=reason) from None


@contextmanager
def replacing(path: Path, *, overwrite: bool = True) -> Iterator[BinaryIO]:
    """A private file beside `path` that takes its place when all is written; Conflict or StoreTrouble if not."""
    target = Path(os.path.realpath(path))
    with told(target):
        _refuse_taken(target, overwrite=overwrite)
        _sweep(target.parent)
        handle, name = tempfile.mkstemp(_UNFINISHED_END, UNFINISHED, target.parent)
        try:
            with os.fdopen(handle, "w+b") as file:
                _hold(file)
                yield file
                _like_before(target, file)
                file.flush()
                os.fsync(file.fileno())
            _refuse_taken(target, overwrite=overwrite)
            Path(name).replace(target)
            _settle(target.parent)
        finally:
            Path(name).unlink(missing_ok=True)


def _refuse_taken(target: Path, *, overwrite: bool) -> None:
    if target.is_dir():
        raise StoreTrouble("exchange.folder", name=shown(target))
    if not overwrite and target.exists():
        raise Conflict("exchange.exists", name=shown(target))
    holder = held_by(target)
    if holder:
        raise Conflict("exchange.held-by", name=shown(target), by=holder)
    if holder is not None:
        raise Conflict("exchange.held", name=shown(target))


def held_by(path: Path) -> str | None:
    """Who has the file open in Excel or LibreOffice, empty when that cannot be read; None when nobody has."""
    for lock, read in (
        (path.with_name(f"~${path.name}"), _excel_owner),
        (path.with_name(f".~lock.{path.name}#"), _libreoffice_owner),
    ):
        try:
            with lock.open("rb") as file:
                return clean(read(file.read(_LOCK_BYTES)), one_line=True, limit=60).strip()
        except PermissionError:
            return ""
        except OSError:
            # There is none, or the name with its prefix is longer than the folder allows.
            continue
    return None


def _excel_owner(content: bytes) -> str:
    if len(content) > _OWNER_WIDE:
        wide = content[_OWNER_WIDE : _OWNER_WIDE + 2 * content[_OWNER_WIDE_LENGTH]]
        if wide:
            return wide.decode("utf-16-le", "replace")
    return content[1 : 1 + content[0]].decode("cp1252", "replace") if content else ""


def _libreoffice_owner(content: bytes) -> str:
    names = content.decode("utf-8", "replace").split(",")[:2]
    return next((name for name in names if name.strip()), "")


def _hold(file: IO[bytes]) -> None:
    """Marks the file as being written, so that nobody sweeps it away."""
    if sys.platform != "win32":
        with suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _sweep(folder: Path) -> None:
    """Removes what a killed writer left in the folder; Windows itself keeps those still open."""
    with suppress(OSError):
        for left in folder.glob(f"{UNFINISHED}*{_UNFINISHED_END}"):
            with suppress(OSError):
                if time.time() - left.stat().st_mtime > _SETTLED_SECONDS and not _is_held(left):
                    left.unlink()


def _is_held(path: Path) -> bool:
    if sys.platform == "win32":
        return False
    with path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


def _like_before(target: Path, file: IO[bytes]) -> None:
    """A shared file stays as open to others as it was; a new one is private."""
    if sys.platform != "win32":
        with suppress(FileNotFoundError):
            os.fchmod(file.fileno(), stat.S_IMODE(target.stat().st_mode))


def _settle(folder: Path) -> None:
    """Makes the new name itself survive a power loss, where folders can be synced."""
    if sys.platform != "win32":
        handle = os.open(folder, os.O_RDONLY)
        try:
            with suppress(OSError):
                os.fsync(handle)
        finally:
            os.close(handle)
