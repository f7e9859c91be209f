"""Making a move from the screen: ask, make it on one case or many, and meet what comes in between."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from textual.app import App

from backoffice_tui.desk import asking, card, drafts, erasure, perform
from backoffice_tui.desk.card import Card
from backoffice_tui.model.states import State
from backoffice_tui.routine.errors import Conflict, Problem
from backoffice_tui.routine.grammar import Queue, Wants
from backoffice_tui.routine.listing import CaseLine
from backoffice_tui.texts import say
from backoffice_tui.tui.ask import AskMove, Given
from backoffice_tui.tui.ask_fields import unworded, worded
from backoffice_tui.tui.being_sure import is_sure
from backoffice_tui.tui.dialogs import Choose, Confirm, ConfirmMany
from backoffice_tui.tui.looking_through import YES, looked_through
from backoffice_tui.tui.occasion import Occasion
from backoffice_tui.tui.skips import tell_of

if TYPE_CHECKING:
    from backoffice_tui.routine.grammar import Move
    from backoffice_tui.tui.app import Console

NOTHING: Mapping[str, str] = {}


class Asker(Protocol):
    """A screen from which things are asked."""

    @property
    def app(self) -> App[Any]:
        """The console."""

    @property
    def console(self) -> "Console":
        """The console, as what it is."""


class Place(Asker, Protocol):
    """A screen on which moves are made."""

    @property
    def queue(self) -> Queue:
        """The queue whose moves they are."""

    def did(self, numbers: tuple[str, ...]) -> None:
        """Remember what was done, for undo."""

    def reload(self) -> None:
        """Show the cases as they have become."""

    def look_at(self, line: CaseLine) -> None:
        """Show a case as it is now."""

    def go_on(self) -> None:
        """Show the cases as they have become; the one just dealt with is out of the agent's hands."""


OUT_OF_HAND = frozenset({State.DONE, State.WAITING, State.REJECTED})
"""States in which a case needs nothing more of the agent."""


@dataclass(frozen=True, slots=True)
class Made:
    """What came of a move on several cases."""

    numbers: tuple[str, ...]
    refused: tuple[tuple[str, Problem], ...]


async def make(
    screen: Place,
    occasion: Occasion,
    lines: Sequence[CaseLine],
    known: Mapping[str, str] = NOTHING,
) -> bool:
    """Carry a move from the key to the toast; whether it was made. What is `known` stands in its fields."""
    if len(lines) > 1:
        title = screen.queue.title_of(occasion.move)
        if not await screen.app.push_screen_wait(ConfirmMany(title, occasion.numbers)):
            return False
    wrong = ""
    while True:
        given = await settled(screen, occasion, wrong, known)
        if given is None:
            return False
        made = await asyncio.to_thread(made_on, occasion, lines, given)
        if len(lines) > 1 or not made.refused:
            await finished(screen, occasion, made)
            if len(made.numbers) == 1 and occasion.move.claims and not lines[0].handler:
                await tell_of(screen.app, occasion.desk, occasion.queue, made.numbers[0])
            return bool(made.numbers)
        problem = made.refused[0][1]
        if isinstance(problem, Conflict):
            again = await after_conflict(screen, occasion, lines[0], problem)
            if again is None:
                return False
            lines = [again]
        elif not occasion.move.asks or occasion.move.final:
            screen.app.notify(str(problem), severity="error")
            return False
        else:
            wrong = str(problem)


async def settled(
    screen: Place, occasion: Occasion, wrong: str, known: Mapping[str, str]
) -> Given | None:
    """What the agent answers, once what it leads to has been looked through where the move wants that."""
    while True:
        given = await answered(screen, occasion, wrong, known)
        if given is None or not occasion.move.preview or len(occasion.numbers) > 1:
            return given
        seen = await looked_through(screen, occasion, given)
        if seen is YES:
            return given
        if not occasion.move.asks:
            return None
        wrong = str(seen or "")


