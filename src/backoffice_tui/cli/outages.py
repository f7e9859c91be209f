"""`wms`: the outage of the move system."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import typer

from backoffice_tui.cli.call import Call
from backoffice_tui.cli.params import Given
from backoffice_tui.cli.printing import document, result
from backoffice_tui.cli.verbs import CHANGES, READS, Verb, group_of
from backoffice_tui.queues import QUEUES
from backoffice_tui.routine.dates import local
from backoffice_tui.texts import say

if TYPE_CHECKING:
    from backoffice_tui.desk.desk import Desk
    from backoffice_tui.desk.outage import Outage


def app(call: Call) -> typer.Typer:
    """Down, up, or how it stands; without a word, how it stands."""

    def switch(down: bool) -> Verb:
        def run(given: Given) -> int:
            from backoffice_tui.desk import outage

            desk = call.desk()
            return _say(desk, outage.switch(desk, down=down), given)

        name = "down" if down else "up"
        return _verb(name, run, CHANGES)

    def status(given: Given) -> int:
        from backoffice_tui.desk import outage

        desk = call.desk()
        return _say(desk, outage.status(desk), given)

    verbs = (switch(True), switch(False), _verb("status", status, READS))
    return group_of(say("cli.wms.help"), say("cli.wms.example"), verbs, CHANGES, otherwise=status)


def _verb(name: str, run: Callable[[Given], int], codes: tuple[int, ...]) -> Verb:
    return Verb(
        name=name,
        help=say(f"cli.wms.{name}"),
        example=f"backoffice wms {name}",
        run=run,
        codes=codes,
    )


def _say(desk: "Desk", found: "Outage", given: Given) -> int:
    zone = desk.data(next(iter(QUEUES.values()))).zone
    since = local(found.since, zone) if found.since else None
    if given.flag("json"):
        at = since.isoformat(timespec="seconds") if since else None
        document({"down": found.down, "since": at, "by": found.by or None})
    elif since is None:
        result(say("cli.wms.never"))
    else:
        key = "is-down" if found.down else "is-up"
        result(say(f"cli.wms.{key}", since=f"{since:%Y-%m-%d %H:%M}", by=found.by))
    return 0
