"""The commands of a queue, made from its declaration."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import typer

from backoffice_tui.cli.call import Call
from backoffice_tui.cli.verbs import CHANGES, Verb, group_of
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.texts import knows, say


def app(call: Call, queue: Queue) -> typer.Typer:
    """All commands of a queue."""
    from backoffice_tui.cli import files, kept, listing, moving, registering, showing, tracker

    verbs = [
        listing.list_verb(call, queue),
        listing.next_verb(call, queue),
        showing.show_verb(call, queue),
    ]
    if queue.form is not None:
        verbs.append(registering.new_verb(call, queue, queue.form))
    verbs += moving.verbs(call, queue)
    verbs += kept.verbs(call, queue)
    for name in queue.extras:
        verbs += EXTRAS.get(name, _none)(call, queue)
    verbs.append((tracker if queue.workbook else files).export_verb(call, queue))
    return group_of(help_of(queue), say("cli.queue.example", queue=queue.key), verbs, CHANGES)


def help_of(queue: Queue) -> str:
    """What the queue is, in a sentence."""
    own = f"{queue.key}.about"
    return say(own) if knows(own) else say("cli.queue.help", title=queue.title)


def _none(_call: Call, _queue: Queue) -> Sequence[Verb]:
    return ()


def _import(call: Call, queue: Queue) -> Sequence[Verb]:
    from backoffice_tui.cli import files, tracker

    return [(tracker if queue.workbook else files).import_verb(call, queue)]


def _route(call: Call, queue: Queue) -> Sequence[Verb]:
    from backoffice_tui.cli import routing

    return [routing.route_verb(call, queue)]


def _ids(call: Call, queue: Queue) -> Sequence[Verb]:
    from backoffice_tui.cli import routing

    return [routing.ids_verb(call, queue)]


def _notice_end(call: Call, queue: Queue) -> Sequence[Verb]:
    from backoffice_tui.cli import notice_end

    return [notice_end.notice_end_verb(call, queue)]


def _guidance(call: Call, queue: Queue) -> Sequence[Verb]:
    from backoffice_tui.cli import guidance

    return [guidance.guidance_verb(call, queue)]


def _weeks(call: Call, queue: Queue) -> Sequence[Verb]:
    from backoffice_tui.cli import weeks

    return [weeks.weeks_verb(call, queue)]


def _ar01(call: Call, queue: Queue) -> Sequence[Verb]:
    from backoffice_tui.cli import ar01

    return [ar01.ar01_verb(call, queue)]


def _agreements(call: Call, queue: Queue) -> Sequence[Verb]:
    from backoffice_tui.cli import agreements, mass_ending

    return [*agreements.verbs(call, queue), mass_ending.mass_end_verb(call, queue)]


def _feed(call: Call, queue: Queue) -> Sequence[Verb]:
    from backoffice_tui.cli import feeds

    return [feeds.feed_verb(call, queue), feeds.aside_verb(call, queue)]


def _robot(call: Call, queue: Queue) -> Sequence[Verb]:
    from backoffice_tui.cli import robot

    return [robot.robot_verb(call, queue)]


def _returns(call: Call, queue: Queue) -> Sequence[Verb]:
    from backoffice_tui.cli import paying

    return [paying.returns_verb(call, queue)]


EXTRAS: Final[Mapping[str, Callable[[Call, Queue], Sequence[Verb]]]] = {
    "agreements": _agreements,
    "ar01": _ar01,
    "guidance": _guidance,
    "feed": _feed,
    "ids": _ids,
    "import": _import,
    "notice-end": _notice_end,
    "returns": _returns,
    "robot": _robot,
    "route": _route,
    "weeks": _weeks,
}
"""What a queue may have besides, by the names it declares; the rest stand beside the queues."""
