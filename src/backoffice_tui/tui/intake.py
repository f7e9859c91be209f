"""The call: a form filled in while the customer talks, with what to tell them beside it."""

import asyncio
import logging
from functools import partial
from typing import ClassVar, Final

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical, VerticalScroll
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, TextArea

from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.intake import Registered, Unfit, form_of
from backoffice_tui.routine.errors import Problem
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.text import clean
from backoffice_tui.texts import say
from backoffice_tui.tui import filling
from backoffice_tui.tui.dialogs import Confirm
from backoffice_tui.tui.fields import ChoiceField
from backoffice_tui.tui.filling import Given, Look
from backoffice_tui.tui.form_row import FormRow, row_for
from backoffice_tui.tui.script import Script
from backoffice_tui.tui.side import Plain, SideScreen

CHECK_AFTER: Final = 0.15
"""Seconds of not typing after which the form is looked at."""

log = logging.getLogger(__name__)

KEEP_AFTER: Final = 1.0
"""Seconds after a change until the draft is kept."""


class IntakeScreen(SideScreen[str | None]):
    """Registers one case; gives its number, or None where the form was left."""

    DEFAULT_CSS = """
    IntakeScreen {
        & #talk { height: 1fr; }
        & #notes { padding: 0 1; color: $text-warning; }
        & #rows { height: 1fr; padding: 1 1 0 1; scrollbar-size-vertical: 1; }
        & #rows > FormRow.-off { display: none; }
        &.-wide Script { dock: right; width: 46; height: 1fr; max-height: 100%; padding: 1 2; }
        &.-tall #rows > FormRow { margin-bottom: 1; }
    }
    """
    VERTICAL_BREAKPOINTS = [(0, "-low"), (44, "-tall")]  # noqa: RUF012  (as in SideScreen)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "save", "screens.key.save", priority=True, id="intake.save"),
        Binding("enter", "go_on", show=False, id="intake.go-on"),
        Binding("down", "go_on", show=False, id="intake.down"),
        Binding("up", "app.focus_previous", show=False, id="intake.up"),
        Binding("f4", "empty", "screens.key.empty", id="intake.empty"),
    ]

    def __init__(self, desk: Desk, queue: Queue) -> None:
        super().__init__()
        self.desk, self.queue = desk, queue
        self.form = form_of(queue)
        self._rows = {field.name: row_for(queue, field) for field in self.form.fields}
        self._look: Look | None = None
        self._kept: Given = {}
        self._writing = asyncio.Lock()
        self._saving = self._done = self._opened = self._pointed = False
        self._check_timer: Timer | None = None
        self._keep_timer: Timer | None = None
        self._last_field: Widget | None = None

    def heading(self) -> str:
        """What is registered."""
        return say("screens.intake.title", queue=self.queue.title)

    def body(self) -> ComposeResult:
        """What to say, what to know, and the fields."""
        with Container(id="talk"):
            yield Script()
            with Vertical():
                yield Plain(id="notes")
                with VerticalScroll(id="rows", can_focus=False):
                    yield from self._rows.values()

    def on_mount(self) -> None:
        """Starts in the first field, and looks for a draft."""
        next(iter(self._rows.values())).control.focus()
        self._open()

    @work(exclusive=True, group="open")
    async def _open(self) -> None:
        try:
            self._kept = await asyncio.to_thread(filling.kept, self.desk, self.queue)
        except Problem as problem:
            self.trouble(problem)
        for name, text in self._kept.items():
            # Whoever is quicker than the store has the last word.
            if name in self._rows and not self._rows[name].value:
                self._rows[name].control.value = clean(text)
        self._opened = True
        if self._kept:
            self.note(say("screens.intake.restored"))
        await self._check()

    # -- while typing ---------------------------------------------------------------------------

    def row(self, name: str) -> FormRow:
        """The field of that name on the screen."""
        return self._rows[name]

    @property
    def given(self) -> Given:
        """What stands in the fields, those that are empty left out."""
        return {name: row.value for name, row in self._rows.items() if row.value.strip()}

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(ChoiceField.Changed)
    def _changed(self) -> None:
        self._pointed = False
        if self._check_timer is not None:
            self._check_timer.stop()
        self._check_timer = self.set_timer(CHECK_AFTER, self._check_soon)
        if self._keep_timer is None:
            self._keep_timer = self.set_timer(KEEP_AFTER, self._keep_soon)

    def _check_soon(self) -> None:
        self.run_worker(self._check(), exclusive=True, group="check")

    async def _check(self) -> None:
        try:
            self._look = await asyncio.to_thread(filling.look, self.desk, self.queue, self.given)
        except Problem as problem:
            self.query_one("#notes", Plain).show(f"! {problem}")
            return
        self._show()

    def _show(self) -> None:
        look = self._look
        if look is None:
            return
        for name, row in self._rows.items():
            row.set_class(name not in look.shown, "-off")
            problem = look.checked.problems.get(name)
            row.say_state(
                str(problem) if problem else "",
                look.checked.warnings.get(name, ""),
                look.echoes.get(name, ""),
                required=name in look.required,
            )
        self.query_one("#notes", Plain).show("\n".join(f"! {note}" for note in look.notes))
        self.query_one(Script).show(look.script, wide=self.has_class("-wide"))

    def on_resize(self) -> None:
        """Puts what to say beside the fields or above them."""
        self.call_after_refresh(self._show)

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """A field that was left may be judged."""
        if (row := _row_of(event.widget)) and self.is_current:
            self._last_field = event.widget
            row.leave()

    # -- the draft ------------------------------------------------------------------------------

    def _keep_soon(self) -> None:
        self._keep_timer = None
        self.run_worker(self._keep(), group="draft")

    async def _keep(self) -> None:
        async with self._writing:
            given = self.given
            if self._done or given == self._kept:
                return
            try:
                await asyncio.to_thread(filling.keep, self.desk, self.queue, given)
            except Problem as problem:
                self.note(say("screens.intake.not-kept", why=problem))
                return
            self._kept = given
        if not self._pointed:
            self.note(say("screens.intake.kept"))

    def keep_draft(self) -> None:
        """Keeps what is typed before this returns, for a console that is ending."""
        given = self.given
        if self._done or not self._opened or given == self._kept:
            return
        try:
            filling.keep(self.desk, self.queue, given)
        except Problem as problem:
            # Nobody is left to be told but the one who reads the log.
            log.warning("draft not kept: %s", problem.key)
        else:
            self._kept = given

    def on_unmount(self) -> None:
        """Loses nothing when the console ends."""
        self.keep_draft()

    def on_key(self, event: events.Key) -> None:
        """Between two fields a letter does nothing: it was meant for the form."""
        if self.focused is None and event.is_printable and event.key != "question_mark":
            event.stop()

    # -- keys -----------------------------------------------------------------------------------

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.action_go_on()

    def action_go_on(self) -> None:
        """To the next field, back into the one that was left, or on the last one to saving."""
        controls = [row.control for row in self._rows.values() if row.display]
        focused = self.focused
        if focused is None:
            (self._last_field or controls[0]).focus()
        elif focused is controls[-1]:
            self.note(say("screens.intake.save-how"))
            if row := _row_of(focused):
                row.leave()
        else:
            self.focus_next()

    def go_back(self) -> None:
        """Leaves the form; what was typed is kept."""
        self._leave()

    @work(exclusive=True, group="leave")
    async def _leave(self) -> None:
        await self._keep()
        if self._kept:
            self.app.notify(say("screens.intake.left"))
        self._done = True
        self.dismiss(None)

    @work(exclusive=True, group="empty")
    async def action_empty(self) -> None:
        """Asks, then starts over with an empty form."""
        title, yes = say("screens.intake.empty.title"), say("screens.intake.empty.yes")
        body = say("screens.intake.empty.body", count=len(self.given))
        if not self.given or not await self.app.push_screen_wait(Confirm(title, body, yes)):
            return
        for row in self._rows.values():
            row.control.value = ""
            row.left = False
        next(iter(self._rows.values())).control.focus()

    def action_save(self) -> None:
        """Registers the case, or shows what has to be put right first."""
        if not self._saving and not self._done:
            self._saving = True
            self._save()

    @work(exclusive=True, group="save")
    async def _save(self) -> None:
        try:
            async with self._writing:
                registered = await self._register()
                self._done = registered is not None
        finally:
            self._saving = False
        if registered is not None:
            number = registered.line.number
            self.app.notify(say("screens.intake.saved", number=clean(number)))
            self.dismiss(number)

    async def _register(self) -> Registered | None:
        # The last keystrokes may not have been looked at yet.
        await self._check()
        if self._look is None:
            return None
        if self._look.checked.problems:
            self._point_out(tuple(self._look.checked.problems))
            return None
        save = partial(filling.save, self.desk, self.queue, self._look.given)
        try:
            return await asyncio.to_thread(save)
        except Unfit as unfit:
            self._point_out(tuple(unfit.problems))
        except Problem as problem:
            self.trouble(problem)
        return None

    def _point_out(self, names: tuple[str, ...]) -> None:
        for row in self._rows.values():
            row.leave()
        wrong = [row for name, row in self._rows.items() if name in names]
        if wrong:
            wrong[0].control.focus()
        self._pointed = True
        key = "screens.intake.wrong-one" if len(wrong) == 1 else "screens.intake.wrong"
        self.note(say(key, count=len(wrong)))


def _row_of(widget: Widget) -> FormRow | None:
    return next((each for each in widget.ancestors if isinstance(each, FormRow)), None)
