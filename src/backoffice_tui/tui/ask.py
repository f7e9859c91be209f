"""The dialog of a move: made from what the move asks for, and awaited for what the agent answers."""

import asyncio
import json
from contextlib import suppress
from datetime import date
from typing import ClassVar

from rich.text import Text
from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Checkbox, Input, Static, TextArea

from backoffice_tui.desk import asking, drafts
from backoffice_tui.desk.asking import Asked
from backoffice_tui.routine.dates import read_date
from backoffice_tui.routine.errors import Problem
from backoffice_tui.routine.grammar import Wants
from backoffice_tui.routine.text import clean, fold
from backoffice_tui.texts import say
from backoffice_tui.tui.areas import LogArea
from backoffice_tui.tui.ask_fields import field_of, is_given, is_letter, is_tall
from backoffice_tui.tui.base import SafeApp
from backoffice_tui.tui.columns import days_left
from backoffice_tui.tui.dialogs import Dialog, line
from backoffice_tui.tui.fields import after
from backoffice_tui.tui.occasion import Occasion
from backoffice_tui.tui.picks import Picks
from backoffice_tui.tui.side import Plain
from backoffice_tui.tui.tick import Tick

DRAFT_EVERY = 2.0
"""Seconds between two looks at whether there is something typed to keep."""

MANY = 3
"""With more fields than these they stand closer, so that a small window holds them."""

Given = dict[str, object]


