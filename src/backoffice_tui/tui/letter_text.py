"""A letter's template, changed with the letter to an invented customer beside it."""

import asyncio
from typing import ClassVar, Final

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widget import Widget
from textual.widgets import TextArea

from backoffice_tui.desk import deciding, drafts, letter_texts
from backoffice_tui.desk.desk import Desk
from backoffice_tui.routine.errors import Problem
from backoffice_tui.texts import say
from backoffice_tui.tui.areas import TallArea
from backoffice_tui.tui.dialogs import AskLine
from backoffice_tui.tui.side import Plain, SideScreen

LOOK_AFTER: Final = 0.3
"""Seconds without a key until the letter is made of what was typed."""


class LetterScreen(SideScreen[None]):
    """The template to change on one side, what becomes of it on the other."""

    DEFAULT_CSS = """
    LetterScreen {
        & #panes { height: 1fr; layout: vertical; }
        &.-wide #panes { layout: horizontal; }
        & TallArea, & TallArea:focus { height: 1fr; width: 1fr; border: none; padding: 0 1; }
        & #letter { height: 1fr; width: 1fr; padding: 0 2; background: $background;
            scrollbar-size-vertical: 1; }
        & #wrong { color: $text-error; padding: 0 1; }
        & #letter .title { text-style: bold; margin-bottom: 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "save", "deciding.key.save", priority=True, id="letter.save"),
        Binding("e", "edit", "deciding.key.change", id="letter.edit"),
    ]

    def __init__(self, desk: Desk, name: str) -> None:
        super().__init__()
        self.desk, self.letter = desk, name
        self._known = ""

    @property
    def _draft(self) -> str:
        return f"letter:{self.letter}"

    def heading(self) -> str:
        """Which letter it is."""
        return say("deciding.title", name=self.letter)

    def body(self) -> ComposeResult:
        """The template, the letter, and what is wrong."""
        with Horizontal(id="panes"):
            area = TallArea(tab_behavior="focus", show_line_numbers=True)
            area.read_only = not self.desk.lead
            yield area
            with VerticalScroll(id="letter"):
                yield Plain(classes="title")
                yield Plain(id="text")
        yield Plain(id="wrong")

    @property
    def area(self) -> TallArea:
        """Where the template is typed."""
        return self.query_one(TallArea)

    def rest(self) -> Widget | None:
        """The letter, to read through."""
        return self.query_one("#letter")

    def on_mount(self) -> None:
        """Fetches the template, or what was typed of it and not saved."""
        self._fetch()

    @work(exclusive=True, group="fetch")
    async def _fetch(self) -> None:
        try:
            self._known = await asyncio.to_thread(letter_texts.text_of, self.desk, self.letter)
            kept = await asyncio.to_thread(drafts.kept, self.desk, self._draft)
        except Problem as problem:
            self.trouble(problem)
            return
        self.area.text = kept or self._known
        self.area.focus()
        self._look()

    @on(TextArea.Changed)
    def _typed(self) -> None:
        self._look()

    @work(exclusive=True, group="look")
    async def _look(self) -> None:
        await asyncio.sleep(LOOK_AFTER)
        text = self.area.text
        try:
            await asyncio.to_thread(self._keep, text)
            made = await asyncio.to_thread(letter_texts.preview, self.letter, text)
        except Problem as problem:
            self.query_one("#wrong", Plain).show(str(problem))
            return
        self.query_one("#wrong", Plain).show("")
        self.query_one("#letter .title", Plain).show(made[0])
        self.query_one("#text", Plain).show(made[1])

    def _keep(self, text: str) -> None:
        drafts.keep(self.desk, self._draft, text if text != self._known else "")

    def keep_now(self) -> None:
        """Keeps what was typed when the console is ended."""
        if self._known:
            self._keep(self.area.text)

    def action_edit(self) -> None:
        """Back to the template."""
        self.area.focus()

    @work(exclusive=True, group="save")
    async def action_save(self) -> None:
        """Lets the template hold from a day on."""
        try:
            self.desk.require_lead()
            text = self.area.text
            await asyncio.to_thread(letter_texts.preview, self.letter, text)
            today = deciding.day_of(self.desk, "").isoformat()
            question = AskLine(self.letter, say("deciding.field.from"), today)
            day = await self.app.push_screen_wait(question)
            if not isinstance(day, str):
                return
            told = await asyncio.to_thread(self._decide, text, day)
        except Problem as problem:
            self.trouble(problem)
            return
        self.app.notify(told)
        self.dismiss(None)

    def _decide(self, text: str, day: str) -> str:
        made = letter_texts.decide(self.desk, self.letter, text, deciding.day_of(self.desk, day))
        drafts.drop(self.desk, self._draft)
        return deciding.told(self.desk, made)
