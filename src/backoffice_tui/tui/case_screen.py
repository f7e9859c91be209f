"""One case of many facilities: what is to tick, how far it has come, and everything else beside it."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Input

from backoffice_tui.desk import card, perform, worklist
from backoffice_tui.desk.card import Card
from backoffice_tui.desk.desk import Desk
from backoffice_tui.routine.errors import Problem
from backoffice_tui.routine.grammar import HOUSE_MOVES, Queue
from backoffice_tui.routine.listing import CaseLine
from backoffice_tui.routine.text import clean
from backoffice_tui.texts import say
from backoffice_tui.tui.case_moves import CaseMoves
from backoffice_tui.tui.columns import STATE_SIGNS
from backoffice_tui.tui.detail import Detail
from backoffice_tui.tui.fields import LineField
from backoffice_tui.tui.in_memory import InMemory, Item
from backoffice_tui.tui.side import Plain
from backoffice_tui.tui.tick_list import (
    TickList,
    columns_of_ticks,
    is_bad,
    places_in,
    runs,
)

BAR = 20
"""Cells of the bar that shows how far a case has come."""

TICK, UNTICK, MEND = "tick", "untick", "mend"


class CaseScreen(CaseMoves):
    """A case that is worked off facility by facility."""

    DEFAULT_CSS = """
    CaseScreen {
        & #head { padding: 0 1; background: $panel; }
        & #panes { height: 1fr; }
        & TickList { width: 1fr; }
        & #hint { padding: 0 1; color: $text-muted; }
        & Detail { display: none; width: 1fr; }
        & #range { display: none; }
        &.-range #range { display: block; max-width: 100%; }
        &.-card Detail { display: block; }
        &.-card #ticks { display: none; }
        &.-wide Detail { display: block; width: 48%; border-left: solid $panel-lighten-1; }
        &.-wide.-card #ticks { display: block; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab,shift+tab", "other", show=False, id="case.other"),
        Binding("u", "undo", show=False, id="case.undo"),
        Binding("r", "refresh", show=False, id="case.refresh"),
        Binding("y", "copy", show=False, id="case.copy"),
        Binding("O", "outbox", show=False, id="case.outbox"),
        Binding("K", "metering_here", "metering.key.open", show=False, id="case.metering"),
    ]

    def __init__(self, desk: Desk, queue: Queue, line: CaseLine, reason: str = "") -> None:
        super().__init__(desk, queue, line)
        self._reason = reason
        self._in_turn = asyncio.Lock()

    def heading(self) -> str:
        """Which case it is."""
        return f"{self.queue.title} · {clean(self._number, limit=40, one_line=True)}"

    def body(self) -> ComposeResult:
        """A head, the facilities, the card, and a line to type numbers on."""
        zone = self.desk.data(self.queue).zone
        yield Plain(id="head")
        with Horizontal(id="panes"):
            with Vertical(id="ticks"):
                yield TickList(columns_of_ticks(zone), empty=say("grid.tick.none"))
                yield Plain(say("grid.tick.hint"), id="hint")
            yield Detail()
        yield LineField(placeholder=say("grid.tick.range"), id="range")

    @property
    def list(self) -> TickList:
        """The facilities."""
        return self.query_one(TickList)

    @property
    def facility(self) -> str:
        """The facility under the cursor, unless it is hidden."""
        row = self.list.current
        masked = self._card is not None and self._card.line.protected
        return row.it.facility if row and not masked else ""

    def rest(self) -> Widget | None:
        """The facilities have the focus."""
        return self.list

    def on_mount(self) -> None:
        """Fetches the case."""
        self.list.focus()
        self.reload()

    # -- what is shown ----------------------------------------------------------------------------

    def reload(self) -> None:
        """Fetch the case anew; the cursor stays on its facility."""
        self._fetch()

    @work(exclusive=True, group="fetch")
    async def _fetch(self) -> None:
        try:
            shown = await asyncio.to_thread(self._read)
        except Problem as problem:
            self.trouble(problem)
            return
        if shown is None:
            self.dismiss(None)
        elif self.query(TickList):
            # A screen that was left meanwhile shows nothing any more.
            self._card = shown
            self._show(shown)

    def _read(self) -> Card | None:
        # The number may be another one by now.
        found = worklist.lines(self.desk, self.queue, [self._case_id])
        if not found:
            return None
        self._number = found[0].number
        if self._reason:
            return card.reveal(self.desk, self.queue, self._number, self._reason)
        return card.show(self.desk, self.queue, self._number)

    def _show(self, shown: Card) -> None:
        # Once is enough for the log.
        self._reason = ""
        data = self.desk.data(self.queue)
        rows = [Item(str(tick.place), tick) for tick in shown.ticks]
        self.list.exchange(InMemory(rows))
        today = self.desk.today(self.queue)
        beside = replace(shown, ticks=())
        self.query_one(Detail).show(self.queue, beside, today, data.zone, data.country)
        self.query_one("#head", Plain).show(self._head(shown))
        self.note(shown.line.progress)
        self.refresh_bindings()

    def _head(self, shown: Card) -> str:
        line = shown.line
        state = f"{STATE_SIGNS[line.state]} {self.queue.state_word(line)}"
        held = say("console.held-by", handler=line.handler) if line.handler else say("console.free")
        first = [state, held, line.customer, line.customer_name]
        full = round(BAR * line.ticks_done / line.ticks_total) if line.ticks_total else 0
        bad = sum(is_bad(tick) for tick in shown.ticks)
        second = [f"{'█' * full}{'░' * (BAR - full)} {line.progress or '–'}"]
        second += [say("grid.tick.bad", count=bad)] if bad else []
        second += [line.subject or line.title]
        third = [f"{say('grid.note')}: {line.note}"] if line.note else []
        rows = [first, second, third]
        return "\n".join(" · ".join(each for each in row if each) for row in rows if row)

    # -- ticking ----------------------------------------------------------------------------------

    @on(TickList.Highlighted)
    def _highlighted(self) -> None:
        row = self.list.current
        wrong = f"✗ {row.it.problem}" if row and is_bad(row.it) else ""
        self.query_one("#hint", Plain).show(wrong or say("grid.tick.hint"))

    @on(TickList.Ticked)
    def _ticked(self, event: TickList.Ticked) -> None:
        if self._card is None:
            return
        chosen = [tick for tick in self._card.ticks if str(tick.place) in event.keys]
        if len(chosen) == 1 and is_bad(chosen[0]):
            self._move(MEND, {"text": chosen[0].text})
            return
        usable = [tick for tick in chosen if tick.facility and not tick.dropped]
        if usable:
            move = UNTICK if all(tick.done_at for tick in usable) else TICK
            for first, last in runs([tick.place for tick in usable]):
                self._tick(move, {"from": str(first), "until": str(last)})

    @work(group="tick")
    async def _tick(self, move: str, given: Mapping[str, object]) -> None:
        async with self._in_turn:
            try:
                await asyncio.to_thread(
                    perform.perform, self.desk, self.queue, self._number, move, given
                )
            except Problem as problem:
                self.trouble(problem)
                return
        self.did((self._number,))
        self.reload()

    def on_paste(self, event: events.Paste) -> None:
        """A pasted list of ids is ticked; one that the case does not have is named."""
        if event.text.strip() and not self.in_field():
            event.stop()
            self._tick(TICK, {"facilities": (event.text,)})

    def on_key(self, event: events.Key) -> None:
        """A digit begins a range of numbers."""
        digit = event.character is not None and event.character in "0123456789"
        if digit and not self.in_field():
            event.stop()
            self.set_class(True, "-range")
            field = self.query_one("#range", LineField)
            field.value = str(event.character)
            self.set_focus(field)

    @on(Input.Submitted, "#range")
    def _range(self, event: Input.Submitted) -> None:
        if self._card is None:
            return
        try:
            chosen = places_in(event.value, self._card.ticks)
        except Problem as problem:
            self.trouble(problem)
            return
        self._leave_range()
        for first, last in chosen:
            self._tick(TICK, {"from": str(first), "until": str(last)})

    def _leave_range(self) -> None:
        self.set_class(False, "-range")
        self.query_one("#range", LineField).value = ""
        self.set_focus(self.list)

    # -- keys -------------------------------------------------------------------------------------

    def action_other(self) -> None:
        """From the facilities to the card and back."""
        detail = self.query_one(Detail)
        to_card = self.focused is not detail
        self.set_class(to_card, "-card")
        self.set_focus(detail if to_card else self.list)

    def action_leave(self) -> None:
        """Out of the line of numbers, then out of the card, then out of the case."""
        if self.has_class("-range") and not self.query("Toast.-error"):
            self._leave_range()
        elif self.has_class("-card") and not self.query("Toast.-error"):
            self.action_other()
        else:
            super().action_leave()


def case_screen_for(desk: Desk, queue: Queue, line: CaseLine, reason: str = "") -> CaseScreen:
    """The screen of a case, its keys made from the routine's moves."""

    class QueueCase(CaseScreen):
        """The case with this queue's own keys."""

        BINDINGS: ClassVar[list[BindingType]] = [
            Binding(
                move.key,
                f"move('{move.name}')",
                queue.title_of(move),
                show=move in queue.moves[2:5],
                id=f"{queue.key}.case.{move.name}",
            )
            for move in (*queue.moves, *HOUSE_MOVES)
        ]

    return QueueCase(desk, queue, line, reason)
