"""What the screens beside the work list share: a heading, the keys, the way out, problems in words."""

from typing import Any, ClassVar, TypeVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from backoffice_tui.routine.errors import Problem
from backoffice_tui.routine.text import clean
from backoffice_tui.tui.key_line import KeyLine

Result = TypeVar("Result")


class Heading(Horizontal):
    """The first line: where one is, and at the right end what is worth knowing of it."""

    DEFAULT_CSS = """
    Heading {
        height: 1;
        padding: 0 1;
        background: $panel;
        & > .heading--title { width: auto; max-width: 60%; text-style: bold; }
        & > .heading--note { width: 1fr; text-align: right; color: $text-muted; }
    }
    """

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title

    def compose(self) -> ComposeResult:
        """Title and note."""
        yield Plain(self._title, classes="heading--title")
        yield Plain(classes="heading--note")

    def note(self, text: str) -> None:
        """Shows this at the right end."""
        self.query_one(".heading--note", Plain).show(text)


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


class SideScreen(Screen[Result]):
    """A screen that is opened from the work list and left with Esc."""

    AUTO_FOCUS = None
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]
    DEFAULT_CSS = """
    SideScreen { background: $surface; color: $foreground; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "screens.key.leave", id="side.leave")
    ]
    TITLE_KEY: ClassVar[str] = ""

    def compose(self) -> ComposeResult:
        """The heading, what the screen is about, the keys."""
        yield Heading(self.heading())
        yield from self.body()
        yield KeyLine()

    def heading(self) -> str:
        """What stands at the top."""
        raise NotImplementedError

    def body(self) -> ComposeResult:
        """What stands between heading and keys."""
        raise NotImplementedError

    def note(self, text: str) -> None:
        """Shows this at the right end of the heading."""
        self.query_one(Heading).note(text)

    def trouble(self, problem: Problem) -> None:
        """Says what went wrong, until it is dismissed."""
        self.app.notify(str(problem), severity="error")

    def in_field(self) -> bool:
        """Whether what is typed now is text."""
        return is_field(self.focused)

    def rest(self) -> Widget | None:
        """What has the focus when a field has been left; nothing by itself."""
        return None

    def action_leave(self) -> None:
        """Leaves the field, or else the screen."""
        if self.in_field():
            self.set_focus(self.rest())
        else:
            self.go_back()

    def go_back(self) -> None:
        """Leaves the screen without a result."""
        self.dismiss(None)


def is_field(widget: Any) -> bool:
    """Whether the widget takes text."""
    return isinstance(widget, Input | TextArea) or getattr(widget, "takes_text", False)
