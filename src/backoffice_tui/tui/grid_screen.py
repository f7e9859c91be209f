"""A queue as a grid: the team's sheet, typed in place, each cell a move of the routine."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar, Final

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Footer, Input

from backoffice_tui.desk import worklist
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.masking import masked_line
from backoffice_tui.routine.errors import Problem
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.listing import CaseLine
from backoffice_tui.texts import say
from backoffice_tui.tui import block
from backoffice_tui.tui.cells import choices
from backoffice_tui.tui.column_filter import FilterColumn
from backoffice_tui.tui.copied import Copied
from backoffice_tui.tui.detail import Detail
from backoffice_tui.tui.grid import Grid
from backoffice_tui.tui.grid_edits import GridEdits
from backoffice_tui.tui.grid_typing import TypingGrid
from backoffice_tui.tui.header import Banner, Status
from backoffice_tui.tui.keys import in_a_list
from backoffice_tui.tui.sheet import (
    Arrangement,
    Sheet,
    columns_of_sheet,
    heading_of,
    told,
)

MOST_ROWS: Final = 10_000
"""So many rows are sorted and narrowed; of a longer list the first ones are shown."""

REGISTERED: Final = {None: "all", True: "tracker", False: "others"}
NEXT_ROWS: Final = {None: True, True: False, False: None}
IN_CELLS: Final = frozenset({"sort", "filter_column", "fill_down", "copy_cells", "paste_here"})
WHILE_TYPING: Final = frozenset({"back", "other_pane", "cell"})


class GridScreen(GridEdits):
    """One queue as the sheet that its team knows."""

    def __init__(self, desk: Desk, queue: Queue) -> None:
        super().__init__(desk, queue)
        self._arrangement = Arrangement()
        self._going_to = ""
        self._anew = True

    @property
    def list(self) -> TypingGrid:
        """The grid."""
        return self.query_one(TypingGrid)

    def compose(self) -> ComposeResult:
        """Banner, grid, search line, status, keys."""
        today = self.desk.today(self.queue)
        columns = columns_of_sheet(self.queue, self.desk.data(self.queue), self.desk.agent, today)
        yield Banner()
        yield TypingGrid(columns, Sheet(self.queue, today), empty=say("console.empty.list"))
        # The case has a screen of its own.
        hidden = Detail()
        hidden.styles.display = "none"
        yield hidden
        yield Input(placeholder=say("console.search-placeholder"), id="search", compact=True)
        yield Status()
        yield Footer(show_command_palette=False)

    # -- rows -------------------------------------------------------------------------------------

    def show_list(self, at: str = "") -> None:
        """Fetch the rows, and show them as they are arranged, the cursor on a case where one is given."""
        self._going_to, self._anew = at or self._going_to, True
        self._fetch()
        self.tell_where()

    def reload(self) -> None:
        """Fetch the rows anew; those that are known keep their places."""
        if self.query(TypingGrid):
            self._fetch()
            self.tell_where()

    def leave_case(self, to: str) -> None:
        """Go on to the next row; all others keep their places."""
        self.list.focus()
        self._fetch(to, anew=False)
        self.tell_where()

    @work(exclusive=True, group="rows")
    async def _fetch(self) -> None:
        # A fetch that is overtaken by the next leaves to it where to go.
        wanted, arrangement, anew = self.wanted, self._arrangement, self._anew
        known = Sheet(self.queue, self.desk.today(self.queue)) if anew else self.list.sheet

        def fetch() -> Sheet:
            page = worklist.page(self.desk, self.queue, wanted, "", MOST_ROWS)
            return known.arranged([masked_line(line) for line in page.rows], arrangement)

        try:
            sheet = await asyncio.to_thread(fetch)
        except Problem as why:
            self.notify(str(why), severity="error")
            return
        narrowed = wanted != type(wanted)(team=wanted.team, code=wanted.code) or arrangement.wanted
        empty = say("console.empty.filtered" if narrowed else "console.empty.list")
        row = self.list.current
        at = self._going_to or (row.key if anew and row else "")
        self._going_to, self._anew = "", False
        self.list.show_sheet(sheet, at, empty)
        self._tell_list()

    def open_card(self, line: CaseLine, reason: str = "") -> None:
        """Show the case on its own screen."""
        self._open_case(line, reason)

    @work(exclusive=True, group="ask")
    async def _open_case(self, line: CaseLine, reason: str) -> None:
        from backoffice_tui.tui.case_screen import case_screen_for

        screen = case_screen_for(self.desk, self.queue, line, reason)
        await self.app.push_screen_wait(screen)
        self.reload()

    # -- what stands below the grid ---------------------------------------------------------------

    def _tell_list(self) -> None:
        grid, wanted = self.list, self.wanted
        sheet, data = grid.sheet, self.desk.data(self.queue)
        headings = {name: heading_of(self.queue, data, name) for name in grid.names}
        shown, total = len(sheet.rows), sheet.total
        counted = str(shown) if shown == total else say("grid.of", shown=shown, total=total)
        if self._count > total:
            counted = say("grid.first", shown=counted, count=self._count)
        parts = [say("console.counted", position=grid.position or 0, total=counted)]
        parts.append(say(f"grid.rows.{REGISTERED[wanted.registered]}"))
        state = self.queue.states[wanted.state] if wanted.state else ""
        parts += [each for each in (wanted.team, wanted.code, wanted.handler, state) if each]
        parts += [say("console.searched", search=wanted.search)] if wanted.search else []
        parts += [say("console.filter-all")] if wanted.all else []
        parts += told(sheet.arrangement, headings)
        if marked := len(grid.marked):
            parts.insert(0, say("console.marked", count=marked))
        status = self.query_one(Status)
        status.say_list(" · ".join(parts))
        status.say_why(self._about(headings))

    def _about(self, headings: Mapping[str, str]) -> str:
        grid = self.list
        row, column = grid.current, grid.column
        if row is None:
            return ""
        if not column:
            return f"{worklist.why(self.desk, self.queue, row)}  {say('grid.into-cells')}"
        text = f"{headings[column]}: {grid.sheet.text(row, column) or '–'}"
        known = choices(self.queue, self.desk.agent, column)
        return f"{text}  ({' · '.join(known)})" if known else text

    @on(Grid.Highlighted)
    def _row_highlighted(self, event: Grid.Highlighted) -> None:
        event.prevent_default()
        self._tell_list()

    @on(Grid.Moved)
    def _cell_moved(self) -> None:
        self._tell_list()
        self.refresh_bindings()

    @on(Grid.Opened)
    def _row_opened(self, event: Grid.Opened) -> None:
        event.prevent_default()
        if row := self.list.current:
            self.open_card(row)

    # -- keys -------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While a cell is typed only what leaves it acts; cells are filled and copied from cells."""
        if not self.query(TypingGrid):
            # Keys are asked about before there is a grid.
            return False
        if self.list.typing:
            return action in WHILE_TYPING
        if action in IN_CELLS:
            return bool(self.list.column)
        return super().check_action(action, parameters)

    def action_other_pane(self) -> None:
        """There is but one pane."""
        self.list.focus()

    def action_cell(self) -> None:
        """Type in the cell with what stands there, from the row in its first cell."""
        self.list.begin_with_old()

    def action_sort(self) -> None:
        """Sort by the column of the cursor: upwards, downwards, then as the routine has it."""
        self._arrange(self._arrangement.sorted_by(self.list.column))

    @on(Grid.HeadingChosen)
    def _heading_chosen(self, event: Grid.HeadingChosen) -> None:
        self._arrange(self._arrangement.sorted_by(event.column))

    def _arrange(self, arrangement: Arrangement) -> None:
        self._arrangement = arrangement
        self.show_list()

    @work(exclusive=True, group="ask")
    async def action_filter_column(self) -> None:
        """Narrow the rows by the column of the cursor."""
        name = self.list.column
        title = heading_of(self.queue, self.desk.data(self.queue), name)
        wanted = self._arrangement.wanted.get(name, "")
        values = self.list.sheet.values(name)
        found = await self.app.push_screen_wait(FilterColumn(title, values, wanted))
        if isinstance(found, str):
            self._arrange(self._arrangement.narrowed(name, found))

    def action_rows(self) -> None:
        """Show the rows of the tracker, the others, or all."""
        self.wanted = replace(self.wanted, registered=NEXT_ROWS[self.wanted.registered])
        self.show_list()

    def action_refresh(self) -> None:
        """Fetch everything anew, and arrange it anew."""
        self.show_list()

    def action_back(self) -> None:
        """One level back; last of all the narrowed columns are let go."""
        if not (self.query("Toast") or self.has_class("-search") or self.list.marked) and (
            self._arrangement.wanted
        ):
            self._arrange(replace(self._arrangement, wanted={}))
        else:
            super().action_back()

    # -- copying ----------------------------------------------------------------------------------

    def _block(self, lines: Sequence[CaseLine], names: Sequence[str]) -> str:
        sheet = self.list.sheet
        return block.as_block([sheet.text(line, name) for name in names] for line in lines)

    def action_copy_rows(self) -> None:
        """Copy the marked rows, or the one under the cursor, with headings, for a spreadsheet."""
        grid, data = self.list, self.desk.data(self.queue)
        marked = set(grid.marked)
        rows = [line for line in grid.sheet.rows if line.key in marked] or grid.chosen[0]
        if not rows:
            return
        head = block.as_block([[heading_of(self.queue, data, name) for name in grid.names]])
        text = f"{head}\n{self._block(rows, grid.names)}"
        title = say("grid.copied-rows", count=len(rows))
        self.app.push_screen(Copied(title, [("", text)], "arenden.txt"))

    def action_copy_cells(self) -> None:
        """Copy the chosen cells."""
        rows, names = self.list.chosen
        self.app.copy_to_clipboard(self._block(rows, names))
        self.notify(say("grid.copied-cells", rows=len(rows), columns=len(names)))


