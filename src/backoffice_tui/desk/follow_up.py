"""The follow-up of shifts as rows: in the team's workbook, in a file of one's own, or to paste."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Final

from backoffice_tui.desk import shift
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.shift import ShiftReport, boxes_of
from backoffice_tui.routine.dates import iso_week, read_date
from backoffice_tui.routine.errors import Refused
from backoffice_tui.routine.text import clean, fold
from backoffice_tui.texts import LANGUAGES, say, say_in

RULE: Final = "SYST-14"
SPOKEN: Final = "sv"
"""The language of the routine, in which the team's workbook is kept."""

DAY, WEEKDAY, AGENT = "date", "day", "agent"

Name = tuple[str, str]
"""What a column holds: a field, and the box it is about."""


@dataclass(frozen=True, slots=True)
class Written:
    """What became of the rows: how many were written, how many were there before, which boxes had no column."""

    rows: int
    there: int = 0
    boxes: tuple[str, ...] = ()
    running: int = 0
    """Shifts that have not ended: their figures will change, so they are not written yet."""


def write_report(desk: Desk, path: Path, week: str | None = None, *, own: bool = False) -> Written:
    """Write the week's ended shifts as rows, or add those that are missing below what the file has.

    With `own` only the agent's, of the day of their last shift. A shift is in the file when it has a row for that
    day and agent, the second of a day when it has two: whoever puts a figure right there has the last word.
    """
    found = _own(desk) if own else shift.report(desk, week=week)
    ended = [each for each in found if each.ended]
    into = _into_new
    if path.exists():
        into = _into_workbook if path.suffix.lower() == ".xlsx" else _into_text
    return replace(into(desk, path, ended), running=len(found) - len(ended))


def _into_new(desk: Desk, path: Path, ended: Sequence[ShiftReport]) -> Written:
    from backoffice_tui.exchange.writing import write_table

    title = say_in(SPOKEN, "beside.report.title")
    write_table(path, headings(desk), map(cells, ended), title=title, overwrite=False)
    return Written(len(ended))


def _own(desk: Desk) -> Sequence[ShiftReport]:
    last = shift.status(desk)
    if last.started is None:
        raise Refused("beside.no-shift", rule=RULE)
    day = last.started.date()
    week = shift.report(desk, week=iso_week(day))
    mine = [each for each in week if each.agent == desk.agent and each.started]
    return [each for each in mine if each.started and each.started.date() == day]


def headings(desk: Desk) -> list[str]:
    """What the columns of a new file are called."""
    names = [say_in(SPOKEN, f"beside.report.{name}") for name in (DAY, WEEKDAY, AGENT)]
    for box in boxes_of(desk):
        names += [box, say_in(SPOKEN, "beside.report.number", box=box)]
    return names


def cells(report: ShiftReport) -> list[object]:
    """A shift as a row of such a file."""
    return list(_values(report).values())


def as_text(report: ShiftReport) -> str:
    """A shift as a row to paste into a sheet, its cells divided by tabs."""
    return "\t".join("" if each is None else clean(each, one_line=True) for each in cells(report))


def _values(report: ShiftReport) -> dict[Name, object]:
    day = report.started.date() if report.started else None
    weekday = say_in(SPOKEN, f"dates.weekday.{day.isoweekday()}") if day else ""
    values: dict[Name, object] = {
        (DAY, ""): day,
        (WEEKDAY, ""): weekday,
        (AGENT, ""): report.agent,
    }
    for box in report.boxes:
        worked = say_in(SPOKEN, f"beside.report.{'yes' if box.worked else 'no'}")
        values["worked", box.name] = worked
        values["number", box.name] = box.closed if box.worked else None
    return values


# -- the team's own file --------------------------------------------------------------------------


