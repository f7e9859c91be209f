"""One value of a routine changed: looked at while it is typed, refused beside the field, saved with day and reason."""

import asyncio
from typing import ClassVar, Final

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input

from backoffice_tui.desk import deciding
from backoffice_tui.desk.desk import Desk
from backoffice_tui.routine.errors import Problem
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.texts import say
from backoffice_tui.tui.dialogs import Dialog
from backoffice_tui.tui.fields import LineField
from backoffice_tui.tui.side import Plain

LOOK_AFTER: Final = 0.15
"""Seconds without a key until what was typed is looked at."""


class EditValue(Dialog):
    """Gives what was decided as a sentence, or None."""

    DEFAULT_CSS = """
    EditValue {
        & Horizontal { height: 1; }
        & LineField, & LineField:focus { margin-bottom: 0; }
        & .label { width: 16; color: $text-muted; }
        & .wrong { padding-left: 17; }
        & #effect { margin: 1 0; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "save", show=False, priority=True, id="value.save"),
        Binding("down", "app.focus_next", show=False, id="value.down"),
        Binding("up", "app.focus_previous", show=False, id="value.up"),
    ]

    def __init__(self, desk: Desk, queue: Queue, key: str, text: str, *, new: bool = False) -> None:
        super().__init__()
        self.desk, self.queue = desk, queue
        self._new = new
        self._fields = {
            "key": LineField(key),
            "value": LineField(text, select=not new),
            "from": LineField(desk.today(queue).isoformat()),
            "reason": LineField(),
        }

    @property
    def key(self) -> str:
        """The value that is changed."""
        return self._fields["key"].value.strip()

    def compose(self) -> ComposeResult:
        """The value, from when, why; below each field what is wrong with it, then what it would do."""
        with Vertical():
            title = say("deciding.new") if self._new else self.key
            yield Plain(f"{self.queue.title} · {title}", classes="title")
            for name, field in self._fields.items():
                row = Horizontal()
                row.display = self._new or name != "key"
                with row:
                    yield Plain(say(f"deciding.field.{name}"), classes="label")
                    yield field
                yield Plain(id=f"wrong-{name}", classes="wrong")
            yield Plain(id="effect", classes="body")
            yield Plain(say("deciding.hint"), classes="hint")

    def on_mount(self) -> None:
        """Start with what is to be changed."""
        field = self._fields["key" if self._new else "value"]
        field.focus()
        field.cursor_position = len(field.value)

    @on(Input.Changed)
    def _typed(self) -> None:
        self._look()

    @work(exclusive=True, group="look")
    async def _look(self) -> None:
        await asyncio.sleep(LOOK_AFTER)
        try:
            told = await asyncio.to_thread(self._effect)
        except Problem as problem:
            self._tell(problem)
        else:
            self._clear()
            self.query_one("#effect", Plain).show(told)

    def _effect(self) -> str:
        day = deciding.day_of(self.desk, self._fields["from"].value)
        change = deciding.changed(self.desk, self.queue, self.key, self._fields["value"].value, day)
        line = say(
            "deciding.change", key=change.key, before=change.before or "–", after=change.after
        )
        return "\n".join(filter(None, (line, deciding.effect(self.desk, self.queue, change))))

    def _clear(self) -> None:
        for name in self._fields:
            self.query_one(f"#wrong-{name}", Plain).show("")

    def _tell(self, problem: Problem) -> None:
        """Says what is wrong beside the field that it is about."""
        self._clear()
        field = problem.field if problem.field in self._fields else "value"
        self.query_one(f"#wrong-{field}", Plain).show(str(problem))
        self.query_one("#effect", Plain).show("")

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        if event.input is self._fields["reason"]:
            self.action_save()
        else:
            self.focus_next()

    @work(exclusive=True, group="save")
    async def action_save(self) -> None:
        """Lets the value hold, or says beside the field why it cannot."""
        self.workers.cancel_group(self, "look")
        try:
            told = await asyncio.to_thread(self._decide)
        except Problem as problem:
            self._tell(problem)
        else:
            self.dismiss(told)

    def _decide(self) -> str:
        desk, queue = self.desk, self.queue
        day = deciding.day_of(desk, self._fields["from"].value)
        value, reason = self._fields["value"].value, self._fields["reason"].value
        made = deciding.decide(desk, queue, self.key, value, day, reason)
        if self.key.partition(".")[0] in deciding.REORDERS and day <= desk.today(queue):
            deciding.apply(desk, queue)
        return deciding.told(desk, made)
