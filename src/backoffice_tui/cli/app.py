"""The program from its first to its last moment: what it was asked, and how it ends."""

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from backoffice_tui.cli import troubles
from backoffice_tui.cli.call import FLAGS, Call
from backoffice_tui.cli.printing import say_so
from backoffice_tui.routine.errors import Problem, StoreTrouble, Usage
from backoffice_tui.settings import SettingsError
from backoffice_tui.texts import LANGUAGES, say, use

if TYPE_CHECKING:
    from backoffice_tui.cli.program import House

INTERRUPTED: Final = 130
NOBODY_READS: Final = 141


def _console(call: Call) -> int:
    if not call.on_terminal():
        raise Usage("cli.usage.no-terminal")
    from backoffice_tui.cli import logs

    desk = call.desk(create=True)
    logs.start()
    from backoffice_tui.tui.app import run_console

    return run_console(desk)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program with these arguments, those of the process unless given, and return its exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    call = Call(list(given), os.environ)
    use(call.language())
    speak_utf8()
    try:
        return _run(call)
    except BrokenPipeError:
        troubles.nobody_listens()
        return NOBODY_READS
    except KeyboardInterrupt:
        say_so(say("cli.interrupted"))
        return INTERRUPTED
    finally:
        call.close()


def _run(call: Call) -> int:
    try:
        code = _invoke(call)
        if sys.stdout is not None:
            sys.stdout.flush()
    except (Problem, SettingsError) as why:
        if call.debug:
            import traceback

            traceback.print_exc()
        problem = troubles.as_problem(why)
        troubles.complain(problem, json=call.json)
        return problem.exit_code
    except OSError as why:
        # Files have words of their own; this is the disk, or where our output goes.
        if isinstance(why, BrokenPipeError):
            raise
        trouble = StoreTrouble("cli.file.output", reason=why.strerror or type(why).__name__)
        troubles.complain(trouble, json=call.json)
        return trouble.exit_code
    return code


def _invoke(call: Call) -> int:
    flags = _only_flags(call.arguments)
    if flags is not None:
        call.flags |= flags
        return _console(call)

    import typer

    from backoffice_tui.cli.program import PROGRAM

    command = made(call)
    try:
        with command.make_context(PROGRAM, list(call.arguments)) as ctx:
            command.invoke(ctx)
    except typer.Exit as end:
        return end.exit_code
    return 0


def made(call: Call) -> "House":
    """The program as Typer knows it, in the language spoken now."""
    from backoffice_tui.cli import program

    return program.made(call, _console)


def _only_flags(arguments: Sequence[str]) -> dict[str, str] | None:
    """The settings that plain options without a command give, so that the console opens without Typer; else None."""
    found: dict[str, str] = {}
    left = list(arguments)
    while left:
        option, given, value = left.pop(0).partition("=")
        name = option.removeprefix("--")
        if option == "--debug" and not given:
            continue
        if name == option or name not in FLAGS:
            return None
        if not given:
            value = left.pop(0) if left else ""
        if not value or value.startswith("-") or (name == "lang" and value not in LANGUAGES):
            return None
        found[FLAGS[name]] = value
    return found


def speak_utf8() -> None:
    """Whatever the locale, our output is UTF-8 in a pipe, and no sign is ever a reason to stop."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is None:
            continue
        if stream.isatty():
            reconfigure(errors="replace")
        else:
            reconfigure(encoding="utf-8", errors="replace")
