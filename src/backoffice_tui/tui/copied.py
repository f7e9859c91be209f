"""What was copied, in full view, for a terminal that does not let programs reach its clipboard."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from textual import events, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll

from backoffice_tui.exchange.files import replacing
from backoffice_tui.routine.errors import Problem
from backoffice_tui.routine.text import clean
from backoffice_tui.texts import say
from backoffice_tui.tui.dialogs import AskLine, Dialog
from backoffice_tui.tui.paths import typed
from backoffice_tui.tui.side import Plain

Parts = Sequence[tuple[str, str]]
"""What is copied piece by piece: what a piece is called, and its text."""


class Copied(Dialog):
    """Copies the pieces together; each can be copied by itself, or all be written to a file."""

    DEFAULT_CSS = """
    Copied {
        & > Vertical { width: 84; }
        & VerticalScroll { height: auto; max-height: 60vh; margin-bottom: 1; padding: 0 1;
            background: $surface; scrollbar-size-vertical: 1; }
        & .copied--label { color: $text-muted; }
        & .copied--text { margin-bottom: 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,y", "cancel", show=False, id="copied.close"),
        Binding("f", "write", show=False, id="copied.write"),
    ]

    def __init__(self, title: str, parts: Parts, file_name: str) -> None:
        super().__init__()
        self._title = title
        # Cells are divided by tabs, which a cleaned text has no more.
        self._parts = [
            (label, "\t".join(map(clean, text.split("\t")))) for label, text in parts if text
        ]
        self._file_name = file_name

    @property
    def text(self) -> str:
        """All pieces."""
        return "\n\n".join(text for _, text in self._parts)

    def compose(self) -> ComposeResult:
        """The pieces, and what can be done with them."""
        several = len(self._parts) > 1
        with Vertical():
            yield Plain(self._title, classes="title")
            with VerticalScroll():
                for at, (label, text) in enumerate(self._parts, start=1):
                    if several:
                        yield Plain(f"{at}  {label}", classes="copied--label")
                    yield Plain(text, classes="copied--text")
            yield Plain(say("screens.copied.hint"), classes="hint")
            if several:
                yield Plain(say("screens.copied.piece"), classes="hint")
            yield Plain(say("screens.copied.keys"), classes="hint")
            yield Plain(classes="wrong")

    def on_mount(self) -> None:
        """Copies; whether the terminal takes it cannot be known."""
        self.app.copy_to_clipboard(self.text)
        self.query_one(VerticalScroll).focus()

    def on_key(self, event: events.Key) -> None:
        """A number copies that piece alone."""
        for at, (label, text) in enumerate(self._parts, start=1):
            if event.character == str(at) and len(self._parts) > 1:
                self.app.copy_to_clipboard(text)
                self.query_one(".hint", Plain).show(say("screens.copied.only", what=label))

    @work(exclusive=True, group="write")
    async def action_write(self) -> None:
        """Asks where, and writes the text to a new file that only its owner can read."""
        default = str(Path.home() / self._file_name)
        question = AskLine(say("screens.copied.file"), say("screens.copied.file-label"), default)
        answer = await self.app.push_screen_wait(question)
        if not isinstance(answer, str) or not answer:
            return
        path = typed(answer)
        try:
            await asyncio.to_thread(self._write, path)
        except Problem as problem:
            wrong = self.query_one(".wrong", Plain)
            wrong.show(str(problem))
            return
        self.app.notify(say("screens.copied.written", path=path))
        self.dismiss(None)

    def _write(self, path: Path) -> None:
        with replacing(path, overwrite=False) as file:
            file.write(f"{self.text}\n".encode())
