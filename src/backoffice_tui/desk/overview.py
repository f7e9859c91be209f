"""The lead's picture of this moment: what waits, what ages, who has what, what was done, and how the backlog falls."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from backoffice_tui.desk.burning import Growth, Run, burn_down, growth
from backoffice_tui.desk.calendar import here, midnight
from backoffice_tui.desk.desk import Desk
from backoffice_tui.model.states import OPEN, State
from backoffice_tui.queues import QUEUES
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.text import fold
from backoffice_tui.store import figures
from backoffice_tui.store.figures import Closed, Holding, Standing

FORGOTTEN: Final = timedelta(hours=24)
"""A shift that has run for longer was forgotten, and is nobody's shift now."""


@dataclass(frozen=True, slots=True)
class Oldest:
    """The open case that came in first."""

    case_id: int
    number: str
    received: date


@dataclass(frozen=True, slots=True)
class Row:
    """The figures of a queue, or of one of its groups; `shift` is None while no shift runs."""

    queue: Queue
    team: str = ""
    whole: bool = False
    """Whether it is the whole queue, whatever the group."""
    waiting: int = 0
    later: int = 0
    due: int = 0
    overdue: int = 0
    oldest: Oldest | None = None
    held: tuple[tuple[str, int], ...] = ()
    """Who holds how many, the most first."""
    done: int = 0
    shift: int | None = None
    since: datetime | None = None
    """When that shift began."""

    @property
    def holding(self) -> int:
        """How many are held, by whomever."""
        return sum(number for _, number in self.held)


@dataclass(frozen=True, slots=True)
class Overview:
    """The picture of one moment."""

    at: datetime
    rows: tuple[Row, ...]
    """Each queue, followed by its groups where it has more than one."""
    shift_since: datetime | None
    """When the shift began: the agent's own, or else the first of those that run."""
    run: Run | None
    growth: Growth | None
    """While the move system is down: how much work has come in since."""
    closers: Mapping[str, tuple[tuple[str, int], ...]]
    """By key of the queue, who closed how many today, the most first."""


def look(desk: Desk) -> Overview:
    """The figures of this moment, all of them of the same one."""
    reader = desk.store.reader
    with reader.snapshot():
        since = _shift_since(desk)
        standing, holdings = figures.standing(reader), figures.holdings(reader)
        rows: list[Row] = []
        closers: dict[str, tuple[tuple[str, int], ...]] = {}
        for queue in QUEUES.values():
            done = figures.closed(reader, queue.key, midnight(desk, queue))
            closers[queue.key] = _most_first(_by(done, 1))
            stands = [each for each in standing if each.queue == queue.key]
            held = [each for each in holdings if each.queue == queue.key]
            rows += _Teams(desk, queue, stands, held, done, since).rows()
        return Overview(
            at=here(desk, desk.now()),
            rows=tuple(rows),
            shift_since=since,
            run=burn_down(desk),
            growth=growth(desk),
            closers=closers,
        )


def team_name(desk: Desk, queue: Queue, team_key: str) -> str:
    """A group as the routine spells it, or else as it is written on one of its cases."""
    known = (group for group in desk.data(queue).groups if fold(group) == team_key)
    return next(known, "") or figures.team_named(desk.store.reader, queue.key, team_key)


def _shift_since(desk: Desk) -> datetime | None:
    running = figures.shifts_running(desk.store.reader, desk.now() - FORGOTTEN)
    since = running.get(desk.agent) or min(running.values(), default=None)
    return here(desk, since) if since else None


def _most_first(numbers: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    found = [(name, number) for name, number in numbers.items() if number]
    return tuple(sorted(found, key=lambda each: (-each[1], each[0])))


def _by(done: Closed, place: int) -> Counter[str]:
    """What was closed by group, place 0, or by agent, place 1."""
    found: Counter[str] = Counter()
    for key, number in done.items():
        found[key[place]] += number
    return found


class _Teams:
    """What is known of the groups of one queue, on its way to rows."""

    def __init__(
        self,
        desk: Desk,
        queue: Queue,
        standing: Sequence[Standing],
        holdings: Sequence[Holding],
        done: Closed,
        since: datetime | None,
    ) -> None:
        self._desk, self._queue, self._holdings = desk, queue, holdings
        self._open: Counter[str] = Counter()
        for each in standing:
            if State(each.state) in OPEN:
                self._open[each.team_key] += each.cases
        self._since = since
        reader = desk.store.reader
        self._due = figures.due(reader, queue.key, desk.today(queue))
        self._done = _by(done, 0)
        self._shift = _by(figures.closed(reader, queue.key, since), 0) if since else None

    def rows(self) -> list[Row]:
        """The row of the queue, and one for each group where there are several."""
        known = {fold(group): at for at, group in enumerate(self._desk.data(self._queue).groups)}
        teams = {*self._open, *self._done}
        parts = [
            self._row(team)
            for team in sorted(teams, key=lambda team: (known.get(team, len(known)), team))
        ]
        return [self._whole(parts), *(parts if len(parts) > 1 else ())]

    def _row(self, team_key: str) -> Row:
        later, due, overdue = self._due.get(team_key, (0, 0, 0))
        found = figures.oldest(self._desk.store.reader, self._queue.key, team_key)
        held = {each.handler: each.cases for each in self._holdings if each.team_key == team_key}
        return Row(
            queue=self._queue,
            team=team_name(self._desk, self._queue, team_key),
            waiting=self._open[team_key],
            later=later,
            due=due,
            overdue=overdue,
            oldest=Oldest(found.id, found.number, found.received) if found else None,
            held=_most_first(held),
            done=self._done[team_key],
            shift=None if self._shift is None else self._shift[team_key],
            since=self._since,
        )

    def _whole(self, parts: Sequence[Row]) -> Row:
        held: Counter[str] = Counter()
        for part in parts:
            held.update(dict(part.held))
        ages = [part.oldest for part in parts if part.oldest]
        return Row(
            queue=self._queue,
            whole=True,
            waiting=sum(part.waiting for part in parts),
            later=sum(part.later for part in parts),
            due=sum(part.due for part in parts),
            overdue=sum(part.overdue for part in parts),
            oldest=min(ages, key=lambda each: each.received, default=None),
            held=_most_first(held),
            done=sum(part.done for part in parts),
            shift=None if self._shift is None else sum(part.shift or 0 for part in parts),
            since=self._since,
        )