class AskMove(Dialog):
    """Gives what the agent answered by the name of each ask, or None if they changed their mind."""

    DEFAULT_CSS = """
    AskMove {
        & .label { margin-top: 1; height: 1; }
        & .choices { color: $text-muted; height: auto; }
        & .echo { color: $text-accent; height: 1; }
        & LineField, & LineField:focus { max-width: 100%; margin: 0; }
        & LogArea { height: 5; padding: 0 1; background: $background; }
        & LogArea:focus, & TallArea:focus { background: $primary 30%; }
        & TallArea { height: 8; padding: 0 1; background: $background; border: none; }
        & TallArea.-letter { height: 55vh; }
        & Tick { background: transparent; margin-top: 1; }
        & VerticalScroll { height: auto; max-height: 90%; width: 72; max-width: 96%;
            padding: 1 2; background: $panel; }
        & .-many { padding: 0 2; max-height: 100%; }
        & .-many .title, & .-many .label { margin: 0; }
        & .-many LogArea { height: 2; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "save", show=False, priority=True, id="ask.save"),
        Binding("f4", "renew", show=False, priority=True, id="ask.renew"),
    ]

    def __init__(
        self, occasion: Occasion, asked: tuple[Asked, ...], kept: str = "", wrong: str = ""
    ) -> None:
        super().__init__()
        self._occasion, self._asked, self._wrong = occasion, asked, wrong
        self._kept, self._saved_draft = drafts.as_fields(kept), kept
        self._proposed = {ask.name: ask.proposal for ask in asked}
        self.typed = kept
        """What was typed when the answer was given, as it is kept."""
        if not wrong and any(is_letter(ask) and self._differs(ask) for ask in asked):
            self._wrong = say("grid.draft-kept")

    def _differs(self, ask: Asked) -> bool:
        """Whether something else was kept than what is proposed now."""
        return self._kept.get(ask.name, ask.proposal) != ask.proposal

    def compose(self) -> ComposeResult:
        """A label and a field for each thing asked."""
        queue, numbers = self._occasion.queue, self._occasion.numbers
        what = numbers[0] if len(numbers) == 1 else say("console.many", count=len(numbers))
        many = "-many" if len(self._asked) > MANY else ""
        with VerticalScroll(can_focus=False, classes=many):
            yield line(f"{queue.title_of(self._occasion.move)} · {what}", "title")
            for ask in self._asked:
                yield from field_of(queue, ask, self._kept)
            yield line(self._wrong, "wrong")
            tall = any(map(is_tall, self._asked))
            yield line(say("grid.tall-hint" if tall else "console.ask-hint"), "hint")

    def on_mount(self) -> None:
        """Start in the first field, and keep what is typed."""
        first = self.query("Input, TextArea, Checkbox").first()
        first.focus()
        self.set_interval(DRAFT_EVERY, self.keep_draft)
        for ask in self._asked:
            if ask.wants is Wants.DATE:
                self._echo(ask.name, ask.proposal)

    @property
    def given(self) -> Given:
        """What stands in the fields now."""
        found: Given = {}
        for ask in self._asked:
            field = self.query_one(f"#ask-{ask.name}")
            if isinstance(field, Checkbox | Picks):
                found[ask.name] = field.value
            elif isinstance(field, TextArea):
                found[ask.name] = field.text
            elif isinstance(field, Input):
                found[ask.name] = field.value
        return found

    def _draft_body(self) -> str:
        """What was typed as one text; what was proposed needs no keeping."""
        texts = {
            # Nothing ticked is something that was chosen.
            name: ("\n".join(value) or "\n") if isinstance(value, tuple) else value
            for name, value in self.given.items()
            if isinstance(value, str | tuple)
        }
        typed = {
            name: text for name, text in texts.items() if text not in ("", self._proposed[name])
        }
        return json.dumps(typed, ensure_ascii=False) if typed else ""

    def keep_draft(self) -> None:
        """Keep what was typed, if it changed since the last time."""
        body = self._draft_body()
        if body != self._saved_draft:
            self._saved_draft = body
            self._write_draft(body)

    def keep_now(self) -> None:
        """Keep what was typed before this returns, for a console that is ending."""
        occasion = self._occasion
        body = self._draft_body()
        if body != self._saved_draft:
            self._saved_draft = body
            with suppress(Problem):
                drafts.keep(occasion.desk, occasion.draft, body, occasion.case_id)

    @work(exclusive=True, group="draft")
    async def _write_draft(self, typed: str) -> None:
        occasion = self._occasion
        try:
            await asyncio.to_thread(
                drafts.keep, occasion.desk, occasion.draft, typed, occasion.case_id
            )
        except Problem as why:
            self.query_one(".wrong", Static).update(Text(str(why)))

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        name = str(event.input.id).removeprefix("ask-")
        ask = next((each for each in self._asked if each.name == name), None)
        if ask and ask.wants is Wants.DATE:
            self._echo(name, event.value)
            self._propose({name: event.value})
        elif ask and ask.choices:
            self._choose(ask, event.value)

    def _echo(self, name: str, text: str) -> None:
        today, country = self._today, self._occasion.desk.data(self._occasion.queue).country
        echo = ""
        if text.strip():
            try:
                echo = days_left(read_date(text, today), today, country)
            except Problem as why:
                echo = str(why)
        self.query_one(f"#echo-{name}", Static).update(Text(echo))

    @property
    def _today(self) -> date:
        return self._occasion.desk.today(self._occasion.queue)

    def _choose(self, ask: Asked, text: str) -> None:
        found = [choice for choice in ask.choices if fold(choice).startswith(fold(text))]
        if text.strip() and len(found) == 1:
            self._propose({ask.name: found[0]})

    @work(exclusive=True, group="propose")
    async def _propose(self, given: Given) -> None:
        occasion = self._occasion
        try:
            asked = await asyncio.to_thread(
                asking.asked,
                occasion.desk,
                occasion.queue,
                occasion.numbers[0],
                occasion.move.name,
                given,
            )
        except Problem:
            return
        for ask in asked:
            if ask.name not in self._proposed:
                # It is asked elsewhere.
                continue
            if ask.proposal and self.given.get(ask.name) in ("", self._proposed[ask.name]):
                self._put(ask.name, ask.proposal)
            self._proposed[ask.name] = ask.proposal or self._proposed[ask.name]
            for place in self.query(f"#told-{ask.name}").results(Plain):
                place.show(ask.told)

    def _put(self, name: str, text: str) -> None:
        field = self.query_one(f"#ask-{name}")
        if isinstance(field, TextArea):
            field.text = text
        elif isinstance(field, Input):
            field.value = text

    def action_renew(self) -> None:
        """The letter as it is proposed, in the place of what was written."""
        for ask in filter(is_letter, self._asked):
            self._put(ask.name, self._proposed[ask.name])

    def on_descendant_blur(self) -> None:
        """A choice that is left is written out, however it was left."""
        for field in self.query(Input):
            if field is not self.focused:
                self._complete(field)

    @on(Input.Submitted)
    @on(LogArea.GoOn)
    @on(Tick.GoOn)
    def _go_on(self) -> None:
        fields = list(self.query("Input, TextArea, Checkbox"))
        focused = self.focused
        if focused is not None and focused in fields and focused is not fields[-1]:
            self._complete(focused)
            fields[fields.index(focused) + 1].focus()
        else:
            self.action_save()

    def on_key(self, event: events.Key) -> None:
        """The arrows go through what there is to choose."""
        field = self.focused
        ask = next((each for each in self._asked if field and field.id == f"ask-{each.name}"), None)
        if ask is None or not ask.choices or not isinstance(field, Input):
            return
        if event.key in ("up", "down"):
            field.value = after(ask.choices, field.value, 1 if event.key == "down" else -1)
            field.cursor_position = len(field.value)

    def _complete(self, field: object) -> None:
        """A choice that has been typed so far that it can be no other is written out."""
        if not isinstance(field, Input):
            return
        name = str(field.id).removeprefix("ask-")
        ask = next(each for each in self._asked if each.name == name)
        found = [each for each in ask.choices if fold(each).startswith(fold(field.value))]
        if field.value.strip() and len(found) == 1:
            field.value = found[0]

    def action_save(self) -> None:
        """Give the answer; a required field that is empty says so instead."""
        for field in self.query(Input):
            self._complete(field)
        given = self.given
        for ask in self._asked:
            if ask.required and not is_given(given.get(ask.name)) and not ask.proposal:
                message = say("routine.missing", what=ask.label)
                self.query_one(".wrong", Static).update(Text(clean(message)))
                self.query_one(f"#ask-{ask.name}").focus()
                return
        # Kept by whoever asked, before the move is made: a draft must not be written after it was dropped.
        self.typed = self._draft_body()
        # What is typed next is meant for what the list shows when the move is made.
        if isinstance(self.app, SafeApp):
            self.app.hold_keys_below()
        self.dismiss(given)

    def action_cancel(self) -> None:
        """Leave; what was typed is kept as a draft."""
        self.keep_draft()
        self.dismiss(None)
