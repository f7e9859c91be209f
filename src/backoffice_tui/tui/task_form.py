"""A new task about one contract or two: types follow the class, contracts are looked for while one types."""

import asyncio
from collections.abc import Sequence
from typing import ClassVar, Final

from textual import on, work
from textual.binding import BindingType

from backoffice_tui.desk import contracts
from backoffice_tui.routine.errors import Problem
from backoffice_tui.texts import say
from backoffice_tui.tui.contract_field import ContractField, ContractRow
from backoffice_tui.tui.contract_screen import ContractScreen, view_keys
from backoffice_tui.tui.fields import ChoiceField
from backoffice_tui.tui.form_row import FormRow
from backoffice_tui.tui.intake import IntakeScreen
from backoffice_tui.tui.picks import word_of

CLASS, TYPE = "class", "type"

SEEK_AFTER: Final = 0.12
"""Seconds of not typing after which contracts are looked for."""


class TaskForm(IntakeScreen):
    """Registers one task; the views of its contracts open from here and come back to what was typed."""

    BINDINGS: ClassVar[list[BindingType]] = [*view_keys(show=True)]

    # -- class and type -----------------------------------------------------------------------

    def on_mount(self) -> None:
        """Shows the types of every class until one is chosen."""
        super().on_mount()
        self._narrow()

    def _choice(self, name: str) -> ChoiceField | None:
        row = self._row_named(name)
        return row.control if row and isinstance(row.control, ChoiceField) else None

    def _row_named(self, name: str) -> FormRow | None:
        return self.row(name) if self.form.field(name) else None

    @on(ChoiceField.Changed)
    def _chosen(self) -> None:
        classes, types = self._choice(CLASS), self._choice(TYPE)
        if classes is None or types is None:
            return
        every = self.desk.data(self.queue).types
        own = next((each for each, its in every.items() if types.value in its), "")
        if types.value and not classes.value:
            classes.value = own
        elif types.value and classes.value != own:
            types.value = ""
        self._narrow()

    def _narrow(self) -> None:
        """Offers the types of the class that is chosen, of every class where none is."""
        classes, types = self._choice(CLASS), self._choice(TYPE)
        if classes is None or types is None:
            return
        every = self.desk.data(self.queue).types
        wanted = every.get(classes.value) or [each for its in every.values() for each in its]
        types.offer([(each, word_of(self.queue, each)) for each in wanted])

    # -- contracts ------------------------------------------------------------------------------

    @on(ContractField.Sought)
    def _sought(self, event: ContractField.Sought) -> None:
        self._seek(event.field, event.text)

    @work(group="seek")
    async def _seek(self, field: ContractField, text: str) -> None:
        await asyncio.sleep(SEEK_AFTER)
        if field.value != text:
            return
        try:
            page = await asyncio.to_thread(contracts.listed, self.desk, text.strip())
        except Problem as problem:
            self.trouble(problem)
            return
        if field.value == text and field.is_attached:
            field.offer(page.rows if text.strip() else ())

    def _contracts(self) -> Sequence[tuple[FormRow, str]]:
        rows = [self.row(field.name) for field in self.form.fields]
        return [
            (row, row.value.strip())
            for row in rows
            if isinstance(row, ContractRow) and row.display and row.value.strip()
        ]

    def action_view(self, view: str) -> None:
        """Shows a view of the contract in the field one is in, else of the first that is given."""
        given = self._contracts()
        if not given:
            self.note(say("task.no-contract-yet"))
            return
        here = [at for at, (row, _) in enumerate(given) if row.has_focus_within]
        numbers = [number for _, number in given]
        self.app.push_screen(ContractScreen(self.desk, numbers, here[0] if here else 0, view))
