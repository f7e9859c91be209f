"""What a command takes: declared as data, read from the command line, refused in the agent's language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from inspect import Parameter
from typing import Any, Final, Self

import typer
from typer.core import TyperArgument, TyperOption

from backoffice_tui.routine.errors import Usage
from backoffice_tui.routine.text import clean
from backoffice_tui.texts import say

PREFIX: Final = "given_"
"""Goes before the name of a parameter, so that `class` and `from` can be names of options."""

LARGEST: Final = 10_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Param:
    """An option, or an argument where `argument` is set; `low` makes it a whole number."""

    name: str
    help: str
    metavar: str = ""
    flag: bool = False
    argument: bool = False
    required: bool = False
    many: bool = False
    low: int | None = None
    high: int = LARGEST
    no: bool = False
    """Whether a flag has its opposite, `--no-…`."""

    @property
    def option(self) -> str:
        """How it is written on the command line."""
        return self.name.upper() if self.argument else f"--{self.name.replace('_', '-')}"

    def signature(self) -> Parameter:
        """The parameter as Typer reads it from a function."""
        return Parameter(
            PREFIX + self.name,
            Parameter.KEYWORD_ONLY,
            default=self._argument() if self.argument else self._option(),
            annotation=self._type(),
        )

    def _type(self) -> Any:
        if self.flag:
            return bool
        if self.many:
            return list[str]
        return str if self.low is None else int

    def _argument(self) -> Any:
        default = ... if self.required else None
        return typer.Argument(default, metavar=self.metavar or self.option, help=self.help)

    def _option(self) -> Any:
        written = f"{self.option}/--no-{self.option[2:]}" if self.no else self.option
        return typer.Option(
            ... if self.required else None,
            written,
            metavar=None if self.flag else self.metavar or say("cli.metavar.text"),
            help=self.help,
            min=self.low,
            max=None if self.low is None else self.high,
        )


@dataclass(frozen=True, slots=True)
class Given:
    """What was given to a command, by the name of the parameter."""

    values: Mapping[str, Any] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A text, empty where none was given."""
        value = self.values.get(name)
        return value if isinstance(value, str) else ""

    def flag(self, name: str) -> bool:
        """Whether the flag was set."""
        return self.values.get(name) is True

    def number(self, name: str, otherwise: int) -> int:
        """A whole number, or what stands in where none was given."""
        value = self.values.get(name)
        return value if isinstance(value, int) else otherwise

    def texts(self, name: str) -> tuple[str, ...]:
        """Each different text of a parameter that can be given several times, in order."""
        return tuple(dict.fromkeys(self.values.get(name) or ()))

    def only(self, names: Mapping[str, Any]) -> dict[str, Any]:
        """What was given of these parameters."""
        return {name: self.values[name] for name in names if self.values.get(name) is not None}


class Option(TyperOption):
    """An option that is read without loading a validation library."""

    @classmethod
    def of(cls, made: TyperOption) -> Self:
        """The option that Typer made, as one of ours."""
        written = [*made.opts]
        if made.secondary_opts:
            written = ["/".join((made.opts[0], made.secondary_opts[0]))]
        return cls(
            param_decls=[made.name, *written],
            type_descriptor=made.type_descriptor,
            required=made.required,
            default=made.default,
            callback=made.callback,
            metavar=made.metavar,
            expose_value=made.expose_value,
            is_eager=made.is_eager,
            is_flag=made.is_flag,
            multiple=made.multiple,
            help=made.help,
            min=made.min,
            max=made.max,
        )

    def process_value(self, ctx: Any, value: Any) -> Any:
        """The value as its type, or Usage."""
        value = read(self, value, ctx.command_path)
        if self.callback is not None:
            value = self.callback(ctx, self, value)
        return value


class Argument(TyperArgument):
    """An argument that is read without loading a validation library."""

    @classmethod
    def of(cls, made: TyperArgument) -> Self:
        """The argument that Typer made, as one of ours."""
        return cls(
            param_decls=[made.name],
            type_descriptor=made.type_descriptor,
            required=made.required,
            default=made.default,
            nargs=made.nargs,
            metavar=made.metavar,
            help=made.help,
            min=made.min,
            max=made.max,
        )

    def process_value(self, ctx: Any, value: Any) -> Any:
        """The value as its type, or Usage."""
        return read(self, value, ctx.command_path)


def ours(made: object) -> Option | Argument:
    """A parameter that Typer made, as one of ours."""
    if isinstance(made, TyperOption):
        return Option.of(made)
    if isinstance(made, TyperArgument):
        return Argument.of(made)
    raise TypeError(made)


def read(param: Option | Argument, value: Any, path: str) -> Any:
    """What stands on the command line, as text, texts, whole number or yes and no."""
    if value is None or value == ():
        if param.required:
            raise Usage("cli.usage.missing", what=shown_name(param), path=path)
        return None
    if param.type_descriptor.annotation is not int or isinstance(value, int):
        return value
    low, high = int(param.min or 0), int(param.max or LARGEST)
    digits = value.strip()
    if digits.isascii() and digits.isdigit() and len(digits) < 12 and low <= int(digits) <= high:
        return int(digits)
    raise Usage(
        "cli.usage.not-a-number",
        field=param.name.removeprefix(PREFIX),
        what=shown_name(param),
        text=clean(value, limit=40, one_line=True),
        low=low,
        high=high,
    )


def shown_name(param: Option | Argument) -> str:
    """The parameter as one writes it."""
    return param.opts[0] if isinstance(param, Option) else param.metavar or param.name.upper()
