"""`todo`: what has yet to be entered in the customer system."""

from typing import TYPE_CHECKING

import typer

from backoffice_tui.cli.call import Call
from backoffice_tui.cli.params import Given, Param
from backoffice_tui.cli.printing import document, result, say_so, table
from backoffice_tui.cli.verbs import CHANGES, Verb, app_of
from backoffice_tui.routine.errors import Usage
from backoffice_tui.routine.text import clean
from backoffice_tui.texts import say

if TYPE_CHECKING:
    from backoffice_tui.desk.todo import Todo

COLUMNS = ("id", "number", "at", "what", "state", "text")


def app(call: Call) -> typer.Typer:
    """The list to copy, and its ticks."""

    def run(given: Given) -> int:
        from backoffice_tui.desk import todo

        desk = call.desk()
        if given.texts("done"):
            count = todo.tick(desk, [_id(each, "done") for each in given.texts("done")])
            say_so(say("cli.todo.ticked", count=count))
        if given.texts("undo"):
            count = todo.untick(desk, [_id(each, "undo") for each in given.texts("undo")])
            say_so(say("cli.todo.unticked", count=count))
        found = todo.todo(desk, everyone=given.flag("everyone"))
        if given.flag("json"):
            document({"todo": [_document(each) for each in found]})
        elif given.flag("text"):
            result(todo.as_text(found))
        elif found:
            rows = [_row(each) for each in found]
            table([say(f"cli.todo.column.{name}") for name in COLUMNS], rows, {5})
        else:
            say_so(say("cli.todo.empty"))
        return 0

    return app_of(
        Verb(
            name="todo",
            help=say("cli.todo.help"),
            example=say("cli.todo.example"),
            params=(
                Param(name="done", many=True, metavar="ID", help=say("cli.option.done")),
                Param(name="undo", many=True, metavar="ID", help=say("cli.option.undo-tick")),
                Param(name="everyone", flag=True, help=say("cli.option.everyone")),
                Param(name="text", flag=True, help=say("cli.option.as-text")),
            ),
            run=run,
            codes=CHANGES,
        )
    )


def _id(text: str, option: str) -> int:
    digits = text.strip()
    if digits.isascii() and digits.isdigit() and len(digits) < 16:
        return int(digits)
    shown = clean(text, limit=40, one_line=True)
    raise Usage("cli.usage.not-a-count", field=option, text=shown)


def _document(found: "Todo") -> dict[str, object]:
    values = {
        name: getattr(found, name) for name in ("queue", "number", "at", "what", "state", "text")
    }
    return {"id": found.entry_id, **values}


def _row(found: "Todo") -> list[object]:
    at = f"{found.at:%Y-%m-%d %H:%M}"
    return [found.entry_id, found.number, at, found.what, found.state, found.text]
