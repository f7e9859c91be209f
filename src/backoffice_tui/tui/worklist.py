"""The work list of a queue: a key for each move of the routine, and for what every queue offers."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from types import MappingProxyType
from typing import ClassVar

from textual import work
from textual.binding import BindingType

from backoffice_tui.desk import kept, worklist
from backoffice_tui.desk.desk import Desk
from backoffice_tui.routine.errors import Problem
from backoffice_tui.routine.grammar import Move, Queue
from backoffice_tui.routine.listing import CaseLine, Filter
from backoffice_tui.texts import say
from backoffice_tui.tui.keys import in_a_list
from backoffice_tui.tui.list_screen import ListScreen

PATIENCE = 100
"""Looks, a fiftieth of a second apart, at whether the list shows the case that was claimed."""


class WorklistScreen(ListScreen):
    """One queue, in the order its routine works it off."""

    lists: Mapping[str, Filter] = MappingProxyType({})
    """The lists that the agent keeps of this queue, by name, as the palette offers them."""

    def on_mount(self) -> None:
        """Look which lists are kept."""
        self._fetch_lists()

    @work(exclusive=True, group="lists")
    async def _fetch_lists(self) -> None:
        # Without a store the list itself says what is wrong.
        with suppress(Problem):
            self.lists = await asyncio.to_thread(kept.kept, self.desk, self.queue)

    def show_filtered(self, wanted: Filter) -> None:
        """Show what another filter wants."""
        self.wanted = wanted
        self.show_list()

    def did(self, numbers: tuple[str, ...]) -> None:
        """Remember what was done, for undo."""
        self.console.did(self.queue, numbers)

    def action_move(self, name: str) -> None:
        """Make a move on the marked cases, or on the one under the cursor when the key was pressed."""
        self.console.hold_keys()
        self._make(name, self.list.current, self.list.marked)

    @work(group="make")
    async def _make(self, name: str, current: CaseLine | None, marked: tuple[str, ...]) -> None:
        from backoffice_tui.tui.making import make
        from backoffice_tui.tui.occasion import Occasion

        try:
            lines = await asyncio.to_thread(self._chosen, current, marked)
            move = self.queue.move(name)
            if len(lines) > 1 and not move.bulk:
                self.notify(say("console.read-only-list", move=self.queue.title_of(move)))
            elif lines:
                numbers = tuple(line.number for line in lines)
                occasion = Occasion(self.desk, self.queue, move, numbers, lines[0].id)
                await make(self, occasion, lines, known_of(move, lines))
        except Problem as why:
            self.notify(str(why), severity="error")
        finally:
            await self.console.release_keys()

    def _chosen(self, current: CaseLine | None, marked: tuple[str, ...]) -> Sequence[CaseLine]:
        if marked:
            return worklist.lines(self.desk, self.queue, [int(key) for key in marked])
        return [current] if current else []

    def action_next(self) -> None:
        """Claim the case that the routine says is next, and say why it is this one."""
        self.console.hold_keys()
        self._next()

    @work(exclusive=True, group="make")
    async def _next(self) -> None:
        try:
            await self._claim_next()
        finally:
            await self.console.release_keys()

    async def _claim_next(self) -> None:
        try:
            found = await asyncio.to_thread(worklist.next_case, self.desk, self.queue, self.wanted)
        except Problem as why:
            self.notify(str(why), severity="error")
            return
        if found is None:
            self.notify(say("console.nothing-next"))
            return
        self.console.did(self.queue, (found.number,))
        why_this = worklist.why(self.desk, self.queue, found)
        self.notify(say("console.next", number=found.number, why=why_this))
        self.show_list(at=found.key)
        self.open_card(found)
        for _ in range(PATIENCE):
            # What is pressed next is meant for this case, so it has to be the one on the screen.
            if self.list.current and self.list.current.key == found.key:
                return
            await asyncio.sleep(0.02)

    def action_place(self, name: str) -> None:
        """Show a screen of the queue's own; it is told the case under the cursor."""
        # The faces are made of this screen.
        from backoffice_tui.tui.faces import place_of

        self.app.push_screen(place_of(name, self.desk, self.queue, self.list.current))

    def go_on(self) -> None:
        """Go on to the next row, where there is one."""
        if neighbour := self.list.neighbour:
            self.leave_case(neighbour.key)
        else:
            self.reload()

    def leave_case(self, to: str) -> None:
        """Go on to the next row: the case that was under the cursor is out of the agent's hands."""
        self.set_class(False, "-open")
        self.list.focus()
        self.show_list(at=to)

    @work(exclusive=True, group="make")
    async def action_undo(self) -> None:
        """Take back what this agent did last."""
        from backoffice_tui.desk import perform

        last = self.console.last_done()
        if last is None:
            # Done before this console was started.
            number = await asyncio.to_thread(perform.last_of, self.desk, self.queue)
            last = (self.queue, (number,)) if number else None
        if last is None:
            self.notify(say("console.nothing-to-undo"))
            return
        queue, numbers = last
        for number in numbers:
            try:
                await asyncio.to_thread(perform.undo, self.desk, queue, number)
                self.notify(say("console.undone-one", number=number))
            except Problem as why:
                self.notify(str(why), severity="error")
        self.reload()

    @work(exclusive=True, group="ask")
    async def action_kept(self) -> None:
        """Show one of the lists that the agent keeps by name, or keep what is shown now."""
        from backoffice_tui.tui.kept import KeptLists

        found = await self.app.push_screen_wait(KeptLists(self.desk, self.queue, self.wanted))
        if isinstance(found, Filter):
            self.show_filtered(found)
        self._fetch_lists()

    @work(exclusive=True, group="ask")
    async def action_reveal(self) -> None:
        """Show a protected person's details to the one who works on the case, with a reason."""
        from backoffice_tui.tui.dialogs import AskLine

        title, label = say("console.reveal-title"), say("console.reveal-label")
        reason = await self.app.push_screen_wait(AskLine(title, label))
        row = self.list.current
        if isinstance(reason, str) and reason and row is not None:
            self.open_card(row, reason)

    @work(exclusive=True, group="ask")
    async def action_why_skipped(self) -> None:
        """Write why the case under the cursor was taken and not the next one."""
        from backoffice_tui.tui.skips import ask_why

        if row := self.list.current:
            await ask_why(self.app, self.desk, self.queue, row.number)

    @work(exclusive=True, group="ask")
    async def action_copy(self) -> None:
        """Copy what is to be pasted into the customer system, and show it."""
        from backoffice_tui.desk import clip
        from backoffice_tui.tui.copied import Copied

        row = self.list.current
        if row is None:
            return
        try:
            text = await asyncio.to_thread(
                clip.for_customer_system, self.desk, self.queue, row.number
            )
        except Problem as why:
            self.notify(str(why), severity="error")
            return
        parts = ((say("console.title-copy"), text),)
        await self.app.push_screen_wait(
            Copied(say("console.copied", number=row.number), parts, f"{row.number}.txt")
        )


def known_of(move: Move, lines: Sequence[CaseLine]) -> Mapping[str, str]:
    """What stands in the fields of a move that puts another text in the place of an old one."""
    if len(lines) != 1 or lines[0].protected:
        return {}
    if move.asked("text") and move.name in CaseLine._fields:
        return {"text": str(getattr(lines[0], move.name))}
    replaced = [ask.name for ask in move.asks if ask.required and not move.claims]
    return {name: str(getattr(lines[0], name)) for name in replaced if name in CaseLine._fields}


def worklist_for(desk: Desk, queue: Queue) -> WorklistScreen:
    """The screen of a queue, its keys made from the routine's moves."""

    class QueueScreen(WorklistScreen):
        """The work list with this queue's own keys."""

        BINDINGS: ClassVar[list[BindingType]] = in_a_list(queue)

    return QueueScreen(desk, queue)
