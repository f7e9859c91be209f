"""One field of a form on the screen: label, control, what is known of it, and what is wrong with it."""

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from backoffice_tui.routine.grammar import Queue, Wants
from backoffice_tui.routine.intake import LONGEST_PASTE, Field
from backoffice_tui.texts import say
from backoffice_tui.tui.fields import ChoiceField, Control, LineField, TextField
from backoffice_tui.tui.filling import as_read_aloud
from backoffice_tui.tui.picks import word_of
from backoffice_tui.tui.side import Plain

_WIDTHS = {"identity": 18, "facility": 27, "phone": 22}
_DATE = 18


class FormRow(Vertical):
    """A field with its words around it."""

    DEFAULT_CSS = """
    FormRow {
        height: auto;
        & > Horizontal { height: auto; }
        & .form-row--label { width: 30; color: $text-muted; }
        &.-here .form-row--label { color: $text-accent; text-style: bold; }
        & .form-row--echo { color: $text-success; padding: 0 0 0 1; }
        & .form-row--message { margin: 0 0 0 31; color: $text-warning; }
        & .form-row--message.-wrong { color: $text-error; }
    }
    """

    def __init__(self, queue: Queue, field: Field, control: Control | None = None) -> None:
        super().__init__()
        self.field = field
        self.left = False
        """Whether the agent has been in the field and gone on, so that it may be judged."""
        self._label = queue.word(f"field.{field.name}")
        self.control = control or _control(queue, field)
        self._problem = self._warning = ""

    def compose(self) -> ComposeResult:
        """Label, control and echo on a line, the message below."""
        with Horizontal():
            yield Plain(self._label, classes="form-row--label")
            yield self.control
            yield Plain(classes="form-row--echo")
        yield Plain(classes="form-row--message")

    @property
    def value(self) -> str:
        """What stands in the field."""
        return self.control.value

    @property
    def message(self) -> str:
        """What stands below the field."""
        return self.query_one(".form-row--message", Plain).text

    def say_state(self, problem: str, warning: str, echo: str, *, required: bool) -> None:
        """Shows what is known of the field; a problem waits until the field has been left."""
        self._problem, self._warning = problem, warning
        # What was checked may come back when the screen has been left.
        if not self.query(Plain):
            return
        self.query_one(".form-row--echo", Plain).show(echo)
        if isinstance(self.control, LineField):
            self.control.placeholder = "" if required else say("screens.intake.optional")
        self._judge()

    def on_descendant_focus(self) -> None:
        """Shows where one is."""
        self.add_class("-here")

    def on_descendant_blur(self) -> None:
        """Shows that one is elsewhere."""
        self.remove_class("-here")

    def leave(self) -> None:
        """The agent has gone on: the field may be judged, and an id is written in groups."""
        self.left = True
        if isinstance(self.control, LineField):
            grouped = as_read_aloud(self.value)
            if grouped != self.value:
                self.control.value = grouped
        self._judge()

    def _judge(self) -> None:
        wrong = self._problem if self.left else ""
        shown = self.query_one(".form-row--message", Plain)
        shown.set_class(bool(wrong), "-wrong")
        sign = "✗ " if wrong else "! "
        text = wrong or self._warning
        shown.show(sign + text if text else "")

    def on_resize(self) -> None:
        """A row that grows by its message stays whole on the screen while one is in it."""
        if self.has_class("-here"):
            self.scroll_visible(animate=False)


def row_for(queue: Queue, field: Field) -> FormRow:
    """The row of a field, by what the field wants."""
    if field.wants is Wants.CONTRACT:
        from backoffice_tui.tui.contract_field import ContractRow

        return ContractRow(queue, field)
    return FormRow(queue, field)


def _control(queue: Queue, field: Field) -> Control:
    if field.wants is Wants.FLAG:
        return ChoiceField([("yes", say("screens.yes")), ("no", say("screens.no"))])
    if field.choices:
        return ChoiceField([(each, word_of(queue, each)) for each in field.choices])
    if field.wants is Wants.TEXT:
        return TextField()
    if field.wants is Wants.LIST:
        return TextField(longest=LONGEST_PASTE)
    control = LineField()
    width = _DATE if field.wants is Wants.DATE else _WIDTHS.get(field.name.rpartition("_")[2])
    if width:
        control.styles.width = width
    return control
