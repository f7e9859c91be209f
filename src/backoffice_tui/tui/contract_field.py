"""A field for the number of a contract: what is typed is looked for, and one of those found is taken."""

from collections.abc import Sequence
from typing import ClassVar, Final

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input, Static

from backoffice_tui.routine.contracts import ContractLine
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.intake import Field
from backoffice_tui.routine.text import clean, fold
from backoffice_tui.texts import say
from backoffice_tui.tui.fields import LineField
from backoffice_tui.tui.form_row import FormRow

SHOWN: Final = 5
"""So many contracts are shown below the field; more are found by typing more."""


class ContractField(LineField):
    """A contract's number, or words of its apartment or people until one is taken from the list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "step(1)", show=False, id="contract.down"),
        Binding("up", "step(-1)", show=False, id="contract.up"),
    ]

    class Sought(Message):
        """Something was typed that a contract may be found by."""

        def __init__(self, field: "ContractField", text: str) -> None:
            super().__init__()
            self.field, self.text = field, text

    class Offered(Message):
        """What is offered below the field is something else now."""

        def __init__(self, field: "ContractField") -> None:
            super().__init__()
            self.field = field

    def __init__(self) -> None:
        super().__init__()
        self.found: Sequence[ContractLine] = ()
        self.at = 0
        self.taken: ContractLine | None = None
        """The contract whose number stands in the field, once it is known."""

    @property
    def open(self) -> bool:
        """Whether there is something to choose from."""
        return bool(self.found) and self.taken is None and self.has_focus

    def watch_value(self, value: str) -> None:
        """Looks for what is typed, unless it is the number just taken."""
        if self.taken is None or value.strip() != self.taken.number:
            self.taken = None
            self.post_message(self.Sought(self, value))

    def offer(self, found: Sequence[ContractLine]) -> None:
        """Shows what was found for the text that stands in the field."""
        self.found, self.at = found[:SHOWN], 0
        typed = fold(self.value)
        self.taken = next((each for each in found if fold(each.number) == typed), None)
        self.post_message(self.Offered(self))

    def take(self, line: ContractLine) -> None:
        """Puts the number of this contract into the field."""
        self.taken = line
        self.value = line.number
        self.cursor_position = len(self.value)
        self.post_message(self.Offered(self))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The arrows choose while there is something to choose; else they go between the fields."""
        if action == "step":
            return self.open
        return super().check_action(action, parameters)

    def action_step(self, by: int) -> None:
        """To the next contract, or the one before."""
        self.at = (self.at + by) % len(self.found)
        self.post_message(self.Offered(self))

    async def action_submit(self) -> None:
        """Enter takes the contract that is pointed at; where one is taken already it goes on."""
        if self.open:
            self.take(self.found[self.at])
        else:
            await super().action_submit()

    def on_blur(self) -> None:
        """A text that only one contract matches means that one."""
        if self.taken is None and len(self.found) == 1 and self.value.strip():
            self.take(self.found[0])
        self.post_message(self.Offered(self))


class ContractRow(FormRow):
    """A contract's field with what was found below it."""

    DEFAULT_CSS = """
    ContractRow > .contract-row--found { height: auto; margin: 0 0 0 31; text-wrap: nowrap;
        text-overflow: ellipsis; }
    """

    def __init__(self, queue: Queue, field: Field) -> None:
        self.contract = ContractField()
        super().__init__(queue, field, self.contract)

    def compose(self) -> ComposeResult:
        """The field, and below it the contracts."""
        yield from super().compose()
        yield Static(classes="contract-row--found", markup=False)

    @on(ContractField.Offered)
    @on(Input.Blurred)
    def _offered(self) -> None:
        field, shown = self.contract, self.query_one(".contract-row--found", Static)
        lines: list[Text] = []
        if field.taken is not None:
            lines = [Text(f"✓ {described(field.taken)}", "dim")]
        elif field.open:
            lines = [
                Text(
                    f"{'▸' if at == field.at else ' '} {each.number:<10} {described(each)}",
                    "bold reverse" if at == field.at else "",
                    no_wrap=True,
                    overflow="ellipsis",
                )
                for at, each in enumerate(field.found)
            ]
            lines.append(Text(say("task.choose-how"), "dim"))
        shown.update(Text("\n").join(lines))
        shown.display = bool(lines)
        self.scroll_visible(animate=False)


def described(line: ContractLine) -> str:
    """What tells a contract from others: where it is, and who is bound by it."""
    parts = (line.apartment, line.tenants, line.address)
    text = " · ".join(clean(part, limit=80, one_line=True) for part in parts if part)
    return f"{text} (–{line.end})" if line.end else text
