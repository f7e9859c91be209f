"""Making a move from the screen: ask, make it on one case or many, and meet what comes in between."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backoffice_tui.desk import asking, card, drafts, perform
from backoffice_tui.model.states import State
from backoffice_tui.routine.errors import Conflict, Problem
from backoffice_tui.routine.listing import CaseLine
from backoffice_tui.texts import say
from backoffice_tui.tui.ask import AskMove, Given, Occasion
from backoffice_tui.tui.dialogs import Choose, Confirm, ConfirmMany

if TYPE_CHECKING:
    from backoffice_tui.routine.grammar import Move
    from backoffice_tui.tui.worklist import WorklistScreen


OUT_OF_HAND = frozenset({State.DONE, State.WAITING, State.REJECTED})
"""States in which a case needs nothing more of the agent."""


@dataclass(frozen=True, slots=True)
class Made:
    """What came of a move on several cases."""

    numbers: tuple[str, ...]
    refused: tuple[tuple[str, Problem], ...]


async def make(screen: "WorklistScreen", occasion: Occasion, lines: Sequence[CaseLine]) -> None:
    """Carry a move from the key to the toast."""
    if len(lines) > 1:
        title = screen.queue.title_of(occasion.move)
        if not await screen.app.push_screen_wait(ConfirmMany(title, occasion.numbers)):
            return
    wrong = ""
    while True:
        given = await answered(screen, occasion, wrong)
        if given is None:
            return
        made = await asyncio.to_thread(made_on, occasion, lines, given)
        if len(lines) > 1 or not made.refused:
            await finished(screen, occasion, made)
            return
        problem = made.refused[0][1]
        if isinstance(problem, Conflict):
            again = await after_conflict(screen, occasion, lines[0], problem)
            if again is None:
                return
            lines = [again]
        elif not occasion.move.asks:
            screen.app.notify(str(problem), severity="error")
            return
        else:
            wrong = str(problem)


async def answered(screen: "WorklistScreen", occasion: Occasion, wrong: str) -> Given | None:
    """What the agent answers to what the move asks; nothing is asked where it asks nothing."""
    screen.console.hold_keys()
    try:
        fields = await asyncio.to_thread(
            asking.asked,
            occasion.desk,
            occasion.queue,
            occasion.numbers[0],
            occasion.move.name,
            {},
        )
        kept = await asyncio.to_thread(drafts.kept, occasion.desk, occasion.draft)
    except Problem as why:
        screen.app.notify(str(why), severity="error")
        return None
    if not fields:
        return {}
    found = await screen.app.push_screen_wait(AskMove(occasion, fields, kept, wrong))
    return found if isinstance(found, dict) else None


def made_on(occasion: Occasion, lines: Sequence[CaseLine], given: Given) -> Made:
    """The move on each case, a transaction of its own each."""
    numbers, refused = [], []
    for line in lines:
        try:
            perform.perform(
                occasion.desk,
                occasion.queue,
                line.number,
                occasion.move.name,
                given,
                seen=line.version,
            )
            numbers.append(line.number)
        except Problem as why:
            refused.append((line.number, why))
    if numbers and not refused:
        drafts.drop(occasion.desk, occasion.draft)
    return Made(tuple(numbers), tuple(refused))


async def finished(screen: "WorklistScreen", occasion: Occasion, made: Made) -> None:
    """Say what was done, remember it for undo, and let the list follow."""
    move, queue = occasion.move, screen.queue
    for number, why in made.refused[:5]:
        screen.app.notify(say("console.some-refused", number=number, why=why), severity="error")
    if not made.numbers:
        screen.reload()
        return
    screen.console.did(queue, made.numbers)
    done = queue.word(f"done.{move.name}")
    if len(made.numbers) > 1:
        screen.app.notify(say("console.done-many", count=len(made.numbers), done=done))
        screen.reload()
        return
    shown = await asyncio.to_thread(card.show, occasion.desk, queue, made.numbers[0])
    told = shown.log[-1].text if move.asked("log") is None else ""
    unfinished = any(step.name == move.name and not step.done for step in shown.steps)
    screen.app.notify(
        told or say("console.done-one", number=made.numbers[0], done=done),
        title=say("console.done-title", number=made.numbers[0]) if told else "",
        severity="warning" if unfinished else "information",
    )
    if move.after in OUT_OF_HAND and (neighbour := screen.list.neighbour):
        screen.leave_case(neighbour.key)
    else:
        screen.reload()
    await hand_over_messages(screen, move, shown)


async def hand_over_messages(screen: "WorklistScreen", move: "Move", shown: card.Card) -> None:
    """Number and words of a text message just made, to copy; there is no gateway, a person sends it."""
    from backoffice_tui.desk import outbox
    from backoffice_tui.tui.copied import Copied

    waiting = [each for each in shown.messages if each["state"] == "draft"]
    if move.asks or not waiting or move.name not in {step.name for step in shown.steps}:
        return
    message = waiting[-1]
    parts = (
        (say("console.sms-number"), str(message["recipient"])),
        (say("console.sms-words"), str(message["body"])),
    )
    number = shown.line.number
    await screen.app.push_screen_wait(Copied(say("console.sms-title"), parts, f"{number}.txt"))
    body = say("console.sms-sent-body", number=number)
    question = Confirm(say("console.sms-sent"), body, say("dialogs.yes"))
    if await screen.app.push_screen_wait(question):
        try:
            await asyncio.to_thread(outbox.mark_sent, screen.desk, int(str(message["id"])))
        except Problem as why:
            screen.app.notify(str(why), severity="error")
        screen.reload()


async def after_conflict(
    screen: "WorklistScreen", occasion: Occasion, line: CaseLine, problem: Conflict
) -> CaseLine | None:
    """The three ways after a colleague was quicker; the case as it is now where it is to be done again."""
    from backoffice_tui.desk import worklist

    title = say("console.conflict.title", number=line.number)
    ways = tuple((way, say(f"console.conflict.{way}")) for way in ("again", "look", "drop"))
    body = str(problem)
    held = problem.key == "routine.held"
    way = await screen.app.push_screen_wait(Choose(title, body, ways[1:] if held else ways))
    if way == "look":
        screen.look_at(line)
    else:
        screen.reload()
    if way == "drop":
        await asyncio.to_thread(drafts.drop, occasion.desk, occasion.draft)
    if way != "again":
        return None
    fresh = await asyncio.to_thread(worklist.line, occasion.desk, occasion.queue, line.number)
    return replace_version(line, fresh)


def replace_version(line: CaseLine, fresh: CaseLine) -> CaseLine:
    """The line that was acted on, in the version that is there now."""
    return line._replace(version=fresh.version)
