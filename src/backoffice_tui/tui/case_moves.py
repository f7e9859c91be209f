"""The moves of one case on a screen of its own, and what is copied and sent from there."""

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from textual import work

from backoffice_tui.desk import clip, perform
from backoffice_tui.desk.card import Card
from backoffice_tui.desk.desk import Desk
from backoffice_tui.routine.errors import Problem
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.listing import CaseLine
from backoffice_tui.texts import say
from backoffice_tui.tui.copied import Copied
from backoffice_tui.tui.making import make
from backoffice_tui.tui.occasion import Occasion
from backoffice_tui.tui.side import SideScreen
from backoffice_tui.tui.worklist import known_of

if TYPE_CHECKING:
    from backoffice_tui.tui.app import Console


class CaseMoves(SideScreen[None]):
    """A screen of one case, on which the routine's moves are made."""

    def __init__(self, desk: Desk, queue: Queue, line: CaseLine) -> None:
        super().__init__()
        self.desk, self.queue = desk, queue
        self._case_id, self._number = line.id, line.number
        self._card: Card | None = None
        self._done: list[str] = []

    def reload(self) -> None:
        """Fetch the case anew."""
        raise NotImplementedError

    def follow(self) -> None:
        """Show the case as others have left it."""
        self.reload()

    def did(self, numbers: tuple[str, ...]) -> None:
        """Remember what was done, for undo here and in the list."""
        self.console.did(self.queue, numbers)
        self._done += numbers

    @property
    def console(self) -> "Console":
        """The app, as what it is."""
        return cast("Console", self.app)

    def look_at(self, line: CaseLine) -> None:
        """Show the case as it is now."""
        del line
        self.reload()

    def go_on(self) -> None:
        """The case stays on its screen until the agent leaves it."""
        self.reload()

    def action_move(self, name: str) -> None:
        """Make a move of the routine on the case."""
        self.console.hold_keys()
        self._move(name, {})

    @work(exclusive=True, group="make")
    async def _move(self, name: str, known: Mapping[str, str]) -> None:
        try:
            if self._card is None:
                return
            move, line = self.queue.move(name), self._card.line
            occasion = Occasion(self.desk, self.queue, move, (line.number,), line.id)
            made = await make(self, occasion, [line], {**known_of(move, [line]), **known})
            if made and move.final:
                self.dismiss(None)
        finally:
            await self.console.release_keys()

    @work(exclusive=True, group="make")
    async def action_undo(self) -> None:
        """Take back what was done last on this screen."""
        if not self._done:
            self.app.notify(say("console.nothing-to-undo"))
            return
        self._done.pop()
        self.console.last_done()
        try:
            await asyncio.to_thread(perform.undo, self.desk, self.queue, self._number)
        except Problem as problem:
            self.trouble(problem)
            return
        self.app.notify(say("console.undone-one", number=self._number))
        self.reload()

    def action_refresh(self) -> None:
        """Fetch the case anew."""
        self.reload()

    @work(exclusive=True, group="copy")
    async def action_copy(self) -> None:
        """Copy what is to be pasted into the customer system, and show it."""
        try:
            text = await asyncio.to_thread(
                clip.for_customer_system, self.desk, self.queue, self._number
            )
        except Problem as problem:
            self.trouble(problem)
            return
        self.app.push_screen(Copied(say("console.title-copy"), [("", text)], "arende.txt"))

    @work(exclusive=True, group="metering")
    async def action_metering_here(self) -> None:
        """Show the metering point of the case; where there is none, ask which."""
        from backoffice_tui.tui.metering import open_point_of

        if self._card is not None:
            await open_point_of(self.app, self.desk, self._card.line, self.facility)

    @property
    def facility(self) -> str:
        """One of several facilities, where one is looked at."""
        return ""

    @work(exclusive=True, group="outbox")
    async def action_outbox(self) -> None:
        """Show the messages that were made, where letters are sent from."""
        from backoffice_tui.tui.outbox import OutboxScreen

        await self.app.push_screen_wait(OutboxScreen(self.desk))
        self.reload()
