"""`list` and `next` of a queue."""

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from backoffice_tui.cli import documents
from backoffice_tui.cli.call import Call
from backoffice_tui.cli.params import Given, Param
from backoffice_tui.cli.printing import document, is_terminal, result, row, say_so, table
from backoffice_tui.cli.verbs import CHANGES, READS, Verb
from backoffice_tui.routine.errors import Usage
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.listing import CaseLine, Filter
from backoffice_tui.routine.text import clean, fold
from backoffice_tui.texts import say

if TYPE_CHECKING:
    from backoffice_tui.desk.desk import Desk

PAGE: Final = 50
LARGEST_PAGE: Final = 1_000_000
SHOWABLE: Final = (*CaseLine._fields, "progress")
"""Columns that a table of cases can have."""


def filters() -> tuple[Param, ...]:
    """The options that narrow a list."""
    texts = ("group", "code", "handler", "state", "class", "type", "kind", "search")
    made = [Param(name=name, help=say(f"cli.option.{name}")) for name in texts]
    made.insert(3, Param(name="unassigned", flag=True, help=say("cli.option.unassigned")))
    made.append(Param(name="kept", metavar=say("lists.cli.metavar"), help=say("lists.cli.option")))
    return tuple(made)


def wanted(desk: "Desk", queue: Queue, given: Given) -> Filter:
    """The filter that the options mean, a kept list narrowed further; Usage names a state or kind that is not."""
    from backoffice_tui.desk.kept import named
    from backoffice_tui.desk.worklist import state_filter
    from backoffice_tui.settings import signature

    kept = named(desk, queue, given.text("kept")) if given.text("kept") else Filter()
    chosen: dict[str, Any] = {
        "team": given.text("group"),
        "code": given.text("code"),
        "handler": signature(given.text("handler")) if given.text("handler") else "",
        "unassigned": given.flag("unassigned"),
        "klass": given.text("class"),
        "type": given.text("type"),
        "kind": _kind(desk, queue, given.text("kind")),
        "search": clean(given.text("search"), one_line=True),
        "all": given.flag("all"),
    }
    found = replace(kept, **{name: value for name, value in chosen.items() if value})
    return state_filter(queue, found, given.text("state")) if given.text("state") else found


def _within(desk: "Desk", queue: Queue, chosen: Filter, given: Given) -> Filter:
    """The filter narrowed to the days that cases wait for, or in which they were closed."""
    from backoffice_tui.desk.calendar import closed_within, due_within

    if given.text("due"):
        chosen = due_within(desk, queue, chosen, given.text("due"))
    if given.text("closed"):
        chosen = closed_within(desk, queue, chosen, given.text("closed"))
    return chosen


def _kind(desk: "Desk", queue: Queue, word: str) -> str:
    kinds = queue.kinds(desk.data(queue))
    for kind in kinds:
        if word and fold(kind) == fold(word):
            return kind
    if word:
        text = clean(word, limit=40, one_line=True)
        raise Usage("cli.usage.no-such-kind", field="kind", text=text, kinds=", ".join(kinds))
    return ""


def list_verb(call: Call, queue: Queue) -> Verb:
    """The work list in the routine's order."""

    def run(given: Given) -> int:
        from backoffice_tui.desk import worklist

        desk = call.desk()
        chosen = _within(desk, queue, wanted(desk, queue, given), given)
        page = worklist.page(desk, queue, chosen, given.text("after"), given.number("limit", PAGE))
        total = worklist.total(desk, queue, chosen)
        cursor = None if page.at_end or not page.rows else page.rows[-1].cursor
        if given.flag("json"):
            cases = [documents.case(desk, queue, line) for line in page.rows]
            document({"total": total, "cases": cases, "next": cursor})
            return 0
        _show(queue, page.rows)
        if not page.rows:
            say_so(say("cli.list-empty"))
        elif cursor:
            say_so(say("cli.list-more", count=len(page.rows), total=total, cursor=cursor))
        return 0

    return Verb(
        name="list",
        help=say("cli.queue.list.help"),
        example=say("cli.queue.list.example", queue=queue.key),
        params=(
            *filters(),
            Param(name="due", metavar=say("cli.metavar.due"), help=say("cli.option.due-within")),
            Param(
                name="closed",
                metavar=say("cli.metavar.closed"),
                help=say("cli.option.closed-within"),
            ),
            Param(name="all", flag=True, help=say("cli.option.all")),
            _count(),
            Param(name="after", metavar=say("cli.metavar.cursor"), help=say("cli.option.after")),
        ),
        run=run,
        codes=READS,
    )


def _count() -> Param:
    said = say("cli.option.limit", count=PAGE)
    return Param(
        name="limit", metavar=say("cli.metavar.count"), low=1, high=LARGEST_PAGE, help=said
    )


def _show(queue: Queue, rows: tuple[CaseLine, ...]) -> None:
    """The queue's columns; on a terminal those that are meant for a window so wide."""
    columns = [each for each in queue.columns if each.name in SHOWABLE]
    if is_terminal(sys.stdout):
        import shutil

        wide = shutil.get_terminal_size().columns
        columns = [each for each in columns if each.least <= wide]
    names = [each.name for each in columns]
    table(
        [queue.word(f"column.{name}") for name in names],
        [documents.cells(queue, line, names) for line in rows],
        {at for at, each in enumerate(columns) if each.flexible},
    )


def next_verb(call: Call, queue: Queue) -> Verb:
    """The case that the routine says is next."""

    def run(given: Given) -> int:
        from backoffice_tui.desk import worklist

        desk = call.desk()
        line = worklist.next_case(
            desk, queue, replace(wanted(desk, queue, given), all=False), peek=given.flag("peek")
        )
        why = worklist.why(desk, queue, line) if line else say("cli.none-left")
        if given.flag("json"):
            document({"case": documents.case(desk, queue, line) if line else None, "why": why})
        elif line:
            names = ("number", "kind", "title", "customer_name", "received", "due")
            row(*documents.cells(queue, line, names))
            result(why)
        else:
            result(why)
        return 0

    return Verb(
        name="next",
        help=say("cli.queue.next.help"),
        example=say("cli.queue.next.example", queue=queue.key),
        params=(*filters(), Param(name="peek", flag=True, help=say("cli.option.peek"))),
        run=run,
        codes=CHANGES,
    )