async def answered(
    screen: Asker, occasion: Occasion, wrong: str, known: Mapping[str, str] = NOTHING
) -> Given | None:
    """What the agent answers to what the move asks; nothing is asked where it asks nothing."""
    screen.console.hold_keys()
    try:
        kept = await asyncio.to_thread(drafts.kept, occasion.desk, occasion.draft)
        fields = await asyncio.to_thread(
            asking.asked_again,
            occasion.desk,
            occasion.queue,
            occasion.numbers[0],
            occasion.move.name,
            drafts.as_fields(kept),
        )
    except Problem as why:
        screen.app.notify(str(why), severity="error")
        return None
    final = occasion.move.final
    fields = tuple(replace(each, proposal=known.get(each.name, each.proposal)) for each in fields)
    # What is only to be said yes to is asked when it has been looked through.
    looked_at = final or occasion.move.preview
    typed = tuple(each for each in fields if not (looked_at and each.wants is Wants.FLAG))
    found: object = {}
    if typed:
        said = tuple(worded(occasion.queue, each) for each in typed)
        dialog = AskMove(occasion, said, kept, wrong)
        found = await screen.app.push_screen_wait(dialog)
        if isinstance(found, dict):
            with suppress(Problem):
                await asyncio.to_thread(
                    drafts.keep, occasion.desk, occasion.draft, dialog.typed, occasion.case_id
                )
    if not isinstance(found, dict):
        return None
    given = unworded(occasion.queue, typed, found)
    if not final:
        return given
    yes = {each.name: True for each in fields if each not in typed}
    return given | yes if await is_sure(screen.app, occasion) else None


def made_on(occasion: Occasion, lines: Sequence[CaseLine], given: Given) -> Made:
    """The move on each case, a transaction of its own each."""
    numbers, refused = [], []
    for line in lines:
        try:
            made = perform.perform(
                occasion.desk,
                occasion.queue,
                line.number,
                occasion.move.name,
                given,
                seen=line.version,
            )
            numbers.append(made.number)
        except Problem as why:
            refused.append((line.number, why))
    if numbers and not refused:
        drafts.drop(occasion.desk, occasion.draft)
    return Made(tuple(numbers), tuple(refused))


async def finished(screen: Place, occasion: Occasion, made: Made) -> None:
    """Say what was done, remember it for undo, and let the list follow."""
    move, queue = occasion.move, screen.queue
    for number, why in made.refused[:5]:
        screen.app.notify(say("console.some-refused", number=number, why=why), severity="error")
    if not made.numbers:
        screen.reload()
        return
    done = queue.word(f"done.{move.name}")
    if not move.final:
        screen.did(made.numbers)
    elif left := await asyncio.to_thread(erasure.unfinished, occasion.desk):
        numbers = ", ".join(each.number for each in left)
        screen.app.notify(say("grid.final.unfinished", numbers=numbers), severity="error")
    if len(made.numbers) > 1:
        key = "done-final" if move.final else "done-many"
        screen.app.notify(say(f"console.{key}", count=len(made.numbers), done=done))
        screen.reload()
        return
    shown = await asyncio.to_thread(card.show, occasion.desk, queue, made.numbers[0])
    say_done(screen, move, shown, done)
    if move.after in OUT_OF_HAND:
        screen.go_on()
    else:
        screen.reload()
    await hand_over_messages(screen, move, shown)


def say_done(screen: Place, move: "Move", shown: Card, done: str) -> None:
    """What the log says of it, or in a word what was done."""
    told = shown.log[-1].text if move.asked("log") is None else ""
    unfinished = any(step.name == move.name and not step.done for step in shown.steps)
    number = shown.line.number
    screen.app.notify(
        told or say("console.done-one", number=number, done=done),
        title=say("console.done-title", number=number) if told else "",
        severity="warning" if unfinished else "information",
    )


async def hand_over_messages(screen: Place, move: "Move", shown: Card) -> None:
    """Number and words of a text message just made, to copy; there is no gateway, a person sends it."""
    from backoffice_tui.desk import outbox
    from backoffice_tui.tui.copied import Copied

    waiting = [
        each for each in shown.messages if (each["channel"], each["state"]) == ("sms", "draft")
    ]
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
            await asyncio.to_thread(outbox.mark_sent, screen.console.desk, int(str(message["id"])))
        except Problem as why:
            screen.app.notify(str(why), severity="error")
        screen.reload()


async def after_conflict(
    screen: Place, occasion: Occasion, line: CaseLine, problem: Conflict
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
    # The line that was acted on, in the version that is there now.
    return line._replace(version=fresh.version)
