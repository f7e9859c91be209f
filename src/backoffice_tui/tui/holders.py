"""Who has what: the agents, the cases in their hands with what was written last, given to another or let go."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget

from backoffice_tui.desk import holders, perform
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.holders import HeldCase, Holder
from backoffice_tui.queues import queue_named
from backoffice_tui.routine.errors import Problem
from backoffice_tui.routine.listing import CaseLine, Filter
from backoffice_tui.texts import say
from backoffice_tui.tui.case_list import CaseList, Cell, Column
from backoffice_tui.tui.columns import STATE_SIGNS, STATE_TONES
from backoffice_tui.tui.dialogs import ConfirmMany
from backoffice_tui.tui.in_memory import InMemory, Item
from backoffice_tui.tui.making import answered, made_on
from backoffice_tui.tui.occasion import Occasion
from backoffice_tui.tui.side import Plain, SideScreen
from backoffice_tui.tui.ways import ToList

if TYPE_CHECKING:
    from backoffice_tui.tui.app import Console

Agent = Item[Holder]
Case = Item[HeldCase]


def agent_columns() -> list[Column[Agent]]:
    """What the list of agents shows."""
    plain: list[tuple[str, int, int, bool, Callable[[Holder], Cell]]] = [
        ("agent", 10, 0, False, lambda each: Cell(each.agent, "strong")),
        ("holding", 9, 0, False, lambda each: Cell(str(each.held))),
        ("oldest", 10, 0, False, lambda each: Cell(str(each.oldest or ""), "muted")),
        ("at-work", 18, 0, True, _at_work),
        (
            "seen",
            16,
            70,
            False,
            lambda each: Cell(f"{each.seen:%Y-%m-%d %H:%M}" if each.seen else ""),
        ),
    ]
    return [
        Column(name, say(f"figures.column.{name}"), width, least, wide, _of(cell))
        for name, width, least, wide, cell in plain
    ]


def _at_work(each: Holder) -> Cell:
    if each.shift is None:
        return Cell(f"○ {say('figures.not-at-work')}", "warning")
    return Cell(f"● {each.shift:%H:%M}", "success")


def case_columns() -> list[Column[Case]]:
    """What the list of an agent's cases shows."""
    plain: list[tuple[str, int, int, bool, Callable[[HeldCase], Cell]]] = [
        ("number", 10, 0, False, lambda each: Cell(each.line.number, "strong")),
        ("queue", 14, 0, False, lambda each: Cell(queue_named(each.line.queue).title)),
        ("state", 18, 60, False, _state),
        ("age", 6, 0, False, lambda each: Cell(str(each.age))),
        (
            "since",
            11,
            100,
            False,
            lambda each: Cell(f"{each.since:%m-%d %H:%M}" if each.since else ""),
        ),
        ("note", 12, 0, True, lambda each: Cell(each.notes[0].text if each.notes else "", "muted")),
    ]
    return [
        Column(name, say(f"figures.column.{name}"), width, least, wide, _of(cell))
        for name, width, least, wide, cell in plain
    ]


def _state(each: HeldCase) -> Cell:
    line = each.line
    word = queue_named(line.queue).state_word(line)
    return Cell(f"{STATE_SIGNS[line.state]} {word} {line.progress}", STATE_TONES[line.state])


def _of(cell: Callable[[HeldCase], Cell] | Callable[[Holder], Cell]) -> Callable[[Item], Cell]:  # type: ignore[type-arg]
    return lambda row: cell(row.it)


