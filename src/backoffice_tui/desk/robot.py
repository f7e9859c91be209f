"""The notice robot: prepares or rejects what the rules decide without judgement, each notice once."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple, cast

from backoffice_tui.desk.desk import Desk
from backoffice_tui.routine.grammar import Context, Queue
from backoffice_tui.routine.judging import ROBOT, Verdict
from backoffice_tui.routine.moves import Record, carry_out
from backoffice_tui.routine.taking import Followed, PlainCase
from backoffice_tui.store import contracts, known, robot
from backoffice_tui.store.robot import Free

if TYPE_CHECKING:
    from sqlmodel import Session

    from backoffice_tui.model.cases import Case
    from backoffice_tui.store.bulk import Ledger

GoOn = Callable[[int], bool]
"""Told how many notices were looked at; says whether to go on."""

REJECT = "reject"


class Judged(NamedTuple):
    """What the robot did, or would do, with a notice."""

    number: str
    rejected: bool
    text: str


@dataclass(slots=True)
class Run:
    """What a run of the robot came to."""

    judged: int = 0
    unchanged: int = 0
    """As the robot left them before."""
    left: int = 0
    """Whose contract or person is not known any more."""
    done: list[Judged] = field(default_factory=list)
    stopped: bool = False

    def count(self, *, rejected: bool) -> int:
        """How many were rejected, or prepared."""
        return sum(each.rejected is rejected for each in self.done)


def run(desk: Desk, queue: Queue, *, dry_run: bool = False, go_on: GoOn | None = None) -> Run:
    """Deal with every notice that nobody has taken, a hundred in a transaction; a dry run only says what it would do.

    A notice is dealt with again only where something about it has changed. `go_on` is asked between transactions.
    """
    report, after = Run(), None
    while True:
        after = _dry(desk, queue, report, after) if dry_run else _some(desk, queue, report, after)
        if after is None:
            return report
        if go_on and not go_on(report.judged):
            report.stopped = True
            return report


def _dry(desk: Desk, queue: Queue, report: Run, after: Free | None) -> Free | None:
    with known.looking(desk.store) as ask:
        batch = _Batch(desk, queue, ask, after)
    return batch.added_to(report)


def _some(desk: Desk, queue: Queue, report: Run, after: Free | None) -> Free | None:
    from backoffice_tui.store import bulk
    from backoffice_tui.store.reader import Inside

    def work(session: "Session") -> _Batch:
        batch = _Batch(desk, queue, Inside(session).rows, after)
        if batch.verdicts:
            batch.write(session, bulk.Ledger(session))
        return batch

    return desk.store.write(work).added_to(report)


class _Batch:
    """Some notices, read and judged in one moment of the store."""

    def __init__(self, desk: Desk, queue: Queue, ask: known.Ask, after: Free | None) -> None:
        self._queue, self._ask = queue, ask
        self._context = replace(desk.context(queue, ask=ask), by=ROBOT)
        self._free = robot.free(ask, queue.key, after)
        self._left = self._unchanged = 0
        self.verdicts: dict[int, tuple[PlainCase, Verdict]] = {}
        cases = known.cases(ask, queue.key, robot.numbers(self._free)) if self._free else {}
        # All at once: the rules ask for the same contract again and again.
        leases = contracts.leases(ask, [each.contract for each in cases.values()])
        self._context = replace(self._context, lease_of=leases.get)
        before = robot.digests(ask, [each.case_id for each in self._free]) if self._free else {}
        for each in self._free:
            self._judge(each, cases[each.number], before.get(each.case_id, ""))

    def _judge(self, each: Free, case: PlainCase, before: str) -> None:
        assert self._queue.judge is not None  # noqa: S101 (only such a queue has the verb)
        earlier = robot.earlier(self._ask, each)
        # The rules look only at what a case has in either form.
        verdict = self._queue.judge(cast("Case", case), earlier, self._context)
        if verdict is None:
            self._left += 1
        elif verdict.digest == before:
            self._unchanged += 1
        else:
            self.verdicts[each.case_id] = case, verdict

    def added_to(self, report: Run) -> Free | None:
        """The last notice looked at, once the report has heard of all; None where there were none."""
        report.judged += len(self._free)
        report.left += self._left
        report.unchanged += self._unchanged
        report.done += (
            Judged(case.number, verdict.rejects, verdict.text)
            for case, verdict in self.verdicts.values()
        )
        return self._free[-1] if self._free else None

    def write(self, session: "Session", ledger: "Ledger") -> None:
        """Log each verdict as a processing event, and reject what is to be rejected."""
        for case, verdict in self.verdicts.values():
            ledger.change(case, Followed(self._event(case, verdict), told=False))
        ledger.save()
        for case, verdict in self.verdicts.values():
            if verdict.rejects:
                _reject(session, self._queue, case.number, verdict, self._context)
        digests = {number: verdict.digest for number, (_, verdict) in self.verdicts.items()}
        robot.remember(session, digests, self._context.at)

    def _event(self, case: PlainCase, verdict: Verdict) -> Record:
        return Record(
            by=ROBOT,
            at=self._context.at,
            move=ROBOT,
            text=verdict.text,
            was=case.state,
            became=case.state,
            routine=self._context.data.version,
        )


def _reject(
    session: "Session", queue: Queue, number: str, verdict: Verdict, context: Context
) -> None:
    """Reject a notice by the move that people reject it by, with its rules."""
    from backoffice_tui.store import cases

    case = cases.by_number(session, queue.key, number)
    assert case is not None  # noqa: S101 (it was read in this transaction)
    record = carry_out(queue, case, REJECT, {"log": verdict.text}, context)
    cases.write(session, case, record)
