"""Guidance: the situations as cards, found by typing, those of the case at hand first."""

import asyncio
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Input

from backoffice_tui.desk import guidance
from backoffice_tui.desk.desk import Desk
from backoffice_tui.routine.errors import Problem
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.listing import CaseLine
from backoffice_tui.settings.guidance import Guidance
from backoffice_tui.texts import say
from backoffice_tui.tui.case_list import CaseList, Cell, Column, Tone
from backoffice_tui.tui.copied import Copied
from backoffice_tui.tui.find import SearchField
from backoffice_tui.tui.in_memory import InMemory, Item
from backoffice_tui.tui.side import Plain, SideScreen

SIGNS: dict[str, tuple[str, Tone]] = {"ruled": ("●", "success"), "waits": ("◔", "warning")}

Row = Item[Guidance]


class GuidanceScreen(SideScreen[None]):
    """The queue's cards; `at` names the one to begin with."""

    DEFAULT_CSS = """
    GuidanceScreen {
        & SearchField { max-width: 100%; }
        & CaseList { height: 9; }
        & #text { height: 1fr; padding: 0 1; background: $background; scrollbar-size-vertical: 1; }
        &.-tall CaseList { height: 16; }
    }
    """
    VERTICAL_BREAKPOINTS = [(0, "-low"), (40, "-tall")]  # noqa: RUF012  (as in SideScreen)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "field", "guidance.key.field", id="guidance.field", key_display="/"),
        Binding("tab,shift+tab", "other", show=False, id="guidance.other"),
        Binding("y", "copy", "guidance.key.copy", id="guidance.copy"),
        Binding("r", "refresh", "screens.key.refresh", show=False, id="guidance.refresh"),
    ]

    def __init__(self, desk: Desk, queue: Queue, line: CaseLine | None, at: str = "") -> None:
        super().__init__()
        self.desk, self.queue, self._line, self._at = desk, queue, line, at
        self._meant: frozenset[str] = frozenset()

    def heading(self) -> str:
        """Where one is."""
        return f"{self.queue.title} · {say('guidance.heading')}"

    def body(self) -> ComposeResult:
        """What is looked for, the cards, and the one under the cursor."""
        yield SearchField(placeholder=say("guidance.placeholder"), id="search")
        yield CaseList(self._columns(), empty=say("guidance.none"), id="cards")
        with VerticalScroll(id="text"):
            yield Plain()

    def _columns(self) -> list[Column[Row]]:
        def column(name: str, width: int, least: int = 0, *, flexible: bool = False) -> Column[Row]:
            title = say(f"guidance.column.{name}")
            return Column(name, title, width, least, flexible, cells[name])

        cells = {
            "state": lambda row: _state(row.it),
            "title": lambda row: Cell(row.it.said.title, self._tone(row.it)),
            "dated": lambda row: Cell(row.it.dated.isoformat(), "muted"),
            "rules": lambda row: Cell(", ".join(row.it.rules), "muted"),
        }
        return [
            column("state", 19),
            column("title", 30, flexible=True),
            column("dated", 10),
            column("rules", 20, 110),
        ]

    def _tone(self, card: Guidance) -> Tone:
        return "strong" if card.name in self._meant else ""

    @property
    def table(self) -> CaseList[Row]:
        """The cards."""
        return self.query_one("#cards", CaseList)

    def rest(self) -> Widget | None:
        """The cards have the focus."""
        return self.table

    def on_mount(self) -> None:
        """Starts with the cards of the case, if it has any."""
        self.table.focus()
        self.action_refresh()

    @work(exclusive=True, group="cards")
    async def action_refresh(self) -> None:
        """Finds the cards that speak of what is typed."""
        text = self.query_one("#search", SearchField).value
        try:
            found, meant = await asyncio.to_thread(self._look, text)
        except Problem as problem:
            self.trouble(problem)
            return
        self._meant = frozenset(card.name for card in meant)
        first = [card for card in meant if card in found]
        rows = [
            Item(card.name, card)
            for card in (*first, *(card for card in found if card not in first))
        ]
        current = self.table.current
        at = self._at or (current.key if current else "")
        self.table.show(InMemory(rows), at=at if at in {row.key for row in rows} else "")
        self._at = ""
        number = self._line.number if self._line and meant else ""
        self.note(say("guidance.of-case", number=number, count=len(meant)) if number else "")

    def _look(self, text: str) -> tuple[list[Guidance], list[Guidance]]:
        found = guidance.cards(self.desk, self.queue, text)
        line = self._line
        return found, guidance.cards_for(self.desk, self.queue, line) if line else []

    @on(Input.Changed)
    def _typed(self) -> None:
        self.action_refresh()

    @on(SearchField.Step)
    def _step(self, event: SearchField.Step) -> None:
        self.table.action_step(event.by)

    @on(Input.Submitted)
    def _chosen_by_typing(self) -> None:
        self.set_focus(self.table)

    @on(CaseList.Highlighted)
    def _highlighted(self) -> None:
        row = self.table.current
        self.query_one("#text Plain", Plain).show(guidance.as_text(row.it) if row else "")
        self.query_one("#text", VerticalScroll).scroll_home(animate=False)

    # -- keys -----------------------------------------------------------------------------------

    def action_field(self) -> None:
        """To what is looked for."""
        self.query_one("#search", SearchField).focus()

    def action_other(self) -> None:
        """From the cards to the text of one and back."""
        text = self.query_one("#text", VerticalScroll)
        self.set_focus(self.table if self.focused is text else text)

    def action_copy(self) -> None:
        """Copies the card for the answer."""
        row = self.table.current
        if row is not None:
            parts = [("", guidance.as_text(row.it))]
            self.app.push_screen(Copied(say("guidance.copied"), parts, f"{row.key}.txt"))


def _state(card: Guidance) -> Cell:
    sign, tone = SIGNS[card.state]
    return Cell(f"{sign} {say(f'guidance.state.{card.state}')}", tone)
