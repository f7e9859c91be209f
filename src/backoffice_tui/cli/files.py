"""`import` and `export`: lists brought in and written out."""

import codecs
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from backoffice_tui.cli.call import Call, path_of, there
from backoffice_tui.cli.listing import filters, wanted
from backoffice_tui.cli.params import Given, Param
from backoffice_tui.cli.printing import document, result, say_so
from backoffice_tui.cli.verbs import FILES, Verb
from backoffice_tui.routine.errors import StoreTrouble, Usage
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.text import clean
from backoffice_tui.texts import say

if TYPE_CHECKING:
    from backoffice_tui.cli.progress import Counter
    from backoffice_tui.desk.desk import Desk
    from backoffice_tui.desk.take_in import Intake

LARGEST_PIPED: Final = 100_000_000
"""Bytes of standard input that are taken for a file."""

SHOWN: Final = 20
"""So many numbers or differences are named; the rest are counted."""

WORKBOOK: Final = b"PK\x03\x04"


class Take(Protocol):
    """A verb of the desk that brings in a file."""

    def __call__(
        self, desk: "Desk", path: Path, *, dry_run: bool, progress: "Counter | None"
    ) -> "Intake":
        """Bring it in, or only say what that would do."""


def import_verb(call: Call, queue: Queue) -> Verb:
    """The customer system's list brought in."""

    def run(given: Given) -> int:
        from backoffice_tui.desk.bringing import bring

        return bring_in(call, given, lambda desk, path, **how: bring(desk, queue, path, **how))

    return Verb(
        name="import",
        help=say("cli.queue.import.help"),
        example=say("cli.queue.import.example", queue=queue.key),
        params=bringing("in"),
        run=run,
        codes=FILES,
    )


def bringing(way: str) -> tuple[Param, ...]:
    """What a command takes that brings a file in."""
    file = Param(
        name="file",
        argument=True,
        required=True,
        metavar=say("cli.metavar.file"),
        help=say(f"cli.option.file-{way}"),
    )
    return file, Param(name="dry_run", flag=True, help=say("cli.option.dry-run"))


def bring_in(call: Call, given: Given, take: Take) -> int:
    """Read a file into the store and report: 1 where rows were refused."""
    name = given.text("file")
    with (
        source(name, call.cwd) as path,
        call.practice(dry_run=given.flag("dry_run")) as desk,
        call.progress(say("cli.import.reading")) as progress,
    ):
        found = take(desk, path, dry_run=given.flag("dry_run"), progress=progress)
    shown = "-" if name == "-" else clean(name, limit=200, one_line=True)
    for each in found.refused:
        say_so(f"{shown}:{each.row}:{each.field}: {each.message}")
    for each in found.warnings:
        text = f"{shown}:{each.row}:{each.field}: {each.message}"
        say_so(say("cli.warning", number="", text=text).strip())
    _tell_rest(found)
    counts = {name: getattr(found, name) for name in ("read", "created", "updated", "unchanged")}
    if given.flag("json"):
        refused = [
            {"row": each.row, "field": each.field, "message": each.message}
            for each in found.refused
        ]
        document({**counts, "refused": refused})
    else:
        dry = say("cli.import.dry-run") + " " if given.flag("dry_run") else ""
        result(dry + say("cli.import.done", refused=len(found.refused), **counts))
    return 1 if found.refused else 0


def _tell_rest(found: "Intake") -> None:
    for note in found.notes:
        say_so(note)
    if found.missing:
        say_so(say("cli.import.missing", count=len(found.missing), numbers=_some(found.missing)))
    if found.half:
        known = found.updated + found.unchanged + len(found.missing)
        say_so(say("take-in.half", count=len(found.missing), known=known))
    if found.foreign:
        say_so(say("cli.import.foreign", codes=_counted(found.foreign)))
    for each in found.differences[:SHOWN]:
        values = {"number": each.number, "field": each.field}
        say_so(say("cli.import.differs", listed=each.listed, here=each.here, **values))
    if len(found.differences) > SHOWN:
        say_so(say("cli.import.more-differ", count=len(found.differences) - SHOWN))


def _some(numbers: Sequence[str]) -> str:
    return ", ".join(numbers[:SHOWN]) + (" …" if len(numbers) > SHOWN else "")


def _counted(codes: Mapping[str, int]) -> str:
    return ", ".join(f"{code or '–'} ({count})" for code, count in codes.items())


@contextmanager
def source(name: str, cwd: Path) -> Iterator[Path]:
    """The file to read; what comes on standard input is laid in a private one meanwhile."""
    if name != "-":
        yield path_of(name, cwd)
        return
    raw = sys.stdin.buffer.read(LARGEST_PIPED + 1)
    if len(raw) > LARGEST_PIPED:
        raise StoreTrouble("cli.file.too-large", name="-")
    with tempfile.TemporaryDirectory(prefix="backoffice-") as folder:
        path = Path(folder) / f"list{_ending(raw)}"
        path.write_bytes(raw)
        yield path


def _ending(raw: bytes) -> str:
    """What kind of file it is, told by how it begins."""
    if raw.startswith(WORKBOOK):
        return ".xlsx"
    return ".json" if raw.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"[") else ".csv"


def export_verb(call: Call, queue: Queue) -> Verb:
    """The list written out, narrowed as `list` narrows it."""

    def run(given: Given) -> int:
        from backoffice_tui.desk.put_out import put_out

        desk = call.desk()
        chosen = wanted(desk, queue, given)
        with (
            target(call, given) as path,
            call.progress(say("cli.export.writing")) as progress,
        ):
            count = put_out(desk, queue, chosen, path, progress=progress)
        name = clean(given.text("file"), limit=200, one_line=True)
        if given.flag("json"):
            document({"written": count, "file": name})
        else:
            say_so(say("cli.export.done", count=count, name=name))
        return 0

    return Verb(
        name="export",
        help=say("cli.queue.export.help"),
        example=say("cli.queue.export.example", queue=queue.key),
        params=(
            Param(
                name="file",
                argument=True,
                required=True,
                metavar=say("cli.metavar.file"),
                help=say("cli.option.file-out"),
            ),
            *filters(),
            Param(name="all", flag=True, help=say("cli.option.all")),
            Param(name="yes", flag=True, help=say("cli.option.yes")),
        ),
        run=run,
        codes=(0, 2, 5, 6),
    )


@contextmanager
def target(call: Call, given: Given) -> Iterator[Path]:
    """The file to write; `-` is a private one meanwhile that then goes to standard output as csv."""
    name = given.text("file")
    if name != "-":
        path = path_of(name, call.cwd)
        if there(path):
            shown = clean(name, limit=200, one_line=True)
            call.confirm(say("cli.export.overwrite", name=shown), yes=given.flag("yes"))
        yield path
        return
    if given.flag("json"):
        raise Usage("cli.usage.json-and-output", field="file")
    with tempfile.TemporaryDirectory(prefix="backoffice-") as folder:
        path = Path(folder) / "list.csv"
        yield path
        sys.stdout.flush()
        sys.stdout.buffer.write(path.read_bytes())
