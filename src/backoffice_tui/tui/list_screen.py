"""A queue's list with the card beside it: what is listed, what is looked for, what is shown of a case."""

import asyncio
from typing import ClassVar, cast

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Input
from textual.widgets._toast import Toast

from backoffice_tui.desk import outage, preferences, worklist
from backoffice_tui.desk.desk import Desk
from backoffice_tui.routine.errors import Problem
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.listing import CaseLine, Filter
from backoffice_tui.texts import say
from backoffice_tui.tui.case_list import CaseList
from backoffice_tui.tui.columns import columns_of
from backoffice_tui.tui.detail import Detail
from backoffice_tui.tui.header import MOST_COUNTED, Banner, Listed, Status
from backoffice_tui.tui.key_line import KeyLine
from backoffice_tui.tui.searched import SearchedScreen
from backoffice_tui.tui.source import QueueSource

WIDE = 136
"""The window width from which the card stands beside the list."""


class ListScreen(SearchedScreen):
    """One queue, in the order its routine works it off."""

    DEFAULT_CSS = """
    ListScreen {
        & #panes { height: 1fr; }
        & CaseList { width: 1fr; }
        & Detail { display: none; border-left: solid $panel-lighten-1; }
        &.-wide Detail { display: block; width: 38%; }
        &.-open Detail { display: block; width: 1fr; border-left: none; }
        &.-open CaseList { display: none; }
        &.-wide.-open CaseList { display: block; }
        &.-wide.-open Detail { width: 38%; border-left: solid $panel-lighten-1; }
        & #search { display: none; max-width: 100%; }
        &.-search #search { display: block; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "other_pane", show=False, id="list.pane"),
        Binding("shift+tab", "other_pane", show=False, id="list.pane-back"),
        Binding("escape", "back", show=False, id="list.back"),
    ]

    def __init__(self, desk: Desk, queue: Queue) -> None:
        super().__init__()
        self.desk, self.queue = desk, queue
        self._revealed = ""
        self._behind: Filter | None = None
        """The filter with which the overview opened the list."""

    @property
    def main_key(self) -> str:
        """The queue it is of."""
        return self.queue.key

    @property
    def list(self) -> CaseList[CaseLine]:
        """The list."""
        return cast("CaseList[CaseLine]", self.query_one(CaseList))

    def compose(self) -> ComposeResult:
        """Banner, list and card, status, keys; the search line comes when it is first asked for."""
        columns = columns_of(self.queue, self.desk.agent, self.desk.today(self.queue))
        yield Banner()
        with Horizontal(id="panes"):
            yield CaseList(columns, empty=say("console.empty.list"), id="list")
            yield Detail()
        yield Status()
        yield KeyLine(everywhere=True)

    def on_mount(self) -> None:
        """Show the list with the group and code chosen last time."""
        self.list.focus()
        self._begin()

    def on_resize(self) -> None:
        """Put the card beside the list where there is room."""
        self.set_class(self.app.size.width >= WIDE, "-wide")

    @work(exclusive=True, group="begin")
    async def _begin(self) -> None:
        def chosen() -> Filter:
            team = preferences.remembered(self.desk, f"{self.queue.key}.team")
            code = preferences.remembered(self.desk, f"{self.queue.key}.code")
            return Filter(team=team, code=code)

        try:
            self.wanted = await asyncio.to_thread(chosen)
        except Problem as why:
            self.console.leave_with(why)
            return
        self.show_list()

    def show_list(self, at: str = "") -> None:
        """Show what the filter wants, around a case where one is given."""
        narrowed = self.wanted != Filter(team=self.wanted.team, code=self.wanted.code)
        empty = say("console.empty.filtered" if narrowed else "console.empty.list")
        self.list.show(QueueSource(self.desk, self.queue, self.wanted), at=at, empty=empty)
        self.tell_where()

    def show_case(self, line: CaseLine) -> None:
        """Open a case wherever it stands, closed ones too."""
        self.wanted = Filter(all=True)
        self.show_list(at=line.key)
        self.open_card(line)

    def leave_search(self) -> None:
        """Give the focus back to the list."""
        self.list.focus()

    def show_behind(self, wanted: Filter, at: str, *, back: bool) -> None:
        """Show what is behind a number; with `back` Esc leads to the overview."""
        self.workers.cancel_group(self, "begin")
        self.set_class(False, "-open")
        self.wanted = wanted
        self._behind = wanted if back else None
        self.show_list(at=at)

    def open_card(self, line: CaseLine, reason: str = "") -> None:
        """Show everything about a case; with a reason, unmasked."""
        self.set_class(True, "-open")
        if self.list.current == line:
            self.show_card(reason)

    def look_at(self, line: CaseLine) -> None:
        """Open a case where it stands now in the list."""
        self.set_class(True, "-open")
        self.show_list(at=line.key)

    def reload(self) -> None:
        """Fetch anew what is shown; the cursor stays on its case."""
        self.list.reload()
        self.tell_where()

    @work(exclusive=True, group="where")
    async def tell_where(self) -> None:
        """Bring banner and status line up to date."""
        data = self.desk.data(self.queue)

        def look() -> tuple[outage.Outage, int, tuple[int, int] | None]:
            found = worklist.total(self.desk, self.queue, self.wanted, MOST_COUNTED)
            return outage.status(self.desk), found, outage.backlog(self.desk, self.queue.key)

        try:
            state, self._count, run = await asyncio.to_thread(look)
        except Problem as why:
            self.notify(str(why), severity="error")
            return
        fixed = self.desk.now() if self.desk.settings.now else None
        place = f"backoffice · {self.queue.title}"
        left = say("console.backlog", start=run[0], now=run[1]) if run else ""
        self.query_one(Banner).say_where(place, self.desk.agent, state, data.zone, fixed, left)
        self._tell_list()

    _count = 0

    def _tell_list(self) -> None:
        listed = Listed(self.wanted, self._count, self.list.position, len(self.list.marked))
        self.query_one(Status).say_list(listed.said(self.queue))

    # -- the case under the cursor ----------------------------------------------------------------

    @on(CaseList.Highlighted)
    def _highlighted(self) -> None:
        row = self.list.current
        text = worklist.why(self.desk, self.queue, row) if row else ""
        if row and row.handler and row.handler != self.desk.agent:
            text = f"{say('console.held-by', handler=row.handler)} · {text}"
        self.query_one(Status).say_why(text)
        if row is None or row.key != self._revealed:
            self._revealed = ""
        self._tell_list()
        self.refresh_bindings()
        self.show_card()

    @on(CaseList.MarksChanged)
    def _marks_changed(self) -> None:
        self._tell_list()

    @on(CaseList.Opened)
    def _opened(self) -> None:
        if row := self.list.current:
            self.open_card(row)
            self.query_one(Detail).focus()

    @work(exclusive=True, group="card")
    async def show_card(self, reason: str = "") -> None:
        """Show the case under the cursor on the card, if there is room; with a reason, unmasked."""
        from backoffice_tui.desk import card

        detail = self.query_one(Detail)
        row, data = self.list.current, self.desk.data(self.queue)
        if not detail.display or (row and row.key == self._revealed and not reason):
            return
        found = None
        if row is not None:
            # Someone who holds an arrow key down looks at none of the cases passed.
            await asyncio.sleep(0.05)
            try:
                if reason:
                    found = await asyncio.to_thread(
                        card.reveal, self.desk, self.queue, row.number, reason
                    )
                    self._revealed = row.key
                else:
                    found = await asyncio.to_thread(card.show, self.desk, self.queue, row.number)
            except Problem as why:
                self.notify(str(why), severity="error")
        detail.show(self.queue, found, self.desk.today(self.queue), data.zone, data.country)

    # -- keys -------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Single letters do nothing while the search line has focus, and the footer says so."""
        if isinstance(self.focused, Input) and action not in ("back", "other_pane"):
            return action not in ("search", "move")
        return super().check_action(action, parameters)

    @work(exclusive=True, group="ask")
    async def action_filter(self) -> None:
        """Choose what the list shows."""
        from backoffice_tui.tui.filtering import FilterDialog

        data = self.desk.data(self.queue)
        found = await self.app.push_screen_wait(FilterDialog(self.queue, data, self.wanted))
        if isinstance(found, Filter):
            self.wanted = found
            self.show_list()
            await asyncio.to_thread(self._remember, found)

    @work(exclusive=True, group="ask")
    async def action_write_out(self) -> None:
        """Write what the list shows to a file."""
        from backoffice_tui.tui.write_out import write_out

        try:
            done = await write_out(self.app, self.desk, self.queue, self.wanted)
        except Problem as why:
            self.notify(str(why), severity="error")
            return
        if done:
            self.notify(done)

    def _remember(self, wanted: Filter) -> None:
        preferences.remember(self.desk, f"{self.queue.key}.team", wanted.team)
        preferences.remember(self.desk, f"{self.queue.key}.code", wanted.code)

    def action_refresh(self) -> None:
        """Fetch everything anew."""
        self.reload()

    def action_other_pane(self) -> None:
        """To the card and back."""
        detail = self.query_one(Detail)
        if detail.display and self.focused is not detail:
            detail.focus()
        else:
            self.list.focus()

    def action_back(self) -> None:
        """One level back: out of the search line, out of the card, out of the search."""
        search = self.focused if isinstance(self.focused, Input) else None
        if self.query(Toast):
            self.app.clear_notifications()
        elif search and search.value:
            self.list.focus()
        elif self.has_class("-open"):
            self.set_class(False, "-open")
            self.list.focus()
        elif self.has_class("-search"):
            self.query_one("#search", Input).value = ""
            self.set_class(False, "-search")
            self.list.focus()
        elif self.list.marked:
            self.list.set_marks(())
        elif self._behind is not None and self.wanted == self._behind:
            self._behind = None
            if self is self.app.screen_stack[0]:
                # It stays below the overview, and is to be what it was.
                self._begin()
            self.app.call_later(self.console.action_overview)
        elif self.wanted != (usual := Filter(team=self.wanted.team, code=self.wanted.code)):
            self.wanted = usual
            self.show_list()
