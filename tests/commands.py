"""The command line run in tests: inside this process, or as a process of its own."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from backoffice_tui.cli.app import main
from backoffice_tui.routine import nobody
from tests.conftest import NOW

PROGRAM: Final = (sys.executable, "-m", "backoffice_tui")
SOURCES: Final = Path(__file__).parent.parent / "src"

CASE_KEYS: Final = [
    "id",
    "queue",
    "number",
    "code",
    "title",
    "kind",
    "class",
    "type",
    "rank",
    "state",
    "source_state",
    "group",
    "received",
    "due",
    "customer",
    "facility",
    "subject",
    "registered_by",
    "handler",
    "note",
    "informed",
    "why",
    "version",
]


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one document on standard output."""
        return json.loads(self.out)

    @property
    def error(self) -> dict[str, Any]:
        """The last error told to a script."""
        found: dict[str, Any] = json.loads(self.err.splitlines()[-1])["error"]
        return found


class Office:
    """A folder with a store and settings in it, in which commands are given."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.folder, self.db, self._patch = folder, folder / "office.db", patch
        patch.chdir(folder)
        (folder / "backoffice.toml").write_text('leads = ["xlead"]\n', encoding="utf-8")

    def __call__(
        self, *words: str, agent: str = "xanna", language: str = "sv", stdin: bytes = b""
    ) -> Ran:
        """Run a command of an agent on the store."""
        every = ["--db", str(self.db), "--as", agent, "--lang", language, *words]
        return self.bare(*every, stdin=stdin)

    def bare(self, *words: str, stdin: bytes = b"", now: str = NOW) -> Ran:
        """Run the program with exactly these words."""
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
        with self._patch.context() as patch:
            patch.setenv("BACKOFFICE_NOW", now)
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            code = main(words)
        return Ran(code, _text(out), _text(err))

    def file(self, name: str, text: str) -> str:
        """A file in the folder, by its name."""
        (self.folder / name).write_text(text, encoding="utf-8")
        return name


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    raw = stream.buffer
    assert isinstance(raw, io.BytesIO)
    return raw.getvalue().decode("utf-8")


def process(
    *words: str, folder: Path, stdin: bytes = b"", variables: Mapping[str, str] | None = None
) -> "subprocess.CompletedProcess[bytes]":
    """Run the program as a user does, without a terminal."""
    return subprocess.run(
        [*PROGRAM, *words],
        cwd=folder,
        env=environment(variables or {}),
        input=stdin,
        capture_output=True,
        timeout=60,
        check=False,
    )


def environment(variables: Mapping[str, str]) -> dict[str, str]:
    """The environment of a process: this one's, the program findable, the time set."""
    return {**os.environ, "PYTHONPATH": str(SOURCES), "BACKOFFICE_NOW": NOW, **variables}


def call(which: int = 0, **changes: object) -> dict[str, object]:
    """What a customer said on the phone, as a script registers it."""
    return {
        "direction": "in",
        "disconnected": False,
        "customer_kind": "private",
        "customer": None,
        "customer_name": "Åsa Ek",
        "identity": nobody.personnummer(which, man=False),
        "caller": "kunden själv",
        "phone": nobody.MOBILES[which % len(nobody.MOBILES)],
        "email": "asa@example.invalid",
        "power_of_attorney": False,
        "facility": nobody.facility(which),
        "address": "Provgatan 1, 994 33 Kvarnby",
        "move_date": "2026-12-01",
        "confirmation_address": "Provgatan 1, 994 33 Kvarnby",
        **changes,
    }


def registered(office: Office, *calls: Mapping[str, object], agent: str = "xanna") -> list[str]:
    """The numbers of cases made of calls."""
    ran = office(
        "syst", "new", "--file", "-", "--json", agent=agent, stdin=json.dumps(calls).encode()
    )
    assert ran.code == 0, ran.err
    return [case["number"] for case in ran.json["created"]]