def grid_keys() -> list[BindingType]:
    """The keys of a grid, in the language spoken now."""
    return [
        Binding("f2", "cell", say("grid.key.cell"), key_display="F2", id="grid.cell"),
        Binding("f3", "sort", say("grid.key.sort"), key_display="F3", id="grid.sort"),
        Binding("f4", "filter_column", say("grid.key.filter"), key_display="F4", id="grid.filter"),
        Binding("f6", "rows", say("grid.key.rows"), show=False, id="grid.rows"),
        Binding("ctrl+d", "fill_down", say("grid.key.fill"), key_display="Ctrl+D", id="grid.fill"),
        Binding("ctrl+z", "undo", say("console.key.undo"), show=False, id="grid.undo"),
        Binding("ctrl+c", "copy_cells", say("grid.key.copy"), show=False, id="grid.copy"),
        Binding("ctrl+v", "paste_here", say("grid.key.paste"), show=False, id="grid.paste"),
        Binding("Y", "copy_rows", say("grid.key.copy-rows"), show=False, id="grid.copy-rows"),
    ]


def grid_for(desk: Desk, queue: Queue) -> GridScreen:
    """The grid of a queue, its keys made from the routine's moves."""

    class QueueGrid(GridScreen):
        """The grid with this queue's own keys."""

        BINDINGS: ClassVar[list[BindingType]] = [*in_a_list(queue, shown=1), *grid_keys()]

    return QueueGrid(desk, queue)
