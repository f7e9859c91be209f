"""What is shown of a metering point: connection, days, bills, a comparison, and the text for the customer."""

import asyncio
from collections.abc import Callable, Iterator
from typing import TypeVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.metering import MeteringCard, show
from backoffice_tui.desk.metering_explain import Explanation
from backoffice_tui.desk.metering_letter import language_of, letter
from backoffice_tui.desk.metering_words import (
    bill_lines,
    connection,
    explained_lines,
    head,
    last_value,
    month_sum,
)
from backoffice_tui.routine.errors import NotFound, Problem
from backoffice_tui.routine.facilities import grouped
from backoffice_tui.routine.text import clean
from backoffice_tui.texts import say
from backoffice_tui.tui.metering_chart import DayChart
from backoffice_tui.tui.side import Plain, SideScreen

T = TypeVar("T")


class PointView(SideScreen[None]):
    """The card of a metering point."""

    DEFAULT_CSS = """
    PointView {
        & #head { padding: 0 1; background: $panel; text-wrap: nowrap; text-overflow: ellipsis; }
        & #panes { height: 1fr; }
        & #figures { height: auto; padding: 0 1; }
        & #about { height: 1fr; padding: 0 1; scrollbar-size-vertical: 1; }
        & #about Static { height: auto; }
        &.-wide #panes { layout: horizontal; }
        &.-wide #month { width: 3fr; height: 1fr; padding-top: 1; }
        &.-wide #about { width: 2fr; padding: 1; border-left: solid $panel-lighten-1; }
        & #month { height: auto; }
    }
    """

    def __init__(self, desk: Desk, facility: str) -> None:
        super().__init__()
        self.desk, self.facility = desk, facility
        self.card: MeteringCard | None = None
        self.explanation: Explanation | None = None
        self.month, self.spoken, self.reason = "", "", ""

    def heading(self) -> str:
        """Which point it is, once that may be said."""
        shown = grouped(self.card.facility) if self.card else ""
        return say("metering.screen.title", facility=clean(shown, limit=40, one_line=True))

    def body(self) -> ComposeResult:
        """The head, the month, and what is to be said of it."""
        yield Plain(id="head")
        with Container(id="panes"):
            with Container(id="month"):
                yield DayChart()
                yield Plain(id="figures")
            with VerticalScroll(id="about"):
                yield Static(markup=False)

    @property
    def about(self) -> VerticalScroll:
        """What can be scrolled."""
        return self.query_one("#about", VerticalScroll)

    def rest(self) -> Widget | None:
        """The text has the focus."""
        return self.about

    def on_mount(self) -> None:
        """Fetches the card."""
        self.about.focus()
        self.reload()

    # -- what is shown ----------------------------------------------------------------------------

    @work(exclusive=True, group="fetch")
    async def reload(self) -> None:
        """Fetch the card anew."""
        await self.fetch()

    async def fetch(self) -> None:
        """Fetch the card and show it; where there are no values, say so and stay: they can be loaded here."""
        try:
            card = await asyncio.to_thread(
                show, self.desk, self.facility, self.month, reason=self.reason
            )
        except NotFound as problem:
            self.card = None
            self.query_one(DayChart).show(())
            self.query_one("#figures", Plain).show("")
            self.query_one("#head", Plain).show(str(problem))
            self.query_one("#about Static", Static).update(Text())
        except Problem as problem:
            self.trouble(problem)
        else:
            self.show_card(card)
        finally:
            # What is fetched next is masked again: each look has its reason.
            self.reason = ""

    async def asked(self, verb: Callable[[], T]) -> T | None:
        """What a verb gives, or None once its problem has been said."""
        try:
            return await asyncio.to_thread(verb)
        except Problem as problem:
            self.trouble(problem)
            return None

    def show_card(self, card: MeteringCard) -> None:
        """Show a card."""
        self.card, self.month = card, str(card.month)
        self.spoken = self.spoken or language_of(card)
        self.query_one("#head", Plain).show(f"{head(card)}\n{_connected(card)}")
        self.query_one(DayChart).show(card.days)
        figures = [say("metering.screen.hidden")] if card.protected else []
        self.query_one("#figures", Plain).show("\n".join([*figures, *month_sum(card)]))
        self.query_one("#about Static", Static).update(Text("\n").join(self._lines(card)))
        self.tell_where()

    def _lines(self, card: MeteringCard) -> Iterator[Text]:
        if self.explanation:
            verdict, *rest = explained_lines(self.explanation)
            yield Text(f"{say('metering.screen.comparison')}: {verdict}", "bold")
            for line in (*rest, ""):
                yield Text(clean(line))
        for line in bill_lines(card):
            yield Text(line)
        if not card.protected:
            title = say("metering.screen.tell", language=self.spoken)
            yield Text(f"\n{title}", "bold")
            yield Text(clean(letter(card, self.spoken, self.explanation)))


def _connected(card: MeteringCard) -> str:
    return "\n".join(each for each in (connection(card), last_value(card)) if each)
