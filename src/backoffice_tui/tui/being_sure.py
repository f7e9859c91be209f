"""The question before what cannot be undone: it names what is lost by it."""

import asyncio
from typing import Any

from textual.app import App

from backoffice_tui.desk import card
from backoffice_tui.desk.card import Card
from backoffice_tui.texts import say
from backoffice_tui.tui.dialogs import Confirm
from backoffice_tui.tui.occasion import Occasion


async def is_sure(app: App[Any], occasion: Occasion) -> bool:
    """Yes to what cannot be undone, once the agent has seen what is lost by it."""
    cards = [
        await asyncio.to_thread(card.show, occasion.desk, occasion.queue, number)
        for number in occasion.numbers[:1]
    ]
    title = f"{occasion.queue.title_of(occasion.move)} · {occasion.numbers[0]}"
    many = len(occasion.numbers) > 1
    body = say("grid.final.many", count=len(occasion.numbers)) if many else lost(cards[0])
    question = Confirm(title, body, say("grid.final.yes"))
    return await app.push_screen_wait(question) is True


def lost(shown: Card) -> str:
    """What a case loses for good when it is erased, named and counted."""
    line = shown.line
    who = " ".join(each for each in (line.customer, line.customer_name) if each)
    return say(
        "grid.final.body",
        number=line.number,
        who=who or "–",
        facilities=line.ticks_total,
        texts=sum(bool(entry.text) for entry in shown.log),
        letters=len(shown.messages),
    )
