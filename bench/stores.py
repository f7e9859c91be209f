"""The stores and files that are measured on, made once and kept in a folder of the system's temporary files."""

import hashlib
import os
import shutil
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Final

from backoffice_tui.desk.demo import fill
from backoffice_tui.desk.desk import Desk
from backoffice_tui.queues import QUEUES
from backoffice_tui.settings import Settings

ROOT: Final = Path(__file__).resolve().parent.parent
KEPT: Final = Path(tempfile.gettempdir()) / f"backoffice-bench-{os.getuid()}"
QUEUE: Final = next(iter(QUEUES.values()))
AGENT: Final = "xbench"
NOW: Final = "2026-11-20T09:30:00+01:00"
"""The moment at which every run takes place, so that the same store gives the same list on any day."""

SMALL: Final = 1_000
_MADE_BY: Final = (
    "model/cases.py",
    "model/desk.py",
    "routine/invented.py",
    "routine/nobody.py",
    "routine/order.py",
    "desk/demo.py",
    "store/seeding.py",
    "store/search.py",
    "store/cases.py",
    f"queues/{QUEUE.key}/order.py",
    f"texts/routines/{QUEUE.key}.toml",
)


def desk_on(path: Path, *, agent: str = AGENT, create: bool = False) -> Desk:
    """An agent at work on a store, at the moment of every run."""
    return Desk(Settings(db=str(path), agent=agent, language="en", now=NOW), create=create)


def loaded(size: int) -> Path:
    """A store of so many invented cases; it is only to be read."""

    def make(path: Path) -> None:
        desk = desk_on(path, create=True)
        fill(desk, size)
        desk.close()

    return kept(f"cases-{size}-{_fingerprint()}.db", make, f"a store of {size:,} cases")


@contextmanager
def copied(store: Path) -> Iterator[Path]:
    """A copy that may be written to, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="backoffice-bench-") as folder:
        path = Path(folder) / store.name
        shutil.copyfile(store, path)
        # What the system still has to write of the copy would be waited for by the first save.
        os.sync()
        yield path


def tasks(count: int) -> Path:
    """A folder of Taskwarrior's with so many pending tasks, in its own plain format."""

    def make(folder: Path) -> None:
        folder.mkdir()
        (folder / "taskrc").write_text("confirmation=off\n")
        with (folder / "pending.data").open("w", encoding="utf-8") as target:
            for at in range(count):
                entry = 1_790_000_000 + at
                due = f' due:"{entry + 864_000}"' if at % 4 == 0 else ""
                target.write(
                    f'[description:"Case {40_000_000 + at}"{due} entry:"{entry}" modified:"{entry}"'
                    f' project:"team{at % 3}" status:"pending" uuid:"{uuid.UUID(int=at + 1)}"]\n'
                )

    name = f"tasks-{count}"
    return kept(name, make, f"{count:,} tasks")


def kept(name: str, make: Callable[[Path], None], told: str) -> Path:
    path = KEPT / name
    if path.exists():
        return path
    KEPT.mkdir(mode=0o700, exist_ok=True)
    for old in KEPT.glob(f"{name.rpartition('-')[0]}-*.db*"):
        old.unlink()
    sys.stderr.write(f"making {told}, once … ")
    sys.stderr.flush()
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(dir=KEPT) as folder:
        make(Path(folder) / name)
        (Path(folder) / name).rename(path)
    sys.stderr.write(f"{time.perf_counter() - began:.0f} s\n")
    return path


@cache
def _fingerprint() -> str:
    """Another one when what makes the stores was changed."""
    source = ROOT / "src/backoffice_tui"
    migrations = sorted((source / "store/migrations/versions").glob("v*.py"))
    texts = [path.read_bytes() for path in (*(source / each for each in _MADE_BY), *migrations)]
    return hashlib.sha256(b"".join(texts)).hexdigest()[:8]


def first_number(path: Path) -> str:
    """The number of the case at the head of the list."""
    from backoffice_tui.desk import worklist
    from backoffice_tui.routine.listing import Filter

    desk = desk_on(path)
    found = worklist.page(desk, QUEUE, Filter(), count=1).rows[0].number
    desk.close()
    return found
