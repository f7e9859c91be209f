"""Moves on cases, one or many at a time, with a result for each."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import typer

from backoffice_tui.cli import documents
from backoffice_tui.cli.call import Call
from backoffice_tui.cli.params import Given, Param
from backoffice_tui.cli.printing import document, row
from backoffice_tui.cli.troubles import as_problem, complain, exit_code, told
from backoffice_tui.cli.verbs import CHANGES, Verb, app_of
from backoffice_tui.queues import QUEUES
from backoffice_tui.routine.errors import NotFound, Problem, Usage
from backoffice_tui.routine.grammar import HOUSE_MOVES, Ask, Move, Queue, Wants
from backoffice_tui.routine.listing import CaseLine
from backoffice_tui.routine.text import clean
from backoffice_tui.settings import SettingsError
from backoffice_tui.texts import knows, say

if TYPE_CHECKING:
    from backoffice_tui.desk.desk import Desk

ON_THE_QUEUE = ("claim", "release", "comment")
"""The moves of the house that stand among a queue's commands; the lead's stands beside the queues."""

Attempt = Callable[[str], tuple[Queue, CaseLine]]


def verbs(call: Call, queue: Queue) -> list[Verb]:
    """A command for each move of the queue, those of the house, and undo."""
    own = [*queue.moves, *(move for move in HOUSE_MOVES if move.name in ON_THE_QUEUE)]
    return [*(_verb(call, queue, move) for move in own), _undo(call, queue)]


def _verb(call: Call, queue: Queue, move: Move) -> Verb:
    def run(given: Given) -> int:
        from backoffice_tui.desk.perform import perform

        desk = call.desk()
        answers = answered(move, given)
        if given.flag("dry_run"):
            from backoffice_tui.cli.previewing import previewed

            return previewed(desk, queue, move, _numbers(given)[0], answers, given)
        return each(
            desk,
            _numbers(given),
            lambda number: (queue, perform(desk, queue, number, move.name, answers)),
            done=queue.title_of(move),
            json=given.flag("json"),
        )

    return Verb(
        name=move.name,
        help=queue.word(f"help.{move.name}"),
        example=_example(queue, move),
        params=(
            _number(many=move.bulk),
            *(option(queue, ask) for ask in _in_order(move)),
            *([_dry_run()] if move.preview else []),
        ),
        run=run,
        codes=CHANGES,
    )


def _undo(call: Call, queue: Queue) -> Verb:
    def run(given: Given) -> int:
        from backoffice_tui.desk.perform import undo

        desk = call.desk()
        return each(
            desk,
            _numbers(given),
            lambda number: (queue, undo(desk, queue, number)),
            done=queue.word("move.undo"),
            json=given.flag("json"),
        )

    return Verb(
        name="undo",
        help=say("cli.queue.undo.help"),
        example=say("cli.queue.undo.example", queue=queue.key),
        params=(_number(many=True),),
        run=run,
        codes=CHANGES,
    )


def assign_verb(call: Call) -> Verb:
    """Cases given to a colleague, in whichever queue they are."""
    move = next(each for each in HOUSE_MOVES if each.name == "assign")
    first = next(iter(QUEUES.values()))

    def run(given: Given) -> int:
        from backoffice_tui.desk.perform import perform

        desk = call.desk()
        answers = answered(move, given)

        def attempt(number: str) -> tuple[Queue, CaseLine]:
            queue = queue_with(desk, number, given.text("queue"))
            return queue, perform(desk, queue, number, move.name, answers)

        done = say("cli.assigned", to=clean(given.text("to"), limit=40, one_line=True))
        return each(desk, _numbers(given), attempt, done=done, json=given.flag("json"))

    return Verb(
        name="assign",
        help=say("cli.assign.help"),
        example=say("cli.assign.example"),
        params=(
            _number(many=True),
            *(option(first, ask) for ask in move.asks),
            Param(name="queue", help=say("cli.option.queue", known=", ".join(QUEUES))),
        ),
        run=run,
        codes=CHANGES,
    )


def queue_with(desk: "Desk", number: str, key: str) -> Queue:
    """The queue that a number belongs to; Usage where it stands in several and none was named."""
    from backoffice_tui.desk.worklist import line
    from backoffice_tui.queues import queue_named

    if key:
        return queue_named(clean(key, limit=40, one_line=True))
    found, missing = [], None
    for queue in QUEUES.values():
        try:
            line(desk, queue, number)
        except NotFound as why:
            missing = why
        else:
            found.append(queue)
    if not found and missing:
        raise missing
    if len(found) > 1:
        names = ", ".join(queue.key for queue in found)
        text = clean(number, limit=40, one_line=True)
        raise Usage("cli.usage.in-several-queues", field="queue", number=text, queues=names)
    return found[0]


def each(desk: "Desk", numbers: Sequence[str], attempt: Attempt, *, done: str, json: bool) -> int:
    """Try every number, say how each went, and return the exit code."""
    results: list[dict[str, object]] = []
    problems: list[Problem | None] = []
    for number in numbers:
        shown = clean(number, limit=40, one_line=True)
        try:
            queue, line = attempt(number)
        except (Problem, SettingsError) as why:
            problem = as_problem(why)
            complain(problem, json=json, about=shown if len(numbers) > 1 else "")
            results.append({"number": shown, "case": None, "error": told(problem)})
            problems.append(problem)
            continue
        problems.append(None)
        if json:
            case = documents.case(desk, queue, line)
            results.append({"number": shown, "case": case, "error": None})
        else:
            row(shown, done, queue.state_word(line), line.due)
    if json:
        document({"results": results})
    return exit_code(problems)


def answered(move: Move, given: Given) -> dict[str, object]:
    """What was given, by the names of what the move asks."""
    names = {_option_name(ask): ask.name for ask in move.asks}
    return {names[name]: value for name, value in given.only(names).items()}


def _option_name(ask: Ask) -> str:
    """A command's own number stands before all options, so another one is a new one."""
    return f"new_{ask.name}" if ask.name == "number" else ask.name


