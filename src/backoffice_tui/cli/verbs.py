"""A command as data, and how Typer is told of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from inspect import Parameter, Signature
from typing import Any, Final

import typer

from backoffice_tui.cli.params import PREFIX, Given, Param
from backoffice_tui.cli.printing import result
from backoffice_tui.cli.spoken import Command, Group
from backoffice_tui.routine.errors import Usage
from backoffice_tui.texts import say

READS: Final = (0, 2, 6)
FINDS: Final = (0, 2, 4, 6)
CHANGES: Final = (0, 1, 2, 3, 4, 5, 6)
FILES: Final = (0, 1, 2, 6)

NO_MARKUP: Final[dict[str, Any]] = {
    "add_completion": False,
    "rich_markup_mode": None,
    "pretty_exceptions_enable": False,
    "add_help_option": False,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Verb:
    """One command: what it is called and for, what it takes, what it does and how that may end."""

    name: str
    help: str
    example: str
    run: Callable[[Given], int]
    params: tuple[Param, ...] = ()
    codes: Sequence[int] = READS
    json: bool = True


def app_of(*verbs: Verb) -> typer.Typer:
    """An app of a single command, to be known by the name it is loaded under."""
    app = typer.Typer(**NO_MARKUP)
    for verb in verbs:
        register(app, verb)
    return app


def group_of(
    said: str,
    example: str,
    verbs: Sequence[Verb],
    codes: Sequence[int],
    otherwise: Callable[[Given], int] | None = None,
) -> typer.Typer:
    """An app of several commands; `otherwise` is done where none of them is named."""

    def begin(ctx: typer.Context, **values: Any) -> None:
        if ctx.invoked_subcommand is not None:
            return
        if otherwise is None:
            raise _no_command(ctx)
        if code := otherwise(_given(values)):
            raise typer.Exit(code)

    params = [_json()] if otherwise else []
    app = typer.Typer(
        cls=Group,
        help=said,
        epilog=epilogue(example, codes),
        invoke_without_command=True,
        **NO_MARKUP,
    )
    app.callback()(with_help(begin, params))
    for verb in verbs:
        register(app, verb)
    return app


def register(app: typer.Typer, verb: Verb) -> None:
    """Tell Typer of a command."""

    def work(**values: Any) -> None:
        if code := verb.run(_given(values)):
            raise typer.Exit(code)

    params = [param.signature() for param in verb.params]
    if verb.json:
        params.append(_json())
    app.command(
        verb.name,
        cls=Command,
        help=verb.help,
        epilog=epilogue(verb.example, verb.codes),
        add_help_option=False,
    )(_with_signature(work, (*params, _help())))


def _given(values: Mapping[str, Any]) -> Given:
    return Given({name.removeprefix(PREFIX): value for name, value in values.items()})


def _json() -> Parameter:
    return Param(name="json", flag=True, help=say("cli.option.json")).signature()


def epilogue(example: str, codes: Sequence[int]) -> str:
    """Examples, what the exit codes mean, and the environment."""
    examples = "\n".join(f"  {line}" for line in example.splitlines())
    ends = "\n".join(f"  {code}  {say(f'cli.exit.{code}')}" for code in codes)
    return (
        f"{say('cli.help.example')}:\n{examples}\n\n{say('cli.help.exit')}:\n{ends}\n\n"
        f"{say('cli.help.environment')}:\n  {say('cli.help.variables')}"
    )


def with_help(function: Callable[..., None], params: Sequence[Parameter]) -> Callable[..., None]:
    """The function with a signature that Typer reads: the context, these parameters and `--help`."""
    return _with_signature(function, (_context(), *params, _help()))


def _with_signature(
    function: Callable[..., None], params: Sequence[Parameter]
) -> Callable[..., None]:
    function.__signature__ = Signature(params)  # type: ignore[attr-defined]
    function.__annotations__ = {each.name: each.annotation for each in params}
    return function


def _context() -> Parameter:
    return Parameter("ctx", Parameter.KEYWORD_ONLY, annotation=typer.Context)


def _help() -> Parameter:
    option = typer.Option(
        None,
        "--help",
        "-h",
        is_eager=True,
        expose_value=False,
        callback=_show_help,
        help=say("cli.option.help"),
    )
    return Parameter(f"{PREFIX}help", Parameter.KEYWORD_ONLY, default=option, annotation=bool)


def _show_help(ctx: typer.Context, value: bool | None) -> None:
    if value:
        result(ctx.get_help())
        raise typer.Exit


def _no_command(ctx: typer.Context) -> Usage:
    names = ctx.command.list_commands(ctx) if isinstance(ctx.command, Group) else ()
    return Usage("cli.usage.no-command", path=ctx.command_path, names=", ".join(names))
