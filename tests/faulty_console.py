"""A console that breaks on demand, run on a terminal by tests: `faulty_console.py HOW FOLDER`."""

import asyncio
import logging
import sys
import threading
import time
from pathlib import Path

from textual import work
from textual.app import ComposeResult
from textual.widgets import Input, Static

from backoffice_tui.texts import use
from backoffice_tui.tui.base import SafeApp, run_console

NAME, IDENTITY = "Anna Andersson", "19850101-1234"


class FaultyConsole(SafeApp):
    """Holds a person's data in the locals and the message of whatever it does wrong."""

    def __init__(self, how: str, draft: Path) -> None:
        super().__init__()
        self.how, self.draft = how, draft

    def compose(self) -> ComposeResult:
        """A text and a field."""
        yield Static("hello", markup=False)
        yield Input(value="halvfärdig")

    def on_mount(self) -> None:
        """Breaks when everything is drawn."""
        self.set_timer(0.2, self.break_down)

    def on_terminating(self) -> None:
        """Keeps what was typed."""
        self.draft.write_text(self.query_one(Input).value, encoding="utf-8")

    async def break_down(self) -> None:
        """Does what the command line asked for."""
        if self.how != "idle":
            await getattr(self, self.how)()
        self.query_one(Static).update("ready")

    async def handler(self) -> None:
        """An error in a handler."""
        raise RuntimeError(f"{NAME} {IDENTITY}")

    async def worker(self) -> None:
        """An error in a worker on the loop."""
        self.run_worker(self.handler())

    async def thread_worker(self) -> None:
        """An error in a worker in a thread."""
        self.in_thread()

    @work(thread=True)
    def in_thread(self) -> None:
        """Fails."""
        person = f"{NAME} {IDENTITY}"
        raise ValueError(person)

    async def thread(self) -> None:
        """An error in a thread that Textual knows nothing of."""
        threading.Thread(target=_fail).start()

    async def forgotten_task(self) -> None:
        """An error in a task that nobody waits for."""
        forgotten = asyncio.create_task(self.handler())
        await asyncio.wait([forgotten])
        del forgotten

    async def markup(self) -> None:
        """An error in drawing, which Textual would show with the text it could not read."""
        await self.mount(Static(f"[/{NAME} {IDENTITY}]"))

    async def system_exit(self) -> None:
        """Somebody's sys.exit in a handler."""
        sys.exit(3)

    async def hostile_toast(self) -> None:
        """A message with markup, control characters and a clipboard sequence in it."""
        self.notify("fel i [/Anna]\x1b]52;c;UFdORUQ=\x07\x9b2J\x00 slut", title="[b", timeout=60)

    async def stuck(self) -> None:
        """A thread that does not end."""
        threading.Thread(target=time.sleep, args=(60,)).start()


def _fail() -> None:
    person = f"{NAME} {IDENTITY}"
    raise ValueError(person)


if __name__ == "__main__":
    use("sv")
    folder = Path(sys.argv[2])
    logging.basicConfig(filename=folder / "log", force=True)
    sys.exit(run_console(FaultyConsole(sys.argv[1], folder / "draft")))
