"""`import` and `export` of a queue whose team keeps a workbook: the file tells whether it is that or a list."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from backoffice_tui.cli import files
from backoffice_tui.cli.call import Call, path_of, there
from backoffice_tui.cli.params import Given, Param
from backoffice_tui.cli.printing import document, result, say_so
from backoffice_tui.cli.verbs import Verb
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.text import clean
from backoffice_tui.texts import say

if TYPE_CHECKING:
    from backoffice_tui.desk.desk import Desk
    from backoffice_tui.desk.tracker import Differs, Written

ENDING: Final = ".xlsx"
NARROWED_BY: Final = frozenset({"file", "yes", "json", "dry_run"})
"""What may be said with the workbook; anything else narrows a list."""


def import_verb(call: Call, queue: Queue) -> Verb:
    """The customer system's list or the team's workbook brought in."""
    return replace(files.import_verb(call, queue), help=say("tracker.cli.import-help"))


def export_verb(call: Call, queue: Queue) -> Verb:
    """The team's workbook brought up to date or made; else the list, as for any queue."""
    plain = files.export_verb(call, queue)

    def run(given: Given) -> int:
        name = given.text("file")
        narrowed = any(value for key, value in given.values.items() if key not in NARROWED_BY)
        if name != "-" and name.lower().endswith(ENDING) and not narrowed:
            desk = call.desk()
            path = path_of(name, call.cwd)
            if _is_ours(desk, queue, path):
                return _write(call, given, desk, queue, path)
        return plain.run(given)

    dry_run = Param(name="dry_run", flag=True, help=say("tracker.cli.dry-run"))
    return replace(
        plain, help=say("tracker.cli.export-help"), params=(*plain.params, dry_run), run=run
    )


def _is_ours(desk: "Desk", queue: Queue, path: Path) -> bool:
    from backoffice_tui.desk.tracker import is_workbook

    return not there(path) or is_workbook(desk, queue, path)


def _write(call: Call, given: Given, desk: "Desk", queue: Queue, path: Path) -> int:
    from backoffice_tui.desk.tracker import write_tracker

    name = clean(given.text("file"), limit=200, one_line=True)
    dry_run, yes = given.flag("dry_run"), given.flag("yes")
    written = write_tracker(desk, queue, path, dry_run=True) if not yes or dry_run else None
    if written is None or not dry_run:
        if written is not None and written.dropped:
            what = ", ".join(written.dropped)
            call.confirm(say("tracker.cli.drop-question", name=name, what=what), yes=False)
        written = write_tracker(desk, queue, path, accept_loss=True)
    _tell(written)
    if given.flag("json"):
        document(_document(name, written))
    else:
        dry = say("tracker.cli.would") + " " if dry_run else ""
        result(dry + _summary(name, written))
    return 1 if written.left or written.refused else 0


def _summary(name: str, written: "Written") -> str:
    counts = {key: len(getattr(written, key)) for key in ("added", "changed", "erased")}
    key = "tracker.cli.done" if any(counts.values()) else "tracker.cli.nothing"
    return say(key, name=name, rows=written.rows, **counts)


def _document(name: str, written: "Written") -> dict[str, object]:
    return {
        "written": written.rows,
        "file": name,
        "added": written.added,
        "changed": written.changed,
        "erased": written.erased,
        "left": [_difference(each) for each in written.left],
        "dropped": written.dropped,
        "elsewhere": written.elsewhere,
        "mentioned": written.mentioned,
        "refused": [
            {"row": each.row, "field": each.field, "message": each.message}
            for each in written.refused
        ],
    }


def _difference(each: "Differs") -> dict[str, object]:
    return {
        "row": each.row,
        "number": each.number,
        "field": each.field,
        "there": each.there,
        "here": each.here,
        "changed": each.side.value,
    }


def _tell(written: "Written") -> None:
    for note in written.notes:
        say_so(note)
    for key in ("added", "changed", "erased"):
        _tell_some(key, getattr(written, key))
    for each in (*written.refused, *written.warnings):
        say_so(f"{each.row}:{each.field}: {each.message}")
    for left in written.left[: files.SHOWN]:
        values = {"row": left.row, "number": left.number, "heading": left.heading}
        say_so(say("tracker.cli.left", there=left.there, here=left.here, **values))
    if len(written.left) > files.SHOWN:
        say_so(say("tracker.cli.more-left", count=len(written.left) - files.SHOWN))
    for key in ("drops", "elsewhere", "mentioned"):
        places: Sequence[str] = written.dropped if key == "drops" else getattr(written, key)
        if places:
            say_so(say(f"tracker.cli.{key}", what=", ".join(places[: files.SHOWN])))


def _tell_some(key: str, numbers: Sequence[str]) -> None:
    if numbers:
        more = " …" if len(numbers) > files.SHOWN else ""
        say_so(say(f"tracker.cli.{key}", numbers=", ".join(numbers[: files.SHOWN]) + more))
