"""Taking a case on to a department: it waits there, comes back on a day, and is anybody's then."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from backoffice_tui.model.states import State
from backoffice_tui.routine.dates import working_days_ahead
from backoffice_tui.routine.errors import Refused
from backoffice_tui.routine.grammar import LOG, Answer, Ask, Context, Move, Wants
from backoffice_tui.routine.text import fold
from backoffice_tui.routine.waits import in_days
from backoffice_tui.texts import say

if TYPE_CHECKING:
    from backoffice_tui.model.cases import Case


def departments(context: Context) -> tuple[str, ...]:
    """The departments a case can be taken on to."""
    return tuple(department.name for department in context.data.departments)


def proposed_due(case: "Case", answer: Answer, context: Context) -> date | None:
    """The day the case should come back: the department's working days, and more for some kinds."""
    for department in context.data.departments:
        if fold(department.name) == fold(answer.text("to")):
            days = department.days + context.data.extra_days.get(case.kind, 0)
            return working_days_ahead(context.today, days, context.data.country)
    return None


def told_of_waits(case: "Case", answer: Answer, context: Context) -> str:
    """What the routine says of the department's wait, and what the log has taught."""
    name = answer.text("to")
    usual = next((each for each in context.data.departments if fold(each.name) == fold(name)), None)
    if usual is None:
        return ""
    days = usual.days + context.data.extra_days.get(case.kind, 0)
    known = context.waited(usual.name, case.kind)
    if known is None:
        return say("figures.wait-routine", department=usual.name, days=days)
    return say(
        "figures.wait-learned",
        department=usual.name,
        days=days,
        median=in_days(known.median),
        ninth=known.ninth,
        count=known.cases,
    )


def forward(case: "Case", answer: Answer, context: Context) -> None:
    """The case waits for a department, and anyone may take it when it returns."""
    case.due = answer.date("due")
    case.waits_for = answer.text("to")
    case.waits_since = context.today
    case.handler = ""


def forwarding(
    rule: str,
    *rules: str,
    name: str = "forward",
    propose: Callable[["Case", Answer, Context], str | None] | None = None,
) -> Move:
    """The move that takes a case on, its asks standing under one rule and the whole under several.

    `propose` says to which department, where the agent does not.
    """

    def not_past(due: date, _case: "Case", context: Context) -> None:
        if due < context.today:
            raise Refused("routine.due-past", rule=rule, field="due", due=due, today=context.today)

    to = Ask(name="to", wants=Wants.CHOICE, required=True, rule=rule, choices=departments)
    if propose:
        to = replace(to, propose=propose)
    due = Ask(
        name="due",
        wants=Wants.DATE,
        required=True,
        rule=rule,
        propose=proposed_due,
        check=not_past,
        tell=told_of_waits,
    )
    return Move(
        name=name,
        key="v",
        after=State.WAITING,
        asks=(to, due, LOG),
        then=forward,
        rules=(rule, *rules),
        errand=True,
    )
