"""`outbox`: messages that were made and wait for somebody to send them."""

import typer

from backoffice_tui.cli.call import Call, path_of
from backoffice_tui.cli.params import LARGEST, Given, Param
from backoffice_tui.cli.printing import document, result, say_so, table
from backoffice_tui.cli.verbs import CHANGES, FINDS, READS, Verb, group_of
from backoffice_tui.texts import say

KEYS = ("id", "case", "channel", "to", "subject", "state")


def app(call: Call) -> typer.Typer:
    """Everything about messages."""
    verbs = (_list(call), _show(call), _send(call), _export(call), _mark(call))
    return group_of(say("cli.outbox.help"), say("cli.outbox.example"), verbs, CHANGES)


def _id() -> Param:
    said = say("cli.option.message-id")
    return Param(name="id", argument=True, required=True, low=1, high=LARGEST, help=said)


def _list(call: Call) -> Verb:
    def run(given: Given) -> int:
        from backoffice_tui.desk import outbox

        found = outbox.listed(call.desk(), all=given.flag("all"))
        rows = [[getattr(each, key) for key in KEYS] for each in found]
        if given.flag("json"):
            document({"messages": [dict(zip(KEYS, row, strict=True)) for row in rows]})
        elif rows:
            for row in rows:
                row[-1] = say(f"beside.message.{row[-1]}")
            table([say(f"cli.outbox.column.{key}") for key in KEYS], rows, {3, 4})
        else:
            say_so(say("cli.outbox.empty"))
        return 0

    return Verb(
        name="list",
        help=say("cli.outbox.list.help"),
        example="backoffice outbox list --json",
        params=(Param(name="all", flag=True, help=say("cli.option.all-messages")),),
        run=run,
        codes=READS,
    )


def _show(call: Call) -> Verb:
    def run(given: Given) -> int:
        from backoffice_tui.desk import outbox

        found = outbox.show(call.desk(), given.number("id", 0))
        head = {key: getattr(found.line, key) for key in KEYS}
        if given.flag("json"):
            document({**head, "body": found.body, "attachments": list(found.attachments)})
            return 0
        for key in KEYS:
            if head[key]:
                result(f"{say(f'cli.outbox.column.{key}')}: {head[key]}")
        result(f"\n{found.body}")
        return 0

    return Verb(
        name="show",
        help=say("cli.outbox.show.help"),
        example="backoffice outbox show 7",
        params=(_id(),),
        run=run,
        codes=FINDS,
    )


def _send(call: Call) -> Verb:
    def run(given: Given) -> int:
        from backoffice_tui.desk import outbox

        found = outbox.send(call.desk())
        failed = [each for each in found if each[1]]
        if given.flag("json"):
            sent = [{"id": number, "error": why or None} for number, why in found]
            document({"messages": sent})
        for number, why in failed:
            say_so(f"{number}: {why}")
        if not given.flag("json"):
            result(say("cli.outbox.sent", sent=len(found) - len(failed), failed=len(failed)))
        return 0 if not failed else 6 if len(failed) == len(found) else 1

    return Verb(
        name="send",
        help=say("cli.outbox.send.help"),
        example="backoffice outbox send",
        run=run,
        codes=(0, 1, 2, 3, 6),
    )


def _export(call: Call) -> Verb:
    def run(given: Given) -> int:
        from backoffice_tui.desk import outbox

        desk = call.desk()
        written = outbox.export(desk, path_of(given.text("folder"), call.cwd))
        kept = outbox.withheld(desk)
        if given.flag("json"):
            document({"written": [path.name for path in written]})
        else:
            for path in written:
                result(str(path))
        if kept:
            say_so(say("cli.outbox.withheld", ids=", ".join(str(each.id) for each in kept)))
        return 0

    return Verb(
        name="export",
        help=say("cli.outbox.export.help"),
        example="backoffice outbox export ~/utkorg",
        params=(
            Param(
                name="folder",
                argument=True,
                required=True,
                metavar=say("cli.metavar.folder"),
                help=say("cli.option.folder"),
            ),
        ),
        run=run,
        codes=(0, 2, 5, 6),
    )


def _mark(call: Call) -> Verb:
    def run(given: Given) -> int:
        from backoffice_tui.desk import outbox

        number = given.number("id", 0)
        desk = call.desk()
        outbox.mark_sent(desk, number)
        if given.flag("json"):
            line = outbox.show(desk, number).line
            document({key: getattr(line, key) for key in KEYS})
        else:
            result(say("cli.outbox.marked", id=number))
        return 0

    return Verb(
        name="mark-sent",
        help=say("cli.outbox.mark-sent.help"),
        example="backoffice outbox mark-sent 7",
        params=(_id(),),
        run=run,
        codes=CHANGES,
    )
