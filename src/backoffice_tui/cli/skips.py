"""`skips`: cases taken although another one was next, how often and why."""

from typing import TYPE_CHECKING

import typer

from backoffice_tui.cli.call import Call
from backoffice_tui.cli.moving import queue_with
from backoffice_tui.cli.params import Given, Param
from backoffice_tui.cli.printing import document, say_so, table
from backoffice_tui.cli.verbs import CHANGES, READS, Verb, group_of
from backoffice_tui.queues import QUEUES
from backoffice_tui.texts import say

if TYPE_CHECKING:
    from backoffice_tui.desk.skipping import Skipped


def app(call: Call) -> typer.Typer:
    """What was taken out of turn, and why; without a word, this week's list."""

    def this_week(given: Given) -> int:
        return _list(call, "", given)

    verbs = (_listing(call), _why(call))
    return group_of(
        say("cli.skips.help"), say("cli.skips.example"), verbs, CHANGES, otherwise=this_week
    )


def _listing(call: Call) -> Verb:
    return Verb(
        name="list",
        help=say("cli.skips.list"),
        example="backoffice skips list --week 2026-W47",
        params=(Param(name="week", metavar=say("cli.metavar.week"), help=say("cli.option.week")),),
        run=lambda given: _list(call, given.text("week"), given),
        codes=READS,
    )


def _list(call: Call, week: str, given: Given) -> int:
    from backoffice_tui.desk import skipping

    found = skipping.skipped(call.desk(), week or None)
    habits = skipping.habits(found)
    if given.flag("json"):
        by = [{"agent": each.agent, **_figures(each)} for each in habits]
        document({"skips": [as_document(each) for each in found], "agents": by})
    elif found:
        heads = [
            say(f"cli.skips.column.{name}")
            for name in ("at", "agent", "number", "passed", "reason")
        ]
        table(heads, [_row(each) for each in found], {4})
        for each in habits:
            say_so(say("cli.skips.habit", agent=each.agent, **_figures(each)))
    else:
        say_so(say("cli.skips.none"))
    return 0


def _figures(habit: object) -> dict[str, int]:
    return {name: getattr(habit, name) for name in ("count", "over_class", "explained")}


def _why(call: Call) -> Verb:
    def run(given: Given) -> int:
        from backoffice_tui.desk import skipping

        desk = call.desk()
        queue = queue_with(desk, given.text("number"), given.text("queue"))
        found = skipping.explain(desk, queue, given.text("number"), given.text("reason"))
        if given.flag("json"):
            document(as_document(found))
        else:
            say_so(say("cli.skips.explained", number=found.number))
        return 0

    return Verb(
        name="why",
        help=say("cli.skips.why"),
        example=say("cli.skips.why-example"),
        params=(
            Param(
                name="number",
                argument=True,
                required=True,
                metavar=say("cli.metavar.number"),
                help=say("cli.option.number"),
            ),
            Param(name="reason", argument=True, required=True, help=say("cli.option.skip-reason")),
            Param(name="queue", help=say("cli.option.queue", known=", ".join(QUEUES))),
        ),
        run=run,
        codes=CHANGES,
    )


def as_document(found: "Skipped") -> dict[str, object]:
    """A skip as scripts read it."""
    return {
        "at": found.at.isoformat(timespec="seconds"),
        "agent": found.agent,
        "queue": found.queue,
        "number": found.number,
        "kind": found.kind or None,
        "passed": found.passed,
        "passed_kind": found.passed_kind or None,
        "over_class": found.over_class,
        "reason": found.reason,
    }


def _row(found: "Skipped") -> list[object]:
    taken = f"{found.number} {found.kind}".strip()
    passed = f"{found.passed} {found.passed_kind}".strip()
    mark = "▲ " if found.over_class else ""
    return [f"{found.at:%Y-%m-%d %H:%M}", found.agent, taken, mark + passed, found.reason]
