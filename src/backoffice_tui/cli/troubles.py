"""What went wrong, as one sentence on standard error and an exit code."""

import os
import sys
from collections.abc import Mapping, Sequence
from types import TracebackType

from backoffice_tui.cli.printing import document, say_so
from backoffice_tui.routine.errors import Problem, Usage
from backoffice_tui.routine.text import clean
from backoffice_tui.settings import SettingsError
from backoffice_tui.texts import say


class Unsettled(Usage):
    """Settings or a signature that cannot be used, in their own words."""

    def __init__(self, why: SettingsError) -> None:
        super().__init__("cli.usage.not-understood", path="")
        self.why = why

    def __str__(self) -> str:
        return str(self.why)


def as_problem(why: Problem | SettingsError) -> Problem:
    """A problem of the routine, whatever was raised."""
    return why if isinstance(why, Problem) else Unsettled(why)


def told(problem: Problem) -> Mapping[str, object]:
    """A problem as the interface gives it."""
    return {"kind": problem.kind, "rule": problem.rule or None, "message": sentence(problem)}


def sentence(problem: Problem) -> str:
    """What happened and what to do."""
    return clean(str(problem), limit=2_000)


def complain(problem: Problem, *, json: bool, about: str = "") -> None:
    """Say what went wrong: a sentence, or with `json` a line that holds it."""
    if json:
        document({"error": told(problem)}, sys.stderr, indent=None)
        return
    rule = f" ({problem.rule})" if problem.rule else ""
    say_so(f"{about}{': ' if about else ''}{sentence(problem)}{rule}")


def exit_code(problems: Sequence[Problem | None]) -> int:
    """0 where all went well, 1 where some did; the code of the problem where all failed alike."""
    codes = {problem.exit_code if problem else 0 for problem in problems}
    return codes.pop() if len(codes) == 1 else 1 if codes else 0


def quiet_hook() -> None:
    """Report what nobody foresaw in one line with a reference, the frames in the log; Python then ends with 1."""
    sys.excepthook = _report


def _report(
    _kind: type[BaseException], error: BaseException, _frames: TracebackType | None
) -> None:
    from backoffice_tui.cli import logs
    from backoffice_tui.tui import faults

    path = logs.start()
    say_so(say("base.crash", reference=faults.record(error)))
    if path:
        say_so(say("cli.log-is", path=path))


def nobody_listens() -> None:
    """The reader of our output has left: what is still in the buffer goes nowhere, quietly."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        try:
            os.dup2(nowhere, stream.fileno())
        except (AttributeError, ValueError, OSError):
            continue
    os.close(nowhere)
