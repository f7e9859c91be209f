"""Typer's commands and groups with every word of theirs in the agent's language."""

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any, Final

import typer
from typer.core import TyperCommand, TyperGroup

from backoffice_tui.cli import helping
from backoffice_tui.cli.params import Option, ours
from backoffice_tui.routine.errors import Usage
from backoffice_tui.routine.text import clean
from backoffice_tui.texts import say

EVERYWHERE: Final = ("--db", "--as", "--lang", "--debug")
"""The options that stand before the command."""

Loader = Callable[[], typer.Typer]


class Command(TyperCommand):
    """A command that says in the agent's language what it is for and what is wrong."""

    # What is left over is refused here, in words of our own.
    allow_extra_args = True

    def __init__(self, name: str | None, *, params: Any = None, **rest: Any) -> None:
        super().__init__(name, params=[ours(each) for each in params or ()], **rest)

    def get_help(self, ctx: Any) -> str:
        """The help page."""
        return helping.page(self, ctx, helping.parameters(self))

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the command line; Usage says what is wrong with it."""
        try:
            rest = super().parse_args(ctx, args)
        except typer.TyperException as why:
            raise as_usage(why, self, ctx.command_path) from why
        if rest:
            raise Usage("cli.usage.too-many", text=shown(rest[0]), path=ctx.command_path)
        return rest


class Group(TyperGroup):
    """A group of commands; those in `LOADERS` are made when they are asked for."""

    def __init__(self, *, params: Any = None, **rest: Any) -> None:
        super().__init__(params=[ours(each) for each in params or ()], **rest)
        self.loaders: Mapping[str, tuple[str, Loader]] = {}

    def get_help(self, ctx: Any) -> str:
        """The help page, with a line a command."""
        return helping.page(self, ctx, helping.parameters(self) + helping.commands(self.lines()))

    def lines(self) -> list[tuple[str, str]]:
        """Each command with the sentence that says what it does."""
        made = [(name, each.help or "") for name, each in self.commands.items()]
        return made + [(name, said) for name, (said, _) in self.loaders.items()]

    def list_commands(self, ctx: Any) -> list[str]:
        """The names of the commands."""
        del ctx
        return [name for name, _ in self.lines()]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of that name, made now if need be; None where there is none."""
        if cmd_name in self.loaders:
            from typer.main import get_command

            return get_command(self.loaders[cmd_name][1]())
        return super().get_command(ctx, cmd_name)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is meant, and what follows it; Usage names those that come near."""
        found = self.get_command(ctx, args[0])
        if found is None:
            raise self._unknown(ctx.command_path, args[0])
        return args[0], found, args[1:]

    def _unknown(self, path: str, name: str) -> Usage:
        near = get_close_matches(name[:40], self.list_commands(None), n=3)
        meant = say("cli.usage.meant", names=", ".join(near)) if near else ""
        return Usage("cli.usage.no-such-command", name=shown(name), path=path, meant=meant)

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the options before the command."""
        try:
            return super().parse_args(ctx, args)
        except typer.TyperException as why:
            raise as_usage(why, self, ctx.command_path) from why


def shown(text: str) -> str:
    """A piece of the command line, safe to show."""
    return clean(text, limit=40, one_line=True)


def as_usage(why: typer.TyperException, command: Command | Group, path: str) -> Usage:
    """What Typer found wrong with the command line, in the agent's language."""
    option = str(getattr(why, "option_name", ""))
    values = {"option": shown(option), "path": path}
    known = {
        name: each for each in command.params if isinstance(each, Option) for name in each.opts
    }
    if option in known:
        key = "takes-no-value" if known[option].is_flag else "takes-a-value"
        return Usage(f"cli.usage.{key}", **values)
    if option in EVERYWHERE:
        return Usage("cli.usage.before-the-command", **values)
    if option:
        near = sorted(map(str, getattr(why, "possibilities", None) or ()))
        meant = say("cli.usage.meant", names=", ".join(near)) if near else ""
        return Usage("cli.usage.no-such-option", meant=meant, **values)
    return Usage("cli.usage.not-understood", path=path)
