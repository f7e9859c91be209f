"""`robot`: the notices that need no judgement, prepared or rejected."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

from backoffice_tui.cli.call import Call
from backoffice_tui.cli.params import Given, Param
from backoffice_tui.cli.printing import document, result, row, say_so
from backoffice_tui.cli.verbs import Verb
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.texts import say

if TYPE_CHECKING:
    from backoffice_tui.desk.robot import Run


class _Stop:
    """Whether somebody wants the run to end, and by which signal."""

    def __init__(self) -> None:
        self.signal = 0

    def __call__(self, number: int, _frame: FrameType | None) -> None:
        self.signal = number


@contextmanager
def stoppable() -> Iterator[_Stop]:
    """While it lasts a signal to end is noted, for the work to end where nothing is half."""
    stop = _Stop()
    before = {each: signal.signal(each, stop) for each in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def robot_verb(call: Call, queue: Queue) -> Verb:
    """A run of the robot over every notice that nobody has taken."""

    def run(given: Given) -> int:
        from backoffice_tui.desk import robot

        dry_run = given.flag("dry_run")
        desk = call.desk()
        with stoppable() as stop, call.progress(say("robot.cli.reading")) as progress:

            def go_on(done: int) -> bool:
                if progress:
                    progress(done)
                return not stop.signal

            found = robot.run(desk, queue, dry_run=dry_run, go_on=go_on)
        if given.flag("json"):
            document(_document(found))
        else:
            _show(found, dry_run=dry_run)
        return 128 + stop.signal if found.stopped else 0

    return Verb(
        name="robot",
        help=say("robot.cli.help"),
        example=say("robot.cli.example", queue=queue.key),
        params=(Param(name="dry_run", flag=True, help=say("cli.option.dry-run")),),
        run=run,
        codes=(0, 2, 5, 6),
    )


def _counts(found: "Run") -> dict[str, int]:
    return {
        "judged": found.judged,
        "prepared": found.count(rejected=False),
        "rejected": found.count(rejected=True),
        "unchanged": found.unchanged,
        "left": found.left,
    }


def _document(found: "Run") -> dict[str, object]:
    events = [each._asdict() for each in found.done]
    return {**_counts(found), "stopped": found.stopped, "events": events}


def _show(found: "Run", *, dry_run: bool) -> None:
    for each in found.done:
        word = say("robot.cli.rejected" if each.rejected else "robot.cli.prepared")
        row(each.number, word, " ".join(each.text.splitlines()))
    if found.stopped:
        say_so(say("robot.cli.stopped"))
    dry = say("robot.cli.dry-run") + " " if dry_run else ""
    result(dry + say("robot.cli.done", **_counts(found)))
