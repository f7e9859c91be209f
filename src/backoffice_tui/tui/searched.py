"""A main screen with a list that is narrowed by what one types into its search line."""

import asyncio
from dataclasses import replace

from textual import events, on, work
from textual.widgets import Input

from backoffice_tui.routine.listing import Filter
from backoffice_tui.routine.text import clean
from backoffice_tui.texts import say
from backoffice_tui.tui.header import Status
from backoffice_tui.tui.main_screen import MainScreen


class SearchedScreen(MainScreen):
    """The search line above the status; it comes when it is first asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.wanted = Filter()

    def show_list(self, at: str = "") -> None:
        """Show what the filter wants, around a case where one is given."""
        raise NotImplementedError

    def leave_search(self) -> None:
        """Give the focus back to the list."""
        raise NotImplementedError

    async def action_search(self) -> None:
        """Write what to look for; what is typed next is meant for the search line."""
        self.console.hold_keys()
        if not self.query("#search"):
            from backoffice_tui.tui.fields import LineField

            line = LineField(placeholder=say("console.search-placeholder"), id="search")
            await self.mount(line, before=self.query_one(Status))
        self.set_class(True, "-search")
        self.query_one("#search", Input).focus()

    @on(Input.Changed, "#search")
    def _search_changed(self, event: Input.Changed) -> None:
        self._search(event.value)

    @work(exclusive=True, group="search")
    async def _search(self, text: str) -> None:
        await asyncio.sleep(0.15)
        wanted = replace(self.wanted, search=clean(text, limit=200, one_line=True).strip())
        if wanted != self.wanted:
            self.wanted = wanted
            self.show_list()

    async def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """The search line is there: what was typed for it can come."""
        if event.widget.id == "search":
            await self.console.release_keys()

    @on(Input.Submitted, "#search")
    def _search_done(self) -> None:
        self.leave_search()
