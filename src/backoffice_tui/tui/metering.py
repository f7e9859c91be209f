"""A metering point on one screen, and what can be done there: compared, billed, loaded, copied."""

import asyncio
from datetime import date
from functools import partial
from typing import Any, ClassVar, Final

from textual import work
from textual.app import App
from textual.binding import Binding, BindingType

from backoffice_tui.desk import metering_bill, metering_explain
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.metering import facility_of, of_case
from backoffice_tui.desk.metering_letter import letter
from backoffice_tui.desk.metering_words import billed_lines
from backoffice_tui.routine.errors import Problem, Refused
from backoffice_tui.routine.listing import CaseLine
from backoffice_tui.texts import LANGUAGES, say
from backoffice_tui.tui.copied import Copied
from backoffice_tui.tui.dialogs import AskLine, Confirm
from backoffice_tui.tui.metering_ask import AskReadings
from backoffice_tui.tui.metering_loading import load_by_hand
from backoffice_tui.tui.metering_view import PointView

IN_TURN: Final = ("from", "to", "first", "last")
"""What is asked of two readings, as it is explained."""

KEYS: Final = (
    ("c", "compare", "compare", True),
    ("y", "copy", "copy", True),
    ("b", "bill", "bill", True),
    ("t", "language", "language", True),
    ("left", "month(-1)", "earlier", True),
    ("right", "month(1)", "later", False),
    ("slash", "search", "search", False),
    ("l", "load", "load", False),
    ("e", "exchange", "exchange", False),
    ("u", "undo", "undo", False),
    ("V", "reveal", "reveal", False),
    ("r", "refresh", "refresh", False),
)