def _into_workbook(desk: Desk, path: Path, ended: Sequence[ShiftReport]) -> Written:
    from backoffice_tui.exchange.appending import append
    from backoffice_tui.exchange.found import find

    known = _known(desk)
    book = find(path, lambda values: _is_heading(values, known))
    if book is None:
        raise Refused("follow-up.no-headings", rule=RULE, wanted=", ".join(headings(desk)))
    columns = {at: known[fold(text)] for at, text in book.headings.items() if fold(text) in known}
    there = [
        {name: row[at - 1] for at, name in columns.items() if at <= len(row)}
        for _, row in book.rows
    ]
    missing = _missing(desk, ended, there)
    if missing:
        lines = [{at: _values(each).get(name) for at, name in columns.items()} for each in missing]
        append(book, lines)
    boxes = {box for _, box in columns.values()}
    lost = tuple(each for each in boxes_of(desk) if each not in boxes)
    return Written(len(missing), len(ended) - len(missing), lost)


def _into_text(desk: Desk, path: Path, ended: Sequence[ShiftReport]) -> Written:
    from backoffice_tui.exchange.tables import read_table
    from backoffice_tui.exchange.writing import write_table

    known = _known(desk)
    table = read_table(path, headings=lambda values: _is_heading(values, known))
    if not _is_heading(table.headings, known):
        raise Refused("follow-up.no-headings", rule=RULE, wanted=", ".join(headings(desk)))
    names = [known.get(fold(text)) for text in table.headings]
    old = [row for _, row in table.rows]
    there = [{name: cell for name, cell in zip(names, row, strict=True) if name} for row in old]
    missing = _missing(desk, ended, there)
    fresh = [[_values(each).get(name) if name else None for name in names] for each in missing]
    if fresh:
        write_table(path, table.headings, [*old, *fresh])
    boxes = {name[1] for name in names if name}
    lost = tuple(each for each in boxes_of(desk) if each not in boxes)
    return Written(len(fresh), len(ended) - len(fresh), lost)


def _known(desk: Desk) -> Mapping[str, Name]:
    """What each heading means, in whichever language it is written."""
    found: dict[str, Name] = {}
    for language in LANGUAGES:
        for name in (DAY, WEEKDAY, AGENT):
            words = say_in(language, f"follow-up.heading.{name}").split("|")
            found |= {fold(word): (name, "") for word in words}
        for box in boxes_of(desk):
            words = say_in(language, "follow-up.heading.number", box=box).split("|")
            found |= {fold(word): ("number", box) for word in words}
    return found | {fold(box): ("worked", box) for box in boxes_of(desk)}


def _is_heading(values: Sequence[object], known: Mapping[str, Name]) -> bool:
    names = {known.get(fold(clean(value, one_line=True))) for value in values}
    return {(DAY, ""), (AGENT, "")} <= names


def _missing(
    desk: Desk, ended: Sequence[ShiftReport], there: Sequence[Mapping[Name, object]]
) -> list[ShiftReport]:
    """The shifts that have no row yet, counted by day and agent."""
    today = desk.now().date()
    have = Counter(_key(row.get((DAY, "")), row.get((AGENT, "")), today) for row in there)
    missing = []
    for each in ended:
        key = _key(each.started, each.agent, today)
        have[key] -= 1
        if have[key] < 0:
            missing.append(each)
    return missing


def _key(day: object, agent: object, today: date) -> tuple[str, str]:
    return _day(day, today), fold(clean(agent, one_line=True))


def _day(value: object, today: date) -> str:
    if isinstance(value, datetime | date):
        return f"{value:%Y-%m-%d}"
    try:
        return read_date(value, today=today, field=DAY, serials=True).isoformat()
    except Refused:
        return clean(value, one_line=True)


def told(written: Written, name: str) -> str:
    """What was done with the file, as sentences."""
    said = [say("follow-up.written", rows=written.rows, name=name)]
    if written.there:
        said.append(say("follow-up.there", count=written.there))
    if written.running:
        said.append(say("follow-up.running", count=written.running))
    if written.boxes:
        said.append(say("follow-up.no-column", boxes=", ".join(written.boxes)))
    return " ".join(said)
