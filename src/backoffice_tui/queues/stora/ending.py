"""The two ends of a large request: done or withdrawn, and in both everything that tells of the customer goes."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from backoffice_tui.model.states import OPEN, State
from backoffice_tui.queues.stora.letter import LETTER, MADE, WRITE
from backoffice_tui.routine import ticks
from backoffice_tui.routine.errors import Problem, Refused
from backoffice_tui.routine.grammar import Answer, Ask, Context, Move, Outcome, Wants
from backoffice_tui.texts import say

if TYPE_CHECKING:
    from backoffice_tui.model.cases import Case

RULE: Final = "STORA-10"
REASONS: Final = ("withdrawn", "twice", "elsewhere")
"""Why a request is withdrawn; words to choose from, since a free text would have to be erased too."""


def obstacle(case: "Case", context: Context) -> Problem | None:
    """What still stands in the way of closing and erasing the case."""
    bad = [tick for tick in case.ticks if ticks.standing(tick) == ticks.BAD]
    if bad:
        shown = ", ".join(tick.text for tick in bad[:3])
        return Refused("stora.still-bad", rule=RULE, number=case.number, count=len(bad), ids=shown)
    if left := case.ticks_total - case.ticks_done:
        progress = ticks.progress(case.ticks_done, case.ticks_total)
        return Refused(
            "stora.still-open", rule=RULE, number=case.number, count=left, progress=progress
        )
    letter = case.facts.get(LETTER, "")
    if letter != MADE:
        key = "stora.letter-old" if letter else "stora.letter-missing"
        return Refused(key, rule=RULE, number=case.number)
    if WRITE.name not in context.gone:
        return Refused("stora.letter-here", rule=RULE, number=case.number)
    return None


def finish(case: "Case", answer: Answer, _context: Context) -> Outcome:
    """The case is closed, and everything that tells of the customer goes with it."""
    if not answer.flag("yes"):
        raise Refused("stora.done-yes", rule=RULE, field="yes", number=case.number)
    return Outcome(text=say("stora.erased", count=case.ticks_done), erase=True)


def _reasons(_context: Context) -> Sequence[str]:
    return tuple(say(f"stora.reason.{each}") for each in REASONS)


def cancel(case: "Case", answer: Answer, _context: Context) -> Outcome:
    """Nothing more is done for the customer, and nothing that tells of the customer stays."""
    if not answer.flag("yes"):
        raise Refused("stora.cancel-yes", rule=RULE, field="yes", number=case.number)
    said = say("stora.cancelled", reason=answer.text("reason"), count=case.ticks_done)
    return Outcome(text=said, erase=True)


YES: Final = Ask(name="yes", wants=Wants.FLAG, rule=RULE)
FINISH: Final = Move(
    name="done",
    key="a",
    after=State.DONE,
    when=obstacle,
    asks=(YES,),
    then=finish,
    rules=(RULE,),
    errand=True,
    final=True,
)
CANCEL: Final = Move(
    name="cancel",
    key="X",
    before=OPEN | {State.REJECTED},
    after=State.REJECTED,
    asks=(
        Ask(name="reason", wants=Wants.CHOICE, required=True, rule="ALL-02", choices=_reasons),
        YES,
    ),
    then=cancel,
    rules=("ALL-02", RULE),
    errand=True,
    final=True,
    bulk=False,
)
