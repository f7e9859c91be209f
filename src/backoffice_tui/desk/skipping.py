"""Taking another case than the next: noticed by itself, explained if one likes, and seen by the lead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from backoffice_tui.desk.calendar import here, midnight, monday_of
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.masking import dots
from backoffice_tui.desk.worklist import listed
from backoffice_tui.queues import QUEUES
from backoffice_tui.routine.dates import iso_week
from backoffice_tui.routine.errors import Refused
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.listing import CaseLine, Filter
from backoffice_tui.routine.text import clean
from backoffice_tui.store import skips
from backoffice_tui.store.reader import Inside

if TYPE_CHECKING:
    from sqlmodel import Session

    from backoffice_tui.model.cases import Case

RULE: Final = "ALL-05"
LONGEST: Final = 300
"""Characters of a reason: it is a line."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A case taken although another of its group was next; times local, a protected person's reason in dots."""

    entry_id: int
    at: datetime
    agent: str
    queue: str
    number: str
    kind: str
    passed: str
    passed_kind: str
    over_class: bool
    """Whether the one passed belongs to a class that comes first."""
    reason: str


@dataclass(frozen=True, slots=True)
class Habit:
    """How often an agent took another case than the next, how often past a class, how often with a reason."""

    agent: str
    count: int
    over_class: int
    explained: int


def passed(
    desk: Desk, session: "Session", queue: Queue, case: "Case", move: str
) -> CaseLine | None:
    """The case of the same group that was next, where the move takes another one that nobody holds."""
    if not (queue.move(move).claims and case.open and not case.handler):
        return None
    free = Filter(team=case.team, unassigned=True)
    first = listed(desk, queue, free, Inside(session)).first_free()
    return None if first is None or first.id == case.id else first


def note(desk: Desk, session: "Session", case: "Case", rank: int, first: CaseLine) -> None:
    """Keep that a case of a rank was taken although `first` was next."""
    from backoffice_tui.model.lead import Skip
    from backoffice_tui.store import cases

    entry = cases.newest(session, case)
    if entry is None or entry.id is None or case.id is None or case.erased:
        return
    session.add(
        Skip(
            entry_id=entry.id,
            case_id=case.id,
            passed_id=first.id,
            at=desk.now(),
            agent=desk.agent,
            rank=rank,
            passed_rank=first.rank,
        )
    )


def last(desk: Desk, queue: Queue, number: str) -> Skipped | None:
    """The last time the agent took this case out of turn."""
    row = skips.last_of(desk.store.reader, queue.key, clean(number), desk.agent)
    return _skipped(desk, row) if row else None


def explain(desk: Desk, queue: Queue, number: str, reason: str) -> Skipped:
    """Write why the agent took this case and not the next; Refused where it was not taken out of turn."""
    found = last(desk, queue, number)
    if found is None:
        shown = clean(number, limit=40, one_line=True)
        raise Refused("skips.not-skipped", rule=RULE, field="number", number=shown)
    text = " ".join(clean(reason, limit=LONGEST).split())

    def work(session: "Session") -> None:
        skips.explain(session, found.entry_id, text)

    desk.store.write(work)
    return last(desk, queue, number) or found


def skipped(desk: Desk, week: str | None = None) -> Sequence[Skipped]:
    """What was taken out of turn in an ISO week, this one unless given, newest first: everybody's for a lead."""
    office = next(iter(QUEUES.values()))
    first = monday_of(week or iso_week(desk.today(office)))
    since, until = (midnight(desk, office, day) for day in (first, first + timedelta(days=7)))
    agent = "" if desk.lead else desk.agent
    return [_skipped(desk, row) for row in skips.between(desk.store.reader, since, until, agent)]


def habits(found: Sequence[Skipped]) -> list[Habit]:
    """The same by agent, whoever did it most first."""
    agents = dict.fromkeys(each.agent for each in found)
    every = [_habit(agent, [each for each in found if each.agent == agent]) for agent in agents]
    return sorted(every, key=lambda each: (-each.count, each.agent))


def _habit(agent: str, found: Sequence[Skipped]) -> Habit:
    return Habit(
        agent,
        count=len(found),
        over_class=sum(each.over_class for each in found),
        explained=sum(bool(each.reason) for each in found),
    )


def _skipped(desk: Desk, row: skips.SkipRow) -> Skipped:
    reason = clean(row.reason, one_line=True)
    return Skipped(
        entry_id=row.entry_id,
        at=here(desk, row.at),
        agent=row.agent,
        queue=row.queue,
        number=clean(row.number, one_line=True),
        kind=row.kind,
        passed=clean(row.passed, one_line=True),
        passed_kind=row.passed_kind,
        over_class=row.passed_rank < row.rank,
        reason=dots(reason) if row.protected else reason,
    )
