"""`report`: the lead's figures as tables, for scripts, as a workbook with charts, or as a picture for a slide."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

from backoffice_tui.cli.call import Call, path_of
from backoffice_tui.cli.params import Given, Param
from backoffice_tui.cli.printing import document, is_terminal, result, say_so, table
from backoffice_tui.cli.verbs import Verb, group_of
from backoffice_tui.queues import QUEUES
from backoffice_tui.routine.errors import Usage
from backoffice_tui.routine.text import clean
from backoffice_tui.texts import say

if TYPE_CHECKING:
    from backoffice_tui.routine.reporting import Report, Table

NAMES: Final = ("weekly", "today", "backlog", "waits", "holders")
CODES: Final = (0, 2, 4, 5, 6)
MOST_WEEKS: Final = 530
BAR: Final = 24
"""Cells of the longest bar."""


def app(call: Call) -> typer.Typer:
    """A command for each report."""
    verbs = [_verb(call, name) for name in NAMES]
    return group_of(say("cli.report.help"), say("cli.report.example"), verbs, CODES)


def _verb(call: Call, name: str) -> Verb:
    def run(given: Given) -> int:
        from backoffice_tui.desk.reports import Asked, report

        paths = _paths(call, given)
        asked = Asked(
            queue=given.text("queue"), weeks=given.number("weeks", 8), until=given.text("week")
        )
        found = report(call.desk(), name, asked)
        for path in paths:
            _write(found, path)
        if given.flag("json"):
            document(found.figures)
        elif not paths:
            _show(found)
        return 0

    return Verb(
        name=name,
        help=say(f"cli.report.{name}.help"),
        example=f"backoffice report {name}\n{say('cli.report.example')}",
        params=(*_options(name),),
        run=run,
        codes=CODES,
    )


def _options(name: str) -> list[Param]:
    file = say("cli.metavar.file")
    found = [
        Param(name="queue", help=say("cli.report.option.queue", known=", ".join(QUEUES))),
        Param(name="xlsx", metavar=file, help=say("cli.report.option.xlsx")),
        Param(name="svg", metavar=file, help=say("cli.report.option.svg")),
    ]
    if name == "weekly":
        count, week = say("cli.metavar.count"), say("cli.metavar.week")
        said = say("cli.report.option.weeks")
        found.append(Param(name="weeks", metavar=count, low=1, high=MOST_WEEKS, help=said))
        found.append(Param(name="week", metavar=week, help=say("cli.report.option.week")))
    return found


def _paths(call: Call, given: Given) -> list[Path]:
    """The files to write, each with the ending that says what it is."""
    found = []
    for name in ("xlsx", "svg"):
        if text := given.text(name):
            path = path_of(text, call.cwd)
            if path.suffix.lower() != f".{name}":
                shown = clean(path.name, limit=100, one_line=True)
                raise Usage("figures.ending", field=name, name=shown, ending=f".{name}")
            found.append(path)
    return found


def _write(found: "Report", path: Path) -> None:
    from backoffice_tui.desk.report_files import write

    write(found, path)
    say_so(say("figures.written", name=clean(path.name, limit=100, one_line=True)))


def _show(found: "Report") -> None:
    for at, each in enumerate(found.tables):
        if at:
            result("")
        if len(found.tables) > 1:
            result(each.title)
        _draw(each)
    for sentence in found.said:
        say_so(sentence)


def _draw(each: "Table") -> None:
    headings, rows = (
        list(each.headings),
        [["" if cell is None else cell for cell in row] for row in each.rows],
    )
    column = each.chart.values[0] if each.chart else None
    if is_terminal(sys.stdout) and column is not None:
        headings.append(each.headings[column])
        numbers = [row[column] for row in each.rows]
        for row, bar in zip(rows, bars(numbers, BAR), strict=True):
            row.append(bar)
    table(headings, rows, {len(each.headings) - 1})


def bars(numbers: Sequence[object], width: int) -> list[str]:
    """A bar for each number, the largest so many cells long; anything above nothing is seen."""
    known = [each if isinstance(each, int) else 0 for each in numbers]
    most = max([*known, 1])
    return ["▇" * max(int(each > 0), round(each * width / most)) for each in known]
