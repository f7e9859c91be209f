"""`shift`: the agent's shift and its follow-up."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

from backoffice_tui.cli.call import Call, path_of
from backoffice_tui.cli.params import Given, Param
from backoffice_tui.cli.printing import document, result, row, say_so, table
from backoffice_tui.cli.verbs import CHANGES, READS, Verb, group_of
from backoffice_tui.routine.errors import Usage
from backoffice_tui.routine.text import clean, fold
from backoffice_tui.texts import say

if TYPE_CHECKING:
    from backoffice_tui.desk.desk import Desk
    from backoffice_tui.desk.shift import ShiftReport

NOT_WORKED: Final = ("no", "nej", "ei")
"""Words for a box that nobody worked in."""


def app(call: Call) -> typer.Typer:
    """Everything about shifts."""
    verbs = (
        _own(call, "start"),
        _own(call, "status"),
        _own(call, "end"),
        _report(call),
        _correct(call),
    )
    return group_of(say("cli.shift.help"), say("cli.shift.example"), verbs, CHANGES)


def _own(call: Call, name: str) -> Verb:
    def run(given: Given) -> int:
        from backoffice_tui.desk import shift

        notes = dict(map(_note, given.texts("note")))
        verbs: dict[str, Callable[[Desk], ShiftReport]] = {
            "start": shift.start,
            "status": shift.status,
            "end": lambda desk: shift.end(desk, notes),
        }
        desk = call.desk()
        code = _say(verbs[name](desk), given)
        if given.text("out"):
            _write_own(desk, path_of(given.text("out"), call.cwd))
        return code

    params = {"start": (), "status": (_row_only(),), "end": (*_at_the_end(), _row_only())}
    return Verb(
        name=name,
        help=say(f"cli.shift.{name}.help"),
        example=f"backoffice shift {name}",
        params=params[name],
        run=run,
        codes=READS if name == "status" else CHANGES,
    )


def _row_only() -> Param:
    return Param(name="row", flag=True, help=say("cli.option.row"))


def _at_the_end() -> tuple[Param, ...]:
    metavar = say("cli.metavar.note")
    return (
        Param(name="note", many=True, metavar=metavar, help=say("cli.option.note")),
        Param(name="out", metavar=say("cli.metavar.file"), help=say("cli.option.own-row")),
    )


def _write_own(desk: "Desk", path: Path) -> None:
    from backoffice_tui.desk import follow_up

    written = follow_up.write_report(desk, path, own=True)
    say_so(follow_up.told(written, clean(path.name, limit=100, one_line=True)))


def _report(call: Call) -> Verb:
    def run(given: Given) -> int:
        from backoffice_tui.desk import shift

        desk = call.desk()
        week = given.text("week") or None
        if given.text("out"):
            return _write(desk, path_of(given.text("out"), call.cwd), week, given)
        found = shift.report(desk, week=week)
        if given.flag("json"):
            document({"shifts": [as_document(each) for each in found]})
        elif found:
            table(*_rows(found))
        else:
            say_so(say("cli.shift.none"))
        return 0

    return Verb(
        name="report",
        help=say("cli.shift.report.help"),
        example=say("cli.shift.report.example"),
        params=(
            Param(name="week", metavar=say("cli.metavar.week"), help=say("cli.option.week")),
            Param(name="out", metavar=say("cli.metavar.file"), help=say("cli.option.out")),
        ),
        run=run,
        codes=(0, 2, 3, 5, 6),
    )


def _write(desk: "Desk", path: Path, week: str | None, given: Given) -> int:
    from backoffice_tui.desk import follow_up

    written = follow_up.write_report(desk, path, week)
    shown = clean(path.name, limit=100, one_line=True)
    if given.flag("json"):
        names = {"already": written.there, "no_column": written.boxes}
        document({"written": written.rows, "file": shown, **names})
    else:
        say_so(follow_up.told(written, shown))
    return 0


def _correct(call: Call) -> Verb:
    def run(given: Given) -> int:
        from backoffice_tui.desk import shift

        closed = _closed(given.text("closed"))
        return _say(
            shift.correct(call.desk(), given.text("box"), closed, given.text("reason")), given
        )

    return Verb(
        name="correct",
        help=say("cli.shift.correct.help"),
        example=say("cli.shift.correct.example"),
        params=(
            Param(name="box", argument=True, required=True, help=say("cli.option.box")),
            Param(name="closed", argument=True, required=True, help=say("cli.option.closed")),
            Param(name="reason", help=say("cli.option.correct-reason")),
        ),
        run=run,
        codes=CHANGES,
    )


def _note(text: str) -> tuple[str, str]:
    number, equals, note = text.partition("=")
    if not (equals and number.strip() and note.strip()):
        shown = clean(text, limit=60, one_line=True)
        raise Usage("cli.usage.not-a-note", field="note", text=shown)
    return number.strip(), note.strip()


def _closed(text: str) -> int | None:
    if fold(text) in NOT_WORKED:
        return None
    if not re.fullmatch("[0-9]{1,6}", text.strip()):
        shown = clean(text, limit=40, one_line=True)
        raise Usage("cli.usage.not-a-count", field="closed", text=shown)
    return int(text)


def as_document(found: "ShiftReport") -> dict[str, object]:
    """A shift with its boxes and what remains."""
    return {
        "agent": found.agent,
        "started": found.started.isoformat(timespec="seconds") if found.started else None,
        "ended": found.ended.isoformat(timespec="seconds") if found.ended else None,
        "counted_from": (
            found.counted_from.isoformat(timespec="seconds") if found.counted_from else None
        ),
        "boxes": [
            {
                "box": box.name,
                "worked": box.worked,
                "closed": box.closed if box.worked else None,
                "corrected": box.corrected,
            }
            for box in found.boxes
        ],
        "remaining": {
            "held": [number for _queue, number in found.remaining.held],
            "drafts": found.remaining.drafts,
            "unsent": found.remaining.unsent,
            "errands": found.remaining.errands,
            "unnoted": list(found.remaining.unnoted),
            "unerased": list(found.remaining.unerased),
        },
    }


def _say(found: "ShiftReport", given: Given) -> int:
    if given.flag("json"):
        document(as_document(found))
        return 0
    if given.flag("row"):
        from backoffice_tui.desk import follow_up

        result(follow_up.as_text(found))
        return 0
    result(_times(found))
    if found.counted_from:
        say_so(say("follow-up.counted", since=f"{found.counted_from:%H:%M}"))
    for box in found.boxes:
        hand = f" ({say('cli.shift.by-hand')})" if box.corrected else ""
        row(box.name, _box(box.worked, box.closed) + hand)
    left = found.remaining
    if left.held:
        numbers = ", ".join(number for _queue, number in left.held[:20])
        say_so(say("cli.shift.held", count=len(left.held), numbers=numbers))
    for name in ("unnoted", "unerased"):
        if numbers := getattr(left, name):
            shown = ", ".join(numbers[:20])
            say_so(say(f"cli.shift.{name}", count=len(numbers), numbers=shown))
    for name in ("drafts", "unsent", "errands"):
        if count := getattr(left, name):
            say_so(say(f"cli.shift.{name}", count=count))
    return 0


def _times(found: "ShiftReport") -> str:
    if found.started is None:
        return say("cli.shift.never", agent=found.agent)
    started = f"{found.started:%Y-%m-%d %H:%M}"
    if found.ended is None:
        return say("cli.shift.runs", agent=found.agent, started=started)
    ended = f"{found.ended:%H:%M}"
    return say("cli.shift.ended", agent=found.agent, started=started, ended=ended)


def _box(worked: bool, closed: int) -> str:
    return say("cli.shift.yes", count=closed) if worked else say("cli.shift.no")


def _rows(found: "list[ShiftReport]") -> tuple[list[str], list[list[str]]]:
    heads = [say(f"cli.shift.column.{name}") for name in ("day", "agent", "started", "ended")]
    rows = []
    for each in found:
        times = [f"{at:%H:%M}" if at else "" for at in (each.started, each.ended)]
        day = f"{each.started:%Y-%m-%d}" if each.started else ""
        boxes = [_box(box.worked, box.closed) for box in each.boxes]
        rows.append([day, each.agent, *times, *boxes])
    return heads + [box.name for box in found[0].boxes], rows
