"""What to tell the customer while the call goes on."""

from textual.app import ComposeResult
from textual.containers import Vertical

from backoffice_tui.texts import say
from backoffice_tui.tui.side import Plain


class Script(Vertical):
    """What to tell the customer, always in view."""

    DEFAULT_CSS = """
    Script {
        height: auto;
        max-height: 9;
        padding: 0 1;
        background: $background;
        & > .script--title { color: $text-accent; text-style: bold; }
    }
    """

    def compose(self) -> ComposeResult:
        """A title and the sentences."""
        yield Plain(say("screens.intake.script"), classes="script--title")
        yield Plain(classes="script--said")

    def show(self, sentences: tuple[str, ...], *, wide: bool) -> None:
        """Shows the sentences, below each other where there is room and one after the other else."""
        self.display = bool(sentences)
        between = "\n\n" if wide else "  "
        sign = "" if len(sentences) == 1 else "• "
        text = between.join(sign + sentence for sentence in sentences)
        self.query_one(".script--said", Plain).show(f"\n{text}" if wide else text)
