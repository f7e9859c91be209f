"""The page that `--help` shows, written by us so that it is in one language."""

import shutil
import unicodedata
from collections.abc import Sequence
from textwrap import wrap
from typing import Any, Final

from backoffice_tui.cli.params import Argument, Option
from backoffice_tui.texts import say

WIDEST: Final = 100
_FIRST_COLUMN: Final = 30

Section = tuple[str, Sequence[tuple[str, str]]]


def page(command: Any, ctx: Any, sections: Sequence[Section]) -> str:
    """Usage, what it does, its parameters, and the epilogue as it is written."""
    width = min(shutil.get_terminal_size().columns, WIDEST)
    lines = [f"{say('cli.help.usage')} {ctx.command_path} {usage(command)}", ""]
    for paragraph in (command.help or "").split("\n"):
        lines += wrap(paragraph, width - 2, initial_indent="  ", subsequent_indent="  ")
    for heading, rows in sections:
        lines += ["", f"{heading}:", *_listed(rows, width)]
    if command.epilog:
        lines += ["", command.epilog]
    return "\n".join(lines)


def usage(command: Any) -> str:
    """What follows the command's name."""
    pieces = [say("cli.help.options-here")]
    for each in command.params:
        if isinstance(each, Argument):
            name = each.metavar or each.name.upper()
            name = f"{name}…" if each.nargs == -1 else name
            pieces.append(name if each.required else f"[{name}]")
    if hasattr(command, "commands"):
        pieces.append(say("cli.help.command-here"))
    return " ".join(pieces)


def parameters(command: Any) -> list[Section]:
    """Arguments and options, each with its sentence."""
    arguments = [_argument(each) for each in command.params if isinstance(each, Argument)]
    options = [_option(each) for each in command.params if isinstance(each, Option)]
    named = ((say("cli.help.arguments"), arguments), (say("cli.help.options"), options))
    return [(heading, rows) for heading, rows in named if rows]


def commands(rows: Sequence[tuple[str, str]]) -> list[Section]:
    """The commands of a group, each with its sentence."""
    return [(say("cli.help.commands"), rows)] if rows else []


def _argument(param: Argument) -> tuple[str, str]:
    name = param.metavar or param.name.upper()
    return f"{name}…" if param.nargs == -1 else name, param.help or ""


def _option(param: Option) -> tuple[str, str]:
    written = ", ".join((*param.opts, *param.secondary_opts))
    if not param.is_flag:
        written += f" {param.metavar}"
    return written, param.help or ""


def _listed(rows: Sequence[tuple[str, str]], width: int) -> list[str]:
    first = min(max((len(name) for name, _ in rows), default=0), _FIRST_COLUMN) + 4
    lines: list[str] = []
    for name, said in rows:
        text = wrap(unicodedata.normalize("NFC", said), max(width - first, 20)) or [""]
        if len(name) + 4 > first:
            lines.append(f"  {name}")
        else:
            lines.append(f"  {name}".ljust(first) + text.pop(0))
        lines += [" " * first + each for each in text]
    return [line.rstrip() for line in lines]
