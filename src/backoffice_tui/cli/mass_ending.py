"""`mass-end`: all agreements of a seller that ceased ended from a day, looked at first, never undone."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from backoffice_tui.cli.call import Call, path_of, there
from backoffice_tui.cli.params import Given, Param
from backoffice_tui.cli.printing import document, result, say_so
from backoffice_tui.cli.verbs import CHANGES, Verb
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.text import clean
from backoffice_tui.texts import say

if TYPE_CHECKING:
    from backoffice_tui.desk.desk import Desk
    from backoffice_tui.desk.mass_ending import MassReport


def mass_end_verb(call: Call, queue: Queue) -> Verb:
    """Look at, begin or go on with a mass termination."""

    def run(given: Given) -> int:
        from backoffice_tui.desk import mass_ending

        desk = call.desk()
        seller, day = mass_ending.read_asked(desk, queue, given.text("seller"), given.text("from"))
        out = _out(call, desk, given)
        report = mass_ending.preview(desk, seller, day)
        if not given.flag("dry_run"):
            _confirm(call, given, report)
            with call.progress(say("agreements.cli.working")) as progress:
                done = mass_ending.end_all(desk, seller, day, progress)
            looked = mass_ending.preview(desk, seller, day)
            report = replace(done, others=looked.others)
        _tell(given, report, dry_run=given.flag("dry_run"))
        if out is not None:
            _write(desk, report, out, given)
        return 0 if report.finished or given.flag("dry_run") else 1

    return Verb(
        name="mass-end",
        help=say("agreements.cli.mass-help"),
        example=(
            f"backoffice {queue.key} mass-end --seller ”Sähkö Oy” --from 2022-11-15 --dry-run\n"
            f"backoffice {queue.key} mass-end --seller ”Sähkö Oy” --from 2022-11-15"
            " --out raportti.xlsx"
        ),
        params=_params(),
        run=run,
        codes=CHANGES,
    )


def _params() -> tuple[Param, ...]:
    return (
        Param(
            name="seller",
            required=True,
            metavar=say("cli.metavar.text"),
            help=say("agreements.cli.seller"),
        ),
        Param(
            name="from",
            required=True,
            metavar=say("cli.metavar.date"),
            help=say("agreements.cli.from"),
        ),
        Param(name="out", metavar=say("cli.metavar.file"), help=say("agreements.cli.out")),
        Param(name="dry_run", flag=True, help=say("cli.option.dry-run")),
        Param(name="yes", flag=True, help=say("cli.option.yes")),
    )


def _out(call: Call, desk: "Desk", given: Given) -> Path | None:
    from backoffice_tui.desk.mass_ending import check_report

    name = given.text("out")
    if not name:
        return None
    path = path_of(name, call.cwd)
    # What cannot be undone is not done for a report that cannot be written.
    check_report(desk, path)
    if there(path):
        shown = clean(name, limit=200, one_line=True)
        call.confirm(say("cli.export.overwrite", name=shown), yes=given.flag("yes"))
    return path


def _confirm(call: Call, given: Given, report: "MassReport") -> None:
    """A person is asked; a script that names seller and day has said what it wants."""
    if call.on_terminal() and not given.flag("json"):
        _tell(given, report, dry_run=True)
        question = say(
            "agreements.cli.confirm-mass",
            seller=report.seller,
            count=report.ended,
            day=report.day,
        )
        call.confirm(question, yes=given.flag("yes"))


def _tell(given: Given, report: "MassReport", *, dry_run: bool) -> None:
    if given.flag("json"):
        document(
            {
                "seller": report.seller,
                "from": report.day,
                "dry_run": dry_run,
                "total": report.total,
                "ended": report.ended,
                "not_ended": [
                    {"agreement": each.number, "why": each.outcome} for each in report.others
                ],
                "outcomes": dict(report.outcomes),
                "finished": report.finished,
            }
        )
        return
    values = {"seller": report.seller, "day": report.day, "total": report.total}
    which = "would" if dry_run else "done"
    result(say(f"agreements.cli.mass-{which}", ended=report.ended, **values))
    for line in report.lines:
        result(f"  {line}")
    if not dry_run and not report.finished:
        say_so(say("agreements.cli.mass-stopped", done=report.done, total=report.total))


def _write(desk: "Desk", report: "MassReport", path: Path, given: Given) -> None:
    from backoffice_tui.desk import mass_ending

    count = mass_ending.write_report(desk, report.seller, report.day, path)
    name = clean(given.text("out"), limit=200, one_line=True)
    say_so(say("agreements.cli.report", count=count, name=name))
