"""The columns of a work list, made from what the queue declares."""

from collections.abc import Callable
from datetime import date
from typing import Final

from backoffice_tui.model.states import State
from backoffice_tui.routine.dates import weekday_text, working_days_between
from backoffice_tui.routine.facilities import grouped
from backoffice_tui.routine.grammar import Queue
from backoffice_tui.routine.listing import CaseLine
from backoffice_tui.settings.routine_data import load_routine
from backoffice_tui.texts import say
from backoffice_tui.tui.lines import Cell, Column, Tone

SIGNS: Final = ("▲", "·")
"""The sign of the first class and of all others."""

STATE_TONES: Final[dict[State, Tone]] = {
    State.NEW: "",
    State.ACTIVE: "accent",
    State.WAITING: "warning",
    State.DONE: "success",
    State.REJECTED: "muted",
}
STATE_SIGNS: Final[dict[State, str]] = {
    State.NEW: "○",
    State.ACTIVE: "◐",
    State.WAITING: "◔",
    State.DONE: "●",
    State.REJECTED: "×",
}


def columns_of(queue: Queue, agent: str, today: date) -> list[Column[CaseLine]]:
    """The queue's columns with the cells of a line on this day."""
    cells: dict[str, Callable[[CaseLine], Cell]] = {
        "mark": lambda line: mark_of(queue, line, agent, today),
        "kind": kind_of if has_classes(queue) else _plain("kind"),
        "received": lambda line: Cell(line.received.isoformat()),
        "state": lambda line: Cell(
            f"{STATE_SIGNS[line.state]} {queue.state_word(line)}", STATE_TONES[line.state]
        ),
        "due": lambda line: due_of(line, today),
        "handler": lambda line: Cell(line.handler, "accent" if line.handler == agent else "muted"),
        "age": lambda line: Cell(str((today - line.received).days), "muted"),
        "facility": lambda line: Cell(grouped(line.facility), "muted"),
    }
    return [
        Column(
            column.name,
            queue.word(f"column.{column.name}"),
            column.width,
            column.least,
            column.flexible,
            cells.get(column.name, _plain(column.name)),
        )
        for column in queue.columns
    ]


def _plain(name: str) -> Callable[[CaseLine], Cell]:
    return lambda line: Cell(str(getattr(line, name) or ""))


def has_classes(queue: Queue) -> bool:
    """Whether the queue's cases are of several classes, so that a sign for them says something."""
    return len(queue.ranks(load_routine(queue.key), "")) > 1


def kind_of(line: CaseLine) -> Cell:
    """The class of a case in a sign and a word."""
    sign = SIGNS[min(line.rank, len(SIGNS) - 1)]
    tone: Tone = "strong" if line.rank == 0 else ""
    return Cell(f"{sign} {line.kind}", tone)


def mark_of(queue: Queue, line: CaseLine, agent: str, today: date) -> Cell:
    """Two signs for what an agent should know before taking the case: who holds it, and what else."""
    held = " " if not line.handler else "►" if line.handler == agent else "⊘"
    if line.missing_since:
        return Cell(f"{held}?", "error")
    if queue.informed(line, today):
        return Cell(f"{held}i", "accent")
    return Cell(held.rstrip(), "accent" if line.handler == agent else "")


def due_of(line: CaseLine, today: date) -> Cell:
    """Klar till; the day itself and days gone by stand out."""
    if line.due is None:
        return Cell("")
    tone: Tone = "error" if line.due < today else "warning" if line.due == today else "muted"
    return Cell(line.due.isoformat(), tone)


def days_left(due: date, today: date, country: str) -> str:
    """A date with its weekday and the working days until then."""
    days = working_days_between(today, due, country)
    key = "days-left" if days > 0 else "days-today" if due == today else "days-past"
    return say(f"console.{key}", date=due, weekday=weekday_text(due), days=abs(days))
