"""`weeks`: a support desk's figures by ISO week, as table, document or workbook."""

import sys
from typing import TYPE_CHECKING, Final

from backoffice_tui.cli.call import Call, path_of, there
from backoffice_tui.cli.params import Given, Param
from backoffice_tui.cli.printing import document, is_terminal, say_so, table
from backoffice_tui.cli.verbs import Verb
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.text import clean
from backoffice_tui.texts import say

if TYPE_CHECKING:
    from backoffice_tui.routine.weeks import Counted, Week

BAR: Final = 24
"""Cells of the longest bar on a terminal."""


def weeks_verb(call: Call, queue: Queue) -> Verb:
    """Tickets and calls by week, beside the year before."""

    def run(given: Given) -> int:
        from backoffice_tui.desk.support_weeks import named_weeks

        found = named_weeks(call.desk(), queue, given.text("from"), given.text("to"))
        if given.text("xlsx"):
            return _write(call, found, given)
        if given.flag("json"):
            document({"weeks": [as_document(each) for each in found]})
        elif given.flag("days"):
            _show_days(found)
        else:
            _show(found)
        return 0

    def week(name: str) -> Param:
        metavar, said = say("cli.metavar.week"), say(f"weeks.option.{name}")
        return Param(name=name, metavar=metavar, help=said)

    return Verb(
        name="weeks",
        help=say("weeks.help"),
        example=f"backoffice {queue.key} weeks\n"
        f"backoffice {queue.key} weeks --from 2026-W01 --to 2026-W47 --xlsx viikot.xlsx",
        params=(
            week("from"),
            week("to"),
            Param(name="days", flag=True, help=say("weeks.option.days")),
            Param(name="xlsx", metavar=say("cli.metavar.file"), help=say("weeks.option.xlsx")),
            Param(name="yes", flag=True, help=say("cli.option.yes")),
        ),
        run=run,
        codes=(0, 2, 5, 6),
    )


def _write(call: Call, found: "list[Week]", given: Given) -> int:
    from backoffice_tui.desk.support_weeks import write_weeks

    path = path_of(given.text("xlsx"), call.cwd)
    name = clean(given.text("xlsx"), limit=200, one_line=True)
    if there(path):
        call.confirm(say("cli.export.overwrite", name=name), yes=given.flag("yes"))
    count = write_weeks(found, path)
    if given.flag("json"):
        document({"written": count, "file": name})
    else:
        say_so(say("weeks.written", count=count, name=name))
    return 0


def as_document(week: "Week") -> dict[str, object]:
    """A week with its days; shares are whole per cent, null of nothing."""
    from backoffice_tui.desk.support_weeks import days_of
    from backoffice_tui.routine.weeks import year_before

    earlier = year_before(week.monday)
    before = _figures(week.before) if week.before else None
    if before and earlier:
        year, number, _ = earlier.isocalendar()
        before = {"week": f"{year}-W{number:02d}", **before}
    days = [{"date": day, **_figures(each)} for day, each in days_of(week)]
    return {
        "week": week.name,
        "from": days[0]["date"],
        "to": days[-1]["date"],
        **_figures(week.total),
        "year_before": before,
        "days": days,
    }


def _figures(found: "Counted") -> dict[str, object]:
    return {
        "tickets": found.tickets,
        "same_day": found.same_day,
        "same_day_share": found.same_day_share,
        "calls": found.calls,
        "answered": found.answered,
        "missed": found.missed,
        "service_level": found.service_level,
    }


def _show(found: "list[Week]") -> None:
    from backoffice_tui.desk.support_weeks import COLUMNS, headings, week_rows
    from backoffice_tui.routine.bars import bar

    names, rows = headings(COLUMNS), [_shown(row) for row in week_rows(found)]
    if is_terminal(sys.stdout):
        # A chart is for eyes; a pipe gets the figures alone.
        most = max((week.total.tickets for week in found), default=0)
        names.append("")
        for row, week in zip(rows, found, strict=True):
            row.append(bar(week.total.tickets, most, BAR))
    table(names, rows)


def _show_days(found: "list[Week]") -> None:
    from backoffice_tui.desk.support_weeks import DAY_COLUMNS, day_rows, headings

    table(headings(DAY_COLUMNS), [_shown(row) for row in day_rows(found)])


def _shown(row: list[object]) -> list[str]:
    return ["" if cell is None else str(cell) for cell in row]
