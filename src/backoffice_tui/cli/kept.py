"""The lists that an agent keeps by name: `kept`, `keep` and `forget` of a queue."""

from dataclasses import asdict
from typing import TYPE_CHECKING

from backoffice_tui.cli import documents
from backoffice_tui.cli.call import Call
from backoffice_tui.cli.listing import filters, wanted
from backoffice_tui.cli.params import Given, Param
from backoffice_tui.cli.printing import document, say_so, table
from backoffice_tui.cli.verbs import CHANGES, FINDS, READS, Verb
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.texts import say

if TYPE_CHECKING:
    from backoffice_tui.routine.listing import Filter

TOLD = {"team": "group", "klass": "class"}
"""How a filter's part is called where it is not called as its option."""


def verbs(call: Call, queue: Queue) -> tuple[Verb, ...]:
    """What can be done with named lists."""
    return _kept(call, queue), _keep(call, queue), _forget(call, queue)


def _kept(call: Call, queue: Queue) -> Verb:
    def run(given: Given) -> int:
        from backoffice_tui.desk.kept import kept

        lists = kept(call.desk(), queue)
        if given.flag("json"):
            document({"lists": [{"name": name, **_told(queue, lists[name])} for name in lists]})
        elif lists:
            rows = [(name, _line(queue, each)) for name, each in lists.items()]
            table([say("lists.name"), say("lists.what")], rows, {1})
        else:
            say_so(say("lists.cli.none"))
        return 0

    return Verb(
        name="kept",
        help=say("lists.cli.kept"),
        example=f"backoffice {queue.key} kept",
        run=run,
        codes=READS,
    )


def _keep(call: Call, queue: Queue) -> Verb:
    def run(given: Given) -> int:
        from backoffice_tui.desk.kept import keep

        desk = call.desk()
        chosen = wanted(desk, queue, given)
        name = keep(desk, queue, given.text("name"), chosen)
        if given.flag("json"):
            document({"name": name, **_told(queue, chosen)})
        else:
            say_so(say("lists.cli.is-kept", name=name, queue=queue.key))
        return 0

    return Verb(
        name="keep",
        help=say("lists.cli.keep"),
        example=say("lists.cli.keep-example", queue=queue.key),
        params=(
            _name(),
            *filters(),
            Param(name="all", flag=True, help=say("cli.option.all")),
        ),
        run=run,
        codes=CHANGES,
    )


def _forget(call: Call, queue: Queue) -> Verb:
    def run(given: Given) -> int:
        from backoffice_tui.desk.kept import forget

        forget(call.desk(), queue, given.text("name"))
        if given.flag("json"):
            document({"name": given.text("name")})
        else:
            say_so(say("lists.forgotten", name=given.text("name")))
        return 0

    return Verb(
        name="forget",
        help=say("lists.cli.forget"),
        example=say("lists.cli.forget-example", queue=queue.key),
        params=(_name(),),
        run=run,
        codes=FINDS,
    )


def _name() -> Param:
    return Param(
        name="name",
        argument=True,
        required=True,
        metavar=say("lists.cli.metavar"),
        help=say("lists.cli.name"),
    )


def _told(queue: Queue, chosen: "Filter") -> dict[str, object]:
    """What narrows the list, by the names of the options."""
    told = {TOLD.get(name, name): value for name, value in asdict(chosen).items() if value}
    if chosen.state:
        told["state"] = documents.state_of(queue, chosen.state)
    return told


def _line(queue: Queue, chosen: "Filter") -> str:
    return ", ".join(
        f"--{name}" if value is True else f"--{name} {value}"
        for name, value in _told(queue, chosen).items()
    )
