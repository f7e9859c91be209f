"""The overview: the lead's picture on one screen, each number opening what is behind it."""

import asyncio
from typing import ClassVar, Final, cast

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets._toast import Toast

from backoffice_tui.desk import outage, overview
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.weeks import weeks
from backoffice_tui.queues import QUEUES
from backoffice_tui.routine.errors import Problem
from backoffice_tui.texts import say
from backoffice_tui.tui.board import Board
from backoffice_tui.tui.header import Banner
from backoffice_tui.tui.key_line import KeyLine
from backoffice_tui.tui.keys import on_the_overview
from backoffice_tui.tui.main_screen import OVERVIEW, MainScreen
from backoffice_tui.tui.overview_lines import Picture, lines_of
from backoffice_tui.tui.ways import ToHolders, ToList, ToReport, Way

LOOK_AGAIN: Final = 30.0
"""Seconds after which the picture is looked at again, as time itself changes it; what is the same is not drawn."""


class OverviewScreen(MainScreen):
    """What waits, what ages, who has what, what was done, and how the backlog falls."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", show=False, id="overview.back"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._picture: Picture | None = None

    @property
    def main_key(self) -> str:
        """The overview."""
        return OVERVIEW

    @property
    def board(self) -> Board[Way]:
        """The lines with the numbers."""
        return cast("Board[Way]", self.query_one(Board))

    def compose(self) -> ComposeResult:
        """Banner, picture, keys."""
        yield Banner()
        yield Board[Way](id="picture")
        yield KeyLine(everywhere=True)

    def on_mount(self) -> None:
        """Look at the picture again as time goes by."""
        self.board.focus()
        self.set_interval(LOOK_AGAIN, self.reload)

    def on_resize(self) -> None:
        """Lay the lines out anew."""
        self._draw()

    def on_screen_resume(self) -> None:
        """Fetch the picture: what was done elsewhere is seen at once."""
        self.reload()

    def reload(self) -> None:
        """Fetch the picture of this moment."""
        self._fetch()

    @work(exclusive=True, group="picture")
    async def _fetch(self) -> None:
        try:
            state, picture = await asyncio.to_thread(self._look)
        except Problem as why:
            self._tell(why)
            return
        fixed = self.desk.now() if self.desk.settings.now else None
        zone = self.desk.data(next(iter(QUEUES.values()))).zone
        self._picture = picture
        since = picture.now.shift_since
        shift = say("figures.shift-since", since=f"{since:%H:%M}") if since else ""
        where = f"backoffice · {say('figures.title.overview')}"
        self.query_one(Banner).say_where(where, self.desk.agent, state, zone, fixed, shift)
        self._draw()

    def _tell(self, why: Problem) -> None:
        if self._picture is None:
            self.console.leave_with(why)
        else:
            self.notify(str(why), severity="error")

    def _look(self) -> tuple[outage.Outage, Picture]:
        found = overview.look(self.desk)
        by_week = {queue.key: weeks(self.desk, queue) for queue in QUEUES.values()}
        return outage.status(self.desk), Picture(found, by_week)

    def _draw(self) -> None:
        if self._picture is None:
            return
        # The banner and the line of keys take a line each.
        width, height = self.app.size.width, self.app.size.height - 2
        self.board.show(lines_of(self.desk, self._picture, width, height))

    # -- keys -----------------------------------------------------------------------------------

    def action_refresh(self) -> None:
        """Fetch everything anew."""
        self.reload()

    def action_back(self) -> None:
        """Dismiss what was said; there is no level above this one."""
        if self.query(Toast):
            self.app.clear_notifications()

    @on(Board.Opened)
    async def _opened(self, event: Board.Opened) -> None:
        match event.link:
            case ToList():
                await self.console.show_list(event.link)
            case ToHolders():
                self.console.show_holders(event.link)
            case ToReport():
                self.console.show_report(event.link)


def overview_for(desk: Desk) -> OverviewScreen:
    """The overview, its keys named in the language spoken now."""

    class Spoken(OverviewScreen):
        """The overview in one language."""

        BINDINGS: ClassVar[list[BindingType]] = on_the_overview()

    return Spoken(desk)
