"""Looking through what a move would change, before it is saved."""

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from backoffice_tui.desk import contracts
from backoffice_tui.desk.preview import preview
from backoffice_tui.routine.errors import Problem
from backoffice_tui.routine.grammar import Wants
from backoffice_tui.routine.moves import Record
from backoffice_tui.texts import knows, say
from backoffice_tui.tui.ask import Given
from backoffice_tui.tui.dialogs import Confirm
from backoffice_tui.tui.occasion import Occasion
from backoffice_tui.tui.preview import PreviewScreen, summed

if TYPE_CHECKING:
    from backoffice_tui.tui.making import Place

YES: Final = "yes"

PEOPLE: Final = frozenset({"party", "person", "spouse"})
"""What is altered of people is known by their keys."""


async def looked_through(screen: "Place", occasion: Occasion, given: Given) -> Problem | str | None:
    """YES where it is to be saved as shown, the problem that stands in its way, or None for going back."""
    queue, move, number = occasion.queue, occasion.move, occasion.numbers[0]
    flags = [ask.name for ask in move.asks if ask.wants is Wants.FLAG]
    given.update(dict.fromkeys(flags, True))
    screen.console.hold_keys()
    try:
        record, names = await asyncio.to_thread(_looked_up, occasion, given)
    except Problem as why:
        await screen.console.release_keys()
        if not move.asks:
            screen.app.notify(str(why), severity="error")
        return why
    title = queue.title_of(move)
    shown = PreviewScreen(number, title, record, names)
    shown.zone = occasion.desk.data(queue).zone
    if not await screen.app.push_screen_wait(shown):
        return None
    if flags and not await screen.app.push_screen_wait(_sure(occasion, record)):
        return None
    return YES


def _looked_up(occasion: Occasion, given: Given) -> tuple[Record, Mapping[str, str]]:
    """What the move would leave, and the names of the people it is about by their keys."""
    desk = occasion.desk
    record = preview(desk, occasion.queue, occasion.numbers[0], occasion.move.name, given)
    keys = {each.whose for each in record.alterations if each.noun in PEOPLE}
    return record, {key: contracts.person(desk, key).person.name for key in keys}


def _sure(occasion: Occasion, record: Record) -> Confirm:
    """The last question: what it is about by name, and how much changes."""
    queue, name = occasion.queue, occasion.move.name
    named = {each.noun: each.whose for each in reversed(record.alterations)}
    title = f"{queue.title_of(occasion.move)} · {occasion.numbers[0]}"
    about = queue.word(f"sure.{name}", **named) if knows(f"{queue.key}.sure.{name}") else ""
    yes = queue.word(f"yes.{name}") if knows(f"{queue.key}.yes.{name}") else say("dialogs.yes")
    return Confirm(title, f"{about}\n{summed(record)}".strip(), yes)
