"""What is pasted into the customer system for a case: number, status and the words of the log."""

from backoffice_tui.desk.card import show
from backoffice_tui.desk.desk import Desk
from backoffice_tui.desk.masking import dots
from backoffice_tui.model.states import OPEN
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.texts import say


def for_customer_system(desk: Desk, queue: Queue, number: str) -> str:
    """The lines to paste; a protected person's words are dots."""
    card = show(desk, queue, number)
    line = card.line
    own = [entry.text for entry in card.log if entry.by == desk.agent and not entry.undone]
    text = next((each for each in reversed(own) if each), "")
    rows = [line.number, queue.source_state(line)]
    if line.due and line.state in OPEN:
        rows.append(say("desk.clip-due", due=line.due))
    if text:
        rows.append(dots(text) if line.protected and not card.revealed else text)
    return "\n".join(row for row in rows if row)
