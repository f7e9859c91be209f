"""The command line as Typer knows it: the program's options, and its commands, each loaded when it is asked for."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, Final

import typer
from typer.main import get_command

from backoffice_tui import __version__
from backoffice_tui.cli.call import FLAGS, Call
from backoffice_tui.cli.params import PREFIX, Param
from backoffice_tui.cli.printing import result
from backoffice_tui.cli.spoken import Group, Loader
from backoffice_tui.cli.verbs import CHANGES, NO_MARKUP, epilogue, with_help
from backoffice_tui.queues import QUEUES
from backoffice_tui.routine.errors import Usage
from backoffice_tui.texts import LANGUAGES, say

PROGRAM: Final = "backoffice"

BESIDE: Final[Mapping[str, str]] = {
    "wms": "outages:app",
    "customer": "searching:customer_app",
    "contract": "contracts:app",
    "find": "searching:find_app",
    "metering": "metering:app",
    "shift": "shifts:app",
    "outbox": "outbox:app",
    "todo": "errands:app",
    "report": "reports:app",
    "assign": "moving:assign_app",
    "skips": "skips:app",
    "routine": "routines:app",
    "rules": "tables:rules_app",
    "keys": "tables:keys_app",
    "doctor": "stores:doctor_app",
    "db": "stores:db_app",
    "demo": "stores:demo_app",
}
"""The commands beside the queues, and the function that makes each."""


class House(Group):
    """The program's own group; its commands are loaded one at a time."""


def made(call: Call, console: Callable[[Call], int]) -> House:
    """The program in the language spoken now; `console` is what it does without a command."""
    app = typer.Typer(
        cls=House,
        help=say("cli.help.program"),
        epilog=epilogue(say("cli.help.program-example"), CHANGES),
        invoke_without_command=True,
        **NO_MARKUP,
    )

    def begin(ctx: typer.Context, **values: Any) -> None:
        given = {name.removeprefix(PREFIX): value for name, value in values.items()}
        if given.get("version"):
            result(f"{PROGRAM} {__version__}")
            raise typer.Exit
        language = given.get("lang")
        if language is not None and language.strip().casefold() not in LANGUAGES:
            raise Usage("cli.usage.no-such-language", known=", ".join(LANGUAGES))
        call.flags |= {FLAGS[name]: given[name] for name in FLAGS if given.get(name) is not None}
        if ctx.invoked_subcommand is None and (code := console(call)):
            raise typer.Exit(code)

    texts = [
        Param(name="db", metavar=say("cli.metavar.file"), help=say("cli.option.db")),
        Param(name="as", metavar=say("cli.metavar.signature"), help=say("cli.option.as")),
        Param(name="lang", metavar="|".join(LANGUAGES), help=say("cli.option.lang")),
        Param(name="debug", flag=True, help=say("cli.option.debug")),
        Param(name="version", flag=True, help=say("cli.option.version")),
    ]
    app.callback()(with_help(begin, [each.signature() for each in texts]))
    group = get_command(app)
    if not isinstance(group, House):
        raise TypeError(type(group))
    group.loaders = loaders(call)
    return group


def loaders(call: Call) -> dict[str, tuple[str, Loader]]:
    """Each command with its sentence and what makes it."""
    found: dict[str, tuple[str, Loader]] = {}
    for key, queue in QUEUES.items():
        from backoffice_tui.cli.queue import help_of

        found[key] = (help_of(queue), _queue_loader(call, key))
    for name, where in BESIDE.items():
        found[name] = (say(f"cli.{name}.help"), _loader(call, where))
    return found


def _queue_loader(call: Call, key: str) -> Loader:
    def load() -> typer.Typer:
        from backoffice_tui.cli.queue import app

        return app(call, QUEUES[key])

    return load


def _loader(call: Call, where: str) -> Loader:
    module, _, name = where.partition(":")

    def load() -> typer.Typer:
        make: Callable[[Call], typer.Typer] = getattr(
            import_module(f"backoffice_tui.cli.{module}"), name
        )
        return make(call)

    return load
