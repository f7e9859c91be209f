"""Who has what: the cases that agents hold, how old they are, and how far they came."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from backoffice_tui.desk.calendar import here
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.masking import dots, masked_line
from backoffice_tui.desk.overview import FORGOTTEN
from backoffice_tui.queues import QUEUES, queue_named
from backoffice_tui.routine.listing import CaseLine
from backoffice_tui.store import figures, held
from backoffice_tui.store.held import Note

MOST: Final = 500
"""So many cases of one agent are shown; the oldest come first."""

NOTES: Final = 5


@dataclass(frozen=True, slots=True)
class Holder:
    """An agent and what they hold, times local."""

    agent: str
    held: int
    queues: tuple[tuple[str, int], ...]
    """Key of the queue and how many there."""
    oldest: date | None
    shift: datetime | None
    """When their shift began; None for one who is not at work."""
    seen: datetime | None
    """When they last did something."""


@dataclass(frozen=True, slots=True)
class HeldCase:
    """A case in somebody's hands, masked where the person is protected; times local."""

    line: CaseLine
    age: int
    """Days since it came in."""
    since: datetime | None
    """When it came to them; None where the list gave it to them."""
    notes: tuple[Note, ...]
    """The last that was written, the newest first."""


def holders(desk: Desk, queue: str = "") -> list[Holder]:
    """Everybody who holds something (of one queue), those who are not at work first, then by how much they hold."""
    reader = desk.store.reader
    with reader.snapshot():
        running = figures.shifts_running(reader, desk.now() - FORGOTTEN)
        every = figures.holdings(reader)
        agents = sorted({each.handler for each in every if queue in ("", each.queue)})
        wanted = [queue] if queue else list(QUEUES)
        counts = {agent: dict.fromkeys(wanted, 0) for agent in agents}
        for each in every:
            if each.handler in counts and queue in ("", each.queue):
                counts[each.handler][each.queue] += each.cases
        found = [_holder(desk, agent, counts[agent], running.get(agent)) for agent in agents]
    return sorted(found, key=lambda each: (each.shift is not None, -each.held, each.agent))


def _holder(desk: Desk, agent: str, counts: Mapping[str, int], shift: datetime | None) -> Holder:
    reader = desk.store.reader
    one = next(iter(counts)) if len(counts) == 1 else ""
    oldest, seen = held.oldest_of(reader, agent, one), held.last_seen(reader, agent)
    return Holder(
        agent=agent,
        held=sum(counts.values()),
        queues=tuple((key, number) for key, number in counts.items() if number),
        oldest=oldest.received if oldest else None,
        shift=here(desk, shift) if shift else None,
        seen=here(desk, seen) if seen else None,
    )


def held_cases(desk: Desk, agent: str, queue: str = "") -> list[HeldCase]:
    """The open cases that an agent holds (in one queue), the oldest first, with what was written about them."""
    reader = desk.store.reader
    with reader.snapshot():
        return [_held(desk, line) for line in held.cases_of(reader, agent, MOST, queue)]


def _held(desk: Desk, line: CaseLine) -> HeldCase:
    reader, queue = desk.store.reader, queue_named(line.queue)
    notes = held.notes_of(reader, line.id, NOTES)
    taken = held.taken_at(reader, line.id)
    return HeldCase(
        line=masked_line(line),
        age=(desk.today(queue) - line.received).days,
        since=here(desk, taken) if taken else None,
        notes=tuple(_note(desk, note, hidden=line.protected) for note in notes),
    )


def _note(desk: Desk, note: Note, *, hidden: bool) -> Note:
    return replace(note, at=here(desk, note.at), text=dots(note.text) if hidden else note.text)


def half_done(cases: Sequence[HeldCase]) -> int:
    """How many of the cases somebody has written about or begun to tick."""
    return sum(bool(each.notes) or each.line.ticks_done > 0 for each in cases)
