"""What the reports share: what they are asked, what they are made of, and how times stand in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from backoffice_tui.desk.weeks import WEEKS
from backoffice_tui.queues import QUEUES, queue_named
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.reporting import Table
from backoffice_tui.routine.text import clean
from backoffice_tui.texts import say


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report is to be about; empty means every queue, and weeks up to the one that runs."""

    queue: str = ""
    weeks: int = WEEKS
    until: str = ""

    def queues(self) -> list[Queue]:
        """The queues it is about; NotFound for one that there is not."""
        if self.queue:
            return [queue_named(clean(self.queue, limit=40, one_line=True))]
        return list(QUEUES.values())


Made = tuple[tuple[Table, ...], tuple[str, ...], Mapping[str, object]]
"""The tables of a report, its sentences, and its figures by name."""


def heads(*names: str) -> tuple[str, ...]:
    """The headings of these columns."""
    return tuple(say(f"figures.column.{name}") for name in names)


def stamp(at: datetime | None) -> str | None:
    """A time as scripts read it."""
    return at.isoformat(timespec="seconds") if at else None


def shown(at: datetime | None) -> str:
    """A time as people read it, empty where there is none."""
    return f"{at:%Y-%m-%d %H:%M}" if at else ""