def _numbers(given: Given) -> Sequence[str]:
    return given.texts("number") if not given.text("number") else (given.text("number"),)


def _number(*, many: bool) -> Param:
    return Param(
        name="number",
        argument=True,
        required=True,
        many=many,
        metavar=say("cli.metavar.number"),
        help=say("cli.option.numbers" if many else "cli.option.number"),
    )


def _dry_run() -> Param:
    return Param(name="dry_run", flag=True, help=say("contracts.cli.dry-run"))


def option(queue: Queue, ask: Ask) -> Param:
    """What a move asks for, as an option; the routine itself refuses what is missing."""
    said = queue.word(ask.words)
    if _needed(ask):
        said += f" [{say('cli.help.required')}]"
    metavar = say("cli.metavar.date") if ask.wants is Wants.DATE else ""
    flag = ask.wants is Wants.FLAG
    if ask.follows:
        metavar = say(f"cli.metavar.{ask.name}")
        return Param(name=_option_name(ask), argument=True, many=True, metavar=metavar, help=said)
    many = ask.wants is Wants.LIST
    return Param(name=_option_name(ask), help=said, metavar=metavar, flag=flag, no=flag, many=many)


def _in_order(move: Move) -> Sequence[Ask]:
    """What follows the numbers first."""
    return sorted(move.asks, key=lambda ask: not ask.follows)


def _example(queue: Queue, move: Move) -> str:
    asked = (
        f" {_sample(ask)}" if ask.follows else f' --{ask.name.replace("_", "-")} "{_sample(ask)}"'
        for ask in _in_order(move)
        if _needed(ask) or ask.follows
    )
    return f"backoffice {queue.key} {move.name} 1003{''.join(asked)}"


def _needed(ask: Ask) -> bool:
    """Whether it has to be given; for a day the routine has a proposal."""
    return ask.required and not ask.proposes


def _sample(ask: Ask) -> str:
    key = f"cli.sample.{ask.name}"
    return say(key) if knows(key) else "…"


def assign_app(call: Call) -> typer.Typer:
    """Reassignment, in whichever queue."""
    return app_of(assign_verb(call))
