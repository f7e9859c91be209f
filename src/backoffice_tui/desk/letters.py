"""Letters made from templates that a lead can replace; what a template speaks of has to be known."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Final

from backoffice_tui.routine.errors import Refused, StoreTrouble
from backoffice_tui.routine.text import clean
from backoffice_tui.texts import LANGUAGES, say_in

if TYPE_CHECKING:
    from jinja2 import Environment

LARGEST: Final = 100_000
"""Bytes of a template; anything longer is another file."""

LONGEST: Final = 400_000
"""Characters of a letter, enough for twenty thousand ids."""


def write(
    decided: Callable[[str], str],
    folder: Path | None,
    name: str,
    language: str,
    values: Mapping[str, object],
) -> tuple[str, str]:
    """Subject and body of a letter; Refused names a value that is missing, or the line of the template at fault.

    A template is text: the subject on its first line, then an empty line, then the body. What leads decided on
    comes before a file of their own, and that before the shipped one.
    """
    spoken = language if language in LANGUAGES else LANGUAGES[0]
    source, where = source_of(decided, folder, f"{name}.{spoken}")
    return written(source, where, spoken, values)


def written(
    source: str, where: str, language: str, values: Mapping[str, object]
) -> tuple[str, str]:
    """Subject and body that a template makes of values; `where` is how messages call it."""
    from jinja2 import TemplateError, TemplateSyntaxError, UndefinedError

    try:
        text = _environment(language).from_string(source).render(values)
    except UndefinedError as why:
        raise Refused("letters.missing", rule="STORA-11", file=where, what=_named(why)) from why
    except TemplateSyntaxError as why:
        raise Refused("letters.syntax", file=where, line=why.lineno) from why
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError) as why:
        raise Refused("letters.failed", file=where, why=type(why).__name__) from why
    if len(text) > LONGEST:
        raise Refused("letters.too-long", file=where, limit=LONGEST)
    subject, _, body = clean(text).lstrip("\n").partition("\n")
    if not (subject.strip() and body.strip()):
        raise Refused("letters.empty", file=where)
    return subject.strip(), body.strip("\n") + "\n"


def source_of(decided: Callable[[str], str], folder: Path | None, letter: str) -> tuple[str, str]:
    """The text of a template such as `reply.sv` and how messages call it: the lead's own where there is one."""
    if body := decided(letter):
        return body, letter
    file = f"{letter}.txt"
    own = folder / file if folder else None
    if own is not None and own.is_file():
        shown = clean(own, one_line=True)
        try:
            with own.open("rb") as opened:
                raw = opened.read(LARGEST + 1)
            text = raw.decode("utf-8-sig")
        except (OSError, UnicodeDecodeError) as why:
            raise StoreTrouble("letters.unreadable", file=shown) from why
        if len(raw) > LARGEST:
            raise StoreTrouble("letters.unreadable", file=shown)
        return text, shown
    shipped = files("backoffice_tui.texts") / "letters" / file
    return shipped.read_text(encoding="utf-8"), file


@lru_cache
def _environment(language: str) -> "Environment":
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    made = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )

    def listed(every: Sequence[str]) -> str:
        """The ids one after the other, the last with the language's word for and."""
        if len(every) < 3:
            return f" {say_in(language, 'letters.and')} ".join(every)
        last = say_in(language, "letters.and-last")
        return f"{', '.join(every[:-1])} {last} {every[-1]}"

    made.filters["listed"] = listed
    return made


def _named(why: Exception) -> str:
    """The name that stands between quotes in the template engine's sentence."""
    parts = str(why).split("'")
    return clean(parts[1] if len(parts) > 2 else "?", limit=60, one_line=True)
