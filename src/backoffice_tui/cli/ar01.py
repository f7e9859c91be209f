"""`ar01`: what follows from a cancelled agreement; it needs no store but to keep the answer in a log."""

from typing import TYPE_CHECKING, Final

from backoffice_tui.cli.call import Call
from backoffice_tui.cli.params import Given, Param
from backoffice_tui.cli.printing import document, result, say_so
from backoffice_tui.cli.verbs import Verb
from backoffice_tui.queues.datahub.ar01 import ASKED, LONGEST_WINDOW
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.texts import say

if TYPE_CHECKING:
    from backoffice_tui.desk.ar01 import Answered

TYPED: Final = ("start", "cancelled", "previous", "grid_previous", "continues_from")


def ar01_verb(call: Call, queue: Queue) -> Verb:
    """The answer as two timelines, in words and as text for the ticket."""

    def run(given: Given) -> int:
        from backoffice_tui.desk.ar01 import answer, keep

        desk = call.desk()
        typed = {name: given.text(name) for name in TYPED}
        window = given.number("window", -1)
        answered = answer(desk, queue, {**typed, "window": str(window) if window >= 0 else ""})
        number = given.text("case")
        if number:
            keep(desk, queue, number, answered)
            say_so(say("ar01.cli.logged", number=number))
        if given.flag("json"):
            document(answered.document)
        else:
            _show(answered)
        return 0

    return Verb(
        name="ar01",
        help=say("ar01.cli.help"),
        example=(
            f"backoffice {queue.key} ar01 --start 2022-10-01 --cancelled 2022-11-02"
            " --previous ended-by-this"
        ),
        params=_params(),
        run=run,
        codes=(0, 2, 3, 4, 5, 6),
    )


def _params() -> tuple[Param, ...]:
    day, choices = say("cli.metavar.date"), "|".join(ASKED)
    return (
        Param(name="start", required=True, metavar=day, help=say("ar01.cli.start")),
        Param(name="cancelled", required=True, metavar=day, help=say("ar01.cli.cancelled")),
        Param(
            name="previous",
            required=True,
            metavar=say("cli.metavar.text"),
            help=say("ar01.cli.previous", choices=choices),
        ),
        Param(
            name="grid_previous",
            metavar=say("cli.metavar.text"),
            help=say("ar01.cli.grid_previous", choices=choices),
        ),
        Param(name="continues_from", metavar=day, help=say("ar01.cli.continues_from")),
        Param(
            name="window",
            low=0,
            high=LONGEST_WINDOW,
            metavar=say("cli.metavar.count"),
            help=say("ar01.cli.window"),
        ),
        Param(name="case", metavar=say("cli.metavar.number"), help=say("ar01.cli.case")),
    )


def _show(answered: "Answered") -> None:
    for line in answered.lines:
        result("".join(piece.text for piece in line).rstrip())
    result("")
    for text in answered.words:
        result(text)
    result("")
    result(say("ar01.cli.ticket"))
    result(answered.ticket)
