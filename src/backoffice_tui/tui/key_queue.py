"""Keys one at a time: what is typed ahead waits for the screen it is meant for."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final

from textual import events
from textual.message_pump import MessagePump
from textual.screen import Screen

FOCUS_PATIENCE: Final = 50
"""Hundredths of a second that a new screen has to set its focus."""

LOST_AFTER: Final = 0.3
"""Seconds after which a key is taken for done whose widget went away with it."""

HELD_AT_MOST: Final = 10.0
"""Seconds that keys are held; the store itself answers or refuses sooner."""

Typed = events.Key | events.Paste


class KeyQueue:
    """Hands on a key when the one before it has been dealt with, and none while they are held.

    Textual forwards keys to the widget that has focus at once, also those that belong to a dialog that the
    first of them is about to open.
    """

    def __init__(
        self, deliver: Callable[[Typed], Awaitable[None]], way: Callable[[], list[MessagePump]]
    ) -> None:
        self._deliver, self._way = deliver, way
        self._typed: deque[Typed] = deque()
        self._under_way = 0
        """The number of the key that is being dealt with; 0 when there is none."""
        self._count = 0
        self._held = False
        self._depth = self._holds = 0

    async def put(self, event: Typed) -> None:
        """A key or a paste as it came from the terminal."""
        self._typed.append(event)
        await self._next()

    def hold(self, depth: int) -> None:
        """Hand on nothing until a screen above this depth of the stack is shown, or `release`."""
        if not self._held:
            self._held, self._depth = True, depth
            self._holds += 1
            asyncio.get_running_loop().call_later(HELD_AT_MOST, self._give_up, self._holds)

    def _give_up(self, hold: int) -> None:
        """Whatever was waited for did not come; keys must not be dead for that."""
        if self._held and hold == self._holds:
            self._held = False
            self._go_on()

    async def release(self) -> None:
        """Hand on what was typed meanwhile."""
        self._held = False
        await self._next()

    async def shown(self, screen: Screen[object], depth: int) -> None:
        """A screen was shown; what was typed for it waits until one of its fields has the focus."""
        if self._held and depth <= self._depth:
            return
        self.hold(depth - 1)
        for _ in range(FOCUS_PATIENCE):
            if screen.focused is not None:
                break
            await asyncio.sleep(0.01)
        await self.release()

    async def _next(self) -> None:
        if self._held or self._under_way or not self._typed:
            return
        self._count += 1
        self._under_way = self._count
        # The way that the key itself will take, from the widget with the focus up to the app.
        way = self._way()
        asyncio.get_running_loop().call_later(LOST_AFTER, partial(self._lost, self._count))
        await self._deliver(self._typed.popleft())
        self._follow(self._count, way)

    def _follow(self, number: int, way: list[MessagePump]) -> None:
        """Send a note behind the key through the same queues; when it arrives, the key is done."""
        while way:
            node, way = way[0], way[1:]
            if node.call_later(self._follow, number, way):
                return
        self._done(number)

    def _done(self, number: int) -> None:
        if number == self._under_way:
            self._under_way = 0
            self._go_on()

    def _go_on(self) -> None:
        task = asyncio.get_running_loop().create_task(self._next())
        _TASKS.add(task)
        task.add_done_callback(_TASKS.discard)

    def _lost(self, number: int) -> None:
        self._done(number)


_TASKS: Final[set[asyncio.Task[None]]] = set()
"""Tasks that nobody awaits; without a reference they could be collected before they ran."""
