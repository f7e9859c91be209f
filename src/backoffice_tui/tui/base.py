"""The ground every screen stands on: a terminal left as it was, exit codes that are true."""

import asyncio
import os
import threading
from collections import deque
from collections.abc import Iterable
from functools import partial
from typing import ClassVar, Final

from rich.console import RenderableType
from rich.text import Text
from textual import events
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.command import CommandPalette
from textual.message_pump import MessagePump
from textual.notifications import SeverityLevel
from textual.screen import Screen

from backoffice_tui.routine.text import clean
from backoffice_tui.texts import say
from backoffice_tui.tui import faults
from backoffice_tui.tui.key_queue import KeyQueue
from backoffice_tui.tui.look import SMALLEST, TERMINAL, THEMES, Palette, TooSmall

GRACE: Final = 5.0
"""Seconds a program that was told to end may take for it."""

_KEPT_ERRORS = 200
_UNTIL_DISMISSED = 24 * 3600.0


class SafeApp(App[None], inherit_bindings=False):
    """A console that shows any text, ends with honest exit codes and keeps drafts when ended."""

    DEFAULT_CSS = """
    SafeApp Toast {
        width: auto;
        max-width: 100%;
        padding: 0 1;
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", show=False, priority=True, id="app.quit"),
        Binding("ctrl+c", "help_quit", show=False, system=True, id="app.help-quit"),
        Binding("ctrl+p", "command_palette", show=False, priority=True, id="app.palette"),
        Binding("colon", "command_palette", show=False, id="app.palette-colon"),
    ]

    def __init__(self, *, theme: str = "") -> None:
        # Under NO_COLOR Textual greys colours, and leaves out only the terminal's own.
        colourless = "NO_COLOR" in os.environ
        super().__init__(ansi_color=True if colourless else None)
        for own in THEMES:
            self.register_theme(own)
        known = theme in {own.name for own in THEMES}
        self.theme = TERMINAL if colourless else theme if known else THEMES[0].name
        if os.environ.get("SSH_CONNECTION") and "TEXTUAL_ANIMATIONS" not in os.environ:
            self.animation_level = "none"
        self.errors: deque[str] = deque(maxlen=_KEPT_ERRORS)
        self._keys = KeyQueue(self.on_event_now, self._way_of_a_key)
        self._ending = False
        self._reference = ""
        self._threads_before = threading.excepthook

    def on_terminating(self) -> None:
        """Called once when the console ends unasked (crash, signal, lost line), to keep drafts."""

    @property
    def exit_code(self) -> int:
        """The exit code once the app has run: 0, 1 after a crash, 128 + n after signal n."""
        return 1 if self.return_code is None else self.return_code

    @property
    def too_small(self) -> bool:
        """Whether the window is smaller than the screens can bear."""
        return self.size.width < SMALLEST.width or self.size.height < SMALLEST.height

    # -- ends -----------------------------------------------------------------------------------

    def on_load(self) -> None:
        """Takes signals, threads and forgotten tasks into care."""
        loop = asyncio.get_running_loop()
        faults.catch_signals(loop, self._signalled)
        loop.set_exception_handler(self._task_failed)
        self._threads_before, threading.excepthook = threading.excepthook, self._thread_failed

    def on_unmount(self) -> None:
        """Gives back what `on_load` took."""
        loop = asyncio.get_running_loop()
        faults.release_signals(loop)
        loop.set_exception_handler(None)
        threading.excepthook = self._threads_before

    def terminate(self, number: int) -> None:
        """Keeps drafts and leaves with the exit code of this signal."""
        self._end(128 + number, None)

    def _signalled(self, number: int) -> None:
        faults.leave_within(GRACE, 128 + number)
        self.terminate(number)

    def _task_failed(self, _loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
        error = context.get("exception")
        if isinstance(error, Exception):
            self._handle_exception(error)
        else:
            faults.log.warning("loop: %s", context.get("message"))

    def _thread_failed(self, args: threading.ExceptHookArgs) -> None:
        error, loop = args.exc_value, self._loop
        if not isinstance(error, Exception) or loop is None or loop.is_closed():
            faults.record(error)
            return
        if not faults.has_terminal():
            # Nothing can be written any more, and whoever tries waits for ever.
            faults.leave_within(GRACE, self._lost)
        loop.call_soon_threadsafe(self._handle_exception, error)

    def _handle_exception(self, error: Exception) -> None:
        reference = faults.record(error)
        if self._ending:
            return
        self._reference = reference
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        # Textual's own body shows the local variables of every frame.
        self._crash()

    def panic(self, *renderables: RenderableType) -> None:
        """Ends as after any crash; what Textual wanted to show may hold data, it is left out."""
        del renderables
        self._reference = self._reference or faults.record(None)
        self._crash()

    @property
    def _lost(self) -> int:
        return 128 + faults.HANG_UP

    def _crash(self) -> None:
        if faults.has_terminal() or self.is_headless:
            self._end(1, Text(say("base.crash", reference=self._reference)))
        else:
            self._end(self._lost, None)

    def _end(self, code: int, message: Text | None) -> None:
        if self._ending:
            return
        self._ending = True
        self.exit(return_code=code, message=message)
        self.on_terminating()

    # -- what is said ---------------------------------------------------------------------------

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Shows one line of plain text; an error stays until dismissed and is kept in `errors`."""
        del markup
        text = clean(message, limit=500, one_line=True)
        if severity == "error":
            self.errors.append(text)
            timeout = timeout or _UNTIL_DISMISSED
        super().notify(
            text,
            title=clean(title, limit=80, one_line=True),
            severity=severity,
            timeout=timeout,
            markup=False,
        )

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The commands that every screen has: themes and quitting."""
        del screen
        for own in THEMES:
            key = f"base.theme.{own.name}"
            wear = partial(setattr, self, "theme", own.name)
            yield SystemCommand(say(key), say("base.theme.help"), wear)
        yield SystemCommand(say("base.quit.title"), say("base.quit.help"), self.action_quit)

    def action_command_palette(self) -> None:
        """Shows every action by name."""
        if self.use_command_palette and not isinstance(self.screen, CommandPalette):
            self.push_screen(Palette())

    def action_change_theme(self) -> None:
        """Shows the palette, where the themes are."""
        self.action_command_palette()

    def action_help_quit(self) -> None:
        """Says how to quit to the one who pressed Ctrl+C for it."""
        self.notify(say("base.quit.how"))

    # -- the window -----------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Watches which screen is shown, so that a small window is told on each."""
        self.screen_change_signal.subscribe(self, self._shown)

    def on_resize(self) -> None:
        """Covers or uncovers the screen, once Textual has taken the new size."""
        self.call_later(lambda: self._cover(self.screen))

    def _cover(self, screen: Screen[object]) -> None:
        covers = screen.query(TooSmall)
        if not self.too_small:
            covers.remove()
        elif not covers:
            screen.mount(TooSmall())

    # -- keys that come too early -----------------------------------------------------------------

    def hold_keys(self) -> None:
        """Keep what is typed from now on until the next screen is there, or the keys are released."""
        self._keys.hold(len(self.screen_stack))

    def hold_keys_below(self) -> None:
        """Keep what is typed once this screen is left, until another one is above or the keys are released."""
        self._keys.hold(len(self.screen_stack) - 1)

    async def release_keys(self) -> None:
        """Give the keys that were kept to the screen that is there now, in their order."""
        await self._keys.release()

    def _shown(self, screen: Screen[object]) -> None:
        self._cover(screen)
        self.run_worker(self._keys.shown(screen, len(self.screen_stack)), group="keys")

    def _way_of_a_key(self) -> list[MessagePump]:
        """From the widget that has the focus up to the app, where setting the focus comes last."""
        return [*(self.focused or self.screen).ancestors_with_self, self]

    async def on_event(self, event: events.Event) -> None:
        """Queue what is typed; quitting waits for nothing."""
        quits = isinstance(event, events.Key) and event.key == "ctrl+q"
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded and not quits:
            await self._keys.put(event)
        else:
            await self.on_event_now(event)

    async def on_event_now(self, event: events.Event) -> None:
        """Lets nothing but quitting through to a screen that cannot be seen."""
        blind = self.too_small and isinstance(event, events.InputEvent | events.Paste)
        if not blind or (isinstance(event, events.Key) and event.key == "ctrl+q"):
            await super().on_event(event)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Stops cursors from blinking: an idle console sends nothing."""
        if getattr(event.widget, "cursor_blink", False):
            event.widget.cursor_blink = False  # type: ignore[attr-defined]


def run_console(app: SafeApp) -> int:
    """Runs the app to its end and returns the exit code of the process."""
    faults.quiet_hooks()
    had_terminal = faults.has_terminal()
    app.run()
    if had_terminal and not faults.has_terminal():
        # Python would try to flush to the terminal that is gone and end with 120.
        os._exit(app.exit_code)
    return app.exit_code
