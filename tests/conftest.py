"""What every test may ask for: a real store in a temporary folder, and agents at work on it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

from backoffice_tui.desk.desk import Desk
from backoffice_tui.queues import QUEUES
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.settings import Settings
from backoffice_tui.texts import use

NOW: Final = "2026-11-20T09:30:00+01:00"
"""A Friday morning in Stockholm."""

MakeDesk = Callable[..., Desk]


@pytest.fixture(autouse=True)
def _swedish() -> None:
    use("sv")


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes the settings, data or logs of whoever runs it."""
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    for name in ("BACKOFFICE_DB", "BACKOFFICE_AGENT", "BACKOFFICE_LANG", "BACKOFFICE_NOW"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """Where the test's store is."""
    return tmp_path / "office.db"


@pytest.fixture
def make_desk(db: Path) -> Iterator[MakeDesk]:
    """Opens a desk on the test's store for an agent, at a time."""
    opened: list[Desk] = []

    def make(agent: str = "xanna", now: str = NOW, **changes: object) -> Desk:
        settings = Settings(
            db=str(db),
            agent=agent,
            language="sv",
            now=now,
            leads=("xlead",),
            **changes,  # type: ignore[arg-type]
        )
        opened.append(Desk(settings, create=True))
        return opened[-1]

    yield make
    for desk in opened:
        desk.close()


@pytest.fixture
def desk(make_desk: MakeDesk) -> Desk:
    """The agent xanna at work."""
    return make_desk()


@pytest.fixture
def colleague(make_desk: MakeDesk) -> Desk:
    """Another agent, xbo, on the same store."""
    return make_desk("xbo")


@pytest.fixture
def lead(make_desk: MakeDesk) -> Desk:
    """The shift lead."""
    return make_desk("xlead")


@pytest.fixture
def syst() -> Queue:
    """The queue of moves taken by hand."""
    return QUEUES["syst"]
