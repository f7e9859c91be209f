"""Questions on top of a screen, each awaited for its typed answer."""

from typing import ClassVar, Final

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static

from backoffice_tui.routine.text import clean
from backoffice_tui.texts import say
from backoffice_tui.tui.fields import LineField

TYPED_FROM: Final = 16
"""From so many cases on, their number is typed rather than a letter pressed."""


class Dialog(ModalScreen[object]):
    """The look that all questions share."""

    DEFAULT_CSS = """
    Dialog {
        align: center middle;
        & > Vertical {
            width: 72;
            max-width: 96%;
            height: auto;
            max-height: 96%;
            padding: 1 2;
            background: $panel;
            color: $foreground;
        }
        .title { text-style: bold; width: 1fr; height: auto; margin-bottom: 1; }
        .body { width: 1fr; height: auto; margin-bottom: 1; }
        .hint { color: $text-muted; width: 1fr; height: auto; }
        .wrong { color: $text-error; width: 1fr; height: auto; }
        .buttons { height: auto; width: 1fr; }
        Button { margin-right: 2; }
        LineField, LineField:focus { max-width: 100%; margin-bottom: 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", show=False, id="dialog.cancel")
    ]

    _given = False

    def dismiss(self, result: object = None) -> AwaitComplete:
        """Give the answer, once: keys that arrive together would answer twice."""
        if self._given:
            return AwaitComplete()
        self._given = True
        return super().dismiss(result)

    def action_cancel(self) -> None:
        """Leave everything as it is."""
        self.dismiss(None)


def line(text: str, classes: str) -> Static:
    """A text of the dialog, shown as it is."""
    return Static(Text(clean(text)), classes=classes, markup=False)


class Confirm(Dialog):
    """Yes or no; Esc is no, and the focus is on the answer that does no harm."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,right", "app.focus_next", show=False, id="dialog.other")
    ]

    def __init__(self, title: str, body: str, yes_label: str, danger: bool = True) -> None:
        super().__init__()
        self._title, self._body, self._yes, self._danger = title, body, yes_label, danger

    def compose(self) -> ComposeResult:
        """The question, what it is about, and the two answers with their letters."""
        yes = f"{self._yes} ({say('dialogs.yes-letter')})"
        no = f"{say('dialogs.no')} ({say('dialogs.no-letter')})"
        with Vertical():
            yield line(self._title, "title")
            yield line(self._body, "body")
            with Horizontal(classes="buttons"):
                yield Button(Text(no), id="no")
                yield Button(Text(yes), id="yes", variant="error" if self._danger else "primary")

    def on_mount(self) -> None:
        """Start on the safe answer."""
        self.query_one("#no", Button).focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Answer by mouse or Enter."""
        self.dismiss(event.button.id == "yes")

    def on_key(self, event: events.Key) -> None:
        """Answer by the letters of the language."""
        if event.character == say("dialogs.yes-letter"):
            event.stop()
            self.dismiss(True)
        elif event.character == say("dialogs.no-letter"):
            event.stop()
            self.dismiss(False)

    def action_cancel(self) -> None:
        """Esc is no."""
        self.dismiss(False)


class AskLine(Dialog):
    """One line of text, or None where the agent changed their mind."""

    def __init__(self, title: str, label: str, initial: str = "") -> None:
        super().__init__()
        self._title, self._label, self._initial = title, label, initial

    def compose(self) -> ComposeResult:
        """The question and a line to write on."""
        with Vertical():
            yield line(self._title, "title")
            yield line(self._label, "hint")
            yield LineField(self._initial, id="line")
            yield line(say("dialogs.enter-esc"), "hint")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter gives the line."""
        self.dismiss(clean(event.value, one_line=True).strip())


class ConfirmMany(Dialog):
    """Several cases at once: the first five and the number; many want their number typed."""

    def __init__(self, title: str, numbers: tuple[str, ...]) -> None:
        super().__init__()
        self._title, self._numbers = title, numbers

    def compose(self) -> ComposeResult:
        """What would be done to how many, and the line for their number."""
        count = len(self._numbers)
        shown = ", ".join(self._numbers[:5]) + (" …" if count > 5 else "")
        key = "dialogs.many-typed" if count >= TYPED_FROM else "dialogs.many-enter"
        with Vertical():
            yield line(self._title, "title")
            yield line(say("dialogs.many", count=count, shown=shown), "body")
            yield line(say(key, count=count), "hint")
            yield LineField(id="line")
            yield line("", "wrong")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter is enough for a few; the right number is wanted for many."""
        count = len(self._numbers)
        if count >= TYPED_FROM and event.value.strip() != str(count):
            self.query_one(".wrong", Static).update(Text(say("dialogs.many-wrong", count=count)))
            return
        self.dismiss(True)


class Choose(Dialog):
    """One of a few ways, by number or letter; Esc chooses none."""

    def __init__(self, title: str, body: str, ways: tuple[tuple[str, str], ...]) -> None:
        super().__init__()
        self._title, self._body, self._ways = title, body, ways

    def compose(self) -> ComposeResult:
        """The situation, and the ways out of it."""
        with Vertical():
            yield line(self._title, "title")
            yield line(self._body, "body")
            for at, (name, label) in enumerate(self._ways, start=1):
                yield Button(Text(f"{at}  {label}"), id=f"way-{name}", compact=True)
            yield line(say("dialogs.esc"), "hint")

    def on_mount(self) -> None:
        """Start on the first way."""
        self.query(Button).first().focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Choose by mouse or Enter."""
        self.dismiss(str(event.button.id).removeprefix("way-"))

    def on_key(self, event: events.Key) -> None:
        """Choose by number, or move with the arrows."""
        if event.key in ("up", "down"):
            step = self.focus_next if event.key == "down" else self.focus_previous
            step()
        for at, (name, _) in enumerate(self._ways, start=1):
            if event.character == str(at):
                event.stop()
                self.dismiss(name)


class Told(Dialog):
    """A text that was cut on its line, whole."""

    DEFAULT_CSS = """
    Told VerticalScroll { height: auto; max-height: 60vh; margin-bottom: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "cancel", show=False, id="told.close")
    ]

    def __init__(self, title: str, body: str) -> None:
        super().__init__()
        self._title, self._body = title, body

    def compose(self) -> ComposeResult:
        """What it is about, the text, and how to go on."""
        with Vertical():
            yield line(self._title, "title")
            with VerticalScroll():
                yield line(self._body, "body")
            yield line(say("dialogs.close"), "hint")

    def on_mount(self) -> None:
        """Scroll with the arrows."""
        self.query_one(VerticalScroll).focus()
