"""`feed` and `aside`: the e-service's notices taken in, and those that could not be."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from backoffice_tui.cli.call import Call
from backoffice_tui.cli.files import bring_in, bringing
from backoffice_tui.cli.params import Given, Param
from backoffice_tui.cli.printing import document, say_so, table
from backoffice_tui.cli.verbs import FILES, Verb
from backoffice_tui.routine.errors import Usage
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.text import clean
from backoffice_tui.texts import say

if TYPE_CHECKING:
    from backoffice_tui.desk.aside import AsideRow
    from backoffice_tui.desk.take_in import Intake

COLUMNS: Final = ("id", "source", "line", "notice", "field", "message")
DIGITS: Final = 15


def feed_verb(call: Call, queue: Queue) -> Verb:
    """A feed of notices brought in; lines that cannot be are set aside."""

    def run(given: Given) -> int:
        from backoffice_tui.desk.notices import take_in_feed

        code = bring_in(
            call, given, lambda desk, path, **how: take_in_feed(desk, queue, path, **how)
        )
        if code and not given.flag("dry_run"):
            say_so(say("feed.cli.are-aside", queue=queue.key))
        return code

    return Verb(
        name="feed",
        help=say("feed.cli.help"),
        example=f"backoffice {queue.key} feed notices.jsonl --dry-run",
        params=bringing("feed"),
        run=run,
        codes=FILES,
    )


def aside_verb(call: Call, queue: Queue) -> Verb:
    """What is set aside: shown, tried once more, or let go."""

    def run(given: Given) -> int:
        from backoffice_tui.desk import aside

        desk = call.desk()
        if ids := given.texts("let_go"):
            gone = aside.let_go(desk, [_id(each) for each in ids], given.text("log"))
            say_so(say("feed.cli.gone", count=len(gone)))
        report = None
        if given.flag("retry"):
            report = aside.retry_aside(desk, queue, dry_run=given.flag("dry_run"))
        rows = aside.aside(desk)
        if given.flag("json"):
            taken = {} if report is None else {"created": report.created}
            document({**taken, "aside": [each._asdict() for each in rows]})
        else:
            _show(rows, report)
        return 1 if report and report.refused else 0

    return Verb(
        name="aside",
        help=say("feed.cli.aside-help"),
        example=(
            f"backoffice {queue.key} aside --retry\n"
            f'backoffice {queue.key} aside --let-go 7 --log "{say("feed.cli.aside-why")}"'
        ),
        params=(
            Param(name="retry", flag=True, help=say("feed.cli.retry")),
            Param(name="dry_run", flag=True, help=say("cli.option.dry-run")),
            Param(name="let_go", many=True, metavar="ID", help=say("feed.cli.let-go")),
            Param(name="log", help=say("feed.cli.log")),
        ),
        run=run,
        codes=(0, 1, 2, 4, 6),
    )


def _show(rows: "Sequence[AsideRow]", report: "Intake | None") -> None:
    if report is not None:
        say_so(say("feed.cli.retried", created=report.created, left=len(report.refused)))
    if not rows:
        say_so(say("feed.cli.none"))
        return
    heads = [say(f"feed.cli.column.{name}") for name in COLUMNS]
    table(heads, [[_cell(value) for value in each] for each in rows], {1, 5})


def _cell(value: object) -> str:
    return clean(value, limit=300, one_line=True)


def _id(text: str) -> int:
    digits = text.strip()
    if digits.isascii() and digits.isdigit() and len(digits) <= DIGITS:
        return int(digits)
    raise Usage("feed.not-aside", field="let_go", id=clean(text, limit=40, one_line=True))
