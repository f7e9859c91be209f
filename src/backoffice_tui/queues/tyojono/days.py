"""The days of an ending: proposed by the rule, changed with a reason."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from backoffice_tui.queues.tyojono.people import lease_of
from backoffice_tui.routine.contracts import Lease
from backoffice_tui.routine.dates import local
from backoffice_tui.routine.errors import Refused
from backoffice_tui.routine.grammar import Answer, Ask, Context, Wants
from backoffice_tui.routine.notice import RULE, moving_day, notice_end
from backoffice_tui.texts import say

if TYPE_CHECKING:
    from backoffice_tui.model.cases import Case


def given_on(case: "Case", context: Context) -> date:
    """The day on which notice was given: the e-service's, else the day the task came in."""
    told = case.facts.get("submitted_at", "")
    if not told:
        return case.received
    return local(datetime.fromisoformat(told), context.data.zone).date()


def ruled_end(case: "Case", context: Context) -> date:
    """The end of the contract by the rule."""
    return notice_end(given_on(case, context), context.data).ends


def proposed_end(case: "Case", _answer: Answer, context: Context) -> date:
    """The end by the rule, or the later day that the tenant asks for, within the contract's own."""
    end, wished = ruled_end(case, context), case.facts.get("ends_on", "")
    if wished:
        end = max(end, date.fromisoformat(wished))
    lease = context.lease_of(case.contract)
    return min(end, lease.end) if lease and lease.end else end


def proposed_liability(_case: "Case", answer: Answer, _context: Context) -> date | None:
    """The liability to pay ends with the person's part."""
    return answer.date("end")


def proposed_moving(_case: "Case", answer: Answer, context: Context) -> date | None:
    """The day of moving out by the rule."""
    end = answer.date("end")
    return moving_day(end, context.data) if end else None


def fitting(end: date, case: "Case", context: Context) -> None:
    """Nobody leaves before they came, nor after the contract's own end."""
    lease = lease_of(case, context)
    if end < lease.start:
        raise before_start(end, lease.start)
    if lease.end is not None and end > lease.end:
        raise Refused("tyojono.after-end", rule=RULE, field="end", end=end, last=lease.end)


def before_start(end: date, start: date, *, field: str = "end") -> Refused:
    """That a part would end before it began."""
    return Refused("tyojono.before-start", rule=RULE, field=field, end=end, start=start)


def changed(case: "Case", answer: Answer, context: Context, lease: Lease) -> str:
    """What was changed of the proposal and why, for the log; Refused where an earlier end has no reason."""
    end, reason = answer.date("end"), answer.text("reason")
    ruled, proposed = ruled_end(case, context), proposed_end(case, answer, context)
    assert end is not None  # noqa: S101 (it is required)
    told = []
    # A contract for a time ends on its own day without anybody's reason.
    if end < ruled and end != lease.end and not reason:
        raise Refused("tyojono.why-earlier", rule=RULE, field="reason", end=end, ruled=ruled)
    if end != proposed:
        told.append(say("tyojono.end-changed", end=end, proposed=proposed))
    moving = answer.date("moving_day")
    if moving and moving != moving_day(end, context.data):
        told.append(
            say("tyojono.moving-changed", day=moving, proposed=moving_day(end, context.data))
        )
    if reason:
        told.append(reason)
    return "\n".join(told)


END: Final = Ask(
    name="end",
    wants=Wants.DATE,
    required=True,
    rule=RULE,
    propose=proposed_end,
    check=fitting,
)
REASON: Final = Ask(name="reason", wants=Wants.TEXT, rule=RULE)
