"""What the screens beside the work list share: the banner, the keys, the way out, problems in words."""

import asyncio
from dataclasses import replace
from typing import Any, ClassVar, TypeVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from backoffice_tui.desk import outage
from backoffice_tui.desk.desk import Desk
from backoffice_tui.queues import QUEUES
from backoffice_tui.routine.errors import Problem
from backoffice_tui.routine.text import clean
from backoffice_tui.tui.header import Banner
from backoffice_tui.tui.key_line import KeyLine, said

Result = TypeVar("Result")


class Plain(Static):
    """A text shown as it is, whatever it holds; a line of nothing takes no room."""

    DEFAULT_CSS = """
    Plain { height: auto; width: 1fr; }
    Plain.-empty { display: none; }
    """

    def __init__(
        self,
        text: str = "",
        *,
        id: str | None = None,  # noqa: A002 (Textual's word)
        classes: str | None = None,
    ) -> None:
        super().__init__(Text(clean(text)), markup=False, id=id, classes=classes)
        self.text = text
        self.set_class(not text, "-empty")

    def show(self, text: str) -> None:
        """Shows another text, if it is another."""
        if text != self.text:
            self.text = text
            self.update(Text(clean(text)))
            self.set_class(not text, "-empty")


class Heading(Horizontal):
    """The first line: the banner of every screen, and at its end what is worth knowing of this one."""

    DEFAULT_CSS = """
    Heading {
        height: 1;
        background: $primary;
        & > Plain { width: auto; max-width: 60%; padding: 0 1; background: $primary; color: $text;
            text-style: bold; text-wrap: nowrap; text-overflow: ellipsis; }
    }
    """

    def compose(self) -> ComposeResult:
        """Banner and note."""
        yield Banner()
        yield Plain()


class SideScreen(Screen[Result]):
    """A screen that is opened from the work list and left with Esc."""

    AUTO_FOCUS = ""
    # Textual declares them as belonging to the screen, not to its class.
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012
    DEFAULT_CSS = """
    SideScreen { background: $surface; color: $foreground; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "screens.key.leave", id="side.leave")
    ]

    zone = ""
    """The zone of the times on the screen; that of its queue where it does not say."""

    def __init__(self) -> None:
        super().__init__()
        # The class was made before the language was chosen, its keys hold the names of texts.
        spoken = self._bindings.key_to_bindings
        for key, bindings in spoken.items():
            spoken[key] = [replace(each, description=said(each)) for each in bindings]

    def compose(self) -> ComposeResult:
        """The banner, what the screen is about, the keys."""
        yield Heading()
        yield from self.body()
        yield KeyLine()

    def heading(self) -> str:
        """What the screen is called."""
        raise NotImplementedError

    def body(self) -> ComposeResult:
        """What stands between banner and keys."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """Says where one is, and whether the move system is up as soon as that is known."""
        self._say_where(None)
        self.tell_where()

    @property
    def _at_desk(self) -> Desk | None:
        desk = getattr(self, "desk", None) or getattr(self.app, "desk", None)
        return desk if isinstance(desk, Desk) else None

    @work(exclusive=True, group="where")
    async def tell_where(self) -> None:
        """Brings the banner up to date."""
        desk = self._at_desk
        if desk is None:
            return
        try:
            self._say_where(await asyncio.to_thread(outage.status, desk))
        except Problem as problem:
            self.trouble(problem)

    def _say_where(self, state: outage.Outage | None) -> None:
        desk = self._at_desk
        agent = desk.agent if desk else ""
        queue = getattr(self, "queue", None) or next(iter(QUEUES.values()))
        zone = self.zone or (desk.data(queue).zone if desk else "")
        fixed = desk.now() if desk and desk.settings.now else None
        # A worker may come back when the screen has been left.
        for banner in self.query(Banner).results(Banner):
            banner.say_where(self.heading(), agent, state, zone, fixed)

    def note(self, text: str) -> None:
        """Shows this at the end of the banner."""
        # A worker may come back when the screen has been left.
        for place in self.query("Heading > Plain").results(Plain):
            place.show(text)

    def trouble(self, problem: Problem) -> None:
        """Says what went wrong, until it is dismissed."""
        self.app.notify(str(problem), severity="error")

    def in_field(self) -> bool:
        """Whether what is typed now is text."""
        return is_field(self.focused)

    def rest(self) -> Widget | None:
        """What has the focus when a field has been left; nothing by itself."""
        return None

    def follow(self) -> None:
        """Shows what others did, where the screen shows something that they can change."""

    def action_leave(self) -> None:
        """Dismisses an error, leaves the field, or else the screen."""
        if self.query("Toast.-error"):
            self.app.clear_notifications()
        elif self.in_field():
            self.set_focus(self.rest())
        else:
            self.go_back()

    def go_back(self) -> None:
        """Leaves the screen without a result."""
        self.dismiss(None)


def is_field(widget: Any) -> bool:
    """Whether the widget takes text."""
    return isinstance(widget, Input | TextArea) or getattr(widget, "takes_text", False)
