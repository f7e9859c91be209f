"""What is typed, filled down and pasted in a grid, made on the cases one by one."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from textual import on, work

from backoffice_tui.desk import perform
from backoffice_tui.desk.masking import masked_line
from backoffice_tui.routine.errors import Conflict, Problem, Refused
from backoffice_tui.routine.listing import CaseLine
from backoffice_tui.texts import say
from backoffice_tui.tui import block
from backoffice_tui.tui.cell_field import STAY, Step
from backoffice_tui.tui.cells import RULE, Change, Edit, meant
from backoffice_tui.tui.dialogs import Confirm, ConfirmMany
from backoffice_tui.tui.grid_typing import TypingGrid
from backoffice_tui.tui.header import Status
from backoffice_tui.tui.making import make
from backoffice_tui.tui.occasion import Occasion
from backoffice_tui.tui.worklist import WorklistScreen


@dataclass
class Outcome:
    """What came of several texts: the lines as they are now, the numbers changed, and what was refused."""

    lines: dict[str, CaseLine] = field(default_factory=dict)
    numbers: list[str] = field(default_factory=list)
    refused: list[tuple[Change, Problem]] = field(default_factory=list)


class GridEdits(WorklistScreen):
    """A list whose cells are edited; each edit is a move."""

    @property
    def grid(self) -> TypingGrid:
        """The grid."""
        return self.query_one(TypingGrid)

    # -- one cell ---------------------------------------------------------------------------------

    @on(TypingGrid.Edited)
    def _edited(self, event: TypingGrid.Edited) -> None:
        self._save(event.change, event.step)

    @work(group="save")
    async def _save(self, change: Change, step: Step) -> None:
        grid = self.grid
        try:
            edit = meant(self.queue, self.desk.agent, change.line, change.column, change.text)
            if edit is None:
                grid.accept(None, step)
            elif edit.asks:
                grid.accept(None, STAY)
                await self._ask(change.line, edit)
            elif edit.registers and not await self._wants_registered(change):
                grid.turn_down(Refused("grid.not-registered", rule=RULE))
            else:
                line = await asyncio.to_thread(self._made, change.line, edit)
                self.console.did(self.queue, (line.number,))
                grid.accept(masked_line(line), step)
        except Problem as why:
            if isinstance(why, Conflict):
                self.reload()
            grid.turn_down(why)

    def _made(self, line: CaseLine, edit: Edit) -> CaseLine:
        given = dict(edit.given)
        return perform.perform(
            self.desk, self.queue, line.number, edit.move, given, seen=line.version
        )

    async def _ask(self, line: CaseLine, edit: Edit) -> None:
        move = self.queue.move(edit.move)
        try:
            await make(self, Occasion(self.desk, self.queue, move, (line.number,), line.id), [line])
        finally:
            await self.console.release_keys()

    async def _wants_registered(self, change: Change) -> bool:
        title = say("grid.register-title", number=change.line.number)
        body = say("grid.register-body", subject=change.text)
        question = Confirm(title, body, say("grid.register-yes"), danger=False)
        return await self.app.push_screen_wait(question) is True

    # -- several cells ----------------------------------------------------------------------------

    def action_fill_down(self) -> None:
        """Give the chosen cells what stands in the topmost, or the cell what stands above it."""
        grid = self.grid
        rows, names = grid.chosen
        if len(rows) == 1:
            above = (grid.sheet.place(rows[0].key) or 0) - 1
            rows = [grid.sheet.rows[above], *rows] if above >= 0 else rows
        source = rows[0]
        self._apply(
            [
                Change(line, name, grid.sheet.text(source, name))
                for line in rows[1:]
                for name in names
            ],
            say("grid.key.fill"),
        )

    def action_paste_here(self) -> None:
        """Paste what was copied in the console."""
        if self.app.clipboard:
            self.grid.post_message(TypingGrid.Pasted(self.app.clipboard))

    @on(TypingGrid.Pasted)
    def _pasted(self, event: TypingGrid.Pasted) -> None:
        grid = self.grid
        rows, names = grid.chosen
        if not rows or not names:
            return
        cells = block.read_block(event.text)
        if len(cells) == 1 and len(cells[0]) == 1:
            changes = [Change(line, name, cells[0][0]) for line in rows for name in names]
            left = 0
        else:
            changes, left = self._laid_out(cells, rows[0], names[0])
        self._apply(changes, say("grid.key.paste"), left)

    def _laid_out(
        self, cells: Sequence[Sequence[str]], line: CaseLine, column: str
    ) -> tuple[list[Change], int]:
        """A block of texts from a cell on, and how many of its rows find no row."""
        grid = self.grid
        first = grid.sheet.place(line.key) or 0
        lines = grid.sheet.rows[first : first + len(cells)]
        names = grid.names[grid.names.index(column) :]
        changes = [
            Change(each, name, text)
            for each, texts in zip(lines, cells, strict=False)
            for name, text in zip(names, texts, strict=False)
        ]
        return changes, len(cells) - len(lines)

    @work(exclusive=True, group="make")
    async def _apply(self, changes: Sequence[Change], title: str, left: int = 0) -> None:
        outcome = Outcome()
        plans = list(self._planned(changes, outcome))
        numbers = tuple(dict.fromkeys(change.line.number for change, _ in plans))
        if len(numbers) > 1:
            question = ConfirmMany(say("grid.many", what=title, count=len(plans)), numbers)
            if not await self.app.push_screen_wait(question):
                return
        for at, (change, edit) in enumerate(plans, start=1):
            await asyncio.to_thread(self._try, change, edit, outcome)
            if at % 10 == 0:
                self.query_one(Status).say_why(say("grid.saving", at=at, count=len(plans)))
        self._tell_outcome(outcome, left)

    def _planned(
        self, changes: Iterable[Change], outcome: Outcome
    ) -> Iterable[tuple[Change, Edit]]:
        """The moves for texts that change something; what asks more is left to be done by itself."""
        for change in changes:
            try:
                edit = meant(self.queue, self.desk.agent, change.line, change.column, change.text)
                if edit is not None and (edit.asks or edit.registers):
                    raise Refused("grid.by-itself", rule=RULE, field=change.column)
            except Problem as why:
                outcome.refused.append((change, why))
                continue
            if edit is not None:
                yield change, edit

    def _try(self, change: Change, edit: Edit, outcome: Outcome) -> None:
        line = outcome.lines.get(change.line.key, change.line)
        try:
            made = self._made(line, edit)
        except Problem as why:
            outcome.refused.append((change, why))
            return
        outcome.lines[made.key] = made
        outcome.numbers.append(made.number)

    def _tell_outcome(self, outcome: Outcome, left: int) -> None:
        for line in outcome.lines.values():
            self.grid.put(masked_line(line))
        self.grid.refuse(outcome.refused)
        if outcome.numbers:
            # What was done last is taken back first.
            self.console.did(self.queue, tuple(reversed(outcome.numbers)))
        done, refused = len(outcome.numbers), len(outcome.refused)
        key = "grid.some-refused" if refused else "grid.all-saved"
        self.notify(
            say(key, done=done, refused=refused), severity="warning" if refused else "information"
        )
        if left:
            self.notify(say("grid.left-over", count=left), severity="warning")
        self.reload()