class MeteringScreen(PointView):
    """The card of a metering point with its keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(key, action, f"metering.key.{name}", show=shown, id=f"metering.{name}")
            for key, action, name, shown in KEYS
        ),
        Binding("j,down", "scroll(1)", show=False, id="metering.down"),
        Binding("k,up", "scroll(-1)", show=False, id="metering.up"),
        Binding("pagedown", "scroll(8)", show=False, id="metering.page-down"),
        Binding("pageup", "scroll(-8)", show=False, id="metering.page-up"),
        Binding("g,home", "scroll(-10000)", show=False, id="metering.first"),
        Binding("G,end", "scroll(10000)", show=False, id="metering.last"),
    ]

    def __init__(self, desk: Desk, facility: str) -> None:
        super().__init__(desk, facility)
        self._exchanges: list[str] = []

    def action_scroll(self, by: int) -> None:
        """Scroll the text."""
        self.about.scroll_relative(y=by, animate=False)

    def action_month(self, by: int) -> None:
        """The month before or after, as long as there are values."""
        if self.card is None:
            return
        month = self.card.month.later(by)
        first, last = self.card.months
        if not first <= month <= last:
            self.app.notify(say("metering.screen.no-month"))
            return
        self.month = str(month)
        self.reload()

    def action_refresh(self) -> None:
        """Fetch everything anew."""
        self.reload()

    def action_language(self) -> None:
        """Say it to the customer in the next language."""
        if self.card is not None:
            at = LANGUAGES.index(self.spoken)
            self.spoken = LANGUAGES[(at + 1) % len(LANGUAGES)]
            self.show_card(self.card)

    @work(exclusive=True, group="ask")
    async def action_copy(self) -> None:
        """Copy the text for the customer, and show it."""
        if self.card is None:
            return
        try:
            text = letter(self.card, self.spoken, self.explanation)
        except Refused as problem:
            self.trouble(problem)
            return
        name = f"metering-{self.month}-{self.spoken}.txt"
        self.app.push_screen(Copied(say("metering.screen.copied"), [("", text)], name))

    @work(exclusive=True, group="ask")
    async def action_search(self) -> None:
        """Another point, by its id."""
        facility = await ask_facility(self.app)
        if facility:
            self.facility, self.month, self.spoken = facility, "", ""
            self.explanation, self._exchanges = None, []
            await self.fetch()

    @work(exclusive=True, group="ask")
    async def action_compare(self) -> None:
        """Hold two readings against the series."""
        if self.card is None:
            return
        days = self.card.month.days
        known = {"from": _iso(days[0]), "to": _iso(days[-1])}
        wrong: Problem | None = None
        while isinstance(given := await self.app.push_screen_wait(AskReadings(known, wrong)), dict):
            known = given
            verb = partial(metering_explain.explain, self.desk, self.facility)
            try:
                found = await asyncio.to_thread(verb, *(given[name] for name in IN_TURN))
            except Problem as problem:
                wrong = problem
                continue
            self.explanation = found
            self.show_card(self.card)
            self.about.scroll_home(animate=False)
            return

    @work(exclusive=True, group="ask")
    async def action_bill(self) -> None:
        """Bill a month, looked at first."""
        if self.card is None:
            return
        question = AskLine(
            say("metering.screen.bill"), say("metering.cli.month"), str(self.card.month)
        )
        month = await self.app.push_screen_wait(question)
        if not isinstance(month, str) or not month:
            return
        looked = await self.asked(lambda: metering_bill.preview(self.desk, self.facility, month))
        if looked is None:
            return
        body = "\n".join(billed_lines(looked))
        if looked.again:
            self.app.notify(body.splitlines()[-1])
            return
        title = say("metering.screen.bill-title", month=looked.month)
        if not await self.app.push_screen_wait(
            Confirm(title, body, say("metering.screen.bill-yes"))
        ):
            return
        billed = await self.asked(lambda: metering_bill.bill(self.desk, self.facility, month))
        if billed is not None:
            self.app.notify(list(billed_lines(billed))[-1])
            self.month = str(billed.month)
            await self.fetch()

    @work(exclusive=True, group="ask")
    async def action_exchange(self) -> None:
        """Note the day on which the meter was exchanged."""
        question = AskLine(say("metering.screen.exchange"), say("metering.screen.exchange-label"))
        text = await self.app.push_screen_wait(question)
        if not isinstance(text, str) or not text:
            return
        day = await self.asked(
            lambda: metering_explain.note_exchange(self.desk, self.facility, text)
        )
        if day is not None:
            self._exchanges.append(day.isoformat())
            self.app.notify(say("metering.screen.exchange-noted", day=day))
            await self.fetch()

    @work(exclusive=True, group="ask")
    async def action_undo(self) -> None:
        """Withdraw the exchange that was noted last on this screen."""
        if not self._exchanges:
            self.app.notify(say("metering.screen.nothing-to-undo"))
            return
        text = self._exchanges.pop()
        day = await self.asked(
            lambda: metering_explain.withdraw_exchange(self.desk, self.facility, text)
        )
        if day is not None:
            self.app.notify(say("metering.screen.exchange-withdrawn", day=day))
            await self.fetch()

    @work(exclusive=True, group="ask")
    async def action_reveal(self) -> None:
        """Show a protected person's point to the one who works on a case about it, with a reason."""
        title, label = say("console.reveal-title"), say("console.reveal-label")
        reason = await self.app.push_screen_wait(AskLine(title, label))
        if isinstance(reason, str) and reason:
            self.reason = reason
            await self.fetch()

    @work(exclusive=True, group="ask")
    async def action_load(self) -> None:
        """Take in a file of values, looked at first."""
        await load_by_hand(self, self.desk)
        await self.fetch()


def _iso(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()


async def ask_facility(app: App[Any]) -> str:
    """The id that was typed; empty where none was, or none that can be."""
    question = AskLine(say("metering.screen.ask"), say("metering.screen.ask-label"))
    text = await app.push_screen_wait(question)
    if not isinstance(text, str) or not text:
        return ""
    try:
        return facility_of(text)
    except Problem as problem:
        app.notify(str(problem), severity="error")
        return ""


async def open_point(app: App[Any], desk: Desk, facility: str) -> None:
    """Show a point; without an id, ask for one first."""
    wanted = facility or await ask_facility(app)
    if wanted:
        await app.push_screen_wait(MeteringScreen(desk, wanted))


async def open_point_of(app: App[Any], desk: Desk, line: CaseLine, facility: str = "") -> None:
    """Show the point of a case, or the one of its facilities that is given."""
    if not facility:
        facility = await asyncio.to_thread(of_case, desk, line.queue, line.number)
    await open_point(app, desk, facility)
