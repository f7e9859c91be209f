"""The note asked for on each case that is begun and not done when a shift ends."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from backoffice_tui.desk import worklist
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.masking import masked_line
from backoffice_tui.queues import QUEUES
from backoffice_tui.routine.errors import NotFound
from backoffice_tui.routine.listing import CaseLine
from backoffice_tui.texts import say
from backoffice_tui.tui.dialogs import Dialog
from backoffice_tui.tui.fields import LineField
from backoffice_tui.tui.side import Plain


def lines_to_note(desk: Desk, numbers: Sequence[str]) -> list[CaseLine]:
    """The cases of these numbers in the queues that are handed over."""
    found = []
    for number in numbers:
        for queue in QUEUES.values():
            try:
                line = worklist.line(desk, queue, number) if queue.hand_over else None
            except NotFound:
                continue
            if line is not None:
                found.append(masked_line(line))
                break
    return found


class HandOver(Dialog):
    """Gives how far one case came, or None where the shift is not to end yet."""

    def __init__(self, line: CaseLine, at: int, count: int) -> None:
        super().__init__()
        self._line, self._at, self._count = line, at, count

    def compose(self) -> ComposeResult:
        """Which case, how far it is, and the note that stands there."""
        line = self._line
        about = [line.progress, line.subject or line.title]
        counted = f" ({self._at}/{self._count})" if self._count > 1 else ""
        with Vertical():
            yield Plain(say("grid.hand-over.title", number=line.number) + counted, classes="title")
            yield Plain(" · ".join(each for each in about if each), classes="body")
            yield Plain(say("grid.hand-over.note"), classes="hint")
            yield LineField("" if line.protected else line.note)
            yield Plain(classes="wrong")
            yield Plain(say("grid.hand-over.hint"), classes="hint")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Gives the note, or asks for one."""
        text = event.value.strip()
        if text:
            self.dismiss(text)
        else:
            self.query_one(".wrong", Plain).show(say("grid.hand-over.empty"))
