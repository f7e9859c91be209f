"""A task on a screen of its own: the request, the people, what is taken over, what was done, and the ways to end it."""

import asyncio
from typing import Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from backoffice_tui.desk import worklist
from backoffice_tui.desk.desk import Desk
from backoffice_tui.routine.contracts import Pair
from backoffice_tui.routine.errors import Problem
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.listing import CaseLine
from backoffice_tui.routine.text import clean
from backoffice_tui.texts import say
from backoffice_tui.tui import notice_rows, people
from backoffice_tui.tui.case_list import CaseList
from backoffice_tui.tui.case_moves import CaseMoves
from backoffice_tui.tui.columns import STATE_SIGNS
from backoffice_tui.tui.contract_screen import ContractScreen, view_keys
from backoffice_tui.tui.dialogs import Told
from backoffice_tui.tui.endings import Ways
from backoffice_tui.tui.in_memory import InMemory, Item
from backoffice_tui.tui.notice_parts import (
    CHANGES,
    DATA,
    EVENTS,
    PANES,
    PEOPLE,
    REQUEST,
    TAKE_OVER,
    Pane,
    Shown,
    shown_of,
    ways_of,
)
from backoffice_tui.tui.side import Plain
from backoffice_tui.tui.tabs import TabLine, beside


class TaskScreen(CaseMoves):
    """One task with everything about it."""

    DEFAULT_CSS = """
    TaskScreen {
        & #head { padding: 0 1; background: $panel; }
        & #panes { height: 1fr; }
        & #left, & #right { width: 1fr; height: 1fr; }
        &.-narrow #right { display: none; }
        &.-narrow.-right #right { display: block; }
        &.-narrow.-right #left { display: none; }
        &.-wide TabLine { display: none; }
        &.-wide Pane { display: block; }
        &.-wide Pane.-absent { display: none; }
        &.-wide Pane .pane--title { display: block; }
        &.-wide #left { width: 5fr; border-right: solid $panel-lighten-1; }
        &.-wide #right { width: 7fr; }
        &.-wide #people { height: 8; }
        &.-wide #data { height: 8; }
        &.-wide #events { height: 2fr; }
        &.-wide #changes { height: 3fr; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *view_keys(show=True),
        Binding("tab", "step(1)", show=False, id="task.next-pane"),
        Binding("shift+tab", "step(-1)", show=False, id="task.previous-pane"),
        Binding("u", "undo", "console.key.undo", show=False, id="task.undo"),
        Binding("r", "refresh", "screens.key.refresh", show=False, id="task.refresh"),
        Binding("y", "copy", "console.key.copy", show=False, id="task.copy"),
        Binding("V", "reveal", "console.key.reveal", show=False, id="task.reveal"),
        Binding("O", "outbox", "console.key.outbox", show=False, id="task.outbox"),
    ]

    def __init__(self, desk: Desk, queue: Queue, line: CaseLine, reason: str = "") -> None:
        super().__init__(desk, queue, line)
        self._reason = reason
        self._shown: Shown | None = None
        self._pane = REQUEST

    def heading(self) -> str:
        """Which task it is."""
        return f"{self.queue.title} · {clean(self._number, limit=40, one_line=True)}"

    def body(self) -> ComposeResult:
        """A head, the panes, and the ways to end it."""
        zone = self.desk.data(self.queue).zone
        changes = notice_rows.columns_of_changes(zone)
        pairs = notice_rows.columns_of_pairs()
        yield Plain(id="head")
        yield TabLine()
        with Horizontal(id="panes"):
            with Vertical(id="left"):
                yield Pane(REQUEST, VerticalScroll(Static(markup=False), can_focus=True))
            with Vertical(id="right"):
                columns = people.columns_of_people(zone)
                yield Pane(PEOPLE, CaseList(columns, empty=say("views.no-people")))
                yield Pane(DATA, CaseList(pairs, empty=say("task.no-data")))
                yield Pane(EVENTS, VerticalScroll(Static(markup=False), can_focus=True))
                yield Pane(CHANGES, CaseList(changes, empty=say("task.no-changes")))
        yield Ways()

    def pane(self, name: str) -> Pane:
        """The pane of that name."""
        return self.query_one(f"#{name}", Pane)

    def list_in(self, name: str) -> CaseList[Any]:
        """The list that a pane holds."""
        return self.pane(name).query_one(CaseList)

    def rest(self) -> Widget | None:
        """The pane that is shown has the focus."""
        return self.pane(self._pane).content

    def on_mount(self) -> None:
        """Fetches the task."""
        self._turn_to(REQUEST)
        self.reload()

    # -- what is shown ----------------------------------------------------------------------------

    def reload(self) -> None:
        """Fetch the task anew; the pane that is shown stays."""
        self._fetch()

    def on_screen_resume(self) -> None:
        """Show the task as it has become while another screen lay on it."""
        if self._card is not None and not self._reason:
            self.reload()

    @work(exclusive=True, group="fetch")
    async def _fetch(self) -> None:
        try:
            shown = await asyncio.to_thread(self._read)
        except Problem as problem:
            self.trouble(problem)
            return
        if shown is None:
            self.dismiss(None)
        elif self.query(TabLine):
            self._card, self._shown = shown.card, shown
            self._show(shown)

    def _read(self) -> Shown | None:
        # The number may be another one by now.
        found = worklist.lines(self.desk, self.queue, [self._case_id])
        if not found:
            return None
        self._number = found[0].number
        if self._stays_revealed(found[0]):
            return self._shown
        return shown_of(self.desk, self.queue, found[0], self._reason)

    def _stays_revealed(self, line: CaseLine) -> bool:
        """Whether what was revealed is still true, so that nobody has to give a reason again for looking on."""
        if self._reason or self._card is None or not line.protected:
            return False
        return self._card.revealed and self._card.line.version == line.version

    def _show(self, shown: Shown) -> None:
        # Once is enough for the log.
        self._reason = ""
        data, today = self.desk.data(self.queue), self.desk.today(self.queue)
        line, log = shown.card.line, shown.card.log
        told = notice_rows.summary(self.queue, shown.card, shown.contracts, data, today)
        self.query_one("#request VerticalScroll Static", Static).update(told)
        bound = people.people_of(shown.lease) if shown.lease else []
        self.list_in(PEOPLE).exchange(InMemory(bound))
        self.list_in(DATA).exchange(InMemory(shown.pairs))
        done = notice_rows.events(self.queue, log, data.zone)
        self.query_one("#events VerticalScroll Static", Static).update(done)
        self.list_in(CHANGES).exchange(InMemory(notice_rows.changes_of(self.queue, log)))
        for name in PANES:
            self.pane(name).set_class(name not in shown.panes, "-absent")
        self.query_one("#head", Plain).show(self._head(line))
        self.query_one(Ways).show(ways_of(self.queue, shown))
        self._turn_to(self._pane if self._pane in shown.panes else REQUEST, focus=False)
        self.refresh_bindings()

    def _head(self, line: CaseLine) -> str:
        state = f"{STATE_SIGNS[line.state]} {self.queue.state_word(line)}"
        held = say("console.held-by", handler=line.handler) if line.handler else say("console.free")
        parts = [state, held, line.klass, line.type, line.customer_name]
        return " · ".join(each for each in parts if each)

    # -- panes ------------------------------------------------------------------------------------

    def _turn_to(self, name: str, *, focus: bool = True) -> None:
        self._pane = name
        panes = self._shown.panes if self._shown else PANES
        for each in PANES:
            self.pane(each).set_class(each == name, "-here")
        self.set_class(name != REQUEST, "-right")
        self.query_one(TabLine).show([(each, self._title(each)) for each in panes], name)
        if focus:
            self.set_focus(self.rest())

    def _title(self, name: str) -> str:
        title = say(f"task.tab.{name}")
        shown = self._shown
        if (
            shown
            and name == DATA
            and (count := sum(notice_rows.differ(each.it) for each in shown.pairs))
        ):
            return f"{title} {count}"
        return title

    def action_step(self, by: int) -> None:
        """To the next pane, or the one before."""
        panes = self._shown.panes if self._shown else PANES
        self._turn_to(beside([(each, "") for each in panes], self._pane, by))

    @on(TabLine.Chosen)
    def _tab_chosen(self, event: TabLine.Chosen) -> None:
        self._turn_to(event.name)

    @on(Ways.Taken)
    def _way_taken(self, event: Ways.Taken) -> None:
        self.action_move(event.move)

    @on(CaseList.Opened)
    def _opened(self, event: CaseList.Opened) -> None:
        from backoffice_tui.tui.person_screen import PersonScreen

        if not isinstance(event.row, Item):
            return
        if isinstance(event.row.it, people.Bound):
            self.app.push_screen(PersonScreen(self.desk, event.row.it.person.key))
        elif isinstance(event.row.it, Pair):
            self.action_move(TAKE_OVER)
        elif isinstance(event.row.it, notice_rows.Done):
            zone = self.desk.data(self.queue).zone
            self.app.push_screen(Told(*notice_rows.whole(event.row.it, zone)))

    # -- keys -------------------------------------------------------------------------------------

    def action_view(self, view: str) -> None:
        """Shows a view of the contract; F8 there shows the other one, where the task has two."""
        if self._shown is None:
            return
        line = self._shown.card.line
        numbers = [each for each in (line.contract, line.target_contract) if each]
        if numbers:
            self.app.push_screen(ContractScreen(self.desk, numbers, 0, view))
        else:
            self.app.notify(say("task.no-contract"))

    @work(exclusive=True, group="ask")
    async def action_reveal(self) -> None:
        """Show a protected person's details to the one who works on the task, with a reason."""
        from backoffice_tui.tui.dialogs import AskLine

        title, label = say("console.reveal-title"), say("console.reveal-label")
        reason = await self.app.push_screen_wait(AskLine(title, label))
        if isinstance(reason, str) and reason:
            self._reason = reason
            self.reload()
