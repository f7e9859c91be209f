"""Programs started as a user starts them, and how long they took."""

import compileall
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from bench.measure import Measure
from bench.stores import AGENT, NOW, QUEUE, ROOT

PROGRAM: Final = Path(sys.executable).with_name("backoffice")
PEERS: Final = ROOT / ".venv-peers"
"""An environment for each, as they ask for different versions of Textual."""
_SLOWER: Final = ("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "PYTHONPROFILEIMPORTTIME")


def prepare() -> None:
    """Compiled bytecode for all that is started, and nothing in the environment that slows Python down."""
    for name in _SLOWER:
        os.environ.pop(name, None)
    sys.dont_write_bytecode = False
    for folder in (ROOT / "src", ROOT / "bench", ROOT / "tests", sysconfig.get_path("purelib")):
        compileall.compile_dir(str(folder), quiet=2)


def home() -> dict[str, str]:
    """An environment without anybody's own settings."""
    folder = Path(tempfile.gettempdir()) / f"backoffice-bench-home-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    names = ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")
    return dict.fromkeys(names, str(folder)) | {"BACKOFFICE_AGENT": AGENT, "BACKOFFICE_NOW": NOW}


def run(argv: Sequence[str], env: Mapping[str, str] | None = None) -> float:
    """Milliseconds from the start of the program to its end; fails with what it said."""
    whole = {**os.environ, **home(), **(env or {})}
    began = time.perf_counter()
    ended = subprocess.run(
        argv, env=whole, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    taken = time.perf_counter() - began
    if ended.returncode or not ended.stdout + ended.stderr:
        raise RuntimeError(f"{argv}: {ended.returncode} {ended.stderr.decode()[-500:]}")
    return taken * 1000


def running(*argv: str, env: Mapping[str, str] | None = None) -> Measure:
    """A measure that runs the program."""
    return lambda: run(argv, env)


def peer_argv(program: str) -> tuple[list[str], str]:
    """How another console is started, and what to say where it is not here."""
    places = os.pathsep.join((str(PEERS / program / "bin"), os.environ.get("PATH", "")))
    found = shutil.which(program, path=places)
    return ([found], "") if found else ([], f"{program} is not installed (make peers)")


def console_on(store: Path) -> list[str]:
    """The command that opens the console on a store."""
    return [str(PROGRAM), "--db", str(store), "--lang", "en"]


def command_on(store: Path, *argv: str) -> list[str]:
    """A command of the first queue on a store."""
    return [str(PROGRAM), "--db", str(store), QUEUE.key, *argv]