class HoldersScreen(SideScreen[None]):
    """Agents above, the cases of the one under the cursor below them, and what was written about the case."""

    DEFAULT_CSS = """
    HoldersScreen {
        & #agents { height: 2fr; min-height: 6; }
        & #cases { height: 3fr; border-top: solid $panel-lighten-1; }
        & #notes { height: 5; padding: 0 2; background: $background; scrollbar-size-vertical: 1; }
        &.-wide #notes { height: 9; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab,shift+tab", "other_list", "figures.key.other", id="holders.other"),
        Binding("b", "move('assign')", "figures.key.assign", id="holders.assign"),
        Binding("minus", "move('release')", "figures.key.release", id="holders.release"),
        Binding("u", "undo", "console.key.undo", id="holders.undo"),
        Binding("r", "refresh", "screens.key.refresh", show=False, id="holders.refresh"),
    ]

    def __init__(self, desk: Desk, agent: str = "", queue: str = "") -> None:
        super().__init__()
        self.desk, self._agent, self._queue = desk, agent, queue
        self._rows: list[Case] = []

    @property
    def console(self) -> "Console":
        """The app, as what it is."""
        return cast("Console", self.app)

    @property
    def agents(self) -> CaseList[Agent]:
        """The agents."""
        return self.query_one("#agents", CaseList)

    @property
    def cases(self) -> CaseList[Case]:
        """The cases of an agent."""
        return self.query_one("#cases", CaseList)

    def heading(self) -> str:
        """Where one is."""
        return say("figures.title.holders")

    def body(self) -> ComposeResult:
        """Agents, cases, notes."""
        yield CaseList(agent_columns(), empty=say("figures.nobody-holds"), id="agents")
        yield CaseList(case_columns(), id="cases")
        with VerticalScroll(id="notes", can_focus=False):
            yield Plain()

    def rest(self) -> Widget | None:
        """The agents have the focus."""
        return self.agents

    def on_mount(self) -> None:
        """Fetch who has what."""
        self.agents.focus()
        self.reload()

    def action_refresh(self) -> None:
        """Fetch it anew."""
        self.reload()

    @work(exclusive=True, group="agents")
    async def reload(self) -> None:
        """Fetch anew who has what; the cursors stay where they are."""
        try:
            found = await asyncio.to_thread(holders.holders, self.desk, self._queue)
        except Problem as problem:
            self.trouble(problem)
            return
        current = self.agents.current
        rows = [Item(each.agent, each) for each in found]
        at = current.key if current else self._agent
        self.agents.show(InMemory(rows), at=at if at in {row.key for row in rows} else "")
        self.note(say("figures.holding", count=sum(each.held for each in found)))
        if not rows:
            self._rows = []
            self.cases.show(InMemory(self._rows))

    @on(CaseList.Highlighted, "#agents")
    def _agent_chosen(self) -> None:
        row = self.agents.current
        if row is not None:
            self._show_cases(row.key)

    @work(exclusive=True, group="cases")
    async def _show_cases(self, agent: str) -> None:
        try:
            found = await asyncio.to_thread(holders.held_cases, self.desk, agent, self._queue)
        except Problem as problem:
            self.trouble(problem)
            return
        current = self.cases.current
        self._rows = [Item(str(each.line.id), each) for each in found]
        keys = {row.key for row in self._rows}
        self.cases.show(
            InMemory(self._rows), at=current.key if current and current.key in keys else ""
        )

    @on(CaseList.Highlighted, "#cases")
    def _case_chosen(self) -> None:
        row = self.cases.current
        notes = row.it.notes if row else ()
        text = "\n".join(f"{note.at:%m-%d %H:%M} {note.agent}: {note.text}" for note in notes)
        self.query_one("#notes Plain", Plain).show(
            text or (say("figures.nothing-written") if row else "")
        )

    # -- keys -----------------------------------------------------------------------------------

    def action_other_list(self) -> None:
        """From the agents to the cases and back."""
        (self.agents if self.focused is self.cases else self.cases).focus()

    @on(CaseList.Opened, "#agents")
    def _into(self) -> None:
        self.cases.focus()

    @on(CaseList.Opened, "#cases")
    def _open(self) -> None:
        row = self.cases.current
        if row is not None:
            line = row.it.line
            way = ToList(line.queue, Filter(handler=line.handler), at=str(line.id))
            self.dismiss(None)
            self.app.call_later(self.console.show_list, way)

    def action_move(self, name: str) -> None:
        """Give away or let go the marked cases, the one under the cursor, or from the agents' list all of theirs."""
        self.console.hold_keys()
        self._make(name, self._chosen())

    def _chosen(self) -> Sequence[CaseLine]:
        source = self._rows
        if self.focused is self.agents:
            return [row.it.line for row in source]
        marked = set(self.cases.marked)
        if marked:
            return [row.it.line for row in source if row.key in marked]
        return [self.cases.current.it.line] if self.cases.current else []

    @work(exclusive=True, group="make")
    async def _make(self, name: str, lines: Sequence[CaseLine]) -> None:
        try:
            if lines:
                await self._ask_and_make(name, lines)
        except Problem as problem:
            self.trouble(problem)
        finally:
            await self.console.release_keys()

    async def _ask_and_make(self, name: str, lines: Sequence[CaseLine]) -> None:
        queue = queue_named(lines[0].queue)
        numbers = tuple(line.number for line in lines)
        occasion = Occasion(self.desk, queue, queue.move(name), numbers, lines[0].id)
        if len(lines) > 1:
            question = ConfirmMany(queue.title_of(occasion.move), numbers)
            if not await self.app.push_screen_wait(question):
                return
        given = await answered(self, occasion, "")
        if given is None:
            return
        for key in dict.fromkeys(line.queue for line in lines):
            here = [line for line in lines if line.queue == key]
            mine = replace(
                occasion, queue=queue_named(key), numbers=tuple(each.number for each in here)
            )
            made = await asyncio.to_thread(made_on, mine, here, given)
            for number, why in made.refused[:5]:
                self.app.notify(
                    say("console.some-refused", number=number, why=why), severity="error"
                )
            if made.numbers:
                self.console.did(mine.queue, made.numbers)
                done = queue.word(f"done.{name}")
                self.app.notify(say("console.done-many", count=len(made.numbers), done=done))
        self.reload()

    @work(exclusive=True, group="make")
    async def action_undo(self) -> None:
        """Take back what was done here last."""
        last = self.console.last_done()
        if last is None:
            self.app.notify(say("console.nothing-to-undo"))
            return
        queue, numbers = last
        for number in numbers:
            try:
                await asyncio.to_thread(perform.undo, self.desk, queue, number)
                self.app.notify(say("console.undone-one", number=number))
            except Problem as problem:
                self.trouble(problem)
        self.reload()
