"""`notice-end`: when a contract ends after notice given on a day, and the day of moving out; needs no store."""

from backoffice_tui.cli.call import Call
from backoffice_tui.cli.params import Given, Param
from backoffice_tui.cli.printing import document, row
from backoffice_tui.cli.verbs import Verb
from backoffice_tui.routine.dates import read_date, weekday_text
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.notice import RULE, notice_end
from backoffice_tui.texts import say


def notice_end_verb(call: Call, queue: Queue) -> Verb:
    """The end and the moving day by the queue's rule."""

    def run(given: Given) -> int:
        desk = call.desk()
        day = read_date(given.text("date"), desk.today(queue), field="date")
        found = notice_end(day, desk.data(queue))
        if given.flag("json"):
            document({"ends": found.ends, "moving_day": found.moving_day, "rule": found.rule})
        else:
            row(say("contracts.cli.ends"), found.ends, weekday_text(found.ends))
            row(say("contracts.cli.moving-day"), found.moving_day, weekday_text(found.moving_day))
            row(say("contracts.cli.rule"), found.rule)
        return 0

    return Verb(
        name="notice-end",
        help=say("contracts.cli.help"),
        example=f"backoffice {queue.key} notice-end 2026-11-20",
        params=(
            Param(
                name="date",
                argument=True,
                required=True,
                metavar=say("cli.metavar.date"),
                help=say("contracts.cli.date", rule=RULE),
            ),
        ),
        run=run,
        codes=(0, 2, 3),
    )
