"""The keys of the console, each with a stable id and its name in the agent's language.

Names are said when the screens are made, not when this module is read, so that the language is known by then.
"""

from typing import Final

from textual.binding import Binding, BindingType

from backoffice_tui.queues import QUEUES
from backoffice_tui.routine.grammar import HOUSE_MOVES, Queue
from backoffice_tui.texts import say

FIRST_DIGIT: Final = 2
"""The digit of the first queue; 1 leads to the overview."""

SHOWN_MOVES: Final = 2
"""So many of a queue's moves stand in the line of keys; the first are the commonest."""

EVERYWHERE: Final = (
    ("I", "take_in", "import"),
    ("O", "outbox", "outbox"),
    ("S", "shift", "shift"),
    ("T", "todo", "todo"),
    ("F", "find", "find"),
    ("K", "metering", "metering"),
    ("D", "outage", "outage"),
    ("H", "skips", "skips"),
    ("E", "routine", "routine"),
    ("B", "holders", "holders"),
    ("W", "reports", "reports"),
    ("L", "errors", "errors"),
)
OF_CONTRACTS: Final = (("f5", "contract"), ("f6", "deposits"), ("f7", "control"))
"""The views of a contract, wherever one can be looked at."""

IN_A_LIST: Final = (
    ("f", "filter", "filter"),
    ("Q", "kept", "kept"),
    ("U", "write_out", "write-out"),
    ("u", "undo", "undo"),
    ("y", "copy", "copy"),
    ("r", "refresh", "refresh"),
    ("V", "reveal", "reveal"),
    ("Z", "why_skipped", "why-skipped"),
)


def everywhere() -> list[BindingType]:
    """What is reached from every screen."""
    return [
        Binding("n", "new_case", say("console.key.new"), id="app.new"),
        Binding(
            "question_mark,f1", "help", say("console.key.help"), id="app.help", key_display="?"
        ),
        *(
            Binding(key, action, say(f"console.key.{name}"), show=False, id=f"app.{name}")
            for key, action, name in EVERYWHERE
        ),
        Binding("1", "overview", say("console.key.overview"), show=False, id="app.overview"),
        *(
            Binding(
                str(FIRST_DIGIT + at), f"queue('{key}')", queue.title, show=False, id=f"app.{key}"
            )
            for at, (key, queue) in enumerate(QUEUES.items())
        ),
    ]


def on_the_overview() -> list[BindingType]:
    """What is done from the overview first, shown below it."""
    return [
        *(
            Binding(key, f"app.{action}", say(f"console.key.{name}"), id=f"app.{name}")
            for key, action, name in EVERYWHERE
            if action in ("holders", "reports")
        ),
        Binding("r", "refresh", say("console.key.refresh"), id="overview.refresh"),
    ]


def in_a_list(queue: Queue, shown: int = SHOWN_MOVES) -> list[BindingType]:
    """The next case, the moves of the routine and of the house, and what every list has; `shown` moves below."""
    return [
        Binding("x", "next", say("console.key.next"), id="list.next"),
        *(
            Binding(
                move.key,
                f"move('{move.name}')",
                queue.title_of(move),
                show=move in queue.moves[:shown],
                tooltip=queue.word(f"help.{move.name}"),
                id=f"{queue.key}.{move.name}",
            )
            for move in (*queue.moves, *HOUSE_MOVES)
        ),
        *(
            Binding(
                place.key,
                f"place('{place.name}')",
                queue.word(f"place.{place.name}"),
                show=False,
                tooltip=queue.word(f"help.{place.name}"),
                id=f"{queue.key}.{place.name}",
            )
            for place in queue.places
        ),
        Binding("slash", "search", say("console.key.search"), id="list.search", key_display="/"),
        *(
            Binding(key, action, say(f"console.key.{name}"), show=False, id=f"list.{name}")
            for key, action, name in IN_A_LIST
        ),
    ]


def of_contracts() -> list[BindingType]:
    """The views of a contract, for a list whose cases are about contracts."""
    return [
        Binding(key, f"view('{name}')", say(f"views.key.{name}"), show=False, id=f"views.{name}")
        for key, name in OF_CONTRACTS
    ]


def of_service() -> list[BindingType]:
    """The way to what comes from the e-service and goes to the bank."""
    return [Binding("A", "service", say("service.key.open"), show=False, id="list.service")]
