"""A move that is about to be made, with all that its dialog has to know."""

from dataclasses import dataclass

from backoffice_tui.desk.desk import Desk
from backoffice_tui.routine.grammar import Move, Queue


@dataclass(frozen=True, slots=True)
class Occasion:
    """A move that an agent is about to make on some cases."""

    desk: Desk
    queue: Queue
    move: Move
    numbers: tuple[str, ...]
    case_id: int | None = None

    @property
    def draft(self) -> str:
        """The name under which what is typed is kept."""
        return f"{self.queue.key}:{self.move.name}:{self.numbers[0]}"
