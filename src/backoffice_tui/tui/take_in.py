"""Taking in a list: choose the file, see what it would bring, take it in with one key."""

import asyncio
import time
from functools import partial
from pathlib import Path
from typing import ClassVar, Final

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Input, ProgressBar

from backoffice_tui.desk import bringing, preferences
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.take_in import Intake, Stopped, Take
from backoffice_tui.routine.errors import Problem
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.texts import say
from backoffice_tui.tui import findings
from backoffice_tui.tui.case_list import CaseList
from backoffice_tui.tui.fields import LineField
from backoffice_tui.tui.file_list import FileList, PathField
from backoffice_tui.tui.in_memory import InMemory, items
from backoffice_tui.tui.paths import Entry, Paths, completed
from backoffice_tui.tui.side import Plain, SideScreen

LOOK_AFTER: Final = 0.1
_TELL_EVERY: Final = 0.1
"""Seconds between two movements of the progress bar."""

CHOOSING, WORKING, LOOKED, TAKEN = "-choosing", "-working", "-looked", "-taken"


class TakeInScreen(SideScreen[bool]):
    """Gives whether a list was taken in."""

    DEFAULT_CSS = """
    TakeInScreen {
        & #file { height: 1; margin: 1 1 0 1; }
        & #file .label { width: 8; color: $text-muted; }
        & #said { padding: 0 1; margin: 1 0 0 0; color: $text-muted; }
        & #files, & #report, & #progress { display: none; }
        & #report { height: 1fr; }
        & #summary { padding: 0 1; margin-bottom: 1; }
        & #whole { padding: 1 1 0 1; height: auto; max-height: 5; color: $text-muted; }
        & #progress { padding: 1 1; height: 3; }
        & #progress Bar { width: 1fr; }
        &.-choosing #files { display: block; margin-top: 1; }
        &.-working #progress { display: block; }
        &.-looked #report, &.-taken #report { display: block; margin-top: 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "take", "screens.take-in.key.take", priority=True, id="take-in.take"),
        Binding("o", "choose", "screens.take-in.key.choose", id="take-in.choose"),
    ]

    def __init__(self, desk: Desk, queue: Queue, take: Take = bringing.bring) -> None:
        super().__init__()
        self.desk, self.queue, self._verb = desk, queue, take
        self.paths = Paths(bringing.endings(queue))
        self.stage = CHOOSING
        self._path = Path()
        self._entries: list[Entry] = []
        self._stop = self._any_taken = False
        self._looked_at: Intake | None = None
        self._told_at = 0.0

    @property
    def _folder(self) -> str:
        return f"take-in-folder-{self.queue.key}"

    def heading(self) -> str:
        """Where the list goes."""
        return say("screens.take-in.title", queue=self.queue.title)

    def body(self) -> ComposeResult:
        """The path, then files to choose from, the progress, or the report."""
        with Horizontal(id="file"):
            yield Plain(say("screens.take-in.file"), classes="label")
            yield PathField(id="path")
        yield Plain(say("screens.take-in.how"), id="said")
        yield FileList(id="files")
        with Vertical(id="progress"):
            yield ProgressBar(show_eta=False)
        with Vertical(id="report"):
            yield Plain(id="summary")
            yield CaseList(findings.columns(), empty=say("screens.take-in.nothing"), id="findings")
            yield Plain(id="whole")

    @property
    def field(self) -> LineField:
        """Where the path is typed."""
        return self.query_one("#path", PathField)

    @property
    def files(self) -> FileList:
        """The files to choose from."""
        return self.query_one("#files", FileList)

    @property
    def found(self) -> CaseList[findings.Row]:
        """The rows there is something to say about."""
        return self.query_one("#findings", CaseList)

    def rest(self) -> Widget | None:
        """A list has the focus."""
        return self.files if self.stage == CHOOSING else self.found

    def on_mount(self) -> None:
        """Starts in the folder of the last time."""
        self._go_to(CHOOSING)
        self.field.focus()
        self._open()

    @work(exclusive=True, group="open")
    async def _open(self) -> None:
        before = self.field.value
        try:
            last = await asyncio.to_thread(preferences.remembered, self.desk, self._folder)
        except Problem as problem:
            self.trouble(problem)
            last = ""
        if self.field.value == before:  # Whoever is quicker than the store has the last word.
            self._write(last or f"{Path.cwd()}/")

    def _write(self, text: str) -> None:
        self.field.value = text
        self.field.cursor_position = len(text)

    def _go_to(self, stage: str) -> None:
        for each in (CHOOSING, WORKING, LOOKED, TAKEN):
            self.set_class(each == stage, each)
        self.stage = stage
        self.field.disabled = stage == WORKING
        self.query_one("#said", Plain).set_class(stage != CHOOSING, "-empty")
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A list is taken in once it has been looked at."""
        if action == "take":
            return self.stage == LOOKED
        if action == "choose":
            return self.stage in (LOOKED, TAKEN)
        return super().check_action(action, parameters)

    # -- choosing -------------------------------------------------------------------------------

    @on(Input.Changed, "#path")
    def _typed(self) -> None:
        if self.stage in (LOOKED, TAKEN):
            self._go_to(CHOOSING)
        self._list_files()

    @work(exclusive=True, group="files")
    async def _list_files(self) -> None:
        await asyncio.sleep(LOOK_AFTER)
        found = await asyncio.to_thread(self.paths.matching, self.field.value)
        self._entries = list(found)
        self.files.offer(found)

    @on(PathField.Complete)
    def _complete(self) -> None:
        text = completed(self.field.value, self._entries)
        if text != self.field.value:
            self._write(text)
        elif self._entries:
            self.files.focus()

    @on(PathField.Step)
    def _step(self, event: PathField.Step) -> None:
        self.files.action_step(event.by)

    @on(Input.Submitted, "#path")
    def _submitted(self) -> None:
        path = self.paths.path(self.field.value)
        row = self.files.current
        if path.is_file() or row is None:
            self._preview(path)
        else:
            self._take_entry(row.it)

    @on(CaseList.Opened, "#files")
    def _opened(self) -> None:
        if (row := self.files.current) is not None:
            self._take_entry(row.it)

    def _take_entry(self, entry: Entry) -> None:
        self._write(entry.shown)
        if entry.folder:
            self.field.focus()
        else:
            self._preview(entry.path)

    def action_choose(self) -> None:
        """Back to choosing a file."""
        self._go_to(CHOOSING)
        self.field.focus()
        self._list_files()

    # -- looking and taking ---------------------------------------------------------------------

    def _preview(self, path: Path) -> None:
        self._path = path
        self._run(taken=False)

    @work(exclusive=True, group="ask")
    async def action_take(self) -> None:
        """Takes in the list that was looked at; asks first where it may be only a part."""
        if self._looked_at and await findings.is_whole(self.app, self._looked_at):
            self._run(taken=True)

    def _run(self, *, taken: bool) -> None:
        if self.stage == WORKING:
            return
        self._stop = False
        self._go_to(WORKING)
        self.set_focus(None)
        self.query_one(ProgressBar).update(total=None, progress=0)
        self.note(say("screens.take-in.working" if taken else "screens.take-in.looking"))
        self._take(taken=taken)

    @work(exclusive=True, group="take")
    async def _take(self, *, taken: bool) -> None:
        loop = asyncio.get_running_loop()
        told = partial(self._told, loop)
        verb = partial(
            self._verb, self.desk, self.queue, self._path, dry_run=not taken, progress=told
        )
        try:
            intake = await asyncio.to_thread(verb)
        except Stopped as stopped:
            self._back_to_choosing(str(stopped))
        except Problem as problem:
            self.trouble(problem)
            self._back_to_choosing(str(problem))
        else:
            self._any_taken = self._any_taken or taken
            self._report(intake, taken=taken)
            await self._remember()

    async def _remember(self) -> None:
        try:
            folder = f"{self._path.absolute().parent}/"
            await asyncio.to_thread(preferences.remember, self.desk, self._folder, folder)
        except Problem as problem:
            self.trouble(problem)

    def _back_to_choosing(self, why: str) -> None:
        self.note("")
        self.action_choose()
        self.query_one("#said", Plain).show(why)

    def _told(self, loop: asyncio.AbstractEventLoop, done: int, rows: int) -> bool:
        """Called from the thread that reads, which must not wait for the screen."""
        now = time.monotonic()
        if now - self._told_at >= _TELL_EVERY:
            self._told_at = now
            loop.call_soon_threadsafe(self._progress, done, rows)
        return not self._stop

    def _progress(self, done: int, rows: int) -> None:
        if rows:
            self.query_one(ProgressBar).update(total=rows, progress=done)

    def _report(self, intake: Intake, *, taken: bool) -> None:
        rows = items(findings.findings(self.queue, intake))
        self._looked_at = intake
        self._go_to(TAKEN if taken else LOOKED)
        self.query_one("#summary", Plain).show(findings.summary(intake, taken=taken))
        self.found.show(InMemory(rows))
        self.found.focus()
        self.note(say("screens.take-in.taken" if taken else "screens.take-in.press"))

    @on(CaseList.Highlighted, "#findings")
    def _chosen(self) -> None:
        row = self.found.current
        parts = [row.it.place, row.it.field, row.it.message] if row else []
        self.query_one("#whole", Plain).show(" · ".join(part for part in parts if part))

    def go_back(self) -> None:
        """Stops what runs; else leaves the report, then the screen."""
        if self.stage == WORKING:
            self._stop = True
            self.note(say("screens.take-in.stopping"))
        elif self.stage == LOOKED:
            self.note("")
            self.action_choose()
        else:
            self.dismiss(self._any_taken)

    def on_unmount(self) -> None:
        """A console that ends does not wait for the rest of a list."""
        self._stop = True
