"""Fields that people type in: a line, a text of several lines, a choice of a few words."""

from collections.abc import Sequence
from typing import ClassVar, Final

from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.suggester import SuggestFromList
from textual.widget import Widget
from textual.widgets import Input, TextArea

from backoffice_tui.routine.text import clean, fold

CHOSEN, OTHER = "●", "○"
_BETWEEN = "  "
_LONGEST: Final = 20_000
"""Characters of a paste that are kept."""


def after(choices: Sequence[str], text: str, step: int) -> str:
    """The choice so many steps behind the one typed, round and round; the first where none is typed."""
    if text not in choices:
        return choices[0 if step > 0 else -1]
    return choices[(choices.index(text) + step) % len(choices)]


def meant(choices: Sequence[str], text: str) -> str:
    """The only choice, or the first of those, that begins with what was typed or has a word that does."""
    typed = fold(text)
    if not typed:
        return text
    begin = [each for each in choices if fold(each).startswith(typed)]
    within = [each for each in choices if f" {typed}" in fold(each)]
    return (begin or within or [text])[0]


class LineField(Input):
    """One line; what is pasted is kept whole, its line ends as blanks."""

    DEFAULT_CSS = """
    LineField, LineField:focus {
        border: none;
        height: 1;
        max-width: 64;
        padding: 0 1;
        background: $background;
    }
    LineField:focus { background: $primary 30%; }
    """

    def __init__(
        self,
        value: str = "",
        *,
        placeholder: str = "",
        choices: Sequence[str] = (),
        select: bool = False,
        id: str | None = None,  # noqa: A002 (Textual's word)
    ) -> None:
        super().__init__(
            clean(value, one_line=True),
            placeholder=placeholder,
            suggester=SuggestFromList(choices, case_sensitive=False) if choices else None,
            select_on_focus=select,
            id=id,
        )

    def on_paste(self, event: events.Paste) -> None:
        """Keeps all of it; Textual's own handler would keep the first line."""
        line = " ".join(clean(event.text, limit=_LONGEST).split())
        if line:
            self.replace(line, *sorted(self.selection))
        event.stop()
        event.prevent_default()


class TextField(TextArea):
    """A text of several lines."""

    DEFAULT_CSS = """
    TextField, TextField:focus {
        border: none;
        height: 4;
        padding: 0 1;
        background: $background;
    }
    TextField:focus { background: $primary 30%; }
    """

    def __init__(self, value: str = "", longest: int = _LONGEST) -> None:
        super().__init__(clean(value), tab_behavior="focus", show_line_numbers=False)
        self._longest = longest

    def on_paste(self, event: events.Paste) -> None:
        """Cleans what Textual's own handler then puts in."""
        event.stop()
        event.text = clean(event.text, limit=self._longest)

    @property
    def value(self) -> str:
        """What stands there."""
        return self.text

    @value.setter
    def value(self, text: str) -> None:
        self.text = clean(text)


class ChoiceField(Widget, can_focus=True):
    """One of a few words, chosen by its first letters, by arrow or by mouse; Delete chooses none."""

    ALLOW_SELECT = False
    takes_text: Final = True
    DEFAULT_CSS = """
    ChoiceField {
        width: 1fr;
        max-width: 64;
        height: auto;
        padding: 0 1;
        & > .choice--other { color: $text-muted; }
        & > .choice--chosen { text-style: bold; }
        & > .choice--focused { text-style: bold reverse; }
    }
    ChoiceField:focus { background: $primary 30%; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "choice--other",
        "choice--chosen",
        "choice--focused",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,space", "step(1)", show=False, id="choice.next"),
        Binding("left", "step(-1)", show=False, id="choice.previous"),
        Binding("delete,backspace", "clear", show=False, id="choice.none"),
    ]

    class Changed(Message):
        """Another word was chosen, or none."""

    def __init__(self, choices: Sequence[tuple[str, str]], value: str = "") -> None:
        super().__init__()
        self.choices = tuple((name, clean(word, one_line=True)) for name, word in choices)
        self._value = value
        self._typed = ""

    @property
    def value(self) -> str:
        """The name of the choice made, empty where none is."""
        return self._value

    @value.setter
    def value(self, name: str) -> None:
        name = name if any(name == each for each, _ in self.choices) else ""
        if name != self._value:
            self._value = name
            self.refresh()
            self.post_message(self.Changed())

    def offer(self, choices: Sequence[tuple[str, str]]) -> None:
        """Lets one choose among these from now on; a choice that is no longer there is none."""
        offered = tuple((name, clean(word, one_line=True)) for name, word in choices)
        if offered != self.choices:
            self.choices = offered
            self.value = self._value if any(self._value == each for each, _ in offered) else ""
            self.refresh(layout=True)

    def render(self) -> Text:
        """Every choice with a sign before it."""
        text = Text(no_wrap=True, overflow="ellipsis", end="")
        chosen = "choice--focused" if self.has_focus else "choice--chosen"
        for number, line in enumerate(self._lines(self.content_size.width)):
            text.append("\n" if number else "")
            for at, (name, word) in enumerate(line):
                its = name == self._value
                style = chosen if its else "choice--other"
                text.append(_BETWEEN if at else "")
                sign = CHOSEN if its else OTHER
                text.append(f"{sign} {word}", self.get_component_rich_style(style, partial=True))
        return text

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the words take."""
        del container, viewport
        return len(self._lines(width))

    def _lines(self, width: int) -> list[list[tuple[str, str]]]:
        """The choices, line by line, as many on each as there is room for."""
        lines: list[list[tuple[str, str]]] = [[]]
        used = 0
        for name, word in self.choices:
            size = 2 + len(word) + len(_BETWEEN)
            if lines[-1] and used + size > width + len(_BETWEEN):
                lines.append([])
                used = 0
            lines[-1].append((name, word))
            used += size
        return lines

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Letters are for the field."""
        return character is not None and character.isprintable() and key != "space"

    def on_focus(self) -> None:
        """A choice is typed from its first letter."""
        self._typed = ""
        self.refresh()

    def on_blur(self) -> None:
        """Shows that keys go elsewhere."""
        self.refresh()

    def on_key(self, event: events.Key) -> None:
        """Chooses the word that begins with what was typed."""
        if not event.is_printable or event.key == "space" or event.character is None:
            return
        event.stop()
        for typed in (self._typed + event.character, event.character):
            for name, word in self.choices:
                if fold(word).startswith(fold(typed)):
                    self._typed, self.value = typed, name
                    return

    def action_step(self, by: int) -> None:
        """Chooses the next word or the one before."""
        names = [name for name, _ in self.choices]
        at = names.index(self._value) + by if self._value else (0 if by > 0 else -1)
        self.value = names[at % len(names)]

    def action_clear(self) -> None:
        """Chooses none."""
        self.value = ""

    def on_click(self, event: events.Click) -> None:
        """Chooses the word under the mouse."""
        offset = event.get_content_offset(self)
        at, start = offset.x if offset else -1, 0
        lines = self._lines(self.content_size.width)
        for name, word in lines[offset.y] if offset and offset.y < len(lines) else ():
            end = start + 2 + len(word)
            if start <= at < end:
                self.value = name
            start = end + len(_BETWEEN)


Control = LineField | TextField | ChoiceField
